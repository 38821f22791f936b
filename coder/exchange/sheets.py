"""Tables that people keep in a spreadsheet, whether saved as CSV or as XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.files import Line, named_rows, read_bytes, read_table


def read_rows(path: Path, required: Sequence[str], known: Sequence[str] = ()) -> list[Line]:
    """The rows of a CSV file, or of the first sheet of an XLSX file, as `read_table` gives them."""
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        return read_table(path, required, known)
    from coder.ingest.sheet import open_book

    where = visible(str(path))
    sheets = list(open_book(read_bytes(path), where).values())
    if not sheets:
        raise InputError("the file has no sheet", where=where, remedy="save it again as .xlsx or as CSV")
    return named_rows(((row.line, row.cells) for row in sheets[0]()), required, known, where)
