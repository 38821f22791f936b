"""The code picker: type a few letters, Enter takes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key, Paste
from textual.widgets import Static

from coder.domain.code_index import CodeIndex
from coder.domain.codebook import Code, CodeTree
from coder.tui import safe
from coder.tui.marks import code_color
from coder.tui.safe import Part
from coder.tui.screens.base import Sheet, key_hints
from coder.tui.wrap import wrap

Picked = tuple[str, ...]
"""Code ids in the order they were chosen; empty when the picker was left."""

CURSOR = "▏"


PLUS = "+"
"""Begins the name of a new code, even if others fit it."""


class NewCode(str):
    """Stands among the picked ids for a code that is to be made: its name."""


class PickerScreen(Sheet[Picked]):
    """Finds codes by a few letters of their ids, names, aliases and definitions, misspelled perhaps.

    With `single` one code is taken, else several may be; with `new` a name that fits no code, or
    that begins with a plus, may be taken, which gives a `NewCode`. It edits its one line by itself:
    every key is used before the next is looked at.
    """

    CSS_PATH = "picker.tcss"

    def __init__(
        self,
        tree: CodeTree,
        recent: Picked,
        here: frozenset[str],
        words: str,
        *,
        title: str = "Code",
        single: bool = False,
        new: bool = False,
    ) -> None:
        super().__init__()
        self._tree = tree
        self._here = here
        self._words = words
        self._title, self._single, self._new = title, single, new
        self._usable = [code for code in tree.codes.values() if code.usable]
        first = [tree.codes[id_] for id_ in recent if id_ in tree.codes and tree.codes[id_].usable]
        self._unasked = list(dict.fromkeys([*first, *self._usable], None)) if first else self._usable
        self._recent = len(first)
        self._index = CodeIndex(tree.codes.values(), recent)
        self._query = ""
        self._found: list[Code] = self._unasked
        self._at = 0
        self._top = 0
        self._marked: list[str] = []

    def compose(self) -> ComposeResult:
        """Query, list, definition, keys."""
        with Vertical(id="picker"):
            yield Static(id="picker-words", markup=False)
            yield Static(id="picker-query", markup=False)
            yield Static(id="picker-list", markup=False)
            yield Static(id="picker-about", markup=False)
            more = [] if self._single else [("space", "mark several")]
            more += [("+", "new code")] if self._new else []
            yield key_hints(("type", "find"), ("⏎", "take"), *more, ("esc", "leave"))

    def on_mount(self) -> None:
        """Show all codes."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the list to the new size."""
        self.call_after_refresh(self._draw)

    @property
    def highlighted(self) -> Code | None:
        """The code that Enter takes; None where it is a new one."""
        return self._found[self._at] if self._at < len(self._found) else None

    @property
    def _wish(self) -> NewCode | None:
        """The code that would be made of what is typed, when no code fits."""
        name = " ".join(self._query.removeprefix(PLUS).split())
        named = self._new and not self._found and any(map(str.isalnum, name))
        return NewCode(name) if named else None

    @property
    def _rows(self) -> int:
        return len(self._found) + (self._wish is not None)

    async def take_key(self, event: Key) -> bool:
        """Type, move, mark, take or leave."""
        key = event.key
        steps = {
            "up": -1,
            "ctrl+p": -1,
            "down": 1,
            "ctrl+n": 1,
            "shift+tab": -1,
            "tab": 1,
            "pageup": -self._height(),
            "pagedown": self._height(),
            "home": -self._rows,
            "end": self._rows,
        }
        if key == "escape":
            await self.dismiss(())
        elif key == "enter":
            await self._take()
        elif key == "space":
            self._space()
        elif key in steps:
            self._at = max(0, min(self._at + steps[key], self._rows - 1))
        elif key == "backspace":
            self._ask(self._query[:-1])
        elif key in ("ctrl+u", "ctrl+w"):
            self._ask("")
        elif event.is_printable and event.character:
            self._ask(self._query + event.character)
        else:
            return False
        if self.is_attached:
            self._draw()
        return True

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._ask(self._query + safe.plain(event.text).strip()[:80])
        self._draw()

    async def on_click(self, event: Click) -> None:
        """Choose a code of the list with the mouse; a second click takes it."""
        if event.widget is not None and event.widget.id == "picker-list":
            self._at = max(0, min(self._top + event.y, self._rows - 1))
            self._draw()
            if event.chain > 1:
                self.call_later(self._take)

    def _ask(self, query: str) -> None:
        self._query = query
        if self._new and query.startswith(PLUS):
            self._found = []
        else:
            self._found = self._index.find(query) if query.strip(" .") else self._unasked
        self._at = self._top = 0

    def _space(self) -> None:
        """Mark what is highlighted; a space where one code is wanted or a name is typed."""
        if self._query and (self._single or not self._found):
            self._ask(self._query + " ")
        else:
            self._mark()

    def _mark(self) -> None:
        code = self.highlighted
        if code is None:
            return
        if code.id in self._marked:
            self._marked.remove(code.id)
        else:
            self._marked.append(code.id)
        if self._query:
            self._ask("")

    async def _take(self) -> None:
        code, wish = self.highlighted, self._wish
        picked = list(self._marked)
        if code is not None and code.id not in picked and (self._query or not picked):
            picked.append(code.id)
        elif code is None and wish is not None:
            picked.append(wish)
        if picked or not self._query:
            self.dismiss(tuple(picked))

    # -- drawing

    def _height(self) -> int:
        return max(1, self.query_one("#picker-list").size.height)

    def _draw(self) -> None:
        width = max(20, self.query_one("#picker-list").size.width)
        height = self._height()
        self._top = max(min(self._top, self._at), self._at - height + 1)
        self._update("words", [(safe.quoted(self._words, width), "italic $quiet")])
        self._update("query", self._query_line())
        rows = [self._row(at, width) for at in range(self._top, min(self._top + height, self._rows))]
        lines: list[Part] = []
        for row in rows:
            lines += [*row, "\n"]
        if not rows:
            lines = [("No code fits. Backspace makes the search wider.", "$quiet")]
        self._update("list", lines)
        self._update("about", self._about(width))

    def _query_line(self) -> list[Part]:
        marked = ", ".join(self._tree.codes[id_].short for id_ in self._marked)
        accent = "bold $text-accent"
        parts: list[Part] = [(f"{self._title} ", accent), (self._query, "bold"), (CURSOR, accent)]
        if not self._query:
            parts.append((" type a few letters", "$quiet"))
        return [*parts, ("   ✓ " + marked, "bold $text-success")] if marked else parts

    def _row(self, at: int, width: int) -> list[Part]:
        here = at == self._at
        if at >= len(self._found):
            new = safe.fitted(f"New code “{self._wish}”", width - 4)
            return [
                ("› " if here else "  ", "bold $text-accent"),
                ("+ ", "bold"),
                (new, "bold reverse" if here else ""),
            ]
        code = self._found[at]
        sign = "✓" if code.id in self._marked else "▌" if code.id in self._here else "·"
        end = " on these words" if code.id in self._here else ""
        end = " recent" if not end and not self._query and at < self._recent else end
        ids = min(20, max(8, width // 3))
        name = safe.fitted(code.name, max(4, width - 4 - ids - len(end)))
        row = "reverse" if here else ""
        return [
            ("› " if here else "  ", "bold $text-accent"),
            (sign + " ", code_color(self._tree, code.id)),
            (safe.fitted(code.id, ids), f"bold {row}"),
            (name, row),
            (end, row or "$quiet"),
        ]

    def _about(self, width: int) -> list[Part]:
        code = self.highlighted
        if code is None:
            about = "Makes this code and puts it on the words; you say under which branch."
            return [(about, "$quiet")] if self._wish else []
        line = " › ".join(above.name for above in self._tree.ancestors(code.id)[1:])
        name = safe.cut(code.name, width)
        room = width - safe.width(name) - 2
        where = f"  {safe.cut(line, room)}" if room > 8 else ""
        parts: list[Part] = [(name, "bold"), (where, "$quiet"), "\n"]
        definition = safe.plain(code.definition or "No definition.")
        pieces = wrap(definition, width)[:3]
        parts.append("\n".join(definition[start:end] for start, end in pieces))
        for word, rules in (("for ", code.include[:1]), ("not ", code.exclude[:1])):
            parts += [
                part
                for rule in rules
                for part in ("\n", (word, "$text-accent"), (safe.cut(rule, width - 4), "$quiet"))
            ]
        return parts

    def _update(self, name: str, parts: list[Part]) -> None:
        # All parts have room of their own: nothing has to be laid out for a letter.
        self.query_one(f"#picker-{name}", Static).update(safe.content(*parts), layout=False)
