"""Accounts for every character of a file's text, without asking the reader what it did.

The words of all turns, white space aside, are laid along the source line by line. What is left
of a line must be a label, a time or a sign that sets them off, or the line must stand in a remark.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from coder.domain.text import canonical

_CLOCK = r"(?:\d{1,6}:)?\d{1,6}:\d{1,6}(?:[.,]\d{1,9})?"
_GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"
_SIGNS = "[]()*_#:：-–—/.,;…>|<{}=~@&?•“”‘’\"'"
_TIMING = re.compile(rf"\s*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?:[ \t].*)?$")
_CUE_NAME = re.compile(rf"\d+$|{_GUID}[-/\d]*$")
_TAG = re.compile(r"<[^<>]{0,260}>|\{\\[^{}]{1,80}\}|&[lr][lr]m;")
_LOOK_AHEAD = 20_000
_LONG = 20
_STEPS = 2_000
_DEPTH = 210
"""How often words and signs take turns in one line: a reader parts no more than a hundred overlaps."""


@dataclass(frozen=True, slots=True)
class Accounting:
    """How many characters of the source, white space aside, went where.

    `in_turns` are words of talk, headers and events; `structure` is labels, times and signs;
    `told` stands in lines that a remark names; `unaccounted` is none of these and `invented` is in
    turns and not in the source: both are 0 unless a reader is wrong. `lines` are where.
    """

    total: int
    in_turns: int
    structure: int
    told: int
    unaccounted: int
    invented: int
    lines: tuple[int, ...] = ()


def account(
    text: str,
    numbers: Sequence[int],
    words: Iterable[str],
    speakers: Iterable[str],
    told: Iterable[int],
    *,
    captions: bool,
    structure: Set[int] = frozenset(),
) -> Accounting:
    """Lay `words` along `text`; `numbers` are those of its lines, `told` the ones in remarks.

    `structure` holds the indexes of lines that are no words whatever they say.
    """
    ledger = _Ledger("".join(map(_squeezed, words)), speakers, frozenset(told), captions)
    return ledger.account(text, numbers, structure)


def _squeezed(text: str) -> str:
    return "".join(canonical(text).text.split())


def _forms(name: str) -> Iterator[str]:
    """The ways of encoding a name, which a reader takes for one label."""
    for form in ("NFC", "NFD"):
        quoted = unicodedata.normalize(form, name)
        for quote in "'‘’ʼ`":
            for hyphen in "-‐‑":
                yield re.sub("[-‐‑]", hyphen, re.sub("['‘’ʼ`]", quote, quoted))


class _Ledger:
    def __init__(self, said: str, speakers: Iterable[str], told: frozenset[int], captions: bool) -> None:
        self.said, self.told, self.captions = said, told, captions
        forms = {_squeezed(form) for name in speakers for form in _forms(name)}
        labels = sorted(forms, key=len, reverse=True)
        names = "|".join(map(re.escape, labels)) or "(?!)"
        signs = re.escape(_SIGNS)
        self.structure = re.compile(
            rf"(?:(?:(?i:From))?(?:{names})(?:(?i:to)[^:]{{1,80}}(?=:))?|#?{_CLOCK}(?:-\d{{1,3}}#)?|-->|[{signs}])"
        )
        self.at = self.in_turns = self.in_structure = self.in_told = self.invented = self.steps = 0

    def account(self, text: str, numbers: Sequence[int], structure: Set[int]) -> Accounting:
        lost: list[int] = []
        total = missing = 0
        lines = text.split("\n")
        for index, line in enumerate(lines):
            bare = "" if index in structure else self._bare(line, index, lines)
            count = len("".join(line.split()))
            total += count
            left = len(bare)
            self.in_structure += count - left
            number = numbers[index] if numbers else index + 1
            is_told = number in self.told
            # What has the number 0 was left out as a whole, even where its words are said elsewhere.
            whole = is_told and number == 0
            if not left or (not whole and self._take(bare, 0 if is_told else _LOOK_AHEAD)):
                continue
            if is_told:
                self.in_told += left
            else:
                missing += left
                lost.append(number)
        self.invented += len(self.said) - self.at
        return Accounting(
            total, self.in_turns, self.in_structure, self.in_told, missing, self.invented, tuple(lost)
        )

    def _bare(self, line: str, index: int, lines: Sequence[str]) -> str:
        """A line without white space and, in captions, without what is no words by its form."""
        if not self.captions:
            return "".join(line.split())
        if _TIMING.match(line) or (index == 0 and line.strip() == "WEBVTT"):
            return ""
        follows = lines[index + 1] if index + 1 < len(lines) else ""
        if _TIMING.match(follows) and _CUE_NAME.match(line.strip()):
            return ""
        return _squeezed(html.unescape(_TAG.sub("", line)))

    def _take(self, bare: str, reach: int) -> bool:
        """Lay the next words along a line; False, and nothing taken, when they do not fit.

        A long line may stand up to `reach` characters further on, behind words that no line has.
        """
        starts = [self.at]
        if reach and len(bare) >= _LONG:
            starts.append(self.said.find(bare, self.at, self.at + reach))
        for start in starts:
            fitted = self._fit(bare, start) if start >= 0 else None
            if fitted is not None:
                words = fitted - start
                self.invented += start - self.at
                self.in_turns += words
                self.in_structure += len(bare) - words
                self.at = fitted
                return True
        return False

    def _fit(self, bare: str, at: int) -> int | None:
        """Where in the words one stands after the line, each piece of it words or structure."""
        if self.said.startswith(bare, at):
            return at + len(bare)
        self.steps = 0
        return self._rest(bare, 0, at, 0)

    def _rest(self, bare: str, done: int, at: int, depth: int) -> int | None:
        """The same for what is left of a line: as little structure as will do, so that words stay words."""
        if done == len(bare):
            return at
        self.steps += 1
        # Behind words nothing is taken off but marks of bold and words said into them.
        if depth > _DEPTH or self.steps > _STEPS or (depth and bare[done] not in "/*_"):
            return None
        end = done
        while sign := self.structure.match(bare, end):
            end = sign.end()
            if _sets_off(bare[done:end]):
                fitted = self._words(bare, end, at, depth) if end < len(bare) else None
                if fitted is not None:
                    return fitted
        fitted = self._words(bare, done, at, depth) if depth == 0 else None
        if fitted is None and end == len(bare) and _sets_off(bare[done:]):
            return at
        return fitted

    def _words(self, bare: str, done: int, at: int, depth: int) -> int | None:
        """Words as far as they go, and then the rest."""
        same = _common(bare[done:], self.said, at)
        if done + same == len(bare):
            return at + same
        return self._rest(bare, done + same, at + same, depth + 1) if same else None


def _sets_off(signs: str) -> bool:
    """Whether signs hold a label or a time or are marks of bold; others belong to the words."""
    return any(map(str.isalnum, signs)) or not signs.strip("*_/")


def _common(piece: str, said: str, at: int) -> int:
    """How many characters of `piece` stand in `said` from `at` on."""
    if said.startswith(piece, at):
        return len(piece)
    low, high = 0, len(piece)
    while high - low > 1:
        middle = (low + high) // 2
        if said.startswith(piece[:middle], at):
            low = middle
        else:
            high = middle
    return low
