"""What leaves the project: every file and text is looked at before it does, and the log says that it did.

`coder.wholefile` tells of every file that is written while a project is open, before it gets its name.
So whoever writes an export has it looked at without doing anything.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain.leaving import Export
from coder.domain.text import visible
from coder.errors import CoderError, InputError
from coder.services.session import Session, added
from coder.store.store import now
from coder.wholefile import watching

if TYPE_CHECKING:
    from coder.privacy.leaks import Leak, LeakCheck
    from coder.services.held import Held

PSEUDONYMS = "pseudonyms"
"""The setting of a project that lists what names were replaced by, one a line: never the names."""

_SQLITE = b"SQLite format 3\x00"

_reasons: list[str] = []


@contextmanager
def despite_leaks(reason: str) -> Iterator[None]:
    """Let files leave meanwhile whatever is found in them, and have the log tell why.

    Raises InputError when no reason is given.
    """
    said = " ".join(visible(reason).split())
    if not said:
        raise InputError("a file that names people needs a reason", remedy="say it in a few words")
    _reasons.append(said)
    try:
        yield
    finally:
        _reasons.pop()


@contextmanager
def watched(session: Session, *, readonly: bool = False) -> Iterator[None]:
    """Look at whatever is written while the project is open, and log it."""
    with watching(lambda draft, path: leave(session, draft, path, readonly=readonly)):
        yield


def leave(session: Session, draft: Path, path: Path, *, readonly: bool = False) -> None:
    """Let a finished draft leave as `path`: look at its bytes, then log it.

    Raises LeaksFound, and the log stays as it is, when it would identify somebody and nobody gave a
    reason. Copies of projects are none of its business.
    """
    from coder.privacy.leaks import LeaksFound

    data = draft.read_bytes()
    if data.startswith(_SQLITE) or path.suffix.casefold() == ".coder":
        return
    found, held = _looked_at(session, path.name, data)
    found = _but_their_changes(found, data, path)
    if found and not _reasons:
        raise LeaksFound(visible(str(path)), found)
    _log(session, path.name, data, held, found, readonly)


def _but_their_changes(found: tuple[Leak, ...], data: bytes, path: Path) -> tuple[Leak, ...]:
    """The findings without tracked changes that people made in our own report, which is written again.

    Their words are looked at like all others; what is not in the report yet may not come with it.
    """
    from coder.privacy.tracked import A_TRACKED_CHANGE, changes

    if not any(leak.what == A_TRACKED_CHANGE for leak in found) or not path.is_file():
        return found
    there = path.read_bytes()
    if not _is_our_report(there) or not changes(data) <= changes(there):
        return found
    return tuple(leak for leak in found if leak.what != A_TRACKED_CHANGE)


def _is_our_report(data: bytes) -> bool:
    from coder.report.word_file import open_word
    from coder.report.word_record import read

    try:
        return read(open_word(data, "")) is not None
    except CoderError:
        return False


def leave_as_text(session: Session, text: str, where: str, *, readonly: bool = False) -> None:
    """Let text leave by another way than a file, such as the clipboard; looked at and logged alike.

    Raises LeaksFound as `leave` does.
    """
    from coder.privacy.leaks import LeaksFound

    data = text.encode("utf-8", "replace")
    found, held = _looked_at(session, where, data)
    if found and not _reasons:
        raise LeaksFound(where, found)
    _log(session, where, data, held, found, readonly)


def stays_outside(session: Session, path: Path, why: str) -> None:
    """Log a file that people changed and that lies there still, with whose words it holds.

    Nobody wrote it with this program, so nothing stops it; but whoever withdraws has to hear of it.
    """
    data = path.read_bytes()
    try:
        found, held = _looked_at(session, path.name, data)
    except CoderError:
        from coder.services.held import Held

        # What cannot be opened may hold anybody's words.
        found, held = (), Held(tuple(sorted(_everybody(session))), (), ())
    _log(session, path.name, data, held, found, False, why)


def _everybody(session: Session) -> set[str]:
    return {speaker.participant_id or speaker.id for speaker in session.store.speakers()}


def leak_check(session: Session) -> LeakCheck:
    """The check for one project: every name that its log knows, but for facilitators'."""
    from coder.privacy.leaks import LeakCheck
    from coder.privacy.roster import KnownNames

    allowed = session.store.meta().get(PSEUDONYMS, "").splitlines()
    return LeakCheck(KnownNames(known_labels(session), allowed))


def known_labels(session: Session) -> set[str]:
    """Every label and name under which somebody who is no facilitator ever stood in the project."""
    store = session.store
    roles = {speaker.id: speaker.role.value for speaker in store.speakers()}
    found = {person.label for person in store.participants()}
    for event in store.acts_on(("speaker", "participant")):
        for change in event.changes:
            for record in (change.before, change.after):
                if record is None or change.kind not in ("speaker", "participant"):
                    continue
                role = roles.get(change.id, record.get("role"))
                if role != "facilitator":
                    found |= {record["label"], record.get("name", "")}
    return found - {""}


def scan_file(session: Session, path: Path) -> tuple[Leak, ...]:
    """The findings in a file that is there already. Raises InputError when it cannot be opened."""
    from coder.exchange.files import read_bytes

    found, _ = _looked_at(session, path.name, read_bytes(path))
    return found


def _looked_at(session: Session, name: str, data: bytes) -> tuple[tuple[Leak, ...], Held]:
    from coder.privacy.leaks import Leak
    from coder.privacy.opened import opened
    from coder.services.held import held_in

    check, pieces = leak_check(session), tuple(opened(name, data))
    held = held_in(session, pieces)
    kept_back = tuple(Leak("words that may not leave", words, "the text") for words in held.kept_back)
    return (*check.of_pieces(name, pieces), *kept_back), held


def _log(
    session: Session,
    name: str,
    data: bytes,
    held: Held,
    found: Iterable[Leak],
    readonly: bool,
    why: str = "",
) -> None:
    if readonly:
        # What was opened to be read is opened once more to write down that a file left it.
        from coder.services import bootstrap

        with bootstrap.session(session.store.place, session.coder, looked_after=False) as writing:
            _log(writing, name, data, held, found, False, why)
        return
    count = len(tuple(found))
    despite = why or (_reasons[-1] if count else "")
    export = Export(
        str(uuid.uuid4()),
        visible(name),
        hashlib.sha256(data).hexdigest(),
        session.store.event_count(),
        held.people,
        held.codings,
        count,
        despite,
        session.coder,
        now(),
    )
    more = f", despite {count} findings of the leak check: {despite}" if count else ""
    told = f"kept {name} ({why})" if why else f"wrote {name}{more}"
    action = "report" if name.casefold().endswith(".docx") and not why else "export"
    session.act(action, told, [added("export", export)], undoable=False)
