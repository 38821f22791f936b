"""What people changed inside the blocks of a report stays theirs when it is written again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from coder.report.outline import List, Outline, Paragraph, Part, Quote
from coder.report.word import Options
from tests.unit.test_report_again import again, content, into, outline, typed, words
from tests.wordfile import text_of


def retyped(document: Document) -> None:
    """A person changes one line of a block and takes another out."""
    lines = content(document, "text:heard")
    next(lines[0].iter(qn("w:t"))).text = "Half a dozen people came to talk."
    lines.remove(lines[2])


def heard(*said: str) -> Outline:
    """The report with other words in its first block."""
    first, *rest = said
    part = Part("text:heard", "heard", (Paragraph(first), List(tuple(rest))))
    found = outline()
    return replace(found, parts=tuple(part if p.id == "text:heard" else p for p in found.parts))


@pytest.mark.parametrize("times", [1, 2])
def test_a_line_that_a_person_changed_is_not_printed_again_below_it(times: int) -> None:
    document, told = again(retyped)
    for _ in range(times - 1):
        document, told = into(document, outline("5 of 6"))
    assert told.edited == ["text:heard"]
    assert told.both == []
    inside = [words(child) for child in content(document, "text:heard")]
    assert inside == ["Half a dozen people came to talk.", "One."]


@pytest.mark.parametrize("times", [1, 2])
def test_other_lines_of_a_changed_block_are_current_and_what_was_taken_out_stays_out(times: int) -> None:
    new = heard("Six people came.", "One and a half.", "Two.")
    document, told = again(retyped, new)
    for _ in range(times - 1):
        document, told = into(document, new)
    inside = [words(child) for child in content(document, "text:heard")]
    assert inside == ["Half a dozen people came to talk.", "One and a half."]
    assert (told.edited, told.both) == (["text:heard"], [])


def test_both_stand_where_a_changed_line_has_to_say_something_else_now() -> None:
    document, told = again(retyped, heard("Seven people came.", "One.", "Two."))
    inside = [words(child) for child in content(document, "text:heard")]
    assert "Half a dozen people came to talk." in inside
    assert "Seven people came." in inside
    assert "Two." not in inside
    assert (told.edited, told.both) == ([], ["text:heard"])


def test_a_quote_that_was_taken_out_stays_out_and_half_of_one_comes_back() -> None:
    def both(document: Document) -> None:
        for p in list(content(document, "quotes:A")):
            content(document, "quotes:A").remove(p)
        content(document, "quotes:A").append(typed("No quote here, please."))

    new = Part(
        "quotes:A", "themes", (Quote("You just stop going.", "Student · 1a2b3c4d"), Paragraph("More."))
    )
    changed = replace(outline(), parts=tuple(new if p.id == "quotes:A" else p for p in outline().parts))
    document, _ = again(both, changed)
    assert [words(p) for p in content(document, "quotes:A")] == ["No quote here, please.", "More."]

    def half(document: Document) -> None:
        content(document, "quotes:A").remove(content(document, "quotes:A")[0])

    document, _ = again(half, changed)
    said = [words(p) for p in content(document, "quotes:A")]
    assert said == ["“You just stop going.”", "Student · 1a2b3c4d", "More."]


def test_cells_changed_by_hand_are_as_they_were_counted() -> None:
    def work(document: Document) -> None:
        cell = next(t for t in content(document, "table:A").iter(qn("w:t")) if t.text == "3 of 6")
        cell.text = "all of them"

    document, told = again(work, outline())
    assert told.overwritten == ["table:A"]
    assert "all of them" not in text_of(document)


def test_sections_that_nobody_asked_for_are_told_apart_from_those_with_nothing_to_say() -> None:
    new = outline("4 of 6", without="quotes:A")
    new = replace(new, parts=tuple(p for p in new.parts if p.section != "heard"))
    asked = frozenset({"themes"})
    _, told = again(lambda _: None, new, Options(added=asked, asked=asked))
    assert told.gone == ["quotes:A"]
    assert set(told.unasked) == {"text:heard", "section:heard"}
