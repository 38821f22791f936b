"""Pages: how wide their text is, and pages on their side for tables that need them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from coder.report.word_xml import element, paragraph

if TYPE_CHECKING:
    from coder.report.word_parts import Kit

_USUAL = {"w": 12240, "h": 15840, "left": 1440, "right": 1440, "top": 1440, "bottom": 1440}


def text_widths(document: Any) -> tuple[int, int]:
    """How wide the text of the last section is, upright and on its side, in twentieths of a point."""
    section = document.element.body.find(qn("w:sectPr"))
    page, margin = _numbers(section, "w:pgSz"), _numbers(section, "w:pgMar")
    width, height = sorted((page["w"], page["h"]))
    return width - margin["left"] - margin["right"], height - margin["top"] - margin["bottom"]


def _numbers(section: Any, tag: str) -> dict[str, int]:
    told = section.find(qn(tag)) if section is not None else None
    found = dict(_USUAL)
    for name, usual in _USUAL.items():
        value = told.get(qn(f"w:{name}")) if told is not None else None
        if value is not None and value.lstrip("-").isdigit():
            found[name] = abs(int(value)) or usual
    return found


def break_before(made: Any, document: Any, kit: Kit) -> None:
    """End the upright pages before a block."""
    made.addprevious(_break(_governing(made, document), kit))


def break_after(made: Any, document: Any, kit: Kit) -> None:
    """End the pages on their side after a block."""
    turned = copy.deepcopy(_governing(made, document))
    for child in list(turned):
        if child.tag in (qn("w:headerReference"), qn("w:footerReference"), qn("w:titlePg")):
            turned.remove(child)
    size = turned.find(qn("w:pgSz"))
    if size is None:
        size = element("w:pgSz", w=str(_USUAL["w"]), h=str(_USUAL["h"]))
        turned.insert(0, size)
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    margin = turned.find(qn("w:pgMar"))
    if margin is not None:
        sides = ("top", "right", "bottom", "left")
        values = [margin.get(qn(f"w:{side}")) for side in sides]
        for side, value in zip(sides, (values[3], *values[:3]), strict=True):
            margin.set(qn(f"w:{side}"), value or str(_USUAL[side]))
    made.addnext(_break(turned, kit))


def take_breaks(made: Any, kit: Kit) -> None:
    """Take out the ends of pages that were put around a wide block."""
    around = (made.getprevious(), made.getnext())
    style = kit.styles.there("Section Break")
    ours = [p for p in around if p is not None and _style(p) == style]
    if len(ours) == 2:
        for p in ours:
            p.getparent().remove(p)


def _style(p: Any) -> str:
    told = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if told is None else str(told.get(qn("w:val")))


def _break(section: Any, kit: Kit) -> Any:
    made = paragraph(kit.of("Section Break"))
    told = copy.deepcopy(section)
    kind = told.find(qn("w:type"))
    if kind is not None:
        kind.set(qn("w:val"), "nextPage")
    made.find(qn("w:pPr")).append(told)
    return made


def _governing(made: Any, document: Any) -> Any:
    """The properties of the section that a block stands in: those that come next."""
    body = document.element.body
    top = next((above for above in (made, *made.iterancestors()) if above.getparent() is body), made)
    for after in top.itersiblings():
        section = after if after.tag == qn("w:sectPr") else after.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if section is not None:
            return section
    return element("w:sectPr")
