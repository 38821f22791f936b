"""Builds what the front ends work with; nothing is built at import."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

from coder.domain.text import visible
from coder.errors import InputError
from coder.services.session import Session
from coder.services.suggesting import SuggestionService
from coder.store.database import creating, open_project
from coder.store.store import Store
from coder.suggest.client import Client


def coder_name(given: str | None) -> str:
    """Who is coding: as given, else from CODER_NAME, else the account's name.

    Raises InputError for an empty or overlong name.
    """
    name = visible(given or os.environ.get("CODER_NAME") or _account()).strip()
    if not 0 < len(name) <= 60:
        raise InputError("a coder's name has 1 to 60 characters", remedy="give one with --coder")
    return name


@contextmanager
def session(place: str, coder: str | None = None, *, readonly: bool = False) -> Iterator[Session]:
    """An open project, closed again when the block ends."""
    name = coder_name(coder)
    store = Store(open_project(place, readonly=readonly), place)
    try:
        yield Session(store, name)
    finally:
        store.close()


@contextmanager
def new_session(place: str, coder: str | None = None) -> Iterator[Session]:
    """A project to fill, which appears under its name when the block ends well."""
    name = coder_name(coder)
    with creating(place) as engine:
        yield Session(Store(engine, place), name)


def suggestions(opened: Session) -> SuggestionService:
    """The suggester of an open project; its child process starts at the first question."""
    return SuggestionService(opened, Client())


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "coder"
