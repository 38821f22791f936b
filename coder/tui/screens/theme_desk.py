"""The part of the coding screen that leads to themes and adds codings to them."""

from __future__ import annotations

from typing import Any

from coder.domain.text import visible
from coder.errors import CoderError
from coder.services.claim_book import ClaimBook
from coder.services.claiming import BLIND
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.go import Goal

NO_CODING = "No coding is in focus; tab chooses one."


class ThemeDesk(ActingScreen):
    """A screen from which one goes to the themes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._claims: ClaimBook | None = None

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn, of another transcript perhaps, and select words of it."""
        raise NotImplementedError

    async def action_themes(self) -> None:
        """Show themes and recommendations."""
        if self.place.session.blind:
            self.say(BLIND)
            return
        from coder.tui.screens.themes import ThemesScreen

        async def left(goal: Goal | None) -> None:
            # Something may have been taken back there that is shown here.
            try:
                await self.work.read()
            except CoderError as error:
                self.complain(error)
            self.redraw()
            await self.go_to_goal(goal)
            key = self.place.keymap.shown("themes")
            self.say(f"{key} goes back to the theme." if key and self.place.read_from else "")

        await self.ask(ThemesScreen(self.place, self._book()), left)

    async def action_add_to_theme(self) -> None:
        """Let the coding in focus bear out a theme."""
        coding = self.work.cursor.coding(self.state)
        if self.place.session.blind:
            self.say(BLIND)
            return
        if coding is None:
            self.say(NO_CODING)
            return
        themes = (await self.place.jobs.store(self._book().listed)).themes
        choices = [
            Choice(theme.id, f"T{n} {theme.short}", "names it already" if coding.id in theme.codings else "")
            for n, theme in enumerate(themes, 1)
        ]

        async def chosen(found: Chosen | None) -> None:
            if found is not None:
                await self._add_evidence(found, coding.id, coding.code_id)

        words = f"“{visible(coding.text)[:60]}” becomes evidence of it."
        await self.ask(ChoiceScreen("Add to which theme?", choices, note=words, new="a new theme"), chosen)

    async def _add_evidence(self, found: Chosen, coding_id: str, code_id: str) -> None:
        service, jobs = self._book().themes, self.place.jobs
        if found.name:
            theme = await jobs.store(
                lambda: service.add(found.name, code_ids=(code_id,), evidence=(coding_id,))
            )
            told = f"Wrote a theme: “{theme.short}”"
        else:
            event = await jobs.store(lambda: service.add_evidence(service.find(found.id), [coding_id]))
            told = (
                f"{event.summary[:1].upper()}{event.summary[1:]}" if event else "It names this coding already"
            )
        await self.work.read()
        self.redraw()
        self.say(f"{told}. u takes it back." if "already" not in told else f"{told}.")

    def _book(self) -> ClaimBook:
        if self._claims is None:
            self._claims = ClaimBook(self.place.session)
        return self._claims
