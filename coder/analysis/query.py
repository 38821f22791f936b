"""Terms such as `group:students` that narrow what a table counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from coder.analysis.frame import Counted
from coder.analysis.labels import school_level
from coder.domain.spoken import Conversation
from coder.domain.text import fold
from coder.errors import InputError

OF_SESSIONS = ("site", "wave", "kind", "session", "mode")
"""What is known of a session and so of everybody in it."""

OF_PEOPLE = ("group", "role", "level", "language")
"""What is known of a person; a language nobody noted is that of the session."""

_OF_CODINGS = ("code", "coder", "lens")


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms by name: several values of one name are alternatives, different names hold together."""

    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def of_seats(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The terms about sessions and people."""
        return tuple((name, values) for name, values in self.wanted if name not in _OF_CODINGS)

    def values(self, name: str) -> tuple[str, ...]:
        """The values of one name, folded; empty when it is not asked for."""
        return dict(self.wanted).get(name, ())

    def fits_code(self, code_id: str) -> bool:
        """Whether a code is one of those asked for, or below one of them."""
        codes = self.values("code")
        return not codes or any(fold(f"{code_id}.").startswith(f"{code}.") for code in codes)

    def fits_coder(self, coder: str) -> bool:
        """Whether a coder is one of those asked for."""
        coders = self.values("coder")
        return not coders or fold(coder) in coders

    def fits_lenses(self, lenses: Mapping[str, Iterable[str]]) -> bool:
        """Whether a coding has one of the lens values asked for: `focus`, or `LENS.APP=focus`."""
        wanted = self.values("lens")
        return not wanted or any(
            fold(value) in wanted or fold(f"{id_}={value}") in wanted
            for id_, values in lenses.items()
            for value in values
        )


def parse_terms(words: Iterable[str]) -> Terms:
    """Read `name:value` terms.

    Raises InputError for a word that is none.
    """
    found: dict[str, list[str]] = {}
    for word in words:
        name, colon, value = word.partition(":")
        if not (colon and name.strip() and value.strip()):
            raise InputError(
                f"{word!r} is no term", remedy="write name:value, such as group:students or code:DEF.CUL"
            )
        found.setdefault(name.strip().casefold(), []).append(fold(value.strip()))
    return Terms(tuple((name, tuple(values)) for name, values in found.items()))


def names_known(material: Counted) -> list[str]:
    """What is known of people and sessions, by name: what a table can be by."""
    attributes = {key for person in material.participants for key in person.attributes}
    return [*OF_PEOPLE, *OF_SESSIONS, *sorted(attributes - {*OF_PEOPLE, *OF_SESSIONS})]


def check_names(material: Counted, names: Collection[str], *, of_codings: bool = False) -> None:
    """Make sure that every name is something the project knows of sessions or people.

    Raises InputError that lists what there is.
    """
    known = [*names_known(material), *(_OF_CODINGS if of_codings else ())]
    for name in names:
        if name not in known:
            raise InputError(f"nothing is known of {name!r}", remedy="use one of " + ", ".join(known))


def seat_value(material: Counted, name: str, transcript: Conversation, person: str | None) -> str:
    """What is known under `name` of a person (None: an unidentified voice) in a transcript; may be empty."""
    facts = transcript.facts
    if name in OF_SESSIONS:
        return transcript.label if name == "session" else str(getattr(facts, name))
    if name == "group":
        return material.group_of(person, transcript)
    known = material.people.get(person) if person is not None else None
    if name == "level":
        return school_level(known)
    own = known.attributes.get(name, "") if known else ""
    if name == "role":
        return own or material.group_of(person, transcript)
    return own or (facts.language if name == "language" else "")


def fits_seat(material: Counted, terms: Terms, transcript: Conversation, person: str | None) -> bool:
    """Whether the terms about sessions and people hold for somebody in a transcript."""
    return all(
        _fits(name, fold(seat_value(material, name, transcript, person)), values)
        for name, values in terms.of_seats
    )


def _fits(name: str, value: str, wanted: tuple[str, ...]) -> bool:
    # One student is of the students: roles are asked for in the singular.
    plural = {f"{word}s" for word in wanted} | {f"{word[:-1]}ies" for word in wanted if word.endswith("y")}
    return value in wanted or (name == "role" and value in plural)
