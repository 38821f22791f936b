"""The lenses of one coding: arrows walk through the values, Enter or one letter sets one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.widgets import Static

from coder.domain.codebook import CodeTree, Lens
from coder.domain.coding import Coding
from coder.tui import safe
from coder.tui.lens_keys import DIRECT, LensKey, value_keys
from coder.tui.safe import Part
from coder.tui.screens.base import Sheet, hint_parts, key_hints
from coder.tui.wrap import wrap

SetValue = Callable[[str, str], Awaitable[Coding | None]]
"""Sets or clears a value of a lens, for good, and gives the coding as it is then."""

Row = list[Part]
INDENT = 7


class LensScreen(Sheet[str]):
    """Letters set values one after the other; Enter sets one and closes, where a lens takes one.

    Gives back what is to be told about it.
    """

    CSS_PATH = "lens.tcss"

    def __init__(
        self, tree: CodeTree, coding: Coding, set_value: SetValue, direct: Sequence[LensKey] = ()
    ) -> None:
        super().__init__()
        self._lenses = list(tree.lenses.values())
        self._coding = coding
        self._set = set_value
        self._letters = {lens.id: value_keys(lens, direct) for lens in self._lenses}
        # The lens with keys of its own is the one most often set.
        self._at = next((at for at, lens in enumerate(self._lenses) if lens.short == DIRECT), 0)
        self._value = 0
        self._go_to(self._at)

    def compose(self) -> ComposeResult:
        """Lenses at the left, values of one of them at the right."""
        with Vertical(id="lens"):
            yield Static(id="lens-title", markup=False)
            with Horizontal(id="lens-both"):
                yield Static(id="lens-list", markup=False)
                yield Static(id="lens-values", markup=False)
            yield key_hints(id="lens-keys")

    def on_mount(self) -> None:
        """Show what is set."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    # -- keys

    async def take_key(self, event: Key) -> bool:
        """Choose a value or another lens, set, or leave."""
        lenses = {"shift+tab": -1, "left": -1, "tab": 1, "right": 1}
        if event.key == "escape" or (event.key == "enter" and not self._lenses):
            self.dismiss("")
        elif not self._lenses:
            return False
        elif event.key == "enter":
            await self._choose()
        elif event.key in ("up", "down"):
            self._walk(1 if event.key == "down" else -1)
        elif event.key in lenses:
            self._go_to(self._at + lenses[event.key])
        elif event.is_printable and event.character:
            await self._typed(event.character)
        else:
            return False
        if self.is_attached:
            self._draw()
        return True

    @property
    def _lens(self) -> Lens:
        return self._lenses[self._at]

    def _is_set(self, lens: Lens, value_id: str) -> bool:
        return value_id in self._coding.lenses.get(lens.id, ())

    def _go_to(self, lens_at: int, *, last: bool = False) -> None:
        """Highlight what is set in another lens, or its first (`last`: last) value."""
        if not self._lenses:
            return
        self._at = lens_at % len(self._lenses)
        values = self._lens.values
        found = next((at for at, value in enumerate(values) if self._is_set(self._lens, value.id)), 0)
        self._value = len(values) - 1 if last else found

    def _walk(self, step: int) -> None:
        """To the next value, and behind the last one to the next lens."""
        value = self._value + step
        if 0 <= value < len(self._lens.values):
            self._value = value
            return
        self._go_to(self._at + step, last=step < 0)
        if step > 0:
            self._value = 0

    async def _typed(self, letter: str) -> None:
        if letter in "123456789":
            if int(letter) <= len(self._lenses):
                self._go_to(int(letter) - 1)
            return
        letters = self._letters[self._lens.id]
        if letter == " ":
            await self._toggle()
        elif letter in letters:
            self._value = letters.index(letter)
            await self._toggle()

    async def _toggle(self) -> None:
        if self._lens.values:
            value = self._lens.values[self._value]
            self._coding = await self._set(self._lens.id, value.id) or self._coding

    async def _choose(self) -> None:
        """Set what is highlighted; done then, where only one value can be set."""
        lens = self._lens
        if lens.multiple or not lens.values:
            await self._toggle()
            return
        value = lens.values[self._value]
        if not self._is_set(lens, value.id):
            await self._toggle()
        if self._is_set(lens, value.id):
            self.dismiss(f"{lens.name}: {value.name}, on {self._coding.code_id}.")

    # -- drawing

    def _draw(self) -> None:
        title: Row = [("Lenses ", "bold $text-accent"), (f"on {self._coding.code_id}", "bold")]
        room = self.query_one("#lens-title").size.width - sum(safe.width(part[0]) for part in title) - 2
        if room > 8:
            title += ["  ", (safe.quoted(self._coding.text, room), "italic $quiet")]
        self._update("title", title)
        width = max(10, self.query_one("#lens-list").size.width - 1)
        rows = [self._lens_row(at, lens, width) for at, lens in enumerate(self._lenses)]
        self._update("list", [part for row in rows for part in [*row, "\n"]])
        if self._lenses:
            size = self.query_one("#lens-values").size
            lines = self._values(self._lens, max(16, size.width - 3), max(1, size.height))
            self._update("values", [part for line in lines for part in [*line, "\n"]][:-1])
        many = bool(self._lenses) and self._lens.multiple
        enter = ("⏎", "sets" if many else "choose")
        self._update(
            "keys",
            hint_parts(("↑↓", "value"), ("⇥", "lens"), enter, ("letter", "sets"), ("esc", "back")),
        )

    def _lens_row(self, at: int, lens: Lens, width: int) -> Row:
        here = at == self._at
        names = {value.id: value.name for value in lens.values}
        chosen = ", ".join(names.get(id_, id_) for id_ in self._coding.lenses.get(lens.id, ()))
        head = f"{'›' if here else ' '} {at + 1} {lens.name}"
        room = max(0, width - safe.width(head) - 1)
        return [
            (safe.cut(head, width), "bold" if here else ""),
            (" " + safe.cut(chosen, room) if chosen and room > 3 else "", "$text-success"),
        ]

    def _values(self, lens: Lens, width: int, height: int) -> list[Row]:
        """The values with as much of their definitions as there is room for."""
        how_many = "several may be set" if lens.multiple else "one at a time"
        if safe.width(lens.name) + len(how_many) + 3 > width:
            how_many = how_many.split(maxsplit=1)[0]
        name = safe.cut(lens.name, width - len(how_many) - 3)
        lines: list[Row] = [[(name, "bold"), (f" · {how_many}", "$quiet")]]
        abouts = [_wrapped(value.definition, width - INDENT) for value in lens.values]
        shares = _shares(list(map(len, abouts)), height - len(lines) - len(abouts), self._value)
        focus = 0
        for at, (value, about, share) in enumerate(zip(lens.values, abouts, shares, strict=True)):
            if at == self._value:
                focus = len(lines) + share
            lines.append(self._value_row(at, value.name, self._is_set(lens, value.id), width))
            shown = about[:share]
            if shown and share < len(about):
                shown[-1] = safe.cut(" ".join(about[share - 1 :]), width - INDENT)
            lines += [[" " * INDENT, (line, "$quiet")] for line in shown]
        top = max(0, min(len(lines) - height, focus - height + 1))
        return lines[top : top + height]

    def _value_row(self, at: int, name: str, on: bool, width: int) -> Row:
        here = at == self._value
        return [
            ("› " if here else "  ", "bold $text-accent"),
            (self._letters[self._lens.id][at], "bold $text-accent"),
            "  ",
            ("● " if on else "○ ", "$text-success"),
            (safe.cut(name, width - INDENT), "bold reverse" if here else "bold" if on else ""),
        ]

    def _update(self, name: str, parts: list[Part]) -> None:
        self.query_one(f"#lens-{name}", Static).update(safe.content(*parts))


def _wrapped(text: str, width: int) -> list[str]:
    shown = safe.plain(text)
    return [shown[start:end] for start, end in wrap(shown, width)]


def _shares(wanted: Sequence[int], room: int, first: int) -> list[int]:
    """How many lines each definition gets: `first` all it wants, the others what is left, in order."""
    given = [0] * len(wanted)
    for at in sorted(range(len(wanted)), key=lambda at: (at != first, at)):
        given[at] = wanted[at] if at == first else max(0, min(wanted[at], room))
        room -= given[at]
    return given
