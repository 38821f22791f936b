"""Builds what the front ends work with; nothing is built at import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coder.services.leaving import watched
from coder.services.session import Session
from coder.services.suggesting import SuggestionService
from coder.services.userfiles import cache_folder
from coder.services.whoami import coder_name
from coder.store.database import creating, open_project
from coder.store.store import Store
from coder.suggest.client import Client


@contextmanager
def session(place: str, coder: str | None = None, *, readonly: bool = False) -> Iterator[Session]:
    """An open project, closed again when the block ends."""
    name = coder_name(coder)
    store = Store(open_project(place, readonly=readonly), place)
    try:
        opened = Session(store, name)
        with watched(opened, readonly=readonly):
            yield opened
    finally:
        store.close()


def upgrade(place: str) -> None:
    """Bring a project that an older program made up to date, on a server as well."""
    open_project(place, upgrade=True).dispose()


@contextmanager
def new_session(place: str, coder: str | None = None) -> Iterator[Session]:
    """A project to fill, which appears under its name when the block ends well."""
    name = coder_name(coder)
    with creating(place) as engine:
        opened = Session(Store(engine, place), name)
        with watched(opened):
            yield opened


def suggestions(opened: Session) -> SuggestionService | None:
    """The suggester of an open project; its child process starts at the first question.

    None in a blind pass.
    """
    if opened.blind:
        return None
    return SuggestionService(opened, Client(vectors=cache_folder()))
