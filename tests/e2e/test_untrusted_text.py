"""Text that would like to be obeyed is shown as it is, in everything that can show it, and does nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.services import bootstrap
from coder.services.recent import remember_project
from coder.tui.app import CoderApp, Start
from coder.tui.front import FrontApp
from tests import support
from tests.e2e import hostile
from tests.e2e.driving import SIZES, CueFake, opened, screen, text
from tests.e2e.hostile import (
    BRIEF,
    CODE,
    FILE,
    FORBIDDEN,
    GROUP,
    LABEL,
    LENS,
    MEMO,
    PROJECT,
    REASON,
    SAYS,
    SPEAKER,
    TITLE,
    WHOLE,
    WORDS,
)
from tests.e2e.looks import settled

NAMED = {"/": "slash", "⏎": "enter", " ": "space"}
OURS = ("app.press(",)
"""What may be done by pointing at words of our own."""


@pytest.fixture
def project(tmp_path: Path) -> str:
    made = tmp_path / "bad.coder"
    hostile.make(made)
    return str(made)


async def check(pilot: Pilot[None], *letters: str) -> None:
    """Everything expected is on the screen as it is, and nothing of it can be obeyed."""
    await settled(pilot)
    shown = text(pilot)
    name = type(pilot.app.screen).__name__
    assert pilot.app.is_running, name
    assert pilot.app._exception is None, name
    assert not FORBIDDEN.intersection(shown.replace("\n", "")), name
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            act = segment.style.meta.get("@click", "") if segment.style else ""
            assert not act or str(act).startswith(OURS), (name, act)
    for widget in pilot.app.screen.walk_children():
        assert BRIEF[:3] not in str(widget.tooltip or ""), name
    for letter in letters:
        assert letter + BRIEF in shown, f"{letter} on {name}:\n{shown}"


async def go(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        while getattr(pilot.app.screen, "searching", False):
            await pilot.pause()
    await settled(pilot)


@SIZES
async def test_on_the_coding_screen_and_the_sheets_on_it(project: str, size: tuple[int, int]) -> None:
    async with opened(project, size=size, messages=True, suggests=CueFake()) as pilot:
        await go(pilot, "j")
        await check(pilot, LABEL, SPEAKER, CODE, WORDS, MEMO)
        assert WHOLE in " ".join(text(pilot).split()) or size[0] < 100
        for keys, letters in (
            ("c", (CODE, SAYS, WORDS)),
            ("l", (LENS,)),
            ("m", (MEMO,)),
            ("M", (CODE, LABEL, PROJECT)),
            ("Ml", (MEMO,)),
            ("?", ()),
            ("H", (TITLE, GROUP)),
            ("F", (GROUP, SPEAKER)),
            ("P", (SPEAKER,)),
            ("a", (SPEAKER,)),
            ("E", (WORDS,)),
            ("V", (CODE, WORDS)),
            ("O", (CODE, SAYS)),
            ("gok", (WORDS,)),
            ("^k", (CODE,)),
            ("/ok⏎", (WORDS, SPEAKER)),
            ("/counselor⏎  cbel⏎", (WORDS, CODE)),
            ("X", (CODE,)),
            ("C", (CODE, SAYS)),
            ("^r", ()),
            ("^o", ()),
        ):
            pressed = [f"ctrl+{keys[1]}"] if keys[0] == "^" else [NAMED.get(key, key) for key in keys]
            await go(pilot, *pressed)
            await check(pilot, *letters)
            for _ in range(4):
                if pilot.app.screen is not screen(pilot):
                    await go(pilot, "escape")
            assert pilot.app.screen is screen(pilot), keys


@SIZES
async def test_in_facts_filters_and_two_places(project: str, size: tuple[int, int]) -> None:
    async with opened(project, size=size, messages=True) as pilot:
        await go(pilot, "H", "end")
        await check(pilot, FILE, REASON, MEMO)
        await go(pilot, "2")
        await check(pilot, SPEAKER, WORDS)
        await go(pilot, "3")
        await check(pilot, LABEL)
        await go(pilot, "escape", "W")
        await check(pilot, LABEL)
        await go(pilot, "W", "F", *"s[/]", "space", "enter")
        await check(pilot, SPEAKER)
        assert "only S[/]" in text(pilot)
        await go(pilot, "F", "Z")
        await check(pilot, WORDS)


@SIZES
async def test_in_the_codebook(project: str, size: tuple[int, int]) -> None:
    async with opened(project, size=size, messages=True, start=Start("FG-01", 2)) as pilot:
        await go(pilot, "b")
        screen(pilot).codes.point_at("T.BEL")
        await check(pilot, CODE)
        for key, letters in (
            ("space", (CODE, SAYS)),
            ("n", ()),
            ("r", (CODE,)),
            ("e", (SAYS,)),
            ("m", (CODE,)),
            ("g", (CODE,)),
            ("s", (CODE,)),
            ("x", ()),
            ("h", ()),
            ("o", ()),
            ("a", ()),
        ):
            await go(pilot, key)
            await check(pilot, *letters)
            for _ in range(4):
                if pilot.app.screen is not screen(pilot):
                    await go(pilot, "escape")
            if not screen(pilot).codes.browsing:
                await go(pilot, "b")


async def test_in_messages(project: str) -> None:
    async with opened(project, size=(140, 45), messages=True, start=Start("FG-01", 2)) as pilot:
        await go(pilot, "d")
        await check(pilot, CODE)
        await go(pilot, "u")
        await check(pilot)
        screen(pilot).say(f"Told {WHOLE}")
        await check(pilot)
        assert f"Told {WHOLE[:12]}" in text(pilot)
        screen(pilot).app.notify(f"N{WHOLE}", title=f"N{WHOLE}", markup=False)
        await check(pilot)


@SIZES
async def test_in_the_library(project: str, size: tuple[int, int]) -> None:
    async with opened(project, size=size, messages=True) as pilot:
        await go(pilot, "t")
        await check(pilot, LABEL, TITLE, GROUP)
        await go(pilot, "w")
        await check(pilot, GROUP)
        await go(pilot, "w", "f", *"[/]")
        await check(pilot, LABEL)


@SIZES
async def test_in_the_tables(project: str, size: tuple[int, int]) -> None:
    async with opened(project, size=size, messages=True) as pilot:
        await count(pilot, "ctrl+a")
        await check(pilot, GROUP, *(CODE if size[0] > 100 else ""))
        await count(pilot, "v")
        await check(pilot)
        await count(pilot, "v", "end", "enter")
        await check(pilot, SPEAKER, WORDS)
        await count(pilot, "escape", "b", "end")
        await check(pilot)
        await count(pilot, "escape", "t", *"who spoke", "enter")
        await check(pilot, GROUP)
        await count(pilot, "slash", *"[/]", "enter")
        await check(pilot)
        await count(pilot, "t", *"framework", "enter", "right", "e")
        await check(pilot)


async def count(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await go(pilot, key)
        while getattr(pilot.app.screen, "counting", False):
            await pilot.pause()
    await settled(pilot)


async def test_pointing_at_what_looks_like_a_link_does_nothing(project: str) -> None:
    async with opened(project, size=(140, 45), start=Start("FG-01", 2)) as pilot:
        rows = text(pilot).split("\n")
        places = [(row.index("@click"), at) for at, row in enumerate(rows) if "@click" in row]
        assert len(places) > 3
        for x, y in places[:6]:
            await pilot.click(offset=(x + 1, y))
            await check(pilot)


@SIZES
async def test_file_names_and_what_is_in_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    folder = tmp_path / "from"
    folder.mkdir()
    name = f"{FILE}{hostile.BAD}".replace("/", "b")
    talk = f"Facilitator: How is it?\n{SPEAKER}[/]\x1b[31m: {WORDS}{hostile.BAD}\nFacilitator: And?\n" * 3
    (folder / f"{name}.txt").write_text(talk, "utf-8")
    monkeypatch.chdir(folder)
    project = tmp_path / f"{name}.coder"
    support.make(str(project))
    async with opened(str(project), size=size, messages=True) as pilot:
        await go(pilot, "t", "i")
        await check(pilot)
        assert f"{FILE}[b]" in text(pilot)
        await go(pilot, "enter")
        await check(pilot)
        assert f"{FILE}[b]" in text(pilot)
        await go(pilot, "escape", "escape", "ctrl+r")
        await check(pilot)


@SIZES
async def test_on_the_first_screen(project: str, size: tuple[int, int], tmp_path: Path) -> None:
    moved = tmp_path / f"{FILE}{hostile.BAD}.coder".replace("/", "b")
    Path(project).rename(moved)
    with bootstrap.session(str(moved), "AM") as session:
        remember_project(session)
    app = FrontApp(f"told {WHOLE}")
    async with app.run_test(size=size, notifications=True) as pilot:
        await check(pilot, PROJECT)  # type: ignore[arg-type]
        assert size[0] < 100 or "@click=app.quit]x[b]" in " ".join(text(pilot).split())  # type: ignore[arg-type]
        await go(pilot, "x")  # type: ignore[arg-type]
        await check(pilot)  # type: ignore[arg-type]
        await go(pilot, "o")  # type: ignore[arg-type]
        await check(pilot)  # type: ignore[arg-type]


async def test_while_a_project_is_opened(project: str) -> None:
    from coder.services.glancing import first_look
    from coder.tui.screens.glance import GlanceScreen

    seen = first_look(project, "AM")
    assert seen is not None
    with bootstrap.session(project, "AM") as session:
        app = CoderApp(session)
        async with app.run_test(size=(140, 45)) as pilot:
            await app.push_screen(GlanceScreen(seen, "AM", app.keymap))
            await check(pilot, LABEL, CODE)
        app.place.jobs.close()


def test_nothing_of_it_reaches_a_terminal(project: str, tmp_path: Path) -> None:
    pytest.importorskip("pty", reason="this needs a pseudo-terminal")
    from benchmarks.terminal import Terminal

    env = {"TERM": "xterm-256color", "CODER_NO_SUGGESTIONS": "1", "LANG": "C.UTF-8"}
    program = [sys.executable, "-m", "coder", "open", project, "--coder", "AM"]
    terminal = Terminal(program, {**env, "PYTHONPATH": str(support.ROOT)}, tmp_path)
    try:
        terminal.until(b"[@click", 60)
        terminal.listen(3)
        raw = bytearray(terminal.seen)
        for keys in (
            b"j",
            b"c",
            b"\x1b",
            b"H",
            b"\x1b",
            b"F",
            b"\x1b",
            b"t",
            b"\x1b",
            b"d",
            b"u",
            b"\x0b",
            b"\x1b",
        ):
            terminal.forget()
            terminal.send(keys)
            terminal.listen(0.7)
            raw += terminal.seen
    finally:
        terminal.kill()
    assert not [bad for bad in hostile.RAW if bad in raw]
    assert b"[@click=app.quit]x[/]" in raw
