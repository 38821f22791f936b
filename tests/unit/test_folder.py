"""What the import screen lists of a folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from coder.errors import InputError
from coder.tui.folder import already, entries, goes_to


def test_transcripts_come_first_and_projects_not_at_all(tmp_path: Path) -> None:
    for name in ("b.docx", "A.txt", "z.bin", ".hidden.txt", "p.coder", "p.coder-wal", "p.coder-shm"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    assert [entry.path.name for entry in entries(tmp_path)] == ["A.txt", "b.docx", "folder", "z.bin"]


def test_links_out_are_neither_folders_nor_transcripts(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("x")
    folder = tmp_path / "chosen"
    (folder / "inside").mkdir(parents=True)
    (folder / "root").symlink_to("/")
    (folder / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "b.txt").symlink_to(tmp_path / "elsewhere" / "a.txt")
    (folder / "near").symlink_to("inside")
    found = {entry.path.name: (entry.folder, entry.likely) for entry in entries(folder)}
    assert found == {
        "inside": (True, False),
        "near": (True, False),
        "root": (False, False),
        "away": (False, False),
        "b.txt": (False, False),
    }
    assert goes_to(folder, "near/x")[0] == folder / "inside"
    for typed in ("root/", "root/etc/", "away/a", f"{folder}/away/a"):
        with pytest.raises(InputError, match="leads out of its folder"):
            goes_to(folder, typed)


def test_files_that_were_imported_are_known_by_their_bytes(tmp_path: Path) -> None:
    for name, text in {"a.txt": "one", "b.txt": "two", "c.txt": "one"}.items():
        (tmp_path / name).write_text(text)
    kept = {"a.txt": f"other {hashlib.sha256(b'one').hexdigest()}", "b.txt": "another"}
    assert already(entries(tmp_path), kept) == {tmp_path / "a.txt"}
