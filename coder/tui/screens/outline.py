"""The Report screen: its sections in order, what is chosen of them, how they read, what may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.widgets import Static

from coder.errors import CoderError
from coder.services.report_book import LONG, Reckoned, Remark, read, reckoned
from coder.services.report_plan import Plan, Section, keep_plan, known_section, usual_plan
from coder.services.reporting import ReportRequest, report_path
from coder.tui import commands, report_commands, safe
from coder.tui.bars import hints
from coder.tui.commands import Command
from coder.tui.frame import Frame
from coder.tui.keyline import QUIET, Line, lines_of, wrapped
from coder.tui.outline_lines import option_lines, remark_lines, section_row
from coder.tui.report_lines import preview_lines
from coder.tui.rows import Rows
from coder.tui.screens.asking import Field, FormScreen
from coder.tui.screens.base import Desk
from coder.tui.screens.go import Goal
from coder.tui.screens.help import HelpScreen
from coder.tui.screens.remarks import RemarksScreen
from coder.tui.screens.report import ReportScreen, report_field, typed_path
from coder.tui.workplace import Workplace

NOTE = "In Word, a report that is there keeps what people wrote in it; the file of before is kept beside it."
COUNTING = "Counting people and choosing quotes …"
BLIND = "This is a blind pass: what others coded is not shown here. The report can be written all the same."
FACTS = 4
"""Lines below the sections, for options and remarks."""


class OutlineScreen(Desk[Goal | Path | None]):
    """Gives the file that was written, or where to go in a transcript."""

    CSS_PATH = "outline.tcss"
    BINDINGS = commands.bindings(report_commands.OUTLINE)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._plan = Plan((), frozenset())
        self._past: list[Plan] = []
        self._future: list[Plan] = []
        self._rows = Rows()
        self._counted: Reckoned | None = None
        self._remarks: list[Remark] = []
        self._from = 0
        self._lines: list[Line] = []
        self._more: Iterator[Line] = iter(())
        self._seen: tuple[object, ...] = ()
        self._asked = self._answered = 0

    def compose(self) -> ComposeResult:
        """Title, sections beside what one says, options and remarks, keys."""
        yield Static(id="outline-title", markup=False)
        with Horizontal(id="outline-body"):
            yield Static(id="outline-list", markup=False)
            yield Static(id="outline-preview", markup=False)
        yield Static(id="outline-facts", markup=False)
        yield Static(id="outline-keys", markup=False)

    async def on_mount(self) -> None:
        """Use the keys of this person and read what there is."""
        self.use(self._offered())
        await self._read()

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    # -- reading

    @property
    def is_reading(self) -> bool:
        """Whether people are still being counted."""
        return self._answered != self._asked

    async def _read(self) -> None:
        """Show the sections at once, and count what they say meanwhile."""
        session = self._place.session
        try:
            self._plan, gathered = await self._place.jobs.store(read, session)
        except CoderError as error:
            self.complain(error)
            return
        self._rows.resize(len(self._plan.order))
        self._draw()
        if session.blind:
            return
        wanted = LONG in self._plan.wanted or self._here.name == LONG
        self._asked += 1
        asked = self._asked
        self._place.jobs.start(self._count(asked, lambda: reckoned(gathered, excerpts=wanted)))

    async def _count(self, asked: int, work: Callable[[], Reckoned]) -> None:
        """Count in a thread of its own; what was asked for later is shown, and not this."""
        try:
            found = await self._place.jobs.apart(work)
        except CoderError as error:
            self._answered = max(self._answered, asked)
            self.complain(error)
            return
        if asked == self._asked and self.is_attached:
            self._counted, self._answered = found, asked
            self._look()

    def _look(self) -> None:
        """Look at what may be wrong with the plan as it is, and show it."""
        if self._counted is not None:
            self._remarks = self._counted.all_remarks(self._plan)
        self._draw()

    @property
    def _here(self) -> Section:
        return known_section(self._plan.order[self._rows.at])

    # -- keys

    async def action_row(self, key: str) -> None:
        """Go to another section."""
        self._rows.move(key, 1)
        self._draw()
        if self._here.name == LONG:
            await self._want_excerpts()

    async def _want_excerpts(self) -> None:
        if self._counted is not None and not self._counted.has_excerpts:
            gathered = self._counted.gathered
            self._asked += 1
            self._place.jobs.start(self._count(self._asked, lambda: reckoned(gathered, excerpts=True)))
            self._draw()

    def action_read_on(self, step: int) -> None:
        """Read on in the section, or back."""
        self._from = max(0, self._from + step * max(1, self._room - 2))
        self._draw()

    async def action_in_or_out(self) -> None:
        """Put the section in, or leave it out."""
        plan = self._plan.toggled(self._here.name)
        if plan == self._plan:
            self.say("A report has one section at least.")
        await self._choose(plan)
        if self._here.name in plan.wanted and self._here.name == LONG:
            await self._want_excerpts()

    async def action_shift(self, step: int) -> None:
        """Put the section elsewhere; the cursor goes with it."""
        name = self._here.name
        await self._choose(self._plan.moved(name, step))
        self._rows.at = self._plan.order.index(name)
        self._draw()

    async def action_option(self, number: int) -> None:
        """Choose the next value of an option of the section."""
        if number > len(self._here.options):
            self.say("This section has no such option.")
            return
        await self._choose(self._plan.turned(self._here.name, self._here.options[number - 1]))

    async def action_usual(self) -> None:
        """Have the usual sections and options again."""
        await self._choose(await self._place.jobs.store(usual_plan, self._place.session))

    async def action_undo(self) -> None:
        """Take back what was chosen last."""
        await self._turn(self._past, self._future, "There is nothing to undo here.")

    async def action_redo(self) -> None:
        """Choose again what was taken back."""
        await self._turn(self._future, self._past, "There is nothing to redo here.")

    async def _turn(self, source: list[Plan], target: list[Plan], nothing: str) -> None:
        if not source:
            self.say(nothing)
            return
        now = self._plan
        if await self._kept(source[-1]):
            target.append(now)
            source.pop()

    async def _choose(self, plan: Plan) -> None:
        before = self._plan
        if plan != before and await self._kept(plan):
            self._past.append(before)
            self._future.clear()

    async def _kept(self, plan: Plan) -> bool:
        """Keep a plan with the project and show it; gives whether it could be kept."""
        try:
            await self._place.jobs.store(keep_plan, self._place.session, plan)
        except CoderError as error:
            self.complain(error)
            return False
        self._plan = plan
        self._look()
        return True

    async def action_warnings(self) -> None:
        """List what may be wrong, that of this section first, and go where it can be seen to."""
        here = self._here.name
        ordered = sorted(self._remarks, key=lambda one: one.section != here)
        titles = {name: known_section(name).title for name in self._plan.order}

        async def go(one: Remark | None) -> None:
            if one is not None:
                await self._open(one)

        await self.ask(RemarksScreen(ordered, titles), go)

    async def _open(self, one: Remark) -> None:
        """Open the theme or recommendation, or the place in the transcript."""
        if one.transcript_id:
            goal = await self._place.jobs.store(_goal, self._place.session, one)
            self.dismiss(goal)
            return
        # Here, because they load all that counts people.
        from coder.services.claim_book import ClaimBook
        from coder.tui.screens.advice_page import AdvicePage
        from coder.tui.screens.theme_page import ThemePage

        book = ClaimBook(self._place.session)
        page = ThemePage if one.section == "findings" else AdvicePage

        async def back(goal: Goal | None) -> None:
            if goal is not None:
                self.dismiss(goal)
            else:
                await self._read()

        await self.ask(page(self._place, book, one.claim), back)

    async def action_write(self) -> None:
        """Ask for a file and write the report to it."""
        usual = report_path(self._place.session.store.place)

        async def write(typed: Mapping[str, str] | None) -> None:
            if typed is not None:
                await self._write(typed_path(typed["file"], usual), typed)

        fields = [
            report_field(usual),
            Field("template", "Template", hint="A .dotx or .docx of the firm's; empty for none"),
            Field("comments", "Comments", "no", "On each quote where it is from", choices=("no", "yes")),
        ]
        await self.ask(FormScreen("Write the report", fields, note=NOTE, verb="write"), write)

    async def _write(self, path: Path, typed: Mapping[str, str]) -> None:
        template = typed["template"].strip()
        request = ReportRequest(
            template=Path(template).expanduser() if template else None, comments=typed["comments"] == "yes"
        )

        def done(written: bool | None) -> None:
            if written:
                self.dismiss(path)

        await self.ask(ReportScreen(self._place, path, request), done)

    def action_close(self) -> None:
        """Go back; what was chosen is kept."""
        self.dismiss(None)

    def action_theme(self) -> None:
        """Change to the next colors."""
        if isinstance(self.app, Frame):
            self.say(f"Colors: {self.app.next_theme()}.")

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self._offered()), lambda _: None)

    async def action_leave(self) -> None:
        """Leave; everything is saved already."""
        await self.leave()

    async def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click puts a section in or leaves it out."""
        if event.widget is not None and event.widget.id == "outline-list":
            at = self._rows.row_at(event.y)
            if at is not None:
                self._rows.at = at
                self._draw()
                if event.chain > 1:
                    await self.action_in_or_out()

    def on_mouse_scroll_down(self) -> None:
        """Read on."""
        self.action_read_on(1)

    def on_mouse_scroll_up(self) -> None:
        """Read back."""
        self.action_read_on(-1)

    def _offered(self) -> list[Command]:
        return self._place.keymap.of(report_commands.OUTLINE)

    # -- drawing

    @property
    def _room(self) -> int:
        return max(3, self.query_one("#outline-preview").size.height)

    def _draw(self) -> None:
        if not self.is_attached or not self._plan.order:
            return
        self._show("title", [self._title(max(20, self.size.width - 2))])
        self._show("list", self._sections())
        self._show("preview", self._preview())
        self._show("facts", self._facts(max(20, self.size.width - 4)))
        offered = self._offered()
        help_ = next(command for command in offered if command.id == "help")
        keys = [command for command in commands.footer(offered) if command.id != "help"]
        self._show("keys", [hints([*keys, help_], self.size.width - 2)])

    def _show(self, name: str, lines: list[Line]) -> None:
        self.query_one(f"#outline-{name}", Static).update(safe.content(*lines_of(lines)))

    def _title(self, width: int) -> Line:
        told = f"{len(self._plan.sections)} of {len(self._plan.order)} sections"
        quotes = self._counted.balance(self._plan) if self._counted is not None else ""
        left = f"Report · {told}"
        right = safe.cut(quotes, max(0, width - safe.width(left) - 3))
        gap = " " * max(1, width - safe.width(left) - safe.width(right))
        return [(left, "bold"), gap, (right, QUIET)]

    def _sections(self) -> list[Line]:
        box = self.query_one("#outline-list").size
        places = {name: n for n, name in enumerate(self._plan.sections, 1)}
        found = []
        for at in self._rows.window(max(1, box.height)):
            name = self._plan.order[at]
            remarks = sum(one.section == name for one in self._remarks)
            here = at == self._rows.at
            found.append(
                section_row(known_section(name), places.get(name, 0), remarks, max(20, box.width), here=here)
            )
        return found

    def _preview(self) -> list[Line]:
        width = max(20, self.query_one("#outline-preview").size.width)
        if self._place.session.blind:
            return wrapped(BLIND, width, QUIET)
        waiting = self._here.name == LONG and self._counted is not None and not self._counted.has_excerpts
        if self._counted is None or waiting:
            return [[(COUNTING, QUIET)]]
        seen = (self._here.name, width, self._counted, self._plan)
        if seen != self._seen:
            if self._seen[:1] != seen[:1]:
                self._from = 0
            self._seen, self._lines = seen, []
            outline, parts = self._counted.outline(self._plan, self._here.name)
            self._more = preview_lines(outline, parts, width)
        wanted = self._from + self._room
        self._lines += islice(self._more, max(0, wanted - len(self._lines)))
        self._from = max(0, min(self._from, len(self._lines) - self._room))
        return self._lines[self._from : self._from + self._room]

    def _facts(self, width: int) -> list[Line]:
        here = self._here
        lines = option_lines(here, self._plan, width, 2)
        own = [one for one in self._remarks if one.section == here.name]
        rest = [one for one in self._remarks if not one.section]
        shown = remark_lines([*own, *rest], width, FACTS - len(lines))
        if not shown and self._counted is not None:
            shown = [[("Nothing that could be looked at by rule is wrong here.", QUIET)]]
        return [*lines, *shown]


def _goal(session: object, one: Remark) -> Goal:
    from coder.domain.transcript import Span
    from coder.services.session import Session

    assert isinstance(session, Session)
    transcript = session.peek(one.transcript_id)
    span = Span(one.start, one.end) if one.end > one.start else None
    turn = transcript.turn_at(one.start)
    return Goal(one.transcript_id, turn.seq if turn else 0, span)
