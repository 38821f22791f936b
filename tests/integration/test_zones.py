"""Zones of a journey: told of groups, and of nobody alone in any file that can leave."""

from __future__ import annotations

import random
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.matrix import RowKind
from coder.domain.zones import ZONES, zone_of
from coder.errors import InputError
from coder.services import bootstrap, demo, demo_journeys
from coder.services.analysing import TABLES, Request, analyse, matrix_service
from coder.services.engagements import engagement_named
from coder.services.exchanging import ExchangeService
from coder.services.keeping_tables import keep_table
from coder.services.leaving import despite_leaks
from coder.services.listing import codings
from coder.services.reporting import write_report
from coder.services.session import Session, added

_CODES = ("JRN.F.DENY", "JRN.F.RISK", "JRN.L.NAME", "JRN.L.SELF", "JRN.G.SPEAK", "JRN.X.SUP", "JRN.X.BAR")
_Circles = dict[str, tuple[str, str, list[tuple[str, str, tuple[str, ...]]]]]


def _place(at: Path, circles: _Circles | None = None) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "_bring_in", lambda session: None)
        if circles is not None:
            patch.setattr(demo_journeys, "_CIRCLES", circles)
        return str(demo.make_demo(at, "t", engagement_named("leadership-journey")))


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with bootstrap.session(_place(tmp_path_factory.mktemp("journey")), "t") as session:
        yield session


def _of(session: Session, table: str) -> list[tuple[str, ...]]:
    rows = analyse(session, "zones", Request()).rows
    return [tuple(list(row.values())[1:]) for row in rows if row["table"] == table]


def test_zones_are_counted_by_group_and_wave(journey: Session) -> None:
    # First wave, principals: Pat, Lee, Kim, Sal | Ray, Jo | nobody; second: Kim | Pat, Jo, Sal | Lee, Ray.
    assert _of(journey, "mix") == [
        ("wave 1", "district leaders", "5", "2", "2", "1"),
        ("wave 1", "principals", "6", "4", "2", "0"),
        ("wave 2", "district leaders", "5", "2", "1", "2"),
        ("wave 2", "principals", "6", "1", "3", "2"),
    ]


def test_words_that_two_coders_marked_are_one_excerpt(tmp_path: Path) -> None:
    with bootstrap.session(_place(tmp_path), "t") as session:
        before = _of(session, "mix"), _of(session, "moves")
        codings = session.store.codings()
        shorter = [
            replace(one, id=str(uuid.uuid4()), coder="JR", end=one.end - 1, text=one.text[:-1])
            for one in codings
        ]
        session.act("code", "coded by another", [added("coding", one) for one in shorter])
        assert (_of(session, "mix"), _of(session, "moves")) == before


def test_moves_are_counted_of_those_who_are_in_both_waves(journey: Session) -> None:
    # On: Pat, Lee, Ray, Sal; as before: Kim, Jo. In the district on: Ari, Bo, Cam; back: Eli; as before: Dee.
    assert _of(journey, "moves") == [
        ("1 to 2", "district leaders", "5", "3", "1", "1", "0"),
        ("1 to 2", "principals", "6", "4", "0", "2", "0"),
    ]


def test_what_helps_and_what_holds_stands_by_the_zone_it_was_said_in(journey: Session) -> None:
    # Supports: Lee and Bo beside growth, Sal beside learning; barriers: Kim (twice) and Dee beside fear.
    assert _of(journey, "supports") == [
        ("Zone 1 (fear)", "0 of 11", "2 of 11"),
        ("Zone 2 (learning)", "1 of 11", "0 of 11"),
        ("Zone 3 (growth)", "2 of 11", "0 of 11"),
    ]


def _circles(people: dict[str, int], zones: dict[tuple[str, str], list[str]]) -> _Circles:
    """One circle of each group in each of two waves; who is who by number, coded as told."""
    found: _Circles = {}
    for n, (group, size) in enumerate(people.items()):
        for wave in "12":
            codes = zones[group, wave]
            said = [
                (
                    f"Quill{group}{one}",
                    f"We said so and so in this circle, {group} {wave}.",
                    (codes[one],),
                )
                for one in range(size)
            ]
            found[f"C{n}{wave}"] = (group, wave, said)
    return found


@pytest.mark.parametrize(
    ("first", "second", "mix", "moves"),
    [
        # Four are too few for anything.
        (["JRN.F.DENY"] * 3 + ["JRN.G.SPEAK"], ["JRN.L.NAME"] * 4, ["<5"] * 4, ["<5"] * 5),
        # Five who are all alike would each be told of.
        (["JRN.F.DENY"] * 5, ["JRN.L.NAME"] * 5, ["5", *["not told"] * 3], ["5", *["not told"] * 4]),
    ],
)
def test_a_few_and_those_who_are_alike_are_not_told(
    tmp_path: Path, first: list[str], second: list[str], mix: list[str], moves: list[str]
) -> None:
    place = _place(tmp_path, _circles({"deans": len(first)}, {("deans", "1"): first, ("deans", "2"): second}))
    with bootstrap.session(place, "t", readonly=True) as session:
        assert [list(row[2:]) for row in _of(session, "mix")] == [mix, mix]
        assert [list(row[2:]) for row in _of(session, "moves")] == [moves]


def test_a_part_cannot_be_asked_for(journey: Session) -> None:
    with pytest.raises(InputError, match="zones tells of all there is"):
        analyse(journey, "zones", Request(where=("group:principals",)))


def test_no_zone_is_written_of_one_person(journey: Session) -> None:
    service, kind, written = matrix_service(journey, "participant", summary="Steers around it.")
    with pytest.raises(InputError, match="never written of one person"):
        service.write(kind, "circle Kim", "JRN.F.AVOID", written)
    rows = analyse(journey, "matrix", Request(rows=RowKind.PARTICIPANT.value)).rows
    assert rows
    assert not [row for row in rows if zone_of(row["code"])]
    told = {row["code"]: row["speaker"] for row in codings(journey)}
    assert (told["JRN.F.DENY"], told["JRN.X.MOVE"]) == ("", "Pat")


@pytest.mark.parametrize("seed", [1, 2])
def test_no_file_holds_a_zone_of_a_person(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    people = {group: chance.randint(2, 7) for group in ("deans", "heads", "chairs")}
    zones = {(g, w): chance.choices(_CODES, k=size) for g, size in people.items() for w in "12"}
    place = _place(tmp_path, _circles(people, zones))
    with bootstrap.session(place, "t") as session:
        names = [session.tree.codes[code].name for zone in ZONES for code in session.tree.subtree(zone)]
        with despite_leaks("for a test"):
            _write_all(session, tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert {file.suffix for file in files} == {".csv", ".xlsx", ".md", ".docx", ".html"}
    zone = re.compile("|".join([r"JRN\.[FLG]\b", *map(re.escape, names)]))
    person = re.compile(r"Quill(deans|heads|chairs)\d", re.IGNORECASE)
    assert any(zone.search(line) for file in files for line in _lines(file))
    for file in files:
        told = [line for line in _lines(file) if zone.search(line) and person.search(line)]
        assert not told, (file.name, told[:3])


def _write_all(session: Session, out: Path) -> None:
    """Every table that can be counted, every list and every report, in each way in which it is written."""
    out.mkdir()
    asked = [(name, Request(rows="participant", word="so")) for name in TABLES if name != "joint"]
    asked += [("talk", Request(by=("speaker",))), ("zones", Request())]
    for n, (name, request) in enumerate(asked):
        found = analyse(session, name, request)
        for suffix in ("csv", "xlsx", "md") if name in ("matrix", "zones", "people") else ("csv",):
            if found.rows:
                keep_table(out / f"{name}{n}.{suffix}", name, name, found)
    ExchangeService(session).export_codings(out / "codings.csv")
    lines = ["speaker,code", *(f"{row['speaker']},{row['code']}" for row in codings(session))]
    (out / "listed.csv").write_text("\n".join(lines), encoding="utf-8")
    for suffix in ("docx", "md", "html", "xlsx"):
        write_report(session, out / f"report.{suffix}")


def _lines(file: Path) -> list[str]:
    """What stands together: lines, rows of tables, and paragraphs outside them."""
    if file.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(file, read_only=True)
        return [" ".join(map(str, row)) for sheet in book for row in sheet.iter_rows(values_only=True)]
    if file.suffix == ".docx":
        with zipfile.ZipFile(file) as parts:
            text = parts.read("word/document.xml").decode()
        rows = re.compile("<w:tr[ >].*?</w:tr>", re.DOTALL)
        return [*rows.findall(text), *rows.sub("", text).split("</w:p>")]
    text = file.read_text(encoding="utf-8")
    return re.split(r"</tr>|</p>", text) if file.suffix == ".html" else text.splitlines()
