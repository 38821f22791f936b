"""The rows of a framework matrix: what stands in each cell before anybody writes a summary.

Charting after the Framework Method (Ritchie & Spencer 1994; Gale et al. 2013, BMC Medical Research
Methodology 13: 117): cases in rows, codes in columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from coder.analysis.counting import Mention, Scope, State
from coder.analysis.people import in_order
from coder.domain.matrix import RowKind
from coder.domain.spoken import Conversation


@dataclass(frozen=True, slots=True)
class Case:
    """One row: its id, what it is called, the transcripts it is about, and its mentions by code."""

    id: str
    name: str
    transcripts: frozenset[str]
    mentions: dict[str, list[Mention]] = field(default_factory=dict)


def cases(scope: Scope, kind: RowKind) -> list[Case]:
    """The rows of a matrix: sessions and people in the order of transcripts, groups in that of reports."""
    places: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for transcript in scope.talk:
        for id_, name in _ids(scope, kind, transcript):
            places[id_].add(transcript.id)
            names.setdefault(id_, name)
    mentions: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in scope.mentions:
        row = _id_of(scope, kind, mention)
        if row is not None:
            mentions[row][mention.coding.code_id].append(mention)
    order = in_order(places) if kind is RowKind.GROUP else list(places)
    return [Case(id_, names[id_], frozenset(places[id_]), dict(mentions[id_])) for id_ in order]


def _ids(scope: Scope, kind: RowKind, transcript: Conversation) -> Iterable[tuple[str, str]]:
    if kind is RowKind.SESSION:
        return [(transcript.id, transcript.label)]
    people = scope.attended[transcript.id]
    if kind is RowKind.GROUP:
        groups = scope.material.groups
        return [(groups[person], groups[person] or "(not known)") for person in sorted(people)]
    known = scope.material.people
    # Who is not matched with a participant may be the same person elsewhere, and has no row yet.
    return [(person, known[person].label) for person in sorted(people & known.keys())]


def _id_of(scope: Scope, kind: RowKind, mention: Mention) -> str | None:
    if kind is RowKind.SESSION:
        return mention.transcript_id
    if mention.person is None:
        return None
    return scope.material.groups[mention.person] if kind is RowKind.GROUP else mention.person


def standing(scope: Scope, case: Case, code_id: str) -> State:
    """Why a case has or has no evidence of a code.

    Never `not raised` while a transcript in which it could have been has turns that nobody has coded or
    found to hold nothing.
    """
    if case.mentions.get(code_id):
        return State.RAISED
    asked = case.transcripts & scope.asked(code_id)
    if not asked:
        return State.NOT_ASKED
    return State.NOT_RAISED if asked <= scope.read_through(code_id) else State.NOT_CODED
