"""What becomes of codings and memos when codes are merged or split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.domain.codebook import Code, CodeStatus, CodeTree
from coder.domain.coding import Coding
from coder.domain.events import Change
from coder.domain.recoding import joined, revised_origin
from coder.domain.text import visible
from coder.errors import ConflictError, InputError
from coder.exchange.files import read_table
from coder.services.claiming import led_claims
from coder.services.joining import JoinedMemos, corrected_decisions
from coder.services.session import Session, changed, removed


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge does: `moved` codings by coder change their code, `joined` become one with another.

    `lost` counts the codings whose value of a lens gives way to that of the coding they join.
    """

    source: Code
    target: Code
    changes: tuple[Change, ...]
    moved: Counter[str]
    joined: Counter[str]
    memos: int
    lost: int
    below: int

    @property
    def summary(self) -> str:
        """The act in the log."""
        count = self.moved.total() + self.joined.total()
        return f"merged {self.source.id} {self.source.name} into {self.target.id} ({_codings(count)})"

    @property
    def told(self) -> tuple[object, ...]:
        """What somebody who agreed to it has seen."""
        return (self.source, self.target, self.moved, self.joined, *self.preview)

    @property
    def preview(self) -> list[str]:
        """What will happen, a sentence each."""
        count, who = self.moved + self.joined, self.target.short
        told = [f"{_codings(count.total())}{_by(count)} {_verb(count, 'becomes', 'become')} {who}."]
        if not count:
            told = [f"{self.source.short} has no codings; only the code goes."]
        if self.joined:
            told.append(
                f"{self.joined.total()} of them stand{'s' if self.joined.total() == 1 else ''} on words that"
                f" have {who} already, and one coding remains there."
            )
        if self.lost:
            told.append(f"Where the two have different lens values ({self.lost}), those of {who} stay.")
        if self.memos:
            told.append(f"{_count(self.memos, 'memo')} {'goes' if self.memos == 1 else 'go'} along.")
        if self.below:
            told.append(f"{_count(self.below, 'code')} below {self.source.short} will stand below {who}.")
        return told


def merging(session: Session, source: Code, target: Code) -> Merging:
    """Plan to merge `source` into `target`. Raises InputError when that makes no sense."""
    tree, store = session.tree, session.store
    below = [code for code in tree.children(source.id) if code.status is not CodeStatus.MERGED]
    _check(tree, source, target, below)
    memos = JoinedMemos(store.memos())
    memos.lead("code", source.id, target.id)
    codings = _Joining(tree, target, store.codings_of(target.id), memos)
    for coding in store.codings_of(source.id):
        codings.take(coding)
    led = list(memos.changes())
    return Merging(
        source,
        target,
        (
            changed("code", source, _merged(source, target)),
            *_enriched(source, target),
            *(changed("code", c, replace(c, parent_id=target.id, version=c.version + 1)) for c in below),
            *codings.changes(),
            *led,
            *led_claims(store, codings.led),
            *corrected_decisions(store, codings.led),
        ),
        codings.moved,
        codings.joined,
        memos.led,
        codings.lost,
        len(below),
    )


def splitting(
    session: Session,
    source: Code,
    made: Sequence[Code],
    codings: Mapping[str, int],
    versions: Mapping[str, int],
) -> Iterator[Change]:
    """Changes that give codings of `source` (by id) to new codes (by place).

    Raises InputError for a coding that is not of `source` and for a place that is not there, and
    ConflictError for a coding of another version than in `versions`.
    """
    known = {coding.id: coding for coding in session.store.codings_of(source.id)}
    for id_, place in codings.items():
        if id_ not in known:
            raise InputError(f"{visible(id_)[:40]} is no coding of {source.id}", remedy="look at them again")
        if not 0 <= place < len(made):
            raise InputError(f"there is no new code number {place + 1}", where=source.id)
        coding = known[id_]
        if versions.get(id_, coding.version) != coding.version:
            raise ConflictError(f"a coding of {source.id} was changed meanwhile", remedy="look at them again")
        after = replace(coding, code_id=made[place].id, origin=revised_origin(coding.origin))
        yield changed("coding", coding, replace(after, version=coding.version + 1))
    yield from corrected_decisions(session.store, {id_: id_ for id_ in codings})


def splits_in(path: Path) -> tuple[list[str], dict[str, int]]:
    """The names of new codes, and which of them (from 0) each coding gets, from a CSV table.

    Raises InputError for a missing column, an empty cell or a coding named twice.
    """
    names: list[str] = []
    codings: dict[str, int] = {}
    for line, row in read_table(path, ("coding", "name")):
        where = f"{visible(str(path))} line {line}"
        coding, name = row["coding"], row["name"]
        if not coding or not name:
            raise InputError("a coding and a name are wanted", where=where, remedy="fill in both")
        if coding in codings:
            raise InputError("this coding stands in two lines", where=where, remedy="keep one of them")
        if name not in names:
            names.append(name)
        codings[coding] = names.index(name)
    return names, codings


class _Joining:
    """Codings that become another code's, each words and coder once."""

    def __init__(self, tree: CodeTree, target: Code, there: Sequence[Coding], memos: JoinedMemos) -> None:
        self._tree, self._target, self._memos = tree, target, memos
        self._before = {coding.id: coding for coding in there}
        self._now = dict(self._before)
        self._at = {_place(coding): coding.id for coding in reversed(there)}
        self.moved: Counter[str] = Counter()
        self.joined: Counter[str] = Counter()
        self.lost = 0
        self.led: dict[str, str] = {}
        """Of the codings that became one with another: which one stands there now."""

    def take(self, coding: Coding) -> None:
        """Give one coding the code, or let it become one with that which stands there."""
        self._before[coding.id] = coding
        kept = self._at.get(_place(coding))
        if kept is None:
            self._at[_place(coding)] = coding.id
            self._now[coding.id] = replace(coding, code_id=self._target.id)
            self.moved[coding.coder] += 1
            return
        self.lost += self._differs(self._now[kept], coding)
        self._now[kept] = joined(self._now[kept], coding, self._tree)
        self.led |= {kept: kept, coding.id: kept}
        self._memos.lead("coding", coding.id, kept)
        self.joined[coding.coder] += 1

    def changes(self) -> Iterator[Change]:
        """What has to be written."""
        for id_, before in self._before.items():
            after = self._now.get(id_)
            if after is None:
                yield removed("coding", before)
            elif after != before:
                yield changed("coding", before, replace(after, version=before.version + 1))

    def _differs(self, kept: Coding, gone: Coding) -> bool:
        """Whether a value of a lens that takes one gives way."""
        single = (id_ for id_, lens in self._tree.lenses.items() if not lens.multiple)
        pairs = ((kept.lenses.get(id_), gone.lenses.get(id_)) for id_ in single)
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _place(coding: Coding) -> tuple[str, int, int, str]:
    return (coding.transcript_id, coding.start, coding.end, coding.coder)


def _check(tree: CodeTree, source: Code, target: Code, below: Sequence[Code]) -> None:
    if source.id == target.id:
        raise InputError(f"{source.id} cannot be merged with itself", remedy="choose another code")
    if not source.codable:
        raise InputError(f"{source.id} groups other codes", remedy="move these, or merge them one by one")
    if below and target.id in tree.subtree(source.id):
        raise InputError(
            f"{target.id} stands below {source.id}",
            remedy=f"move it away from there first, or merge {target.id}",
        )
    if below and target.codebook_id != source.codebook_id:
        raise InputError(
            f"there are codes below {source.id}, which stay in {source.codebook_id}",
            remedy="move or merge them first",
        )


def _merged(source: Code, target: Code) -> Code:
    return replace(source, status=CodeStatus.MERGED, merged_into=target.id, version=source.version + 1)


def _enriched(source: Code, target: Code) -> Iterator[Change]:
    """The target finds what the source found: by its names and its cues, and its examples show it."""
    aliases = [a for a in (source.name, *source.aliases) if a != target.name]
    after = replace(
        target,
        aliases=tuple(dict.fromkeys([*target.aliases, *aliases])),
        cues=tuple(dict.fromkeys([*target.cues, *source.cues])),
        examples=tuple(dict.fromkeys([*target.examples, *source.examples])),
    )
    if after != target:
        yield changed("code", target, replace(after, version=target.version + 1))


def _by(count: Counter[str]) -> str:
    names = [visible(name) for name, _ in sorted(count.items())]
    if not names:
        return ""
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} others"]
    return " by " + (shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}")


def _verb(count: Counter[str], one: str, many: str) -> str:
    return one if count.total() == 1 else many


def _codings(count: int) -> str:
    return _count(count, "coding")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
