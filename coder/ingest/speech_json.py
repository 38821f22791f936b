"""Reader for the JSON of speech recognition: Whisper, WhisperX, whisper.cpp and digital-paper-edit.

Segments of one speaker in a row become one turn, as in captions; where nobody is named, segments
are joined until a pause.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.domain.text import canonical
from coder.errors import InputError
from coder.ingest.captions import join_by_pause
from coder.ingest.decode import decode
from coder.ingest.draft import Draft, DraftTurn, Remark, merge_neighbors
from coder.ingest.labels import MAX_LABEL
from coder.ingest.lines import cut_names_remark
from coder.ingest.roles import guess_roles
from coder.ingest.source import MAX_LINE, Source, check_line_count, no_words

MAX_TREE = 200 * 1024**2
"""Most bytes that the values of a file may take once they are read."""

_OBJECT, _LIST, _VALUE = 200, 64, 56
_LONGEST_MS = 10**9
_SHOWN = 2_000
_MOST_LINES = 1_000_000
"""Of JSON laid out for people, in which each word takes seven lines."""

Json = object


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of words with its times in milliseconds and who says it, where that is known."""

    text: str
    start_ms: int | None
    end_ms: int | None
    speaker: str | None
    others: bool = False
    """Whether some of its words are given to another speaker than the whole."""
    beside: bool = False
    """Whether its list of words has some that are not in its text."""


@dataclass(slots=True)
class _Found:
    """The segments of a file, in words that say what sort of file it is."""

    what: str
    segments: list[Segment] = field(default_factory=list)
    strange: int = 0
    """How many things stand among the segments or words and are none."""
    beside: str = ""
    """Words that the file gives beside its segments and that none of them has."""
    backwards: bool = False
    """Whether the times by which words were given to paragraphs are out of order."""


def read_json(source: Source) -> Draft:
    """Read a `.json` file of a speech recognizer.

    Raises InputError when it is no JSON, of a sort we do not know, too big or without words.
    """
    decoded = decode(source.data, source.name, source.overrides.encoding, most_lines=_MOST_LINES)
    value = _load(decoded.text, source.name)
    check_line_count(_count(value), source.name)
    found = _segments(value)
    if found is None:
        raise InputError(
            "this JSON file does not hold a transcript in a form we know",
            where=source.name,
            remedy="export it as .vtt, .docx or .txt",
        )
    said = [segment for segment in found.segments if segment.text]
    if not said:
        raise no_words(source)
    if max(len(segment.text) for segment in said) > MAX_LINE:
        raise InputError(
            f"a segment has more than {MAX_LINE:,} characters", where=source.name, remedy="split it"
        )
    cues = [DraftTurn(s.text, speaker=_cut(s.speaker), start_ms=s.start_ms, end_ms=s.end_ms) for s in said]
    turns = merge_neighbors(cues) if any(cue.speaker for cue in cues) else join_by_pause(cues)
    why = f"{source.why or 'its JSON'}, {found.what} with {len(found.segments)} segments"
    return Draft(
        source.name,
        source.sha256,
        "json",
        why,
        tuple(turns),
        (*decoded.remarks, *_remarks(found, said)),
        guess_roles(turns),
    )


def _load(text: str, where: str) -> Json:
    """The value of a text; refused before it is read when it would take too much memory."""
    cost = _OBJECT * text.count("{") + _LIST * text.count("[") + _VALUE * (text.count(",") + text.count(":"))
    if cost + len(text) > MAX_TREE:
        raise InputError(
            "the JSON file holds far more values than any talk",
            where=where,
            remedy="export the transcript as .vtt or .docx",
        )
    try:
        value: Json = json.loads(text)
        return value
    except (ValueError, RecursionError) as error:
        raise InputError(
            "the JSON in it is damaged or incomplete", where=where, remedy="export it once more"
        ) from error


def _count(value: Json) -> int:
    """How many segments a file seems to hold."""
    inside = (
        [value.get(name) for name in ("segments", "transcription")] if isinstance(value, Mapping) else [value]
    )
    return max((len(one) for one in inside if isinstance(one, list)), default=0)


def _segments(value: Json) -> _Found | None:
    """The segments of whichever form this is; None when it is none we know."""
    if isinstance(value, Mapping):
        words, paragraphs = _objects(value.get("words")), _objects(value.get("paragraphs"))
        if words and paragraphs:
            strange = _strange(value["words"]) + sum(_word(one) is None for one in words)
            found = _Found("a digital paper edit", list(_paper_edit(words, paragraphs)), strange)
            found.backwards = not (_in_order(words) and _in_order(paragraphs))
            return found
        if _objects(value.get("transcription")):
            items = _objects(value["transcription"])
            return _Found("whisper.cpp", [_cpp(one) for one in items], _strange(value["transcription"]))
        return _whisper(value.get("segments"), value)
    return _whisper(value, {})


def _whisper(value: Json, around: Mapping[str, Json]) -> _Found | None:
    """The segments in a list; `around` is the object that holds the list and perhaps the words once more."""
    items = _objects(value)
    if not items or not any(isinstance(one.get("text"), str) or _objects(one.get("words")) for one in items):
        return None
    what = "WhisperX" if any("speaker" in one for one in items) else "Whisper"
    segments = [_segment(one) for one in items]
    said = " ".join(segment.text for segment in segments)
    return _Found(what, segments, _strange(value), _missing(said, around))


def _missing(said: str, around: Mapping[str, Json]) -> str:
    """Words that the file gives as a whole, or one by one, beyond those in `said`."""
    whole = _words(around.get("text")).split()
    lists = (_objects(around.get(name)) for name in ("words", "word_segments"))
    every = (whole, *([_word(one) or "" for one in words] for words in lists))
    return " ".join(filter(None, (_beyond(words, said) for words in every)))


def _beyond(words: Sequence[str], said: str) -> str:
    """The words from the first on that does not come in `said` behind the ones before it."""
    flat = "".join(said.split())
    at = 0
    for number, word in enumerate(words):
        bare = "".join(word.split())
        found = flat.find(bare, at)
        if found < 0:
            return " ".join(words[number:])
        at = found + len(bare)
    return ""


def _strange(value: Json) -> int:
    """How many entries of a list are not objects."""
    return sum(not isinstance(one, Mapping) for one in value) if isinstance(value, list) else 0


def _objects(value: Json) -> list[Mapping[str, Json]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _segment(one: Mapping[str, Json]) -> Segment:
    speaker = _name(one.get("speaker"))
    by = {_name(word["speaker"]) for word in _objects(one.get("words")) if "speaker" in word}
    single = [word for each in _objects(one.get("words")) if (word := _word(each))]
    text = _words(one.get("text")) or " ".join(single)
    beside = bool(_beyond(single, text))
    return Segment(text, _ms(one.get("start")), _ms(one.get("end")), speaker, bool(by - {speaker}), beside)


def _cpp(one: Mapping[str, Json]) -> Segment:
    offsets = one.get("offsets")
    times = offsets if isinstance(offsets, Mapping) else {}
    start, end = times.get("from"), times.get("to")
    return Segment(
        _words(one.get("text")),
        start if isinstance(start, int) else None,
        end if isinstance(end, int) else None,
        _name(one.get("speaker")),
    )


def _paper_edit(
    words: Sequence[Mapping[str, Json]], paragraphs: Sequence[Mapping[str, Json]]
) -> Iterator[Segment]:
    """Each paragraph with the words that begin before the next one does; no word is lost."""
    bounds = [_ms(paragraph.get("start")) or 0 for paragraph in paragraphs[1:]]
    at = 0
    for number, paragraph in enumerate(paragraphs):
        texts: list[str] = []
        while at < len(words) and (
            number == len(bounds) or (_ms(words[at].get("start")) or 0) < bounds[number]
        ):
            texts.append(_word(words[at]) or "")
            at += 1
        start, end = _ms(paragraph.get("start")), _ms(paragraph.get("end"))
        yield Segment(" ".join(filter(None, texts)), start, end, _name(paragraph.get("speaker")))


def _words(value: Json) -> str:
    return " ".join(canonical(value).text.split()) if isinstance(value, str) else ""


def _in_order(items: Sequence[Mapping[str, Json]]) -> bool:
    starts = [_ms(one.get("start")) for one in items]
    known = [start for start in starts if start is not None]
    return len(known) == len(starts) and known == sorted(known)


def _word(one: Mapping[str, Json]) -> str | None:
    """A single word, by whichever name it has; None when there is none."""
    return next((found for name in ("word", "text") if (found := _words(one.get(name)))), None)


def _cut(name: str | None) -> str | None:
    return (name[:MAX_LABEL].strip() or None) if name else None


def _name(value: Json) -> str | None:
    """A label; recognizers give strings or numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"Speaker {value}"[:MAX_LABEL]
    return (_words(value) or None) if isinstance(value, str) else None


def _ms(value: Json) -> int | None:
    """Milliseconds from seconds; None for what is no time of a recording."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return round(value * 1000) if 0 <= value * 1000 < _LONGEST_MS else None


def _listed(segments: Sequence[int]) -> str:
    more = f" and {len(segments) - 8} more" if len(segments) > 8 else ""
    return f"segments {', '.join(map(str, segments[:8]))}{more}"


def _remarks(found: _Found, said: Sequence[Segment]) -> Iterator[Remark]:
    empty = len(found.segments) - len(said)
    if empty:
        yield Remark(f"{empty} segments without words were left out")
    if found.strange:
        yield Remark(f"{found.strange} entries are no segments or words and were left out", left_out=True)
    if found.backwards:
        yield Remark("Times are missing or go backwards; check who says what")
    others = [at for at, one in enumerate(found.segments, 1) if one.others]
    if others:
        yield Remark(
            f"{len(others)} segments hold words that the recognizer gave to another speaker; "
            f"they were kept whole with the speaker of the segment ({_listed(others)})"
        )
    beside = [at for at, one in enumerate(found.segments, 1) if one.beside]
    if beside:
        yield Remark(
            f"{len(beside)} segments list single words that their text does not have; "
            f"the text was kept ({_listed(beside)})",
            left_out=True,
        )
    if found.beside:
        yield Remark(
            "The file gives its words a second time, with some that no segment has; "
            f"left out was, from the first of them on, “{found.beside[:_SHOWN]}”",
            left_out=True,
        )
    yield from cut_names_remark((one.speaker for one in said), MAX_LABEL)
    if not any(one.speaker for one in said):
        yield Remark("Nobody is named; segments were joined until a pause")
    elif unnamed := sum(one.speaker is None for one in said):
        yield Remark(f"{unnamed} segments have no speaker and became turns of nobody in particular")
