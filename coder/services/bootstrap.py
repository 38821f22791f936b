"""Builds what the front ends work with; nothing is built at import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coder.services.backups import protect
from coder.services.chain import check_new
from coder.services.leaving import watched
from coder.services.session import Session
from coder.services.suggesting import SuggestionService
from coder.services.unlocking import unlock
from coder.services.userfiles import cache_folder
from coder.services.whoami import coder_name
from coder.store.database import creating, open_project
from coder.store.store import Store
from coder.suggest.client import Client
from coder.wholefile import sweep_folders


@contextmanager
def session(
    place: str, coder: str | None = None, *, readonly: bool = False, looked_after: bool = True
) -> Iterator[Session]:
    """An open project, closed again when the block ends.

    Before work begins its log is looked at and a backup is taken, unless somebody else sees to that
    (`looked_after` False); raises StoreError when the log was changed.
    """
    name = coder_name(coder)
    unlock(place)
    store = Store(open_project(place, readonly=readonly), place)
    try:
        if looked_after and not readonly:
            check_new(store)
            protect(store)
            sweep_folders()
        opened = Session(store, name)
        with watched(opened, readonly=readonly):
            yield opened
    finally:
        store.close()


def look_after(place: str, pause: Callable[[], object]) -> None:
    """What `session` does before work begins, beside work that has begun; `pause` lets others go first.

    Raises StoreError when the log was changed.
    """
    store = Store(open_project(place, readonly=True), place)
    try:
        check_new(store, pause)
        protect(store)
        sweep_folders()
    finally:
        store.close()


def upgrade(place: str) -> None:
    """Bring a project that an older program made up to date, on a server as well."""
    unlock(place)
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
