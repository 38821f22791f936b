"""The Themes screen: what is claimed and recommended, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.domain.claim_words import looks_like_topic
from coder.domain.recommendation import Ranked, Recommendation, told_ties
from coder.domain.theme import Theme
from coder.errors import CoderError
from coder.services.claim_book import ClaimBook, Listed, Weighed
from coder.tui import claim_commands, commands, safe
from coder.tui.claim_lines import advice_facts, advice_row, theme_facts, theme_row
from coder.tui.keyline import HEAD, KEY, QUIET, Line, wrapped
from coder.tui.screens.advice_page import AdvicePage, vote_form
from coder.tui.screens.asking import Field, FormScreen, NoteScreen
from coder.tui.screens.claims_desk import ClaimsDesk, count_of
from coder.tui.screens.go import Goal
from coder.tui.screens.theme_page import ThemePage
from coder.tui.workplace import Workplace

EMPTY = "No themes yet. A theme says in one sentence what is so, and names the words that bear it out. "


class ThemesScreen(ClaimsDesk):
    """Lists themes and recommendations; gives where to go in a transcript."""

    PART = "claims"
    OFFERED = claim_commands.LIST
    BINDINGS = commands.bindings(claim_commands.LIST)

    def __init__(self, place: Workplace, book: ClaimBook) -> None:
        super().__init__(place, book)
        self._listed = Listed((), ())
        self._ranking: list[Ranked] = []
        self._weighed: Weighed | None = None
        self._asked = self._answered = 0

    async def on_mount(self) -> None:
        """Show what there is; the theme again from whose words one comes."""
        await super().on_mount()
        if self._place.read_from:
            theme_id, coding_id = self._place.read_from.pop()
            ids = [theme.id for theme in self._listed.themes]
            if theme_id in ids:
                self._rows.at = ids.index(theme_id)
                await self._open(ThemePage(self._place, self._book, theme_id, coding_id))

    @property
    def is_reading(self) -> bool:
        """Whether people are still being counted."""
        return self._answered != self._asked

    async def read(self) -> None:
        """Show what there is at once, and count the people behind it meanwhile."""
        try:
            self._listed = await self._place.jobs.store(self._book.listed)
        except CoderError as error:
            self.complain(error)
            return
        self._ranking = self._listed.ranking
        self._rows.resize(len(self._listed.themes) + len(self._ranking))
        self.draw()
        self._asked += 1
        self._place.jobs.start(self._weigh(self._asked))

    async def _weigh(self, asked: int) -> None:
        """Count the people; what was asked for later is told, and not this."""
        try:
            found = await self._place.jobs.store(self._book.weighed)
        except CoderError as error:
            self._answered = asked
            self.complain(error)
            return
        if asked == self._asked and self.is_attached:
            self._weighed, self._answered = found, asked
            self.draw()

    @property
    def _here(self) -> Theme | Recommendation | None:
        at, themes = self._rows.at, self._listed.themes
        if at < len(themes):
            return themes[at]
        rest = at - len(themes)
        return self._ranking[rest].recommendation if rest < len(self._ranking) else None

    # -- keys

    async def action_open(self) -> None:
        """Open what is under the cursor."""
        here = self._here
        if isinstance(here, Theme):
            await self._open(ThemePage(self._place, self._book, here.id))
        elif here is not None:
            await self._open(AdvicePage(self._place, self._book, here.id))
        else:
            await self.action_new()

    async def _open(self, page: ThemePage | AdvicePage) -> None:
        async def back(goal: Goal | None) -> None:
            if goal is not None:
                self.dismiss(goal)
            else:
                await self.read()

        await self.ask(page, back)

    async def action_new(self) -> None:
        """Write a theme and open it."""

        async def made(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            theme = await self._place.jobs.store(self._book.themes.add, typed["claim"])
            await self._open(ThemePage(self._place, self._book, theme.id))
            if looks_like_topic(theme.claim):
                self.say("This looks like a topic. A claim is a sentence with a verb: what is so?")

        field = Field(
            "claim", "Claim", hint="One sentence with a verb: students name one adult who knows them"
        )
        await self.ask(FormScreen("A new theme", [field], verb="write"), made)

    async def action_advise(self) -> None:
        """Write a recommendation and open it."""
        here = self._here

        async def made(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            answers = (here.id,) if isinstance(here, Theme) else ()
            one = await self._place.jobs.store(
                lambda: self._book.recommending.add(typed["action"], theme_ids=answers)
            )
            await self._open(AdvicePage(self._place, self._book, one.id))
            limit = await self._place.jobs.store(lambda: self._book.recommending.limit)
            if len(self._listed.recommendations) + 1 > limit:
                self.say(f"There are more than the {limit} that can be followed.")

        note = f"It answers “{here.short}”." if isinstance(here, Theme) else ""
        field = Field("action", "Action", hint="What is to be done, beginning with a verb")
        await self.ask(FormScreen("A new recommendation", [field], note=note, verb="write"), made)

    async def action_vote(self) -> None:
        """Record votes for the recommendation under the cursor."""
        here = self._here
        if not isinstance(here, Recommendation):
            self.say("Votes are for recommendations; go down to one.")
            return

        async def voted(typed: Mapping[str, str] | None) -> None:
            if typed is not None:
                await self.do(
                    lambda: self._book.recommending.vote(here, typed["by"], count_of(typed["count"]))
                )

        await self.ask(vote_form(here), voted)

    async def action_shift(self, step: int) -> None:
        """Put the theme under the cursor one place further down or up."""
        here, at = self._here, self._rows.at
        if isinstance(here, Theme) and 0 <= at + step < len(self._listed.themes):
            self._rows.at = at + step
            await self.do(lambda: self._book.themes.move(here, at + step + 1))

    async def action_remove(self) -> None:
        """Take away what is under the cursor."""
        here, book = self._here, self._book
        if isinstance(here, Theme):
            removed = await self.do(lambda: book.themes.remove(here))
        elif here is not None:
            removed = await self.do(lambda: book.recommending.remove(here))
        else:
            return
        if removed:
            self.say(f"Removed “{here.short}”. u takes it back.")

    async def action_check(self) -> None:
        """List all that may be wrong."""
        found = await self._place.jobs.store(self._book.weighed)
        lines: list[str | Line] = []
        for one in found.findings:
            lines.append([(safe.plain(one.place), "bold"), ("  " + one.rule, QUIET)])
            lines += [
                f"{one.sentence[:1].upper()}{one.sentence[1:]}.",
                [("→ " + safe.plain(one.remedy), QUIET)],
                [],
            ]
        title = f"{len(found.findings)} remarks" if found.findings else "Nothing to remark"
        told = lines or [
            "Words, numbers, quotes and causes agree with the evidence, as far as rules can tell."
        ]
        await self.ask(NoteScreen(title, told, [("esc", "back")]), lambda _: None)

    # -- drawing

    def draw(self) -> None:
        """Show the list and what is under the cursor."""
        if not self.is_attached or not self.size.width:
            return
        width = self.inner
        title = f"{len(self._listed.themes)} themes · {len(self._ranking)} recommendations"
        self.show("title", [[("Themes ", "bold"), (title, QUIET)]])
        full = self._full(width)
        self.show("full", full)
        self.show_list(self._lines(width), max(1, self.size.height - 4 - (len(full) + 1)))
        self.show_keys()

    def _lines(self, width: int) -> list[tuple[Line, int | None]]:
        """All lines of the list, each with the row that it is."""
        listed, weighed, at = self._listed, self._weighed, self._rows.at
        if not listed.themes and not self._ranking:
            key = self._place.keymap.shown("claims_new")
            empty: list[Line] = [*wrapped(EMPTY, width), [], [(key, KEY), " writes one."]]
            return [(line, None) for line in empty]
        about = "  people whose words bear it out, of those heard"
        lines: list[tuple[Line, int | None]] = [([("Themes", HEAD), (about, QUIET)], None)]
        for n, theme in enumerate(listed.themes):
            count = weighed.counts.get(theme.id) if weighed else None
            remarks = len(self._remarks(f"T{n + 1}"))
            lines.append((theme_row(theme, n + 1, count, remarks, width, here=n == at), n))
        lines += [([], None), ([("Recommendations", HEAD), ("  by votes", QUIET)], None)]
        for n, one in enumerate(self._ranking, len(listed.themes)):
            number = listed.number(one.recommendation)
            lines.append((advice_row(one, number, len(self._remarks(number)), width, here=n == at), n))
        for tie in told_ties(self._ranking):
            lines += [(line, None) for line in wrapped(tie + ".", width, QUIET, most=2, indent="  ")]
        return lines

    def _remarks(self, number: str) -> Sequence[object]:
        return self._weighed.remarks(number) if self._weighed else ()

    def _full(self, width: int) -> list[Line]:
        here, listed = self._here, self._listed
        if here is None:
            return []
        remarks = self._weighed.remarks(listed.number(here)) if self._weighed else []
        height = max(3, min(8, self.size.height // 3))
        if isinstance(here, Theme):
            return theme_facts(here, remarks, width, height)
        return advice_facts(here, listed, remarks, width, height)
