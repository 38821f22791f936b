"""Measures `coder import` over many transcripts: python benchmarks/importing.py.

Makes the transcripts and a fresh project in a temporary folder, imports all files by one command, and
prints seconds and words, the peak of memory, and how that compares with Taguette.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TAGUETTE_SECONDS = (1.6, 1.9)
"""Seconds that Taguette 1.5.2 takes to import one text file, from the lowest to the highest measured.

Source: our study of peers; a single-user Taguette 1.5.2 with Calibre, driven through its own HTTP API,
took 1.6 to 1.8 s for each of a few text files and 113 s for 60 of 10,000 words, 1.89 s each.
"""
LEAST_RATIO = 10
MOST_MEGABYTES = 300


def measure(arguments: list[str]) -> tuple[float, float, float]:
    """Run a command; seconds by the clock, seconds of processor time, and the peak of memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own program
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    told = process.stderr.read()
    # Not the peak of all children: this process stays small, so that the child's own is told.
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"The command failed with {process.returncode}:\n{told[-2000:]}")
    a_megabyte = 1024**2 if sys.platform == "darwin" else 1024
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / a_megabyte


def run(count: int, words: int, only: str, folder: Path) -> tuple[float, float, float]:
    """Make the files and the project in `folder` and measure the import."""
    files = folder / "transcripts"
    maker = [str(HERE / "make_transcripts.py"), str(files), "--count", str(count), "--words", str(words)]
    subprocess.run([sys.executable, *maker, "--only", only], check=True)  # noqa: S603 - our own program
    coder = [sys.executable, "-m", "coder"]
    project = str(folder / "benchmark.coder")
    measure([*coder, "new", project])
    found = measure([*coder, "import", project, "--yes", *map(str, sorted(files.iterdir()))])
    listed = subprocess.run(  # noqa: S603 - our own program
        [*coder, "list", project, "transcripts", "--format", "json"], check=True, capture_output=True
    )
    kept = len(json.loads(listed.stdout))
    if kept != count:
        raise SystemExit(f"Only {kept} of {count} transcripts were kept.")
    return found


def tell(count: int, words: int, found: tuple[float, float, float], taguette: float | None) -> bool:
    """Print the figures; whether both promises are kept."""
    seconds, processor, megabytes = found
    each = seconds / count
    low, high = (taguette, taguette) if taguette else TAGUETTE_SECONDS
    print(f"{count} transcripts of {words:,} words: {seconds:.2f} s ({processor:.2f} s of processor time)")
    print(f"{each:.3f} s a file, {count * words / seconds:,.0f} words a second, peak {megabytes:.0f} MB")
    times = f"{low / each:.1f}" if low == high else f"{low / each:.1f} to {high / each:.1f}"
    span = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
    print(f"{times} times as fast as Taguette 1.5.2 at {span} s a file")
    if taguette:
        print("(its figure was given with --taguette)")
    else:
        print("(its figure was measured on other hardware; give yours with --taguette SECONDS)")
    good = low / each >= LEAST_RATIO and megabytes < MOST_MEGABYTES
    print(
        f"{'Holds' if good else 'DOES NOT HOLD'}: {LEAST_RATIO} times as fast and under {MOST_MEGABYTES} MB."
    )
    return good


def main() -> None:
    """Measure what the command line asks for; ends with 1 when a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--words", type=int, default=10_000, help="words in each transcript")
    parser.add_argument("--only", default="", metavar="SUFFIX", help="one format, such as .txt")
    parser.add_argument(
        "--taguette", type=float, metavar="SECONDS", help="its seconds a file on this machine"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(given.count, given.words, given.only, Path(folder))
    if not tell(given.count, given.words, found, given.taguette):
        sys.exit(1)


if __name__ == "__main__":
    main()
