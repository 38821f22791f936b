"""Charts as pictures: SVG and PNG from one list of rectangles, lines and words.

The colors keep a contrast of at least 4.5 to 1 for words and 3 to 1 for marks; every value is written
out, and what is hidden is hatched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from coder.analysis.plots import BarChart, Chart, Curve, HeatMap
from coder.domain.text import canonical

if TYPE_CHECKING:
    from PIL import ImageDraw

INK, PAPER, MARK, GRID = "#1f2933", "#ffffff", "#1f5f8b", "#8a94a0"
_SCALE = ("#ffffff", "#cfe1ee", "#8dbad6", "#6ba7cd", "#14496d")
_LABEL_ROOM, _WIDTH, _LINE, _SIZE, _MARGIN = 230, 900, 30, 15, 16
_HEAD = 52
_MOST_LABEL_ROOM = 520
"""Where the names of bars are sentences, half of the sheet is theirs."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `hatched` where a number is hidden."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    color: str = INK
    width: int = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place: `anchor` is `start`, `middle` or `end`; y is their middle."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    color: str = INK
    size: int = _SIZE


Shape = Box | Stroke | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on a sheet, and what they show in words."""

    width: int
    height: int
    alt: str
    shapes: tuple[Shape, ...]


def picture(chart: Chart) -> Picture:
    """The chart as shapes."""
    if isinstance(chart, BarChart):
        height, shapes = _HEAD + _LINE * len(chart.bars) + _MARGIN, _bars(chart)
    elif isinstance(chart, HeatMap):
        height, shapes = _HEAD + _LINE * (len(chart.rows) + 1) + _MARGIN, _map(chart)
    else:
        height, shapes = 420, _curve(chart)
    title = Words(_MARGIN, 26, _short(chart.title, _WIDTH - 2 * _MARGIN, 18), size=18)
    return Picture(_WIDTH, height, canonical(chart.alt).text, (title, *shapes))


def svg(chart: Chart) -> str:
    """The chart as an SVG document with its words as title and description."""
    sheet = picture(chart)
    body = "\n".join(_svg_shape(shape) for shape in sheet.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(sheet.alt)} '
        f'width="{sheet.width}" height="{sheet.height}" viewBox="0 0 {sheet.width} {sheet.height}" '
        'font-family="Arial, Helvetica, sans-serif">\n'
        f"<title>{escape(canonical(chart.title).text)}</title>\n<desc>{escape(sheet.alt)}</desc>\n"
        '<defs><pattern id="hidden" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="M0 8L8 0" stroke="{GRID}" stroke-width="1.5"/></pattern></defs>\n'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


def png(chart: Chart, scale: int = 2) -> bytes:
    """The chart as a PNG file, `scale` dots to each of its points; its words stand in `Description`."""
    from PIL import Image, ImageDraw, ImageFont
    from PIL.PngImagePlugin import PngInfo

    sheet = picture(chart)
    image = Image.new("RGB", (sheet.width * scale, sheet.height * scale), PAPER)
    pen = ImageDraw.Draw(image)
    for shape in sheet.shapes:
        if isinstance(shape, Box):
            _png_box(pen, shape, scale)
        elif isinstance(shape, Stroke):
            points = [(x * scale, y * scale) for x, y in shape.points]
            pen.line(points, fill=shape.color, width=shape.width * scale)
        else:
            font = ImageFont.load_default(shape.size * scale)
            anchor = {"start": "lm", "middle": "mm", "end": "rm"}[shape.anchor]
            pen.text((shape.x * scale, shape.y * scale), shape.text, shape.color, font, anchor)
    told = PngInfo()
    told.add_itxt("Description", sheet.alt)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=told, dpi=(96 * scale, 96 * scale))
    return out.getvalue()


def _png_box(pen: ImageDraw.ImageDraw, box: Box, scale: int) -> None:
    left, top = box.x * scale, box.y * scale
    right, bottom = left + max(1.0, box.width * scale), top + box.height * scale
    pen.rectangle((left, top, right, bottom), PAPER if box.hatched else box.fill, GRID, scale)
    if box.hatched:
        high = bottom - top
        foot = left - high
        while foot < right:
            # From the foot up to the right, cut off at the sides of the box.
            start, end = max(foot, left), min(foot + high, right)
            pen.line((start, bottom - (start - foot), end, bottom - (end - foot)), GRID, scale)
            foot += 8 * scale


def _svg_shape(shape: Shape) -> str:
    if isinstance(shape, Box):
        fill = "url(#hidden)" if shape.hatched else shape.fill
        return (
            f'<rect x="{shape.x:g}" y="{shape.y:g}" '
            f'width="{max(0.5, shape.width):g}" height="{shape.height:g}" '
            f'fill="{fill}" stroke="{GRID}" stroke-width="1"/>'
        )
    if isinstance(shape, Stroke):
        points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
        return (
            f'<polyline points="{points}" fill="none" stroke="{shape.color}" stroke-width="{shape.width}"/>'
        )
    return (
        f'<text x="{shape.x:g}" y="{shape.y:g}" text-anchor="{shape.anchor}" dominant-baseline="central" '
        f'font-size="{shape.size}" fill="{shape.color}">{escape(shape.text)}</text>'
    )


def _short(text: str, room: float, size: int = _SIZE) -> str:
    """Text that fits into `room`, by the mean width of a letter."""
    most = max(3, int(room / (size * 0.56)))
    clean = " ".join(canonical(text).text.split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def _bars(chart: BarChart) -> Iterator[Shape]:
    told = max((len(bar.told) for bar in chart.bars), default=0) * _SIZE * 0.56 + 12
    longest = max((len(bar.label) for bar in chart.bars), default=0) * _SIZE * 0.56 + 2 * _MARGIN
    left = max(_LABEL_ROOM, min(longest, _MOST_LABEL_ROOM))
    room = _WIDTH - left - 2 * _MARGIN - told
    for n, bar in enumerate(chart.bars):
        y = _HEAD + n * _LINE
        yield Words(left, y + 11, _short(bar.label, left - _MARGIN), "end")
        length = 60.0 if bar.value is None else room * min(1.0, bar.value / chart.full)
        yield Box(left + 10, y, length, 22, MARK, hatched=bar.value is None)
        yield Words(left + 18 + length, y + 11, bar.told)


def _map(chart: HeatMap) -> Iterator[Shape]:
    each = (_WIDTH - _LABEL_ROOM - 2 * _MARGIN) / max(1, len(chart.columns))
    for k, column in enumerate(chart.columns):
        yield Words(_LABEL_ROOM + 10 + (k + 0.5) * each, _HEAD + 10, _short(column, each - 6), "middle")
    for n, (row, cells) in enumerate(zip(chart.rows, chart.cells, strict=True)):
        y = _HEAD + (n + 1) * _LINE
        yield Words(_LABEL_ROOM, y + 15, _short(row, _LABEL_ROOM - _MARGIN), "end")
        for k, (share, told) in enumerate(cells):
            step = 0 if not share or share <= 0 else min(4, 1 + int(share * 4))
            x = _LABEL_ROOM + 10 + k * each
            yield Box(x, y, each, _LINE, _SCALE[step], hatched=share is None)
            if share is None:
                wide = min(each - 4, len(told) * _SIZE * 0.56 + 10)
                yield Box(x + (each - wide) / 2, y + 4, wide, _LINE - 8, PAPER)
            color = PAPER if step == 4 else INK
            yield Words(x + each / 2, y + 15, _short(told, each - 6), "middle", color)


def _curve(chart: Curve) -> Iterator[Shape]:
    left, right, top, bottom = 70, _WIDTH - 40, 80, 340
    most, sessions = max((*chart.known, 1)), max(1, len(chart.known))
    yield Stroke(((left, top), (left, bottom), (right, bottom)), GRID)
    points = []
    for n, known in enumerate(chart.known):
        x = left + (right - left) * (n + 0.5) / sessions
        points.append((x, bottom - (bottom - top - 24) * known / most))
        yield Words(x, bottom + 16, str(n + 1), "middle")
    yield Stroke(tuple(points), MARK, 3)
    for (x, y), known in zip(points, chart.known, strict=True):
        yield Box(x - 4, y - 4, 8, 8, MARK)
        yield Words(x, y - 16, str(known), "middle")
    yield Words((left + right) / 2, bottom + 38, "sessions", "middle")
    yield Words(_MARGIN, top - 14, "codes known")
    if chart.note:
        yield Words(_MARGIN, bottom + 62, _short(chart.note, _WIDTH - 2 * _MARGIN, 13), size=13)
