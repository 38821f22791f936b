"""Which project is meant when none is named."""

from __future__ import annotations

from pathlib import Path

from coder.errors import InputError
from coder.services.recent import recent_projects


def usual_project() -> str:
    """The only project file of this folder, else the project that was opened last.

    Raises InputError when there is neither.
    """
    here = sorted(path for path in Path().glob("*.coder") if path.is_file() and ".before-" not in path.name)
    if len(here) == 1:
        return str(here[0])
    last = next((project for project in recent_projects() if project.is_there()), None)
    if last is not None and (not here or Path(last.place) in [path.absolute() for path in here]):
        return last.place
    raise InputError(
        f"there are {len(here)} projects in this folder" if here else "no project is in this folder",
        remedy="name one before the id",
    )
