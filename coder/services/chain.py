"""Whether the log of a project is the one that was written, before anybody works on it.

The whole log is looked at once on each computer; what was found sound is remembered by place and hash,
and only what came after is looked at the next time. `coder verify` and the report always look at all of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from coder.domain.events import GENESIS, Chain
from coder.errors import StoreError
from coder.services.userfiles import keep_state, read_state
from coder.store.database import is_url, shown
from coder.store.store import Store

LONGEST_UNSEEN = 250_000
"""A log with more events that this computer has never looked at is not worked on unseen."""

_FILE = "logs.json"
_MOST = 100
"""Projects that are remembered."""

_WORTHWHILE = 200
"""New events before it is written down that they are sound."""

_PORTION = 50
"""Events between two pauses."""


def check_new(store: Store, pause: Callable[[], object] = lambda: None) -> None:
    """Look at what the log holds beyond what was found sound before; `pause` is called now and then.

    Raises StoreError when an event was changed, or when the log is long and was never looked at.
    """
    seq, known = _remembered(store)
    if not known and store.event_count() > LONGEST_UNSEEN:
        raise StoreError(
            f"its log of {store.event_count():,} events has not been looked at on this computer",
            where=shown(store.place),
            remedy="run `coder verify` on it first; until then it can be read but not worked on",
        )
    last = _check(store, seq, known or GENESIS, pause)
    if last - seq >= _WORTHWHILE:
        _remember(store)


def check_all(store: Store) -> int:
    """Look at the whole log and give how many events it has. Raises StoreError when it was changed."""
    last = _check(store, 0, GENESIS, lambda: None)
    _remember(store)
    return last


def _check(store: Store, seq: int, previous: str, pause: Callable[[], object]) -> int:
    chain = Chain(seq, previous)
    broken: int | None = None
    for event in store.events(after=seq):
        if not chain.joins(event):
            broken = event.seq
            break
        if not chain.last % _PORTION:
            pause()
    first = min((found for found in (broken, chain.unexplained) if found is not None), default=None)
    if first is not None:
        raise StoreError(
            f"event {first} of its log was changed after it was written",
            where=shown(store.place),
            remedy="it can be read but not worked on: take a backup, or run `coder rescue` on it",
        )
    return chain.last


def _remembered(store: Store) -> tuple[int, str]:
    """The last event that was found sound, and its hash; 0 when there is none."""
    found = _sound().get(_key(store))
    if isinstance(found, list) and len(found) == 2 and isinstance(found[0], int):
        seq, known = found
        if known and store.hash_at(seq) == known:
            return seq, str(known)
    return 0, ""


def _remember(store: Store) -> None:
    sound = {key: value for key, value in _sound().items() if key != _key(store)}
    latest = list(sound.items())[-_MOST + 1 :]
    keep_state(_FILE, {**dict(latest), _key(store): [store.event_count(), store.head()]})


def _sound() -> dict[str, object]:
    found = read_state(_FILE)
    return found if isinstance(found, dict) else {}


def _key(store: Store) -> str:
    place = store.place if is_url(store.place) else str(Path(store.place).resolve())
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16] + store.first_hash()[:16]
