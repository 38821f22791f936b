"""Lines → turns: the grammar shared by plain text and Word files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from coder.domain.text import visible
from coder.domain.transcript import TurnKind
from coder.ingest import overlaps
from coder.ingest.capitals import capitals
from coder.ingest.doubts import inside, second_look, unified, without_capitals
from coder.ingest.draft import DraftTurn, Remark, join_turns
from coder.ingest.heading import FIRST_LINES, header_end, listed_names, title_of
from coder.ingest.labels import Found, Labels, Style, choose, parse, to_ms
from coder.ingest.lines import Line, lines_remark
from coder.ingest.overrides import Overrides
from coder.ingest.source import check_turn_count
from coder.ingest.speaker_regex import SpeakerRegex

__all__ = ["EVENT", "Line", "Talk", "lines_remark", "read_talk"]

_DAY_MS = 86_400_000
_EXAMPLES, _EXAMPLE = 3, 24
"""So many lines are shown with whom they were given to, and so many characters of each."""
_MUCH_FRONT, _SOME_FRONT = 300, 50
"""Words before the first label that are told of: always, and where they are a fifth of all."""
EVENT = re.compile(r"\[[^\[\]]{1,300}\][.\s]{0,3}|\([^()]{1,120}\)[.\s]{0,3}")
_HEADING = re.compile(r"#{1,6}[ \t]{1,8}(?=\S)")
_TIME_ALONE = re.compile(r"#{0,6}[ \t]{0,4}[\[(]?(\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)[\])]?")
_BOILERPLATE = re.compile(
    r"transcribed by https?://\S{1,60}"
    r"|this editable transcript was computer generated.{0,100}"
    r"|(?:meeting|transcription) ended after [\d:]{4,8}.{0,20}"
    r"|.{1,63} (?:started|stopped) transcription\.?",
    re.IGNORECASE,
)
_MEET = re.compile(r"computer generated|ended after", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns read from lines, the labels they were read by and a likely title."""

    turns: tuple[DraftTurn, ...]
    remarks: tuple[Remark, ...]
    labels: Labels
    title: str = ""

    @property
    def labelled(self) -> bool:
        """Whether anybody is named."""
        return any(turn.speaker for turn in self.turns)


def read_talk(
    lines: Sequence[Line],
    caps_speaker: str | None = None,
    *,
    unit: str = "line",
    overrides: Overrides | None = None,
    where: str = "",
) -> Talk:
    """Split lines into turns.

    Text before the first label is one header turn. Where no line has a label, each paragraph
    is a turn of nobody in particular. Unlabelled paragraphs of capitals between labelled ones
    become turns of `caps_speaker`, or of nobody when it is not given and they are many. `unit` is
    what the line numbers count. Of `overrides` the pattern for labels, the labels that a person named
    and the speaker in capitals count. Raises InputError, which names the file `where`, when that pattern
    is wrong or there are more turns than any session has.
    """
    told = overrides or Overrides(caps_speaker=caps_speaker)
    caps_speaker = caps_speaker or told.caps_speaker
    body, labels, found, doubts = _labelled(lines, told, where, caps=bool(caps_speaker))
    named = bool(labels.names) or any(line.label for line in lines)
    builder = _Builder(labels, named, where)
    shouted = capitals(lines, body, labels, found, wanted=bool(caps_speaker))
    for at, line in enumerate(lines):
        if at < body:
            builder.header(line)
        elif at in shouted:
            builder.capitals(line, caps_speaker)
        else:
            builder.read(line, found[at])
            found[at] = None  # frees memory: there may be very many lines
    builder.close()
    builder.seen.update(doubts)
    turns = _from_first_clock(builder)
    if builder.meet:
        turns = _merged(turns)
    return Talk(tuple(turns), tuple(_remarks(builder, caps_speaker, unit)), labels, title_of(turns))


def _labelled(
    lines: Sequence[Line], told: Overrides, where: str, *, caps: bool
) -> tuple[int, Labels, list[Found | None], dict[str, list[int]]]:
    """How many lines at the top are a header, the labels, which lines they begin, and what is in doubt."""
    if told.speaker_regex:
        finder = SpeakerRegex(told.speaker_regex, where)
        given = [None if line.label else finder.find(line.text) for line in lines]
        return 0, Labels(frozenset(found.name for found in given if found)), given, {}
    body = header_end(lines)
    listed = listed_names(lines[:FIRST_LINES]) | frozenset(told.speakers)
    parsed = unified(
        [
            None if at < body or line.label else parse(line.text, bold=line.bold, known=listed)
            for at, line in enumerate(lines)
        ]
    )
    labels = choose(parsed, sum(not line.label for line in lines[body:]), listed)
    if not labels.names:
        labels, parsed = without_capitals(lines, body)
    said = {label.name for label in parsed if label and label.name in told.speakers}
    labels = replace(labels, names=labels.names | said)
    look = second_look(lines, parsed, labels, body, capitals(lines, body, labels, parsed, wanted=caps))
    labels = replace(labels, names=labels.names | look.names)
    for at, label in enumerate(parsed):
        late = (
            labels.match(lines[at].text)
            if look.found and not label and at >= body and "\t" in lines[at].text[:80]
            else None
        )
        parsed[at] = look.found.get(at) or labels.admit(label) or late
    return body, labels, parsed, {**look.seen, **_hidden(lines, parsed, labels, body)}


def _hidden(
    lines: Sequence[Line], parsed: Sequence[Found | None], labels: Labels, body: int
) -> dict[str, list[int]]:
    """Lines with a label that is not where labels are: inside a line, or in the header."""
    if not labels.names:
        return {}
    top = [line.number for line in lines[:body] if labels.match(line.text, line.bold)]
    within = list(inside(lines[body:], parsed[body:], labels.names))
    told = {_IN_HEADER: top, _INSIDE: within}
    return {what: numbers for what, numbers in told.items() if numbers}


def _merged(turns: Iterable[DraftTurn]) -> list[DraftTurn]:
    """Join neighboring turns of one speaker, where a program began a new one at each breath."""
    groups: list[list[DraftTurn]] = []
    for turn in turns:
        last = groups[-1][-1] if groups else None
        speech = last and last.kind is turn.kind is TurnKind.SPEECH
        if last and speech and last.speaker == turn.speaker and turn.start_ms is None:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return [join_turns(group, "\n") for group in groups]


@dataclass(slots=True)
class _Builder:
    """Collects the words of the current turn and the turns before it."""

    labels: Labels
    named: bool
    where: str
    turns: list[DraftTurn] = field(default_factory=list)
    seen: dict[str, list[int]] = field(default_factory=dict)
    kind: TurnKind = TurnKind.HEADER
    speaker: str | None = None
    parts: list[str] = field(default_factory=list)
    start_ms: int | None = None
    number: int | None = None
    pending_ms: int | None = None
    clock: bool = False
    meet: bool = False
    mistyped: list[str] = field(default_factory=list)

    def note(self, what: str, number: int) -> None:
        self.seen.setdefault(what, []).append(number)

    def close(self) -> None:
        if self.parts:
            words = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
            self.turns.append(DraftTurn(words, self.kind, self.speaker, self.start_ms, None, self.number))
            check_turn_count(len(self.turns), self.where)
        elif self.number is not None and self.speaker:
            self.note(_EMPTY, self.number)
        self.parts, self.number, self.start_ms = [], None, None

    def open(self, kind: TurnKind, speaker: str | None, line: Line, start_ms: int | None = None) -> None:
        self.close()
        self.kind, self.speaker, self.number, self.start_ms = kind, speaker, line.number, start_ms

    def add(self, words: str, line: Line) -> None:
        if self.number is None:
            self.number = line.number
        if self.parts:
            joined = line.wrapped and self.kind is not TurnKind.HEADER
            self.parts.append(" " if joined else "\n")
        self.parts.append(words)

    def aside(self, kind: TurnKind, line: Line, words: str) -> None:
        """A turn that interrupts the speaker, who goes on after it."""
        kept = self.kind, self.speaker
        self.open(kind, None, line)
        self.add(words, line)
        self.close()
        self.kind, self.speaker = kept

    def header(self, line: Line) -> None:
        self.add(line.text.strip(), line)

    def capitals(self, line: Line, speaker: str | None) -> None:
        if self.kind is not TurnKind.SPEECH or self.speaker != speaker or not self.parts:
            self.open(TurnKind.SPEECH, speaker, line)
        self.add(line.text.strip(), line)
        if not line.wrapped:
            self.note(_CAPS, line.number)

    def read(self, line: Line, parsed: Found | None) -> None:
        words = line.text.strip()
        found = parsed or self._label(line)
        if found:
            self._speak(found, line)
        elif len(words) < 200 and _BOILERPLATE.fullmatch(words.strip(" \t#*_")):
            self.aside(TurnKind.HEADER, line, words)
            self.meet = self.meet or bool(_MEET.search(words))
        elif EVENT.fullmatch(words) and not line.wrapped and not self._waits_for_words():
            self.aside(TurnKind.EVENT, line, words)
        elif self.named and len(words) < 40 and (time := _TIME_ALONE.fullmatch(words)):
            self.pending_ms = to_ms(time[1])
            self.note(_TIMES, line.number)
        elif _HEADING.match(words) and self.kind is TurnKind.SPEECH:
            self.aside(TurnKind.HEADER, line, words)
        else:
            self._continue(words, line)

    def _waits_for_words(self) -> bool:
        """Whether a label was read and nothing after it yet."""
        return bool(self.speaker) and self.number is not None and not self.parts

    def _label(self, line: Line) -> Found | None:
        if line.label:
            return Found(line.label, line.text.strip(), Style.TAB, line.start_ms)
        found = None if line.wrapped else self.labels.mistyped(line.text)
        if found:
            self.note(_MISTYPED, line.number)
            if len(self.mistyped) < _EXAMPLES:
                words = visible(line.text.strip())
                cut = words if len(words) <= _EXAMPLE else f"{words[:_EXAMPLE].rstrip(' .…')} …"
                self.mistyped.append(f"{line.number} “{cut}” → “{found.name}”")
        return found

    def _speak(self, found: Found, line: Line) -> None:
        start_ms = self.pending_ms if found.start_ms is None else found.start_ms
        self.open(TurnKind.SPEECH, found.name, line, start_ms)
        self.pending_ms = None
        self.clock = self.clock or found.clock
        if found.rest:
            self._say(found.rest, line)

    def _continue(self, words: str, line: Line) -> None:
        if not self.named and not line.wrapped:
            self.open(TurnKind.SPEECH, None, line)
        self._say(words, line)

    def _say(self, words: str, line: Line) -> None:
        """Add words to the turn, and give those said into it to whoever said them."""
        if "//" not in words or not self.named or self.kind is not TurnKind.SPEECH:
            self.add(words, line)
            return
        for name, part in overlaps.parts(words):
            if name:
                self._aloud(name, part, line)
            else:
                self.add(part, line)

    def _aloud(self, name: str, words: str, line: Line) -> None:
        kept = self.speaker
        self.open(TurnKind.SPEECH, name, line)
        self.add(words, line)
        self.open(TurnKind.SPEECH, kept, line)
        self.number = None
        self.note(_OVERLAPS, line.number)


_EMPTY = "Labels without words after them were left out"
_CAPS = "Paragraphs of capitals without a label"
_TIMES = "Lines that hold only a time were read as times, not as words"
_OVERLAPS = "Words between // signs were made turns of whoever says them"
_IN_HEADER = "The label of a speaker stands in the lines at the top, which were kept as a header"
_INSIDE = "The label of a speaker stands behind other words, and all was kept as words of one speaker"
_MISTYPED = "A label is followed by something other than a colon and was taken as a label"


def _remarks(builder: _Builder, caps_speaker: str | None, unit: str) -> Iterable[Remark]:
    for what, numbers in builder.seen.items():
        message = what
        if what == _CAPS and caps_speaker:
            message = f"{what} were given to {caps_speaker}"
        elif what == _MISTYPED:
            message = f"{what}: {unit} " + f"; {unit} ".join(builder.mistyped)
        elif what == _CAPS:
            message = f"{what} may be the facilitator's; they were kept apart, with no speaker"
        yield replace(lines_remark(message, numbers, unit), left_out=what == _EMPTY)
    yield from _front_matter(builder.turns) if builder.named else ()
    if not builder.named and builder.turns:
        yield Remark("No speaker labels were found; each paragraph became a turn without a speaker")
    if builder.clock:
        yield Remark("The times are times of day; they were counted from the first of them")


def _front_matter(turns: Sequence[DraftTurn]) -> Iterator[Remark]:
    """What to say of much text before the first label, where talk may hide."""
    front = list(takewhile(lambda turn: turn.kind is TurnKind.HEADER, turns))
    words = sum(len(turn.text.split()) for turn in front)
    if words <= _SOME_FRONT:
        return
    if words > _MUCH_FRONT or words * 5 > sum(len(turn.text.split()) for turn in turns):
        yield Remark(
            f"{words:,} words before the first label were kept as front matter and are in no turn; "
            "see whether somebody says them",
            front[0].line,
        )


def _from_first_clock(builder: _Builder) -> list[DraftTurn]:
    """The turns, with times of day counted from the first one."""
    if not builder.clock:
        return builder.turns
    first = next((turn.start_ms for turn in builder.turns if turn.start_ms is not None), 0)
    return [
        turn if turn.start_ms is None else replace(turn, start_ms=(turn.start_ms - first) % _DAY_MS)
        for turn in builder.turns
    ]
