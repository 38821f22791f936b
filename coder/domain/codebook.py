"""Codes in a tree, the lenses laid over them, and the rules of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from coder.domain.text import fold
from coder.errors import InputError

LensValues = Mapping[str, tuple[str, ...]]
"""Lens id → the value ids chosen, in the lens's own order."""


class CodeStatus(StrEnum):
    """Whether a code may still be applied."""

    ACTIVE = "active"
    RETIRED = "retired"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Example:
    """Words that show what a code is for, and where they are from."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryExample:
    """Words that look like a code and are not; `instead` is the code they belong to, if any."""

    text: str
    instead: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A label with its definition and the rules for its use. `id` is the dotted path."""

    id: str
    codebook_id: str
    parent_id: str | None
    position: int
    name: str
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    boundary_examples: tuple[BoundaryExample, ...] = ()
    aliases: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    color: str = ""
    codable: bool = True
    status: CodeStatus = CodeStatus.ACTIVE
    merged_into: str = ""
    version: int = 1

    @property
    def short(self) -> str:
        """The last part of the id, as coders say it: `DEF.CUL.BEL` → `BEL`."""
        return self.id.rsplit(".", 1)[-1]

    @property
    def usable(self) -> bool:
        """Whether a new coding may carry this code."""
        return self.codable and self.status is CodeStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody changed something: `kind` and `target_id` say what, `version` what it became."""

    id: str
    kind: str
    target_id: str
    version: int
    reason: str
    coder: str
    created_at: str


@dataclass(frozen=True, slots=True)
class LensValue:
    """One of the few values of a lens; `key` is the letter that sets it."""

    id: str
    name: str
    key: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Lens:
    """A small closed list of values laid over a coding."""

    id: str
    codebook_id: str
    position: int
    name: str
    values: tuple[LensValue, ...]
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    multiple: bool = False
    version: int = 1

    @property
    def short(self) -> str:
        """The last part of the id: `LENS.APP` → `APP`."""
        return self.id.rsplit(".", 1)[-1]

    def check(self, chosen: Iterable[str]) -> tuple[str, ...]:
        """`chosen` in the lens's own order, each value once.

        Raises InputError for an unknown value, or for several where the lens takes one.
        """
        wanted = set(chosen)
        unknown = wanted - {value.id for value in self.values}
        if unknown:
            raise InputError(
                f"{self.name} has no value {', '.join(sorted(unknown))}",
                where=self.id,
                remedy="use one of " + ", ".join(value.id for value in self.values),
            )
        if len(wanted) > 1 and not self.multiple:
            raise InputError(f"{self.name} takes one value at a time", where=self.id)
        return tuple(value.id for value in self.values if value.id in wanted)


@dataclass(frozen=True, slots=True)
class Codebook:
    """A named, versioned set of codes and lenses."""

    id: str
    name: str
    version: str = "1.0"
    language: str = "en"
    framework: str = ""
    purpose: str = ""
    unit: str = ""
    rule: str = ""
    position: int = 0
    codes: tuple[Code, ...] = field(default=())
    lenses: tuple[Lens, ...] = field(default=())


@dataclass(frozen=True)
class CodeTree:
    """Every code and lens of a project, whatever codebook it is from."""

    codebooks: tuple[Codebook, ...]

    @cached_property
    def codes(self) -> dict[str, Code]:
        """All codes by id, in the order in which the tree is walked."""
        listed = {code.id: code for book in self.codebooks for code in book.codes}
        # A damaged project may hold codes that no walk reaches; they still have names.
        return {code.id: code for _, code in self.walk()} | listed

    @cached_property
    def lenses(self) -> dict[str, Lens]:
        """All lenses by id, in the order of the codebooks."""
        return {lens.id: lens for book in self.codebooks for lens in book.lenses}

    @cached_property
    def _children(self) -> dict[str | None, list[Code]]:
        families: dict[str | None, list[Code]] = {}
        for book in self.codebooks:
            for code in book.codes:
                families.setdefault(code.parent_id, []).append(code)
        return families

    def children(self, parent_id: str | None) -> list[Code]:
        """The codes directly below `parent_id`; the roots for None."""
        return self._children.get(parent_id, [])

    def walk(self, parent_id: str | None = None, depth: int = 0) -> Iterator[tuple[int, Code]]:
        """Every code below `parent_id` with its depth, parents before children."""
        for code in self.children(parent_id):
            yield depth, code
            yield from self.walk(code.id, depth + 1)

    def ancestors(self, code_id: str) -> list[Code]:
        """The codes above `code_id`, root first."""
        chain: list[Code] = []
        parent = self.codes[code_id].parent_id
        while parent is not None:
            chain.insert(0, self.codes[parent])
            parent = self.codes[parent].parent_id
        return chain

    def resolve(self, code_id: str) -> str:
        """The code that stands for `code_id` today: what it was merged into, or itself."""
        seen: set[str] = set()
        while code_id not in seen:
            seen.add(code_id)
            code = self.codes.get(code_id)
            if code is None or code.status is not CodeStatus.MERGED or not code.merged_into:
                break
            code_id = code.merged_into
        return code_id

    def subtree(self, code_id: str) -> frozenset[str]:
        """The ids of a code and all below it."""
        return frozenset({code_id, *(code.id for _, code in self.walk(code_id))})

    def domain(self, code_id: str) -> Code:
        """The branch a code is reported under: below the root, or the root itself."""
        line = [*self.ancestors(code_id), self.codes[code_id]]
        return line[1] if len(line) > 2 else line[0]

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The ids of the branches that codes are reported under, by the first code under each."""
        return tuple(dict.fromkeys(self.domain(code.id).id for _, code in self.walk() if code.usable))

    def domain_title(self, domain_id: str) -> str:
        """What a domain is called; codes directly below a root with branches stand under the root."""
        domain = self.codes[domain_id]
        general = domain.parent_id is None and any(not code.codable for code in self.children(domain_id))
        return f"{domain.name}: general" if general else domain.name

    def color(self, code_id: str) -> str:
        """The code's own color or that of the nearest code above it; may be empty."""
        line = [*self.ancestors(code_id), self.codes[code_id]]
        return next((code.color for code in reversed(line) if code.color), "")

    def require(self, code_id: str) -> Code:
        """The code with this id.

        Raises InputError when there is none, or when it is not for coding.
        """
        code = self.codes.get(code_id)
        if code is None:
            near = ", ".join(found.id for found in self.search(code_id)[:3])
            raise InputError(
                f"there is no code {code_id!r}",
                remedy=f"did you mean {near}" if near else "see `coder list PROJECT codes`",
            )
        if not code.usable:
            merged = code.status is CodeStatus.MERGED and code.merged_into
            remedy = f"use {self.resolve(code.id)}" if merged else "choose another code"
            raise InputError(f"{code_id} {_unusable(code)} and cannot be applied", remedy=remedy)
        return code

    def check_lenses(self, chosen: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
        """`chosen` in canonical form, without empty lenses.

        Raises InputError for an unknown lens or value.
        """
        for lens_id in chosen:
            if lens_id not in self.lenses:
                raise InputError(
                    f"there is no lens {lens_id!r}",
                    remedy="the project has " + (", ".join(self.lenses) or "none"),
                )
        checked = {id_: lens.check(chosen[id_]) for id_, lens in self.lenses.items() if id_ in chosen}
        return {id_: values for id_, values in checked.items() if values}

    def search(self, query: str) -> list[Code]:
        """Usable codes that fit `query`, best first.

        Every word of the query must start a word of the id, the name or an alias, or be
        contained in the definition; a hit in the id weighs most, then name, alias, definition.
        """
        words = fold(query).replace(".", " ").split()
        scored = [(_fit(code, words), order, code) for order, code in enumerate(self.codes.values())]
        return [
            code
            for fit, _, code in sorted(scored, key=lambda row: (-row[0], row[1]))
            if fit > 0 and code.usable
        ]


def broken_family(parents: Mapping[str, str | None]) -> str | None:
    """The id of a code whose parent is missing or that stands below itself; None when all is well.

    `parents` holds code id → id of the code above it.
    """
    well: set[str] = set()
    for start in parents:
        line: list[str] = []
        at: str | None = start
        while at is not None and at not in well:
            if at not in parents or at in line:
                return line[-1] if line else start
            line.append(at)
            at = parents[at]
        well.update(line)
    return None


def _unusable(code: Code) -> str:
    if code.status is CodeStatus.MERGED and code.merged_into:
        return f"was merged into {code.merged_into}"
    return f"is {code.status.value}" if code.codable else "groups other codes"


def _fit(code: Code, words: list[str]) -> float:
    fields = (
        (4.0, fold(code.id).replace(".", " ").split()),
        (3.0, fold(code.name).split()),
        (2.0, fold(" ".join(code.aliases)).split()),
    )
    definition = fold(code.definition)
    total = 0.0
    for word in words:
        best = max(
            (
                weight * (1.5 if token == word else 1.0)
                for weight, tokens in fields
                for token in tokens
                if token.startswith(word)
            ),
            default=0.0,
        )
        if not best and len(word) > 2 and word in definition:
            best = 1.0
        if not best:
            return 0.0
        total += best
    return total or 0.5
