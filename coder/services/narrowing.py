"""The query bar of the tables: what somebody types in the language of the search, as terms of a count."""

from __future__ import annotations

from collections.abc import Iterator

from coder.domain.query import Either, Every, Field, Term, parse
from coder.errors import InputError
from coder.services.search_names import Known
from coder.services.session import Session

_SAME = {"label": "session"}
"""What the search calls otherwise."""

_ONLY_COUNTED = ("level", "session")
"""What only tables know; the search has no such field."""


def terms_of(session: Session, query: str) -> tuple[str, ...]:
    """A query as `name:value` terms; for the session's thread.

    Codes, lens values, groups and so on are found as the search finds them. Raises InputError for
    what a count cannot be narrowed by, and for what the project does not have.
    """
    if not query.strip():
        return ()
    known = Known.of(session)
    found: list[str] = []
    names: set[str] = set()
    for fields in _alternatives(parse(query)):
        name = fields[0].name
        if name in names:
            raise InputError(
                f"{name}: stands twice, and a count cannot hold both",
                where=f"character {fields[0].at + 1} of the query",
                remedy=f"write {name}:… OR {name}:… for either",
            )
        names.add(name)
        found += [term for field in fields for term in _meant(known, field)]
    return tuple(dict.fromkeys(found))


def _alternatives(term: Term) -> Iterator[list[Field]]:
    """The fields that must all hold, each with what may hold instead of it."""
    for one in term.terms if isinstance(term, Every) else (term,):
        either = one.terms if isinstance(one, Either) else (one,)
        fields = [field for field in either if isinstance(field, Field)]
        if len(fields) < len(either) or not all(field.value for field in fields):
            _no_count(one)
        if len({field.name for field in fields}) > 1:
            raise InputError(
                "only values of one name can stand instead of each other in a count",
                where=f"character {one.at + 1} of the query",
                remedy="write it as group:students OR group:families",
            )
        yield fields


def _no_count(term: Term) -> None:
    raise InputError(
        "a table is narrowed by what is known, not by words or by what is left out",
        where=f"character {term.at + 1} of the query",
        remedy="use code:… lens:… group:… role:… site:… and so on; the search finds words",
    )


def _meant(known: Known, field: Field) -> Iterator[str]:
    if field.name in _ONLY_COUNTED:
        yield f"{field.name}:{field.value}"
        return
    named = known.named(field)
    name = _SAME.get(named.name, named.name)
    if name == "lens":
        yield from (f"lens:{lens}={value}" for lens, value in sorted(named.lens_values))
    else:
        yield from (f"{name}:{value}" for value in sorted(named.values))
