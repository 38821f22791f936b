"""What themes and recommendations have in common: how they are named, changed and led along."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar

from coder.domain.entry import Entry
from coder.domain.entry_tables import ENTRY_TABLES
from coder.domain.events import Change, Event
from coder.domain.recommendation import Recommendation
from coder.domain.text import visible
from coder.domain.theme import Theme, shortened
from coder.errors import ConflictError, InputError
from coder.services.session import Session, changed, removed
from coder.store.store import Store

SHORT_ID = 8
"""How many characters of an id are shown."""

LEAST_ID = 4
"""How many characters of an id have to be typed at least."""

_QUIET = ("id", "position", "version", "coder", "created_at")

Claim = TypeVar("Claim", Theme, Recommendation, Entry)


BLIND = "Themes rest on everybody's codings, and this is a blind pass."
"""Said wherever themes or recommendations would be shown or written in a blind pass."""


def refuse_blind(session: Session, sentence: str = BLIND) -> None:
    """Raise InputError in a blind pass, in which nobody sees what others' codings have come to."""
    if session.blind:
        told = sentence.removesuffix(".")
        raise InputError(told[:1].lower() + told[1:], remedy="end it first: coder blind PROJECT off")


class ChangedMeanwhile(ConflictError):
    """Somebody else changed a theme or recommendation first; what both say is told.

    `theirs` is what is there now, `mine` what would have been written.
    """

    def __init__(self, kind: str, theirs: Any, mine: Any, fields: Sequence[str]) -> None:
        self.theirs = theirs
        self.mine = mine
        self.fields = tuple(fields)
        both = "; ".join(
            f"{name.replace('_', ' ')} is “{shown(theirs, name)}” now, yours “{shown(mine, name)}”"
            for name in fields
        )
        super().__init__(
            f"this {kind} was changed meanwhile" + (f": {both}" if both else ""),
            where=visible(theirs.short),
            remedy="look at both and decide again",
        )


def led_claims(store: Store, leads: Mapping[str, str]) -> Iterator[Change]:
    """The changes that let themes, recommendations and entries name the codings that stand there now.

    `leads` says of each coding, by id, which coding stands there afterwards.
    """
    if not leads:
        return
    claims: list[Theme | Recommendation | Entry] = [
        *store.themes(),
        *store.recommendations(),
        *store.entries(),
    ]
    for before in claims:
        after = before.led(leads)
        if after != before:
            yield changed(kind_of(before), before, replace(after, version=before.version + 1))


def unlinked(store: Store, kind: str, id_: str) -> list[Change]:
    """What becomes of entries when what they lead to goes; `kind` is one of `entry.LINKS`.

    Those that still say something lead to it no more; those that were about it go with it.
    """
    gone = {kind: {id_}}
    before = store.entries()
    left = {entry.id: entry for entry in before}
    while gone:
        taken: set[str] = set()
        for some, ids in gone.items():
            left = {key: entry.without(some, ids) for key, entry in left.items()}
        for entry in list(left.values()):
            table = ENTRY_TABLES.get(entry.table)
            if table is not None and entry.lacks(table):
                taken.add(entry.id)
                del left[entry.id]
        gone = {"entries": taken} if taken else {}
    return [
        removed("entry", entry)
        if entry.id not in left
        else changed("entry", entry, replace(left[entry.id], version=entry.version + 1))
        for entry in before
        if left.get(entry.id) != entry and not (kind == "entries" and entry.id == id_)
    ]


def kind_of(claim: Theme | Recommendation | Entry) -> str:
    """What changes call it."""
    return type(claim).__name__.casefold()


def named(claims: Sequence[Claim], name: str, letter: str, kind: str) -> Claim:
    """The theme or recommendation that a person means: `3`, `T3`, or the beginning of its id.

    Raises InputError when there is none, or more than one.
    """
    number = name.casefold().removeprefix(letter.casefold())
    if number.isdecimal() and len(number) < LEAST_ID and 0 < int(number) <= len(claims):
        return claims[int(number) - 1]
    long_enough = len(name) >= LEAST_ID
    found = [claim for claim in claims if claim.id == name or (long_enough and claim.id.startswith(name))]
    if len(found) == 1:
        return found[0]
    raise InputError(
        f"{visible(name)!r} is {'more than one' if found else 'no'} {kind}",
        remedy=f"`coder {'theme' if kind == 'theme' else 'recommend'} list PROJECT` shows what there is",
    )


def change_claim(
    session: Session,
    before: Claim | None,
    action: str,
    told: str,
    after: Callable[[Claim], Claim],
    seen: Claim | None,
    expecting: int,
) -> Event | None:
    """Write what `after` makes of a theme or recommendation; None when that is what is there.

    What others changed in other fields since it was `seen` stays. Raises ChangedMeanwhile when they
    changed the same ones, and InputError when it is gone.
    """
    if before is None:
        raise InputError("it was removed meanwhile", remedy="take that back, or begin another one")
    if seen is not None and seen.version != before.version:
        mine = after(seen)
        if clashing := clashes(before, mine, seen):
            raise ChangedMeanwhile(kind_of(before), before, mine, clashing)
    wanted = after(before)
    if wanted == before:
        return None
    done = replace(wanted, version=before.version + 1)
    return session.act(
        action, f"{told}: {done.short}", [changed(kind_of(before), before, done)], expecting=expecting
    )


def clashes(theirs: Any, mine: Any, seen: Any) -> list[str]:
    """The fields that both sides changed since it was seen, and not to the same."""
    sides = [_parts(one) for one in (seen, theirs, mine)]
    names = dict.fromkeys(name for side in sides for name in side)
    told = {name: [side.get(name) for side in sides] for name in names}
    return [name for name, (was, a, b) in told.items() if was != a and was != b and a != b]


def _parts(claim: Any) -> dict[str, Any]:
    """What it says, by field; each text of an entry is one of its own."""
    named = {one.name: getattr(claim, one.name) for one in dataclasses.fields(claim)}
    texts = named.pop("fields") if isinstance(claim, Entry) else {}
    return {name: value for name, value in named.items() if name not in _QUIET} | dict(texts)


def shown(claim: Any, name: str) -> str:
    """One field in few words."""
    value = claim[name] if isinstance(claim, Entry) and not hasattr(claim, name) else getattr(claim, name)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return visible(shortened(value, 80)) or "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={' '.join(chosen)}" for key, chosen in value.items()) or "none"
    return f"{len(value)} of them" if value else "none"


def check_codings(session: Session, coding_ids: Iterable[str]) -> None:
    """Raise InputError when one of these codings is not there."""
    wanted = list(dict.fromkeys(coding_ids))
    found = {coding.id for coding in session.store.things("coding", wanted)}
    for id_ in wanted:
        if id_ not in found:
            raise InputError(
                f"there is no coding {visible(id_[:SHORT_ID])}", remedy="it may have been removed"
            )


def check_codes(session: Session, code_ids: Iterable[str]) -> None:
    """Raise InputError when one of these is no code; groups of codes are welcome here."""
    tree = session.tree
    for code_id in code_ids:
        if code_id not in tree.codes:
            tree.require(code_id)


def check_groups(session: Session, groups: Iterable[str]) -> None:
    """Raise InputError for a stakeholder group that nobody in the project belongs to."""
    known = known_groups(session)
    for group in groups:
        if known and group not in known:
            raise InputError(
                f"there is no group {visible(group)!r}", remedy=f"the project has {', '.join(known)}"
            )


def known_groups(session: Session) -> list[str]:
    """The stakeholder groups of the project in the order of reports."""
    from coder.analysis.people import in_order

    own = {person.group for person in session.store.participants()}
    return in_order((own | {row.facts.group for row in session.store.transcripts()}) - {""})
