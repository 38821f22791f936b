"""The part of the coding screen that changes what is coded, marks turns, and writes memos elsewhere."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from coder.domain.codebook import CodeStatus
from coder.domain.coding import Coding
from coder.domain.events import Event
from coder.domain.noting import PROJECT_ID, MemoOn, span_id
from coder.errors import CoderError, InputError
from coder.services.in_place import home_of
from coder.services.noting import PlacedMemo, placed_memos
from coder.tui import safe
from coder.tui.cursor import Cursor
from coder.tui.marks import code_name
from coder.tui.recoding import Recoding, coding_of, next_bookmark
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.go import Goal, GoScreen
from coder.tui.screens.memo import MemoScreen
from coder.tui.screens.memos import LetterScreen, MemosScreen
from coder.tui.screens.picker import Picked
from coder.tui.screens.reasons import ReasonScreen

TOP = "top"
"""The id of the choice to put a new code under no other."""


class RecodingDesk(ActingScreen):
    """A screen on which codings can be changed and turns marked."""

    @abstractmethod
    async def open_transcript(self, transcript_id: str | None) -> None:
        """Go to another transcript; None stays here."""

    @property
    def recoding(self) -> Recoding:
        """The acts on codings and turns of the work on the screen."""
        return Recoding(self.work)

    async def load_recent(self) -> None:
        """Put the codes used last, in this project, on their digits."""
        session = self.place.session
        try:
            latest = await self.place.jobs.store(session.store.recent_codes, session.coder, 6)
        except CoderError:
            # Only a help for the fingers: whatever is wrong will be told at the next act.
            return
        codes = self.state.tree.codes
        self.recent.begin(code_id for code_id in latest if code_id in codes and codes[code_id].usable)
        if self.is_attached:
            self.redraw()

    # -- choosing words

    def _select(self, cursor: Cursor) -> None:
        self.work.move(cursor)
        self.redraw()

    def action_widen(self) -> None:
        """Select the next larger unit."""
        self._select(self.work.cursor.wider(self.state))

    def action_narrow(self) -> None:
        """Select the next smaller unit."""
        self._select(self.work.cursor.narrower(self.state))

    def action_across(self, step: int) -> None:
        """Let the selection reach into another turn."""
        self._select(self.work.cursor.across(self.state, step))

    # -- codings

    async def _told(self, do: object) -> None:
        event = await self._act(do)  # type: ignore[arg-type]
        if event is not None:
            self.say(f"{_sentence(event)} u takes it back.")

    async def action_recent(self, digit: str) -> None:
        """Put the code that is on a digit on the selected words."""
        self.recent.keep(code.id for code in self.state.tree.codes.values() if code.usable)
        code_id = self.recent.on(digit)
        if code_id is None:
            self.say(f"No code is on {digit} yet; the codes you use come there.")
        else:
            await self._act(self.work.apply([code_id]))

    async def action_move_coding(self) -> None:
        """Put the focused coding on the selected words."""
        await self._told(self.recoding.move())

    async def action_split_coding(self) -> None:
        """Cut the focused coding in two."""
        await self._told(self.recoding.split())

    async def action_merge_coding(self) -> None:
        """Make one of the focused coding and the next of its code."""
        await self._told(self.recoding.merge())

    async def action_recode(self) -> None:
        """Give the focused coding another code."""
        try:
            coding = self.work.own()
        except CoderError as error:
            self.complain(error)
            return

        async def give(picked: Picked) -> None:
            if picked:
                await self._told(self.recoding.recode(coding, picked[0]))

        title = f"{code_name(self.state.tree, coding.code_id)} becomes"
        await self.ask(self.picker(title, single=True), give)

    async def action_accept_other(self) -> None:
        """Take the first suggestion with another code."""
        try:
            suggestion = self.recoding.suggestion()
        except CoderError as error:
            self.complain(error)
            return

        async def take(picked: Picked) -> None:
            if picked:
                await self._act(self.recoding.accept_as(suggestion, picked[0]))

        title = f"Instead of {code_name(self.state.tree, suggestion.code_id)}"
        await self.ask(self.picker(title, single=True), take)

    async def action_refuse_why(self) -> None:
        """Refuse the first suggestion and say why."""
        try:
            suggestion = self.recoding.suggestion()
            given = await self.recoding.reasons()
        except CoderError as error:
            self.complain(error)
            return

        async def refuse(why: str | None) -> None:
            if why:
                await self._told(self.recoding.refuse(suggestion, why))

        await self.ask(ReasonScreen(code_name(self.state.tree, suggestion.code_id), given), refuse)

    async def action_same_code(self, step: int) -> None:
        """Go to the next place with the code in focus, in this transcript or another."""
        code_id, here = self._code_here()
        if code_id is None:
            self.say("No code is in focus and none was used yet, so there is none to look for.")
            return
        found = await self.place.jobs.store(coding_of, self.place.session, code_id, here, step)
        name = safe.plain(code_name(self.state.tree, code_id))
        if found is None:
            which = "further" if step > 0 else "earlier"
            self.say(f"No {which} place has {name}.")
            return
        moved = found.transcript_id != self.state.transcript.id
        await self.go_to_coding(found)
        if moved:
            self.say(f"{self.state.transcript.label}: {name} goes on here.")

    def _code_here(self) -> tuple[str | None, tuple[str, int, int, str]]:
        """The code to look for, and the place to look from."""
        coding, turn = self.work.cursor.coding(self.state), self.work.cursor.turn(self.state)
        talk = self.state.transcript
        if coding is not None:
            return coding.code_id, (talk.id, coding.start, coding.end, coding.id)
        used = [*self.work.last_codes, *self.recent.latest]
        start = turn.start if turn else 0
        return next(iter(used), None), (talk.id, start, start, "")

    async def go_to_coding(self, coding: Coding) -> None:
        """Go to a coding, in this transcript or another, and focus it."""
        await self.open_transcript(coding.transcript_id)
        state = self.state
        turn = state.transcript.turn_at(coding.start)
        stop = state.stop_of(turn) if turn else None
        if stop is not None:
            self._select(Cursor(stop, None, coding.id).settled(state))

    # -- new codes

    async def action_in_vivo(self) -> None:
        """Make a code of the selected words and put it on them."""
        try:
            name = self.recoding.name_in_vivo()
        except CoderError as error:
            self.complain(error)
            return
        await self._told(self.recoding.apply_new(name, self._home()))

    async def make_code(self, name: str, also: Sequence[str]) -> None:
        """Ask where a new code belongs and put it on the selected words."""
        tree, home = self.state.tree, self._home()
        standing = [code for _, code in tree.walk() if code.status is CodeStatus.ACTIVE]
        standing.sort(key=lambda code: (code.id != home, code.codable))
        choices = [Choice(code.id, code.name, code.id) for code in standing]
        choices.append(Choice(TOP, "No other code", "at the top of the codebook"))

        async def put(chosen: Chosen | None) -> None:
            if chosen is not None:
                parent = None if chosen.id == TOP else chosen.id
                await self._told(self.recoding.apply_new(name, parent, also))

        await self.ask(ChoiceScreen(f"New code “{name}”: under which code?", choices), put)

    def _home(self) -> str | None:
        coding = self.work.cursor.coding(self.state)
        used = [coding.code_id] if coding else []
        return home_of(self.state.tree, *used, *self.work.last_codes, *self.recent.latest)

    # -- marks and places

    async def action_mark_read(self) -> None:
        """Mark the turn as read with nothing to code."""
        await self._act(self.recoding.mark_read())

    async def action_bookmark(self) -> None:
        """Put a bookmark on the turn, or take it away."""
        await self._act(self.recoding.bookmark())

    async def action_next_bookmark(self) -> None:
        """Go to the next bookmark, in this transcript or another."""
        turn = self.work.cursor.turn(self.state)
        here = (self.state.transcript.id, turn.seq if turn else 0)
        found = await self.place.jobs.store(next_bookmark, self.place.session, *here)
        if found is None:
            self.say("There is no bookmark yet. B puts one on this turn.")
        elif found == here:
            self.say("This is the only bookmark.")
        else:
            await self.go_to_goal(Goal(*found))

    async def action_go_to(self) -> None:
        """Ask for a turn, a time, a bookmark or some words, and go there."""
        marks = await self.recoding.bookmarks()
        await self.ask(GoScreen(self.state, marks), self.go_to_goal)

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn of this transcript or another, and select words there if some are named."""
        if goal is None:
            return
        await self.open_transcript(goal.transcript_id)
        state = self.state
        turns = state.transcript.turns
        at = goal.seq - turns[0].seq if turns else -1
        stop = state.stop_of(turns[at]) if 0 <= at < len(turns) else None
        if stop is None and 0 <= at < len(turns):
            stop = state.stop_before(at)
        if stop is not None:
            cursor = self.work.cursor.at(state, stop)
            self._select(cursor.words(state, goal.span) if goal.span else cursor)

    # -- memos

    async def action_memo_elsewhere(self) -> None:
        """Choose what to write a memo on, or a memo to read."""
        try:
            self.work.turn()
        except CoderError as error:
            self.complain(error)
            return
        await self.ask(LetterScreen("A memo on …", self._memo_choices()), self._memo_on)

    def _memo_choices(self) -> list[Choice]:
        state, cursor = self.state, self.work.cursor
        turn, coding = self.work.turn(), cursor.coding(state)
        words = cursor.span(state).of(state.transcript.text)
        code = code_name(state.tree, coding.code_id) if coding else "picked by a few letters"
        choices = [Choice("s", "Selected words", safe.quoted(words, 60))] if cursor.selected else []
        return [
            *choices,
            Choice("t", f"Turn {state.place_of(turn)}"),
            Choice("c", "Code", code),
            Choice(
                "w", "Whole transcript", f"{state.transcript.label} {state.transcript.facts.title}".strip()
            ),
            Choice("p", "Project", state.project),
            Choice("l", "List of memos", "read them all and go there"),
        ]

    async def _memo_on(self, letter: str | None) -> None:
        state, turn, coding = self.state, self.work.turn(), self.work.cursor.coding(self.state)
        talk, span = state.transcript, self.work.cursor.span(self.state)
        where = f"{talk.label} turn {state.place_of(turn)}"
        if letter == "s":
            await self._write(
                MemoOn.SPAN, span_id(talk.id, span), f"{safe.quoted(span.of(talk.text), 40)}, {where}"
            )
        elif letter == "t":
            await self._write(MemoOn.TURN, state.memo_target(turn), where)
        elif letter == "w":
            await self._write(MemoOn.TRANSCRIPT, talk.id, talk.label)
        elif letter == "p":
            await self._write(MemoOn.PROJECT, PROJECT_ID, "the project")
        elif letter == "l":
            await self._list_memos()
        elif letter == "c" and coding is not None:
            await self._write(MemoOn.CODE, coding.code_id, f"code {coding.code_id}")
        elif letter == "c":
            await self.ask(self.picker("Memo on", single=True), self._memo_on_code)

    async def _memo_on_code(self, picked: Picked) -> None:
        if picked:
            await self._write(MemoOn.CODE, picked[0], f"code {picked[0]}")

    async def _write(self, kind: MemoOn, target_id: str, where: str) -> None:
        try:
            pad = await self.work.open_memo_on(kind, target_id, where)
        except CoderError as error:
            self.complain(error)
            return

        def closed(told: str) -> None:
            self.redraw()
            if told:
                self.say(told)

        await self.ask(MemoScreen(self.work, pad), closed)

    async def _list_memos(self) -> None:
        try:
            memos = await self.place.jobs.store(placed_memos, self.place.session)
        except CoderError as error:
            self.complain(error)
            return
        await self.ask(MemosScreen(memos), self._go_to_memo)

    async def _go_to_memo(self, found: PlacedMemo | None) -> None:
        """Go where a memo stands; one on a code or the project, which stand nowhere, opens."""
        if found is None:
            return
        memo, standing = found.memo, found.standing
        if standing.transcript is not None:
            await self.open_transcript(standing.transcript.id)
            if standing.turn is not None:
                await self.go_to_goal(Goal(standing.transcript.id, standing.turn.seq, standing.span))
        elif memo.coder != self.state.coder:
            self.complain(InputError(f"this memo is {memo.coder}'s", remedy="you read it in the list"))
        elif memo.target_kind in (MemoOn.CODE, MemoOn.PROJECT):
            where = f"code {memo.target_id}" if memo.target_kind == MemoOn.CODE else "the project"
            await self._write(MemoOn(memo.target_kind), memo.target_id, where)


def _sentence(event: Event) -> str:
    return f"{event.summary[:1].upper()}{event.summary[1:]}."
