"""What shows behind a sheet: the screen below it, dimmed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen


class Behind(BackgroundScreen):
    """Dims each style once and not at each of its many places, which opening a sheet has to wait for."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        """The segments in dimmed colors, without links."""
        for segment in segments:
            text, style, control = segment
            yield segment if control else Segment(text, _dimmed(style or Style.null(), color))


@lru_cache(maxsize=4_096)
def _dimmed(style: Style, color: Color) -> Style:
    segments = BackgroundScreen.process_segments([Segment(" ", style)], color)
    return next(iter(segments)).style or Style.null()
