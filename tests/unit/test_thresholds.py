"""The threshold of a project reaches every number and every sentence about people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coder.analysis.claim_counts import claim_count
from coder.analysis.claim_lint import theme_passages
from coder.analysis.counting import Scope
from coder.analysis.frame import Material, Source, codings_frame
from coder.analysis.labels import ANYBODY, QuoteLabels
from coder.analysis.lint import passage_findings
from coder.analysis.people import Count, who_was_heard
from coder.analysis.person_words import PersonWords
from coder.analysis.published import GridRow, protected_report, report_tables
from coder.analysis.recover import recoveries
from coder.analysis.saturation import saturation
from coder.analysis.sheets import sheets
from coder.analysis.themes import GroupCount, ThemeRow
from coder.analysis.thresholds import Thresholds
from coder.analysis.widely import by_column, wave_change
from coder.domain.codebook import Code, Codebook, CodeTree
from coder.domain.matrix import CellState, MatrixCell, RowKind
from coder.domain.theme import Theme
from coder.report.build import SECTIONS, build_report
from coder.report.facts import ReportFacts
from coder.services.gathering import Claims
from coder.services.report_facts import report_facts
from tests.unit.test_report_outline import lines
from tests.unit.test_themes import coding, material, talk

SIZES = {"students": 12, "families": 6, "educators": 9, "leaders": 7}
STRICT = Thresholds(voices=8)
TOGETHER = ("families", "leaders")


def audit(waves: int = 1) -> Material:
    """A session of each group in each wave; six people of each raise two codes."""
    sessions = [
        talk(f"{group}-{wave}", [f"{group}-{n}" for n in range(size)], group=group, wave=str(wave))
        for group, size in SIZES.items()
        for wave in range(1, waves + 1)
    ]
    codings = [
        coding(session, number, code)
        for session in sessions
        for number in range(1, 7)
        for code in ("T.BEL", "T.REL")
    ]
    return material(sessions, codings)


USUAL = audit()
BOTH = [pytest.param(USUAL, id="5"), pytest.param(replace(USUAL, thresholds=STRICT), id="8")]


def told(made: Material) -> ReportFacts:
    """What a report says of two themes, one of them claimed for the leaders, and a cell about these."""
    evidence = tuple(c.id for c in made.codings)
    everybody = Theme("t" * 32, "People wait for answers.", ("T.BEL",), evidence=evidence)
    leaders = Theme("l" * 32, "Leaders wait.", ("T.BEL",), evidence=evidence, groups=("leaders",))
    cell = MatrixCell(
        "m", RowKind.GROUP, "leaders", "T.BEL", "They wait.", (), "", CellState.CHECKED, "AM", ""
    )
    return report_facts(made, "Tiny", date(2026, 3, 1), Claims((everybody, leaders), cells=(cell,)))


@pytest.mark.parametrize("made", BOTH)
def test_groups_below_the_threshold_are_shown_together_in_every_table(made: Material) -> None:
    facts, alone = told(made), made.thresholds.voices == 5
    columns, _ = by_column(Scope(made), ("group",))
    tables = (
        {row.groups for row in who_was_heard(made)},
        {group.groups for row in facts.themes for group in row.groups},
        {group.groups for group in claim_count(facts.findings[0].theme, made).groups},
        {group.groups for finding in facts.findings for group in finding.groups},
        {column.values for column in columns},
    )
    for groups in tables:
        assert (("leaders",) in groups, TOGETHER in groups) == (alone, not alone)
    assert ("leaders" in {g.group for g in saturation(codings_frame(made), made)}) is alone
    assert [row.name for row in facts.matrix] == (["Leaders"] if alone else [])
    # What the leaders alone gave is told only where they stand alone.
    of_leaders = next(f for f in facts.findings if f.theme.groups)
    assert of_leaders.people == (Count.exact(6, 7) if alone else None)


@pytest.mark.parametrize("made", BOTH)
def test_return_sheets_labels_and_remarks_keep_to_the_threshold(made: Material) -> None:
    alone = made.thresholds.voices == 5
    told_of = {sheet.group: sheet.people for sheet in sheets(made) if sheet.people}
    assert told_of == (SIZES if alone else {"students": 12, "educators": 9})
    labels, leader = QuoteLabels(made), made.transcripts[3].speakers[0].id
    assert labels.label(leader, "tiny", Source.TALK) == ("Leader" if alone else ANYBODY)
    theme = Theme("t", "Most leaders wait.", ("T.BEL",), evidence=(), groups=("leaders",))
    found = list(passage_findings(theme_passages("T1", theme, made), PersonWords(set(), set())))
    assert any("too few people" in one.sentence for one in found) is not alone
    count = claim_count(theme, made)
    assert count.told(count.people) == ("0 of 7" if alone else "of fewer than 8")


def test_waves_and_pairs_of_fewer_people_are_not_told() -> None:
    made = audit(waves=2)
    strict = replace(made, thresholds=STRICT)
    shown = {
        m.thresholds.voices: {row.group for row in wave_change(Scope(m))[1] if row.waves}
        for m in (made, strict)
    }
    assert shown == {5: set(SIZES), 8: {"students", "educators"}}
    session = made.transcripts[0]
    other = Codebook("two", "Two", codes=(Code("U", "two", None, 0, "Other"),))
    pair = [coding(session, n, code) for n in range(1, 7) for code in ("T.BEL", "U")]
    found = replace(made, codings=tuple(pair), tree=CodeTree((*made.tree.codebooks, other)))
    assert [one.people for one in told(found).together] == [6]
    assert told(replace(found, thresholds=STRICT)).together == ()


@pytest.mark.parametrize("made", BOTH)
def test_every_text_of_a_report_prints_the_threshold_in_force(made: Material) -> None:
    blocks = build_report(told(made), SECTIONS).blocks
    text = "\n".join(lines(blocks)) + "\n".join(getattr(block, "note", "") for block in blocks)
    least = made.thresholds.voices
    assert f"ewer than {least} people" in text
    assert f"at least {least} of the people" in text
    assert f"ewer than {13 - least}" not in text


# -- all tables of one report, together


def row(code: str, *groups: tuple[str, int, int]) -> ThemeRow:
    counts = tuple(GroupCount((name,), Count.exact(low, of)) for name, low, of in groups)
    people = Count.exact(sum(low for _, low, _ in groups), sum(of for *_, of in groups))
    return ThemeRow(code, code, "T", counts, people, Count.exact(1, 1), 1, Count.exact(0, 0), 0, 0)


def test_a_group_hidden_in_a_finding_is_hidden_with_the_sum_that_would_tell_it() -> None:
    themes = [row("T.BEL", ("students", 4, 12), ("families", 3, 9), ("leaders", 2, 7))]
    grids = [GridRow("a", themes[0].groups), GridRow("b", themes[0].groups, ("students",))]
    before = report_tables(themes, (), grids, STRICT)
    assert recoveries(before, STRICT), "seven leaders are hidden, and the total tells their number"
    safe_themes, safe_grids = protected_report(themes, grids, STRICT)
    for found in (*safe_themes, *safe_grids):
        # The families go with them, in every table alike: their size would tell that of the leaders.
        assert [group.groups for group in found.groups] == [("students",)]
    assert [grid.whole for grid in safe_grids] == [False, False]
    assert protected_report(themes, grids)[1] == tuple(grids)
    wide = GridRow("c", themes[0].groups, ("students", "families"))
    assert protected_report(themes, [wide], STRICT)[1][0].groups == (), "no sum of a sentence tells it either"


def test_a_finding_with_a_hidden_group_tells_no_total() -> None:
    (first,) = told(USUAL).findings[:1]
    assert first.people == Count.exact(24, 34)
    assert replace(first, groups=first.groups[:3], whole=False).people is None


def test_tables_of_other_people_with_as_many_in_all_do_not_contradict_each_other() -> None:
    themes = [
        row("T.BEL", ("students", 4, 12), ("families", 3, 8)),
        row("X.BEL", ("students", 1, 9), ("families", 2, 11)),
    ]
    assert protected_report(themes, ())[0] == tuple(themes)
