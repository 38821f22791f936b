"""What changed in the codebook since a date: acts that stand, with what was before and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coder.domain.events import Change, Event, Record
from coder.errors import InputError
from coder.services.session import Session

CODEBOOK_KINDS = ("codebook", "code", "lens")
"""What an act changes that is one on the codebook, whatever it is called."""

WITH_ALL_CODES = "codebook"
"""The act that brings a whole codebook; all others on codes adapt it."""

_QUIET = ("id", "codebook_id", "position", "version")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a code before and after."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code before and after an act; `fields` is empty for a code that was made or taken away."""

    code_id: str
    name: str
    word: str
    """`made`, `removed` or `changed`."""
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class CodebookChange:
    """One act on the codebook that stands."""

    seq: int
    at: str
    coder: str
    action: str
    summary: str
    reason: str
    codings: int
    """How many codings it changed."""
    codes: tuple[CodeChange, ...]


def changes_since(session: Session, when: datetime | str = "") -> list[CodebookChange]:
    """Every act on the codebook since a moment (ISO date or date and time; empty: ever), oldest first.

    What was taken back is left out; that an act of before was taken back since is a change. Raises
    InputError for what is no date.
    """
    since = _moment(when)
    events = session.store.acts_on(CODEBOOK_KINDS)
    before = _standing(event for event in events if event.at < since)
    now = _standing(iter(events))
    found = [event for event in events if _tells(event, since, before, now)]
    return [_change(event) for event in found]


def _moment(when: datetime | str) -> str:
    """As the log writes moments. A date is midnight where the person is."""
    if isinstance(when, str):
        if not when:
            return ""
        try:
            when = datetime.fromisoformat(when)
        except ValueError as error:
            raise InputError(f"{when!r} is no date", remedy="write it as 2026-10-01") from error
    if when > datetime.max.replace(tzinfo=when.tzinfo) - timedelta(days=2) or when.year < 2:
        raise InputError("this date is out of reach", remedy="write it as 2026-10-01")
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _standing(events: Iterator[Event]) -> set[int]:
    """The numbers of the acts that stand after these events."""
    standing: set[int] = set()
    for event in events:
        if event.undoes is not None:
            standing.discard(event.undoes)
        else:
            standing.add(event.redoes if event.redoes is not None else event.seq)
    return standing


def _tells(event: Event, since: str, before: set[int], now: set[int]) -> bool:
    if event.at < since:
        return False
    if event.undoes is None and event.redoes is None:
        return event.seq in now
    target = event.undoes if event.undoes is not None else event.redoes
    # Only the last word on an act of before tells how things differ.
    return event.undoes is not None and target in before and target not in now


def _change(event: Event) -> CodebookChange:
    why = [str(c.after["reason"]) for c in event.changes if c.kind == "reason" and c.after]
    return CodebookChange(
        event.seq,
        event.at,
        event.coder,
        event.action,
        event.summary,
        why[0] if why else "",
        sum(change.kind == "coding" for change in event.changes),
        tuple(_code(change) for change in event.changes if change.kind == "code"),
    )


def _code(change: Change) -> CodeChange:
    record = change.after or change.before or {}
    word = "made" if change.before is None else "removed" if change.after is None else "changed"
    return CodeChange(
        change.id, str(record.get("name", "")), word, tuple(_fields(change.before, change.after))
    )


def _fields(before: Record | None, after: Record | None) -> Iterator[FieldChange]:
    if before is None or after is None:
        return
    names: Sequence[str] = [name for name in after if name not in _QUIET]
    for name in names:
        if before.get(name) != after[name]:
            yield FieldChange(name, before.get(name), after[name])
