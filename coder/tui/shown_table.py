"""What the screen of tables shows, as lines of styled text; and the same as a title, columns and rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.services.charting import chart_of
from coder.services.exploring import (
    AXIS,
    BAR,
    LABEL,
    SHADE,
    VALUE,
    Apart,
    Chart,
    Difference,
    Table,
    Wish,
    in_lines,
    read_cell,
    tables,
)
from coder.services.reporting import report_path
from coder.tui import commands, safe
from coder.tui.bars import hints
from coder.tui.grid import NAMES, Row
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, wrapped
from coder.tui.table_words import meaning, words_of

if TYPE_CHECKING:
    from coder.tui.screens.explore import ExploreScreen

DIGITS = "123456789abcefghijklmn"
APART = "kept apart"
"""The column that says why a code is no answer."""

CHART_STYLES = {BAR: "$text-accent", SHADE: "", LABEL: "bold", VALUE: "bold", AXIS: QUIET}
EXAMPLES = "such as  code:BEL lens:focus group:students site:… wave:2"


def note_of(found: Difference) -> tuple[tuple[str, ...], list[Row]]:
    """A difference as fields and rows: answers first, then what is kept apart, and why."""
    fields = ("code", found.raised_by, found.not_by, *((APART,) if found.kept_apart() else ()))
    rows: list[Row] = [
        {**{name: row[name] for name in fields if name != APART}, **({APART: why} if APART in fields else {})}
        for row, why in zip(found.rows, found.apart, strict=True)
    ]
    return fields, rows


def export_path(place: str, table: str) -> Path:
    """Where a table goes when nobody says: beside the project, under a name that is free."""
    folder, stem = report_path(place).parent, report_path(place).stem.removesuffix("-report")
    names = (f"{stem}-{table}{f' {n}' if n > 1 else ''}.csv" for n in range(1, 1000))
    return next((folder / name for name in names if not (folder / name).exists()), folder / f"{table}.csv")


def typed_file(typed: str, usual: Path) -> Path:
    """What somebody typed as a file: beside the project, a table where no ending is given."""
    path = Path(typed.strip() or usual.name).expanduser()
    path = path if path.suffix else path.with_name(f"{path.name}.csv")
    return path if path.is_absolute() else usual.parent / path


def _codes(number: int) -> str:
    return f"{number} code{'' if number == 1 else 's'}"


def _answers(number: int, apart: bool) -> str:
    """How many codes are the answer; that there is none is said of those that can be told alone."""
    return _codes(number) if number else f"no code{' that can be told' if apart else ''}"


def _variant(wish: Wish) -> str:
    """How near, which rows, how many words."""
    if wish.table == "cooccurrence":
        return "two turns" if wish.near == "adjacent" else f"same {wish.near}"
    if wish.table == "matrix":
        return f"a row for each {wish.rows}"
    return "single words" if wish.phrase == 1 else f"phrases of {wish.phrase} words"


class Looks:
    """Draws a screen of tables as it is now."""

    def __init__(self, screen: ExploreScreen) -> None:
        self.screen = screen
        self._wish = screen.wish
        self._words = words_of(screen.wish.table)

    def title(self, width: int) -> Line:
        """Where one is."""
        every, wish = tables(), self._wish
        at = every.index(wish.table) + 1 if wish.table in every else 0
        session = self.screen.place.session
        who = f"blind pass: only what {session.coder} coded" if session.blind else ""
        place = f"table {at} of {len(every)}"
        if self.screen.listed:
            return [("Explore ", "bold"), (self._words.about, QUIET), "  ", (who, "bold $text-warning")]
        return [
            ("Explore › ", QUIET),
            (self._words.name, "bold"),
            (f"  {place}  ", QUIET),
            (safe.cut(who, max(8, width - 50)), "bold $text-warning"),
        ]

    def names(self) -> list[Line]:
        """The tables there are, for a wide screen."""
        lines: list[Line] = [[("Tables", HEAD)], []]
        for name in tables():
            here = name == self._wish.table
            words = safe.fitted(words_of(name).name, 20)
            lines.append([("▶ " if here else "  ", KEY), (words, "bold" if here else QUIET)])
        return lines

    # -- what is counted

    def sentence(self) -> str:
        """What the table is, in one sentence: for a title, and for those who read a file."""
        found = self.screen.differing
        head = f"Raised by {found.raised_by}, not by {found.not_by}" if found else self._words.name
        return " · ".join([head, *self._conditions(short=False)])

    def about_it(self) -> str:
        """What the table was narrowed by, for the title of a picture."""
        found = self.screen.differing
        head = [f"raised by {found.raised_by}, not by {found.not_by}"] if found else []
        return " · ".join([*head, *self._conditions(short=False)])

    def _conditions(self, *, short: bool) -> list[str]:
        wish, screen = self._wish, self.screen
        found = [f"by {' and '.join(wish.by)}" if wish.by else ""]
        found += [f"where {wish.query}" if wish.query else ""]
        found += ["with branches below" if wish.subtree else ""]
        found += [f"at least {wish.min_people} people" if wish.min_people else ""]
        found += [f"“{wish.word}”" if wish.table == "kwic" and wish.word else ""]
        found += [_variant(wish) if self._words.variant else ""]
        if screen.kept.sort and short:
            field, down = screen.kept.sort
            found.append(f"sorted by {field.replace('_', ' ')} {'↓' if down else '↑'}")
        return [condition for condition in found if condition]

    def what(self, width: int) -> list[Line]:
        """What is counted, what is being typed or chosen, and how far counting is."""
        screen = self.screen
        if screen.typed is not None:
            examples = "" if screen.looking else EXAMPLES
            line: Line = [("Look for " if screen.looking else "Where ", HEAD), *screen.typed.parts()]
            hint = safe.cut(examples, max(4, width - 10)) if not screen.typed.text else ""
            return [[*line, (f" {hint}", QUIET)]]
        if screen.choosing is not None:
            return self._choices(width)
        if screen.counting:
            done = round(screen.part * 20)
            bar = "━" * done + "╌" * (20 - done)
            return [[("Counting ", HEAD), (bar, KEY), f" {screen.part:.0%}".replace("%", " %")]]
        if self._needs_words:
            key = screen.place.keymap.shown("explore_look")
            return [[(key, KEY), f" {self._words.looks_for}"]]
        if screen.wrong:
            return wrapped(screen.wrong, width, "$text-error", most=3)
        return self._told(width)

    @property
    def _needs_words(self) -> bool:
        """Whether nobody has said yet what the table looks for."""
        wish = self._wish
        return bool(self._words.looks_for) and not (wish.word if wish.table == "kwic" else wish.measures)

    def _told(self, width: int) -> list[Line]:
        found, screen = self.screen.differing, self.screen
        conditions = " · ".join(self._conditions(short=True))
        if found is None:
            count = f"{len(screen.lines):,} line{'' if len(screen.lines) == 1 else 's'}"
            told = f"{count} · {conditions}" if conditions else count
            head: Line = [(f"{self._words.name}  ", "bold")] if width >= 60 else []
            notes = " ".join(screen.counted.table.notes) if screen.counted else ""
            return [
                [*head, (safe.cut(told, max(8, width - 24)), QUIET)],
                *wrapped(notes, width, QUIET, most=2),
            ]
        apart = found.kept_apart()
        told = f"Raised by {found.raised_by}, not by {found.not_by}: {_answers(found.answers, bool(apart))}"
        lines = wrapped(told, width, HEAD, most=1)
        why = ", ".join(f"{_codes(count)}: {reason}" for reason, count in apart.items())
        rest = " · ".join(part for part in (conditions, f"kept apart below, {why}" if why else "") if part)
        return [*lines, *wrapped(rest, width, QUIET, most=2)]

    def _choices(self, width: int) -> list[Line]:
        screen = self.screen
        labels = screen.counted.labels if screen.counted else []
        chosen = screen.choosing or ()
        ask = f"Raised by {chosen[0]}, not by which?" if chosen else "Raised by which?"
        lines: list[Line] = [[(safe.cut(ask, width), HEAD)]]
        line: Line = []
        for at, label in enumerate(labels[: len(DIGITS)]):
            if label not in chosen:
                line += [(DIGITS[at], KEY), f" {safe.cut(label, max(8, width // 4))}   "]
        return [*lines, line]

    # -- the table or its chart

    def table(self, width: int, height: int) -> list[Line]:
        """The lines in sight."""
        screen, grid = self.screen, self.screen.grid
        if screen.counted is None or grid is None:
            return [[("Your project is being read.", QUIET)]] if screen.counting else []
        if screen.kept.chart:
            return self._chart_lines(width, height)
        if not screen.lines:
            return wrapped(self._empty(), width, QUIET)
        found = [grid.head(width, screen.at, screen.kept.sort)]
        window = screen.rows.window(max(1, height - 1))
        for at in window:
            above = screen.lines[at - 1] if at > window.start else None
            here = at == screen.rows.at
            found.append(grid.line(screen.lines[at], above, width, screen.at, here=here))
        return found

    def _empty(self) -> str:
        if self.screen.differing is not None:
            found = self.screen.differing
            return f"Everything that {found.raised_by} raised was raised by {found.not_by}, too."
        if self._wish.query or self._wish.min_people:
            return "Nothing was counted so. / changes what it is narrowed by, - asks for fewer people."
        return "Nothing is counted here yet: no session is coded."

    def chart(self) -> Chart | None:
        """What is shown as a chart; of one group where each is a curve of its own."""
        screen, table = self.screen, self.exported()
        if self._wish.table == "saturation" and screen.row is not None:
            table = replace(table, rows=[dict(screen.row)])
        return chart_of(self._wish.table, table, self.about_it())

    def exported(self) -> Table:
        """What is shown as a table: its order, its columns, numbers as numbers."""
        screen = self.screen
        if screen.counted is None or screen.grid is None:
            return Table([])
        fields = tuple(name for name in screen.grid.fields if name != APART)
        rows = [{name: row.get(name) for name in fields} for row in screen.lines]
        return Table(rows, fields, screen.counted.table.notes)

    def _chart_lines(self, width: int, height: int) -> list[Line]:
        screen, chart = self.screen, self.chart()
        if chart is None:
            return wrapped("This table has no chart. v shows it again.", width, QUIET)
        lines = in_lines(chart, width)
        screen.top = max(0, min(screen.top, len(lines) - height + 1))
        shown = lines[screen.top : screen.top + height - 1]
        found: list[Line] = [[(safe.cut(chart.title, width), "bold")]]
        found += ([(text, CHART_STYLES.get(kind, "")) for text, kind in line] for line in shown)
        return found

    # -- below

    def about(self, width: int) -> list[Line]:
        """What the cell under the cursor says."""
        screen, row, column = self.screen, self.screen.row, self.screen.column
        if row is None or column is None or screen.grid is None or screen.counting:
            return []
        if screen.kept.chart:
            told = "– is a number that is not for print. v or ⏎ shows the table, x writes a picture."
            return wrapped(told, width, QUIET, most=2)
        value = "" if column.field in NAMES else screen.grid.text(row, column)
        title = screen.title_of_cell()
        head: Line = [(safe.cut(title, max(8, width - safe.width(value) - 3)), "bold")]
        head += [("   ", ""), (value, KEY)] if value else []
        why = str(row.get(APART) or "")
        field = column.field
        says = read_cell(row.get(field))
        sentence = meaning(self._wish.table, field, says) if field not in NAMES else ""
        if why and why != Apart.ANSWER and column.field in (APART, *NAMES):
            sentence = f"No answer: {why}."
        return [head, *wrapped(sentence[:1].upper() + sentence[1:], width, QUIET, most=2)]

    def keys(self, width: int) -> Line:
        """What can be done now."""
        screen = self.screen
        if screen.typed is not None:
            return key_line([("⏎", "count"), ("^u", "empty"), ("esc", "leave it")], width)
        if screen.choosing is not None:
            return key_line([("1–9", "choose"), ("esc", "leave it")], width)
        if screen.counting:
            return key_line([("esc", "stop")], width)
        offered = screen.offered()
        found = commands.footer(offered)
        help_ = next(command for command in offered if command.id == "help")
        return hints([*(c for c in found if c.id != "help"), help_], width)
