"""Random acts of every kind, undone to the start and done again, with a restart in the middle."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coder.domain.codebook import CodeStatus
from coder.domain.coding import Coding, Suggestion
from coder.domain.events import first_broken
from coder.domain.noting import PROJECT_ID, MemoOn, span_id, turn_id
from coder.domain.theme import ThemeStatus
from coder.domain.transcript import Role, Span, Transcript
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.entries import EntryService
from coder.services.in_place import InPlaceService
from coder.services.marking import MarkingService
from coder.services.people import PeopleService
from coder.services.recoding import RecodingService
from coder.services.recommending import RecommendationService
from coder.services.session import Session
from coder.services.themes import ThemeService
from coder.store import converters, tables
from coder.store.database import is_url
from tests import support

PEOPLE = ("Facilitator", "Maya", "Jordan", "Ana")
COLORS = ("#4477aa", "#aa3355", "#228833")


def canonical(session: Session) -> str:
    """Every object that acts can change, as canonical JSON.

    The log grows and places are no acts; texts of revisions that were taken back stay for ever.
    """
    found: dict[str, list[Any]] = {}
    with session.store.engine.connect() as connection:
        for table in [*converters.KINDS.values(), tables.meta]:
            rows = [dict(row) for row in connection.execute(table.select()).mappings()]
            found[table.name] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    for row in session.store.transcripts():
        talk = session.store.transcript(row.id)
        found[f"words of {row.id}"] = [talk.text, [converters.record(turn) for turn in talk.turns]]
    return json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def long_talk(dice: random.Random, label: str) -> Transcript:
    fresh = (f"{label.lower()}w{n}" for n in itertools.count())
    talk: list[tuple[str | None, str]] = []
    for n in range(24):
        words = [next(fresh) + ("." if dice.random() < 0.2 else "") for _ in range(dice.randint(2, 14))]
        talk.append((None if n % 11 == 7 else dice.choice(PEOPLE), " ".join(words)))
    return support.transcript(label, talk)


class Facilitator:
    """Does one random act after the other through the services that the screens use."""

    def __init__(self, session: Session, dice: random.Random, fresh: Iterator[str]) -> None:
        self.session, self.dice, self.fresh = session, dice, fresh

    def act(self) -> None:
        """Do something that can be done now."""
        while True:
            try:
                self.dice.choice(self.ways)()
                return
            except InputError:
                continue

    @property
    def ways(self) -> list[Callable[[], object]]:
        common = [
            self.apply,
            self.apply,
            self.accept,
            self.refuse,
            self.memo,
            self.mark,
            self.lens,
            self.star,
        ]
        on_codings = [self.recode, self.move, self.split, self.merge, self.merge, self.remove, self.settle]
        codes = [self.new_code, self.rename, self.redefine, self.move_code, self.merge_codes, self.retire]
        others = [self.split_code, self.recolor, self.example, self.in_place, self.speaker, self.correct]
        return [
            *common,
            *common,
            *on_codings,
            *codes,
            *others,
            *[self.theme] * 3,
            *[self.advice, self.entry] * 2,
        ]

    # -- what there is to choose from

    def talk(self) -> Transcript:
        row = self.dice.choice(self.session.store.transcripts())
        return self.session.store.transcript(row.id)

    def span(self, talk: Transcript) -> Span:
        first = self.dice.randrange(len(talk.turns))
        last = min(len(talk.turns) - 1, first + self.dice.choice((0, 0, 0, 1, 2)))
        starts = [
            m for m in range(talk.turns[first].start, talk.turns[first].end) if talk.text[m - 1 : m].isspace()
        ]
        start = self.dice.choice([talk.turns[first].start, *starts])
        return Span(start, talk.turns[last].end).trimmed(talk.text)

    def code(self) -> str:
        return self.dice.choice([code.id for code in self.session.tree.codes.values()])

    def coding(self) -> tuple[Transcript, Coding]:
        found = [c for c in self.session.store.codings() if c.coder == self.session.coder]
        if not found:
            raise InputError("nothing is coded")
        coding = self.dice.choice(found)
        return self.session.store.transcript(coding.transcript_id), coding

    def suggestion(self) -> tuple[Transcript, Suggestion]:
        talk = self.talk()
        turn = self.dice.choice(talk.numbered)
        return talk, Suggestion(talk.id, turn.start, turn.end, self.code(), 0.5, "cue", "cue [x]")

    # -- coding

    def apply(self) -> object:
        talk = self.talk()
        codes = {self.code() for _ in range(self.dice.choice((1, 1, 2)))}
        return CodingService(self.session).apply(talk, self.span(talk), sorted(codes))

    def accept(self) -> object:
        talk, suggestion = self.suggestion()
        other = self.code() if self.dice.random() < 0.3 else None
        return CodingService(self.session).accept(talk, suggestion, "cues-1", code_id=other)

    def refuse(self) -> object:
        talk, suggestion = self.suggestion()
        why = self.dice.choice(("", "too little", next(self.fresh)))
        return CodingService(self.session).refuse(talk, suggestion, "cues-1", why)

    def lens(self) -> object:
        lens = self.dice.choice(list(self.session.tree.lenses.values()))
        value = self.dice.choice(lens.values).id
        return CodingService(self.session).set_lens(*self.coding(), lens.id, value)

    def star(self) -> object:
        return CodingService(self.session).star(*self.coding())

    def remove(self) -> object:
        return CodingService(self.session).remove(*self.coding())

    def recode(self) -> object:
        return RecodingService(self.session).recode(*self.coding(), self.code())

    def move(self) -> object:
        talk, coding = self.coding()
        return RecodingService(self.session).move(talk, coding, self.span(talk))

    def split(self) -> object:
        talk, coding = self.coding()
        middle = talk.text.find(" ", coding.start, coding.end) + 1
        return RecodingService(self.session).split(talk, coding, Span(middle, max(middle, coding.end)))

    def merge(self) -> object:
        return RecodingService(self.session).merge(*self.coding())

    def settle(self) -> object:
        waiting = CorrectionService(self.session).review()
        if not waiting:
            raise InputError("nothing waits")
        return CorrectionService(self.session).settle(
            self.dice.choice(waiting), self.dice.choice(("keep", "remove"))
        )

    def memo(self) -> object:
        talk = self.talk()
        turn, span = self.dice.choice(talk.turns), self.span(talk)
        targets = [
            (MemoOn.TURN, turn_id(talk.id, turn.seq)),
            (MemoOn.SPAN, span_id(talk.id, span)),
            (MemoOn.TRANSCRIPT, talk.id),
            (MemoOn.CODE, self.code()),
            (MemoOn.PROJECT, PROJECT_ID),
        ]
        if self.session.store.codings():
            targets.append((MemoOn.CODING, self.coding()[1].id))
        text = self.dice.choice(("", next(self.fresh), f"{next(self.fresh)}\nand [/] more"))
        return CodingService(self.session).write_memo(*self.dice.choice(targets), text)

    def mark(self) -> object:
        talk = self.talk()
        service, turn = MarkingService(self.session), self.dice.choice(talk.numbered)
        return self.dice.choice((service.toggle_read, service.toggle_bookmark))(talk, turn)

    # -- codebook

    def new_code(self) -> object:
        return CodebookEditing(self.session).add(next(self.fresh), self.code(), reason=self.reason())

    def in_place(self) -> object:
        talk = self.talk()
        return InPlaceService(self.session).apply_new(talk, self.span(talk), next(self.fresh), self.code())

    def reason(self) -> str:
        return self.dice.choice(("", next(self.fresh)))

    def rename(self) -> object:
        return CodebookEditing(self.session).rename(self.code(), next(self.fresh), reason=self.reason())

    def redefine(self) -> object:
        editing, code = CodebookEditing(self.session), self.code()
        return editing.redefine(
            code, definition=next(self.fresh), include=[next(self.fresh)], reason=self.reason()
        )

    def move_code(self) -> object:
        return CodebookEditing(self.session).move(self.code(), self.code())

    def merge_codes(self) -> object:
        return CodebookEditing(self.session).merge(self.code(), self.code(), reason=self.reason())

    def split_code(self) -> object:
        code = self.code()
        some = [coding.id for coding in self.session.store.codings_of(code)][:2]
        return CodebookEditing(self.session).split(code, [next(self.fresh)], dict.fromkeys(some, 0))

    def retire(self) -> object:
        editing, code = CodebookEditing(self.session), self.code()
        retired = self.session.tree.codes[code].status is not CodeStatus.ACTIVE
        return editing.bring_back(code) if retired else editing.retire(code, reason=self.reason())

    def recolor(self) -> object:
        return CodebookEditing(self.session).recolor(self.code(), self.dice.choice(COLORS))

    def example(self) -> object:
        return CodebookEditing(self.session).add_example(self.code(), next(self.fresh), source="FG-01")

    # -- themes and recommendations

    def theme(self) -> object:
        service, all_ = ThemeService(self.session), self.session.store.themes()
        if not all_ or self.dice.random() < 0.15:
            return service.add(f"Students wait for {next(self.fresh)}.", code_ids=(self.code(),))
        one, id_ = self.dice.choice(all_), self.coding()[1].id
        ways: list[Callable[[], object]] = [
            lambda: service.add_evidence(one, [id_]),
            lambda: service.add_evidence(one, [id_]),
            lambda: service.add_negative_cases(one, [id_]),
            lambda: service.take_out(one, one.codings[:1]),
            lambda: service.star(one, one.evidence[-1] if one.evidence else ""),
            lambda: service.set_status(one, self.dice.choice(list(ThemeStatus))),
            lambda: service.edit(one, claim=next(self.fresh), know=next(self.fresh)),
            lambda: service.move(one, 1),
            lambda: service.remove(one),
        ]
        return self.dice.choice(ways)()

    def advice(self) -> object:
        service, all_ = RecommendationService(self.session), self.session.store.recommendations()
        themes = [theme.id for theme in self.session.store.themes()]
        if not all_ or self.dice.random() < 0.3:
            some = tuple(self.dice.sample(themes, min(2, len(themes))))
            return service.add(next(self.fresh), theme_ids=some, cause_codings=(self.coding()[1].id,))
        one = self.dice.choice(all_)
        ways: list[Callable[[], object]] = [
            lambda: service.vote(one, self.dice.choice(PEOPLE), self.dice.randint(0, 4)),
            lambda: service.edit(one, theme_ids=tuple(themes[:1]), cause=next(self.fresh)),
            lambda: service.remove(one),
        ]
        return self.dice.choice(ways)()

    def entry(self) -> object:
        service, all_ = EntryService(self.session), self.session.store.entries()
        if not all_ or self.dice.random() < 0.4:
            advice = [one.id for one in self.session.store.recommendations()][:1]
            if advice and self.dice.random() < 0.5:
                return service.add("followup", {"status": "done"}, recommendations=tuple(advice))
            causes = tuple(one.id for one in all_ if one.table == "cause")
            return service.add("strategy", {"strategy": next(self.fresh)}, entries=causes[:2])
        one, id_ = self.dice.choice(all_), self.coding()[1].id
        themes = [theme.id for theme in self.session.store.themes()]
        ways: list[Callable[[], object]] = [
            lambda: service.add("cause", {"cause": next(self.fresh)}, codes=(self.code(),), codings=(id_,)),
            lambda: service.add("plan-item", {"item": next(self.fresh)}, themes=tuple(themes[:2])),
            lambda: service.edit(one, {one.table: next(self.fresh)}),
            lambda: service.remove(one),
        ]
        return self.dice.choice(ways)()

    # -- people and words

    def speaker(self) -> object:
        talk, service = self.talk(), PeopleService(self.session)
        who, other = (self.dice.choice(talk.speakers).id for _ in range(2))
        number = self.dice.choice(talk.numbered).number or 1
        ways: list[Callable[[], object]] = [
            lambda: service.rename(talk, who, next(self.fresh)),
            lambda: service.set_role(talk, who, self.dice.choice(list(Role))),
            lambda: service.merge(talk, who, other),
            lambda: service.split(talk, [number], next(self.fresh)),
            lambda: service.map_speaker(talk, who, next(self.fresh), "students", {"grade": "11"}),
            lambda: service.unmap(talk, who),
        ]
        return self.dice.choice(ways)()

    def correct(self) -> object:
        talk, service = self.talk(), CorrectionService(self.session)
        number = self.dice.choice(talk.numbered).number or 1
        words = talk.words(talk.turn(number)).split()
        at = self.dice.randrange(len(words))
        said = " ".join([*words[:at], next(self.fresh), *words[at + self.dice.choice((0, 1, 3)) :]])
        place = talk.turn(number).start + len(" ".join(words[: max(1, at)])) + 1
        ways: list[Callable[[], object]] = [
            lambda: service.edit_turn(talk, number, said),
            lambda: service.split_turn(talk, number, place),
            lambda: service.join_turns(talk, number),
            lambda: service.delete_turn(talk, number),
            lambda: service.insert_turn(talk, number, self.dice.choice(talk.speakers).id, next(self.fresh)),
            lambda: service.assign_turns(talk, [number], self.dice.choice(talk.speakers).id),
        ]
        return self.dice.choice(ways)()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everything_can_be_undone_and_done_again(place: str, seed: int) -> None:
    if is_url(place) and seed > 1:
        pytest.skip("one walk is enough for the server")
    dice = random.Random(seed)
    fresh = (f"fresh{n}" for n in itertools.count())
    support.make(place, long_talk(dice, "FG-01"), long_talk(dice, "FG-02"))
    acts = 60 if is_url(place) else 150
    with bootstrap.session(place, "AM") as session:
        first = canonical(session)
        facilitator = Facilitator(session, dice, fresh)
        for n in range(acts):
            facilitator.act()
            if n % 10 == 4:
                # Second thoughts now and then: something else is done after an undo.
                session.undo()
        last = canonical(session)
        steps = undone_to(session, lambda n: n < acts // 2)
    with bootstrap.session(place, "AM") as session:
        steps += undone_to(session, lambda n: True)
        assert canonical(session) == first
        assert all(check.ok for check in checks(session))
        for _ in range(steps // 2):
            assert session.redo() is not None
    with bootstrap.session(place, "AM") as session:
        for _ in range(steps - steps // 2):
            assert session.redo() is not None
        assert session.redo() is None
        assert canonical(session) == last
        assert first_broken(session.store.events()) is None
        assert all(check.ok for check in checks(session))


def undone_to(session: Session, further: Callable[[int], bool]) -> int:
    """Undo as long as `further` says and there is something; gives how often."""
    steps = 0
    while further(steps) and session.undo(bulk=True) is not None:
        steps += 1
    return steps
