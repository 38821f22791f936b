"""From which state of the log, and with which settings, a document was written: by the document's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from coder.domain.events import Event
from coder.domain.replay import replay
from coder.services import bootstrap
from coder.services.limits import FLOOR, FOLLOWED, LIMIT, RECORDS, VOICES
from coder.services.report_plan import OUTLINE
from coder.services.session import Session
from coder.services.unlocking import inherit
from coder.store.converters import event_row
from coder.store.rebuilding import lay_out
from coder.wholefile import folder_for_a_while

_KEY = "report-state:"

_SETTINGS = "settings"
"""Where the settings stand in what is remembered of a document."""

SETTINGS = {
    "name": "the project's name",
    RECORDS: "the smallest number of records",
    VOICES: "the smallest number of voices",
    FLOOR: "the share of students' quotes",
    LIMIT: "how many recommendations are not too many",
    FOLLOWED: "the processes followed",
    OUTLINE: "the sections chosen for the report",
}
"""The settings of a project that decide what its report says, and what each is called."""


@dataclass(frozen=True, slots=True)
class Written:
    """One document that was written: after which event, with which hash, when, and what was asked of it.

    `settings` are those of the project that decide what a report says, as they were then; None for a
    document that was written before they were remembered.
    """

    sha256: str
    seq: int
    head: str
    moment: datetime
    asked: Mapping[str, object] = field(default_factory=dict)
    settings: Mapping[str, str] | None = None


def settings_of(session: Session) -> dict[str, str]:
    """The settings of a project that decide what its report says; the log does not hold them."""
    kept = session.store.meta()
    return {name: kept.get(name, "") for name in SETTINGS}


def state_of(session: Session) -> tuple[int, str]:
    """The last event of the log and its hash."""
    return session.store.event_count(), session.store.head()


def remembered(
    content: bytes,
    state: tuple[int, str],
    moment: datetime,
    asked: Mapping[str, object],
    settings: Mapping[str, str],
) -> dict[str, str]:
    """The setting that remembers from which state a document was written, how, and what was asked of it."""
    digest = hashlib.sha256(content).hexdigest()
    told = json.dumps({**asked, _SETTINGS: dict(settings)}, ensure_ascii=False)
    return {f"{_KEY}{digest}": f"{state[0]} {state[1]} {moment.isoformat()} {told}"}


def documents(session: Session) -> list[Written]:
    """The documents that the project remembers, the last one first."""
    found = []
    for key, value in session.store.meta().items():
        if key.startswith(_KEY):
            seq, head, moment, told = value.split(" ", 3)
            asked = json.loads(told)
            kept = asked.pop(_SETTINGS, None)
            # What an older program did not remember was not set then.
            settings = None if kept is None else {**dict.fromkeys(SETTINGS, ""), **kept}
            when = datetime.fromisoformat(moment)
            found.append(Written(key.removeprefix(_KEY), int(seq), head, when, asked, settings))
    return sorted(found, key=lambda written: -written.seq)


@contextmanager
def as_it_was(session: Session, seq: int, settings: Mapping[str, str] | None = None) -> Iterator[Session]:
    """The project as the log made it up to an event, and with settings of then, laid out anew for a while."""
    events = [event for event in session.store.events() if event.seq <= seq]
    with _made_of(session, events, settings or {}) as then:
        yield then


@contextmanager
def as_if_never_written(session: Session, written: Written) -> Iterator[Session]:
    """The project as it stands, but for the acts that say that this very document was written."""
    events = [event for event in session.store.events() if not _wrote(event, written.sha256)]
    with _made_of(session, events, {}) as today:
        yield today


def _wrote(event: Event, sha256: str) -> bool:
    exports = [change.after for change in event.changes if change.kind == "export" and change.after]
    return any(export["sha256"] == sha256 for export in exports)


@contextmanager
def _made_of(session: Session, events: Sequence[Event], settings: Mapping[str, str]) -> Iterator[Session]:
    store = session.store
    rows = {name: store.rows_of(name) for name in ("texts", "turns", "remarks", "meta")}
    meta = {row["key"]: row["value"] for row in rows["meta"]} | dict(settings)
    rows["meta"] = [{"key": key, "value": value} for key, value in meta.items()]
    rows["events"] = [event_row(event) for event in events]
    with folder_for_a_while() as folder:
        place = str(folder / "then.coder")
        inherit(store.place, place)
        with bootstrap.new_session(place, session.coder) as made:
            lay_out(made.store, rows, replay(events))
        with bootstrap.session(place, session.coder, looked_after=False) as then:
            yield then
