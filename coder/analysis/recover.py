"""What a reader can work out: the hidden cells of published tables, bounded by linear programming.

The tables of one output are read as one system of equations: every total is the sum of its parts,
no number is below zero or above what it is out of, and a quantity that stands in two places is the
same in both. The least and the greatest value that each hidden quantity can have in it (Fischetti &
Salazar, *Models and algorithms for optimizing cell suppression in tabular data*, JASA 95, 2000)
tell whether it is hidden indeed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.analysis.count_table import CountTable, Key, Place
from coder.analysis.thresholds import Thresholds
from coder.errors import CoderError

_TOLERANCE = 1e-6
_PROBES = 6
_ROUNDS = 30
Terms = tuple[tuple[Key, int], ...]
"""Quantities with their factors; their sum is what a row of the system is about."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A hidden number (`of`: what it is out of, `rest`: the others) that can be worked out too closely."""

    table: str
    place: Place
    what: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Target:
    """Something hidden: where it stands, and how great its greatest possible value has to be."""

    table: str
    place: Place
    what: str
    terms: Terms
    least_high: int


@dataclass(frozen=True, slots=True)
class System:
    """What is published: the known quantities, and rows of terms that are zero, or at least zero."""

    known: Mapping[Key, int]
    zeros: tuple[Terms, ...]
    positives: tuple[Terms, ...]
    targets: tuple[Target, ...]


def recoveries(
    tables: Sequence[CountTable], thresholds: Thresholds | None = None, width: int = 1
) -> list[Recovery]:
    """The hidden cells that the tables give away.

    A cell is given away where fewer than `width` + 1 values are possible, or where the people that
    it is about are known to be fewer than the threshold. Raises CoderError for tables whose totals
    are not the sums of their parts.
    """
    system = system_of(tables, thresholds or Thresholds())
    found: dict[Target, Recovery] = {}
    for keys, targets in _components(system):
        for target, (low, high) in _ranges(system, keys, targets, width).items():
            if _told(target, low, high, width):
                found[target] = Recovery(target.table, target.place, target.what, low, high)
    return [found[target] for target in system.targets if target in found]


def exposed(tables: Sequence[CountTable], thresholds: Thresholds) -> list[Recovery]:
    """Some of the hidden cells that the tables give away, at least one where there are any.

    Quick where adding and taking away is enough to find them, as it mostly is.
    """
    system = system_of(tables, thresholds)
    bounds = _propagated(system)
    found = []
    for target in system.targets:
        low, high = _spread(target.terms, 0, bounds)
        if _told(target, low, high, 1):
            found.append(Recovery(target.table, target.place, target.what, int(low), int(high)))
    return found or recoveries(tables, thresholds)


def _told(target: Target, low: float, high: float, width: int) -> bool:
    return high - low < width or high < target.least_high


def system_of(tables: Sequence[CountTable], thresholds: Thresholds) -> System:
    """The equations of tables, as far as their numbers are shown."""
    known: dict[Key, int] = {}
    zeros: list[Terms] = []
    positives: list[Terms] = []
    for table in tables:
        for place, cell in table.cells.items():
            if cell.number is not None:
                known[table.key(place)] = cell.number
            if cell.of is not None:
                known[table.of_key(place)] = cell.of
            if out_of(table, place):
                positives.append(((table.of_key(place), 1), (table.key(place), -1)))
        for total, parts in table.sums():
            zeros.append(((table.key(total), 1), *((table.key(part), -1) for part in parts)))
            if table.of_adds and all(out_of(table, place) for place in (total, *parts)):
                zeros.append(((table.of_key(total), 1), *((table.of_key(part), -1) for part in parts)))
    unique = dict.fromkeys
    targets = _targets(tables, known, thresholds)
    return System(known, tuple(unique(zeros)), tuple(unique(positives)), tuple(targets))


def out_of(table: CountTable, place: Place) -> bool:
    """Whether a cell is out of something, be it hidden."""
    return table.cells[place].of is not None or place in table.of_keys


def _targets(
    tables: Sequence[CountTable], known: Mapping[Key, int], thresholds: Thresholds
) -> Iterator[Target]:
    seen: set[Terms] = set()
    for table in tables:
        for place in table.places():
            for target in _hidden_at(table, place, known, thresholds.of(table.unit)):
                if target.terms not in seen:
                    seen.add(target.terms)
                    yield target


def _hidden_at(table: CountTable, place: Place, known: Mapping[Key, int], threshold: int) -> Iterator[Target]:
    cell, key = table.cells[place], table.key(place)
    if cell.number is not None:
        return
    is_out = out_of(table, place)
    size = not is_out and cell.about is None
    yield Target(table.name, place, "number", ((key, 1),), threshold if size else 0)
    if is_out and table.of_key(place) not in known:
        of_key = table.of_key(place)
        yield Target(table.name, place, "of", ((of_key, 1),), threshold)
        yield Target(table.name, place, "rest", ((of_key, 1), (key, -1)), 0)


def _components(system: System) -> Iterator[tuple[list[Key], list[Target]]]:
    """The hidden quantities that depend on one another, and the targets among them."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for terms in (*system.zeros, *system.positives, *(target.terms for target in system.targets)):
        hidden = [key for key, _ in terms if key not in system.known]
        for key in hidden:
            parent[root(key)] = root(hidden[0])
    targets: dict[Key, list[Target]] = defaultdict(list)
    for target in system.targets:
        targets[root(target.terms[0][0])].append(target)
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in list(parent):
        members[root(key)].append(key)
    for top, wanted in targets.items():
        yield members[top], wanted


def _ranges(
    system: System, keys: Sequence[Key], targets: Sequence[Target], width: int
) -> dict[Target, tuple[int, int]]:
    """The range of each target; one that is proven wide enough may be wider than told."""
    program = _Program(system, keys)
    for probe in range(_PROBES):
        # Each solution is a possible truth; a few of them show most ranges to be wide.
        sign = 1 - 2 * (probe % 2)
        program.solve([sign * (((probe // 2 + 3) * (n + 1) * 7919) % 97 - 48) for n in range(len(keys))])
        if probe and not any(_told(target, *program.seen(target.terms), width) for target in targets):
            break
    ranges: dict[Target, tuple[int, int]] = {}
    for target in targets:
        low, high = program.seen(target.terms)
        if _told(target, low, high, width):
            objective = program.objective(target.terms)
            program.solve([-factor for factor in objective])
            program.solve(objective)
            low, high = program.seen(target.terms)
        ranges[target] = (low, high)
    return ranges


Bounds = dict[Key, tuple[float, float]]


def _propagated(system: System) -> Bounds:
    """Ranges that hold for certain, and that may be narrower still: each sum on its own, in turns."""
    bounds: Bounds = {key: (value, value) for key, value in system.known.items()}
    rows = [(terms, True) for terms in system.zeros] + [(terms, False) for terms in system.positives]
    for terms in (*system.zeros, *system.positives, *(target.terms for target in system.targets)):
        for key, _ in terms:
            bounds.setdefault(key, (0, math.inf))
    for _ in range(_ROUNDS):
        changes = [_narrowed(terms, zero, bounds) for terms, zero in rows]
        if not any(changes):
            break
    return bounds


def _narrowed(terms: Terms, zero: bool, bounds: Bounds) -> bool:
    """Use one row, which is zero or else at least zero, to narrow the ranges of what stands in it."""
    changed = False
    for n, (key, factor) in enumerate(terms):
        low, high = bounds[key]
        if low == high:
            continue
        rest_low, rest_high = _spread(terms[:n] + terms[n + 1 :], 0, bounds)
        # factor * x = -rest where the row is zero, and >= -rest where it is at least zero.
        least, most = (-rest_high, -rest_low) if zero else (-rest_high, math.inf)
        if factor < 0:
            least, most = -most, -least
        new = (max(low, least), min(high, most))
        if new != (low, high) and new[0] <= new[1]:
            bounds[key] = new
            changed = True
    return changed


def _spread(terms: Terms, start: float, bounds: Bounds) -> tuple[float, float]:
    """The least and the greatest sum of terms whose quantities lie in their ranges."""
    low = high = start
    for key, factor in terms:
        least, most = bounds[key]
        low += factor * (least if factor > 0 else most)
        high += factor * (most if factor > 0 else least)
    return low, high


class _Program:
    """One linear program with the solutions found so far."""

    def __init__(self, system: System, keys: Sequence[Key]) -> None:
        self._at = {key: n for n, key in enumerate(keys)}
        self._known = system.known
        self._zeros = self._rows(system.zeros)
        self._positives = self._rows(system.positives)
        # A bound far above every printed number stands for no bound at all.
        self._most = 10 * max((1000, *(abs(constant) for _, constant in (*self._zeros, *self._positives))))
        self._matrices: tuple[Any, ...] | None = None
        self._solutions: list[Any] = []

    def _rows(self, rows: Sequence[Terms]) -> list[tuple[dict[int, int], int]]:
        """Factors by variable and the constant of each row that touches this program."""
        found = []
        for terms in rows:
            factors: dict[int, int] = defaultdict(int)
            for key, factor in terms:
                if key in self._at:
                    factors[self._at[key]] += factor
            if factors:
                constant = sum(factor * self._known[key] for key, factor in terms if key in self._known)
                found.append((factors, constant))
        return found

    def objective(self, terms: Terms) -> list[int]:
        """The factors of terms, one for each variable."""
        factors = [0] * len(self._at)
        for key, factor in terms:
            factors[self._at[key]] += factor
        return factors

    def seen(self, terms: Terms) -> tuple[int, int]:
        """The least and the greatest whole value of terms between the solutions so far."""
        places = [(self._at[key], factor) for key, factor in terms]
        values = [sum(factor * float(solution[n]) for n, factor in places) for solution in self._solutions]
        return math.ceil(min(values) - _TOLERANCE), math.floor(max(values) + _TOLERANCE)

    def solve(self, objective: Sequence[int]) -> None:
        """Add the solution that makes `objective` least; raises CoderError when there is none."""
        from scipy.optimize import linprog

        if self._matrices is None:
            self._matrices = (*self._matrix(self._positives, -1), *self._matrix(self._zeros, 1))
        a_ub, b_ub, a_eq, b_eq = self._matrices
        answer = linprog(
            objective,
            a_ub,
            b_ub,
            a_eq,
            b_eq,
            bounds=(0, self._most),
            method="highs",
            options={"presolve": True},
        )
        if answer.x is None:
            raise CoderError(
                "the totals of the tables are not the sums of their parts", remedy="say which totals add up"
            )
        self._solutions.append(answer.x)

    def _matrix(self, rows: Sequence[tuple[dict[int, int], int]], sign: int) -> tuple[Any, Any]:
        from scipy.sparse import csr_array

        if not rows:
            return None, None
        where = [
            (n, column, sign * f) for n, (factors, _) in enumerate(rows) for column, f in factors.items()
        ]
        data = ([f for *_, f in where], ([n for n, *_ in where], [column for _, column, _ in where]))
        constants = [-sign * constant for _, constant in rows]
        return csr_array(data, shape=(len(rows), len(self._at))), constants
