"""The codebook as an appendix: one table per domain, and the lenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree, Lens
from coder.report.choosing import YES
from coder.report.facts import ReportFacts
from coder.report.outline import Cell, Heading, Line, LineKind, Paragraph, Part, Table
from coder.report.wording import counted

ALL = "all"
"""The codes of an appendix: all of them, or only those that were used."""

_NONE = "\u2014"
_COLUMNS = ("Code", "Definition", "Use it for", "Do not use it for")


def codebook(facts: ReportFacts) -> Iterator[Part]:
    """Every code that was for use, by codebook and domain, then the lenses."""
    tree = facts.tree
    if not tree.codebooks:
        return
    yield Part("section:codebook", "codebook", (Heading(1, "Appendix: Codebook"),))
    used = {row.code_id for row in facts.themes}
    for book in tree.codebooks:
        codes = [code for code in book.codes if code.codable]
        if facts.chosen("codebook.codes", ALL) != ALL:
            codes = [code for code in codes if code.id in used]
        if codes:
            yield Part(f"book:{book.id}", "codebook", (Heading(2, book.name), Paragraph(_about(book))))
            yield from _domains(tree, codes)
    lenses = list(tree.lenses.values())
    if lenses and facts.chosen("codebook.lenses", YES) == YES:
        about = Paragraph(
            "A lens is a short list of values laid over a coding: how the speaker sees the thing, how "
            "they know, where it sits."
        )
        yield Part("lenses", "codebook", (Heading(2, "Lenses"), about, _lenses(lenses)))


def _about(book: Codebook) -> str:
    parts = [f"Version {book.version}.", book.purpose, f"Unit: {book.unit}." if book.unit else "", book.rule]
    return " ".join(" ".join(part for part in parts if part).split())


def _domains(tree: CodeTree, found: Sequence[Code]) -> Iterator[Part]:
    domains: dict[str, list[Code]] = {}
    for code in found:
        domains.setdefault(tree.domain(code.id).id, []).append(code)
    for domain_id, codes in domains.items():
        domain = tree.codes[domain_id]
        title = tree.domain_title(domain_id)
        said = (Paragraph(domain.definition),) if domain.definition and domain not in codes else ()
        table = Table(
            f"Codes of {title}",
            _COLUMNS,
            tuple(_code(code) for code in codes),
            f"{counted(len(codes), 'code')} of the domain {title}, each with its definition, what it "
            "is used for and what it is not used for.",
        )
        yield Part(f"codes:{domain_id}", "codebook", (Heading(3, title), *said, table))


def _code(code: Code) -> tuple[Cell, ...]:
    status = "" if code.status is CodeStatus.ACTIVE else f" ({code.status.value})"
    name = Cell((Line(code.name + status, LineKind.STRONG), Line(code.id, LineKind.DETAIL)))
    return (name, Cell.of(code.definition or _NONE), _items(code.include), _items(code.exclude))


def _items(items: Sequence[str]) -> Cell:
    if not items:
        return Cell.of(_NONE)
    return Cell(tuple(Line(item, LineKind.ITEM) for item in items))


def _lenses(lenses: Sequence[Lens]) -> Table:
    return Table(
        "Lenses and their values",
        ("Lens", "What it tells", "Values"),
        tuple(_lens(lens) for lens in lenses),
        f"{counted(len(lenses), 'lens', 'lenses')}, each with what it tells and the values it takes.",
    )


def _lens(lens: Lens) -> tuple[Cell, ...]:
    name = Cell((Line(lens.name, LineKind.STRONG), Line(lens.id, LineKind.DETAIL)))
    values = tuple(
        Line(f"{v.name}: {v.definition}" if v.definition else v.name, LineKind.ITEM) for v in lens.values
    )
    return (name, Cell.of(lens.definition or _NONE), Cell(values) if values else Cell.of(_NONE))
