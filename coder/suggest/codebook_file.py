"""Codebook files for the engine: the program's own YAML, or a table with a row per code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from coder.domain.codebook import Code, Example
from coder.domain.text import canonical, visible
from coder.errors import InputError

REQUIRED = "code"
"""The one column a table must have. `parent`, `name`, `definition` and the next ones may be there."""

LISTS = ("include", "exclude", "examples", "aliases", "cues")
"""Columns whose cells hold several entries, parted by `|`."""

LARGEST = 4_000_000
"""Bytes; a codebook is read by people and is never larger."""


def read_codebook(path: Path) -> tuple[Code, ...]:
    """The codes of a `.yaml` or `.csv` file. Raises InputError that names the file and the line."""
    if path.suffix.lower() in (".yaml", ".yml"):
        from coder.exchange.codebook_yaml import load_codebook

        return load_codebook(path).codes
    if path.suffix.lower() != ".csv":
        raise InputError("this is no codebook", where=visible(str(path)), remedy="give a .yaml or .csv file")
    return _table(_text(path), visible(str(path)))


def _text(path: Path) -> str:
    where = visible(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"the codebook cannot be read ({error.strerror})", where=where) from error
    if len(content) > LARGEST:
        raise InputError("the codebook is larger than 4 MB", where=where, remedy="split it")
    try:
        return canonical(content.decode("utf-8-sig")).text
    except UnicodeDecodeError:
        return canonical(content.decode("cp1252", "replace")).text


def _table(text: str, where: str) -> tuple[Code, ...]:
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if REQUIRED not in columns:
            raise InputError(
                "the table has no column `code`",
                where=where,
                remedy="begin it with code,parent,name,definition",
            )
        reader.fieldnames = columns
        rows = [(reader.line_num, {key: (row.get(key) or "").strip() for key in columns}) for row in reader]
    except csv.Error as error:
        raise InputError(f"this is not a CSV table: {error}", where=where) from error
    return _codes([(line, row) for line, row in rows if any(row.values())], where)


def _codes(rows: list[tuple[int, dict[str, str]]], where: str) -> tuple[Code, ...]:
    codes: dict[str, Code] = {}
    for line, row in rows:
        code_id = row[REQUIRED]
        if not code_id:
            raise InputError("the row has no code", where=f"{where} line {line}", remedy="fill in `code`")
        if code_id in codes:
            raise InputError(f"{visible(code_id)} stands twice", where=f"{where} line {line}")
        codes[code_id] = _code(code_id, row, len(codes))
    parents = dict.fromkeys(code.parent_id for code in codes.values() if code.parent_id)
    groups = [
        Code(id=parent, codebook_id="", parent_id=None, position=len(codes) + n, name=parent, codable=False)
        for n, parent in enumerate(parent for parent in parents if parent not in codes)
    ]
    return (*groups, *codes.values())


def _code(code_id: str, row: dict[str, str], position: int) -> Code:
    lists = {
        key: tuple(part.strip() for part in row.get(key, "").split("|") if part.strip()) for key in LISTS
    }
    return Code(
        id=code_id,
        codebook_id="",
        parent_id=row.get("parent") or None,
        position=position,
        name=row.get("name") or code_id.rsplit(".", 1)[-1],
        definition=row.get("definition", ""),
        include=lists["include"],
        exclude=lists["exclude"],
        examples=tuple(Example(text) for text in lists["examples"]),
        aliases=lists["aliases"],
        cues=lists["cues"],
        codable=row.get("codable", "").lower() not in ("no", "false", "0"),
    )
