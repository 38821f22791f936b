"""Patterns of a query: compiled, unless that would take all the memory there is."""

from __future__ import annotations

import re
from typing import Any

from coder.domain.query import Pattern
from coder.errors import InputError

LONGEST = 1_000
"""Characters of the longest pattern."""

MOST = 10_000
"""How many letters a pattern may ask for at least; each of them is built, repetitions and all."""

_COUNT = re.compile(r"\{(\d+)(?:,\d*)?\}")
_UNSTEADY = re.compile(r"\(\?(?:#|[a-zA-Z0-9-]*x)")
"""Comments, which may stand between a group and how often it is repeated."""


def compile_pattern(term: Pattern) -> Any:
    """A pattern ready for searching. Raises InputError when it is none, or too big."""
    import regex

    if len(term.source) > LONGEST or least(term.source) > MOST:
        raise InputError(
            "this pattern is too big",
            where=f"character {term.at + 1} of the query",
            remedy="repeat less in it; repetitions inside each other multiply",
        )
    try:
        return regex.compile(term.source, regex.V0 if term.case else regex.V0 | regex.IGNORECASE)
    # Everything, because what somebody types into a pattern can break the compiler in any way.
    except Exception as error:
        raise InputError(
            f"this pattern cannot be read ({error or type(error).__name__})",
            where=f"character {term.at + 1} of the query",
            remedy="mend it, or put the words in quotes",
        ) from error


def least(source: str) -> int:
    """About how many letters a pattern asks for at least, or more."""
    if _UNSTEADY.search(source):
        product = len(source)
        for count in _COUNT.findall(source):
            product *= max(1, int(count))
        return product
    groups, last, at = [0], 0, 0
    while at < len(source):
        sign, end, count = source[at], _end(source, at), _COUNT.match(source, at)
        if sign == "(":
            groups.append(0)
            last = 0
        elif sign == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif count is not None:
            more = last * (max(1, int(count[1])) - 1)
            groups[-1], last, end = groups[-1] + more, last + more, count.end()
        elif sign not in "?*+":
            groups[-1], last = groups[-1] + 1, 1
        at = end
    return sum(groups)


def _end(source: str, at: int) -> int:
    """Where what begins at a sign ends: the sign itself, one with a backslash, or a class of letters."""
    if source[at] != "[":
        return at + 2 if source[at] == "\\" else at + 1
    end = at + 2 if source[at + 1 : at + 2] != "^" else at + 3
    while end < len(source) and source[end] != "]":
        end += 2 if source[end] == "\\" else 1
    return end + 1
