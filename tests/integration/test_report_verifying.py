"""Every number of a report can be made again from the log, and one that was changed is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import docx
import pytest

from coder.errors import InputError, StoreError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.limits import set_thresholds
from coder.services.report_verifying import numbers, verify_report
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session
from tests import wordfile
from tests.integration.test_checking import fill


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = str(tmp_path / "tiny.coder")
    fill(path)
    return path


def checks(session: Session, path: Path) -> dict[str, tuple[bool, str]]:
    return {check.name: (check.ok, check.detail) for check in verify_report(session, path)}


def test_a_report_is_made_again_byte_for_byte_whatever_was_done_since(project: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    with bootstrap.session(project, "AM") as session:
        write_report(session, path)
        found = checks(session, path)
        assert found["document"] == (True, "byte for byte what the log gives")
        assert found["today"] == (True, "all of them are the same today")
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(4).span, ["T.BEL"])
        found = checks(session, path)
        assert found["document"] == (True, "byte for byte what the log gives")
        assert found["numbers"][0]
        assert "today it would be" in found["today"][1] or "not what today" in found["today"][1]
        assert all(ok for ok, _ in found.values())


def test_a_setting_that_was_changed_since_changes_no_number_of_then(project: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    with bootstrap.session(project, "AM") as session:
        write_report(session, path)
        set_thresholds(session, records=30, voices=12)
        session.store.set_meta({"name": "Audit of 2031"})
        found = checks(session, path)
        assert found["document"] == (True, "byte for byte what the log gives")
        assert found["settings"] == (
            True,
            "changed since, and taken as they were then: the project's name, the smallest number of records, "
            "the smallest number of voices",
        )
        assert all(ok for ok, _ in found.values())
        # Today more would be hidden, so that more than a sentence or two would differ.
        assert found["today"][1].startswith("and ")


def test_only_the_act_of_writing_this_very_report_is_left_out_of_today(project: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    with bootstrap.session(project, "AM") as session:
        write_report(session, path)
        write_report(session, tmp_path / "short.docx", request=ReportRequest(without=("findings",)))
        assert checks(session, path)["today"][1].startswith("table Act | Times | First | Last (1), row")


def test_a_number_that_was_changed_by_hand_is_found_with_its_place(project: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    with bootstrap.session(project, "AM") as session:
        write_report(session, path)
        document = docx.Document(str(path))
        cell = next(
            cell
            for table in wordfile.tables(document)
            for row in table.rows[1:]
            for cell in row.cells
            if any(letter.isdigit() for letter in cell.text)
        )
        before = cell.text
        cell.paragraphs[0].runs[0].text = "99"
        document.save(str(path))
        found = checks(session, path)
        assert found["document"][1] == "was changed after it was written"
        assert not found["numbers"][0]
        assert "the document says 99" in found["numbers"][1]
        assert before in found["numbers"][1]


def test_a_changed_log_and_another_project_stop_it_with_a_sentence(project: str, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    other = str(tmp_path / "other.coder")
    fill(other)
    with bootstrap.session(project, "AM") as session:
        write_report(session, path)
        assert numbers(path.read_bytes())
    with bootstrap.session(other, "AM") as session:
        with pytest.raises(InputError, match="not written from this project"):
            checks(session, path)
        (tmp_path / "no.docx").write_text("x")
        with pytest.raises(InputError, match="not a Word document"):
            checks(session, tmp_path / "no.docx")
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("update events set coder = 'ZZ' where seq = 3")
        connection.commit()
    with bootstrap.session(project, "AM", readonly=True) as session:
        with pytest.raises(StoreError, match="event 3 of its log was changed"):
            checks(session, path)
        with pytest.raises(StoreError, match="event 3 of its log was changed"):
            write_report(session, tmp_path / "second.docx")
    assert not (tmp_path / "second.docx").exists()
