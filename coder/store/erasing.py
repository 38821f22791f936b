"""Takes words out of a project for good: of every revision, every object and every event of the log.

What is left of an event no longer fits its hash. So the act that erases says for each such event, by number,
the hash it had and the digest of what is left (`Erasure`), and is itself an event of the chain: what is left
can still not be changed by anybody. Lengths stay, so that every place in a text is still that place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from coder.domain.consent import covered
from coder.domain.events import Change, Event
from coder.domain.text import sha256
from coder.domain.transcript import Span
from coder.store import converters, tables
from coder.store.database import WRITING, guarded, is_url
from coder.store.store import Act, Store

Revision = tuple[str, int]
Scrub = Callable[[str, str, str], str]
"""From a kind of object, a field of it and its text to what may stay of the text."""

UNFINISHED = ("queue:", "draft:")
"""How the settings begin in which words wait: what is to be looked at next, and texts half written."""

_STRUCTURE = frozenset(
    {
        "coder",
        "created_at",
        "kind",
        "status",
        "role",
        "color",
        "target_kind",
        "table",
        "level",
        "origin",
        "outcome",
    }
)
_WHOLE = frozenset({"export", "erasure", "consent", "mark", "codebook", "lens"})


@dataclass(frozen=True, slots=True)
class ToErase:
    """Which words of which revision of a transcript go, and what else is to be scrubbed how."""

    spans: Mapping[Revision, Sequence[Span]]
    scrub: Scrub
    objects: Mapping[tuple[str, str], Mapping[str, Any]]
    """Fields of objects that get a fixed value wherever the log speaks of them."""


def erase(store: Store, coder: str, summary: str, what: ToErase) -> Event:
    """Erase, and write the tombstones, in one transaction; give the event of it.

    The file is then written anew, so that nothing is left in unused pages of it. Backups and exports are
    other files and keep what they hold.
    """
    with guarded(store.place), store.engine.execution_options(**{WRITING: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))
        else:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        eraser = _Eraser(connection, what)
        eraser.texts()
        eraser.log()
        eraser.objects()
        eraser.unfinished()
        act = Act("erase", summary, tuple(eraser.tombs()), undoable=False)
        for change in act.changes:
            store._apply(connection, change)
        event = store._append(connection, coder, act)
    store.forget_texts()
    _write_anew(store)
    return event


def _write_anew(store: Store) -> None:
    with guarded(store.place), store.engine.connect() as connection:
        free = connection.execution_options(isolation_level="AUTOCOMMIT")
        if is_url(store.place):
            free.exec_driver_sql("VACUUM FULL")
            return
        raw = free.connection.driver_connection
        assert raw is not None
        for order in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.execute(order)


class _Eraser:
    """One erasing, in its transaction."""

    def __init__(self, connection: Connection, what: ToErase) -> None:
        self._connection = connection
        self._what = what
        self._now: dict[Revision, str] = {}
        self._before: dict[Revision, str] = {}
        self._left: dict[int, Event] = {}
        self._present: dict[str, int] = {}

    def texts(self) -> None:
        """Cover the words in every revision."""
        table = tables.texts.c
        for row in self._connection.execute(select(table.transcript_id, table.revision, table.text)).all():
            key = (row.transcript_id, row.revision)
            self._before[key] = row.text
            self._now[key] = covered(row.text, self._what.spans.get(key, ()))
            if self._now[key] != row.text:
                at = (table.transcript_id == key[0]) & (table.revision == key[1])
                new = {"text": self._now[key], "sha256": sha256(self._now[key])}
                self._connection.execute(update(tables.texts).where(at).values(**new))
        told = tables.remarks.c
        for row in self._connection.execute(select(tables.remarks)).all():
            message = self._what.scrub("remark", "message", row.message)
            if message != row.message:
                at = (told.transcript_id == row.transcript_id) & (told.revision == row.revision)
                at &= told.position == row.position
                self._connection.execute(update(tables.remarks).where(at).values(message=message))

    def unfinished(self) -> None:
        """Let go of queues and drafts, which hold words and are settings of the project."""
        key = tables.meta.c.key
        for begins in UNFINISHED:
            self._connection.execute(delete(tables.meta).where(key.startswith(begins, autoescape=True)))

    def log(self) -> None:
        """Cover the words in every event."""
        revisions: dict[str, int] = {}
        query = select(tables.events).order_by(tables.events.c.seq)
        for row in self._connection.execute(query).mappings().all():
            event = converters.event(dict(row))
            after = dict(revisions)
            for change in event.changes:
                if change.kind == "transcript" and change.after:
                    after[change.id] = change.after["revision"]
            changes = tuple(
                Change(
                    change.kind,
                    change.id,
                    self._record(change.kind, change.before, revisions),
                    self._record(change.kind, change.after, after),
                )
                for change in event.changes
            )
            revisions = after
            left = replace(
                event, changes=changes, summary=self._what.scrub("event", "summary", event.summary)
            )
            if left != event:
                self._left[event.seq] = left
                new = {k: v for k, v in converters.event_row(left).items() if k in ("changes", "summary")}
                self._connection.execute(
                    update(tables.events).where(tables.events.c.seq == event.seq).values(**new)
                )
        self._present = revisions

    def objects(self) -> None:
        """Cover the words in everything that stands now."""
        for kind, table in converters.KINDS.items():
            for row in self._connection.execute(select(table)).mappings().all():
                record = dict(row)
                left = self._record(kind, record, self._present)
                if left != record and left is not None:
                    self._connection.execute(update(table).where(table.c.id == record["id"]).values(**left))

    def tombs(self) -> Iterable[Change]:
        """The tombstones; one that is there already is brought up to date."""
        table = tables.erasures
        known = {row["id"]: dict(row) for row in self._connection.execute(select(table)).mappings()}
        for seq, left in self._left.items():
            before = known.get(str(seq))
            version = before["version"] + 1 if before else 1
            after = {"id": str(seq), "hash": left.hash, "digest": left.digest(), "version": version}
            yield Change("erasure", str(seq), before, after)

    def _record(
        self, kind: str, record: Mapping[str, Any] | None, revisions: Mapping[str, int]
    ) -> dict[str, Any] | None:
        if record is None:
            return None
        left = dict(record)
        fixed = self._what.objects.get((kind, record["id"]), {})
        for name, value in record.items():
            if name in fixed and value:
                left[name] = fixed[name]
            elif kind == "coding" and name == "text":
                left[name] = self._words(record, revisions)
            elif name != "id" and not name.endswith("_id") and name not in _STRUCTURE and kind not in _WHOLE:
                left[name] = self._deep(kind, name, value)
        return left

    def _words(self, record: Mapping[str, Any], revisions: Mapping[str, int]) -> str:
        """The words of a coding as they stand in its revision now."""
        key = (record["transcript_id"], revisions.get(record["transcript_id"], 0))
        span = Span(record["start"], record["end"])
        if key in self._before and span.of(self._before[key]) == record["text"]:
            return span.of(self._now[key])
        return self._what.scrub("coding", "text", record["text"])

    def _deep(self, kind: str, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._what.scrub(kind, name, value)
        if isinstance(value, Mapping):
            return {key: self._deep(kind, name, part) for key, part in value.items()}
        if isinstance(value, list):
            return [self._deep(kind, name, part) for part in value]
        return value
