"""The bytes of one file on their way to a reader, and the limits every reader keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from coder.errors import InputError
from coder.ingest.overrides import Overrides

MAX_LINE = 1_000_000
"""Longest line, paragraph or cell in characters."""
MAX_LINES = 150_000
"""Most lines, paragraphs and rows with words in one file, several times as many as any talk has."""
MAX_CELLS = 1_000_000
"""Most cells of one table, those between filled ones included."""
MAX_TURNS = 100_000
"""More than any session has; a file with more is not worth the minutes and the memory it would take."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and bytes, and what is known about it before it is read.

    `why` is the phrase that says how the format was recognized, `overrides` what the person knows
    better than the readers.
    """

    name: str
    data: bytes
    why: str = ""
    overrides: Overrides = field(default_factory=Overrides)

    @property
    def caps_speaker(self) -> str | None:
        """Who speaks in unlabelled paragraphs of capitals, where the person says that somebody does."""
        return self.overrides.caps_speaker

    @property
    def sha256(self) -> str:
        """Hex digest of the original bytes."""
        return hashlib.sha256(self.data).hexdigest()


def check_line_lengths(lines: list[str], where: str) -> None:
    """Raise InputError when a line is too long to be talk."""
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise InputError(
                f"line {number} has {len(line):,} characters, and the limit is {MAX_LINE:,}",
                where=where,
                remedy="break the text into lines or paragraphs",
            )


def check_line_count(count: int, where: str) -> None:
    """Raise InputError when there are more lines with words than any talk has."""
    if count > MAX_LINES:
        raise InputError(
            f"the file has {count:,} lines of words, and the limit is {MAX_LINES:,}",
            where=where,
            remedy="split it into sessions",
        )


def check_turn_count(count: int, where: str) -> None:
    """Raise InputError when there are more turns than any session has.

    Readers ask while they count, so that a file with far more is never built up in memory.
    """
    if count > MAX_TURNS:
        raise InputError(
            f"the file has more than {MAX_TURNS:,} turns", where=where, remedy="split it into sessions"
        )


def no_words(source: Source) -> InputError:
    """The error for a file in which nobody says anything."""
    return InputError(
        "there are no words in it that somebody says",
        where=source.name,
        remedy="check that the right file was chosen",
    )
