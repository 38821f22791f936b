"""A firm's own framework from a table, a crosswalk to it, what it covers, and codings carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli.main import cli
from coder.domain.coding import Coding, Origin
from coder.domain.crosswalk import Crosswalk, Fit, Match, coverage, told_coverage
from coder.errors import InputError
from coder.exchange.codebook_yaml import load_codebook
from coder.exchange.table_files import write_file
from coder.services import bootstrap
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.crosswalks import (
    Between,
    carry,
    carrying,
    coverage_rows,
    crosswalk_named,
    findings,
    shipped_crosswalks,
)
from coder.services.session import Session, added
from tests import support

TABLE = (
    "id,name,parent,definition,include,codable\n"
    "F,Firm,,Ours,,no\n"
    "F.1,Care,,How people are looked after,health | counseling,\n"
    "F.2,Ties,,How people know each other,,\n"
    "Z9,Elsewhere,F,Not under its dots,,yes\n"
)
WALK = """
crosswalk: { id: tiny-to-firm, name: Tiny to firm, version: "1.0", from: tiny.yaml, to: firm.csv }
matches:
  - { from: T.WELL, to: F.1 }
  - { from: T.REL, to: F.1, fit: narrower }
  - { from: T.BEL, to: F.2 }
  - { from: T.BEL, to: Z9, fit: part, note: Only where it is about elsewhere. }
"""
TINY = """
codebook: { schema: 1, id: tiny, name: Tiny codebook, version: "1.0" }
codes:
  - { id: T, name: Tiny, codable: false, children: [
      { id: T.WELL, name: Wellbeing }, { id: T.REL, name: Trusted adults }, { id: T.BEL, name: Belonging },
      { id: T.NEW, name: New } ] }
"""


@pytest.fixture
def walk(tmp_path: Path) -> Between:
    for name, text in (("firm.csv", TABLE), ("walk.yaml", WALK), ("tiny.yaml", TINY)):
        (tmp_path / name).write_text(text, "utf-8")
    return crosswalk_named(str(tmp_path / "walk.yaml"))


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Session]:
    """One transcript: turn 2 is wellbeing and relations, turn 3 relations, turn 5 belonging."""
    with support.project(tmp_path, support.transcript()) as session:
        talk = session.store.transcript(session.store.transcripts()[0].id)
        for number, code in ((2, "T.WELL"), (2, "T.REL"), (3, "T.REL"), (4, "T.BEL")):
            span = talk.turn(number).span
            words, id_ = span.of(talk.text), f"{code}-{number}"
            values = {"L.APP": ("working",)} if number == 4 else {}
            made = Coding(
                id_, talk.id, span.start, span.end, words, code, "AM", Origin.TYPED, "2026-01-01", values
            )
            session.act("code", "coded", [added("coding", made)])
        yield session


def test_a_table_is_a_framework(walk: Between, tmp_path: Path) -> None:
    book = load_codebook(tmp_path / "firm.csv")
    (tmp_path / "sheet").mkdir()
    assert (book.id, book.name) == ("firm", "firm")
    assert [(code.id, code.parent_id, code.codable) for code in book.codes] == [
        ("F", None, False),
        ("F.1", "F", True),
        ("F.2", "F", True),
        ("Z9", "F", True),
    ]
    assert book.codes[1].include == ("health", "counseling")
    rows = [line.split(",") for line in TABLE.splitlines()]
    write_file(tmp_path / "sheet" / "firm.xlsx", "Firm", rows[0], rows[1:])
    assert load_codebook(tmp_path / "sheet" / "firm.xlsx") == book


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("A,One,B\n", "there is no code B above A"),
        ("A,One,B\nB,Two,A\n", "stands below itself"),
        ("A,One,\nA,Two,\n", "used twice"),
        (",One,\n", "id"),
    ],
)
def test_a_wrong_table_is_told_with_its_place(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "firm.csv"
    path.write_text(f"id,name,parent\n{rows}", "utf-8")
    with pytest.raises(InputError, match=message) as told:
        load_codebook(path)
    assert "firm.csv" in told.value.where


def test_coverage_tells_what_has_no_match(walk: Between, audit: Session) -> None:
    rows, told = coverage_rows(walk, audit)
    assert [(row["code"], row["state"], row["leads_to"], row["codings"]) for row in rows] == [
        ("T.WELL", "matched", ["F.1"], 1),
        ("T.REL", "matched", ["F.1"], 2),
        ("T.BEL", "matched", ["F.2", "Z9"], 1),
        ("T.NEW", "not looked at", [], 0),
    ]
    assert told == "3 of 4 codes lead to a match. 4 of 4 codings have a code that leads to a match."
    back, told = coverage_rows(walk, back=True)
    assert [(row["code"], row["leads_to"], row["fit"]) for row in back] == [
        ("F.1", ["T.WELL", "T.REL"], ["same", "wider"]),
        ("F.2", ["T.BEL"], ["same"]),
        ("Z9", ["T.BEL"], ["part"]),
    ]
    assert told == "3 of 3 codes lead to a match."
    assert findings(walk) == ["T.NEW: has no match and is not among none"]


def test_a_match_of_a_domain_holds_below_it_until_a_nearer_one(walk: Between) -> None:
    tree = walk.trees[0]
    above = Crosswalk("a", "A", "1", "x", "y", (Match("T", "F.1", Fit.SAME),), none=("T.BEL",))
    found = {row.code.id: row.state for row in coverage(above, tree, "tiny")}
    assert found == {"T.WELL": "by T", "T.REL": "by T", "T.BEL": "no match", "T.NEW": "by T"}
    told = told_coverage(coverage(above, tree, "tiny"))
    assert told == "3 of 4 codes lead to a match, 3 of them by that of a code above."


def test_codings_are_carried_over_as_one_step(walk: Between, audit: Session) -> None:
    before = list(audit.store.codings())
    plan = carrying(audit, walk)
    # Turn 2 has two codes that lead to F.1 and gets it once; belonging leads to two and is left.
    assert (len(plan.made), plan.joined, plan.several, plan.loose) == (2, 1, Counter({"T.BEL": 1}), 1)
    assert list(audit.store.codings()) == before, "a plan does nothing"
    done, event = carry(audit, walk, spread=True)
    assert event is not None
    made = [coding for coding in audit.store.codings() if coding.code_id in ("F.1", "F.2", "Z9")]
    assert sorted(coding.code_id for coding in made) == ["F.1", "F.1", "F.2", "Z9"]
    assert {c.code_id for c in made if c.lenses == {"L.APP": ("working",)}} == {"F.2", "Z9"}
    assert {(c.coder, c.origin) for c in made} == {("AM", Origin.IMPORTED)}
    assert (done.joined, done.spread, done.loose) == (1, 1, 2)
    again, nothing = carry(audit, walk, spread=True)
    assert nothing is None
    assert again.there == 5
    audit.undo(bulk=True)
    assert list(audit.store.codings()) == before


def test_a_code_that_the_project_added_goes_with_the_one_above_it(walk: Between, audit: Session) -> None:
    _, new = CodebookEditing(audit).add("Counselors", "T.WELL")
    talk = audit.transcript("FG-01")
    CodingService(audit).apply(talk, talk.turn(1).span, [new.id])
    plan = carrying(audit, walk)
    assert [c.code_id for c in plan.made if c.start == talk.turn(1).start] == ["F.1"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("deficit_codes", lambda tree: frozenset({"T.REL"})),
        ("zone_of", lambda code: "T.REL" if code == "T.REL" else ""),
    ],
)
def test_explanations_by_who_people_are_and_zones_are_carried_nowhere(
    walk: Between, audit: Session, monkeypatch: pytest.MonkeyPatch, name: str, rule: object
) -> None:
    monkeypatch.setattr(f"coder.services.crosswalks.{name}", rule)
    plan = carrying(audit, walk)
    assert plan.kept == 2
    assert [coding.text for coding in plan.made] == [
        "There is one counselor for four hundred of us. So you just stop going."
    ]


def test_a_crosswalk_to_codes_that_are_not_there_carries_nothing(walk: Between, audit: Session) -> None:
    wrong = Between(
        walk.walk, walk.source, load_codebook(Path(support.ROOT / "codebooks" / "readiness.yaml"))
    )
    with pytest.raises(InputError, match=r"has no F\.1"):
        carry(audit, wrong)


def test_the_shipped_crosswalks_are_sound() -> None:
    assert "equity-domains-to-ma-standards" in shipped_crosswalks()
    for name in shipped_crosswalks():
        assert findings(crosswalk_named(name)) == []


def test_the_commands(walk: Between, audit: Session, tmp_path: Path) -> None:
    place, file = str(tmp_path / "tiny.coder"), str(tmp_path / "walk.yaml")
    run = CliRunner()
    assert "equity-domains-to-ma-standards" in run.invoke(cli, ["crosswalk", "list"]).output
    checked = run.invoke(cli, ["crosswalk", "check", file])
    assert "T.NEW: has no match" in checked.output
    preview = run.invoke(cli, ["crosswalk", "carry", place, file, "--dry-run"])
    assert preview.output.splitlines() == [
        "2 codings of firm beside those that are there, which stay as they are.",
        "1 coding would be the same code of the same coder on the same words, and one stays there.",
        "1 coding left as before: the code leads to several, and somebody has to choose (T.BEL 1); --several "
        "all gives them all.",
        "1 coding of the new ones to look at again: the code fits in part or is wider than the other.",
    ]
    done = run.invoke(cli, ["crosswalk", "carry", place, file, "--coder", "AM"])
    assert "Made 2 codings of firm." in done.output
    with bootstrap.session(place, readonly=True) as session:
        assert sum(coding.code_id == "F.1" for coding in session.store.codings()) == 2
