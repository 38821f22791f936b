"""Reports that people worked on: tracked changes are looked into, and copies that are kept are listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from coder.domain.consent import Consent
from coder.errors import InputError
from coder.ingest.registry import load
from coder.privacy.leaks import LeaksFound
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.leaving import scan_file
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session
from coder.wholefile import check_target
from tests import support

SAID = "There is one counselor for four hundred of us."


@pytest.fixture
def report(session: Session, tmp_path: Path) -> Path:
    made = session.transcript("FG-01")
    CodingService(session).apply(made, made.turn(2).span, ["T.WELL"])
    path = tmp_path / "r.docx"
    write_report(session, path)
    return path


def change(path: Path, before: str, gone: str, behind: str) -> None:
    """Add a paragraph in which a tracked change deletes some words."""
    document: Any = docx.Document(str(path))
    paragraph = document.add_paragraph(before)
    told = f'<w:del {nsdecls("w")} w:id="77" w:author="Reader" w:date="2026-01-01T00:00:00Z">'
    paragraph._p.append(parse_xml(f"{told}<w:r><w:delText>{gone}</w:delText></w:r></w:del>"))
    paragraph.add_run(behind)
    document.save(str(path))


def test_our_report_with_tracked_changes_is_written_again(session: Session, report: Path) -> None:
    change(report, "Read ", "twice", " again.")
    write_report(session, report)
    body = docx.Document(str(report)).element.body
    assert [node.text for node in body.iter(qn("w:delText"))] == ["twice"]


@pytest.mark.parametrize(
    ("before", "gone", "behind"),
    [("She is ", "Maya", " and well."), ("She is Ma", "rv", "ya and well."), ("Ask Jor", "dan", " first.")],
)
def test_names_inside_around_and_through_tracked_changes_stop_it(
    session: Session, report: Path, before: str, gone: str, behind: str
) -> None:
    change(report, before, gone, behind)
    content = report.read_bytes()
    with pytest.raises(LeaksFound, match=r"Maya|Jordan"):
        write_report(session, report)
    assert report.read_bytes() == content


def test_changes_that_come_with_a_template_are_not_let_through(
    session: Session, report: Path, tmp_path: Path
) -> None:
    template = tmp_path / "t.docx"
    docx.Document().save(str(template))
    change(template, "Read ", "twice", " again.")
    with pytest.raises(LeaksFound, match="a tracked change"):
        write_report(session, report, request=ReportRequest(template=template))
    with pytest.raises(LeaksFound, match="a tracked change"):
        write_report(session, tmp_path / "new.docx", request=ReportRequest(template=template))


def test_a_copy_of_an_edited_report_that_is_kept_is_among_what_left(session: Session, report: Path) -> None:
    document: Any = docx.Document(str(report))
    document.add_paragraph(SAID)
    document.save(str(report))
    write_report(session, report)
    kept = report.with_name("r (kept 1).docx")
    assert kept.is_file()
    service = ConsentService(session)
    told = service.tell(service.person("Maya"), Consent.WITHDRAWN)
    left = {one.export.name: one.words for one in told.exports}
    assert left[kept.name] is True
    *_, last = [event for event in session.store.events() if event.action == "export"]
    assert last.summary == "kept r (kept 1).docx (a report that people had changed)"
    # Unreadable, it may hold the words of anybody.
    report.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Exception, match="Word"):
        write_report(session, report)
    write_report(session, report.with_suffix(".md"))
    report.with_suffix(".md").write_bytes(b"PK\x03\x04 broken")
    write_report(session, report.with_suffix(".md"))
    broken = next(e for e in session.store.exports() if e.name == "r (kept 1).md")
    assert {s.id for s in session.transcript("FG-01").speakers} <= set(broken.people)


def test_no_project_that_is_open_is_read_past_sqlite_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "audit.db"
    support.make(str(place))
    real = Path.open

    def watch(path: Path, *more: Any, **named: Any) -> Any:
        assert not path.samefile(place), "opened past SQLite, which drops its locks"
        return real(path, *more, **named)

    link = tmp_path / "names.csv"
    link.symlink_to(place)
    with bootstrap.session(str(place), "AM") as session:
        monkeypatch.setattr(Path, "open", watch)
        for path in (place, link):
            with pytest.raises(InputError, match="this is a project"):
                check_target(path)
            with pytest.raises(InputError, match="the project itself, which is open"):
                scan_file(session, path)
            with pytest.raises(InputError, match="the project itself, which is open"):
                load(path)
        monkeypatch.undo()
