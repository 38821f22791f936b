"""The turns of a text of which some were lost: rebuilt where only one reading is possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from coder.domain.anchoring import TURN_BREAK
from coder.domain.transcript import TurnKind

Row = Mapping[str, Any]


def mended(key: Row, text: str, rows: Sequence[Row]) -> list[Row]:
    """The turns of a text, with those that are missing rebuilt; nobody is said to have spoken them.

    `key` has the transcript and the revision. Where it cannot be told how the words were parted, the
    whole text becomes one turn without a speaker: every coding keeps its words, and nothing is said
    by the wrong person.
    """
    known = sorted(rows, key=lambda row: int(row["seq"]))
    before = _edge(key, -1, -len(TURN_BREAK), 0)
    if not known:
        return _last(before, text) or [_whole(key, text)]
    found: list[Row] = []
    for left, right in pairwise([before, *known]):
        between = _between(left, right, text)
        if between is None:
            return [_whole(key, text)]
        found += [*between, right]
    rest = _last(known[-1], text)
    return found + rest if rest is not None else [_whole(key, text)]


def _edge(key: Row, seq: int, end: int, number: int) -> Row:
    return {**key, "seq": seq, "end": end, "number": number}


def _between(left: Row, right: Row, text: str) -> list[Row] | None:
    """The turns between two; None when they cannot be told apart."""
    many = right["seq"] - left["seq"] - 1
    start, end = left["end"] + len(TURN_BREAK), right["start"] - len(TURN_BREAK)
    if not many:
        return [] if start == right["start"] and right["end"] <= len(text) else None
    pieces = text[start:end].split(TURN_BREAK) if start <= end <= len(text) else []
    if len(pieces) != many:
        return None
    if left["number"] is None or right["number"] is None:
        return None
    spoken = right["number"] - left["number"] - 1
    return _rebuilt(left, pieces, spoken=bool(spoken)) if spoken in (0, many) else None


def _last(left: Row, text: str) -> list[Row] | None:
    start = left["end"] + len(TURN_BREAK)
    if start >= len(text):
        return [] if left["end"] == len(text) else None
    if left["number"] is None:
        return None
    return _rebuilt(left, text[start:].split(TURN_BREAK), spoken=True)


def _rebuilt(left: Row, pieces: Sequence[str], *, spoken: bool) -> list[Row]:
    found: list[Row] = []
    at = left["end"] + len(TURN_BREAK)
    for number, piece in enumerate(pieces, start=1):
        found.append(
            {
                **_key(left),
                "seq": left["seq"] + number,
                "number": left["number"] + number if spoken else None,
                **_nobody(TurnKind.SPEECH if spoken else TurnKind.EVENT, at, at + len(piece)),
            }
        )
        at += len(piece) + len(TURN_BREAK)
    return found


def _whole(key: Row, text: str) -> Row:
    return {**_key(key), "seq": 0, "number": 1, **_nobody(TurnKind.SPEECH, 0, len(text))}


def _key(row: Row) -> dict[str, Any]:
    return {"transcript_id": row["transcript_id"], "revision": row["revision"]}


def _nobody(kind: TurnKind, start: int, end: int) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "speaker_id": None,
        "start": start,
        "end": end,
        "start_ms": None,
        "end_ms": None,
    }
