"""What one coder corrects in the open transcript: words, turns and who speaks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from coder.domain.events import Event
from coder.domain.transcript import Participant, Role, Speaker, Transcript
from coder.errors import InputError
from coder.services.correcting import Corrected, CorrectionService
from coder.services.people import PeopleService
from coder.tui import safe
from coder.tui.state import NOT_CODED
from coder.tui.work import Work

ROLES = (Role.PARTICIPANT, Role.FACILITATOR, Role.OBSERVER, Role.UNKNOWN)
"""In the order in which one key goes through them."""


class Mending:
    """The services for corrections, bound to the work that is on the screen.

    Every act is committed and everything is read again before it returns a sentence that says
    what was done. Acts raise CoderError and then change nothing.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self.people = PeopleService(work.place.session)
        self.corrections = CorrectionService(work.place.session)

    @property
    def transcript(self) -> Transcript:
        """The transcript as it is on the screen."""
        return self.work.state.transcript

    async def act(self, do: Callable[[], Event | Corrected]) -> str:
        """Do something in the session's thread and read the screen's state again."""
        done = await self.work.do_and_read(do)
        return told(done)

    def number(self) -> int:
        """The number of the turn under the cursor. Raises InputError where there is none."""
        turn = self.work.turn()
        if turn.number is None:
            raise InputError("nobody speaks here", remedy="only turns with a number can be corrected")
        return turn.number

    def give(self, numbers: Collection[int], speaker_id: str, name: str = "") -> Corrected:
        """Give turns to a speaker, or to one who has none yet and is called `name`."""
        if speaker_id:
            return self.corrections.assign_turns(self.transcript, numbers, speaker_id)
        return self.people.split(self.transcript, numbers, name)

    def split_at(self) -> int:
        """Where the selected words begin. Raises InputError when that is not inside the turn."""
        turn, selected = self.work.turn(), self.work.cursor.selected
        if selected is None or selected.start <= turn.span.trimmed(self.transcript.text).start:
            raise InputError(
                "no place inside the turn is selected",
                remedy="select the words that begin the new turn, with s or }",
            )
        return selected.start


def told(done: Event | Corrected) -> str:
    """A sentence about what was done, and what became of the codings."""
    event = done.event if isinstance(done, Corrected) else done
    parts = [event.summary[:1].upper() + event.summary[1:]]
    if isinstance(done, Corrected):
        if done.moved:
            parts.append(f"{_codings(done.moved)} moved along")
        if done.to_review:
            waits = "waits" if len(done.to_review) == 1 else "wait"
            parts.append(f"{_codings(len(done.to_review))} {waits} for your review, with V")
    return "; ".join(parts) + ". u takes it back."


def _codings(count: int) -> str:
    return f"{count} coding" if count == 1 else f"{count} codings"


@dataclass(frozen=True, slots=True)
class Heard:
    """One speaker with how much they say; `first` is the index of their first turn among all turns."""

    speaker: Speaker
    turns: int
    words: int
    first: int
    person: Participant | None = None


def heard(transcript: Transcript, people: dict[str, Participant]) -> list[Heard]:
    """The speakers who have turns, in the order of their first words."""
    found: list[Heard] = []
    for speaker in transcript.speakers:
        mine = [turn for turn in transcript.turns if turn.speaker_id == speaker.id]
        if mine:
            words = sum(len(transcript.words(turn).split()) for turn in mine)
            person = people.get(speaker.participant_id or "")
            found.append(Heard(speaker, len(mine), words, mine[0].seq, person))
    return sorted(found, key=lambda one: one.first)


def next_role(role: Role) -> Role:
    """The role after this one."""
    return ROLES[(ROLES.index(role) + 1) % len(ROLES)]


def role_style(role: Role) -> str:
    """How a role is drawn: those who lead or watch are quiet, and nobody known stands out."""
    return "$quiet" if role in NOT_CODED else "$text-warning" if role is Role.UNKNOWN else ""


def short_words(words: str, cells: int) -> str:
    """The beginning of some words, on one line."""
    return safe.cut(" ".join(words.split()), cells)
