"""Which turns of a transcript are shown, and how that is said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from coder.domain.codebook import CodeTree
from coder.domain.transcript import Role, Turn
from coder.tui.state import TranscriptState


class By(StrEnum):
    """What turns are chosen by. Of one kind any may fit, and of several kinds all must."""

    WORK = "work"
    ROLE = "role"
    GROUP = "group"
    SPEAKER = "speaker"
    CODE = "code"


OPEN, SUGGESTED = "open", "suggested"
"""What `By.WORK` knows: turns that wait for a code of this coder's, and those with suggestions."""

HEADS = {
    By.WORK: "Still to do",
    By.ROLE: "Who speaks",
    By.GROUP: "Group",
    By.SPEAKER: "Speaker",
    By.CODE: "Code, with all below it",
}

Groups = Mapping[str, str]
"""Speaker id → the stakeholder group of the person behind it, where that is known."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something turns can be chosen by: how it is named, and on how many turns it is."""

    by: By
    id: str
    name: str
    turns: int | None = None


@dataclass(frozen=True)
class Filter:
    """What was chosen; nothing at all lets every turn through."""

    chosen: tuple[Option, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def toggled(self, option: Option) -> Filter:
        """With an option more, or without it."""
        if self.has(option):
            return Filter(tuple(one for one in self.chosen if not _same(one, option)))
        return Filter((*self.chosen, option))

    def without(self, by: By) -> Filter:
        """Without what was chosen of one kind."""
        return Filter(tuple(one for one in self.chosen if one.by is not by))

    def has(self, option: Option) -> bool:
        """Whether an option was chosen."""
        return any(_same(one, option) for one in self.chosen)

    @property
    def told(self) -> str:
        """What is shown, in few words: `only participant, not coded`."""
        names = [one.name for by in By for one in self.chosen if one.by is by]
        return "only " + ", ".join(names) if names else ""

    def turns(self, state: TranscriptState, groups: Groups) -> tuple[int, ...]:
        """The turns that are let through, by index among all turns, in order."""
        tests = _Tests(self, state, groups)
        return tuple(state.turn_index(stop) for stop, turn in enumerate(state.stops) if tests.fits(turn))


def _same(one: Option, other: Option) -> bool:
    return (one.by, one.id) == (other.by, other.id)


class _Tests:
    """A filter made ready for one state."""

    def __init__(self, filter_: Filter, state: TranscriptState, groups: Groups) -> None:
        self._state = state
        chosen = {by: {one.id for one in filter_.chosen if one.by is by} for by in By}
        self._work = chosen[By.WORK]
        self._who = {by: chosen[by] for by in (By.ROLE, By.GROUP, By.SPEAKER) if chosen[by]}
        speakers = state.transcript.speakers
        self._speakers = {speaker.id for speaker in speakers if self._fits(speaker.id, speaker.role, groups)}
        self._codes = below(state.tree, chosen[By.CODE])

    def fits(self, turn: Turn) -> bool:
        state = self._state
        if self._who and turn.speaker_id not in self._speakers:
            return False
        if self._codes and not any(coding.code_id in self._codes for coding in state.codings_on(turn)):
            return False
        if OPEN in self._work and not state.is_open(turn):
            return False
        return SUGGESTED not in self._work or bool(state.suggestions_on(turn))

    def _fits(self, speaker_id: str, role: Role, groups: Groups) -> bool:
        own = {By.ROLE: role.value, By.GROUP: groups.get(speaker_id, ""), By.SPEAKER: speaker_id}
        return all(own[by] in wanted for by, wanted in self._who.items())


def below(tree: CodeTree, heads: Collection[str]) -> frozenset[str]:
    """These codes and all below them."""
    found = set(heads)
    if found:
        # Parents come before their children.
        for _, code in tree.walk():
            if code.parent_id in found:
                found.add(code.id)
    return frozenset(found)


def options(state: TranscriptState, groups: Groups, *, suggestions: bool) -> list[Option]:
    """Everything that turns of this transcript can be chosen by, in the order of the sheet."""
    talk = state.transcript
    spoken = Counter(turn.speaker_id for turn in talk.numbered)
    found = [Option(By.WORK, OPEN, "not coded")]
    found += [Option(By.WORK, SUGGESTED, "with suggestions")] if suggestions else []
    roles, heard = Counter[str](), Counter[str]()
    for speaker in talk.speakers:
        roles[speaker.role.value] += spoken[speaker.id]
        heard[groups.get(speaker.id, "")] += spoken[speaker.id]
    found += [Option(By.ROLE, role, role, count) for role, count in roles.most_common() if count]
    found += [Option(By.GROUP, group, group, heard[group]) for group in sorted(heard) if group]
    speakers = [speaker for speaker in talk.speakers if spoken[speaker.id]]
    found += [Option(By.SPEAKER, one.id, one.shown, spoken[one.id]) for one in speakers]
    return [*found, *_code_options(state)]


def _code_options(state: TranscriptState) -> Iterable[Option]:
    """The codes that stand in the transcript and the branches above them, with their turns."""
    parents = {code.id: code.parent_id for code in state.tree.codes.values()}
    turns = Counter[str]()
    for codings in state.by_turn.values():
        here: set[str] = set()
        for code_id in {coding.code_id for coding in codings}:
            at: str | None = code_id
            while at is not None and at not in here:
                here.add(at)
                at = parents.get(at)
        turns.update(here)
    for _, code in state.tree.walk():
        if turns[code.id]:
            yield Option(By.CODE, code.id, code.name, turns[code.id])


@dataclass(frozen=True)
class Shown:
    """What a filter lets through, kept as it was found: nothing vanishes under somebody's hands.

    A turn that is coded meanwhile stays, so that one can look at it again, until the filter is set anew.
    """

    filter: Filter
    found: tuple[int, ...]
    extra: frozenset[int] = frozenset()
    """Turns that are shown all the same, because somebody stands on them or has selected words there."""

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """All turns that are shown, by index, in order."""
        return tuple(sorted({*self.found, *self.extra})) if self.extra else self.found

    def holds(self, index: int) -> bool:
        """Whether a turn is let through, or shown all the same."""
        return _in(self.turns, index)

    def with_found(self, more: Iterable[int]) -> Shown:
        """With more turns let through."""
        return Shown(self.filter, tuple(sorted({*self.found, *more})), self.extra)

    def with_turns(self, indexes: Iterable[int]) -> Shown:
        """With these shown all the same; what was so before is let go. Itself when that changes nothing."""
        extra = frozenset(index for index in indexes if not _in(self.found, index))
        return self if extra == self.extra else replace(self, extra=extra)

    def nearest(self, index: int, step: int) -> int | None:
        """The next turn let through from `index` on in a direction, else the nearest in the other."""
        if not self.found:
            return None
        if step < 0:
            at = bisect_right(self.found, index) - 1
            return self.found[max(0, at)]
        at = bisect_left(self.found, index)
        return self.found[min(at, len(self.found) - 1)]


def _in(numbers: Sequence[int], wanted: int) -> bool:
    at = bisect_left(numbers, wanted)
    return at < len(numbers) and numbers[at] == wanted


def nearest_stop(state: TranscriptState, shown: Shown, stop: int, step: int) -> int:
    """The stop to go to instead of one that is not shown; itself where nothing else is."""
    if not state.stops or not shown.found:
        return stop
    wanted = state.turn_index(max(0, min(stop, len(state.stops) - 1)))
    found = shown.nearest(wanted, step)
    at = None if found is None else state.stop_of(state.transcript.turns[found])
    return stop if at is None else at
