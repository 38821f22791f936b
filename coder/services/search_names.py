"""What the fields of a query may be, and which things of a project a typed value means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from coder.domain.codebook import CodeTree
from coder.domain.query import STARRED, UNCODED, Field
from coder.domain.text import fold, visible
from coder.domain.transcript import Participant, Role, Speaker, TranscriptFacts
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.session import Session

FACTS = ("site", "wave", "date", "mode", "language", "kind", "title")
"""Facts of a session that a query may ask for by name."""

FIELDS = ("code", "lens", "coder", "speaker", "role", "group", "label", "memo", STARRED, UNCODED, *FACTS)
"""Every field that is no attribute of a person."""

SHOWN = 8
"""How many values a sentence lists at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """A field with everything that its value means; empty for any value at all."""

    name: str
    values: frozenset[str]
    lens_values: frozenset[tuple[str, str]] = frozenset()
    attribute: bool = False


@dataclass(frozen=True)
class Known:
    """What there is to search in: the codes, the people, the sessions, the coders."""

    tree: CodeTree
    coders: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    people: Mapping[str, Participant]
    facts: Mapping[str, TranscriptFacts]
    """Label of a transcript → what is known of it."""
    coder: str = ""
    """Who searches."""

    @classmethod
    def of(cls, session: Session) -> Known:
        """Read it from a project; for the thread that owns the session."""
        store = session.store
        return cls(
            session.tree,
            tuple(store.coders()),
            tuple(store.speakers()),
            {person.id: person for person in store.participants()},
            {row.label: row.facts for row in store.transcripts()},
            session.coder,
        )

    def named(self, field: Field) -> Named:
        """What a field means. Raises InputError for a field or a value that is not here."""
        name = field.name
        if name == "code":
            return Named(name, self._codes(field))
        if name == "lens":
            return Named(name, frozenset(), self._lens_values(field))
        if name == "memo":
            return Named(name, frozenset({field.value} - {""}))
        if name == STARRED:
            return Named(name, frozenset())
        if name == UNCODED and not field.value:
            return Named(name, frozenset({self.coder}))
        attribute = self._attribute(name)
        values = self._values(name, attribute)
        if values is None:
            self._no_field(field)
        return Named(attribute or name, _meant(field, values), attribute=bool(attribute))

    def _values(self, name: str, attribute: str) -> set[str] | None:
        """Every value that a field has in the project; None when there is no such field."""
        if name in ("coder", UNCODED):
            return set(self.coders)
        if name == "speaker":
            return {word for speaker in self.speakers for word in (speaker.shown, speaker.label)}
        if name == "label":
            return set(self.facts)
        groups = {f.group for f in self.facts.values()} | {p.group for p in self.people.values()}
        if name == "group":
            return groups
        told = {p.attributes[attribute] for p in self.people.values() if attribute in p.attributes}
        if name == "role":
            return groups | told | {role.value for role in Role}
        if name in FACTS:
            return {str(getattr(f, name)) for f in self.facts.values()}
        return told if attribute else None

    def _attribute(self, name: str) -> str:
        """The attribute that is called so, however it is written; fields of a query come first."""
        wanted = _loose(name)
        if name in FIELDS and name != "role":
            return ""
        names = dict.fromkeys(key for person in self.people.values() for key in person.attributes)
        return next((key for key in names if _loose(key) == wanted), "")

    def _codes(self, field: Field) -> frozenset[str]:
        if not field.value:
            return frozenset()
        codes, wanted = self.tree.codes, fold(field.value)
        for found in (
            [code.id for code in codes.values() if fold(code.id) == wanted],
            [code.id for code in codes.values() if fold(code.short) == wanted],
            [code.id for code in codes.values() if fold(code.id).startswith(wanted)],
            [code.id for code in codes.values() if fold(code.name) == wanted],
        ):
            if found:
                return frozenset().union(*(self.tree.subtree(self.tree.resolve(id_)) for id_ in found))
        near = [code.id for code in self.tree.search(field.value)] or _near(
            field.value, [code.short for code in codes.values()]
        )
        _nothing(field, f"there is no code {visible(field.value)!r}", near, "b shows the codebook")

    def _lens_values(self, field: Field) -> frozenset[tuple[str, str]]:
        lens_name, sign, wanted = field.value.rpartition("=")
        asked = [
            lens
            for lens in self.tree.lenses.values()
            if not sign or fold(lens_name) in (fold(lens.id), fold(lens.short), fold(lens.name))
        ]
        pairs = [(lens, value) for lens in asked for value in lens.values]
        exact = {(x.id, v.id) for x, v in pairs if fold(wanted) in (fold(v.id), fold(v.name))}
        begun = {(x.id, v.id) for x, v in pairs if _starts(v.name, wanted) or _starts(v.id, wanted)}
        if not sign:
            begun |= {
                (x.id, v.id) for x, v in pairs if fold(wanted) in (fold(x.id), fold(x.short), fold(x.name))
            }
        if exact or begun:
            return frozenset(exact or begun)
        every = [value.id for lens in self.tree.lenses.values() for value in lens.values]
        _nothing(field, f"no lens has a value {visible(wanted)!r}", _near(wanted, every), _list(every))

    def _no_field(self, field: Field) -> NoReturn:
        told = sorted({key for person in self.people.values() for key in person.attributes})
        near = _near(field.name, [*FIELDS, *told])
        what = f"there is no field {visible(field.name)!r}"
        _nothing(field, what, near, f'put "{visible(field.name)}:…" in quotes to find these words')


def _meant(field: Field, values: set[str]) -> frozenset[str]:
    """The values that are written like the field's, else those of which a word begins so."""
    kept = sorted(value for value in values if value)
    exact = [value for value in kept if _loose(value) == _loose(field.value)]
    meant = exact or [value for value in kept if _starts(value, field.value)]
    if meant:
        return frozenset(meant)
    what = f"nothing here has the {visible(field.name)} {visible(field.value)!r}"
    if field.name in ("speaker", "coder", UNCODED):
        who = "speaker" if field.name == "speaker" else "coder"
        what = f"no {who} is called {visible(field.value)!r}"
    _nothing(field, what, _near(field.value, kept), _list(kept) if kept else "leave this out")


def _nothing(field: Field, what: str, near: Iterable[str], otherwise: str) -> NoReturn:
    close = [visible(word) for word in near][:3]
    raise InputError(
        what,
        where=f"character {field.at + 1} of the query",
        remedy=f"did you mean {', '.join(close)}" if close else otherwise,
    )


def _list(values: Iterable[str]) -> str:
    kept = [visible(value) for value in values]
    return "there is " + ", ".join(kept[:SHOWN]) + (" …" if len(kept) > SHOWN else "")


def _near(typed: str, words: Iterable[str]) -> list[str]:
    by_fold = {fold(word): word for word in words if word}
    return [by_fold[word] for word in difflib.get_close_matches(fold(typed), list(by_fold)[:5000], 3)]


def _starts(text: str, typed: str) -> bool:
    return bool(typed) and f" {_loose(typed)}" in f" {_loose(text)}"


def _loose(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").replace("-", " ").split())
