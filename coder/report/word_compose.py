"""Puts the blocks of an outline into a document, and tells what became of each.

A block that stands there is written again in place, wherever it was moved; one that a person took out
stays out; a new one goes behind the nearest before it, or to a place that the document names for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn

from coder.report.outline import Heading, Outline, Part
from coder.report.word_controls import (
    PREFIX,
    bookmark_of,
    bookmarks,
    content_of,
    control,
    controls,
    is_struck_out,
    tag_of,
)
from coder.report.word_merge import (
    Sorted,
    carried,
    merged,
    restyled,
    reused,
    sort_out,
    without_edited,
)
from coder.report.word_pages import break_after, break_before, take_breaks
from coder.report.word_parts import Kit, draw_contents, draw_line, draw_part
from coder.report.word_record import Record, Written, digest, lines_of
from coder.report.word_told import Told
from coder.report.word_xml import place, words_of

TITLE, CONTENTS = "title", "contents"
"""The ids of the two blocks that no section holds."""

_GALLERY = {CONTENTS: "Table of Contents"}
"""Word offers to bring the contents up to date; LibreOffice reads all controls better after one like it."""

_STEP = 10
"""After how many blocks it is told how far it has come."""

_QUOTES = ("Quote", "Quote Attribution", "Table Quote")
_CELLS = (
    *("Table Text", "Table Strong", "Table Detail", "Table Quote", "Table Item", "Table Number"),
    *("Table Number Strong", "Table Head", "Table Head Number"),
)


@dataclass(frozen=True)
class Piece:
    """A block to be put into a document: its id, its section, its name, what it is drawn from, and how.

    A `line` is a heading or a line of the title. It stands in no control, so that people can write on
    below it, and is known by its bookmark; what a person makes of its words stays.
    """

    id: str
    section: str
    name: str
    whole: str
    draw: Callable[[Kit], list[Any]]
    wide: bool = False
    line: bool = False


@dataclass
class Composer:
    """Puts pieces into one document.

    `open` is whether the document is new or a template, so that what no place is named for goes to
    its end; `added` are the sections whose new blocks may be put in, all where it is None; `asked`
    those that were asked for, though there may be nothing to say in them.
    """

    document: Any
    kit: Kit
    record: Record
    open: bool
    restore: bool = False
    added: frozenset[str] | None = None
    asked: frozenset[str] | None = None
    tell: Callable[[str], object] = lambda _: None
    told: Told = field(default_factory=Told)
    _there: dict[str, list[Any]] = field(default_factory=dict)
    _marks: dict[str, Any] = field(default_factory=dict)
    _holders: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> Any:
        """The body of the document."""
        return self.document.element.body

    def put(self, pieces: Sequence[Piece]) -> None:
        """Write all pieces, and take out those that are not to be said any more."""
        self._marks = bookmarks(self.body)
        self._holders = {told: made for told, made, blocks in controls(self.body) if blocks}
        known = {tag_of(id_): id_ for id_ in [*self.record.blocks, *(piece.id for piece in pieces)]}
        for tag, made, holds_blocks in list(controls(self.body)):
            if tag in known and holds_blocks:
                self._there.setdefault(known[tag], []).append(made)
            elif tag in known:
                self.told.inline.append(known[tag])
        self._find_lines(known.values())
        wanted = {piece.id for piece in pieces}
        for id_ in [id_ for id_ in self._there if id_ not in wanted]:
            self._take_out(id_)
        for id_ in [id_ for id_ in self.record.blocks if id_ not in wanted]:
            del self.record.blocks[id_]
        for n, piece in enumerate(pieces):
            if n % _STEP == 0:
                self.tell(f"drawing block {n + 1} of {len(pieces)}")
            self._put(piece, pieces[:n], pieces[n + 1 :])

    def _find_lines(self, ids: Iterable[str]) -> None:
        by_name = {place(id_): id_ for id_ in ids}
        for start in self.body.iter(qn("w:bookmarkStart")):
            id_ = by_name.get(str(start.get(qn("w:name"))))
            owner = start.getparent()
            if id_ is not None and id_ not in self._there and owner.tag == qn("w:p"):
                self._there[id_] = [owner]

    def _put(self, piece: Piece, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        copies = self._there.get(piece.id, [])
        written = self.record.blocks.get(piece.id)
        if piece.line and copies:
            self._line_again(piece, copies[0], written)
            return
        standing = [made for made in copies if not is_struck_out(content_of(made))]
        for made in copies:
            if made not in standing:
                self._struck_out(piece, made, written)
        if standing:
            for n, made in enumerate(standing):
                self.kit.named = n == 0
                self._again(piece, made, written, first=n == 0)
            self.kit.named = True
            if len(standing) > 1:
                self.told.copies.append(piece.id)
        elif written is not None and not self.restore:
            self.record.blocks[piece.id] = replace(written, deleted=True)
            if piece.id not in self.told.struck:
                self.told.deleted.append(piece.id)
        else:
            self._anew(piece, before, after)

    def _line_again(self, piece: Piece, made: Any, written: Written | None) -> None:
        self.told.current.append(piece.id)
        if written is None or written.whole == piece.whole:
            return
        if digest(words_of(made)) != written.lines[0][0]:
            self.told.reworded.append(piece.id)
            return
        drawn = piece.draw(self.kit)[0]
        new = "".join(text.text or "" for text in drawn.iter(qn("w:t")))
        for n, text in enumerate(list(made.iter(qn("w:t")))):
            text.text = new if n == 0 else ""
        self.record.blocks[piece.id] = Written(piece.whole, lines_of([drawn]), section=piece.section)

    def _struck_out(self, piece: Piece, made: Any, written: Written | None) -> None:
        """Leave what a tracked change deletes as it is, unless its words are no longer to be said."""
        self.told.struck.append(piece.id)
        if written is None or written.whole != piece.whole:
            made.getparent().remove(made)

    def _again(self, piece: Piece, made: Any, written: Written | None, *, first: bool) -> None:
        content = content_of(made)
        old = list(content)
        found = Sorted(foreign=[(0, e) for e in old if e.tag == qn("w:sdt")])
        if written is not None:
            found = sort_out(content, written, map(self.kit.styles.there, _QUOTES))
        self.told.current += [piece.id] if first else []
        drawn = piece.draw(self.kit) if self._is_due(piece, written, found) else []
        if not drawn:
            return
        lines = lines_of(drawn)
        if written is not None:
            self._tell_both(piece, found, lines)
            drawn = without_edited(drawn, found, {*map(self.kit.styles.there, _QUOTES)})
            drawn = reused(drawn, found.own, written, self.kit.comments.own())
            restyled(drawn, found.own, written)
        kept = {id(block) for block in drawn} | {id(block) for _, block in found.foreign}
        carried([e for e in old if id(e) not in kept], drawn, self.kit.comments.own())
        for child in old:
            content.remove(child)
        content.extend(merged(drawn, found))
        if first:
            self.record.blocks[piece.id] = Written(piece.whole, lines, section=piece.section)

    def _is_due(self, piece: Piece, written: Written | None, found: Sorted) -> bool:
        """Whether a block is to be written again; one that says the same keeps what a person made of it.

        Quotes are again as they were said, and cells of tables as they were counted.
        """
        if written is None:
            return True
        cells = {self.kit.styles.there(name) for name in _CELLS}
        in_cells = any(style in cells for told, style in written.lines if found.missing[told])
        if found.altered:
            self.told.altered.append(piece.id)
        elif in_cells:
            self.told.overwritten.append(piece.id)
        elif found.missing:
            self.told.edited.append(piece.id)
        return written.whole != piece.whole or bool(found.altered) or in_cells

    def _tell_both(self, piece: Piece, found: Sorted, lines: Iterable[tuple[str, str]]) -> None:
        """Tell where a person's words now stand beside ours, because ours say something else than then."""
        now = {told for told, _ in lines}
        changed = any(told not in now for told in found.missing)
        if changed and piece.id in self.told.edited and any(words_of(e) for _, e in found.foreign):
            self.told.edited.remove(piece.id)
            self.told.both.append(piece.id)

    def _take_out(self, id_: str) -> None:
        """Take out a block that is not to be said any more, and leave what a person wrote into it."""
        written = self.record.blocks.get(id_, Written(""))
        for made in self._there.pop(id_):
            if made.tag == qn("w:p"):
                self._take_line(id_, made, written)
                continue
            found = sort_out(content_of(made), written, map(self.kit.styles.there, _QUOTES))
            for _, block in found.foreign:
                made.addprevious(block)
            take_breaks(made, self.kit)
            made.getparent().remove(made)
        wanted = self.asked is None or not written.section or written.section in self.asked
        (self.told.gone if wanted else self.told.unasked).append(id_)

    def _take_line(self, id_: str, made: Any, written: Written) -> None:
        if not written.lines or digest(words_of(made)) != written.lines[0][0]:
            self.told.reworded.append(id_)
        elif made.find(f".//{qn('w:sectPr')}") is None:
            made.getparent().remove(made)

    def _anew(self, piece: Piece, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        if self.added is not None and piece.section not in self.added:
            return
        put = self._place(piece, before, after)
        if put is None:
            self.told.homeless.append(piece.id)
            return
        drawn = piece.draw(self.kit)
        made = drawn[0] if piece.line else control(piece.id, piece.name, drawn, _GALLERY.get(piece.id, ""))
        self.record.blocks[piece.id] = Written(piece.whole, lines_of(drawn), section=piece.section)
        put(made)
        if piece.wide:
            break_before(self._with_its_heading(piece, made), self.document, self.kit)
            break_after(made, self.document, self.kit)
        self._there[piece.id] = [made]
        self.told.new.append(piece.id)

    def _with_its_heading(self, piece: Piece, made: Any) -> Any:
        """Where a page across begins: with the heading that stands right before it."""
        heading = self._there.get(f"heading:{piece.id}", [made])[0]
        return heading if heading.getnext() is made else made

    def _place(
        self, piece: Piece, before: Sequence[Piece], after: Sequence[Piece]
    ) -> Callable[[Any], None] | None:
        """Where a block that stands nowhere goes: its named place, or else near its neighbors."""
        named = self._named(piece, before)
        if named is not None:
            return named
        if self.open or self._whole:
            for other in reversed(before):
                if self._there.get(other.id):
                    return _behind(self._there[other.id][0], self.kit)
            for other in after:
                if self._there.get(other.id):
                    return _before(self._there[other.id][0])
        return self._at_the_end if self.open else None

    @property
    def _whole(self) -> bool:
        """Whether the document is a report of ours, and not one that only names places."""
        return TITLE in self.record.blocks

    def _named(self, piece: Piece, before: Sequence[Piece]) -> Callable[[Any], None] | None:
        """The place that a bookmark or an empty control names for a block, or for its section."""
        mine = [p for p in before if p.section == piece.section and self._there.get(p.id)]
        for name in (piece.id, piece.section):
            start = self._marks.get(bookmark_of(name))
            holder = self._holders.get(PREFIX + name)
            if start is None and holder is None:
                continue
            if mine and name == piece.section:
                return _behind(self._there[mine[-1].id][0], self.kit)
            return _at_bookmark(start) if start is not None else _into(holder)
        return None

    def _at_the_end(self, made: Any) -> None:
        last = self.body.find(qn("w:sectPr"))
        if last is not None:
            last.addprevious(made)
        else:
            self.body.append(made)


def _behind(other: Any, kit: Kit) -> Callable[[Any], None]:
    after = other.getnext()
    last = after if after is not None and _is_break(after, kit) else other
    return lambda made: last.addnext(made)


def _is_break(block: Any, kit: Kit) -> bool:
    told = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return told is not None and told.get(qn("w:val")) == kit.styles.there("Section Break")


def _before(other: Any) -> Callable[[Any], None]:
    return lambda made: other.addprevious(made)


def _at_bookmark(start: Any) -> Callable[[Any], None]:
    holder = next(start.iterancestors(qn("w:p")), start)
    return lambda made: holder.addnext(made)


def _into(holder: Any) -> Callable[[Any], None]:
    """Into a control that a person made, instead of the words that told to click there."""

    def put(made: Any) -> None:
        content = content_of(holder)
        waiting = holder.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
        for child in list(content):
            if child.tag != qn("w:sdt"):
                content.remove(child)
        if waiting is not None:
            waiting.getparent().remove(waiting)
        content.append(made)

    return put


def pieces_of(outline: Outline, kit: Kit) -> list[Piece]:
    """Title, contents and every part, as blocks to be put into a document."""
    title = outline.title
    lines = (
        (TITLE, "Title", title.title),
        ("subtitle", "Subtitle", title.subtitle),
        ("details", "Title Detail", " \u00b7 ".join(title.details)),
    )
    found = [_line(id_, TITLE, style, text) for id_, style, text in lines if text or id_ == TITLE]
    headings = sum(isinstance(block, Heading) and block.level < 3 for block in outline.blocks)
    if headings > 1 or any(outline.captioned()):
        waiting = [(1, "\u2026", "")]
        found.append(Piece(CONTENTS, CONTENTS, "Contents", "", lambda k: draw_contents(waiting, k)))
    for part in outline.parts:
        found += _pieces(part, kit)
    return found


def _line(id_: str, section: str, style: str, text: str) -> Piece:
    whole = hashlib.sha256(f"{style} {text!r}".encode("utf-8", "replace")).hexdigest()[:20]
    return Piece(id_, section, text, whole, lambda k: [draw_line(id_, style, text, k)], line=True)


def _pieces(part: Part, kit: Kit) -> Iterator[Piece]:
    """A part with a heading first is two: the heading as a line, and the rest."""
    blocks = part.blocks
    name = kit.labels.get(part.id) or part.id
    if isinstance(blocks[0], Heading):
        heading, blocks = blocks[0], blocks[1:]
        name = heading.text
        id_ = f"heading:{part.id}" if blocks else part.id
        yield _line(id_, part.section, f"Heading {heading.level}", heading.text)
    if blocks:
        rest = replace(part, blocks=blocks)
        pointed = [target for target in _targets(rest) if target in kit.there]
        whole = _whole(blocks, kit, " ".join(pointed))
        yield Piece(part.id, part.section, name, whole, lambda k: draw_part(rest, k), part.wide)


def _targets(part: Part) -> list[str]:
    found: list[str] = []
    for block in part.blocks:
        found += [getattr(block, "see", ""), *getattr(block, "links", ())]
        for row in getattr(block, "rows", ()):
            found += [line.link for cell in row for line in cell.lines]
    return [target for target in found if target]


def _whole(content: object, kit: Kit, pointed: str) -> str:
    told = f"{content!r} {kit.comments.wanted} {pointed}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:20]
