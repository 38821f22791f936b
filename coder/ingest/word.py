"""Reader for Word files: the whole visible text, with its insertions, text boxes and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.domain.text import MARK, canonical
from coder.domain.transcript import TurnKind
from coder.ingest.document import Lines, draft_of_lines, with_source
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.package import MAIN_PART, Package, damaged, open_package
from coder.ingest.rawtext import all_text
from coder.ingest.source import Source
from coder.ingest.wordbody import Walker, child, is_on, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARGINS = ("header", "footer")


def read_word(source: Source) -> Draft:
    """Read a `.docx` transcript; line numbers count its paragraphs.

    Raises InputError when the file is unsafe, damaged, no Word document, or has no words.
    """
    package = open_package(source.data, source.name, "docx")
    main = next(iter(package.related("", "officeDocument")), MAIN_PART)
    walker = Walker(_bold_styles(package, main))
    lines = Lines(source.name)
    try:
        for block in walker.walk(_body(package, main)):
            walker.paragraph_number = lines.take(block)
        notes = tuple(_notes(package, main, walker))
        remarks = tuple(_remarks(package, main, walker, lines))
    except RecursionError as error:
        raise damaged(source.name) from error
    title = _title(package)
    draft = draft_of_lines(source, lines.lines, "docx", "a Word document", remarks, title=title, after=notes)
    return with_source(draft, enumerate(all_text(_body(package, main)), 1), notes)


def _body(package: Package, main: str) -> _Element:
    root = package.xml(main)
    body = None if root is None else child(root, "body")
    if body is None:
        raise damaged(package.where)
    return body


def _title(package: Package) -> str:
    for root in _parts(package, "", "core-properties"):
        for element in root:
            if local(element) == "title":
                title = canonical("".join(map(str, element.itertext()))).text.strip()
                # The name that libraries give to a new file says nothing.
                return "" if title == "Word Document" else title
    return ""


def _parts(package: Package, main: str, kind: str) -> Iterator[_Element]:
    for name in package.related(main, kind):
        root = package.xml(name)
        if root is not None:
            yield root


def _bold_styles(package: Package, main: str) -> frozenset[str]:
    """The identifiers of the styles that are bold by themselves."""
    bold: set[str] = set()
    for root in _parts(package, main, "styles"):
        for style in root:
            properties = child(style, "rPr")
            if properties is not None and is_on(child(properties, "b")):
                bold.update(
                    str(value) for key, value in style.attrib.items() if str(key).endswith("}styleId")
                )
    return frozenset(bold)


def _notes(package: Package, main: str, walker: Walker) -> Iterator[DraftTurn]:
    """Footnotes and endnotes as one header after the talk, each with the paragraph it belongs to."""
    texts: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        for root in _parts(package, main, f"{kind}s"):
            for note in root:
                name = next((str(v) for key, v in note.attrib.items() if str(key).endswith("}id")), "")
                texts[kind, name] = walker.text_of(note)
    told = [
        f"Note to paragraph {number}: {text}"
        for kind, name, number in walker.notes
        if (text := texts.get((kind, name), ""))
    ]
    if told:
        yield DraftTurn("\n".join(told), TurnKind.HEADER)


def _margins(package: Package, main: str, walker: Walker) -> str:
    """What stands in the headers and footers of the pages, each wording once."""
    parts = [root for kind in _MARGINS for root in _parts(package, main, kind)]
    texts = dict.fromkeys(walker.text_of(root) for root in parts)
    return " / ".join(" ".join(canonical(text).text.split()) for text in texts if text.strip())


def _remarks(package: Package, main: str, walker: Walker, lines: Lines) -> Iterator[Remark]:
    counts = walker.counts
    told = (
        (counts.hidden, "pieces of hidden text were kept; look whether they belong to the talk"),
        (counts.changes, "tracked changes were read as accepted"),
        (counts.boxes, "text boxes were read after the paragraph that holds them"),
        (len(walker.notes), "footnotes or endnotes were put after the talk"),
        (counts.comments, "comments were not read"),
        (counts.numbered, "paragraphs are numbered by Word; their numbers are not part of the text"),
        (lines.tables, "tables were read as talk, one row after another"),
        (sum(MARK in line.text for line in lines.lines), f"paragraphs hold a sign shown as {MARK}"),
    )
    yield from (Remark(f"{count} {what}") for count, what in told if count)
    margins = _margins(package, main, walker)
    if margins:
        yield Remark(f"Page headers and footers were not read: {margins[:300]}")
