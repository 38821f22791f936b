"""Crosswalks between frameworks: which there are, what they cover, and codings carried over by them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coder.domain.codebook import Codebook, CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.crosswalk import Crosswalk, Fit, coverage, told_coverage
from coder.domain.events import Change, Event
from coder.domain.recommendation import deficit_codes
from coder.domain.text import visible
from coder.domain.zones import zone_of
from coder.errors import InputError
from coder.exchange.codebook_yaml import load_codebook
from coder.exchange.crosswalk_yaml import load_crosswalk
from coder.services.claiming import refuse_blind
from coder.services.resources import folder, shipped_codebooks
from coder.services.session import Session, added
from coder.store.store import now

Row = dict[str, Any]

FIELDS = ("code", "name", "state", "leads_to", "fit", "note", "codings")


def shipped_crosswalks() -> dict[str, Path]:
    """The crosswalks that come with the program, by name."""
    return {path.stem: path for path in sorted((folder("codebooks") / "crosswalks").glob("*.yaml"))}


def shipped_frameworks() -> dict[str, Path]:
    """The frameworks of others that crosswalks lead to, by name; their names are public, the rest is ours."""
    return {path.stem: path for path in sorted((folder("codebooks") / "frameworks").glob("*.yaml"))}


@dataclass(frozen=True, slots=True)
class Between:
    """A crosswalk with the two frameworks that it joins."""

    walk: Crosswalk
    source: Codebook
    target: Codebook

    @property
    def trees(self) -> tuple[CodeTree, CodeTree]:
        """The codes of the two."""
        return CodeTree((self.source,)), CodeTree((self.target,))


def crosswalk_named(name: str) -> Between:
    """A shipped crosswalk by name, or one from a file, with its two frameworks.

    Frameworks are shipped ones by name, or files: YAML, CSV or XLSX, looked for beside the crosswalk first.
    Raises InputError that lists the shipped names.
    """
    path = shipped_crosswalks().get(name, Path(name))
    if name not in shipped_crosswalks() and not path.exists():
        raise InputError(
            f"there is no crosswalk {visible(name)!r}",
            remedy=f"use one of {', '.join(shipped_crosswalks())}, or the name of a .yaml file",
        )
    walk = load_crosswalk(path)
    return Between(walk, _framework(walk.source, path), _framework(walk.target, path))


def _framework(name: str, crosswalk: Path) -> Codebook:
    known = {**shipped_frameworks(), **shipped_codebooks()}
    if name in known:
        return load_codebook(known[name])
    for path in (crosswalk.parent / name, Path(name)):
        if path.exists():
            return load_codebook(path)
    raise InputError(
        f"there is no framework {visible(name)!r}",
        where=visible(str(crosswalk)),
        remedy=f"use one of {', '.join(known)}, or the name of a file beside it",
    )


def crosswalk_rows() -> list[Row]:
    """Every shipped crosswalk with what it covers."""
    rows = []
    for name in shipped_crosswalks():
        between = crosswalk_named(name)
        (source, target), walk = between.trees, between.walk
        rows.append(
            {
                "crosswalk": name,
                "from": between.source.id,
                "to": between.target.id,
                "covers": told_coverage(coverage(walk, source, between.source.id)),
                "covered": told_coverage(coverage(walk.turned(), target, between.target.id)),
            }
        )
    return rows


def findings(between: Between) -> list[str]:
    """What deserves a second look: codes that neither framework has, and codes that nobody looked at."""
    walk, (source, target) = between.walk, between.trees
    strange = [("from", m.source, source) for m in walk.matches] + [("none", c, source) for c in walk.none]
    strange += [("to", m.target, target) for m in walk.matches]
    found = [
        f"{side}: {tree.codebooks[0].id} has no {code}"
        for side, code, tree in strange
        if code not in tree.codes
    ]
    rows = coverage(walk, source, between.source.id)
    found += [f"{row.code.id}: has no match and is not among none" for row in rows if _open(row.state)]
    return list(dict.fromkeys(found))


def _open(state: str) -> bool:
    return state == "not looked at"


def coverage_rows(
    between: Between, session: Session | None = None, *, back: bool = False
) -> tuple[list[Row], str]:
    """Each code of the first framework, or of the second with `back`, what it leads to, and a sentence.

    With a project, how many codings each code has there.
    """
    trees = between.trees
    walk = between.walk.turned() if back else between.walk
    book, tree = (between.target, trees[1]) if back else (between.source, trees[0])
    used = Counter(coding.code_id for coding in session.store.codings()) if session else None
    rows = [
        {
            "code": row.code.id,
            "name": row.code.name,
            "state": row.state if not back or row.matches else "nothing leads here",
            "leads_to": [match.target for match in row.matches],
            "fit": [match.fit.value for match in row.matches],
            "note": "; ".join(match.note for match in row.matches if match.note),
            **({"codings": used[row.code.id]} if used is not None else Row()),
        }
        for row in coverage(walk, tree, book.id)
    ]
    told = told_coverage(coverage(walk, tree, book.id))
    if used is not None:
        counted = [(int(used[str(row["code"])]), bool(row["leads_to"])) for row in rows]
        all_ = sum(number for number, _ in counted)
        matched = sum(number for number, leads in counted if leads)
        told = f"{told} {matched:,} of {all_:,} codings have a code that leads to a match."
    return rows, told


@dataclass(frozen=True, slots=True)
class Carrying:
    """What carrying codings over does: the codings it makes, and those it does not, and why."""

    between: Between
    made: tuple[Coding, ...]
    joined: int = 0
    """How many more would stand on the same words of the same coder, and become one with another."""
    there: int = 0
    several: Counter[str] = field(default_factory=Counter)
    """Codings by code that leads to several, and are left as they are."""
    spread: int = 0
    """Codings that become several, where that is wanted."""
    unmatched: Counter[str] = field(default_factory=Counter)
    loose: int = 0
    """Of those made, how many come from a code that does not fit as a whole."""

    kept: int = 0
    """Explanations by who people are, and zones of a journey: protected under these codes alone."""

    differing: int = 0
    """How many of those that become one have other lens values, which give way."""

    @property
    def preview(self) -> list[str]:
        """What will happen, a sentence each; nothing is silently lost."""
        numbers = (
            (self.joined, "would be the same code of the same coder on the same words, and one stays there"),
            (self.differing, "of these had other lens values, and the first ones stay"),
            (self.spread, "with a code that leads to several would get all of them"),
            (
                self.several.total(),
                "left as before: the code leads to several, and somebody has to choose "
                f"({_most(self.several)}); --several all gives them all",
            ),
            (self.unmatched.total(), f"with a code that leads to none ({_most(self.unmatched)})"),
            (
                self.kept,
                "of explanations by who people are or of zones of a journey, which stay under these codes",
            ),
            (
                self.loose,
                "of the new ones to look at again: the code fits in part or is wider than the other",
            ),
            (self.there, "there already"),
        )
        name = self.between.target.name
        first = f"{_codings(len(self.made))} of {name} beside those that are there, which stay as they are."
        return [first, *(f"{_codings(number)} {told}." for number, told in numbers if number)]


def carrying(session: Session, between: Between, *, spread: bool = False) -> Carrying:
    """Plan to give the codings of the first framework the codes of the second as well.

    A coding whose code leads to several is left as it is, or gets all of them with `spread`. Lens values,
    words and coder are those of the coding. Raises InputError in a blind pass, and for a crosswalk
    with codes that its frameworks have not.
    """
    refuse_blind(session)
    wrong = [remark for remark in findings(between) if ": has no match" not in remark]
    if wrong:
        raise InputError(f"the crosswalk does not fit its frameworks: {wrong[0]}", remedy="mend it first")
    tree, (source, target) = session.tree, between.trees
    kept = deficit_codes(tree)
    plan = _Plan({_key(coding, coding.code_id) for coding in session.store.codings()})
    for coding in session.store.codings():
        code = tree.resolve(coding.code_id)
        known = _in_framework(tree, code, source)
        if not known:
            continue
        if code in kept or zone_of(code):
            plan.kept += 1
            continue
        matches = [m for m in between.walk.leads(source, known) if target.codes[m.target].usable]
        if not matches:
            plan.unmatched[code] += 1
        elif len(matches) > 1 and not spread:
            plan.several[code] += 1
        else:
            plan.spread += len(matches) > 1
            for match in matches:
                plan.take(coding, match.target, match.fit in (Fit.NARROWER, Fit.PART))
    return plan.done(between)


def _in_framework(tree: CodeTree, code: str, source: CodeTree) -> str:
    """The code, or the nearest above it where a project added it itself; empty for another framework's."""
    while code and code not in source.codes:
        code = tree.codes[code].parent_id or "" if code in tree.codes else ""
    return code


class _Plan:
    """Collects the codings that are made."""

    def __init__(self, stored: set[tuple[object, ...]]) -> None:
        self.several: Counter[str] = Counter()
        self.unmatched: Counter[str] = Counter()
        self.kept = self.spread = self._joined = self._there = self._differing = 0
        self._stored = stored
        self._made: dict[tuple[object, ...], Coding] = {}
        self._loose: dict[tuple[object, ...], bool] = {}

    def take(self, coding: Coding, code_id: str, loose: bool) -> None:
        """Give a coding another code as well, unless that stands there."""
        key = _key(coding, code_id)
        if key in self._stored:
            self._there += 1
            return
        # What one code fits as a whole needs no second look because another does not.
        self._loose[key] = loose and self._loose.get(key, True)
        other = self._made.get(key)
        if other is not None:
            self._joined += 1
            self._differing += any(other.lenses.get(k, v) != v for k, v in coding.lenses.items())
            self._made[key] = replace(other, lenses={**coding.lenses, **other.lenses})
            return
        self._made[key] = replace(
            coding,
            id=str(uuid.uuid4()),
            code_id=code_id,
            origin=Origin.IMPORTED,
            created_at=now(),
            starred=False,
            version=1,
        )

    def done(self, between: Between) -> Carrying:
        """The plan."""
        return Carrying(
            between,
            tuple(self._made.values()),
            self._joined,
            self._there,
            self.several,
            self.spread,
            self.unmatched,
            sum(self._loose.values()),
            self.kept,
            self._differing,
        )


def carry(session: Session, between: Between, *, spread: bool = False) -> tuple[Carrying, Event | None]:
    """Do it, as one event that can be undone; the framework comes into the project before, where it is not.

    Raises as `carrying` does, and ConflictError when others keep changing the project.
    """
    carrying(session, between, spread=spread)
    _bring_in(session, between.target)

    def write(state: int) -> tuple[Carrying, Event | None]:
        plan = carrying(session, between, spread=spread)
        if not plan.made:
            return plan, None
        changes: list[Change] = [added("coding", coding) for coding in plan.made]
        told = f"carried {_codings(len(plan.made))} over to {between.target.id} by {between.walk.id}"
        return plan, session.act("carry over", told, changes, expecting=state)

    return session.act_on_what_stands(write)


def _bring_in(session: Session, book: Codebook) -> None:
    from coder.services.projects import add_codebooks

    missing = [code.id for code in book.codes if code.id not in session.tree.codes]
    if book.id not in {one.id for one in session.tree.codebooks}:
        add_codebooks(session, [book])
    elif missing:
        raise InputError(
            f"{book.id} in the project has no {missing[0]}",
            remedy="add that code first, or mend the crosswalk",
        )


def _key(coding: Coding, code_id: str) -> tuple[object, ...]:
    return (coding.transcript_id, coding.start, coding.end, code_id, coding.coder)


def _codings(number: int) -> str:
    return f"{number:,} coding{'' if number == 1 else 's'}"


def _most(counted: Counter[str], most: int = 3) -> str:
    names: Sequence[str] = [f"{code} {number}" for code, number in counted.most_common(most)]
    return ", ".join(names) + (", \u2026" if len(counted) > most else "")
