"""The canonical codebook file: YAML, checked against a JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from coder.domain.codebook import (
    BoundaryExample,
    Code,
    Codebook,
    CodeStatus,
    Example,
    Lens,
    LensValue,
)
from coder.domain.text import canonical, visible
from coder.errors import InputError
from coder.exchange.codings_csv import OWN_COLUMNS
from coder.exchange.files import read_text

Node = dict[str, Any]


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file.

    Raises InputError that names the file, the place in it and what to mend.
    """
    where = visible(str(path))
    content = _parse(read_text(path), where)
    _validate(content, where)
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


def _parse(text: str, where: str) -> Node:
    import yaml

    if len(text) > 4_000_000:
        raise InputError("the codebook is larger than 4 MB", where=where, remedy="split it")
    try:
        content = yaml.load(canonical(text).text, Loader=_loader())  # noqa: S506 - a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            f"this is not valid YAML: {error.problem}", where=f"{where} line {line}", remedy="mend that line"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            "this is not valid YAML", where=where, remedy="compare it with a shipped codebook"
        ) from error
    if not isinstance(content, dict) or "codebook" not in content:
        raise InputError(
            "this is not a codebook file",
            where=where,
            remedy="it should begin with `codebook:`; compare it with a shipped one",
        )
    return content


def _loader() -> Any:
    import yaml

    class PlainLoader(yaml.SafeLoader):
        """Reads every plain value as text, so that `No` and `1.10` stay as typed, and forbids aliases."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                event = self.peek_event()  # type: ignore[no-untyped-call]
                raise yaml.composer.ComposerError(
                    None, None, "references (*name) are not allowed", event.start_mark
                )
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
            twice = next((key for key in keys if keys.count(key) > 1), None)
            if twice is not None:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{visible(twice)} stands twice", node.start_mark
                )
            return super().construct_mapping(node, deep)

    keep = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}
    PlainLoader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rules if tag in keep]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        if first not in "yYnNoO"
    }
    return PlainLoader


def _validate(content: Node, where: str) -> None:
    import jsonschema

    try:
        jsonschema.validate(content, schema())
    except jsonschema.ValidationError as error:
        place = " › ".join(_step(content, error.absolute_path, n) for n in range(len(error.absolute_path)))
        raise InputError(
            " ".join(visible(error.message).split())[:200],
            where=f"{where}, {place}" if place else where,
            remedy="see the codebook format in docs/codebooks.md",
        ) from error


def _step(content: Any, path: Any, upto: int) -> str:
    steps = list(path)
    for step in steps[: upto + 1]:
        content = content[step]
    if isinstance(content, dict) and isinstance(content.get("id"), str):
        return visible(content["id"])
    return str(steps[upto]) if isinstance(steps[upto], str) else f"item {steps[upto] + 1}"


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
        _text(node, "definition"),
        _lines(node, "include"),
        _lines(node, "exclude"),
        tuple(Example(e["text"], e.get("source", "")) for e in node.get("examples", [])),
        tuple(
            BoundaryExample(e["text"], e.get("instead", ""), e.get("why", ""))
            for e in node.get("boundary_examples", [])
        ),
        _lines(node, "aliases"),
        tuple(node.get("cues", {}).get("words", ())),
        _lines(node, "framework"),
        node.get("color", ""),
        node.get("codable", True),
        CodeStatus(node.get("status", "active")),
        node.get("merged_into", ""),
    )


def _lens(node: Node, book: str, position: int) -> Lens:
    values = tuple(
        LensValue(v["id"], v["name"], v.get("key", ""), _text(v, "definition")) for v in node["values"]
    )
    return Lens(
        node["id"],
        book,
        position,
        node["name"],
        values,
        _text(node, "definition"),
        _lines(node, "include"),
        _lines(node, "exclude"),
        tuple(node.get("cues", {}).get("words", ())),
        node.get("multiple", False),
    )


def _book(head: Node, codes: tuple[Code, ...], lenses: tuple[Lens, ...]) -> Codebook:
    return Codebook(
        head["id"],
        head["name"],
        head["version"],
        head.get("language", "en"),
        _text(head, "framework"),
        _text(head, "purpose"),
        _text(head, "unit"),
        _text(head, "rule"),
        codes=codes,
        lenses=lenses,
    )


def _text(node: Node, key: str) -> str:
    return " ".join(str(node.get(key) or "").split())


def _lines(node: Node, key: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in node.get(key, ()))


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
