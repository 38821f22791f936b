"""Searching a project file without loading a database layer, and only where something can be found.

What is asked is the same, and answered by the same tests (`coder.services.searching`): this module reads
the turns that can fit, and leaves alone those that cannot. What it does not read is for the usual way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from coder.domain.coding import Coding
from coder.domain.query import CODING_FIELDS, UNCODED, Either, Every, Field, Lemma, Term, parse, walk
from coder.domain.transcript import Transcript
from coder.errors import InputError
from coder.services.search_names import Known
from coder.services.searching import Hit, Talk, where
from coder.services.whoami import coder_name
from coder.store import places
from coder.store.columns import Columns
from coder.store.quick import Unusual, quick_columns

UNREAD = ("lens", "memo", UNCODED)
"""Fields that need more of a project than is read here."""

Pairs = list[tuple[Transcript, Hit]]
"""What was found, each with its transcript or the part of it around the hit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody searches for, and how many turns around each hit are to be shown."""

    query: str
    labels: tuple[str, ...] = ()
    limit: int | None = None
    context: int = 0


def search_at(place: str, wanted: Wanted) -> Pairs | None:
    """What a search finds in a project file; None where only the usual way of searching can tell."""
    with suppress(Unusual, InputError):
        term = parse(wanted.query)
        if any(
            isinstance(one, Lemma) or (isinstance(one, Field) and one.name in UNREAD) for one in walk(term)
        ):
            return None
        with quick_columns(place) as columns:
            # Where words may not be shown, or not be seen, the usual way knows how.
            if columns.restricted() or columns.meta().get(f"blind:{coder_name(None)}") == "on":
                return None
            return _found(columns, term, wanted)
    return None


def _found(columns: Columns, term: Term, wanted: Wanted) -> Pairs:
    sittings = columns.sittings(turns=False)
    chosen = [sitting for sitting in sittings if not wanted.labels or sitting.label in wanted.labels]
    if {*wanted.labels} - {sitting.label for sitting in chosen}:
        raise Unusual
    names = {one.name for one in walk(term) if isinstance(one, Field)}
    known = Known(
        columns.tree(),
        places.coders(columns) if "coder" in names else (),
        tuple(speaker for sitting in sittings for speaker in sitting.speakers),
        {person.id: person for person in columns.participants()},
        {sitting.label: sitting.facts for sitting in sittings},
    )
    query = where(wanted.query, known)
    codings = places.codings(columns, mentioned(term, known)) if names.intersection(CODING_FIELDS) else {}
    needed = needs(term, known)
    near = None if needed is None else {id_: _of(codings[id_], needed) for id_ in codings}
    pairs: Pairs = []
    for transcript in places.transcripts(columns, chosen, near, max(1, wanted.context)):
        talk = Talk(transcript, codings.get(transcript.id, ()))
        pairs += [(transcript, hit) for hit in query.hits(talk) if hit is not None]
        if wanted.limit and len(pairs) >= wanted.limit:
            return pairs[: wanted.limit]
    return pairs


def _of(codings: Iterable[Coding], codes: frozenset[str]) -> list[Coding]:
    return [coding for coding in codings if coding.code_id in codes]


def needs(term: Term, known: Known) -> frozenset[str] | None:
    """Codes of which every turn that fits carries one at least; None where it may carry none of them."""
    match term:
        case Field("code") if term.value:
            return known.named(term).values
        case Every(terms):
            found = [codes for one in terms if (codes := needs(one, known)) is not None]
            return min(found, key=len, default=None)
        case Either(terms):
            every: Sequence[frozenset[str] | None] = [needs(one, known) for one in terms]
            some = [codes for codes in every if codes is not None]
            return frozenset[str]().union(*some) if len(some) == len(every) else None
        case _:
            return None


def mentioned(term: Term, known: Known) -> frozenset[str] | None:
    """The codes of all codings that can decide whether a turn fits; None where any of them can."""
    fields = [one for one in walk(term) if isinstance(one, Field) and one.name in CODING_FIELDS]
    if any(one.name != "code" or not one.value for one in fields):
        return None
    return frozenset[str]().union(*(known.named(one).values for one in fields))
