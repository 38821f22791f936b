"""The canonical codebook file: YAML, checked against a JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

from coder.domain.codebook import (
    BoundaryExample,
    Code,
    Codebook,
    CodeStatus,
    Example,
    Lens,
    LensValue,
)
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.codebook_table import ENDINGS, table_content
from coder.exchange.codings_csv import OWN_COLUMNS
from coder.exchange.files import read_text
from coder.exchange.yaml_file import Node, lines, one_line, parse, validate


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file; a table of codes, CSV or XLSX, is read as one.

    Raises InputError that names the file, the place in it and what to mend.
    """
    where = visible(str(path))
    table = path.suffix.casefold() in ENDINGS
    content = table_content(path) if table else parse(read_text(path), where, "codebook")
    validate(content, schema(), where, "see the codebook format in docs/codebooks.md")
    found = _codes(content.get("codes", []), content["codebook"]["id"])
    codes = tuple(replace(code, position=place) for place, code in enumerate(found))
    lenses = tuple(
        _lens(node, content["codebook"]["id"], place) for place, node in enumerate(content.get("lenses", []))
    )
    _check_ids(codes, lenses, where)
    return _book(content["codebook"], codes, lenses)


def schema() -> Node:
    """The JSON Schema of the file."""
    text = resources.files("coder.exchange").joinpath("codebook.schema.json").read_text("utf-8")
    loaded: Node = json.loads(text)
    return loaded


def _codes(nodes: list[Node], book: str, parent: str | None = None) -> Iterator[Code]:
    for node in nodes:
        yield _code(node, book, parent)
        yield from _codes(node.get("children", []), book, node["id"])


def _code(node: Node, book: str, parent: str | None) -> Code:
    return Code(
        node["id"],
        book,
        parent,
        0,
        node["name"],
        one_line(node, "definition"),
        lines(node, "include"),
        lines(node, "exclude"),
        tuple(Example(e["text"], e.get("source", "")) for e in node.get("examples", [])),
        tuple(
            BoundaryExample(e["text"], e.get("instead", ""), e.get("why", ""))
            for e in node.get("boundary_examples", [])
        ),
        lines(node, "aliases"),
        tuple(node.get("cues", {}).get("words", ())),
        lines(node, "framework"),
        node.get("color", ""),
        node.get("codable", True),
        CodeStatus(node.get("status", "active")),
        node.get("merged_into", ""),
    )


def _lens(node: Node, book: str, position: int) -> Lens:
    values = tuple(
        LensValue(v["id"], v["name"], v.get("key", ""), one_line(v, "definition")) for v in node["values"]
    )
    return Lens(
        node["id"],
        book,
        position,
        node["name"],
        values,
        one_line(node, "definition"),
        lines(node, "include"),
        lines(node, "exclude"),
        tuple(node.get("cues", {}).get("words", ())),
        node.get("multiple", False),
    )


def _book(head: Node, codes: tuple[Code, ...], lenses: tuple[Lens, ...]) -> Codebook:
    return Codebook(
        head["id"],
        head["name"],
        head["version"],
        head.get("language", "en"),
        one_line(head, "framework"),
        one_line(head, "purpose"),
        one_line(head, "unit"),
        one_line(head, "rule"),
        codes=codes,
        lenses=lenses,
    )


def _check_ids(codes: tuple[Code, ...], lenses: tuple[Lens, ...], where: str) -> None:
    seen: set[str] = set()
    for id_ in (*(code.id for code in codes), *(lens.id for lens in lenses)):
        if id_ in seen:
            raise InputError(f"the id {id_} is used twice", where=where, remedy="ids must differ")
        seen.add(id_)
    for lens in lenses:
        if lens.id in OWN_COLUMNS:
            raise InputError(
                f"a lens cannot be called {lens.id}", where=where, remedy="that is a column of coding tables"
            )
        keys = [value.key for value in lens.values if value.key]
        if len({value.id for value in lens.values}) < len(lens.values) or len(set(keys)) < len(keys):
            raise InputError(
                "two values share an id or a key",
                where=f"{where}, {lens.id}",
                remedy="values and keys must differ within a lens",
            )
    for code in codes:
        if code.merged_into and code.merged_into not in seen:
            raise InputError(f"{code.id} is merged into {code.merged_into}, which is not here", where=where)
