"""Searching a file past the database layer finds what searching an open project finds, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from coder.domain.consent import Consent
from coder.domain.transcript import Span, Transcript, TranscriptFacts
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.people import PeopleService
from coder.services.quick_search import Wanted, search_at
from coder.services.searching import Hit, Searching
from coder.services.session import Session
from tests import support

WORDS = ("café", "unsafe", "UNSAFE", "bus", "Straße", "library", "it’s", "don't", "a")
ATOMS = (
    *("code:T.BEL", "code:T.REL", "code:t.well", "code:T", "code:", "-code:T.REL", "coder:JR", "starred"),
    *("-starred", "-coder:AM", "cafe", "unsafe", "strasse", '"the bus"', "-bus", "/b.s/", "/B.S/c", "don't"),
    *("role:participant", "role:facilitator", "group:students", "speaker:maya", "site:weir", "label:FG-02"),
    *("grade:11", "-group:families"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three sessions with codings by two, over several turns and twice on one, and every sort of fact."""
    rng, path = random.Random(3), str(tmp_path_factory.mktemp("quick") / "audit.coder")
    made = [
        support.transcript(
            f"FG-0{n}",
            [
                (None, "[The bus passes]")
                if k == 4
                else (who, f"The {rng.choice(WORDS)} {rng.choice(WORDS)} {n}{k}.")
                for k, who in enumerate(["Facilitator", "Maya", "Rui", "Maya"] * 4)
            ],
            TranscriptFacts(f"Session {n}", group=("students", "families")[n % 2], site="Weir Elementary"),
        )
        for n in range(3)
    ]
    support.make(path, *made)
    for coder in ("AM", "JR"):
        with bootstrap.session(path, coder) as session:
            _code(session, rng)
    with bootstrap.session(path, "AM") as session:
        talk = session.transcript("FG-01")
        PeopleService(session).map_speaker(talk, "Maya", "S-07", "students", {"grade": "11"})
    return path


def _code(session: Session, rng: random.Random) -> None:
    service = CodingService(session)
    for row in session.store.transcripts()[:2]:
        talk = session.transcript(row.label)
        for _ in range(7):
            first = rng.randint(2, 12)
            span = Span(
                talk.turn(first).start + rng.choice((0, 3)), talk.turn(first + rng.choice((0, 0, 2))).end
            )
            service.apply(talk, span, [rng.choice(("T.BEL", "T.REL", "T.WELL"))])
        service.star(talk, session.store.codings(talk.id)[rng.randint(0, 4)])


@dataclass(frozen=True)
class Both:
    """An open project, and the same as a file."""

    session: Session
    place: str

    def usual(self, query: str, *labels: str) -> list[Hit]:
        hits: list[Hit] = []
        with Searching(self.session, query, labels) as searching:
            while (step := searching.step()) is not None:
                hits += step.hits
        return hits

    def quick(self, query: str, **more: object) -> list[tuple[Transcript, Hit]]:
        found = search_at(self.place, Wanted(query, **more))  # type: ignore[arg-type]
        assert found is not None, query
        return found


@pytest.fixture(scope="module")
def both(place: str) -> Iterator[Both]:
    with bootstrap.session(place, "AM", readonly=True) as session:
        yield Both(session, place)


def query_of(rng: random.Random, depth: int = 0) -> str:
    parts = [rng.choice(ATOMS) for _ in range(rng.choice((1, 1, 2, 3)))]
    if depth < 2 and rng.random() < 0.4:
        parts.append(f"{rng.choice(('', '-'))}({query_of(rng, depth + 1)})")
    rng.shuffle(parts)
    return (" OR " if rng.random() < 0.35 else " ").join(parts)


def test_every_query_finds_the_same_either_way(both: Both) -> None:
    rng = random.Random(8)
    queries = [*ATOMS, *(query_of(rng) for _ in range(250))]
    some = 0
    for query in queries:
        hits = both.usual(query)
        assert [hit for _, hit in both.quick(query)] == hits, query
        some += bool(hits)
    assert some > 100


@pytest.mark.parametrize("context", [0, 1, 3, 50])
def test_the_turns_around_a_hit_are_those_of_the_whole_transcript(both: Both, context: int) -> None:
    for query in ("code:T.BEL", "code:T.BEL code:T.REL", "unsafe"):
        for part, hit in both.quick(query, context=context):
            whole = both.session.store.transcript(hit.transcript_id)
            for transcript in (part, whole):
                assert transcript.text == whole.text
            at, there = ([turn.seq for turn in one.turns].index(hit.seq) for one in (part, whole))
            near = slice(max(0, at - context), at + context + 1)
            assert part.turns[near] == whole.turns[max(0, there - context) : there + context + 1]


def test_only_what_can_fit_is_read(both: Both) -> None:
    read = {part.label: len(part.turns) for part, _ in both.quick("code:T.BEL")}
    assert read
    assert "FG-02" not in read, "no coding stands there"
    assert all(count <= 16 for count in read.values())
    limited = both.quick("code:T", limit=2)
    assert [hit for _, hit in limited] == both.usual("code:T")[:2]
    assert [hit for _, hit in both.quick("bus", labels=("FG-02",))] == both.usual("bus", "FG-02")


@pytest.mark.parametrize(
    "query", ["~feel", "lens:focus", "memo:x", "uncoded", "uncoded:AM", "code:nothing", "shoe:42", "(", ""]
)
def test_what_needs_more_or_is_wrong_is_for_the_usual_way(both: Both, query: str) -> None:
    assert search_at(both.place, Wanted(query)) is None


def test_an_unknown_label_and_no_project_are_for_the_usual_way(both: Both, tmp_path: Path) -> None:
    assert search_at(both.place, Wanted("bus", ("FG-09",))) is None
    assert search_at(str(tmp_path / "none.coder"), Wanted("bus")) is None
    with pytest.raises(InputError):
        both.usual("bus", "FG-09")


def test_a_blind_pass_and_withdrawn_words_are_for_the_usual_way(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.coder"
    copy.write_bytes(Path(place).read_bytes())
    monkeypatch.setenv("CODER_NAME", "JR")
    assert search_at(str(copy), Wanted("code:T")) is not None
    with bootstrap.session(str(copy), "JR") as session:
        session.store.set_meta({"blind:JR": "on"})
    assert search_at(str(copy), Wanted("code:T")) is None
    monkeypatch.setenv("CODER_NAME", "AM")
    assert search_at(str(copy), Wanted("code:T")) is not None
    with bootstrap.session(str(copy), "AM") as session:
        service = ConsentService(session)
        service.tell(service.person("S-07"), Consent.WITHDRAWN)
    assert search_at(str(copy), Wanted("code:T")) is None
