"""What may be done with somebody's words, and how what may not be used is covered.

Nothing said means `report`. A person's consent holds for all they say; that of an excerpt for its
words, whoever codes them with whatever code. Where several speak of the same words, the strictest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.domain.coding import Coding
from coder.domain.text import MARK
from coder.domain.transcript import NOT_CODED, Participant, Role, Span, Speaker, Transcript


class Consent(StrEnum):
    """What may be done with words."""

    REPORT = "report"
    """They may be counted and quoted."""
    TEAM_ONLY = "team only"
    """They are counted and never quoted."""
    WITHDRAWN = "withdrawn"
    """They are in no analysis and in no export."""


STRICT = (Consent.REPORT, Consent.TEAM_ONLY, Consent.WITHDRAWN)
"""From what allows most to what allows nothing."""


class ConsentOn(StrEnum):
    """Whose words a consent is about."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    """Somebody in one transcript of whom nobody said which participant they are."""
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """One consent; for an excerpt `target_id` is its transcript, and the span follows its words."""

    id: str
    target_kind: ConsentOn
    target_id: str
    start: int
    end: int
    level: Consent
    reason: str
    coder: str
    created_at: str
    version: int = 1

    @property
    def span(self) -> Span:
        """The words of an excerpt; empty for a person."""
        return Span(self.start, self.end)


def strictest(levels: Iterable[Consent]) -> Consent:
    """The one that allows least; `report` where there is none."""
    return max(levels, key=STRICT.index, default=Consent.REPORT)


def person_rule_id(kind: ConsentOn, target_id: str) -> str:
    """The id of a person's consent: there is one for each, so that two never contradict each other."""
    return f"{kind.value}:{target_id}"


WITHDRAWN_NAME = "withdrawn"
"""What a person who withdrew is called where a place has to be filled."""

_SHOWN = re.compile(r"\S")


class Consents:
    """All that was said about consent in a project."""

    def __init__(self, rules: Iterable[ConsentRule] = ()) -> None:
        self._people: dict[tuple[str, str], Consent] = {}
        self._excerpts: dict[str, list[ConsentRule]] = {}
        for rule in rules:
            if rule.target_kind is ConsentOn.EXCERPT:
                self._excerpts.setdefault(rule.target_id, []).append(rule)
            else:
                self._people[rule.target_kind, rule.target_id] = rule.level

    def __bool__(self) -> bool:
        """Whether anything is not to be used in full."""
        levels = [*self._people.values(), *(r.level for some in self._excerpts.values() for r in some)]
        return any(level is not Consent.REPORT for level in levels)

    def of_participant(self, participant_id: str) -> Consent:
        """What a participant allows."""
        return self._people.get((ConsentOn.PARTICIPANT, participant_id), Consent.REPORT)

    def of_speaker(self, speaker: Speaker | None) -> Consent:
        """What the person behind a speaker allows."""
        if speaker is None:
            return Consent.REPORT
        own = self._people.get((ConsentOn.SPEAKER, speaker.id), Consent.REPORT)
        return strictest((own, self.of_participant(speaker.participant_id or "")))

    def of_words(self, transcript: Transcript, span: Span) -> Consent:
        """What may be done with some words: the strictest of all whose words they are."""
        people = [self.of_speaker(speaker) for speaker in transcript.speakers_in(span)]
        rules = [r.level for r in self._excerpts.get(transcript.id, ()) if r.span.overlaps(span)]
        return strictest((*people, *rules))

    def spans(self, transcript: Transcript, level: Consent) -> list[Span]:
        """The words of which exactly this was said, of a person or of an excerpt."""
        if not self._people and transcript.id not in self._excerpts:
            return []
        levels = {s.id: self.of_speaker(s) for s in transcript.speakers}
        said = [t.span for t in transcript.turns if t.speaker_id and levels.get(t.speaker_id) is level]
        return said + [r.span for r in self._excerpts.get(transcript.id, ()) if r.level is level]


def covered(text: str, spans: Iterable[Span]) -> str:
    """`text` of the same length with a mark for every character in `spans` that would be seen.

    White space stays, so that words are still counted where they may be.
    """
    parts: list[str] = []
    at = 0
    for span in sorted(spans):
        start = max(at, span.start)
        if start < span.end:
            parts += (text[at:start], _SHOWN.sub(MARK, text[start : span.end]))
            at = span.end
    return "".join(parts) + text[at:]


def permitted_transcript(transcript: Transcript, consents: Consents) -> Transcript:
    """The transcript as it may leave the team.

    Words that were withdrawn, or are for the team only, are covered; who withdrew has neither name nor
    part in it, and is counted nowhere, like an observer.
    """
    hidden = [s for level in STRICT[1:] for s in consents.spans(transcript, level)]
    gone = {s.id for s in transcript.speakers if consents.of_speaker(s) is Consent.WITHDRAWN}
    if not hidden and not gone:
        return transcript
    speakers = tuple(_nobody(s) if s.id in gone else s for s in transcript.speakers)
    return replace(transcript, text=covered(transcript.text, hidden), speakers=speakers)


def _nobody(speaker: Speaker) -> Speaker:
    return replace(speaker, label=WITHDRAWN_NAME, name="", role=Role.OBSERVER, participant_id=None)


def permitted_codings(
    transcript: Transcript, permitted: Transcript, codings: Sequence[Coding], consents: Consents
) -> Iterator[Coding]:
    """The codings of a transcript that may be counted, with the words that may be printed.

    A coding goes when nothing is left of it but withdrawn words and those of a facilitator or an
    observer; words that were changed since a correction are covered as a whole.
    """
    gone = consents.spans(transcript, Consent.WITHDRAWN)
    for coding in codings:
        here = [span for span in gone if span.overlaps(coding.span)]
        if here and not _is_left(transcript, coding, here):
            continue
        words = coding.span.of(permitted.text)
        if words != coding.span.of(transcript.text):
            was = _SHOWN.sub(MARK, coding.was)
            coding = replace(coding, text=words, was=was) if coding.stands_in(transcript.text) else coding
        yield coding


def _is_left(transcript: Transcript, coding: Coding, gone: Iterable[Span]) -> bool:
    """Whether any letter of somebody who is counted is still to be seen."""
    left = covered(transcript.text[: coding.end], gone)
    for turn in transcript.turns_in(coding.span):
        if transcript.role(turn) not in NOT_CODED:
            here = range(max(turn.start, coding.start), min(turn.end, coding.end))
            if any(left[at] == transcript.text[at] and left[at].isalnum() for at in here):
                return True
    return False


def permitted_people(people: Iterable[Participant], consents: Consents) -> tuple[Participant, ...]:
    """The participants who did not withdraw."""
    return tuple(p for p in people if consents.of_participant(p.id) is not Consent.WITHDRAWN)
