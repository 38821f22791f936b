"""Prints the lines of a PDF with their places, one JSON list a line, in a process of its own.

The PDF library is written in C: a hostile file may crash it or keep it busy, which then ends this
process and nothing else. The file comes in by standard input; nothing of `coder` is imported.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAX_PAGES = 3_000
MAX_CHARACTERS = 5_000_000
SECONDS = 5
MEMORY = 200 * 1024**2

LOCKED, DAMAGED, TOO_BIG = 2, 3, 4
"""Exit codes that say why a file was not read."""

HYPHEN = "\x02"
"""Ends a line that breaks inside a word."""

_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BREAKS = (10, 13)
_TAB_FROM = 1.2
_REACH = 64
_LONGEST_NUMBER = 5


def main() -> int:
    """Read a PDF from standard input and print its lines."""
    data = sys.stdin.buffer.read()
    # The limits come after this, because a first import may compile and take its time.
    import pypdfium2

    _limit_myself()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).casefold() else DAMAGED
    characters = 0
    for number in range(len(document)):
        characters += _read_page(document, number)
        if number >= MAX_PAGES or characters > MAX_CHARACTERS:
            return TOO_BIG
    return 0


def _limit_myself() -> None:
    """End this process when it takes too long or too much, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Only Linux tells what is taken already, and only there does this limit hold.
    taken = Path("/proc/self/statm")
    if taken.is_file():
        most = int(taken.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _read_page(document: Any, number: int) -> int:
    """Print the lines of one page; how many characters it has. A damaged page has none."""
    import pypdfium2.raw as raw

    page = raw.FPDF_LoadPage(document.raw, number)
    text = raw.FPDFText_LoadPage(page) if page else None
    if not text:
        print(json.dumps([number, "", 0, 0, 0, 0, 0, True]))
        return 0
    reader = _Page(raw, text)
    height = raw.FPDF_GetPageHeightF(page)
    for line, first, last in reader.lines():
        left, right = reader.box(first)[0], reader.box(last)[1]
        top, bottom = reader.upright(first)
        where = [round(value, 1) for value in (left, right, height - top, height - bottom)]
        inside = top <= height and bottom >= 0
        print(json.dumps([number, line, *where, reader.bold(first, last), inside]))
    raw.FPDFText_ClosePage(text)
    raw.FPDF_ClosePage(page)
    return reader.count


class _Page:
    """The characters of one page by their index."""

    def __init__(self, raw: Any, text: Any) -> None:
        self.raw, self.text = raw, text
        self.count: int = max(0, raw.FPDFText_CountChars(text))
        self._edges = [ctypes.c_double() for _ in range(4)]
        self._name = ctypes.create_string_buffer(200)
        self._flags = ctypes.c_int()

    def box(self, at: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a character in points from the lower left corner."""
        self.raw.FPDFText_GetCharBox(self.text, at, *self._edges)
        left, right, bottom, top = (edge.value for edge in self._edges)
        return left, right, bottom, top

    def lines(self) -> Iterator[tuple[str, int, int]]:
        """The lines that are not blank, with the indexes of their first and last character."""
        words: list[str] = []
        first = last = -1
        for at in range(self.count):
            code = self.raw.FPDFText_GetUnicode(self.text, at)
            if code not in _BREAKS:
                sign = chr(code) if code else ""
                if sign.isdigit() and self._is_below(words, last, at):
                    yield "".join(words), first, last
                    words, first = [], -1
                if sign.isspace() and first >= 0 and len(words) < _REACH and self._is_wide(last, at + 1):
                    sign = "\t"
                elif not sign.isspace():
                    first, last = (at if first < 0 else first), at
                words.append(sign)
            if (code in _BREAKS or code == 2) and words:
                if first >= 0:
                    yield "".join(words), first, last
                words, first = [], -1
        if first >= 0:
            yield "".join(words), first, last

    def _is_below(self, words: list[str], before: int, at: int) -> bool:
        """Whether a digit stands under a number; in a narrow column the library takes them for one word."""
        if not 0 < len(words) < _LONGEST_NUMBER or not "".join(words).isdigit():
            return False
        return abs(self.upright(at)[1] - self.upright(before)[1]) > self.size(before) / 2

    def _is_wide(self, before: int, after: int) -> bool:
        """Whether the gap between two characters is that of a tab."""
        if after >= self.count:
            return False
        return self.box(after)[0] - self.box(before)[1] > _TAB_FROM * self.size(before)

    def size(self, at: int) -> float:
        """The height that a character asks for, as drawn; the size in the file may be scaled."""
        top, bottom = self.upright(at)
        return abs(top - bottom) or 10.0

    def upright(self, at: int) -> tuple[float, float]:
        """Top and bottom of the font of a character, whatever the shape of its letter."""
        edges = self.raw.FS_RECTF()
        self.raw.FPDFText_GetLooseCharBox(self.text, at, edges)
        return edges.top, edges.bottom

    def bold(self, first: int, last: int) -> int:
        """How many characters lead in bold."""
        at = first
        while at <= min(last, first + _REACH) and self._is_bold(at):
            at += 1
        return at - first

    def _is_bold(self, at: int) -> bool:
        size = self.raw.FPDFText_GetFontInfo(self.text, at, self._name, 200, self._flags)
        # Spaces that the library puts in have no font.
        return size == 0 or bool(_BOLD.search(self._name.value))


if __name__ == "__main__":
    sys.exit(main())
