"""The speakers of a transcript: what they are called, what they do, and who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.domain.events import Event
from coder.domain.transcript import Participant, Role
from coder.errors import CoderError
from coder.services.correcting import Corrected
from coder.services.session import Session
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.mending import Heard, Mending, heard, next_role, role_style
from coder.tui.rows import Rows
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.base import Sheet
from coder.tui.screens.giving import ask_speaker, ask_turns

WIDE_ENOUGH = 96
"""Columns from which the label in the file and the group have columns of their own."""

KEYS = (
    ("r", "rename"),
    ("f", "role"),
    ("m", "merge"),
    ("s", "split"),
    ("p", "person"),
    ("u", "undo"),
    ("⏎", "first turn"),
    ("esc", "back"),
)


class SpeakersScreen(Sheet[int | None]):
    """Gives the index, among all turns, of a turn to go to; None to stay.

    Each act holds for the whole transcript and is committed before it is shown.
    """

    CSS_PATH = "speakers.tcss"

    def __init__(self, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self._rows = Rows()
        self._heard: list[Heard] = []
        self._people: dict[str, Participant] = {}

    def compose(self) -> ComposeResult:
        """The table, the words of the highlighted speaker, the keys."""
        with Vertical(id="speakers"):
            yield Static(id="speakers-head", markup=False)
            yield Static(id="speakers-list", markup=False)
            yield Static(id="speakers-words", markup=False)
            yield Static(id="speakers-keys", markup=False)

    async def on_mount(self) -> None:
        """Read who the participants are, and stand on whoever speaks in the current turn."""
        try:
            await self._read()
        except CoderError as error:
            self.complain(error)
        turn = self._mending.work.cursor.turn(self._mending.work.state)
        here = turn.speaker_id if turn else None
        self._rows.at = next((at for at, one in enumerate(self._heard) if one.speaker.id == here), 0)
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the columns to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Choose a speaker, change something, or go back."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key in ("escape", "P", "q"):
            self.dismiss(None)
            return True
        if key in ("u", "ctrl+r"):
            await self._reverse(redo=key != "u")
            return True
        if self._rows.move(key, self._height()):
            self._draw()
            return True
        acts = {
            "r": self._rename,
            "f": self._role,
            "m": self._merge,
            "s": self._split,
            "p": self._participant,
        }
        if self._heard and key in acts:
            await acts[key](self._heard[self._rows.at])
            return True
        if self._heard and key == "enter":
            self.dismiss(self._heard[self._rows.at].first)
            return True
        return key not in ("ctrl+q", "ctrl+c")

    def on_click(self, event: Click) -> None:
        """Choose a speaker with the mouse."""
        if event.widget is not None and event.widget.id == "speakers-list":
            at = self._rows.row_at(event.y - 1)
            if at is not None:
                self._rows.at = at
                self._draw()

    # -- acts

    async def _rename(self, one: Heard) -> None:
        async def named(typed: Mapping[str, str] | None) -> None:
            name = (typed or {}).get("name", "").strip()
            if name and name != one.speaker.shown:
                people, talk = self._mending.people, self._mending.transcript
                await self._act(lambda: people.rename(talk, one.speaker.id, name))

        field = Field("name", "Name", one.speaker.shown)
        note = f"Everywhere in this transcript. In the file it stays {one.speaker.label}."
        await self.ask(FormScreen(f"Rename {one.speaker.shown}", [field], note=note, verb="rename"), named)

    async def _role(self, one: Heard) -> None:
        people, talk = self._mending.people, self._mending.transcript
        await self._act(lambda: people.set_role(talk, one.speaker.id, next_role(one.speaker.role)))

    async def _merge(self, one: Heard) -> None:
        others = [
            Choice(other.speaker.id, other.speaker.shown, f"{other.turns} turns · {other.speaker.role.value}")
            for other in self._heard
            if other is not one
        ]

        async def into(chosen: Chosen | None) -> None:
            if chosen:
                people, talk = self._mending.people, self._mending.transcript
                await self._act(lambda: people.merge(talk, one.speaker.id, chosen.id))

        note = f"All {one.turns} turns of {one.speaker.shown} go to whom you choose: the two are one person."
        await self.ask(ChoiceScreen(f"Merge {one.speaker.shown} into …", others, note=note), into)

    async def _split(self, one: Heard) -> None:
        """Give some of a speaker's turns to somebody else, from the current turn on if it is theirs."""
        work, talk = self._mending.work, self._mending.transcript
        turn = work.cursor.turn(work.state)
        mine = turn if turn and turn.speaker_id == one.speaker.id else talk.turns[one.first]

        async def named(numbers: list[int]) -> None:
            await ask_speaker(self, talk, numbers, lambda who: self._give(numbers, who))

        await ask_turns(self, talk, one.speaker, mine.number or 1, named)

    async def _give(self, numbers: list[int], who: Chosen) -> None:
        await self._act(lambda: self._mending.give(numbers, who.id, who.name))

    async def _participant(self, one: Heard) -> None:
        async def told(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            label, group = typed["label"].strip(), typed["group"].strip()
            people, talk = self._mending.people, self._mending.transcript
            if label:
                await self._act(lambda: people.map_speaker(talk, one.speaker.id, label, group))
            elif one.person:
                await self._act(lambda: people.unmap(talk, one.speaker.id))

        known = self._people.values()
        groups = tuple(dict.fromkeys(p.group for p in known if p.group))
        hint = "A pseudonym. The same one in several transcripts is one person; empty takes it away."
        fields = [
            Field("label", "Participant", one.person.label if one.person else "", hint, known=_labels(known)),
            Field("group", "Group", one.person.group if one.person else "", "Such as students", known=groups),
        ]
        await self.ask(FormScreen(f"Who is {one.speaker.shown}?", fields), told)

    async def _act(self, do: Callable[[], Event | Corrected]) -> None:
        here = self._heard[self._rows.at].speaker.id if self._heard else ""
        try:
            self.say(await self._mending.act(do))
            await self._read()
        except CoderError as error:
            self.complain(error)
        self._stay_on(here)

    async def _reverse(self, *, redo: bool) -> None:
        work = self._mending.work
        here = self._heard[self._rows.at].speaker.id if self._heard else ""
        try:
            event = await (work.redo() if redo else work.undo())
            nothing = f"There is nothing to {'redo' if redo else 'undo'}."
            self.say(f"{event.summary[:1].upper()}{event.summary[1:]}." if event else nothing)
            await self._read()
        except CoderError as error:
            self.complain(error)
        self._stay_on(here)

    def _stay_on(self, speaker_id: str) -> None:
        for at, one in enumerate(self._heard):
            if one.speaker.id == speaker_id:
                self._rows.at = at
        self._draw()

    async def _read(self) -> None:
        work = self._mending.work
        self._people = await work.place.jobs.store(_people, work.place.session)
        self._heard = heard(self._mending.transcript, self._people)
        self._rows.resize(len(self._heard))

    # -- drawing

    def _height(self) -> int:
        return max(1, self.query_one("#speakers-list").size.height - 1)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        box = self.query_one("#speakers-list")
        width = max(20, box.size.width)
        talk = self._mending.transcript
        led = not self._heard or any(one.speaker.role is Role.FACILITATOR for one in self._heard)
        left = "" if led else "  ! nobody is named as facilitator"
        head: Line = [
            ("Speakers ", HEAD),
            (safe.cut(f"of {talk.label} {talk.facts.title}", width - 10 - len(left)), QUIET),
            (left, "$text-warning"),
        ]
        self.query_one("#speakers-head", Static).update(safe.content(*head))
        columns = Columns(self._heard, width)
        rows = self._rows.window(self._height())
        lines = [columns.head(), *(columns.row(self._heard[at], here=at == self._rows.at) for at in rows)]
        if not self._heard:
            lines = [[("Nobody is named in this transcript.", QUIET)]]
        self.query_one("#speakers-list", Static).update(safe.content(*lines_of(lines)))
        self.query_one("#speakers-words", Static).update(safe.content(*lines_of(self._words(width))))
        self.query_one("#speakers-keys", Static).update(safe.content(*key_line(KEYS, width)))

    def _words(self, width: int) -> list[Line]:
        """What the highlighted speaker says first, so that one knows who it is."""
        if not self._heard:
            return []
        one, talk = self._heard[self._rows.at], self._mending.transcript
        room = self.query_one("#speakers-words").size.height - 1
        lines: list[Line] = [[(f"{safe.cut(one.speaker.shown, width - 6)} says", "bold")]]
        for turn in talk.turns:
            if turn.speaker_id == one.speaker.id and len(lines) <= room:
                number = f"{turn.number or '':>4}  "
                piece = wrapped(talk.words(turn), width, most=2, indent=" " * 6)
                piece[:1] = [[(number, QUIET), *piece[0][1:]]] if piece else []
                lines += piece
        return lines[: room + 1]


class Columns:
    """How wide the columns of the table are."""

    def __init__(self, found: list[Heard], width: int) -> None:
        self.wide = width >= WIDE_ENOUGH - 12
        self.numbers = max([len(str(one.words)) + 2 for one in found] + [7])
        self.role = 12
        rest = width - 2 - self.role - 2 * self.numbers - 1
        names = max([safe.width(one.speaker.shown) for one in found] + [6])
        if self.wide:
            self.name = max(10, min(names + 2, rest // 3))
            self.label = max(8, min(rest // 3, 26))
        else:
            self.name = max(10, min(names + 2, rest * 3 // 5))
            self.label = 0
        self.person = max(6, rest - self.name - self.label)

    def head(self) -> Line:
        """The names of the columns."""
        label = safe.fitted("in the file", self.label) if self.label else ""
        numbers = safe.fitted("turns", self.numbers, right=True) + safe.fitted(
            "words", self.numbers, right=True
        )
        names = safe.fitted("shown as", self.name) + label + safe.fitted("role", self.role)
        return [("  " + names + safe.fitted("participant", self.person) + numbers, QUIET)]

    def row(self, one: Heard, *, here: bool) -> Line:
        """One speaker."""
        person = one.person
        who = (
            f"{person.label}, {person.group}" if person and person.group else person.label if person else "–"
        )
        label = one.speaker.label if one.speaker.name else "same"
        named = "bold reverse" if here else "bold"
        line: Line = [
            ("› " if here else "  ", KEY),
            (safe.fitted(one.speaker.shown, self.name - 1), named),
            " ",
        ]
        if self.label:
            line.append((safe.fitted(label, self.label - 1) + " ", QUIET))
        numbers = f"{one.turns:>{self.numbers}}{one.words:>{self.numbers}}"
        role = (safe.fitted(one.speaker.role.value, self.role), role_style(one.speaker.role))
        return [*line, role, (safe.fitted(who, self.person - 1) + " ", "" if person else QUIET), numbers]


def _people(session: Session) -> dict[str, Participant]:
    return {person.id: person for person in session.store.participants()}


def _labels(people: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(person.label for person in people)
