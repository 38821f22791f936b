"""What may be wrong with themes and recommendations, before they are handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.claim_counts import claim_count, groups_spoken
from coder.analysis.frame import Material, is_counted, person_of
from coder.analysis.lint import (
    STUDENT_FLOOR,
    Finding,
    Passage,
    Quoted,
    passage_findings,
    quote_findings,
)
from coder.analysis.person_words import PersonWords
from coder.analysis.quotes import STUDENTS
from coder.domain.claim_words import looks_like_topic
from coder.domain.coding import Coding
from coder.domain.recommendation import USUAL_LIMIT, Progress, Recommendation, ranked, told_ties
from coder.domain.theme import Looked, Theme, ThemeStatus


@dataclass(frozen=True, slots=True)
class Claims:
    """The themes and recommendations of a project, what they rest on, and what the project allows."""

    themes: Sequence[Theme]
    recommendations: Sequence[Recommendation]
    material: Material
    unfinished: Sequence[str] = ()
    """The labels of transcripts with turns that nobody has coded or marked as read."""
    limit: int = USUAL_LIMIT
    student_floor: int = STUDENT_FLOOR


def claim_findings(claims: Claims) -> list[Finding]:
    """Every remark about themes, quotes chosen for them, and recommendations, in this order."""
    themes = [(f"T{n}", theme) for n, theme in enumerate(claims.themes, 1)]
    recommendations = [(f"R{n}", one) for n, one in enumerate(claims.recommendations, 1)]
    people = person_words(claims.material)
    found: list[Finding] = []
    for place, theme in themes:
        found += _theme(place, theme, claims)
        found += passage_findings(theme_passages(place, theme, claims.material), people, claims.unfinished)
    heard = STUDENTS in claims.material.groups.values()
    found += quote_findings(chosen_quotes(themes, claims.material), claims.student_floor, heard)
    for place, one in recommendations:
        found += _recommendation(place, one, claims)
        found += passage_findings(recommendation_passages(place, one), people, claims.unfinished)
    return [*found, *_together(claims)]


def person_words(material: Material) -> PersonWords:
    """The finder of names in what is written about a project."""
    speakers = [speaker for transcript in material.transcripts for speaker in transcript.speakers]
    labels = {name for speaker in speakers for name in (speaker.label, speaker.name)}
    own = {code.name for code in material.tree.codes.values()}
    own |= {name for t in material.transcripts for name in (t.facts.site, t.facts.group)}
    return PersonWords(labels | {person.label for person in material.participants}, own)


def theme_passages(place: str, theme: Theme, material: Material) -> list[Passage]:
    """What a theme says, with the people of its evidence."""
    count = claim_count(theme, material)
    told = ("claim", theme.claim), ("know", theme.know), ("think", theme.think), ("assume", theme.assume)
    return [
        Passage(f"{place} {name}", text, count.people, count.by_group, material.thresholds.voices)
        if name == "claim"
        else Passage(f"{place} {name}", text)
        for name, text in told
        if text
    ]


def recommendation_passages(place: str, recommendation: Recommendation) -> list[Passage]:
    """What a recommendation says."""
    names = ("action", "cause", "owner", "timing", "measure")
    told = ((name, str(getattr(recommendation, name))) for name in names)
    return [Passage(f"{place} {name}", text) for name, text in told if text]


def chosen_quotes(themes: Iterable[tuple[str, Theme]], material: Material) -> list[Quoted]:
    """The quotes that were chosen for themes, given with their places; those that are gone are none."""
    codings = {coding.id: coding for coding in material.codings}
    return [
        quoted(place, codings[id_], material)
        for place, theme in themes
        for id_ in theme.quotes
        if id_ in codings and (id_ in theme.starred or id_ == theme.flagged)
    ]


def quoted(place: str, coding: Coding, material: Material) -> Quoted:
    """A coding as words that are quoted at a place of the report."""
    transcript = material.by_id[coding.transcript_id]
    turns = [turn for turn in transcript.turns_in(coding.span) if is_counted(transcript, turn)]
    person = person_of(transcript.speaker(turns[0])) if turns else None
    number = f" turn {turns[0].number}" if turns else ""
    return Quoted(
        place,
        coding.id,
        transcript.id,
        coding.start,
        coding.end,
        person or "",
        material.group_of(person, transcript),
        f"{transcript.label}{number}",
    )


def unfinished(material: Material, read: Mapping[str, Iterable[int]]) -> list[str]:
    """The labels of transcripts with turns that nobody has coded or marked as read.

    `read` says of transcripts which turns (`seq`) were marked as read with nothing to code.
    """
    labels = []
    for transcript in material.transcripts:
        done = set(read.get(transcript.id, ()))
        for coding in material.codings:
            if coding.transcript_id == transcript.id:
                done |= {turn.seq for turn in transcript.turns_in(coding.span)}
        if any(transcript.wants_code(turn) and turn.seq not in done for turn in transcript.turns):
            labels.append(transcript.label)
    return labels


def _not_used(place: str, theme: Theme, withheld: frozenset[str]) -> Iterator[Finding]:
    """Codings that are there and that people do not allow to be used; whose they are is not said."""
    kept_back = [id_ for id_ in theme.codings if id_ in withheld]
    if kept_back:
        told = ", ".join(id_[:8] for id_ in kept_back)
        yield Finding(
            "withdrawn",
            place,
            f"{len(kept_back)} of its codings may not be used any more ({told}) and are not printed",
            "take them out, or look whether the others bear it out",
        )


def _theme(place: str, theme: Theme, claims: Claims) -> Iterator[Finding]:
    there = {coding.id for coding in claims.material.codings}
    if looks_like_topic(theme.claim):
        yield Finding(
            "topic",
            f"{place} claim",
            f"“{theme.short}” looks like a topic",
            "say in a sentence with a verb what is so",
        )
    if not there & set(theme.evidence):
        yield Finding("no-evidence", place, "the theme has no evidence", "add the codings that bear it out")
    yield from _not_used(place, theme, claims.material.withheld)
    gone = [id_ for id_ in theme.codings if id_ not in there | claims.material.withheld]
    if gone:
        told = ", ".join(id_[:8] for id_ in gone)
        yield Finding(
            "gone",
            place,
            f"{len(gone)} of its codings were removed ({told}) and are not printed",
            "take them out, or undo the removal",
        )
    lost = [code for code in theme.code_ids if code not in claims.material.tree.codes]
    if lost:
        yield Finding("gone", place, f"there is no code {', '.join(lost)} any more", "name others")
    if theme.looked is not Looked.YES and theme.status is not ThemeStatus.DRAFT:
        yield Finding(
            "negative",
            place,
            f"it is {theme.status.value}, and negative cases were not looked for",
            "look for words that speak against it",
        )
    for group in set(theme.groups) - set(groups_spoken(theme, claims.material)):
        yield Finding(
            "group",
            place,
            f"it is said to hold for {group}, and none of its evidence is theirs",
            f"add words of {group}, or do not claim them",
        )


def _recommendation(place: str, one: Recommendation, claims: Claims) -> Iterator[Finding]:
    if one.status is Progress.DROPPED:
        return
    if not one.theme_ids:
        yield Finding("no-theme", place, "it answers no theme", "name the themes that call for it")
    codes = {coding.id: coding.code_id for coding in claims.material.codings}
    if not one.has_cause(claims.material.tree, codes):
        yield Finding(
            "no-cause",
            place,
            "it has no root cause",
            "say what in the system leads to this; who students or families are is no cause",
        )


def _together(claims: Claims) -> Iterator[Finding]:
    standing = [one for one in claims.recommendations if one.status is not Progress.DROPPED]
    if len(standing) > claims.limit:
        yield Finding(
            "limit",
            "recommendations",
            f"there are {len(standing)}, and no more than {claims.limit} can be followed",
            "drop or join some, or change the limit",
        )
    for tie in told_ties(ranked(standing)):
        yield Finding("tie", "recommendations", tie, "vote again, or tell the tie in the report")
