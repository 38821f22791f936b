"""An engine in one file: a zip archive of JSON and plain arrays, with nothing in it that could run."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coder.domain.text import visible
from coder.errors import InputError
from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.wholefile import whole_file

if TYPE_CHECKING:
    from coder.suggest.engine import Engine, Semantic

FORMAT = "coder engine 1"

LARGEST = 500_000_000
"""Bytes that a file may hold when unpacked; a project of 4,000 excerpts takes about 10 MB."""

_CONTENT, _VECTORS = "engine.json", "vectors.npy"


def save_engine(engine: Engine, path: Path) -> None:
    """Write codes, examples and the vectors of their texts. Raises InputError."""
    texts = dict.fromkeys(text for example in engine.examples for text in (example.text, example.context))
    vectors = engine.store.known_vectors(texts)
    content = {
        "format": FORMAT,
        "model": engine.model_digest,
        "codes": engine.codes.plain(),
        "examples": [asdict(example) for example in engine.examples],
        "texts": list(vectors),
    }
    with (
        whole_file(path, "a file for the engine", own=True) as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(_CONTENT, json.dumps(content, ensure_ascii=False))
        if vectors:
            with archive.open(_VECTORS, "w") as file:
                np.lib.format.write_array(file, np.array(list(vectors.values())), allow_pickle=False)


def load_engine(path: Path, semantic: Semantic) -> Engine:
    """Read what `save_engine` wrote. Raises InputError for anything else.

    Vectors of another sentence model than the one in use are left aside and made anew.
    """
    from coder.suggest.engine import Engine

    where = visible(str(path))
    try:
        content, vectors = _read(path)
        codes = CodeList.from_plain(content["codes"])
        examples = [_example(entry) for entry in content["examples"]]
        texts, model = [str(text) for text in content["texts"]], str(content["model"])
    except OSError as error:
        raise InputError(f"the engine cannot be read ({error.strerror or error})", where=where) from error
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, NotImplementedError) as error:
        raise InputError(
            "this is no saved engine, or it is damaged", where=where, remedy="learn from the project again"
        ) from error
    engine = Engine(codes, semantic)
    if engine.model_digest and engine.model_digest == model:
        engine.store.keep_vectors(zip(texts, vectors, strict=False))
    engine.learn(examples)
    return engine


def _read(path: Path) -> tuple[dict[str, Any], Any]:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise ValueError("too large")
        content = json.loads(archive.read(_CONTENT))
        if not isinstance(content, dict) or content["format"] != FORMAT:
            raise ValueError("another format")
        if not content["texts"]:
            return content, []
        with archive.open(_VECTORS) as file:
            vectors = np.lib.format.read_array(file, allow_pickle=False)
    if vectors.ndim != 2 or len(vectors) != len(content["texts"]) or not np.isfinite(vectors).all():
        raise ValueError("vectors that do not fit")
    return content, vectors.astype(np.float16)


def _example(entry: dict[str, Any]) -> Example:
    plain = {key: str(entry[key]) for key in ("text", "context", "role", "document")}
    lists = {key: tuple(str(code) for code in entry[key]) for key in ("codes", "refused")}
    return Example(**plain, **lists)  # type: ignore[arg-type]
