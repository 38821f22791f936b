"""The styles of a document by the names that reports know them by, whatever language they are named in."""

from __future__ import annotations

import copy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from coder.report.word_xml import put_numbering

_LOCAL_NAMES = {
    "Title": "titel, titre, título, titulo, titolo",
    "Subtitle": "untertitel, sous-titre, subtítulo, subtitulo, sottotitolo",
    "Heading 1": "überschrift 1, titre 1, título 1, titulo 1, encabezado 1, titolo 1",
    "Heading 2": "überschrift 2, titre 2, título 2, titulo 2, encabezado 2, titolo 2",
    "Heading 3": "überschrift 3, titre 3, título 3, titulo 3, encabezado 3, titolo 3",
    "Caption": "beschriftung, légende, descripción, epígrafe, legenda, didascalia",
    "Quote": "zitat, citation, cita, citação, citazione",
    "List Bullet": "aufzählungszeichen, liste à puces, lista con viñetas, lista com marcadores, punto elenco",
    "TOC Heading": "inhaltsverzeichnisüberschrift, en-tête de table des matières, cabeçalho do sumário",
    "toc 1": "verzeichnis 1, tm 1, tdc 1, sumário 1, sommario 1",
    "toc 2": "verzeichnis 2, tm 2, tdc 2, sumário 2, sommario 2",
    "Footer": "fußzeile, pied de page, pie de página, rodapé, piè di pagina",
    "footnote text": "fußnotentext, note de bas de page, texto nota pie, texto de nota de rodapé",
    "footnote reference": "fußnotenzeichen, appel note de bas de p., ref. de nota al pie",
}
"""What programs in other languages call the built-in styles where they do not keep the English names."""


class Styles:
    """Finds the style of a document that a report's style stands for, and adds those that are missing.

    A style is the one with that name or alias, else with that id, else with its name in another
    language, else, for headings, with that outline level. Nothing that is there is ever changed.
    """

    def __init__(self, document: Document, house: Document, remembered: dict[str, str]) -> None:
        self._document, self._house = document, house
        self._root: Any = document.styles.element
        self._ids: dict[str, str] = {}
        self._by_id = {style.get(qn("w:styleId")): style for style in self._root.findall(qn("w:style"))}
        self._remembered = remembered
        self._names = self._all_names()

    @property
    def used(self) -> dict[str, str]:
        """The styles asked for so far: name to id."""
        return self._ids

    def id(self, name: str) -> str:
        """The id of the style called `name` in reports."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = self._found(name) or self._added(name)
        return found

    def there(self, name: str) -> str:
        """As `id`, without adding a style that is missing: it is empty then."""
        return self._ids.get(name) or self._found(name) or ""

    def _all_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for id_, style in self._by_id.items():
            label, other = style.find(qn("w:name")), style.find(qn("w:aliases"))
            told = [label.get(qn("w:val"), "")] if label is not None else []
            told += other.get(qn("w:val"), "").split(",") if other is not None else []
            for name in told:
                names.setdefault(name.strip().casefold(), id_)
        return names

    def _found(self, name: str) -> str | None:
        remembered = self._remembered.get(name)
        if remembered in self._by_id:
            # What somebody renamed is still the style of the report.
            return remembered
        wanted = _kind(self._style_of_house(name))
        if name == "Normal":
            return next((i for i, s in self._by_id.items() if _is_default(s)), self._names.get("normal"))
        candidates = [name.casefold(), *_LOCAL_NAMES.get(name, "").split(", ")]
        named = (self._names.get(candidate) for candidate in candidates if candidate)
        for id_ in (*named, name.replace(" ", "")):
            if id_ in self._by_id and _kind(self._by_id[id_]) == wanted:
                return id_
        return self._by_level(int(name[-1])) if name.startswith("Heading ") else None

    def _by_level(self, level: int) -> str | None:
        for id_, style in self._by_id.items():
            told = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if told is not None and told.get(qn("w:val")) == str(level - 1) and _kind(style) == "paragraph":
                return str(id_)
        return None

    def _style_of_house(self, name: str) -> Any:
        return next(
            style
            for style in self._house.styles.element.findall(qn("w:style"))
            if style.find(qn("w:name")).get(qn("w:val")).casefold() == name.casefold()
        )

    def _added(self, name: str) -> str:
        """Add the report's own style, with the document's font, based on the document's styles."""
        source = self._style_of_house(name)
        style = copy.deepcopy(source)
        id_ = self._free(style.get(qn("w:styleId")))
        style.set(qn("w:styleId"), id_)
        style.attrib.pop(qn("w:default"), None)
        for tag in ("w:link", "w:next"):
            for other in style.findall(qn(tag)):
                style.remove(other)
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            fonts.getparent().remove(fonts)
        self._root.append(style)
        self._by_id[id_] = style
        based = style.find(qn("w:basedOn"))
        if based is not None:
            based.set(qn("w:val"), self._base(based.get(qn("w:val"))))
        properties = style.find(qn("w:pPr"))
        if properties is not None and properties.find(qn("w:numPr")) is not None:
            self._number(properties, source)
        return str(id_)

    def _base(self, house_id: str) -> str:
        names = {
            style.get(qn("w:styleId")): style.find(qn("w:name")).get(qn("w:val"))
            for style in self._house.styles.element.findall(qn("w:style"))
        }
        return self.id(names.get(house_id, "Normal"))

    def _free(self, id_: str) -> str:
        return id_ if id_ not in self._by_id else self._free(f"{id_}x")

    def _number(self, properties: Any, source: Any) -> None:
        """Bring along the bullet that a style of lists needs."""
        told = source.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        properties.remove(properties.find(qn("w:numPr")))
        if told is None:
            return
        number = told.get(qn("w:val"))
        numbers: Any = self._house.part.numbering_part.element
        num = next(n for n in numbers.findall(qn("w:num")) if n.get(qn("w:numId")) == number)
        wanted = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        kinds = numbers.findall(qn("w:abstractNum"))
        kind = next(k for k in kinds if k.get(qn("w:abstractNumId")) == wanted)
        put_numbering(properties, _bring_bullet(self._document, kind))


def _bring_bullet(document: Document, kind: Any) -> str:
    root = _numbering(document)
    for old in root.findall(qn("w:abstractNum")):
        told = old.find(qn("w:nsid"))
        if told is not None and told.get(qn("w:val")) == _BULLET:
            number = old.get(qn("w:abstractNumId"))
            uses = (n for n in root.findall(qn("w:num")) if _points(n) == number)
            return str(next(uses).get(qn("w:numId")))
    taken = [int(k.get(qn("w:abstractNumId"))) for k in root.findall(qn("w:abstractNum"))]
    numbers = [int(n.get(qn("w:numId"))) for n in root.findall(qn("w:num"))]
    new, id_ = str(max(taken, default=0) + 1), str(max(numbers, default=0) + 1)
    made = copy.deepcopy(kind)
    made.set(qn("w:abstractNumId"), new)
    for tag in ("w:nsid", "w:styleLink", "w:numStyleLink"):
        for old in made.findall(qn(tag)):
            made.remove(old)
    for style in made.iter(qn("w:pStyle")):
        style.getparent().remove(style)
    made.insert(0, parse_xml(f'<w:nsid xmlns:w="{_NS}" w:val="{_BULLET}"/>'))
    root.insert(len(taken), made)
    root.append(parse_xml(f'<w:num xmlns:w="{_NS}" w:numId="{id_}"><w:abstractNumId w:val="{new}"/></w:num>'))
    return id_


def _points(number: Any) -> str:
    return str(number.find(qn("w:abstractNumId")).get(qn("w:val")))


def _numbering(document: Document) -> Any:
    """The lists of a document; a template may have none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part = document.part
    if not any(rel.reltype == RELATIONSHIP_TYPE.NUMBERING for rel in part.rels.values()):
        made = NumberingPart(
            PackURI("/word/numbering.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            parse_xml(f'<w:numbering xmlns:w="{_NS}"/>'),
            part.package,
        )
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def _kind(style: Any) -> str:
    return str(style.get(qn("w:type")))


def _is_default(style: Any) -> bool:
    return _kind(style) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


_NS = qn("w:p")[1:].split("}")[0]
_BULLET = "5C0DE001"
"""Marks the bullet list that reports bring along, so that it is brought once."""
