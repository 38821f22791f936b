"""Names decided on with one key each and replaced, driven by real keys; what is typed is what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.privacy.key import unsealed
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.names_book import Choice, remembered
from coder.suggest import entities
from coder.tui.screens.asking import FormScreen
from coder.tui.screens.library import LibraryScreen
from coder.tui.screens.names import NamesPreview, NamesScreen
from tests import support
from tests.e2e.driving import SIZES
from tests.e2e.looks import settled
from tests.e2e.screen_driving import opened, said, shown, top

WORDS = "correct horse battery"
TALK = (
    ("Facilitator", "Who helps you here?"),
    ("Maya", "Jordan's sister does, and Abdirahman did. Ask [b]Abdirahman[/b] why."),
    ("Jordan", "Maya knows. May I say that in May it hurt?"),
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two sessions with three names; nothing is asked of a language model."""
    monkeypatch.setattr(entities, "entities", lambda texts: [() for _ in texts])
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript("FG-01", TALK), support.transcript("FG-02", TALK[:2]))
    with bootstrap.session(made, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    return made


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        while getattr(top(pilot), "is_reading", False):
            await pilot.pause()
    await settled(pilot)


async def names(pilot: Pilot[None]) -> NamesScreen:
    """Go to the names."""
    await press(pilot, "t", "n")
    screen = top(pilot)
    assert isinstance(screen, NamesScreen)
    return screen


def places(screen: NamesScreen) -> dict[str, int]:
    assert screen._book is not None
    return {row.candidate.words: at for at, row in enumerate(screen._book.rows)}


async def go(pilot: Pilot[None], screen: NamesScreen, name: str) -> None:
    await press(pilot, "home", *["down"] * places(screen)[name])


async def test_names_are_confirmed_refused_and_replaced_with_a_key(path: str) -> None:
    key = Path(path).with_suffix(".key")
    async with opened(path) as pilot:
        screen = await names(pilot)
        assert set(places(screen)) == {"Maya", "Jordan", "Abdirahman"}
        await go(pilot, screen, "Abdirahman")
        assert "«" not in shown(pilot)
        assert "Ask [b]Abdirahman[/b] why" in shown(pilot) or "Abdirahman did" in shown(pilot)
        await press(pilot, "enter")
        assert "No name is confirmed yet" in said(pilot)
        await press(pilot, "n")
        await go(pilot, screen, "Maya")
        await press(pilot, "y")
        await go(pilot, screen, "Jordan")
        await press(pilot, "equals_sign", "enter")
        assert isinstance(top(pilot), NamesPreview)
        assert "2 names in 6 places would be replaced" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), FormScreen)
        await press(pilot, "down", *WORDS.replace(" ", "-"), "down", *"other", "enter")
        assert "two different passphrases" in said(pilot)
        assert WORDS.replace(" ", "-") not in shown(pilot)
        await press(pilot, "down", *WORDS.replace(" ", "-"), "down", *WORDS.replace(" ", "-"))
        assert "••••••" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), LibraryScreen)
        assert "stretches of 2 transcripts were replaced. The key is tiny.key" in said(pilot)
    with bootstrap.session(path, "AM") as session:
        text = session.transcript("FG-01").text
        assert "Maya" not in text
        assert "Jordan" not in text
        assert text.count("Abdirahman") == 2
        assert "May I say that in May it hurt?" in text
        instead = {speaker.label for speaker in session.transcript("FG-01").speakers} - {"Facilitator"}
        assert len(instead) == 1, "both are the same person"
        assert all(coding.stands_in(text) for coding in session.store.codings())
        assert remembered(session) == ""
        session.undo()
        assert "Maya knows" in session.transcript("FG-01").text
    assert unsealed(key.read_bytes(), WORDS.replace(" ", "-"))["swaps"]
    assert key.stat().st_mode & 0o777 == 0o600


async def test_what_was_decided_waits_for_the_next_time_and_can_be_taken_back(path: str) -> None:
    async with opened(path) as pilot:
        screen = await names(pilot)
        await go(pilot, screen, "Maya")
        await press(pilot, "y")
        await go(pilot, screen, "Jordan")
        await press(pilot, "e", *"Somebody", "enter")
        await go(pilot, screen, "Abdirahman")
        await press(pilot, "n", "u", "escape")
        assert isinstance(top(pilot), LibraryScreen)
    async with opened(path) as pilot:
        screen = await names(pilot)
        assert screen._book is not None
        told = {row.candidate.words: (row.instead, row.choice) for row in screen._book.rows}
        assert told["Jordan"] == ("Somebody", Choice.YES)
        assert told["Maya"][1] is Choice.YES
        assert told["Abdirahman"][1] is Choice.OPEN
        assert "2 of 3 decided, 2 to be replaced" in shown(pilot)
        # One stands on the first that is open.
        assert screen._rows.at == places(screen)["Abdirahman"]
        await press(pilot, "equals_sign")
        assert "confirm the person's other name first" in said(pilot)
    with bootstrap.session(path, "AM", readonly=True) as session:
        assert "Maya" in session.transcript("FG-01").text


@SIZES
async def test_everything_fits_at_every_size(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await names(pilot)
        for words in ("Names: 0 of 3 decided", "Abdirahman", "confirm", "stays", "same person", "preview"):
            assert words in shown(pilot)
        await press(pilot, "y", "enter")
        assert "replace them everywhere" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert isinstance(top(pilot), LibraryScreen)
