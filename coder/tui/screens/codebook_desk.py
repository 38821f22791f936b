"""The part of the coding screen that changes the codebook, while one walks through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from coder.domain.codebook import Code, CodeStatus
from coder.domain.events import Event
from coder.errors import CoderError, InputError
from coder.services.codebook_changes import changes_since
from coder.services.codebook_editing import CodebookEditing
from coder.services.codebook_rules import holds_a_name
from coder.tui.codebook_view import CodebookView
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.asking import LONGEST, Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.codebook_cues import cue_counter
from coder.tui.screens.codebook_define import DefineScreen
from coder.tui.screens.codebook_sheets import AboutScreen, ChangesScreen
from coder.tui.screens.codebook_split import Piece, SplitScreen, read_pieces

Typed = Mapping[str, str] | None

WHY = Field("why", "Why", hint="Optional; kept with the change.")

TOP = Choice("", "the top of the codebook")

LAST = Choice("", "behind all others there")

COLORS = (
    ("blue", "#2f7fc4"),
    ("green", "#1f8f74"),
    ("orange", "#c0622a"),
    ("purple", "#9a5cc0"),
    ("ocher", "#a3750c"),
    ("pink", "#cc4c7a"),
    ("indigo", "#6a6ad6"),
    ("leaf", "#3f8a3f"),
    ("slate", "#5f7f94"),
)
"""Colors that can be told apart, and read on light and dark."""

SHARED = (
    "These are a participant's words. Codebooks are shared, so they would leave the project with it:"
    " change what could tell who said them."
)

NO_COLOR = "no color of its own"


class CodebookDesk(ActingScreen):
    """A screen on which the codebook can be changed."""

    codes: CodebookView

    @property
    def editing(self) -> CodebookEditing:
        """The changes of the project's codebook."""
        return CodebookEditing(self.place.session)

    def look_for_suggestions(self) -> None:
        """Ask for suggestions for the words as they are now."""
        raise NotImplementedError

    async def action_code_about(self) -> None:
        """Show all that is said about the code under the cursor."""
        code = self.codes.current
        if code is None:
            return

        async def closed(key: str) -> None:
            if key == "e":
                await self.action_code_define()

        await self.ask(AboutScreen(self.state.tree, code), closed)

    async def action_code_new(self) -> None:
        """Ask for a name and the place of a new code, and add it."""
        here = self.codes.current
        above = here if here is None or self.state.tree.children(here.id) or not here.codable else None
        first = above.id if above else here.parent_id if here else None

        async def named(typed: Typed) -> None:
            if typed and typed["name"].strip():
                await self._ask_parent("Under which code?", first, "", lambda id_: self._add(typed, id_))

        name = Field("name", "Name", hint="A few words; its id is made from them.")
        await self.ask(FormScreen("New code", [name, WHY], verb="go on"), named)

    async def _add(self, typed: Mapping[str, str], parent_id: str | None) -> None:
        made: list[Code] = []

        def add() -> Event:
            event, code = self.editing.add(typed["name"], parent_id, reason=typed["why"])
            made.append(code)
            return event

        if await self.change(add):
            self.codes.point_at(made[0].id)
            self.redraw()

    async def action_code_rename(self) -> None:
        """Ask for another name."""
        code = self._current()
        if code is None:
            return

        async def named(typed: Typed) -> None:
            if typed:
                name, why = typed["name"], typed["why"]
                await self.change(lambda: self.editing.rename(code.id, name, reason=why, seen=code.version))

        note = f"The id {code.id} stays, and the old name still finds it."
        title = f"Rename {code.short} {code.name}"
        await self.ask(FormScreen(title, [Field("name", "Name", code.name), WHY], note=note), named)

    async def action_code_define(self) -> None:
        """Change definition, rules, examples, cues and aliases."""
        code = self._current()
        if code is None:
            return

        async def keep(texts: Mapping[str, str], why: str) -> str:
            lists = {key: text.split("\n") for key, text in texts.items() if key != "definition"}
            event = await self._commit(
                lambda: self.editing.redefine(
                    code.id,
                    definition=texts.get("definition"),
                    reason=why,
                    seen=code.version,
                    **lists,
                )
            )
            return _told(event)

        def closed(told: str) -> None:
            self.redraw()
            if told:
                self.say(told)

        await self.ask(DefineScreen(code, keep, cue_counter(self.place, code.id)), closed)

    async def action_code_move(self) -> None:
        """Ask under which code, and before which one there."""
        code = self._current()
        if code is None:
            return

        async def under(parent_id: str | None) -> None:
            others = [
                one
                for one in self.state.tree.children(parent_id)
                if one.id != code.id and one.codebook_id == code.codebook_id
            ]
            if not others:
                await self.change(lambda: self.editing.move(code.id, parent_id, seen=code.version))
                return

            async def before(chosen: Chosen | None) -> None:
                if chosen is not None:
                    ahead = chosen.id if chosen.id in self.state.tree.codes else None
                    await self.change(
                        lambda: self.editing.move(code.id, parent_id, before=ahead, seen=code.version)
                    )

            choices = [LAST, *(Choice(one.id, f"before {one.short} {one.name}") for one in others)]
            await self.ask(ChoiceScreen(f"Where does {code.short} stand?", choices), before)

        await self._ask_parent(f"Move {code.short} under which code?", code.parent_id, code.id, under)

    async def action_code_merge(self) -> None:
        """Ask into which code, say what will happen, and merge."""
        code = self._current()
        if code is None:
            return
        if not code.codable:
            self.complain(InputError(f"{code.short} groups other codes", remedy="merge these one by one"))
            return

        async def into(chosen: Chosen | None) -> None:
            if chosen is None:
                return
            try:
                merging = await self.place.jobs.store(self.editing.merging, code.id, chosen.id)
            except CoderError as error:
                self.complain(error)
                return

            async def sure(typed: Typed) -> None:
                if typed is not None:
                    why = typed["why"]
                    await self.change(
                        lambda: self.editing.merge(code.id, chosen.id, reason=why, seen=merging)
                    )

            title = f"Merge {code.short} {code.name} into {merging.target.short} {merging.target.name}?"
            note = " ".join([*merging.preview, "u takes it back."])
            await self.ask(FormScreen(title, [WHY], note=note, verb="merge"), sure)

        choices = [_choice(one) for one in self.state.tree.codes.values() if one.usable and one.id != code.id]
        await self.ask(ChoiceScreen(f"Merge {code.short} {code.name} into which code?", choices), into)

    async def action_code_split(self) -> None:
        """Ask for the names of the new codes and which codings go to which."""
        code = self._current()
        if code is None:
            return
        try:
            pieces = await self.place.jobs.store(read_pieces, self.place.session, code.id)
        except CoderError as error:
            self.complain(error)
            return

        async def named(typed: Typed) -> None:
            names = (
                [typed[key].strip() for key in ("one", "two", "three") if typed[key].strip()] if typed else []
            )
            if typed is None or not names:
                return

            async def given(codings: dict[str, int] | None) -> None:
                if codings is not None:
                    await self.change(lambda: self._split(code, names, codings, typed["why"], pieces))

            await self.ask(SplitScreen(code, names, pieces), given)

        count = f"{len(pieces)} codings" if len(pieces) != 1 else "1 coding"
        note = f"{code.short} has {count}, of all coders. What goes to no new code stays with {code.short}."
        fields = [
            Field("one", "First"),
            Field("two", "Second", hint="May stay empty."),
            Field("three", "Third"),
            WHY,
        ]
        title = f"Split {code.short} {code.name} into new codes"
        await self.ask(FormScreen(title, fields, note=note, verb="go on"), named)

    def _split(
        self, code: Code, names: list[str], codings: dict[str, int], why: str, pieces: list[Piece]
    ) -> Event:
        versions = {piece.coding.id: piece.coding.version for piece in pieces}
        return self.editing.split(code.id, names, codings, reason=why, seen=code.version, versions=versions)

    async def action_code_retire(self) -> None:
        """Retire the code, or bring it back."""
        code = self.codes.current
        if code is None:
            return
        back = code.status is not CodeStatus.ACTIVE

        async def sure(typed: Typed) -> None:
            if typed is not None:
                do = self.editing.bring_back if back else self.editing.retire
                await self.change(lambda: do(code.id, reason=typed["why"], seen=code.version))

        below = sum(one.status is CodeStatus.ACTIVE for _, one in self.state.tree.walk(code.id))
        more = (
            f" So are the {below} codes below it."
            if below > 1
            else " So is the code below it."
            if below
            else ""
        )
        note = f"It can be applied no more; what is coded with it stays.{more} x brings it back."
        if back:
            note = "It can be applied again, and so can what was retired with it."
            note += " Its codings stay with the other code." if code.status is CodeStatus.MERGED else ""
        title = f"{'Bring back' if back else 'Retire'} {code.short} {code.name}?"
        await self.ask(FormScreen(title, [WHY], note=note, verb="bring back" if back else "retire"), sure)

    async def action_code_color(self) -> None:
        """Ask for a color."""
        code = self._current()
        if code is None:
            return

        async def chosen(one: Chosen | None) -> None:
            if one is not None:
                color = dict(COLORS).get(one.id, one.name.strip())
                wanted = "" if one.id == NO_COLOR else color
                await self.change(lambda: self.editing.recolor(code.id, wanted, seen=code.version))

        choices = [Choice(name, name, color) for name, color in COLORS] + [Choice(NO_COLOR, NO_COLOR)]
        now = code.color or "the color of the code above it"
        note = f"Now it has {now}. A color such as #4477aa may be typed."
        title = f"Color of {code.short} {code.name}"
        await self.ask(ChoiceScreen(title, choices, note=note, new="this color"), chosen)

    async def action_code_example(self) -> None:
        """Show the selected words, say that they would leave the project, and add them."""
        code = self._current()
        if code is None:
            return
        words = " ".join(self.work.cursor.span(self.state).of(self.state.transcript.text).split())
        if not 0 < len(words) <= LONGEST:
            what = "no words are selected" if not words else f"an example has at most {LONGEST} characters"
            remedy = "select some in the transcript first" if not words else "select fewer words"
            self.complain(InputError(what, remedy=remedy))
            return
        try:
            named = await self.place.jobs.store(holds_a_name, self.place.session, words)
        except CoderError as error:
            self.complain(error)
            return

        async def sure(typed: Typed) -> None:
            if typed is not None:
                why = typed["why"]
                text, source = typed["words"], typed["source"]
                await self.change(
                    lambda: self.editing.add_example(
                        code.id, text, source=source, reason=why, seen=code.version
                    )
                )

        note = f"{SHARED} They hold the name of somebody who speaks here." if named else SHARED
        source = Field("source", "Source", self.state.transcript.label, hint="Goes with it; may be emptied.")
        fields = [Field("words", "Example", words), source, WHY]
        title = f"Add as an example of {code.short} {code.name}?"
        await self.ask(FormScreen(title, fields, note=note, verb="add it"), sure)

    async def action_code_changes(self) -> None:
        """Show what changed in the codebook."""
        try:
            changes = await self.place.jobs.store(changes_since, self.place.session)
        except CoderError as error:
            self.complain(error)
            return
        await self.ask(ChangesScreen(changes, self.codes.current), lambda _: None)

    async def change(self, do: Callable[[], Event]) -> bool:
        """Change the codebook and tell what was done; whether it was."""
        try:
            self.say(_told(await self._commit(do)))
        except CoderError as error:
            self.complain(error)
            return False
        finally:
            self.redraw()
        return True

    async def _commit(self, do: Callable[[], Event]) -> Event:
        cues = _cues(self.state.tree.codes.values())
        event = await self.work.do_and_read(do)
        if self.place.suggestions is not None and _cues(self.state.tree.codes.values()) != cues:
            self.look_for_suggestions()
        return event

    async def _ask_parent(
        self,
        title: str,
        first: str | None,
        moved: str,
        then: Callable[[str | None], Awaitable[object]],
    ) -> None:
        tree = self.state.tree
        barred = tree.subtree(moved) if moved else frozenset()
        book = tree.codes[moved].codebook_id if moved else ""
        ids = [
            code.id
            for code in tree.codes.values()
            if code.status is CodeStatus.ACTIVE and code.id not in barred and book in ("", code.codebook_id)
        ]
        wanted = [*([first] if first in ids else []), *(id_ for id_ in ids if id_ != first)]
        choices = [_choice(tree.codes[id_]) for id_ in wanted]
        choices.insert(0 if first is None else 1, TOP)

        async def chosen(one: Chosen | None) -> None:
            if one is not None:
                await then(one.id or None)

        await self.ask(ChoiceScreen(title, choices), chosen)

    def _current(self) -> Code | None:
        """The code under the cursor; for one that is merged it says what to do instead."""
        code = self.codes.current
        if code is not None and code.status is CodeStatus.MERGED:
            self.say(f"{code.short} was merged into {code.merged_into}; x brings it back.")
            return None
        return code


def _choice(code: Code) -> Choice:
    return Choice(code.id, f"{code.id} {code.name}", code.definition)


def _cues(codes: Iterable[Code]) -> list[tuple[str, tuple[str, ...]]]:
    return [(code.id, code.cues) for code in codes if code.usable and code.cues]


def _told(event: Event) -> str:
    return f"{event.summary[:1].upper()}{event.summary[1:]}. u takes it back."
