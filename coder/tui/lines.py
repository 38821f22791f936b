"""A widget of single lines, of which only those are drawn again that have changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from coder.tui import safe
from coder.tui.safe import Part

MOST_STRIPS = 2000
"""Drawn lines that are kept."""

_Key = tuple[int, tuple[Part, ...]]


class Lines(Widget):
    """Lines of styled text from the top on; what is too wide is cut, what is below them is blank."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[Part, ...]] = []
        self._strips: dict[_Key, Strip] = {}

    def put(self, lines: Sequence[Sequence[Part]]) -> None:
        """Draw these lines instead of those before."""
        before, self._shown = self._shown, [tuple(line) for line in lines]
        inset = self.styles.gutter.top
        for at in range(max(len(before), len(self._shown))):
            if before[at : at + 1] != self._shown[at : at + 1]:
                self.refresh(Region(0, at + inset, self.outer_size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of what was put here."""
        line = self._shown[y] if y < len(self._shown) else ()
        key = (self.size.width, line)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > MOST_STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._drawn(line)
        return strip

    def notify_style_update(self) -> None:
        """Forget drawn lines when the theme changes."""
        self._strips.clear()
        super().notify_style_update()

    def _drawn(self, line: tuple[Part, ...]) -> Strip:
        width, style = self.size.width, self.visual_style
        if not line or not width:
            return Strip.blank(width, style.rich_style)
        return Visual.to_strips(self, safe.content(*line), width, 1, style)[0]
