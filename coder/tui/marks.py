"""How a code looks: a glyph for its place, a color as a third cue."""

from __future__ import annotations

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, MarkKind
from coder.domain.transcript import Turn
from coder.tui import safe
from coder.tui.state import TranscriptState

GLYPHS = ("▌", "▍", "▎")
"""The marks of the first three codings of a turn, in the margin and in the list beside it."""

OTHERS = "┊"
"""The mark of another coder's coding."""

MORE = "+"
"""Stands where a turn has more codings than marks."""

MORE_MEANS = "4th and further"
"""What `MORE` says, in few words."""

READ = "○"
"""The mark of a turn that was read and has nothing to code."""

BOOKMARK = "⚑"

FALLBACK = "#8a94a6"


def marks_on(state: TranscriptState, turn: Turn) -> tuple[Coding, ...]:
    """The codings of a turn in the order of their marks."""
    return state.codings_on(turn)


def glyph(state: TranscriptState, turn: Turn, coding: Coding) -> str:
    """The mark that stands for a coding of this turn."""
    place = [other.id for other in marks_on(state, turn)].index(coding.id)
    if not state.is_own(coding):
        return OTHERS
    return GLYPHS[place] if place < len(GLYPHS) else MORE


def code_color(tree: CodeTree, code_id: str) -> str:
    """The color of a code, or a gray one where it has none or is unknown."""
    return safe.color(tree.color(code_id), FALLBACK) if code_id in tree.codes else FALLBACK


def code_name(tree: CodeTree, code_id: str) -> str:
    """The name of a code; its id where it is unknown."""
    code = tree.codes.get(code_id)
    return code.name if code else code_id


def code_short(tree: CodeTree, code_id: str) -> str:
    """The short id of a code."""
    return code_id.rsplit(".", 1)[-1]


def turn_sign(state: TranscriptState, turn: Turn) -> str:
    """The sign of this coder's own mark on a turn, a bookmark first; empty where there is none."""
    if state.is_marked(turn, MarkKind.BOOKMARK):
        return BOOKMARK
    return READ if state.is_read(turn) else ""
