"""What stands at the top of a transcript: forms, front matter, lists of speakers, a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.domain.text import fold
from coder.domain.transcript import TurnKind
from coder.ingest.draft import DraftTurn
from coder.ingest.labels import STOP, parse, plausible
from coder.ingest.lines import Line

_ROSTER = re.compile(
    r"(?:speakers|attendees|participants|present|persons present|asistentes|participantes)[ \t]{0,4}"
    r"(?P<colon>:?)[ \t]{0,8}",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"note-?taker|otter\.ai|fireflies|presentation$", re.IGNORECASE)
_FIELD = re.compile(r"[*_]{0,2}([^:\n]{1,40}?)[*_]{0,2}[ \t]{0,4}:[*_]{0,2}(?:\s|$)")
MARKS = " \t#*_"
FIRST_LINES = 80


def header_end(lines: Sequence[Line]) -> int:
    """How many lines at the top are a form or front matter, whatever their labels look like."""
    if lines and lines[0].text.strip() == "---":
        ends = (at for at, line in enumerate(lines[1:100], 1) if line.text.strip() == "---")
        return next(ends, -1) + 1
    last = -1
    for at, line in enumerate(lines[:FIRST_LINES]):
        if at - last > (8 if last < 0 else 3):
            break
        found = parse(line.text)
        if found and (len(found.rest) > 60 or found.rest.endswith((".", "?", "!"))):
            break
        name = _FIELD.match(line.text.strip()[:80])
        if name and " ".join(fold(name[1]).split()) in STOP:
            last = at
    return _block_end(lines, last + 1) if last >= 0 else 0


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Where the block of short lines ends that goes on from `start`; `start` when it does not."""
    for at in range(start, min(start + 6, len(lines))):
        if lines[at].gap:
            return at
        if len(lines[at].text) > 60 or lines[at].text.rstrip().endswith((".", "?", "!")):
            break
    return start


def listed_names(lines: Sequence[Line]) -> frozenset[str]:
    """The names in a list of speakers near the top."""
    names: set[str] = set()
    for at, line in enumerate(lines):
        text = line.text.strip(MARKS)
        head = _ROSTER.match(text)
        if not head:
            continue
        rest = text[head.end() :].strip(MARKS)
        if rest and head["colon"]:
            names.update(_split_names(rest))
        elif not rest and at + 1 < len(lines):
            names.update(_names_below(lines[at + 1 :]))
    return frozenset(name for name in names if plausible(name, lower=True) and not _NOBODY.search(name))


def _names_below(lines: Sequence[Line]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if not line.text.strip().startswith(("- ", "* ", "• ")):
            break
        items.append(line.text.strip()[2:].strip())
    return items or _split_names(lines[0].text)


def _split_names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in re.split(r"[,;]|\s[-–—]\s", text[:4_000])]


def title_of(turns: Sequence[DraftTurn]) -> str:
    """The first line of the header when it is short enough to be a title."""
    if not turns or turns[0].kind is not TurnKind.HEADER:
        return ""
    lines = [line.strip(MARKS) for line in turns[0].text.split("\n")]
    if lines[0] == "---":
        named = [line[6:].strip(" '\"") for line in lines if line.startswith("title:")]
        return named[0][:120] if named else ""
    return lines[0] if 0 < len(lines[0]) <= 120 else ""
