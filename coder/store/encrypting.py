"""Encrypted copies of projects, unencrypted ones, and another passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from coder.errors import StoreError
from coder.store import driver
from coder.store.database import guarded, shown
from coder.wholefile import whole_file


def encrypt_to(source: Path, target: Path) -> None:
    """Write a copy that only the passphrase remembered for `target` opens. Raises StoreError."""
    _export(source, target, driver.quoted(driver.passphrase_of(target) or ""))


def decrypt_to(source: Path, target: Path) -> None:
    """Write a copy that everybody can read who can read the file. Raises StoreError."""
    _export(source, target, "''")


def rekey_file(path: Path, passphrase: str) -> None:
    """Give an encrypted file another passphrase, wholly or not at all. Raises StoreError."""
    with _open(path) as connection:
        # Only a file that is by itself is written anew in one step.
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        if mode != "delete":
            raise StoreError(
                "another program has this project open", where=shown(path), remedy="close it there"
            )
        connection.execute(f"PRAGMA rekey={driver.quoted(passphrase)}")


def _export(source: Path, target: Path, key: str) -> None:
    with whole_file(target, "a new .coder file", own=True) as draft, _open(source) as connection:
        connection.execute(f"ATTACH DATABASE ? AS copy KEY {key}", (str(draft),))
        connection.execute("SELECT sqlcipher_export('copy')")
        connection.execute(f"PRAGMA copy.application_id={driver.APPLICATION_ID}")
        connection.execute("DETACH DATABASE copy")


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    """A connection by the module that can do both."""
    key = driver.passphrase_of(path)
    with guarded(str(path)):
        connection = driver.cipher().connect(
            path.resolve().as_uri() + "?mode=rw", uri=True, isolation_level=None
        )
        with closing(connection):
            connection.execute("PRAGMA cipher_log_level=NONE")
            if key is not None:
                connection.execute(f"PRAGMA key={driver.quoted(key)}")
            connection.execute("PRAGMA trusted_schema=OFF")
            yield connection
