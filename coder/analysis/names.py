"""Whether words hold the name of somebody who spoke."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coder.domain.text import fold

_LABEL_WORDS = frozenset(
    {
        "audience",
        "child",
        "coach",
        "counselor",
        "district",
        "educator",
        "elementary",
        "estudiante",
        "facilitador",
        "facilitadora",
        "facilitator",
        "family",
        "father",
        "female",
        "grade",
        "group",
        "guest",
        "high",
        "host",
        "hombre",
        "interpreter",
        "interviewee",
        "interviewer",
        "intérprete",
        "leader",
        "madre",
        "maestra",
        "maestro",
        "male",
        "man",
        "middle",
        "moderator",
        "moderadora",
        "mother",
        "mujer",
        "multiple",
        "observer",
        "padre",
        "parent",
        "participant",
        "person",
        "principal",
        "professor",
        "researcher",
        "respondent",
        "school",
        "speaker",
        "speakers",
        "staff",
        "student",
        "students",
        "superintendent",
        "teacher",
        "unidentified",
        "unknown",
        "voice",
        "woman",
    }
)
_GENERIC = frozenset(fold(word) for word in _LABEL_WORDS)
_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "sr", "sra", "srta"})
_PARTICLES = frozenset({"bin", "da", "de", "del", "den", "der", "do", "dos", "la", "le", "van", "von"})
# Names that are common words too: counted as the name only where they are written as the name is.
_ALSO_WORDS = frozenset(
    {
        "april",
        "art",
        "august",
        "chance",
        "dawn",
        "faith",
        "grace",
        "grant",
        "hope",
        "joy",
        "june",
        "mark",
        "may",
        "miles",
        "rich",
        "rose",
        "will",
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CODE_LIKE = re.compile(r"[^\W\d_]{0,3}[\W_]*\d+[^\W\d_]?")


class NameFinder:
    """Finds the names of a project's speakers in words, whole words only."""

    def __init__(self, labels: Iterable[str]) -> None:
        names = {name for label in labels for name in names_in(label)}
        exact = {name for name in names if len(name) <= 3 or fold(name) in _ALSO_WORDS}
        self._exact = _any_of(exact)
        self._folded = _any_of({fold(name) for name in names - exact})

    def found_in(self, text: str) -> bool:
        """Whether `text` holds a name; case and accents do not matter, except in very short names."""
        return bool(self._exact.search(text) or self._folded.search(fold(text)))


class SiteFinder:
    """Finds the sites of a project in words: `Weir` for `Weir Elementary`, as it is written."""

    def __init__(self, sites: Iterable[str]) -> None:
        found = (
            " ".join(word for word in _WORD.findall(site) if fold(word) not in _GENERIC) for site in sites
        )
        self._pattern = _any_of({name for name in found if name})

    def found_in(self, text: str) -> bool:
        """Whether `text` holds the name of a site."""
        return bool(self._pattern.search(text))


def names_in(label: str) -> set[str]:
    """The names a speaker label holds: the whole label and its single names, or nothing.

    Labels such as `T1`, `SPEAKER_00`, `Facilitator` or `Parent 3` hold none, and titles are no
    names.
    """
    label = " ".join(label.split())
    words = [word for word in _WORD.findall(label) if fold(word) not in _TITLES]
    telling = [word for word in words if fold(word) not in _GENERIC and len(word) > 1]
    if not telling or _CODE_LIKE.fullmatch(label):
        return set()
    described = any(word[0].islower() and fold(word) not in _PARTICLES for word in words)
    singles = set() if described else {word for word in telling if fold(word) not in _PARTICLES}
    return singles | {label}


def _any_of(names: set[str]) -> re.Pattern[str]:
    if not names:
        return re.compile(r"(?!)")
    options = "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)")
