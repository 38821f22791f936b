"""What people decided in a project, as the suggester's process reads it by itself.

In a long transcript there is so much of it that gathering it beside the keys would be felt there. So
the interface only says how far the log has grown, and this module, named by `READER`, does the rest in
the child process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coder.domain.consent import Consents
from coder.services.lessons import allowed_lessons
from coder.services.session import thing
from coder.store.database import open_project
from coder.store.store import Store

if TYPE_CHECKING:
    from coder.domain.coding import Coding, Decision, Mark
    from coder.domain.events import Change
    from coder.domain.transcript import Transcript
    from coder.suggest.examples import Example

READER = __name__
"""The module by which the suggester's process reads a project."""

TEACHING = frozenset({"coding", "decision", "mark", "transcript", "speaker"})
"""The kinds of things from which something is learned."""

CONSENT = "consent"
"""The kind of change after which words of any transcript may teach no more, or again."""

_WHOLE = frozenset({"transcript", "speaker"})
"""The kinds of which a change makes all of a transcript be read again."""


def teaches(change: Change) -> bool:
    """Whether something that the suggester learns has changed; what may be used of words is among it."""
    return change.kind == CONSENT or bool(transcript_of(change))


def transcript_of(change: Change) -> str:
    """The transcript in which something changed that the suggester learns; empty for anything else."""
    if change.kind not in TEACHING:
        return ""
    record = change.after or change.before or {}
    return change.id if change.kind == "transcript" else str(record.get("transcript_id", ""))


@dataclass
class _Decided:
    """All that was decided in one transcript, by id."""

    transcript: Transcript
    coding: dict[str, Coding] = field(default_factory=dict)
    decision: dict[str, Decision] = field(default_factory=dict)
    mark: dict[str, Mark] = field(default_factory=dict)

    def take(self, change: Change) -> None:
        """Follow one change of the log; one that is in already does no harm."""
        held: dict[str, Any] = getattr(self, change.kind)
        held.pop(change.id, None)
        if change.after is not None:
            held[change.id] = thing(change.kind, change.after)

    def lessons(self, consents: Consents) -> list[Example]:
        """What it teaches, as far as people allow it."""
        coded, decided, marked = self.coding.values(), self.decision.values(), self.mark.values()
        return allowed_lessons(self.transcript, coded, decided, marked, consents)


class Reader:
    """Reads a project again and again: everything at first, and from then on what the log tells."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._seq = 0
        self._decided: dict[str, _Decided] = {}

    def lessons(self) -> dict[str, list[Example]]:
        """By transcript, what is to be learned where that may have changed since the last time.

        Raises CoderError when the project cannot be read now.
        """
        # Opened anew every time: nothing is kept open that would keep the program from tidying up.
        store = Store(open_project(self._place, readonly=True), self._place)
        try:
            changed = self._follow(store) if self._seq else self._read_all(store)
            consents = Consents(store.consents())
        finally:
            store.close()
        return {id_: self._decided[id_].lessons(consents) if id_ in self._decided else [] for id_ in changed}

    def _read_all(self, store: Store) -> list[str]:
        # First, so that what is done meanwhile is followed afterwards and not left out.
        seq = store.event_count()
        self._read(store, [row.id for row in store.transcripts()])
        self._seq = seq
        return list(self._decided)

    def _follow(self, store: Store) -> list[str]:
        changed: dict[str, bool] = {}
        seq = self._seq
        for event in store.events(after=seq):
            seq = event.seq
            for change in event.changes:
                if change.kind == CONSENT:
                    changed = {**dict.fromkeys(self._decided, False), **changed}
                id_ = transcript_of(change)
                if id_:
                    whole = change.kind in _WHOLE or id_ not in self._decided
                    changed[id_] = changed.get(id_, False) or whole
                    if not changed[id_]:
                        self._decided[id_].take(change)
        present = store.transcript_ids()
        for id_ in changed.keys() - present:
            self._decided.pop(id_, None)
        self._read(store, (id_ for id_, whole in changed.items() if whole and id_ in present))
        self._seq = seq
        return list(changed)

    def _read(self, store: Store, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._decided[id_] = _Decided(
                store.transcript(id_),
                {coding.id: coding for coding in store.codings(id_)},
                {decision.id: decision for decision in store.decisions(id_)},
                {mark.id: mark for mark in store.marks(id_)},
            )
