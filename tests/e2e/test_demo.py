"""The demo without a screen: the whole job from bundled transcripts to a Word document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.support import ROOT
from tests.wordfile import paragraphs, tables

QUOTE_STYLES = ("Quote", "Table Quote")


def coder(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coder", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


def rows(project: Path, what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(coder("list", project, what, "--format", "json").stdout)
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was made and reported by one command."""
    folder = tmp_path_factory.mktemp("demo") / "d"
    done = coder("demo", folder, "--headless", "-o", folder / "report.docx")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def project(demo: Path) -> Path:
    return demo / "demo.coder"


def test_there_is_enough_to_look_at(project: Path) -> None:
    assert len(rows(project, "transcripts")) >= 8
    assert len(rows(project, "codings")) >= 600
    assert coder("doctor", project).returncode == 0


def test_two_coders_read_every_session(project: Path) -> None:
    coded: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    codings = rows(project, "codings")
    for row in codings:
        coded[row["transcript"], row["coder"]].add(row["turn"])
    assert len({row["coder"] for row in codings}) == 2
    for session in rows(project, "transcripts"):
        shares = [
            len(turns) / session["turns"] for (label, _), turns in coded.items() if label == session["label"]
        ]
        assert len(shares) == 2, session["label"]
        assert min(shares) >= 2 / 3, (session["label"], shares)


def test_its_themes_rest_on_their_evidence(project: Path) -> None:
    """The only remark that is left is the tie of two recommendations, which is meant."""
    found = json.loads(coder("theme", "check", project, "--format", "json").stdout)
    assert [one["rule"] for one in found] == ["tie"]
    themes = json.loads(coder("theme", "list", project, "--format", "json").stdout)
    assert len(themes) == 6
    assert all(theme["evidence"] >= 5 and theme["quotes"] >= 2 for theme in themes)
    assert {theme["status"] for theme in themes} == {"draft", "checked", "final"}
    for theme in themes:
        said = json.loads(coder("theme", "show", project, theme["number"], "--format", "json").stdout)
        assert {row["code"] for row in said} <= set(theme["codes"])
    advice = json.loads(coder("recommend", "list", project, "--format", "json").stdout)
    assert all(one["themes"] and one["cause"] and one["votes"] for one in advice)
    assert [one["place"] for one in advice] == [1, 1, 3, 4]


def test_every_printed_quote_was_said_so(demo: Path, project: Path) -> None:
    document = docx.Document(str(demo / "report.docx"))
    assert len(tables(document)) >= 4
    cells = [cell for table in tables(document) for row in table.rows for cell in row.cells]
    said = [*paragraphs(document), *(p for cell in cells for p in cell.paragraphs)]
    quotes = {p.text for p in said if p.style is not None and p.style.name in QUOTE_STYLES}
    assert len(quotes) >= 20
    texts = [coder("text", project, row["label"]).stdout for row in rows(project, "transcripts")]
    for quote in quotes:
        assert (quote[0], quote[-1]) == ("“", "”"), quote
        assert any(quote[1:-1].removesuffix(" […]") in text for text in texts), quote


def test_a_demo_that_is_there_is_kept(demo: Path, project: Path) -> None:
    before = rows(project, "codings"), coder("history", project, "--format", "json").stdout
    done = coder("demo", demo, "--headless")
    assert done.returncode == 0
    assert "Opening the demo" in done.stderr
    assert (rows(project, "codings"), coder("history", project, "--format", "json").stdout) == before
    assert sorted(path.name for path in demo.iterdir()) == ["demo.coder", "report.docx"]
