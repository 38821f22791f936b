"""Finds out what a file is and hands it to the reader for that."""

from __future__ import annotations

import gc
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import cast

from coder.domain.transcript import Role, TurnKind
from coder.errors import InputError
from coder.ingest import recognize, signatures
from coder.ingest.doubts import likenesses
from coder.ingest.draft import Draft, Remark
from coder.ingest.foreign import foreign_bytes, foreign_text
from coder.ingest.overrides import Overrides
from coder.ingest.recognize import Probe
from coder.ingest.roles import group_remarks, likely_kind, role_of_label
from coder.ingest.source import Source
from coder.wholefile import check_not_held

MAX_BYTES = 64 * 1024**2
MAX_TEXT_BYTES = 32 * 1024**2
"""Of plain text nothing is left out in reading, so it has to be less than what a Word file may weigh."""

Reader = Callable[[Source], Draft]
Question = Callable[[Probe], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A way of keeping transcripts, where its reader stands and how it is recognized.

    `reader` is `module:function`, loaded at first use. Each question answers how it recognized
    the file, or with nothing.
    """

    name: str
    reader: str
    question: Question

    def __call__(self, source: Source) -> Draft:
        """Read a file of this format; raises InputError when it cannot be read."""
        module, _, function = self.reader.partition(":")
        return cast(Reader, getattr(import_module(module), function))(source)


BINARY: tuple[Format, ...] = (
    # One line for each; the first whose question is answered reads the file.
    Format("pdf", "coder.ingest.pdf:read_pdf", signatures.pdf),
    Format("rtf", "coder.ingest.rtf:read_rtf", signatures.rtf),
    Format("doc", "coder.ingest.legacy:read_old_word", signatures.doc),
    Format("xlsx", "coder.ingest.sheet:read_sheet", signatures.xlsx),
    Format("odt", "coder.ingest.odf:read_text", signatures.odt),
    Format("ods", "coder.ingest.odf:read_book", signatures.ods),
    Format("docx", "coder.ingest.word:read_word", recognize.docx),
)
"""Formats that are told by their first bytes or by the members of an archive."""

TEXT: tuple[Format, ...] = (
    Format("vtt", "coder.ingest.captions:read_captions", recognize.webvtt),
    # JSON and XML by their root, as they would pass for text.
    Format("json", "coder.ingest.speech_json:read_json", signatures.speech_json),
    Format("elan", "coder.ingest.elan:read_elan", signatures.elan),
    Format("srt", "coder.ingest.captions:read_captions", recognize.subrip),
    Format("cha", "coder.ingest.chat:read_chat", signatures.cha),
)
"""Formats of text that are told by how they begin, asked before markup is refused."""

LAST: tuple[Format, ...] = (
    Format("vtt", "coder.ingest.captions:read_captions", recognize.named_vtt),
    Format("srt", "coder.ingest.captions:read_captions", recognize.named_srt),
    Format("chat", "coder.ingest.chatlog:read_chat", recognize.chat),
    Format("csv", "coder.ingest.table:read_table", recognize.table),
    Format("txt", "coder.ingest.plain:read_plain", recognize.plain),
)
"""Formats that any text may have; plain text takes whatever is left."""

FORMATS: dict[str, Format] = {found.name: found for found in (*BINARY, *TEXT, *LAST)}
"""The formats that can be read, by the names a person may give."""


def read(path: Path, overrides: Overrides | None = None, *, as_format: str | None = None) -> Draft:
    """Read a transcript of any supported format.

    `overrides` holds what the person knows better than recognition; `as_format` is short for the
    one of that name. Raises InputError for everything that cannot be read, with the reason and
    what to do about it.
    """
    told = overrides or Overrides()
    if as_format is not None:
        told = replace(told, as_format=as_format)
    if told.as_format is not None and told.as_format not in FORMATS:
        raise InputError(
            f"there is no format “{told.as_format}”",
            where=path.name,
            remedy=f"choose one of {', '.join(FORMATS)}",
        )
    data = load(path)
    name, why = detect(data, path.name, told)
    with _collector_paused():
        draft = FORMATS[name](Source(path.name, data, why, told))
    return _told(draft, told)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spares the search for cycles, of which reading makes none, among very many turns."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _told(draft: Draft, overrides: Overrides) -> Draft:
    """The draft with the kind and the facilitators that the person named, and what holds for any format."""
    doubts = (*group_remarks(draft.speakers), *likenesses(draft.turns))
    draft = replace(draft, remarks=(*draft.remarks, *doubts))
    if overrides.said_by:
        draft = _said_by(draft, overrides.said_by)
    if overrides.facilitators:
        draft = _led(draft, overrides)
    heard = [draft.roles.get(label, Role.PARTICIPANT) for label in draft.speakers]
    return replace(draft, kind=overrides.kind or likely_kind(draft.kind, heard))


def _said_by(draft: Draft, name: str) -> Draft:
    """The draft with all that the file gives to nobody said by somebody whom the person named."""
    turns = tuple(
        replace(turn, speaker=name) if turn.kind is TurnKind.SPEECH and not turn.speaker else turn
        for turn in draft.turns
    )
    changed = sum(before is not after for before, after in zip(draft.turns, turns, strict=True))
    told = Remark(f"{changed:,} turn{'s' * (changed != 1)} of nobody were given to “{name}”")
    role = role_of_label(name)
    roles = {**draft.roles, name: role} if role and name not in draft.roles else draft.roles
    return replace(draft, turns=turns, roles=roles, remarks=(*draft.remarks, told))


def _led(draft: Draft, overrides: Overrides) -> Draft:
    """The draft with the facilitators that the person named, and with a remark on each who does not speak."""
    named = {label.casefold(): label for label in overrides.facilitators}
    here = {label for label in draft.speakers if label.casefold() in named}
    others = {label: role for label, role in draft.roles.items() if role is not Role.FACILITATOR}
    missing = named.keys() - {label.casefold() for label in here}
    told = tuple(Remark(f"Nobody called “{named[label]}” speaks here") for label in sorted(missing))
    roles = {**others, **dict.fromkeys(here, Role.FACILITATOR)} if here else draft.roles
    return replace(draft, roles=roles, remarks=(*draft.remarks, *told))


def detect(data: bytes, name: str, overrides: Overrides | None = None) -> tuple[str, str]:
    """The format of some bytes and one phrase that says how it was recognized.

    The content decides and then the suffix of `name`, unless `overrides` gives the format.
    Raises InputError that says what the file is when it is nothing we read.
    """
    told = overrides or Overrides()
    probe = Probe(data, name, told.encoding)
    if told.as_format is not None:
        foreign = foreign_bytes(data, name, told.as_format)
        if foreign:
            raise foreign
        if told.as_format not in {found.name for found in BINARY}:
            _check_text(data, name)
        return told.as_format, "the format was given"
    answer = _ask(BINARY, probe)
    if answer:
        return answer
    foreign = foreign_bytes(data, name)
    if foreign:
        raise foreign
    _check_text(data, name)
    answer = _ask(TEXT, probe)
    if answer:
        return answer
    foreign = foreign_text(probe.text, name)
    if foreign:
        raise foreign
    found = _ask(LAST, probe)
    assert found is not None
    return found


def _check_text(data: bytes, name: str) -> None:
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(
            f"the text is larger than {MAX_TEXT_BYTES // 1024**2} MB",
            where=name,
            remedy="split it into sessions",
        )


def _ask(formats: tuple[Format, ...], probe: Probe) -> tuple[str, str] | None:
    return next(((found.name, why) for found in formats if (why := found.question(probe))), None)


def load(path: Path) -> bytes:
    """The bytes of a regular file of bearable size. Raises InputError for anything else."""
    where = str(path)
    try:
        facts = path.stat()
        _check_facts(facts.st_mode, facts.st_size, where)
        check_not_held(path)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(
            "there is no such file", where=where, remedy="check the name and the folder"
        ) from error
    except PermissionError as error:
        raise InputError(
            "the file may not be read", where=where, remedy="ask for permission to read it"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the file cannot be read ({reason})", where=where, remedy="check the name and the disk"
        ) from error
    _check_facts(facts.st_mode, len(data), where)
    return data


def _check_facts(mode: int, size: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise InputError("this is a folder", where=where, remedy="name the files inside it")
    if not stat.S_ISREG(mode):
        raise InputError(
            "this is a device or a pipe and not a file", where=where, remedy="save it to a file first"
        )
    if size == 0:
        raise InputError(
            "the file is empty", where=where, remedy="check that it was saved or downloaded whole"
        )
    if size > MAX_BYTES:
        raise InputError(
            f"the file is larger than {MAX_BYTES // 1024**2} MB",
            where=where,
            remedy="take out pictures, or split it into sessions",
        )
