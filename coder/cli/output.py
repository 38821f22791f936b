"""Rows to stdout as a table, CSV or JSON; narration to stderr."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from coder.domain.text import visible

Row = dict[str, Any]

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


def say(text: str) -> None:
    """Tell a person something, beside the data."""
    print(visible(text), file=sys.stderr, flush=True)


def emit(rows: Sequence[Row], shape: str, columns: Sequence[str] = (), cut: str = "") -> None:
    """Print rows. A table shows `columns` and, on a terminal, shortens the column `cut` to fit.

    CSV and JSON hold every field of every row.
    """
    if shape == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif shape == "csv":
        from coder.services.listing import csv_text

        fields = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
        print(csv_text(fields, ([_flat(row.get(key)) for key in fields] for row in rows)), end="")
    else:
        print(_table(rows, columns, cut))


def _table(rows: Sequence[Row], columns: Sequence[str], cut: str) -> str:
    from tabulate import tabulate

    shown = [
        name
        for name in columns or list(rows[0] if rows else {})
        if not rows or any(_flat(row.get(name)) != "" for row in rows)
    ]
    cells = [[visible(_flat(row.get(name))) for name in shown] for row in rows]
    if cut in shown:
        _shorten(cells, shown.index(cut), shown)
    return str(tabulate(cells, headers=shown, tablefmt="simple", disable_numparse=True))


def _shorten(cells: list[list[str]], at: int, names: Sequence[str]) -> None:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 200
    others = sum(max((len(row[n]) for row in cells), default=0) if n != at else 0 for n in range(len(names)))
    room = max(20, width - others - 2 * len(names))
    for row in cells:
        if len(row[at]) > room:
            row[at] = row[at][: room - 1] + "…"


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
