"""Lines → turns: the grammar shared by plain text and Word files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coder.domain.text import fold
from coder.domain.transcript import TurnKind
from coder.ingest.draft import DraftTurn, Remark
from coder.ingest.labels import STOP, Found, Labels, Style, learn, parse, plausible, to_ms

_DAY_MS = 86_400_000
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
_ROSTER = re.compile(
    r"(?:speakers|attendees|participants|present|persons present|asistentes|participantes)[ \t]{0,4}"
    r"(?P<colon>:?)[ \t]{0,8}",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"note-?taker|otter\.ai|fireflies|presentation$", re.IGNORECASE)
_FIELD = re.compile(r"[*_]{0,2}([^:\n]{1,40}?)[*_]{0,2}[ \t]{0,4}:[*_]{0,2}(?:\s|$)")
_BRACKETS = re.compile(r"\[[^\[\]]{0,300}\]")
_MARKS = " \t#*_"
_FIRST_LINES = 80
_LEAST_CAPS = 10
_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    `gap` tells that a blank line stood before it, `wrapped` that it goes on in the paragraph of
    the line before; `bold` counts its leading bold characters; `label` and `start_ms` are given
    where a table says who speaks and when.
    """

    number: int
    text: str
    gap: bool = False
    wrapped: bool = False
    bold: int = 0
    label: str | None = None
    start_ms: int | None = None


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


def read_talk(lines: Sequence[Line], caps_speaker: str | None = None, *, unit: str = "line") -> Talk:
    """Split lines into turns.

    Text before the first label is one header turn. Where no line has a label, each paragraph
    is a turn of nobody in particular. Unlabelled paragraphs of capitals between labelled ones
    become turns of `caps_speaker`, or of nobody when it is not given and they are many. `unit` is
    what the line numbers count.
    """
    body = _header_end(lines)
    listed = _listed(lines[:_FIRST_LINES])
    labels = learn(((line.text, line.bold) for line in lines[body:] if not line.label), listed)
    builder = _Builder(labels, named=bool(labels.names) or any(line.label for line in lines))
    capitals = _capitals(lines[body:], labels, wanted=bool(caps_speaker))
    for at, line in enumerate(lines):
        if at < body:
            builder.header(line)
        elif line.number in capitals:
            builder.capitals(line, caps_speaker)
        else:
            builder.read(line)
    builder.close()
    builder.seen.update(_unused(lines[body:], labels))
    return Talk(
        tuple(_from_first_clock(builder)),
        tuple(_remarks(builder, caps_speaker, unit)),
        labels,
        _title(builder.turns),
    )


@dataclass(slots=True)
class _Builder:
    """Collects the words of the current turn and the turns before it."""

    labels: Labels
    named: bool
    turns: list[DraftTurn] = field(default_factory=list)
    seen: dict[str, list[int]] = field(default_factory=dict)
    kind: TurnKind = TurnKind.HEADER
    speaker: str | None = None
    parts: list[str] = field(default_factory=list)
    start_ms: int | None = None
    number: int | None = None
    pending_ms: int | None = None
    clock: bool = False

    def note(self, what: str, number: int) -> None:
        self.seen.setdefault(what, []).append(number)

    def close(self) -> None:
        if self.parts:
            self.turns.append(
                DraftTurn("".join(self.parts), self.kind, self.speaker, self.start_ms, None, self.number)
            )
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

    def read(self, line: Line) -> None:
        words = line.text.strip()
        found = self._label(line)
        if found:
            self._speak(found, line)
        elif _BOILERPLATE.fullmatch(words.strip(_MARKS)):
            self.aside(TurnKind.HEADER, line, words)
        elif EVENT.fullmatch(words) and not line.wrapped and not self._waits_for_words():
            self.aside(TurnKind.EVENT, line, words)
        elif self.named and (time := _TIME_ALONE.fullmatch(words)):
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
        found = self.labels.match(line.text, line.bold)
        if not found and not line.wrapped:
            found = self.labels.mistyped(line.text)
            if found:
                self.note(_MISTYPED, line.number)
        return found

    def _speak(self, found: Found, line: Line) -> None:
        start_ms = self.pending_ms if found.start_ms is None else found.start_ms
        self.open(TurnKind.SPEECH, found.name, line, start_ms)
        self.pending_ms = None
        self.clock = self.clock or found.clock
        if found.rest:
            self.add(found.rest, line)

    def _continue(self, words: str, line: Line) -> None:
        if not self.named and not line.wrapped:
            self.open(TurnKind.SPEECH, None, line)
        self.add(words, line)


_EMPTY = "Labels without words after them were left out"
_CAPS = "Paragraphs of capitals without a label"
_TIMES = "Lines that hold only a time were read as times, not as words"
_MISTYPED = "A label is followed by something other than a colon and was taken as a label"


def _remarks(builder: _Builder, caps_speaker: str | None, unit: str) -> Iterable[Remark]:
    for what, numbers in builder.seen.items():
        message = what
        if what == _CAPS and caps_speaker:
            message = f"{what} were given to {caps_speaker}"
        elif what == _CAPS:
            message = f"{what} may be the facilitator's; they were kept apart, with no speaker"
        yield lines_remark(message, numbers, unit)
    if not builder.named and builder.turns:
        yield Remark("No speaker labels were found; each paragraph became a turn without a speaker")
    folded = Counter(fold(name) for name in builder.labels.names)
    for name in sorted(builder.labels.names):
        if folded[fold(name)] > 1:
            yield Remark(f"“{name}” is also spelled in another way and was kept as a speaker of its own")
    if builder.clock:
        yield Remark("The times are times of day; they were counted from the first of them")


def lines_remark(message: str, numbers: Sequence[int], unit: str = "line", most: int = 8) -> Remark:
    """A remark that ends in the numbers of the lines it is about."""
    shown = ", ".join(map(str, numbers[:most]))
    more = f" and {len(numbers) - most} more" if len(numbers) > most else ""
    return Remark(f"{message} ({unit}{'s' if len(numbers) > 1 else ''} {shown}{more})", numbers[0])


def _unused(lines: Sequence[Line], labels: Labels) -> dict[str, list[int]]:
    """What looks like a label and was kept as words, by what is said about it."""
    if not labels.names:
        return {}
    unused = [
        (found.name, line.number)
        for line in lines
        if not line.label
        and not line.wrapped
        and (found := parse(line.text))
        and found.style is Style.COLON
        and found.name not in labels.names
    ]
    names = list(dict.fromkeys(name for name, _ in unused))
    shown = ", ".join(f"“{name}”" for name in names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    message = f"{shown}{more} before a colon may be a speaker, but does not recur and was kept as words"
    return {message: [number for _, number in unused]} if unused else {}


def _from_first_clock(builder: _Builder) -> Iterable[DraftTurn]:
    """The turns, with times of day counted from the first one."""
    first = next((turn.start_ms for turn in builder.turns if turn.start_ms is not None), 0)
    for turn in builder.turns:
        start = turn.start_ms
        if builder.clock and start is not None:
            start = (start - first) % _DAY_MS
        yield DraftTurn(turn.text, turn.kind, turn.speaker, start, turn.end_ms, turn.line)


def _header_end(lines: Sequence[Line]) -> int:
    """How many lines at the top are a form or front matter, whatever their labels look like."""
    if lines and lines[0].text.strip() == "---":
        ends = (at for at, line in enumerate(lines[1:100], 1) if line.text.strip() == "---")
        return next(ends, -1) + 1
    last = -1
    for at, line in enumerate(lines[:_FIRST_LINES]):
        if at - last > (8 if last < 0 else 3):
            break
        found = parse(line.text)
        if found and (len(found.rest) > 60 or found.rest.endswith((".", "?", "!"))):
            break
        name = _FIELD.match(line.text.strip()[:80])
        if name and " ".join(fold(name[1]).split()) in STOP:
            last = at
    return _block_end(lines, last + 1) if last >= 0 else 0


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Where the block of short lines ends that goes on from `start`; `start` when it does not."""
    for at in range(start, min(start + 6, len(lines))):
        if lines[at].gap:
            return at
        if len(lines[at].text) > 60 or lines[at].text.rstrip().endswith((".", "?", "!")):
            break
    return start


def _listed(lines: Sequence[Line]) -> frozenset[str]:
    """The names in a list of speakers near the top."""
    names: set[str] = set()
    for at, line in enumerate(lines):
        text = line.text.strip(_MARKS)
        head = _ROSTER.match(text)
        if not head:
            continue
        rest = text[head.end() :].strip(_MARKS)
        if rest and head["colon"]:
            names.update(_split_names(rest))
        elif not rest and at + 1 < len(lines):
            names.update(_names_below(lines[at + 1 :]))
    return frozenset(name for name in names if plausible(name, lower=True) and not _NOBODY.search(name))


def _names_below(lines: Sequence[Line]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if not line.text.strip().startswith(("- ", "* ", "• ")):
            break
        items.append(line.text.strip()[2:].strip())
    return items or _split_names(lines[0].text)


def _split_names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in re.split(r"[,;]|\s[-–—]\s", text[:4_000])]


def _capitals(lines: Sequence[Line], labels: Labels, wanted: bool) -> frozenset[int]:
    """The numbers of the lines in unlabelled paragraphs of capitals, when these stand out.

    They do when they are common and the words after labels are not in capitals as well.
    """
    paragraphs = labelled = shouted = 0
    numbers: list[int] = []
    inside = False
    for line in lines:
        found = labels.match(line.text, line.bold) or labels.mistyped(line.text)
        labelled += bool(found)
        shouted += bool(found and _is_capitals(found.rest))
        inside = not found and not line.label and _is_capitals(line.text) and (inside or not line.wrapped)
        if inside:
            paragraphs += not line.wrapped
            numbers.append(line.number)
    common = wanted or (paragraphs >= _LEAST_CAPS and paragraphs * 10 >= labelled)
    return frozenset(numbers) if labelled and common and shouted * 2 < labelled else frozenset()


def _is_capitals(text: str) -> bool:
    words = _BRACKETS.sub("", text)
    letters = [c for c in words if c.isalpha()]
    return len(letters) >= 2 and words == words.upper()


def _title(turns: Sequence[DraftTurn]) -> str:
    """The first line of the header when it is short enough to be a title."""
    if not turns or turns[0].kind is not TurnKind.HEADER:
        return ""
    lines = [line.strip(_MARKS) for line in turns[0].text.split("\n")]
    if lines[0] == "---":
        named = [line[6:].strip(" '\"") for line in lines if line.startswith("title:")]
        return named[0][:120] if named else ""
    return lines[0] if 0 < len(lines[0]) <= 120 else ""
