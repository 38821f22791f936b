"""From files to transcripts, and from a roster to people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.domain.events import Change, Event
from coder.domain.text import visible
from coder.domain.transcript import Participant, Speaker, TranscriptFacts
from coder.errors import InputError
from coder.exchange.roster_csv import RosterLine, facts_from, read_roster, read_sessions
from coder.ingest.draft import Draft, to_transcript
from coder.ingest.registry import read
from coder.services.session import Session, added, changed
from coder.store.converters import transcript_record
from coder.store.reader import TranscriptRow
from coder.store.store import NewText

MAX_LABEL = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept of one file: the transcript's row and what the reader remarked."""

    draft: Draft
    label: str
    event: Event


@dataclass(frozen=True, slots=True)
class RosterApplied:
    """How many roster lines found their speaker, and a remark for each that did not."""

    matched: int
    remarks: tuple[str, ...]


class Tables:
    """The tables that may come with an import, read before anything is kept.

    `typed` holds facts given by hand, which go before those of the session list.
    """

    def __init__(self, sessions: Path | None, roster: Path | None, typed: Mapping[str, str]) -> None:
        self.roster = read_roster(roster) if roster else []
        self._listed = read_sessions(sessions) if sessions else {}
        self._typed = dict(typed)
        self._told = facts_from(self._typed, "the command line")

    def facts(self, label: str) -> TranscriptFacts | None:
        """What is known of the transcript called `label`; None when nothing was told."""
        listed = self._listed.get(label)
        if not self._typed:
            return listed
        if listed is None:
            return self._told
        return replace(listed, **{name: getattr(self._told, name) for name in self._typed})


class ImportService:
    """Brings transcripts and people into an open project."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def keep(
        self,
        path: Path,
        *,
        label: str | None = None,
        as_format: str | None = None,
        facts: TranscriptFacts | None = None,
    ) -> Imported:
        """Read a file and keep it as a transcript.

        Without `facts`, title and kind are what the reader found. Raises InputError when the
        file cannot be read, its label is taken, or the same file was imported before.
        """
        draft = read(path, as_format=as_format)
        name = visible(label or path.stem).strip()[:MAX_LABEL]
        self._check_new(draft, name, visible(str(path)))
        known = facts or TranscriptFacts(title=draft.title, kind=draft.kind)
        transcript = to_transcript(draft, name, known)
        rows = self.session.store.transcripts()
        position = max((row.position for row in rows), default=-1) + 1
        record = transcript_record(transcript, position)
        event = self.session.act(
            "import",
            f"imported {visible(draft.source_name)} as {name}",
            [
                Change("transcript", transcript.id, None, record),
                *(added("speaker", speaker) for speaker in transcript.speakers),
            ],
            undoable=False,
            texts=[NewText(transcript, draft.source_name, draft.source_sha256, draft.format)],
        )
        return Imported(draft, name, event)

    def apply_roster(self, lines: Sequence[RosterLine]) -> RosterApplied:
        """Give speakers their roles and the people behind them, as one act.

        Lines about transcripts that are not here yet, or speakers that nobody heard, come
        back as remarks. Raises InputError when one person stands in two groups.
        """
        rows = {row.label.casefold(): row for row in self.session.store.transcripts()}
        speakers = {(s.transcript_id, s.label.casefold()): s for s in self.session.store.speakers()}
        people = {person.label: person for person in self.session.store.participants()}
        plan = _RosterPlan(rows, speakers, people)
        for line in lines:
            plan.take(line)
        changes = plan.changes()
        if changes:
            self.session.act(
                "roster", f"matched {plan.matched} speakers to the roster", changes, undoable=False
            )
        return RosterApplied(plan.matched, tuple(plan.remarks))

    def _check_new(self, draft: Draft, label: str, where: str) -> None:
        if not label:
            raise InputError("the transcript needs a label", where=where, remedy="give one with --label")
        if any(row.label.casefold() == label.casefold() for row in self.session.store.transcripts()):
            raise InputError(
                f"there is already a transcript {label!r}",
                where=where,
                remedy="give another label with --label",
            )
        same = self.session.store.label_of_source(draft.source_sha256)
        if same:
            raise InputError(
                f"this file was imported before, as {same}", where=where, remedy="nothing was imported again"
            )
        if not draft.spoken and not draft.turns:
            raise InputError(
                "no words were found in the file",
                where=where,
                remedy="open it and check that it holds the transcript",
            )


class _RosterPlan:
    """Collects what a roster changes, line by line."""

    def __init__(
        self,
        rows: Mapping[str, TranscriptRow],
        speakers: Mapping[tuple[str, str], Speaker],
        people: Mapping[str, Participant],
    ) -> None:
        self.rows, self.speakers, self.old_people = rows, speakers, people
        self.people = dict(people)
        self.remarks: list[str] = []
        self.matched = 0
        self._speaker_changes: dict[str, Change] = {}

    def take(self, line: RosterLine) -> None:
        row = self.rows.get(line.transcript.casefold())
        speaker = self.speakers.get((row.id, line.speaker.casefold())) if row else None
        if speaker is None:
            missing = (
                f"speaker {line.speaker!r} in {line.transcript}" if row else f"transcript {line.transcript!r}"
            )
            self.remarks.append(visible(f"roster line {line.line}: there is no {missing}"))
            return
        self.matched += 1
        person = self._person(line) if line.participant else None
        after = replace(
            speaker, role=line.role, participant_id=person.id if person else None, version=speaker.version + 1
        )
        if replace(after, version=speaker.version) != speaker:
            self._speaker_changes[speaker.id] = changed("speaker", speaker, after)

    def changes(self) -> list[Change]:
        people = [
            added("participant", p)
            if p.label not in self.old_people
            else changed("participant", self.old_people[p.label], p)
            for p in self.people.values()
            if p != self.old_people.get(p.label)
        ]
        return [*people, *self._speaker_changes.values()]

    def _person(self, line: RosterLine) -> Participant:
        known = self.people.get(line.participant)
        if known and line.group and known.group and known.group != line.group:
            raise InputError(
                f"{visible(line.participant)} is in {visible(known.group)} and in {visible(line.group)}",
                where=f"roster line {line.line}",
                remedy="give one person one group",
            )
        if known is None:
            known = Participant(str(uuid.uuid4()), line.participant, line.group, line.attributes)
        else:
            told = replace(
                known, group=known.group or line.group, attributes={**known.attributes, **line.attributes}
            )
            if told != known:
                before = self.old_people.get(line.participant)
                known = replace(told, version=before.version + 1 if before else 1)
        self.people[line.participant] = known
        return known
