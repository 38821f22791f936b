"""Speakers and the people behind them: names, roles, merging, splitting, mapping."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace

from coder.domain import revising
from coder.domain.events import Change, Event
from coder.domain.text import visible
from coder.domain.transcript import Participant, Role, Speaker, Transcript
from coder.errors import InputError
from coder.services.consenting import check_stays_strict
from coder.services.correcting import Corrected, CorrectionService
from coder.services.session import Session, added, changed
from coder.services.speakers import (
    check_free,
    entering,
    fallen_silent,
    find_speaker,
    named_turns,
    speaker_name,
)


class PeopleService:
    """What one coder says about who speaks in the transcripts of an open project.

    Speakers are named by id, by the name that is shown or by the label they were imported with.
    Everything is one event that one undo takes back.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def rename(self, transcript: Transcript, who: str, name: str) -> Event:
        """Show a speaker under another name in the whole transcript; the label stays as typed.

        Raises InputError when another speaker goes by that name.
        """
        speaker = find_speaker(transcript, who)
        clean = speaker_name(name)
        check_free(transcript, clean, speaker.id)
        after = replace(speaker, name="" if clean == speaker.label else clean)
        return self._change(
            "rename speaker", transcript, f"renamed {speaker.shown} to {clean}", speaker, after
        )

    def set_role(self, transcript: Transcript, who: str, role: Role) -> Event:
        """Say what a speaker does in the session."""
        speaker = find_speaker(transcript, who)
        told = f"made {speaker.shown} {role.value}"
        return self._change("speaker role", transcript, told, speaker, replace(speaker, role=role))

    def merge(self, transcript: Transcript, who: str, into: str) -> Corrected:
        """Give all turns of one speaker to another, because the two are one person.

        The first one's record stays without turns, for undo and for earlier revisions, with the
        role unknown; the person behind passes to the other speaker. Raises InputError when two
        different participants stand behind them.
        """
        gone, stays = find_speaker(transcript, who), find_speaker(transcript, into)
        if gone.id == stays.id:
            raise InputError(f"{visible(gone.shown)} cannot be merged with itself", where=transcript.label)
        if gone.participant_id and stays.participant_id not in (None, gone.participant_id):
            raise InputError(
                f"{visible(gone.shown)} and {visible(stays.shown)} are different participants",
                where=transcript.label,
                remedy="take one of them off its participant first",
            )
        person = stays.participant_id or gone.participant_id
        check_stays_strict(self.session, gone, replace(stays, participant_id=person))
        numbers = [turn.number for turn in transcript.numbered if turn.speaker_id == gone.id]
        if not numbers:
            raise InputError(f"{visible(gone.shown)} has no turns", where=transcript.label)
        revised = revising.assign_turns(transcript, [n for n in numbers if n], stays.id)
        changes = fallen_silent(revised.transcript, transcript, stays.id)
        if gone.participant_id != stays.participant_id and gone.participant_id:
            taken = replace(stays, participant_id=gone.participant_id, version=stays.version + 1)
            changes.append(changed("speaker", stays, taken))
        told = f"merged {gone.shown} into {stays.shown} in {transcript.label}"
        return CorrectionService(self.session).keep("merge speakers", told, transcript, revised, changes)

    def split(self, transcript: Transcript, numbers: Collection[int], name: str) -> Corrected:
        """Give some turns to somebody without turns, who gets the role of the first one's speaker.

        Raises InputError when the name is taken or a turn does not exist.
        """
        if not numbers:
            raise InputError("no turns were named", where=transcript.label)
        role = transcript.role(transcript.turn(min(numbers)))
        speaker, entered = entering(transcript, name, role)
        revised = revising.assign_turns(transcript, numbers, speaker.id)
        changes = [entered, *fallen_silent(revised.transcript, transcript)]
        told = f"gave {named_turns(numbers)} to new speaker {speaker.shown} in {transcript.label}"
        return CorrectionService(self.session).keep("split speaker", told, transcript, revised, changes)

    def map_speaker(
        self,
        transcript: Transcript,
        who: str,
        participant: str,
        group: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> Event:
        """Say which participant a speaker is; one that is not known yet is made.

        Group and attributes are added to what is known. Raises InputError when the participant
        is in another group.
        """
        speaker = find_speaker(transcript, who)
        label = visible(participant).strip()
        if not label:
            raise InputError("the participant needs a label", where=transcript.label)
        person, changes = self._person(label, visible(group).strip(), dict(attributes or {}))
        if speaker.participant_id != person.id:
            after = replace(speaker, participant_id=person.id, version=speaker.version + 1)
            check_stays_strict(self.session, speaker, after)
            changes.append(changed("speaker", speaker, after))
        if not changes:
            raise InputError(f"{visible(speaker.shown)} is {label} already", where=transcript.label)
        told = f"{speaker.shown} in {transcript.label} is {label}"
        return self.session.act("map speaker", told, changes)

    def unmap(self, transcript: Transcript, who: str) -> Event:
        """Take a speaker off its participant; the participant stays."""
        speaker = find_speaker(transcript, who)
        told = f"took {speaker.shown} off its participant"
        after = replace(speaker, participant_id=None)
        check_stays_strict(self.session, speaker, after)
        return self._change("unmap speaker", transcript, told, speaker, after)

    def _person(self, label: str, group: str, told: dict[str, str]) -> tuple[Participant, list[Change]]:
        people = self.session.store.participants()
        known = next((p for p in people if p.label.casefold() == label.casefold()), None)
        if known is None:
            made = Participant(str(uuid.uuid4()), label, group, told)
            return made, [added("participant", made)]
        if group and known.group and known.group != group:
            raise InputError(
                f"{visible(known.label)} is in {visible(known.group)} and not in {visible(group)}",
                remedy="give one person one group",
            )
        after = replace(known, group=known.group or group, attributes={**known.attributes, **told})
        if after == known:
            return known, []
        return after, [changed("participant", known, replace(after, version=known.version + 1))]

    def _change(
        self, action: str, transcript: Transcript, told: str, before: Speaker, after: Speaker
    ) -> Event:
        if after == before:
            raise InputError(f"nothing would change for {visible(before.shown)}", where=transcript.label)
        after = replace(after, version=before.version + 1)
        return self.session.act(action, f"{told} in {transcript.label}", [changed("speaker", before, after)])
