"""Charts: the same facts in lines, in SVG and in PNG, readable without color."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from wcwidth import wcswidth

from coder.analysis.plots import (
    SHADES,
    Bar,
    BarChart,
    Chart,
    Curve,
    HeatMap,
    bar_of,
    hidden_bar,
    in_lines,
    shade_of,
)
from coder.report.drawing import _SCALE, INK, MARK, PAPER, Words, picture, png, svg

BARS = BarChart(
    "Who spoke of belonging",
    (Bar("students", 3, "3 of 6"), Bar("families <of> & 学生", 1, "1 of 8"), hidden_bar("leaders")),
    6,
)
MAP = HeatMap(
    "Codes by group",
    ("Belonging", "A code with quite a long name indeed"),
    ("students", "families"),
    (((0.5, "3 of 6"), (0.0, "0 of 8")), ((1.0, "6 of 6"), (None, "not shown"))),
)
CURVE = Curve.of_new("New codes", [9, 5, 4, 2, 2, 1, 1, 0, 0, 0], "No proof.")
CHARTS: list[Chart] = [BARS, MAP, CURVE]


def text(chart: Chart, width: int = 60) -> list[str]:
    return ["".join(part for part, _ in line) for line in in_lines(chart, width)]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("width", [40, 60, 120])
def test_lines_fit_and_say_every_value(chart: Chart, width: int) -> None:
    lines = text(chart, width)
    assert all(wcswidth(line) <= width for line in lines)
    if width > 40:
        joined = "\n".join(lines)
        wanted = {BARS: "3 of 6", MAP: "0 of 8", CURVE: "18 (+4)"}[chart]
        assert wanted in joined


def test_bars_are_as_long_as_their_values() -> None:
    assert bar_of(0.5, 10) == "█" * 5
    assert bar_of(0, 10) == ""
    assert bar_of(0.001, 10) == "▏"
    assert bar_of(1, 3) == "███"
    lines = text(BARS)
    assert lines[0].count("█") > lines[1].count("█")
    assert "–" in lines[2]
    assert "not shown" in lines[2]


def test_shades_rise_with_the_share() -> None:
    assert [shade_of(share) for share in (0, 0.1, 0.3, 0.6, 0.9, 1.0)] == [*SHADES, SHADES[-1]]
    assert shade_of(None) == "–"


def test_control_characters_do_not_reach_the_terminal() -> None:
    chart = BarChart("x", (Bar("a\x1b[31mred", 1, "1"),))
    assert "\x1b" not in "".join(text(chart))
    assert "\x1b" not in svg(chart)


@pytest.mark.parametrize("chart", CHARTS)
def test_svg_is_well_formed_and_described(chart: Chart) -> None:
    root = ElementTree.fromstring(svg(chart))
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.alt
    assert root[0].text == chart.title
    assert root[1].text == chart.alt
    for shape in picture(chart).shapes:
        if isinstance(shape, Words):
            assert 0 <= shape.x <= picture(chart).width
            assert 0 <= shape.y <= picture(chart).height


@pytest.mark.parametrize("chart", CHARTS)
def test_png_opens_and_is_described(chart: Chart) -> None:
    from PIL import Image

    image = Image.open(io.BytesIO(png(chart)))
    assert image.size == (1800, picture(chart).height * 2)
    assert image.info["Description"] == chart.alt
    assert len(image.getcolors(100000) or []) > 10


def test_words_and_marks_stand_out() -> None:
    def light(color: str) -> float:
        parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(INK, PAPER) >= 4.5
    assert contrast(MARK, PAPER) >= 3
    for step, color in enumerate(_SCALE):
        assert contrast(color, PAPER if step >= 4 else INK) >= 4.5


def test_empty_charts_are_drawn() -> None:
    for chart in (BarChart("x", ()), HeatMap("x", (), (), ()), Curve("x", ())):
        in_lines(chart, 60)
        assert svg(chart)
        assert png(chart)
