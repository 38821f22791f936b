"""Quotes by domain and code, each with its label and evidence id."""

from __future__ import annotations

from collections.abc import Iterator

from coder.analysis.quotes import ChosenQuote
from coder.report.facts import ReportFacts
from coder.report.outline import Heading, Part, Quote


def own_words(facts: ReportFacts) -> Iterator[Part]:
    """For each code with quotes, those that were chosen for it beside the one in its table."""
    sections = facts.quotes.sections
    if not sections:
        return
    yield Part("section:voices", "voices", (Heading(1, "In their own words"),))
    for domain_id in facts.domains:
        quoted = [row for row in facts.themes_in(domain_id) if row.code_id in sections]
        if quoted:
            title = facts.tree.domain_title(domain_id)
            yield Part(f"voices:{domain_id}", "voices", (Heading(2, title),))
        for row in quoted:
            quotes = tuple(map(quote_block, sections[row.code_id]))
            yield Part(f"quotes:{row.code_id}", "voices", (Heading(3, row.name), *quotes))


def quote_block(quote: ChosenQuote) -> Quote:
    """A quote as it stands in a document."""
    return Quote(quote.shown, quote.attribution, quote.language, quote.origin)
