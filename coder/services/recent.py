"""The projects that were opened lately: their names and places, never a word of what is in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from coder.domain.text import visible
from coder.services.session import Session
from coder.services.userfiles import keep_state, read_state

MOST = 20
"""How many projects are remembered."""

_FILE = "recent.json"


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was opened: `place` is a path, or an address without its password."""

    place: str
    name: str
    coder: str
    at: str
    """When it was opened last, as an ISO date and time."""

    @property
    def is_server(self) -> bool:
        """Whether it is a database on a server, which is not looked for before it is opened."""
        return "://" in self.place

    def is_there(self) -> bool:
        """Whether the file is still where it was; always True for a server."""
        try:
            return self.is_server or Path(self.place).is_file()
        except OSError:
            return False


def recent_projects() -> list[Recent]:
    """The projects opened lately, the last one first."""
    found = read_state(_FILE)
    rows = found if isinstance(found, list) else []
    return [made for row in rows if (made := _read(row)) is not None][:MOST]


def _read(row: Any) -> Recent | None:
    fields = ("place", "name", "coder", "at")
    if not isinstance(row, dict) or not all(isinstance(row.get(field), str) for field in fields):
        return None
    return Recent(*(row[field] for field in fields)) if row["place"] else None


def remember_project(session: Session) -> None:
    """Put an open project at the head of the list."""
    place = _lasting(session)
    if not place:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    here = Recent(place, visible(session.name), session.coder, now)
    others = [known for known in recent_projects() if known.place != place]
    _keep([here, *others])


def forget_project(place: str) -> None:
    """Take a project off the list; its file is left alone."""
    _keep([known for known in recent_projects() if known.place != place])


def _keep(projects: list[Recent]) -> None:
    keep_state(_FILE, [asdict(project) for project in projects[:MOST]])


def _lasting(session: Session) -> str:
    """The place as it can be opened from any folder; empty for an address that holds a password."""
    place = session.store.place
    if "://" not in place:
        return str(Path(place).absolute())
    address = urlsplit(place)
    return "" if address.password or "password" in address.query.casefold() else place
