"""What of a project may be counted and printed."""

from __future__ import annotations

from collections import defaultdict

from coder.analysis.frame import Material
from coder.domain.coding import Coding
from coder.domain.consent import Consents, permitted_codings, permitted_people, permitted_transcript


def permitted(material: Material, consents: Consents) -> Material:
    """The same without what was withdrawn, and with the words that are for the team only covered.

    The one place where consent meets counting: every table, quote and export is made of what it gives.
    """
    if not consents:
        return material
    by_transcript: dict[str, list[Coding]] = defaultdict(list)
    for coding in material.codings:
        by_transcript[coding.transcript_id].append(coding)
    after = {t.id: permitted_transcript(t, consents) for t in material.transcripts}
    left = {
        coding.id: coding
        for t in material.transcripts
        for coding in permitted_codings(t, after[t.id], by_transcript.get(t.id, []), consents)
    }
    kept = {coding.transcript_id for coding in left.values()}
    return Material(
        tuple(after.values()),
        permitted_people(material.participants, consents),
        tuple(left[coding.id] for coding in material.codings if coding.id in left),
        material.tree,
        material.thresholds,
        frozenset(coding.id for coding in material.codings if coding.id not in left),
        frozenset(id_ for id_ in by_transcript if id_ not in kept),
    )
