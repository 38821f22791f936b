"""One recommendation: what it answers, who asked for it, its cause and its votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coder.domain.recommendation import Progress, Recommendation
from coder.domain.theme import Theme
from coder.errors import CoderError
from coder.services.claim_book import ClaimBook, Listed
from coder.services.claiming import known_groups
from coder.tui import claim_commands, commands
from coder.tui.claim_lines import asked_by
from coder.tui.keyline import KEY, QUIET, Line, wrapped
from coder.tui.safe import cut
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.claims_desk import ClaimsDesk, count_of
from coder.tui.screens.go import Goal
from coder.tui.screens.memos import LetterScreen
from coder.tui.screens.theme_page import ThemePage
from coder.tui.workplace import Workplace

TEXTS = {"action": "Action", "cause": "Root cause", "notes": "Notes"}
CAUSE_HINT = "What in the system leads to this. Who students or families are is never a cause."


@dataclass(frozen=True, slots=True)
class Row:
    """A line: what it is called, what it says, and what Enter does with it."""

    name: str
    text: str
    kind: str
    theme: Theme | None = None


def vote_form(one: Recommendation) -> FormScreen:
    """The question who voted and how often."""
    known = tuple(vote.by for vote in one.votes)
    return FormScreen(
        "Votes",
        [
            Field("by", "Who", hint="A person or a group; whoever votes again votes instead", known=known),
            Field("count", "Votes", "1", "0 takes them away", selected=True),
        ],
        note=f"For “{one.short}”.",
    )


class AdvicePage(ClaimsDesk):
    """Shows and changes one recommendation; gives where to go in a transcript."""

    PART = "advice"
    OFFERED = claim_commands.ADVICE_PAGE
    BINDINGS = commands.bindings(claim_commands.ADVICE_PAGE)

    def __init__(self, place: Workplace, book: ClaimBook, recommendation_id: str) -> None:
        super().__init__(place, book)
        self._id = recommendation_id
        self._one = Recommendation(recommendation_id, "")
        self._listed = Listed((), ())
        self._lines: list[Row] = []

    async def read(self) -> None:
        """Read the recommendation; leave when it is gone."""
        try:
            self._listed = await self._place.jobs.store(self._book.listed)
        except CoderError as error:
            self.complain(error)
            return
        found = next((one for one in self._listed.recommendations if one.id == self._id), None)
        if found is None:
            if self.is_current:
                self.dismiss(None)
            return
        self._one = found
        self._lines = self._rows_of(found)
        self._rows.resize(len(self._lines))
        self.draw()

    def _rows_of(self, one: Recommendation) -> list[Row]:
        answered = [theme for theme in self._listed.themes if theme.id in one.theme_ids]
        votes = ", ".join(f"{vote.by} {vote.count}" for vote in one.votes)
        causes = "; ".join([*([one.cause] if one.cause else []), *one.cause_codes])
        return [
            Row("Action", one.action, "action"),
            *(Row(f"Answers {self._listed.number(t)}", t.claim, "theme", t) for t in answered),
            *([] if answered else [Row("Answers", "", "themes")]),
            Row("Root cause", causes, "cause"),
            Row("Asked for by", asked_by(one), "about"),
            Row("Votes", votes, "vote"),
            Row("Owner", one.owner, "about"),
            Row("Timing", one.timing, "about"),
            Row("Measure", one.measure, "about"),
            Row("Status", one.status.value, "status"),
            Row("Notes", one.notes, "notes"),
        ]

    # -- keys

    async def action_open(self) -> None:
        """Open the theme, or change what is under the cursor."""
        here = self._lines[self._rows.at]
        if here.theme is not None:
            await self._open(here.theme)
        elif here.kind in TEXTS:
            await self.action_write(here.kind)
        elif here.kind == "vote":
            await self.action_vote()
        elif here.kind == "status":
            await self.action_status()
        elif here.kind == "themes":
            await self.action_answers()
        else:
            await self.action_about()

    async def _open(self, theme: Theme) -> None:
        async def back(goal: Goal | None) -> None:
            if goal is not None:
                self.dismiss(goal)
            else:
                await self.read()

        await self.ask(ThemePage(self._place, self._book, theme.id), back)

    async def action_write(self, field: str) -> None:
        """Write one of the texts anew."""
        title = f"{TEXTS[field]} of {self._listed.number(self._one)}"
        await self.write(self._one, field, title, CAUSE_HINT if field == "cause" else "")

    async def action_answers(self) -> None:
        """Choose a theme that it answers, or answers no more."""
        one = self._one
        choices = [
            Choice(
                theme.id,
                f"{self._listed.number(theme)} {theme.short}",
                "answered" if theme.id in one.theme_ids else "",
            )
            for theme in self._listed.themes
        ]

        async def chosen(found: Chosen | None) -> None:
            if found is not None and found.id:
                had = found.id in one.theme_ids
                others = tuple(id_ for id_ in one.theme_ids if id_ != found.id)
                ids = others if had else (*others, found.id)
                await self.do(lambda: self._book.recommending.edit(one, theme_ids=ids))

        await self.ask(
            ChoiceScreen("Which theme does it answer?", choices, note="Once more takes it away."), chosen
        )

    async def action_about(self) -> None:
        """Change who asked for it, owner, timing and measure."""
        one, session = self._one, self._book.session
        groups = await self._place.jobs.store(known_groups, session)
        fields = [
            Field(
                "asked_by", "Asked for by", ", ".join(one.asked_by), f"Of {', '.join(groups)}; with commas"
            ),
            Field("analysts", "Authors too", "yes" if one.analysts else "no", choices=("no", "yes")),
            Field("owner", "Owner", one.owner, "Who sees to it"),
            Field("timing", "Timing", one.timing, "By when"),
            Field("measure", "Measure", one.measure, "How one will know"),
            Field("cause_codes", "Cause, codes", " ".join(one.cause_codes), "Ids of codes of the root cause"),
        ]

        async def typed(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            given: dict[str, object] = {
                "asked_by": tuple(word.strip() for word in values["asked_by"].split(",") if word.strip()),
                "analysts": values["analysts"] == "yes",
                "cause_codes": tuple(values["cause_codes"].replace(",", " ").split()),
                **{name: values[name] for name in ("owner", "timing", "measure")},
            }
            await self.do(lambda: self._book.recommending.edit(one, **given))

        await self.ask(FormScreen(f"About {self._listed.number(one)}", fields), typed)

    async def action_vote(self) -> None:
        """Record votes of a person or a group."""
        one = self._one

        async def voted(typed: Mapping[str, str] | None) -> None:
            if typed is not None:
                await self.do(
                    lambda: self._book.recommending.vote(one, typed["by"], count_of(typed["count"]))
                )

        await self.ask(vote_form(one), voted)

    async def action_status(self) -> None:
        """Say what has become of it."""
        letters = {"p": Progress.PROPOSED, "a": Progress.AGREED, "s": Progress.STARTED}
        letters |= {"d": Progress.DONE, "x": Progress.DROPPED}
        choices = [Choice(letter, status.value.capitalize()) for letter, status in letters.items()]

        async def chosen(letter: str | None) -> None:
            if letter is not None:
                await self.do(lambda: self._book.recommending.set_status(self._one, letters[letter]))

        await self.ask(LetterScreen(f"{self._listed.number(self._one)} is …", choices), chosen)

    # -- drawing

    def draw(self) -> None:
        """Show the recommendation."""
        if not self.is_attached or not self.size.width or not self._lines:
            return
        width, one = self.inner, self._one
        place = next(r for r in self._listed.ranking if r.recommendation.id == one.id)
        told = f"place {place.place}{', shared' if place.tied else ''}" if place.place else "no votes"
        self.show(
            "title", [[(f"{self._listed.number(one)}  ", "bold"), (f"{one.status.value} · {told}", QUIET)]]
        )
        here = self._lines[self._rows.at]
        full = wrapped(here.text or "Nothing yet; ⏎ writes it.", width, "" if here.text else QUIET, most=6)
        self.show("full", full)
        at = self._rows.at
        lines = [(self._row(row, width, here=n == at), n) for n, row in enumerate(self._lines)]
        self.show_list([*lines], max(1, self.size.height - 5 - len(full)))
        self.show_keys()

    def _row(self, row: Row, width: int, *, here: bool) -> Line:
        return [
            ("› " if here else "  ", KEY),
            (f"{row.name:<13}", "bold reverse" if here else "bold"),
            ("  " + cut(row.text or "nothing yet", width - 18), "" if row.text else QUIET),
        ]
