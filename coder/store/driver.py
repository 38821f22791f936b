"""How project files are connected to: by SQLite, and by SQLCipher where they are encrypted.

A passphrase is known for as long as the program runs, in memory alone: it is never in an address, an
error, the log or the list of recent projects.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from coder.domain.text import visible
from coder.errors import InputError, StoreError
from coder.wholefile import is_held

APPLICATION_ID = 0x636F6472
"""Marks a SQLite file as one of ours ("codr")."""

MAGIC = b"SQLite format 3\x00"
_PAGE = 4096
"""Bytes of a page of an encrypted file; it has nothing but whole ones."""

_KEYS: dict[Path, str] = {}


def is_plain(path: Path) -> bool:
    """Whether a file is a project that everybody can read. Raises OSError."""
    if is_held(path):
        return passphrase_of(path) is None
    with path.open("rb") as file:
        head = file.read(72)
    return head.startswith(MAGIC) and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def may_be_encrypted(path: Path) -> bool:
    """Whether a file looks as an encrypted project does: like nothing at all. Raises OSError."""
    size = path.stat().st_size
    if path.suffix.casefold() != ".coder" or not size or size % _PAGE:
        return False
    with path.open("rb") as file:
        head = file.read(_PAGE)
    # Of 4096 bytes without any order about 256 different ones are there; a text has no zeros.
    return not head.startswith(MAGIC) and len(set(head)) > 200


def remember_passphrase(path: Path, passphrase: str) -> None:
    """Know the passphrase of a file for as long as the program runs."""
    _KEYS[path.resolve()] = passphrase


def forget_passphrase(path: Path) -> None:
    """Know it no longer."""
    _KEYS.pop(path.resolve(), None)


def passphrase_of(path: Path) -> str | None:
    """The passphrase of a file if it was given."""
    return _KEYS.get(path.resolve())


def cipher() -> Any:
    """The module that reads encrypted files. Raises InputError when it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise InputError(
            "encrypted projects need an extra part of the program",
            remedy="install coder with the extra `encrypted`",
        ) from error
    return dbapi2


def module_for(path: Path) -> Any:
    """The module of the database layer by which a file is read."""
    return sqlite3 if passphrase_of(path) is None else cipher()


def errors() -> tuple[type[Exception], ...]:
    """What connections made here may raise."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        return (sqlite3.Error,)
    return (sqlite3.Error, dbapi2.Error)


def connected(path: Path, query: str = "", *, like: Path | None = None, **more: Any) -> sqlite3.Connection:
    """A connection to a file, with the passphrase of `like` (by itself: its own) where there is one."""
    key, module = passphrase_of(like or path), module_for(like or path)
    more = {"isolation_level": None, "check_same_thread": False, **more}
    connection: sqlite3.Connection = module.connect(path.resolve().as_uri() + query, uri=True, **more)
    if key is not None:
        try:
            # What is wrong with a passphrase must not be written over the screen.
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key={quoted(key)}")
        except BaseException:
            connection.close()
            raise
    return connection


def check_passphrase(path: Path) -> None:
    """Raises StoreError when the file does not open with the passphrase that is known."""
    connection = connected(path, "?mode=ro")
    try:
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except errors() as error:
        raise StoreError(
            "it does not open with this passphrase",
            where=visible(str(path)),
            remedy="try again; without the passphrase nobody can read it, the makers of coder neither",
        ) from error
    finally:
        connection.close()
    if not ours:
        raise StoreError("this is not a coder project", where=visible(str(path)))


def quoted(passphrase: str) -> str:
    """A passphrase as SQL writes it. Raises InputError where it cannot be written."""
    if not passphrase or re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", passphrase):
        raise InputError(
            "this cannot be a passphrase",
            remedy="use letters, digits, signs and spaces; several words are best",
        )
    return "'" + passphrase.replace("'", "''") + "'"
