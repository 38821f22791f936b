"""The review queue: what to look at next, decided one by one, and left and taken up again."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from coder.domain.coding import Coding, Decision, Suggestion, is_done
from coder.domain.events import Event
from coder.domain.transcript import Span, Transcript
from coder.errors import ConflictError, InputError
from coder.services.coding import CodingService
from coder.services.marking import MarkingService
from coder.services.queue_reasons import REASONS, Item, Sight, Studied
from coder.services.session import Session

if TYPE_CHECKING:
    from coder.services.suggesting import HitsByTurn, SuggestionService

MOST = 60
"""Items of one queue: an evening's work with an end."""

CHECKED = 20
"""Items of a precision check."""

CHECK = "check"
"""The reason of the items of a precision check."""

_QUEUE, _CHECKS = "queue:{}", "precision-checks"


@dataclass
class Stream:
    """The items of a queue or a precision check, which are decided in order.

    `answers` has for each item that was passed what became of it: accepted, corrected, refused, skipped.
    """

    items: list[Item]
    answers: list[str] = field(default_factory=list)
    code_id: str = ""
    """In a precision check of one code, that code."""

    @property
    def at(self) -> int:
        """The place of the item that is to be decided."""
        return len(self.answers)

    @property
    def item(self) -> Item | None:
        """The item that is to be decided; None at the end."""
        return self.items[self.at] if self.at < len(self.items) else None

    @property
    def is_check(self) -> bool:
        """Whether it is a precision check."""
        return bool(self.items) and self.items[0].reason == CHECK


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the suggestions that were drawn by lot were right, with the 95 % interval."""

    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The score interval of Wilson (1927) for a share, which holds for small numbers too."""
        if not self.of:
            return 0.0, 1.0
        z, n, share = 1.96, self.of, self.right / self.of
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def told(self) -> str:
        """`right 14 of 20 (48 to 85 %)`; without percentages where there is nothing to tell."""
        if not self.of:
            return "nothing was decided"
        low, high = self.interval
        return f"right {self.right} of {self.of} ({low:.0%} to {high:.0%})".replace("%", " %", 2)


def study(session: Session, service: SuggestionService, transcript: Transcript, hits: HitsByTurn) -> Studied:
    """One transcript as the reasons look at it; for the session's thread."""
    store = session.store
    codings = session.seen(store.codings(transcript.id))
    marks = session.seen(store.marks(transcript.id))
    if service is None:
        return Studied(transcript, {}, {}, codings, marks)
    decisions = store.decisions(transcript.id)
    waiting = service.filtered(transcript, hits, codings, decisions, store.tallies())
    proposed = service.filtered(transcript, hits, (), (), {})
    return Studied(transcript, waiting, proposed, codings, marks)


def sight_of(session: Session, talks: Sequence[Studied]) -> Sight:
    """What the reasons look at, for one coder; for the session's thread."""
    used = Counter(coding.code_id for talk in talks for coding in talk.codings)
    return Sight(session.coder, talks, used, session.store.event_count())


def queue_of(sight: Sight, reasons: Iterable[str] = (), most: int = MOST) -> Stream:
    """What to look at next: the reasons take turns, each with what it finds most urgent.

    Each item stands there once, for the first reason that names it. Raises InputError for a reason
    that is not known.
    """
    wanted = named_reasons(reasons)
    piles = [iter(sorted(reason(sight), key=lambda item: -item.weight)) for reason in wanted]
    found: dict[tuple[str, int, str], Item] = {}
    while piles and len(found) < most:
        for pile in list(piles):
            item = next((one for one in pile if one.place not in found), None)
            if item is None:
                piles.remove(pile)
            elif len(found) < most:
                found[item.place] = item
    return Stream(list(found.values()))


def check_of(sight: Sight, code_id: str = "", size: int = CHECKED) -> Stream:
    """A precision check: suggestions that wait, of one code or of all, drawn by lot."""
    candidates = [
        Item(CHECK, "drawn by lot", t.transcript.id, t.transcript.revision, turn.seq, s.start, s.end, 0.0, s)
        for t, turn, found in sight.waiting()
        for s in found
        if code_id in ("", s.code_id)
    ]
    lot = random.Random(sight.seed)  # noqa: S311 - a sample, not a secret
    return Stream(lot.sample(candidates, min(size, len(candidates))), code_id=code_id)


def named_reasons(names: Iterable[str]) -> list[Any]:
    """The reasons with these names; all without any. Raises InputError for one that is not known."""
    wanted = list(names)
    known = {reason.name: reason for reason in REASONS}
    for name in wanted:
        if name not in known:
            raise InputError(f"there is no reason {name!r}", remedy="there are " + ", ".join(known))
    return [known[name] for name in wanted] or list(REASONS)


class QueueService:
    """One coder's way through a stream: every decision is an act like those of the coding screen."""

    def __init__(self, session: Session, stream: Stream, suggester: str) -> None:
        self.session = session
        self.stream = stream
        self._suggester = suggester
        self._before = stream.at
        self._coding = CodingService(session)

    def accept(self, *, span: Span | None = None, code_id: str | None = None) -> Event:
        """Take the suggestion, with other words or another code if they are given.

        Without a suggestion the code is put there by hand. Raises InputError and ConflictError.
        """
        item, transcript = self._here()
        if item.suggestion is None:
            if code_id is None:
                raise InputError("nothing is suggested here", remedy="c picks a code, x says there is none")
            event = self._coding.apply(transcript, span or item.span, [code_id])
        else:
            event = self._coding.accept(
                transcript, item.suggestion, self._suggester, span=span, code_id=code_id
            )
        same = span in (None, item.span) and code_id in (
            None,
            item.suggestion.code_id if item.suggestion else None,
        )
        self._answer("accepted" if same else "corrected")
        return event

    def refuse(self) -> Event:
        """Refuse the suggestion; a turn without one is marked as read with nothing to code."""
        item, transcript = self._here()
        if item.suggestion is None:
            event = MarkingService(self.session).toggle_read(transcript, transcript.turns[item.seq])
        else:
            event = self._coding.refuse(transcript, item.suggestion, self._suggester)
        self._answer("refused")
        return event

    def skip(self) -> None:
        """Go on without deciding."""
        if self.stream.item is not None:
            self._answer("skipped")

    def back(self) -> Event | None:
        """Go back to the item before, and take back what was decided on it.

        Raises InputError for what was decided before the stream was left.
        """
        if not self.stream.answers:
            return None
        if self.stream.at <= self._before:
            # The last act of this coder may be another one by now.
            raise InputError("that was decided before", remedy="go there with g and change it")
        event = None if self.stream.answers[-1] == "skipped" else self.session.undo()
        self.stream.answers.pop()
        self._keep()
        return event

    def end(self) -> Precision | None:
        """Let go of a stream that is at its end; of a precision check its result, which is kept."""
        stream, found = self.stream, None
        self.session.store.set_meta({_QUEUE.format(self.session.coder): ""})
        if stream.is_check:
            right = sum(answer in ("accepted", "corrected") for answer in stream.answers)
            corrected = stream.answers.count("corrected")
            decided = len(stream.answers) - stream.answers.count("skipped")
            # Another code is no proof that the one that was suggested is right.
            found = Precision(right - corrected, decided)
            if decided:
                keep_check(self.session, stream.code_id, found)
        return found

    def _here(self) -> tuple[Item, Transcript]:
        item = self.stream.item
        if item is None:
            raise InputError("the queue is at its end")
        transcript = self.session.load(item.transcript_id)
        if transcript.revision != item.revision:
            raise ConflictError(
                "the transcript was corrected since", where=transcript.label, remedy="skip it, with space"
            )
        return item, transcript

    def _answer(self, answer: str) -> None:
        self.stream.answers.append(answer)
        self._keep()

    def _keep(self) -> None:
        kept = json.dumps({**asdict(self.stream), "suggester": self._suggester}, ensure_ascii=False)
        self.session.store.set_meta({_QUEUE.format(self.session.coder): kept})


def begin(session: Session, stream: Stream, suggester: str) -> QueueService:
    """Go through a new stream, which takes the place of one that was left."""
    service = QueueService(session, stream, suggester)
    service._keep()
    return service


def resume(session: Session) -> QueueService | None:
    """The stream that was left, without what cannot be decided any more; None when there is none."""
    kept = session.store.meta().get(_QUEUE.format(session.coder), "")
    with suppress(ValueError, KeyError, TypeError):
        content = json.loads(kept) if kept else None
        if content is not None:
            items = [_item(entry) for entry in content["items"]]
            answers = [str(answer) for answer in content["answers"]][: len(items)]
            left = list(_still(session, items[len(answers) :]))
            stream = Stream([*items[: len(answers)], *left], answers, str(content["code_id"]))
            return QueueService(session, stream, str(content["suggester"])) if left else None
    return None


def _item(entry: dict[str, Any]) -> Item:
    made = entry.pop("suggestion")
    return replace(Item(**entry), suggestion=Suggestion(**made) if made else None)


def _still(session: Session, items: Iterable[Item]) -> Iterator[Item]:
    """The items whose words stand as they stood, and on which nobody has decided since."""
    revisions = {row.id: session.peek(row.id).revision for row in session.store.transcripts()}
    codes, settled = session.tree.codes, set[tuple[str, int, int, str]]()
    acts: list[Coding | Decision] = [*session.store.codings(), *session.store.decisions()]
    for act in acts:
        if act.coder == session.coder:
            settled.add((act.transcript_id, act.start, act.end, act.code_id))
    for item in items:
        one = item.suggestion
        if revisions.get(item.transcript_id) != item.revision:
            continue
        if (one is None and not _is_done(session, item)) or (
            one is not None
            and one.code_id in codes
            and codes[one.code_id].usable
            and (one.transcript_id, one.start, one.end, one.code_id) not in settled
        ):
            yield item


def _is_done(session: Session, item: Item) -> bool:
    """Whether this coder has coded a turn, or marked it as read."""
    here = session.store.codings_touching(item.transcript_id, item.span)
    on_words = [coding for coding in here if coding.span.overlaps(item.span)]
    return is_done(session.coder, on_words, session.store.marks_on(item.transcript_id, item.seq))


def keep_check(session: Session, code_id: str, found: Precision) -> None:
    """Keep the result of a precision check, in the log and for the list of them."""
    what = code_id or "all codes"
    event = session.act("precision check", f"precision check of {what}: {found.told}", [], undoable=False)
    entry = {"at": event.at, "coder": session.coder, "code": code_id, "right": found.right, "of": found.of}
    session.store.set_meta({_CHECKS: json.dumps([*checks(session), entry])})


def checks(session: Session) -> list[dict[str, Any]]:
    """The precision checks of the project, oldest first: at, coder, code (empty for all), right, of."""
    kept: list[dict[str, Any]] = json.loads(session.store.meta().get(_CHECKS, "") or "[]")
    return kept


def studied(
    session: Session, service: SuggestionService, told: Callable[[str], object] = lambda label: None
) -> Sight:
    """All transcripts of a project as the reasons look at them; slow. Raises SuggesterOff."""
    while service.prepare():
        pass
    talks: list[Studied] = []
    for row in session.store.transcripts():
        told(row.label)
        transcript = session.peek(row.id)
        talks.append(study(session, service, transcript, service.hits(transcript)))
    return sight_of(session, talks)
