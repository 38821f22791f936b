"""A code that is made while coding: with its first coding, as one act."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from coder.domain.codebook import Code, CodeTree
from coder.domain.coding import Coding, Origin, worded
from coder.domain.events import Event
from coder.domain.text import canonical
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.services.codebook_editing import CodebookEditing, Planned
from coder.services.coding import CodingService
from coder.services.session import Session, added, place
from coder.store.store import now

IN_VIVO_WORDS, IN_VIVO_LETTERS = 7, 48
"""How many of a participant's words a code is called by."""

_AROUND = " \t\n.,;:!?…–—-\"'“”‘’«»()[]"


class InPlaceService:
    """What one coder adds to the codebook of an open project without leaving the words."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def apply_new(
        self,
        transcript: Transcript,
        span: Span,
        name: str,
        parent_id: str | None = None,
        also: Sequence[str] = (),
    ) -> tuple[Event, Code]:
        """Make a code and put it, and the codes `also` named, on an excerpt; one undo takes all back.

        Raises InputError when the name is taken or the selection holds no words.
        """
        editing, codes = CodebookEditing(self.session), list[Code]()

        def plan() -> Planned:
            code, changes = editing.prepared(name, parent_id)
            codes.append(code)
            made = self._codings(transcript, span, code, also)
            told = f"made code {code.id} {code.name} and put it on {place(transcript, made[0])}"
            return Planned(told, [*changes, *(added("coding", one) for one in made)], code)

        return editing._act("new code", plan, ""), codes[-1]

    def _codings(self, transcript: Transcript, span: Span, code: Code, also: Sequence[str]) -> list[Coding]:
        excerpt, service = worded(transcript, span), CodingService(self.session)
        first = Coding(
            str(uuid.uuid4()),
            transcript.id,
            excerpt.span.start,
            excerpt.span.end,
            excerpt.text,
            code.id,
            self.session.coder,
            Origin.TYPED,
            now(),
        )
        return [first, *(service.coding(transcript, span, other) for other in also)]


def in_vivo_name(words: str) -> str:
    """What a code is called by some words of a participant: the first few of them, without marks around.

    Raises InputError when nothing is left.
    """
    kept = ""
    for word in canonical(words).text.strip(_AROUND).split()[:IN_VIVO_WORDS]:
        if kept and len(kept) + 1 + len(word) > IN_VIVO_LETTERS:
            break
        kept = f"{kept} {word}".strip()
    name = kept[:IN_VIVO_LETTERS].strip(_AROUND)
    if not name:
        raise InputError("the selection holds no words", remedy="select some first, with s or -")
    return name[:1].upper() + name[1:]


def home_of(tree: CodeTree, *used: str) -> str | None:
    """Where a new code goes by itself: the domain of the first code in use, else the first branch."""
    for code_id in used:
        if code_id in tree.codes:
            return tree.domain(code_id).id
    return next((code.id for _, code in tree.walk() if not code.codable), None)
