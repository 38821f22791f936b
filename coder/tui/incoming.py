"""A file on its way in: what was found in it, and what the person says about it before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.domain.transcript import Role, TurnKind
from coder.errors import CoderError
from coder.services.importing import ImportService
from coder.services.people import PeopleService
from coder.services.previewing import Draft, Overrides, Preview, preview
from coder.services.session import Session

_CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{12,}|@", re.IGNORECASE)
_FEW_SHOUTS = 3
"""Unlabelled turns in capitals from which one is asked whose they are."""

CAPITALS_SPEAKER = "Moderator"


@dataclass(frozen=True)
class Plan:
    """What the person decided: by labels as they stand in the file.

    `merged` gives the label that a label's turns go to, which is never merged itself.
    """

    label: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    def who(self, label: str) -> str:
        """The label under which the turns of `label` end up."""
        return self.merged.get(label, label)

    def shown(self, label: str) -> str:
        """The name a person will read for `label`."""
        return self.names.get(self.who(label), self.who(label))

    def with_role(self, label: str, role: Role) -> Plan:
        """With another role for a speaker."""
        return replace(self, roles={**self.roles, label: role})

    def with_name(self, label: str, name: str) -> Plan:
        """With another name for a speaker; the name of one merged into this speaker turns the merge round."""
        inside = [other for other, into in self.merged.items() if into == label]
        same = next((other for other in inside if other.casefold() == name.casefold()), None)
        if same is not None:
            role = {same: self.roles[label]} if label in self.roles else {}
            merged = {**dict.fromkeys([*inside, label], same)}
            del merged[same]
            others = {k: v for k, v in self.merged.items() if v != label}
            names = {k: v for k, v in self.names.items() if k != label}
            return replace(self, merged={**others, **merged}, names=names, roles={**self.roles, **role})
        names = {k: v for k, v in self.names.items() if k != label}
        return replace(self, names=names if name == label else {**names, label: name})

    def with_merged(self, label: str, into: str) -> Plan:
        """With all turns of one speaker given to another."""
        moved = {other: into if target == label else target for other, target in self.merged.items()}
        names = {k: v for k, v in self.names.items() if k != label}
        return replace(self, merged={**moved, label: into}, names=names)

    def fitting(self, labels: tuple[str, ...]) -> Plan:
        """Without what is about labels that are not there any more."""
        here = set(labels)
        return replace(
            self,
            roles={k: v for k, v in self.roles.items() if k in here},
            names={k: v for k, v in self.names.items() if k in here},
            merged={k: v for k, v in self.merged.items() if k in here and v in here},
        )


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as they will be kept; `first` is the index of their first turn in the draft."""

    label: str
    shown: str
    role: Role
    turns: int
    words: int
    first: int
    first_words: str

    @property
    def is_code(self) -> bool:
        """Whether the name is one that only a computer would give."""
        return bool(_CODE.search(self.shown))


@dataclass(frozen=True)
class Incoming:
    """A file as it was read. `known_as` is the transcript that it was imported as before."""

    path: Path
    overrides: Overrides
    found: Preview
    draft: Draft
    known_as: str = ""
    taken: frozenset[str] = frozenset()

    def voices(self, plan: Plan) -> list[Voice]:
        """The speakers as they will be kept, in the order of their first words."""
        first: dict[str, int] = {}
        for at, turn in enumerate(self.draft.turns):
            if turn.speaker:
                first.setdefault(plan.who(turn.speaker), at)
        by_label = {speaker.label: speaker for speaker in self.found.speakers}
        made: list[Voice] = []
        for label, at in sorted(first.items(), key=lambda one: one[1]):
            mine = [speaker for name, speaker in by_label.items() if plan.who(name) == label]
            role = plan.roles.get(label) or by_label[label].role
            turns, words = sum(s.turns for s in mine), sum(s.words for s in mine)
            made.append(Voice(label, plan.shown(label), role, turns, words, at, self.draft.turns[at].text))
        return made

    @property
    def shouts(self) -> list[str]:
        """The words of the turns in capitals that nobody is named for, where these are common."""
        if self.overrides.caps_speaker:
            return []
        spoken = [turn for turn in self.draft.turns if turn.kind is TurnKind.SPEECH]
        loud = [turn.text for turn in spoken if not turn.speaker and _in_capitals(turn.text)]
        return (
            loud if len(loud) >= _FEW_SHOUTS and len(loud) * 20 >= len(spoken) and self.draft.speakers else []
        )


def _in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= 2


def read_incoming(path: Path, overrides: Overrides) -> tuple[Preview, Draft]:
    """Read a file; slow, and leaves the session alone. Raises InputError."""
    return preview(path, overrides)


def known(session: Session, draft: Draft) -> tuple[str, frozenset[str]]:
    """What the same file was imported as before, and the labels that are taken; in the session's thread."""
    labels = frozenset(row.label.casefold() for row in session.store.transcripts())
    return session.store.label_of_source(draft.source_sha256) or "", labels


def free_label(wanted: str, taken: frozenset[str]) -> str:
    """`wanted`, with a number where another transcript is called so."""
    label, count = wanted, 2
    while label.casefold() in taken:
        label, count = f"{wanted} {count}", count + 1
    return label


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file: the transcript's id and a sentence."""

    id: str
    told: str


def keep(session: Session, incoming: Incoming, plan: Plan) -> Kept:
    """Keep a file as the person decided; in the session's thread.

    Names and merges are acts of their own after the import, so that what stood in the file stays
    known. Raises InputError when the file cannot be kept.
    """
    draft = replace(incoming.draft, roles={**incoming.draft.roles, **plan.roles})
    done = ImportService(session).keep(draft, label=plan.label or incoming.found.label)
    people, label = PeopleService(session), done.label
    id_ = session.find_transcript(label).id
    failed = ""
    try:
        for gone, into in plan.merged.items():
            people.merge(session.load(id_), _speaker_id(session, id_, gone), _speaker_id(session, id_, into))
        for name, shown in plan.names.items():
            people.rename(session.load(id_), _speaker_id(session, id_, name), shown)
    except CoderError as error:
        failed = f", but {error}"
    found = session.load(id_)
    voices = len({turn.speaker_id for turn in found.turns if turn.speaker_id})
    turns = len(found.numbered)
    counts = f"{voices} speaker{'s' * (voices != 1)}, {turns} turn{'s' * (turns != 1)}"
    return Kept(id_, f"Kept as {label}: {counts}{failed}.")


def _speaker_id(session: Session, transcript_id: str, label: str) -> str:
    return next(s.id for s in session.load(transcript_id).speakers if s.label == label)
