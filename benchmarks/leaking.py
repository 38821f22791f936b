"""Random projects with planted identifiers, exported in every format: `python -m benchmarks.leaking`.

Each project holds people with names of many origins, who name themselves and each other, and give their
phone, address and birthday. Everything is exported as far as the leak check lets it; then the files that
exist are searched, by another way than the check's own, for everything that was planted.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coder.domain.transcript import TranscriptFacts
from coder.errors import InputError
from coder.exchange.table_files import write_file
from coder.privacy.leaks import LeaksFound
from coder.services.analysing import TABLES, Request, Table, analyse
from coder.services.coding import CodingService
from coder.services.exchanging import ExchangeService
from coder.services.people import PeopleService
from coder.services.reporting import write_report
from coder.services.session import Session
from coder.wholefile import whole_file
from tests import support

FIRST_WORDS = """
    Thủy Abdirahman Ximena Wideline Jean-Baptiste Djeni Ivandro Nayeli Arjun Xiaoming Noor Keisha
    Devonte Zuleika Bartholomew Oluwaseun Siobhan Quang Hodan Vinícius Esmeralda Kwame
"""
FIRST = FIRST_WORDS.split()
LAST_WORDS = """
    Nguyễn Warsame Ortiz Desrosiers Tavares Quispe Krishnamurthy Zhang Haddad Whitfield Okonkwo
"""
LAST = LAST_WORDS.split()
PLAIN_WORDS = """
    we never see anybody who asks how the day was and nobody in the office knows what we need
"""
PLAIN = PLAIN_WORDS.split()


@dataclass(frozen=True)
class Planted:
    """One person and what leads to them."""

    first: str
    last: str
    phone: str
    mail: str

    @property
    def told(self) -> tuple[str, ...]:
        """What must not be in any file."""
        return (self.first, self.last, self.phone, self.mail)


def people(dice: random.Random) -> list[Planted]:
    """Five to eight people with different first names."""
    return [
        Planted(
            first,
            dice.choice(LAST),
            f"617-555-{dice.randrange(10000):04}",
            f"{plain(first)}{dice.randrange(99)}@mail.example.org",
        )
        for first in dice.sample(FIRST, dice.randint(5, 8))
    ]


def plain(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).lower()


def fill(session: Session, dice: random.Random, planted: list[Planted]) -> None:
    """A transcript in which people name one another, coded all through."""
    talk: list[tuple[str | None, str]] = [("Facilitator", "How was your week?")]
    # Everybody speaks, so that the project knows their names.
    speaking = planted + [dice.choice(planted) for _ in range(dice.randint(1, 8))]
    for who in speaking:
        other = dice.choice(planted)
        words = [dice.choice(PLAIN) for _ in range(dice.randint(10, 30))]
        if dice.random() < 0.5:
            form = dice.choice((other.first, plain(other.first), other.last, f"{other.first}'s", other.phone))
            words.insert(dice.randrange(len(words)), dice.choice((form, other.mail)))
        talk.append((f"{who.first} {who.last}", " ".join(words)))
    made = support.keep(session, support.transcript("FG-09", talk, TranscriptFacts(group="students")))
    service = CodingService(session)
    for turn in made.numbered[1:]:
        service.apply(made, turn.span, [dice.choice(("T.WELL", "T.REL", "T.BEL"))])
    mapping = PeopleService(session)
    for at, speaker in enumerate(made.speakers):
        if dice.random() < 0.5 and speaker.label != "Facilitator":
            mapping.map_speaker(session.transcript("FG-09"), speaker.id, f"S-{at:02}", "students")


def export(session: Session, folder: Path, dice: random.Random, planted: list[Planted]) -> Iterator[str]:
    """Write everything in every format; tells what became of each."""

    def named(ending: str) -> Path:
        stem = dice.choice(("report", "table", plain(planted[0].first)))
        return folder / f"{stem}{len(list(folder.iterdir()))}{ending}"

    table = _table(session, dice)
    rows = [[row.get(name) for name in table.fields] for row in table.rows]
    quotes = [[c.code_id, c.text] for c in session.store.codings()]
    tries = [
        *(lambda e=e: write_file(named(e), "Table", table.fields, rows) for e in (".csv", ".xlsx", ".md")),
        *(lambda e=e: write_file(named(e), "Q", ("code", "text"), quotes) for e in (".csv", ".xlsx", ".md")),
        lambda: ExchangeService(session).export_codings(named(".csv")),
        lambda: write_report(session, named(".docx")),
        lambda: write_report(session, named(dice.choice((".md", ".html", ".xlsx")))),
        lambda: _page(named(".html"), quotes),
        lambda: _page(named(".svg"), quotes),
    ]
    for attempt in tries:
        try:
            attempt()
            yield "written"
        except LeaksFound:
            yield "stopped"


def _table(session: Session, dice: random.Random) -> Table:
    """Any table; one that needs to know more than this project tells is another."""
    while True:
        with suppress(InputError):
            word = dice.choice(PLAIN)
            return analyse(session, dice.choice(list(TABLES)), Request(by=(), word=word))


def _page(path: Path, quotes: list[list[str]]) -> None:
    text = "".join(f"<text>{words}</text>" for _, words in quotes)
    with whole_file(path) as draft:
        draft.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>', "utf-8")


def left(folder: Path, planted: list[Planted]) -> Iterator[tuple[str, str]]:
    """What of the planted is in the files or their names."""
    for path in folder.iterdir():
        data = path.read_bytes()
        texts = [path.name, data.decode("utf-8", "replace")]
        if data.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                texts += [
                    re.sub(r"<[^>]+>", "", archive.read(n).decode("utf-8", "replace"))
                    for n in archive.namelist()
                ]
        for text in map(plain, texts):
            for person in planted:
                for told in person.told:
                    if re.search(rf"(?<![a-z]){re.escape(plain(told))}(?![a-z])", text):
                        yield path.name, told


def run(number: int, folder: Path) -> tuple[Counter[str], list[tuple[str, str]]]:
    """One random project: what became of its exports, and what left."""
    dice = random.Random(number)  # noqa: S311 - no secret
    planted, out = people(dice), folder / "out"
    out.mkdir()
    with support.project(folder) as session:
        fill(session, dice, planted)
        done = Counter(export(session, out, dice, planted))
    return done, list(left(out, planted))


def main() -> None:
    """Run them all, print what happened, and end with 1 when anything left."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--projects", type=int, default=1000)
    asked.add_argument("--first", type=int, default=0)
    given = asked.parse_args()
    done: Counter[str] = Counter()
    found: list[tuple[int, str, str]] = []
    for number in range(given.first, given.first + given.projects):
        with tempfile.TemporaryDirectory() as folder:
            more, leaked = run(number, Path(folder))
            done += more
            found += [(number, *one) for one in leaked]
        if not (number + 1 - given.first) % 50:
            _tell(number + 1 - given.first, done, found)
    _tell(given.projects, done, found)
    for one in found[:20]:
        print(*one)
    sys.exit(bool(found))


def _tell(projects: int, done: Counter[str], found: list[tuple[int, str, str]]) -> None:
    told = f"{done['written']} files written, {done['stopped']} stopped, {len(found)} leaks"
    print(f"{projects} projects: {told}", flush=True)


if __name__ == "__main__":
    main()
