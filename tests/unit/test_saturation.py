"""What further sessions add: the base, the runs, the range over orders, and no proof."""

from __future__ import annotations

from coder.analysis.frame import codings_frame
from coder.analysis.saturation import (
    FIXED_CODEBOOK,
    NO_PROOF,
    ORDERS,
    Settings,
    Step,
    assess,
    new_codes,
    saturation,
)
from tests.unit.test_themes import coding, material, talk

NEW = [9, 5, 4, 2, 2, 1, 1, 0, 0, 0]


def test_oracle_saturation_sliding() -> None:
    found = assess(NEW, Settings(base=4, run=2, threshold=0.05))
    assert found is not None
    assert found.base_unique == 20
    ratios = {run.label: round(run.ratio, 4) for run in found.runs}
    assert ratios == {"5-6": 0.15, "6-7": 0.1, "7-8": 0.05, "8-9": 0.0, "9-10": 0.0}
    assert found.reached is not None
    assert found.reached.label == "7-8"
    assert found.reported == "6+2"
    assert found.nothing_new is not None
    assert found.nothing_new.label == "8-9"


def test_runs_may_move_on_by_their_own_length() -> None:
    found = assess(NEW, Settings(step=Step.BLOCKS))
    assert found is not None
    assert [run.label for run in found.runs] == ["5-6", "7-8", "9-10"]
    assert found.reported == "6+2"


def test_too_few_sessions_are_not_assessed() -> None:
    assert assess([3, 2, 1, 1, 0]) is None
    assert assess([0, 0, 0, 0, 1, 1]) is None
    assert new_codes([["a", "b"], ["b"], ["c", "a"]]) == [2, 0, 1]


def six_groups() -> tuple[list[object], list[object]]:
    people = [f"P{n}" for n in range(5)]
    made = [talk(f"FG-{n}", people, date=f"2026-01-{20 - n:02}") for n in range(1, 8)]
    codes = [["T.WELL"], ["T.BEL"], ["T.WELL", "T.REL"], ["T.BEL"], ["T.WELL"], ["T.REL"], ["T.BEL"]]
    codings = [coding(t, 1, code) for t, some in zip(made, codes, strict=True) for code in some]
    return list(made), list(codings)


def test_a_fixed_codebook_gets_numbers_and_no_verdict() -> None:
    made, codings = six_groups()
    data = material(made, codings)  # type: ignore[arg-type]
    (found,) = saturation(codings_frame(data), data)
    assert found.group == "students"
    assert found.sessions == tuple(f"FG-{n}" for n in range(7, 0, -1))
    assert found.verdict == ""
    assert found.told == FIXED_CODEBOOK
    assert found.orders == ORDERS
    assert found.assessed is not None
    assert found.assessed.new == (1, 1, 1, 0, 0, 0, 0)


def test_codes_that_were_added_while_coding_get_a_verdict_and_a_range() -> None:
    made, codings = six_groups()
    data = material(made, codings)  # type: ignore[arg-type]
    grown = frozenset({"T.BEL", "T.REL", "T.WELL"})
    (found,) = saturation(codings_frame(data), data, grown=grown, seed=7)
    assert found.verdict == "reached at 4+2 (new codes at most 5% of the base)"
    assert found.told == NO_PROOF
    assert found.low == 6
    assert found.high is not None
    assert found.low <= found.high <= 7
    assert found == saturation(codings_frame(data), data, grown=grown, seed=7)[0]


def test_a_small_group_is_not_assessed() -> None:
    made = talk("INT-1", ["L1", "L2"], group="leaders")
    data = material([made], [coding(made, 1)])
    assert saturation(codings_frame(data), data) == ()
