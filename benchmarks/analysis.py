"""Measures `coder analyse` on 600,000 words and 21,676 codings: python benchmarks/analysis.py [--qc PATH].

Makes the same transcripts and codings for this program and, where `--qc` names its program, for qc 1.7.8,
runs whole commands of both, and prints the median seconds of each, the peak of memory and the ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from importing import measure

HERE = Path(__file__).resolve().parent
CODINGS = 21_676
CODES = 30
SEED = 20_260_312
LEAST_RATIO = 5
MOST_MEGABYTES = 400
CODER = [sys.executable, "-m", "coder"]

TABLES = (
    ("counts",),
    ("people", "--by", "group"),
    ("people", "--by", "group", "--subtree"),
    ("crosstab", "--by", "group", "--by", "site"),
    ("cooccurrence",),
    ("cooccurrence", "--near", "adjacent"),
    ("talk",),
    ("coverage",),
    ("waves",),
)

Coded = tuple[str, int, str, str]
"""Transcript, turn, code, coder."""


def told(arguments: list[str]) -> str:
    """What a command prints."""
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    return done.stdout


def make_project(folder: Path, count: int, words: int) -> list[Coded]:
    """Transcripts in `folder`/transcripts and a project with their codings; gives the codings."""
    files = folder / "transcripts"
    maker = [sys.executable, str(HERE / "make_transcripts.py"), str(files), "--count", str(count)]
    told([*maker, "--words", str(words), "--only", ".txt"])
    project = str(folder / "benchmark.coder")
    told([*CODER, "new", project])
    told([*CODER, "import", project, "--yes", *map(str, sorted(files.iterdir()))])
    rows = json.loads(told([*CODER, "list", project, "transcripts", "--format", "json"]))
    codes = [row["id"] for row in listed(project, "codes") if row["codable"]][:CODES]
    groups = ("students", "families", "educators", "leaders")
    facts = [(r["label"], groups[n % 4], f"Site {n % 3}", str(n % 2 + 1)) for n, r in enumerate(rows)]
    write_rows(folder / "facts.csv", [("transcript", "group", "site", "wave"), *facts])
    told([*CODER, "import", project, "--yes", "--sessions", str(folder / "facts.csv")])
    made = make_codings({row["label"]: row["turns"] for row in rows}, codes)
    write_rows(folder / "codings.csv", [("transcript", "turn", "code", "coder"), *made])
    told([*CODER, "codings", "import", project, str(folder / "codings.csv")])
    return made


def listed(project: str, what: str) -> list[dict[str, Any]]:
    """The rows of a list of the project."""
    rows: list[dict[str, Any]] = json.loads(told([*CODER, "list", project, what, "--format", "json"]))
    return rows


def write_rows(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def make_codings(turns: dict[str, int], codes: list[str]) -> list[Coded]:
    """`CODINGS` different codings of whole turns by two coders; the same for the same transcripts."""
    chance = random.Random(SEED)  # noqa: S311 - made to be repeated, not to be secret
    labels = sorted(turns)
    found: set[Coded] = set()
    while len(found) < CODINGS:
        label = chance.choice(labels)
        number = chance.randint(1, turns[label])
        found.add((label, number, chance.choice(codes), chance.choice(("AM", "JR"))))
    return sorted(found)


def make_qc(folder: Path, qc: str, made: list[Coded]) -> Path:
    """The same text and codings as a project of qc, one line for each turn; gives its folder.

    Its own commands make the project and import the text. The codings go straight into its tables:
    through its program they take a minute, and are not what is measured.
    """
    home = folder / "qc"
    home.mkdir()
    corpus = folder / "lines"
    corpus.mkdir()
    for path in (folder / "transcripts").iterdir():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        (corpus / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for command in (["init"], ["corpus", "import", str(corpus), "-r", "-i", "verbatim"]):
        subprocess.run([qc, *command], cwd=home, check=True, capture_output=True)  # noqa: S603 - named by hand
    names = sorted({code for _, _, code, _ in made})
    (home / "codebook.yaml").write_text("".join(f"- {name}\n" for name in names), encoding="utf-8")
    with contextlib.closing(sqlite3.connect(home / "qualitative_coding.sqlite3")) as database, database:
        fill_qc(database, made, names)
    return home


def fill_qc(database: sqlite3.Connection, made: list[Coded], names: list[str]) -> None:
    """Write codings into the tables of a qc project, each at the paragraph that holds its line."""
    database.executemany("INSERT INTO code (name) VALUES (?)", [(name,) for name in names])
    database.executemany("INSERT INTO coder (name) VALUES (?)", [("AM",), ("JR",)])
    paths = {Path(path).stem: path for (path,) in database.execute("SELECT file_path FROM document")}
    places = database.execute(
        "SELECT document_id, start_line, end_line, location.id FROM location"
        " JOIN document_index ON document_index.id = document_index_id"
    ).fetchall()
    by_path: dict[str, list[tuple[int, int, int]]] = {}
    for path, start, end, id_ in places:
        by_path.setdefault(path, []).append((start, end, id_))
    lines, links = [], []
    for id_, (label, turn, code, coder) in enumerate(made, 1):
        line = turn - 1
        lines.append((id_, line, coder, code))
        spans = by_path[paths[label]]
        links.append((id_, next(place for start, end, place in spans if start <= line <= end)))
    database.executemany("INSERT INTO coded_line (id, line, coder_id, code_id) VALUES (?, ?, ?, ?)", lines)
    database.executemany("INSERT INTO coded_line_location_association VALUES (?, ?)", links)


def compared(code: str) -> tuple[tuple[str, list[str], list[str]], ...]:
    """A name, our command behind PROJECT's place, and the nearest command of qc."""
    return (
        ("stats", ["analyse", "counts", "PROJECT"], ["codes", "stats"]),
        ("find", ["search", "PROJECT", f"code:{code}"], ["codes", "find", code]),
        ("crosstab", ["analyse", "cooccurrence", "PROJECT", "--near", "turn"], ["codes", "crosstab"]),
        ("rename", ["codebook", "rename", "PROJECT", code, "Renamed"], ["codes", "rename", code, "renamed"]),
    )


def seconds(
    command: list[str], rounds: int, fresh: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """The median seconds and the highest peak of memory in MB; `fresh` is called before each round."""
    found = []
    for _ in range(rounds):
        fresh()
        found.append(measure(command))
    return statistics.median(s for s, _, _ in found), max(mb for _, _, mb in found)


def tell_tables(project: Path, rounds: int) -> float:
    """Print the time of every table; the highest peak of memory in MB."""
    peak = 0.0
    for name, *options in TABLES:
        took, megabytes = seconds([*CODER, "analyse", name, str(project), *options], rounds)
        peak = max(peak, megabytes)
        print(f"{' '.join((name, *options)):45} {took:6.2f} s  {megabytes:4.0f} MB", flush=True)
    print(
        f"Peak {peak:.0f} MB: {'holds' if peak < MOST_MEGABYTES else 'DOES NOT HOLD'} ({MOST_MEGABYTES} MB)"
    )
    return peak


def tell_compared(folder: Path, qc: str, made: list[Coded], rounds: int) -> bool:
    """Print our time beside that of qc for each of its queries; whether all are fast enough."""
    project, home = folder / "benchmark.coder", make_qc(folder, qc, made)
    kept = shutil.copytree(home, folder / "qc-kept")
    good = True
    os.chdir(home)
    work = folder / "work.coder"
    for name, ours, theirs in compared(made[0][2]):

        def fresh() -> None:
            shutil.copyfile(project, work)
            shutil.copyfile(kept / "qualitative_coding.sqlite3", home / "qualitative_coding.sqlite3")
            shutil.copyfile(kept / "codebook.yaml", home / "codebook.yaml")

        known = subprocess.run([*CODER, *ours[: 1 + (ours[0] == "codebook")], "--help"], capture_output=True)  # noqa: S603
        its, _ = seconds([qc, *theirs], rounds, fresh)
        if known.returncode:
            print(f"{name:10} qc {its:5.2f} s   coder: no such command in this version", flush=True)
            good = False
            continue
        command = [str(work) if part == "PROJECT" else part for part in ours]
        own, _ = seconds([*CODER, *command], rounds, fresh)
        fast = its / own >= LEAST_RATIO
        good &= fast
        verdict = "holds" if fast else "DOES NOT HOLD"
        print(
            f"{name:10} qc {its:5.2f} s   coder {own:5.2f} s   {its / own:5.1f} times: {verdict}", flush=True
        )
    return good


def main() -> None:
    """Measure what the command line asks for; ends with 1 when a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--words", type=int, default=10_000, help="words in each transcript")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--qc", metavar="PATH", help="the program qc 1.7.8")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the files here and keep them")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        folder = folder.resolve()
        made = make_project(folder, given.count, given.words)
        print(f"{given.count * given.words:,} words, {len(made):,} codings", flush=True)
        good = tell_tables(folder / "benchmark.coder", given.rounds) < MOST_MEGABYTES
        if given.qc:
            qc = str(Path(given.qc).absolute())
            good &= tell_compared(folder, qc, made, given.rounds)
    if not good:
        sys.exit(1)


if __name__ == "__main__":
    main()
