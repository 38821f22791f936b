"""Enough contrast, whatever the color of a code and whatever the theme."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

SIGNS = frozenset("▌▍▎┊▪▾▸·›✓○ ")
"""What is drawn in the color of a code; anything else has a color of the theme."""

TEXT, SIGN = 4.5, 3.0
"""The contrast that WCAG 2.2 asks for: of text, and of signs that say something."""

_STEPS = 20


def contrast(first: Color, second: Color) -> float:
    """The contrast of two colors as WCAG defines it, 1 to 21."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=512)
def readable(ink: Color, ground: Color, least: float) -> Color:
    """`ink`, moved toward black or white until it stands out from `ground` by `least`."""
    if contrast(ink, ground) >= least:
        return ink
    black, white = Color(0, 0, 0), Color(255, 255, 255)
    end = white if contrast(white, ground) > contrast(black, ground) else black
    steps = (ink.blend(end, step / _STEPS, 1.0) for step in range(1, _STEPS))
    return next((color for color in steps if contrast(color, ground) >= least), end)


class Legible(LineFilter):
    """Moves the colors of codes away from the ground on which their signs stand."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with signs that can be seen."""
        return [self._seen(segment) for segment in segments]

    def _seen(self, segment: Segment) -> Segment:
        text, style, control = segment
        # Nearly everything is words, which their first letter tells; every piece of every line comes here.
        if text[:1] not in SIGNS or style is None or style.color is None or style.bgcolor is None:
            return segment
        if not SIGNS.issuperset(text):
            return segment
        if style.color.is_default or style.bgcolor.is_default:
            return segment
        return Segment(text, _seen(style), control)


@lru_cache(maxsize=512)
def _seen(style: Style) -> Style:
    assert style.color is not None
    assert style.bgcolor is not None
    ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    better = readable(ink, ground, SIGN)
    return style if better is ink else style + Style(color=better.rich_color)
