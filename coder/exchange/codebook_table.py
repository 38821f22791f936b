"""A codebook or framework as people keep it in a spreadsheet: one row for each code, CSV or XLSX.

Columns: `id` and `name`; `parent` (the id of the code above; without it the dots of an id say so),
`definition`, `include`, `exclude`, `cues`, `aliases`, `example`, `framework`, `color` and `codable` are
optional. Several entries of one cell are separated by `|`.
"""

from __future__ import annotations

from pathlib import Path

from coder.domain.text import fold, visible
from coder.errors import InputError
from coder.exchange.files import Line
from coder.exchange.sheets import read_rows
from coder.exchange.yaml_file import Node

ENDINGS = (".csv", ".xlsx", ".xlsm")
_LISTS = ("include", "exclude", "aliases", "framework")
_KNOWN = ("parent", "definition", *_LISTS, "cues", "example", "color", "codable")
_YES, _NO = ("", "yes", "true", "1", "x"), ("no", "false", "0")


def table_content(path: Path) -> Node:
    """What a codebook file with the codes of a table would hold; it is called after the table's file.

    Raises InputError, naming the line, for a code that stands twice, or whose parent is not there.
    """
    where = visible(str(path))
    nodes: dict[str, Node] = {}
    parents: dict[str, tuple[str, str]] = {}
    for line, row in read_rows(path, ("id", "name"), _KNOWN):
        at = f"{where} line {line}"
        id_ = row.get("id", "")
        if id_ in nodes:
            raise InputError(f"the id {visible(id_)} is used twice", where=at, remedy="ids must differ")
        nodes[id_] = _node((line, row), at)
        parents[id_] = (row.get("parent", ""), at)
    return {"codebook": _head(path), "codes": _nested(nodes, parents)}


def _head(path: Path) -> Node:
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in path.stem)
    name = "-".join(words.casefold().split())[:60].strip("-") or "framework"
    return {"schema": "1", "id": name, "name": " ".join(words.split()) or "Framework", "version": "1.0"}


def _node(line: Line, where: str) -> Node:
    _, row = line
    told = fold(row.get("codable", ""))
    if told not in (*_YES, *_NO):
        raise InputError(
            f"codable is yes or no, and not {visible(told)!r}", where=where, remedy="say yes or no"
        )
    lists = {name: _parts(row.get(name, "")) for name in _LISTS}
    node: Node = {"id": row.get("id", ""), "name": row.get("name", ""), "codable": told in _YES}
    node |= {name: row[name] for name in ("definition", "color") if row.get(name)}
    node |= {name: parts for name, parts in lists.items() if parts}
    if cues := _parts(row.get("cues", "")):
        node["cues"] = {"words": cues}
    if examples := _parts(row.get("example", "")):
        node["examples"] = [{"text": text} for text in examples]
    return node


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _nested(nodes: dict[str, Node], parents: dict[str, tuple[str, str]]) -> list[Node]:
    """Every code below its parent; those without one at the top, in the order of the table."""
    above: dict[str, str] = {}
    for id_, (said, where) in parents.items():
        if said and said not in nodes:
            raise InputError(f"there is no code {visible(said)} above {visible(id_)}", where=where)
        above[id_] = said or _dotted(id_, nodes)
        if _circular(id_, above):
            raise InputError(f"{visible(id_)} stands below itself", where=where, remedy="name another parent")
    for id_, parent in above.items():
        if parent:
            nodes[parent].setdefault("children", []).append(nodes[id_])
    return [nodes[id_] for id_, parent in above.items() if not parent]


def _dotted(id_: str, nodes: dict[str, Node]) -> str:
    """The nearest code whose id this one begins with: `A.B` for `A.B.C`."""
    while "." in id_:
        id_ = id_.rsplit(".", 1)[0]
        if id_ in nodes:
            return id_
    return ""


def _circular(id_: str, above: dict[str, str]) -> bool:
    at = above.get(id_, "")
    while at and at != id_:
        at = above.get(at, "")
    return bool(at)
