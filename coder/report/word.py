"""Outline → Word document: every look a style, every table captioned, described and repeatable."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from coder.domain.text import visible
from coder.report.columns import column_widths
from coder.report.outline import (
    Block,
    Cell,
    Heading,
    LineKind,
    List,
    Outline,
    Paragraph,
    Quote,
    Table,
    TitleBlock,
)
from coder.report.word_styles import TABLE_STYLE, TEXT_WIDTH, prepare
from coder.report.word_xml import (
    add_bookmark,
    add_field,
    add_link,
    begin_field,
    describe_table,
    end_field,
    keep_rows_whole,
    set_run_language,
    set_widths,
)

_CONTENTS_LEVELS = 2
_LANGUAGE_TAGS = {"es": "es-US", "pt": "pt-BR"}
_STYLES = {
    LineKind.PLAIN: "Table Text",
    LineKind.STRONG: "Table Strong",
    LineKind.DETAIL: "Table Detail",
    LineKind.QUOTE: "Table Quote",
    LineKind.ITEM: "Table Item",
}
_NUMBERS = {**dict.fromkeys(LineKind, "Table Number"), LineKind.STRONG: "Table Number Strong"}
_LEFT_OUT = ("thumbnail", "stylesWithEffects", "customXml", "extended-properties")
"""Parts of the plain template that tell of its own making, and that no reader needs."""


def draw(outline: Outline, moment: datetime) -> bytes:
    """The bytes of the document; core properties say that it was made at `moment`.

    The same outline and moment give the same bytes.
    """
    document = docx.Document()
    prepare(document, outline.language)
    _Writer(document, outline).write()
    _properties(document, outline, moment)
    _leave_out(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _packed(buffer)


class _Writer:
    """Puts the blocks of one outline into one document."""

    def __init__(self, document: Document, outline: Outline) -> None:
        self.document = document
        self.outline = outline
        self.tables = self.headings = 0

    def write(self) -> None:
        """The whole document: title, contents, blocks, footer."""
        self._title(self.outline.title)
        self._contents()
        blocks = (None, *self.outline.blocks, None)
        for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
            if isinstance(block, Paragraph):
                self._add(block.text, _paragraph_style(before, after))
            elif block is not None:
                self._block(block)
        self._footer()

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case List():
                for item in block.items:
                    self._add(item, "List Bullet")
            case Quote():
                self._add(f"\u201c{block.text}\u201d", "Quote", block.language)
                self._add(block.attribution, "Quote Attribution")
            case Table():
                self._table(block)

    def _add(self, text: str, style: str, language: str = "en") -> WordParagraph:
        paragraph = self.document.add_paragraph(style=style)
        _say(paragraph, text, language)
        return paragraph

    def _title(self, title: TitleBlock) -> None:
        self._add(title.title, "Title")
        self._add(title.subtitle, "Subtitle")
        self._add(" · ".join(title.details), "Title Detail")

    def _contents(self) -> None:
        entries = [
            (number, block)
            for number, block in enumerate(self._all_headings(), 1)
            if block.level <= _CONTENTS_LEVELS
        ]
        if not entries:
            return
        self._add("Contents", "TOC Heading")
        paragraph: WordParagraph | None = None
        for number, heading in entries:
            first = paragraph is None
            paragraph = self.document.add_paragraph(style=f"toc {heading.level}")
            if first:
                # Without page numbers, which only a program that lays out pages could get right.
                begin_field(paragraph, f'TOC \\o "1-{_CONTENTS_LEVELS}" \\n \\h \\z')
            add_link(paragraph, _bookmark(number), _clean(heading.text))
        if paragraph is not None:
            end_field(paragraph)

    def _all_headings(self) -> list[Heading]:
        return [block for block in self.outline.blocks if isinstance(block, Heading)]

    def _heading(self, heading: Heading) -> None:
        self.headings += 1
        paragraph = self._add(heading.text, f"Heading {heading.level}")
        add_bookmark(paragraph, _bookmark(self.headings), self.headings)

    def _table(self, block: Table) -> None:
        self.tables += 1
        caption = self.document.add_paragraph("Table ", style="Caption")
        add_field(caption, "SEQ Table \\* ARABIC", str(self.tables))
        _say(caption, f". {block.caption}")
        table = self.document.add_table(len(block.rows) + 1, len(block.columns), TABLE_STYLE)
        rows = [list(row.cells) for row in table.rows]
        for place, (cell, title) in enumerate(zip(rows[0], block.columns, strict=True)):
            number = all(row[place].number for row in block.rows)
            _fill_line(cell.paragraphs[0], title, "Table Head Number" if number else "Table Head")
        for cells, row in zip(rows[1:], block.rows, strict=True):
            for cell, content in zip(cells, row, strict=True):
                _fill(cell, content)
        set_widths(table, column_widths(block, TEXT_WIDTH))
        keep_rows_whole(table)
        describe_table(table, _clean(block.caption), _clean(block.alt))
        if block.note:
            self._add(block.note, "Table Note")

    def _footer(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = self.document.styles["Footer"]
        _say(paragraph, self.outline.title.title)
        paragraph.add_run("\tPage ")
        add_field(paragraph, "PAGE", "1")


def _paragraph_style(before: Block | None, after: Block | None) -> str:
    if isinstance(after, Table):
        return "Text Before Table"
    return "Text After Table" if isinstance(before, Table) and not before.note else "Normal"


def _fill(cell: _Cell, content: Cell) -> None:
    for place, line in enumerate(content.lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        style = (_NUMBERS if content.number else _STYLES)[line.kind]
        _fill_line(paragraph, line.text, style, line.language)


def _fill_line(paragraph: WordParagraph, text: str, style: str, language: str = "en") -> None:
    paragraph.style = style
    _say(paragraph, text, language)


def _say(paragraph: WordParagraph, text: str, language: str = "en") -> None:
    run = paragraph.add_run(_clean(text))
    if language != "en":
        set_run_language(run, _LANGUAGE_TAGS.get(language, language))


def _clean(text: str) -> str:
    """`text` without anything that XML forbids or that would break a line."""
    return visible(text)


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _properties(document: Document, outline: Outline, moment: datetime) -> None:
    core = document.core_properties
    core.title, core.language = _clean(outline.title.title)[:255], outline.language
    core.subject = _clean(outline.title.subtitle)[:255]
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    at = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.created = core.modified = at
    core.revision = 1


def _leave_out(document: Document) -> None:
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _LEFT_OUT:
                del owner.rels[key]


def _packed(buffer: io.BytesIO) -> bytes:
    """The same parts in a fixed order and without the clock's time, so that bytes can be compared."""
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()
