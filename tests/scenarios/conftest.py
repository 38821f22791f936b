"""One project for all scenarios, and a list of the rows with their results at the end of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.services import bootstrap
from coder.services.reporting import section_names
from coder.services.session import Session
from tests.scenarios.district import make_district
from tests.scenarios.looking import report
from tests.scenarios.rows import ROWS, row_of


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once; nobody may change it."""
    folder = tmp_path_factory.mktemp("district")
    with pytest.MonkeyPatch.context() as patch:
        _own_folders(patch, folder)
        make_district(str(folder / "marlow.coder"))
    return folder / "marlow.coder"


def _own_folders(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("CODER_NAME", "AM")
    for name in ("CONFIG", "STATE", "DATA"):
        patch.setenv(f"CODER_{name}_DIR", str(folder / name.lower()))


@pytest.fixture(autouse=True)
def _as_am(_nobody_in_particular: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODER_NAME", "AM")


@pytest.fixture
def district(built: Path, tmp_path: Path) -> Path:
    """A copy of the project, to read and to change."""
    return Path(shutil.copy(built, tmp_path / "marlow.coder"))


@pytest.fixture(scope="session")
def whole(built: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of the unchanged project with every section."""
    folder = tmp_path_factory.mktemp("whole")
    copied = Path(shutil.copy(built, folder / "marlow.coder"))
    with pytest.MonkeyPatch.context() as patch:
        _own_folders(patch, folder)
        return report(copied, *section_names())


@pytest.fixture
def opened(district: Path) -> Iterator[Session]:
    """The copy, open."""
    with bootstrap.session(str(district), "AM") as session:
        yield session


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every row with its result, where scenarios ran."""
    results: dict[str, str] = {}
    for outcome in ("passed", "xfailed", "skipped", "xpassed", "failed", "error"):
        for found in terminalreporter.stats.get(outcome, []):
            row = row_of(found.nodeid.rpartition("::")[2])
            if row:
                results[row] = _told(outcome)
    if not results:
        return
    terminalreporter.section("rows")
    for number, title in ROWS.items():
        terminalreporter.line(f"{number:>5}  {results.get(number, 'not run'):<10}  {title}")
    counts = {word: list(results.values()).count(word) for word in ("pass", "FAIL", "not served")}
    terminalreporter.line(", ".join(f"{number} {word}" for word, number in counts.items()))


def _told(outcome: str) -> str:
    """An expected failure is a row that is not served; one that unexpectedly passes fails the run."""
    return {"passed": "pass", "xfailed": "not served", "skipped": "not served"}.get(outcome, "FAIL")
