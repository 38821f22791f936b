"""Finding turns by words and by what is known about them: a query over transcripts, codings, people.

A `Where` is a query that was checked against a project. `Where.hits` evaluates it over one
transcript and reads nothing; whoever shows codings, people or tables can use it as a filter.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from coder.domain.coding import Coding, Mark, Memo
from coder.domain.query import Term, explain, parse
from coder.domain.text import fold
from coder.domain.transcript import Excerpt, Participant, Span, Transcript
from coder.services.search_names import Known
from coder.services.search_tests import Looked, Test, compiled, lemmas_of

if TYPE_CHECKING:
    from coder.services.session import Session

SLICE_SECONDS = 0.02
"""How long one slice of a search takes, so that acts get through between slices."""

TURNS_AT_ONCE = 2_000
"""How many turns of a transcript are read in one slice."""

LOOK_AT_THE_CLOCK = 64
"""After how many turns a slice looks whether its time is over."""

BESIDE = 300
"""How many characters of the turns beside a hit are kept to be shown."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")

Forms = Callable[[Iterable[str]], Mapping[str, frozenset[str]]]
"""Gives the basic forms of words; slow, and needed only for queries with `~`."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A transcript with what stands on it."""

    transcript: Transcript
    codings: Sequence[Coding] = ()
    memos: Sequence[Memo] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that fits: `marks` are the words or codings that made it fit, at least one span."""

    transcript_id: str
    label: str
    seq: int
    turn: int | None
    speaker: str
    span: Span
    marks: tuple[Span, ...]
    codings: tuple[str, ...] = ()
    """The ids of the codings that fit."""
    words: bool = False
    """Whether the marks are words that were searched for, and not whole turns or codings."""
    text: str = ""
    """The words of the turn."""
    around: tuple[str, str] = ("", "")
    """The turns before and after, with who speaks."""

    def excerpt(self, span: Span) -> Excerpt:
        """The words of a span of the turn, copied when they were found."""
        words = self.text[span.start - self.span.start : span.end - self.span.start]
        return Excerpt(self.transcript_id, span, words)


@dataclass(frozen=True, slots=True)
class Slice:
    """What a slice of a search found, and how far it is."""

    hits: tuple[Hit, ...]
    done: int
    total: int
    due: Callable[[], None] | None = None
    """Slow work that leaves the project alone, to be done before the next slice."""


@dataclass
class Where:
    """A query that fits a project. Make it with `where`."""

    query: str
    term: Term
    test: Test
    people: Mapping[str, Participant]
    lemmas: tuple[str, ...] = ()
    _forms: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The query in words."""
        told = explain(self.term)
        return f"{told[:1].upper()}{told[1:]}."

    def prepare(self, talk: Transcript, forms: Forms | None) -> None:
        """Find the forms of the words that are asked for by `~` in a transcript; once for each."""
        if not self.lemmas or forms is None:
            return
        # One by one, and not by `findall`, which would keep the interpreter from everything else.
        written = {word.group() for word in _WORD.finditer(talk.text)}
        words = {fold(word) for word in written}
        known = forms([*self.lemmas, *words])
        for lemma in self.lemmas:
            same = {word for word in words if known[word] & known[lemma]}
            self._forms[lemma] = self._forms.get(lemma, frozenset({lemma})) | same

    def hits(self, talk: Talk, first: int = 0, last: int | None = None) -> Iterator[Hit | None]:
        """For each of the turns `[first, last)` of a transcript its hit, or None. Reads no project.

        Raises InputError when a pattern takes too long.
        """
        looked = Looked(talk.transcript, talk.codings, talk.memos, self.people, self._forms, talk.marks)
        told: set[str] = set()
        for at in range(*slice(first, last).indices(len(talk.transcript.turns))):
            turn = talk.transcript.turns[at]
            looked.at(turn)
            found = self.test(looked)
            if found is None:
                yield None
                continue
            ids = tuple(dict.fromkeys(coding.id for coding in found.codings))
            if not found.words and ids and told.issuperset(ids):
                yield None  # a coding over several turns is one hit, where it begins
                continue
            told.update(ids)
            speaker = talk.transcript.speaker(turn)
            yield Hit(
                talk.transcript.id,
                talk.transcript.label,
                turn.seq,
                turn.number,
                speaker.shown if speaker else "",
                turn.span,
                found.marks_in(turn.span),
                ids,
                bool(found.words),
                talk.transcript.words(turn),
                (_beside(talk.transcript, at - 1), _beside(talk.transcript, at + 1)),
            )


def _beside(transcript: Transcript, at: int) -> str:
    if not 0 <= at < len(transcript.turns):
        return ""
    turn = transcript.turns[at]
    speaker = transcript.speaker(turn)
    return (f"{speaker.shown}: " if speaker else "") + transcript.words(turn)[:BESIDE]


def where(query: str, known: Known) -> Where:
    """Read a query and check it against a project. Raises InputError that names the place in it."""
    term = parse(query)
    return Where(query, term, compiled(term, known), known.people, lemmas_of(term))


def search(
    session: Session,
    wanted: Where,
    transcript_ids: Sequence[str],
    *,
    at_hand: Talk | None = None,
    forms: Forms | None = None,
) -> Iterator[Slice]:
    """Search transcripts one after the other, a slice at each step; for the session's thread.

    `at_hand` is what need not be read again. What a slice says is due has to be done, in any thread,
    before the next is asked for. Whoever has seen enough stops asking for slices.
    """
    rows = {row.id: row.turns for row in session.store.transcripts() if row.id in set(transcript_ids)}
    total, before = sum(rows.values()), 0
    yield Slice((), 0, total)
    for id_ in transcript_ids:
        talk = at_hand if at_hand and at_hand.transcript.id == id_ else None
        reading = _read(session, id_)
        while talk is None:
            yield Slice((), before, total)
            talk = next(reading)
        due = partial(wanted.prepare, talk.transcript, forms) if wanted.lemmas else None
        yield Slice((), before, total, due)
        for found in _slices(wanted, talk):
            yield Slice(found.hits, min(total, before + found.done), total)
        before += rows.get(id_, 0)
    yield Slice((), total, total)


class Searching:
    """A search that is under way, slice by slice; for the session's thread, but for `stop`.

    Raises InputError for a query that does not fit the project, and for unknown labels.
    """

    def __init__(
        self, session: Session, query: str, labels: Iterable[str] = (), *, at_hand: Talk | None = None
    ) -> None:
        from coder.suggest.lemmas import Lemmas

        found = where(query, Known.of(session))
        self.sentence = found.sentence
        self._lemmas, self._over = Lemmas(), False
        self._due: Callable[[], None] | None = None
        ids = labels_to_ids(session, labels)
        self._slices = search(session, found, ids, at_hand=at_hand, forms=self._lemmas.of)

    def __enter__(self) -> Searching:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def step(self) -> Slice | None:
        """The next slice; None when everything has been searched."""
        self.prepare()
        found = next(self._slices, None)
        self._due = found.due if found else None
        return found

    @property
    def due(self) -> bool:
        """Whether something slow is to be done before the next slice."""
        return self._due is not None

    def prepare(self) -> None:
        """Do what is slow and leaves the session alone, in any thread; else the next step does it.

        Raises CoderError when the forms of words cannot be found.
        """
        due, self._due = self._due, None
        if due is None or self._over:
            return
        due()
        if self._over:
            self._lemmas.close()

    def stop(self) -> None:
        """Let nothing wait for the forms of words any longer; from any thread."""
        self._over = True
        self._lemmas.stop()

    def close(self) -> None:
        """Let go of what was needed."""
        self._over = True
        self._lemmas.close()


def labels_to_ids(session: Session, labels: Iterable[str]) -> list[str]:
    """The ids of the transcripts with these labels; of all, in their order, for none."""
    named = [session.find_transcript(label).id for label in labels]
    return list(dict.fromkeys(named)) or [row.id for row in session.store.transcripts()]


def _slices(wanted: Where, talk: Talk) -> Iterator[Slice]:
    count = len(talk.transcript.turns)
    found: list[Hit] = []
    until = time.monotonic() + SLICE_SECONDS
    for done, hit in enumerate(wanted.hits(talk), start=1):
        if hit is not None:
            found.append(hit)
        if done % LOOK_AT_THE_CLOCK == 0 and time.monotonic() > until:
            yield Slice(tuple(found), done, count)
            found, until = [], time.monotonic() + SLICE_SECONDS
    yield Slice(tuple(found), count, count)


def _read(session: Session, transcript_id: str) -> Iterator[Talk | None]:
    """Reads a transcript in steps; None until it is there."""
    store = session.store
    transcript = None
    # Not the session's own: what is on the screen has to stay the transcript it holds.
    for transcript in store.transcript_in_parts(transcript_id, turns=TURNS_AT_ONCE):
        if transcript is None:
            yield None
    assert transcript is not None
    codings = tuple(session.seen(store.codings(transcript_id)))
    ids, mine = {coding.id for coding in codings}, f"{transcript_id}:"
    written = session.seen(store.memos())
    memos = tuple(m for m in written if m.target_id in ids or m.target_id.startswith(mine))
    yield Talk(transcript, codings, memos, tuple(session.seen(store.marks(transcript_id))))
