"""Whole copies of project files, and whether the pages of a file are sound."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from coder.errors import StoreError
from coder.store.database import shown, translated
from coder.store.driver import connected, errors
from coder.wholefile import whole_file

_MOST = 20
"""How many faults are looked for."""


def copy_project(source: Path, target: Path) -> None:
    """Copy a project as it is at this moment to `target`, whole or not at all, for the owner alone.

    Others may read and write `source` meanwhile; an encrypted project is copied encrypted. Raises
    StoreError or InputError when it cannot be read or written, or when the copy is not sound.
    """
    with whole_file(target, "a .coder file", own=True) as draft:
        try:
            with (
                closing(connected(source, "?mode=ro")) as reading,
                closing(connected(draft, like=source)) as copy,
            ):
                reading.backup(copy)
                # A copy is one file: what lies beside it would be left when it is moved.
                copy.execute("PRAGMA journal_mode=DELETE")
        except errors() as error:
            raise translated(str(source), str(error)) from error
        if page_faults(draft, like=source):
            raise StoreError("the file is damaged", where=shown(source), remedy="run `coder rescue` on it")


def page_faults(path: Path, like: Path | None = None) -> list[str]:
    """What SQLite finds wrong with the pages of a file; empty when nothing is."""
    try:
        with closing(connected(path, "?mode=ro", like=like)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            rows = connection.execute(f"PRAGMA quick_check({_MOST})").fetchall()
    except errors() as error:
        return [str(error)]
    return [re.sub(r"\s+", " ", str(row[0])).strip() for row in rows if row[0] != "ok"]
