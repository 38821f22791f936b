"""Measures how quickly the interface answers: python benchmarks/interface.py.

Makes a project with one transcript of 100,000 turns and 100,000 codings in a temporary folder, opens it
with the real program in a pseudo-terminal, and times key → first byte drawn while the suggester's process
goes over the transcript. An empty Textual application is driven the same way, in turn with ours.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import big_project
from benchmarks.terminal import Gone, Terminal

ROOT = Path(__file__).resolve().parent.parent
HERE = "▶".encode()
"""What both programs draw first of all where one stands."""

MOVING_MS, ACTING_MS = 16.0, 50.0
"""The promised p95 of key → first byte, in milliseconds, on a quiet machine."""

TIMES_EMPTY = 2.0
"""The promised first paint, as a multiple of the empty application's."""

DOWN, PAGE_DOWN, ENTER, ESCAPE = b"\x1b[B", b"\x1b[6~", b"\r", b"\x1b"


@dataclass
class Times:
    """Milliseconds to the first and to the last byte of each press of one kind of key."""

    name: str
    bound: float | None = None
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Milliseconds of processor time of the program itself, which other programs do not lengthen."""

    def press(self, terminal: Terminal, key: bytes) -> None:
        """Press once more."""
        terminal.rest()
        before = processor_seconds(terminal.pid)
        first, last = terminal.key(key)
        self.first.append(first * 1000)
        self.last.append(last * 1000)
        self.processor.append((processor_seconds(terminal.pid) - before) * 1000)

    @property
    def holds(self) -> bool:
        """Whether the promise is kept, where there is one."""
        return self.bound is None or p95(self.first) <= self.bound


def p95(values: Iterable[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]


def environment(project: Path) -> dict[str, str]:
    """What both programs are started with.

    Python keeps what it compiles, in a folder beside the project, as it does once a program is installed.
    Some machines forbid that for a checkout, and then only ours would be compiled anew at every start.
    """
    kept = str(project.with_name("compiled"))
    return {"TERM": "xterm-256color", "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": kept}


def ours(project: Path) -> Terminal:
    """The program on a project."""
    arguments = [sys.executable, "-m", "coder", "open", str(project)]
    return Terminal(arguments, {**environment(project), "CODER_NAME": big_project.CODER}, ROOT)


def empty(project: Path) -> Terminal:
    """The yardstick."""
    return Terminal([sys.executable, str(ROOT / "benchmarks" / "empty_app.py")], environment(project), ROOT)


@dataclass(frozen=True)
class Paint:
    """Seconds to a first paint, by the clock and of processor time."""

    seconds: float
    processor: float


def first_paints(project: Path, rounds: int) -> tuple[list[Paint], list[Paint]]:
    """The first paints of ours and of the empty application, in turn."""
    found: tuple[list[Paint], list[Paint]] = ([], [])
    for _ in range(rounds + 1):
        for paints, start in zip(found, (ours, empty), strict=True):
            terminal = start(project)
            try:
                seconds = terminal.until(HERE, 120)
                paints.append(Paint(seconds, processor_seconds(terminal.pid)))
                terminal.listen(0.3)
            finally:
                terminal.kill()
    # The first round only warms the caches of the disk, and compiles.
    return found[0][1:], found[1][1:]


def keys_of_ours(terminal: Terminal, count: int) -> list[Times]:
    """Every kind of key, `count` times each."""
    down, page = Times("down", MOVING_MS), Times("page down", MOVING_MS)
    accept, undo = Times("accept", ACTING_MS), Times("undo", ACTING_MS)
    picker = Times("picker keystroke", MOVING_MS)
    repeat(count, lambda: down.press(terminal, DOWN))
    repeat(count, lambda: page.press(terminal, PAGE_DOWN))
    for _ in range(count):
        terminal.key(b"n", 120)
        accept.press(terminal, ENTER)
        undo.press(terminal, b"u")
        terminal.key(DOWN)
    for _ in range(count // 2):
        terminal.key(b"c")
        picker.press(terminal, b"b")
        picker.press(terminal, b"e")
        terminal.key(ESCAPE)
    return [down, page, accept, undo, picker]


def repeat(count: int, do: Callable[[], None]) -> None:
    """Do something so many times."""
    for _ in range(count):
        do()


def processor_seconds(pid: int) -> float:
    """Seconds of processor time used so far by the threads of a process (Linux; else 0)."""
    found = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(threads.read_text().split()[0]) for threads in found) / 1e9


def busy_seconds(pid: int) -> float:
    """Seconds of processor time used so far by the processes that `pid` started (Linux; else 0)."""
    ticks = 0
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def done_since(project: Path, seq: int) -> tuple[int, dict[str, int]]:
    """The last event of the log, and how often each action stands in it behind an event."""
    with closing(sqlite3.connect(project.resolve().as_uri() + "?mode=ro", uri=True)) as connection:
        last = connection.execute("SELECT max(seq) FROM events").fetchone()[0]
        query = "SELECT action, count(*) FROM events WHERE seq > ? GROUP BY action"
        return last, dict(connection.execute(query, (seq,)).fetchall())


def measure_keys(project: Path, count: int) -> tuple[list[Times], list[Times], float, float]:
    """The times of our keys and of the empty application's, while suggestions are looked for.

    Also seconds by the clock, and seconds of processor time of the suggester's process in them. When a
    suggester learns in a process of its own, that process is a child as well and is counted here.
    """
    terminal = ours(project)
    try:
        terminal.until(HERE, 120)
        wait_for_suggestions(terminal)
        seq, _ = done_since(project, 0)
        began, before = time.perf_counter(), busy_seconds(terminal.pid)
        found = keys_of_ours(terminal, count)
        _, done = done_since(project, seq)
        if (done.get("accept"), done.get("undo")) != (count, count):
            raise Gone(f"{count} acts were to be done and taken back, and the log says {done}")
        seconds, used = time.perf_counter() - began, busy_seconds(terminal.pid) - before
        yardstick = measure_empty(project, count)
    finally:
        terminal.kill()
    return found, yardstick, seconds, used


def wait_for_suggestions(terminal: Terminal) -> None:
    """Wait until the suggestions nearby are there, while all others are still looked for."""
    terminal.listen(2)
    end = time.perf_counter() + 300
    while time.perf_counter() < end:
        terminal.forget()
        terminal.key(b"n", 120)
        terminal.listen(1)
        # Only who finds one goes to another turn.
        if b"Turn " in terminal.seen and b"Still looking" not in terminal.seen:
            return
    raise Gone("no suggestions came")


def measure_empty(project: Path, count: int) -> list[Times]:
    """The yardstick's answer to a key, with the suggester of ours busy beside it."""
    terminal = empty(project)
    try:
        terminal.until(HERE, 60)
        terminal.listen(0.5)
        key = Times("empty app: a key")
        repeat(count, lambda: key.press(terminal, b"j"))
        return [key]
    finally:
        terminal.kill()


def tell(times: Iterable[Times]) -> None:
    """Print one line for each kind of key."""
    print(f"{'milliseconds':22}{'first byte':>18}{'last byte':>18}{'processor':>18}{'bound':>8}")
    print(f"{'':22}" + f"{'median':>9}{'p95':>9}" * 3 + f"{'p95':>8}")
    for kind in times:
        measured = (kind.first, kind.last, kind.processor)
        figures = [figure(values) for values in measured for figure in (statistics.median, p95)]
        bound = f"{kind.bound:8.0f}{'' if kind.holds else '  DOES NOT HOLD'}" if kind.bound else ""
        print(f"{kind.name:22}" + "".join(f"{figure:9.1f}" for figure in figures) + bound)


def tell_paints(mine: list[Paint], yardstick: list[Paint]) -> bool:
    """Print the first paints; whether the promise is kept."""
    here, there = (statistics.median(paint.seconds for paint in paints) for paints in (mine, yardstick))
    used, spared = (statistics.median(paint.processor for paint in paints) for paints in (mine, yardstick))
    all_of_mine = [paint.seconds * 1000 for paint in mine]
    good = here <= TIMES_EMPTY * there
    print(
        f"first paint: {here * 1000:.0f} ms (from {min(all_of_mine):.0f} to {max(all_of_mine):.0f}), "
        f"empty app {there * 1000:.0f} ms: {here / there:.2f} times, promised at most {TIMES_EMPTY:.0f}"
        + ("" if good else "  DOES NOT HOLD")
    )
    print(f"processor time until then: {used * 1000:.0f} ms and {spared * 1000:.0f} ms", end="")
    print(f": {used / spared:.2f} times" if spared else "")
    return good


def run(given: argparse.Namespace, project: Path) -> bool:
    """Measure everything and print it; whether all promises are kept."""
    if not project.exists():
        began = time.perf_counter()
        big_project.make(project, given.turns, given.codings)
        print(f"made {project.name} in {time.perf_counter() - began:.0f} s")
    print(f"{given.turns:,} turns, {given.codings:,} codings; {os.cpu_count()} processors, ", end="")
    print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))
    good = tell_paints(*first_paints(project, given.rounds))
    mine, yardstick, seconds, used = measure_keys(project, given.keys)
    tell([*mine, *yardstick])
    print(f"the suggester used {used:.0f} s of processor time in {seconds:.0f} s; ", end="")
    print("load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg()))
    good = good and all(kind.holds for kind in mine)
    print("Holds." if good else "DOES NOT HOLD.")
    return good


def main() -> None:
    """Measure what the command line asks for; ends with 1 when a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=big_project.TURNS)
    parser.add_argument("--codings", type=int, default=big_project.CODINGS)
    parser.add_argument("--keys", type=int, default=100, help="how often each kind of key is pressed")
    parser.add_argument("--rounds", type=int, default=5, help="how often each program is started")
    parser.add_argument("--project", type=Path, help="measure this one, made by big_project.py; acts in it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = run(given, (given.project or Path(folder) / "benchmark.coder").resolve())
    if not good:
        sys.exit(1)


if __name__ == "__main__":
    main()
