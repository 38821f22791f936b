"""What tests need to lay the turns of a draft along a text that they know from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from coder.domain.text import canonical
from coder.domain.transcript import TranscriptKind, TurnKind
from coder.ingest.accounting import Accounting, account
from coder.ingest.draft import NOTE_HEAD, Draft, Remark

_PAGES = re.compile(r"(\d+) page headers, footers and page numbers were left out: (.*)")
_MARGIN = re.compile(r"(\d+) numbers that count .* from (\d+) to (\d+)")
PIECES = ["so", "Yes.", "1:30", "[laughter]", "...", "¿Sí?", "THE", "bus,", "(late)", "“no”", "señal", "5 €"]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join)
NAME = st.sampled_from(["Wren", "Otis Hale", "P3", "Señora Núñez", "Facilitator", "M7"])
TALK = st.lists(st.tuples(NAME, WORDS), min_size=1, max_size=14)


def word(number: int) -> str:
    """A word of letters that no other number has."""
    return "q" + "".join(chr(97 + number // 26**place % 26) for place in range(3))


def bare(text: str) -> str:
    return "".join(canonical(text).text.split())


def said(draft: Draft) -> list[str]:
    """What stands in turns. In a survey each answer follows its question, which the file gives once."""
    survey = draft.kind is TranscriptKind.SURVEY_COMMENTS
    kept = [turn for turn in draft.turns if not (survey and turn.kind is TurnKind.EVENT)]
    return [NOTE_HEAD.sub("", turn.text) for turn in kept]


def accounted(draft: Draft, lines: Sequence[str], told: Iterable[int] = ()) -> Accounting:
    """Lay what the draft says along the lines; those with an index in `told` are in a remark as a whole."""
    left = frozenset(told)
    numbers = [0 if at in left else at + 1 for at in range(len(lines))]
    text = "\n".join(" ".join(canonical(line).text.split()) for line in lines)
    return account(text, numbers, said(draft), draft.speakers, (0,) if left else (), captions=False)


def assert_accounted(draft: Draft, lines: Sequence[str], told: Iterable[int] = ()) -> Accounting:
    found = accounted(draft, lines, told)
    assert (found.unaccounted, found.invented, found.lines) == (0, 0, ()), (lines, draft)
    assert found.total == sum(len(bare(line)) for line in lines)
    return found


def left_out(draft: Draft) -> list[Remark]:
    return [remark for remark in draft.remarks if remark.left_out]


def told_lines(draft: Draft) -> set[int]:
    """The numbers of the lines that a remark names."""
    return {line for remark in draft.remarks for line in remark.lines}


def furniture(draft: Draft, lines: Sequence[str]) -> tuple[set[int], int]:
    """The indexes of the lines that a remark quotes as left out, and the count that it gives."""
    told: set[int] = set()
    count = 0
    for remark in left_out(draft):
        if found := _PAGES.match(remark.message):
            count += int(found[1])
            quoted = set(re.findall("“([^”]*)”", found[2]))
            told |= {at for at, line in enumerate(lines) if _forms(line) & quoted}
        elif found := _MARGIN.match(remark.message):
            count += int(found[1])
            numbers = set(map(str, range(int(found[2]), int(found[3]) + 1)))
            told |= {at for at, line in enumerate(lines) if line.strip() in numbers}
    return told, count


def _forms(line: str) -> set[str]:
    """A line as it is, and with any one number as a sign."""
    flat = " ".join(line.split())
    found = re.finditer(r"\d+", flat)
    return {flat, *(f"{flat[: one.start()]}#{flat[one.end() :]}" for one in found)}
