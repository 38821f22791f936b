"""Widgets whose lines stay the same strips as long as they look the same."""

from __future__ import annotations

from functools import cached_property

from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Directly(Widget):
    """Gives its lines to the screen as `render_line` drew them.

    Textual styles a line anew whenever it stands on another row, and what it has worked out about the
    line before is lost with it: the filtered colors, the cuts, the bytes for the terminal. Scrolling by
    a row did all that for every row in sight. A strip that stays the same one keeps them.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the widget."""
        if not self._plain:
            return super().render_lines(crop)
        width, ground, filters = self.outer_size.width, self._ground, self.get_line_filters()
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y).adjust_cell_length(width, self._blank)
            for filtered in filters:
                strip = strip.apply_filter(filtered, ground)
            strips.append(strip)
        if crop.column_span != (0, width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def notify_style_update(self) -> None:
        """Look the colors up again."""
        for name in ("_plain", "_ground", "_blank"):
            self.__dict__.pop(name, None)
        super().notify_style_update()

    @cached_property
    def _plain(self) -> bool:
        """Whether nothing of the widget stands beside its lines or lies over them."""
        styles = self.styles
        around = any((*styles.gutter, *styles.outline.spacing))
        return not around and not styles.tint.a and self.opacity == 1 and styles.text_opacity == 1

    @cached_property
    def _ground(self) -> Color:
        return self.background_colors[1]

    @cached_property
    def _blank(self) -> Style:
        return self.rich_style
