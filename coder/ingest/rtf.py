"""Reader for Rich Text Format: a small reader of its own that keeps bold and leaves out what is deleted."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coder.domain.transcript import TurnKind
from coder.errors import InputError
from coder.ingest.document import Lines, Paragraph, Rows, draft_of_lines, with_source
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.source import Source

MAX_TOKENS = 1_000_000
"""Most marks and stretches of text, which keeps the time of reading within seconds."""
MAX_DEPTH = 1_000

_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|'([0-9A-Fa-f]{2})|([^A-Za-z']))"
    rb"|([{}])|([^\\{}\r\n]{1,65536})|[\r\n]{1,65536}|\\'?"
)
_WORD, _NUMBER, _BYTE, _SYMBOL, _BRACE, _TEXT = range(1, 7)
# What matters inside a group that is skipped: where it ends, and bytes that only look like braces.
_SKIPPING = re.compile(rb"\\bin(\d{1,9})[ ]?|\\[^A-Za-z]|([{}])")
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict object annotation atnid atnauthor xe tc fldinst sp themedata datastore"
    b" listtable listoverridetable revtbl rsidtbl generator xmlnstbl latentstyles nonshppict bkmkstart"
    b" bkmkend atrfstart atrfend listtext pntext".split()
)
_MARGINS = frozenset(b"header headerl headerr headerf footer footerl footerr footerf".split())
_KEPT_STARRED = frozenset((b"shpinst", b"footnote"))
_SIGNS = {
    b"par": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"line": "\v",
    b"tab": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"zwj": "\u200d",
    b"zwnj": "\u200c",
}
_SYMBOLS = {
    b"~": "\xa0",
    b"_": "\u2011",
    b"-": "\xad",
    b"{": "{",
    b"}": "}",
    b"\\": "\\",
    b"\n": "\n",
    b"\r": "\n",
}
_CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_DAMAGED = "the RTF file is damaged or incomplete"
_REMEDY = "open it in Word and save it as .docx"


@dataclass(slots=True)
class _State:
    """What holds inside one group and ends with it."""

    skip: bool = False
    note: bool = False
    fonts: bool = False
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    table: bool = False
    unicode_skip: int = 1
    font: int = -1

    def copy(self) -> _State:
        return _State(
            self.skip,
            self.note,
            self.fonts,
            self.bold,
            self.hidden,
            self.deleted,
            self.table,
            self.unicode_skip,
            self.font,
        )


@dataclass(slots=True)
class _Words:
    """Text on its way to a paragraph or a cell, and how much of it leads in bold."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        self.all_bold = self.all_bold and (bold or not text.strip())
        self.bold += len(text) if self.all_bold else 0

    def take(self) -> Paragraph:
        # Characters beyond the first plane are written as two halves.
        text = "".join(self.parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        paragraph = Paragraph(text.replace("\v", "\n"), self.bold)
        self.parts, self.bold, self.all_bold = [], 0, True
        return paragraph


def read_rtf(source: Source) -> Draft:
    """Read an `.rtf` transcript; line numbers count its paragraphs.

    Raises InputError when the file is damaged, far too complicated, or has no words.
    """
    reader = _Reader(source.data, source.name)
    lines = Lines(source.name)
    reader.run()
    for block in reader.blocks:
        lines.take(block)
    notes = (DraftTurn("\n".join(reader.notes), TurnKind.HEADER),) if reader.notes else ()
    remarks = tuple(_remarks(reader, lines))
    draft = draft_of_lines(source, lines.lines, "rtf", "an RTF document", remarks, after=notes)
    return with_source(draft, lines.source, notes)


def _remarks(reader: _Reader, lines: Lines) -> Iterator[Remark]:
    told = (
        (reader.hidden, "pieces of hidden text were kept; look whether they belong to the talk"),
        (reader.deleted, "pieces of text deleted by tracked changes were left out"),
        (len(reader.notes), "footnotes were put after the talk"),
        (reader.margins, "page headers and footers were not read"),
        (lines.tables, "tables were read as talk, one row after another"),
    )
    yield from (Remark(f"{count} {what}") for count, what in told if count)


@dataclass(slots=True)
class _Reader:
    """Goes through the marks of a file and collects its paragraphs and tables."""

    data: bytes
    where: str
    blocks: list[Paragraph | Rows] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: int = 0
    deleted: int = 0
    margins: int = 0
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    words: _Words = field(default_factory=_Words)
    note: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    charsets: dict[int, str] = field(default_factory=dict)
    default: str = "cp1252"
    starred: bool = False
    left_to_skip: int = 0

    def run(self) -> None:
        """Read the whole file."""
        at = tokens = 0
        while at < len(self.data):
            tokens += 1
            if tokens > MAX_TOKENS or len(self.stack) > MAX_DEPTH:
                raise InputError(
                    "the RTF file has far more marks than any talk", where=self.where, remedy=_REMEDY
                )
            at = self._skip_group(at) if self.state.skip else self._token(at)
        self._paragraph()

    def _skip_group(self, at: int) -> int:
        found = _SKIPPING.search(self.data, at)
        if found is None:
            return len(self.data)
        if found[2]:
            self._brace(found[2])
        return found.end() + (int(found[1]) if found[1] else 0)

    def _token(self, at: int) -> int:
        found = _TOKEN.match(self.data, at)
        if found is None:
            raise InputError(_DAMAGED, where=self.where, remedy=_REMEDY)
        if found[_BYTE]:
            self._bytes(bytes.fromhex(found[_BYTE].decode("ascii")))
        elif found[_TEXT]:
            self._bytes(found[_TEXT])
        elif found[_BRACE]:
            self._brace(found[_BRACE])
        elif found[_SYMBOL]:
            self._symbol(found[_SYMBOL])
        elif found[_WORD]:
            number = int(found[_NUMBER]) if found[_NUMBER] else None
            if found[_WORD] == b"bin":
                return found.end() + max(0, number or 0)
            self._word(found[_WORD], number)
        return found.end()

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.left_to_skip = 0
        self.starred = False
        if brace == b"{":
            self.stack.append(self.state)
            self.state = self.state.copy()
        elif self.stack:
            was_note = self.state.note
            self.state = self.stack.pop()
            if was_note and not self.state.note:
                self._end_note()

    def _symbol(self, symbol: bytes) -> None:
        self._flush()
        if symbol == b"*":
            self.starred = True
        elif symbol in (b"\n", b"\r"):
            self._paragraph_mark()
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        starred, self.starred = self.starred, False
        if word in _SKIPPED or word in _MARGINS or (starred and word not in _KEPT_STARRED):
            self.margins += word in _MARGINS
            self.state.skip = True
        elif word == b"u" and number is not None:
            self._say(chr(number % 65_536))
            self.left_to_skip = self.state.unicode_skip
        elif word in _SIGNS:
            self._sign(_SIGNS[word])
        elif word in (b"cell", b"nestcell"):
            self.cells.append(self.words.take().text.strip("\n"))
        elif word in (b"row", b"nestrow"):
            self._row()
        else:
            self._property(word, number)

    def _property(self, word: bytes, number: int | None) -> None:
        """A mark that changes how the text after it is to be read."""
        state = self.state
        on = number != 0
        if word == b"b":
            self.state.bold = on
        elif word == b"v":
            self.state.hidden = on
        elif word == b"deleted":
            self.state.deleted = on
        elif word == b"plain":
            state.bold = state.hidden = state.deleted = False
            state.font = -1
        elif word in (b"pard", b"intbl"):
            self.state.table = word == b"intbl"
        elif word == b"footnote":
            self.state.note = True
        elif word == b"uc":
            self.state.unicode_skip = min(number or 0, 16)
        else:
            self._encoding(word, number)

    def _encoding(self, word: bytes, number: int | None) -> None:
        if word == b"fonttbl":
            self.state.fonts = True
        elif word == b"f" and number is not None:
            self.state.font = number
        elif word == b"fcharset" and number in _CHARSETS and self.state.fonts:
            self.charsets[self.state.font] = _CHARSETS[number]
        elif word == b"ansicpg" and number:
            self.default = _codec(f"cp{number}")
        elif word == b"mac":
            self.default = "mac-roman"

    def _bytes(self, data: bytes) -> None:
        """Text in the encoding of its font, without what stands in for a character beyond it."""
        skipped = min(self.left_to_skip, len(data))
        self.left_to_skip -= skipped
        if not self.state.fonts:
            self.pending += data[skipped:]

    def _flush(self) -> None:
        if self.pending:
            codec = self.charsets.get(self.state.font, self.default)
            text = self.pending.decode(codec, "replace")
            self.pending.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        if self.state.deleted:
            self.deleted += 1
        elif self.state.note:
            self.note.append(text)
        elif not self.state.fonts:
            self.hidden += self.state.hidden
            self.words.add(text, self.state.bold)

    def _sign(self, sign: str) -> None:
        if sign == "\n":
            self._paragraph_mark()
        else:
            self._say(sign)

    def _paragraph_mark(self) -> None:
        if self.state.note:
            self.note.append(" ")
        elif self.state.table:
            self.words.add("\n", False)
        else:
            self._paragraph()

    def _paragraph(self) -> None:
        self._flush()
        self.blocks.append(self.words.take())

    def _row(self) -> None:
        if not self.blocks or not isinstance(self.blocks[-1], Rows):
            self.blocks.append(Rows([]))
        table = self.blocks[-1]
        assert isinstance(table, Rows)
        table.rows.append(self.cells)
        self.cells = []

    def _end_note(self) -> None:
        text = " ".join("".join(self.note).split())
        self.note.clear()
        paragraphs = sum(len(b.rows) if isinstance(b, Rows) else 1 for b in self.blocks)
        if text:
            self.notes.append(f"Note to paragraph {paragraphs + 1}: {text}")


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
