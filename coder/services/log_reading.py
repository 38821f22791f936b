"""The log by person, thing and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from coder.domain.events import Event
from coder.domain.text import visible
from coder.errors import InputError
from coder.services.session import Session

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is wanted; what is empty does not limit."""

    coder: str = ""
    action: str = ""
    kind: str = ""
    """A kind of object: coding, code, memo, transcript …"""
    about: str = ""
    """The id or label of a thing: a transcript with all that stands on it, a code with its codings."""
    since: str = ""
    until: str = ""
    """ISO 8601 in local time, a day or a moment; the day `until` is included."""


def selected(session: Session, wanted: LogFilter) -> list[Event]:
    """The events that a filter lets through, oldest first. Raises InputError for what is no time."""
    since, until = _moment(wanted.since, end=False), _moment(wanted.until, end=True)
    ids = _ids(session, wanted.about) if wanted.about else frozenset[str]()
    return [
        event
        for event in session.store.events()
        if (not wanted.coder or event.coder.casefold() == wanted.coder.casefold())
        and (not wanted.action or event.action.casefold() == wanted.action.casefold())
        and (not wanted.kind or any(change.kind == wanted.kind for change in event.changes))
        and (not wanted.about or _is_about(event, ids))
        and (since is None or _at(event) >= since)
        and (until is None or _at(event) < until)
    ]


def _ids(session: Session, about: str) -> frozenset[str]:
    """The ids that a word may mean: the id itself, and every thing that ever had it as its label."""
    found, folded = {about}, about.casefold()
    for event in session.store.events():
        for change in event.changes:
            for side in (change.before, change.after):
                names = (side or {}).get("label"), change.id if change.kind == "code" else None
                if folded in (str(name).casefold() for name in names if name):
                    found.add(change.id)
    return frozenset(found)


def _is_about(event: Event, ids: frozenset[str]) -> bool:
    return any(
        change.id in ids or any(_names(side, ids) for side in (change.before, change.after))
        for change in event.changes
    )


def _names(side: Any, ids: frozenset[str]) -> bool:
    if side is None:
        return False
    target = str(side.get("target_id", ""))
    own = (side.get("transcript_id"), side.get("code_id"), side.get("participant_id"), side.get("coding_id"))
    return bool(ids.intersection((*own, target, target.partition(":")[0])))


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event.at)


def _moment(text: str, *, end: bool) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone()
        return moment + timedelta(days=1) if end and _DAY.fullmatch(text) else moment
    except (ValueError, OverflowError) as error:
        raise InputError(
            "this is not a time", where=visible(text), remedy="write 2026-03-12 or 2026-03-12T14:30"
        ) from error
