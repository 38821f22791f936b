"""Coded data for the benchmark of suggestions: reading, splitting by document, measuring."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coder.domain.codebook import Code
from coder.suggest import Example
from coder.suggest.codebook_file import read_codebook

Table = NDArray[np.float64]

HELD_OUT = 0.3
"""The share of documents that nothing is learned from."""

METRICS = ("micro-F1", "macro-F1", "P@1", "R@3", "LRAP", "cov@90")


@dataclass(frozen=True)
class Coded:
    """Excerpts with their codes, in the order in which people coded them within a document."""

    name: str
    codes: tuple[Code, ...]
    examples: tuple[Example, ...]
    truth: Table
    """Excerpts × usable codes, 1 where a person put the code."""

    @property
    def ids(self) -> list[str]:
        """The codes that may be proposed."""
        return [code.id for code in self.codes if code.usable]


def read(folder: Path) -> Coded:
    """The data in a folder: `segments.csv` and `codebook.csv`, or the claims on continuous integration."""
    if (folder / "segments.csv").is_file():
        return _segments(folder)
    return _claims(folder)


def split(data: Coded, seed: int) -> tuple[list[int], list[int]]:
    """Places of excerpts to learn from, document after document, and of those to be tested on."""
    documents = sorted({example.document for example in data.examples})
    random.Random(seed).shuffle(documents)  # noqa: S311 - a sample, not a secret
    tested = set(documents[: max(1, round(HELD_OUT * len(documents)))])
    places: dict[str, list[int]] = {document: [] for document in documents}
    for place, example in enumerate(data.examples):
        places[example.document].append(place)
    learned = [place for document in documents if document not in tested for place in places[document]]
    return learned, [place for document in documents if document in tested for place in places[document]]


def measure(scores: Table, truth: Table) -> dict[str, float]:
    """The metrics of a ranking; the predicted set is the first code, because most excerpts have one."""
    ranked = np.argsort(-scores, axis=1, kind="stable")
    hits = np.take_along_axis(truth, ranked, axis=1)
    each = truth.sum(axis=1)
    first = np.zeros_like(truth)
    np.put_along_axis(first, ranked[:, :1], 1, axis=1)
    right = first * truth
    per_code = 2 * right.sum(0) / np.maximum(1, first.sum(0) + truth.sum(0))
    places = np.arange(1, truth.shape[1] + 1)
    values = (
        2 * right.sum() / (first.sum() + truth.sum()),
        per_code[truth.sum(0) > 0].mean(),
        hits[:, 0].mean(),
        (hits[:, :3].sum(1) / each).mean(),
        ((hits * hits.cumsum(1) / places).sum(1) / each).mean(),
        _coverage(scores, hits[:, 0], 0.9),
    )
    return dict(zip(METRICS, map(float, values), strict=True))


def _coverage(scores: Table, right: Table, precision: float) -> float:
    """The largest share of excerpts, surest first, of which so many first suggestions are right."""
    surest = np.argsort(-scores.max(axis=1), kind="stable")
    running = right[surest].cumsum() / np.arange(1, len(right) + 1)
    enough = np.flatnonzero(running >= precision)
    return float(enough[-1] + 1) / len(right) if len(enough) else 0.0


def _segments(folder: Path) -> Coded:
    codes = read_codebook(folder / "codebook.csv")
    with (folder / "segments.csv").open(encoding="utf-8", newline="") as file:
        examples = tuple(
            Example(
                row["text"],
                tuple(row["codes"].split("|")),
                row.get("context", ""),
                row.get("role", ""),
                row["document"],
            )
            for row in csv.DictReader(file)
        )
    return Coded(folder.name, codes, examples, _truth(codes, examples))


def _claims(folder: Path) -> Coded:
    """Claims to be coded from the names of 31 codes alone, each with the theme it belongs to."""
    codes: list[Code] = []
    theme = ""
    for line in (folder / "prompt_L1.txt").read_text("utf-8").splitlines():
        if found := re.match("-- THEME: (.*) --", line):
            theme = found[1]
        elif line.startswith("- CI ") and ":" not in line:
            codes.append(Code(line[2:].strip(), "", theme, len(codes), line[2:].strip()))
    gold: Sequence[dict[str, dict[str, str]]] = json.loads(
        (folder / "02_dataset_gold_CI.json").read_text("utf-8")
    )
    examples = tuple(
        Example(row["input"]["claim"], (row["labels"]["code"].strip(),), document=str(place))
        for place, row in enumerate(gold)
    )
    return Coded(folder.name, tuple(codes), examples, _truth(codes, examples))


def _truth(codes: Sequence[Code], examples: Sequence[Example]) -> Table:
    ids = [code.id for code in codes if code.usable]
    return np.array([[float(code in example.codes) for code in ids] for example in examples])
