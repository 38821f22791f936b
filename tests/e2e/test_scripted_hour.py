"""An hour of coding by keys alone: 300 acts end in exactly the codings that were meant."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from coder.domain.codebook import Code, Codebook
from coder.domain.coding import Coding, Decision, MarkKind, Origin, Suggestion
from coder.domain.events import first_broken
from coder.domain.transcript import Span, Transcript, Turn
from coder.services import bootstrap
from coder.services.projects import add_codebooks
from tests import support
from tests.e2e.driving import opened, screen, work

ACTS = 300

THEMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "H.BUS": ("Getting to school", ("The bus was late again.", "I walk because the bus skips our street.")),
    "H.BEL": ("Belonging", ("Nobody in my math class knows my name.", "In band I feel I am part of it.")),
    "H.ADU": (
        "Adults who listen",
        ("Ms. Alder asked how I was doing.", "The librarian keeps a seat for me."),
    ),
    "H.DIS": ("Discipline", ("They wrote me up for a hat.", "My friend got three days for talking back.")),
    "H.LAN": ("Language", ("The letter came in English only.", "My mother had nobody who speaks Somali.")),
    "H.FOO": ("Food", ("Lunch is over before I have a tray.", "Breakfast is cold, but it is free.")),
    "H.ADV": (
        "Advanced classes",
        ("Nobody told me how to get into honors.", "They put me in honors without asking."),
    ),
    "H.SAF": ("Safety", ("The upstairs bathroom is where they vape.", "I wait outside until it is calm.")),
    "H.TIM": ("Time for homework", ("I watch my brothers until nine.", "There is no desk at our place.")),
}
SUGGESTED = {"bus": "H.BUS", "English": "H.LAN", "Somali": "H.LAN", "honors": "H.ADV"}
"""Words at which the invented suggester proposes a code."""
CHARACTERS = {"full_stop": ".", "asterisk": "*"}
EMPTY = ("Yeah.", "Same.", "I don't know, really.", "Can you say that again?")
ASKED = ("What is a morning like for you?", "Who do you go to?", "And what would help?", "Anybody else?")


def invented() -> tuple[Transcript, list[list[str]]]:
    """A focus group of some 260 turns, and what is to be coded in each: a code for each sentence."""
    dice = random.Random(11)
    talk: list[tuple[str | None, str]] = []
    meant: list[list[str]] = []
    while len(talk) < 264:
        if len(talk) % 7 == 0:
            talk.append(("Facilitator", dice.choice(ASKED)))
            meant.append([])
            continue
        # People stay with a subject for a while.
        recent = [codes[-1] for codes in meant[-3:] if codes]
        codes = [dice.choice(recent) if recent and dice.random() < 0.5 else dice.choice([*THEMES])]
        kind = dice.random()
        if kind < 0.17:
            codes = []
        elif kind > 0.92:
            codes.append(dice.choice([code for code in THEMES if code != codes[0]]))
        words = " ".join(dice.choice(THEMES[code][1]) for code in codes) or dice.choice(EMPTY)
        talk.append((dice.choice(("Maya", "Jordan", "Amina", "Luis", "Ren")), words))
        meant.append(codes)
    return support.transcript("FG-01", talk), meant


class Cues:
    """Proposes a code where one of a few words is said, without a process."""

    suggester = "cues-1"
    notice = ""

    def prepare(self) -> None: ...

    def close(self) -> None: ...

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[Any]]:
        wanted = transcript.numbered if turns is None else tuple(turns)
        found = {turn.number or 0: [*self._codes(transcript.words(turn))] for turn in wanted}
        return {number: codes for number, codes in found.items() if codes}

    def _codes(self, words: str) -> Iterator[str]:
        yield from dict.fromkeys(code for word, code in SUGGESTED.items() if word in words)

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: object = None,
    ) -> dict[int, list[Suggestion]]:
        acts: list[Coding | Decision] = [*codings, *decisions]
        settled = {(act.code_id, transcript.turn_at(act.start)) for act in acts}
        found = {}
        for number, codes in hits.items():
            turn = transcript.turn(number)
            found[number] = [
                Suggestion(transcript.id, turn.start, turn.end, code, 0.5, "cue", f"said in turn {number}")
                for code in codes
                if (code, turn) not in settled
            ]
        return {number: left for number, left in found.items() if left}


@dataclass
class Sitting:
    """Presses keys as a practiced coder would, and keeps account of what should be there."""

    pilot: Pilot[None]
    talk: Transcript
    meant: list[list[str]]
    keys: list[int] = field(default_factory=list)
    """The keys of each act, those to get there included."""
    walked: int = 0
    expected: dict[tuple[int, int, str], tuple[Origin, dict[str, tuple[str, ...]], bool]] = field(
        default_factory=dict
    )
    read: set[int] = field(default_factory=set)
    last: str = ""

    async def press(self, *keys: str) -> None:
        """Press keys at once, as fast fingers do; the application takes them one after the other."""
        for key in keys:
            character = key if len(key) == 1 else CHARACTERS.get(key)
            self.pilot.app.post_message(events.Key(key, character))
        await self.pilot.pause()

    async def move(self, *keys: str) -> None:
        await self.press(*keys)
        self.walked += len(keys)

    async def act(self, *keys: str) -> None:
        await self.press(*keys)
        self.keys.append(self.walked + len(keys))
        self.walked = 0

    @property
    def done(self) -> bool:
        return len(self.keys) >= ACTS

    async def code(self, span: Span, code: str, *, first: str | None) -> None:
        """Put a code on the selected words in the way that takes the fewest keys."""
        origin = Origin.TYPED
        digits = {code_id: digit for digit, code_id in screen(self.pilot).recent.places()}
        if first == code:
            await self.act("enter")
            origin = Origin.ACCEPTED if work(self.pilot).cursor.selected is None else Origin.CORRECTED
        elif code == self.last:
            await self.act("full_stop")
        elif code in digits:
            await self.act(digits[code])
        else:
            await self.act("c", *code.removeprefix("H.").lower(), "enter")
        self.last = code
        self.expected[(span.start, span.end, code)] = (origin, {}, False)

    async def turn(self, number: int) -> None:
        """Do with a turn all that is to be done with it."""
        turn, codes = self.talk.turn(number), self.meant[number - 1]
        if not codes:
            await self.act("0")
            self.read.add(turn.seq)
            return
        at = turn.start
        for code in codes:
            sentence = next(s for s in THEMES[code][1] if self.talk.text.startswith(s, at))
            span = Span(at, at + len(sentence)) if len(codes) > 1 else turn.span
            at += len(sentence) + 1
            if len(codes) > 1:
                await self.move("s")
            waiting = work(self.pilot).state.suggestions_on(turn)
            await self.code(span, code, first=waiting[0].code_id if waiting else None)
            if self.done:
                return
        await self.more(number, (span.start, span.end, code))

    async def more(self, number: int, key: tuple[int, int, str]) -> None:
        """What is done now and then after coding: lenses, a star, second thoughts."""
        origin, lenses, starred = self.expected[key]
        if number % 4 == 0:
            letter, value = (("w", "working"), ("p", "progress"), ("f", "focus"))[number % 3]
            await self.act(letter)
            lenses = {"L.APP": (value,)}
        if number % 10 == 0 and not self.done:
            await self.act("asterisk")
            starred = True
        self.expected[key] = (origin, lenses, starred)
        if number % 41 == 0 and not self.done:
            await self.act("O", *"saf", "enter")
            del self.expected[key]
            changed = Origin.CORRECTED if origin is Origin.ACCEPTED else origin
            self.expected[(key[0], key[1], "H.SAF")] = (changed, lenses, starred)
        if number % 23 == 0 and not self.done:
            await self.act("d")
            await self.move("u")


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "hour.coder")
    codes = [Code("H", "hour", None, 0, "Hour", codable=False)]
    codes += [
        Code(id_, "hour", "H", at, name, f"About {name.lower()}.")
        for at, (id_, (name, _)) in enumerate(THEMES.items(), 1)
    ]
    with bootstrap.new_session(made, "AM") as session:
        session.store.set_meta({"name": "An hour"})
        lenses = support.book().lenses
        add_codebooks(session, [Codebook("hour", "An hour", codes=tuple(codes)), _lenses_only(lenses)])
        support.keep(session, invented()[0])
    return made


def _lenses_only(lenses: Any) -> Codebook:
    return Codebook("tiny", "Lenses", lenses=lenses)


async def test_three_hundred_acts_by_keys_alone(path: str) -> None:
    async with opened(path, size=(80, 24), suggests=Cues()) as pilot:
        sitting = Sitting(pilot, work(pilot).state.transcript, invented()[1])
        while not sitting.done:
            await sitting.move("e")
            await sitting.turn(work(pilot).turn().number)
    _tell(sitting.keys)
    assert median(sitting.keys) <= 2
    with bootstrap.session(path, "AM", readonly=True) as session:
        found = {
            (c.start, c.end, c.code_id): (c.origin, dict(c.lenses), c.starred)
            for c in session.store.codings()
        }
        assert found == sitting.expected
        assert len(found) == len(session.store.codings()) > 150
        marks = session.store.marks()
        assert {mark.seq for mark in marks} == sitting.read
        assert {mark.kind for mark in marks} == {MarkKind.READ}
        assert first_broken(session.store.events()) is None


def _tell(keys: list[int]) -> None:
    shares = {count: keys.count(count) for count in sorted(set(keys))}
    told = ", ".join(f"{count} keys: {times}" for count, times in shares.items())
    print(f"\n{len(keys)} acts, {sum(keys)} keys; median {median(keys):g} keys an act ({told})")
