"""The first screen: the projects opened lately, and how to come to others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from textual.app import ComposeResult
from textual.events import Click
from textual.widgets import Static

from coder import __version__
from coder.errors import CoderError
from coder.services.demo import DIRECTORY, FILE, make_demo
from coder.services.projects import default_name, file_for, new_project, shipped_to_choose
from coder.services.recent import Recent, forget_project, recent_projects
from coder.services.whoami import coder_name
from coder.tui import command_sets, commands, safe
from coder.tui.bars import hints
from coder.tui.frame import Frame, Next
from coder.tui.jobs import Lane
from coder.tui.keyline import HEAD, KEY, QUIET, Line, lines_of, wrapped
from coder.tui.keymap import Keymap
from coder.tui.rows import Rows
from coder.tui.screens.asking import Field, FormScreen
from coder.tui.screens.base import Desk
from coder.tui.screens.books import BooksScreen
from coder.tui.screens.files import FilesScreen
from coder.tui.screens.help import HelpScreen

T = TypeVar("T")

ACTIONS = ("welcome_new", "welcome_file", "welcome_demo", "tour")
"""The commands that stand as lines below the projects."""

NOTHING_YET = "No project yet. The tour takes five minutes and needs nothing of yours."


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that can be chosen: a project, or a command by its id."""

    project: Recent | None = None
    there: bool = True
    command: str = ""


class WelcomeScreen(Desk[None]):
    """Leaves the application with what is to be opened."""

    CSS_PATH = "welcome.tcss"
    BINDINGS = commands.bindings(command_sets.WELCOME)

    def __init__(self, keymap: Keymap, told: str = "") -> None:
        super().__init__()
        self._keymap, self._told = keymap, told
        self._entries: list[Entry] = [Entry(command=id_) for id_ in ACTIONS]
        self._rows = Rows(len(self._entries))
        self._lines_at: dict[int, int] = {}
        self._lane = Lane("projects")
        self._busy = ""

    def compose(self) -> ComposeResult:
        """Title, projects and commands, keys."""
        yield Static(id="welcome-title", markup=False)
        yield Static(id="welcome-list", markup=False)
        yield Static(id="welcome-keys", markup=False)

    async def on_mount(self) -> None:
        """Read the list, and tell what went wrong before."""
        self.use(self._keymap.of(command_sets.WELCOME))
        await self._read()
        if self._told:
            self.complain(CoderError(self._told))

    def on_unmount(self) -> None:
        """Let the thread go."""
        self._lane.finish(0)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    async def _read(self) -> None:
        found = await self._lane.do(lambda: [(known, known.is_there()) for known in recent_projects()])
        self._entries = [Entry(project, there) for project, there in found]
        self._entries += [Entry(command=id_) for id_ in ACTIONS]
        self._rows.resize(len(self._entries))
        self.call_after_refresh(self._draw)

    # -- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing else is begun while something is being made."""
        return not self._busy or action in ("leave", "theme")

    def action_row(self, key: str) -> None:
        """Go up or down."""
        self._rows.move(key, 5)
        self._draw()

    async def action_open(self) -> None:
        """Open the project, or do what the line says."""
        entry = self._entries[self._rows.at]
        if entry.project is None:
            command = next(c for c in command_sets.WELCOME if c.id == entry.command)
            await self.app.run_action(command.method, self)
        elif not entry.there:
            self.complain(
                CoderError("this file is no longer there", where=entry.project.place, remedy="x forgets it")
            )
        else:
            self._go(Next(entry.project.place, entry.project.coder))

    async def action_forget(self) -> None:
        """Take a project off the list; the file stays."""
        project = self._entries[self._rows.at].project
        if project is not None:
            await self._lane.do(lambda: forget_project(project.place))
            await self._read()
            self.say(f"{project.name or project.place} is off the list. The file is as it was.")

    async def action_file(self) -> None:
        """Open a project that is not on the list."""

        def chosen(paths: tuple[Path, ...]) -> None:
            if paths:
                self._go(Next(str(paths[0])))

        await self.ask(FilesScreen(Path.cwd(), projects=True), chosen)

    async def action_demo(self) -> None:
        """Open the demo, which is made first where there is none."""
        there = (Path(DIRECTORY) / FILE).exists()
        await self._open_demo("" if there else "offer")

    async def action_tour(self) -> None:
        """Open the demo and begin the tour."""
        await self._open_demo("begin")

    async def _open_demo(self, tour: str) -> None:
        self._work("Preparing the demo: 12 sessions of an invented district …")

        async def make() -> None:
            path = await self._made(lambda: make_demo(Path(DIRECTORY)))
            if path is not None:
                self._go(Next(str(path), tour=tour))

        self._start(make())

    async def action_new(self) -> None:
        """Ask for a name and codebooks, and make a project."""
        fields = [
            Field("name", "Name", "", "What you call the audit, such as Tamarack Falls, spring"),
            Field("file", "File", "", "Empty: the name in small letters, in this folder"),
            Field("coder", "Initials", coder_name(None), "Yours: they stand beside every code you put"),
        ]

        async def named(typed: Mapping[str, str] | None) -> None:
            if typed is not None:
                await self._choose_books(typed)

        await self.ask(FormScreen("A new project", fields, verb="go on"), named)

    async def _choose_books(self, typed: Mapping[str, str]) -> None:
        name = safe.plain(typed["name"]).strip()
        place = typed["file"].strip() or file_for(name)
        place = str(Path(place if place.endswith(".coder") else f"{place}.coder").expanduser())
        name = name or default_name(place)

        def chosen(books: tuple[str, ...] | None) -> None:
            if books:
                self._work(f"Making {name} …")
                self._start(self._make(place, name, books, typed["coder"].strip() or None))

        found = await self._made(shipped_to_choose)
        if found is not None:
            await self.ask(BooksScreen(name, found), chosen)

    async def _make(self, place: str, name: str, books: tuple[str, ...], coder: str | None) -> None:
        def make() -> str:
            with new_project(place, name, books, coder) as session:
                return session.coder

        made = await self._made(make)
        if made is not None:
            self._go(Next(place, made))

    async def _made(self, make: Callable[[], T]) -> T | None:
        """What `make` gives; None after telling why it cannot."""
        try:
            return await self._lane.do(make)
        except CoderError as error:
            self._work("")
            self.complain(error)
            return None

    def _work(self, doing: str) -> None:
        self._busy = doing
        self._draw()

    def _start(self, task: object) -> None:
        self.run_worker(task, exit_on_error=True)  # type: ignore[arg-type]

    def _go(self, step: Next) -> None:
        if isinstance(self.app, Frame):
            self.app.leave_now(step)

    def action_theme(self) -> None:
        """Change to the next theme."""
        if isinstance(self.app, Frame):
            self.say(f"Colors: {self.app.next_theme()}.")

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self._keymap.of(command_sets.WELCOME)), lambda _: None)

    async def action_leave(self) -> None:
        """Leave the program."""
        await self.leave()

    async def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click opens."""
        if event.widget is not None and event.widget.id == "welcome-list":
            at = self._lines_at.get(event.y)
            if at is not None and not self._busy:
                again = at == self._rows.at or self._entries[at].project is None
                self._rows.at = at
                self._draw()
                if again:
                    self.call_later(self.action_open)

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached or not self.size.width:
            return
        width = self.size.width - 4
        title: Line = [("coder ", HEAD), (f"{__version__}  ", QUIET)]
        about = "Qualitative coding of focus groups and interviews"
        self.query_one("#welcome-title", Static).update(
            safe.content(*title, (safe.cut(about, width - safe.width(__version__) - 9), QUIET))
        )
        lines, self._lines_at = self._lines(min(width, 110))
        self.query_one("#welcome-list", Static).update(safe.content(*lines_of(lines)))
        offered = self._keymap.of(command_sets.WELCOME)
        self.query_one("#welcome-keys", Static).update(
            safe.content(*hints([*commands.footer(offered)], self.size.width - 2))
        )

    def _lines(self, width: int) -> tuple[list[Line], dict[int, int]]:
        projects = [entry for entry in self._entries if entry.project is not None]
        lines: list[Line] = [[], [("Your projects", "bold")]]
        places: dict[int, int] = {}
        room = max(3, self.size.height - len(ACTIONS) - 9)
        first = max(0, min(self._rows.at - room + 1, len(projects) - room)) if projects else 0
        for at in range(first, min(first + room, len(projects))):
            places[len(lines)] = at
            lines.append(self._project(at, width))
        if not projects:
            lines += wrapped(NOTHING_YET, width - 2, QUIET, indent="  ")
        lines.append([])
        for at in range(len(projects), len(self._entries)):
            places[len(lines)] = at
            lines.append(self._action(at, width))
        if self._busy:
            lines += [[], [("  " + safe.cut(self._busy, width - 2), HEAD)]]
        return lines, places

    def _project(self, at: int, width: int) -> Line:
        entry = self._entries[at]
        project, here = entry.project, at == self._rows.at
        assert project is not None
        state = _day(project.at) if entry.there else "missing"
        name = min(34, width // 2)
        where = width - name - 14
        style = ("bold" if entry.there else QUIET) + (" reverse" if here else "")
        return [
            ("› " if here else "  ", KEY),
            (safe.fitted(project.name or Path(project.place).stem, name), style),
            (" " + safe.fitted(_from_right(_short(project.place), where - 1), where), QUIET),
            (safe.fitted(state, 10, right=True), QUIET if entry.there else "bold $text-warning"),
        ]

    def _action(self, at: int, width: int) -> Line:
        here = at == self._rows.at
        found = next(c for c in self._keymap.of(command_sets.WELCOME) if c.id == self._entries[at].command)
        name = safe.fitted(found.label, 14)
        key = safe.fitted(found.shown.split(" ")[0], 3)
        return [
            ("› " if here else "  ", KEY),
            (key, KEY),
            (name, "bold reverse" if here else "bold"),
            (" " + safe.cut(_about(found.id, found.help), width - 20), QUIET),
        ]


def _about(id_: str, text: str) -> str:
    return "Five minutes on the demo, from a transcript to a Word report" if id_ == "tour" else text


def _short(place: str) -> str:
    """A path as short as it can be said: from here, or from the person's home."""
    path = Path(place)
    for base, sign in ((Path.cwd(), ""), (Path.home(), "~/")):
        if "://" not in place and path.is_relative_to(base):
            return sign + str(path.relative_to(base))
    return place


def _from_right(text: str, cells: int) -> str:
    """The end of a path, which says most."""
    shown = safe.plain(text)
    if safe.width(shown) <= cells:
        return shown
    while shown and safe.width(shown) > cells - 1:
        shown = shown[1:]
    return "…" + shown


def _day(at: str) -> str:
    try:
        opened = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return ""
    return f"{opened:%H:%M}" if opened.date() == date.today() else f"{opened:%Y-%m-%d}"
