"""The threads of the interface go on whatever happens in them."""

from __future__ import annotations

import asyncio

from coder.tui.jobs import Jobs


async def test_what_breaks_in_a_thread_is_told_and_the_next_work_is_done() -> None:
    jobs, failures = Jobs(), []
    jobs.on_failure = failures.append

    def broken() -> None:
        raise TypeError("by accident")

    async def beside() -> None:
        raise ValueError("beside")

    jobs.soon(broken)
    assert await asyncio.wait_for(jobs.store(lambda: 1), 5) == 1
    jobs.latest(broken)
    assert await asyncio.wait_for(jobs.store(lambda: 2), 5) == 2
    jobs.start(beside())
    await asyncio.sleep(0.05)
    assert [str(error) for error in failures] == ["by accident", "by accident", "beside"]
    jobs.close()


async def test_a_failure_of_telling_does_no_harm_either() -> None:
    jobs = Jobs()

    def deaf(_: BaseException) -> None:
        raise RuntimeError("nobody is there")

    jobs.on_failure = deaf
    jobs.soon(lambda: 1 / 0)
    assert await asyncio.wait_for(jobs.store(lambda: 3), 5) == 3
    jobs.close()
