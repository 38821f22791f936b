"""The cells of an Excel sheet, read from its stream of XML marks.

A sheet of a survey may hold a million cells; a tree of them would take gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers.expat import ExpatError, ParserCreate

from coder.domain.text import canonical
from coder.errors import InputError
from coder.ingest.package import EXCEL, damaged
from coder.ingest.source import MAX_CELLS, MAX_LINE, check_line_count
from coder.ingest.table import Row

MAX_CHARACTERS = 20_000_000
"""Most characters in the cells of one sheet, each repetition counted."""
MAX_MARKS = 4_000_000
"""Most XML marks of one member; it keeps the time of reading within seconds."""

_COLUMNS = 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_QUOTED = re.compile(r'"[^"]{0,200}"|\\.|_.|\*.|\[(?!h{1,2}\]|m{1,2}\]|s{1,2}\])[^\]]{0,60}\]', re.IGNORECASE)
_DATES = frozenset((*range(14, 18), 22, *range(27, 32), *range(50, 59)))
_TIMES = frozenset((*range(18, 22), *range(32, 36), *range(45, 48)))
_LAST_SERIAL = 2_958_466

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Styles:
    """Which cell styles show a date and which only a time; `epoch` is day zero."""

    dates: frozenset[int] = frozenset()
    times: frozenset[int] = frozenset()
    epoch: datetime = datetime(1899, 12, 30)

    def shown(self, number: str, style: int) -> str:
        """A number as text: as a date or time where its style says so."""
        try:
            value = float(number)
        except ValueError:
            return number
        if not 0 <= value < _LAST_SERIAL:
            return number
        if style in self.times:
            seconds = round(value * 86_400)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if style in self.dates:
            moment = self.epoch + timedelta(seconds=round(value * 86_400))
            return moment.isoformat(" ") if value % 1 else moment.date().isoformat()
        # A saved number may carry the noise of binary fractions: 0.30000000000000004.
        return number if len(number) < 16 else f"{value:.15g}"


def read_strings(data: bytes, where: str) -> list[str]:
    """The strings that the cells of a workbook share."""
    strings: list[str] = []
    parts: list[str] = []
    inside = phonetic = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        phonetic = phonetic or name == "rPh"
        inside = name == "t" and not phonetic

    def end(name: str) -> None:
        nonlocal inside, phonetic
        inside = False
        if name == "rPh":
            phonetic = False
        elif name == "si":
            strings.append(canonical("".join(parts)).text)
            parts.clear()

    _parse(data, where, start, end, lambda words: parts.append(words) if inside else None)
    return strings


def read_styles(data: bytes, where: str, *, epoch_1904: bool = False) -> Styles:
    """The number formats of a workbook's cells, as far as they are dates or times."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:400]
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            formats.append(_int(attributes.get("numFmtId")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    _parse(data, where, start, end, None)
    kinds = [_format_kind(number, codes.get(number)) for number in formats]
    return Styles(
        frozenset(at for at, kind in enumerate(kinds) if kind == "date"),
        frozenset(at for at, kind in enumerate(kinds) if kind == "time"),
        datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30),
    )


def _format_kind(number: int, code: str | None) -> str:
    if code is None:
        return "date" if number in _DATES else "time" if number in _TIMES else ""
    bare = _QUOTED.sub("", code).casefold()
    if "general" in bare:
        return ""
    if any(sign in bare for sign in "dy"):
        return "date"
    return "time" if any(sign in bare for sign in "hs") else "date" if "m" in bare else ""


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(slots=True)
class _Grid:
    """Builds rows from marks: `r` of a row and of a cell say where it stands."""

    strings: Sequence[str]
    styles: Styles
    where: str
    rows: list[Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    number: int = 0
    column: int = -1
    kind: str = ""
    style: int = 0
    inside: bool = False
    phonetic: bool = False
    count: int = 0
    characters: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            self.kind = attributes.get("t", "n")
            self.style = _int(attributes.get("s"))
            self.parts.clear()
        elif name == "row":
            self.number = _int(attributes.get("r")) or self.number + 1
            self.column = -1
            self.cells = []
        elif name == "rPh":
            self.phonetic = True
        self.inside = name == "v" or (name == "t" and not self.phonetic)

    def words(self, words: str) -> None:
        if self.inside:
            self.parts.append(words)

    def end(self, name: str) -> None:
        self.inside = False
        if name == "c" and self.parts:
            self._cell(self._value("".join(self.parts)))
            self.parts.clear()
        elif name == "rPh":
            self.phonetic = False
        elif name == "row" and any(cell.strip() for cell in self.cells):
            self.rows.append(Row(tuple(self.cells), self.number))
            check_line_count(len(self.rows), self.where)

    def _value(self, raw: str) -> str:
        if self.kind == "s":
            at = _int(raw.strip())
            return self.strings[at] if at < len(self.strings) else ""
        if self.kind == "n":
            return self.styles.shown(raw.strip(), self.style)
        if self.kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        return canonical(raw).text

    def _cell(self, value: str) -> None:
        gap = self.column - len(self.cells)
        self.count += 1 + max(0, gap)
        self.characters += len(value)
        if self.column >= _COLUMNS or self.count > MAX_CELLS or self.characters > MAX_CHARACTERS:
            raise too_big(self.where)
        if len(value) > MAX_LINE:
            raise too_big(self.where)
        if gap >= 0:
            self.cells.extend([""] * gap)
            self.cells.append(value)
        else:
            # A damaged sheet may give a place twice.
            self.cells[self.column] = "\n".join(filter(None, (self.cells[self.column], value)))


def too_big(where: str) -> InputError:
    """The error for a sheet with more cells or words than any talk has."""
    return InputError(
        f"a sheet holds more than {MAX_CELLS:,} cells or {MAX_CHARACTERS:,} characters",
        where=where,
        remedy="copy the columns of the transcript or survey to a workbook of their own",
    )


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def read_grid(data: bytes, where: str, strings: Sequence[str], styles: Styles) -> list[Row]:
    """The rows of one sheet that are not blank; raises InputError when it is damaged or huge."""
    grid = _Grid(strings, styles, where)
    _parse(data, where, grid.start, grid.end, grid.words)
    return grid.rows


def _parse(data: bytes, where: str, start: Start, end: End, words: Callable[[str], object] | None) -> None:
    """Run the marks of an XML text through callbacks that get names without their prefix."""
    if not data:
        return
    if data.count(b"<") > MAX_MARKS:
        raise too_big(where)
    parser = ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise damaged(where, EXCEL)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if words is not None:
        parser.CharacterDataHandler = words
    try:
        parser.Parse(data, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise damaged(where, EXCEL) from error
