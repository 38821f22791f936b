"""Whether a project, or a backup of one, is whole: its pages, its log, and what the log made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coder.errors import CoderError, InputError
from coder.services import bootstrap, checking
from coder.services.chain import check_all
from coder.services.checking import Check
from coder.services.session import Session
from coder.services.unlocking import inherit, unlock
from coder.store.copies import copy_project, page_faults
from coder.store.database import is_older, is_url, shown
from coder.wholefile import check_target, folder_for_a_while

_PAGES_TOLD = 3


def verify(place: str) -> Iterator[Check]:
    """Look at everything that can be wrong with a project or a backup, and change nothing.

    Raises StoreError when there is no project to look at.
    """
    unlock(place)
    if not is_url(place):
        yield _pages(Path(place))
    try:
        with _readable(place) as session:
            try:
                yield Check("chain", True, f"{check_all(session.store):,} events follow one another")
            except CoderError as error:
                yield Check("chain", False, str(error))
            yield from checking.project(session)
    except CoderError as error:
        yield Check("project", False, str(error))


def restore(backup: Path, target: Path) -> None:
    """Make a project of a backup, under a name that is free.

    Raises InputError when something is there already, and StoreError when the backup cannot be read
    or is damaged.
    """
    if target.exists() or target.is_symlink():
        raise InputError(
            "there is already a file of that name",
            where=shown(target),
            remedy="choose another name; a backup never replaces a file",
        )
    check_target(target, "a new .coder file")
    unlock(str(backup))
    with _readable(str(backup)):
        pass
    copy_project(backup, target)


def _pages(path: Path) -> Check:
    if not path.is_file():
        raise InputError("there is no such file", where=shown(path), remedy="check the name")
    faults = page_faults(path)
    more = f" and {len(faults) - _PAGES_TOLD} more" if len(faults) > _PAGES_TOLD else ""
    told = "; ".join(faults[:_PAGES_TOLD]) + more
    return Check("pages", not faults, f"the file is damaged: {told}" if faults else "every page is sound")


@contextmanager
def _readable(place: str) -> Iterator[Session]:
    """A project to read; one of an older program as what the present one makes of a copy."""
    if is_url(place) or not is_older(Path(place)):
        with bootstrap.session(place, readonly=True) as session:
            yield session
        return
    with folder_for_a_while() as folder:
        copy = folder / "copy.coder"
        inherit(place, copy)
        copy_project(Path(place), copy)
        with bootstrap.session(str(copy), looked_after=False) as session:
            yield session


def is_report(place: str) -> bool:
    """Whether a name is that of a written report and not of a project."""
    return Path(place).suffix.casefold() == ".docx"


def project_of(report: Path) -> str:
    """The project beside a report that wrote it. Raises InputError when there is none, or more than one."""
    beside = sorted(path for path in report.absolute().parent.glob("*.coder") if path.is_file())
    if len(beside) != 1:
        raise InputError(
            "it cannot be told which project wrote this document",
            where=shown(report),
            remedy="name it with --project",
        )
    return str(beside[0])
