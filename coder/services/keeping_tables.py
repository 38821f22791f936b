"""A counted table as a file: its rows, or its picture with the words for it beside it."""

from __future__ import annotations

from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.files import write_text
from coder.exchange.table_files import SHAPES, write_file
from coder.services.charting import chart_of
from coder.services.tabling import Table
from coder.wholefile import check_target, whole_file

PICTURES = (".png", ".svg")


def check_file(path: Path) -> None:
    """Make sure, before anything is counted, that a table can be kept under this name.

    Raises InputError for an ending that is none of `SHAPES` and `PICTURES`, or a place that cannot be used.
    """
    if path.suffix.casefold() not in (*SHAPES, *PICTURES):
        raise InputError(
            "a table cannot be written to such a file",
            where=visible(str(path)),
            remedy="let its name end in " + ", ".join((*SHAPES, *PICTURES)),
        )
    check_target(path, "a file, such as people.xlsx")


def keep_new_table(path: Path, name: str, title: str, table: Table, about: str = "") -> list[Path]:
    """As `keep_table`, to a file that is not there yet. Raises InputError where it is."""
    if path.exists():
        raise InputError("this file is there already", where=visible(str(path)), remedy="choose another name")
    return keep_table(path, name, title, table, about)


def keep_table(path: Path, name: str, title: str, table: Table, about: str = "") -> list[Path]:
    """Write a table, or its picture and the words for it, whole or not at all; gives what was written.

    `about` says in the title of a picture what the table was narrowed by.

    Raises InputError where the table has no picture, and what `check_file` raises.
    """
    check_file(path)
    if path.suffix.casefold() in SHAPES:
        write_file(path, title, table.fields, [[row.get(f) for f in table.fields] for row in table.rows])
        return [path]
    chart = chart_of(name, table, about)
    if chart is None:
        raise InputError(
            f"there is no picture of {name}", where=visible(str(path)), remedy="write .csv, .xlsx or .md"
        )
    from coder.report.drawing import png, svg

    with whole_file(path) as draft:
        draft.write_bytes(png(chart) if path.suffix.casefold() == ".png" else svg(chart).encode())
    words = path.with_name(f"{path.name}.txt")
    write_text(words, visible(chart.alt) + "\n")
    return [path, words]
