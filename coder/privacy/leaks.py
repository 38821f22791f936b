"""What in a file would tell who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coder.domain.text import visible
from coder.errors import CoderError
from coder.privacy.identifiers import Found, Kind, identifiers
from coder.privacy.opened import Hidden, Piece, opened
from coder.privacy.roster import KnownNames

SHOWN = 5
"""How many findings a refusal names."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.]+")


@dataclass(frozen=True, slots=True)
class Leak:
    """One finding: what it is, the words, and where they stand."""

    what: str
    words: str
    place: str

    def __str__(self) -> str:
        words = f" “{visible(self.words)}”" if self.words else ""
        return f"{self.what}{words} in {visible(self.place)}"


class LeaksFound(CoderError):
    """A file that may not leave because of what stands in it; `leaks` are all findings."""

    exit_code = 1

    def __init__(self, where: str, leaks: tuple[Leak, ...]) -> None:
        self.leaks = leaks
        told = "; ".join(map(str, leaks[:SHOWN])) + (
            f"; and {len(leaks) - SHOWN} more" if leaks[SHOWN:] else ""
        )
        super().__init__(
            f"nothing was written, because somebody could be identified: {told}",
            where=where,
            remedy="replace names with `coder privacy pseudonymise`, or use --despite-leaks REASON",
        )


class LeakCheck:
    """Looks at the bytes of a file, or at text, for names and whatever else leads to a person."""

    def __init__(self, names: KnownNames) -> None:
        self._names = names

    def of_file(self, name: str, data: bytes) -> tuple[Leak, ...]:
        """The findings in a file, its name included. Raises InputError when it cannot be opened."""
        return self.of_pieces(name, opened(name, data))

    def of_pieces(self, name: str, pieces: Iterable[Piece | Hidden]) -> tuple[Leak, ...]:
        """The same for a file that was opened already."""
        return tuple(dict.fromkeys(self._leaks(name, pieces)))

    def of_text(self, text: str, place: str, *, prose: bool = True) -> Iterator[Leak]:
        """The findings in some text; of what is no prose, such as a property, names alone are looked for."""
        found = [*self._names.find(text)]
        spaced = _CAMEL.sub(" ", text)
        if not prose and spaced != text:
            found += self._names.find(spaced)
        if prose:
            found += identifiers(text)
        for one in found:
            yield Leak(told(one), " ".join(one.words.split()), place)

    def _leaks(self, name: str, pieces: Iterable[Piece | Hidden]) -> Iterator[Leak]:
        seen: set[tuple[str, str, bool]] = set()
        yield from self.of_text(name, "the file's name", prose=False)
        for piece in pieces:
            place = piece.place or "the text"
            if isinstance(piece, Hidden):
                yield Leak(piece.what, "", place)
            elif piece.text and (key := (place, piece.text, piece.prose)) not in seen:
                seen.add(key)
                yield from self.of_text(piece.text, place, prose=piece.prose)


def told(found: Found) -> str:
    """What a finding is, for a sentence."""
    article = "an" if found.kind in (Kind.EMAIL, Kind.EVENT) else "" if found.kind is Kind.INITIALS else "a"
    return f"{article} {found.kind.value}".strip()
