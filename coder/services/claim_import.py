"""Themes and recommendations from a file, each written as a person would write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coder.domain.coding import Coding
from coder.domain.recommendation import Progress, Vote
from coder.domain.theme import Looked, Theme, ThemeStatus
from coder.errors import InputError
from coder.exchange.claims_yaml import coding_name, read_claims
from coder.services.recommending import RecommendationService
from coder.services.session import Session
from coder.services.themes import ThemeService

_WORDS = ("know", "think", "assume", "notes")
_FACTS = ("cause", "owner", "timing", "measure", "notes")


def import_claims(session: Session, path: Path) -> tuple[int, int]:
    """Write the themes and recommendations of a file; gives how many of each.

    Raises InputError for a coding that is not there.
    """
    content, places = read_claims(path), _Places(session)
    service, recommending = ThemeService(session), RecommendationService(session)
    themes = [service.add(str(node["claim"]), **_theme(node, places)) for node in content.themes]
    for node in content.recommendations:
        recommending.add(str(node["action"]), **_recommendation(node, themes))
    return len(themes), len(content.recommendations)


class _Places:
    """Finds codings by transcript, turn, coder and code."""

    def __init__(self, session: Session) -> None:
        self._codings: defaultdict[tuple[str, int, str], list[Coding]] = defaultdict(list)
        transcripts = {row.id: session.store.transcript(row.id) for row in session.store.transcripts()}
        for coding in session.store.codings():
            transcript = transcripts[coding.transcript_id]
            turn = transcript.turn_at(coding.start)
            if turn is not None and turn.number is not None:
                self._codings[transcript.label, turn.number, coding.coder].append(coding)

    def find(self, name: str, codes: Iterable[str]) -> str:
        """The id of the first coding of a turn, by code in the given order. Raises InputError."""
        wanted = coding_name(name)
        there = self._codings[wanted.transcript, wanted.turn, wanted.coder]
        for code in codes:
            for coding in there:
                if coding.code_id == code:
                    return coding.id
        raise InputError(f"no coding with {' or '.join(codes)} is there", where=name)


def _theme(node: dict[str, Any], places: _Places) -> dict[str, Any]:
    codes = tuple(node.get("codes", ()))

    def found(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(places.find(name, codes) for name in names)

    return {
        "code_ids": codes,
        "lenses": {lens: tuple(values) for lens, values in node.get("lenses", {}).items()},
        "groups": tuple(node.get("groups", ())),
        "evidence": found(node.get("evidence", ())),
        "starred": found(node.get("starred", ())),
        "flagged": next(iter(found([node["flagged"]])), "") if "flagged" in node else "",
        "looked": Looked(node.get("looked", Looked.NOT_YET)),
        "negative_cases": found(node.get("negative", ())),
        "status": ThemeStatus(node.get("status", ThemeStatus.DRAFT)),
        "measures": tuple(node.get("measures", ())),
        **{name: str(node.get(name, "")) for name in _WORDS},
    }


def _recommendation(node: dict[str, Any], themes: list[Theme]) -> dict[str, Any]:
    return {
        "theme_ids": tuple(themes[number - 1].id for number in node.get("themes", ())),
        "asked_by": tuple(node.get("asked_by", ())),
        "analysts": bool(node.get("analysts", False)),
        "votes": tuple(Vote(by, count) for by, count in node.get("votes", {}).items()),
        "status": Progress(node.get("status", Progress.PROPOSED)),
        **{name: str(node.get(name, "")) for name in _FACTS},
    }
