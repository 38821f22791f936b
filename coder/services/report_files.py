"""A report as a file: which format, what becomes of the file that is there, whole or not at all."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError
from coder.report.outline import Outline
from coder.services.leaving import stays_outside
from coder.services.report_states import remembered, settings_of
from coder.services.session import Session
from coder.wholefile import check_target, let_pass, whole_file

EXAMPLE = "a file, such as report.docx"
SUFFIXES = (".docx", ".md", ".html", ".xlsx")
"""What a report can be written as."""

_NAMED = 6


@dataclass(frozen=True, slots=True)
class Manner:
    """How a report is written: from which template, with comments, with deleted blocks put back.

    `sections` are those that were asked for; `tell` hears of every step and may raise Stopped.
    `state` is the last event of the log with its hash, and `asked` what was asked of the report, so that
    its numbers can be made again.
    """

    template: Path | None = None
    comments: bool = False
    restore: bool = False
    sections: frozenset[str] = frozenset()
    tell: Callable[[str], object] = lambda _: None
    state: tuple[int, str] = (0, "")
    asked: Mapping[str, object] = field(default_factory=dict)


def check_name(path: Path) -> None:
    """Make sure that the suffix tells a format and that a file can be written there; raises InputError."""
    if path.suffix.casefold() not in SUFFIXES:
        raise InputError(
            "a report is a Word document, Markdown, HTML or a workbook",
            where=visible(str(path)),
            remedy="name a file that ends in .docx, .md, .html or .xlsx",
        )
    check_target(path, EXAMPLE)


def save_report(
    session: Session, path: Path, outline: Outline, moment: datetime, manner: Manner
) -> list[str]:
    """Write the outline to `path` and log it, or do neither; gives what a person should know.

    A Word document that is there keeps what people wrote; the file of before is kept beside it unless
    it is just as it was written. Raises InputError when the file or the template cannot be used.
    """
    content, told = _drawn(path, outline, moment, manner)
    manner.tell("saving")
    with whole_file(path, EXAMPLE) as draft:
        draft.write_bytes(content)
        # Before the file gets its name, so that a report that names somebody, or cannot be logged, does
        # not come to be.
        let_pass(draft, path)
        kept = _keep_edited(session, path)
    known = remembered(content, manner.state, moment, manner.asked, settings_of(session))
    session.store.set_meta({_written(content): moment.isoformat(), **known})
    if kept is not None:
        stays_outside(session, kept, "a report that people had changed")
        told.insert(0, f"{path.name} had been changed by hand and was kept as {kept.name}")
    return told


def _drawn(path: Path, outline: Outline, moment: datetime, manner: Manner) -> tuple[bytes, list[str]]:
    suffix = path.suffix.casefold()
    if suffix == ".docx":
        return _word(path, outline, moment, manner)
    if manner.template is not None:
        raise InputError("a template is for Word", remedy="name a file that ends in .docx")
    if suffix == ".md":
        from coder.report import markdown

        return markdown.draw(outline).encode("utf-8", "replace"), []
    if suffix == ".html":
        from coder.report import html

        return html.draw(outline).encode("utf-8", "replace"), []
    from coder.report import workbook

    return workbook.draw(outline), []


def _word(path: Path, outline: Outline, moment: datetime, manner: Manner) -> tuple[bytes, list[str]]:
    from coder.report.word import Options, draw, draw_from, draw_into, is_word

    there = path.read_bytes() if path.exists() else b""
    added = frozenset(part.section for part in outline.parts)
    added |= {"title", "contents"}
    options = Options(manner.comments, manner.restore, added, added | manner.sections, manner.tell)
    if is_word(there) and manner.template is None:
        drawn = draw_into(outline, moment, there, visible(str(path)), options)
        if drawn is not None:
            return drawn[0], [*_open_elsewhere(path), *sentences(drawn[1])]
    if manner.template is not None:
        template = _template(manner.template)
        made = draw_from(outline, moment, template, visible(str(manner.template)), options)
        return made[0], sentences(made[1])
    return draw(outline, moment, options), []


def _template(path: Path) -> bytes:
    where = visible(str(path))
    if path.suffix.casefold() not in (".dotx", ".docx"):
        raise InputError("a template is a Word file", where=where, remedy="name a .dotx or .docx file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the template cannot be read ({error.strerror})", where=where, remedy="name another"
        ) from error


def sentences(told: object) -> list[str]:
    """What became of blocks that did not simply become current, for a person to read."""
    from coder.report.word_told import Told

    if not isinstance(told, Told):
        return []
    kinds = (
        (told.deleted, "taken out of the document by hand and left out: {} (--restore puts back)"),
        (told.struck, "deleted in the document by a tracked change and left so: {}"),
        (told.gone, "taken out because there is nothing to say there any more: {}"),
        (told.unasked, "taken out because their sections were not asked for this time: {}"),
        (told.edited, "changed inside by hand and left so, because nothing else is to be said: {}"),
        (told.both, "changed by hand, and other words are to be said now; both stand there: {}"),
        (told.overwritten, "cells changed by hand are again as they were counted: {}"),
        (told.altered, "quotes changed by hand are again as they were said: {}"),
        (told.copies, "stands several times and is the same in every place: {}"),
        (told.homeless, "not put in, because the document names no place for it: {}"),
        (told.reworded, "headings changed by hand stay as they are: {}"),
        (told.inline, "not written again, because it stands inside a paragraph: {}"),
    )
    return [text.format(_named(ids)) for ids, text in kinds if ids]


def _named(ids: list[str]) -> str:
    unique = list(dict.fromkeys(ids))
    more = len(unique) - _NAMED
    return ", ".join(unique[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _open_elsewhere(path: Path) -> list[str]:
    """Word and LibreOffice leave a sign beside a document while somebody works on it."""
    signs = (path.with_name(f"~${path.name[2:]}"), path.with_name(f".~lock.{path.name}#"))
    if any(sign.exists() for sign in signs):
        return [f"{path.name} seems to be open in another program; what is not saved there is not in it"]
    return []


def _keep_edited(session: Session, path: Path) -> Path | None:
    """Keep a copy of a document that is not as this program wrote it; None when there is none."""
    if not path.exists() or _written(path.read_bytes()) in session.store.meta():
        return None
    names = (path.with_name(f"{path.stem} (kept {n}){path.suffix}") for n in itertools.count(1))
    kept = next(name for name in names if not name.exists())
    try:
        # A second name costs nothing and cannot be half made; not every disk can do it.
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)
    return kept


def _written(content: bytes) -> str:
    """Under which setting the project remembers that it wrote a document."""
    return f"report:{hashlib.sha256(content).hexdigest()}"
