"""Random corrections of a coded transcript, and what must hold after each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from coder.domain import revising
from coder.domain.coding import Coding
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.services.coding import CodingService
from coder.services.correcting import Corrected, CorrectionService
from coder.services.people import PeopleService
from coder.services.session import Session
from coder.services.speakers import turns_of
from coder.store import tables
from tests import support

PEOPLE = ("Facilitator", "Maya", "Jordan", "Ana")


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the log, in a fixed order."""
    found = {}
    with session.store.engine.connect() as connection:
        for name, table in tables.metadata.tables.items():
            if name != "events":
                rows = connection.execute(table.select()).all()
                found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def same_but_for_later_texts(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Check that all is as before, except that the texts of later revisions are kept too."""
    for name, rows in before.items():
        if name in ("texts", "turns"):
            assert set(map(repr, rows)) <= set(map(repr, now[name]))
        else:
            assert now[name] == rows, name


def long_talk(dice: random.Random, fresh: Iterator[str]) -> Transcript:
    """Sixty turns in which no word is said twice, so that where a word stands is never in doubt."""
    talk: list[tuple[str | None, str]] = []
    for n in range(60):
        words = [next(fresh) for _ in range(dice.randint(1, 25))]
        talk.append((None if n % 17 == 9 else dice.choice(PEOPLE), " ".join(words)))
    return support.transcript("FG-01", talk)


def code_everywhere(session: Session, dice: random.Random, count: int) -> None:
    talk = session.transcript("FG-01")
    service = CodingService(session)
    made = 0
    while made < count:
        first = dice.randrange(len(talk.turns))
        last = min(len(talk.turns) - 1, first + dice.choice((0, 0, 0, 0, 1, 2)))
        starts = [m for m, c in enumerate(talk.text) if m == 0 or talk.text[m - 1].isspace()]
        inside = [m for m in starts if talk.turns[first].start <= m < talk.turns[first].end]
        start = dice.choice(inside)
        stop = min(talk.turns[last].end, start + dice.randint(3, 90))
        end = next((m for m in range(stop, len(talk.text)) if talk.text[m].isspace()), len(talk.text))
        try:
            service.apply(talk, Span(start, end), [dice.choice(("T.WELL", "T.REL", "T.BEL"))])
            made += 1
        except InputError:
            continue


def some_edit(dice: random.Random, fresh: Iterator[str], talk: Transcript, session: Session) -> Corrected:
    """One random correction of any kind."""
    service, people = CorrectionService(session), PeopleService(session)
    number = dice.randint(1, len(talk.numbered))
    speaker = dice.choice(talk.speakers)
    words = talk.words(talk.turn(number)).split()

    def edit() -> Corrected:
        at, gone = dice.randrange(len(words) + 1), dice.choice((0, 1, 1, 2, 5))
        said = [*words[:at], *(next(fresh) for _ in range(dice.choice((0, 1, 1, 3)))), *words[at + gone :]]
        return service.edit_turn(talk, number, " ".join(said))

    def split() -> Corrected:
        at = revising.word_offset(talk, number, dice.randint(1, len(words)))
        return service.split_turn(talk, number, at, dice.choice((None, speaker.id)))

    def insert() -> Corrected:
        said = " ".join(next(fresh) for _ in range(dice.randint(1, 9)))
        new = dice.random() < 0.3
        return service.insert_turn(talk, number - 1, next(fresh) if new else speaker.shown, said, new=new)

    def part() -> Corrected:
        first = dice.randint(1, len(talk.numbered))
        mine = turns_of(talk, range(first, len(talk.numbered) + 1), speaker.id)
        name = dice.choice([s.shown for s in talk.speakers])
        return people.split(talk, mine, dice.choice((name, next(fresh))))

    ways: list[Callable[[], Corrected]] = [
        *[edit] * 6,
        *[split] * 2,
        *[insert] * 2,
        lambda: service.join_turns(talk, number),
        lambda: service.delete_turn(talk, number),
        lambda: service.assign_turns(talk, [number], speaker.id),
        part,
        lambda: people.split(talk, [number], next(fresh)),
        lambda: people.merge(talk, speaker.id, dice.choice(talk.speakers).id),
    ]
    while True:
        try:
            return dice.choice(ways)()
        except InputError:
            number = dice.randint(1, len(talk.numbered))
            words = talk.words(talk.turn(number)).split()


def check_codings(session: Session, first: dict[str, Coding], done: Corrected) -> None:
    """Every coding holds its words where they still stand, and is in the review list where not."""
    talk = session.transcript("FG-01")
    now = {coding.id: coding for coding in session.store.codings()}
    assert now.keys() == first.keys()
    review = {coding.id for coding in CorrectionService(session).review()}
    assert {coding.id for coding in done.to_review} <= review
    for id_, coding in now.items():
        assert coding.stands_in(talk.text)
        words = first[id_].text
        if words in talk.text:
            assert coding.text == words
            assert id_ not in review
        else:
            assert coding.was == words
            assert id_ in review
