"""What stands behind a report: waves, the matrix, reliability, COREQ, the log, every excerpt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.analysis.counting import State
from coder.analysis.widely import WaveRow
from coder.domain.theme import Looked
from coder.report.facts import ReportFacts
from coder.report.outline import Cell, Heading, Line, LineKind, Paragraph, Part, Table
from coder.report.voices import quote_block
from coder.report.wording import (
    NOT_SHOWN,
    capitalized,
    counted,
    day,
    group_name,
    listed,
    parsed,
    period,
    small_groups,
)

TO_WRITE = "to write"
"""Stands where only people can say it."""

ABREAST = 5
"""How many codes a matrix shows side by side on a page on its side."""


def since_last_time(facts: ReportFacts) -> Iterator[Part]:
    """How many raised each code in each wave, by group; nothing with fewer than two waves."""
    if len(facts.waves) < 2 or not facts.movement:
        return
    yield Part("section:since", "since", (Heading(1, "Since last time"),))
    said = Paragraph(
        "The table sets the waves side by side, people out of the people who could speak. Different people "
        "may have taken part in each wave, so that a difference is not a change in anybody\u2019s mind."
    )
    yield Part("text:since", "since", (said,))
    for domain_id in facts.domains:
        rows = [row for row in facts.movement if facts.tree.domain(row.code_id).id == domain_id]
        if rows:
            yield Part(f"since:{domain_id}", "since", (_movement(facts, domain_id, rows),))


def _movement(facts: ReportFacts, domain_id: str, rows: Sequence[WaveRow]) -> Table:
    names = [f"Wave {wave}" if wave.isdigit() else capitalized(wave) for wave in facts.waves]
    return Table(
        f"{facts.tree.domain_title(domain_id)}: people who raised each code, by wave",
        ("Code", "Group", *names),
        tuple(_moved(facts, row) for row in rows),
        "One row for each code and stakeholder group, one column for each wave, with people of people.",
        small_groups(facts.few),
    )


def _moved(facts: ReportFacts, row: WaveRow) -> tuple[Cell, ...]:
    counts = row.counts_or(len(facts.waves))
    told = []
    for count, state in zip(counts, row.states, strict=True):
        text = NOT_SHOWN if count is None else str(count) if count.high else state.value
        told.append(Cell.of(text if count is None or count.of else State.NOT_ASKED.value, number=True))
    name = Cell((Line(facts.tree.codes[row.code_id].name, LineKind.STRONG),))
    return (name, Cell.of(capitalized(listed(map(group_name, row.group.split(" + "))))), *told)


def framework_matrix(facts: ReportFacts) -> Iterator[Part]:
    """What people wrote by group and code, on pages on their side."""
    if not facts.matrix:
        return
    yield Part("section:matrix", "matrix", (Heading(1, "Appendix: Framework matrix"),))
    codes = [code for code in facts.tree.codes if any(code in row.cells for row in facts.matrix)]
    abreast = int(facts.chosen("matrix.columns", str(ABREAST)))
    for start in range(0, len(codes), abreast):
        some = codes[start : start + abreast]
        names = [facts.tree.codes[code].name for code in some]
        table = Table(
            f"Framework matrix: {names[0]}" + (f" to {names[-1]}" if len(names) > 1 else ""),
            ("Who", *names),
            tuple(
                (
                    Cell((Line(row.name, LineKind.STRONG),)),
                    *(Cell.of(row.cells.get(code) or "nothing written yet") for code in some),
                )
                for row in facts.matrix
            ),
            "One row for each stakeholder group, one column for each code, with what people wrote about "
            "the two.",
            small_groups(facts.few),
            wide=True,
        )
        yield Part(f"matrix:{start // abreast + 1}", "matrix", (table,))


def reliability(facts: ReportFacts) -> Iterator[Part]:
    """Whether and how the coding was doubled, and nothing that was not measured."""
    if not facts.codings:
        return
    yield Part("section:reliability", "reliability", (Heading(1, "Appendix: Reliability"),))
    yield Part("text:reliability", "reliability", (Paragraph(_doubled(facts)),))


def _doubled(facts: ReportFacts) -> str:
    doubled = facts.doubled
    if not doubled.transcripts:
        return (
            "No transcript was coded by more than one coder, so that nothing can be said about agreement "
            "between coders."
        )
    said = f"{counted(doubled.transcripts, 'transcript')} carry codings of more than one coder."
    if doubled.transcripts == 1:
        said = "1 transcript carries codings of more than one coder."
    if not doubled.unassisted:
        return (
            f"{said} In none of them did both coders work without suggestions, and agreement on suggestions "
            "that both saw would say more about the suggestions than about the coders. No figure of "
            "agreement is therefore given."
        )
    return (
        f"{said} In {doubled.unassisted} of them no coding began as a suggestion. Whether the coders "
        "worked without seeing each other\u2019s codings is not known to this report, which therefore gives "
        "no figure of agreement."
    )


def change_log(facts: ReportFacts) -> Iterator[Part]:
    """What was done in the project, how often, first and last; no names and no words."""
    if not facts.history:
        return
    yield Part("section:log", "log", (Heading(1, "Appendix: Change log"),))
    rows = tuple(
        (Cell.of(action), Cell.of(f"{times:,}", number=True), Cell.of(_day(first)), Cell.of(_day(last)))
        for action, times, first, last in facts.history
    )
    table = Table(
        "What was done in the project",
        ("Act", "Times", "First", "Last"),
        rows,
        "One row for each kind of act in the project\u2019s log, with how often it was done, first and last.",
        "Every act is kept in the project with its moment and cannot be changed afterwards.",
    )
    yield Part("table:log", "log", (table,))


def _day(text: str) -> str:
    found = parsed(text)
    return day(found) if found else text


def every_excerpt(facts: ReportFacts) -> Iterator[Part]:
    """Every coded excerpt that may be printed, by code."""
    if not facts.excerpts:
        return
    yield Part("section:excerpts", "excerpts", (Heading(1, "Appendix: Every excerpt by code"),))
    seen: set[str] = set()
    for code_id, quotes in facts.excerpts.items():
        domain = facts.tree.domain(code_id).id
        if domain not in seen:
            seen.add(domain)
            yield Part(f"excerpts:{domain}", "excerpts", (Heading(2, facts.tree.domain_title(domain)),))
        name = f"{facts.tree.codes[code_id].name} ({len(quotes):,})"
        yield Part(f"all:{code_id}", "excerpts", (Heading(3, name), *map(quote_block, quotes)))


def coreq(facts: ReportFacts) -> Iterator[Part]:
    """The 32 items of COREQ: what the project tells, and what is left for people to write."""
    if not facts.codings:
        return
    yield Part("section:coreq", "coreq", (Heading(1, "Appendix: COREQ"),))
    rows = tuple(
        (Cell.of(str(number), number=True), Cell.of(item), Cell.of(told or TO_WRITE))
        for number, (item, told) in enumerate(_coreq(facts), 1)
    )
    table = Table(
        "Items of the COREQ checklist",
        ("No.", "Item", "In this project"),
        rows,
        "One row for each of the 32 items of the checklist for reports of interviews and focus groups.",
        f"COREQ: Tong, Sainsbury and Craig (2007). \u201c{capitalized(TO_WRITE)}\u201d stands where only "
        "people can say it.",
    )
    yield Part("table:coreq", "coreq", (table,))


def _coreq(facts: ReportFacts) -> Iterator[tuple[str, str]]:
    people = sum(facts.people.values())
    held = period(session.date for session in facts.sessions)
    for item in ("Interviewer or facilitator", "Credentials", "Occupation", "Gender", "Experience"):
        yield item, ""
    for item in ("Relationship established", "Participants\u2019 knowledge of the interviewer"):
        yield item, ""
    yield "Interviewer characteristics", ""
    yield "Methodological orientation", "coding with a codebook; every code is in the appendix"
    yield "Sampling", ""
    yield "Method of approach", ""
    yield "Sample size", f"{people} people" if people >= facts.least else f"{facts.few} people"
    yield "Non-participation", ""
    yield "Setting of data collection", ""
    yield "Presence of others", ""
    yield "Description of the sample", "see \u201cWho we heard from\u201d"
    guide = counted(facts.questions, "question")
    yield "Interview guide", f"{guide} kept with the project" if facts.questions else ""
    yield "Repeat interviews", f"{len(facts.waves)} waves" if len(facts.waves) > 1 else ""
    yield "Recording", ""
    yield "Field notes", ""
    yield "Duration", f"sessions held {held}; their length is to be added" if held else ""
    yield "Data saturation", ""
    yield "Transcripts returned", ""
    yield "Number of data coders", str(facts.coders)
    yield "Description of the coding tree", "see \u201cAppendix: Codebook\u201d"
    yield "Derivation of themes", _derivation(facts)
    yield "Software", f"coder {facts.version}".strip()
    yield "Participant checking", ""
    yield "Quotations presented", f"{len(facts.quotes.all)} quotes, each with an evidence id"
    yield "Data and findings consistent", _consistent(facts)
    yield "Clarity of major themes", f"{counted(len(facts.findings), 'finding')}" if facts.findings else ""
    yield "Clarity of minor themes", "see \u201cThemes by domain\u201d" if facts.themes else ""


def _derivation(facts: ReportFacts) -> str:
    if not facts.findings:
        return "codes were set out in advance; no findings have been written yet"
    return "written by people from coded excerpts, each with its evidence ids"


def _consistent(facts: ReportFacts) -> str:
    if not facts.findings:
        return ""
    based = sum(bool(finding.evidence) for finding in facts.findings)
    looked = sum(finding.theme.looked is Looked.YES for finding in facts.findings)
    of = len(facts.findings)
    return f"{based} of {of} findings name evidence; negative cases were looked for in {looked} of {of}"
