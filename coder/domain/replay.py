"""What the log says a project holds, to be compared with what it does hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coder.domain.events import Event, Record

State = dict[str, dict[str, Record]]
"""Kind of object → id → the object as it stands."""

LONGEST = 40
"""How much of a differing value is told, in characters."""

_ABSENT = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that is not what the log says, and in what it differs."""

    kind: str
    id: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.what}"


def replay(events: Iterable[Event]) -> State:
    """The objects that stand after every event, done in order."""
    state: State = {}
    for event in events:
        for change in event.changes:
            objects = state.setdefault(change.kind, {})
            if change.after is None:
                objects.pop(change.id, None)
            else:
                objects[change.id] = change.after
    return state


def first_difference(logged: State, stored: State) -> Difference | None:
    """The first object, by kind and id, that the log and the tables do not hold alike."""
    for kind in sorted({*logged, *stored}):
        said, held = logged.get(kind, {}), stored.get(kind, {})
        for id_ in sorted({*said, *held}):
            what = _difference(said.get(id_), held.get(id_))
            if what:
                return Difference(kind, id_, what)
    return None


def _difference(said: Record | None, held: Record | None) -> str:
    if said is None:
        return "was made by no event of the log"
    if held is None:
        return "is in the log, but no longer in the project"
    for name in sorted({*said, *held}):
        if _value(said, name) != _value(held, name):
            return f"has another {name} than the log: {_shown(held, name)} instead of {_shown(said, name)}"
    return ""


def _value(record: Mapping[str, Any], name: str) -> Any:
    # A field that is not there differs from one that holds None.
    return record.get(name, ...)


def _shown(record: Record, name: str) -> str:
    text = repr(record[name]) if name in record else _ABSENT
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
