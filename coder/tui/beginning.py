"""Where work begins: in which transcript, and at which turn of it."""

from __future__ import annotations

from coder.tui.cursor import Cursor
from coder.tui.state import read_state
from coder.tui.work import Work
from coder.tui.workplace import Start, Workplace


def open_work(place: Workplace, transcript_id: str, turn: int | None = None) -> Work:
    """Read a transcript to work on, at `turn` or where the coder stood in it; in the session's thread."""
    session = place.session
    state = read_state(session, transcript_id)
    wanted = turn or session.store.place_in(session.coder, transcript_id) or 1
    index = state.index_of(wanted)
    return Work(place, state, Cursor(index).on_newest(state))


def first_work(place: Workplace, start: Start | None) -> Work | None:
    """The work to begin with: as asked for, else where the coder stood, else the first transcript.

    None in a project without transcripts. Raises InputError for an unknown transcript; of a turn that
    is not there the nearest is taken.
    """
    session = place.session
    if start is not None:
        transcript = session.transcript(start.transcript_label)
        return open_work(place, transcript.id, start.turn or None)
    rows = session.store.transcripts()
    if not rows:
        return None
    last = session.store.last_place(session.coder)
    if last is not None and any(row.id == last[0] for row in rows):
        return open_work(place, *last)
    return open_work(place, rows[0].id)


def neighbor(place: Workplace, transcript_id: str, step: int) -> str | None:
    """The transcript after (`step` 1) or before (-1); None at the ends. In the session's thread."""
    ids = [row.id for row in place.session.store.transcripts()]
    at = ids.index(transcript_id) + step
    return ids[at] if 0 <= at < len(ids) else None
