"""A second look at lines that may begin with a name and were not taken at the first.

Words given to the wrong person are the worst that can happen here. So a line that looks like
`name:` is either taken as a label, with a remark where that is unusual, or named in a remark.
Labels of any format that may be one person's are named, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from sys import intern
from typing import NamedTuple

from coder.domain.text import fold
from coder.ingest.draft import DraftTurn, Remark
from coder.ingest.labels import (
    MAX_LABEL,
    STOP,
    Found,
    Labels,
    Style,
    choose,
    in_style,
    one_form,
    opens_a_sentence,
    parse,
    periods_fit,
    plausible,
    spelling,
    stem,
    unmarked,
)
from coder.ingest.lines import Line
from coder.ingest.roles import role_of_label

NAMES_SHOWN = 12
_HEAD = 100
_LEAD = re.compile(r"(?:[-*•>#“”\"'‘’(\[\s]{1,8}|(?P<number>\d{1,4}[.)])[ \t]{1,4})")
_SEPARATED = re.compile(r"(?P<name>[^\s;–—-][^;–—\n]{0,62}?)[ \t]{0,3}(?P<sign>;|[ \t][-–—](?=[ \t])|[–—])")
_LAST_FIRST = re.compile(
    r"[^\W\d_][\w'’.-]{1,30}(?: [^\W\d_][\w'’-]{1,30})?, [^\W\d_][\w'’.-]{0,30}(?: \w\.?)?"
)
_TRAILING = " \t*_”\"’'.?"
_BETWEEN_NAMES = "de del la las los da do dos das e y van von der den bin al el di du le"
_PARTICLES = frozenset(_BETWEEN_NAMES.split())
_ORDINARY_WORDS = """
one two three four five first second third next last other another thing things example examples point points
question questions problem problems reason reasons answer answers case way ways part parts idea issue issues
rule rules goal goals fact result results quote note notes plus also meaning eg ie etc said says say asked
asks went goes like was is are were think thought mean know told tell words word short course general option
options version thanks hand time times line lines day days lot kind most more less same different both each
every some any all half least best worst only even still again maybe
ejemplo cosa cosas punto pregunta problema razon dijo dice dijeron digo decir sea
exemplo coisa ponto pergunta disse diz dizer
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_FEW_WORDS = 8
_MANY_WORDS = 12
_SENTENCE_ENDS = (".", "?", "!", "…")
_CLOSING = " \t*_\"'”’»)"
_RARE, _OFTEN = 2, 3
"""A label on so few turns may be a slip for one that stands on so many."""
_MANY_LABELS = 200
"""Of more labels than these nobody corrects the slips one by one."""
_MOST_LABELS = 5_000
"""More labels than these are no people's, and comparing them would take seconds."""


@dataclass(slots=True)
class SecondLook:
    """Labels that were found late, by the index of their line, and what to say of which lines."""

    found: dict[int, Found] = field(default_factory=dict)
    seen: dict[str, list[int]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The names of the labels that were found late."""
        return frozenset(label.name for label in self.found.values())


class _Maybe(NamedTuple):
    """What may be a label at the start of a line; `doubt` says what is against it even for a known name."""

    at: int
    label: Found
    doubt: str = ""


def second_look(
    lines: Sequence[Line],
    parsed: Sequence[Found | None],
    labels: Labels,
    body: int,
    shouted: frozenset[int] = frozenset(),
) -> SecondLook:
    """What was not taken as a label from line `body` on, decided by all lines together.

    `shouted` are the indexes of lines in capitals that become turns of their own.
    """
    look = SecondLook()
    if not labels.names:
        return look
    maybe = [
        found
        for at in range(body, len(lines))
        if not lines[at].label
        and ((label := parsed[at]) is None or label.name not in labels.names)
        and (found := _maybe(at, lines[at], label, labels))
    ]
    judge = _Judge(labels, maybe)
    first = next((at for at in range(body, len(lines)) if labels.admit(parsed[at]) or lines[at].label), body)
    told: dict[str, list[_Maybe]] = {}
    decide = cache(judge.verdict)
    for one in maybe:
        verdict = decide(one.label.name, one.doubt)
        if verdict in _TAKEN:
            look.found[one.at] = judge.taken(one)
        elif one.at < first and not _reads_like_talk(one.label.rest):
            continue  # a legend or a form
        elif verdict == _AS_WORDS and one.at in shouted:
            continue  # these words did not stay with whoever spoke before
        if verdict:
            told.setdefault(verdict, []).append(one)
    for verdict, which in told.items():
        look.seen[_named(which, verdict)] = [lines[one.at].number for one in which]
    return look


def _reads_like_talk(words: str) -> bool:
    return words.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) or len(words.split()) >= _MANY_WORDS


_LOWER = "is written without a capital and was taken as a speaker"
_VARIANT = "is written unlike other labels and was taken as a speaker"
_AS_WORDS = "may be a speaker, but was kept as words of whoever spoke before"
_SEPARATOR = "is a speaker elsewhere; here no colon follows, and it was kept as words of whoever spoke before"
_NUMBERED = "is a speaker elsewhere; here it stands behind a number, and it was kept as words"
_TAKEN = frozenset((_LOWER, _VARIANT))


def maybe_speakers(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """The names of those who may speak, but whose words stayed with whoever spoke before.

    They are read back from the sentences that say so, which a label cannot be mistaken in: no label holds
    a quotation mark.
    """
    doubtful = (remark.message for remark in remarks if _AS_WORDS in remark.message)
    return tuple(dict.fromkeys(name for message in doubtful for name in re.findall("“([^”]+)”", message)))


def _named(which: Sequence[_Maybe], verdict: str) -> str:
    names = list(dict.fromkeys(one.label.name for one in which))
    shown = ", ".join(f"“{name}”" for name in names[:NAMES_SHOWN])
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"{shown}{more} {verdict}"


class _Judge:
    """Decides by all that is known about a text what one doubtful line begins with."""

    def __init__(self, labels: Labels, maybe: Sequence[_Maybe]) -> None:
        self.labels = labels
        self.known = {spelling(name) for name in labels.names}
        self.plain = {_plain(name): name for name in sorted(labels.names, reverse=True)}
        self.uses = Counter(spelling(one.label.name) for one in maybe if not one.doubt)
        recurring = {name for name, count in self.uses.items() if count >= 2}
        self.stems = {found for name in (*self.known, *recurring) if (found := stem(name))}

    def verdict(self, name: str, doubt: str) -> str:
        """What to say of a name; empty when it is nothing but words."""
        if spelling(name) in self.known:
            return doubt or _VARIANT
        if doubt:
            return _AS_WORDS if _like_a_name(name) else ""
        if len(name) <= MAX_LABEL and stem(name) in self.stems and _countable(name):
            return _LOWER if name.islower() else _VARIANT
        if self.uses[spelling(name)] >= 2 and len(name) <= MAX_LABEL:
            if name.islower() and plausible(name, lower=True) and not _ordinary(name):
                return _LOWER
            if not plausible(name) and _full_name(name):
                return _VARIANT
        return _AS_WORDS if plausible(name) or _like_a_name(name) else ""

    def taken(self, one: _Maybe) -> Found:
        """Its label, by the name used elsewhere when only signs around it differ."""
        same = self.plain.get(_plain(one.label.name))
        return one.label._replace(name=same) if same else one.label


def unified(parsed: Sequence[Found | None]) -> list[Found | None]:
    """The labels with one form of those that differ only in how quotes, hyphens or accents are encoded."""
    first: dict[str, str] = {}
    names = dict.fromkeys(label.name for label in parsed if label)
    same = {name: first.setdefault(one_form(name), name) for name in names}
    if len(first) == len(names):
        return list(parsed)
    return [label and label._replace(name=same[label.name]) for label in parsed]


def without_capitals(lines: Sequence[Line], body: int) -> tuple[Labels, list[Found | None]]:
    """The labels of a text whose typist uses no capitals, and what each line begins with.

    Nobody is named unless two or more labels begin at least a fifth of the lines.
    """
    parsed = [None if at < body or line.label else _small(line.text) for at, line in enumerate(lines)]
    labels = choose(parsed, len(lines))
    count = sum(label is not None and label.name in labels.names for label in parsed)
    enough = len(set(map(spelling, labels.names))) >= 2 and count * 5 >= len(lines) - body
    return (labels, parsed) if enough else (Labels(), parsed)


def _small(text: str) -> Found | None:
    found = parse(text, lower=True) if ":" in text[:_HEAD] or "\t" in text[:_HEAD] else None
    return None if found and found.name.islower() and _ordinary(found.name) else found


def _plain(name: str) -> str:
    """A name without what stands around it, by which a label with a slip is the same label."""
    return " ".join(name.strip(" .*_").split())


def _maybe(at: int, line: Line, strict: Found | None, labels: Labels) -> _Maybe | None:
    """What one line may begin with; `strict` is what it was parsed as, a label nobody else uses."""
    if strict:
        return _Maybe(at, strict) if in_style(strict, labels.style) else None
    head = line.text.lstrip()[:_HEAD]
    loose = parse(line.text, lower=True) if labels.style in (Style.TIMED, Style.TAB) else None
    if loose and in_style(loose, labels.style):
        return _Maybe(at, loose)
    if ":" in head or "：" in head:
        return _before_colon(at, line.text, head)
    found = _SEPARATED.match(head)
    name = " ".join(found["name"].split()) if found else ""
    if not found or name not in labels.names or labels.mistyped(line.text):
        return None
    label = Found(name, line.text.lstrip()[found.end() :].strip(), labels.style)
    return _Maybe(at, label, "" if found["sign"] == ";" else _SEPARATOR)


def _before_colon(at: int, text: str, head: str) -> _Maybe | None:
    whole = unmarked(text.strip())
    lead = _LEAD.match(whole[:_HEAD])
    start = lead.end() if lead else 0
    colon = min((i for sign in ":：" if (i := whole.find(sign, start, start + _HEAD)) >= 0), default=-1)
    raw = whole[start:colon].strip() if colon > start else ""
    name = " ".join(_balanced(raw).strip(_TRAILING if raw.strip(_TRAILING) else "").split())
    after = whole[colon + 1 : colon + 3]
    is_time = after[:1].isdigit() and (raw[-1:].isdigit() or not any(map(str.isalpha, name)))
    if not name or is_time or after.startswith("//"):
        return None
    # A question mark says that the typist was not sure who speaks.
    shown = f"{name}?" if raw.endswith("?") else name
    rest = whole[colon + 1 :].lstrip("*_)]”\"’' \t")
    numbered = lead and lead["number"]
    return _Maybe(at, Found(intern(shown), rest.strip(), Style.COLON), _NUMBERED if numbered else "")


def _balanced(name: str) -> str:
    """A name without a bracket that was opened before it or never."""
    for opening, closing in ("()", "[]"):
        if name.count(opening) != name.count(closing):
            name = name.replace(opening, "").replace(closing, "")
    return name


def _countable(name: str) -> bool:
    return plausible(name.strip(_TRAILING), lower=True)


def _folded(name: str) -> list[str]:
    return [word.strip(".,()'’") for word in fold(name).split()]


def _ordinary(name: str) -> bool:
    """Whether words before a colon are ordinary ones, such as `one more thing`."""
    folded = _folded(name)
    return opens_a_sentence(name) or not _ORDINARY.isdisjoint(folded) or " ".join(folded) in STOP


def _full_name(name: str) -> bool:
    """Whether this is a name of many words, or a last name, a comma and a first name."""
    words = name.split()
    if _ordinary(name) or not periods_fit(words):
        return False
    if _LAST_FIRST.fullmatch(name):
        return all(word[0].isupper() for word in words)
    capitals = all(word[0].isupper() or fold(word) in _PARTICLES for word in words)
    return capitals and 2 <= len(words) <= _FEW_WORDS and not any(c in name for c in ",;?!…")


def _like_a_name(name: str) -> bool:
    """Whether a person should look at what stands before a colon."""
    name = name.rstrip("?")
    words = name.split()
    if not words or len(words) > _FEW_WORDS or any(c in name for c in ";?!…=<>{}/\\@"):
        return False
    if name.lstrip("#").isdigit():
        return len(name) <= 4
    if name.islower():
        return len(words) <= 3 and not _ordinary(name)
    if opens_a_sentence(name):
        return len(words) == 1 or all(word[0].isupper() for word in words)
    if len(words) > 5 or "," in name:
        return _full_name(name)
    return any(map(str.isalpha, name)) and not (role_of_label(name) is None and _sentence(words))


def _sentence(words: Sequence[str]) -> bool:
    """Whether words look like the beginning of a sentence: one capital and four or more small ones."""
    small = [word for word in words[1:] if word[0].islower() and fold(word) not in _PARTICLES]
    return len(small) >= 3 or not _ORDINARY.isdisjoint(map(fold, small))


def inside(lines: Sequence[Line], parsed: Sequence[Found | None], names: frozenset[str]) -> Iterator[int]:
    """The numbers of lines in which a label stands further on, behind other words."""
    for line, label in zip(lines, parsed, strict=True):
        text = label.rest if label else line.text
        if ": " in text and _holds_label(text, names, fresh=label is not None):
            yield line.number


def _holds_label(text: str, names: frozenset[str], *, fresh: bool) -> bool:
    at = text.find(": ")
    for _ in range(50):
        if at < 0:
            return False
        before = text[max(0, at - MAX_LABEL) : at].split()[-5:]
        most = len(before) if fresh or at > MAX_LABEL else len(before) - 1
        if any(" ".join(before[-count:]) in names for count in range(1, most + 1)):
            return True
        at = text.find(": ", at + 1)
    return False


def likenesses(turns: Iterable[DraftTurn]) -> Iterator[Remark]:
    """What to say about labels that may be one person's, in whatever format the turns were."""
    uses = Counter(turn.speaker for turn in turns if turn.speaker)
    if len(uses) > _MOST_LABELS:
        return
    ways: dict[str, list[str]] = {}
    for name in uses:
        ways.setdefault(spelling(name), []).append(name)
    groups = [names for names in ways.values() if len(names) > 1]
    for names in groups[:NAMES_SHOWN]:
        yield Remark(f"{_listed(names)} differ only in how they are spelled{_KEPT_APART}")
    if len(groups) > NAMES_SHOWN:
        yield Remark(f"{len(groups) - NAMES_SHOWN} more names are spelled in several ways{_KEPT_APART}")
    for slip, name in islice(_slips(uses), NAMES_SHOWN):
        yield Remark(f"“{slip}” is written almost like “{name}”{_KEPT_APART}")


_KEPT_APART = " and were kept as speakers of their own; merge them if they are one person"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names[:NAMES_SHOWN]]
    more = [f"{len(names) - NAMES_SHOWN} more"] if len(names) > NAMES_SHOWN else []
    return ", ".join([*quoted, *more][:-1]) + f" and {[*quoted, *more][-1]}"


def _slips(turns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Rare labels with the common one that each is but for a letter."""
    if len(turns) > _MANY_LABELS:
        return
    common = [name for name, count in turns.items() if count >= _OFTEN]
    for rare in (name for name, count in turns.items() if count <= _RARE):
        same = next((name for name in common if _slip(_folded(rare), _folded(name))), None)
        if same:
            yield rare, same


def _slip(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names differ by one letter of one longer word, or by two letters in the wrong order."""
    apart = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) != len(other) or len(apart) != 1:
        return False
    a, b = sorted(apart[0], key=len)
    # One letter tells people apart in “Speaker B”, and interviewer from interviewee.
    if len(a) < 4 or not (a + b).isalpha() or {a[-2:], b[-2:]} == {"er", "ee"}:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[:at] + a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or swapped == b
