"""What is drawn for a key: only what has changed, and exactly as if all had been drawn."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from coder.tui import transcript_view
from tests import support
from tests.e2e.driving import CueFake, opened, screen

TALK = [("Maya" if at % 3 else "Facilitator", f"Turn says {at}. " + "And so on. " * 9) for at in range(1, 80)]


NOTHING = re.compile(r"\x1b\[\d+;\d+H(?=\x1b\[\d+;\d+H|\n|$)")


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "some.coder")
    support.make(made, support.transcript(talk=TALK))
    return made


@pytest.mark.parametrize("keys", [[], ["c"], ["c", "b"], ["question_mark"], ["u"]], ids=str)
async def test_a_part_is_drawn_as_textual_draws_it(place: str, keys: list[str]) -> None:
    chance = random.Random(1)
    async with opened(place, size=(140, 45), suggests=CueFake(), messages=True) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        compositor, console = pilot.app.screen._compositor, pilot.app.console
        width, height = pilot.app.size
        for _ in range(25):
            parts = []
            for _ in range(chance.randint(1, 5)):
                x, y = chance.randrange(width), chance.randrange(height)
                parts.append(Region(x, y, chance.randint(1, width - x), chance.randint(1, height - y)))
            drawn = []
            for renders in (type(compositor).render_partial_update, Compositor.render_partial_update):
                compositor._dirty_regions = set(parts)
                update = renders(compositor)
                assert update is not None
                # Going somewhere to write nothing makes no difference.
                drawn.append(NOTHING.sub("", update.render_segments(console)))
            assert drawn[0] == drawn[1]


async def test_going_down_asks_few_widgets_and_draws_few_turns(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(place, size=(140, 45), suggests=CueFake()) as pilot:
        await pilot.press(*["down"] * 12)
        await pilot.pause()
        asked, drawn = counted(monkeypatch)
        for _ in range(5):
            before = screen(pilot).transcript.scroll_offset.y
            asked.clear(), drawn.clear()
            await pilot.press("down")
            await pilot.pause()
            new_rows = screen(pilot).transcript.scroll_offset.y - before
            # The turn that was left, the one that was reached, and what came into sight below.
            assert len(drawn) <= new_rows + 8
            assert {type(widget).__name__ for widget in asked} <= {
                "TranscriptView",
                "TurnPane",
                "Bar",
                "ScrollBar",
            }


async def test_typing_in_the_picker_lays_nothing_out(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(place, size=(140, 45)) as pilot:
        await pilot.press("c")
        await pilot.pause()
        laid = layouts(pilot, monkeypatch)
        await pilot.press("b", "e", "backspace", "down")
        await pilot.pause()
        assert laid == []


async def test_what_an_act_changed_is_drawn_before_its_message(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(place, size=(140, 45), messages=True) as pilot:
        await pilot.press("c", "b", "enter")
        await pilot.pause()
        shown: list[str] = []
        laid, drew = type(pilot.app.screen)._refresh_layout, type(pilot.app.screen)._compositor_refresh
        monkeypatch.setattr(
            type(pilot.app.screen),
            "_refresh_layout",
            lambda s, *a, **k: shown.append("lay") or laid(s, *a, **k),
        )
        monkeypatch.setattr(
            type(pilot.app.screen), "_compositor_refresh", lambda s: shown.append("draw") or drew(s)
        )
        await pilot.press("u")
        await pilot.pause()
        assert shown[0] == "draw"


def counted(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Widget], list[Any]]:
    """The widgets that are asked for lines, and the rows of the transcript that are made anew."""
    asked: list[Widget] = []
    drawn: list[Any] = []
    for kind in {kind for kind in _kinds(Widget) if "render_lines" in vars(kind)}:
        lines = kind.render_lines
        monkeypatch.setattr(
            kind, "render_lines", lambda self, crop, lines=lines: asked.append(self) or lines(self, crop)
        )
    draw = transcript_view.draw
    monkeypatch.setattr(transcript_view, "draw", lambda *given: drawn.append(given) or draw(*given))
    return asked, drawn


def _kinds(kind: type) -> set[type]:
    return {kind}.union(*(_kinds(below) for below in kind.__subclasses__()))


def layouts(pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every layout of the screen from now on."""
    laid: list[Any] = []
    kind = type(pilot.app.screen)
    lay = kind._refresh_layout

    def counting(self: Any, *given: Any, **named: Any) -> None:
        laid.append(given)
        lay(self, *given, **named)

    monkeypatch.setattr(kind, "_refresh_layout", counting)
    return laid
