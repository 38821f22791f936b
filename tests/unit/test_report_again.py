"""A report written again into a document that people have worked on."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from coder.report.outline import Cell, Heading, List, Outline, Paragraph, Part, Quote, Table, TitleBlock
from coder.report.word import Options, draw, draw_into
from coder.report.word_told import Told
from tests.wordfile import paragraphs, styled, tables, tags, text_of

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OURS = ["contents", "text:heard", "table:A", "quotes:A", "table:B"]


def table(caption: str, value: str) -> Table:
    return Table(
        caption, ("Code", "People"), ((Cell.of("Belonging"), Cell.of(value)),), "A table of one code."
    )


def outline(
    number: str = "3 of 6", quote: str = "You just stop going.", *more: Part, without: str = ""
) -> Outline:
    parts = (
        Part("section:heard", "heard", (Heading(1, "Who we heard from"),)),
        Part("text:heard", "heard", (Paragraph("Six people came."), List(("One.", "Two.")))),
        Part("section:themes", "themes", (Heading(1, "Themes"),)),
        Part("table:A", "themes", (Paragraph("Belonging first."), table("Domain A", number))),
        Part("quotes:A", "themes", (Quote(quote, "Student · 1a2b3c4d"),)),
        Part("table:B", "themes", (Paragraph("It holds.", see="table:A"), table("Domain B", "1 of 6"))),
        *more,
    )
    kept = tuple(part for part in parts if part.id != without)
    return Outline(TitleBlock("Audit", "What people said", ("March 1, 2026",)), "en-US", kept)


def again(
    change: Callable[[Document], object], new: Outline | None = None, options: Options | None = None
) -> tuple[Document, Told]:
    """The first report, changed by hand, with the second written into it."""
    document = docx.Document(io.BytesIO(draw(outline(), MOMENT)))
    change(document)
    return into(document, new or outline("4 of 6"), options)


def into(document: Document, new: Outline, options: Options | None = None) -> tuple[Document, Told]:
    buffer = io.BytesIO()
    document.save(buffer)
    done = draw_into(new, MOMENT, buffer.getvalue(), "report.docx", options)
    assert done is not None
    return docx.Document(io.BytesIO(done[0])), done[1]


def block(document: Document, tag: str, place: int = 0) -> Any:
    body: Any = document.element.body
    found = [s for s in body.iter(qn("w:sdt")) if s.find(f".//{qn('w:tag')}").get(qn("w:val")) == tag]
    return found[place]


def content(document: Document, tag: str, place: int = 0) -> Any:
    return block(document, tag, place).find(qn("w:sdtContent"))


def words(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def heading_called(document: Document, text: str) -> Any:
    return next(p for p in document.paragraphs if p.text == text)


def typed(text: str, style: str = "") -> Any:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return parse_xml(f"<w:p {WORDS}>{look}<w:r><w:t>{text}</w:t></w:r></w:p>")


def test_each_block_stands_in_a_control_and_headings_outside() -> None:
    document = docx.Document(io.BytesIO(draw(outline(), MOMENT)))
    assert tags(document) == OURS
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "Who we heard from",
        "Themes",
    ]
    ids = [node.get(qn("w:val")) for node in document.element.body.iter(qn("w:id"))]
    assert len(ids) == len(set(ids))


def test_edits_around_blocks_stay_and_blocks_become_current() -> None:
    def work(document: Document) -> None:
        document.add_paragraph("At the very end.")
        block(document, "table:A").addprevious(typed("Before the table."))
        heading = heading_called(document, "Themes")
        heading._p.addnext(typed("Right below the heading."))
        block(document, "quotes:A").getparent().remove(block(document, "quotes:A"))
        document.styles["Normal"].font.name = "Georgia"

    document, told = again(work)
    said = text_of(document)
    assert "4 of 6" in said
    assert "3 of 6" not in said
    for mine in ("At the very end.", "Before the table.", "Right below the heading."):
        assert said.count(mine) == 1
    assert told.deleted == ["quotes:A"]
    assert "stop going" not in said
    assert document.styles["Normal"].font.name == "Georgia"
    order = [words(child) for child in document.element.body]
    assert order.index("Before the table.") == order.index(words(block(document, "table:A"))) - 1


def test_a_deleted_block_stays_out_until_it_is_wanted_back() -> None:
    def work(document: Document) -> None:
        block(document, "quotes:A").getparent().remove(block(document, "quotes:A"))

    once, _ = again(work)
    twice, told = into(once, outline("5 of 6"))
    assert (told.deleted, "stop going" in text_of(twice)) == (["quotes:A"], False)
    back, told = into(twice, outline("5 of 6"), Options(restore=True))
    assert told.new == ["quotes:A"]
    assert [tag for tag in tags(back) if tag != "contents"] == OURS[1:]


def test_words_written_inside_a_block_stay_in_their_place() -> None:
    def work(document: Document) -> None:
        first = content(document, "table:A")[0]
        first.addnext(typed("Mine, above the table."))
        content(document, "text:heard").append(typed("Mine, behind the list."))

    document, told = again(work)
    inside = [words(child) for child in content(document, "table:A")]
    assert inside[:3] == ["Belonging first.", "Mine, above the table.", "Table 1. Domain A"]
    assert words(content(document, "text:heard")[-1]) == "Mine, behind the list."
    assert told.edited == []
    third, _ = into(document, outline("5 of 6"))
    assert text_of(third).count("Mine, above the table.") == 1
    assert "5 of 6" in text_of(third)


def test_moved_blocks_are_current_where_they_are() -> None:
    def work(document: Document) -> None:
        document.element.body.insert(0, block(document, "table:A"))

    document, told = again(work)
    assert tags(document)[0] == "table:A"
    assert "4 of 6" in words(block(document, "table:A"))
    assert told.new == told.deleted == []
    assert styled(document, "Caption") == ["Table 1. Domain A", "Table 2. Domain B"]


def test_copies_are_all_current_and_have_no_name_twice() -> None:
    def work(document: Document) -> None:
        document.element.body.insert(0, copy.deepcopy(block(document, "table:A")))

    document, told = again(work)
    assert told.copies == ["table:A"]
    assert text_of(document).count("4 of 6") == 2
    assert "3 of 6" not in text_of(document)
    again_, _ = into(document, outline("5 of 6"))
    assert text_of(again_).count("5 of 6") == 2


def test_tracked_deletion_of_a_block_is_respected() -> None:
    def work(document: Document) -> None:
        for run in list(content(document, "quotes:A").iter(qn("w:r"))):
            gone = run.makeelement(qn("w:del"), {qn("w:id"): "9", qn("w:author"): "A"})
            run.addprevious(gone)
            gone.append(run)
            for text in run.iter(qn("w:t")):
                text.tag = qn("w:delText")

    document, told = again(work)
    assert told.struck == ["quotes:A"]
    assert told.new == []
    assert block(document, "quotes:A") is not None
    # Words that are not to be said any more do not wait in a deletion that nobody has accepted.
    other, told = again(work, outline(quote="Other words now."))
    assert "stop going" not in "".join(other.element.body.itertext())
    assert told.struck == ["quotes:A"]


def test_tracked_insertions_in_a_block_count_as_written_there() -> None:
    def work(document: Document) -> None:
        p = content(document, "text:heard")[0]
        new = parse_xml(f'<w:ins {WORDS} w:id="8" w:author="A"><w:r><w:t> And a guest.</w:t></w:r></w:ins>')
        p.append(new)

    document, told = again(work)
    assert told.edited == ["text:heard"]
    inside = [words(child) for child in content(document, "text:heard")]
    assert inside == ["Six people came. And a guest.", "One.", "Two."]


def test_a_quote_changed_by_hand_is_again_as_it_was_said() -> None:
    def work(document: Document) -> None:
        next(content(document, "quotes:A").iter(qn("w:t"))).text = "“You just stop caring.”"

    document, told = again(work)
    assert told.altered == ["quotes:A"]
    assert "stop caring" not in text_of(document)
    assert "“You just stop going.”" in styled(document, "Quote")


def test_styles_given_by_hand_stay_with_new_words() -> None:
    def work(document: Document) -> None:
        document.styles.add_style("Firm Quote", 1)
        for p in content(document, "quotes:A").iter(qn("w:p")):
            p.pPr.pStyle.val = "FirmQuote"
        renamed = document.styles.element.find(f".//{qn('w:style')}[@{qn('w:styleId')}='TableText']")
        renamed.find(qn("w:name")).set(qn("w:val"), "Tabellentext")

    document, _ = again(work, outline("4 of 6", "Other words now."))
    assert styled(document, "Firm Quote") == ["“Other words now.”", "Student · 1a2b3c4d"]
    assert "Tabellentext" in {p.style.name for t in tables(document) for c in t._cells for p in c.paragraphs}
    names = [style.name for style in document.styles]
    assert "Table Text" not in names


def test_formatting_of_words_that_stay_is_kept() -> None:
    def work(document: Document) -> None:
        p = next(p for p in paragraphs(document) if p.text == "Belonging first.")
        p.runs[0].bold = True

    document, _ = again(work)
    kept = next(p for p in paragraphs(document) if p.text == "Belonging first.")
    assert kept.runs[0].bold


def test_new_blocks_go_behind_the_nearest_before_them() -> None:
    more = Part("table:C", "themes", (table("Domain C", "2 of 6"),))

    def work(document: Document) -> None:
        block(document, "table:B").addnext(typed("After B."))

    document, told = again(work, outline("4 of 6", "You just stop going.", more))
    assert told.new == ["table:C"]
    assert tags(document)[-2:] == ["table:B", "table:C"]
    assert block(document, "table:B").getnext() is block(document, "table:C")


def test_what_is_not_to_be_said_any_more_goes_and_what_a_person_wrote_there_stays() -> None:
    def work(document: Document) -> None:
        content(document, "quotes:A").append(typed("My remark."))

    document, told = again(work, outline("4 of 6", without="quotes:A"))
    assert told.gone == ["quotes:A"]
    assert "stop going" not in "".join(document.element.body.itertext())
    assert "My remark." in text_of(document)


def test_numbers_and_references_follow_the_order_of_the_document() -> None:
    def work(document: Document) -> None:
        caption = copy.deepcopy(content(document, "table:A")[1])
        for mark in list(caption.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            caption.remove(mark)
        block(document, "table:A").addprevious(caption)

    document, _ = again(work)
    assert styled(document, "Caption") == ["Table 1. Domain A", "Table 2. Domain A", "Table 3. Domain B"]
    assert "It holds. See Table 2." in [p.text for p in paragraphs(document)]


def test_comments_and_references_of_a_person_survive_new_words() -> None:
    def work(document: Document) -> None:
        p = next(p for p in paragraphs(document) if "stop going" in p.text)
        document.add_comment(runs=p.runs, text="Ask her again", author="Reviewer")
        caption = content(document, "table:A")[1]
        first = caption.find(qn("w:r"))
        first.addprevious(parse_xml(f'<w:bookmarkStart {WORDS} w:id="77" w:name="_RefTheirs"/>'))
        first.addnext(parse_xml(f'<w:bookmarkEnd {WORDS} w:id="77"/>'))

    document, _ = again(work, outline("4 of 6", "Other words now."))
    (comment,) = document.comments
    assert comment.text == "Ask her again"
    anchors = [m.get(qn("w:id")) for m in document.element.body.iter(qn("w:commentReference"))]
    assert anchors == [str(comment.comment_id)]
    names = [m.get(qn("w:name")) for m in document.element.body.iter(qn("w:bookmarkStart"))]
    assert names.count("_RefTheirs") == 1


def test_a_heading_that_a_person_changed_stays_theirs() -> None:
    def work(document: Document) -> None:
        heading_called(document, "Themes").runs[0].text = "What we found"

    new = outline("4 of 6")
    parts = tuple(
        replace(part, blocks=(Heading(1, "Findings"),)) if part.id == "section:themes" else part
        for part in new.parts
    )
    document, told = again(work, replace(new, parts=parts))
    assert told.reworded == ["section:themes"]
    assert "What we found" in styled(document, "Heading 1")
    assert any("What we found" in line for line in styled(document, "toc 1"))
    other, _ = again(lambda _: None, replace(new, parts=parts))
    assert "Findings" in styled(other, "Heading 1")


def test_nothing_new_changes_nothing() -> None:
    first = draw(outline(), MOMENT)
    done = draw_into(outline(), MOMENT, first, "report.docx")
    assert done is not None
    assert done[0] == first


def test_named_places_take_blocks_into_somebodys_own_report() -> None:
    document = docx.Document()
    document.add_heading("Our own report", 1)
    p = document.add_paragraph("The numbers:")
    p._p.insert(0, parse_xml(f'<w:bookmarkStart {WORDS} w:id="5" w:name="coder_table_A"/>'))
    p._p.append(parse_xml(f'<w:bookmarkEnd {WORDS} w:id="5"/>'))
    holder = parse_xml(
        f'<w:sdt {WORDS}><w:sdtPr><w:tag w:val="coder:heard"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>Click here</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    p._p.addnext(holder)
    made, told = into(document, outline())
    said = text_of(made)
    assert "Our own report" in said
    assert "3 of 6" in said
    assert "Six people came." in said
    assert "Click here" not in said
    assert "stop going" not in said
    assert {"quotes:A", "table:B"} <= set(told.homeless)
    later, told = into(made, outline("4 of 6"))
    assert "4 of 6" in text_of(later)
    assert text_of(later).count("Six people came.") == 1


def test_a_document_without_any_place_is_nobodys() -> None:
    document = docx.Document()
    document.add_paragraph("Something else.")
    buffer = io.BytesIO()
    document.save(buffer)
    assert draw_into(outline(), MOMENT, buffer.getvalue(), "report.docx") is None


@pytest.mark.parametrize("name", ["word/document.xml", "customXml/item1.xml"])
def test_a_damaged_document_is_told_or_read_without_its_memory(name: str) -> None:
    import zipfile

    from coder.errors import InputError

    source = zipfile.ZipFile(io.BytesIO(draw(outline(), MOMENT)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for entry in source.namelist():
            target.writestr(entry, b"<broken" if entry == name else source.read(entry))
    if "custom" in name:
        done = draw_into(outline("4 of 6"), MOMENT, buffer.getvalue(), "report.docx")
        assert done is not None
        assert "3 of 6" not in text_of(docx.Document(io.BytesIO(done[0])))
        return
    with pytest.raises(InputError, match=r"report\.docx"):
        draw_into(outline(), MOMENT, buffer.getvalue(), "report.docx")
