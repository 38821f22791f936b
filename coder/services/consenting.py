"""What people allow: for a participant, for a speaker nobody has matched, for an excerpt."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from coder.domain.coding import Coding
from coder.domain.consent import Consent, ConsentOn, ConsentRule, Consents, person_rule_id
from coder.domain.events import Event
from coder.domain.leaving import Export
from coder.domain.text import visible
from coder.domain.transcript import Participant, Role, Speaker, Transcript
from coder.errors import InputError
from coder.services.session import Session, added, changed, place
from coder.services.speakers import find_speaker
from coder.store.store import now

_NAMED = 8
"""How many places or ids a refusal names."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose consent can be told: a participant, or a speaker whom nobody made one."""

    kind: ConsentOn
    id: str
    shown: str
    speakers: tuple[Speaker, ...]
    """All under whose labels they spoke."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that left before: whether it holds words of theirs, or at most numbers that count them."""

    export: Export
    words: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What telling a consent did, and which files had left by then."""

    event: Event
    exports: tuple[Left, ...]


class ConsentService:
    """What one coder is told about consent in an open project; each answer is one event and can be undone."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def rules(self) -> Consents:
        """Everything that was said."""
        return Consents(self.session.store.consents())

    def person(self, who: str) -> Person:
        """Who is meant: a participant's label, a speaker's name, or `FG-01/Maya` where several are so called.

        Raises InputError when it is nobody, or more than one.
        """
        store, named = self.session.store, who.strip()
        speakers = store.speakers()
        for participant in store.participants():
            if named == participant.id or named.casefold() == participant.label.casefold():
                return _participant(participant, speakers)
        label, slash, name = named.partition("/")
        if slash:
            return self._behind(find_speaker(self.session.transcript(label.strip()), name), speakers)
        wanted = named.casefold()
        found = [s for s in speakers if wanted in (s.shown.casefold(), s.label.casefold())]
        people = {self._key(s): s for s in found}
        if len(people) == 1:
            return self._behind(found[0], speakers)
        raise self._nobody(named, found)

    def withdraw_for_good(self, person: Person, reason: str = "") -> None:
        """Withdraw all words of a person so that no undo brings them back, also where they withdrew before.

        Raises InputError when they are a facilitator or an observer.
        """
        id_ = person_rule_id(person.kind, person.id)
        before = next((rule for rule in self.session.store.consents() if rule.id == id_), None)
        if before is None or before.level is not Consent.WITHDRAWN:
            self.tell(person, Consent.WITHDRAWN, reason, undoable=False)
            return
        # Said again, because an undo of the first time then meets something newer.
        again = replace(before, version=before.version + 1)
        told = f"{person.shown}: {Consent.WITHDRAWN.value}, for good"
        self.session.act("consent", told, [changed("consent", before, again)], undoable=False)

    def tell(self, person: Person, level: Consent, reason: str = "", *, undoable: bool = True) -> Told:
        """Say what may be done with all words of a person.

        Raises InputError when that was said already, or when they are a facilitator or an observer.
        """
        roles = {s.role for s in person.speakers}
        if roles and roles <= {Role.FACILITATOR, Role.OBSERVER}:
            raise InputError(
                f"{visible(person.shown)} is no participant and is never counted or quoted",
                remedy="correct the role with `coder speakers` if that is wrong",
            )
        rule = self._rule(person_rule_id(person.kind, person.id), person.kind, person.id, level, reason)
        event = self._say(rule, f"{person.shown}: {level.value}", undoable=undoable)
        return Told(event, self.exports_of(person))

    def tell_excerpt(self, coding: Coding, level: Consent, reason: str = "") -> Told:
        """Say what may be done with the words of a coding, whoever else coded them.

        Raises InputError when that was said already.
        """
        transcript = self.session.load(coding.transcript_id)
        known = [r for r in self.session.store.consents_in(transcript.id) if r.span == coding.span]
        id_ = known[0].id if known else str(uuid.uuid4())
        rule = self._rule(id_, ConsentOn.EXCERPT, transcript.id, level, reason)
        event = self._say(
            replace(rule, start=coding.start, end=coding.end),
            f"an excerpt of {place(transcript, coding)}: {level.value}",
        )
        return Told(event, self._exports_of_words(transcript, coding))

    def coding(self, typed: str) -> Coding:
        """The coding whose id begins so. Raises InputError when none or several do."""
        found = [c for c in self.session.store.codings() if typed and c.id.startswith(typed)]
        if len(found) != 1:
            what = "several codings begin" if found else "no coding begins"
            raise InputError(
                f"{what} with {visible(typed)!r}", remedy="see `coder list PROJECT codings` for the ids"
            )
        return found[0]

    def exports_of(self, person: Person) -> tuple[Left, ...]:
        """The files that left while the person was counted, latest last."""
        ids = {person.id, *(s.id for s in person.speakers)}
        return tuple(Left(e, bool(ids & set(e.people))) for e in self.session.store.exports())

    def _exports_of_words(self, transcript: Transcript, coding: Coding) -> tuple[Left, ...]:
        same = {c.id for c in self.session.store.codings(transcript.id) if c.span.overlaps(coding.span)}
        return tuple(Left(e, bool(same & set(e.codings))) for e in self.session.store.exports())

    def _rule(self, id_: str, kind: ConsentOn, target: str, level: Consent, reason: str) -> ConsentRule:
        said = " ".join(visible(reason).split())
        return ConsentRule(id_, kind, target, 0, 0, level, said, self.session.coder, now())

    def _say(self, rule: ConsentRule, told: str, *, undoable: bool = True) -> Event:
        before = next((r for r in self.session.store.consents() if r.id == rule.id), None)
        if (before.level if before else Consent.REPORT) is rule.level:
            raise InputError(f"that was said already ({visible(told)})", remedy="nothing was changed")
        if before is None:
            return self.session.act("consent", told, [added("consent", rule)], undoable=undoable)
        after = replace(rule, version=before.version + 1)
        return self.session.act("consent", told, [changed("consent", before, after)], undoable=undoable)

    def _behind(self, speaker: Speaker, speakers: Iterable[Speaker]) -> Person:
        if speaker.participant_id:
            known = {p.id: p for p in self.session.store.participants()}
            return _participant(known[speaker.participant_id], speakers)
        label = next(r.label for r in self.session.store.transcripts() if r.id == speaker.transcript_id)
        return Person(ConsentOn.SPEAKER, speaker.id, f"{speaker.shown} in {label}", (speaker,))

    @staticmethod
    def _key(speaker: Speaker) -> str:
        return speaker.participant_id or speaker.id

    def _nobody(self, named: str, found: list[Speaker]) -> InputError:
        if not found:
            return InputError(
                f"there is nobody called {visible(named)!r}",
                remedy="see `coder list PROJECT participants` and `coder list PROJECT speakers`",
            )
        labels = {row.id: row.label for row in self.session.store.transcripts()}
        places = [f"{labels[s.transcript_id]}/{visible(s.shown)}" for s in found[:_NAMED]]
        return InputError(
            f"several people are called {visible(named)!r}", remedy=f"say {' or '.join(places)}"
        )


def _participant(participant: Participant, speakers: Iterable[Speaker]) -> Person:
    own = tuple(s for s in speakers if s.participant_id == participant.id)
    return Person(ConsentOn.PARTICIPANT, participant.id, participant.label, own)


def check_stays_strict(session: Session, gone: Speaker, stays: Speaker | None) -> None:
    """Raise InputError when words would become freer because they pass from one speaker to another.

    `stays` is the speaker as it will be; None when nobody is behind the words any more.
    """
    rules = Consents(session.store.consents())
    was = rules.of_speaker(gone)
    if was is Consent.REPORT or (stays is not None and rules.of_speaker(stays) is was):
        return
    raise InputError(
        f"{visible(gone.shown)} said “{was.value}” about these words",
        remedy="tell the same with `coder privacy consent` of who is to have them, first",
    )


def consent_rows(session: Session) -> list[dict[str, Any]]:
    """What was said, for a table: about whom, what, since when, told by whom, why."""
    store = session.store
    people = {p.id: p.label for p in store.participants()}
    labels = {row.id: row.label for row in store.transcripts()}
    speakers = {s.id: f"{labels.get(s.transcript_id, '')}/{s.shown}" for s in store.speakers()}
    rows = []
    for rule in store.consents():
        if rule.target_kind is ConsentOn.EXCERPT:
            who = f"{labels.get(rule.target_id, rule.target_id)} {rule.start}–{rule.end}"
        else:
            who = (people if rule.target_kind is ConsentOn.PARTICIPANT else speakers).get(
                rule.target_id, rule.target_id
            )
        rows.append(
            {
                "of": rule.target_kind.value,
                "who": who,
                "consent": rule.level.value,
                "since": rule.created_at,
                "coder": rule.coder,
                "reason": rule.reason,
            }
        )
    return rows
