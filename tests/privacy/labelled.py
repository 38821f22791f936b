"""The labelled passages, read from the file beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_MARKED = re.compile(r"\{(\w)\|([^}]*)\}")
_TITLE = re.compile(
    r"^(?:(?:mr|mrs|ms|dr)\.|miss|coach|dona|señora|sister|profe|madame|chị|cô|bà|nhô|vice principal"
    r"|principal|superintendent|officer|id|id#|student number)\s+",
    re.I,
)


@dataclass(frozen=True)
class Mention:
    """One marked stretch; what a title adds to it need not be found."""

    passage: int
    start: int
    end: int
    kind: str
    words: str


@dataclass(frozen=True)
class Passage:
    """A text without its marks, and what was marked in it."""

    part: str
    text: str
    mentions: tuple[Mention, ...]


def passages() -> list[Passage]:
    """All passages, in order."""
    found: list[Passage] = []
    part = ""
    for line in Path(__file__).with_name("passages.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            part = line[2:]
        elif part and line.strip():
            found.append(_passage(len(found), part, line))
    return found


def _passage(number: int, part: str, line: str) -> Passage:
    text, at, mentions = "", 0, []
    for mark in _MARKED.finditer(line):
        text += line[at : mark.start()]
        title = _TITLE.match(mark[2])
        start = len(text) + (title.end() if title else 0)
        text += mark[2]
        mentions.append(Mention(number, start, len(text), mark[1], text[start:]))
        at = mark.end()
    return Passage(part, text + line[at:], tuple(mentions))


def roster(some: list[Passage]) -> set[str]:
    """The names of everybody marked, as a roster would list them."""
    return {mention.words for one in some for mention in one.mentions if mention.kind == "n"}
