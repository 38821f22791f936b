"""Styles for widgets that draw their own lines."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def own_style(widget: Widget, component: str) -> Style:
    """The text style and text color of a component class; the background stays what it is."""
    styles = widget.get_component_styles(component)
    full = widget.get_component_rich_style(component)
    attributes = widget.get_component_rich_style(component, partial=True).without_color
    return attributes + Style(color=full.color) if styles.has_rule("color") else attributes
