"""Time and memory of the engine in a process of its own: `suggest_cost.py DATA base|semantic`.

Prints one measure a line. The excerpts are repeated with a running number until there are 3,000,
and the codes until there are 60, which is a project of ten focus groups.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from suggest_data import read

from coder.suggest import Engine

EXCERPTS, CODES, ASKED = 3_000, 60, 40


def main(folder: Path, semantic: bool) -> None:
    """Measure and print."""
    data = read(folder)
    usable = [code for code in data.codes if code.usable]
    more = [replace(code, id=f"{code.id}+{n}") for n in range(1 + CODES // len(usable)) for code in usable]
    coded = [
        replace(example, text=f"{example.text} {n}" if n else example.text)
        for n in range(1 + EXCERPTS // len(data.examples))
        for example in data.examples
    ]
    engine = Engine((*data.codes, *more)[:CODES], semantic)
    seconds: dict[str, float] = {}
    engine.suggest("first")
    texts = [text for example in coded[:EXCERPTS] for text in (example.text, example.context)]
    seconds["3,000 excerpts read and embedded once (s)"] = _timed(lambda: engine.prepare(texts))
    engine.learn(coded[:EXCERPTS])
    seconds["learned anew, 3,000 excerpts × 60 codes (s)"] = _timed(engine.prepare)
    engine.learn([replace(coded[0], text="One more decision of a person.")])
    seconds["learned one more (s)"] = _timed(engine.prepare)
    new = [replace(example, text=f"And then, {example.text}") for example in coded[:ASKED]]
    each = [_timed(lambda e=e: engine.suggest(e.text, e.context)) for e in new]  # type: ignore[misc]
    seconds["one suggestion, median (ms)"] = 1000 * sorted(each)[len(each) // 2]
    for name, value in seconds.items():
        print(f"{name}\t{value:.2f}" if value < 10 else f"{name}\t{value:.1f}")
    print(f"peak memory (MB)\t{_peak()}")


def _peak() -> int:
    """Megabytes. Linux also counts what the process that started this one had, except in this file."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "semantic")
