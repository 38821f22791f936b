"""Small numbers are hidden, and what is hidden cannot be worked out."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator

import pytest

from coder.analysis.count_table import HIDDEN, Cell, CountTable, Place
from coder.analysis.recover import recoveries
from coder.analysis.suppression import ALL_OTHERS, protect, with_remainder
from coder.analysis.thresholds import Thresholds, Unit
from coder.errors import CoderError, InputError
from tests import support


def sizes(name: str, groups: dict[str, int], unit: Unit = Unit.RECORDS) -> CountTable:
    """One row of group sizes with their total."""
    cells = {("all", group): Cell(number) for group, number in groups.items()}
    cells["all", "total"] = Cell(sum(groups.values()))
    return CountTable(name, ("all",), (*groups, "total"), cells, unit, total_column="total")


def hidden(table: CountTable) -> set[str]:
    return {column for (_, column), cell in table.cells.items() if cell.hidden}


def oracle(name: str) -> dict[str, object]:
    path = support.SHARED / "oracles.json"
    if not path.exists():
        pytest.skip("the worked examples are not here")
    found = json.loads(path.read_text(encoding="utf-8"))["oracles"]
    return next(example for example in found if example["id"] == name)


def crosstab(rng: random.Random, name: str = "people") -> CountTable:
    """People of people by code and group: the groups' sizes are the same in every row."""
    groups = [f"g{n}" for n in range(rng.randint(2, 6))]
    codes = [f"c{n}" for n in range(rng.randint(1, 5))]
    of = {group: rng.choice([1, 2, 3, 4, 6, 9, 15, 30]) for group in groups}
    cells: dict[Place, Cell] = {}
    for code in codes:
        for group in groups:
            cells[code, group] = Cell(rng.randint(0, of[group]), of[group])
        cells[code, "all"] = Cell(sum(cells[code, g].number or 0 for g in groups), sum(of.values()))
    of_keys = {place: ("of", place[1]) for place in cells}
    return CountTable(name, tuple(codes), (*groups, "all"), cells, total_column="all", of_keys=of_keys)


def square(rng: random.Random, name: str = "sizes") -> CountTable:
    """Records by two attributes, with totals at both margins; its row totals are shared."""
    rows = [f"r{n}" for n in range(rng.randint(1, 4))]
    columns = [f"k{n}" for n in range(rng.randint(2, 5))]
    cells = {(r, c): Cell(rng.choice([0, 1, 4, 7, 11, 16, 25, 40])) for r in rows for c in columns}
    for r in rows:
        cells[r, "total"] = Cell(sum(cells[r, c].number or 0 for c in columns))
    for c in (*columns, "total"):
        cells["total", c] = Cell(sum(cells[r, c].number or 0 for r in rows))
    keys = {(r, "total"): ("size", r) for r in (*rows, "total")}
    return CountTable(
        name, (*rows, "total"), (*columns, "total"), cells, Unit.RECORDS, "total", "total", keys
    )


def margin(table: CountTable) -> CountTable:
    """A second table of the same output: the row totals alone, with the sum of all of them."""
    cells = {(row, "size"): table.cells[row, "total"] for row in table.rows}
    keys = {place: ("size", place[0]) for place in cells}
    return CountTable("margin", table.rows, ("size",), cells, Unit.RECORDS, "total", None, keys)


def output(rng: random.Random) -> list[CountTable]:
    if rng.random() < 0.5:
        return [crosstab(rng)]
    table = square(rng)
    return [table, margin(table)]


def test_oracle_wisconsin() -> None:
    given = oracle("suppress-WI")["input"]
    assert isinstance(given, dict)
    groups = {name: given[name] for name in ("econ_disadvantaged", "not_econ_disadvantaged")}
    (table,) = protect([sizes("lunch", groups)], Thresholds(records=6))
    assert hidden(table) == set(groups)
    assert table.cells["all", "total"].number == 15


def test_oracle_complementary() -> None:
    example = oracle("suppress-complementary")
    given, expected = example["input"], example["expected"]
    assert isinstance(given, dict)
    assert isinstance(expected, dict)
    (table,) = protect([sizes("race", given["groups"])], Thresholds(records=given["min_n"]))
    assert hidden(table) == {*expected["primary"], *expected["complementary"]}
    shown = {column: cell.number for (_, column), cell in table.cells.items() if not cell.hidden}
    assert shown == expected["shown"]
    assert with_remainder(table).cells["all", ALL_OTHERS].number == expected["merged_masked"]
    assert recoveries([table]) == []


def test_without_the_complementary_step_the_checker_finds_the_number() -> None:
    groups = {"White": 42, "Latino": 23, "Black": 12, "Asian": 6}
    weak = protect([sizes("race", groups)], complementary=False)
    (found,) = recoveries(weak)
    assert (found.place, found.low, found.high) == (("all", "Asian"), 6, 6)


def test_zeros_of_a_small_group_are_hidden_and_nobody_at_all_is_told() -> None:
    cells = {
        ("c", "students"): Cell(7, 30),
        ("c", "families"): Cell(2, 9),
        ("c", "leaders"): Cell(0, 3),
        ("c", "aides"): Cell(0, 0),
        ("c", "all"): Cell(9, 42),
    }
    table = CountTable(
        "t", ("c",), ("students", "families", "leaders", "aides", "all"), cells, total_column="all"
    )
    (safe,) = protect([table])
    assert hidden(safe) == {"leaders", "families"}
    assert str(safe.cells["c", "leaders"]) == HIDDEN
    assert str(safe.cells["c", "aides"]) == "0 of 0"
    assert str(with_remainder(safe).cells["c", ALL_OTHERS]) == "2 of 12"
    assert recoveries([safe]) == []


def test_nothing_of_nothing_hides_nobody() -> None:
    # 0 of the 8 that are hidden together would tell that none of the three leaders said it.
    cells = {
        ("c", "students"): Cell(7, 30),
        ("c", "families"): Cell(0, 5),
        ("c", "leaders"): Cell(0, 3),
        ("c", "all"): Cell(7, 38),
    }
    table = CountTable("t", ("c",), ("students", "families", "leaders", "all"), cells, total_column="all")
    (safe,) = protect([table])
    assert recoveries([safe]) == []
    assert safe.cells["c", "leaders"].hidden
    assert safe.cells["c", "students"].hidden or safe.cells["c", "all"].hidden


def test_a_number_hidden_in_one_table_is_hidden_in_all() -> None:
    cells = {(row, "size"): Cell(size) for row, size in {"a": 4, "b": 20, "c": 30, "all": 54}.items()}
    keys = {place: ("size", place[0]) for place in cells}
    first = CountTable("first", ("a", "b", "c", "all"), ("size",), cells, Unit.RECORDS, "all", None, keys)
    second = CountTable("second", ("b", "c"), ("size",), {p: cells[p] for p in cells if p[0] in "bc"},
                        Unit.RECORDS, keys=keys)  # fmt: skip
    safe = protect([first, second])
    assert safe[1].cells["b", "size"].hidden
    assert not safe[1].cells["c", "size"].hidden
    assert recoveries(safe) == []


def test_excerpts_are_hidden_with_the_few_people_they_are_from() -> None:
    cells = {
        ("c", "students"): Cell(40, about=20),
        ("c", "families"): Cell(12, about=9),
        ("c", "leaders"): Cell(3, about=2),
        ("c", "all"): Cell(55, about=31),
    }
    table = CountTable("x", ("c",), ("students", "families", "leaders", "all"), cells, total_column="all")
    (safe,) = protect([table])
    assert hidden(safe) == {"leaders", "families"}
    assert all(cell.about == 0 for cell in safe.cells.values() if cell.hidden)


def test_hiding_says_the_same_every_time_and_no_more_than_needed() -> None:
    rng = random.Random(5)
    for _ in range(25):
        tables = output(rng)
        safe = protect(tables)
        assert safe == protect(tables)
        for n, table in enumerate(safe):
            for place, cell in table.cells.items():
                original = tables[n].cells[place]
                assert cell.hidden or cell == original


def test_thresholds_and_totals_are_checked() -> None:
    with pytest.raises(InputError, match="5 to 30"):
        Thresholds(records=4)
    with pytest.raises(InputError, match="voices"):
        Thresholds(voices=4)
    wrong = CountTable("w", ("r",), ("a", "b", "t"),
                       {("r", "a"): Cell(None), ("r", "b"): Cell(9), ("r", "t"): Cell(4)},
                       total_column="t")  # fmt: skip
    with pytest.raises(CoderError, match="sums of their parts"):
        recoveries([wrong])


def test_the_bounds_are_those_that_trying_everything_finds() -> None:
    rng = random.Random(11)
    for _ in range(40):
        rows, columns = ["x", "y"], ["a", "b", "c"]
        cells = {(r, c): Cell(rng.randint(0, 4)) for r in rows for c in columns}
        for r in rows:
            cells[r, "t"] = Cell(sum(cells[r, c].number or 0 for c in columns))
        for c in (*columns, "t"):
            cells["t", c] = Cell(sum(cells[r, c].number or 0 for r in rows))
        masked = {place for place in cells if "t" not in place and rng.random() < 0.6}
        masked = set(sorted(masked)[:5])
        shown = {place: Cell(None) if place in masked else cell for place, cell in cells.items()}
        table = CountTable("s", ("x", "y", "t"), ("a", "b", "c", "t"), shown, Unit.RECORDS, "t", "t")
        # Every hidden number is told where 1,000 values would have to be possible.
        told = {r.place: (r.low, r.high) for r in recoveries([table], width=1000)}
        assert told == _tried(cells, masked, rows, columns)


def _tried(
    cells: dict[Place, Cell], masked: set[Place], rows: list[str], columns: list[str]
) -> dict[Place, tuple[int, int]]:
    order = sorted(masked)
    values: dict[Place, set[int]] = {place: set() for place in order}
    for guess in _walk(cells, order):
        filled = {place: cell.number or 0 for place, cell in cells.items()} | dict(
            zip(order, guess, strict=True)
        )
        if all(sum(filled[r, c] for c in columns) == filled[r, "t"] for r in rows) and all(
            sum(filled[r, c] for r in rows) == filled["t", c] for c in columns
        ):
            for place, value in zip(order, guess, strict=True):
                values[place].add(value)
    return {place: (min(found), max(found)) for place, found in values.items()}


def _walk(cells: dict[Place, Cell], order: list[Place]) -> Iterator[tuple[int, ...]]:
    return itertools.product(
        *(range(min(cells[r, "t"].number or 0, cells["t", c].number or 0) + 1) for r, c in order)
    )


@pytest.mark.slow
def test_a_thousand_random_outputs_give_nothing_away() -> None:
    rng = random.Random(2026)
    caught = 0
    for number in range(1000):
        tables = output(rng)
        assert recoveries(protect(tables)) == [], number
        if number < 200:
            caught += bool(recoveries(protect(tables, complementary=False)))
    # The weak setting is caught in most of them.
    assert caught > 100
