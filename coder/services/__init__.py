"""The use cases: the only place that joins reading, storing, suggesting, counting and reporting."""
