"""Framework matrices and the protocol: kept, undone, and honest about what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.matrix import CellState, RowKind
from coder.errors import ConflictError, InputError
from coder.services import bootstrap
from coder.services.analysing import Request, Row, analyse, matrix_service
from coder.services.checking import project as checks
from coder.services.coding import CodingService
from coder.services.importing import ImportService, Tables
from coder.services.marking import MarkingService
from coder.services.questions import clear_protocol, import_protocol, protocol_rows
from coder.services.session import Session
from tests import support

PROTOCOL = "question,codes,transcripts\nWho knows your name?,T.REL,FG-01|FG-02\nDo you belong?,T.BEL,FG-01\n"


def project(place: str) -> None:
    talk = [(f"P{n}", f"Words of turn {n}, said by somebody.") for n in range(1, 5)]
    support.make(place, support.transcript("FG-01"), support.transcript("FG-02", talk))


def protocol(tmp_path: Path, text: str = PROTOCOL) -> Path:
    path = tmp_path / "protocol.csv"
    path.write_text(text)
    return path


def cells(session: Session, **asked: object) -> dict[tuple[str, str], Row]:
    rows = analyse(session, "matrix", Request(**asked)).rows  # type: ignore[arg-type]
    return {(row["row"], row["code"]): row for row in rows}


def write(session: Session, row: str, code: str, rows: str = "session", **given: object) -> None:
    service, kind, written = matrix_service(session, rows, **given)  # type: ignore[arg-type]
    service.write(kind, row, code, written)


def test_a_cell_is_written_changed_checked_undone_and_replayed(place: str) -> None:
    project(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        (coding,) = session.store.codings()
        write(session, "fg-01", "T.WELL", summary="One counselor for all of them.", quote=coding.id)
        (cell,) = session.store.cells()
        assert (cell.row_kind, cell.row_id, cell.evidence) == (RowKind.SESSION, talk.id, (coding.id,))
        write(session, "FG-01", "T.WELL", checked=True)
        (cell,) = session.store.cells()
        assert (cell.state, cell.summary) == (CellState.CHECKED, "One counselor for all of them.")
        shown = cells(session)["FG-01", "T.WELL"]
        assert shown["quote"] == coding.text
        assert (shown["standing"], shown["state"]) == ("raised", "checked")
        assert all(check.ok for check in checks(session))
        session.undo()
        assert [c.state for c in session.store.cells()] == [CellState.DRAFTED]
        session.undo()
        assert session.store.cells() == []
        session.redo()
        service, kind, _ = matrix_service(session, "session")
        service.clear(kind, "FG-01", "T.WELL")
        assert session.store.cells() == []
        session.undo()
        assert len(session.store.cells()) == 1
        assert all(check.ok for check in checks(session))


def test_evidence_that_was_taken_back_is_evidence_no_longer(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    (coding,) = session.store.codings()
    write(session, "FG-01", "T.WELL", summary="Nobody to go to.", quote=coding.id)
    CodingService(session).remove(talk, coding)
    shown = cells(session)["FG-01", "T.WELL"]
    assert (shown["quote"], shown["evidence"], shown["flagged"]) == ("", "", "")
    assert shown["summary"] == "Nobody to go to."


def test_what_cannot_be_written_is_refused(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    with pytest.raises(InputError, match="61 words"):
        write(session, "FG-01", "T.WELL", summary="word " * 61)
    with pytest.raises(InputError, match="empty"):
        write(session, "FG-01", "T.WELL", summary=" ")
    with pytest.raises(InputError, match=r"no coding of T\.WELL"):
        write(session, "FG-01", "T.WELL", summary="x", evidence=["nothing"])
    with pytest.raises(InputError, match="use one of FG-01"):
        write(session, "FG-09", "T.WELL", summary="x")
    assert session.store.cells() == []


def test_two_coders_never_overwrite_one_cell(place: str) -> None:
    project(place)
    with bootstrap.session(place, "AM") as one, bootstrap.session(place, "JR") as other:
        late, kind, written = matrix_service(other, "session", summary="Late.")
        late._kept = lambda *_: None  # type: ignore[method-assign]
        write(one, "FG-01", "T.WELL", summary="First.")
        with pytest.raises(ConflictError):
            late.write(kind, "FG-01", "T.WELL", written)
        assert [cell.summary for cell in one.store.cells()] == ["First."]


def test_never_not_raised_while_a_turn_waits(place: str, tmp_path: Path) -> None:
    project(place)
    with bootstrap.session(place, "AM") as session:
        import_protocol(session, protocol(tmp_path))
        talk = session.transcript("FG-02")
        CodingService(session).apply(talk, talk.turn(1).span, ["T.WELL"])
        found = {code: row["standing"] for (name, code), row in cells(session).items() if name == "FG-02"}
        assert found == {"T.WELL": "raised", "T.REL": "not coded yet", "T.BEL": "not asked"}
        for number in (2, 3, 4):
            MarkingService(session).toggle_read(talk, talk.turn(number))
        found = {code: row["standing"] for (name, code), row in cells(session).items() if name == "FG-02"}
        assert found == {"T.WELL": "raised", "T.REL": "not raised", "T.BEL": "not asked"}
        assert cells(session)["FG-01", "T.REL"]["standing"] == "not coded yet"


def test_rows_of_people_and_of_groups(session: Session, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("transcript,speaker,participant,role,group\nFG-01,Maya,S01,,students\n")
    ImportService(session).apply_roster(Tables(None, roster, {}).roster)
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    write(session, "S01", "T.WELL", rows="participant", summary="Went once.")
    write(session, "students", "T.WELL", rows="group", summary="They stop going.")
    assert cells(session, rows="participant")["S01", "T.WELL"]["summary"] == "Went once."
    assert cells(session, rows="group")["students", "T.WELL"]["summary"] == "They stop going."
    assert cells(session)["FG-01", "T.WELL"]["summary"] == ""


def test_a_protocol_is_kept_replaced_undone_and_used(place: str, tmp_path: Path) -> None:
    project(place)
    with bootstrap.session(place, "AM") as session:
        import_protocol(session, protocol(tmp_path))
        assert [row["codes"] for row in protocol_rows(session)] == ["T.REL", "T.BEL"]
        assert protocol_rows(session)[0]["transcripts"] == "FG-01|FG-02"
        import_protocol(session, protocol(tmp_path, "question,codes,transcripts\nWell?,T.WELL,FG-02\n"))
        assert [row["question"] for row in protocol_rows(session)] == ["Well?"]
        session.undo()
        assert len(protocol_rows(session)) == 2
        with pytest.raises(InputError, match="no code"):
            import_protocol(session, protocol(tmp_path, "question,codes,transcripts\nWell?,T.NO,FG-02\n"))
        assert len(protocol_rows(session)) == 2
        assert all(check.ok for check in checks(session))
        clear_protocol(session)
        assert protocol_rows(session) == []
        with pytest.raises(InputError, match="no protocol"):
            clear_protocol(session)
