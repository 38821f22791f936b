"""The report for a screen: read in the session's thread, counted in another, looked at section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from coder.analysis.claim_lint import Claims as Judged
from coder.analysis.claim_lint import claim_findings, quoted
from coder.analysis.frame import Material
from coder.analysis.lint import Finding, Quoted, quote_findings
from coder.analysis.plots import in_lines
from coder.analysis.quotes import STUDENTS, ChosenQuote
from coder.report.build import LANGUAGE, SECTIONS, build_report, title_of
from coder.report.choosing import as_chosen
from coder.report.facts import ReportFacts
from coder.report.outline import (
    LABELS,
    Block,
    Cell,
    Figure,
    Heading,
    List,
    Outline,
    Paragraph,
    Part,
    Quote,
    Table,
)
from coder.services.claim_checks import student_floor, unfinished_in
from coder.services.gathering import Claims, gather_claims, gather_outside
from coder.services.recommending import RecommendationService
from coder.services.report_facts import report_facts
from coder.services.report_plan import Plan, plan_of
from coder.services.report_warnings import balance, warnings_of
from coder.services.reporting import UNTITLED
from coder.services.session import Session
from coder.store.store import now

__all__ = [
    "LABELS",
    "LONG",
    "Block",
    "Cell",
    "Figure",
    "Gathered",
    "Heading",
    "List",
    "Outline",
    "Paragraph",
    "Part",
    "Quote",
    "Reckoned",
    "Remark",
    "Table",
    "in_lines",
    "read",
    "reckoned",
]

LONG = "excerpts"
"""The section that is counted only where it is wanted or looked at."""

_OF_CLAIMS = ("student-share", "quote-twice", "speaker-often")
"""Rules that are looked at over all quotes of the report instead of those of themes alone."""

_KNOWN = {section.name: section for section in SECTIONS}


@dataclass(frozen=True)
class Gathered:
    """What a project holds that its report is made of, read at one moment."""

    name: str
    moment: datetime
    material: Material
    claims: Claims
    unfinished: tuple[str, ...]
    floor: int
    limit: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What may be wrong: in which section (none: in the whole report), and where that can be seen to.

    `claim` is the id of a theme or a recommendation; else `transcript_id`, `start` and `end` name words.
    """

    sentence: str
    section: str = ""
    claim: str = ""
    transcript_id: str = ""
    start: int = 0
    end: int = 0

    @property
    def leads(self) -> bool:
        """Whether it leads anywhere."""
        return bool(self.claim or self.transcript_id)


@dataclass(frozen=True)
class Reckoned:
    """What a report can say, and what may be wrong whatever is chosen of it."""

    gathered: Gathered
    facts: ReportFacts
    remarks: tuple[Remark, ...]
    has_excerpts: bool = False
    _parts: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Part, ...]] = field(default_factory=dict)

    def outline(self, plan: Plan, section: str) -> tuple[Outline, tuple[Part, ...]]:
        """The document of a plan, with the parts of one section, which stands in it in any case."""
        names = [name for name in plan.order if name in plan.wanted or name == section]
        parts = {name: self._section(name, plan) for name in names}
        every = tuple(part for name in names for part in parts[name])
        return Outline(title_of(self.facts), LANGUAGE, every), parts[section]

    def _section(self, name: str, plan: Plan) -> tuple[Part, ...]:
        if name == LONG and not self.has_excerpts:
            return ()
        key = (name, tuple(sorted(plan.options.items())))
        if key not in self._parts:
            facts = as_chosen(self.facts, plan.options)
            self._parts[key] = build_report(facts, (_KNOWN[name],)).parts
        return self._parts[key]

    def all_remarks(self, plan: Plan) -> list[Remark]:
        """What may be wrong with the report of a plan, in the order of its sections, the whole last."""
        facts = as_chosen(self.facts, plan.options)
        found = [one for one in self.remarks if not one.section or one.section in plan.wanted]
        found += _of_quotes(facts, plan, self.gathered)
        place = {name: n for n, name in enumerate(plan.order)}
        return sorted(found, key=lambda one: place.get(one.section, len(place)))

    def balance(self, plan: Plan) -> str:
        """Whose words are quoted, in one line."""
        return balance(_printed_only(as_chosen(self.facts, plan.options), plan))


def read(session: Session) -> tuple[Plan, Gathered]:
    """The plan of the report and all it is made of; for the thread that owns the session."""
    material = gather_outside(session)
    gathered = Gathered(
        session.name or UNTITLED,
        datetime.fromisoformat(now()),
        material,
        gather_claims(session),
        tuple(unfinished_in(session, material)),
        student_floor(session),
        RecommendationService(session).limit,
    )
    return plan_of(session), gathered


def reckoned(gathered: Gathered, *, excerpts: bool = False) -> Reckoned:
    """Count and choose, for any thread; the list of `excerpts` takes longest.

    Raises StoreError when the words kept with a coding are not those of the transcript.
    """
    names = {section.name for section in SECTIONS if section.name != LONG or excerpts}
    day = gathered.moment.astimezone().date()
    facts = report_facts(gathered.material, gathered.name, day, gathered.claims, names)
    return Reckoned(gathered, facts, tuple(_standing(gathered, facts)), excerpts)


def _standing(gathered: Gathered, facts: ReportFacts) -> Iterator[Remark]:
    judged = Judged(
        gathered.claims.themes,
        gathered.claims.recommendations,
        gathered.material,
        gathered.unfinished,
        gathered.limit,
        gathered.floor,
    )
    for found in claim_findings(judged):
        if found.rule not in _OF_CLAIMS:
            yield _of_claim(found, gathered.claims)
    own = balance(facts)
    for sentence in warnings_of(gathered.material, facts):
        if sentence != own:
            yield _of_transcript(sentence, gathered.material)


def _of_claim(found: Finding, claims: Claims) -> Remark:
    """A remark about `T2 claim` or `R1`, which leads to that theme or recommendation."""
    place, sentence = found.place.split()[0].rstrip(","), f"{found.sentence}: {found.remedy}"
    letter, number = place[:1], place[1:]
    if letter == "T" and number.isdecimal():
        return Remark(f"{place}: {sentence}", "findings", claims.themes[int(number) - 1].id)
    if letter == "R" and number.isdecimal():
        one = claims.recommendations[int(number) - 1]
        return Remark(f"{place}: {sentence}", "recommendations", one.id)
    return Remark(sentence, "recommendations", _first_advice(claims))


def _first_advice(claims: Claims) -> str:
    return claims.recommendations[0].id if claims.recommendations else ""


def _of_transcript(sentence: str, material: Material) -> Remark:
    """A remark that names transcripts or codes, which leads to the first of them."""
    named = sentence.replace(" for ", ": ").rpartition(": ")[2].split(", ")
    found = next((t for label in named for t in material.transcripts if t.label == label), None)
    if found is not None:
        return Remark(sentence, transcript_id=found.id)
    coding = next((c for c in material.codings if c.code_id == named[0]), None)
    if coding is not None:
        return Remark(sentence, "themes", "", coding.transcript_id, coding.start, coding.end)
    return Remark(sentence)


def _of_quotes(facts: ReportFacts, plan: Plan, gathered: Gathered) -> Iterator[Remark]:
    """Words quoted twice, one speaker often, too few students: over all quotes that the report prints."""
    codings = {coding.id: coding for coding in gathered.material.codings}
    printed = [
        (section, quoted(f"{section}", codings[quote.coding_id], gathered.material))
        for section, quote in _printed(facts, plan)
        if quote.coding_id in codings
    ]
    heard = STUDENTS in gathered.material.groups.values()
    section_of = {quote.where: section for section, quote in reversed(printed)}
    for found in quote_findings([quote for _, quote in printed], gathered.floor, heard):
        where = next((q for _, q in printed if q.where and q.where in found.sentence), None)
        section = section_of[where.where] if where else ""
        sentence = f"{found.sentence}: {found.remedy}"
        yield _leading(Remark(sentence, section), where)


def _leading(remark: Remark, where: Quoted | None) -> Remark:
    if where is None:
        return remark
    return replace(remark, transcript_id=where.transcript_id, start=where.start, end=where.end)


def _printed(facts: ReportFacts, plan: Plan) -> Iterator[tuple[str, ChosenQuote]]:
    """The quotes that the report of a plan prints, with their section."""
    of_findings = [q for one in facts.findings for q in (*one.quotes, *one.contrary)]
    of_codes = [q for quotes in facts.quotes.sections.values() for q in quotes]
    places: Sequence[tuple[str, Iterable[ChosenQuote]]] = (
        ("findings", of_findings),
        ("themes", facts.quotes.exemplars.values()),
        ("voices", of_codes),
    )
    for section, quotes in places:
        if section in plan.wanted:
            yield from ((section, quote) for quote in quotes)


def _printed_only(facts: ReportFacts, plan: Plan) -> ReportFacts:
    findings = facts.findings if "findings" in plan.wanted else ()
    exemplars = facts.quotes.exemplars if "themes" in plan.wanted else {}
    sections = facts.quotes.sections if "voices" in plan.wanted else {}
    quotes = replace(facts.quotes, exemplars=exemplars, sections=sections)
    return replace(facts, findings=findings, quotes=quotes)
