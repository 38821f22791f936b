"""What a document keeps beside its body for us: footnotes, comments and pictures."""

from __future__ import annotations

import io
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from coder.analysis.plots import Chart
from coder.domain.text import visible
from coder.report.drawing import picture, png
from coder.report.word_house import Styles
from coder.report.word_xml import element, number_of, paragraph, put_language, run, sub

COMMENTER = "coder"
"""Who comments: the program, and never a person."""

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_EMU = 635
"""English metric units in a twentieth of a point."""


class Footnotes:
    """Puts footnotes into a document, into its own list where it has one."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._part, self._styles = document.part, styles
        self._root: Any = None

    def refer(self, owner: Any, text: str) -> None:
        """End a paragraph with a reference to a new footnote of that text."""
        root = self._list()
        taken = [int(note.get(qn("w:id"))) for note in root]
        number = str(max([0, *taken]) + 1)
        note = sub(root, "w:footnote", id=number)
        body = paragraph(self._styles.id("footnote text"))
        note.append(body)
        mark = sub(body, "w:r")
        sub(sub(mark, "w:rPr"), "w:rStyle", val=self._styles.id("footnote reference"))
        sub(mark, "w:footnoteRef")
        run(body, f" {text}")
        reference = sub(owner, "w:r")
        sub(sub(reference, "w:rPr"), "w:rStyle", val=self._styles.id("footnote reference"))
        sub(reference, "w:footnoteReference", id=number)

    def forget_unused(self, body: Any) -> None:
        """Take out the notes that nothing refers to any more."""
        if self._find() is None:
            return
        used = {mark.get(qn("w:id")) for mark in body.iter(qn("w:footnoteReference"))}
        for note in list(self._root):
            if note.get(qn("w:type")) is None and note.get(qn("w:id")) not in used:
                self._root.remove(note)

    def _list(self) -> Any:
        if self._find() is None:
            part = XmlPart(
                PackURI("/word/footnotes.xml"), _FOOTNOTES, parse_xml(_EMPTY_NOTES), self._part.package
            )
            self._part.relate_to(part, RT.FOOTNOTES)
            self._root = part.element
        return self._root

    def _find(self) -> Any:
        if self._root is None:
            for relation in self._part.rels.values():
                if relation.reltype == RT.FOOTNOTES:
                    self._root = _as_xml(relation)
        return self._root


def _as_xml(relation: Any) -> Any:
    """The root of a part, which python-docx reads as bytes alone where it does not know its kind."""
    part = relation.target_part
    if not isinstance(part, XmlPart):
        part = XmlPart(part.partname, part.content_type, parse_xml(part.blob), part.package)
        relation._target = part
    return part.element


class Comments:
    """Puts comments that tell where a quote is from, in the program's name, where they are wanted."""

    def __init__(self, document: Document, *, wanted: bool) -> None:
        self._document, self.wanted = document, wanted

    def anchor(self, owner: Any, text: str) -> None:
        """Comment on everything in a paragraph."""
        if not self.wanted:
            return
        made = self._document.part._comments_part.comments.add_comment(
            text=visible(text), author=COMMENTER, initials="c"
        )
        number = str(made.comment_id)
        made._comment_elm.attrib.pop(qn("w:date"), None)
        start = element("w:commentRangeStart", id=number)
        owner.insert(1, start)
        sub(owner, "w:commentRangeEnd", id=number)
        sub(sub(owner, "w:r"), "w:commentReference", id=number)

    def forget_own(self, body: Any) -> None:
        """Take out the program's own comments that stand nowhere any more."""
        if not self._there:
            return
        used = {mark.get(qn("w:id")) for mark in body.iter(qn("w:commentReference"))}
        root = self._document.part._comments_part.element
        for comment in root.findall(qn("w:comment")):
            if comment.get(qn("w:author")) == COMMENTER and comment.get(qn("w:id")) not in used:
                root.remove(comment)

    def own(self) -> set[str]:
        """The numbers of the program's own comments."""
        if not self._there:
            return set()
        root = self._document.part._comments_part.element
        found = root.findall(qn("w:comment"))
        return {c.get(qn("w:id")) for c in found if c.get(qn("w:author")) == COMMENTER}

    @property
    def _there(self) -> bool:
        return any(rel.reltype == RT.COMMENTS for rel in self._document.part.rels.values())


class Pictures:
    """Puts charts into a document as pictures with their words."""

    def __init__(self, document: Document) -> None:
        self._part = document.part

    def paragraph(self, chart: Chart, style: str, width: int) -> Any:
        """A paragraph with the chart in it, as wide as the text."""
        sheet = picture(chart)
        relation, _ = self._part.get_or_add_image(io.BytesIO(png(chart)))
        across = width * _EMU
        down = across * sheet.height // sheet.width
        made = paragraph(style)
        alt = visible(sheet.alt)
        drawing = parse_xml(_DRAWING.format(across=across, down=down, relation=relation))
        about = drawing.find(f".//{qn('wp:docPr')}")
        about.set("id", str(number_of(alt)))
        about.set("name", visible(chart.title)[:60])
        about.set("descr", alt)
        sub(made, "w:r").append(drawing)
        return made

    def forget_unused(self, body: Any) -> None:
        """Let go of the pictures that stand nowhere any more, so that none stays in the file."""
        used = {value for node in body.iter() for name, value in node.attrib.items() if name in _RELATED}
        for key, relation in list(self._part.rels.items()):
            if relation.reltype == RT.IMAGE and key not in used:
                del self._part.rels[key]


def set_language(document: Document, tag: str) -> None:
    """The language of everything that names no other, for a document whose styles name none."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:lang")) is None:
        put_language(defaults, tag)


_RELATED = frozenset(map(qn, ("r:embed", "r:link", "r:id")))
_EMPTY_NOTES = (
    f'<w:footnotes xmlns:w="{_NS}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)
_DRAWING = (
    f'<w:drawing xmlns:w="{_NS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
    '<wp:docPr id="1" name="" descr=""/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
    "</wp:cNvGraphicFramePr><a:graphic><a:graphicData "
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)
