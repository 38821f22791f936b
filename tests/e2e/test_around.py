"""What leads around from the coding screen: the palette, jump mode, keys, themes, the report."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from coder.domain.codebook import Code
from coder.domain.coding import Origin
from coder.services import bootstrap
from coder.services.session import added
from coder.services.userfiles import preferences
from coder.tui.keymap import keys_file
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.palette import Item, PaletteScreen, fit
from coder.tui.screens.report import ReportScreen, typed_path
from tests.e2e.driving import SIZES, CueFake, codings, number, opened, screen, text, told, work
from tests.wordfile import tables

MARKUP = "[/] [b]bold[/b] [@click=app.quit]x[/]"


def add_hostile_code(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        code = Code("T.EVIL", "tiny", "T", 9, MARKUP, definition=MARKUP)
        session.act("codebook", "added a code", [added("code", code)])


# -- the palette


@SIZES
async def test_the_palette_applies_codes_by_name(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "ctrl+k", *"belong")
        assert "Code: Belonging" in text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert codings(pilot) == [(2, "T.BEL", Origin.TYPED)]


async def test_the_palette_shows_hostile_names_as_they_are_typed(path: str) -> None:
    add_hostile_code(path)
    async with opened(path, size=(120, 36)) as pilot:
        await pilot.press("j", "ctrl+k", *"bold")
        assert MARKUP[:20] in text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert codings(pilot) == [(2, "T.EVIL", Origin.TYPED)]
        assert pilot.app.return_code is None


async def test_the_palette_runs_commands_and_opens_transcripts(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("ctrl+k", *"transcript: fg-02", "enter")
        await pilot.pause()
        assert work(pilot).state.transcript.label == "FG-02"
        await pilot.press("ctrl+k", *"last turn", "enter")
        await pilot.pause()
        assert number(pilot) == 4
        await pilot.press("ctrl+k", *"zzzz", "enter")
        assert "Nothing fits." in text(pilot)
        await pilot.press("escape", "ctrl+k", "ctrl+k")
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_the_palette_lists_every_command_that_works_here(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("ctrl+k")
        palette = pilot.app.screen
        assert isinstance(palette, PaletteScreen)
        listed = {item.id for item in palette._items if item.kind == "command"}
        here = screen(pilot)
        wanted = {c.id for c in here.offered() if here.check_action(c.method.split("(")[0], ())}
        assert listed == wanted - {"palette"}
        assert "accept" in listed
        assert "browse_down" not in listed


async def test_the_mouse_takes_a_line_of_the_palette(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "ctrl+k", *"code: belong")
        await pilot.click("#palette-list", offset=(5, 0))
        await pilot.pause()
        assert codings(pilot) == [(2, "T.BEL", Origin.TYPED)]


def test_letters_fit_names() -> None:
    assert fit("nt", "Next turn") is not None
    assert fit("xyz", "Next turn") is None
    names = ["Next transcript", "Next turn", "Undo the turn"]
    best = max(names, key=lambda name: fit("turn", name) or 0)
    assert best == "Next turn"
    assert (fit("eleve", "Élève") or 0) > 3
    assert Item("code", "T", "x").key == ""


# -- jump mode


@SIZES
async def test_one_letter_goes_to_a_turn_a_coding_or_a_pane(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "c", *"tru", "enter")
        assert work(pilot).focused().code_id == "T.REL"
        await pilot.press("ctrl+o")
        targets = pilot.app.screen._targets
        first = next(letter for letter, t in targets.items() if t.kind == "coding")
        third = next(letter for letter, t in targets.items() if (t.kind, t.id) == ("turn", "2"))
        assert f" {first} " in text(pilot)
        await pilot.press(first)
        assert work(pilot).focused().code_id == "T.BEL"
        await pilot.press("ctrl+o", third)
        await pilot.pause()
        assert number(pilot) == 3
        await pilot.press("ctrl+o", "escape", "ctrl+o", "ctrl+o", "j")
        assert number(pilot) == 4
        panes = [t for t in targets.values() if t.kind == "codebook"]
        assert bool(panes) == (size[0] >= 100)


async def test_letters_can_be_pointed_at_and_a_resize_takes_them_away(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("ctrl+o")
        target = next(t for t in pilot.app.screen._targets.values() if (t.kind, t.id) == ("turn", "1"))
        await pilot.click(offset=(target.x + 1, target.y))
        await pilot.pause()
        assert number(pilot) == 2
        await pilot.press("ctrl+o")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)


# -- keys


async def test_changed_keys_work_and_are_shown(path: str) -> None:
    keys_file().parent.mkdir(parents=True)
    keys_file().write_text('[keys]\npick = "z"\nremove = ["f8"]\nundo = "ctrl+h"\n')
    async with opened(path, size=(120, 60), messages=True) as pilot:
        assert "undo keeps u: ctrl+h is Backspace" in told(pilot)
        await pilot.press("j", "c")
        assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("z", *"bel", "enter")
        assert len(codings(pilot)) == 1
        await pilot.press("d")
        assert len(codings(pilot)) == 1
        assert "z code" in text(pilot)
        await pilot.press("f8")
        assert codings(pilot) == []
        await pilot.press("u", "question_mark")
        assert len(codings(pilot)) == 1
        shown = text(pilot)
        assert "z  Pick codes by typing a few letters" in shown
        await pilot.press("escape", "ctrl+k", *"remove")
        assert "f8" in text(pilot)


async def test_a_footer_key_can_be_pointed_at(path: str) -> None:
    async with opened(path) as pilot:
        row = text(pilot).split("\n")[23]
        await pilot.click(offset=(row.index("? help"), 23))
        await pilot.pause()
        assert "Moving" in text(pilot)
        at = next(n for n, line in enumerate(text(pilot).split("\n")) if "esc back" in line)
        await pilot.click(offset=(text(pilot).split("\n")[at].index("esc back") + 1, at))
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)


# -- themes


async def test_themes_go_round_and_stay(path: str) -> None:
    async with opened(path) as pilot:
        seen = [pilot.app.theme]
        for _ in range(4):
            await pilot.press("ctrl+l")
            seen.append(pilot.app.theme)
        assert len(set(seen)) == 4
        assert seen[0] == seen[4]
        await pilot.press("ctrl+l")
    assert preferences()["theme"] == seen[1]


async def test_no_color_leaves_no_color(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(path, size=(120, 36)) as pilot:
        await pilot.press("j", "s", "c", *"bel", "enter")
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert {s.color.name for s in styles if s.color} <= {"default"}
        assert {s.bgcolor.name for s in styles if s.bgcolor} <= {"default"}
        assert any(style.reverse for style in styles)


# -- the report


async def written(pilot: Pilot[None]) -> None:
    while not (isinstance(pilot.app.screen, ReportScreen) and "⏎ back" in text(pilot)):
        await pilot.pause()


@SIZES
async def test_the_report_is_written_from_the_coding_screen(path: str, size: tuple[int, int]) -> None:
    target = Path(path).with_name("tiny-report.docx")
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "ctrl+r", "enter")
        assert "tiny-report.docx" in text(pilot)
        await pilot.press("enter")
        await written(pilot)
        assert "The report is written" in text(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CodingScreen)
    assert tables(docx.Document(str(target)))


async def test_a_report_changed_by_hand_is_kept_and_a_bad_place_is_told(path: str) -> None:
    target = Path(path).with_name("tiny-report.docx")
    target.write_bytes(b"mine")
    async with opened(path, size=(120, 36)) as pilot:
        await pilot.press("ctrl+r", "enter", "enter")
        await written(pilot)
        sheet = str(pilot.app.screen.query_one("#report-told", Static).content)
        assert "was kept as tiny-report (kept 1).docx" in " ".join(sheet.split())
        await pilot.press("escape", "ctrl+r", "enter", "ctrl+u", *"/nowhere/", "full_stop", *"/x", "enter")
        await written(pilot)
        assert "The report is not written" in text(pilot)
        await pilot.press("escape", "escape", "j")
        assert number(pilot) == 2
    assert target.with_name("tiny-report (kept 1).docx").read_bytes() == b"mine"


def test_what_is_typed_for_a_file() -> None:
    usual = Path("/p/audit-report.docx")
    assert typed_path("", usual) == usual
    assert typed_path("spring", usual) == Path("/p/spring.docx")
    assert typed_path("/t/x.docx", usual) == Path("/t/x.docx")
    assert typed_path("a/b.docx", usual) == Path("/p/a/b.docx")
    assert typed_path("x.doc", usual) == Path("/p/x.doc")
