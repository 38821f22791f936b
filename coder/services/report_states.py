"""From which state of the log a document was written, remembered by the hash of the document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from coder.domain.replay import replay
from coder.services import bootstrap
from coder.services.session import Session
from coder.services.unlocking import inherit
from coder.store.converters import event_row
from coder.store.rebuilding import lay_out

_KEY = "report-state:"


@dataclass(frozen=True, slots=True)
class Written:
    """One document that was written: after which event, with which hash, when, and what was asked of it."""

    sha256: str
    seq: int
    head: str
    moment: datetime
    asked: Mapping[str, object] = field(default_factory=dict)


def state_of(session: Session) -> tuple[int, str]:
    """The last event of the log and its hash."""
    return session.store.event_count(), session.store.head()


def remembered(
    content: bytes, state: tuple[int, str], moment: datetime, asked: Mapping[str, object]
) -> dict[str, str]:
    """The setting that remembers from which state a document was written, and what was asked of it."""
    digest = hashlib.sha256(content).hexdigest()
    return {f"{_KEY}{digest}": f"{state[0]} {state[1]} {moment.isoformat()} {json.dumps(dict(asked))}"}


def documents(session: Session) -> list[Written]:
    """The documents that the project remembers, the last one first."""
    found = []
    for key, value in session.store.meta().items():
        if key.startswith(_KEY):
            seq, head, moment, asked = value.split(" ", 3)
            when = datetime.fromisoformat(moment)
            found.append(Written(key.removeprefix(_KEY), int(seq), head, when, json.loads(asked)))
    return sorted(found, key=lambda written: -written.seq)


@contextmanager
def as_it_was(session: Session, seq: int) -> Iterator[Session]:
    """The project as the log made it up to an event, laid out anew in a folder of its own for a while."""
    store = session.store
    events = list(takewhile(lambda event: event.seq <= seq, store.events()))
    rows = {name: store.rows_of(name) for name in ("texts", "turns", "remarks", "meta")}
    rows["events"] = [event_row(event) for event in events]
    with TemporaryDirectory(prefix="coder-") as folder:
        place = str(Path(folder) / "then.coder")
        inherit(store.place, place)
        with bootstrap.new_session(place, session.coder) as made:
            lay_out(made.store, rows, replay(events))
        with bootstrap.session(place, session.coder, looked_after=False) as then:
            yield then
