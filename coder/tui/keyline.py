"""The line that says which keys do what, and lists of lines made of parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from coder.tui import safe
from coder.tui.safe import Part
from coder.tui.wrap import wrap

Line = list[Part]

KEY, QUIET, HEAD = "bold $text-accent", "$quiet", "bold $text-accent"

_NAMES = {
    "⏎": "enter",
    "esc": "escape",
    "space": "space",
    "⌫": "backspace",
    "tab": "tab",
    "⇧tab": "shift+tab",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "del": "delete",
    "home": "home",
    "end": "end",
}
_SIGNS = {"?": "question_mark", ".": "full_stop", "/": "slash", "*": "asterisk", "+": "plus", "-": "minus"}
_CHARACTERS = {**{name: sign for sign, name in _SIGNS.items()}, "space": " "}


def character_of(key: str) -> str | None:
    """The character that a key types; None for keys that type none."""
    return key if len(key) == 1 else _CHARACTERS.get(key)


def key_of(shown: str) -> str:
    """The key behind what a person reads, such as `enter` for `⏎`; empty where it is not just one."""
    if len(shown) == 2 and shown[0] == "^" and shown[1].isalpha():
        return f"ctrl+{shown[1].lower()}"
    if len(shown) == 1 and shown.isascii() and shown.isalnum():
        return shown
    return _SIGNS.get(shown) or _NAMES.get(shown.casefold(), "")


def key_part(shown: str, key: str = "") -> Part:
    """A key as it stands in a line; pointing at it presses it."""
    pressed = key or key_of(shown)
    return (shown, f"{KEY} @click=app.press('{pressed}')" if pressed else KEY)


def label_part(label: str, shown: str, key: str = "") -> Part:
    """What a key does, beside it; pointing at it presses the key too."""
    pressed = key or key_of(shown)
    return (label, f"{QUIET} @click=app.press('{pressed}')" if pressed else QUIET)


def key_line(pairs: Sequence[tuple[str, str]], width: int) -> Line:
    """Keys and what they do, as many as fit into `width`; the last pair always does."""
    *common, last = pairs
    used = safe.width(last[0]) + safe.width(last[1]) + 1
    shown: list[tuple[str, str]] = []
    for key, label in common:
        used += safe.width(key) + safe.width(label) + 4
        if used > width:
            break
        shown.append((key, label))
    parts: Line = []
    for key, label in [*shown, last]:
        parts += ["   " if parts else "", key_part(key), " ", label_part(label, key)]
    return parts


def folded(line: Line, width: int, indent: str = "") -> list[Line]:
    """A line of parts broken between words where it does not fit; what goes on is indented."""
    words: list[tuple[str, str]] = []
    for part in line:
        text, style = (part, "") if isinstance(part, str) else part
        words += [(word, style) for word in re.findall(r"\s+|\S+", text)]
    lines: list[Line] = [[]]
    used = 0
    for word, style in words:
        size = safe.width(word)
        if used + size > width and used and not word.isspace():
            lines.append([indent])
            used = safe.width(indent)
        if used + size <= width or not word.isspace():
            lines[-1].append((safe.cut(word, width - used), style))
            used += size
    return lines


def lines_of(lines: Iterable[Line]) -> Line:
    """Lines one below the other."""
    parts: Line = []
    for line in lines:
        parts += ["\n", *line] if parts else ["", *line]
    return parts


def wrapped(text: str, width: int, style: str = "", *, most: int = 0, indent: str = "") -> list[Line]:
    """`text` on lines of `width` cells, at most `most` of them; what is left out shows as `…`."""
    shown = safe.paragraphs(text)
    pieces = wrap(shown, max(4, width - safe.width(indent)))
    kept = pieces[:most] if most else pieces
    lines: list[Line] = [[indent, (shown[start:end], style)] for start, end in kept]
    if lines and len(kept) < len(pieces):
        start, end = kept[-1]
        room = width - safe.width(indent)
        lines[-1] = [indent, (safe.cut(shown[start:end] + " …", room), style)]
    return lines
