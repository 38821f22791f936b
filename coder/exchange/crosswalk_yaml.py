"""The crosswalk file: YAML that leads from the codes of one framework to those of another."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from coder.domain.crosswalk import Crosswalk, Fit, Match
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.files import read_text
from coder.exchange.yaml_file import Node, lines, one_line, parse, validate


def load_crosswalk(path: Path) -> Crosswalk:
    """Read a crosswalk file.

    Raises InputError that names the file, the place in it and what to mend.
    """
    where = visible(str(path))
    content = parse(read_text(path), where, "crosswalk")
    validate(content, schema(), where, "see the format in docs/codebooks.md")
    head = content["crosswalk"]
    found = Crosswalk(
        head["id"],
        one_line(head, "name"),
        head["version"],
        head["from"],
        head["to"],
        tuple(
            Match(node["from"], node["to"], Fit(node.get("fit", Fit.SAME)), one_line(node, "note"))
            for node in content["matches"]
        ),
        lines(content, "none"),
        one_line(head, "note"),
    )
    _check(found, where)
    return found


def schema() -> Node:
    """The JSON Schema of the file."""
    text = resources.files("coder.exchange").joinpath("crosswalk.schema.json").read_text("utf-8")
    loaded: Node = json.loads(text)
    return loaded


def _check(walk: Crosswalk, where: str) -> None:
    pairs: set[tuple[str, str]] = set()
    for match in walk.matches:
        if (match.source, match.target) in pairs:
            raise InputError(
                f"{match.source} leads to {match.target} twice", where=where, remedy="keep one of the two"
            )
        pairs.add((match.source, match.target))
        if match.source in walk.none:
            raise InputError(
                f"{match.source} has a match and stands under `none`",
                where=where,
                remedy="keep one of the two",
            )
