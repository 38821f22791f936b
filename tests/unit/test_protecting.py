"""Tables by two facts: sizes and numbers of all rows and columns are hidden together."""

from __future__ import annotations

import itertools
import random

import pytest

from coder.analysis.counting import State, Tally
from coder.analysis.people import Count
from coder.analysis.protecting import At, Margins, _tables, protected_grid
from coder.analysis.recover import recoveries
from coder.analysis.thresholds import Thresholds

LIMITS = Thresholds()
Numbers = dict[At, tuple[int, int]]
"""Row and column → how many raised it, and out of how many."""


def tally(low: int, of: int, *, hidden: bool = False) -> Tally:
    people = Count.exact(low, of)
    return Tally(State.RAISED if low else State.NOT_RAISED, low, people, people, people, hidden)


def whole(numbers: Numbers, axis: int | None = None, n: int = 0) -> Tally:
    some = [pair for at, pair in numbers.items() if axis is None or at[axis] == n]
    return tally(sum(low for low, _ in some), sum(of for _, of in some))


def margins_of(numbers: Numbers) -> Margins:
    height, width = (max(at[axis] for at in numbers) + 1 for axis in (0, 1))
    return Margins(
        [whole(numbers, 0, n) for n in range(height)],
        [whole(numbers, 1, n) for n in range(width)],
        whole(numbers),
    )


def hidden_in(numbers: Numbers, margins: Margins | None = None) -> set[At]:
    grid = {at: tally(*pair) for at, pair in numbers.items()}
    safe = protected_grid(grid, margins or margins_of(numbers), LIMITS)
    assert {at: one.people for at, one in safe.items()} == {at: one.people for at, one in grid.items()}
    return {at for at, one in safe.items() if one.hidden}


def told(numbers: Numbers, hidden: set[At], margins: Margins | None = None) -> list[object]:
    """What can still be worked out where these are hidden."""
    grid = {at: tally(*pair) for at, pair in numbers.items()}
    return list(recoveries(_tables(grid, margins or margins_of(numbers), hidden), LIMITS))


def test_a_number_that_only_rows_and_columns_together_tell_is_hidden_too() -> None:
    # Each row and column of the four small cells leaves both open: 1 or 0, 3 or 2 … But nobody of the
    # second column raised it, which its margin tells, and so the first cell of each row is the row's rest.
    numbers = {
        (0, 0): (1, 4), (0, 1): (0, 4), (0, 2): (9, 20),
        (1, 0): (3, 4), (1, 1): (0, 4), (1, 2): (9, 20),
    }  # fmt: skip
    small = {at for at, (_, of) in numbers.items() if of < 5}
    assert told(numbers, small), "with the small ones alone hidden, they can be worked out"
    hidden = hidden_in(numbers)
    assert hidden > small
    assert told(numbers, hidden) == []


def test_what_nobody_of_a_margin_raised_is_told_and_hides_no_more_than_needed() -> None:
    numbers = {
        (0, 0): (0, 3), (0, 1): (0, 20), (0, 2): (0, 30),
        (1, 0): (3, 9), (1, 1): (6, 20), (1, 2): (8, 30),
        (2, 0): (2, 9), (2, 1): (5, 20), (2, 2): (9, 30),
    }  # fmt: skip
    hidden = hidden_in(numbers)
    assert (0, 0) in hidden
    assert told(numbers, hidden) == []
    assert len(hidden) < len(numbers)


def test_rows_that_are_hidden_themselves_are_not_told_by_their_cells() -> None:
    numbers = {
        (0, 0): (2, 6), (0, 1): (3, 7),
        (1, 0): (1, 2), (1, 1): (2, 9),
        (2, 0): (4, 11), (2, 1): (5, 12),
    }  # fmt: skip
    plain = margins_of(numbers)
    rows = [tally(5, 13, hidden=True), tally(3, 11, hidden=True), plain.rows[2]]
    few = Margins(rows, plain.columns, plain.total)
    hidden = hidden_in(numbers, few)
    assert hidden & {(0, 0), (0, 1)}, "its cells would add up to it"
    assert told(numbers, hidden, few) == []


def test_rows_in_which_somebody_is_twice_are_no_sums() -> None:
    numbers = {(0, 0): (2, 6), (0, 1): (3, 3), (1, 0): (3, 8), (1, 1): (2, 9)}
    plain = margins_of(numbers)
    twice = Margins([tally(4, 8), *plain.rows[1:]], plain.columns, tally(9, 25))
    assert told(numbers, hidden_in(numbers, twice), twice) == []


@pytest.mark.parametrize("seed", range(4))
def test_nothing_can_be_worked_out_in_random_tables(seed: int) -> None:
    rng = random.Random(seed)
    caught = 0
    for _ in range(12):
        size = rng.randint(2, 3), rng.randint(2, 4)
        of = {at: rng.choice([1, 3, 4, 6, 9, 15]) for at in itertools.product(*map(range, size))}
        numbers = {at: (rng.choice([0, 1, of[at], rng.randint(0, of[at])]), of[at]) for at in of}
        hidden = hidden_in(numbers)
        assert {at for at, (_, of) in numbers.items() if of < 5} <= hidden
        left = told(numbers, hidden)
        assert not left or hidden == set(numbers), "where all are hidden the margins alone tell"
        caught += bool(told(numbers, {at for at in hidden if of[at] < 5}))
    assert caught > 2
