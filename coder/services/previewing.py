"""What a person sees of a file before it is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.domain.text import MARK, canonical, masked, visible
from coder.domain.transcript import Role, TranscriptKind
from coder.errors import CoderError, InputError
from coder.ingest.doubts import maybe_speakers
from coder.ingest.draft import Draft, Remark
from coder.ingest.overrides import Overrides
from coder.ingest.registry import FORMATS, MAX_BYTES, read
from coder.ingest.roles import likely_kind
from coder.ingest.source import MAX_TURNS
from coder.services import bootstrap
from coder.services.session import Session
from coder.store.database import is_url

__all__ = [
    "FORMAT_NAMES",
    "MAX_BYTES",
    "Draft",
    "Overrides",
    "Preview",
    "Remark",
    "SpeakerPreview",
    "as_row",
    "clock",
    "columns_from",
    "describe",
    "label_for",
    "likely_kind",
    "lines_of",
    "link_out",
    "looking_at",
    "maybe_speakers",
    "preview",
    "read_draft",
    "sentence",
]

Row = dict[str, Any]

FORMAT_NAMES = tuple(FORMATS)
"""What a person may say a file is."""

MAX_LABEL = 60
FIRST_WORDS = 80

_NAMES_LINES = re.compile(r"\blines? \d")


@dataclass(frozen=True, slots=True)
class SpeakerPreview:
    """A label as it stands in the file, how much is said under it, and the role it seems to have.

    `first_words` are those of the first turn, cut to 80 characters.
    """

    label: str
    turns: int
    words: int
    role: Role
    first_words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as plain data. Its texts are as found: front ends make them visible.

    `label` is what the transcript would be called, `turns` counts those in which somebody speaks or
    writes, `times` are the first and the last in milliseconds, `people` are names in the words that
    look like those of persons with how often they are said, and `replaced` counts the characters that
    stand as � because they may reach no screen or could not be read.
    """

    file: str
    label: str
    format: str
    why: str
    title: str
    kind: TranscriptKind
    language: str
    times: tuple[int, int] | None
    turns: int
    words: int
    unattributed: int
    speakers: tuple[SpeakerPreview, ...]
    not_understood: tuple[Remark, ...]
    people: dict[str, int]
    replaced: int
    remarks: tuple[Remark, ...]

    @property
    def facilitators(self) -> tuple[str, ...]:
        """The labels taken for those who lead the session."""
        return tuple(speaker.label for speaker in self.speakers if speaker.role is Role.FACILITATOR)


def preview(path: Path, overrides: Overrides | None = None) -> tuple[Preview, Draft]:
    """Read a file and describe it; nothing is kept.

    The draft is what `ImportService.keep` takes, perhaps with other roles. Raises InputError when the
    file cannot be read.
    """
    draft = read_draft(path, overrides)
    return describe(draft, label_for(path.stem)), draft


def read_draft(path: Path, overrides: Overrides | None = None) -> Draft:
    """Read a transcript of any supported format, whatever is in it.

    Raises InputError when it cannot be read, is a link that leads out of its folder, or has more turns
    than any session.
    """
    where = masked(str(path))
    _check_link(path, where)
    try:
        draft = read(path, overrides)
        if len(draft.turns) > MAX_TURNS:
            raise InputError(
                f"the file has {len(draft.turns):,} turns, and the limit is {MAX_TURNS:,}",
                where=where,
                remedy="split it into sessions",
            )
        return draft
    except CoderError:
        raise
    except (MemoryError, RecursionError) as error:
        raise InputError(
            "the file is too large or nested too deeply to be read", where=where, remedy="split it"
        ) from error
    except Exception as error:
        # A fault in one reader must not take the other files of an import with it.
        raise InputError(
            f"the file could not be read because of a fault in this program ({type(error).__name__})",
            where=where,
            remedy="save it as plain text or .docx, and report the fault",
        ) from error


def label_for(name: str) -> str:
    """What a transcript is called unless a person says otherwise, from a label or a file's stem."""
    return masked(name).strip()[:MAX_LABEL].strip()


def describe(draft: Draft, label: str) -> Preview:
    """The preview of a draft that would be kept as `label`."""
    return Preview(
        file=draft.source_name,
        label=label,
        format=draft.format,
        why=draft.why,
        title=draft.title,
        kind=draft.kind,
        language=draft.language,
        times=draft.times,
        turns=len(draft.spoken),
        words=sum(len(turn.text.split()) for turn in draft.spoken),
        unattributed=sum(not turn.speaker for turn in draft.spoken),
        speakers=_speakers(draft),
        not_understood=draft.not_understood,
        people=draft.people,
        replaced=sum(canonical(turn.text).text.count(MARK) for turn in draft.turns),
        remarks=tuple(remark for remark in draft.remarks if remark.line is None),
    )


def as_row(found: Preview) -> Row:
    """A preview as plain values that are safe to print; `remarks` has all sentences about the file."""
    row = {
        "format": found.format,
        "why": found.why,
        "title": found.title,
        "kind": found.kind.value,
        "language": found.language,
        "times": list(found.times) if found.times else None,
        "turns": found.turns,
        "words": found.words,
        "without_speaker": found.unattributed,
        "speakers": [speaker.label for speaker in found.speakers],
        "facilitators": list(found.facilitators),
        "who": [
            {
                "label": speaker.label,
                "turns": speaker.turns,
                "words": speaker.words,
                "role": speaker.role.value,
                "first_words": speaker.first_words,
            }
            for speaker in found.speakers
        ],
        "people": found.people,
        "replaced": found.replaced,
        "remarks": [sentence(remark) for remark in (*found.remarks, *found.not_understood)],
        "not_understood": [
            {"lines": list(lines_of(remark)), "message": remark.message, "left_out": remark.left_out}
            for remark in found.not_understood
        ],
    }
    return {name: _visible(value) for name, value in row.items()}


def _visible(value: Any) -> Any:
    """The same with every text in it fit for a terminal: JSON leaves some controls as they are."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(name): _visible(part) for name, part in value.items()}
    return [_visible(part) for part in value] if isinstance(value, list) else value


def clock(ms: int) -> str:
    """A time of a recording, such as 0:58:12."""
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def columns_from(given: Iterable[str]) -> dict[str, str]:
    """`speaker=Who,text=What` as pairs. Raises InputError for anything else."""
    pairs: dict[str, str] = {}
    for part in (part for text in given for part in text.split(",")):
        name, _, column = part.partition("=")
        if not name.strip() or not column.strip():
            raise InputError(
                f"“{visible(part)}” names no column", remedy="write --columns speaker=NAME,text=NAME"
            )
        pairs[name.strip().casefold()] = column.strip()
    return pairs


def sentence(remark: Remark) -> str:
    """A remark with the first of its lines before it, unless it names them itself."""
    lines = lines_of(remark)
    if not lines or _NAMES_LINES.search(remark.message):
        return remark.message
    numbers = ", ".join(map(str, lines[:8])) + (" …" if len(lines) > 8 else "")
    return f"line{'s' if len(lines) > 1 else ''} {numbers}: {remark.message}"


def remarks_of(draft: Draft) -> tuple[str, ...]:
    """Everything that was remarked about a file, as sentences that are safe to keep and to print."""
    return tuple(visible(sentence(remark)) for remark in draft.remarks)


def lines_of(remark: Remark) -> tuple[int, ...]:
    """The numbers of the lines that a remark is about, from 1; empty when it is about the file."""
    return remark.lines or (() if remark.line is None else (remark.line,))


@contextmanager
def looking_at(place: str, coder: str | None = None) -> Iterator[Session | None]:
    """The project at `place` for reading; None when there is none yet.

    Raises StoreError for what is there and no project.
    """
    if not is_url(place) and not Path(place).exists():
        yield None
        return
    with bootstrap.session(place, coder, readonly=True) as opened:
        yield opened


def _speakers(draft: Draft) -> tuple[SpeakerPreview, ...]:
    turns = Counter(turn.speaker for turn in draft.spoken)
    words = draft.words
    first: dict[str, str] = {}
    for turn in draft.turns:
        if turn.speaker and turn.speaker not in first:
            first[turn.speaker] = turn.text[:FIRST_WORDS]
    return tuple(
        SpeakerPreview(
            label, turns[label], count, draft.roles.get(label, Role.PARTICIPANT), first.get(label, "")
        )
        for label, count in words.items()
    )


def link_out(path: Path) -> Path | None:
    """The first link on the way along `path` that leads out of the folder it stands in; None without one.

    Links at the root and on the way to the home folder are those of whoever set up the machine.
    Raises OSError, RuntimeError or ValueError for what cannot be followed.
    """
    whole = path if path.is_absolute() else Path.cwd() / path
    home = Path.home()
    for step in (*reversed(whole.parents), whole):
        if len(step.parts) <= 2 or home.is_relative_to(step) or not step.is_symlink():
            continue
        if not step.resolve().is_relative_to(step.parent.resolve()):
            return step
    return None


def _check_link(path: Path, where: str) -> None:
    # A folder of transcripts from elsewhere may hold a link to what nobody meant to hand over.
    try:
        link = link_out(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError("the file cannot be found", where=where, remedy="check the name") from error
    if link is not None:
        through = "this" if link.name == path.name else f"“{masked(link.name)}” on the way there"
        raise InputError(
            f"{through} is a link that leads out of its folder",
            where=where,
            remedy="name the file itself if you mean to import it",
        )
