"""The list of recent projects, and what a person prefers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.services import bootstrap
from coder.services.recent import MOST, forget_project, recent_projects, remember_project
from coder.services.userfiles import keep_state, prefer, preferences, state_folder
from tests import support


def test_projects_are_remembered_last_first_and_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder, coder in (("a", "AM"), ("b", "AM"), ("a", "JR")):
        if not (tmp_path / folder / "tiny.coder").exists():
            support.make(str(tmp_path / folder / "tiny.coder"))
        with bootstrap.session(str(tmp_path / folder / "tiny.coder"), coder) as session:
            remember_project(session)
    found = recent_projects()
    assert [(Path(p.place).parent.name, p.name, p.coder) for p in found] == [
        ("a", "Tiny audit", "JR"),
        ("b", "Tiny audit", "AM"),
    ]
    assert all(project.is_there() for project in found)
    Path(found[0].place).unlink()
    assert [project.is_there() for project in recent_projects()] == [False, True]
    forget_project(found[0].place)
    assert [project.place for project in recent_projects()] == [found[1].place]


def test_no_word_of_a_transcript_is_kept(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        remember_project(session)
    kept = (state_folder() / "recent.json").read_text()
    assert all(words not in kept for who, words in support.TALK)
    assert "Maya" not in kept
    assert (state_folder() / "recent.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kept", ["", "{", "[1]", '{"a": 1}', '[{"place": ""}]', "[" * 5000])
def test_a_damaged_list_is_an_empty_list(kept: str) -> None:
    state_folder().mkdir(parents=True, exist_ok=True)
    (state_folder() / "recent.json").write_text(kept)
    assert recent_projects() == []


def test_the_list_has_an_end(tmp_path: Path) -> None:
    row = {"name": "n", "coder": "c", "at": "2026-01-01"}
    keep_state("recent.json", [{**row, "place": f"/p{n}"} for n in range(90)])
    assert len(recent_projects()) == MOST


def test_passwords_are_never_kept(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        for address in ("postgresql://me:secret@host/db", "postgresql://host/db?password=secret"):
            session.store.place = address
            remember_project(session)
        session.store.place = "postgresql://host/db"
        remember_project(session)
    assert [project.place for project in recent_projects()] == ["postgresql://host/db"]


def test_a_place_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CODER_STATE_DIR", str(tmp_path / "file" / "sub"))
    prefer("theme", "coder-light")
    assert preferences() == {}
    assert not keep_state("recent.json", [])
    assert recent_projects() == []


def test_preferences_are_kept() -> None:
    prefer("theme", "coder-light")
    prefer("other", "x")
    assert preferences() == {"theme": "coder-light", "other": "x"}
    assert json.loads((state_folder() / "preferences.json").read_text())["theme"] == "coder-light"
