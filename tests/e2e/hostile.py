"""A project in which every text would like to be obeyed, written past all services, as a stranger could."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from coder.domain.text import visible
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from tests import support

BAD = "[/]\x1b[31m\u202e[@click=app.quit]x[/] \x1b]52;c;aGk=\x07[b]"
"""What every text ends in, behind a letter of its own."""
BRIEF = visible(BAD)[:4]
"""As much of it as even a narrow column shows."""
WHOLE = visible(BAD)

RAW = ("\x1b[31m\u202e".encode(), b"\x1b]52", b"aGk=\x07", "\u202e".encode(), b"\x1b[31m[@")
"""Bytes that only data could have sent."""
FORBIDDEN = {*map(chr, range(32)), *map(chr, range(127, 160)), *"\u202a\u202b\u202d\u202e\u2066\u2067\u2068"}

PROJECT, LABEL, TITLE, GROUP, SPEAKER, CODE, SAYS, MEMO, LENS, WORDS, REASON, FILE = "PLTGSNDMAWRF"
"""The letters before it: which text it is."""

_STANDS_FOR = {"¤": "\x1b", "¥": "\u202e", "§": "\x07"}


def make(path: Path) -> None:
    """The project, with codings, memos, a bookmark and something to review."""
    said = _held(f"{WORDS}{BAD}") + " counselor ok. "
    talk = [("Facilitator", "How is it?"), *((name, said * 3) for name in ("S1", "S2", "S3"))]
    support.make(str(path), support.transcript(talk=talk), support.transcript("FG-02"))
    with bootstrap.session(str(path), "AM") as session:
        service = CodingService(session)
        first = session.transcript("FG-01")
        CorrectionService(session).edit_turn(first, 4, said + "more")
        first = session.transcript("FG-01")
        made = service.apply(first, first.turn(2).span, ["T.BEL"])
        service.apply(first, first.turn(3).span, ["T.WELL"])
        service.write_memo("coding", made.changes[0].id, "memo")
        service.write_memo("turn", f"{first.id}:{first.turn(2).seq}", "memo")
        service.write_memo("transcript", first.id, "memo")
        service.write_memo("project", "project", "memo")
    _spoil(path)


def _held(text: str) -> str:
    """The text with signs in the place of what an import would take away."""
    for sign, raw in _STANDS_FOR.items():
        text = text.replace(raw, sign)
    return text


def _spoil(path: Path) -> None:
    """Write the bad text everywhere, as if another program had."""
    with closing(sqlite3.connect(path)) as connection:

        def raw(text: str) -> str:
            for sign, meant in _STANDS_FOR.items():
                text = text.replace(sign, meant)
            return text

        connection.create_function("raw", 1, raw)
        connection.create_function("digest", 1, lambda text: hashlib.sha256(text.encode()).hexdigest())

        def bad(letter: str) -> str:
            return f"{letter}{BAD}"

        for statement, values in (
            ("UPDATE texts SET text = raw(text), source_name = ?", (bad(FILE),)),
            ("UPDATE texts SET sha256 = digest(text)", ()),
            ("UPDATE codings SET text = raw(text), was = raw(was)", ()),
            ("UPDATE codings SET was = ? WHERE code_id = 'T.WELL'", (bad(WORDS),)),
            (
                "UPDATE transcripts SET label = ?||label, title = ?, site = ?",
                (bad(LABEL), bad(TITLE), bad("I")),
            ),
            (
                'UPDATE transcripts SET "group" = ?, wave = ?, mode = ?, language = ?',
                (bad(GROUP), *[bad("O")] * 3),
            ),
            ("UPDATE speakers SET label = ?||label", (bad(SPEAKER),)),
            (
                'INSERT INTO participants (id, label, "group", attributes, version) VALUES (?, ?, ?, ?, 1)',
                ("p1", bad("Q"), bad(GROUP), json.dumps({bad("B"): bad("V")})),
            ),
            ("UPDATE speakers SET participant_id = 'p1' WHERE label LIKE '%S1'", ()),
            ("UPDATE codes SET name = ?||name, definition = ?", (bad(CODE), bad(SAYS))),
            ("UPDATE codes SET include = ?, exclude = ?, cues = ?", (*[json.dumps([bad(SAYS)])] * 3,)),
            ("UPDATE lenses SET name = ?||name", (bad(LENS),)),
            ("UPDATE memos SET text = ?", (bad(MEMO),)),
            ("UPDATE meta SET value = ? WHERE key = 'name'", (bad(PROJECT),)),
            ("INSERT INTO remarks SELECT transcript_id, revision, 0, ? FROM texts", (bad(REASON),)),
        ):
            connection.execute(statement, values)
        connection.commit()
