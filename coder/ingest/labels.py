"""The rules by which a line is taken to begin with the name of a speaker.

A label stands at the start of a line or paragraph, is short, recurs, holds no sentence
punctuation and is not a field of a form. One family of patterns covers the ways of writing it:

    Name  0:34        Name (00:01): text    Name: text      **Name:** text     [00:12] Name: text
    [Name] 11:02:09   Name: [00:00:12] text Name: 00:00:19  Label<TAB>text     Label-<TAB>text
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from coder.domain.text import fold
from coder.domain.transcript import Role
from coder.ingest.roles import guess_roles, role_of_label

__all__ = [
    "MAX_LABEL",
    "MAX_WORDS",
    "STOP",
    "Found",
    "Labels",
    "Style",
    "choose",
    "guess_roles",
    "in_style",
    "learn",
    "one_form",
    "opens_a_sentence",
    "parse",
    "periods_fit",
    "plausible",
    "role_of_label",
    "spelling",
    "stem",
    "to_ms",
    "unmarked",
]

MAX_LABEL = 63
MAX_WORDS = 5

_H = "[ \\t\u00a0\u2000-\u200a\u202f\u3000]"
_TIME = r"(?P<time>(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)"
_UNTIL = rf"(?:{_H}{{0,3}}(?:-->|[-–—]){_H}{{0,3}}[\d:.,]{{4,12}})?"
_NAME = "(?P<name>[^\\s:：\\[(][^:：\\t\\n]{0,62}?)"
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_COLON = "[:：]"
_COLON_ENDS = f"(?:：|:(?=\\s|$)|(?<=[{_CJK}]):)"
_END = f"{_H}{{0,40}}$"


class Style(Enum):
    """How the labels of a text are set off from the words."""

    COLON = "a colon after each name"
    TIMED = "a time after each name"
    TAB = "a tab after each name"
    BOLD = "names in bold"


class Found(NamedTuple):
    """A label read from the start of a line, and the words after it.

    `weak` labels look much like ordinary words and count only when they recur; with `clock`
    the time is one of the day and not of the recording.
    """

    name: str
    rest: str
    style: Style
    start_ms: int | None = None
    weak: bool = False
    clock: bool = False


# Whether a pattern needs a time is known beforehand, so that lines without one skip it. The colon of a
# second time, as in "1:30 signal at 1:45", ends no name; that before "15 of us" does.
_PATTERNS = tuple(
    (re.compile(pattern), style, weak, "(?P<time>" in pattern)
    for pattern, style, weak in (
        (rf"\[(?P<name>[^\[\]\n]{{1,63}})\]{_H}{{0,8}}{_TIME}{_END}", Style.TIMED, False),
        (rf"{_NAME}{_H}{{0,8}}[\[(]{_TIME}{_UNTIL}[\])]{_H}{{0,8}}{_COLON}", Style.COLON, False),
        (rf"{_NAME}{_H}{{0,8}}[\[(]{_TIME}{_UNTIL}[\])]{_END}", Style.TIMED, False),
        (rf"{_NAME}(?:{_H}{{2,40}}|\t|{_H}{{0,8}}[-–—]{_H}{{1,8}}){_TIME}{_END}", Style.TIMED, False),
        (rf"{_NAME}{_H}{_TIME}{_END}", Style.TIMED, True),
        (rf"{_NAME}{_H}{{0,8}}{_COLON}{_H}{{0,8}}[\[(]{_TIME}{_UNTIL}[\])]", Style.COLON, False),
        (
            rf"{_NAME}{_H}{{0,8}}{_COLON}{_H}{{0,8}}(?P<time>\d{{1,2}}:\d{{2}}:\d{{2}}){_END}",
            Style.COLON,
            False,
        ),
        (
            rf"[\[(#]{_TIME}(?:-\d{{1,3}}#)?{_UNTIL}[\])]?{_H}{{0,8}}(?:[-–—]{_H}{{0,8}})?"
            rf"{_NAME}{_H}{{0,8}}{_COLON}",
            Style.COLON,
            False,
        ),
        (
            rf"{_TIME}{_UNTIL}[\])]?{_H}{{0,8}}(?:[-–—]{_H}{{0,8}})?"
            rf"{_NAME}{_H}{{0,8}}{_COLON}(?!(?<=\d:)\d\d)",
            Style.COLON,
            False,
        ),
        (rf"{_NAME}{_H}{{0,8}}{_COLON_ENDS}", Style.COLON, False),
        (
            rf"[\[(]{_TIME}{_UNTIL}[\])]{_H}{{1,8}}(?!(?i:yes|no|yeah|okay|ok|right|thanks|so|sí){_END})"
            rf"{_NAME}{_END}",
            Style.TIMED,
            True,
        ),
        (rf"{_NAME}{_H}{{0,3}}[-–—]\t", Style.TAB, False),
        (r"(?P<name>[^\s:\[(][^:\t\n]{0,29}?)\t", Style.TAB, False),
    )
)
_UNTIMED = tuple(entry for entry in _PATTERNS if not entry[3])
_SHAPE = re.compile(rf"{_NAME}{_H}{{0,8}}$")
_HAS_TIME = re.compile(r"\d:\d\d")
_BOLD = re.compile(r"(\*\*|__)(?P<bold>[^*\n]{1,90}?)\1")
_HEAD = 240

_BEFORE_NAMES = "mr mrs ms mx dr dra sr sra srta prof profa st jr rev hon fr supt sgt lt capt gov sen rep"
_TITLES = frozenset(_BEFORE_NAMES.split())
_FIELDS = """
date, dates, place, time, times, location, note, notes, nb, ps, duration, length, title, subject, topic, re,
fyi, link, url, source, http, https, www, more info, break, jingle, music, summary, summary keywords,
keywords, speakers, attendees, participants, present, persons present, language, kind, file, filename,
recorded, recording, recorded by, transcribed by, transcript, transcription, transcriber, agenda, example,
examples, tags, media, episode, warning, important, reminder, editor's note, school, site, district,
meeting, total, conclusion, fecha, lugar, hora, nota, notas, duracion, tema, leyenda, escuela, idioma,
asistentes, participantes, resumen, ejemplo, local, duracao, legenda, resumo, exemplo, observacao, escola,
data
"""
STOP = frozenset(field.strip() for field in _FIELDS.split(","))
"""Folded words that stand before a colon in forms and notes and never name a speaker."""

_NUMBERED = re.compile(
    r"(?:q|question|part|chapter|section|page|step|figure|table|module|item|pregunta|parte|capitulo|paso)"
    r" ?\d{1,3}[a-z]?|(?:question|part|chapter|section|page|step|pregunta|parte)"
)
_SENTENCE_OPENERS = """
and but so the an he she they we you it this that these those there here what why how when where who which if
because or like my our his her their as for in on at of to with from is are was not yes then also just well
okay ok yeah um uh y pero entonces el la los las lo un una que como porque si no yo es en de por para con su
mi o pues bueno e mas entao os uma sim eu em com meu minha
"""
_OPENERS = frozenset(_SENTENCE_OPENERS.split())
# Openers that are also names of people, which count where each word after them is capitalized.
_ALSO_NAMES = "an my mi so lo la le el yo in on to do de si en um em as"
_NAMES_TOO = frozenset(_ALSO_NAMES.split())
_SINGLE = re.compile(r"[A-Z]")
_NEVER_IN_NAMES = frozenset('?!;,…[]{}<>"“”=，。？！、；')
_IDEOGRAMS = re.compile(f"[{_CJK}]")
_MOST_IDEOGRAMS = 12
_FORMS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u2010": "-", "\u2011": "-"})
_ASIDE = re.compile(r"\([^()\d]{1,40}\)")
_COUNTED = re.compile(r"([^\W\d_]{1,40})\d{1,3}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,4}")
_CODED = re.compile(r"(?P<name>[^\W\d_]{1,12} ?\d{1,3})(?:\.{2,3}|[.;…]|[ \t]?[-–—])(?=\s|$|[¡¿\"'“])")


def to_ms(time: str) -> int:
    """Milliseconds of a time such as `0:34`, `1:02:03` or `00:00:03.5`."""
    clock, _, fraction = time.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction[:3].ljust(3, "0") if fraction else 0)


def plausible(name: str, *, lower: bool = False) -> bool:
    """Whether `name` could be a speaker's label; `lower` admits names without a capital."""
    return len(name) <= MAX_LABEL and _plausible(name, lower)


@lru_cache(maxsize=4096)
def _plausible(name: str, lower: bool) -> bool:
    words = name.split()
    if not words or len(words) > MAX_WORDS or not any(map(str.isalpha, name)):
        return False
    if name[0] in "-*#>|/\\@~=+&%$" or not _NEVER_IN_NAMES.isdisjoint(name) or "//" in name:
        return False
    if name.count("(") != name.count(")") or not periods_fit(words):
        return False
    folded = " ".join(fold(name).split())
    if folded in STOP or _NUMBERED.fullmatch(folded) or opens_a_sentence(name):
        return False
    if len(name) > _MOST_IDEOGRAMS and _IDEOGRAMS.search(name):
        return False
    return lower or not name.islower()


def periods_fit(words: list[str]) -> bool:
    """Whether each period follows a title, an initial or stands inside a handle."""
    return all(
        not word.endswith(".") or _INITIALS.fullmatch(word) or fold(word[:-1]) in _TITLES for word in words
    )


def opens_a_sentence(name: str) -> bool:
    """Whether the first word is one that sentences begin with and not a name."""
    words, folded = name.split(), fold(name).split()
    if len(words) == 1 and _SINGLE.fullmatch(words[0]):
        return False
    if len(words) > 1 and folded[0] in _NAMES_TOO and all(word[0].isupper() for word in words):
        return False
    return folded[0] in _OPENERS or (folded[0] in ("i", "a") and len(words) > 1)


def unmarked(text: str) -> str:
    """`text` without the Markdown signs of bold around its first words."""
    bold = _BOLD.match(text) if text.startswith(("**", "__")) else None
    return bold["bold"] + text[bold.end() :] if bold else text


def parse(text: str, *, bold: int = 0, known: Set[str] = frozenset(), lower: bool = False) -> Found | None:
    """The label at the start of one line, as far as the line alone can tell.

    `bold` counts the line's leading bold characters; names in `known` need not look like names.
    """
    line = unmarked(text.strip())
    head = line[:_HEAD]
    if not _HAS_TIME.search(head) and "\t" not in head and "：" not in head:
        return _plain_label(line, head, known, lower) or _bold_label(text, bold, known)
    for pattern, style, weak, timed in _PATTERNS if _HAS_TIME.search(head) else _UNTIMED:
        match = pattern.match(head)
        if not match:
            continue
        name = " ".join(match["name"].split())
        if name in known or plausible(name, lower=lower):
            time = match["time"] if timed else None
            return Found(
                intern(name),  # the same few names stand on thousands of lines
                line[match.end() :].strip(),
                style,
                to_ms(time) if time else None,
                weak,
                head.startswith(f"[{match['name']}]"),
            )
    return _bold_label(text, bold, known)


def _plain_label(line: str, head: str, known: Set[str], lower: bool) -> Found | None:
    """A name and a colon, which nearly all lines of nearly all transcripts begin with or have not."""
    at = head.find(":")
    if not 0 < at <= MAX_LABEL + 8:
        return None
    if not (at + 1 == len(head) or head[at + 1].isspace() or _IDEOGRAMS.match(head[at - 1])):
        return None
    name = _shaped(head[:at])
    if not name or not (name in known or plausible(name, lower=lower)):
        return None
    return Found(name, line[at + 1 :].strip(), Style.COLON)


@lru_cache(maxsize=4096)
def _shaped(before_colon: str) -> str:
    """The name before a colon with single spaces; empty when it cannot be one at all."""
    match = _SHAPE.match(before_colon)
    return " ".join(match["name"].split()) if match else ""


def _bold_label(text: str, bold: int, known: Set[str]) -> Found | None:
    name = " ".join(text[:bold].split())
    rest = text[bold:].strip()
    if bold and (name in known or plausible(name)) and (rest or bold >= len(text.rstrip())):
        return Found(name, rest, Style.BOLD)
    return None


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that hold for one text, and how they are written there."""

    names: frozenset[str] = frozenset()
    style: Style = Style.COLON

    def admit(self, found: Found | None) -> Found | None:
        """What was parsed from a line, when its name is one of these."""
        return found if found and found.name in self.names else None

    def match(self, text: str, bold: int = 0) -> Found | None:
        """The label at the start of a line when it is one of these."""
        found = parse(text, bold=bold, known=self.names)
        return found if found and found.name in self.names else None

    def mistyped(self, text: str) -> Found | None:
        """A known label such as `P3` with a period or a dash where the colon should be."""
        match = _CODED.match(text.lstrip()[:40]) if self.style is Style.COLON else None
        if not match or match["name"] not in self.names:
            return None
        return Found(match["name"], text.strip()[match.end() :].strip(), self.style)


def in_style(found: Found, style: Style) -> bool:
    """Whether a label is written like those of a text: a colon is understood beside any style."""
    return found.style in (Style.COLON, style)


def learn(lines: Iterable[tuple[str, int]], listed: Set[str] = frozenset()) -> Labels:
    """The labels of a text, given its lines with their counts of leading bold characters.

    `listed` names come from a list of speakers and need not recur.
    """
    found = [parse(text, bold=bold, known=listed) for text, bold in lines if text.strip()]
    return choose(found, len(found), listed)


def choose(parsed: Iterable[Found | None], total: int, listed: Set[str] = frozenset()) -> Labels:
    """The labels of a text of `total` lines, given what was parsed from each.

    The way of writing that explains most lines wins; names it does not use are not labels.
    """
    written: dict[Style, list[Found]] = {style: [] for style in Style}
    for label in parsed:
        if label:
            written[label.style].append(label)
    best = Labels()
    best_count = 0
    for style, found in written.items():
        names = _accepted(found, listed)
        count = sum(label.name in names for label in found)
        if count > best_count and _convincing(names, count, total, listed):
            best, best_count = Labels(names, style), count
    return best


def _accepted(written: list[Found], listed: Set[str]) -> frozenset[str]:
    """The names that recur, are listed, name a role, or stand beside a time in a text full of times.

    Ways of writing one name count together, and one use of `P7` is enough where `P2` recurs.
    """
    names = Counter(label.name for label in written)
    alike: Counter[str] = Counter()
    for name, count in names.items():
        alike[spelling(name)] += count
    uses = {name: alike[spelling(name)] for name in names}
    series = {found for name, count in uses.items() if count >= 2 and (found := stem(name))}
    timed = [label.name for label in written if label.start_ms is not None and not label.weak]
    once = set(timed) if len(timed) >= 3 else set()
    if max(uses.values(), default=0) >= 2:
        once |= {name for name in uses if role_of_label(name) in (Role.FACILITATOR, Role.OBSERVER)}
    once |= {name for name in uses if stem(name) in series}
    return frozenset(name for name, count in uses.items() if count >= 2 or name in listed or name in once)


@lru_cache(maxsize=4096)
def spelling(name: str) -> str:
    """What stays the same when a name is written with other capitals, accents, spaces or signs."""
    bare = _ASIDE.sub("", name)
    return "".join(filter(str.isalnum, fold(bare))) or "".join(filter(str.isalnum, fold(name))) or name


def one_form(name: str) -> str:
    """A name with one form of quotes, hyphens and accents, however they are encoded."""
    return unicodedata.normalize("NFC", name).translate(_FORMS)


def stem(name: str) -> str:
    """The part before the number of labels that count people, such as `p` of `P 3`; empty for others."""
    found = _COUNTED.fullmatch(spelling(name))
    return found[1] if found else ""


def _convincing(names: frozenset[str], count: int, total: int, listed: Set[str]) -> bool:
    return len({spelling(name) for name in names}) >= 2 or bool(names & listed) or count * 10 >= total
