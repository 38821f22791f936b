"""A project read for finding: whole codings, and the turns around them, past the database layer."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from coder.domain.coding import Coding, Origin
from coder.domain.spoken import Sitting
from coder.domain.transcript import Transcript, Turn, TurnKind
from coder.store.columns import MAYBE, Columns, damaged, lens_values

_CODINGS = (
    'SELECT id, transcript_id, start, "end", text, code_id, coder, origin, created_at, starred, was,'
    " version, lenses FROM codings"
)
_BY_PLACE = ' ORDER BY transcript_id, start, "end", created_at, id'
_TURNS = (
    'SELECT turns.transcript_id, seq, number, turns.kind, speaker_id, start, "end", start_ms, end_ms'
    " FROM turns JOIN transcripts"
    " ON turns.transcript_id = transcripts.id AND turns.revision = transcripts.revision"
    " ORDER BY turns.transcript_id, seq"
)
_REVISIONS = "SELECT id, revision FROM transcripts"
_INT = (int, type(None))
Row = Sequence[Any]


def coders(columns: Columns) -> tuple[str, ...]:
    """Everybody who has done something, in the order of their first act."""
    rows = columns.typed("events", "SELECT coder FROM events GROUP BY coder ORDER BY min(seq)", str)
    return tuple(coder for (coder,) in rows)


def codings(columns: Columns, codes: Collection[str] | None) -> dict[str, list[Coding]]:
    """The codings of some codes, or all, by transcript in the order of their places."""
    wanted = ", ".join(f"'{code.replace(chr(39), chr(39) * 2)}'" for code in sorted(codes or ()))
    where = "" if codes is None else f" WHERE code_id IN ({wanted})"
    kinds = (str, str, int, int, str, str, str, str, str, object, str, int, object)
    rows = columns.typed("codings", f"{_CODINGS}{where}{_BY_PLACE}", *kinds)
    found: dict[str, list[Coding]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(_coding(row))
    return dict(found)


def transcripts(
    columns: Columns, sittings: Iterable[Sitting], wanted: dict[str, list[Coding]] | None, around: int
) -> list[Transcript]:
    """Transcripts with all of their turns; or, where codings are given, with those they stand on alone.

    As many turns as `around` stand before and after each of these. A transcript on which nothing that is
    wanted stands is left out. Raises StoreError as reading a whole transcript does.
    """
    revisions = {row[0]: row[1] for row in columns.typed("transcripts", _REVISIONS, str, int)}
    kinds = (str, int, _INT, str, MAYBE, int, int, _INT, _INT)
    rows = columns.typed("turns", _TURNS, *kinds)
    turns = {id_: list(some) for id_, some in groupby(rows, key=itemgetter(0))}
    found = []
    for sitting in sittings:
        own = turns.get(sitting.id, [])
        if wanted is not None:
            own = _near(own, wanted.get(sitting.id, ()), around)
            if not own:
                continue
        found.append(
            Transcript(
                sitting.id,
                sitting.label,
                sitting.facts,
                sitting.text,
                tuple(map(_turn, own)),
                sitting.speakers,
                revisions[sitting.id],
            )
        )
    return found


def _near(turns: Sequence[Row], codings: Iterable[Coding], around: int) -> list[Row]:
    """The turns that share a character with a coding, and so many beside each of them."""
    starts = [row[5] for row in turns]
    kept: set[int] = set()
    for coding in codings:
        at = max(0, bisect_right(starts, coding.start) - 1)
        while at < len(turns) and turns[at][5] < coding.end:
            kept.update(range(max(0, at - around), min(len(turns), at + around + 1)))
            at += 1
    return [turns[at] for at in sorted(kept)]


def _turn(row: Row) -> Turn:
    id_, seq, number, kind, *rest = row
    try:
        return Turn(id_, seq, number, TurnKind(kind), *rest)
    except ValueError as error:
        raise damaged(f"turns, seq {seq}, kind") from error


def _coding(row: Row) -> Coding:
    (
        id_,
        transcript_id,
        start,
        end,
        text,
        code_id,
        coder,
        origin,
        created_at,
        starred,
        was,
        version,
        lenses,
    ) = row
    try:
        came = Origin(origin)
    except ValueError as error:
        raise damaged(f"codings, id {id_}, origin") from error
    values = lens_values(lenses) if isinstance(lenses, str) else lenses
    place = (id_, transcript_id, start, end, text)
    return Coding(*place, code_id, coder, came, created_at, values, bool(starred), was, version)
