"""The file that says who a pseudonym is, encrypted under a passphrase.

Layout: a line that names the format, a salt of 16 bytes, a nonce of 12, and the content under AES-256-GCM
with the first three as associated data. The key comes from the passphrase by scrypt (RFC 7914) with
n = 2^17, r = 8, p = 1, as OWASP recommends for stored passwords. A changed byte anywhere is noticed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from coder.errors import InputError

MAGIC = b"coder key 1\n"
SALT, NONCE = 16, 12
COST = 2**17
"""The work of scrypt: about half a second and 128 MB, once for every attempt to guess."""
SHORTEST = 12
"""Fewer characters are guessed too soon."""


def sealed(content: Mapping[str, Any], passphrase: str) -> bytes:
    """The bytes of a key file. Raises InputError for a passphrase that is too short."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < SHORTEST:
        raise InputError(
            f"the passphrase is shorter than {SHORTEST} characters", remedy="take four or five words"
        )
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    head = MAGIC + salt + nonce
    body = json.dumps(content, ensure_ascii=False).encode("utf-8")
    return head + AESGCM(_key(passphrase, salt)).encrypt(nonce, body, head)


def unsealed(data: bytes, passphrase: str, where: str = "") -> dict[str, Any]:
    """What a key file holds.

    Raises InputError when it is no such file, was changed, or the passphrase is another; nobody can tell
    the last two apart, and nobody can open it without the passphrase.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    size = len(MAGIC) + SALT + NONCE
    if not data.startswith(MAGIC) or len(data) <= size:
        raise InputError("this is not a key file of coder", where=where, remedy="name the one it wrote")
    head, salt, nonce = data[:size], data[len(MAGIC) : len(MAGIC) + SALT], data[size - NONCE : size]
    try:
        body = AESGCM(_key(passphrase, salt)).decrypt(nonce, data[size:], head)
        found = json.loads(body)
    except (InvalidTag, ValueError) as error:
        raise InputError(
            "the passphrase is not the right one, or the file was changed",
            where=where,
            remedy="try again; without the passphrase nobody can open it",
        ) from error
    if not isinstance(found, dict):
        raise InputError("this is not a key file of coder", where=where, remedy="name the one it wrote")
    return found


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode("utf-8"))
