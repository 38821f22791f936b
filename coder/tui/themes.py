"""Two quiet themes; any other of Textual's can be chosen from the palette."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="coder-dark",
    dark=True,
    primary="#7aa2c9",
    secondary="#8fb3a5",
    accent="#d7b46a",
    warning="#d7a15c",
    error="#d9776f",
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


def quiet(theme: Theme) -> str:
    """A color between the text and the background of a theme, for what matters less."""
    if theme.ansi:
        return "ansi_bright_black"
    colors = theme.to_color_system().generate()
    return Color.parse(colors["foreground"]).blend(Color.parse(colors["background"]), 0.4).hex
