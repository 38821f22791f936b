"""What a person may say about a file instead of leaving it to recognition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coder.domain.transcript import TranscriptKind


@dataclass(frozen=True, slots=True)
class Overrides:
    """Decisions that go before what the readers would guess; what is empty is left to them.

    `columns` maps `speaker`, `text`, `start` and `end` to the names or letters of a table's
    columns, `tiers` names those of an ELAN file, and `facilitators` the labels of those who lead
    the session.
    """

    as_format: str | None = None
    encoding: str | None = None
    speaker_regex: str | None = None
    """Matches at the start of a line that opens a turn; its group `name`, else its first group, is the
    label."""
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    tiers: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Labels that begin a turn wherever they stand, if only once."""
    caps_speaker: str | None = None
    """Who speaks in paragraphs of capitals that have no label."""
    said_by: str | None = None
    """Who says all that the file gives to nobody, such as the one voice of a recording."""
    kind: TranscriptKind | None = None
