"""The sections of processes: their tables as they were told, then the words that bear them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coder.analysis.process_table import ProcessTable
from coder.report.facts import ReportFacts
from coder.report.outline import Block, Cell, Heading, List, Paragraph, Part, Table
from coder.report.voices import quote_block
from coder.report.wording import capitalized

Build = Callable[[ReportFacts], Iterator[Part]]

_NOTHING_IN_IT = "—"
_EVIDENCE = re.compile(r"[0-9a-f]{8}\b")
_ABREAST = 7
"""How many columns stand on an upright page."""


def section_of(name: str, title: str) -> Build:
    """What makes the section of that name from the tables that were counted for it."""

    def build(facts: ReportFacts) -> Iterator[Part]:
        tables = facts.processes.get(name, ())
        if not tables:
            return
        yield Part(f"section:{name}", name, (Heading(1, title),))
        for table in tables:
            yield from _parts(facts, name, table, title)

    return build


def _parts(facts: ReportFacts, name: str, table: ProcessTable, title: str) -> Iterator[Part]:
    """The heading stands with the table, so that it is on its page where that lies on its side."""
    heading: tuple[Block, ...] = (Heading(2, table.title),) if table.title != title else ()
    before: tuple[Block, ...] = (Paragraph(table.before),) if table.before else ()
    rows: tuple[Block, ...] = (_table(table),) if table.rows else ()
    yield Part(f"table:{name}:{table.id}", name, (*heading, *before, *rows))
    if table.items:
        yield Part(f"{name}:{table.id}:items", name, (List(table.items),))
    for n, (told, entries) in enumerate(table.evidence.items(), 1):
        quotes = [quote for id_ in entries for quote in facts.quotes.claims.get(f"entry {id_}", ())]
        if quotes:
            said: tuple[Block, ...] = (Heading(3, told), *map(quote_block, quotes))
            yield Part(f"{name}:{table.id}:quotes:{n}", name, said)


def _table(table: ProcessTable) -> Table:
    rows = tuple(tuple(map(_cell, row)) for row in table.rows)
    alt = f"{table.title}. The columns are {', '.join(table.columns)}; there are {len(rows)} rows."
    return Table(table.title, table.columns, rows, alt, table.note, len(table.columns) > _ABREAST)


def _cell(text: str) -> Cell:
    number = text.isdecimal()
    as_it_is = number or _EVIDENCE.match(text)
    return Cell.of(text if as_it_is else capitalized(text) or _NOTHING_IN_IT, number=number)
