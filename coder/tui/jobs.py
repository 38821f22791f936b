"""The one place that starts threads: a lane for the session and a lane for suggestions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from coder.errors import CoderError

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that leaving waits for a suggester to stop."""

UNHURRIED = 0.3
"""Seconds after which what may be missed is done."""


class Lane:
    """One thread that does one thing after the other.

    A daemon, so that work that hangs cannot hold up the end of the program. `failed` is called in
    its thread with what work has raised that nobody waits for.
    """

    def __init__(self, name: str, failed: Callable[[BaseException], object] | None = None) -> None:
        self._failed = failed
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, work: Callable[[], None]) -> None:
        """Do `work` after everything put before; it must not raise."""
        self._work.put(work)

    async def do(self, work: Callable[[], T]) -> T:
        """Do `work` in its turn and give what it returns or raise what it raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                result = work()
            # Everything, because whoever waits for the answer has to hear of it.
            except BaseException as error:
                _tell(loop, answer, error=error)
            else:
                _tell(loop, answer, result=result)

        self.put(run)
        return await answer

    def finish(self, seconds: float | None = None) -> None:
        """Take no more work and wait until what was put is done, or at most `seconds`."""
        self._work.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            # Everything, because all work that comes after waits for this thread.
            except BaseException as error:
                with suppress(Exception):
                    if self._failed is not None:
                        self._failed(error)
            del work  # while the lane waits, nothing that was done there is kept in memory


class Jobs:
    """All work outside the event loop: nothing of the session is touched anywhere else."""

    def __init__(self) -> None:
        self._session = Lane("session", self._tell_failure)
        self._suggester = Lane("suggestions", self._tell_failure)
        self.on_failure: Callable[[BaseException], object] | None = None
        """Told, in any thread, of what was not expected to fail and nobody waits for."""
        self._latest: Callable[[], object] | None = None
        self._lock = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the session, in the thread that owns it."""
        if self._latest is not None:
            # What is read may be what was only going to be written.
            self._session.put(self._do_latest)
        return await self.act(work, *args, **kwargs)

    async def act(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something with the session that need not wait for what `latest` is to do."""
        return await self._session.do(lambda: work(*args, **kwargs))

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something slow that leaves the session alone."""
        return await self._suggester.do(lambda: work(*args, **kwargs))

    async def apart(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something long that leaves the session alone, in a thread of its own that ends with it.

        Whoever no longer wants it leaves it behind: nothing waits in its thread.
        """
        lane = Lane("apart")
        try:
            return await lane.do(lambda: work(*args, **kwargs))
        finally:
            lane.finish(0)

    def soon(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do something with the session in its turn, even while the program ends.

        What may go wrong with a project is not reported, because nobody may be there any more.
        """
        self._session.put(_quiet(lambda: work(*args, **kwargs)))

    def latest(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do something with the session soon; only the last such request is carried out.

        For what may be missed, such as the place one stands at: a failure is not reported.
        """
        with self._lock:
            idle, self._latest = self._latest is None, lambda: work(*args, **kwargs)
        if idle:
            try:
                # A little later, so that it does not take the interpreter from the drawing of the same move.
                asyncio.get_running_loop().call_later(UNHURRIED, self._session.put, self._do_latest)
            except RuntimeError:
                self._session.put(self._do_latest)

    def start(self, task: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the keys; it reports its own failures."""
        running = asyncio.get_running_loop().create_task(task)
        self._tasks.add(running)
        running.add_done_callback(self._started_is_done)

    def close(
        self, last: Callable[[], object] | None = None, stop: Callable[[], object] | None = None
    ) -> None:
        """Finish the session's work, `stop` the suggester, but not for long, and do `last` at the end.

        Last, so that the project is closed when nobody reads it any more: who closes it last tidies up.
        """
        stopping = Lane("leaving")
        if stop is not None:
            stopping.put(_quiet(stop))
        self._session.put(self._do_latest)
        stopping.finish(PATIENCE)
        if last is not None:
            self._session.put(_quiet(last))
        self._session.finish()

    def _started_is_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._tell_failure(error)

    def _tell_failure(self, error: BaseException) -> None:
        if self.on_failure is not None:
            self.on_failure(error)

    def _do_latest(self) -> None:
        with self._lock:
            work, self._latest = self._latest, None
        if work is not None:
            _quiet(work)()


def _quiet(work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with suppress(CoderError, OSError):
            work()

    return run


def _tell(
    loop: asyncio.AbstractEventLoop,
    answer: asyncio.Future[T],
    *,
    result: Any = None,
    error: BaseException | None = None,
) -> None:
    def deliver() -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(result)
        else:
            answer.set_exception(error)

    # Nobody waits any more once the loop has ended.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(deliver)
