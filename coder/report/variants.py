"""The sorts of report: whole, one page, sheets for those who were heard, a member check, tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from coder.analysis.plain import grade
from coder.analysis.sheets import Sheet
from coder.errors import InputError
from coder.report.build import LANGUAGE, SECTIONS, build_report, title_of
from coder.report.facts import ReportFacts
from coder.report.outline import Block, Cell, Heading, Line, LineKind, List, Outline, Paragraph, Part, Table
from coder.report.sections import Section, chosen
from coder.report.voices import quote_block
from coder.report.wording import capitalized, counted, day, of_kind, parsed, sentence_case


class Variant(StrEnum):
    """What sort of report is written."""

    FULL = "full"
    ONE_PAGE = "one-page"
    RETURN_SHEET = "return-sheet"
    STUDENTS = "students"
    MEMBER_CHECK = "member-check"
    TABLES = "tables"


OF_SESSIONS = frozenset({Variant.RETURN_SHEET, Variant.STUDENTS})
"""The variants that are about sessions one by one."""

GRADES = {Variant.RETURN_SHEET: 8.0, Variant.STUDENTS: 6.0, Variant.MEMBER_CHECK: 8.0}
"""The school grade at which the program's own sentences should be readable at most."""

ANSWERS = "yes / not quite / no"
"""What people are asked of each thing we heard."""

_SUBTITLES = {
    Variant.ONE_PAGE: "One page",
    Variant.RETURN_SHEET: "What we heard from you",
    Variant.STUDENTS: "What we heard from you",
    Variant.MEMBER_CHECK: "Did we hear you right?",
    Variant.TABLES: "Theme tables",
}
_ONLY = {Variant.ONE_PAGE: ("glance",), Variant.TABLES: ("themes",)}


def variant_of(name: str) -> Variant:
    """The variant of that name; raises InputError when there is none."""
    try:
        return Variant(name)
    except ValueError as error:
        raise InputError(
            f"there is no variant {name!r}", remedy=f"choose from {', '.join(Variant)}"
        ) from error


def sections_of(variant: Variant, wanted: Sequence[str], without: Sequence[str]) -> list[Section]:
    """The sections of a variant; those that are wanted take the place of the usual ones."""
    return chosen(SECTIONS, wanted or _ONLY.get(variant, ()), without)


def build(facts: ReportFacts, variant: Variant, sections: Sequence[Section]) -> Outline:
    """The outline of a variant."""
    if variant is Variant.FULL:
        return build_report(facts, sections)
    title = title_of(facts, _SUBTITLES[variant])
    if variant in OF_SESSIONS:
        return Outline(title, LANGUAGE, tuple(_sheets(facts, variant)))
    if variant is Variant.MEMBER_CHECK:
        return Outline(title, LANGUAGE, tuple(_member_check(facts)))
    return Outline(title, LANGUAGE, build_report(facts, sections).parts)


def too_hard(outline: Outline, variant: Variant) -> str:
    """A sentence when the program's own words are harder to read than they should be; else nothing."""
    most = GRADES.get(variant)
    found = grade("\n".join(_own_words(outline)))
    if most is None or found <= most:
        return ""
    return (
        f"the text reads at grade {found:.1f}, above {most:.0f}: give codes and findings shorter names, or "
        "say them in your own words"
    )


def _own_words(outline: Outline) -> Iterator[str]:
    for block in outline.blocks:
        if isinstance(block, Paragraph | Heading):
            yield block.text
        elif isinstance(block, List):
            yield from block.items
        elif isinstance(block, Table):
            yield from (row[0].lines[0].text for row in block.rows)


def _sheets(facts: ReportFacts, variant: Variant) -> Iterator[Part]:
    for sheet in facts.sheets:
        yield Part(f"sheet:{sheet.key}", "sheets", (Heading(1, _name(sheet)),))
        yield Part(f"heard:{sheet.key}", "sheets", tuple(_sheet(facts, sheet, variant)))


def _name(sheet: Sheet) -> str:
    kind = capitalized(of_kind(1, sheet.kind).removeprefix("1 "))
    when = parsed(sheet.date)
    return f"{kind} {sheet.number}{f', {day(when)}' if when else ''}"


def _sheet(facts: ReportFacts, sheet: Sheet, variant: Variant) -> Iterator[Block]:
    who = f" with {counted(sheet.people, 'person', 'people')}" if sheet.people else ""
    yield Paragraph(f"Thank you for talking with us. This is what we heard{who}.")
    if not sheet.heard:
        yield Paragraph("We have not read this talk yet.")
    for heard in sheet.heard:
        code = facts.tree.codes[heard.code_id]
        yield Paragraph(_told(sentence_case(code.name), heard.people, sheet.people))
        if heard.quote is not None:
            quote = quote_block(heard.quote)
            yield type(quote)(quote.text, "One of you", quote.language)
    if variant is Variant.STUDENTS:
        yield List(("We do not use your names.", "You can say no to any of your words.", "Did we miss it?"))
        yield Paragraph("Tell the adult who gave you this page. We will fix it.")
    else:
        yield Paragraph("Is this right? Did we miss a thing? Please tell us. We will change it or note it.")


def _told(name: str, people: int | None, of: int) -> str:
    if people is None or not people:
        return f"You talked about: {name}."
    return f"{people} of {of} people talked about: {name}."


def _member_check(facts: ReportFacts) -> Iterator[Part]:
    """Each finding, or the widest codes where there is none yet, with room for an answer."""
    yield Part("section:check", "check", (Heading(1, "Did we hear you right?"),))
    said = (
        Paragraph("Here is what we think you told us. Please read each line and mark your answer."),
        List(("Yes: this is right.", "Not quite: tell us what to change.", "No: this is wrong.")),
        Paragraph("You do not need to give your name. No answer is a fine answer too."),
    )
    yield Part("text:check", "check", said)
    claims = [finding.theme.claim for finding in facts.findings]
    if claims:
        yield Part("table:check", "check", (_answers("What we think you told us", claims),))
    for domain_id in () if claims else facts.domains:
        title = facts.tree.domain_title(domain_id)
        names = [row.name for row in facts.themes_in(domain_id)]
        yield Part(f"check:{domain_id}", "check", (Heading(2, title), _answers(title, names)))


def _answers(caption: str, claims: Sequence[str]) -> Table:
    rows = tuple(
        (Cell((Line(claim, LineKind.STRONG),)), Cell.of(ANSWERS), Cell.of("Your words: ____________"))
        for claim in claims
    )
    return Table(
        caption,
        ("We heard", "Is it right?", "What should change?"),
        rows,
        "One row for each thing that we heard, with room to say whether it is right and what to change.",
    )
