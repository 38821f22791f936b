"""Passphrases of encrypted projects: asked for once in a run of the program, kept in memory alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from coder.domain.text import visible
from coder.errors import CoderError, InputError
from coder.services import passphrases
from coder.store import driver
from coder.store.database import is_url, shown
from coder.store.encrypting import decrypt_to, encrypt_to, rekey_file
from coder.wholefile import check_target

SHORTEST = 8
"""Characters of a passphrase."""

_FORGOTTEN = "Nobody can open the project without it: keep the passphrase where you will find it again."


def unlock(place: str) -> None:
    """Ask for the passphrase of an encrypted project, unless it is known; raises StoreError."""
    path = Path(place)
    if is_url(place) or driver.passphrase_of(path) is not None:
        return
    try:
        if driver.is_plain(path) or not driver.may_be_encrypted(path):
            return
    except OSError:
        return
    if not passphrases.can_ask():
        # Opening says that it may be encrypted, or nothing of ours.
        return
    driver.cipher()
    driver.remember_passphrase(path, passphrases.ask(f"Passphrase of {shown(path)}: "))
    try:
        driver.check_passphrase(path)
    except CoderError:
        driver.forget_passphrase(path)
        raise


def inherit(source: str | Path, copy: str | Path) -> None:
    """What is made of an encrypted project is encrypted by the same passphrase."""
    key = None if is_url(str(source)) else driver.passphrase_of(Path(source))
    if key is not None:
        driver.remember_passphrase(Path(copy), key)


def new_passphrase(place: str) -> str:
    """Ask for a passphrase twice. Raises InputError when it is too short or was typed in two ways."""
    first = passphrases.ask(f"New passphrase of {visible(place)}: ")
    driver.quoted(first)
    if len(first) < SHORTEST:
        raise InputError(
            f"a passphrase has at least {SHORTEST} characters", remedy="four or five words are good"
        )
    if passphrases.ask("Once more: ") != first:
        raise InputError("these were two different passphrases", remedy="try again")
    return first


def make_encrypted(place: str) -> str:
    """Have the project that is made next at `place` encrypted; gives what to know about that."""
    if is_url(place):
        raise InputError("only files are encrypted", remedy="ask who runs the server about its disks")
    driver.cipher()
    if not Path(place).exists():
        driver.remember_passphrase(Path(place), new_passphrase(place))
    return _FORGOTTEN


def encrypt(source: Path, target: Path) -> str:
    """Write an encrypted copy of a project under a free name; gives what to know about that."""
    _check_free(target)
    if not driver.is_plain(source):
        raise InputError("this is not an unencrypted project", where=shown(source))
    driver.cipher()
    driver.remember_passphrase(target, new_passphrase(str(target)))
    try:
        encrypt_to(source, target)
    except BaseException:
        driver.forget_passphrase(target)
        raise
    left = f"{shown(source)} and its backups are still there unencrypted: see `coder backup --list`."
    return f"{_FORGOTTEN} {left}"


def decrypt(source: Path, target: Path) -> None:
    """Write an unencrypted copy of a project under a free name; raises StoreError."""
    _check_free(target)
    unlock(str(source))
    if driver.passphrase_of(source) is None:
        raise InputError("this is not an encrypted project", where=shown(source))
    decrypt_to(source, target)


def rekey(place: Path) -> str:
    """Give an encrypted project another passphrase; gives what to know about that."""
    unlock(str(place))
    if driver.passphrase_of(place) is None:
        raise InputError("this is not an encrypted project", where=shown(place))
    fresh = new_passphrase(str(place))
    rekey_file(place, fresh)
    driver.remember_passphrase(place, fresh)
    return f"{_FORGOTTEN} Backups that were taken before open with the old one."


def _check_free(target: Path) -> None:
    with suppress(FileNotFoundError):
        target.lstat()
        raise InputError("there is already a file of that name", where=shown(target), remedy="choose another")
    check_target(target, "a new .coder file")
