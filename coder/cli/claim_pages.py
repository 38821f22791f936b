"""Excerpts, themes and recommendations as pages to read in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coder.domain.coding import Coding
from coder.domain.recommendation import Recommendation, ranked
from coder.domain.text import visible
from coder.domain.theme import Theme
from coder.domain.transcript import Transcript, Turn
from coder.services.claim_listing import (
    EVIDENCE_FIELDS,
    RECOMMENDATION_FIELDS,
    evidence_rows,
    recommendation_rows,
)
from coder.services.claiming import SHORT_ID
from coder.services.evidence import Found, Piece, excerpted, pieces
from coder.services.sayable import Sayable
from coder.services.session import Session

WIDTH = 96


def page(session: Session, found: Found, context: int, *, kept: bool) -> str:
    """What an id stands for, to read; `kept` is whether others could keep it."""
    if isinstance(found, Theme):
        return theme_page(session, found, kept=kept)
    if isinstance(found, Recommendation):
        return recommendation_page(session, found, kept=kept)
    return excerpt_page(session, found, context, kept=kept)


def page_rows(session: Session, found: Found, *, kept: bool) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """What an id stands for as rows, and their fields: of a theme, the codings it names."""
    if isinstance(found, Theme):
        return evidence_rows(session, found, kept=kept), EVIDENCE_FIELDS
    if isinstance(found, Recommendation):
        rows = [row for row in recommendation_rows(session) if row["id"] == found.id]
        return rows, RECOMMENDATION_FIELDS
    from coder.services.listing import FIELDS, codings

    return [row for row in codings(session, kept=kept) if row["id"] == found.id], FIELDS["codings"]


def excerpt_page(session: Session, coding: Coding, context: int, *, kept: bool) -> str:
    """A coding's words in their place, marked at the side, with everything known of the coding."""
    found, sayable = excerpted(session, coding, context, kept=kept), Sayable(session, kept=kept)
    was = sayable.was(found.transcript, coding)
    codes = session.tree.codes
    name = codes[coding.code_id].name if coding.code_id in codes else "in no codebook"
    facts = {
        "evidence": f"{found.piece.short}  ({coding.id})",
        "place": f"{found.piece.where}, {found.transcript.facts.kind.value}",
        "speaker": found.piece.speaker,
        "group": found.piece.group,
        "code": f"{coding.code_id} {name}",
        "lenses": "; ".join(f"{lens}={','.join(values)}" for lens, values in coding.lenses.items()),
        "coder": f"{coding.coder}, {coding.origin.value}, {coding.created_at}",
        "words": found.piece.words,
        "before": f"corrected since, was: {was}" if was else "",
        "themes": "; ".join(_themes_of(session, coding.id)),
    }
    turns = [
        *(_turn(sayable, found.transcript, turn, " ") for turn in found.before),
        *(_turn(sayable, found.transcript, turn, ">") for turn in found.turns),
        *(_turn(sayable, found.transcript, turn, " ") for turn in found.after),
    ]
    return "\n".join([*_facts(facts), "", *turns])


def theme_page(session: Session, theme: Theme, *, kept: bool) -> str:
    """A theme and everything it names."""
    from coder.services.claim_checks import weighed

    count = weighed(session).counts[theme.id]
    number = next(n for n, one in enumerate(session.store.themes(), 1) if one.id == theme.id)
    facts = {
        f"theme T{number}": theme.claim,
        "id": theme.id,
        "status": theme.status.value,
        "people": f"{count.told(count.people)} in its evidence"
        + (f" ({', '.join(theme.groups)})" if theme.groups else ""),
        "by group": "; ".join(f"{' and '.join(g.groups)} {count.told(g.people)}" for g in count.groups),
        "codes": ", ".join(theme.code_ids),
        "lenses": "; ".join(f"{lens}={','.join(values)}" for lens, values in theme.lenses.items()),
        "against": f"looked for: {theme.looked.value}; {len(theme.negative_cases)} found",
        "know": theme.know,
        "think": theme.think,
        "assume": theme.assume,
        "measures": ", ".join(theme.measures),
        "notes": theme.notes,
        "answered by": "; ".join(
            f"R{n} {one.short}"
            for n, one in enumerate(session.store.recommendations(), 1)
            if theme.id in one.theme_ids
        ),
    }
    quotes = _quotes(pieces(session, theme.quotes, kept=kept), theme)
    against = _quotes(pieces(session, theme.negative_cases, kept=kept), theme)
    return "\n".join(
        [
            *_facts(facts),
            *(["", "For it:", *quotes] if quotes else []),
            *(["", "Against it:", *against] if against else []),
        ]
    )


def recommendation_page(session: Session, one: Recommendation, *, kept: bool) -> str:
    """A recommendation, the themes it answers, and the words behind these."""
    everything = session.store.recommendations()
    number = next(n for n, other in enumerate(everything, 1) if other.id == one.id)
    place = next(r for r in ranked(everything) if r.recommendation.id == one.id)
    votes = ", ".join(f"{vote.by} {vote.count}" for vote in one.votes)
    shared = ", shared" if place.tied else ""
    facts = {
        f"recommendation R{number}": one.action,
        "id": one.id,
        "status": one.status.value,
        "votes": f"{votes} (place {place.place}{shared})" if votes else "none",
        "asked for by": ", ".join([*one.asked_by, *(["the authors"] if one.analysts else [])]),
        "root cause": one.cause,
        "its codes": ", ".join(one.cause_codes),
        "its words": ", ".join(id_[:SHORT_ID] for id_ in one.cause_codings),
        "owner": one.owner,
        "timing": one.timing,
        "measure": one.measure,
        "notes": one.notes,
    }
    lines = _facts(facts)
    for n, theme in enumerate(session.store.themes(), 1):
        if theme.id in one.theme_ids:
            lines += ["", *_wrapped(f"T{n} {theme.claim}", "")]
            lines += _quotes(pieces(session, theme.quotes, kept=kept), theme)
    return "\n".join(lines)


def _themes_of(session: Session, coding_id: str) -> Iterator[str]:
    for n, theme in enumerate(session.store.themes(), 1):
        if coding_id in theme.codings:
            side = "for" if coding_id in theme.evidence else "against"
            yield f"{side} T{n} {theme.short}"


def _quotes(found: Iterable[Piece], theme: Theme) -> list[str]:
    lines: list[str] = []
    for piece in found:
        mark = "*" if piece.id in theme.starred or piece.id == theme.flagged else " "
        said = piece.words if piece.coding else "(this coding was removed)"
        head = f"{mark} {piece.short}  {piece.where}  {piece.group}  "
        lines += _wrapped(f"{head}{said}", " " * 12)
    return lines


def _turn(sayable: Sayable, transcript: Transcript, turn: Turn, mark: str) -> str:
    who = transcript.speaker(turn)
    label = f"{turn.number} {who.shown if who else '—'}: " if turn.number else ""
    return "\n".join(_wrapped(f"{mark} {label}{sayable.words(transcript, turn.span)}", f"{mark}    "))


def _facts(facts: Mapping[str, str]) -> list[str]:
    wide = max(len(name) for name, value in facts.items() if value)
    lines: list[str] = []
    for name, value in facts.items():
        if value:
            lines += _wrapped(f"{name:<{wide}}  {value}", " " * (wide + 2))
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for n, line in enumerate(text.split("\n")):
        head = indent if n else ""
        lines += textwrap.wrap(
            visible(line),
            WIDTH,
            initial_indent=head,
            subsequent_indent=indent,
            drop_whitespace=True,
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines
