"""How good suggestions are on coded data, beside simple ways to make them.

    python benchmarks/suggest.py ../shared/data/gennovate [--seeds 0-7] [--n 0,20,50,100,200,500,1000]

Of every seed 30 % of the documents are held out; the others are coded one after another, and the
first n excerpts are what has been learned. `--quick` takes two seeds and four sizes. The table
also goes into docs/suggestions.md, between the marks of the data set; `--no-write` leaves it.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from suggest_data import METRICS, Coded, measure, read, split
from suggest_peers import Scorer, engine, keyword, most_frequent, regression

DOCUMENT = Path(__file__).parent.parent / "docs" / "suggestions.md"
SIZES = (0, 20, 50, 100, 200, 500, 1000)
QUICK_SIZES, QUICK_SEEDS = (0, 20, 100, 500), (0, 1)
CLAIM_SIZES, CLAIM_SEEDS, CLAIMS_TESTED = (0, 20, 60), range(10), 45

Results = dict[tuple[str, int], dict[str, float]]
"""(method, n) → mean of each metric over the seeds."""


def main() -> int:
    """Measure, print and write."""
    options = _options()
    data = read(options.data)
    context = any(example.context for example in data.examples)
    methods = _methods(data, context=context, semantic=not options.base)
    if len(data.examples) < 200:
        results = _claims(data, methods)
        lines = [_describe(data), "", *_tables(results, CLAIM_SIZES), "", *_published(options.data)]
    else:
        results = _documents(data, methods, options.seeds, options.n)
        lines = [_describe(data), "", *_tables(results, options.n)]
    print("\n".join(lines))
    costs = [] if options.no_costs else _costs(options.data, semantic=not options.base)
    print("\n".join(costs))
    if not options.no_write:
        _write(data.name, [*lines, "", *costs])
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with the coded data")
    parser.add_argument("--seeds", type=_numbers, default=None, help="such as 0-7 or 0,3,5")
    parser.add_argument("--n", type=_numbers, default=None, help="how many excerpts have been learned")
    parser.add_argument("--quick", action="store_true", help="two seeds, four sizes")
    parser.add_argument("--base", action="store_true", help="without the sentence model")
    parser.add_argument("--no-costs", action="store_true", help="do not measure time and memory")
    parser.add_argument("--no-write", action="store_true", help="leave docs/suggestions.md as it is")
    options = parser.parse_args()
    options.seeds = options.seeds or (QUICK_SEEDS if options.quick else tuple(range(8)))
    options.n = options.n or (QUICK_SIZES if options.quick else SIZES)
    return options


def _numbers(text: str) -> tuple[int, ...]:
    parts = (part.split("-") for part in text.split(","))
    return tuple(number for part in parts for number in range(int(part[0]), int(part[-1]) + 1))


def _methods(data: Coded, *, context: bool, semantic: bool) -> dict[str, Scorer]:
    methods = {
        "most frequent code": most_frequent(data),
        "keyword match": keyword(data),
        "TF-IDF + logistic regression": regression(data, context=False),
    }
    if context:
        methods["TF-IDF + logistic regression, with question"] = regression(data, context=True)
    for name, wanted in (("our base engine", False), ("our engine with [semantic]", True)):
        if wanted and not semantic:
            continue
        methods[name] = engine(data, semantic=wanted, context=False)
        if context:
            methods[f"{name}, with question"] = engine(data, semantic=wanted, context=True)
    return methods


def _documents(
    data: Coded, methods: dict[str, Scorer], seeds: Iterable[int], sizes: Sequence[int]
) -> Results:
    found: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
    for seed in seeds:
        learned, tested = split(data, seed)
        asked = [data.examples[place] for place in tested]
        for size in sizes:
            coded = [data.examples[place] for place in learned[:size]]
            for name, scorer in methods.items():
                found[name, size].append(measure(scorer(coded, asked), data.truth[tested]))
        print(f"seed {seed} done", file=sys.stderr, flush=True)
    return _means(found)


def _claims(data: Coded, methods: dict[str, Scorer]) -> Results:
    """All excerpts at n = 0; otherwise a sample of them is held out, for want of documents."""
    found: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
    for seed in CLAIM_SEEDS:
        places = list(range(len(data.examples)))
        random.Random(seed).shuffle(places)  # noqa: S311 - a sample, not a secret
        for size in CLAIM_SIZES:
            tested = places[:CLAIMS_TESTED] if size else list(range(len(places)))
            coded = [data.examples[place] for place in places[CLAIMS_TESTED : CLAIMS_TESTED + size]]
            for name, scorer in methods.items():
                asked = [data.examples[place] for place in tested]
                found[name, size].append(measure(scorer(coded, asked), data.truth[tested]))
    return _means(found)


def _means(found: dict[tuple[str, int], list[dict[str, float]]]) -> Results:
    return {
        key: {m: float(np.mean([run[m] for run in runs])) for m in METRICS} for key, runs in found.items()
    }


def _describe(data: Coded) -> str:
    documents = len({example.document for example in data.examples})
    return f"{len(data.examples)} excerpts of {documents} documents, {len(data.ids)} codes."


def _tables(results: Results, sizes: Sequence[int]) -> list[str]:
    names = list(dict.fromkeys(name for name, _ in results))
    lines: list[str] = []
    for metric in ("R@3", *(metric for metric in METRICS if metric != "R@3")):
        lines += [f"| {metric} | " + " | ".join(f"n = {size}" for size in sizes) + " |"]
        lines += ["| --- |" + " ---: |" * len(sizes)]
        for name in names:
            cells = [f"{results[name, size][metric]:.3f}" for size in sizes]
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        lines.append("")
    return lines[:-1]


def _published(folder: Path) -> list[str]:
    """The mean accuracy of the models in the publication that the claims are from, on the claim alone."""
    runs: dict[str, list[float]] = defaultdict(list)
    with (folder / "metrics_by_model_level.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["level"] == "L1" and row["task"] == "code":
                runs[row["model"]].append(float(row["accuracy"]))
    lines = ["| published on the same claims, n = 0 | accuracy (P@1) |", "| --- | ---: |"]
    return lines + [f"| {model} | {np.mean(values):.3f} |" for model, values in runs.items()]


def _costs(folder: Path, *, semantic: bool) -> list[str]:
    """Time and memory of a fresh process, with and without the sentence model."""
    script = Path(__file__).with_name("suggest_cost.py")
    lines = ["| cost | " + " | ".join(("base", "[semantic]")[: 1 + semantic]) + " |"]
    lines += ["| --- |" + " ---: |" * (1 + semantic)]
    columns: list[dict[str, str]] = []
    for wanted in ("base", "semantic")[: 1 + semantic]:
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, str(script), str(folder), wanted], check=True, capture_output=True, text=True
        )
        columns.append(dict(line.split("\t") for line in done.stdout.splitlines()))
    return lines + [f"| {key} | " + " | ".join(c[key] for c in columns) + " |" for key in columns[0]]


def _write(name: str, lines: Sequence[str]) -> None:
    begin, end = f"<!-- benchmark {name}: begin -->", f"<!-- benchmark {name}: end -->"
    text = DOCUMENT.read_text("utf-8")
    if begin not in text:
        print(f"docs/suggestions.md has no marks for {name}", file=sys.stderr)
        return
    block = "\n".join([begin, "", *lines, "", end])
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    DOCUMENT.write_text(pattern.sub(lambda _: block, text), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
