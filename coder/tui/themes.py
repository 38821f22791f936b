"""The themes: dark and light, quiet and with high contrast; and the look without any color."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from coder.tui.legible import TEXT, contrast

DARK = Theme(
    name="coder-dark",
    dark=True,
    primary="#7aa2c9",
    secondary="#8fb3a5",
    accent="#d7b46a",
    warning="#d7a15c",
    error="#e0847b",
    success="#8fbf8a",
    foreground="#dcdfe4",
    background="#16191e",
    surface="#1c2026",
    panel="#272c34",
)
LIGHT = Theme(
    name="coder-light",
    dark=False,
    primary="#2f6496",
    secondary="#3e7a66",
    accent="#8a5a00",
    warning="#a85b00",
    error="#b3372d",
    success="#2f7a35",
    foreground="#22262b",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e4e1d9",
)
DARK_CONTRAST = Theme(
    name="coder-dark-contrast",
    dark=True,
    primary="#7cc4ff",
    secondary="#8fe0c8",
    accent="#ffd75f",
    warning="#ffb454",
    error="#ff9a90",
    success="#9be592",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
)
LIGHT_CONTRAST = Theme(
    name="coder-light-contrast",
    dark=False,
    primary="#003e75",
    secondary="#00483a",
    accent="#5a3000",
    warning="#6b3200",
    error="#8c0d06",
    success="#0b4d12",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e8e8e8",
)
ALL = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST)
NAMES = {
    DARK.name: "Dark",
    LIGHT.name: "Light",
    DARK_CONTRAST.name: "Dark, high contrast",
    LIGHT_CONTRAST.name: "Light, high contrast",
}
"""What people read for a theme."""

ROOM, MORE = 0.2, 7.0
"""What a quiet color has beyond the least contrast, and what it has in a theme of high contrast."""

QUIET = 0.4
"""How far the color of what matters less may be from the text's to the background's."""


def known(name: str) -> str:
    """`name` when it is one of these themes, else the first."""
    return name if name in NAMES else DARK.name


def after(name: str) -> str:
    """The theme that comes after `name`, going round."""
    order = list(NAMES)
    return order[(order.index(name) + 1) % len(order)] if name in order else order[0]


def quiet(theme: Theme) -> str:
    """A color between the text and the background of a theme, for what matters less; always legible."""
    if theme.ansi:
        return "ansi_bright_black"
    colors = {
        name: Color.parse(value)
        for name, value in theme.to_color_system().generate().items()
        if value.startswith("#")
    }
    ink = colors["foreground"]
    grounds = [colors[name] for name in ("background", "surface", "panel")]
    least = MORE if theme.name.endswith("contrast") else TEXT + ROOM
    shares = (QUIET * step / 20 for step in range(20, 0, -1))
    blends = (ink.blend(colors["background"], share) for share in shares)
    found = (color for color in blends if min(contrast(color, ground) for ground in grounds) >= least)
    return next(found, ink).hex
