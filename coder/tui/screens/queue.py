"""The review queue: one item after the other with its context, why it is here, and what is suggested."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.domain.codebook import CodeTree
from coder.domain.events import Event
from coder.domain.sentences import sentences
from coder.domain.transcript import Span, Transcript
from coder.errors import CoderError
from coder.services.queue_reasons import REASONS, Item
from coder.services.queueing import Precision, QueueService
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.marks import code_name, code_short
from coder.tui.screens.base import Sheet
from coder.tui.screens.go import Goal
from coder.tui.screens.picker import Picked, PickerScreen
from coder.tui.workplace import Workplace

CONTEXT = 2
"""Lines of the turn before and of the one after."""

TITLES = {reason.name: reason.title for reason in REASONS} | {"check": "Precision check"}

Build = Callable[[Callable[[str], bool]], Awaitable[QueueService | None]]
"""Makes the queue; is told to say how far it is, and stops when the answer is False."""


class QueueScreen(Sheet[Goal | None]):
    """Goes through a stream; gives a place to go to, or None when it is left."""

    CSS_PATH = "queue.tcss"

    def __init__(self, place: Workplace, build: Build) -> None:
        super().__init__()
        self._place, self._build = place, build
        self._service: QueueService | None = None
        self._transcript: Transcript | None = None
        self._tree: CodeTree | None = None
        self._told, self._working = "Looking for what to look at …", True
        self._extent = 0
        self._result: Precision | None = None
        self._ended = False

    def compose(self) -> ComposeResult:
        """How far it is and why, the words in their context, what is suggested, the keys."""
        with Vertical(id="queue"):
            yield Static(id="queue-head", markup=False)
            yield Static(id="queue-words", markup=False)
            yield Static(id="queue-offer", markup=False)
            yield Static(id="queue-keys", markup=False)

    def on_mount(self) -> None:
        """Look for what to look at."""
        self.call_after_refresh(self._draw)
        self._place.jobs.start(self._look())

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    async def _look(self) -> None:
        def told(label: str) -> bool:
            self._told = f"Looking through {label} …"
            if self.is_attached:
                self._draw()
            return self.is_attached

        try:
            self._service = await self._build(told)
            self._told = "Nothing waits to be looked at."
        except CoderError as error:
            self._told = str(error)
        self._working = False
        await self._follow()

    @property
    def _item(self) -> Item | None:
        return self._service.stream.item if self._service else None

    async def take_key(self, event: events.Key) -> bool:
        """Decide, choose other words, go back, go there or leave."""
        key = event.key
        if key in ("ctrl+q", "ctrl+c"):
            return False
        if key in ("escape", "q", "Q", "f5"):
            self.dismiss(None)
        elif self._service is not None and not self._working:
            await self._obey(self._service, "space" if key == "s" else key)
        return True

    async def _obey(self, service: QueueService, key: str) -> None:
        item, check = self._item, service.stream.is_check
        if key == "u":
            await self._act(service.back)
        elif item is None:
            return
        elif key in ("enter", "1", "y") and (not check or key == "y"):
            await self._act(lambda: service.accept(span=self._chosen(item)))
        elif key in ("x", "n") and (not check or key == "n"):
            await self._act(service.refuse)
        elif key == "space":
            await self._act(lambda: service.skip())
        elif key == "tab":
            self._extent += 1
            self._draw()
        elif key == "c":
            await self._pick(item)
        elif key == "g":
            self.dismiss(Goal(item.transcript_id, item.seq, item.span))

    async def _pick(self, item: Item) -> None:
        assert self._tree is not None
        service, words = self._service, self._words(item)

        async def picked(codes: Picked) -> None:
            chosen = [code for code in codes or () if isinstance(code, str)]
            if chosen and service is not None:
                await self._act(lambda: service.accept(span=self._chosen(item), code_id=chosen[0]))

        await self.ask(
            PickerScreen(self._tree, (), frozenset(), words, title="Another code", single=True), picked
        )

    async def _act(self, do: Callable[[], Event | None]) -> None:
        try:
            await self._place.jobs.store(do)
        except CoderError as error:
            self.complain(error)
        await self._follow()

    async def _follow(self) -> None:
        """Read what the item that comes now stands in, or end."""
        self._extent = 0
        service, item = self._service, self._item
        try:
            if service is not None and item is not None:
                session = self._place.session
                self._transcript = await self._place.jobs.store(session.peek, item.transcript_id)
                self._tree = await self._place.jobs.store(lambda: session.tree)
            elif service is not None and not self._ended:
                self._ended = True
                self._result = await self._place.jobs.store(service.end)
        except CoderError as error:
            self.complain(error)
        if self.is_attached:
            self.call_after_refresh(self._draw)

    # -- words

    def _extents(self, item: Item) -> list[Span]:
        """The words suggested, the whole turn, and each sentence of it."""
        assert self._transcript is not None
        text, turn = self._transcript.text, self._transcript.turns[item.seq]
        whole = turn.span.trimmed(text)
        return list(dict.fromkeys([item.span, whole, *sentences(text, whole)]))

    def _chosen(self, item: Item) -> Span | None:
        """The words chosen instead of those suggested."""
        extents = self._extents(item)
        span = extents[self._extent % len(extents)]
        return None if span == item.span else span

    def _words(self, item: Item) -> str:
        assert self._transcript is not None
        return (self._chosen(item) or item.span).of(self._transcript.text)

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#queue-words").size.width)
        item = self._item
        stale = item is not None and not self._shows(item)
        head, words, offer = [*self._head(width)], list[Line](), list[Line]()
        if item is None or self._working or stale or self._tree is None:
            words = wrapped(self._ending(), width)
        else:
            words, offer = self._surrounded(item, width), self._offer(item, width)
        for name, lines in (("head", head), ("words", words), ("offer", offer), ("keys", self._keys(width))):
            self.query_one(f"#queue-{name}", Static).update(safe.content(*lines_of(lines)))

    def _shows(self, item: Item) -> bool:
        talk = self._transcript
        return talk is not None and (talk.id, talk.revision) == (item.transcript_id, item.revision)

    def _head(self, width: int) -> Sequence[Line]:
        service, item = self._service, self._item
        if service is None or item is None:
            return [[("Queue", HEAD)]]
        stream = service.stream
        done: Line = [
            ("Precision check " if stream.is_check else "Queue ", HEAD),
            (f"{stream.at + 1} of {len(stream.items)} · {TITLES.get(item.reason, item.reason)}", "bold"),
        ]
        return [done, *wrapped(f"Here because {item.why}.", width, QUIET, most=2)]

    def _ending(self) -> str:
        service, item = self._service, self._item
        if self._working or service is None:
            return self._told
        if item is not None:
            return "This transcript was corrected meanwhile; space goes on."
        counts = {word: service.stream.answers.count(word) for word in ("accepted", "corrected", "refused")}
        said = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing decided"
        if self._result is not None:
            what = service.stream.code_id or "all codes"
            return f"That was the precision check of {what}: {self._result.told}. It is kept in the log."
        return f"That was all: {said}. Q looks for more."

    def _surrounded(self, item: Item, width: int) -> list[Line]:
        talk = self._transcript
        assert talk is not None
        turn = talk.turns[item.seq]
        before = talk.turns[max(0, item.seq - 1) : item.seq]
        after = talk.turns[item.seq + 1 : item.seq + 2]
        who = talk.speaker(turn)
        name = f"{talk.label} {turn.number or ''} {who.shown if who else ''}".strip()
        lines: list[Line] = []
        for one in before:
            lines += wrapped(talk.words(one), width, QUIET, most=CONTEXT)
        lines.append([(safe.cut(name, width), "bold")])
        lines += self._marked(item, width)
        for one in after:
            lines += wrapped(talk.words(one), width, QUIET, most=CONTEXT)
        return lines

    def _marked(self, item: Item, width: int) -> list[Line]:
        """The turn, with the words that would be coded underlined."""
        assert self._transcript is not None
        talk = self._transcript
        turn, span = talk.turns[item.seq], self._chosen(item) or item.span
        height = max(3, self.query_one("#queue-words").size.height - 2 * CONTEXT - 1)
        text = talk.text
        parts = (
            (text[turn.start : span.start], ""),
            (span.of(text), "bold underline"),
            (text[span.end : turn.end], ""),
        )
        lines: list[Line] = []
        first = 0
        for words, style in parts:
            first = len(lines) if style else first
            if words.strip():
                lines += wrapped(words.strip(), width, style)
        top = max(0, min(first - 1, len(lines) - height))
        return lines[top : top + height]

    def _offer(self, item: Item, width: int) -> list[Line]:
        assert self._tree is not None
        lines: list[Line] = []
        one = item.suggestion
        if one is None:
            return [[("Nothing is suggested here: does a code fit?", QUIET)]]
        name = f"{code_short(self._tree, one.code_id)} {code_name(self._tree, one.code_id)}"
        lines.append([("Suggested ", QUIET), (safe.cut(name, width - 10), "bold")])
        code = self._tree.codes.get(one.code_id)
        if code is not None and code.definition:
            lines += wrapped(code.definition, width, QUIET, most=2)
        return [*lines, *wrapped(one.reason, width, most=2)]

    def _keys(self, width: int) -> list[Line]:
        item, service = self._item, self._service
        if item is None or service is None or self._working:
            return [key_line([("u", "back"), ("esc", "leave")] if service else [("esc", "leave")], width)]
        if service.stream.is_check:
            first = [("y", "right"), ("n", "wrong"), ("c", "another code"), ("space", "skip")]
        else:
            first = [("⏎", "accept"), ("x", "refuse"), ("c", "another code"), ("space", "skip")]
        second = [
            ("tab", "other words"),
            ("g", "go there"),
            ("u", "back"),
            ("esc", "leave; it goes on later"),
        ]
        return [key_line(first, width), key_line(second, width)]
