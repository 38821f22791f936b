"""Names that were found, each in its context: confirmed, refused, given to a person, then replaced."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from coder.errors import CoderError, InputError
from coder.services.names_book import Choice, Decided, NamesBook, remember, remembered, usual_key
from coder.services.names_seen import Seen, words_of
from coder.services.pseudonyms import PseudonymService
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.asking import Field, FormScreen
from coder.tui.screens.base import Sheet
from coder.tui.workplace import Workplace

FULL = 5
"""Lines for the name under the cursor."""

LOOKING = "Looking for names, some seconds for each hour of talk …"
_SIGNS = {Choice.OPEN: ("·", QUIET), Choice.YES: ("✓", "bold $text-success"), Choice.NO: ("×", "$text-error")}
_PREVIEW_KEYS = [("⏎", "replace them everywhere"), ("↑↓", "look through"), ("esc", "back")]


class NamesSheet(Sheet[str | None]):
    """A head, a list with a cursor, what stands under it in full, and keys."""

    CSS_PATH = "names.tcss"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._rows = Rows()

    def compose(self) -> ComposeResult:
        """The four parts, empty."""
        with Vertical(classes="names"):
            for part in ("head", "list", "full", "keys"):
                yield Static(classes=f"names-{part}", markup=False)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Show everything."""
        raise NotImplementedError

    @property
    def width(self) -> int:
        """Cells of a line."""
        return max(20, self.query_one(".names-list").size.width)

    @property
    def height(self) -> int:
        """Lines of the list."""
        return max(1, self.query_one(".names-list").size.height)

    def put(self, part: str, *lines: Line) -> None:
        """Show lines in one part."""
        self.query_one(f".names-{part}", Static).update(safe.content(*lines_of(lines)))


class NamesScreen(NamesSheet):
    """Gives the sentence about what was replaced; None when it is left. What was decided is kept."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._book: NamesBook | None = None
        self._seen: Seen | None = None

    @property
    def is_reading(self) -> bool:
        """Whether names are still being looked for."""
        return self._book is None

    def on_mount(self) -> None:
        """Look for names beside the keys."""
        self.call_after_refresh(self.draw)
        self._place.jobs.start(self._look())

    async def _look(self) -> None:
        jobs, session = self._place.jobs, self._place.session
        try:
            words = await jobs.store(words_of, session)
            self._seen = await jobs.apart(words.look)
            found = await jobs.store(PseudonymService(session).candidates, self._seen)
            self._book = NamesBook(found, await jobs.store(remembered, session))
        except CoderError as error:
            self.complain(error)
            self._book = NamesBook([])
        self._rows.resize(len(self._book.rows))
        self._rows.at = self._book.next_open(0)
        self.draw()

    async def take_key(self, event: Key) -> bool:
        """Decide, move, go on or leave."""
        key, book = {"j": "down", "k": "up"}.get(event.key, event.key), self._book
        if key == "escape":
            await self._keep()
            self.dismiss(None)
        elif book is None or not book.rows:
            return key not in ("ctrl+q", "ctrl+c")
        elif key == "enter":
            await self._preview(book)
        elif key == "e":
            await self._reword(book)
        elif key == "u":
            at = book.undo()
            self._rows.at = self._rows.at if at is None else at
        elif not self._decide(book, key) and not self._rows.move(key, self.height):
            return key not in ("ctrl+q", "ctrl+c")
        self.draw()
        return True

    async def leave(self) -> None:
        """End the program; what was decided is kept."""
        await self._keep()
        await super().leave()

    def _decide(self, book: NamesBook, key: str) -> bool:
        """Decide by one key and go to the next name that is open; False for another key."""
        act = {"y": book.confirm, "n": book.refuse, "equals_sign": book.same}.get(key)
        if act is None:
            return False
        act(self._rows.at)
        self._rows.at = book.next_open(self._rows.at)
        return True

    async def _keep(self) -> None:
        if self._book is not None:
            await self._place.jobs.store(remember, self._place.session, self._book.kept())

    async def _reword(self, book: NamesBook) -> None:
        at = self._rows.at
        row = book.rows[at]

        def said(found: object) -> None:
            if isinstance(found, dict):
                book.say(at, found["instead"])
                self._rows.at = book.next_open(at)
            self.draw()

        field = Field("instead", "stands for it", row.instead, selected=True)
        await self.ask(FormScreen(f"What stands for {row.candidate.words}?", [field]), said)

    async def _preview(self, book: NamesBook) -> None:
        if not book.confirmed():
            raise InputError("no name is confirmed yet", remedy="y confirms the one under the cursor")
        await self._keep()

        async def done(told: str | None) -> None:
            if told is not None:
                await self._place.jobs.store(remember, self._place.session, "")
                self.dismiss(told)

        await self.ask(NamesPreview(self._place, book, self._seen), done)

    # -- drawing

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        book = self._book
        if book is None or not book.rows:
            told = LOOKING if book is None else "Nothing was found that looks like a name."
            self.put("head", [("Names", HEAD)], [(told, QUIET)])
            self.put("keys", key_line([("esc", "back")], self.width))
            return
        self.put("head", *self._head(book))
        self.put("list", *(self._row(book.rows[at], at) for at in self._rows.window(self.height)))
        self.put("full", *_in_full(book.rows[self._rows.at], self.width))
        pairs = [("y", "confirm"), ("n", "stays"), ("=", "same person"), ("⏎", "preview"), ("e", "reword")]
        self.put("keys", key_line([*pairs, ("u", "undo"), ("esc", "back")], self.width))

    def _head(self, book: NamesBook) -> list[Line]:
        number, yes = len(book.rows), len(book.confirmed())
        told = f"Names: {book.decided:,} of {number:,} decided, {yes:,} to be replaced"
        last = book.last
        same = (
            f"= gives it to {last.instead} ({last.candidate.words})" if last else "Nothing is replaced yet."
        )
        return [[(safe.cut(told, self.width), HEAD)], [(safe.cut(same, self.width), QUIET)]]

    def _row(self, row: Decided, at: int) -> Line:
        here, one, (sign, style) = at == self._rows.at, row.candidate, _SIGNS[row.choice]
        room = max(8, (self.width - 26) // 2)
        instead = row.instead if row.choice is not Choice.NO else "stays"
        return [
            ("› " if here else "  ", KEY),
            (f"{sign} ", style),
            (safe.fitted(one.words, room), "bold reverse" if here else "bold"),
            (f" {safe.fitted(one.kind.value, 12)} {one.times:>4}× ", QUIET),
            (safe.cut(instead, room), QUIET if row.choice is Choice.NO else ""),
        ]


class NamesPreview(NamesSheet):
    """What the confirmed names would become, in their places; gives what was done, None when left."""

    def __init__(self, place: Workplace, book: NamesBook, seen: Seen | None) -> None:
        super().__init__(place)
        self._book, self._seen, self._told = book, seen, book.confirmed()
        self._rows.resize(len(self._told))

    def on_mount(self) -> None:
        """Show the first."""
        self.call_after_refresh(self.draw)

    async def take_key(self, event: Key) -> bool:
        """Look through, replace or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            await self._ask_for_key()
        elif not self._rows.move(key, self.height):
            return key not in ("ctrl+q", "ctrl+c")
        self.draw()
        return True

    async def _ask_for_key(self, file: str = "") -> None:
        hint = "Whoever has this file and the passphrase can put the names back. Keep it apart."
        fields = [
            Field("file", "key file", file or str(usual_key(self._place.session.place)), hint),
            Field(
                "first", "passphrase", hint="Four or five words. Nobody can help who forgets it.", secret=True
            ),
            Field("second", "once more", secret=True),
        ]
        await self.ask(FormScreen("The key to the names", fields, verb="replace"), self._replace)

    async def _replace(self, given: object) -> None:
        if not isinstance(given, dict):
            return
        if given["first"] != given["second"]:
            await self._ask_for_key(given["file"])
            raise InputError("these were two different passphrases", remedy="type it twice again")
        self.say("Replacing …")
        key = Path(given["file"].strip()).expanduser()
        service, wanted = PseudonymService(self._place.session), self._book.wanted()
        done = await self._place.jobs.act(service.replace, wanted, key, given["first"], self._seen)
        many = f"{done.stretches:,} stretches of {done.transcripts:,} transcripts were replaced"
        self.dismiss(f"{many}. The key is {key.name}; u in a transcript takes it back.")

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        places = sum(row.candidate.times for row in self._told)
        names = f"{len(self._told):,} name{'' if len(self._told) == 1 else 's'}"
        head = f"{names} in {places:,} place{'' if places == 1 else 's'} would be replaced"
        note = "Codings move exactly. One undo takes all of it back."
        self.put("head", [(safe.cut(head, self.width), HEAD)], [(safe.cut(note, self.width), QUIET)])
        self.put("list", *(self._row(at) for at in self._rows.window(self.height)))
        self.put("full", *_in_full(self._told[self._rows.at], self.width))
        self.put("keys", key_line(_PREVIEW_KEYS, self.width))

    def _row(self, at: int) -> Line:
        here, (_, after) = at == self._rows.at, self._told[at].before_and_after
        return [
            ("› " if here else "  ", KEY),
            (safe.fitted(self._told[at].candidate.words, 16), "bold reverse" if here else "bold"),
            (f" {safe.cut(after, max(8, self.width - 20))}", ""),
        ]


def _in_full(row: Decided, width: int) -> list[Line]:
    before, after = row.before_and_after
    lines: list[Line] = [
        [(safe.cut(row.candidate.place, width), QUIET)],
        *wrapped(before, width, most=2),
        *wrapped(f"→ {after}", width, "$text-success", most=2),
    ]
    return lines[:FULL]
