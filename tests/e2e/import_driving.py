"""Files of a district, and the way to their preview by keys."""

from __future__ import annotations

import re
from pathlib import Path

from textual.pilot import Pilot

from coder.tui.screens.library import LibraryScreen
from tests.e2e.screen_driving import paste, shown, top
from tests.e2e.test_import_screen import CAPITALS, TALK, settled, teams, to_files

LONG = "".join(
    f"{'Ana' if n % 2 else 'Facilitator'}: Number {n} "
    + "and what I still wanted to say " * (n % 7)
    + "is this.\n"
    for n in range(1, 121)
)
LEADERLESS = "Ana: We come by bus.\nBo: I walk.\nAna: It is late.\nBo: Not for me.\nCy: Nor me.\nCy: No.\n"


def district(parent: Path) -> Path:
    """A folder with the files that the tests of the preview look at."""
    folder = parent / "from district"
    (folder / "my files").mkdir(parents=True)
    for name, text in {
        "long.txt": LONG,
        "morning.txt": TALK,
        "capitals.txt": CAPITALS * 3,
        "meeting.vtt": teams(),
        "leaderless.txt": LEADERLESS,
        "my files/inside of it.txt": TALK.replace("bus", "train"),
    }.items():
        (folder / name).write_text(text)
    return folder


async def preview_of(pilot: Pilot[None], name: str) -> None:
    """The preview of a file in the folder that the program was started in."""
    if not isinstance(top(pilot), LibraryScreen):
        await to_files(pilot)
    else:
        await pilot.press("i")
        await settled(pilot)
    await paste(pilot, name)
    await pilot.press("enter")
    await settled(pilot)


def seen(pilot: Pilot[None]) -> list[int]:
    """The numbers that are said in the turns on the screen, those of turns cut off aside."""
    return [int(number) for number in re.findall(r"\d (?:Ana|Facilitator) +Number (\d+) ", shown(pilot))]
