"""The codebook as a tree with counts, drawn line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.domain.codebook import Code, CodeStatus, CodeTree
from coder.tui import safe
from coder.tui.directly import Directly
from coder.tui.marks import code_color
from coder.tui.pens import Pens

FOLDED, OPEN, DOT, GONE = "▸", "▾", "▪", "×"


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree; `count` is of the code and all below it when `folded`."""

    depth: int
    code: Code
    count: int
    folded: bool
    parent: bool


def branches(tree: CodeTree, counts: Mapping[str, int], folded: frozenset[str]) -> list[Branch]:
    """The lines of the tree that are not hidden in a folded branch."""
    lines: list[Branch] = []
    hidden_below: int | None = None
    for depth, code in tree.walk():
        if hidden_below is not None and depth > hidden_below:
            continue
        hidden_below = depth if code.id in folded else None
        count = _total(tree, counts, code) if code.id in folded else counts.get(code.id, 0)
        lines.append(Branch(depth, code, count, code.id in folded, bool(tree.children(code.id))))
    return lines


def _total(tree: CodeTree, counts: Mapping[str, int], code: Code) -> int:
    return counts.get(code.id, 0) + sum(counts.get(below.id, 0) for _, below in tree.walk(code.id))


class CodebookView(Directly, ScrollView, can_focus=False):
    """The codes with how often each stands in this transcript.

    Everything happens through methods, because the screen takes the keys.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "codebook--cursor",
        "codebook--lit",
        "codebook--group",
        "codebook--count",
        "codebook--zero",
    }

    @dataclass
    class Chosen(Message):
        """Somebody pointed at a code."""

        code: Code

    def __init__(self) -> None:
        super().__init__()
        self._tree: CodeTree | None = None
        self._counts: Mapping[str, int] = {}
        self._folded: frozenset[str] = frozenset()
        self._lines: list[Branch] = []
        self._lit: frozenset[str] = frozenset()
        self._cursor = 0
        self.browsing = False
        self._pens = Pens(self, "codebook")
        self._strips: dict[tuple[object, ...], Strip] = {}
        """Drawn lines, by everything that they show of a tree."""

    @property
    def current(self) -> Code | None:
        """The code under the cursor."""
        return self._lines[self._cursor].code if self._cursor < len(self._lines) else None

    def show(self, tree: CodeTree, counts: Mapping[str, int], lit: frozenset[str]) -> None:
        """Draw the tree; the codes in `lit` are those on the current turn, the first one is kept in sight."""
        if (tree, counts, lit) == (self._tree, self._counts, self._lit):
            return
        moved, same = lit != self._lit, tree is self._tree
        if self._tree is None:
            self._folded = start_folded(tree)
        before, were_lit = self._lines, self._lit
        self._tree, self._counts, self._lit = tree, counts, lit
        if not same:
            self._strips.clear()
        if same:
            self._recount(before, were_lit ^ lit)
        else:
            self._lay_out()
        if moved and not self.browsing:
            self._keep_in_sight(self._first_lit())

    def _recount(self, before: list[Branch], turned: frozenset[str]) -> None:
        """Draw only the lines whose count has changed, or that are lit now or were."""
        assert self._tree is not None
        self._lines = branches(self._tree, self._counts, self._folded)
        for at, (was, now) in enumerate(zip(before, self._lines, strict=True)):
            if was != now or now.code.id in turned:
                self.refresh_line(at)

    def browse(self, on: bool) -> None:
        """Show or hide the cursor."""
        self.browsing = on
        if on:
            self._cursor = self._first_lit() or self._cursor
            self._keep_in_sight(self._cursor)
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor."""
        self._cursor = max(0, min(self._cursor + step, len(self._lines) - 1))
        self._keep_in_sight(self._cursor)
        self.refresh()

    def point_at(self, code_id: str) -> None:
        """Put the cursor on a code and open what it stands in."""
        if self._tree is None or code_id not in self._tree.codes:
            return
        self._folded -= {above.id for above in self._tree.ancestors(code_id)}
        self._lay_out()
        self._cursor = next(at for at, line in enumerate(self._lines) if line.code.id == code_id)
        self._keep_in_sight(self._cursor)
        self.refresh()

    def fold(self, fold: bool) -> None:
        """Fold or unfold the branch under the cursor; folding a leaf goes to the head of its branch."""
        code = self.current
        if code is None:
            return
        line = self._lines[self._cursor]
        if fold and (line.folded or not line.parent) and code.parent_id:
            self._cursor = next(at for at, other in enumerate(self._lines) if other.code.id == code.parent_id)
        elif line.parent:
            self._folded = self._folded | {code.id} if fold else self._folded - {code.id}
        self._lay_out()
        self._keep_in_sight(self._cursor)

    def notify_style_update(self) -> None:
        """Forget styles when the theme changes."""
        self._pens.clear()
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Fold a branch, or choose a code with a second click."""
        at = event.y + self.scroll_offset.y
        if not 0 <= at < len(self._lines):
            return
        self._cursor = at
        if self._lines[at].parent:
            self.fold(not self._lines[at].folded)
        elif event.chain > 1:
            self.post_message(self.Chosen(self._lines[at].code))

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        at = y + self.scroll_offset.y
        width, base = self.scrollable_content_region.width, self._pens.base
        if self._tree is None or at >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[at]
        here, lit = self.browsing and at == self._cursor, line.code.id in self._lit
        key = (line.code.id, line.depth, line.count, line.folded, width, here, lit)
        if key not in self._strips:
            self._strips[key] = self._draw(line, width, base + self._pens("cursor") if here else base, lit)
        return self._strips[key]

    def _draw(self, line: Branch, width: int, base: Style, lit: bool) -> Strip:
        assert self._tree is not None
        sign = (FOLDED if line.folded else OPEN) if line.parent else "›" if lit else DOT
        indent = " " * (1 + line.depth)
        count = str(line.count) if line.count else ""
        room = width - len(indent) - 2 - len(count) - 2
        name = line.code.name if line.parent else f"{line.code.short} {line.code.name}"
        if line.code.status is CodeStatus.MERGED:
            sign, name = GONE, f"{line.code.short} ⇒ {self._tree.resolve(line.code.id)}"
        elif line.code.status is CodeStatus.RETIRED:
            sign, name = GONE, f"{line.code.short} (retired) {line.code.name}"
        style = self._pens("lit") if lit else self._pens("group") if line.parent else Style()
        if not line.parent and not lit and not line.count:
            style = self._pens("zero")
        color = Style(color=code_color(self._tree, line.code.id))
        return Strip(
            [
                safe.segment(indent, base),
                safe.segment(sign + " ", base + color),
                safe.segment(safe.fitted(name, max(0, room)), base + style),
                safe.segment(f" {count} ", base + self._pens("count")),
            ]
        ).adjust_cell_length(width, base)

    def _first_lit(self) -> int | None:
        return next((at for at, line in enumerate(self._lines) if line.code.id in self._lit), None)

    def _lay_out(self) -> None:
        if self._tree is None:
            return
        here = self.current
        self._lines = branches(self._tree, self._counts, self._folded)
        # The cursor stays on its code, wherever that stands now.
        same = (at for at, line in enumerate(self._lines) if here and line.code.id == here.id)
        self._cursor = max(0, min(next(same, self._cursor), len(self._lines) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
        self.refresh()

    def _keep_in_sight(self, at: int | None) -> None:
        height = self.scrollable_content_region.height
        if at is None or height <= 0:
            return
        top = self.scroll_offset.y
        if not top + 1 <= at < top + height - 1:
            self.scroll_to(y=max(0, at - height // 3), animate=False, immediate=True)


def start_folded(tree: CodeTree) -> frozenset[str]:
    """Which branches are folded at first: all codebooks but the first, when there are many codes."""
    roots = tree.children(None)
    return frozenset(root.id for root in roots[1:]) if len(tree.codes) > 40 else frozenset()
