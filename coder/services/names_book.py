"""What a person decides about names that were found: confirmed, refused, of the same person as another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from coder.errors import InputError
from coder.services.pseudonyms import WAITING, Candidate
from coder.services.session import Session
from coder.store.database import is_url

_KEPT = WAITING + "{}"
"""The setting in which decisions wait. It holds names, so it goes with the queues when words are erased."""


class Choice(StrEnum):
    """What is to become of a name."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Decided:
    """One name that was found, what would stand for it, and whether it is to."""

    candidate: Candidate
    instead: str
    choice: Choice = Choice.OPEN

    @property
    def before_and_after(self) -> tuple[str, str]:
        """The words around it as they are and as they would be."""
        before, _, rest = self.candidate.context.partition("«")
        name, _, after = rest.partition("»")
        return f"{before}{name}{after}", f"{before}{self.instead}{after}"


class NamesBook:
    """All names that were found, in their order, with what was decided; nothing here changes a project."""

    def __init__(self, candidates: Sequence[Candidate], kept: str = "") -> None:
        self.rows = [_as_before(Decided(one, one.replacement), _kept(kept)) for one in candidates]
        self._before: list[tuple[int, Decided]] = []
        self._last = -1

    @property
    def decided(self) -> int:
        """How many names are no longer open."""
        return sum(row.choice is not Choice.OPEN for row in self.rows)

    @property
    def last(self) -> Decided | None:
        """The name that was confirmed last, whose person `same` means."""
        return self.rows[self._last] if self._last >= 0 else None

    def confirm(self, at: int) -> None:
        """Let a name be replaced."""
        self._set(at, replace(self.rows[at], choice=Choice.YES))
        self._last = at

    def refuse(self, at: int) -> None:
        """Let a name stay."""
        self._set(at, replace(self.rows[at], choice=Choice.NO))
        self._last = -1 if self._last == at else self._last

    def same(self, at: int) -> None:
        """Let a name be replaced by what stands for the one confirmed last. Raises InputError before that."""
        if self.last is None or self._last == at:
            raise InputError("no name was confirmed before", remedy="confirm the person's other name first")
        self._set(at, replace(self.rows[at], instead=self.last.instead, choice=Choice.YES))

    def say(self, at: int, instead: str) -> None:
        """Let a name be replaced by these words. Raises InputError when there are none."""
        words = " ".join(instead.split())
        if not words:
            raise InputError("a replacement is empty", remedy="say what stands for it, or refuse it")
        self._set(at, replace(self.rows[at], instead=words, choice=Choice.YES))
        self._last = at

    def undo(self) -> int | None:
        """Take back what was decided last; gives where, None when nothing was."""
        if not self._before:
            return None
        at, row = self._before.pop()
        self.rows[at] = row
        self._last = -1 if self._last == at else self._last
        return at

    def next_open(self, at: int) -> int:
        """The next name that nobody has decided on, from a place on and around; the place where none is."""
        order = [*range(at, len(self.rows)), *range(at)]
        return next((n for n in order if self.rows[n].choice is Choice.OPEN), at)

    def confirmed(self) -> list[Decided]:
        """The names that are to be replaced."""
        return [row for row in self.rows if row.choice is Choice.YES]

    def wanted(self) -> dict[str, str]:
        """The same as words and what stands for them."""
        return {row.candidate.words: row.instead for row in self.confirmed()}

    def kept(self) -> str:
        """What was decided, to be kept until it is applied."""
        told = {
            _name(row): [row.instead, row.choice.value] for row in self.rows if row.choice is not Choice.OPEN
        }
        return json.dumps(told, ensure_ascii=False)

    def _set(self, at: int, row: Decided) -> None:
        self._before.append((at, self.rows[at]))
        self.rows[at] = row


def remembered(session: Session) -> str:
    """What this coder decided before and has not applied."""
    return session.store.meta().get(_KEPT.format(session.coder), "")


def remember(session: Session, kept: str) -> None:
    """Keep what this coder decided; nothing, once it was applied."""
    session.store.set_meta({_KEPT.format(session.coder): kept})


def usual_key(place: str) -> Path:
    """A name for the key that is free: beside the project's file, else in this folder."""
    beside = Path.cwd() / "names" if is_url(place) else Path(place).absolute().with_suffix("")
    names = (beside.with_name(f"{beside.name}{f'-{n}' if n else ''}.key") for n in range(1000))
    return next((name for name in names if not name.exists()), beside.with_suffix(".key"))


def _name(row: Decided) -> str:
    return f"{row.candidate.kind.value}:{row.candidate.words}"


def _kept(text: str) -> dict[str, list[str]]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _as_before(row: Decided, kept: dict[str, list[str]]) -> Decided:
    told = kept.get(_name(row))
    if not isinstance(told, list) or len(told) != 2 or told[1] not in set(Choice) or not told[0]:
        return row
    return replace(row, instead=str(told[0]), choice=Choice(told[1]))
