"""Lines about themes, recommendations and the codings they name."""

from __future__ import annotations

from collections.abc import Iterable

from coder.domain.recommendation import Ranked, Recommendation
from coder.domain.theme import Theme, ThemeStatus
from coder.services.claim_book import ClaimCount, Finding, Listed
from coder.services.evidence import Piece
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line, wrapped

REMOVED = "this coding was removed; d takes it out"
COUNTING = "…"

_SIGNS = {ThemeStatus.DRAFT: "○", ThemeStatus.CHECKED: "▸", ThemeStatus.FINAL: "✓"}


def theme_row(
    theme: Theme, number: int, count: ClaimCount | None, remarks: int, width: int, *, here: bool
) -> Line:
    """One theme of the list: status, number, claim, people, groups."""
    people = people_cell(count)
    groups = ", ".join(theme.groups) if width >= 96 else ""
    right = safe.fitted(people, 10, right=True) + (f"  {safe.fitted(groups, 24)}" if groups else "")
    mark = f"!{min(remarks, 9)} " if remarks else "   "
    room = max(8, width - safe.width(right) - 20)
    return [
        ("› " if here else "  ", KEY),
        (f"{_SIGNS[theme.status]} {theme.status.value:<8}", QUIET),
        (f"T{number:<3}", "bold"),
        (mark, "$text-warning"),
        (safe.fitted(theme.claim, room), "bold reverse" if here else ""),
        (f" {right}", QUIET),
    ]


def people_cell(count: ClaimCount | None) -> str:
    """`11 of 12`, and no number among so few people that one of them could be meant."""
    if count is None:
        return COUNTING
    people = count.people
    return "too few" if people.of_few(count.thresholds.voices) else str(people) if people.of else "–"


def advice_row(ranked: Ranked, number: str, remarks: int, width: int, *, here: bool) -> Line:
    """One recommendation of the list: place, number, action, votes."""
    one = ranked.recommendation
    place = f"{ranked.place}{'=' if ranked.tied else ''}" if ranked.place else "–"
    votes = f"{one.total} vote{'' if one.total == 1 else 's'}"
    right = safe.fitted(votes, 10, right=True) + f"  {one.status.value:<8}"
    mark = f"!{min(remarks, 9)} " if remarks else "   "
    room = max(8, width - safe.width(right) - 20)
    return [
        ("› " if here else "  ", KEY),
        (f"place {place:<4}", QUIET),
        (f"{number:<4}", "bold"),
        (mark, "$text-warning"),
        (safe.fitted(one.action, room), "bold reverse" if here else ""),
        (f" {right}", QUIET),
    ]


def theme_facts(theme: Theme, remarks: Iterable[Finding], width: int, height: int) -> list[Line]:
    """The theme under the cursor: its claim in full, what it rests on, what may be wrong."""
    quotes = len({*theme.starred, *([theme.flagged] if theme.flagged else [])})
    rest = f"{len(theme.evidence)} for it ({quotes} chosen as quotes) · {len(theme.negative_cases)} against"
    rest += f" · negative cases looked for: {theme.looked.value}"
    lines = [*wrapped(theme.claim, width, "bold", most=3), *wrapped(rest, width, QUIET, most=2)]
    if theme.groups and width < 96:
        lines += wrapped(f"holds for {', '.join(theme.groups)}", width, QUIET, most=1)
    return [*lines, *remark_lines(remarks, width)][:height]


def advice_facts(
    one: Recommendation, listed: Listed, remarks: Iterable[Finding], width: int, height: int
) -> list[Line]:
    """The recommendation under the cursor: its action in full, what it answers, who wants it."""
    answers = ", ".join(
        number for theme in listed.themes if theme.id in one.theme_ids if (number := listed.number(theme))
    )
    votes = ", ".join(f"{vote.by} {vote.count}" for vote in one.votes)
    parts = [
        f"answers {answers or 'no theme'}",
        f"asked for by {asked_by(one) or 'nobody'}",
        *([f"votes: {votes}"] if votes else []),
    ]
    lines = [*wrapped(one.action, width, "bold", most=3), *wrapped(" · ".join(parts), width, QUIET, most=3)]
    return [*lines, *remark_lines(remarks, width)][:height]


def asked_by(one: Recommendation) -> str:
    """Who asked for a recommendation."""
    return ", ".join([*one.asked_by, *(["the authors"] if one.analysts else [])])


def remark_lines(remarks: Iterable[Finding], width: int) -> list[Line]:
    """What may be wrong, and what to do."""
    lines: list[Line] = []
    for found in remarks:
        sentence = f"{found.sentence[:1].upper()}{found.sentence[1:]}: {found.remedy}."
        lines += wrapped(f"! {sentence}", width, "$text-warning", most=2)
    return lines


def piece_row(piece: Piece, width: int, *, here: bool, mark: str = "") -> Line:
    """One coding of a list: its mark, place, group and words."""
    where = safe.fitted(piece.where, min(16, width // 4))
    group = safe.fitted(piece.group, 10) if width >= 76 else ""
    room = max(8, width - safe.width(where) - safe.width(group) - 7)
    words = piece.words if piece.coding else REMOVED
    return [
        ("› " if here else "  ", KEY),
        (f"{mark or ' '} ", "bold $text-accent"),
        (where, "bold reverse" if here else "bold"),
        (f" {group}", QUIET),
        (" " + safe.cut(words, room), "" if piece.coding else "$text-warning"),
    ]


def piece_facts(piece: Piece, width: int, height: int, reason: str = "") -> list[Line]:
    """One coding in full: its words, who says them where, how it is coded."""
    if piece.coding is None:
        return wrapped(f"{piece.short}: {REMOVED}.", width, "$text-warning")
    coding = piece.coding
    lenses = ", ".join(value for values in coding.lenses.values() for value in values)
    about = f"{piece.speaker} · {piece.group} · {coding.code_id} by {coding.coder} · {lenses or 'no lenses'}"
    lines: list[Line] = [[(safe.cut(f"{piece.short}  {about}", width), QUIET)]]
    if reason:
        lines += wrapped(f"Why here: {reason}", width, "$text-warning", most=1)
    return [*lines, *wrapped(f"“{piece.words}”", width, most=max(1, height - len(lines)))]
