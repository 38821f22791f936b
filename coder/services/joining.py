"""What hangs on codings that become one with others: the decisions that made them, and memos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from coder.domain.coding import Memo, Outcome
from coder.domain.events import Change
from coder.services.session import changed, removed
from coder.store.store import Store

BETWEEN_MEMOS = "\n\n"
"""What stands between two memos of one coder that became one."""


def corrected_decisions(store: Store, leads: Mapping[str, str]) -> list[Change]:
    """The changes that make the decisions behind codings ones on corrected suggestions.

    `leads` says of each coding, by id, which coding stands there afterwards.
    """
    found = []
    for decision in store.decisions_behind(list(leads)):
        after = replace(decision, outcome=Outcome.CORRECTED, coding_id=leads[decision.coding_id])
        if after != decision:
            found.append(changed("decision", decision, replace(after, version=decision.version + 1)))
    return found


def refused_decisions(store: Store, coding_id: str) -> list[Change]:
    """The changes that make the decisions behind a coding, which is taken off, refusals."""
    return [
        changed(
            "decision",
            decision,
            replace(decision, outcome=Outcome.REJECTED, coding_id="", version=decision.version + 1),
        )
        for decision in store.decisions_behind([coding_id])
    ]


class JoinedMemos:
    """Memos that are led from one thing to another; two of one coder on one thing become one."""

    def __init__(self, memos: Sequence[Memo]) -> None:
        self._before = {memo.id: memo for memo in memos}
        self._now = dict(self._before)
        self._on: dict[tuple[str, str], list[str]] = {}
        for memo in memos:
            self._on.setdefault((memo.target_kind, memo.target_id), []).append(memo.id)
        self.led = 0

    def lead(self, kind: str, source_id: str, target_id: str) -> None:
        """Let what is on one thing be on another of its kind."""
        there = self._on.setdefault((kind, target_id), [])
        for id_ in self._on.pop((kind, source_id), []):
            memo = self._now[id_]
            self.led += 1
            own = next((other for other in there if self._now[other].coder == memo.coder), None)
            if own is None:
                self._now[id_] = replace(memo, target_id=target_id)
                there.append(id_)
            else:
                first = self._now[own]
                self._now[own] = replace(first, text=both_texts(first.text, memo.text))
                del self._now[id_]

    def changes(self) -> Iterator[Change]:
        """What has to be written."""
        for id_, before in self._before.items():
            after = self._now.get(id_)
            if after is None:
                yield removed("memo", before)
            elif after != before:
                yield changed("memo", before, replace(after, version=before.version + 1))


def both_texts(first: str, second: str) -> str:
    """Two memos as one, without saying again what stands there already."""
    said = f"{BETWEEN_MEMOS}{first}{BETWEEN_MEMOS}"
    if f"{BETWEEN_MEMOS}{second}{BETWEEN_MEMOS}" in said:
        return first
    return f"{first}{BETWEEN_MEMOS}{second}"
