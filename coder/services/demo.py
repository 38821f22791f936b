"""The demo: the bundled sessions of an invented district, brought in like anybody's own."""

from __future__ import annotations

from pathlib import Path

from coder.domain.engagement import Engagement, once
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.roster_csv import read_sessions
from coder.services import demo_journeys, demo_processes
from coder.services.claim_import import import_claims
from coder.services.engagements import codebooks_of
from coder.services.exchanging import ExchangeService
from coder.services.importing import ImportService, Tables
from coder.services.projects import new_project
from coder.services.resources import folder
from coder.services.session import Session

PLACE = "Tamarack Falls"
NAME = f"{PLACE} equity audit"
DIRECTORY = "coder-demo"
"""Where the demo goes when nobody says."""
FILE = "demo.coder"
CODEBOOKS = ("district-equity-domains", "collaborative-inquiry", "implementation-to-impact")
THEMES = "themes.yaml"
FILLS = (demo_processes.fill, demo_journeys.fill)
"""What adds to the demo of a process what people write for it."""
_TABLES = ("sessions.csv", "roster.csv", "codings.csv", THEMES)


def demo_file(engagement: Engagement | None = None) -> str:
    """What the project of the demo is called, on its own and as one that follows a process."""
    return f"demo-{engagement.id}.coder" if engagement else FILE


def make_demo(directory: Path, coder: str | None = None, engagement: Engagement | None = None) -> Path:
    """Make the demo project in `directory`, which is made where it is missing.

    One that follows a process has its codebooks beside those of the bundled codings, and what people
    write for it. A demo that is there already is kept as it is. Returns the project's path. Raises
    InputError when the directory cannot be made.
    """
    path = directory / demo_file(engagement)
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
    followed = [engagement] if engagement else []
    codebooks = once([*codebooks_of(followed), *CODEBOOKS])
    name = f"{PLACE}: {engagement.name}" if engagement else NAME
    with new_project(str(path), name, codebooks, coder, engagements=followed) as session:
        _bring_in(session)
        if engagement:
            for fill in FILLS:
                fill(session, engagement.id)
    return path


def _bring_in(session: Session) -> None:
    samples = folder("transcripts_sample")
    tables = Tables(samples / "sessions.csv", samples / "roster.csv", {})
    importing = ImportService(session)
    for file in sample_files(samples):
        importing.keep(file, facts=tables.facts(file.stem))
    importing.apply_roster(tables.roster)
    ExchangeService(session).import_codings(samples / "codings.csv")
    import_claims(session, samples / THEMES)


def sample_files(samples: Path) -> list[Path]:
    """The bundled transcripts in the order of the session list."""
    by_label = {
        file.stem: file
        for file in samples.iterdir()
        if file.name not in _TABLES and file.suffix.lower() != ".md" and not file.name.startswith(".")
    }
    order = list(read_sessions(samples / "sessions.csv"))
    return [by_label[label] for label in order if label in by_label]
