"""One theme: its claim, the words for and against it, and what is known, thought and assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import Static

from coder.domain.theme import Looked, Theme, ThemeStatus
from coder.errors import CoderError, InputError
from coder.services.claim_book import ClaimBook
from coder.services.claiming import known_groups
from coder.services.evidence import Piece
from coder.tui import claim_commands, commands
from coder.tui.claim_lines import piece_facts, piece_row
from coder.tui.keyline import HEAD, KEY, QUIET, Line, wrapped
from coder.tui.safe import cut
from coder.tui.screens.asking import Choice, Field, FormScreen
from coder.tui.screens.claim_pick import PiecesScreen
from coder.tui.screens.claims_desk import ClaimsDesk
from coder.tui.screens.go import Goal
from coder.tui.screens.memos import LetterScreen
from coder.tui.workplace import Workplace

TEXTS = {
    "know": "What we know",
    "think": "What we think",
    "assume": "What we assume",
    "notes": "Notes",
}
CLAIM_HINT = "One sentence with a verb. Words for how many have to agree with the evidence."


@dataclass(frozen=True, slots=True)
class Row:
    """A line that the cursor can be on: a coding for or against, or one of the texts."""

    piece: Piece | None = None
    text: str = ""


class ThemePage(ClaimsDesk):
    """Shows and changes one theme; gives where to go in a transcript."""

    PART = "page"
    OFFERED = claim_commands.PAGE
    BINDINGS = commands.bindings(claim_commands.PAGE)

    def __init__(self, place: Workplace, book: ClaimBook, theme_id: str, coding_id: str = "") -> None:
        super().__init__(place, book)
        self._id, self._come_from = theme_id, coding_id
        self._theme = Theme(theme_id, "")
        self._number = ""
        self._for: list[Piece] = []
        self._against: list[Piece] = []
        self._lines: list[Row] = []

    def compose(self) -> ComposeResult:
        """Title, claim, list, what is under the cursor, keys."""
        title, *rest = super().compose()
        yield title
        yield Static(id="page-claim", markup=False)
        yield from rest

    async def read(self) -> None:
        """Read the theme and the codings it names; leave when it is gone."""
        jobs, book = self._place.jobs, self._book
        try:
            listed = await jobs.store(book.listed)
            found = next((theme for theme in listed.themes if theme.id == self._id), None)
            if found is None:
                if self.is_current:
                    self.dismiss(None)
                return
            pieces = await jobs.store(book.pieces, found)
        except CoderError as error:
            self.complain(error)
            return
        self._theme, self._number = found, listed.number(found)
        self._for, self._against = pieces
        self._lines = [Row(piece) for piece in (*self._for, *self._against)]
        self._lines += [Row(text=name) for name in TEXTS]
        self._rows.resize(len(self._lines))
        if self._come_from:
            ids = [row.piece.id if row.piece else "" for row in self._lines]
            self._rows.at = ids.index(self._come_from) if self._come_from in ids else 0
            self._come_from = ""
        self.draw()

    @property
    def _here(self) -> Row:
        return self._lines[self._rows.at] if self._lines else Row()

    # -- keys

    async def action_open(self) -> None:
        """Go to the words under the cursor, or write the text under it."""
        here = self._here
        if here.text:
            await self.write(self._theme, here.text, TEXTS[here.text])
        elif here.piece is not None and here.piece.coding is not None:
            coding = here.piece.coding
            talk = await self._place.jobs.store(self._book.session.peek, coding.transcript_id)
            turn = talk.turn_at(coding.start)
            self._place.read_from[:] = [(self._theme.id, coding.id)]
            self.dismiss(Goal(talk.id, turn.seq if turn else 0, coding.span))

    async def action_claim(self) -> None:
        """Write the claim anew."""
        await self.write(self._theme, "claim", f"Claim of {self._number}", CLAIM_HINT)

    async def action_add(self) -> None:
        """Choose codings of the theme's codes as evidence."""
        if not self._theme.code_ids:
            self.say("Say first which codes it groups: i.")
            return
        found = await self._place.jobs.store(self._book.candidates, self._theme)
        note = "Codings of its codes and lens values that it does not name yet."
        theme = self._theme

        async def chosen(ids: tuple[str, ...]) -> None:
            if ids:
                await self.do(lambda: self._book.themes.add_evidence(theme, ids))

        await self.ask(PiecesScreen("Add evidence", note, found, "add"), chosen)

    async def action_against(self) -> None:
        """Show the disconfirming ones; those that are chosen become negative cases."""
        theme = self._theme
        if not theme.code_ids:
            self.say("Say first which codes it groups: i.")
            return
        found = await self._place.jobs.store(self._book.disconfirming, theme)
        note = "Codings of its codes with an opposite appraisal, or of groups that it does not claim."

        async def chosen(ids: tuple[str, ...]) -> None:
            if ids:
                await self.do(lambda: self._book.themes.add_negative_cases(theme, ids))
            elif theme.looked is not Looked.YES:
                self.say("l says that you have looked, and found none that counts.")

        reasons = [reason for _, reason in found]
        pieces = [piece for piece, _ in found]
        await self.ask(PiecesScreen("The disconfirming ones", note, pieces, "they count", reasons), chosen)

    async def action_star(self) -> None:
        """Choose the coding under the cursor as a quote."""
        await self._on_evidence(lambda id_: self._book.themes.star(self._theme, id_))

    async def action_flag(self) -> None:
        """Let the quote under the cursor stand for the theme."""
        await self._on_evidence(lambda id_: self._book.themes.flag(self._theme, id_))

    async def _on_evidence(self, act: object) -> None:
        piece = self._here.piece
        if piece is None or piece not in self._for:
            self.say("Quotes are chosen of what speaks for the theme.")
        elif piece.coding is None:
            self.say("This coding was removed and is not printed.")
        elif callable(act):
            id_ = piece.id
            await self.do(lambda: act(id_))
            self._go_to(id_)

    async def action_turn(self) -> None:
        """Let the coding under the cursor speak for the other side."""
        piece, theme, service = self._here.piece, self._theme, self._book.themes
        if piece is None:
            return
        act = service.add_negative_cases if piece in self._for else service.add_evidence
        await self.do(lambda: act(theme, [piece.id]))
        self._go_to(piece.id)

    async def action_take_out(self) -> None:
        """Take the coding under the cursor out of the theme."""
        piece, theme = self._here.piece, self._theme
        if piece is not None and await self.do(lambda: self._book.themes.take_out(theme, [piece.id])):
            self.say(f"{piece.where} is out; the coding stays. u takes it back.")

    async def action_looked(self) -> None:
        """Say whether negative cases were looked for."""
        choices = [
            Choice("y", "Yes", "somebody has looked for words against it"),
            Choice("n", "No", "and nobody will; the notes say why"),
            Choice("t", "Not yet"),
        ]
        answers = {"y": Looked.YES, "n": Looked.NO, "t": Looked.NOT_YET}

        async def answered(letter: str | None) -> None:
            if letter is not None:
                await self.do(lambda: self._book.themes.answer(self._theme, answers[letter]))

        await self.ask(LetterScreen("Were negative cases looked for?", choices), answered)

    async def action_status(self) -> None:
        """Say how far the theme has come."""
        missing = " and ".join(self._theme.missing_for(ThemeStatus.FINAL))
        choices = [
            Choice("d", "Draft"),
            Choice("c", "Checked", "somebody else has read it against its evidence"),
            Choice("f", "Final", f"lacks {missing}" if missing else "fit to hand on"),
        ]
        statuses = {"d": ThemeStatus.DRAFT, "c": ThemeStatus.CHECKED, "f": ThemeStatus.FINAL}

        async def chosen(letter: str | None) -> None:
            if letter is not None:
                await self.do(lambda: self._book.themes.set_status(self._theme, statuses[letter]))

        await self.ask(LetterScreen(f"{self._number} is …", choices), chosen)

    async def action_about(self) -> None:
        """Change codes, lens values, groups and measures."""
        theme, session = self._theme, self._book.session
        groups = await self._place.jobs.store(known_groups, session)
        lenses = " ".join(f"{lens}={value}" for lens, values in theme.lenses.items() for value in values)
        fields = [
            Field(
                "code_ids", "Codes", " ".join(theme.code_ids), "Ids such as DEF.CUL.BEL, with blanks between"
            ),
            Field("lenses", "Lens values", lenses, "Such as LENS.APP=focus, with blanks between"),
            Field(
                "groups", "Groups", ", ".join(theme.groups), f"Of {', '.join(groups)}; with commas between"
            ),
            Field(
                "measures", "Measures", ", ".join(theme.measures), "Survey measures beside it, with commas"
            ),
        ]

        async def typed(values: Mapping[str, str] | None) -> None:
            if values is not None:
                await self.do(lambda: self._book.themes.edit(theme, **about_of(values)))

        note = "The first code says under which domain the theme stands."
        await self.ask(FormScreen(f"About {self._number}", fields, note=note), typed)

    def _go_to(self, coding_id: str) -> None:
        at = next((n for n, row in enumerate(self._lines) if row.piece and row.piece.id == coding_id), None)
        if at is not None:
            self._rows.at = at
            self.draw()

    # -- drawing

    def draw(self) -> None:
        """Show the theme."""
        if not self.is_attached or not self.size.width or not self._lines:
            return
        width, theme = self.inner, self._theme
        groups = ", ".join(theme.groups) or "no group claimed"
        about = f"{theme.status.value} · {groups} · {', '.join(theme.code_ids) or 'no codes'}"
        self.show("title", [[(f"{self._number}  ", "bold"), (cut(about, width - 6), QUIET)]])
        claim = wrapped(theme.claim, width, "bold", most=4)
        self.show("claim", claim)
        height = max(4, min(9, self.size.height // 3))
        full = self._full(width, height)
        self.show("full", full)
        self.show_list(self._list(width), max(1, self.size.height - 5 - len(claim) - len(full) - 1))
        self.show_keys()

    def _list(self, width: int) -> list[tuple[Line, int | None]]:
        """All lines of the list, each with the row that it is."""
        lines: list[tuple[Line, int | None]] = []
        n = 0
        looked = f"looked for: {self._theme.looked.value}; x shows the disconfirming ones"
        for head, note, count in (
            (f"For it  {len(self._for)}", "a adds codings of its codes", len(self._for)),
            (f"Against it  {len(self._against)}", looked, len(self._against)),
            ("Know, think, assume", "⏎ writes", len(TEXTS)),
        ):
            lines += [([], None)] if lines else []
            lines.append(([(head, HEAD), ("  " + note, QUIET)], None))
            lines += [
                (self._row(self._lines[n + m], width, n + m == self._rows.at), n + m) for m in range(count)
            ]
            n += count
        return lines

    def _row(self, row: Row, width: int, here: bool) -> Line:
        theme = self._theme
        if row.piece is not None:
            id_ = row.piece.id
            mark = "▸" if id_ == theme.flagged else "★" if id_ in theme.starred else ""
            return piece_row(row.piece, width, here=here, mark=mark)
        text = str(getattr(theme, row.text))
        name = f"{TEXTS[row.text]:<15}"
        return [
            ("› " if here else "  ", KEY),
            (name, "bold reverse" if here else "bold"),
            ("  " + cut(text or "nothing yet", width - 20), "" if text else QUIET),
        ]

    def _full(self, width: int, height: int) -> list[Line]:
        here = self._here
        if here.piece is not None:
            return piece_facts(here.piece, width, height)
        text = str(getattr(self._theme, here.text)) if here.text else ""
        return wrapped(text or "Nothing yet; ⏎ writes it.", width, "" if text else QUIET, most=height)


def about_of(typed: Mapping[str, str]) -> dict[str, object]:
    """What somebody typed about a theme as its fields. Raises InputError for what is no lens value."""
    lenses: dict[str, tuple[str, ...]] = {}
    for word in typed["lenses"].split():
        lens, equals, value = word.partition("=")
        if not (equals and value):
            raise InputError(f"{word!r} is no lens value", remedy="write it as LENS.APP=focus")
        lenses[lens] = (*lenses.get(lens, ()), value)
    return {
        "code_ids": tuple(typed["code_ids"].replace(",", " ").split()),
        "lenses": lenses,
        "groups": tuple(word.strip() for word in typed["groups"].split(",") if word.strip()),
        "measures": tuple(word.strip() for word in typed["measures"].split(",") if word.strip()),
    }
