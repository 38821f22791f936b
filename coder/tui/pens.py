"""Styles for widgets that draw their own lines."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


class Pens:
    """The styles of a widget's component classes, looked up once for every theme."""

    def __init__(self, widget: Widget, prefix: str) -> None:
        self._widget = widget
        self._prefix = prefix
        self._styles: dict[str, Style] = {}

    def clear(self) -> None:
        """Forget what was looked up, because the theme has changed."""
        self._styles.clear()

    def __call__(self, name: str) -> Style:
        """The text style and text color of a component class; the background stays what it is."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._look_up(f"{self._prefix}--{name}")
        return style

    def ground(self, name: str) -> Style:
        """The background of a component class alone."""
        return Style(bgcolor=self._widget.get_component_rich_style(f"{self._prefix}--{name}").bgcolor)

    def _look_up(self, component: str) -> Style:
        full = self._widget.get_component_rich_style(component)
        attributes = self._widget.get_component_rich_style(component, partial=True).without_color
        colored = self._widget.get_component_styles(component).has_rule("color")
        return attributes + Style(color=full.color) if colored else attributes
