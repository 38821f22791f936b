"""Replaces words in everything a project holds, as one act: transcripts, codings, memos, codes, people.

What refers to characters moves exactly. The same serves for taking names out and for putting them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coder.domain.coding import Memo
from coder.domain.events import Change, Event
from coder.domain.noting import MemoOn, span_id, span_of
from coder.domain.replacing import Swap, Swapped, swapped
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.services.session import Session, changed
from coder.store.converters import KINDS, transcript_record
from coder.store.store import NewText

Fields = dict[str, dict[str, dict[str, Any]]]
"""Kind of object → id → field → what it was."""

_STRUCTURE_WORDS = """
    id coder created_at kind status role color target_kind table level group groups asked_by codes code_ids
    cause_codes cause_codings theme_ids transcripts evidence starred flagged negative_cases looked lenses
    state quote row_kind
"""
_STRUCTURE = frozenset(_STRUCTURE_WORDS.split())
"""Fields that hold ids, codes and words of a fixed list, in which nobody's name can stand."""

_ELSEWHERE = frozenset({"coding", "decision", "mark", "export", "erasure", "codebook", "lens", "consent"})


def said_in(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and text of everything in the record of an object in which people write words."""
    for name, value in record.items():
        if name not in _STRUCTURE and not name.endswith("_id"):
            yield from ((field, text) for field, text in _strings(name, value) if text.strip())


def _strings(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(str(key), part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(name, part)


@dataclass(slots=True)
class Undone:
    """What is needed to put everything back: what a key file holds."""

    swaps: dict[str, list[list[Any]]] = field(default_factory=dict)
    """Transcript id → stretches of the text afterwards and what stood there: start, end, words."""
    edges: dict[str, list[int]] = field(default_factory=dict)
    """Coding id → where a coding was that began or ended inside a replaced stretch."""
    fields: Fields = field(default_factory=dict)
    """What fields of objects held."""
    revisions: dict[str, int] = field(default_factory=dict)
    """Transcript id → the revision in which the names are replaced."""


class Swapping:
    """One act of replacing: `of_text` says how text changes, `told` what fields of some objects become."""

    def __init__(
        self,
        session: Session,
        of_text: Callable[[str], str],
        told: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
    ) -> None:
        self._session = session
        self._of_text = of_text
        self._told = told or {}
        self._changes: list[Change] = []
        self._texts: list[NewText] = []
        self._spans: dict[str, Swapped] = {}
        self.undone = Undone()

    def transcript(
        self, transcript: Transcript, swaps: Iterable[Swap], edges: Mapping[str, Span] | None = None
    ) -> None:
        """Replace stretches of one transcript; `edges` are codings whose place is known better."""
        store, head = self._session.store, self._session.find_transcript(transcript.id)
        revised, done = swapped(transcript, swaps)
        if not done.swaps:
            return
        after = replace(revised.transcript, revision=max(store.revisions(transcript.id)) + 1)
        self.undone.swaps[transcript.id] = [[s.start, s.end, s.words] for s in done.inverse(transcript.text)]
        self.undone.revisions[transcript.id] = after.revision
        before_record = transcript_record(transcript, head.position, head.version)
        self._changes.append(
            Change(
                "transcript",
                transcript.id,
                before_record,
                transcript_record(after, head.position, head.version + 1),
            )
        )
        self._texts.append(NewText(after, "", "", "pseudonyms"))
        self._changes += self._codings(transcript, after, done, edges or {})
        self._changes += self._placed(transcript, done)

    def _codings(
        self, before: Transcript, after: Transcript, done: Swapped, edges: Mapping[str, Span]
    ) -> Iterator[Change]:
        for coding in self._session.store.codings(before.id):
            span = edges.get(coding.id) or done.span(coding.span)
            if done.cuts(coding.span):
                self.undone.edges[coding.id] = [coding.start, coding.end]
            was = str(self._told.get(("coding", coding.id), {}).get("was", self._of_text(coding.was)))
            if was != coding.was:
                self._note("coding", coding.id, "was", coding.was)
            moved = replace(coding, start=span.start, end=span.end, text=span.of(after.text), was=was)
            if moved != coding:
                yield changed("coding", coding, replace(moved, version=coding.version + 1))

    def _placed(self, before: Transcript, done: Swapped) -> Iterator[Change]:
        """Decisions and consents, which are about characters too."""
        store = self._session.store
        for decision in store.decisions(before.id):
            span = done.span(Span(decision.start, decision.end))
            known = self._told.get(("decision", decision.id), {})
            reason = str(known.get("reason", self._of_text(decision.reason)))
            if reason != decision.reason:
                self._note("decision", decision.id, "reason", decision.reason)
            led = replace(decision, start=span.start, end=span.end, reason=reason)
            if led != decision:
                yield changed("decision", decision, replace(led, version=decision.version + 1))
        for rule in store.consents_in(before.id):
            span = done.span(rule.span)
            if span != rule.span:
                moved = replace(rule, start=span.start, end=span.end, version=rule.version + 1)
                yield changed("consent", rule, moved)
        self._spans[before.id] = done

    def everything_else(self) -> None:
        """Change the text of all other objects, and what was told of their fields."""
        for kind in KINDS:
            if kind in _ELSEWHERE:
                continue
            for record in self._session.store.records(kind):
                self._object(kind, record, self._told.get((kind, record["id"]), {}))

    def _object(self, kind: str, record: dict[str, Any], told: Mapping[str, Any]) -> None:
        heads = (c for c in self._changes if kind == c.kind == "transcript" and c.id == record["id"])
        known = next(heads, None)
        after = dict(known.after or {}) if known else dict(record)
        for name, value in record.items():
            if name in told:
                new = told[name]
            elif name in _STRUCTURE or name.endswith("_id") or (name == "label" and kind == "transcript"):
                new = self._target(kind, record) if (kind, name) == ("memo", "target_id") else value
            else:
                new = self._deep(value)
            if new != value:
                after[name] = new
                if (kind, name) != ("memo", "target_id"):
                    self._note(kind, record["id"], name, value)
        if after == (known.after if known else record):
            return
        if known:
            self._changes.remove(known)
        else:
            after["version"] = record.get("version", 0) + 1
        self._changes.append(Change(kind, record["id"], known.before if known else record, after))

    def _target(self, kind: str, record: Mapping[str, Any]) -> str:
        """Where a memo on some words stands now."""
        words = span_of(Memo(**record)) if record["target_kind"] == MemoOn.SPAN else None
        done = self._spans.get(words[0]) if words else None
        return span_id(words[0], done.span(words[1])) if words and done else str(record["target_id"])

    def _deep(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._of_text(value)
        if isinstance(value, dict):
            return {key: self._deep(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self._deep(part) for part in value]
        return value

    def _note(self, kind: str, id_: str, name: str, value: Any) -> None:
        self.undone.fields.setdefault(kind, {}).setdefault(id_, {})[name] = value

    def act(self, action: str, summary: str, state: int) -> Event:
        """Do it all as one event, unless somebody wrote since the event `state`."""
        if not self._changes:
            raise InputError("nothing would be replaced", remedy="see `coder privacy scan PROJECT`")
        return self._session.act(action, summary, self._changes, texts=self._texts, expecting=state)
