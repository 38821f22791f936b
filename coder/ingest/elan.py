"""Reader for ELAN annotations (`.eaf`): the tiers that hold what people said.

A tier is not a speaker: it may hold gestures, single words or translations. A person names the
tiers; otherwise those that look like speech are read and the others told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.domain.text import canonical, visible
from coder.errors import InputError
from coder.ingest.draft import Draft, DraftTurn, Remark, merge_neighbors
from coder.ingest.labels import MAX_LABEL
from coder.ingest.lines import cut_names_remark
from coder.ingest.package import Kind, damaged, parse_xml
from coder.ingest.roles import guess_roles
from coder.ingest.source import Source, check_line_lengths, no_words

if TYPE_CHECKING:
    from lxml.etree import _Element

ELAN = Kind("the ELAN file", "open it in ELAN and save it again, or export it as text")
_LEAST_WORDS = 2.5
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Note:
    """One annotation: its words, its times, and the annotation it belongs to."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    parent: str | None = None


@dataclass(slots=True)
class _Tier:
    """A tier, who speaks in it by its own account, and its annotations by identifier."""

    name: str
    participant: str
    parent: str | None
    notes: dict[str, _Note] = field(default_factory=dict)

    @property
    def words_each(self) -> float:
        """How many words its annotations have on average."""
        texts = [note.text for note in self.notes.values() if note.text]
        return sum(len(text.split()) for text in texts) / len(texts) if texts else 0


def read_elan(source: Source) -> Draft:
    """Read an `.eaf` file; neighboring annotations of one speaker become one turn.

    Raises InputError when it is unsafe, damaged, has no such tier or no words.
    """
    root = parse_xml(source.data, source.name, ELAN)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise damaged(source.name, ELAN)
    tiers = _tiers(root)
    wanted = source.overrides.tiers
    chosen = _named(wanted, tiers, source.name) if wanted else _spoken(tiers)
    turns = _turns(chosen, _times(tiers))
    if not turns:
        raise no_words(source)
    check_line_lengths([turn.text for turn in turns], source.name)
    return Draft(
        source.name,
        source.sha256,
        "elan",
        source.why or "an ELAN document",
        tuple(turns),
        tuple(_remarks(tiers, chosen, guessed=not wanted)),
        guess_roles(turns),
    )


def _tiers(root: _Element) -> list[_Tier]:
    slots = {
        str(slot.get("TIME_SLOT_ID")): int(value)
        for slot in root.iter("TIME_SLOT")
        if (value := slot.get("TIME_VALUE") or "").isascii() and value.isdigit() and len(value) < 12
    }
    tiers: list[_Tier] = []
    for element in root.iter("TIER"):
        name = canonical(element.get("TIER_ID") or "").text
        participant = canonical(element.get("PARTICIPANT") or "").text.strip()
        tier = _Tier(name, participant, element.get("PARENT_REF"))
        for note in element.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            name = note.get("ANNOTATION_ID")
            # In a damaged file two annotations may have one name, and the words of both count.
            key = name if name and name not in tier.notes else f"{len(tiers)} {len(tier.notes)} {name}"
            tier.notes[key] = _note(note, slots)
        tiers.append(tier)
    return tiers


def _note(element: _Element, slots: Mapping[str, int]) -> _Note:
    value = element.find("ANNOTATION_VALUE")
    text = canonical("" if value is None else "".join(map(str, value.itertext()))).text
    return _Note(
        " ".join(text.split()),
        slots.get(element.get("TIME_SLOT_REF1") or ""),
        slots.get(element.get("TIME_SLOT_REF2") or ""),
        element.get("ANNOTATION_REF"),
    )


def _times(tiers: Sequence[_Tier]) -> dict[str, tuple[int | None, int | None]]:
    """The times of each annotation; one without its own has those of the one it belongs to."""
    notes = {name: note for tier in tiers for name, note in tier.notes.items()}
    times: dict[str, tuple[int | None, int | None]] = {}
    for name, note in notes.items():
        found, steps = note, 0
        # A damaged file may have annotations that belong to each other in a circle.
        while found.start_ms is None and found.parent in notes and steps < 20:
            found, steps = notes[found.parent], steps + 1
        times[name] = (found.start_ms, found.end_ms)
    return times


def _named(wanted: Sequence[str], tiers: Sequence[_Tier], where: str) -> list[_Tier]:
    by_name = {tier.name.casefold(): tier for tier in tiers}
    missing = [name for name in wanted if name.casefold() not in by_name]
    if missing:
        raise InputError(
            f"there is no tier “{visible(missing[0])}”",
            where=where,
            remedy=f"choose among {', '.join(visible(tier.name) for tier in tiers[:_SHOWN])}",
        )
    return [by_name[name.casefold()] for name in dict.fromkeys(wanted)]


def _spoken(tiers: Sequence[_Tier]) -> list[_Tier]:
    """The tiers with sentences that stand on their own or below one without words.

    Where no tier has sentences, all that stand on their own and have words.
    """
    by_name = {tier.name: tier for tier in tiers}
    chosen: list[_Tier] = []
    for tier in tiers:
        parent = by_name.get(tier.parent or "")
        own = parent is None or not any(note.text for note in parent.notes.values())
        if own and tier.words_each >= _LEAST_WORDS:
            chosen.append(tier)
    return chosen or [tier for tier in tiers if tier.parent is None and tier.words_each]


def _who(tier: _Tier) -> str:
    return " ".join((tier.participant or tier.name).split())


def _turns(chosen: Sequence[_Tier], times: Mapping[str, tuple[int | None, int | None]]) -> list[DraftTurn]:
    found = [
        DraftTurn(
            note.text,
            speaker=_who(tier)[:MAX_LABEL].strip() or None,
            start_ms=times[name][0],
            end_ms=times[name][1],
        )
        for tier in chosen
        for name, note in tier.notes.items()
        if note.text
    ]
    # Annotations without any time stay behind the one before them in their tier.
    last = 0
    keys: list[tuple[int, int]] = []
    for at, turn in enumerate(found):
        last = turn.start_ms if turn.start_ms is not None else last
        keys.append((last, at))
    return merge_neighbors([found[at] for _, at in sorted(keys)])


def _remarks(tiers: Sequence[_Tier], chosen: Sequence[_Tier], *, guessed: bool) -> Iterator[Remark]:
    left = [tier for tier in tiers if tier not in chosen and tier.words_each]
    if guessed:
        yield Remark(f"Read were the tiers that look like speech: {_list(chosen)}")
    yield from cut_names_remark(map(_who, chosen), MAX_LABEL)
    if left:
        yield Remark(f"These tiers were not read: {_list(left)}; name the ones to read with --tier")


def _list(tiers: Sequence[_Tier]) -> str:
    shown = ", ".join(f"{visible(tier.name)} ({len(tier.notes)})" for tier in tiers[:_SHOWN])
    return shown + (f" and {len(tiers) - _SHOWN} more" if len(tiers) > _SHOWN else "")
