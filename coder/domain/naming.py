"""What a new code is called: a clean name, and an id made of its parent's id and a few capitals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from coder.domain.text import fold, visible
from coder.errors import InputError

MAX_NAME = 200
"""The longest name of a code, as codebook files have it."""

MAX_ID = 120
"""The longest id of a code, as codebook files have it."""

SHORT = 4
"""How many capitals a short id has, as far as that is enough to tell it from all others."""

NAMELESS = "CODE"
"""The short id of a code whose name has no letters from A to Z."""

_SMALL_WORDS = {"a", "an", "and", "at", "by", "de", "e", "for", "from", "in", "la", "of", "on", "or", "the"}
_SMALL_WORDS |= {"to", "with", "y", "el", "los", "las", "o", "da", "do"}


def code_name(typed: str) -> str:
    """A typed name as it is kept, on one line. Raises InputError for an empty or overlong one."""
    name = " ".join(visible(typed).split())
    if not name:
        raise InputError("a code needs a name", remedy="type a few words")
    if len(name) > MAX_NAME:
        raise InputError(f"a code's name has at most {MAX_NAME} characters", remedy="shorten it")
    return name


def new_id(name: str, parent_id: str | None, taken: Collection[str]) -> str:
    """A free id: the parent's, a dot, and capitals from the name (`DEF.CUL` + Belonging → `DEF.CUL.BELO`).

    Coders say codes by the last part of the id, so that part is new among `taken` as well.
    Raises InputError when the parent's id leaves no room.
    """
    shorts = {id_.rsplit(".", 1)[-1] for id_ in taken}
    above = f"{parent_id}." if parent_id else ""
    for short in _shorts(name):
        made = above + short
        if len(made) > MAX_ID:
            break
        if short not in shorts and made not in taken:
            return made
    raise InputError("there is no room for an id below this code", remedy="choose a code further up")


def _shorts(name: str) -> Iterator[str]:
    words = [word.upper() for word in re.findall("[a-z0-9]+", fold(name))]
    telling = [word for word in words if word.lower() not in _SMALL_WORDS] or words or [NAMELESS]
    initials = "".join(word[0] for word in telling)
    if len(initials) > 2:
        yield initials[:SHORT]
    first = max(telling[:1], key=len)
    yield first[:SHORT]
    if len(telling) > 1:
        yield (first[:2] + telling[1][:2])[:SHORT]
    yield from (first[:length] for length in range(SHORT + 1, min(len(first), 9)))
    for number in range(2, 100_000):
        yield f"{first[:SHORT]}{number}"
