"""What has to hold behind every act, undo of an old one included; looked at in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, Table, func, select

from coder.domain.codebook import CodeStatus
from coder.domain.events import Change
from coder.domain.noting import MemoOn
from coder.domain.theme import shortened
from coder.errors import ConflictError
from coder.store import tables

_MERGED = CodeStatus.MERGED.value
_PORTION = 500
"""How many ids one question names."""

_CARRIERS: dict[str, Table] = {
    MemoOn.CODING: tables.codings,
    MemoOn.DECISION: tables.decisions,
    MemoOn.CODE: tables.codes,
    MemoOn.TRANSCRIPT: tables.transcripts,
}
"""What carries memos under its own id."""


_LED_TO: dict[str, Table] = {
    "theme": tables.themes,
    "recommendation": tables.recommendations,
    "entry": tables.entries,
}
"""What entries lead to; their column of links is called as the table is."""


def check_revisions(connection: Connection, seen: Iterable[tuple[str, int]], where: str) -> None:
    """Raise ConflictError when a transcript is no longer in the revision in which it was seen."""
    heads = tables.transcripts.c
    for transcript_id, revision in seen:
        if connection.scalar(select(heads.revision).where(heads.id == transcript_id)) != revision:
            raise ConflictError(
                "the transcript was corrected meanwhile",
                where=where,
                remedy="look at it and decide again",
            )


def check_deserted(connection: Connection, changes: Iterable[Change], where: str) -> None:
    """Raise ConflictError when a code that goes, or is merged now, leaves a coding behind."""
    codes = tables.codings.c.code_id
    for some in _portions([change.id for change in changes if _leaves(change)]):
        left = connection.scalar(select(codes).where(codes.in_(some)).limit(1))
        if left is not None:
            raise ConflictError(
                f"somebody coded with {left} meanwhile",
                where=where,
                remedy="give these codings another code first, or merge the codes anew",
            )


def check_families(connection: Connection, changes: Iterable[Change], where: str) -> None:
    """Raise ConflictError when a code that can stand alone would stand under a merged one now."""
    touched = {change.id for change in changes if change.kind == "code"}
    if not touched:
        return
    table = tables.codes.c
    codes = {row.id: row for row in connection.execute(select(table.id, table.parent_id, table.status))}
    for row in codes.values():
        above = codes.get(row.parent_id)
        merged = above is not None and above.status == _MERGED and row.status != _MERGED
        if merged and touched & {row.id, row.parent_id}:
            raise ConflictError(
                f"{row.id} would stand under {row.parent_id}, which is merged",
                where=where,
                remedy="move it elsewhere first",
            )


def check_carried(connection: Connection, changes: Sequence[Change], where: str) -> None:
    """Raise ConflictError when a memo or a decision would be left on something that is not there."""
    for kind in _CARRIERS:
        gone = [change.id for change in changes if change.kind == kind and change.after is None]
        memos = tables.memos.c
        for some in _portions(gone):
            on = (memos.target_kind == kind) & memos.target_id.in_(some)
            if connection.scalar(select(memos.id).where(on).limit(1)) is not None:
                raise ConflictError(
                    f"somebody wrote a memo on this {kind} meanwhile",
                    where=where,
                    remedy="it stays as long as the memo does",
                )
    decisions = tables.decisions.c
    for transcript_id, ids in _gone_codings(changes).items():
        for some in _portions(ids):
            made = (decisions.transcript_id == transcript_id) & decisions.coding_id.in_(some)
            if connection.scalar(select(decisions.id).where(made).limit(1)) is not None:
                raise ConflictError(
                    "a suggestion led to this coding meanwhile",
                    where=where,
                    remedy="look at what is there now and decide again",
                )


def check_memos(connection: Connection, changes: Sequence[Change], where: str) -> None:
    """Raise ConflictError when a memo gets onto what is not there, or where its coder has one already."""
    memos, own = tables.memos.c, {change.id for change in changes if change.kind == "memo"}
    for change in changes:
        after, before = change.after, change.before or {}
        if change.kind != "memo" or after is None:
            continue
        kind, target = after["target_kind"], after["target_id"]
        if (kind, target) == (before.get("target_kind"), before.get("target_id")):
            continue
        carrier = _CARRIERS.get(kind)
        if carrier is not None and not connection.scalar(
            select(func.count()).select_from(carrier).where(carrier.c.id == target)
        ):
            raise ConflictError(
                f"the {kind} of this memo is not there any more", where=where, remedy="write it on the turn"
            )
        same = (memos.target_kind == kind) & (memos.target_id == target) & (memos.coder == after["coder"])
        # Taking an act back restores what it found, even two that an older program let in.
        if not own.issuperset(connection.scalars(select(memos.id).where(same))):
            raise ConflictError(
                f"there is already a memo by {after['coder']} on this {kind}",
                where=where,
                remedy="open that one",
            )


def check_answers(connection: Connection, changes: Sequence[Change], where: str) -> None:
    """Raise ConflictError when a recommendation would answer a theme that is not there."""
    if not any(change.kind in ("theme", "recommendation") for change in changes):
        return
    there = set(connection.scalars(select(tables.themes.c.id)))
    for action, theme_ids in connection.execute(
        select(tables.recommendations.c.action, tables.recommendations.c.theme_ids)
    ):
        if not there.issuperset(theme_ids):
            raise ConflictError(
                f"a theme that is not there any more would be answered by “{shortened(action)}”",
                where=where,
                remedy="look at what is there now and decide again",
            )


def check_linked(connection: Connection, changes: Sequence[Change], where: str) -> None:
    """Raise ConflictError when an entry would lead to a theme, recommendation or entry that is not there."""
    if not any(change.kind in _LED_TO for change in changes):
        return
    found = connection.execute(select(tables.entries)).mappings().all()
    for table in _LED_TO.values():
        there = set(connection.scalars(select(table.c.id)))
        for row in found:
            if not there.issuperset(row[table.name]):
                raise ConflictError(
                    f"one of the {table.name} that is not there any more would be meant by"
                    f" “{shortened(next(iter(row['fields'].values()), row['table']))}”",
                    where=where,
                    remedy="look at what is there now and decide again",
                )


def _leaves(change: Change) -> bool:
    if change.kind != "code" or change.before is None:
        return False
    return change.after is None or (change.after["status"] == _MERGED != change.before["status"])


def _gone_codings(changes: Iterable[Change]) -> dict[str, list[str]]:
    gone: dict[str, list[str]] = {}
    for change in changes:
        if change.kind == "coding" and change.after is None and change.before is not None:
            gone.setdefault(change.before["transcript_id"], []).append(change.id)
    return gone


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _PORTION):
        yield ids[at : at + _PORTION]
