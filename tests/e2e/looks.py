"""How a screen looks, as text that can be compared and read: its characters, its styles, its contrast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.filter import NoColor
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip

from coder.tui import themes

LOOKS = (themes.DARK.name, themes.LIGHT.name, themes.DARK_CONTRAST.name, themes.LIGHT_CONTRAST.name)
NO_COLOR = "no color"

TEXT, GRAPHIC = 4.5, 3.0
"""The contrast that WCAG 2.2 asks for: of text (1.4.3), and of signs that say something (1.4.11)."""

SIGNS = set("▌▍▎┊▪▸▾◇▶┃★○✓✎╌━·›")
"""Signs that say something without being letters; each has a second mark beside its color."""

FRAMES = {chr(c) for c in range(0x2500, 0x25A0)} - SIGNS
"""What only draws frames and scrollbars."""

Cell = tuple[str, Style]


async def planes(pilot: Pilot[object]) -> dict[str, list[list[Cell]]]:
    """The cells of the screen in every theme, and without color."""
    found = {}
    for name in LOOKS:
        pilot.app.theme = name
        await settled(pilot)
        found[name] = [list(_cells(strip)) for strip in _strips(pilot)]
    plain = [Strip(NoColor().apply(list(strip), None)) for strip in _strips(pilot)]  # type: ignore[arg-type]
    found[NO_COLOR] = [list(_cells(strip)) for strip in plain]
    return found


async def settled(pilot: Pilot[object]) -> None:
    """Wait until the screen no longer changes."""
    before = None
    for _ in range(50):
        await pilot.pause()
        now = [list(strip) for strip in _strips(pilot)]
        if now == before:
            return
        before = now


def _strips(pilot: Pilot[object]) -> list[Strip]:
    return list(pilot.app.screen._compositor.render_strips())


def _cells(strip: Sequence[Segment]) -> Iterator[Cell]:
    for segment in strip:
        if segment.text and not segment.control:
            style = segment.style or Style()
            yield from ((sign, style) for sign in _graphemes(segment.text))


def _graphemes(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and cell_len(text[at : end + 1]) <= cell_len(text[at:end]):
            end += 1
        yield text[at:end]
        at = end


def picture(found: Mapping[str, list[list[Cell]]]) -> str:
    """The screen as text: its characters, then its styles in runs, then what each style is in every theme."""
    order = [*LOOKS, NO_COLOR]
    texts = {name: ["".join(sign for sign, _ in row) for row in rows] for name, rows in found.items()}
    assert all(texts[name] == texts[order[0]] for name in order), "a theme changes what is written"
    letters: dict[tuple[str, ...], str] = {}
    runs = []
    for rows in zip(*(found[name] for name in order), strict=True):
        kinds = [tuple(_named(cell[1]) for cell in cells) for cells in zip(*rows, strict=True)]
        line = []
        for kind, same in groupby(kinds):
            letter = letters.setdefault(kind, _letter(len(letters)))
            line.append(f"{len(list(same))}{letter}")
        runs.append(" ".join(line))
    legend = [
        f"{letter}: " + " | ".join(f"{name} {style}" for name, style in zip(order, kind, strict=True))
        for kind, letter in letters.items()
    ]
    characters = [line.rstrip() for line in texts[order[0]]]
    return "\n".join([*characters, "", "STYLES", *runs, "", "LEGEND", *legend, ""])


def _letter(number: int) -> str:
    first, second = divmod(number, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)


def _named(style: Style) -> str:
    words = [name for name in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, name)]
    color, ground = _hex(style.color), _hex(style.bgcolor)
    return " ".join([*words, f"{color} on {ground}" if color or ground else ""]).strip() or "plain"


def _hex(color: Color | None) -> str:
    return color.get_truecolor().hex if color and not color.is_default else ""


def faint(pilot: Pilot[object], found: Mapping[str, list[list[Cell]]]) -> list[str]:
    """What has too little contrast, with how much it has; what lies behind a sheet is left out."""
    told = set()
    for name in LOOKS:
        for y, row in enumerate(found[name]):
            x = 0
            for sign, style in row:
                if _is_in_front(pilot, x, y):
                    told.update(_too_faint(name, sign, style))
                x += cell_len(sign)
    return sorted(told)


def _is_in_front(pilot: Pilot[object], x: int, y: int) -> bool:
    screen = pilot.app.screen
    if not isinstance(screen, ModalScreen):
        return True
    return any(Region.contains(child.region, x, y) for child in screen.children)


def _too_faint(theme: str, sign: str, style: Style) -> Iterator[str]:
    if not sign.strip() or sign in FRAMES or style.color is None or style.bgcolor is None:
        return
    ink, ground = style.color.get_truecolor(), style.bgcolor.get_truecolor()
    ratio = contrast((ink.red, ink.green, ink.blue), (ground.red, ground.green, ground.blue))
    if ratio < (GRAPHIC if sign in SIGNS else TEXT) - 0.005:
        what = f"sign {sign}" if sign in SIGNS else f"text such as {sign}"
        yield f"{theme}: {what} {ink.hex} on {ground.hex} has {ratio:.2f}:1"


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """The contrast of two colors as WCAG defines it, 1 to 21."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
