"""Tables as lines: names stay in sight, columns slide, and nothing is wider than the screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.tui import safe
from coder.tui.grid import Grid
from coder.tui.keyline import Line
from coder.tui.line_edit import LineEdit

FIELDS = (
    "code",
    "name",
    "group",
    "excerpts",
    "people",
    "people_of",
    "long \u6211\u4eec name",
    "zeta",
    "omega",
)


def made(roomy: bool = False) -> Grid:
    rows = [
        {"code": f"T.{n // 2}", "name": "x", "group": g, "excerpts": n, "people": 3, "people_of": 12}
        | {
            "long \u6211\u4eec name": "[/] words that go on and on and on",
            "zeta": "<5",
            "omega": "not raised",
        }
        for n, g in enumerate(["students", "families"] * 4)
    ]
    return Grid(FIELDS, rows, {"T.0": "Belonging [b]"}, roomy)


def plain(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in line)


@given(st.integers(30, 160), st.lists(st.integers(0, 7), min_size=1))
def test_the_cursor_is_in_sight_and_no_line_too_wide(width: int, moves: list[int]) -> None:
    grid = made()
    last = len(grid.columns) - 1
    for at in moves:
        at = min(at, last)
        seen = grid.seen(width, at)
        assert at in seen
        assert seen[:2] == [0, 1]
        lines = [grid.head(width, at), *(grid.line(r, None, width, at, here=True) for r in grid.rows)]
        if width >= 64:
            assert all(safe.width(plain(line)) <= width + 2 for line in lines)
            assert len({safe.width(plain(line)) for line in lines[1:]}) == 1


def test_numbers_stand_with_what_they_are_out_of() -> None:
    line = plain(made().line(made().rows[0], None, 120, 2, here=False))
    assert "3 of 12" in line
    assert "T.0" in line
    assert "[/] words" in line
    assert "T.0  Belonging [b]" in plain(made(True).line(made().rows[0], None, 120, 2, here=False))


def test_a_code_stands_once_above_its_lines_but_always_under_the_cursor() -> None:
    grid = made()
    one, other = grid.rows[:2]
    assert "T.0" not in plain(grid.line(other, one, 120, 2, here=False))
    assert "T.0" in plain(grid.line(other, one, 120, 2, here=True))


def test_a_click_finds_its_column() -> None:
    grid = made()
    line = plain(grid.head(120, 2))
    for n in grid.seen(120, 2):
        at = safe.width(line[: line.index(grid.columns[n].head)])
        assert grid.column_at(at, 120, 2) == n
    assert grid.column_at(119, 120, 2) is None


def test_a_line_that_is_typed_never_holds_what_a_terminal_obeys() -> None:
    line = LineEdit("ab", 6)
    line.insert("\x1b[31m\u202e")
    assert "\x1b" not in line.text
    line.insert("x" * 20)
    assert len(line.text) == 6
