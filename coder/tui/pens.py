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
        self._base: Style | None = None

    @property
    def base(self) -> Style:
        """The widget's own colors."""
        if self._base is None:
            self._base = self._widget.rich_style
        return self._base

    def clear(self) -> None:
        """Forget what was looked up, because the theme has changed."""
        self._styles.clear()
        self._base = None

    def __call__(self, name: str) -> Style:
        """The text style and text color of a component class; the background stays what it is."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._look_up(f"{self._prefix}--{name}")
        return style

    def ground(self, name: str) -> Style:
        """The background of a component class alone."""
        if self._widget.app.current_theme.ansi:
            # The sixteen colors of a terminal have no faint tints.
            return Style()
        key = f"{name} ground"
        if key not in self._styles:
            full = self._widget.get_component_rich_style(f"{self._prefix}--{name}")
            self._styles[key] = Style(bgcolor=full.bgcolor)
        return self._styles[key]

    def _look_up(self, component: str) -> Style:
        full = self._widget.get_component_rich_style(component)
        attributes = self._widget.get_component_rich_style(component, partial=True).without_color
        colored = self._widget.get_component_styles(component).has_rule("color")
        return attributes + Style(color=full.color) if colored else attributes
