"""The log by person, thing and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coder.errors import InputError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.log_reading import LogFilter, selected
from coder.services.session import Session
from coder.store import store as store_module
from tests import support


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(tmp_path / "tiny.coder")
    support.make(path, support.transcript(), support.transcript("FG-02"))
    days = {"AM": "2026-03-10T12:00:00.000Z", "JR": "2026-03-12T12:00:00.000Z"}
    for coder, at in days.items():
        monkeypatch.setattr(store_module, "now", lambda at=at: at)
        with bootstrap.session(path, coder) as session:
            for label, code in (("FG-01", "T.WELL"), ("FG-02", "T.REL")):
                talk = session.transcript(label)
                CodingService(session).apply(talk, talk.turn(2).span, [code])
            CodingService(session).write_memo("coding", session.store.codings()[0].id, "look again")
            session.undo()
    monkeypatch.undo()
    return path


def acts(session: Session, **limits: str) -> list[str]:
    found = selected(session, LogFilter(**limits))
    return [f"{event.coder} {event.action}" for event in found if event.action not in ("codebook", "import")]


def test_the_log_by_person_thing_and_time(project: str) -> None:
    with bootstrap.session(project, readonly=True) as session:
        assert acts(session, coder="jr") == ["JR code", "JR code", "JR memo", "JR undo"]
        assert acts(session, action="undo") == ["AM undo", "JR undo"]
        assert acts(session, about="FG-02") == ["AM code", "JR code"]
        assert acts(session, about="T.WELL", coder="AM") == ["AM code"]
        assert acts(session, kind="memo") == ["AM memo", "AM undo", "JR memo", "JR undo"]
        first = next(coding.id for coding in session.store.codings() if coding.coder == "AM")
        assert acts(session, about=first)[0] == "AM code"
        assert acts(session, since="2026-03-12", until="2026-03-12") == acts(session, coder="JR")
        assert acts(session, since="2026-03-11", until="2026-03-11") == []
        assert acts(session, about="nothing of this name") == []
        with pytest.raises(InputError, match="this is not a time"):
            acts(session, since="yesterday")


def test_the_command_prints_what_is_wanted(project: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "coder",
            "history",
            project,
            "--by",
            "AM",
            "--about",
            "FG-01",
            "--format",
            "json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row["action"] for row in json.loads(done.stdout)][-1] == "code"
