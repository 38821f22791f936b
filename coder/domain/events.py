"""The append-only log: every act as a list of changes, chained by hashes, undone by inverses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
"""One stored object as plain JSON values."""

GENESIS = "0" * 64
"""What the first event of a log names as its predecessor."""


@dataclass(frozen=True, slots=True)
class Change:
    """One object before and after an act; None before it was made or after it was removed."""

    kind: str
    id: str
    before: Record | None
    after: Record | None

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.kind, self.id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Event:
    """One act: who did what and when, as changes that can be taken back.

    `undoes` and `redoes` name the event this one takes back or does again. `hash` covers
    every other field and `previous`, the hash of the event before.
    """

    seq: int
    at: str
    coder: str
    action: str
    summary: str
    changes: tuple[Change, ...]
    undoable: bool
    undoes: int | None
    redoes: int | None
    previous: str
    hash: str = ""

    def digest(self) -> str:
        """SHA-256 over the event's content in canonical JSON and its predecessor's hash."""
        content = [
            self.seq,
            self.at,
            self.coder,
            self.action,
            self.summary,
            self.undoable,
            self.undoes,
            self.redoes,
            [[c.kind, c.id, c.before, c.after] for c in self.changes],
        ]
        body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Erasure:
    """A tombstone: the event numbered `id` held words that were erased.

    `hash` is the event's own, over what it held; `digest` is that of what is left of it. The act that
    erased is itself an event of the chain, so what is left cannot be changed either.
    """

    id: str
    hash: str
    digest: str
    version: int = 1


class Chain:
    """Looks at the events of a log one after the other, from any of them on.

    An event that no longer holds what it was written with fits when a later one, itself unbroken, says
    that it was erased, from what hash and to what rest.
    """

    def __init__(self, last: int = 0, previous: str = GENESIS) -> None:
        self.last, self.previous = last, previous
        self._rests: dict[int, tuple[str, str]] = {}
        self._tombs: dict[int, tuple[str, str]] = {}

    def joins(self, event: Event) -> bool:
        """Whether an event follows the one before; it is then the last one."""
        if (event.seq, event.previous) != (self.last + 1, self.previous):
            return False
        digest = event.digest()
        if digest != event.hash:
            self._rests[event.seq] = (event.hash, digest)
        for change in event.changes if digest == event.hash else ():
            if change.kind == "erasure" and change.after and change.id.isdecimal():
                self._tombs[int(change.id)] = (change.after["hash"], change.after["digest"])
        self.last, self.previous = event.seq, event.hash
        return True

    @property
    def unexplained(self) -> int | None:
        """The first event that holds something else than it was written with, and was not erased."""
        return min((seq for seq, rest in self._rests.items() if self._tombs.get(seq) != rest), default=None)


def first_broken(events: Iterable[Event]) -> int | None:
    """The `seq` of the first event that does not fit the chain, or None when all do."""
    chain = Chain()
    for event in events:
        if not chain.joins(event):
            return min(event.seq, chain.unexplained or event.seq)
    return chain.unexplained


class UndoStack:
    """Which event of one coder is next to undo and to redo.

    Built by showing it every event in order; a new act forgets what could be redone.
    """

    def __init__(self) -> None:
        self._done: list[int] = []
        self._undone: list[int] = []

    def see(self, seq: int, undoable: bool, undoes: int | None, redoes: int | None) -> None:
        """Take one more event of this coder into account."""
        if undoes is not None:
            self._undone.append(self._take(self._done, undoes))
        elif redoes is not None:
            self._done.append(self._take(self._undone, redoes))
        elif undoable:
            self._done.append(seq)
            self._undone.clear()

    @property
    def to_undo(self) -> int | None:
        """The act that the next undo takes back."""
        return self._done[-1] if self._done else None

    @property
    def to_redo(self) -> int | None:
        """The act that the next redo does again."""
        return self._undone[-1] if self._undone else None

    @staticmethod
    def _take(stack: list[int], seq: int) -> int:
        if stack and stack[-1] == seq:
            stack.pop()
        return seq
