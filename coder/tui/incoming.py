"""A file on its way in: what was found in it, and what the person says about it before it is kept."""

from __future__ import annotations

import ctypes
import gc
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.errors import CoderError
from coder.services.importing import ImportService, saying_how
from coder.services.people import PeopleService
from coder.services.previewing import (
    Draft,
    Overrides,
    Preview,
    Remark,
    likely_kind,
    maybe_speakers,
    preview,
)
from coder.services.remarking import standing
from coder.services.session import Session
from coder.tui import safe

_CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{12,}|@", re.IGNORECASE)
_SPOKEN = (TurnKind.SPEECH, TurnKind.CHAT)
_FIRST_WORDS = 300
_FEW_SHOUTS = 3
"""Unlabelled turns in capitals from which one is asked whose they are."""

CAPITALS_SPEAKER = "Moderator"

MUCH_UNKNOWN = 0.02
"""The share of the words from which it is told that they are of a speaker nobody knows."""


@dataclass(frozen=True)
class Plan:
    """What the person decided: by labels as they stand in the file.

    `merged` gives the label that a label's turns go to, which is never merged itself; `facts` are those
    of the session.
    """

    label: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

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

    def meeting(self, met: Mapping[str, Met]) -> Plan:
        """With the names and roles that codes had elsewhere, where nothing was decided about them yet."""
        fresh = {code: who for code, who in met.items() if code not in self.names}
        return replace(
            self,
            names={**self.names, **{code: who.name for code, who in fresh.items()}},
            roles={**{code: who.role for code, who in fresh.items()}, **self.roles},
        )

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


@dataclass(frozen=True, slots=True)
class Met:
    """Who somebody known only by a code was in another transcript."""

    name: str
    role: Role
    transcript: str


@dataclass(frozen=True)
class Incoming:
    """A file as it was read.

    `known_as` is the transcript that it was imported as before; `met` tells who stands behind names that
    are only codes and were given a name in another transcript.
    """

    path: Path
    overrides: Overrides
    found: Preview
    draft: Draft
    known_as: str = ""
    taken: frozenset[str] = frozenset()
    met: Mapping[str, Met] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[int | None, ...]:
        """The number of each turn, None for those in which nobody speaks."""
        count = iter(range(1, len(self.draft.turns) + 1))
        return tuple(next(count) if turn.kind in _SPOKEN else None for turn in self.draft.turns)

    @cached_property
    def _first(self) -> dict[str, int]:
        first: dict[str, int] = {}
        for at, turn in enumerate(self.draft.turns):
            if turn.speaker:
                first.setdefault(turn.speaker, at)
        return first

    def voices(self, plan: Plan) -> list[Voice]:
        """The speakers as they will be kept, in the order of their first words."""
        found = {speaker.label: speaker for speaker in self.found.speakers}
        mine: dict[str, list[str]] = {}
        for label in self._first:
            mine.setdefault(plan.who(label), []).append(label)
        made: list[Voice] = []
        for label, labels in mine.items():
            heard = [found[name] for name in labels if name in found]
            first = min(self._first[name] for name in labels)
            role = plan.roles.get(label) or found[label].role
            turns, words = sum(s.turns for s in heard), sum(s.words for s in heard)
            said = self.draft.turns[first].text[:_FIRST_WORDS]
            made.append(Voice(label, plan.shown(label), role, turns, words, first, said))
        return made

    @cached_property
    def loud(self) -> tuple[str, ...]:
        """The words of the turns in capitals that nobody is named for in the file, if there are many."""
        given = self.overrides.caps_speaker
        spoken = [turn for turn in self.draft.turns if turn.kind is TurnKind.SPEECH]
        mine = (turn for turn in spoken if (turn.speaker == given if given else not turn.speaker))
        loud = tuple(turn.text for turn in mine if _in_capitals(turn.text))
        common = len(loud) >= _FEW_SHOUTS and len(loud) * 20 >= len(spoken)
        return loud if given or (common and self.draft.speakers) else ()

    @property
    def shouts(self) -> tuple[str, ...]:
        """Those that are nobody's still."""
        return () if self.overrides.caps_speaker else self.loud

    @cached_property
    def perhaps(self) -> tuple[str, ...]:
        """Names that look like those of speakers, but whose words stayed with whoever spoke before."""
        return maybe_speakers(self.draft.remarks)

    def kind(self, plan: Plan) -> TranscriptKind:
        """What it will be kept as."""
        if self.overrides.kind:
            return self.overrides.kind
        return likely_kind(self.draft.kind, (voice.role for voice in self.voices(plan)))

    def remarks(self, plan: Plan) -> tuple[Remark, ...]:
        """What was remarked about the file and still holds after what the person decided."""
        codes = sum(voice.is_code for voice in self.voices(plan))
        shown = {label: plan.shown(label) for label in self._first}
        return tuple(standing(self.draft.remarks, shown, codes))

    def unknown_share(self, plan: Plan) -> tuple[int, float]:
        """The turns of those who are nobody known, and their share, 0 to 1, of all words."""
        nobody = [voice for voice in self.voices(plan) if voice.role is Role.UNKNOWN]
        words = sum(voice.words for voice in nobody)
        return sum(voice.turns for voice in nobody), words / max(1, self.found.words)

    def open_questions(self, plan: Plan) -> list[str]:
        """What nobody has answered yet, each with what it leads to."""
        voices = self.voices(plan)
        codes = [voice.shown for voice in voices if voice.is_code]
        asked: list[str] = []
        if not voices:
            asked.append("No speakers were found: all words would be nobody's")
        if self.shouts:
            many = f"{len(self.shouts)} turns in CAPITALS"
            asked.append(f"Nobody is named for {many}: they would be nobody's words")
        if self.perhaps:
            one = "1 name" if len(self.perhaps) == 1 else f"{len(self.perhaps)} names"
            asked.append(f"{one} may be of speakers: their words would be whoever's spoke before")
        if codes:
            one = "1 name is" if len(codes) == 1 else f"{len(codes)} names are"
            asked.append(f"{one} only a code: nobody would know who speaks")
        unknown, share = self.unknown_share(plan)
        if share >= MUCH_UNKNOWN:
            asked.append(f"{unknown:,} turns, {share:.0%} of the words, are of nobody known")
        if voices and not any(voice.role is Role.FACILITATOR for voice in voices):
            who = "words of whoever led would count as a participant's"
            asked.append(f"Nobody is named as facilitator: {who}")
        return asked

    def decided(self, plan: Plan) -> Draft:
        """The draft as it is to be kept, with what was left open among its remarks."""
        open_ = self.open_questions(plan)
        left = tuple(Remark(f"Kept although not answered. {question}") for question in open_)
        roles = {**self.draft.roles, **plan.roles}
        return replace(self.draft, roles=roles, kind=self.kind(plan), remarks=(*self.draft.remarks, *left))


def _in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= 2


def read_incoming(path: Path, overrides: Overrides) -> tuple[Preview, Draft]:
    """Read a file; slow, and leaves the session alone. Raises InputError.

    The draft comes without the text of the file, which nothing here needs. What the file before took is
    given back first.
    """
    give_back_memory()
    found, draft = preview(path, overrides)
    return found, replace(draft, source_text="", source_lines=(), source_structure=frozenset())


def give_back_memory() -> None:
    """Let the system have the memory that is free now, where the C library keeps it for later."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # not every system has that call
        ctypes.CDLL(None).malloc_trim(0)


def known(session: Session, draft: Draft) -> tuple[str, frozenset[str], dict[str, Met]]:
    """What the project knows about a file; in the session's thread.

    That is what the same file was imported as before, the labels that are taken, and who the codes in it
    were in other transcripts.
    """
    positions = session.store.positions()
    labels = frozenset(map(str.casefold, positions))
    return session.store.label_of_source(draft.source_sha256) or "", labels, _met(session, draft)


def _met(session: Session, draft: Draft) -> dict[str, Met]:
    """The codes in a draft that were given one name, the same wherever they speak."""
    codes = {label for label in draft.speakers if _CODE.search(label)}
    if not codes:
        return {}
    places = {row.id: row.label for row in session.store.transcripts()}
    found: dict[str, dict[str, Met]] = {}
    for speaker in session.store.speakers():
        if speaker.label in codes and speaker.name:
            met = Met(speaker.name, speaker.role, places.get(speaker.transcript_id, ""))
            found.setdefault(speaker.label, {})[speaker.name] = met
    return {code: next(iter(names.values())) for code, names in found.items() if len(names) == 1}


def free_label(wanted: str, taken: frozenset[str]) -> str:
    """`wanted`, with a number where another transcript is called so."""
    label, count = wanted, 2
    while label.casefold() in taken:
        label, count = f"{wanted} {count}", count + 1
    return label


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file: the transcript's id, a sentence, and what nobody answered."""

    id: str
    told: str
    left_open: tuple[str, ...] = ()


def keep(session: Session, incoming: Incoming, plan: Plan, tell: Callable[[str], object] = str) -> Kept:
    """Keep a file as the person decided; in the session's thread.

    Names and merges are acts of their own after the import, so that what stood in the file stays
    known. `tell` hears what is being done. Raises InputError when the file cannot be kept.
    """
    draft = incoming.decided(plan)
    tell(f"writing {len(draft.turns):,} turns")
    try:
        label = plan.label or incoming.found.label
        facts = {name: safe.plain(value).strip() for name, value in plan.facts.items() if value.strip()}
        left = [question.partition(":")[0] for question in incoming.open_questions(plan)]
        done = ImportService(session).keep(draft, label=label, left_open=left, facts=facts)
    except CoderError as error:
        raise saying_how(error, "with o, in the line Called") from error
    people, talk, failed = PeopleService(session), done.transcript, ""
    ids = {speaker.label: speaker.id for speaker in talk.speakers}
    try:
        for gone, into in plan.merged.items():
            tell(f"merging {gone}")
            people.merge(talk, ids[gone], ids[into])
            talk = session.load(talk.id)
        for name, shown in plan.names.items():
            tell(f"naming {shown}")
            people.rename(talk, ids[name], shown)
            # Only the speakers are read again, because there may be very many turns.
            talk = replace(talk, speakers=tuple(session.store.speakers(talk.id)))
    except CoderError as error:
        failed = f", but {error}".rstrip(".")
        talk = session.load(talk.id)
    voices = len({turn.speaker_id for turn in talk.turns if turn.speaker_id})
    turns = len(talk.numbered)
    counts = f"{voices} speaker{'s' * (voices != 1)}, {turns:,} turn{'s' * (turns != 1)}"
    return Kept(talk.id, f"Kept as {done.label}: {counts}{failed}.", tuple(left))
