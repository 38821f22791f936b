"""How widely each code was raised: people within groups first, sessions second, excerpts last.

People are counted by extensiveness, the number of different people who raised a thing, as
against frequency, the number of times it was raised (Krueger & Casey, *Focus Groups*).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.analysis.frame import Material, Source
from coder.analysis.people import (
    Attendance,
    Count,
    attendance,
    extent,
    group_sizes,
    restricted,
    shown_together,
)
from coder.domain.transcript import Transcript, TranscriptKind

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The people of one stakeholder group, or of several shown together, who raised a code."""

    groups: tuple[str, ...]
    people: Count


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """How widely one code was raised.

    `people`, `groups`, `sessions` and `excerpts` are of conversations alone; open survey
    answers and documents stand apart and are in none of them.
    """

    code_id: str
    name: str
    domain_id: str
    groups: tuple[GroupCount, ...]
    people: Count
    sessions: Count
    excerpts: int
    survey: Count
    survey_excerpts: int
    document_excerpts: int

    @property
    def rank(self) -> tuple[int, int, int, int, int, int]:
        """Sorts the most widely raised first: people, then sessions, then excerpts."""
        return (
            -self.people.low,
            -self.people.high,
            -self.sessions.low,
            -self.excerpts,
            -self.survey.low,
            -self.survey_excerpts,
        )


@dataclass(frozen=True, slots=True)
class _Base:
    """The people a code could have come from, and the sessions coded with its codebook so far."""

    sessions: Attendance
    survey: Attendance
    bundles: dict[tuple[str, ...], Attendance]


def coded_transcripts(material: Material) -> list[Transcript]:
    """The transcripts that carry any coding by anybody."""
    return [t for t in material.transcripts if t.id in material.coded_ids]


def uncoded_transcripts(material: Material) -> list[Transcript]:
    """The transcripts that nobody has begun to code; their people are in no count."""
    return [t for t in material.transcripts if t.id not in material.coded_ids | material.closed]


def theme_rows(frame: pd.DataFrame, material: Material) -> tuple[ThemeRow, ...]:
    """One row per code with evidence: domains in the order of the codebooks, widest code first.

    A person counts when at least one coder applied the code to their words (extensiveness,
    Krueger & Casey). The people and sessions that a code is "of" are those of the transcripts that
    carry any code of its codebook. Codes that the codebooks no longer have are left out. Groups of
    fewer people than the thresholds ask are shown with others.
    """
    codes = material.tree.codes
    bases = {book: _base(material, book) for book in material.coded_with}
    rows = [
        _theme(part, str(code_id), material, bases[codes[str(code_id)].codebook_id])
        for code_id, part in frame.groupby("code_id", sort=False)
        if code_id in codes
    ]
    domain = {id_: n for n, id_ in enumerate(material.tree.domains)}
    place = {id_: n for n, id_ in enumerate(codes)}
    return tuple(sorted(rows, key=lambda r: (domain.get(r.domain_id, len(domain)), r.rank, place[r.code_id])))


def excerpt_count(spans: Iterable[tuple[str, int, int]]) -> int:
    """How many excerpts `(transcript id, start, end)` make when overlapping words are one.

    Two coders who put a code on overlapping words mean the same excerpt.
    """
    if isinstance(spans, list) and len(spans) == 1:
        return 1
    different = set(spans)
    if len(different) < 2:
        return len(different)
    count, reach, place = 0, 0, ""
    for transcript, start, end in sorted(different):
        if transcript != place or start >= reach:
            count, reach, place = count + 1, end, transcript
        elif end > reach:
            reach = end
    return count


def joined_excerpts(spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The excerpts that `(transcript id, start, end)` make, each as far as any of its words reach."""
    found: list[tuple[str, int, int]] = []
    for transcript, start, end in sorted(set(spans)):
        if not found or transcript != found[-1][0] or start >= found[-1][2]:
            found.append((transcript, start, end))
        else:
            found[-1] = (transcript, found[-1][1], max(found[-1][2], end))
    return found


def top_speaker_shares(frame: pd.DataFrame, code_id: str) -> dict[str, float]:
    """Session label → share (0 to 1) of a code's excerpts that its most frequent known voice holds.

    Above one half, a session's evidence for the code leans on one person (after Krueger &
    Casey: frequency is read beside extensiveness).
    """
    rows = frame[frame["code_id"] == code_id]
    shares: dict[str, float] = {}
    for session, part in rows.groupby("session", sort=True):
        known = part[part["person"].notna()]
        tops = [excerpt_count(_spans(voice)) for _, voice in known.groupby("person")]
        shares[str(session)] = max(tops, default=0) / excerpt_count(_spans(part))
    return shares


def _base(material: Material, codebook_id: str) -> _Base:
    sessions = attendance(material.from_source(Source.TALK, codebook_id))
    survey = attendance(material.from_source(Source.SURVEY, codebook_id))
    bundles = shown_together(group_sizes(sessions, material.groups), material.thresholds.voices)
    return _Base(
        sessions, survey, {bundle: restricted(sessions, bundle, material.groups) for bundle in bundles}
    )


def _theme(rows: pd.DataFrame, code_id: str, material: Material, base: _Base) -> ThemeRow:
    talk = rows[rows["transcript_id"].isin(list(base.sessions))]
    survey = rows[rows["transcript_id"].isin(list(base.survey))]
    documents = rows[rows["kind"].isin([TranscriptKind.ARTIFACT.value, TranscriptKind.FIELD_NOTES.value])]
    return ThemeRow(
        code_id,
        material.tree.codes[code_id].name,
        material.tree.domain(code_id).id,
        tuple(GroupCount(bundle, _people(talk, present)) for bundle, present in base.bundles.items()),
        _people(talk, base.sessions),
        Count.exact(int(talk["transcript_id"].nunique()), len(base.sessions)),
        excerpt_count(_spans(talk)),
        _people(survey, base.survey),
        excerpt_count(_spans(survey)),
        excerpt_count(_spans(documents)),
    )


def _people(rows: pd.DataFrame, attended: Attendance) -> Count:
    known = [person for person in rows["person"] if person is not None]
    voices = rows[rows["person"].isna()]
    # By turn and not by excerpt: several excerpts of one turn still come from one person.
    unidentified = Counter(str(t) for t, _ in {*zip(voices["transcript_id"], voices["turn"], strict=True)})
    return extent(known, unidentified, attended)


def _spans(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    return [
        (str(t), int(s), int(e))
        for t, s, e in zip(rows["transcript_id"], rows["start"], rows["end"], strict=True)
    ]
