"""Reader for CHAT transcripts (`.cha`), as the TalkBank archives keep them.

Each main line is a turn and shows the words without the codes around them; lines that depend on
it, such as `%mor`, are left out and counted, and what the codes said stays in the file only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from coder.domain.text import fold
from coder.domain.transcript import Role, TurnKind
from coder.ingest.decode import Decoded, decode
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.labels import MAX_LABEL
from coder.ingest.lines import lines_remark
from coder.ingest.roles import guess_roles
from coder.ingest.source import Source, check_line_lengths, check_turn_count, no_words

_BULLET_MARK = "•"
"""Stands around times in print; in files it is a control character, of which nothing else is left."""
_MAIN = re.compile(r"\*(?P<who>[^\s:]{1,63})[ ]?:[ \t]?(?P<words>.*)", re.DOTALL)
_DEPENDENT = re.compile(r"%(?P<tier>[\w-]{1,20}):")
_BULLET = re.compile(rf"{_BULLET_MARK}(\d{{1,9}})_(\d{{1,9}}){_BULLET_MARK}")
_BARE_TIMES = re.compile(r"(?<=[.?!])\s{1,4}(\d{1,9})_(\d{1,9})\s{0,4}$")
_PERSON = re.compile(r"([A-Z0-9_-]{1,12})\s{1,4}([^,]{1,200})")
_LEADERS = frozenset(("investigator", "interviewer", "facilitator", "moderator", "teacher", "clinician"))
_WATCHERS = frozenset(("observer", "camera_operator", "transcriber", "translator"))
"""The roles that CHAT gives to those who are not studied."""

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r"\[(?!=!)[^\[\]]{0,300}\]", " "),
        (r"\[=!\s{0,4}([^\[\]]{1,200})\]", r" [\1] "),
        (r"&=([^\s.?!,]{1,60})", r"[\1]"),
        (r"&[-+~]?(?=\S)", ""),
        (r"(?<!\S)\((?:\.{1,3}|\d{1,3}(?::\d{1,2})?\.?\d{0,3})\)(?!\S)", " "),
        (r"\+\.\.\.", "..."),
        (r"\+\.\.\?", "...?"),
        (r"\+!\?", "!?"),
        (r"\+/{1,2}\?", "?"),
        (r"\+(?:/{1,2}\.|\"/?\.|\.)", " "),
        (r"(?<!\S)\+[<,^\"+]{1,2}", " "),
        (r"@[a-z][\w$:&+-]{0,30}", ""),
        (r"(?<!\S)0(?=[^\W\d_])\S{1,40}", " "),
        (r"[<>^\u2308-\u230b\u02c8\u02cc\u2191\u2193]", ""),
        (r"(?<=\w)\(([^\W\d_]{1,20})\)|(?<!\S)\(([^\W\d_]{1,20})\)(?=\w)", r"\1\2"),
        (r"(?<=\w):(?=\w|\s|$)", ""),
        (r"(?<=\w)_(?=\w)", " "),
        (r"\s?[\u201e\u2021]", ","),
        (r"\s{1,40}([.?!,])", r"\1"),
        (r"\s{1,40}", " "),
    )
)


@dataclass(slots=True)
class _Block:
    """A line with those that go on in it, and their numbers."""

    numbers: list[int]
    parts: list[str]

    @property
    def number(self) -> int:
        """The number of the first line."""
        return self.numbers[0]

    @property
    def text(self) -> str:
        return " ".join(self.parts)


@dataclass(slots=True)
class _Parts:
    """What the lines of a file turned out to be."""

    turns: list[DraftTurn] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    dependent: Counter[str] = field(default_factory=Counter)
    below: list[int] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    coded: list[int] = field(default_factory=list)
    turns_coded: int = 0


def read_chat(source: Source) -> Draft:
    """Read a `.cha` transcript.

    Raises InputError when the bytes are not text or there are no main lines.
    """
    decoded = _decode(source)
    raw = decoded.text.split("\n")
    check_line_lengths(raw, source.name)
    parts = _Parts()
    for block in _blocks(raw, decoded.line_numbers):
        _take(block, parts)
        check_turn_count(len(parts.turns), source.name)
    if not any(turn.kind is TurnKind.SPEECH for turn in parts.turns):
        raise no_words(source)
    header = [DraftTurn("\n".join(parts.header), TurnKind.HEADER, line=1)] if parts.header else []
    turns = (*header, *parts.turns)
    return Draft(
        source.name,
        source.sha256,
        "cha",
        source.why or "the marks of a CHAT transcript",
        turns,
        (*decoded.remarks, *_remarks(parts)),
        _roles(turns, parts.people),
    )


def _decode(source: Source) -> Decoded:
    """The text of the file, with the control characters around times made into printed bullets."""
    try:
        source.data.decode("utf-8")
        bullet = _BULLET_MARK.encode("utf-8")
    except UnicodeDecodeError:
        bullet = _BULLET_MARK.encode("cp1252")
    return decode(source.data.replace(b"\x15", bullet), source.name, source.overrides.encoding)


def _blocks(raw: Sequence[str], numbers: Sequence[int]) -> Iterator[_Block]:
    """Lines, each with those below it that begin with a TAB and go on in it."""
    block: _Block | None = None
    for at, line in enumerate(raw):
        if line.startswith("\t") and block:
            block.parts.append(line.strip())
            block.numbers.append(numbers[at])
        elif line.strip():
            if block:
                yield block
            block = _Block([numbers[at]], [line.rstrip()])
    if block:
        yield block


def _take(block: _Block, parts: _Parts) -> None:
    text = block.text
    main, dependent = _MAIN.match(text), _DEPENDENT.match(text)
    if main:
        parts.turns.append(_turn(main["who"][:MAX_LABEL], main["words"], block, parts))
    elif dependent:
        parts.dependent[dependent["tier"]] += 1
        parts.below.extend(block.numbers)
    elif text.startswith("@"):
        _header(text, block.number, parts)
    else:
        parts.strange.append(block.number)
        parts.turns.append(DraftTurn(text.strip(), TurnKind.EVENT, line=block.number))


def _header(text: str, number: int, parts: _Parts) -> None:
    """A line about the recording: part of the header above the talk, an event inside it."""
    name, _, rest = text[1:].partition(":")
    if name == "Participants":
        parts.people.update((code, " ".join(role.split())) for code, role in _PERSON.findall(rest))
    shown = f"{name}: {rest.strip()}" if rest.strip() else name.strip()
    if name.strip() in ("UTF8", "Begin", "End"):
        return
    if parts.turns:
        parts.turns.append(DraftTurn(f"[{shown}]", TurnKind.EVENT, line=number))
    else:
        parts.header.append(shown)


def _turn(who: str, words: str, block: _Block, parts: _Parts) -> DraftTurn:
    times = _BULLET.findall(words)
    bare = _BULLET.sub(" ", words).strip()
    if not times and (found := _BARE_TIMES.search(bare)):
        times, bare = [found.groups()], bare[: found.start()]
    start, end = (int(times[0][0]), int(times[-1][1])) if times else (None, None)
    shown = display(bare)
    if "".join(shown.split()) != "".join(bare.split()):
        parts.coded.extend(block.numbers)
        parts.turns_coded += 1
    return DraftTurn(shown, TurnKind.SPEECH, who, start, end, block.number)


def display(words: str) -> str:
    """What was said, without the codes of CHAT; the words as they are when only codes are left."""
    shown = words
    for pattern, replacement in _RULES:
        shown = pattern.sub(replacement, shown)
    shown = shown.strip()
    return shown if any(map(str.isalnum, shown)) else words.strip()


def _roles(turns: Sequence[DraftTurn], people: dict[str, str]) -> dict[str, Role]:
    """The roles of those who are not studied: as the file tells, else as guessed from the talk."""
    roles = guess_roles(turns)
    for speaker in {turn.speaker for turn in turns if turn.speaker}:
        role = fold(people.get(speaker, "").rpartition(" ")[2])
        if role in _LEADERS:
            roles[speaker] = Role.FACILITATOR
        elif role in _WATCHERS:
            roles[speaker] = Role.OBSERVER
    return roles


def _remarks(parts: _Parts) -> Iterator[Remark]:
    said = {turn.speaker for turn in parts.turns if turn.speaker}
    people = ", ".join(f"{code} is {role}" for code, role in parts.people.items() if code in said)
    if people:
        yield Remark(f"The file names its speakers: {people}")
    if parts.dependent:
        tiers = ", ".join(f"%{tier} {count}" for tier, count in parts.dependent.most_common())
        total = parts.dependent.total()
        message = f"{total} lines that depend on a main line were left out: {tiers}"
        yield replace(lines_remark(message, parts.below), left_out=True)
    if parts.coded:
        message = f"{parts.turns_coded} turns are shown without the codes of CHAT"
        yield lines_remark(message, parts.coded)
    if parts.strange:
        yield lines_remark("Lines that are not CHAT were kept as events", parts.strange)
