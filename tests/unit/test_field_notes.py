"""Documents and field notes have paragraphs and no speakers, whatever the text looks like."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coder.domain.transcript import TranscriptKind
from coder.ingest.captions import read_captions
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
from coder.ingest.plain import read_plain
from coder.ingest.source import Source

NOTES = "Hallway, 8:10\n\nAide: stands at the door.\nAide: lets them in.\n\nLate students wait outside.\n"
CUES = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\nWren: One.\n\n"
    "00:02.100 --> 00:03.000\nOtis: Two.\n\n00:09.000 --> 00:10.000\nWren: Three.\n"
)


@pytest.mark.parametrize("kind", [TranscriptKind.ARTIFACT, TranscriptKind.FIELD_NOTES])
@pytest.mark.parametrize(
    ("reader", "text", "first", "turns"),
    [
        (read_plain, NOTES, "Hallway, 8:10", 4),
        (read_captions, CUES, "Wren: One. Otis: Two.", 2),
    ],
)
def test_nobody_speaks(
    kind: TranscriptKind, reader: Callable[[Source], Draft], text: str, first: str, turns: int
) -> None:
    draft = reader(Source("a.txt", text.encode(), overrides=Overrides(kind=kind)))
    assert draft.kind is kind
    assert draft.speakers == ()
    assert (draft.turns[0].text, len(draft.spoken)) == (first, turns)
    assert "without speakers" in draft.remarks[-1].message
    found = draft.accounting()
    assert found is not None
    assert (found.unaccounted, found.invented) == (0, 0)
