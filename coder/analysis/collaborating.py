"""What a collaborative audit tells: students first, strengths, causes, priorities, what is known, who agreed.

All numbers are of people in the columns of `Tallier`, which hides what would tell of a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from coder.analysis.counting import Mention, Scope, State, Tally, units
from coder.analysis.frame import Material, Source
from coder.analysis.process_table import DECK, ProcessTable
from coder.analysis.tallying import Tallier
from coder.domain.theme import Theme

STUDENTS = "students"
STRENGTH, INEQUITY, CAUSE, PRIORITY = "CIQ.STR", "CIQ.INQ", "CIQ.RC", "CIQ.PRI"
ABOUT, TOGETHER = "CIQ.V.ABOUT", "CIQ.COD"
KNOWN = (("CIQ.KN.KNOW", "We know"), ("CIQ.KN.THINK", "We think"), ("CIQ.KN.ASSUME", "We assume"))
WHO = "LENS.WHO"
LEAST_FOR_WEIGHT = 2
"""How many groups there must be before it matters how they are weighed."""

_MANNERS = ("CIQ.", "JRN.", "I2I.", "DEF.REC.")
"""Codes of how something is said; what it is about, others tell."""

_At = tuple[str, int]


class Inquiry:
    """The mentions of a project by what they are about and where they stand."""

    def __init__(self, material: Material) -> None:
        self.scope = Scope(material)
        self.tree = material.tree
        self.tallier = Tallier(self.scope, ("group",))
        self.all = units(material.tree, self.scope.mentions, subtree=False)
        self.everybody = Tallier(self.scope, ())
        self.labels = [*(column.label for column in self.tallier.columns), "all"]
        self.columns = [label[:1].upper() + label[1:] for label in self.labels]

    def under(self, code: str) -> list[Mention]:
        """The mentions of a code and of those below it."""
        return [one for id_, found in self.all.items() if f"{id_}.".startswith(f"{code}.") for one in found]

    def matters(self) -> Iterator[tuple[str, list[Mention]]]:
        """Each code of what people talk about, with its mentions."""
        for id_, found in self.all.items():
            if not f"{id_}.".startswith(_MANNERS):
                yield id_, found

    def told(self, code: str, mentions: Sequence[Mention]) -> list[str]:
        """People of people in each column and of all, who could have raised the code."""
        tallies = [*self.tallier.row(code, mentions), *self.everybody.row(code, mentions)]
        return [tally.told for tally in tallies]

    def about(self, manner: str) -> list[tuple[str, list[Mention]]]:
        """What is talked about in the words of a code of manner, widest first, by all who raised it so."""
        spans = _spans(self.under(manner))
        found = [(code, [one for one in own if _inside(one, spans)]) for code, own in self.matters()]
        heard = [(code, own) for code, own in found if own]
        return sorted(heard, key=lambda pair: -len({one.person for one in pair[1]}))


_Spans = dict[_At, list[tuple[int, int]]]


def _spans(mentions: Iterable[Mention]) -> _Spans:
    found: _Spans = defaultdict(list)
    for one in mentions:
        found[one.transcript_id, one.turn].append((one.coding.start, one.coding.end))
    return found


def _inside(one: Mention, spans: _Spans) -> bool:
    """Whether a mention shares words with any of the spans, in the same turn."""
    own = spans.get((one.transcript_id, one.turn), ())
    return any(one.coding.start < end and start < one.coding.end for start, end in own)


def strength_tables(inquiry: Inquiry) -> Iterator[ProcessTable]:
    """What people are proud of, by group, the students first."""
    yield from matter_table(inquiry, STRENGTH, "strengths", "Strengths", "is called a strength")


def matter_table(inquiry: Inquiry, manner: str, id_: str, title: str, verb: str) -> Iterator[ProcessTable]:
    """What people speak of in the words of a code of manner, by group, the students first."""
    own = inquiry.under(manner)
    if not own:
        return
    rows = [("all of these", *inquiry.told(manner, own))]
    rows += [
        (inquiry.tree.codes[code].name, *inquiry.told(manner, said)) for code, said in inquiry.about(manner)
    ]
    yield ProcessTable(
        id_,
        title,
        ("What", *inquiry.columns),
        tuple(rows),
        note=f"People of people who said it where it {verb}, students first.",
    )


def inequity_tables(inquiry: Inquiry) -> Iterator[ProcessTable]:
    """What is not fair, by group; what is said to cause it; what adults say about students, apart."""
    yield from matter_table(inquiry, INEQUITY, "inequities", "What is not fair", "is called unfair")
    yield from _chains(inquiry)
    yield from _about_students(inquiry)


def _chains(inquiry: Inquiry) -> Iterator[ProcessTable]:
    """Causes that stand in the turn of an inequity, or in the turn before or after it."""
    unfair: dict[_At, list[Mention]] = defaultdict(list)
    for one in inquiry.under(INEQUITY):
        unfair[one.transcript_id, one.turn].append(one)
    beside = _beside(inquiry.scope)
    rows = []
    for code, mentions in inquiry.all.items():
        if f"{code}.".startswith(f"{CAUSE}."):
            same = {at for one in mentions if (at := (one.transcript_id, one.turn)) in unfair}
            next_to = {
                (at, other)
                for one in mentions
                for at in [(one.transcript_id, one.turn)]
                for other in beside.get(at, ())
                if other in unfair and at not in unfair
            }
            if same or next_to:
                chained = [
                    m for m in mentions if (m.transcript_id, m.turn) in {*same, *(at for at, _ in next_to)}
                ]
                ends = {*same, *(other for _, other in next_to)}
                rows.append(
                    (
                        inquiry.tree.codes[code].name,
                        str(len(same)),
                        str(len(next_to)),
                        _affected(inquiry, (m for at in ends for m in unfair[at])),
                        *inquiry.told(code, chained),
                    )
                )
    if rows:
        yield ProcessTable(
            "chains",
            "From what is not fair to its causes",
            ("Cause", "Same turn", "Next turn", "For whom, as said", *inquiry.columns),
            tuple(rows),
            note="A cause stands beside what is not fair in the same turn, or in the turn before or after "
            "it, whatever a facilitator said between. People of people who named it there.",
        )


def _beside(scope: Scope) -> dict[_At, list[_At]]:
    found: dict[_At, list[_At]] = {}
    for id_, voices in scope.turns.items():
        numbers = voices.numbers
        for n, number in enumerate(numbers):
            near = [*numbers[max(0, n - 1) : n], *numbers[n + 1 : n + 2]]
            found[id_, number] = [(id_, other) for other in near]
    return found


def _affected(inquiry: Inquiry, mentions: Iterable[Mention]) -> str:
    values = {value for one in mentions for value in one.coding.lenses.get(WHO, ())}
    lens = inquiry.tree.lenses.get(WHO)
    names = {value.id: value.name for value in lens.values} if lens else {}
    return DECK.join(sorted(names.get(value, value) for value in values)) or "not said"


def _about_students(inquiry: Inquiry) -> Iterator[ProcessTable]:
    """What students say themselves beside what adults say about them, which is never added to it."""
    spans = _spans(inquiry.under(ABOUT))
    places = [n for n, column in enumerate(inquiry.tallier.columns) if column.values == (STUDENTS,)]
    if not spans or not places:
        return
    rows = []
    for code, mentions in inquiry.matters():
        told = inquiry.told(code, mentions)
        adults = [one for one in mentions if _inside(one, spans)]
        if adults:
            of = inquiry.tallier.row(ABOUT, adults)
            others = [
                f"{inquiry.labels[n]} {of[n].told}"
                for n in range(len(of))
                if n not in places and _said(of[n])
            ]
            rows.append((inquiry.tree.codes[code].name, told[places[0]], DECK.join(others) or "nobody known"))
    if rows:
        yield ProcessTable(
            "about",
            "Students themselves, and adults about students",
            ("What", "Students said", "Adults said about students"),
            tuple(rows),
            "What adults say about students is their view of it, and is counted with nothing students said.",
        )


def _said(tally: Tally) -> bool:
    return tally.state is State.RAISED or tally.hidden


def knowing_tables(inquiry: Inquiry, themes: Iterable[Theme], material: Material) -> Iterator[ProcessTable]:
    """For each finding how many said it as known, thought or assumed, and from how many sources it is."""
    known = [(code, name) for code, name in KNOWN if code in inquiry.tree.codes]
    if len(known) < len(KNOWN):
        return
    rows = []
    for theme in themes:
        evidence = {*theme.evidence}
        own = [one for one in inquiry.scope.mentions if one.coding.id in evidence]
        told, spoken = [], []
        for code, _ in known:
            places = {(one.transcript_id, one.turn) for one in inquiry.under(code)}
            said = [one for one in own if (one.transcript_id, one.turn) in places]
            told.append(_people(inquiry, code, said))
            spoken.append(bool(said))
        sources = _sources(material, evidence)
        if own:
            rows.append((theme.claim, *told, DECK.join(sources), _standing(spoken, len(sources))))
    if rows and any(inquiry.under(code) for code, _ in KNOWN):
        yield ProcessTable(
            "knowing",
            "What we know, what we think, what we assume",
            ("Finding", *(name for _, name in KNOWN), "Sources", "Stands as"),
            tuple(rows),
            note="People of those asked in that way, by what they called it in the same turn. A finding "
            "is known when somebody knows it and a second source bears it out; else it is as it was said.",
        )


def _people(inquiry: Inquiry, code: str, mentions: Iterable[Mention]) -> str:
    scope = inquiry.scope
    everybody = frozenset[str]().union(*(scope.attended[id_] for id_ in scope.open_to(code)))
    least = inquiry.scope.thresholds.voices
    if len(everybody) < least:
        return f"<{least}"
    return f"{len({one.person for one in mentions if one.person})} of {len(everybody)}"


def _sources(material: Material, evidence: Collection[str]) -> list[str]:
    ids = {coding.transcript_id for coding in material.codings if coding.id in evidence}
    names = {Source.TALK: "conversations", Source.SURVEY: "survey answers", Source.DOCUMENTS: "documents"}
    return [name for source, name in names.items() if any(t.id in ids for t in material.from_source(source))]


def _standing(spoken: Sequence[bool], sources: int) -> str:
    know, think, assume = spoken
    if know:
        return "known" if sources > 1 else "known by some, one source"
    return "thought" if think else "assumed" if assume else "not said"


def weight_tables(inquiry: Inquiry) -> Iterator[ProcessTable]:
    """The codes most raised when each group counts once, and when each person does, with both places.

    Equal weight is the mean of the shares of the groups. A code is told only where every group may be.
    """
    found = []
    for code, mentions in inquiry.matters():
        tallies = [tally for tally in inquiry.tallier.row(code, mentions) if tally.people.of]
        open_ = any(tally.hidden or tally.people.low != tally.people.high for tally in tallies)
        if len(tallies) >= LEAST_FOR_WEIGHT and not open_:
            shares = [tally.people.low / tally.people.of for tally in tallies]
            people, of = (sum(getattr(tally.people, side) for tally in tallies) for side in ("low", "of"))
            found.append((code, sum(shares) / len(shares), people / of, f"{people} of {of}"))
    equal, each = ([*sorted((one[n] for one in found), reverse=True)] for n in (1, 2))
    if found:
        yield ProcessTable(
            "weights",
            "When groups count once, and when people do",
            ("What", "Groups once", "Place", "People", "Place among people"),
            tuple(
                (
                    inquiry.tree.codes[code].name,
                    f"{mean:.0%}",
                    str(equal.index(mean) + 1),
                    told,
                    str(each.index(part) + 1),
                )
                for code, mean, part, told in sorted(found, key=lambda one: -one[1])
            ),
            "Where more people of one group came, they weigh more when people are counted. Groups once is "
            "the mean of the shares of the groups.",
        )
