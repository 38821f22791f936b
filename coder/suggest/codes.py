"""The codes of a codebook as the engine sees them: what may be proposed, and the words that define it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree
from coder.domain.text import fold
from coder.suggest.words import WORD, words

COMMON_SHARE = 0.4
"""A word in more than this share of the names says nothing about one of them."""

Codes = Codebook | CodeTree | Sequence[Code]


@dataclass(frozen=True, slots=True)
class CodeText:
    """One code that may be proposed.

    `views` are ways to say what it is, each a text; `samples` are words that show it and
    `counters` are words that look like it and belong elsewhere.
    """

    id: str
    parent: str
    name: str
    definition: str
    views: tuple[str, ...]
    samples: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """The codes that may be proposed, in the order of the codebook, and what became of others."""

    entries: tuple[CodeText, ...]
    followed: dict[str, str]
    """Code that may not be proposed any more → the one it was merged into."""

    def follow(self, code_id: str) -> str:
        """The id to learn for a code id in a coding; empty for a code that is not in the codebook."""
        found = self.followed.get(code_id, code_id)
        return found if found in self.places else ""

    @cached_property
    def places(self) -> dict[str, int]:
        """Code id → its place."""
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"entries": [asdict(entry) for entry in self.entries], "followed": self.followed}

    @classmethod
    def from_plain(cls, content: dict[str, Any]) -> CodeList:
        """What `plain` gave. Raises KeyError, TypeError or ValueError for anything else."""
        entries = [
            CodeText(**{key: tuple(v) if isinstance(v, list) else str(v) for key, v in entry.items()})  # type: ignore[arg-type]
            for entry in content["entries"]
        ]
        return cls(tuple(entries), {str(old): str(new) for old, new in content["followed"].items()})


def code_list(source: Codes) -> CodeList:
    """The codes of one or more codebooks."""
    codes = _codes(source)
    by_id = {code.id: code for code in codes}
    usable = [code for code in codes if code.usable]
    names = Counter(fold(code.name) for code in usable)
    common = _common_words([code.name for code in usable])
    samples = _samples(usable)
    entries = tuple(
        CodeText(
            id=code.id,
            parent=code.parent_id or "",
            name=code.name,
            definition=code.definition,
            views=_views(code, by_id.get(code.parent_id or ""), common, names[fold(code.name)] > 1),
            samples=tuple(samples.get(code.id, ())),
            counters=tuple(example.text for example in code.boundary_examples),
            cues=code.cues,
        )
        for code in usable
    )
    return CodeList(entries, _merged(codes))


def _codes(source: Codes) -> list[Code]:
    if isinstance(source, CodeTree):
        return list(source.codes.values())
    codes = source.codes if isinstance(source, Codebook) else source
    return list({code.id: code for code in codes}.values())


def _samples(codes: Iterable[Code]) -> dict[str, list[str]]:
    """Code id → words that show it, also those that the boundary examples of other codes give it."""
    samples: dict[str, list[str]] = {}
    for code in codes:
        samples.setdefault(code.id, []).extend(example.text for example in code.examples)
        for boundary in code.boundary_examples:
            if boundary.instead:
                samples.setdefault(boundary.instead, []).append(boundary.text)
    return samples


def _views(code: Code, parent: Code | None, common: frozenset[str], ambiguous: bool) -> tuple[str, ...]:
    name = code.name or code.short.replace("_", " ").replace("-", " ")
    if ambiguous and parent is not None:
        name = f"{parent.name}: {name}"
    views = [_spoken(name), _spoken(_without(name, common)), code.definition, " ".join(code.include)]
    views.append(", ".join(code.aliases))
    return tuple(dict.fromkeys(view.strip() for view in views if view.strip()))


def _spoken(name: str) -> str:
    """A name in capitals, as speech is written: models and stop lists know words in lower case."""
    return name.lower() if name.isupper() else name


def _common_words(names: Sequence[str]) -> frozenset[str]:
    """The stems that stand in so many names that they are the codebook's habit of speaking."""
    counts = Counter(stem for name in names for stem in {stem for _, _, stem in words(name) if stem})
    if len(names) < 5:
        return frozenset()
    return frozenset(stem for stem, count in counts.items() if count > COMMON_SHARE * len(names))


def _without(name: str, common: frozenset[str]) -> str:
    """`name` without the words that most names share, from the first word that is its own."""
    if not common:
        return name
    own = [start for start, _, stem in words(name) if stem and stem not in common]
    return name[own[0] :] if own and WORD.search(name) else name


def _merged(codes: Iterable[Code]) -> dict[str, str]:
    """Merged code → the code that stands for it now, along chains of merges."""
    into = {code.id: code.merged_into for code in codes if code.status is CodeStatus.MERGED}
    followed: dict[str, str] = {}
    for old, new in into.items():
        seen = {old}
        while new in into and new not in seen:
            seen.add(new)
            new = into[new]
        followed[old] = new
    return followed
