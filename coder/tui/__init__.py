"""The coding screens: the only place that knows Textual and Rich."""
