"""The demo: the bundled sessions of an invented district, brought in like anybody's own."""

from __future__ import annotations

from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.roster_csv import read_sessions
from coder.services.claim_import import import_claims
from coder.services.exchanging import ExchangeService
from coder.services.importing import ImportService, Tables
from coder.services.projects import new_project
from coder.services.resources import folder

NAME = "Tamarack Falls equity audit"
DIRECTORY = "coder-demo"
"""Where the demo goes when nobody says."""
FILE = "demo.coder"
CODEBOOKS = ("district-equity-domains", "collaborative-inquiry", "implementation-to-impact")
THEMES = "themes.yaml"
_TABLES = ("sessions.csv", "roster.csv", "codings.csv", THEMES)


def make_demo(directory: Path, coder: str | None = None) -> Path:
    """Make the demo project in `directory`, which is made where it is missing.

    A demo that is there already is kept as it is. Returns the project's path. Raises
    InputError when the directory cannot be made.
    """
    path = directory / FILE
    if path.exists():
        return path
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"the folder cannot be made ({error.strerror})",
            where=visible(str(directory)),
            remedy="name another one",
        ) from error
    samples = folder("transcripts_sample")
    tables = Tables(samples / "sessions.csv", samples / "roster.csv", {})
    with new_project(str(path), NAME, CODEBOOKS, coder) as session:
        importing = ImportService(session)
        for file in sample_files(samples):
            importing.keep(file, facts=tables.facts(file.stem))
        importing.apply_roster(tables.roster)
        ExchangeService(session).import_codings(samples / "codings.csv")
        import_claims(session, samples / THEMES)
    return path


def sample_files(samples: Path) -> list[Path]:
    """The bundled transcripts in the order of the session list."""
    by_label = {
        file.stem: file
        for file in samples.iterdir()
        if file.name not in _TABLES and file.suffix.lower() != ".md" and not file.name.startswith(".")
    }
    order = list(read_sessions(samples / "sessions.csv"))
    return [by_label[label] for label in order if label in by_label]
