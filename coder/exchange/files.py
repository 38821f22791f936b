"""Reading and writing small files with one sentence for whatever goes wrong."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.domain.text import canonical, visible
from coder.errors import InputError
from coder.wholefile import check_not_held, whole_file

MAX_BYTES = 64 * 1024 * 1024
"""A table or codebook larger than this is refused unread."""

Line = tuple[int, dict[str, str]]
"""A row's line number in the file, and its cells by column."""

_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of at most 64 MB.

    Raises InputError when it is missing, not a regular file, too large or not readable.
    """
    where = visible(str(path))
    try:
        mode = path.stat()
    except OSError as error:
        raise InputError("there is no such file", where=where, remedy="check the name") from error
    if stat.S_ISDIR(mode.st_mode):
        raise InputError("this is a folder", where=where, remedy="name a file in it")
    if not stat.S_ISREG(mode.st_mode):
        raise InputError("this is not a regular file", where=where, remedy="name a file")
    if mode.st_size > MAX_BYTES:
        raise InputError("the file is larger than 64 MB", where=where, remedy="split it")
    check_not_held(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("the file cannot be read", where=where, remedy="check its permissions") from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (with or without BOM; Windows-1252 where it is not UTF-8).

    Raises InputError when it cannot be read or is not text.
    """
    data, where = read_bytes(path), visible(str(path))
    if b"\0" in data:
        raise InputError("this is not a text file", where=where, remedy="save it as CSV or YAML in UTF-8")
    return _decoded(data, where)


def read_table(path: Path, required: Sequence[str], known: Sequence[str] = ()) -> list[Line]:
    """The rows of a CSV file with a header, each with its line number; cells trimmed and cleaned.

    The names of `required` and `known` columns are compared without case; columns without a name
    are left out when they are empty. Raises InputError, naming the line, when a required column is
    missing, a row is longer than the header, or quotes are not closed.
    """
    text = read_text(path)
    where = visible(str(path))
    head = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return named_rows(((reader.line_num, cells) for cells in reader), required, known, where)
    except csv.Error as error:
        raise InputError(
            f"the table cannot be read ({error})",
            where=f"{where} line {reader.line_num}",
            remedy="look for a quotation mark that is not closed, or save it again as CSV in UTF-8",
        ) from error


def named_rows(
    lines: Iterable[tuple[int, Sequence[str]]], required: Sequence[str], known: Sequence[str], where: str
) -> list[Line]:
    """Lines of cells, the first of them the header, as rows by column; empty lines are left out."""
    rest = iter(lines)
    names = _names(next(rest, (1, []))[1], required, known, where)
    return [
        (number, _row(names, cells, f"{where} line {number}"))
        for number, cells in rest
        if any(cell.strip() for cell in cells)
    ]


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Spreadsheets still write Windows-1252; a file that is mostly UTF-8 is damaged instead.
        if _UTF8_PAIR.search(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise InputError(
                "the file is neither UTF-8 nor Windows-1252",
                where=f"{where} line {line}",
                remedy="save it again in UTF-8",
            ) from error
        return data.decode("cp1252", errors="replace")


def _names(header: Sequence[str], required: Sequence[str], known: Sequence[str], where: str) -> list[str]:
    plain = {name.casefold(): name for name in (*required, *known)}
    names = [plain.get(name.strip().casefold(), name.strip()) for name in header]
    missing = [name for name in required if name not in names]
    if missing:
        raise InputError(
            f"the table has no column {', '.join(missing)}",
            where=f"{where} line 1",
            remedy=f"its first line should name {', '.join(required)}",
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise InputError(f"the column {visible(min(twice))} stands twice", where=f"{where} line 1")
    return names


def _row(names: list[str], cells: Sequence[str], where: str) -> dict[str, str]:
    clean = [canonical(_unquoted(cell.strip())).text for cell in cells]
    extra = [cell for cell in clean[len(names) :] if cell]
    extra += [cell for name, cell in zip(names, clean, strict=False) if cell and not name]
    if extra:
        raise InputError(
            f"there is a cell without a column: {visible(extra[0])[:40]!r}",
            where=where,
            remedy="put text that holds the separator into quotation marks, or name the column",
        )
    return {name: cell for name, cell in zip(names, clean, strict=False) if name}


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


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would run the cell, were it not for the apostrophes before it."""
    return cell.lstrip("'").startswith(_FORMULA_STARTS)


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _runs(cell) else cell


def _plain(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and _runs(cell) else cell
