"""Reader for Excel workbooks: the sheet that holds a transcript or a survey.

Formulas are never worked out: a cell gives the value that was saved with it. The sheets are read
as a stream of marks, so that a big one takes little memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from coder.domain.text import visible
from coder.errors import InputError
from coder.ingest.cells import Styles, read_grid, read_strings, read_styles
from coder.ingest.draft import Draft, Remark
from coder.ingest.package import EXCEL, Package, damaged, open_package
from coder.ingest.source import Source
from coder.ingest.table import Row, Table, draft_of_table, no_columns, table_of_rows

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENT = re.compile(rb"<(?:\w{1,10}:)?comment\s")
_THREADED = re.compile(rb"<(?:\w{1,10}:)?threadedComment\s")
_BOX = re.compile(rb"<(?:\w{1,10}:)?txBody[\s>]")

Book = Mapping[str, Callable[[], Sequence[Row]]]
"""The sheets of a workbook by name, each read when it is asked for."""


def read_sheet(source: Source) -> Draft:
    """Read an `.xlsx` file.

    Takes the sheet a person named, else the first in which columns are recognized; line numbers
    are those of its rows. Raises InputError for an unsafe or damaged file, a sheet that is not
    there and a book without words.
    """
    package = open_package(source.data, source.name, "xlsx")
    return draft_of_book(source, _book(package), "xlsx", list(_unread(package)))


def draft_of_book(source: Source, book: Book, format_name: str, told: Sequence[Remark] = ()) -> Draft:
    """The draft of one sheet of a workbook; the others are told in a remark, and what was `told` before."""
    chosen, table = _choose(source, book)
    others = ", ".join(f"“{visible(name)}”" for name in book if name != chosen)
    remarks = [Remark(f"Read was the sheet “{visible(chosen)}” and not {others}")] if others else []
    return draft_of_table(source, table, format_name, [*remarks, *told])


def _choose(source: Source, book: Book) -> tuple[str, Table]:
    wanted = source.overrides.sheet
    names = list(book) if wanted is None else [_named(wanted, book, source.name)]
    for name in names:
        rows = book[name]()
        if len(rows) > 1 and (table := table_of_rows(rows, source)):
            return name, table
    raise no_columns(source.name)


def _named(wanted: str, book: Book, where: str) -> str:
    """The sheet of that name, or with that number from 1."""
    by_name = {name.casefold(): name for name in book}
    if wanted.casefold() in by_name:
        return by_name[wanted.casefold()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(book):
        return list(book)[int(wanted) - 1]
    raise InputError(
        f"there is no sheet “{visible(wanted)}”",
        where=where,
        remedy=f"choose one of {', '.join(visible(name) for name in book)[:300]}",
    )


def open_book(data: bytes, where: str) -> Book:
    """The sheets of an `.xlsx` file in its bytes; raises InputError when it is unsafe or damaged."""
    return _book(open_package(data, where, "xlsx"))


def _book(package: Package) -> Book:
    where = package.where
    main = next(iter(package.related("", "officeDocument")), "xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        raise damaged(where, EXCEL)
    parts = package.links(main)
    strings = read_strings(_member(package, main, "sharedStrings"), where)
    styles = read_styles(
        _member(package, main, "styles"),
        where,
        epoch_1904=any(book.get("date1904") in ("1", "true") for book in root.iter("{*}workbookPr")),
    )
    return {
        str(sheet.get("name")): partial(_rows, package, parts[key], strings, styles)
        for sheet in root.iter("{*}sheet")
        if (key := _link(sheet)) in parts
    }


def _unread(package: Package) -> Iterator[Remark]:
    """What a workbook says outside its cells."""
    notes = _count(package, "xl/comments", _COMMENT) + _count(package, "xl/threadedcomments/", _THREADED)
    if notes:
        yield Remark(f"{notes} comments were not read", left_out=True)
    boxes = _count(package, "xl/drawings/drawing", _BOX)
    if boxes:
        yield Remark(f"{boxes} text boxes were not read", left_out=True)


def _count(package: Package, start: str, mark: re.Pattern[bytes]) -> int:
    names = [name for name in package.names if name.startswith(start) and name.endswith(".xml")]
    return sum(sum(1 for _ in mark.finditer(package.part(name) or b"")) for name in names)


def _member(package: Package, main: str, kind: str) -> bytes:
    names = package.related(main, kind)
    return (package.part(names[0]) or b"") if names else b""


def _link(sheet: _Element) -> str:
    """The identifier of the member that holds a sheet."""
    return next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")


def _rows(package: Package, part: str, strings: Sequence[str], styles: Styles) -> list[Row]:
    data = package.part(part)
    if data is None:
        raise damaged(package.where, EXCEL)
    return read_grid(data, package.where, strings, styles)
