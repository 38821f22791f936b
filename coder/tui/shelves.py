"""The rows of the library as styled text: transcripts, and who was heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.services.library import Count, Heard, Shelf
from coder.services.reading_time import as_time
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line

BAR = 8
"""Cells of a bar."""

HERE = "▶"
"""Stands before the transcript one comes from."""

SITED = 112
"""Columns from which the site has a column."""


@dataclass(frozen=True, slots=True)
class Row:
    """A transcript with what is known of its progress so far."""

    shelf: Shelf
    count: Count | None = None

    @property
    def share(self) -> float:
        """The part of what is to be coded that is done; 0 while that is not known."""
        return self.count.progress.share if self.count else 0.0

    @property
    def is_open(self) -> bool:
        """Whether something is left to do, as far as that is known."""
        return self.count is None or self.count.progress.left.turns > 0


SORTS: Mapping[str, Callable[[Row], object]] = {
    "their order": lambda row: 0,
    "label": lambda row: row.shelf.label.casefold(),
    "group": lambda row: (row.shelf.group.casefold(), row.shelf.label.casefold()),
    "site": lambda row: (row.shelf.site.casefold(), row.shelf.label.casefold()),
    "least read": lambda row: row.share,
    "most turns": lambda row: -row.shelf.turns,
}
"""What the transcripts can be sorted by; rows that are equal keep their order."""


def fitting(rows: Iterable[Row], letters: str, *, only_open: bool, by: str) -> list[Row]:
    """The rows with these letters in label, title, group or site."""
    wanted = letters.strip().casefold()
    found = [
        row
        for row in rows
        if wanted in " ".join((row.shelf.label, row.shelf.title, row.shelf.group, row.shelf.site)).casefold()
        and (row.is_open or not only_open)
    ]
    return sorted(found, key=SORTS[by])  # type: ignore[arg-type]


class Columns:
    """How wide each column of the transcripts is."""

    def __init__(self, rows: Sequence[Row], width: int) -> None:
        def widest(texts: Iterable[str], least: int, most: int) -> int:
            return max(least, min(most, max(map(safe.width, texts), default=0)))

        shelves = [row.shelf for row in rows]
        self.group = widest((shelf.group for shelf in shelves), 5, 12)
        self.site = widest((shelf.site for shelf in shelves), 4, 24) if width >= SITED else 0
        self.time = 11 if width >= SITED else 0
        used = 4 + 1 + self.group + 1 + self.site + 1 + 6 + 1 + BAR + 5 + 6 + 7 + self.time + 1
        room = max(12, width - used)
        # Two sessions whose labels are cut to the same letters look like one, so titles give way first.
        longest = widest((shelf.label for shelf in shelves), 6, 60)
        titles = widest((shelf.title for shelf in shelves), 5, 54)
        self.label = max(min(longest, 16, room - 6), min(longest, room - min(titles, max(6, room // 3))))
        self.title = min(room - self.label, 54)

    def head(self) -> Line:
        """The names of the columns."""
        site = safe.fitted("Site", self.site) + " " if self.site else ""
        names = (
            f"    {safe.fitted('Label', self.label)} {safe.fitted('Title', self.title)} "
            f"{safe.fitted('Group', self.group)} {site}{'Turns':>6} {'Read':<{BAR}}     {'Coded':>6}{'At':>7}"
            f"{'Your time' if self.time else '':>{self.time}}"
        )
        return [(names, QUIET)]

    def row(self, row: Row, *, cursor: bool, current: bool) -> Line:
        """One transcript."""
        shelf, found = row.shelf, row.count.progress if row.count else None
        style = "bold reverse" if cursor else "bold"
        site = safe.fitted(shelf.site, self.site) + " " if self.site else ""
        facts = f" {safe.fitted(shelf.title, self.title)} {safe.fitted(shelf.group, self.group)} {site}"
        coded = f"{_share(found.coded.turns, found.to_code.turns):>6}" if found else " " * 6
        return [
            ("› " if cursor else "  ", KEY),
            (f"{HERE} " if current else "  ", KEY),
            (safe.fitted(shelf.label, self.label), style),
            facts,
            f"{shelf.turns:>6} ",
            (bar(row.share) if found else "…".ljust(BAR), KEY),
            f"{_share(found.done.turns, found.to_code.turns):>5}" if found else " " * 5,
            coded,
            (f"t {shelf.last}".rjust(7) if shelf.last else " " * 7, QUIET),
            (as_time(shelf.seconds).rjust(self.time) if self.time and shelf.seconds else "", QUIET),
        ]


def bar(share: float) -> str:
    """A share, 0 to 1, as a bar; empty and full only when it is none and all."""
    full = round(share * BAR)
    full = min(BAR - 1, max(1, full)) if 0 < share < 1 else full
    return "━" * full + "╌" * (BAR - full)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def heard_lines(rows: Sequence[Heard], waiting: int, width: int) -> list[Line]:
    """Who was heard, group by group; `waiting` transcripts are still being counted."""
    group = max(8, min(24, max((safe.width(_group(row)) for row in rows), default=8)))
    group = max(8, min(group, width - 50))
    head = f"{safe.fitted('Group', group)}{'Sessions':>10}{'People':>9}{'Words':>9}   {'Coded':<{BAR}}"
    lines: list[Line] = [[("  " + head, QUIET)]]
    for row in rows:
        name = safe.fitted(_group(row), group)
        if not row.sessions:
            silent = safe.cut("on the roster, and not heard yet", max(10, width - group - 6))
            lines.append([("! ", "bold $text-warning"), (name, "bold"), (f"  {silent}", "$text-warning")])
            continue
        people = str(row.people) if row.most == row.people else f"{row.people}–{row.most}"
        share = row.coded / row.turns if row.turns else 0.0
        lines.append(
            [
                "  ",
                (name, "bold"),
                f"{row.sessions:>10}{people:>9}{row.words:>9,}   ",
                (bar(share), KEY),
                f"{_share(row.coded, row.turns):>5}",
            ]
        )
    if not rows:
        lines.append([("  Nobody has been heard yet.", QUIET)])
    if waiting:
        lines.append([(f"  … {waiting} transcripts are still being counted", QUIET)])
    return lines


def _group(row: Heard) -> str:
    return (row.group or "no group named") + (", in writing" if row.written else "")
