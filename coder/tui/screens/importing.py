"""The preview of files before they are kept: who speaks, how it will look, what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

from textual.events import Click, Key

from coder.domain.transcript import Role
from coder.errors import CoderError
from coder.services.previewing import FORMAT_NAMES, Overrides
from coder.tui import safe
from coder.tui.incoming import (
    Incoming,
    Kept,
    Plan,
    Voice,
    free_label,
    give_back_memory,
    keep,
    known,
    read_incoming,
)
from coder.tui.jobs import Lane
from coder.tui.keyline import KEY, Line
from coder.tui.mending import next_role
from coder.tui.rows import Rows
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen, NoteScreen
from coder.tui.screens.import_forms import capitals_form, names_of, speakers_form
from coder.tui.screens.overriding import FACTS, changed_overrides, override_fields
from coder.tui.screens.preview_desk import SPEAKER_ROWS, PreviewDesk
from coder.tui.workplace import Workplace

HELP = (
    ("⏎", "keep the file as it is shown"),
    ("↑↓", "another speaker, and where they are first heard"),
    ("f", "another role, such as facilitator or observer"),
    ("r", "another name; that of a speaker makes the two one"),
    ("m", "merge the speaker into another"),
    ("c", "say who speaks in CAPITALS"),
    ("w", "say who else speaks: names that stand there once"),
    ("tab", "how it will look, or what is to be looked at"),
    ("PgDn", "more of it; PgUp goes back"),
    ("o", "how the file is read, and what it is called"),
    ("u", "undo, step by step"),
    ("esc", "leave the file out"),
)
BEAT = 0.1
"""Seconds between two looks at how far the keeping has come."""


class PreviewScreen(PreviewDesk):
    """Shows one file after the other; gives what was kept of them.

    Nothing is kept before Enter. Everything the person says about a file can be taken back with u
    until then.
    """

    def __init__(self, place: Workplace, paths: Sequence[Path]) -> None:
        super().__init__(paths)
        self._place = place
        self._kept: list[Kept] = []
        self._lane = Lane("reading")
        self._doing = ""
        self._begin(Overrides())

    def _begin(self, overrides: Overrides) -> None:
        """Be ready for another reading of the file."""
        self._overrides = overrides
        self._incoming = None
        self._failed = None
        self._remarks = False
        self._first_turn = self._first_line = 0

    def _new_file(self) -> None:
        self._plan = Plan()
        self._past: list[tuple[Plan, Overrides]] = []
        self._asked = False
        self._rows = Rows()
        self._read(Overrides())

    def on_mount(self) -> None:
        """Read the first file."""
        self._new_file()

    def on_unmount(self) -> None:
        """Let the file, its memory and the thread go."""
        self._incoming = None
        self._lane.put(give_back_memory)
        self._lane.finish(0)

    # -- reading

    @property
    def is_busy(self) -> bool:
        """Whether one still waits for the file to be read or kept."""
        return bool(self._keeping) or (self._incoming is None and self._failed is None)

    def _read(self, overrides: Overrides) -> None:
        self._begin(overrides)
        self._draw()
        self._place.jobs.start(self._reading(self._paths[self._at], overrides))

    async def _reading(self, path: Path, overrides: Overrides) -> None:
        try:
            found, draft = await self._lane.do(lambda: read_incoming(path, overrides))
            known_as, taken, met = await self._place.jobs.store(known, self._place.session, draft)
        except CoderError as error:
            if self._is_about(path, overrides):
                self._failed = error
                self._draw()
            return
        if not self._is_about(path, overrides):
            return
        self._incoming = Incoming(path, overrides, found, draft, known_as, taken, met)
        plan = self._plan.fitting(draft.speakers)
        if not self._past:
            plan = plan.meeting(met)
        if overrides.caps_speaker in draft.speakers:
            plan = plan.with_role(overrides.caps_speaker or "", Role.FACILITATOR)
        self._plan = replace(plan, label=plan.label or free_label(found.label, taken))
        self._changed()
        self._to_leader()
        if self._incoming.shouts and not self._asked:
            await self._capitals()

    def _to_leader(self) -> None:
        """Stand on whoever is asked about, so that the keys named there are about them."""
        leaders = [at for at, voice in enumerate(self._voices) if voice.role is Role.FACILITATOR]
        if len(leaders) == 1 and not self._past:
            self._rows.at = leaders[0]
            self._draw()

    def _is_about(self, path: Path, overrides: Overrides) -> bool:
        """Whether what was read is still what one waits for."""
        return self.is_attached and self._paths[self._at] == path and self._overrides is overrides

    # -- keys

    async def take_key(self, event: Key) -> bool:
        """Keep the file, leave it out, or say what is what in it."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if self._keeping:
            return key != "ctrl+q"  # what is typed now was meant for a screen that is going
        self._tell("", "")
        if key == "escape":
            await self._leave_out()
        elif key == "o":
            await self._override()
        elif key == "u":
            self._undo()
        elif key == "question_mark":
            await self._help()
        elif self._incoming is not None:
            await self._take(key, self._incoming)
        return key not in ("ctrl+q", "ctrl+c")

    async def _take(self, key: str, incoming: Incoming) -> None:
        if key == "enter":
            await self._keep(incoming)
        elif key in ("tab", "shift+tab"):
            self._remarks = not self._remarks
            self._draw()
        elif key in ("pagedown", "pageup", "space"):
            self._page(-1 if key == "pageup" else 1)
        elif key == "c" and incoming.loud:
            await self._capitals()
        elif key == "w" and incoming.perhaps:
            await self._perhaps(incoming)
        elif self._voices:
            await self._about_speaker(key, self._voices[self._rows.at])

    async def _about_speaker(self, key: str, voice: Voice) -> None:
        if key == "f":
            self._decide(self._plan.with_role(voice.label, next_role(voice.role)))
        elif key == "r":
            await self._rename(voice)
        elif key == "m":
            await self._merge(voice)
        elif self._rows.move(key, SPEAKER_ROWS):
            self._show_voice()

    def on_click(self, event: Click) -> None:
        """Choose a speaker with the mouse."""
        if event.widget is not None and event.widget.id == "preview-speakers" and self._incoming:
            at = self._rows.row_at(event.y - 1)
            if at is not None:
                self._rows.at = at
                self._show_voice()

    def _show_voice(self) -> None:
        """Let the turns begin where the highlighted speaker is first heard."""
        self._first_turn = max(0, self._voices[self._rows.at].first - 1)
        self._remarks = False
        self._draw()

    async def _help(self) -> None:
        lines: list[str | Line] = [[(safe.fitted(key, 6), KEY), what] for key, what in HELP]
        await self.ask(NoteScreen("Keys of the preview", lines, [("esc", "back")]), lambda _: None)

    # -- what the person says

    def _decide(self, plan: Plan, overrides: Overrides | None = None) -> None:
        """Go on with another plan, or read the file in another way; `u` comes back to what was before."""
        read = overrides is not None and overrides != self._overrides
        if plan != self._plan or read:
            self._past.append((self._plan, self._overrides))
        self._plan = plan
        if overrides is not None and read:
            self._read(overrides)
        else:
            self._changed()

    def _undo(self) -> None:
        if self._past:
            self._plan, overrides = self._past.pop()
            if overrides == self._overrides:
                self._changed()
            else:
                self._read(overrides)

    def _changed(self) -> None:
        self._rows.resize(len(self._voices))
        self._draw()

    async def _rename(self, voice: Voice) -> None:
        async def named(typed: Mapping[str, str] | None) -> None:
            name = safe.plain((typed or {}).get("name", "")).strip()[:60]
            same = next((v for v in self._voices if v.shown.casefold() == name.casefold()), None)
            if name and same is not None and same.label != voice.label:
                self._decide(self._plan.with_merged(voice.label, same.label))
                self.say(f"{voice.shown} and {same.shown} are one speaker now. u takes it back.")
            elif name:
                self._decide(self._plan.with_name(voice.label, name))

        note = "The name of another speaker makes the two one. First words: " + voice.first_words[:160]
        field = Field("name", "Name", "" if voice.is_code else voice.shown, selected=True)
        await self.ask(
            FormScreen(f"Name for {voice.shown}", [field], note=note, verb="rename everywhere"), named
        )

    async def _merge(self, voice: Voice) -> None:
        others = [
            Choice(v.label, v.shown, f"{v.role.value} · {v.turns} turns")
            for v in self._voices
            if v.label != voice.label
        ]

        def into(chosen: Chosen | None) -> None:
            if chosen:
                self._decide(self._plan.with_merged(voice.label, chosen.id))

        note = f"All {voice.turns} turns of {voice.shown} go to whom you choose: the two are one person."
        await self.ask(ChoiceScreen(f"Merge {voice.shown} into …", others, note=note), into)

    async def _capitals(self) -> None:
        incoming = self._incoming
        if incoming is None:
            return
        self._asked = True
        loud, before = incoming.loud, incoming.overrides.caps_speaker

        def given(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            name = safe.plain(typed.get("name", "")).strip()[:60]
            self._decide(self._plan, replace(self._overrides, caps_speaker=name or None))

        await self.ask(capitals_form(loud, before), given)

    async def _perhaps(self, incoming: Incoming) -> None:
        def given(typed: Mapping[str, str] | None) -> None:
            names = names_of((typed or {}).get("names", ""))
            if names:
                told = dict.fromkeys((*self._overrides.speakers, *names))
                self._decide(self._plan, replace(self._overrides, speakers=tuple(told)))

        await self.ask(speakers_form(incoming.perhaps), given)

    async def _override(self) -> None:
        def said(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            label = safe.plain(typed.get("label", "")).strip()[:60] or self._plan.label
            facts = {name: safe.plain(typed.get(name, "")).strip() for name, _, _ in FACTS}
            plan = replace(self._plan, label=label, facts=facts)
            self._decide(plan, changed_overrides(self._overrides, typed))

        found = self._incoming.found if self._incoming else None
        plan = self._plan
        fields = override_fields(self._overrides, found, plan.label, plan.facts, FORMAT_NAMES)
        note = "What you know better than the program. Enter reads the file again; nothing is kept yet."
        await self.ask(FormScreen(f"How to read {self._file_name}", fields, note=note, verb="read"), said)

    # -- leaving out and keeping

    async def _leave_out(self) -> None:
        def answered(leave: bool | None) -> None:
            if leave:
                self._next()

        many = len(self._past)
        if not many:
            self._next()
            return
        lost = "1 change would be lost." if many == 1 else f"{many} changes would be lost."
        keys = [("⏎", "leave it out"), ("esc", "go back")]
        await self.ask(NoteScreen("Leave this file out?", [lost], keys), answered)

    async def _keep(self, incoming: Incoming) -> None:
        questions = incoming.open_questions(self._plan)

        def answered(kept: bool | None) -> None:
            if kept:
                self._start_keeping(incoming)

        if not questions:
            self._start_keeping(incoming)
            return
        keys = [("⏎", "keep it so"), ("esc", "go back")]
        sentences = [f"{question}." for question in questions]
        await self.ask(NoteScreen("Keep as it is?", sentences, keys), answered)

    def _start_keeping(self, incoming: Incoming) -> None:
        self._doing, self._since, self._keeping = "", monotonic(), "…"
        self._show_progress()
        self._draw()
        self._clock = self.set_interval(BEAT, self._show_progress)
        self._place.jobs.start(self._do_keep(incoming, self._plan))

    def _show_progress(self) -> None:
        if self._keeping:
            seconds = int(monotonic() - self._since)
            self._keeping = f"{safe.plain(self._doing) or 'waiting'} · {seconds} s"
            self._draw_told()

    def _hear(self, doing: str) -> None:
        """Take note, in the session's thread, of what is being done."""
        self._doing = doing

    async def _do_keep(self, incoming: Incoming, plan: Plan) -> None:
        kept, failed = None, None
        try:
            kept = await self._place.jobs.store(keep, self._place.session, incoming, plan, self._hear)
        except CoderError as error:
            failed = error
        self._clock.stop()
        self._keeping = ""
        if kept is not None:
            self._kept.append(kept)
        if not self.is_attached:
            return
        if failed is not None:
            self.complain(failed)
            self._draw()
        elif kept is not None:
            self._next(kept.told)

    def _next(self, told: str = "") -> None:
        if self._at + 1 >= len(self._paths):
            self._begin(Overrides())
            self.dismiss(tuple(self._kept))
            return
        self._at += 1
        self.say(told)
        self._new_file()

    # -- keys that are shown

    def _keys(self) -> list[tuple[str, str]]:
        if self._keeping:
            return [("^q", "quit")]
        undo = [("u", "undo")] if self._past else []
        if self._incoming is None:
            return [("o", "how to read it"), *undo, ("?", "help"), ("esc", "leave out")]
        capitals = [("c", "capitals")] if self._incoming.loud else []
        speakers = [("f", "role"), ("r", "name"), ("m", "merge")] if self._voices else []
        last = [("o", "read"), ("?", "help"), *capitals, ("esc", "leave out")]
        return [("⏎", "keep"), *speakers, *undo, *last]
