"""Vectors of texts kept between runs, under a hash of each text and never with the text itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coder.suggest.sentences import Embeds

KEY = 32
"""Bytes of the hash before each vector."""

LARGEST = 40_000_000
"""Bytes of a file; about 50,000 texts. A larger one is begun anew."""


class Remembered:
    """A sentence model that asks its file first. A file that cannot be used is done without."""

    def __init__(self, model: Embeds, folder: Path) -> None:
        self._model = model
        self._path = folder / f"vectors-{model.digest[:12]}.bin"
        self._known: dict[bytes, NDArray[np.float16]] | None = None

    @property
    def digest(self) -> str:
        """The sha256 of the model's file."""
        return self._model.digest

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, from the file or from the model."""
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._read() if self._known is None else self._known
        new = [number for number, key in enumerate(keys) if key not in known]
        if new:
            rows = self._model.vectors([texts[number] for number in new]).astype(np.float16)
            made = {keys[number]: row for number, row in zip(new, rows, strict=True)}
            known.update(made)
            self._append(made)
        return np.array([known[key] for key in keys], dtype=np.float32)

    def _read(self) -> dict[bytes, NDArray[np.float16]]:
        self._known = {}
        size = KEY + 2 * len(self._model.vectors(["one"])[0])
        with suppress(OSError):
            if self._path.stat().st_size > LARGEST:
                self._path.unlink()
            content = self._path.read_bytes()
            if len(content) % size:
                # A record was cut off; what follows it would be read askew.
                self._path.unlink()
                return self._known
            for start in range(0, len(content), size):
                row = np.frombuffer(content, np.float16, (size - KEY) // 2, start + KEY)
                if np.isfinite(row).all():
                    self._known[content[start : start + KEY]] = row
        return self._known

    def _append(self, made: dict[bytes, Any]) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, b"".join(key + row.tobytes() for key, row in made.items()))
            finally:
                os.close(file)
