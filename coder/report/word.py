"""Outline → Word document: new, from a firm's template, or into a document that people have worked on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from coder.report import word_record
from coder.report.outline import Outline
from coder.report.word_compose import CONTENTS, TITLE, Composer, pieces_of
from coder.report.word_controls import content_of, controls, tag_of
from coder.report.word_extras import Comments, Footnotes, Pictures, set_language
from coder.report.word_file import (
    leave_out,
    leave_out_template_path,
    open_word,
    packed,
    set_properties,
)
from coder.report.word_house import Styles
from coder.report.word_numbers import contents_entries, renumber
from coder.report.word_pages import text_widths
from coder.report.word_parts import Kit, draw_contents
from coder.report.word_record import Record
from coder.report.word_styles import prepare
from coder.report.word_told import Told
from coder.report.word_xml import field, paragraph, place, run, sub


@dataclass(frozen=True)
class Options:
    """How a document is drawn: comments on quotes, blocks put back that a person took out.

    `added` are the sections whose new blocks may go into a document that is there, `asked` those that were
    asked for, though they may have nothing to say; all where it is None.
    `tell` hears how far it has come and may raise Stopped.
    """

    comments: bool = False
    restore: bool = False
    added: frozenset[str] | None = None
    asked: frozenset[str] | None = None
    tell: Callable[[str], object] = lambda _: None


def draw(outline: Outline, moment: datetime, options: Options | None = None) -> bytes:
    """A new document in the report's own styles; the same outline and moment give the same bytes."""
    document = docx.Document()
    prepare(document, outline.language)
    leave_out(document)
    return _drawn(document, document, outline, moment, Record(), options or Options(), is_open=True)[0]


def draw_from(
    outline: Outline, moment: datetime, template: bytes, where: str, options: Options | None = None
) -> tuple[bytes, Told]:
    """A new document in a firm's template: its styles, headers and cover stay as they are.

    Raises InputError when the template cannot be used.
    """
    document = open_word(template, where)
    leave_out_template_path(document)
    set_language(document, outline.language)
    return _drawn(document, _house(outline), outline, moment, Record(), options or Options(), is_open=True)


def draw_into(
    outline: Outline, moment: datetime, existing: bytes, where: str, options: Options | None = None
) -> tuple[bytes, Told] | None:
    """A document that is there with its blocks as they are now, and everything else as it was.

    None when it has no block of a report and names no place for one. Raises InputError when it
    cannot be used.
    """
    document = open_word(existing, where)
    record = word_record.read(document)
    if not _has_place(document, outline, record):
        return None
    house = _house(outline)
    return _drawn(document, house, outline, moment, record or Record(), options or Options(), is_open=False)


def is_word(content: bytes) -> bool:
    """Whether bytes look like a Word file."""
    return content.startswith(b"PK")


def _has_place(document: Document, outline: Outline, record: Record | None) -> bool:
    from coder.report.word_controls import PREFIX, bookmark_of, bookmarks

    body = document.element.body
    ids = {*(p.id for p in outline.parts), *(p.section for p in outline.parts), TITLE, CONTENTS}
    ids |= set(record.blocks) if record else set()
    tags = {told for told, _, _ in controls(body)}
    if tags & {*map(tag_of, ids), *(PREFIX + id_ for id_ in ids)}:
        return True
    return bool({bookmark_of(id_) for id_ in ids} & bookmarks(body).keys())


@cache
def _plain(language: str) -> bytes:
    document = docx.Document()
    prepare(document, language)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _house(outline: Outline) -> Document:
    return docx.Document(io.BytesIO(_plain(outline.language)))


def _drawn(
    document: Document,
    house: Document,
    outline: Outline,
    moment: datetime,
    record: Record,
    options: Options,
    *,
    is_open: bool,
) -> tuple[bytes, Told]:
    composer = Composer(
        document,
        _kit(document, house, outline, record, options),
        record,
        is_open,
        options.restore,
        None if is_open else options.added,
        options.asked,
        options.tell,
    )
    body, kit = document.element.body, composer.kit
    composer.put(pieces_of(outline, kit))
    _fill_contents(body, composer)
    renumber(body)
    kit.footnotes.forget_unused(body)
    kit.comments.forget_own(body)
    kit.pictures.forget_unused(body)
    if is_open:
        _footer(document, outline, kit)
    set_properties(document, outline.title, outline.language, moment)
    record.styles |= kit.styles.used
    record.save(document)
    return packed(document), composer.told


def _kit(document: Document, house: Document, outline: Outline, record: Record, options: Options) -> Kit:
    styles = Styles(document, house, record.styles)
    upright, turned = text_widths(document)
    gone = set() if options.restore else _taken_out(document, record)
    there = frozenset(part.id for part in outline.parts) - gone
    return Kit(
        styles,
        upright,
        turned,
        Footnotes(document, styles),
        Comments(document, wanted=options.comments),
        Pictures(document),
        {part.id: outline.label(part.id) for part, _, _ in outline.captioned() if part.id in there},
        there,
    )


def _taken_out(document: Document, record: Record) -> set[str]:
    body = document.element.body
    tags = {told for told, _, _ in controls(body)}
    marks = {str(start.get(qn("w:name"))) for start in body.iter(qn("w:bookmarkStart"))}
    return {id_ for id_ in record.blocks if tag_of(id_) not in tags and place(id_) not in marks}


def _fill_contents(body: Any, composer: Composer) -> None:
    """The contents are drawn last, when every heading stands in its place."""
    entries = contents_entries(body, composer.kit)
    for told, made, holds_blocks in list(controls(body)):
        if told == CONTENTS and holds_blocks:
            content = content_of(made)
            for child in list(content):
                content.remove(child)
            content.extend(draw_contents(entries, composer.kit))
            if not len(content):
                made.getparent().remove(made)
    if CONTENTS in composer.record.blocks:
        composer.record.blocks[CONTENTS] = word_record.Written("")


def _footer(document: Document, outline: Outline, kit: Kit) -> None:
    """The title and the number of the page, in a document that has no footer of its own."""
    footer = document.sections[-1].footer
    if any(not section.footer.is_linked_to_previous for section in document.sections):
        return
    root = footer._element
    for child in list(root):
        root.remove(child)
    line = paragraph(kit.of("Footer"), outline.title.title)
    sub(sub(line, "w:r"), "w:tab")
    run(line, "Page ")
    field(line, "PAGE", "1")
    root.append(line)
