"""What people wrote for readiness, improvement, plans, diagnostics and follow-ups, as tables.

Nothing here judges: ratings, answers and leverage are what people wrote, with the excerpts they named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.analysis.frame import Material
from coder.analysis.people import attendance, group_sizes
from coder.analysis.process_table import (
    DECK,
    ProcessTable,
    all_told,
    breadth,
    by_group,
    numbered,
    short_ids,
)
from coder.analysis.published import GridRow
from coder.domain.entry import Entry, of_table
from coder.domain.recommendation import Recommendation
from coder.domain.theme import shortened

USUAL_STRATEGIES = 4
"""More strategies than this are told to be too many, unless a process says otherwise."""

JUDGED = (
    "Ratings are the judgement of those who read the evidence: 0 no sign, 1 emerging, 2 in place, "
    "3 kept going."
)
RATED = ("0 no sign", "1 emerging", "2 in place", "3 kept going")
NOT_RATED = "not rated"


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote, with the people behind it: entry id → groups of people, protected already."""

    entries: Sequence[Entry]
    material: Material
    recommendations: Sequence[Recommendation] = ()
    groups: Mapping[str, GridRow] = field(default_factory=dict)
    strategies: int = USUAL_STRATEGIES

    @property
    def least(self) -> int:
        """How many people a number must be about."""
        return self.material.thresholds.voices

    def of(self, table: str) -> list[Entry]:
        """The entries of one table."""
        return of_table(self.entries, table)

    @property
    def there(self) -> dict[str, object]:
        """The codings that may be told, by id."""
        return {coding.id: coding for coding in self.material.codings}

    def stands(self, entry: Entry) -> bool:
        """Whether anything is left of the excerpts that it rests on, if it named any."""
        return not entry.codings or any(id_ in self.there for id_ in entry.codings)


def code_of(written: Written, entry: Entry) -> str:
    """The code that an entry rates, as it is called today; empty where it is gone."""
    tree = written.material.tree
    code = tree.resolve(entry.codes[0]) if entry.codes else ""
    return code if code in tree.codes else ""


def readiness_tables(written: Written) -> Iterator[ProcessTable]:
    """The grid of elements by branch, then each element with its rating by role and its evidence."""
    ratings = [entry for entry in written.of("rating") if code_of(written, entry)]
    if not ratings:
        return
    tree = written.material.tree
    by_code: dict[str, list[Entry]] = defaultdict(list)
    for entry in ratings:
        by_code[code_of(written, entry)].append(entry)
    branches: dict[str, list[str]] = defaultdict(list)
    for parent in dict.fromkeys(tree.codes[code].parent_id or "" for code in tree.codes if code in by_code):
        own = [code.id for code in tree.children(parent or None) if code.usable]
        branches[parent] = [code for code in own if code in by_code or parent]
    yield _grid(written, branches, by_code)
    rows = [
        _element(written, code, by_code[code])
        for codes in branches.values()
        for code in codes
        if code in by_code
    ]
    yield ProcessTable(
        "ratings",
        "Ratings by element",
        ("Element", "Rating", "By role", "Disagreement", "What it rests on", "Evidence"),
        tuple(rows),
        note="Disagreement is the distance between the highest and the lowest role. A role of fewer people "
        f"than {written.least} is not told.",
        evidence=_borne_out(written, by_code),
    )


def _grid(
    written: Written, branches: Mapping[str, Sequence[str]], by_code: Mapping[str, Sequence[Entry]]
) -> ProcessTable:
    tree = written.material.tree
    parents = list(branches)
    most = max(map(len, branches.values()))
    rows = []
    for n in range(most):
        cells = []
        for parent in parents:
            codes = branches[parent]
            code = codes[n] if n < len(codes) else ""
            cells.append(
                f"{tree.codes[code].name}: {_overall(written, by_code.get(code, ()))}" if code else ""
            )
        rows.append(tuple(cells))
    titles = tuple(tree.codes[parent].name if parent in tree.codes else "Others" for parent in parents)
    return ProcessTable(
        "grid",
        "Readiness at a glance",
        titles,
        tuple(rows),
        JUDGED,
    )


def _rating(entry: Entry) -> str:
    return RATED[int(entry["value"])]


def _borne_out(written: Written, by_code: Mapping[str, Sequence[Entry]]) -> dict[str, tuple[str, ...]]:
    """What the table tells, in its words, with the ratings that are told and no others."""
    found: dict[str, tuple[str, ...]] = {}
    for code, entries in by_code.items():
        for role, entry in _last(written, entries).items():
            if not role or _may_be_told(written, role):
                who = f", {role}" if role else ""
                told = f"{written.material.tree.codes[code].name}{who}: {_rating(entry)}"
                found[told] = (*found.get(told, ()), entry.id)
    return found


def _last(written: Written, entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last rating of each role that still stands; the empty role is that of the raters together."""
    last = {entry["role"]: entry for entry in entries}
    return {role: entry for role, entry in last.items() if written.stands(entry)}


def _overall(written: Written, entries: Iterable[Entry]) -> str:
    last = _last(written, entries)
    if "" in last:
        return _rating(last[""])
    told = sorted({entry["value"] for role, entry in last.items() if _may_be_told(written, role)})
    if not told:
        return NOT_RATED
    return f"{told[0]} to {told[-1]} by role" if len(told) > 1 else f"{told[0]} by role"


def _may_be_told(written: Written, role: str) -> bool:
    coded = {coding.transcript_id for coding in written.material.codings}
    everybody = attendance(t for t in written.material.transcripts if t.id in coded)
    return group_sizes(everybody, written.material.groups).get(role, 0) >= written.least


def _element(written: Written, code: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    last = _last(written, entries)
    roles = {role: entry for role, entry in last.items() if role}
    shown = {role: entry for role, entry in roles.items() if _may_be_told(written, role)}
    values = [int(entry["value"]) for entry in shown.values()]
    apart = str(max(values) - min(values)) if len(values) > 1 else ""
    told = [
        f"{role} {entry['value']}" if role in shown else f"{role} not told" for role, entry in roles.items()
    ]
    kept = [entry for role, entry in last.items() if not role or role in shown]
    return (
        written.material.tree.codes[code].name,
        _overall(written, entries),
        DECK.join(told),
        apart,
        " ".join(entry["why"] for entry in kept if entry["why"]),
        short_ids(dict.fromkeys(id_ for entry in kept for id_ in entry.codings), written.there),
    )


def cause_tables(written: Written) -> Iterator[ProcessTable]:
    """Root causes, the most people first, which strategy is for which, and what to look at again."""
    causes, strategies = written.of("cause"), written.of("strategy")
    if not causes and not strategies:
        return
    groups = written.groups
    order = sorted(causes, key=lambda c: (-breadth(groups.get(c.id), written.least), c.position))
    names = numbered(order, "C")
    if order:
        yield _causes(written, order, names)
    if strategies:
        yield _strategies(written, strategies, order, names)


def _causes(written: Written, order: Sequence[Entry], names: Mapping[str, str]) -> ProcessTable:
    groups = written.groups
    return ProcessTable(
        "causes",
        "Root causes that people named",
        ("No.", "Cause", "Told by", "By group", "Evidence"),
        tuple(
            (
                names[cause.id],
                cause.lead,
                all_told(groups.get(cause.id), written.least),
                by_group(groups.get(cause.id), written.least),
                short_ids(cause.codings, written.there),
            )
            for cause in order
        ),
        "Causes are as people described them, widest first: how many people told each, of those who were "
        "heard. Explanations by who students or families are, are not among them.",
        evidence={f"{names[cause.id]}: {cause.lead}": (cause.id,) for cause in order},
    )


def _strategies(
    written: Written, strategies: Sequence[Entry], order: Sequence[Entry], names: Mapping[str, str]
) -> ProcessTable:
    own = numbered(strategies, "S")
    return ProcessTable(
        "strategies",
        "Strategies and the causes they are meant for",
        ("No.", "Strategy", *names.values(), "Owner", "Due", "Measure"),
        tuple(
            (
                own[one.id],
                one.lead,
                *("yes" if id_ in one.entries else "" for id_ in names),
                one["owner"] or "to be named",
                one["due"] or "to be set",
                one["measure"] or "to be set",
            )
            for one in strategies
        ),
        note=DECK.join(
            f"{number} {shortened(cause.lead)}" for number, cause in zip(names.values(), order, strict=True)
        ),
        items=tuple(_warnings(written, strategies, own, order, names)),
    )


def _warnings(
    written: Written,
    strategies: Sequence[Entry],
    own: Mapping[str, str],
    causes: Sequence[Entry],
    names: Mapping[str, str],
) -> Iterator[str]:
    if len(strategies) > written.strategies:
        yield (
            f"There are {len(strategies)} strategies, more than the {written.strategies} that "
            "can be followed at once: choose."
        )
    for one in strategies:
        if not set(one.entries) & set(names):
            yield f"{own[one.id]} is meant for no root cause: name one, or leave it out."
    met = {id_ for one in strategies for id_ in one.entries}
    for cause in causes:
        if cause.id not in met:
            yield f"No strategy is meant for {names[cause.id]}."


def plan_tables(written: Written) -> Iterator[ProcessTable]:
    """For each plan item: was it done, did it make a difference, over the times it was looked at."""
    items, checks = written.of("plan-item"), written.of("check")
    if not items:
        return
    # In the order in which they were written: seasons and years have no other that is sure.
    waves = list(dict.fromkeys(check["wave"] for check in checks))
    rows: list[tuple[str, ...]] = []
    evidence: dict[str, tuple[str, ...]] = {}
    for n, item in enumerate(items, 1):
        told = {check["wave"]: check for check in checks if item.id in check.entries}
        own = {wave: check for wave, check in told.items() if written.stands(check)}
        rows.append(_plan_row(written, f"P{n}", item, [own.get(wave) for wave in waves], checks))
        evidence |= {
            f"P{n} {item.lead}: {_answers(check)}{f' ({wave})' if wave else ''}": (check.id,)
            for wave, check in own.items()
        }
    yield ProcessTable(
        "checks",
        "Did we do it, and does it make a difference?",
        (
            "No.",
            "What the plan says",
            "Owner",
            *(wave or "Checked" for wave in waves),
            "Adjusted",
            "Evidence",
        ),
        tuple(rows),
        "Each cell answers two questions: was it done as planned, and does it make a difference. “No "
        "evidence” says that nobody told, and not that nothing happened.",
        items=tuple(
            f"{row[0]} was not looked at yet."
            for row, item in zip(rows, items, strict=True)
            if not any(item.id in check.entries and written.stands(check) for check in checks)
        ),
        evidence=evidence,
    )


def _plan_row(
    written: Written, number: str, item: Entry, by_wave: Iterable[Entry | None], checks: Sequence[Entry]
) -> tuple[str, ...]:
    last = next((check for check in reversed(checks) if item.id in check.entries), None)
    last = last if last and written.stands(last) else None
    return (
        number,
        item.lead,
        item["owner"] or "to be named",
        *map(_answers, by_wave),
        last["note"] if last else "",
        short_ids(last.codings if last else (), written.there),
    )


def _answers(check: Entry | None) -> str:
    if check is None:
        return "not checked"
    return f"done: {check['did']}; difference: {check['difference']}"


def capacity_tables(written: Written) -> Iterator[ProcessTable]:
    """How much evidence of each capacity there is by department, and how hand-offs between them go."""
    ratings = [entry for entry in written.of("capacity") if code_of(written, entry)]
    if ratings:
        yield _departments(written, ratings)
    handed = written.of("handoff")
    if handed:
        yield _handoffs(written, handed)


def _departments(written: Written, ratings: Sequence[Entry]) -> ProcessTable:
    tree = written.material.tree
    departments = list(dict.fromkeys(entry["department"] for entry in ratings))
    codes = [code for code in tree.codes if any(code_of(written, e) == code for e in ratings)]
    named = {(code_of(written, e), e["department"]): e for e in ratings}
    last = {place: e for place, e in named.items() if written.stands(e)}
    return ProcessTable(
        "capacity",
        "Capacity by department",
        ("Capacity", *departments),
        tuple(
            (
                tree.codes[code].name,
                *(_rating(last[code, d]) if (code, d) in last else NOT_RATED for d in departments),
            )
            for code in codes
        ),
        JUDGED,
        evidence={
            f"{department}, {tree.codes[code].name}: {_rating(entry)}": (entry.id,)
            for (code, department), entry in last.items()
        },
    )


def _handoffs(written: Written, handed: Sequence[Entry]) -> ProcessTable:
    rank = {"breaks down": 0, "sometimes stalls": 1, "works": 2}
    order = sorted(handed, key=lambda e: (rank[e["state"]], e.position))
    return ProcessTable(
        "handoffs",
        "Hand-offs between departments",
        ("What", "From", "To", "How it goes", "What stands in the way", "Evidence"),
        tuple(
            (
                *(one[name] for name in ("what", "from", "to", "state", "why")),
                short_ids(one.codings, written.there),
            )
            for one in order
        ),
        "Hand-offs were described as follows; those that break down come first.",
        evidence={f"{one['what']}, {one['from']} to {one['to']}": (one.id,) for one in order},
    )
