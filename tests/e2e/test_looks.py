"""Every screen at three sizes in every theme: as it was when somebody looked at it, and legible.

`UPDATE_LOOKS=1 pytest tests/e2e/test_looks.py` writes the pictures anew; look at them before you commit them.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from coder.domain.theme import Looked, ThemeStatus
from coder.domain.transcript import Participant, Span, TranscriptFacts
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.recommending import RecommendationService
from coder.services.session import added
from coder.services.themes import ThemeService
from coder.services.userfiles import keep_state
from coder.store.store import now
from coder.suggest import entities
from coder.tui.app import CoderApp, Start
from coder.tui.front import FrontApp
from coder.tui.screens.library import LibraryScreen
from coder.tui.work import LOOKING
from tests import support
from tests.e2e.driving import FAMILY, CueFake, screen
from tests.e2e.looks import contrast, faint, picture, planes, settled

SNAPSHOTS = support.ROOT / "tests" / "snapshots"
SIZES = ((80, 24), (120, 36), (200, 60))

TALK = (
    *support.TALK,
    ("Jordan", f"We [crosstalk] had 我们在学校很高兴 and cafe\u0301 {FAMILY} once. Not again, though."),
    ("Facilitator", "And who do you go to instead? Anybody you would call a trusted adult?"),
    ("Maya", "Nobody? My cousin. He graduated two years ago and he still answers when I write."),
    ("Sam", "I go to the nurse. [/] She lets you sit. It is the only quiet room in the building, honestly."),
)


@dataclass(frozen=True)
class Scene:
    """A screen and the keys that lead to it; `front` when it belongs to the projects."""

    keys: tuple[str, ...] = ()
    front: bool = False
    tour: str = ""


SCENES = {
    "coding": Scene(("j", "s")),
    "codebook": Scene(("j", "b", "down")),
    "picker": Scene(("j", "c", *"be")),
    "lens": Scene(("j", "l")),
    "memo": Scene(("j", "m", *"Ask who else.")),
    "library": Scene(("t", "down")),
    "heard": Scene(("t", "w")),
    "explore": Scene(("ctrl+a",)),
    "explore-excerpts": Scene(("ctrl+a", "enter")),
    "explore-chart": Scene(("ctrl+a", "tab", "v")),
    "explore-matrix": Scene(("ctrl+a", "t", *"framework", "enter", "right", "e", *"They stay.")),
    "help": Scene(("question_mark",)),
    "palette": Scene(("ctrl+k", *"co")),
    "jump": Scene(("j", "ctrl+o")),
    "speakers": Scene(("P", "down")),
    "go": Scene(("g", "7")),
    "tour": Scene(("j",), tour="begin"),
    "welcome": Scene(("down",), front=True),
    "new-project": Scene(("n", *"Spring"), front=True),
    "books": Scene(("n", *"Spring", "enter"), front=True),
    "preview": Scene(("t", "i", *"FG-09", "enter")),
    "queue": Scene(("j", "Q")),
    "themes": Scene(("j", "ctrl+y")),
    "theme": Scene(("j", "ctrl+y", "enter", "end")),
    "report": Scene(("j", "ctrl+r", "down", "down", "down", "down", "plus", "4")),
    "report-remarks": Scene(("j", "ctrl+r", "w")),
    "recommendation": Scene(("j", "ctrl+y", "end", "enter")),
    "names": Scene(("t", "n", "y", "n")),
    "names-preview": Scene(("t", "n", "y", "equals_sign", "enter")),
}


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two coded sessions, a roster with a group that was not heard, and a file to import."""
    folder = tmp_path / "audits"
    folder.mkdir()
    monkeypatch.chdir(folder)
    # What a language model would see costs seconds to load and nothing of the looks.
    monkeypatch.setattr(entities, "entities", lambda texts: [() for _ in texts])
    support.make(
        "tiny.coder",
        support.transcript(
            "FG-01", TALK, TranscriptFacts("Grade 11 students", group="students", site="High")
        ),
        support.transcript("FG-02", TALK[:4], TranscriptFacts("Grade 8 students", group="students")),
    )
    with bootstrap.session("tiny.coder", "AM") as session:
        _code(session)
        session.act("roster", "roster", [added("participant", Participant("p", "P1", "families"))])
    lines = "\n".join(f"{who}: {words}" for who, words in TALK if who)
    (folder / "FG-09.txt").write_text(lines, "utf-8")
    for file in folder.iterdir():
        os.utime(file, (1_800_000_000, 1_800_000_000))
    row = {"name": "Tiny audit", "coder": "AM", "at": "2026-03-01T10:00:00+00:00"}
    rows = [{**row, "place": str(folder / "tiny.coder")}, {**row, "place": "/gone/old [b].coder"}]
    keep_state("recent.json", rows)
    return "tiny.coder"


def _code(session: bootstrap.Session) -> None:
    talk, coding = session.transcript("FG-01"), CodingService(session)
    for code in ("T.BEL", "T.WELL"):
        coding.apply(talk, talk.turn(2).span, [code], {"L.APP": ["focus"]})
        _next_moment()
    words = talk.turn(3).span
    coding.apply(talk, Span(words.start + 6, words.end), ["T.REL"])
    coding.star(talk, session.store.codings(talk.id)[0])
    coding.write_memo("coding", session.store.codings(talk.id)[0].id, "Compare with families.")
    _claim(session)


def _claim(session: bootstrap.Session) -> None:
    belonging, wellbeing, adults = session.store.codings(session.transcript("FG-01").id)
    themes, recommending = ThemeService(session), RecommendationService(session)
    one = themes.add(
        "Most students go without a counselor, and 我们 [/] say so.",
        code_ids=("T.WELL", "T.BEL"),
        groups=("students",),
        evidence=(belonging.id, wellbeing.id),
        flagged=wellbeing.id,
        looked=Looked.YES,
        negative_cases=(adults.id,),
        status=ThemeStatus.FINAL,
        know="One counselor for four hundred.",
    )
    themes.add("Adults who know names")
    for action in ("Hire a second counselor [b]", "Keep the library open at lunch"):
        made = recommending.add(action, theme_ids=(one.id,), cause="Staffing follows last year's numbers")
        recommending.vote(made, "students", 3)


def _next_moment() -> None:
    """Wait for the clock of the log, which counts milliseconds, so that what is next is newer."""
    before = now()
    while now() == before:
        pass


@asynccontextmanager
async def shown(audit: str, scene: Scene, size: tuple[int, int]) -> AsyncIterator[Pilot[object]]:
    if scene.front:
        async with FrontApp().run_test(size=size) as pilot:
            await settled(pilot)
            await pilot.press(*scene.keys)
            if "enter" in scene.keys:
                await pilot.app.workers.wait_for_complete()
            yield pilot
        return
    with bootstrap.session(audit, "AM") as session:
        app = CoderApp(session, CueFake(), Start("FG-01", 1), tour=scene.tour)
        try:
            async with app.run_test(size=size) as pilot:
                await settled(pilot)
                while screen(pilot).work.waiting is LOOKING:
                    await pilot.pause()
                for key in scene.keys:
                    await pilot.press(key)
                    await _counted(pilot)
                for area in pilot.app.screen.query(TextArea):
                    area.cursor_blink = False
                yield pilot
        finally:
            app.place.jobs.close()


async def _counted(pilot: Pilot[object]) -> None:
    here = pilot.app.screen
    while isinstance(here, LibraryScreen) and any(row.count is None for row in here._all):
        await pilot.pause()
    while getattr(here, "is_reading", False) or getattr(pilot.app.screen, "counting", False):
        await pilot.pause()
    while getattr(pilot.app.screen, "_working", False):
        await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
async def test_every_screen_looks_as_it_did_and_is_legible(
    audit: str, name: str, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    async with shown(audit, SCENES[name], size) as pilot:
        await settled(pilot)
        found = await planes(pilot)
        too_faint = faint(pilot, found)
    seen = picture(found)
    kept = SNAPSHOTS / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("UPDATE_LOOKS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(seen, "utf-8")
    assert not too_faint
    assert seen == kept.read_text("utf-8")


def test_contrast_is_measured_as_wcag_says() -> None:
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21.0
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48


def test_there_is_a_snapshot_of_every_scene_and_no_other() -> None:
    wanted = {f"{name}-{width}x{height}.txt" for name in SCENES for width, height in SIZES}
    assert {path.name for path in SNAPSHOTS.glob("*.txt")} == wanted
