"""What the import screen lists of a folder."""

from __future__ import annotations

from pathlib import Path

from coder.tui.folder import entries


def test_transcripts_come_first_and_projects_not_at_all(tmp_path: Path) -> None:
    for name in ("b.docx", "A.txt", "z.bin", ".hidden.txt", "p.coder", "p.coder-wal", "p.coder-shm"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    assert [entry.path.name for entry in entries(tmp_path)] == ["A.txt", "b.docx", "folder", "z.bin"]
