"""The rows behind the lists of themes and recommendations."""

from __future__ import annotations

from typing import Any

from coder.domain.recommendation import Ranked
from coder.domain.theme import Theme
from coder.services.claim_checks import findings, weighed
from coder.services.claiming import SHORT_ID
from coder.services.evidence import Piece, pieces
from coder.services.recommending import RecommendationService
from coder.services.session import Session

Row = dict[str, Any]

THEME_FIELDS = (
    *("id", "number", "claim", "status", "people", "groups", "codes", "lenses", "evidence", "quotes"),
    *("looked", "negative_cases", "measures", "know", "think", "assume", "notes", "coder", "created_at"),
)
EVIDENCE_FIELDS = (
    *("id", "evidence", "says", "chosen", "transcript", "turn", "speaker", "group", "code", "coder"),
    *("origin", "lenses", "text"),
)
RECOMMENDATION_FIELDS = (
    *("id", "number", "place", "tied", "votes", "action", "themes", "asked_by", "analysts", "cause"),
    *("cause_codes", "cause_codings", "owner", "timing", "measure", "status", "notes", "coder"),
    "created_at",
)
FINDING_FIELDS = ("id", "rule", "place", "sentence", "remedy")


def theme_rows(session: Session) -> list[Row]:
    """Every theme with the people behind it."""
    known = weighed(session)
    return [
        {
            "id": theme.id,
            "number": f"T{number}",
            "claim": theme.claim,
            "status": theme.status.value,
            "people": known.counts[theme.id].told(known.counts[theme.id].people),
            "groups": list(theme.groups),
            "codes": list(theme.code_ids),
            "lenses": {lens: list(values) for lens, values in theme.lenses.items()},
            "evidence": len(theme.evidence),
            "quotes": len({*theme.starred, *([theme.flagged] if theme.flagged else [])}),
            "looked": theme.looked.value,
            "negative_cases": len(theme.negative_cases),
            "measures": list(theme.measures),
            "know": theme.know,
            "think": theme.think,
            "assume": theme.assume,
            "notes": theme.notes,
            "coder": theme.coder,
            "created_at": theme.created_at,
        }
        for number, theme in enumerate(known.themes, 1)
    ]


def evidence_rows(session: Session, theme: Theme, *, kept: bool = False) -> list[Row]:
    """The codings that a theme names, for it and against; of removed ones the id alone."""
    found = pieces(session, (*theme.quotes, *theme.negative_cases), kept=kept)
    return [_evidence(piece, theme) for piece in found]


def candidate_rows(session: Session, theme: Theme, *, kept: bool = False) -> list[Row]:
    """The codings of a theme's codes and lens values that it does not name yet."""
    found = weighed(session).candidates(theme)
    shown = pieces(session, [coding.id for coding in found], kept=kept)
    return [_evidence(piece, theme) for piece in shown]


def against_rows(session: Session, theme: Theme, *, kept: bool = False) -> list[Row]:
    """The codings that may speak against a theme, each with the reason."""
    found = weighed(session).disconfirming(theme)
    reasons = {one.coding.id: one.reason for one in found}
    return [
        {**_evidence(piece, theme), "says": "against", "reason": reasons[piece.id]}
        for piece in pieces(session, list(reasons), kept=kept)
    ]


def recommendation_rows(session: Session) -> list[Row]:
    """Every recommendation by votes."""
    themes = {theme.id: f"T{number}" for number, theme in enumerate(session.store.themes(), 1)}
    service = RecommendationService(session)
    numbers = {one.id: f"R{number}" for number, one in enumerate(service.all(), 1)}
    return [_recommendation(ranked, numbers, themes) for ranked in service.ranked()]


def finding_rows(session: Session) -> list[Row]:
    """Every remark about themes and recommendations."""
    return [
        {
            "id": f"{found.rule} {found.place}",
            "rule": found.rule,
            "place": found.place,
            "sentence": found.sentence,
            "remedy": found.remedy,
        }
        for found in findings(session)
    ]


def _evidence(piece: Piece, theme: Theme) -> Row:
    coding = piece.coding
    chosen = "flagged" if piece.id == theme.flagged else "starred" if piece.id in theme.starred else ""
    return {
        "id": piece.id,
        "evidence": piece.short,
        "says": "against" if piece.id in theme.negative_cases else "for",
        "chosen": chosen,
        "transcript": piece.transcript,
        "turn": piece.turn,
        "speaker": piece.speaker,
        "group": piece.group,
        "code": coding.code_id if coding else "",
        "coder": coding.coder if coding else "",
        "origin": coding.origin.value if coding else "",
        "lenses": {lens: list(values) for lens, values in coding.lenses.items()} if coding else {},
        "text": piece.words if coding else "(removed)",
    }


def _recommendation(ranked: Ranked, numbers: dict[str, str], themes: dict[str, str]) -> Row:
    one = ranked.recommendation
    return {
        "id": one.id,
        "number": numbers[one.id],
        "place": ranked.place,
        "tied": ranked.tied,
        "votes": {vote.by: vote.count for vote in one.votes},
        "action": one.action,
        "themes": [themes[id_] for id_ in one.theme_ids],
        "asked_by": list(one.asked_by),
        "analysts": one.analysts,
        "cause": one.cause,
        "cause_codes": list(one.cause_codes),
        "cause_codings": [id_[:SHORT_ID] for id_ in one.cause_codings],
        "owner": one.owner,
        "timing": one.timing,
        "measure": one.measure,
        "status": one.status.value,
        "notes": one.notes,
        "coder": one.coder,
        "created_at": one.created_at,
    }
