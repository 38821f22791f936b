"""Erasure: somebody's words, or the names that were replaced, out of the project for good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.domain.anchoring import Anchors, Moved, align
from coder.domain.consent import covered
from coder.domain.events import Event
from coder.domain.noting import turn_of
from coder.domain.text import MARK, fold, visible
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.privacy.roster import KnownNames
from coder.services.backups import backups_of
from coder.services.consenting import ConsentService, Left, Person
from coder.services.session import Session
from coder.store.converters import KINDS
from coder.store.database import is_url
from coder.store.erasing import Revision, ToErase, erase
from coder.store.store import Store

RUN = 4
"""So many words in a row of theirs are erased wherever they were copied to."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SHOWN = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did, which files had left before, and which copies of the project lie beside it."""

    event: Event
    exports: tuple[Left, ...]
    copies: tuple[Path, ...]


class ErasureService:
    """Erases in an open project. Nothing of it can be undone; afterwards the project is opened anew."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def person(self, person: Person, reason: str = "") -> Erased:
        """Erase every word of a person, and their labels; they withdraw first, if they have not."""
        consents, store = ConsentService(self.session), self.session.store
        consents.withdraw_for_good(person, reason)
        ids = {speaker.id for speaker in person.speakers}
        spans: dict[Revision, Sequence[Span]] = {}
        words: list[str] = []
        for row in store.transcripts():
            if any(s.transcript_id == row.id for s in person.speakers):
                for number, (transcript, found) in self._said(row.id, ids).items():
                    spans[row.id, number] = found
                    words += [span.of(transcript.text) for span in found]
        if not spans:
            raise InputError(f"{person.shown} has no words in the project", remedy="nothing was erased")
        labels = {name for s in person.speakers for name in (s.label, s.name) if name} | {person.shown}
        what = ToErase(spans, _Scrub(words, labels), self._objects(person, ids))
        return self._erase(f"erased the words of one person: {len(words)} turns", what, person)

    def names(self, key_file: Path, passphrase: str) -> Erased:
        """Erase what names were, as a key file knows them, from earlier revisions and the log.

        With the key they can still be put back. What stands in the project now is left as it is. Raises
        InputError when the file or the passphrase is wrong: nothing is erased that nobody can give back.
        """
        from coder.exchange.files import read_bytes
        from coder.privacy.key import unsealed

        store = self.session.store
        content = unsealed(read_bytes(key_file), passphrase, visible(str(key_file)))
        gone = {str(words) for stretches in content["swaps"].values() for _, _, words in stretches}
        for kind in ("speaker", "participant"):
            for names in content["fields"].get(kind, {}).values():
                gone |= {names[name] for name in ("label", "name") if names.get(name)}
        some = "|".join(re.escape(words) for words in sorted(gone, key=lambda w: (-len(w), w))) or "(?!)"
        pattern = re.compile(rf"(?<![^\W\d_])(?:{some})(?![^\W\d_])", re.IGNORECASE)
        spans: dict[Revision, Sequence[Span]] = {}
        for row in store.transcripts():
            for number in store.revisions(row.id):
                if number != row.revision:
                    text = store.transcript(row.id, number).text
                    spans[row.id, number] = [Span(*found.span()) for found in pattern.finditer(text)]
        present = {text for kind in KINDS for record in store.records(kind) for text in _strings(record)}

        def scrub(kind: str, name: str, text: str) -> str:
            if text in present:
                return text
            return covered(text, [Span(*found.span()) for found in pattern.finditer(text)])

        return self._erase("erased the names that were replaced", ToErase(spans, scrub, {}), None)

    def _said(self, transcript_id: str, ids: set[str]) -> dict[int, tuple[Transcript, list[Span]]]:
        """What a person said in every revision, where a correction had it under another name too."""
        store = self.session.store
        every = {n: store.transcript(transcript_id, n) for n in store.revisions(transcript_id)}
        present = every[next(row.revision for row in store.transcripts() if row.id == transcript_id)]
        own = {n: [t.span for t in r.turns if t.speaker_id in ids] for n, r in every.items()}
        for n, transcript in every.items():
            if n != present.revision and own[n]:
                anchors = align(transcript, present)
                own[n] = [span for span in own[n] if not _is_others(anchors, present, span, ids)]
        found = {n: list(spans) for n, spans in own.items()}
        for n, transcript in every.items():
            for m, other in every.items():
                if m != n and own[n]:
                    anchors = align(transcript, other)
                    found[m] += [s for span in own[n] if len(s := anchors.place(span).span)]
        return {n: (every[n], spans) for n, spans in found.items()}

    def _objects(self, person: Person, ids: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
        """What the records of a person, and memos on their turns, become."""
        store = self.session.store
        told: dict[tuple[str, str], dict[str, Any]] = {}
        for speaker in person.speakers:
            told["speaker", speaker.id] = {"label": "erased", "name": ""}
        told["participant", person.id] = {"label": f"erased {person.id[:8]}", "attributes": {}}
        for memo in store.memos():
            turn = turn_of(memo)
            if turn is not None:
                transcript = self.session.load(turn[0])
                if transcript.turns[turn[1] - transcript.turns[0].seq].speaker_id in ids:
                    told["memo", memo.id] = {"text": _SHOWN.sub(MARK, memo.text)}
        return told

    def _erase(self, told: str, what: ToErase, person: Person | None) -> Erased:
        session = self.session
        exports = ConsentService(session).exports_of(person) if person else ()
        event = erase(session.store, session.coder, told, what)
        return Erased(event, exports, _copies(session.store))


class _Scrub:
    """Covers words of somebody that were copied elsewhere, and their labels."""

    def __init__(self, words: Iterable[str], labels: set[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        for text in words:
            found = [m.group() for m in _WORD.finditer(fold(text))]
            size = min(RUN, len(found))
            if size >= 2:
                self._runs |= {tuple(found[at : at + size]) for at in range(len(found) - size + 1)}
        self._sizes = sorted({len(run) for run in self._runs})
        self._names = KnownNames(labels)

    def __call__(self, kind: str, name: str, text: str) -> str:
        found = list(_WORD.finditer(text))
        plain = [fold(m.group()) for m in found]
        spans = [
            Span(found[at].start(), found[at + size - 1].end())
            for size in self._sizes
            for at in range(len(found) - size + 1)
            if tuple(plain[at : at + size]) in self._runs
        ]
        if kind in ("event", "speaker", "participant", "decision"):
            spans += [Span(f.start, f.end) for f in self._names.find(text)]
        return covered(text, spans)


def _is_others(anchors: Anchors, present: Transcript, span: Span, ids: set[str]) -> bool:
    """Whether words that once stood under a person are somebody else's now: a mistake, since corrected."""
    found = anchors.place(span)
    if not isinstance(found, Moved):
        return False
    speakers = [turn.speaker_id for turn in present.turns_in(found.span)]
    return bool(speakers) and not any(speaker in ids for speaker in speakers)


def _strings(value: Any) -> Iterator[str]:
    """All text in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _copies(store: Store) -> tuple[Path, ...]:
    """Copies of a project that this program made: beside it, and among the backups."""
    if is_url(store.place):
        return ()
    path = Path(store.place)
    beside = sorted(path.parent.glob(f"{path.stem}.before-*{path.suffix}"))
    return (*beside, *(backup.path for backup in backups_of(store)))
