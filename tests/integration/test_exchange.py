"""Codebook files, tables of codings, rosters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from coder.domain.codebook import CodeTree
from coder.errors import InputError
from coder.exchange.codebook_yaml import load_codebook
from coder.exchange.files import read_table, write_table, write_text
from coder.services.codebooks import findings
from coder.services.exchanging import ExchangeService
from coder.services.importing import ImportService, Tables
from coder.services.resources import shipped_codebooks
from coder.services.session import Session

GOOD = """
codebook: {schema: 1, id: mine, name: Mine, version: 1.10}
codes:
  - id: M
    name: No
    codable: false
    children:
      - {id: M.A, name: "Off", definition: one, cues: {words: [yes]}}
lenses:
  - {id: L, name: Lens, values: [{id: a, name: A, key: a}, {id: b, name: B}]}
"""


def test_plain_values_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    book = load_codebook(path)
    assert book.version == "1.10"
    assert [(code.id, code.name, code.codable, code.parent_id) for code in book.codes] == [
        ("M", "No", False, None),
        ("M.A", "Off", True, "M"),
    ]
    assert book.codes[1].cues == ("yes",)
    assert [value.key for value in book.lenses[0].values] == ["a", ""]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("id: M.A, name", "id: M, name"), "used twice"),
        (("name: No", "nam: No"), "codes › M"),
        (("schema: 1", "schema: 9"), "mine › schema"),
        (("key: a}", "key: a, extra: 1}"), "lenses › L › values › a"),
        (("id: b, name: B", "id: a, name: B"), "share an id or a key"),
        (("codebook:", "codebook"), "not valid YAML|not a codebook"),
        (("name: Mine", "name: *x"), "not valid YAML|not allowed"),
        (("name: Mine", "name: !!python/object:os.system {}"), "not valid YAML"),
    ],
)
def test_a_wrong_codebook_names_the_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(InputError, match=message) as raised:
        load_codebook(path)
    assert "wrong.yaml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    path.write_text("\n".join(lines))
    with pytest.raises(InputError, match="references"):
        load_codebook(path)


@pytest.mark.parametrize("name", sorted(shipped_codebooks()))
def test_shipped_codebooks_are_complete(name: str) -> None:
    book = load_codebook(shipped_codebooks()[name])
    assert book.id == name
    assert findings(book) == []
    for code in book.codes:
        assert code.definition
        assert code.parent_id is None or code.id != code.parent_id
        if code.usable:
            assert code.include
            assert code.exclude
            assert code.boundary_examples


def test_shipped_codebooks_fit_together() -> None:
    books = [load_codebook(path) for path in shipped_codebooks().values()]
    tree = CodeTree(tuple(books))
    assert len(tree.codes) + len(tree.lenses) == sum(len(b.codes) + len(b.lenses) for b in books)
    drafted = {"DEF": 22, "RDY": 16, "JRN": 13, "CIQ": 19}
    for prefix, count in drafted.items():
        assert sum(code.usable and code.id.startswith(prefix) for code in tree.codes.values()) == count
    assert {"LENS.APP", "LENS.WHO", "I2I.FOR"} <= set(tree.lenses)
    for code in tree.codes.values():
        for example in code.boundary_examples:
            assert example.instead == "" or tree.codes[example.instead].usable, code.id


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "codings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_codings_come_in_by_turn_excerpt_and_offsets(session: Session, tmp_path: Path) -> None:
    talk = session.transcript("FG-01")
    span = talk.turn(4).span
    done = ExchangeService(session).import_codings(
        table(
            tmp_path,
            f"""transcript,turn,start,end,excerpt,code,coder,L.APP,L.WHO,memo
FG-01,2,,,,T.WELL,AM,focus,language|income,ask again
fg-01,2,,,So you just stop going.,T.BEL,JR,,,
FG-01,,{span.start},{span.end},,T.REL,JR,working,,
FG-01,2,,,,T.WELL,AM,focus,language|income,ask again
""",
        )
    )
    assert (done.by_coder, done.already_there) == ({"AM": 1, "JR": 2}, 1)
    words = {c.code_id: c.text for c in session.store.codings()}
    assert words["T.BEL"] == "So you just stop going."
    assert words["T.REL"] == talk.words(talk.turn(4))
    assert session.store.memos()[0].text == "ask again"
    with pytest.raises(InputError, match="a whole file"):
        session.undo()
    session.undo(bulk=True)
    assert session.store.codings() == session.store.memos() == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("NO,2,,T.WELL", "there is no transcript 'NO'"),
        ("FG-01,99,,T.WELL", "there is no turn 99"),
        ("FG-01,x,,T.WELL", "not a turn number"),
        ("FG-01,,,T.WELL", "neither a turn"),
        ("FG-01,2,not there,T.WELL", "the words are not in turn 2"),
        ("FG-01,2,o,T.WELL", "the words stand"),
        ("FG-01,2,,T.NO", "there is no code"),
    ],
)
def test_one_wrong_line_keeps_all_out(session: Session, tmp_path: Path, line: str, message: str) -> None:
    path = table(tmp_path, f"transcript,turn,excerpt,code\nFG-01,2,,T.BEL\n{line}\n")
    with pytest.raises(InputError, match=message) as raised:
        ExchangeService(session).import_codings(path)
    assert "codings.csv line 3" in str(raised.value)
    assert session.store.codings() == []


def test_codings_go_out_and_come_back_the_same(session: Session, tmp_path: Path) -> None:
    service = ExchangeService(session)
    service.import_codings(
        table(
            tmp_path,
            "transcript,turn,code,coder,L.WHO,starred,memo\n"
            "FG-01,2,T.WELL,AM,language|income,yes,=SUM(A1)\nFG-01,4,T.BEL,JR,,,\n",
        )
    )
    assert session.store.memos()[0].text == "=SUM(A1)"
    before = [
        (c.start, c.end, c.text, c.code_id, c.coder, c.lenses, c.starred) for c in session.store.codings()
    ]
    out = tmp_path / "out.csv"
    service.export_codings(out)
    assert "'=SUM(A1)" in out.read_text()
    session.undo(bulk=True)
    ExchangeService(session).import_codings(out)
    assert session.store.memos()[0].text == "=SUM(A1)"
    assert [
        (c.start, c.end, c.text, c.code_id, c.coder, c.lenses, c.starred) for c in session.store.codings()
    ] == before


def test_a_roster_names_people_and_roles(session: Session, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "transcript,speaker,participant,role,group,grade\nFG-01,Maya,S01,participant,students,11\n"
        "FG-01,jordan,S02,,students,11\nFG-01,Facilitator,,facilitator,,\nFG-01,Ghost,S09,,students,\n"
        "FG-09,Maya,S01,,students,\n"
    )
    done = ImportService(session).apply_roster(Tables(None, roster, {}).roster)
    assert done.matched == 3
    assert len(done.remarks) == 2
    assert "Ghost" in done.remarks[0]
    people = {person.label: person for person in session.store.participants()}
    assert people["S01"].attributes == {"grade": "11"}
    speakers = {s.label: s for s in session.store.speakers()}
    assert speakers["Jordan"].participant_id == people["S02"].id
    assert ImportService(session).apply_roster(Tables(None, roster, {}).roster).matched == 3
    assert [s.version for s in session.store.speakers()] == [s.version for s in speakers.values()]


def test_a_person_in_two_groups_is_refused(session: Session, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "transcript,speaker,participant,role,group\nFG-01,Maya,S01,,students\nFG-01,Jordan,S01,,families\n"
    )
    with pytest.raises(InputError, match="is in students and in families"):
        ImportService(session).apply_roster(Tables(None, roster, {}).roster)
    assert session.store.participants() == []


@pytest.mark.parametrize("content", ["a;b\n1;2\n", "a\tb\n1\t2\n", "A, B\n1, 2\n", "\ufeffa,b\n1,2\n"])
def test_tables_are_read_whatever_the_separator(tmp_path: Path, content: str) -> None:
    assert read_table(table(tmp_path, content), ("a", "b")) == [(2, {"a": "1", "b": "2"})]


def test_formulas_are_made_plain() -> None:
    rows = list(csv.reader(io.StringIO(write_table(["x"], [["=1"], ["+1"], ["-1"], ["@x"], ["ok"], [-1]]))))
    assert rows == [["x"], ["'=1"], ["'+1"], ["'-1"], ["'@x"], ["ok"], ["-1"]]


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        write_text(tmp_path, "x")
    with pytest.raises(InputError, match="does not exist"):
        write_text(tmp_path / "no" / "x.csv", "x")
    assert list(tmp_path.iterdir()) == []
