"""Kills the program at random moments and looks whether anything is lost: python benchmarks/killing.py.

The real program is driven by keys in a pseudo-terminal. What it has shown as done must be in the file
after `kill -9`, the file must open, the log's chain of hashes must hold, and the log, done again from the
start, must give what the tables hold. The same project goes through all the kills.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.terminal import Gone, Terminal
from coder.domain.codebook import Code, Codebook, Lens, LensValue
from coder.domain.events import first_broken
from coder.services import bootstrap, checking
from coder.services.projects import add_codebooks

ROOT = Path(__file__).resolve().parent.parent
CODER = "AM"
HERE = "▶".encode()
SECONDS = 60.0
"""How long an answer of the program is waited for on a machine that is busy."""

LATEST = 0.12
"""Seconds after the last key within which the program is killed."""


@dataclass(frozen=True)
class Act:
    """Some keys, what is drawn when they have been obeyed, and what the log calls it."""

    keys: bytes
    sign: bytes
    action: str


TURN, CODED = b"Turn ", b"typed"
"""What is drawn about another turn, and about a code put by hand."""

FIRST = Act(b"cbel\r", CODED, "code")
AGAIN = Act(b".", CODED, "code")
AFTER = (
    Act(b"w", "· working".encode(), "lens"),
    Act(b"*", "★".encode(), "star"),
    Act(b"u", b"Took back", "undo"),
)
IS_THERE = (b"\x03", b"quits")
"""A key that is answered only when the project is open, and what is drawn then."""

ONWARD = b"e"
"""Goes to the next turn without a code."""


@dataclass(frozen=True)
class Killed:
    """What one kill left."""

    shown: list[str]
    """What the program had shown as done, as actions of the log."""
    pressed: list[str]
    """What was asked for on top of that, and not waited for."""
    kept: list[str]
    """What the log holds."""
    broken: str
    """What is wrong with the file; empty when nothing is."""

    @property
    def lost(self) -> bool:
        """Whether something that was shown is not there, or something is there that nobody did."""
        return self.kept != (self.shown + self.pressed)[: max(len(self.kept), len(self.shown))]


def make(path: Path, turns: int = 4_000) -> None:
    """A project with one long transcript and a codebook without cues, so that nothing is suggested."""
    from benchmarks import big_project

    values = (LensValue("working", "Working", "w"), LensValue("focus", "Focus", "f"))
    codes = (
        Code("T", "tiny", None, 0, "Tiny", codable=False),
        Code("T.BEL", "tiny", "T", 1, "Belonging", definition="About belonging."),
    )
    book = Codebook(
        "tiny", "Tiny codebook", codes=codes, lenses=(Lens("L.APP", "tiny", 0, "Appraisal", values),)
    )
    with bootstrap.new_session(str(path), CODER) as session:
        session.store.set_meta({"name": "To be killed"})
        add_codebooks(session, [book])
        big_project.keep(session, big_project.transcript(["counselor"], turns))


def kill_once(path: Path, chance: random.Random) -> Killed:
    """Open the project, do some acts, begin some more, kill the program, and look at what is left."""
    with bootstrap.session(str(path), CODER) as session:
        before, coded = session.store.event_count(), bool(session.store.latest_codings(CODER, 1))
    env = {"CODER_NAME": CODER, "TERM": "xterm-256color", "CODER_CONFIG_DIR": str(path.parent)}
    env["CODER_STATE_DIR"] = env["CODER_DATA_DIR"] = str(path.parent)
    terminal = Terminal([sys.executable, "-m", "coder", "open", str(path)], env, ROOT)
    shown: list[str] = []
    pressed: list[str] = []
    acts, waited = script(chance, coded), 0
    try:
        terminal.until(HERE, SECONDS)
        if chance.random() < 0.9:
            # Else it is killed while it opens, with keys waiting.
            await_sign(terminal, *IS_THERE)
            terminal.rest(0.2)
            waited = chance.randint(0, len(acts))
        for act in acts[:waited]:
            do(terminal, act)
            shown.append(act.action)
        for act in acts[waited:]:
            terminal.send((ONWARD if act in (FIRST, AGAIN) else b"") + act.keys)
            pressed.append(act.action)
        time.sleep(chance.uniform(0, LATEST))
    finally:
        terminal.kill()
    kept, broken = left(path, before)
    return Killed(shown, pressed, kept, broken)


def script(chance: random.Random, coded: bool) -> list[Act]:
    """Some acts in a row, each of which can be seen when it is done."""
    acts: list[Act] = []
    for number in range(chance.randint(1, 4)):
        acts.append(AGAIN if coded or number else FIRST)
        if chance.random() < 0.6:
            acts.append(chance.choice(AFTER))
    return acts


def do(terminal: Terminal, act: Act) -> None:
    """Do an act and wait until it is shown. Raises Gone."""
    if act in (FIRST, AGAIN):
        await_sign(terminal, ONWARD, TURN)
    await_sign(terminal, act.keys, act.sign)


def await_sign(terminal: Terminal, keys: bytes, sign: bytes) -> None:
    """Press keys and wait until something is drawn. Raises Gone.

    First all must be drawn that was asked for before: it may hold the same words.
    """
    terminal.rest(0.2)
    terminal.forget()
    terminal.send(keys)
    end = time.perf_counter() + SECONDS
    while sign not in terminal.seen:
        if time.perf_counter() > end:
            raise Gone(f"{sign!r} was never shown after {keys!r}: {bytes(terminal.seen[-600:])!r}")
        terminal.listen(0.01)


def left(path: Path, before: int) -> tuple[list[str], str]:
    """The actions of the log behind an event, and what is wrong with the file."""
    with bootstrap.session(str(path), CODER) as session:
        kept = [event.action for event in session.store.events(after=before)]
        broken = first_broken(session.store.events())
        if broken is not None:
            return kept, f"the chain breaks at event {broken}"
        wrong = [f"{found.name}: {found.detail}" for found in checking.project(session) if not found.ok]
        return kept, "; ".join(wrong)


def main() -> None:
    """Kill as often as the command line says; ends with 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20_260_312)
    given = parser.parse_args()
    chance, bad, shown, more = random.Random(given.seed), 0, 0, 0  # noqa: S311 - made to be repeated
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.coder"
        make(path)
        for number in range(1, given.kills + 1):
            killed = kill_once(path, chance)
            shown, more = shown + len(killed.shown), more + len(killed.kept) - len(killed.shown)
            if killed.lost or killed.broken:
                bad += 1
                print(f"kill {number}: {killed}", flush=True)
            if number % 20 == 0:
                print(f"{number} kills so far: {shown} acts shown, {bad} kills lost something", flush=True)
    print(f"{given.kills} kills: {shown} acts shown and kept, {more} more kept, {bad} kills lost something.")
    if bad:
        sys.exit(1)


if __name__ == "__main__":
    main()
