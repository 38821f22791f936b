"""Reading and writing small files with one sentence for whatever goes wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError
from coder.wholefile import whole_file

MAX_BYTES = 64 * 1024 * 1024
"""A table or codebook larger than this is refused unread."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (with or without BOM; Windows-1252 where it is not UTF-8).

    Raises InputError when it is missing, not a regular file, too large or not text.
    """
    where = visible(str(path))
    if path.is_dir():
        raise InputError("this is a folder", where=where, remedy="name a file in it")
    if not path.exists():
        raise InputError("there is no such file", where=where, remedy="check the name")
    if not path.is_file():
        raise InputError("this is not a regular file", where=where, remedy="name a file")
    if path.stat().st_size > MAX_BYTES:
        raise InputError("the file is larger than 64 MB", where=where, remedy="split it")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("the file cannot be read", where=where, remedy="check its permissions") from error
    if b"\0" in data:
        raise InputError("this is not a text file", where=where, remedy="save it as CSV or YAML in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with a header, each with its line number; cells trimmed.

    Column names are compared without case. Raises InputError when a required column is missing.
    """
    text = read_text(path)
    where = visible(str(path))
    head = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(reader, [])]
        lowered = {name.casefold() for name in header}
        missing = [name for name in required if name.casefold() not in lowered]
        if missing:
            raise InputError(
                f"the table has no column {', '.join(missing)}",
                where=f"{where} line 1",
                remedy=f"its first line should name {', '.join(required)}",
            )
        names = [
            name.casefold() if name.casefold() in {r.casefold() for r in required} else name
            for name in header
        ]
        rows = [
            (reader.line_num, dict(zip(names, (_unquoted(cell.strip()) for cell in cells), strict=False)))
            for cells in reader
            if any(_unquoted(cell.strip()) for cell in cells)
        ]
    except csv.Error as error:
        raise InputError(
            "the table cannot be read",
            where=f"{where} line {reader.line_num}",
            remedy="save it again as CSV in UTF-8",
        ) from error
    return rows


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text; cells that a spreadsheet would run as a formula are made plain text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue()


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all, readable by its owner alone."""
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell


def _plain(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell
