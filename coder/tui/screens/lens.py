"""The lenses of one coding: arrows choose a lens, one letter sets a value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.widgets import Static

from coder.domain.codebook import CodeTree, Lens
from coder.domain.coding import Coding
from coder.tui import safe
from coder.tui.lens_keys import DIRECT, value_keys
from coder.tui.safe import Part
from coder.tui.screens.base import Sheet
from coder.tui.wrap import wrap

SetValue = Callable[[str, str], Awaitable[Coding | None]]
"""Sets or clears a value of a lens, for good, and gives the coding as it is then."""


class LensScreen(Sheet[None]):
    """Stays open, so that several lenses can be set one after the other."""

    CSS_PATH = "lens.tcss"

    def __init__(self, tree: CodeTree, coding: Coding, set_value: SetValue) -> None:
        super().__init__()
        self._lenses = list(tree.lenses.values())
        self._coding = coding
        self._set = set_value
        # The lens with keys of its own is the one most often set.
        self._at = next((at for at, lens in enumerate(self._lenses) if lens.short == DIRECT), 0)

    def compose(self) -> ComposeResult:
        """Lenses at the left, values of one of them at the right."""
        with Vertical(id="lens"):
            yield Static(id="lens-title", markup=False)
            with Horizontal(id="lens-both"):
                yield Static(id="lens-list", markup=False)
                yield Static(id="lens-values", markup=False)
            yield Static(id="lens-keys", markup=False)

    def on_mount(self) -> None:
        """Show what is set."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Choose a lens, set a value, or leave."""
        steps = {"up": -1, "shift+tab": -1, "left": -1, "down": 1, "tab": 1, "right": 1}
        if event.key in ("escape", "enter"):
            self.dismiss(None)
            return True
        if event.key in steps and self._lenses:
            self._at = (self._at + steps[event.key]) % len(self._lenses)
        elif event.character and event.character in "123456789" and int(event.character) <= len(self._lenses):
            self._at = int(event.character) - 1
        elif event.character and self._lenses:
            await self._set_by(event.character)
        else:
            return False
        self._draw()
        return True

    async def _set_by(self, letter: str) -> None:
        lens = self._lenses[self._at]
        for key, value in zip(value_keys(lens), lens.values, strict=True):
            if key == letter:
                self._coding = await self._set(lens.id, value.id) or self._coding

    def _draw(self) -> None:
        coding = self._coding
        self._update(
            "title",
            [
                ("Lenses ", "bold $text-accent"),
                (f"on {coding.code_id}", "bold"),
                "  ",
                (safe.cut(f"“{coding.text}”", 60), "italic $quiet"),
            ],
        )
        width = max(10, self.query_one("#lens-list").size.width - 1)
        rows: list[Part] = []
        for at, lens in enumerate(self._lenses):
            rows += [*self._lens_row(at, lens, width), "\n"]
        self._update("list", rows)
        if self._lenses:
            room = max(16, self.query_one("#lens-values").size.width - 1)
            self._update("values", self._values(self._lenses[self._at], room))
        self._update(
            "keys",
            [
                ("↑↓", "bold $text-accent"),
                (" lens   ", "$quiet"),
                ("letter", "bold $text-accent"),
                (" set or clear   ", "$quiet"),
                ("esc", "bold $text-accent"),
                (" back", "$quiet"),
            ],
        )

    def _lens_row(self, at: int, lens: Lens, width: int) -> list[Part]:
        here = at == self._at
        names = {value.id: value.name for value in lens.values}
        chosen = ", ".join(names.get(id_, id_) for id_ in self._coding.lenses.get(lens.id, ()))
        head = f"{'›' if here else ' '} {at + 1} {lens.name}"
        room = max(0, width - safe.width(head) - 1)
        return [
            (safe.cut(head, width), "bold reverse" if here else ""),
            (" " + safe.cut(chosen, room) if chosen and room > 3 else "", "$text-success"),
        ]

    def _values(self, lens: Lens, width: int) -> list[Part]:
        chosen = self._coding.lenses.get(lens.id, ())
        how_many = "several may be set" if lens.multiple else "one at a time"
        parts: list[Part] = [(lens.name, "bold"), "\n", (how_many, "$quiet"), "\n"]
        for key, value in zip(value_keys(lens), lens.values, strict=True):
            on = value.id in chosen
            parts += [
                "\n",
                (f" {key} ", "bold $text-accent"),
                ("● " if on else "○ ", "$text-success"),
                (value.name, "bold" if on else ""),
            ]
            about = safe.plain(value.definition)
            if len(lens.values) <= 6:
                for start, end in wrap(about, width - 5)[:2]:
                    parts += ["\n     ", (about[start:end], "$quiet")]
        return parts

    def _update(self, name: str, parts: list[Part]) -> None:
        self.query_one(f"#lens-{name}", Static).update(safe.content(*parts))
