"""One coder's work on one open project: acts, undo, redo, and what is read again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any, TypeVar

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Mark, Memo
from coder.domain.events import Change, Event, Record, UndoStack
from coder.domain.matrix import MatrixCell
from coder.domain.text import visible
from coder.domain.transcript import Transcript
from coder.errors import ConflictError, InputError
from coder.store.converters import READERS, record
from coder.store.database import shown
from coder.store.reader import TranscriptRow
from coder.store.store import Act, NewText, Store

BULK_ACTIONS = frozenset({"import", "import codings", "roster", "facts", "load entries"})
"""Acts that bring in a whole file."""

KEPT = 3
"""Transcripts that a session keeps in memory: those that were used last."""

ATTEMPTS = 3
"""How often a change begins again when others write to the project at the same time."""

T = TypeVar("T")

Authored = TypeVar("Authored", Coding, Memo, Mark, MatrixCell)


class Session:
    """An open project as seen by one coder.

    Not for several threads at once; the interface gives it a thread of its own.
    """

    def __init__(self, store: Store, coder: str) -> None:
        self.store = store
        self.coder = coder
        self._stack = UndoStack()
        self._seen = 0
        self._tree: CodeTree | None = None
        self._transcripts: dict[str, Transcript] = {}
        self._known = store.event_count()
        self._in_moment = False
        self.saved_at = ""
        """When the last act of this session was written; empty before the first."""

    @contextmanager
    def moment(self) -> Iterator[None]:
        """For what takes no time: what others have done is looked for once, and again after an act.

        What they do meanwhile is found when the act is committed, as always.
        """
        self._forget_what_changed()
        self._in_moment = True
        try:
            yield
        finally:
            self._in_moment = False

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.store.meta().get("name", "")

    @cached_property
    def blind(self) -> bool:
        """Whether this coder works without suggestions and other people's codings, since it was opened."""
        return self.store.meta().get(f"blind:{self.coder}") == "on"

    def seen(self, things: Iterable[Authored]) -> list[Authored]:
        """The codings, memos, marks or cells that this coder may see: in a blind pass only their own."""
        return [thing for thing in things if not self.blind or thing.coder == self.coder]

    @property
    def place(self) -> str:
        """Where the project is, fit for a message."""
        return shown(self.store.place)

    @property
    def tree(self) -> CodeTree:
        """The codes and lenses of the project, read again only after somebody changed them."""
        self._forget_what_changed()
        if self._tree is None:
            self._tree = self.store.codes_and_lenses()
        return self._tree

    def find_transcript(self, label: str) -> TranscriptRow:
        """The transcript called `label` (or with that id).

        Raises InputError that lists the labels there are.
        """
        rows = self.store.transcripts()
        for row in rows:
            if label in (row.label, row.id) or label.casefold() == row.label.casefold():
                return row
        labels = ", ".join(row.label for row in rows[:12]) + ("…" if len(rows) > 12 else "")
        raise InputError(
            f"there is no transcript {label!r}",
            remedy=f"the project has {labels}" if rows else "import one first",
        )

    def transcript(self, label: str) -> Transcript:
        """The transcript called `label` with its words, turns and speakers."""
        return self.load(self.find_transcript(label).id)

    def peek(self, transcript_id: str) -> Transcript:
        """As `load`, without pushing aside what is kept for those who work on it."""
        self._forget_what_changed()
        return self._transcripts.get(transcript_id) or self.store.transcript(transcript_id)

    def load(self, transcript_id: str) -> Transcript:
        """The transcript with this id, read again only after somebody changed its facts or speakers."""
        self._forget_what_changed()
        found = self._transcripts.pop(transcript_id, None) or self.store.transcript(transcript_id)
        while len(self._transcripts) >= KEPT:
            del self._transcripts[next(iter(self._transcripts))]
        # At the end, because those at the beginning go first.
        self._transcripts[transcript_id] = found
        return found

    def act(
        self,
        action: str,
        summary: str,
        changes: Iterable[Change],
        *,
        undoable: bool = True,
        texts: Sequence[NewText] = (),
        expecting: int | None = None,
        on: Transcript | None = None,
    ) -> Event:
        """Do something, durably and as one event.

        Raises ConflictError, changing nothing, when the log has grown beyond the event `expecting`, or
        when the transcript it was decided `on` was corrected since.
        """
        seen = ((on.id, on.revision),) if on is not None else ()
        act = Act(action, visible(summary), tuple(changes), undoable, seen=seen)
        return self._commit(act, texts, expecting)

    def _commit(self, act: Act, texts: Sequence[NewText] = (), expecting: int | None = None) -> Event:
        self._in_moment = False
        event = self.store.commit(self.coder, act, texts, expecting)
        self.saved_at = event.at
        return event

    def act_on_what_stands(self, do: Callable[[int], T]) -> T:
        """Do what is planned from what is read; `do` passes the number it is given on as `expecting`.

        Begins again when somebody wrote between reading and writing. Raises ConflictError when others
        keep changing the project.
        """
        for _ in range(ATTEMPTS - 1):
            with suppress(ConflictError):
                return do(self.store.event_count())
        return do(self.store.event_count())

    def undo(self, *, bulk: bool = False) -> Event | None:
        """Take back this coder's last act that still stands; None when there is none.

        What came in from a file is only taken back when `bulk` says that this is meant: one key
        too many must not take away thousands of codings. Raises ConflictError, changing nothing,
        when somebody has changed the same thing since.
        """
        self._catch_up()
        target = self._stack.to_undo
        if target is not None and not bulk:
            _refuse_bulk(self.store.event(target))
        return self._reverse("undo", "undone", target)

    def redo(self) -> Event | None:
        """Do again what was last taken back; None when there is nothing."""
        self._catch_up()
        return self._reverse("redo", "redone", self._stack.to_redo)

    def _reverse(self, action: str, word: str, seq: int | None) -> Event | None:
        if seq is None:
            return None
        target = self.store.event(seq)
        undoing = action == "undo"
        changes = tuple(c.inverse() for c in target.changes) if undoing else target.changes
        return self._commit(
            Act(
                action,
                f"{word}: {target.summary}",
                changes,
                undoable=False,
                undoes=seq if undoing else None,
                redoes=None if undoing else seq,
            )
        )

    def _forget_what_changed(self) -> None:
        if self._in_moment:
            return
        # Others may work on the same project, so the log, and not this object, says what is stale.
        for event in self.store.events(after=self._known):
            kinds = {change.kind for change in event.changes}
            if kinds & {"codebook", "code", "lens"}:
                self._tree = None
            if "erasure" in kinds:
                # Nobody who has the words still in memory may write them back.
                self._transcripts.clear()
                self.store.forget_texts()
            for change in event.changes if kinds & {"transcript", "speaker"} else ():
                self._transcripts.pop(_transcript_of(change), None)
            self._known = event.seq

    def _catch_up(self) -> None:
        for seq, undoable, undoes, redoes in self.store.steps(self.coder, after=self._seen):
            self._stack.see(seq, undoable, undoes, redoes)
            self._seen = seq


def _transcript_of(change: Change) -> str:
    """The transcript that a change of a transcript or a speaker is about."""
    kept = change.after or change.before or {}
    return change.id if change.kind == "transcript" else str(kept.get("transcript_id", ""))


def _refuse_bulk(event: Event) -> None:
    if event.action in BULK_ACTIONS:
        raise InputError(
            f"there is nothing more to undo but a whole file ({event.summary})",
            remedy="take that back with `coder undo` if you mean it",
        )


def thing(kind: str, kept: Record | None) -> Any:
    """What a change says an object was or is; None where it was not or is no more."""
    return None if kept is None else READERS[kind](kept)


def added(kind: str, thing: Any) -> Change:
    """The change that makes `thing`."""
    return Change(kind, thing.id, None, record(thing))


def removed(kind: str, thing: Any) -> Change:
    """The change that takes `thing` away."""
    return Change(kind, thing.id, record(thing), None)


def changed(kind: str, before: Any, after: Any) -> Change:
    """The change from `before` to `after`, both of one id; `after` has a higher version."""
    return Change(kind, before.id, record(before), record(after))


def place(transcript: Transcript, coding: Coding) -> str:
    """Where a coding stands, for a sentence: `FG-01 turn 12`."""
    turn = transcript.turn_at(coding.start)
    return f"{transcript.label} turn {turn.number}" if turn and turn.number else transcript.label
