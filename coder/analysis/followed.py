"""What became of earlier recommendations, numbered as the report numbers them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from coder.analysis.process_table import ProcessTable, short_ids
from coder.analysis.written import Written
from coder.domain.recommendation import Progress, Recommendation, ranked


def followup_tables(written: Written) -> Iterator[ProcessTable]:
    """What became of each earlier recommendation: the last that was noted, and how that is known."""
    notes = written.of("followup")
    if not notes:
        return
    last = {entry.recommendations[0]: entry for entry in notes if entry.recommendations}
    rows, evidence = [], {}
    for number, one in _numbered(written.recommendations, last):
        entry = last.get(one.id)
        told = (
            [entry[name] for name in ("status", "told", "as of", "source")]
            if entry
            else ["not known", "", "", ""]
        )
        rows.append((number, one.action, *told, short_ids(entry.codings if entry else (), written.there)))
        if entry:
            evidence[f"{number} {one.short}: {entry['status']}".strip()] = (entry.id,)
    known = sum(row[2] != "not known" for row in rows)
    yield ProcessTable(
        "followup",
        "What became of the recommendations",
        ("No.", "Recommendation", "Now", "What was done", "As of", "How that is known", "Evidence"),
        tuple(rows),
        f"Something is known of {known} of the {len(rows)} earlier recommendations.",
        evidence=evidence,
    )


def _numbered(
    given: Sequence[Recommendation], noted: Collection[str]
) -> Iterator[tuple[str, Recommendation]]:
    """In the order of the report; those dropped have no number and come last, where something is noted."""
    kept = ranked(one for one in given if one.status is not Progress.DROPPED)
    for n, place in enumerate(kept, 1):
        yield f"R{n}", place.recommendation
    for one in given:
        if one.status is Progress.DROPPED and one.id in noted:
            yield "", one
