"""Reader for PDF: the text layer, without what belongs to the page and not to the talk.

Left out and told are page headers and footers that repeat, page numbers and paragraph numbers in
the margin; words parted at the end of a line are put together.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from coder.domain.text import canonical
from coder.errors import InputError
from coder.ingest import pdflines
from coder.ingest.document import draft_of_lines
from coder.ingest.draft import Draft, Remark
from coder.ingest.labels import Style, parse
from coder.ingest.lines import Line
from coder.ingest.source import Source, check_line_count

TIME_LIMIT = 30
"""Seconds by the clock; the reading process ends itself after five seconds of work."""

_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{1,1000}")
_TABS = re.compile(r" {0,1000}\t[ \t]{0,1000}")
_DIGITS = re.compile(r"\d{1,9}")
_NUMBER = re.compile(r"\d{1,4}")
_NUMBERED = re.compile(r"(\d{1,4})[ \t]{1,8}(?=\S)")
_SENTENCE_END = (".", "?", "!", ":", "…", '"', "”", "»")
_EDGE = 3
_MOST_AHEAD = 1_000
_SAME_PLACE = 8
_SAME_COLUMN = 2.0
_DOUBLE = 1.7
_LEAST_CHAIN = 5
_LONGEST_SHOWN = 300
_AS_DOCX = "save it as .docx or .txt"


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page with its place in points from the upper left corner."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    bold: int
    inside: bool
    """Whether it stands within the bounds of its page."""

    @property
    def hyphened(self) -> bool:
        """Whether it breaks inside a word."""
        return self.text.endswith(pdflines.HYPHEN)


def read_pdf(source: Source) -> Draft:
    """Read a `.pdf` transcript; line numbers are those of its pages.

    Raises InputError when it is locked or damaged, or when its pages are only pictures.
    """
    raw = _extract(source)
    pages = 1 + max((line.page for line in raw), default=0)
    found = [line for line in raw if line.text.strip()]
    check_line_count(len(found), source.name)
    if not found:
        raise InputError(
            "this PDF holds pictures of its pages and no text",
            where=source.name,
            remedy="have its text recognized (OCR), or ask for the Word or text file it was made from",
        )
    remarks: list[Remark] = []
    found = _without_edges(found, pages, remarks)
    found = _without_numbers(found, remarks)
    found = _in_one_word(found, remarks)
    return draft_of_lines(source, _lines(found), "pdf", "a PDF document", remarks, unit="page")


def _extract(source: Source) -> list[PdfLine]:
    """The lines of all pages, by a process of its own that a hostile file may bring down."""
    command = [sys.executable, "-I", str(Path(pdflines.__file__))]
    try:
        done = subprocess.run(  # noqa: S603 (this Python and a file of this package, no shell)
            command, input=source.data, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreadable(source.name, "it took too long to read") from error
    if done.returncode == pdflines.LOCKED:
        raise InputError(
            "the file is locked with a password",
            where=source.name,
            remedy="save a copy without the password",
        )
    if done.returncode == pdflines.TOO_BIG:
        raise _unreadable(source.name, f"it has more than {pdflines.MAX_PAGES:,} pages or too much text")
    if done.returncode == pdflines.DAMAGED:
        raise _unreadable(source.name, "it is damaged or incomplete")
    if done.returncode:
        raise _unreadable(source.name, "it cannot be read within the limits of time and memory")
    return [_line(*json.loads(line)) for line in done.stdout.splitlines()]


def _unreadable(where: str, why: str) -> InputError:
    return InputError(f"the PDF file was refused because {why}", where=where, remedy=_AS_DOCX)


def _line(page: int, text: str, *where: float) -> PdfLine:
    """A line with its horizontal space folded: in a PDF it is a place on the page and not text."""
    broken = text.endswith(pdflines.HYPHEN)
    clean = canonical(_SPACES.sub(" ", text.rstrip(pdflines.HYPHEN))).text.replace("\n", " ")
    folded = _TABS.sub("\t", clean).strip()
    left, right, top, bottom, bold, inside = where
    whole = folded + pdflines.HYPHEN * broken
    return PdfLine(page, whole, left, right, top, bottom, int(bold), bool(inside))


def _without_numbers(lines: list[PdfLine], remarks: list[Remark]) -> list[PdfLine]:
    """The lines without the numbers that count paragraphs or lines in the margin."""
    alone = [at for at, line in enumerate(lines) if _NUMBER.fullmatch(line.text)]
    chain = _chain([(at, int(lines[at].text)) for at in alone])
    chain |= _repeated(lines, alone, chain)
    kept = [line for at, line in enumerate(lines) if at not in chain]
    heads = [(at, int(found[1])) for at, line in enumerate(kept) if (found := _NUMBERED.match(line.text))]
    inline = _chain(heads)
    # A list in the talk may count as well; margin numbers open nearly all lines that begin so.
    if len(inline) * 10 < len(heads) * 9:
        inline = frozenset()
    for at in inline:
        bare = _NUMBERED.sub("", kept[at].text, count=1)
        cut = len(kept[at].text) - len(bare)
        kept[at] = replace(kept[at], text=bare, bold=max(0, kept[at].bold - cut))
    numbers = [int(lines[at].text) for at in sorted(chain)] + [number for at, number in heads if at in inline]
    if numbers:
        message = f"{len(set(numbers))} numbers that count paragraphs or lines in the margin were left out"
        remarks.append(Remark(f"{message}, from {min(numbers)} to {max(numbers)}", left_out=True))
    return kept


def _repeated(lines: Sequence[PdfLine], alone: Sequence[int], chain: frozenset[int]) -> frozenset[int]:
    """Numbers of a margin that count from where they stood on the page before, or go on below its end.

    They stand in the column of those in `chain`, in which no words begin.
    """
    places = [lines[at].left for at in chain]
    if not places:
        return chain
    first, last = min(places) - _SAME_COLUMN, max(places) + _SAME_COLUMN
    numbers = frozenset(alone)
    if any(first <= line.left <= last for at, line in enumerate(lines) if at not in numbers):
        return chain
    highest = max(int(lines[at].text) for at in chain)
    return frozenset(at for at in alone if first <= lines[at].left <= last and int(lines[at].text) <= highest)


def _chain(numbers: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Where numbers count up by ones or fives for long enough; a new page may begin anew."""
    best: list[int] = []
    for step in (1, 5):
        runs: list[list[int]] = []
        last = None
        for at, number in numbers:
            if last is not None and number == last + step:
                runs[-1].append(at)
            elif number in (step, 1, 2) or last is None:
                runs.append([at])
            else:
                continue
            last = number
        found = [at for run in runs if len(run) >= _LEAST_CHAIN for at in run]
        best = max(best, found, key=len)
    return frozenset(best)


def _without_edges(lines: list[PdfLine], pages: int, remarks: list[Remark]) -> list[PdfLine]:
    """The lines without headers and footers that come again at the edge of many pages."""
    if pages < 2:
        return lines
    alike: dict[tuple[str, int, str, int], set[int]] = {}
    for at, edge in _edge_lines(lines):
        place = round(lines[at].top / _SAME_PLACE)
        for text, ahead in _furniture(lines[at]):
            alike.setdefault((edge, place, text, ahead), set()).add(at)
    least = max(2, round(pages * 0.5))
    repeated = {key: found for key, found in alike.items() if len({lines[at].page for at in found}) >= least}
    gone = {at for found in repeated.values() for at in found}
    if gone:
        texts = dict.fromkeys(text for _, _, text, _ in repeated)
        shown = ", ".join(f"“{text[:_LONGEST_SHOWN]}”" for text in texts)
        message = f"{len(gone)} page headers, footers and page numbers were left out: {shown}"
        remarks.append(Remark(message, left_out=True))
    return [line for at, line in enumerate(lines) if at not in gone]


def _furniture(line: PdfLine) -> Iterator[tuple[str, int]]:
    """What a line may have in common with its like on other pages; nothing when it is talk.

    All of it, or all but a number that counts the pages.
    """
    label = parse(line.text)
    if label and label.style is not Style.TAB and (label.rest or label.start_ms is not None):
        return
    yield line.text, 0
    for number in list(_DIGITS.finditer(line.text))[:4]:
        ahead = int(number[0]) - line.page
        if abs(ahead) <= _MOST_AHEAD:
            yield f"{line.text[: number.start()]}#{line.text[number.end() :]}", ahead


def _edge_lines(lines: Sequence[PdfLine]) -> Iterator[tuple[int, str]]:
    """The uppermost and lowest lines of each page by their index, and at which edge they stand.

    On a page of few lines the same line stands at both.
    """
    by_page: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.inside:
            by_page.setdefault(line.page, []).append(at)
    for indexes in by_page.values():
        ordered = sorted(indexes, key=lambda at: lines[at].top)
        yield from ((at, "top") for at in ordered[:_EDGE])
        yield from ((at, "bottom") for at in ordered[-_EDGE:])


def _in_one_word(lines: list[PdfLine], remarks: list[Remark]) -> list[PdfLine]:
    """The lines with words that a line break parts put together, each at the end of the first line.

    The hyphen goes when the word without it comes elsewhere, and stays when one half does.
    """
    words = Counter(word.casefold() for line in lines for word in re.findall(r"[^\W\d_]{1,60}", line.text))
    joined: list[PdfLine] = []
    count = 0
    for line in lines:
        before = joined[-1] if joined else None
        if before and before.hyphened:
            start, _, rest = line.text.partition(" ")
            joined[-1] = replace(before, text=_joined(before.text[:-1], start, words), right=before.right)
            count += 1
            if rest:
                joined.append(replace(line, text=rest, bold=0))
        else:
            joined.append(line)
    if joined and joined[-1].hyphened:
        joined[-1] = replace(joined[-1], text=joined[-1].text[:-1] + "-")
    if count:
        remarks.append(Remark(f"{count} words parted at the end of a line were put together"))
    return joined


def _joined(before: str, start: str, words: Counter[str]) -> str:
    head = re.split(r"[^\w]", before)[-1].casefold()
    tail = re.split(r"[^\w]", start)[0].casefold()
    together = words[head + tail] > 0
    # Both halves were counted once here.
    apart = words[head] > 1 or words[tail] > 1
    return f"{before}{start}" if together or not apart else f"{before}-{start}"


def _lines(found: Sequence[PdfLine]) -> list[Line]:
    """Lines told apart as new paragraph or wrapped one by where they end and begin."""
    edge = _right_edge(found)
    widest_step = 1.25 * _usual_step(found, edge) + 1
    lines: list[Line] = []
    for at, line in enumerate(found):
        before = found[at - 1] if at else None
        same_page = before is not None and before.page == line.page
        gap = bool(before and same_page and line.top - before.top > widest_step)
        wrapped = bool(before) and not gap and _goes_on(before, line, edge, same_page)
        lines.append(Line(line.page + 1, line.text, gap, wrapped, line.bold))
    return lines


def _right_edge(found: Sequence[PdfLine]) -> float:
    ends = sorted(line.right for line in found)
    return ends[int(len(ends) * 0.95)] if ends else 0


def _usual_step(found: Sequence[PdfLine], edge: float) -> float:
    """How far apart the lines of one paragraph stand."""
    steps = sorted(b.top - a.top for a, b in pairwise(found) if a.page == b.page and b.top > a.top)
    if not steps:
        return 0
    # Many turns are one line long, so that the space between paragraphs may be the commonest.
    usual = steps[len(steps) // 5]
    height = median(line.bottom - line.top for line in found)
    full = sum(line.right > 0.9 * edge for line in found)
    spread = usual > _DOUBLE * height and full * 5 < len(found) + 10
    return 1.2 * height if spread else usual


def _goes_on(before: PdfLine | None, line: PdfLine, edge: float, same_page: bool) -> bool:
    """Whether a line is the rest of the paragraph before it: because its first word did not fit there."""
    if before is None:
        return False
    if not same_page and not before.text.endswith(_SENTENCE_END):
        return True
    first_word = line.text[:200].split(None, 1)[0] if line.text else ""
    each = (line.right - line.left) / max(1, len(line.text))
    return before.right + each * (len(first_word) + 1) > edge
