"""Reader for WebVTT and SubRip captions, tolerant of what meeting programs write.

Cues of one speaker in a row become one turn. Where nobody is named, each cue is a turn of its own,
because joining cues could join people; only captions that show a word or two at a time are joined
until a pause of two seconds, the first sentence end after a minute, or two minutes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from statistics import median

from coder.domain.text import canonical
from coder.domain.transcript import TurnKind
from coder.ingest import overlaps
from coder.ingest.artifact import is_document, read_document
from coder.ingest.decode import Decoded, decode
from coder.ingest.doubts import NAMES_SHOWN
from coder.ingest.draft import Draft, DraftTurn, Remark, join_turns, merge_neighbors
from coder.ingest.labels import MAX_LABEL, Found, Labels, Style, guess_roles, parse
from coder.ingest.lines import Line, lines_remark
from coder.ingest.source import Source, check_line_lengths, no_words
from coder.ingest.speaker_regex import SpeakerRegex
from coder.ingest.talk import EVENT

PAUSE_MS = 2_000
STRETCH_MS = 60_000

_CLOCK = r"(?:\d{1,6}:)?\d{1,6}:\d{1,6}(?:[.,]\d{1,9})?"
TIMING = re.compile(rf"\s{{0,8}}({_CLOCK})[ \t]{{0,8}}-->[ \t]{{0,8}}({_CLOCK})(?=[ \t]|$)")
"""A line of two times, with or without hours, padding or a fraction."""

_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(?:[ \t:]|$)")
_CUE_ID = re.compile(r"\d{1,9}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}(?:[/-]\d{1,6}){0,3}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})?[ \t]{1,4}([^<>]{1,200})>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|v|lang|ruby|rt|font)(?:[.\s][^<>]{0,200})?>"
    rf"|<{_CLOCK}>|\{{\\[^{{}}]{{1,80}}\}}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MARKS = re.compile(r"&(?:lrm|rlm);")
_GUID = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:@\S{1,80})?")
_SENTENCE_END = (".", "?", "!", "…")

Heads = tuple[list[str], list[str]]
"""What may be names at the beginning of the first line of a cue, and of its other lines."""


@dataclass(slots=True)
class Cue:
    """One caption: its times, the number of the line with the times, and its lines of words."""

    start_ms: int
    end_ms: int
    line: int
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LeftOut:
    """A block that holds no talk, such as a note or a style sheet."""

    what: str
    line: int
    words: list[str]


@dataclass(slots=True)
class CueFile:
    """The cues of a file and what stands between them.

    `stray` holds the numbers of lines of words that no time belongs to; they were kept with the
    cue before, or in `before` when there is none. `left_out` holds notes and settings.
    """

    cues: list[Cue] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Said:
    """Words in one cue by one voice; `named` when the cue itself says whose."""

    text: str
    speaker: str | None
    cue: Cue
    named: bool

    @property
    def kind(self) -> TurnKind:
        """A note such as `[Bell rings]` that nobody says is an event."""
        return TurnKind.EVENT if not self.named and EVENT.fullmatch(self.text) else TurnKind.SPEECH


def read_captions(source: Source) -> Draft:
    """Read a `.vtt` or `.srt` file.

    Raises InputError when the bytes are not text or no cue has words.
    """
    decoded = decode(source.data, source.name, source.overrides.encoding)
    lines = decoded.text.split("\n")
    check_line_lengths(lines, source.name)
    file = parse_cues(lines, decoded.line_numbers)
    if is_document(source.overrides.kind):
        return _document(source, file, decoded)
    pattern = source.overrides.speaker_regex
    said, remarks = _voices(file.cues, SpeakerRegex(pattern, source.name) if pattern else None)
    if any(one.speaker for one in said):
        said = list(_apart(said))
    turns = [
        DraftTurn(one.text, one.kind, one.speaker, one.cue.start_ms, one.cue.end_ms, one.cue.line)
        for one in said
    ]
    if not turns:
        raise no_words(source)
    turns = merge_neighbors(turns) if any(turn.speaker for turn in turns) else _unnamed(turns)
    if file.before:
        turns.insert(0, DraftTurn("\n".join(file.before), TurnKind.HEADER, line=file.stray[0]))
    return Draft(
        source.name,
        source.sha256,
        _format(decoded.text),
        f"{source.why or 'caption times'}, {len(file.cues)} cues",
        tuple(turns),
        (*decoded.remarks, *_file_remarks(file), *remarks),
        guess_roles(turns),
        source_text=decoded.text,
        source_lines=decoded.line_numbers,
    )


def _format(text: str) -> str:
    return "vtt" if text.lstrip().startswith("WEBVTT") else "srt"


def _document(source: Source, file: CueFile, decoded: Decoded) -> Draft:
    """The words of all cues as a document: nobody speaks, and a paragraph ends at a pause."""
    cues = [
        DraftTurn(words, start_ms=cue.start_ms, end_ms=cue.end_ms, line=cue.line)
        for cue in file.cues
        if (words := " ".join(filter(None, map(_plain, cue.words))))
    ]
    head = [Line(number, words) for number, words in zip(file.stray, file.before, strict=False)]
    lines = [*head, *(Line(turn.line or 0, turn.text) for turn in join_by_pause(cues))]
    why = f"{source.why or 'caption times'}, {len(file.cues)} cues"
    remarks = (*decoded.remarks, *_file_remarks(file))
    draft = read_document(source, lines, _format(decoded.text), why, remarks)
    return replace(draft, source_text=decoded.text, source_lines=decoded.line_numbers)


def parse_cues(lines: Sequence[str], numbers: Sequence[int] | None = None) -> CueFile:
    """Split the lines of a caption file into cues, losing no words on the way."""
    file = CueFile()
    blank, skipping = True, ""
    for at, line in enumerate(lines):
        number = numbers[at] if numbers else at + 1
        timing = TIMING.match(line[:400])
        if timing:
            file.cues.append(Cue(_ms(timing[1]), _ms(timing[2]), number))
            blank, skipping = False, ""
        elif not line.strip():
            blank, skipping = True, ""
        elif skipping:
            file.left_out[-1].words.append(line.strip())
        elif skipping := _block(line, at, blank):
            file.left_out.append(LeftOut(skipping, number, [line.strip()]))
            blank = False
        elif not _is_cue_id(lines, at, blank):
            _keep(file, line, number, blank)
            blank = False
    return file


def _block(line: str, at: int, blank: bool) -> str:
    """What sort of block without words begins here, if one does."""
    if at == 0 and line.startswith("WEBVTT"):
        return "The head of the file"
    found = _BLOCK.match(line) if blank else None
    return f"A {found[1]} block" if found else ""


def _is_cue_id(lines: Sequence[str], at: int, blank: bool) -> bool:
    """Whether the line only numbers the cue whose times follow."""
    follows = at + 1 < len(lines) and TIMING.match(lines[at + 1][:400])
    return bool(follows) and (bool(_CUE_ID.fullmatch(lines[at].strip())) or (blank and at > 1))


def _keep(file: CueFile, line: str, number: int, blank: bool) -> None:
    """Put a line of words with the cue it belongs to, or with the nearest one before."""
    if file.cues:
        file.cues[-1].words.append(line.strip())
        if blank:
            file.stray.append(number)
    else:
        file.before.append(line.strip())
        file.stray.append(number)


def _ms(clock: str) -> int:
    whole, _, fraction = clock.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction[:3].ljust(3, "0"))


def _apart(said: Iterable[_Said]) -> Iterator[_Said]:
    """What is said, with words said into another's turn as a piece of their own."""
    for one in said:
        if "//" not in one.text:
            yield one
            continue
        for name, words in overlaps.parts(one.text):
            yield replace(one, text=words, speaker=name, named=True) if name else replace(one, text=words)


def _voices(cues: Sequence[Cue], pattern: SpeakerRegex | None = None) -> tuple[list[_Said], list[Remark]]:
    """Who says what: by the given pattern, by voice tags, or by names before the words."""
    if pattern:
        return _continued([one for cue in cues for one in _lines_said(cue, pattern.find)])
    if any(_VOICE.search(line[:2_000]) for cue in cues for line in cue.words):
        said = [one for cue in cues for one in _tagged(cue)]
        ids = {one.speaker for one in said if one.speaker and _GUID.fullmatch(one.speaker)}
        remark = Remark(f"{len(ids)} speakers are known only by an identifier; give them names")
        return said, [remark] if ids else []
    heads = [(list(_names(cue.words[:1])), list(_names(cue.words[1:]))) for cue in cues]
    labels = _labels(heads)
    if not labels.names:
        return [one for cue in cues for one in _lines_said(cue, _nobody)], []
    said, remarks = _continued([one for cue in cues for one in _lines_said(cue, labels.match)])
    return said, [*remarks, *_other_names(cues, heads, labels)]


def _other_names(cues: Sequence[Cue], heads: Sequence[Heads], labels: Labels) -> Iterator[Remark]:
    """What looks like a name in a cue and was kept as words of somebody else."""
    found = [
        (name, cue.line)
        for cue, names in zip(cues, heads, strict=True)
        for name in chain(*names)
        if name not in labels.names
    ]
    names = list(dict.fromkeys(name for name, _ in found))
    if found:
        shown = ", ".join(f"“{name}”" for name in names[:NAMES_SHOWN])
        yield lines_remark(f"{shown} may be a speaker, but was kept as words", [line for _, line in found])


def _tagged(cue: Cue) -> Iterator[_Said]:
    parts = _VOICE.split(" ".join(cue.words))
    for name, words in zip([None, *parts[1::2]], parts[0::2], strict=True):
        text = _plain(words)
        if text:
            yield _Said(text, _voice_name(name) if name else None, cue, bool(name))


def _voice_name(name: str) -> str | None:
    """A voice as a label; of the identifier of an account only the part that tells persons apart."""
    clean = " ".join(_plain(name).split())
    guid = _GUID.fullmatch(clean)
    return (guid[1] if guid else clean[:MAX_LABEL].strip()) or None


def _labels(heads: Sequence[Heads]) -> Labels:
    """The names before a colon; one use is enough where most cues begin with a name."""
    first = Counter(name for names, _ in heads for name in names)
    every = first + Counter(name for _, names in heads for name in names)
    if first.total() >= 0.5 * len(heads):
        return Labels(frozenset(name for name, count in every.items() if count >= 2 or name in first))
    recurring = {name: count for name, count in every.items() if count >= 2 and not name.islower()}
    enough = sum(recurring.values()) >= 0.1 * len(heads)
    return Labels(frozenset(recurring)) if enough else Labels()


def _names(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        found = parse(_plain(line), lower=True)
        if found and found.style is Style.COLON:
            yield found.name


def _nobody(_: str) -> None:
    """Finds no label."""


def _lines_said(cue: Cue, find: Callable[[str], Found | None]) -> Iterator[_Said]:
    name: str | None = None
    words: list[str] = []
    for line in filter(None, map(_plain, cue.words)):
        found = find(line)
        if found and found.style is Style.COLON:
            if words:
                yield _Said(" ".join(words), name, cue, bool(name))
            name, words = found.name, [found.rest] if found.rest else []
        else:
            words.append(line)
    if words:
        yield _Said(" ".join(words), name, cue, bool(name))


def _continued(said: list[_Said]) -> tuple[list[_Said], list[Remark]]:
    """Give cues without a name to whoever spoke last."""
    speaker: str | None = None
    whole: list[_Said] = []
    unnamed: list[int] = []
    for one in said:
        if one.kind is TurnKind.EVENT:
            whole.append(one)
            continue
        speaker = one.speaker if one.named else speaker
        if not one.named:
            unnamed.append(one.cue.line)
        whole.append(one if one.speaker == speaker else replace(one, speaker=speaker))
    message = f"{len(unnamed)} of {len(said)} cues have no name and were given to whoever spoke before"
    return whole, [lines_remark(message, unnamed)] if unnamed else []


def _plain(text: str) -> str:
    """Words without tags and entities; tags of voices stay out as well."""
    bare = _MARKS.sub("", _TAG.sub("", text))
    if "&" in bare:
        bare = canonical(_ENTITY.sub(lambda found: html.unescape(found[0]), bare)).text
    return bare.strip()


def _unnamed(turns: list[DraftTurn]) -> list[DraftTurn]:
    """The turns of captions that name nobody."""
    return join_by_pause(turns) if median(len(turn.text.split()) for turn in turns) < 3 else turns


def join_by_pause(turns: list[DraftTurn]) -> list[DraftTurn]:
    """Turns made of cues that nobody is named for, parted at pauses and after long stretches."""
    groups: list[list[DraftTurn]] = []
    for turn in turns:
        if groups and not _breaks(groups[-1][0], groups[-1][-1], turn):
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return [join_turns(group) for group in groups]


def _breaks(first: DraftTurn, last: DraftTurn, turn: DraftTurn) -> bool:
    """Whether a new turn begins; the first and last cue of the one before are given."""
    if first.start_ms is None or last.end_ms is None or turn.start_ms is None or turn.kind is not last.kind:
        return True
    lasted = last.end_ms - first.start_ms
    long_enough = lasted >= STRETCH_MS and last.text.endswith(_SENTENCE_END)
    return turn.start_ms - last.end_ms >= PAUSE_MS or long_enough or lasted >= 2 * STRETCH_MS


def _file_remarks(file: CueFile) -> Iterator[Remark]:
    for block in file.left_out:
        words = " / ".join(block.words)
        if words != "WEBVTT":
            lines = tuple(range(block.line, block.line + len(block.words)))
            yield Remark(f"{block.what} was left out: {words[:300]}", block.line, lines, left_out=True)
    if file.stray:
        where = "with the cue before them" if not file.before else "with the words around them"
        yield lines_remark(f"Lines without a time were kept {where}", file.stray)
    empty = [cue.line for cue in file.cues if not cue.words]
    if empty:
        yield lines_remark("Times without words were left out", empty)
