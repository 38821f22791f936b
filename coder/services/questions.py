"""The protocol of a project: what was asked where, from a table, kept as one act."""

from __future__ import annotations

import uuid
from pathlib import Path

from coder.domain.events import Change, Event
from coder.domain.protocol import KeptQuestion, Protocol
from coder.errors import InputError
from coder.exchange.protocol_csv import read_protocol
from coder.services.session import Session, added, removed
from coder.services.tabling import Row

FIELDS = ("question", "codes", "transcripts")


def import_protocol(session: Session, path: Path) -> Event:
    """Keep the questions of a CSV or XLSX file in place of those that were kept before.

    Raises InputError for a code or a transcript that the project does not have, or a file without questions.
    """

    def do(state: int) -> Event:
        ids = {row.label: row.id for row in session.store.transcripts()}
        read = read_protocol(path, set(session.tree.codes), ids)
        if not read.questions:
            raise InputError("the file holds no question", where=path.name, remedy="write one in each row")
        made = []
        for n, asked in enumerate(read.questions):
            places = tuple(ids[label] for label in sorted(asked.transcripts))
            made.append(KeptQuestion(uuid.uuid4().hex, n, asked.words, tuple(sorted(asked.codes)), places))
        changes = [*_all_removed(session), *(added("question", question) for question in made)]
        told = f"kept a protocol of {len(made)} question{'' if len(made) == 1 else 's'}"
        return session.act("protocol", told, changes, expecting=state)

    return session.act_on_what_stands(do)


def clear_protocol(session: Session) -> Event:
    """Forget what was asked where, so that everything could have arisen everywhere.

    Raises InputError where no protocol is kept.
    """

    def do(state: int) -> Event:
        changes = _all_removed(session)
        if not changes:
            raise InputError("no protocol is kept", where=session.place, remedy="import one first")
        return session.act("protocol", "took the protocol away", changes, expecting=state)

    return session.act_on_what_stands(do)


def kept_protocol(session: Session) -> Protocol:
    """What was asked where, as the project keeps it."""
    kept = session.store.questions()
    return Protocol.of(kept, {row.id: row.label for row in session.store.transcripts()} if kept else {})


def protocol_rows(session: Session) -> list[Row]:
    """One row per question, in the shape that is imported."""
    kept = kept_protocol(session).questions
    cells = ((q.words, "|".join(sorted(q.codes)), "|".join(sorted(q.transcripts))) for q in kept)
    return [dict(zip(FIELDS, row, strict=True)) for row in cells]


def _all_removed(session: Session) -> list[Change]:
    return [removed("question", question) for question in session.store.questions()]
