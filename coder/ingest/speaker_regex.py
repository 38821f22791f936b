"""Labels by a pattern that a person gives, which may be slow without meaning to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coder.domain.text import visible
from coder.errors import InputError
from coder.ingest.labels import MAX_LABEL, Found, Style

if TYPE_CHECKING:
    import regex

MAX_PATTERN = 200
_SECONDS = 2.0
_HEAD = 240


class SpeakerRegex:
    """Finds labels by a pattern in the first 240 characters of each line.

    The group `name` of the pattern is the label, else its first group, else all it matched; the
    words begin where the match ends. Raises InputError when the pattern is longer than 200
    characters or is wrong, and when all lines together take longer than two seconds.
    """

    def __init__(self, pattern: str, where: str) -> None:
        self.where = where
        self.shown = visible(pattern)[:60]
        self.left = _SECONDS
        if len(pattern) > MAX_PATTERN:
            raise self._error(f"has more than {MAX_PATTERN} characters", "give a shorter one")
        self.pattern = self._compiled(pattern)

    def _compiled(self, pattern: str) -> regex.Pattern[str]:
        import regex

        try:
            return regex.compile(pattern)
        except (regex.error, OverflowError, RecursionError) as error:
            raise self._error(f"is wrong ({visible(str(error))[:80]})", "correct it") from error

    def find(self, text: str) -> Found | None:
        """The label at the start of a line, spaces before it aside."""
        line = text.strip()
        started = time.perf_counter()
        try:
            if self.left <= 0:
                raise TimeoutError
            match = self.pattern.match(line[:_HEAD], timeout=self.left)
        except TimeoutError as error:
            raise self._error("takes too long", "make it simpler, such as ^(P\\d+):") from error
        self.left -= time.perf_counter() - started
        if not match or not match.end():
            return None
        name = " ".join((self._name(match) or "").split())[:MAX_LABEL].strip()
        return Found(name, line[match.end() :].strip(), Style.COLON) if name else None

    def _name(self, match: regex.Match[str]) -> str | None:
        if "name" in self.pattern.groupindex:
            return match.group("name")
        return match.group(1) if self.pattern.groups else match.group().rstrip(":：\t -–—")

    def _error(self, what: str, remedy: str) -> InputError:
        return InputError(f"the speaker pattern {self.shown} {what}", where=self.where, remedy=remedy)
