"""A project follows processes: it has their codebooks, limits and sections, and keeps them as they were."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from coder.cli.main import run
from coder.services import bootstrap
from coder.services.engagements import engagement_named, followed
from coder.services.gathering import gather_claims
from coder.services.limits import FLOOR, LIMIT, thresholds_of

MINE = """
engagement: { id: listening, name: Listening round, version: "1", purpose: Hear first. }
codebooks: [collaborative-inquiry]
groups: [students]
sections: [heard, codebook]
limits: { recommendations: "2", strategies: "3" }
thresholds: { voices: "6", records: "12", student_share: "40" }
"""


@pytest.fixture
def project(tmp_path: Path) -> str:
    (tmp_path / "mine.yaml").write_text(MINE)
    place = str(tmp_path / "audit.coder")
    mine = str(tmp_path / "mine.yaml")
    assert run(["new", place, "--engagement", mine, "--engagement", "accelerator"]) == 0
    return place


def headings_of(file: Path) -> list[str]:
    return [p.text for p in docx.Document(str(file)).paragraphs if p.style and p.style.name == "Heading 1"]


def test_a_project_takes_over_what_its_processes_say(project: str, tmp_path: Path) -> None:
    with bootstrap.session(project, "AM") as session:
        assert [one.id for one in followed(session)] == ["listening", "accelerator"]
        assert {"collaborative-inquiry", "district-equity-domains", "lenses"} == {
            book.id for book in session.tree.codebooks
        }
        meta = session.store.meta()
        assert (meta[LIMIT], meta[FLOOR]) == ("2", "40")
        assert gather_claims(session).strategies == 3
        limits = thresholds_of(meta)
        assert (limits.voices, limits.records) == (6, 12)
    (tmp_path / "mine.yaml").unlink()
    with bootstrap.session(project, "AM") as session:
        assert followed(session)[1] == engagement_named("accelerator")


def test_the_report_has_the_sections_of_the_processes(project: str, tmp_path: Path) -> None:
    assert run(["report", project, "-o", str(tmp_path / "r.docx")]) == 0
    headings = headings_of(tmp_path / "r.docx")
    assert "Appendix: Codebook" in headings
    assert "How we worked" not in headings
    assert run(["report", project, "-o", str(tmp_path / "w.docx"), "--section", "worked"]) == 0
    headings = headings_of(tmp_path / "w.docx")
    assert headings == ["How we worked"]


def test_processes_are_listed_compared_and_checked(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["engagement", "list", "--format", "csv"]) == 0
    assert "equity-audit,Equity audit," in capsys.readouterr().out
    assert run(["engagement", "compare", "i2i", "accelerator", "--format", "json"]) == 0
    assert '"i2i": "one month"' in capsys.readouterr().out
    assert run(["engagement", "check", str(tmp_path / "mine.yaml")]) == 0
    (tmp_path / "odd.yaml").write_text(MINE.replace("[heard, codebook]", "[heard, ballads]"))
    assert run(["engagement", "check", str(tmp_path / "odd.yaml")]) == 1
    assert "no report has ballads" in capsys.readouterr().out
    assert run(["new", str(tmp_path / "x.coder"), "--engagement", "nothing"]) == 2
    assert not (tmp_path / "x.coder").exists()
