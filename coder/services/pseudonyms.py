"""Names out of a project and back: what is found, what it becomes, the key, and putting it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from coder.domain.events import Event
from coder.domain.replacing import Swap
from coder.domain.text import fold, visible
from coder.domain.transcript import Role, Span, Transcript
from coder.errors import InputError
from coder.privacy.identifiers import Found, Kind
from coder.privacy.key import sealed, unsealed
from coder.privacy.roster import KnownNames, is_wordlike, plain
from coder.services.leaving import PSEUDONYMS, known_labels
from coder.services.names_seen import Seen, turn_place, words_of
from coder.services.session import Session
from coder.services.swapping import Swapping
from coder.wholefile import whole_file

CONTEXT = 36
"""Characters shown on each side of what was found."""

_BLANKS = {
    Kind.EMAIL: "[e-mail address]",
    Kind.PHONE: "[phone number]",
    Kind.ID: "[number]",
    Kind.BIRTH: "[date of birth]",
    Kind.STREET: "[street address]",
    Kind.HANDLE: "[name on a network]",
}
_NUMBERED = {Kind.SCHOOL: "School", Kind.TEAM: "Team"}
_GROUPS = {"students": "Student", "families": "Family member", "parents": "Parent", "staff": "Staff member"}

WAITING = "queue:names:"
"""What the settings begin with in which decisions about names wait, one for each coder."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may identify somebody: how often they stand where, and what they would become."""

    words: str
    kind: Kind
    replacement: str
    times: int
    place: str
    context: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """What replacing did: its event, and how many stretches of how many transcripts were replaced."""

    event: Event
    stretches: int
    transcripts: int


class PseudonymService:
    """What one coder does about names in an open project."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def scan(self) -> list[Candidate]:
        """Everything that may identify somebody, most frequent first; each for a person to confirm.

        Takes some seconds for each hour of talk. Raises CoderError when the language model's process fails.
        """
        return self.candidates(words_of(self.session).look())

    def candidates(self, seen: Seen) -> list[Candidate]:
        """The same of what was looked for apart."""
        found: dict[tuple[str, Kind], list[tuple[str, str, Found]]] = {}
        for place, text, some in seen.found:
            for one in some:
                key = (fold(plain(" ".join(one.words.split()))), one.kind)
                found.setdefault(key, []).append((place, text, one))
        names = _Naming(self.session)
        rows = [
            Candidate(
                " ".join(hits[0][2].words.split()),
                kind,
                names.of(hits[0][2].words, kind),
                len(hits),
                hits[0][0],
                _context(*hits[0][1:]),
            )
            for (_, kind), hits in found.items()
        ]
        return sorted(rows, key=lambda row: (-row.times, row.words))

    def replace(
        self, wanted: Mapping[str, str], key_file: Path, passphrase: str, seen: Seen | None = None
    ) -> Replaced:
        """Replace words everywhere, and write the key that gives them back to a file of its own.

        `wanted` maps words to what stands for them. Names of the list that are words too are replaced only
        where they are names. What was `seen` is not looked for again unless somebody wrote since. Raises
        InputError when the key cannot be kept or nothing would be replaced; nothing is changed then.
        """
        session, state = self.session, self.session.store.event_count()
        self._check(wanted, key_file)
        fresh = seen is not None and seen.state == state
        everywhere = seen.found if seen and fresh else words_of(session).look().found
        found = {place: some for place, _, some in everywhere}
        replacing = _Replacing(wanted, {text: some for _, text, some in everywhere})
        swapping = Swapping(session, replacing.of_text, self._people(replacing))
        for row in session.store.transcripts():
            transcript = session.load(row.id)
            swapping.transcript(transcript, replacing.in_transcript(transcript, found))
        swapping.everything_else()
        told = f"replaced {len(wanted)} names and identifiers by pseudonyms"
        content = {**_content(swapping), "project": session.name}
        # The key first: names that are gone without it would be gone for good.
        with whole_file(key_file, "a file for the key", own=True) as draft:
            draft.write_bytes(sealed(content, passphrase))
            event = swapping.act("pseudonymise", told, state)
        self._remember(wanted.values())
        self._let_go()
        return Replaced(event, sum(map(len, swapping.undone.swaps.values())), len(swapping.undone.swaps))

    def restore(self, key_file: Path, passphrase: str) -> Replaced:
        """Put back what a key file says, as another revision of each transcript.

        Raises InputError when the file or the passphrase is wrong, or the words that stand for names have
        been changed since, so that nothing is put where it does not belong.
        """
        from coder.exchange.files import read_bytes

        session, state = self.session, self.session.store.event_count()
        content = unsealed(read_bytes(key_file), passphrase, visible(str(key_file)))
        fields: Mapping[str, Mapping[str, Mapping[str, Any]]] = content["fields"]
        told = {(kind, id_): names for kind, some in fields.items() for id_, names in some.items()}
        swapping = Swapping(session, lambda text: text, told)
        for id_, stretches in content["swaps"].items():
            transcript = session.load(id_)
            swaps = [Swap(int(a), int(b), str(words)) for a, b, words in stretches]
            swaps = self._led(transcript, int(content["revisions"][id_]), swaps)
            edges = {key: Span(*place) for key, place in content["edges"].items()}
            swapping.transcript(transcript, swaps, edges)
        swapping.everything_else()
        event = swapping.act("restore names", "put names back with the key", state)
        return Replaced(event, sum(map(len, swapping.undone.swaps.values())), len(swapping.undone.swaps))

    def _led(self, transcript: Transcript, revision: int, swaps: Sequence[Swap]) -> list[Swap]:
        """The same stretches in the present revision."""
        from coder.domain.anchoring import Moved, align

        if transcript.revision == revision:
            return list(swaps)
        before = self.session.store.transcript(transcript.id, revision)
        anchors = align(before, transcript)
        led = [(anchors.place(Span(s.start, s.end)), s.words) for s in swaps]
        return [Swap(found.span.start, found.span.end, w) for found, w in led if isinstance(found, Moved)]

    def _people(self, replacing: _Replacing) -> dict[tuple[str, str], dict[str, Any]]:
        """The labels under which speakers stand afterwards: the pseudonym of the whole, not of each word."""
        people, speakers = self.session.store.participants(), self.session.store.speakers()
        labels = [one.label for one in people] + [told for one in speakers for told in (one.label, one.name)]
        instead = replacing.labels(labels)
        told: dict[tuple[str, str], dict[str, Any]] = {
            ("speaker", one.id): {"label": instead[one.label], "name": instead[one.name]} for one in speakers
        }
        taken: set[str] = set()
        # Whose label stays keeps it.
        for person in sorted(people, key=lambda one: instead[one.label] != one.label):
            # Two people never get one label: they would be counted as one.
            label = next(one for one in _numbered(instead[person.label]) if fold(one) not in taken)
            taken.add(fold(label))
            told["participant", person.id] = {"label": label}
        return told

    def _check(self, wanted: Mapping[str, str], key_file: Path) -> None:
        if key_file.exists():
            raise InputError(
                "there is a file of that name already",
                where=visible(str(key_file)),
                remedy="every key needs a file of its own; name another",
            )
        for words, instead in wanted.items():
            if not words.strip() or not instead.strip():
                raise InputError(
                    "a replacement is empty", where=visible(words), remedy="say what stands for it"
                )
        names = KnownNames(known_labels(self.session))
        kept = self.session.store.meta().get(PSEUDONYMS, "").splitlines()
        for instead in wanted.values():
            found = next(names.find(instead), None)
            if found is not None and fold(found.words) not in map(fold, kept):
                raise InputError(
                    f"{visible(instead)!r} is the name of somebody in the project",
                    remedy="choose another one",
                )

    def _let_go(self) -> None:
        """Empty what others had decided about names: it holds names with what stands for them."""
        meta = self.session.store.meta()
        waiting = {key: "" for key, kept in meta.items() if key.startswith(WAITING) and kept}
        if waiting:
            self.session.store.set_meta(waiting)

    def _remember(self, pseudonyms: Iterable[str]) -> None:
        kept = self.session.store.meta().get(PSEUDONYMS, "").splitlines()
        self.session.store.set_meta({PSEUDONYMS: "\n".join(sorted({*kept, *pseudonyms}))})


class _Replacing:
    """Which words become which, wherever they stand."""

    def __init__(self, wanted: Mapping[str, str], found: Mapping[str, Sequence[Found]]) -> None:
        self._found = found
        self._instead = {fold(plain(" ".join(words.split()))): new for words, new in wanted.items()}
        # Those that are words too are replaced only where they were found to be names.
        sure = [words for words in self._instead if not all(is_wordlike(w) for w in words.split())]
        longest = sorted(sure, key=lambda words: (-len(words), words))
        some = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in longest) or "(?!)"
        self._pattern = re.compile(rf"(?<![^\W\d_])(?:{some})(?=(?:e?s)?(?![^\W\d_]))")

    def in_transcript(self, transcript: Transcript, found: Mapping[str, Sequence[Found]]) -> list[Swap]:
        """The stretches of a transcript that are replaced."""
        swaps = self._swaps(transcript.text)
        for turn in transcript.turns:
            swaps += self._known(found.get(turn_place(transcript, turn.seq), ()), turn.start)
        return _longest(swaps)

    def _known(self, found: Iterable[Found], at: int) -> Iterator[Swap]:
        """What was found to be a name in a text that begins at a place."""
        for one in found:
            new = self._instead.get(fold(plain(" ".join(one.words.split()))))
            if new is not None:
                yield Swap(at + one.start, at + one.end, new)

    def of_text(self, text: str) -> str:
        """Text with everything replaced that is surely a name, or was found to be one there."""
        from coder.domain.replacing import Swapped

        if not text:
            return text
        known = self._known(self._found.get(text, ()), 0)
        return Swapped(text, _longest([*self._swaps(text), *known])).text

    def labels(self, labels: Iterable[str]) -> dict[str, str]:
        """What stands for each label of somebody, the same wherever it stands.

        Where only words of a label are known, no two labels get the same: those are two people, and their
        words would be taken for one person's. A label of which nothing is known stays.
        """
        options = {label: self._options(label) for label in dict.fromkeys(labels)}
        chosen = {label: found[0] for label, (found, whole) in options.items() if whole}
        taken = set(map(fold, chosen.values()))
        for label, (found, whole) in options.items():
            if not whole:
                free = chain(found, islice(_numbered(found[0]), 1, None))
                chosen[label] = next(one for one in free if fold(one) not in taken)
                taken.add(fold(chosen[label]))
        return chosen

    def _options(self, label: str) -> tuple[list[str], bool]:
        """What may stand for a label, the likeliest first, and whether there is no choice."""
        known = self._instead.get(fold(plain(" ".join(label.split()))))
        if known is not None:
            return [known], True
        words = [self._instead.get(fold(plain(word))) for word in re.findall(r"[^\W\d_]+", label)]
        found = [word for word in words if word]
        return (found, False) if found else ([label], True)

    def _swaps(self, text: str) -> list[Swap]:
        from coder.privacy.roster import shadow

        shown, origin = shadow(text)
        lower = shown.lower() if len(shown.lower()) == len(shown) else shown
        return [
            Swap(
                origin[m.start()],
                origin[m.end() - 1] + 1,
                self._instead[" ".join(m.group().split())],
            )
            for m in self._pattern.finditer(lower)
        ]


def _numbered(label: str) -> Iterator[str]:
    """A label, then the same with numbers behind it."""
    return chain((label,), (f"{label} {n}" for n in count(2)))


def _longest(swaps: Iterable[Swap]) -> list[Swap]:
    """Where two meet, the longer."""
    kept: list[Swap] = []
    for swap in sorted(set(swaps), key=lambda s: (s.start - s.end, s.start, s.words)):
        if not any(swap.start < k.end and k.start < swap.end for k in kept):
            kept.append(swap)
    return sorted(kept)


class _Naming:
    """What stands for a name: one pseudonym for a person, by role and number, the same everywhere."""

    def __init__(self, session: Session) -> None:
        self._given: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        from coder.analysis.names import names_in

        speakers, people = session.store.speakers(), session.store.participants()
        facts = {row.id: row.facts for row in session.store.transcripts()}
        groups: dict[str, str] = {}
        labels: dict[str, set[str]] = {}
        for person in people:
            groups[person.id] = person.group
            labels.setdefault(person.id, set()).add(person.label)
        for speaker in speakers:
            if speaker.role is Role.FACILITATOR:
                continue
            id_ = speaker.participant_id or speaker.id
            groups.setdefault(id_, facts[speaker.transcript_id].group)
            labels.setdefault(id_, set()).update({speaker.label, speaker.name} - {""})
        for id_, own in labels.items():
            names = {name for label in own for name in names_in(label)}
            if not names:
                continue
            instead = self._next(_GROUPS.get(groups.get(id_, ""), "Participant"))
            for name in names:
                self._given.setdefault(fold(plain(name)), instead)

    def of(self, words: str, kind: Kind) -> str:
        """What would stand for some words."""
        if kind in _BLANKS:
            return _BLANKS[kind]
        key = fold(plain(" ".join(words.split())))
        if key not in self._given:
            parts = [self._given[part] for part in key.split() if part in self._given]
            self._given[key] = parts[0] if parts else self._next(_NUMBERED.get(kind, "Person"))
        return self._given[key]

    def _next(self, role: str) -> str:
        self._counts[role] = self._counts.get(role, 0) + 1
        return f"{role} {self._counts[role]}"


def _context(text: str, found: Found) -> str:
    start, end = max(0, found.start - CONTEXT), min(len(text), found.end + CONTEXT)
    return " ".join(f"{text[start : found.start]}«{found.words}»{text[found.end : end]}".split())


def _content(swapping: Swapping) -> dict[str, Any]:
    undone = swapping.undone
    return {
        "swaps": undone.swaps,
        "edges": undone.edges,
        "fields": undone.fields,
        "revisions": undone.revisions,
    }


def read_decisions(path: Path) -> dict[str, str]:
    """What a table of `coder privacy scan --format csv` says is to be replaced: rows with `replace` yes.

    Raises InputError for a table without the columns words and replacement.
    """
    from coder.exchange.files import read_table

    rows = read_table(path, ("words", "replacement"), ("replace", "kind", "times", "place", "context"))
    kept = {row["words"]: row["replacement"] for _, row in rows if _is_yes(row.get("replace", "yes"))}
    if not kept:
        raise InputError("no row says that it is to be replaced", where=visible(str(path)))
    return kept


def _is_yes(said: str) -> bool:
    return fold(said.strip()) in ("", "yes", "y", "x", "1", "true")
