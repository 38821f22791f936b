"""Reader for the chat that Zoom saves beside a recording: one written turn for each message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from coder.domain.transcript import TurnKind
from coder.ingest.decode import decode
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.labels import MAX_LABEL, to_ms
from coder.ingest.lines import lines_remark
from coder.ingest.roles import guess_roles
from coder.ingest.source import Source, check_line_lengths, check_turn_count, no_words

_TIME = r"(?P<time>\d{1,2}:\d{2}:\d{2})"
_HEADS = (
    re.compile(
        rf"{_TIME}\t[ \t]{{0,8}}From[ \t]{{1,4}}(?P<name>[^\t:]{{1,80}}?)[ \t]{{1,4}}to[ \t]{{1,4}}"
        r"(?P<to>[^\t:]{1,80}?)[ \t]{0,4}:[ \t]{0,8}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:{_TIME}[ \t]{{1,8}})?From[ \t]{{1,4}}(?P<name>[^\t:]{{1,80}}?)[ \t]{{1,4}}to[ \t]{{1,4}}"
        r"(?P<to>[^\t:]{1,80}?)[ \t]{0,4}:[ \t]{0,8}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_TIME}\t(?P<name>[^\t:]{{1,80}}):[ \t]{{0,8}}"),
)
_DAY_MS = 86_400_000
_MORNING_MS = 5 * 3_600_000
"""A first time from here on is one of the day: no session writes its first message after five hours."""


def is_chat(text: str) -> bool:
    """Whether the first line that is not blank begins a message."""
    first = next((line for line in text.split("\n", 50)[:50] if line.strip()), "")
    return head_of(first) is not None


def head_of(line: str) -> re.Match[str] | None:
    """What says when a message was written, by whom and to whom; None for the rest of a message."""
    head = line[:240]
    return next((match for pattern in _HEADS if (match := pattern.match(head))), None)


def read_chat(source: Source) -> Draft:
    """Read a saved chat; reactions and replies are kept as they were written.

    Raises InputError when the bytes are not text, a line is endless or there is no message.
    """
    decoded = decode(source.data, source.name, source.overrides.encoding)
    lines = decoded.text.split("\n")
    check_line_lengths(lines, source.name)
    messages, private = _messages(lines, decoded.line_numbers, source.name)
    turns, clock = _from_first(messages)
    if not any(turn.speaker for turn in turns):
        raise no_words(source)
    return Draft(
        source.name,
        source.sha256,
        "chat",
        source.why or "messages with times and names",
        tuple(turns),
        (*decoded.remarks, *_remarks(private, clock)),
        guess_roles(turns),
        source_text=decoded.text,
        source_lines=decoded.line_numbers,
    )


def _messages(lines: Sequence[str], numbers: Sequence[int], where: str) -> tuple[list[DraftTurn], list[int]]:
    """The turns with their times as written, and the numbers of lines with private messages."""
    groups: list[tuple[re.Match[str] | None, int, list[str]]] = []
    for number, line in zip(numbers, lines, strict=True):
        head = head_of(line)
        if head or not groups:
            groups.append((head, number, [line[head.end() :] if head else line]))
            check_turn_count(len(groups), where)
        else:
            groups[-1][2].append(line)
    turns: list[DraftTurn] = []
    private: list[int] = []
    for head, number, words in groups:
        text = "\n".join(line.strip() for line in words).strip()
        if not text:
            continue
        if head is None:
            turns.append(DraftTurn(text, TurnKind.HEADER, line=number))
            continue
        if "to" in head.re.groupindex and "everyone" not in head["to"].casefold():
            private.append(number)
        name = " ".join(head["name"].split())[:MAX_LABEL].strip()
        time = to_ms(head["time"]) if head["time"] else None
        turns.append(DraftTurn(text, TurnKind.CHAT, name or None, time, None, number))
    return turns, private


def _from_first(turns: list[DraftTurn]) -> tuple[list[DraftTurn], bool]:
    """The turns with times of day counted from the first message, and whether they were that."""
    first = next((turn.start_ms for turn in turns if turn.start_ms is not None), 0)
    if first < _MORNING_MS:
        return turns, False
    return [
        turn if turn.start_ms is None else _at(turn, (turn.start_ms - first) % _DAY_MS) for turn in turns
    ], True


def _at(turn: DraftTurn, start_ms: int) -> DraftTurn:
    return DraftTurn(turn.text, turn.kind, turn.speaker, start_ms, turn.end_ms, turn.line)


def _remarks(private: list[int], clock: bool) -> Iterator[Remark]:
    if private:
        message = "Messages that were not written to everyone; ask whether they may be kept"
        yield lines_remark(message, private)
    if clock:
        yield Remark("The times are times of day; they were counted from the first of them")
