"""Making a project: its name, its codebooks, its place on disk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from coder.domain.codebook import Codebook
from coder.domain.engagement import Engagement
from coder.domain.events import Change, Event
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.codebook_yaml import load_codebook
from coder.services import bootstrap
from coder.services.engagements import codebooks_of, follow
from coder.services.resources import codebook_path, shipped_codebooks
from coder.services.session import Session, added
from coder.store.database import is_url

DEFAULT_CODEBOOK = "district-equity-domains"
LENSES = "lenses"


@contextmanager
def new_project(
    place: str,
    name: str | None,
    codebooks: Sequence[str],
    coder: str | None = None,
    *,
    with_lenses: bool = True,
    engagements: Sequence[Engagement] = (),
) -> Iterator[Session]:
    """Make a project with codebooks, shipped or from files, and the shared lenses.

    It follows `engagements`, and has their codebooks as well.

    The project appears under its name when the block ends well. Raises InputError before
    anything is written when a codebook cannot be used.
    """
    named = [*codebooks, *codebooks_of(engagements)] or [DEFAULT_CODEBOOK]
    wanted = list(dict.fromkeys([*named, *([LENSES] if with_lenses else [])]))
    books = [load_codebook(codebook_path(book)) for book in wanted]
    _check_together(books)
    with bootstrap.new_session(place, coder) as session:
        session.store.set_meta({"id": str(uuid.uuid4()), "name": visible(name or default_name(place))})
        add_codebooks(session, books)
        if engagements:
            follow(session, engagements)
        yield session


def default_name(place: str) -> str:
    """A project's name from its file name: `tamarack-falls.coder` → `Tamarack falls`."""
    stem = visible(urlsplit(place).path.strip("/") if is_url(place) else Path(place).stem)
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Untitled project"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A codebook that comes with the program, to choose from."""

    id: str
    name: str
    purpose: str
    codes: int


def shipped_to_choose() -> list[Shipped]:
    """The shipped codebooks with codes, the usual one first."""
    books = [load_codebook(path) for path in shipped_codebooks().values()]
    found = [
        Shipped(book.id, book.name, book.purpose, sum(code.usable for code in book.codes))
        for book in books
        if book.codes
    ]
    return sorted(found, key=lambda book: (book.id != DEFAULT_CODEBOOK, book.name))


def file_for(name: str) -> str:
    """A file name for a project: `Tamarack Falls, spring` → `tamarack-falls-spring.coder`."""
    words = "".join(letter if letter.isalnum() else " " for letter in visible(name).casefold()).split()
    return ("-".join(words)[:60] or "project") + ".coder"


def add_codebooks(session: Session, books: Iterable[Codebook]) -> Event:
    """Bring codebooks into a project as one act."""
    present = session.tree.codebooks
    fresh = [replace(book, position=len(present) + n) for n, book in enumerate(books)]
    _check_together([*present, *fresh])
    changes: list[Change] = []
    for book in fresh:
        changes.append(added("codebook", book))
        changes.extend(added("code", code) for code in book.codes)
        changes.extend(added("lens", lens) for lens in book.lenses)
    names = ", ".join(f"{book.id} {book.version}" for book in fresh)
    return session.act("codebook", f"added codebook {names}", changes, undoable=False)


def _check_together(books: Sequence[Codebook]) -> None:
    owner: dict[str, str] = {}
    for book in books:
        for id_ in (book.id, *(code.id for code in book.codes), *(lens.id for lens in book.lenses)):
            if id_ in owner:
                raise InputError(
                    f"{visible(id_)} stands in {owner[id_]} and in {book.id}",
                    remedy="use one of the two codebooks, or rename one of the codes",
                )
            owner[id_] = book.id
