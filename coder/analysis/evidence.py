"""The excerpts behind a number: what a table counted, as somebody can read it.

Every number of a table opens to exactly what was counted: as many excerpts, and the voices of as
many people. The same scope, columns and rules serve both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

from coder.analysis.charted import cases
from coder.analysis.cooccurrence import Near, places_of
from coder.analysis.counting import Mention, Scope, units
from coder.analysis.frame import Material, Source, counted_turns, person_of
from coder.analysis.keywords import terms_in
from coder.analysis.tallying import Tallier, value_of
from coder.analysis.themes import joined_excerpts
from coder.domain.coding import Coding
from coder.domain.matrix import RowKind
from coder.domain.transcript import Span, Transcript, Turn

EVERYBODY = ""
"""Names the people of all columns."""


@dataclass(frozen=True)
class Whole(Scope):
    """A scope over whole transcripts, with every word; counting needs less, opening a number this."""

    material: Material

    @classmethod
    def of(cls, scope: Scope, material: Material) -> Whole:
        """The same scope over the transcripts that it was made of."""
        given = {part.name: getattr(scope, part.name) for part in fields(Scope)}
        return cls(**{**given, "material": material})

    @property
    def transcripts(self) -> list[Transcript]:
        """The conversations that are meant."""
        return [self.material.by_id[talk.id] for talk in self.talk]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words with who says them, and every code that stands on them.

    `people` are the people known to speak in them, `unidentified` says that somebody unknown does.
    """

    transcript_id: str
    session: str
    turn: int
    seq: int
    span: Span
    text: str
    speaker: str
    people: tuple[str, ...]
    unidentified: bool
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    ids: tuple[str, ...] = ()
    """The codings by which it was counted."""


@dataclass(frozen=True)
class Evidence:
    """What stands behind one number, in the order of the transcripts."""

    excerpts: tuple[Excerpt, ...]

    @cached_property
    def people(self) -> int:
        """How many different known people speak in the excerpts."""
        return len({person for excerpt in self.excerpts for person in excerpt.people})

    @cached_property
    def sessions(self) -> int:
        """How many sessions the excerpts are from."""
        return len({excerpt.transcript_id for excerpt in self.excerpts})

    @cached_property
    def unidentified(self) -> int:
        """How many excerpts have a voice that nobody has identified."""
        return sum(excerpt.unidentified for excerpt in self.excerpts)

    def by_person(self) -> Evidence:
        """The same excerpts, those of one person after the other."""
        first: dict[tuple[str, ...], int] = {}
        for at, excerpt in enumerate(self.excerpts):
            first.setdefault(excerpt.people, at)
        return Evidence(tuple(sorted(self.excerpts, key=lambda e: (not e.people, first[e.people]))))


def of_code(
    scope: Whole,
    by: Sequence[str],
    code_id: str,
    label: str = EVERYBODY,
    *,
    subtree: bool = False,
    lens: tuple[str, str] | None = None,
) -> Evidence:
    """What was counted of a code among the people of the column called `label`.

    With `lens`, only the codings with that value of that lens.
    """
    mentions = units(scope.material.tree, scope.mentions, subtree=subtree).get(code_id, [])
    said = _in_column(scope, by if label else (), code_id, mentions, label)
    if lens is not None:
        said = [m for m in said if lens[1] in m.coding.lenses.get(lens[0], ())]
    return _shown(scope, said)


def of_wave(
    scope: Whole, by: Sequence[str], code_id: str, label: str, wave: str, *, subtree: bool = False
) -> Evidence:
    """What was counted of a code among the people of a column in one wave."""
    mentions = units(scope.material.tree, scope.mentions, subtree=subtree).get(code_id, [])
    by_id = scope.material.by_id
    said = _in_column(scope, by, code_id, mentions, label)
    return _shown(scope, [m for m in said if by_id[m.transcript_id].facts.wave == wave])


def of_branch(scope: Whole, domain_id: str) -> Evidence:
    """What was counted of a branch of the codebooks, the codes of branches below it left out."""
    tree = scope.material.tree
    mentions = [m for m in scope.mentions if tree.domain(m.coding.code_id).id == domain_id]
    return _shown(scope, _in_column(scope, (), domain_id, mentions, EVERYBODY))


def of_pair(scope: Whole, first: str, second: str, near: Near = Near.EXCERPT) -> Evidence:
    """The places where two codes stand together, each as far as the words of the two reach."""
    finder = _Finder(scope)
    found = []
    for place, mentions in places_of(scope, near).items():
        mine = [m for m in mentions if m.coding.code_id in (first, second)]
        if {m.coding.code_id for m in mine} == {first, second}:
            start = min(m.coding.start for m in mine)
            whole = Span(start, max(m.coding.end for m in mine))
            found.append(finder.excerpt(place[0], whole, mine))
    return Evidence(tuple(found))


def of_turns(scope: Whole, by: Sequence[str], label: str, session: str = "") -> Evidence:
    """Every turn of the people of a column; with `session` those of the speaker `label` in it."""
    finder = _Finder(scope)
    wanted = _voices(scope, by, label, session)
    return Evidence(
        tuple(
            finder.turn(talk, turn)
            for talk in scope.transcripts
            for turn in counted_turns(talk)
            if wanted(talk, person_of(talk.speaker(turn)), turn)
        )
    )


def of_turn(scope: Whole, session: str, number: int) -> Evidence:
    """One turn, by the label of its session."""
    finder = _Finder(scope)
    found = [
        finder.turn(talk, turn)
        for talk in scope.material.transcripts
        if talk.label == session
        for turn in talk.numbered
        if turn.number == number
    ]
    return Evidence(tuple(found))


def of_term(scope: Whole, term: str, group: str) -> Evidence:
    """The turns of known people of a group in which a word or phrase is counted."""
    finder, words, groups = _Finder(scope), len(term.split()), scope.material.groups
    found = []
    for talk in scope.material.from_source(Source.TALK):
        for turn in counted_turns(talk):
            person = person_of(talk.speaker(turn))
            if person is not None and groups[person] == group and term in terms_in(talk, turn, words):
                found.append(finder.turn(talk, turn))
    return Evidence(tuple(found))


def of_cell(scope: Whole, kind: str, row: str, code_id: str) -> Evidence:
    """What was coded so in one row of a framework matrix, by the name of the row."""
    case = next((case for case in cases(scope, RowKind(kind)) if case.name == row), None)
    return _shown(scope, case.mentions.get(code_id, []) if case else [])


UNIDENTIFIED = "(unidentified)"


def _voices(
    scope: Whole, by: Sequence[str], label: str, session: str
) -> Callable[[Transcript, str | None, Turn], bool]:
    def unknown(talk: Transcript, person: str | None, _: Turn) -> bool:
        return person is None and session in ("", talk.label)

    def speaker(talk: Transcript, person: str | None, turn: Turn) -> bool:
        who = talk.speaker(turn)
        meant = person is not None and person in scope.attended[talk.id]
        return talk.label == session and meant and who is not None and who.shown == label

    if label == UNIDENTIFIED:
        return unknown
    if session:
        return speaker
    column = next((c for c in Tallier(scope, by).columns if c.label == label), None)
    return lambda talk, person, _: column is not None and person in column.attended[talk.id]


def _in_column(
    scope: Whole, by: Sequence[str], code_id: str, mentions: Sequence[Mention], label: str
) -> list[Mention]:
    """The mentions of a code that are counted in a column, those of nobody known among them."""
    column = next((c for c in Tallier(scope, by).columns if not label or c.label == label), None)
    if column is None:
        return []
    ids = scope.open_to(code_id, {m.transcript_id for m in mentions})
    # Words of nobody known are counted under a column by what is told of all in the session.
    open_to_nobody = {
        talk.id for talk in scope.transcripts if value_of(scope.material, by, talk, None) in column.values
    }
    return [
        m
        for m in mentions
        if m.transcript_id in ids
        and column.attended[m.transcript_id]
        and (m.person in column.attended[m.transcript_id] if m.person else m.transcript_id in open_to_nobody)
    ]


def _shown(scope: Whole, mentions: Sequence[Mention]) -> Evidence:
    """The excerpts that mentions make: overlapping words are one, as they are counted."""
    finder = _Finder(scope)
    by_transcript: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_transcript[mention.transcript_id].append(mention)
    found = []
    for id_, near in by_transcript.items():
        for _, start, end in joined_excerpts((id_, m.coding.start, m.coding.end) for m in near):
            inside = [m for m in near if start <= m.coding.start and m.coding.end <= end]
            found.append(finder.excerpt(id_, Span(start, end), inside))
    order = {talk.id: n for n, talk in enumerate(scope.talk)}
    return Evidence(tuple(sorted(found, key=lambda e: (order[e.transcript_id], e.span.start))))


class _Finder:
    """Makes excerpts of spans: words, voices and codes."""

    def __init__(self, scope: Whole) -> None:
        self._material = scope.material
        self._codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in scope.material.codings:
            self._codings[coding.transcript_id].append(coding)

    def excerpt(self, transcript_id: str, span: Span, mentions: Sequence[Mention]) -> Excerpt:
        """An excerpt of words in which these mentions stand."""
        talk = self._material.by_id[transcript_id]
        turn = talk.turn_at(span.start) or next(iter(talk.turns_in(span)))
        made = self._made(talk, turn, span, [m.person for m in mentions])
        return replace(made, ids=tuple(dict.fromkeys(m.coding.id for m in mentions)))

    def turn(self, talk: Transcript, turn: Turn) -> Excerpt:
        """A whole turn."""
        return self._made(talk, turn, turn.span, [person_of(talk.speaker(turn))])

    def _made(self, talk: Transcript, turn: Turn, span: Span, persons: Iterable[str | None]) -> Excerpt:
        voices = list(dict.fromkeys(persons))
        on_it = [c for c in self._codings[talk.id] if c.start < span.end and span.start < c.end]
        speakers = (talk.speaker(t) for t in talk.turns_in(span))
        names = dict.fromkeys(s.shown for s in speakers if s is not None)
        return Excerpt(
            *(talk.id, talk.label, turn.number or 0, turn.seq, span, span.of(talk.text)),
            speaker=", ".join(names),
            people=tuple(person for person in voices if person is not None),
            unidentified=None in voices,
            codes=tuple(sorted({c.code_id for c in on_it})),
            coders=tuple(sorted({c.coder for c in on_it})),
        )
