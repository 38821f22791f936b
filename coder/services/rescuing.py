"""Making a new project of what can still be read of a damaged one, and telling what was lost."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.domain.codebook import CodeStatus
from coder.domain.events import Change, Event, first_broken
from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.replay import State, replay
from coder.domain.text import sha256, visible
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.leaving import stays_outside
from coder.services.rescue_turns import mended
from coder.services.session import Session
from coder.services.unlocking import inherit, unlock
from coder.store import converters
from coder.store.converters import KINDS
from coder.store.database import shown
from coder.store.rebuilding import lay_out
from coder.store.salvage import Salvage, salvage
from coder.wholefile import whole_file

Row = dict[str, Any]

_MOST = 20
"""How many of one kind of loss are told one by one."""


@dataclass(slots=True)
class Rescued:
    """What a rescue kept, by kind of object, and what it could not keep, as sentences."""

    kept: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    evidence: Path | None = None
    """Where the old log is when it could not be continued."""


@dataclass(slots=True)
class _Plan:
    """The new project before it is written."""

    state: State
    events: list[Event]
    """The old log when it is whole; else none."""
    texts: dict[tuple[str, int], Row]
    turns: list[Row] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def rescue(damaged: Path, target: Path, coder: str | None = None) -> Rescued:
    """Write what can be read of `damaged` to a new project; the damaged file stays as it is.

    A text is kept when it is the one that was imported, a coding when exactly its words stand at its
    place. Raises StoreError when nothing can be read, and InputError when a file of that name is there.
    """
    if target.exists() or target.is_symlink():
        raise InputError("there is already a file of that name", where=shown(target), remedy="choose another")
    unlock(str(damaged))
    found = salvage(damaged)
    inherit(damaged, target)
    plan = _planned(found)
    _drop_what_lost_its_words(plan)
    done = Rescued(lost=[*_lost_rows(found), *plan.lost])
    with bootstrap.new_session(str(target), coder) as session:
        _write(session, found, plan)
        if not plan.events:
            done.evidence = _evidence(target, found)
        _log(session, damaged, plan, done)
        if done.evidence is not None:
            # It holds what everybody said; whoever withdraws later has to hear of it.
            stays_outside(session, done.evidence, "the log of a damaged project")
        for kind in KINDS:
            done.kept[kind] = len(plan.state.get(kind, {}))
    return done


def _planned(found: Salvage) -> _Plan:
    events = _events(found)
    whole = bool(events) and not found.lost.get("events") and first_broken(events) is None
    logged = replay(events)
    state = logged if whole else _from_tables(found, logged)
    texts: dict[tuple[str, int], Row] = {}
    for row in found.rows.get("texts", []):
        if sha256(row["text"]) == row["sha256"]:
            texts[row["transcript_id"], row["revision"]] = row
    return _Plan({kind: dict(objects) for kind, objects in state.items()}, events if whole else [], texts)


def _events(found: Salvage) -> list[Event]:
    return [converters.event(row) for row in sorted(found.rows.get("events", []), key=lambda row: row["seq"])]


def _from_tables(found: Salvage, logged: State) -> State:
    """The objects in the tables, and of those that are lost there what the log still tells."""
    state: State = {}
    for kind, table in KINDS.items():
        objects: dict[str, Any] = dict(logged.get(kind, {})) if table.name in found.lost else {}
        objects.update({row["id"]: row for row in found.of(table)})
        state[kind] = objects
    return state


def _drop_what_lost_its_words(plan: _Plan) -> None:
    """Take out of the plan all that would stand on nothing, telling what."""
    state, lost = plan.state, plan.lost
    words: dict[str, str] = {}
    for id_, head in list(state.get("transcript", {}).items()):
        text = plan.texts.get((id_, head["revision"]))
        if text is None:
            lost.append(f"the words of {visible(str(head['label']))} and everything on them")
            del state["transcript"][id_]
        else:
            words[id_] = text["text"]
    _drop(plan, "speaker", lambda row: row["transcript_id"] in words)
    codes = state.get("code", {})
    _mend_codes(state)
    labels = {id_: visible(str(head["label"])) for id_, head in state.get("transcript", {}).items()}
    for id_, row in list(state.get("coding", {}).items()):
        text_ = words.get(row["transcript_id"])
        stands = text_ is not None and text_[row["start"] : row["end"]] == row["text"]
        if not stands or row["code_id"] not in codes:
            del state["coding"][id_]
            if text_ is not None:
                lost.append(f"a coding with {visible(str(row['code_id']))} in {labels[row['transcript_id']]}")
    _drop_notes(plan, words)
    _mend_entries(state)


def _mend_entries(state: State) -> None:
    """Entries whose theme, recommendation or entry is lost lead to it no more."""
    entries = state.get("entry", {})
    for kind, links in (("theme", "themes"), ("recommendation", "recommendations"), ("entry", "entries")):
        there = state.get(kind, {}).keys()
        for id_, row in list(entries.items()):
            entries[id_] = {**row, links: [one for one in row[links] if one in there]}


def _drop_notes(plan: _Plan, words: dict[str, str]) -> None:
    state = plan.state
    _drop(plan, "mark", lambda row: row["transcript_id"] in words)
    codings = state.get("coding", {})
    _drop(
        plan,
        "decision",
        lambda row: row["transcript_id"] in words and (not row["coding_id"] or row["coding_id"] in codings),
    )
    _drop(plan, "memo", lambda row: _memo_stands(row, state, words))


def _memo_stands(row: Any, state: State, words: dict[str, str]) -> bool:
    memo = converters.memo(row)
    turn, span = turn_of(memo), span_of(memo)
    if turn is not None or span is not None:
        return (turn or span or ("",))[0] in words
    kinds = {MemoOn.CODING: "coding", MemoOn.DECISION: "decision", MemoOn.CODE: "code"}
    kinds[MemoOn.TRANSCRIPT] = "transcript"
    for kind, name in kinds.items():
        if memo.target_kind == kind:
            return memo.target_id in state.get(name, {})
    return True


def _drop(plan: _Plan, kind: str, stands: Any) -> None:
    objects = plan.state.get(kind, {})
    gone = [id_ for id_, row in objects.items() if not stands(row)]
    for id_ in gone:
        del objects[id_]
    if gone:
        plan.lost.append(f"{len(gone)} × {kind}, about something that is lost")


def _mend_codes(state: State) -> None:
    """Codes whose book or parent is lost stay, at the top of a book of that name."""
    codes, books = state.get("code", {}), state.setdefault("codebook", {})
    for id_, row in list(codes.items()):
        changes: Row = {}
        if row["parent_id"] is not None and row["parent_id"] not in codes:
            changes["parent_id"] = None
        if row["merged_into"] and row["merged_into"] not in codes:
            changes |= {"merged_into": "", "status": CodeStatus.RETIRED.value}
        if changes:
            codes[id_] = {**row, **changes}
    for row in [*codes.values(), *state.get("lens", {}).values()]:
        books.setdefault(row["codebook_id"], _empty_book(row["codebook_id"], len(books)))


def _empty_book(id_: str, position: int) -> Row:
    names = ("version", "language", "framework", "purpose", "unit", "rule")
    return {"id": id_, "name": id_, "position": position, **dict.fromkeys(names, "")}


def _write(session: Session, found: Salvage, plan: _Plan) -> None:
    by_text: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in found.rows.get("turns", []):
        by_text[row["transcript_id"], row["revision"]].append(row)
    heads = plan.state.get("transcript", {})
    for key, row in plan.texts.items():
        kept = by_text.get(key, [])
        turns = mended({"transcript_id": key[0], "revision": key[1]}, row["text"], kept)
        if len(turns) != len(kept):
            label = visible(str(heads.get(key[0], {}).get("label", "a text that was taken back")))
            plan.lost.append(f"who spoke in some turns of {label} (revision {key[1]})")
        plan.turns += [dict(turn) for turn in turns]
    rows = {name: found.rows.get(name, []) for name in ("remarks", "places", "reading_times", "meta")}
    rows |= {"texts": list(plan.texts.values()), "turns": plan.turns}
    rows["remarks"] = [
        row for row in rows["remarks"] if (row["transcript_id"], row["revision"]) in plan.texts
    ]
    rows["events"] = [converters.event_row(event) for event in plan.events]
    lay_out(session.store, rows, replay(plan.events) if plan.events else {})


def _log(session: Session, damaged: Path, plan: _Plan, done: Rescued) -> None:
    """One event says what the rescue left out of the old log, or what it found where there is none."""
    old = replay(plan.events)
    changes = [*_differences(old, plan.state)]
    told = f"rescued from {damaged.name}"
    if done.evidence is not None:
        told += f"; the old log is in {done.evidence.name}, SHA-256 {_digest(done.evidence)}"
    done.lost = list(dict.fromkeys([*done.lost, *plan.lost]))
    if changes or not plan.events:
        session.act("rescue", told, changes, undoable=False)


def _differences(old: State, new: State) -> Iterator[Change]:
    for kind in KINDS:
        before, after = old.get(kind, {}), new.get(kind, {})
        for id_ in [*before, *(id_ for id_ in after if id_ not in before)]:
            if before.get(id_) != after.get(id_):
                yield Change(kind, id_, before.get(id_), after.get(id_))


def _evidence(target: Path, found: Salvage) -> Path | None:
    """The events that could be read, one on a line, beside the new project and for its owner alone."""
    rows: Sequence[Row] = found.rows.get("events", [])
    if not rows:
        return None
    path = target.with_name(f"{target.stem}-old-log.jsonl")
    with whole_file(path, own=True) as draft:
        draft.write_text("".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows), "utf-8")
    return path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lost_rows(found: Salvage) -> list[str]:
    return [f"{number} rows of {name} that cannot be read" for name, number in found.lost.items()]
