"""Small questions: a few lines to type, or one of a list to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.widgets import Static

from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

CURSOR = "▏"
DOT = "•"
"""Stands for a character of a passphrase."""
LONGEST = 400
"""Characters that a field takes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type. With `choices` it is one of these, chosen by ← and →; `known` complete it.

    What is typed first takes the place of the value when it is `selected`.
    """

    id: str
    name: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    selected: bool = False
    secret: bool = False
    """A passphrase: shown as dots."""


class FormScreen(Sheet[Mapping[str, str] | None]):
    """Gives what was typed by the ids of the fields; None when it is left.

    It edits its lines by itself: every key is used before the next is looked at.
    """

    CSS_PATH = "asking.tcss"

    def __init__(self, title: str, fields: Sequence[Field], *, note: str = "", verb: str = "keep") -> None:
        super().__init__()
        self._title, self._note, self._verb = title, note, verb
        self._fields = list(fields)
        self._values = [safe.plain(field.value) for field in fields]
        self._carets = [len(value) for value in self._values]
        self._selected = {at for at, field in enumerate(fields) if field.selected and field.value}
        self._at = 0

    def compose(self) -> ComposeResult:
        """The title, the fields, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="form-head", markup=False)
            yield Static(id="form-fields", markup=False)
            yield Static(id="form-keys", markup=False)

    def on_mount(self) -> None:
        """Show the first field."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Type, go to another field, accept or leave."""
        key = event.key
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            self.dismiss({field.id: value for field, value in zip(self._fields, self._values, strict=True)})
            return True
        if key in ("up", "shift+tab", "down", "tab"):
            step = -1 if key in ("up", "shift+tab") else 1
            self._at = (self._at + step) % len(self._fields)
        elif self._fields[self._at].choices:
            self._choose(key)
        elif not self._edit(key) and event.is_printable and event.character:
            self._type(event.character)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        if not self._fields[self._at].choices:
            self._type(safe.plain(event.text).strip())
            self._draw()

    def _choose(self, key: str) -> None:
        choices = self._fields[self._at].choices
        step = {"left": -1, "right": 1, "space": 1}.get(key, 0)
        value = self._values[self._at]
        at = choices.index(value) if value in choices else 0
        self._values[self._at] = choices[(at + step) % len(choices)]

    def _type(self, text: str) -> None:
        if self._at in self._selected:
            self._set("", 0)
        value, caret = self._values[self._at], self._carets[self._at]
        self._set((value[:caret] + text + value[caret:])[:LONGEST], caret + len(text))

    def _edit(self, key: str) -> bool:
        value, caret = self._values[self._at], self._carets[self._at]
        if key in ("backspace", "delete") and self._at in self._selected:
            key = "ctrl+u"
        ghost = self._ghost()
        done = {
            "left": (value, caret - 1),
            "right": (value + ghost, len(value + ghost)) if caret == len(value) else (value, caret + 1),
            "home": (value, 0),
            "end": (value, len(value)),
            "backspace": (value[: max(0, caret - 1)] + value[caret:], caret - 1),
            "delete": (value[:caret] + value[caret + 1 :], caret),
            "ctrl+u": ("", 0),
        }.get(key)
        if done is not None:
            self._set(*done)
        return done is not None

    def _set(self, value: str, caret: int) -> None:
        self._selected.discard(self._at)
        self._values[self._at] = value
        self._carets[self._at] = max(0, min(caret, len(value)))

    def _ghost(self) -> str:
        value = self._values[self._at]
        known = self._fields[self._at].known if value else ()
        return next((k[len(value) :] for k in known if k.casefold().startswith(value.casefold())), "")

    def _draw(self) -> None:
        width = max(20, self.query_one("#form-fields").size.width)
        head: list[Line] = [[(safe.cut(self._title, width), HEAD)], *wrapped(self._note, width, QUIET)]
        self.query_one("#form-head", Static).update(safe.content(*lines_of(head)))
        name = max(safe.width(field.name) for field in self._fields) + 2
        lines: list[Line] = []
        for at, field in enumerate(self._fields):
            lines.append(self._row(at, name, width))
            if at == self._at and field.hint:
                lines += wrapped(field.hint, width, QUIET, indent=" " * (name + 2))
        self.query_one("#form-fields", Static).update(safe.content(*lines_of(lines)))
        pairs = [("⏎", self._verb), ("esc", "leave")]
        if len(self._fields) > 1:
            pairs.insert(1, ("↑↓", "field"))
        self.query_one("#form-keys", Static).update(safe.content(*key_line(pairs, width)))

    def _row(self, at: int, name: int, width: int) -> Line:
        field, value, here = self._fields[at], self._values[at], at == self._at
        value = DOT * len(value) if field.secret else value
        room = width - name - 3
        line: Line = [
            ("› " if here else "  ", KEY),
            (safe.fitted(field.name, name), "bold" if here else QUIET),
        ]
        if field.choices:
            shown = safe.cut(value or "as found", room - 4)
            return [*line, (f"‹ {shown} ›" if here else shown, "bold" if here else "")]
        if not here:
            return [*line, safe.cut(value, room)]
        if at in self._selected:
            return [*line, (safe.cut(value, room), "bold reverse"), (CURSOR, KEY)]
        before, after = value[: self._carets[at]], value[self._carets[at] :]
        while before and safe.width(before + after) > room:
            before = before[1:]
        return [
            *line,
            (before, "bold"),
            (CURSOR, KEY),
            (safe.cut(after, room), "bold"),
            (self._ghost(), QUIET),
        ]


class NoteScreen(Sheet[bool]):
    """Says something; True when it is answered with Enter, False when it is left.

    `keys` say what the two keys do; a note that asks nothing has only one of them.
    """

    CSS_PATH = "asking.tcss"

    def __init__(self, title: str, lines: Sequence[str | Line], keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._lines, self._keys = title, lines, keys
        self._from = 0

    def compose(self) -> ComposeResult:
        """The title, the sentences, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="note-head", markup=False)
            yield Static(id="note-lines", markup=False)
            yield Static(id="note-keys", markup=False)

    def on_mount(self) -> None:
        """Show it."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Answer, scroll or leave."""
        step = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 8, "space": 8, "pageup": -8}.get(event.key)
        if event.key in ("escape", "enter", "question_mark", "q"):
            if event.key in ("escape", "enter") or len(self._keys) == 1:
                self.dismiss(event.key == "enter")
        elif step:
            self._from += step
            self._draw()
        return event.key not in ("ctrl+q", "ctrl+c")

    def _draw(self) -> None:
        width = max(20, self.query_one("#note-lines").size.width)
        lines: list[Line] = []
        for line in self._lines:
            lines += wrapped(line, width) if isinstance(line, str) else [line]
        room = max(3, int(self.size.height * 0.9) - 6)
        self._from = max(0, min(self._from, len(lines) - room))
        shown = lines[self._from : self._from + room]
        keys = [*self._keys] if len(lines) <= room else [("↑↓", "scroll"), *self._keys]
        self.query_one("#note-head", Static).update(safe.content((safe.cut(self._title, width), HEAD)))
        self.query_one("#note-lines", Static).update(safe.content(*lines_of(shown)))
        self.query_one("#note-keys", Static).update(safe.content(*key_line(keys, width)))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: `about` says more, on the same line."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The `id` of what was chosen, or the `name` that was typed for something new."""

    id: str = ""
    name: str = ""


class ChoiceScreen(Sheet[Chosen | None]):
    """One of a list, found by typing; `new` says what a name that is not in it would become."""

    CSS_PATH = "asking.tcss"

    def __init__(self, title: str, choices: Sequence[Choice], *, note: str = "", new: str = "") -> None:
        super().__init__()
        self._title, self._note, self._new = title, note, new
        self._choices = list(choices)
        self._query = ""
        self._rows = Rows(len(choices))

    def compose(self) -> ComposeResult:
        """The title, what is typed, the list, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="choice-head", markup=False)
            yield Static(id="choice-list", markup=False)
            yield Static(id="choice-keys", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self.call_after_refresh(self._draw)

    @property
    def found(self) -> list[Choice]:
        """What fits the letters typed, and the new name last."""
        wanted = self._query.strip().casefold()
        fitting = [choice for choice in self._choices if wanted in choice.name.casefold()]
        taken = any(choice.name.casefold() == wanted for choice in self._choices)
        if self._new and wanted and not taken:
            fitting.append(Choice("", self._query.strip(), self._new))
        return fitting

    async def take_key(self, event: Key) -> bool:
        """Type, move, take or leave."""
        found, key = self.found, event.key
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            if found:
                choice = found[self._rows.at]
                self.dismiss(Chosen(choice.id) if choice.id else Chosen(name=choice.name))
            return True
        if not self._rows.move(key, 8):
            if key == "backspace":
                self._ask(self._query[:-1])
            elif key == "ctrl+u":
                self._ask("")
            elif event.is_printable and event.character:
                self._ask(self._query + event.character)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._ask(self._query + safe.plain(event.text).strip()[:80])
        self._draw()

    def _ask(self, query: str) -> None:
        self._query = query
        self._rows = Rows(len(self.found))

    def _draw(self) -> None:
        width = max(20, self.query_one("#choice-list").size.width)
        hint = " type a few letters" + (", or a new name" if self._new else "")
        head: list[Line] = [[(safe.cut(self._title, width), HEAD)], *wrapped(self._note, width, QUIET)]
        head += [
            [],
            [("Name ", KEY), (self._query, "bold"), (CURSOR, KEY), ("" if self._query else hint, QUIET)],
        ]
        self.query_one("#choice-head", Static).update(safe.content(*lines_of(head)))
        found = self.found
        name = min(width // 2, max((safe.width(choice.name) for choice in found), default=0) + 2)
        lines: list[Line] = [
            [
                ("› " if at == self._rows.at else "  ", KEY),
                (safe.fitted(found[at].name, name), "bold reverse" if at == self._rows.at else "bold"),
                (" " + safe.cut(found[at].about, width - name - 3), QUIET),
            ]
            for at in self._rows.window(10)
        ] or [[("Nothing fits. Backspace makes the search wider.", QUIET)]]
        self.query_one("#choice-list", Static).update(safe.content(*lines_of(lines)))
        keys = key_line([("⏎", "take"), ("↑↓", "choose"), ("esc", "leave")], width)
        self.query_one("#choice-keys", Static).update(safe.content(*keys))
