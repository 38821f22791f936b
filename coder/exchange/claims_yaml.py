"""Themes and recommendations in a YAML file, as the demo brings them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.files import read_text

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CodingName:
    """A coding as a person names it: by its transcript, its turn and who coded."""

    transcript: str
    turn: int
    coder: str


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """What the file holds, as it stands there."""

    themes: tuple[Node, ...]
    recommendations: tuple[Node, ...]


def read_claims(path: Path) -> ClaimsFile:
    """Read a file of themes and recommendations. Raises InputError when it is none."""
    import yaml

    where = visible(str(path))
    try:
        content = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError("this is not valid YAML", where=where, remedy="mend it") from error
    lists = [content.get(name) or [] for name in _LISTS] if isinstance(content, dict) else []
    if not lists or not all(isinstance(one, list) and all(isinstance(n, dict) for n in one) for one in lists):
        raise InputError("this is no file of themes", where=where, remedy="it has `themes:` with a list")
    return ClaimsFile(tuple(lists[0]), tuple(lists[1]))


def coding_name(text: str) -> CodingName:
    """Read `FG-01 12 AM`. Raises InputError when it is not so."""
    parts = str(text).rsplit(" ", 2)
    if len(parts) != 3 or not parts[1].isdecimal():
        raise InputError(
            f"{visible(str(text))!r} names no coding", remedy="write transcript, turn and coder: FG-01 12 AM"
        )
    return CodingName(parts[0], int(parts[1]), parts[2])


_LISTS = ("themes", "recommendations")
