"""From files to transcripts, and from a roster to people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.domain.events import Change, Event
from coder.domain.text import masked, visible
from coder.domain.transcript import Participant, Role, Speaker, Transcript, TranscriptFacts
from coder.errors import CoderError, InputError
from coder.exchange.roster_csv import RosterLine, Told, read_roster, read_sessions, told
from coder.ingest.draft import Draft, to_transcript
from coder.ingest.overrides import Overrides
from coder.services.backups import protect
from coder.services.previewing import label_for, read_draft, remarks_of
from coder.services.session import Session, added, changed
from coder.store.converters import transcript_record
from coder.store.reader import TranscriptRow
from coder.store.store import NewText

_ANOTHER_LABEL = "give it another label"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was kept of one file: the transcript and what the reader remarked."""

    draft: Draft
    label: str
    kind: str
    event: Event
    transcript: Transcript


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
        self.sessions = read_sessions(sessions) if sessions else {}
        self._typed = told(typed, "the command line")
        self._listed = {name.casefold(): facts for name, facts in self.sessions.items()}

    def facts(self, label: str) -> Told:
        """What is told of the transcript called `label`."""
        return {**self._listed.get(label.casefold(), {}), **self._typed}


class ImportService:
    """Brings transcripts and people into an open project."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._protected = False

    def keep(
        self,
        source: Path | Draft,
        *,
        label: str | None = None,
        overrides: Overrides | None = None,
        facts: Told | None = None,
        left_open: Sequence[str] = (),
    ) -> Imported:
        """Keep a file, or a draft that was read and perhaps corrected before, as a transcript.

        What `facts` does not tell, title and kind, is what the reader found; `overrides` goes with a
        file; the history tells what was `left_open`. Raises InputError when the file cannot be read, its
        label is taken, or the same file was imported before.
        """
        draft = source if isinstance(source, Draft) else read_draft(source, overrides)
        where = masked(draft.source_name if isinstance(source, Draft) else str(source))
        name = label_for(label or Path(draft.source_name).stem)
        position = self.check_new(draft, name, where)
        known = replace(TranscriptFacts(title=draft.title, kind=draft.kind), **(facts or {}))
        transcript = to_transcript(draft, name, known)
        record = transcript_record(transcript, position)
        unanswered = "".join(f"; left open: {question}" for question in left_open)
        self._protect()
        event = self.session.act(
            "import",
            f"imported {masked(draft.source_name)} as {name}{unanswered}",
            [
                Change("transcript", transcript.id, None, record),
                *(added("speaker", speaker) for speaker in transcript.speakers),
            ],
            texts=[_text(draft, transcript)],
        )
        return Imported(draft, name, known.kind.value, event, transcript)

    def _protect(self) -> None:
        # One backup before the first of several files: what comes in beside it is in those files.
        if not self._protected:
            protect(self.session.store)
            self._protected = True

    def check_new(self, draft: Draft, label: str, where: str) -> int:
        """The position behind all transcripts, at which a draft would be kept as `label`.

        Raises InputError when it cannot be: the label is taken, it was imported before, or it is empty.
        """
        positions = self.session.store.positions()
        if not label:
            raise InputError("the transcript needs a label", where=where, remedy=_ANOTHER_LABEL)
        if label.casefold() in map(str.casefold, positions):
            raise InputError(f"there is already a transcript {label!r}", where=where, remedy=_ANOTHER_LABEL)
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
        return max(positions.values(), default=-1) + 1

    def apply_sessions(self, tables: Tables) -> list[str]:
        """Give transcripts that are here already the facts of the session list, as one act.

        Lines about transcripts that are not here come back as remarks.
        """
        rows = {row.label.casefold(): row for row in self.session.store.transcripts()}
        changes: list[Change] = []
        remarks: list[str] = []
        for label, facts in tables.sessions.items():
            row = rows.get(label.casefold())
            if row is None:
                remarks.append(f"sessions: there is no transcript {label!r}")
                continue
            before = self.session.store.record("transcript", row.id)
            after = {**before, **facts}
            if after != before:
                changes.append(Change("transcript", row.id, before, {**after, "version": row.version + 1}))
        if changes:
            self.session.act("facts", f"told the facts of {len(changes)} transcripts", changes)
        return remarks

    def apply_roster(self, lines: Sequence[RosterLine]) -> RosterApplied:
        """Give speakers their roles and the people behind them, as one act.

        Lines about transcripts that are not here yet, or speakers that nobody heard, come
        back as remarks. Raises InputError when the roster contradicts itself.
        """
        rows = {row.label.casefold(): row for row in self.session.store.transcripts()}
        people = {person.label: person for person in self.session.store.participants()}
        plan = _RosterPlan(rows, self.session.store.speakers(), people, self.session.load)
        for line in lines:
            plan.take(line)
        changes = plan.changes()
        if changes:
            self._protect()
            self.session.act("roster", f"matched {plan.matched} speakers to the roster", changes)
        return RosterApplied(plan.matched, tuple(plan.remarks))


def _text(draft: Draft, transcript: Transcript) -> NewText:
    name = masked(draft.source_name)
    return NewText(transcript, name, draft.source_sha256, draft.format, remarks_of(draft))


def imported_files(session: Session) -> dict[str, str]:
    """The digests of the files that were read, by the names the files had; several of a name in one text."""
    found: dict[str, str] = {}
    for name, digest in session.store.sources():
        found[name] = f"{found.get(name, '')} {digest}"
    return found


def saying_how(error: CoderError, how: str) -> CoderError:
    """The error; where only the label is in the way, with how a front end lets people give another."""
    if error.remedy != _ANOTHER_LABEL:
        return error
    return type(error)(error.what, where=error.where, remedy=f"{error.remedy} {how}")


class _RosterPlan:
    """Collects what a roster changes, line by line."""

    def __init__(
        self,
        rows: Mapping[str, TranscriptRow],
        speakers: Sequence[Speaker],
        people: Mapping[str, Participant],
        load: Callable[[str], Transcript],
    ) -> None:
        self.rows, self.old_people, self._load = rows, people, load
        self.people = dict(people)
        self.remarks: list[str] = []
        self.matched = 0
        self._exact = {(s.transcript_id, s.label): s for s in speakers}
        self._folded: dict[tuple[str, str], list[Speaker]] = {}
        for speaker in speakers:
            self._folded.setdefault((speaker.transcript_id, speaker.label.casefold()), []).append(speaker)
        self._taken: dict[str, RosterLine] = {}
        self._groups: dict[str, RosterLine] = {}
        self._changes: list[Change] = []

    def take(self, line: RosterLine) -> None:
        row = self.rows.get(line.transcript.casefold())
        speaker = self._speaker(row, line) if row else None
        if speaker is None:
            missing = (
                f"speaker {line.speaker!r} in {line.transcript}" if row else f"transcript {line.transcript!r}"
            )
            self.remarks.append(visible(f"roster line {line.line}: there is no {missing}"))
            return
        if speaker.id in self._taken:
            raise InputError(
                f"{visible(line.speaker)} of {visible(line.transcript)} stands in two lines",
                where=f"roster lines {self._taken[speaker.id].line} and {line.line}",
                remedy="keep one of them",
            )
        self._taken[speaker.id] = line
        self.matched += 1
        person = self._person(line) if line.participant else None
        after = replace(speaker, role=line.role or speaker.role, participant_id=person.id if person else None)
        if after != speaker:
            self._changes.append(changed("speaker", speaker, replace(after, version=speaker.version + 1)))

    def changes(self) -> list[Change]:
        people = [
            added("participant", p)
            if p.label not in self.old_people
            else changed("participant", self.old_people[p.label], p)
            for p in self.people.values()
            if p != self.old_people.get(p.label)
        ]
        return [*people, *self._changes]

    def _speaker(self, row: TranscriptRow, line: RosterLine) -> Speaker | None:
        """The speaker with exactly this label, else the only one that differs in case alone.

        Where all turns under the label became somebody else's, whoever is shown by that name now.
        """
        exact = self._exact.get((row.id, line.speaker))
        alike = self._folded.get((row.id, line.speaker.casefold()), [])
        found = exact or (alike[0] if len(alike) == 1 else None)
        if found is None or found.role is not Role.UNKNOWN or found.participant_id:
            return found
        talk = self._load(row.id)
        heard = {turn.speaker_id for turn in talk.turns}
        names = [s for s in talk.speakers if s.shown.casefold() == line.speaker.casefold() and s.id in heard]
        return names[0] if names and found.id not in heard else found

    def _person(self, line: RosterLine) -> Participant:
        self._check_group(line)
        known = self.people.get(line.participant)
        before = self.old_people.get(line.participant)
        if known is None:
            known = Participant(str(uuid.uuid4()), line.participant, line.group, line.attributes)
        else:
            told = replace(
                known,
                group=line.group or known.group,
                attributes={**known.attributes, **line.attributes},
                version=before.version + 1 if before else 1,
            )
            known = known if replace(told, version=known.version) == known else told
        self.people[line.participant] = known
        return known

    def _check_group(self, line: RosterLine) -> None:
        first = self._groups.setdefault(line.participant, line) if line.group else line
        if first.group != line.group:
            raise InputError(
                f"{visible(line.participant)} is in {visible(first.group)} and in {visible(line.group)}",
                where=f"roster lines {first.line} and {line.line}",
                remedy="give one person one group",
            )
