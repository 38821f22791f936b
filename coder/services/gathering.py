"""What counting and reports read, straight from the store, at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from coder.analysis.frame import Material
from coder.analysis.permitting import permitted
from coder.domain.coding import Coding
from coder.domain.consent import Consent, ConsentOn, ConsentRule, Consents
from coder.domain.entry import Entry
from coder.domain.matrix import MatrixCell
from coder.domain.recommendation import Recommendation, deficit_codes
from coder.domain.theme import Theme
from coder.services.codebook_changes import WITH_ALL_CODES, changes_since
from coder.services.limits import strategies_of, thresholds_of
from coder.services.session import Session


@dataclass(frozen=True)
class Claims:
    """What people wrote on the ground of codings, and what the log tells: act, times, first, last."""

    themes: Sequence[Theme] = ()
    recommendations: Sequence[Recommendation] = ()
    cells: Sequence[MatrixCell] = ()
    questions: int = 0
    history: tuple[tuple[str, int, str, str], ...] = ()
    adapted: tuple[tuple[str, str, str], ...] = ()
    """What was changed in the codebook of the project: the day, what, and why where somebody said so."""

    entries: Sequence[Entry] = ()
    inside: bool = False
    """Whether explanations by who people are stay with the team."""
    strategies: int = 0
    """How many strategies a process allows; 0 where none says."""

    @property
    def any(self) -> bool:
        """Whether anything is claimed or recommended."""
        return bool(self.themes or self.recommendations)


def gather(
    session: Session,
    further: Callable[[float], object] = lambda part: None,
    apart: Collection[str] = (),
) -> Material:
    """Everything that counting reads, straight from the store, as far as people allow it.

    What was withdrawn is not in it, and words for the team only are covered: nothing that is made of
    this can hold them. Codings are read first: what somebody imports and codes meanwhile is then for the
    next report.
    `further` is told before each transcript how far it is, 0 to 1, and may stop it by raising. The words
    of the codings that are `apart` are covered as those for the team only are.
    """
    store = session.store
    codings = store.codings()
    rows = store.transcripts()
    transcripts = []
    for n, row in enumerate(rows):
        further(n / len(rows))
        transcripts.append(store.transcript(row.id))
    known = {transcript.id for transcript in transcripts}
    found = tuple(coding for coding in codings if coding.transcript_id in known)
    limits = thresholds_of(store.meta())
    material = Material(tuple(transcripts), tuple(store.participants()), found, session.tree, limits)
    return permitted(material, Consents([*store.consents(), *(_inside(c) for c in found if c.id in apart)]))


def gather_outside(session: Session, further: Callable[[float], object] = lambda part: None) -> Material:
    """As `gather`, for what leaves the team.

    Explanations by who students or families are stay with the team, which may talk about them: they are
    in no count, and their words are not printed under another code either.
    """
    inside = stays_inside(session)
    found = gather(session, further, inside)
    return replace(found, codings=tuple(c for c in found.codings if c.id not in inside)) if inside else found


def stays_inside(session: Session) -> frozenset[str]:
    """The codings of explanations by who people are."""
    deficits = deficit_codes(session.tree)
    codings = session.store.codings() if deficits else ()
    return frozenset(coding.id for coding in codings if coding.code_id in deficits)


def _inside(coding: Coding) -> ConsentRule:
    """A rule that covers the words of a coding; nobody said it, and it is never kept."""
    where = (ConsentOn.EXCERPT, coding.transcript_id, coding.start, coding.end)
    return ConsentRule(coding.id, *where, Consent.TEAM_ONLY, "", "", "")


def gather_seen(session: Session, further: Callable[[float], object] = lambda part: None) -> Material:
    """As `gather`, as far as this coder may see it: in a blind pass with their own codings alone."""
    found = gather(session, further)
    return replace(found, codings=tuple(session.seen(found.codings))) if session.blind else found


def gather_claims(session: Session) -> Claims:
    """Themes, recommendations, matrix cells and what was done, without a name or a word of anybody's."""
    store = session.store
    times: Counter[str] = Counter()
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for event in store.events():
        times[event.action] += 1
        first.setdefault(event.action, event.at[:10])
        last[event.action] = event.at[:10]
    history = tuple((action, times[action], first[action], last[action]) for action in times)
    adapted = tuple(
        (change.at[:10], change.summary, change.reason)
        for change in changes_since(session)
        if change.action != WITH_ALL_CODES
    )
    inside = bool(stays_inside(session))
    asked = len(store.questions())
    return Claims(
        store.themes(),
        store.recommendations(),
        store.cells(),
        asked,
        history,
        adapted,
        store.entries(),
        inside,
        strategies_of(store.meta()),
    )
