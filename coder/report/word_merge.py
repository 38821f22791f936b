"""One block that was written before, written again: what is ours is replaced, what is not stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from coder.report.word_record import Written, digest, style_of
from coder.report.word_xml import sub, words_of

_P, _TABLE = qn("w:p"), qn("w:tbl")


@dataclass
class Sorted:
    """The elements of a block: our own, and those of a person with the number of ours before each.

    `missing` are our lines that are no longer there as written, `altered` quotes that somebody changed.
    """

    own: list[Any] = field(default_factory=list)
    foreign: list[tuple[int, Any]] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    altered: list[Any] = field(default_factory=list)


def sort_out(content: Any, written: Written, quote_styles: Iterable[str]) -> Sorted:
    """Tell what a person wrote into a block from what stood there."""
    left = Counter(told for told, _ in written.lines)
    style = dict(written.lines)
    found = Sorted()
    for block in content:
        inside = [digest(words_of(p)) for p in block.iter(_P)] if block.tag in (_P, _TABLE) else []
        ours = [told for told in inside if left[told]]
        if ours and (block.tag == _TABLE or not _is_empty(block)):
            left.subtract(ours)
            found.own.append(block)
        else:
            found.foreign.append((len(found.own), block))
    found.missing = +left
    _take_altered(found, style, set(quote_styles))
    return found


def _is_empty(block: Any) -> bool:
    return not words_of(block) and block.find(f".//{qn('w:drawing')}") is None


def _take_altered(found: Sorted, style: dict[str, str], quotes: set[str]) -> None:
    """Words that were printed as a quote are no longer printed as one when somebody changed them."""
    room = Counter(style[told] for told in found.missing.elements() if style[told] in quotes)
    for place, block in list(found.foreign):
        told = style_of(block) if block.tag == _P else ""
        if told in quotes and room[told] > 0 and words_of(block):
            room[told] -= 1
            found.altered.append(block)
            found.foreign.remove((place, block))


def without_edited(drawn: Sequence[Any], found: Sorted, quotes: set[str]) -> list[Any]:
    """The new elements but for those whose words a person changed or took out and that say the same as then.

    A quote stays out only together with what stands below it, so that neither stands alone. A caption
    that others refer to comes back.
    """
    theirs = {_name(mark) for _, block in found.foreign for mark in block.iter(qn("w:bookmarkStart"))}
    left, made = Counter(found.missing), []
    gone = [block.tag == _P and left[digest(words_of(block))] > 0 for block in drawn]
    for n, block in enumerate(drawn):
        is_quote = style_of(block) in quotes
        half = is_quote and (bool(found.altered) or not _pair_is_gone(drawn, gone, quotes, n))
        named = any(_name(mark) not in theirs for mark in block.iter(qn("w:bookmarkStart")))
        if not gone[n] or half or named:
            made.append(block)
    return made


def _pair_is_gone(drawn: Sequence[Any], gone: Sequence[bool], quotes: set[str], at: int) -> bool:
    """Whether the quote or attribution that belongs to one is gone too: the one behind it or before it."""
    first = sum(style_of(block) in quotes for block in drawn[:at]) % 2 == 0
    other = at + 1 if first else at - 1
    return 0 <= other < len(drawn) and gone[other]


def _name(mark: Any) -> str:
    return str(mark.get(qn("w:name")))


def restyled(drawn: Sequence[Any], own: Iterable[Any], written: Written) -> None:
    """Give new paragraphs the styles that a person gave to those that stood there."""
    before = dict(written.lines)
    votes: dict[str, Counter[str]] = {}
    for p in (p for block in own for p in block.iter(_P)):
        told = before.get(digest(words_of(p)))
        if told is not None:
            votes.setdefault(told, Counter())[style_of(p)] += 1
    chosen = {told: tally.most_common(1)[0][0] for told, tally in votes.items()}
    for p in (p for block in drawn for p in block.iter(_P)):
        new = chosen.get(style_of(p))
        if new is not None and new != style_of(p):
            p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").set(qn("w:val"), new)


def reused(drawn: Sequence[Any], own: Iterable[Any], written: Written, ours: set[str]) -> list[Any]:
    """The new elements, with the old paragraph wherever its words are the same: it may have been formatted.

    `ours` are the numbers of the program's own comments, which are made anew.
    """
    before = dict(written.lines)
    pool: dict[tuple[str, str], list[Any]] = {}
    for block in own:
        told = digest(words_of(block)) if block.tag == _P else ""
        if told in before and not _has_notes(block, ours):
            pool.setdefault((told, before[told]), []).append(block)
    made = []
    for block in drawn:
        old = pool.get((digest(words_of(block)), style_of(block)), []) if block.tag == _P else []
        made.append(old.pop(0) if old and not _has_notes(block, ours) else block)
    return made


def _has_notes(block: Any, ours: set[str]) -> bool:
    marks = block.iter(qn("w:commentReference"))
    return block.find(f".//{qn('w:footnoteReference')}") is not None or any(
        mark.get(qn("w:id")) in ours for mark in marks
    )


def merged(new: Sequence[Any], found: Sorted) -> list[Any]:
    """The new elements, with a person's behind the same of ours as before, or at the end."""
    anchors = [digest(words_of(block)) if block.tag == _P else "" for block in found.own]
    places = {digest(words_of(block)): n for n, block in enumerate(new) if block.tag == _P}
    after: dict[int, list[Any]] = {}
    for ours_before, block in found.foreign:
        told = anchors[ours_before - 1] if ours_before else None
        at = -1 if told is None else places.get(told, min(ours_before, len(new)) - 1)
        after.setdefault(at, []).append(block)
    made = list(after.get(-1, []))
    for n, block in enumerate(new):
        made += [block, *after.get(n, [])]
    return made


def carried(old: Iterable[Any], new: Sequence[Any], ours: set[str]) -> None:
    """Put a person's comments and bookmarks from words that are gone on those in their place."""
    first = next((p for block in new for p in block.iter(_P)), None)
    if first is None:
        return
    there = {str(b.get(qn("w:name"))) for block in new for b in block.iter(qn("w:bookmarkStart"))}
    for block in old:
        for mark in block.iter(qn("w:commentReference")):
            if mark.get(qn("w:id")) not in ours:
                _comment(first, str(mark.get(qn("w:id"))))
        for start in block.iter(qn("w:bookmarkStart")):
            name = str(start.get(qn("w:name")))
            if name not in there and not name.startswith("_Toc"):
                _bookmark(new, first, start, name)


def _comment(first: Any, number: str) -> None:
    start = first.makeelement(qn("w:commentRangeStart"), {qn("w:id"): number})
    first.insert(1 if first.find(qn("w:pPr")) is not None else 0, start)
    sub(first, "w:commentRangeEnd", id=number)
    sub(sub(first, "w:r"), "w:commentReference", id=number)


def _bookmark(new: Sequence[Any], first: Any, start: Any, name: str) -> None:
    """A reference to a caption stays one to its label and number."""
    captioned = next((e for block in new for e in block.iter(qn("w:bookmarkEnd"))), None)
    owner = next(start.iterancestors(_P), None)
    was_caption = owner is not None and any(
        owner.find(f".//{qn(tag)}") is not None for tag in ("w:instrText", "w:fldSimple")
    )
    number = str(start.get(qn("w:id")))
    made = first.makeelement(qn("w:bookmarkStart"), {qn("w:id"): number, qn("w:name"): name})
    end = first.makeelement(qn("w:bookmarkEnd"), {qn("w:id"): number})
    if was_caption and captioned is not None:
        owner = captioned.getparent()
        owner.find(qn("w:bookmarkStart")).addprevious(made)
        captioned.addnext(end)
        return
    first.insert(1 if first.find(qn("w:pPr")) is not None else 0, made)
    first.append(end)
