"""The preview of files before they are kept: who speaks, how it will look, what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.domain.transcript import Role
from coder.errors import CoderError
from coder.services.previewing import FORMAT_NAMES, Overrides
from coder.tui import safe
from coder.tui.incoming import (
    CAPITALS_SPEAKER,
    Incoming,
    Kept,
    Plan,
    Voice,
    free_label,
    keep,
    known,
    read_incoming,
)
from coder.tui.jobs import Lane
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.mending import next_role
from coder.tui.preview_view import VoiceColumns, advice, count_to_look_at, facts, look, worth_a_look
from coder.tui.rows import Rows
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.base import Desk
from coder.tui.screens.overriding import changed_overrides, override_fields
from coder.tui.workplace import Workplace

WIDE = 100
SPEAKER_ROWS = 8
"""Rows of the table of speakers where it stands above the turns."""


class PreviewScreen(Desk[tuple[Kept, ...]]):
    """Shows one file after the other; gives what was kept of them.

    Nothing is kept before Enter. Everything the person says about a file can be taken back with u
    until then.
    """

    CSS_PATH = "importing.tcss"

    def __init__(self, place: Workplace, paths: Sequence[Path]) -> None:
        super().__init__()
        self._place = place
        self._paths = list(paths)
        self._at = 0
        self._kept: list[Kept] = []
        self._lane = Lane("reading")
        self._rows = Rows()
        self._begin(Overrides())

    def _begin(self, overrides: Overrides) -> None:
        """Be ready for another reading of the file."""
        self._overrides = overrides
        self._incoming: Incoming | None = None
        self._failed: CoderError | None = None
        self._from = 0
        self._remarks = False

    def _new_file(self) -> None:
        self._plan = Plan()
        self._past: list[Plan] = []
        self._asked = False
        self._rows = Rows()
        self._read(Overrides())

    def compose(self) -> ComposeResult:
        """Head, speakers, turns or remarks, keys."""
        yield Static(id="preview-head", markup=False)
        with Container(id="preview-body"):
            with Vertical(id="preview-left"):
                yield Static(id="preview-advice", markup=False)
                yield Static(id="preview-speakers", markup=False)
                yield Static(id="preview-notes", markup=False)
            with Vertical(id="preview-right"):
                yield Static(id="preview-tab", markup=False)
                yield Static(id="preview-look", markup=False)
        yield Static(id="preview-keys", markup=False)

    def on_mount(self) -> None:
        """Read the first file."""
        self._new_file()

    def on_unmount(self) -> None:
        """Let the thread go."""
        self._lane.finish(0)

    def on_resize(self) -> None:
        """Fit everything to the new size."""
        self.call_after_refresh(self._draw)

    # -- reading

    @property
    def is_reading(self) -> bool:
        """Whether one still waits for the file."""
        return self._incoming is None and self._failed is None

    def _read(self, overrides: Overrides) -> None:
        self._begin(overrides)
        self._draw()
        self._place.jobs.start(self._reading(self._paths[self._at], overrides))

    async def _reading(self, path: Path, overrides: Overrides) -> None:
        try:
            found, draft = await self._lane.do(lambda: read_incoming(path, overrides))
            known_as, taken = await self._place.jobs.store(known, self._place.session, draft)
        except CoderError as error:
            if self._is_about(path, overrides):
                self._failed = error
                self._draw()
            return
        if not self._is_about(path, overrides):
            return
        self._incoming = Incoming(path, overrides, found, draft, known_as, taken)
        plan = self._plan.fitting(draft.speakers)
        if overrides.caps_speaker in draft.speakers:
            plan = plan.with_role(overrides.caps_speaker or "", Role.FACILITATOR)
        self._plan = replace(plan, label=plan.label or free_label(found.label, taken))
        self._rows.resize(len(self._voices))
        self._draw()
        # Once more when the parts have their sizes, which depend on what is in them.
        self.call_after_refresh(self._draw)
        if self._incoming.shouts and not self._asked:
            await self._capitals()

    def _is_about(self, path: Path, overrides: Overrides) -> bool:
        """Whether what was read is still what one waits for."""
        return self.is_attached and self._paths[self._at] == path and self._overrides is overrides

    # -- keys

    async def take_key(self, event: Key) -> bool:
        """Keep the file, leave it out, or say what is what in it."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self._next()
            return True
        if key == "o":
            await self._override()
            return True
        if self._incoming is not None:
            await self._take(key, self._incoming)
        return key not in ("ctrl+q", "ctrl+c")

    async def _take(self, key: str, incoming: Incoming) -> None:
        if key == "enter":
            await self._keep(incoming)
        elif key in ("tab", "shift+tab"):
            self._remarks = not self._remarks
            self._draw()
        elif key in ("pagedown", "pageup", "space"):
            self._scroll(incoming, -1 if key == "pageup" else 1)
        elif key == "u":
            if self._past:
                self._plan = self._past.pop()
                self._changed()
        elif key == "c" and incoming.shouts:
            await self._capitals()
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
        self._from = max(0, self._voices[self._rows.at].first - 1)
        self._remarks = False
        self._draw()

    def _scroll(self, incoming: Incoming, pages: int) -> None:
        step = 5 if not self._remarks else 8
        last = len(incoming.draft.turns) if not self._remarks else len(worth_a_look(incoming, 60))
        self._from = max(0, min(self._from + pages * step, last - 1))
        self._draw()

    # -- what the person says

    @property
    def _voices(self) -> list[Voice]:
        return self._incoming.voices(self._plan) if self._incoming else []

    def _decide(self, plan: Plan) -> None:
        if plan != self._plan:
            self._past.append(self._plan)
            self._plan = plan
        self._changed()

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
        field = Field("name", "Name", "" if voice.is_code else voice.shown)
        await self.ask(
            FormScreen(f"Name for {voice.shown}", [field], note=note, verb="rename everywhere"), named
        )

    async def _merge(self, voice: Voice) -> None:
        others = [
            Choice(v.label, v.shown, f"{v.role.value} · {v.turns} turns")
            for v in self._voices
            if v is not voice
        ]
        others = [choice for choice in others if choice.id != voice.label]

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
        loud = incoming.shouts

        def given(typed: Mapping[str, str] | None) -> None:
            name = safe.plain((typed or {}).get("name", "")).strip()[:60]
            if name:
                self._read(replace(self._overrides, caps_speaker=name))

        samples = "\n".join(f"“{safe.cut(text, 60)}”" for text in loud[:3])
        note = (
            f"{len(loud)} turns are written in CAPITALS and nobody is named for them:\n{samples}\n"
            "Typists often write the moderator so. Enter gives them to this facilitator, "
            "Esc leaves them with nobody."
        )
        field = Field("name", "Facilitator", CAPITALS_SPEAKER)
        await self.ask(
            FormScreen("Who speaks in CAPITALS?", [field], note=note, verb="yes, that is who"), given
        )

    async def _override(self) -> None:
        def said(typed: Mapping[str, str] | None) -> None:
            if typed is None:
                return
            label = safe.plain(typed.get("label", "")).strip()[:60]
            if label and label != self._plan.label:
                self._decide(replace(self._plan, label=label))
            overrides = changed_overrides(self._overrides, typed)
            if overrides != self._overrides:
                self._read(overrides)

        found = self._incoming.found if self._incoming else None
        fields = override_fields(self._overrides, found, self._plan.label, FORMAT_NAMES)
        note = "What you know better than the program. Enter reads the file again; nothing is kept yet."
        await self.ask(
            FormScreen(f"How to read {self._paths[self._at].name}", fields, note=note, verb="read"), said
        )

    # -- keeping

    async def _keep(self, incoming: Incoming) -> None:
        try:
            kept = await self._place.jobs.store(keep, self._place.session, incoming, self._plan)
        except CoderError as error:
            self.complain(error)
            return
        self._kept.append(kept)
        self._next(kept.told)

    def _next(self, told: str = "") -> None:
        if self._at + 1 >= len(self._paths):
            self._overrides = Overrides()
            self.dismiss(tuple(self._kept))
            return
        self._at += 1
        if told:
            self.say(told)
        self._new_file()

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached or not self.size.width:
            return
        width = self.size.width - 2
        wide = self.size.width >= WIDE
        name = self._paths[self._at].name
        count = f"{self._at + 1} of {len(self._paths)}" if len(self._paths) > 1 else "before anything is kept"
        head: Line = [
            ("Import ", "bold"),
            (safe.cut(name, width - 34), "bold $text-accent"),
            (f"   {count}", QUIET),
        ]
        self._update("head", [head])
        self._update("keys", [key_line(self._keys(), width)])
        if self._incoming is None:
            self._draw_waiting(width)
            return
        left = width // 2 if wide else width
        self._draw_left(self._incoming, left - (2 if wide else 0), wide=wide)
        self._draw_right(self._incoming, width - left - 2 if wide else width)

    def _draw_waiting(self, width: int) -> None:
        name = self._paths[self._at].name
        if self._failed is None:
            lines: list[Line] = [[(f"Reading {safe.cut(name, width - 12)} …", "bold")]]
        else:
            sentence = safe.plain(str(self._failed))
            lines = wrapped(sentence[:1].upper() + sentence[1:] + ".", width, "$text-error")
            lines += [[], [("esc", KEY), " leaves the file out, ", ("o", KEY), " says how to read it."]]
        self._update("advice", [[], *lines])
        for part in ("speakers", "notes", "tab", "look"):
            self._update(part, [])

    def _draw_left(self, incoming: Incoming, width: int, *, wide: bool) -> None:
        voices = self._voices
        top = [*facts(incoming, self._plan, width), *advice(incoming, voices, width)]
        self._update("advice", top)
        room = min(len(voices), max(3, self.size.height - len(top) - 16) if wide else SPEAKER_ROWS)
        columns = VoiceColumns(voices, width)
        rows = self._rows.window(room) if voices else range(0)
        table = [columns.row(voices[at], here=at == self._rows.at) for at in rows]
        more = len(voices) - len(table)
        self._update("speakers", [columns.head(), *table] if voices else [])
        notes: list[Line] = [[(f"  and {more} more speakers", QUIET)]] if more > 0 else []
        if wide:
            room = self.size.height - len(top) - len(table) - len(notes) - 5
            remarks = worth_a_look(incoming, width)
            notes += [[], *remarks[: room - 2]]
            notes += [[("tab", KEY), (" shows the rest", QUIET)]] if len(remarks) > room - 2 else []
        self._update("notes", notes)

    def _draw_right(self, incoming: Incoming, width: int) -> None:
        many = count_to_look_at(incoming)
        look_name, notes_name = "How it will look", f"To look at ({many})"
        shown, other = (notes_name, look_name) if self._remarks else (look_name, notes_name)
        tab: Line = [(shown, HEAD), ("   tab ", KEY), (other.lower() if not self._remarks else other, QUIET)]
        self._update("tab", [tab] if many or self._remarks else [[(look_name, HEAD)]])
        height = max(3, self.query_one("#preview-look").size.height)
        if self._remarks:
            lines = worth_a_look(incoming, width)[self._from :] or [[("Nothing needs a look.", QUIET)]]
        else:
            lit = self._voices[self._rows.at].label if self._voices else ""
            lines = look(incoming, self._plan, self._from, height, width, lit)
        self._update("look", lines[:height])

    def _keys(self) -> list[tuple[str, str]]:
        if self._incoming is None:
            return [("o", "how to read it"), ("esc", "leave out")]
        capitals = [("c", "capitals")] if self._incoming.shouts else []
        return [
            ("⏎", "keep"),
            ("f", "role"),
            ("r", "rename"),
            ("m", "merge"),
            *capitals,
            ("PgDn", "more"),
            ("o", "options"),
            ("u", "undo"),
            ("esc", "leave out"),
        ]

    def _update(self, name: str, lines: Sequence[Line]) -> None:
        box = self.query_one(f"#preview-{name}", Static)
        box.display = bool(lines)
        box.update(safe.content(*lines_of(lines)))
