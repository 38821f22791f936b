"""Driving the coding screen by real keys, and looking at what it shows and keeps."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from textual.pilot import Pilot

from coder.domain.coding import Coding, Decision, Origin, Suggestion
from coder.domain.transcript import Transcript, Turn
from coder.errors import CoderError
from coder.services import bootstrap
from coder.tui.app import CoderApp, Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.work import LOOKING

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HOSTILE = "Look [bracket] and [/] or [@click=app.quit]x[/], ok? " + FAMILY + " 我们在学校很高兴。 cafe\u0301."
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])


class CueFake:
    """Suggests Wellbeing where somebody says “counselor”, without a process."""

    suggester = "fake-1"
    notice = ""
    closed = False

    def prepare(self) -> None:
        pass

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        wanted = transcript.numbered if turns is None else tuple(turns)
        return {
            turn.number: ["T.WELL", "T.REL"]
            for turn in wanted
            if turn.number and "counselor" in transcript.words(turn)
        }

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: Any = None,
    ) -> dict[int, list[Suggestion]]:
        settled = {(act.start, act.code_id) for act in [*codings, *decisions] if act.coder == "AM"}
        found = {}
        for number, codes in hits.items():
            turn = transcript.turn(number)
            found[number] = [
                Suggestion(transcript.id, turn.start, turn.end, code, 0.5, "cue", "cue [counselor]")
                for code in codes
                if (turn.start, code) not in settled
            ]
        return {number: left for number, left in found.items() if left}

    def close(self) -> None:
        self.closed = True


class Broken(CueFake):
    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        raise CoderError("suggestions are off", remedy="go on [/] by hand")


class Hung(CueFake):
    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        threading.Event().wait()
        return {}


@asynccontextmanager
async def opened(
    path: str,
    *,
    size: tuple[int, int] = (80, 24),
    suggests: Any = None,
    start: Start | None = None,
    wait: bool = True,
    messages: bool = False,
) -> AsyncIterator[Pilot[None]]:
    """The running application on a project; everything is let go at the end."""
    with bootstrap.session(path, "AM") as session:
        app = CoderApp(session, suggests, start)
        try:
            async with app.run_test(size=size, notifications=messages) as pilot:
                await pilot.pause()
                while wait and suggests and work(pilot).waiting is LOOKING:
                    await pilot.pause()
                yield pilot
        finally:
            app.place.jobs.close(stop=suggests.close if suggests else None)


def screen(pilot: Pilot[None]) -> CodingScreen:
    return next(s for s in pilot.app.screen_stack if isinstance(s, CodingScreen))


def work(pilot: Pilot[None]) -> Any:
    return screen(pilot).work


def number(pilot: Pilot[None]) -> int:
    return int(work(pilot).turn().number)


def codings(pilot: Pilot[None]) -> list[tuple[int, str, Origin]]:
    state = work(pilot).state
    return [(state.transcript.turn_at(c.start).number, c.code_id, c.origin) for c in state.codings]


def text(pilot: Pilot[None]) -> str:
    """What is on the screen now."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


def stored(path: str) -> list[tuple[str, str]]:
    """The codings in the file, read by another connection."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT code_id, coder FROM codings ORDER BY created_at").fetchall()


def told(pilot: Pilot[None]) -> str:
    """The last message that is shown, or nothing."""
    return next((note.message for note in reversed([*pilot.app._notifications])), "")


def memos(path: str) -> list[str]:
    """The memos in the file, oldest first, read by another connection."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM memos ORDER BY created_at")]


def drafts(path: str) -> list[str]:
    """The drafts in the file that wait to be restored."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT value FROM meta WHERE key LIKE 'draft:%' AND value != ''"
        return [row[0] for row in connection.execute(query)]
