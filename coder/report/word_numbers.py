"""The numbers of captions, what refers to them, and the contents, as they stand in the finished document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from coder.report.outline import LABELS
from coder.report.word_parts import CONTENTS_LEVELS, Kit
from coder.report.word_xml import number_of, words_of

_SEQUENCE = re.compile(r"\s*SEQ\s+(\w+)", re.IGNORECASE)
_REFERENCE = re.compile(r"\s*REF\s+(\w+)", re.IGNORECASE)
_LABEL = re.compile(rf"(?:{'|'.join(LABELS.values())}) \d+")


@dataclass
class Field:
    """A field in the body: its instruction, and the text nodes of its cached result."""

    code: str = ""
    result: list[Any] = field(default_factory=list)
    in_result: bool = False


def renumber(body: Any) -> None:
    """Number captions in their order, a person's among ours, and let what refers to them say the same."""
    tally: Counter[str] = Counter()
    found = list(fields(body))
    for one in found:
        told = _SEQUENCE.match(one.code)
        if told and not re.search(r"\\[rhsc]\b", one.code):
            tally[told.group(1)] += 1
            _say(one, str(tally[told.group(1)]))
    marked = _marked(body)
    for one in found:
        told = _REFERENCE.match(one.code)
        text = marked.get(told.group(1), "") if told else ""
        if _LABEL.fullmatch(text) and "\\p" not in one.code:
            _say(one, text)


def fields(body: Any) -> Iterator[Field]:
    """Every field of the body, innermost first where they are nested."""
    stack: list[Field] = []
    for node in body.iter(*_NODES):
        if node.tag == qn("w:fldChar"):
            kind = node.get(qn("w:fldCharType"))
            if kind == "begin":
                stack.append(Field())
            elif kind == "separate" and stack:
                stack[-1].in_result = True
            elif kind == "end" and stack:
                yield stack.pop()
        elif node.tag == qn("w:fldSimple"):
            yield Field(node.get(qn("w:instr"), ""), list(node.iter(qn("w:t"))))
        elif stack and node.tag == qn("w:instrText") and not stack[-1].in_result:
            stack[-1].code += node.text or ""
        elif stack and node.tag == qn("w:t") and stack[-1].in_result:
            stack[-1].result.append(node)


def _say(one: Field, text: str) -> None:
    for n, node in enumerate(one.result):
        node.text = text if n == 0 else ""


def _marked(body: Any) -> dict[str, str]:
    """What stands in each bookmark that begins and ends in one paragraph, fields' results and all."""
    found: dict[str, str] = {}
    for start in body.iter(qn("w:bookmarkStart")):
        number = start.get(qn("w:id"))
        told: list[str] = []
        for node in start.itersiblings():
            if node.tag == qn("w:bookmarkEnd") and node.get(qn("w:id")) == number:
                found.setdefault(str(start.get(qn("w:name"))), "".join(told))
                break
            told += [text.text or "" for text in node.iter(qn("w:t"))]
    return found


def contents_entries(body: Any, kit: Kit) -> list[tuple[int, str, str]]:
    """The headings that the contents list, a person's among ours, each with a bookmark of its own."""
    levels = {kit.of(f"Heading {level}"): level for level in range(1, CONTENTS_LEVELS + 1)}
    entries: list[tuple[int, str, str]] = []
    for p in body.iter(qn("w:p")):
        told = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = levels.get(told.get(qn("w:val"))) if told is not None else None
        text = words_of(p).strip() if level else ""
        if level and text and next(p.iterancestors(qn("w:tbl")), None) is None:
            entries.append((level, text, _bookmark(p, text, len(entries))))
    return entries


def _bookmark(p: Any, text: str, place: int) -> str:
    for start in p.iter(qn("w:bookmarkStart")):
        if str(start.get(qn("w:name"))).startswith("_Toc"):
            return str(start.get(qn("w:name")))
    name = f"_Toc{number_of(f'{place} {text}'):010d}"
    number = {qn("w:id"): str(number_of(name))}
    start = p.makeelement(qn("w:bookmarkStart"), {**number, qn("w:name"): name})
    p.insert(1 if p.find(qn("w:pPr")) is not None else 0, start)
    p.append(p.makeelement(qn("w:bookmarkEnd"), number))
    return name


_NODES = tuple(map(qn, ("w:fldChar", "w:fldSimple", "w:instrText", "w:t")))
