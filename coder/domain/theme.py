"""Themes: what people claim on the ground of codings, and what they found against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from coder.domain.text import canonical
from coder.errors import InputError


class ThemeStatus(StrEnum):
    """How far a theme has come."""

    DRAFT = "draft"
    CHECKED = "checked"
    """Somebody else has read it against its evidence."""
    FINAL = "final"
    """Fit to hand on: it has evidence, and negative cases were looked for."""


class Looked(StrEnum):
    """The answer to whether somebody has looked for words that speak against a theme."""

    NOT_YET = "not yet"
    YES = "yes"
    NO = "no"
    """Nobody will, and why is for the notes to say."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A claim in a sentence, what it stands on, and how far it has come.

    Codings are named by id and so survive being recoded, moved, merged or corrected. One that was
    removed stays named here: whoever shows a theme tells that it is gone and shows no words of it.
    """

    id: str
    claim: str
    code_ids: tuple[str, ...] = ()
    """The codes it groups; the first says under which domain it stands."""
    lenses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lens values that its codings usually have."""
    evidence: tuple[str, ...] = ()
    """The codings that bear it out, by id, in the order in which they are to be read."""
    starred: tuple[str, ...] = ()
    """Of the evidence: the quotes that were chosen for it."""
    flagged: str = ""
    """Of the evidence: the one quote that stands for the theme."""
    looked: Looked = Looked.NOT_YET
    negative_cases: tuple[str, ...] = ()
    """The codings that speak against it, by id."""
    groups: tuple[str, ...] = ()
    """The stakeholder groups that it is said to hold for."""
    status: ThemeStatus = ThemeStatus.DRAFT
    know: str = ""
    think: str = ""
    assume: str = ""
    measures: tuple[str, ...] = ()
    """Survey measures that stand beside it, by whatever they are called."""
    notes: str = ""
    position: int = 0
    coder: str = ""
    """Who wrote it first."""
    created_at: str = ""
    version: int = 1

    @property
    def codings(self) -> tuple[str, ...]:
        """Every coding that it names, for and against."""
        return (*self.evidence, *self.negative_cases)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The evidence with the chosen quotes first, the flagged one before all."""
        return tuple(sorted(self.evidence, key=lambda id_: (id_ != self.flagged, id_ not in self.starred)))

    def checked(self) -> Theme:
        """The theme with its words and lists in order.

        Raises InputError when it has no claim, when a coding speaks both for and against it, when a
        chosen quote is no evidence, when there are negative cases that nobody looked for, or when it
        is final without evidence or without an answer about negative cases.
        """
        theme = replace(
            self,
            claim=one_line(self.claim),
            code_ids=once(self.code_ids),
            evidence=once(self.evidence),
            starred=once(self.starred),
            negative_cases=once(self.negative_cases),
            groups=once(one_line(group) for group in self.groups),
            measures=once(one_line(measure) for measure in self.measures),
            know=_words(self.know),
            think=_words(self.think),
            assume=_words(self.assume),
            notes=_words(self.notes),
        )
        theme._check()
        return theme

    def _check(self) -> None:
        where = self.short
        if not self.claim:
            raise InputError("a theme needs a claim", remedy="write what you claim in one sentence")
        if set(self.evidence) & set(self.negative_cases):
            raise InputError(
                "a coding cannot be evidence and negative case at once",
                where=where,
                remedy="take it out of the one first",
            )
        if not {*self.starred, *([self.flagged] if self.flagged else ())} <= set(self.evidence):
            raise InputError("a chosen quote has to be evidence", where=where, remedy="add it first")
        if self.negative_cases and self.looked is not Looked.YES:
            raise InputError("there are negative cases, so they were looked for", where=where)
        missing = self.missing_for(self.status)
        if missing:
            raise InputError(
                f"a theme is not {self.status.value} without {' and '.join(missing)}",
                where=where,
                remedy="add that, or set it back to draft",
            )

    def missing_for(self, status: ThemeStatus) -> list[str]:
        """What a theme still lacks to have a status, as it is told."""
        if status is not ThemeStatus.FINAL:
            return []
        lacks = [] if self.evidence else ["evidence"]
        return lacks if self.looked is Looked.YES else [*lacks, "having looked for negative cases"]

    @property
    def short(self) -> str:
        """The beginning of the claim, for a sentence about the theme."""
        return shortened(self.claim)

    def with_evidence(self, coding_ids: Iterable[str]) -> Theme:
        """With more evidence; a coding that spoke against it does so no more."""
        more = once(coding_ids)
        return replace(
            self,
            evidence=once((*self.evidence, *more)),
            negative_cases=_without(self.negative_cases, more),
        )

    def with_negative_cases(self, coding_ids: Iterable[str]) -> Theme:
        """With more negative cases, which so were looked for; they are evidence no more."""
        more = once(coding_ids)
        kept = self.without(more)
        return replace(kept, negative_cases=once((*kept.negative_cases, *more)), looked=Looked.YES)

    def without(self, coding_ids: Iterable[str]) -> Theme:
        """Without some codings, for or against it, and without what was chosen of them."""
        gone = set(coding_ids)
        return replace(
            self,
            evidence=_without(self.evidence, gone),
            starred=_without(self.starred, gone),
            flagged="" if self.flagged in gone else self.flagged,
            negative_cases=_without(self.negative_cases, gone),
        )

    def starring(self, coding_id: str) -> Theme:
        """With a quote chosen, or chosen no more."""
        had = coding_id in self.starred
        starred = _without(self.starred, {coding_id}) if had else (*self.starred, coding_id)
        return replace(self, starred=starred)

    def flagging(self, coding_id: str) -> Theme:
        """With the one quote that stands for it, or without one where that was it already."""
        return replace(self, flagged="" if self.flagged == coding_id else coding_id)

    def led(self, leads: Mapping[str, str]) -> Theme:
        """With each coding that became one with another named by the one that stands there now."""
        evidence = _led(self.evidence, leads)
        return replace(
            self,
            evidence=evidence,
            starred=_led(self.starred, leads),
            flagged=leads.get(self.flagged, self.flagged),
            # What speaks for a theme and against it, made one, speaks for it no less than before.
            negative_cases=_without(_led(self.negative_cases, leads), set(evidence)),
        )


def one_line(text: str) -> str:
    """A text that stands in one line, with single blanks."""
    return " ".join(canonical(text).text.split())


def shortened(text: str, longest: int = 60) -> str:
    """The beginning of a text, cut between words, with `…` where something is left out."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return head.rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _words(text: str) -> str:
    return canonical(text).text.strip()


def once(ids: Iterable[str]) -> tuple[str, ...]:
    """Ids or names in their order, each once, without empty ones."""
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def _without(ids: Iterable[str], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in gone)


def _led(ids: Iterable[str], leads: Mapping[str, str]) -> tuple[str, ...]:
    return once(leads.get(id_, id_) for id_ in ids)
