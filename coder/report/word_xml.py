"""WordprocessingML in small pieces: elements, runs, fields, bookmarks, in the order the schema wants."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from docx.oxml.ns import nsmap
from docx.oxml.ns import qn as _qn
from lxml import etree

from coder.domain.text import visible

LANGUAGE_TAGS = {"en": "en-US", "es": "es-US", "pt": "pt-BR"}
"""What Word calls the languages that quotes are in."""

qn = lru_cache(maxsize=512)(_qn)
"""The full name of a tag, remembered: it is asked for with every element."""

_W = {"w": nsmap["w"]}
_SPACE = qn("xml:space")
_AFTER_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_NUM = (
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku"),
    *("w:wordWrap", "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi"),
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing"),
    *("w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment"),
    *("w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)
_GONE = frozenset(map(qn, ("w:del", "w:moveFrom")))


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element; attributes are in the `w` namespace."""
    made: Any = etree.Element(qn(tag), nsmap=_W)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def sub(parent: Any, tag: str, **attributes: str) -> Any:
    """As `element`, at the end of `parent`."""
    made: Any = etree.SubElement(parent, qn(tag))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def paragraph(style: str, text: str = "", language: str = "en") -> Any:
    """A paragraph in the style with an id, with one run of text."""
    made = element("w:p")
    sub(sub(made, "w:pPr"), "w:pStyle", val=style)
    if text:
        run(made, text, language)
    return made


def run(parent: Any, text: str, language: str = "en", style: str = "") -> Any:
    """A run at the end of `parent`, of text without anything that XML forbids or that breaks a line."""
    made = sub(parent, "w:r")
    if language != "en" or style:
        properties = sub(made, "w:rPr")
        if style:
            sub(properties, "w:rStyle", val=style)
        if language != "en":
            sub(properties, "w:lang", val=LANGUAGE_TAGS.get(language, language))
    words = sub(made, "w:t")
    words.set(_SPACE, "preserve")
    words.text = visible(text)
    return made


def begin_field(parent: Any, instruction: str) -> None:
    """Open a field; what follows until `end_field` is its cached result."""
    sub(sub(parent, "w:r"), "w:fldChar", fldCharType="begin")
    code = sub(sub(parent, "w:r"), "w:instrText")
    code.set(_SPACE, "preserve")
    code.text = f" {instruction} "
    sub(sub(parent, "w:r"), "w:fldChar", fldCharType="separate")


def end_field(parent: Any) -> None:
    """Close the field opened last."""
    sub(sub(parent, "w:r"), "w:fldChar", fldCharType="end")


def field(parent: Any, instruction: str, cached: str) -> None:
    """A field with the result that readers show who never compute fields."""
    begin_field(parent, instruction)
    run(parent, cached)
    end_field(parent)


def begin_bookmark(parent: Any, name: str) -> str:
    """Open a bookmark and give its number, for `end_bookmark`."""
    number = str(number_of(name))
    sub(parent, "w:bookmarkStart", id=number, name=name)
    return number


def end_bookmark(parent: Any, number: str) -> None:
    """Close the bookmark with that number."""
    sub(parent, "w:bookmarkEnd", id=number)


def link(parent: Any, bookmark: str, text: str) -> None:
    """Text that leads to a bookmark of the same document."""
    run(sub(parent, "w:hyperlink", anchor=bookmark, history="1"), text)


def number_of(name: str) -> int:
    """A number that is always the same for a name, as Word wants for bookmarks and controls."""
    return zlib.crc32(name.encode("utf-8", "replace")) & 0x7FFFFFFF or 1


def place(name: str, kind: str = "_Ref") -> str:
    """The name of the bookmark at a part or heading; hidden, because it begins with `_`."""
    return f"{kind}{number_of(name):010d}"


def put_language(properties: Any, tag: str) -> None:
    """Set `w:lang` of run properties at the place the schema wants."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    put_before(properties, element("w:lang", val=tag), _AFTER_LANG)


def put_numbering(properties: Any, number_id: str) -> None:
    """Set `w:numPr` of paragraph properties at the place the schema wants."""
    numbering = element("w:numPr")
    sub(numbering, "w:numId", val=number_id)
    put_before(properties, numbering, _AFTER_NUM)


def put_before(parent: Any, child: Any, followers: Iterable[str]) -> None:
    """Put a child before the first of those that have to follow it."""
    names = {qn(name) for name in followers}
    for there in parent:
        if there.tag in names:
            there.addprevious(child)
            return
    parent.append(child)


def words_of(block: Any) -> str:
    """The words of a block as they stand once every tracked change is accepted, without fields' results.

    The description of a picture counts as words.
    """
    return "".join(_pieces(block))


def _pieces(block: Any) -> Iterator[str]:
    cached = [False]
    stack = [iter(block)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag == _FIELD:
            cached = _through_field(node.get(_FIELD_KIND), cached)
        elif node.tag == _SIMPLE:
            continue
        elif node.tag == _TEXT and not any(cached):
            yield node.text or ""
        elif node.tag == _DESCRIBED:
            yield node.get("descr") or ""
        elif len(node) and node.tag not in _GONE:
            stack.append(iter(node))


def _through_field(kind: str | None, cached: list[bool]) -> list[bool]:
    """Whether the result of each field that is open has begun, the innermost last."""
    if kind == "begin":
        return [*cached, False]
    if kind == "separate":
        return [*cached[:-1], True]
    return cached[:-1] if kind == "end" and len(cached) > 1 else cached


_FIELD, _FIELD_KIND, _SIMPLE = qn("w:fldChar"), qn("w:fldCharType"), qn("w:fldSimple")
_TEXT, _DESCRIBED = qn("w:t"), qn("wp:docPr")
