"""Codebooks as rows, and what deserves a second look in one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coder.domain.codebook import Code, Codebook, CodeTree, Lens
from coder.domain.text import fold
from coder.exchange.codebook_yaml import load_codebook
from coder.services import bootstrap
from coder.services.resources import codebook_path
from coder.store.database import is_url


def named_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a shipped codebook, a .yaml file, or a project's codebooks."""
    if is_url(name) or name.endswith(".coder"):
        with bootstrap.session(name, readonly=True) as session:
            return rows(session.tree.codebooks)
    return rows([load_codebook(codebook_path(name))])


def check_file(path: Path) -> tuple[Codebook, list[str]]:
    """A codebook file and what deserves a second look in it."""
    book = load_codebook(path)
    return book, findings(book)


def rows(books: Iterable[Codebook]) -> list[dict[str, Any]]:
    """Every code, parents first, then every lens, with all their fields."""
    tree = CodeTree(tuple(books))
    codes = [_code_row(code, tree.color(code.id)) for _, code in tree.walk()]
    return [*codes, *map(_lens_row, tree.lenses.values())]


def _code_row(code: Code, color: str) -> dict[str, Any]:
    return {
        "id": code.id,
        "kind": "code",
        "codebook": code.codebook_id,
        "parent": code.parent_id or "",
        "name": code.name,
        "definition": code.definition,
        "include": list(code.include),
        "exclude": list(code.exclude),
        "examples": [example.text for example in code.examples],
        "boundary_examples": [example.text for example in code.boundary_examples],
        "aliases": list(code.aliases),
        "cues": list(code.cues),
        "framework": list(code.framework),
        "color": color,
        "codable": code.codable,
        "status": code.status.value,
    }


def _lens_row(lens: Lens) -> dict[str, Any]:
    return {
        "id": lens.id,
        "kind": "lens",
        "codebook": lens.codebook_id,
        "parent": "",
        "name": lens.name,
        "definition": lens.definition,
        "include": list(lens.include),
        "exclude": list(lens.exclude),
        "values": [value.id for value in lens.values],
        "cues": list(lens.cues),
        "multiple": lens.multiple,
    }


def findings(book: Codebook) -> list[str]:
    """What an experienced reviewer would ask about: gaps and words that two codes claim."""
    remarks: list[str] = []
    for code in book.codes:
        if code.usable and not code.definition:
            remarks.append(f"{code.id}: has no definition")
        if code.usable and not (code.include or code.exclude):
            remarks.append(f"{code.id}: says neither what to include nor what to exclude")
        if code.usable and not code.examples:
            remarks.append(f"{code.id}: has no example")
    return remarks + _shared_cues(book)


def _shared_cues(book: Codebook) -> list[str]:
    owners: dict[str, list[str]] = {}
    for code in book.codes:
        for cue in dict.fromkeys(fold(cue) for cue in code.cues):
            owners.setdefault(cue, []).append(code.id)
    return [f"{' and '.join(ids)}: share the cue {cue!r}" for cue, ids in owners.items() if len(ids) > 1]
