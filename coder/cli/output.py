"""Rows to stdout as a table, CSV or JSON; narration to stderr."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

import click

from coder.domain.text import canonical, visible

Row = dict[str, Any]

PIPED_WIDTH = 200
"""How wide a table may be where no terminal limits it."""

LEAST_CUT, LEAST_WIDTH = 20, 6
"""How narrow the column that is shortened first, and any other, may become."""

ATTRIBUTES = "attributes"
"""The field of a row that holds what a roster tells; tables and CSV give each a column of its own."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What steers a terminal though JSON allows it, and halves of characters, which UTF-8 cannot write.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufff9-\ufffb]")

format_option: Callable[[Any], Any] = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
coder_option: Callable[[Any], Any] = click.option(
    "--coder", metavar="NAME", help="Who is coding.  [default: CODER_NAME or the account's name]"
)


def _despite(ctx: click.Context, _: click.Parameter, reason: str | None) -> None:
    if reason is not None:
        from coder.services.leaving import despite_leaks

        ctx.with_resource(despite_leaks(reason))


leaks_option: Callable[[Any], Any] = click.option(
    "--despite-leaks",
    metavar="REASON",
    callback=_despite,
    expose_value=False,
    help="Write the file although it may identify somebody; the log keeps the reason.",
)


def counted(number: int, noun: str) -> str:
    """`1 turn`, `12 turns`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def say(text: str) -> None:
    """Tell a person something, beside the data."""
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except OSError:
        # That nobody can be told is no reason to leave the work undone.
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Send what a broken stream still holds nowhere; Python would complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def put(text: str, words_of: str = "") -> None:
    """Print a text as it is; on a terminal without what would steer the terminal.

    `words_of` is the project whose words it holds, as for `emit`.
    """
    _look_at(text, words_of)
    print(canonical(text).text if sys.stdout.isatty() else text)


def to_keep() -> bool:
    """Whether others could keep what is printed: it goes to no terminal."""
    return not sys.stdout.isatty()


def _to_a_file() -> bool:
    """Whether the shell sends what is printed to a file that has a name."""
    try:
        told = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(told.st_mode) and told.st_nlink > 0


def emit(
    rows: Sequence[Row],
    shape: str,
    columns: Sequence[str] = (),
    cut: str = "",
    fields: Sequence[str] = (),
    words_of: str = "",
) -> None:
    """Print rows. A table shows `columns` and shortens them, the column `cut` first, to fit the terminal.

    CSV and JSON hold every field of every row; `fields` names those that are there even without rows.
    `words_of` is the project whose words stand in the rows: where the shell sends them to a file, they are
    looked at like any export before anything is printed. Raises LeaksFound then.
    """
    text = _told(rows, shape, columns, cut, fields)
    _look_at(text, words_of)
    print(text, end="")


def _look_at(text: str, words_of: str) -> None:
    """Look at what the shell sends to a file as at any export. Raises LeaksFound."""
    if words_of and _to_a_file():
        from coder.services.bootstrap import session
        from coder.services.leaving import leave_as_text

        with session(words_of, readonly=True) as opened:
            leave_as_text(opened, text, "standard output", readonly=True)


def _told(rows: Sequence[Row], shape: str, columns: Sequence[str], cut: str, fields: Sequence[str]) -> str:
    if shape == "json":
        return _UNSAFE.sub(_escaped, json.dumps(list(rows), ensure_ascii=False, indent=2)) + "\n"
    names = list(fields) or list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
    extra = _attribute_names(rows, names)
    flat = [_spread(row, extra) for row in rows]
    if shape == "csv":
        from coder.services.listing import csv_text

        every = _spread_names(names, extra)
        cells = ([canonical(_flat(row.get(name))).text for name in every] for row in flat)
        return csv_text([visible(name) for name in every], cells)
    return _table(flat, _spread_names(columns or names, extra), cut) + "\n"


def _attribute_names(rows: Sequence[Row], fixed: Sequence[str]) -> dict[str, str]:
    """Attribute → its column, which is never a fixed one nor a formula of a spreadsheet."""
    keys = list(dict.fromkeys(key for row in rows for key in row.get(ATTRIBUTES, ())))
    taken = {*fixed, *keys}
    names: dict[str, str] = {}
    for key in keys:
        name = key
        if key in fixed or key.startswith(_FORMULA_STARTS):
            while name in taken:
                name = f"attribute:{name}"
            taken.add(name)
        names[key] = name
    return names


def _spread(row: Row, extra: Mapping[str, str]) -> Row:
    if ATTRIBUTES not in row:
        return row
    fixed = {name: value for name, value in row.items() if name != ATTRIBUTES}
    return fixed | {extra[key]: value for key, value in row[ATTRIBUTES].items()}


def _spread_names(names: Sequence[str], extra: Mapping[str, str]) -> list[str]:
    return [n for name in names for n in (extra.values() if name == ATTRIBUTES else (name,))]


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _table(rows: Sequence[Row], columns: Sequence[str], cut: str) -> str:
    shown = [name for name in columns if not rows or any(_flat(row.get(name)) != "" for row in rows)]
    headers = [visible(name) for name in shown]
    lines = [headers, *([visible(_flat(row.get(name))) for name in shown] for row in rows)]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH
    widths = _widths(lines, width, shown.index(cut) if cut in shown else None)
    head, *body = ([_fitted(cell, room) for cell, room in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in (head, ["-" * room for room in widths], *body))


def _widths(lines: Sequence[Sequence[str]], width: int, cut: int | None) -> list[int]:
    """The widths of the columns, shrunk to fit `width`: first the column `cut`, then the widest ones."""
    widths = [max(_cells(line[n]) for line in lines) for n in range(len(lines[0]))]
    over = sum(widths) + 2 * (len(widths) - 1) - width
    if cut is not None and over > 0:
        taken = min(over, max(0, widths[cut] - LEAST_CUT))
        widths[cut] -= taken
        over -= taken
    while over > 0 and max(widths) > LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1
        over -= 1
    return widths


def _fitted(text: str, width: int) -> str:
    """A cell on exactly `width` places of the terminal."""
    if _cells(text) > width:
        while text and _cells(text) > width - 1:
            text = text[:-1]
        text = f"{text}…"
    return text + " " * (width - _cells(text))


def _cells(text: str) -> int:
    """How many places of the terminal a text takes."""
    if text.isascii():
        return len(text)
    # Loaded only for text that needs it, which is most of the time that a short table takes.
    from wcwidth import wcswidth

    return max(int(wcswidth(text)), 0)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        return "; ".join(f"{key}={_flat(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ",".join(str(part) for part in value)
    return str(value)
