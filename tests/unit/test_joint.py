"""Measures beside codes: protected as records, judged by a person, never added up."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.analysis.count_table import HIDDEN
from coder.analysis.frame import codings_frame
from coder.analysis.joint import Fit, Link, Measure, causal_words, joint_display, measure_tables
from coder.analysis.recover import recoveries
from coder.analysis.suppression import protect
from coder.analysis.themes import ThemeRow, theme_rows
from coder.analysis.thresholds import Unit
from coder.errors import InputError
from coder.exchange.measures_csv import read_links, read_measures
from tests.unit.test_themes import coding, material, talk

TABLE = """measure,group,number,of
Suspended,White,20,400
Suspended,Latino,23,150
Suspended,Black,12,60
Suspended,Asian,2,8
Suspended,,57,618
Feels known,students,"1,050",2100
"""
LINKS = """measure,code,fit,note
Feels known,T.BEL,agree,both say about half
Suspended,T.BEL,differs,records stand beside few voices
Suspended,T.REL,,
"""


def themes() -> tuple[ThemeRow, ...]:
    made = talk("FG-S", [f"S{n}" for n in range(6)])
    data = material([made], [coding(made, 1), coding(made, 2)])
    return theme_rows(codings_frame(data), data)


def read(tmp_path: Path) -> tuple[list[Measure], list[Link]]:
    (tmp_path / "m.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "l.csv").write_text(LINKS, encoding="utf-8")
    return read_measures(tmp_path / "m.csv"), read_links(tmp_path / "l.csv")


def test_a_table_of_records_stands_beside_what_people_said(tmp_path: Path) -> None:
    measures, links = read(tmp_path)
    rows = joint_display(measures, links, themes())
    assert [row.told_fit for row in rows] == ["differs", "agree", "not judged yet"]
    measured = dict(rows[0].measured)
    assert measured["Asian"] == measured["Black"] == HIDDEN
    assert (measured["White"], measured["all"]) == ("20 of 400", "57 of 618")
    assert [str(group.people) for group in rows[0].people] == ["2 of 6"]
    assert rows[2].people == ()
    assert recoveries(protect(measure_tables(measures))) == []


def test_who_reads_a_cause_into_it_is_stopped(tmp_path: Path) -> None:
    measures, _ = read(tmp_path)
    assert causal_words("Suspensions lead to and because of belonging") == ["lead to", "because"]
    with pytest.raises(InputError, match="no cause"):
        joint_display(measures, [Link("Suspended", "T.BEL", Fit.AGREE, "due to belonging")], themes())
    with pytest.raises(InputError, match="nobody raised"):
        joint_display(measures, [Link("Suspended", "T.REL", Fit.AGREE)], themes())
    with pytest.raises(InputError, match="no measure"):
        joint_display(measures, [Link("Absent", "T.BEL")], themes())
    with pytest.raises(InputError, match="cannot be"):
        joint_display([Measure("x", "", 5, 3, Unit.RECORDS)], [], ())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("measure,number,of\nx,50%,100\n", "percentages"),
        ("measure,number\nx,5\n", "no column of"),
        ("measure,number,of,unit\nx,5,50,heads\n", "no unit"),
    ],
)
def test_wrong_tables_are_told_by_line(tmp_path: Path, table: str, message: str) -> None:
    path = tmp_path / "m.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_measures(path)


def test_an_unknown_fit_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("measure,code,fit\nx,T.BEL,proves\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_links(path)
