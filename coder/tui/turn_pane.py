"""What is known about the current turn: its codings, memos and suggestions, as styled text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, MarkKind, Memo, Origin
from coder.domain.noting import span_of
from coder.domain.transcript import Role, Turn
from coder.tui import safe
from coder.tui.cursor import Cursor
from coder.tui.drawing import clock
from coder.tui.lines import Lines
from coder.tui.marks import (
    BOOKMARK,
    GLYPHS,
    MORE,
    MORE_MEANS,
    OTHERS,
    READ,
    code_color,
    code_name,
    code_short,
    glyph,
)
from coder.tui.safe import Part
from coder.tui.state import TranscriptState
from coder.tui.wrap import wrap

Line = list[Part]

ORIGINS = {
    Origin.TYPED: "typed",
    Origin.ACCEPTED: "accepted",
    Origin.CORRECTED: "corrected",
    Origin.IMPORTED: "imported",
}

FACT_LINES = 3
"""How many lines the facts of a coding or the reason of a suggestion may take."""

FOCUSED = "›"
"""Stands before the coding in focus."""

KEPT_BACK = "⊘"
"""Stands before what somebody said about consent, where not everything may be used."""

GAP = 1
"""Columns between the lists when they stand side by side."""

NAMED = 8
"""Columns from which a code on a digit shows its name behind its short id."""

TALL = 28
"""Rows of the pane from which the codes on digits have a line each."""

ROOMY = 60
"""Columns from which the title has room for the selection as well."""

QUIET, HEAD, KEY = "$quiet", "bold $text-accent", "bold $text-primary"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why the list of suggestions is empty, when it is: a sentence for the reader."""

    sentence: str = "No suggestion waits here."


class TurnPane(Lines, can_focus=False):
    """Beside the transcript, or under it where there is no room."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._title: Line = []
        self._lines: list[Line] = []
        self._foot: list[Line] = []
        self._codings: tuple[Coding, ...] = ()
        self._top = 0

    def show(
        self,
        state: TranscriptState,
        cursor: Cursor,
        waiting: Waiting,
        *,
        strip: bool,
        recent: Sequence[tuple[str, str]] = (),
        timed: bool = False,
    ) -> None:
        """Draw what is known about the turn under the cursor; `strip` puts the lists side by side.

        `recent` are the codes on digits, each with its digit; they stay in sight at the foot. `timed`
        names the time of the turn, where it has one.
        """
        width = max(20, self.content_size.width)
        half = (width - GAP) // 2 if strip else width
        left = coded(state, cursor, half, brief=strip)
        right = suggested(state, cursor, waiting, half)
        turn = cursor.turn(state)
        self._codings = state.codings_on(turn) if turn else ()
        self._title = title(state, cursor.turn(state), cursor, width, timed=timed)
        self._foot = on_digits(state.tree, recent, width, strip=strip or self.content_size.height < TALL)
        self._lines = beside(left, right, half + GAP) if strip else [[], *left, [], *right]
        self._top = 0
        focus = next((at for at, line in enumerate(self._lines) if line and line[0][0] == FOCUSED), 0)
        if focus > self._room() - 3:
            self._scroll(focus - 1)
        self._put()

    def on_resize(self) -> None:
        """Use the room there is now."""
        self._put()

    def _put(self) -> None:
        """Draw the title, and as many lines as there is room for."""
        shown = self._lines[self._top : self._top + self._room()]
        if self._top + len(shown) < len(self._lines):
            shown[-1] = [(f"  … {len(self._lines) - self._top - len(shown) + 1} more lines", QUIET)]
        gap: list[Line] = [[] for _ in range(self._room() - len(shown))] if self._foot else []
        self.put([*split_lines(self._title), *shown, *gap, *self._foot])

    def codings_in_sight(self) -> list[tuple[str, int]]:
        """The ids of the codings that are listed in sight, each with its line of the pane."""
        left = iter(self._codings)
        begins = [at for at, line in enumerate(self._lines) if _begins_coding(line)]
        rows = [(coding.id, at - self._top) for coding, at in zip(left, begins, strict=False)]
        above = self.content_size.height - self._room() - len(self._foot)
        return [(id_, row + above) for id_, row in rows if 0 <= row < self._room()]

    def on_mouse_scroll_down(self) -> None:
        """Show what lies further down."""
        self._scroll(self._top + 1)

    def on_mouse_scroll_up(self) -> None:
        """Show what lies further up."""
        self._scroll(self._top - 1)

    def _room(self) -> int:
        title_lines = 1 + sum(_text(part).count("\n") for part in self._title)
        return max(1, self.content_size.height - title_lines - len(self._foot))

    def _scroll(self, top: int) -> None:
        self._top = max(0, min(top, len(self._lines) - self._room()))
        self._put()


def _begins_coding(line: Line) -> bool:
    return len(line) > 1 and _text(line[0]) in (FOCUSED, " ") and _text(line[1]) in (*GLYPHS, OTHERS, MORE)


def split_lines(line: Line) -> list[Line]:
    """A line that holds line breaks as several."""
    rows: list[Line] = [[]]
    for part in line:
        text, style = (part, "") if isinstance(part, str) else part
        for number, piece in enumerate(text.split("\n")):
            if number:
                rows.append([])
            if piece:
                rows[-1].append((piece, style))
    return rows


def joined(lines: Iterable[Line]) -> Content:
    """Lines as one content."""
    return Content("\n").join(safe.content(*line) for line in lines)


def beside(left: list[Line], right: list[Line], column: int) -> list[Line]:
    """Two lists side by side, the second one from `column` on."""
    rows: list[Line] = []
    for at in range(max(len(left), len(right))):
        first, second = left[at] if at < len(left) else [], right[at] if at < len(right) else []
        used = sum(safe.width(_text(part)) for part in first)
        rows.append([*first, " " * (column - used), *second] if second else [*first])
    return rows


def _text(part: Part) -> str:
    return part if isinstance(part, str) else part[0]


def title(
    state: TranscriptState, turn: Turn | None, cursor: Cursor, width: int, *, timed: bool = False
) -> Line:
    """Which turn it is and who speaks."""
    if turn is None:
        return [("No turns", HEAD)]
    speaker, role = state.transcript.speaker(turn), state.transcript.role(turn)
    who = speaker.shown if speaker else turn.kind.value
    known = role is not Role.UNKNOWN and role.value != who.casefold()
    what = f", {role.value}" if known else ""
    head = f"Turn {state.place_of(turn)}"
    if timed and turn.start_ms is not None:
        head += f" · {clock(turn.start_ms)}"
    notes: Line = []
    consent = state.consent_on(turn)
    if consent:
        notes.append((f"{KEPT_BACK} {consent}", "bold $text-warning"))
    if cursor.selected is not None:
        words, reach = len(cursor.selected.of(state.transcript.text).split()), len(cursor.touched(state))
        over = f" in {reach} turns" if reach > 1 else ""
        notes.append(f"{words} word{'s' if words != 1 else ''} selected{over}")
    if state.is_marked(turn, MarkKind.BOOKMARK):
        notes.append(f"{BOOKMARK} bookmark")
    if len(state.codings_on(turn)) > len(GLYPHS):
        notes.append((f"{MORE} {MORE_MEANS} coding", QUIET))
    room = width - len(head) - (sum(len(_text(note)) + 3 for note in notes) if width >= ROOMY else 0)
    line: Line = [(head, HEAD), safe.cut(f" · {who}{what}", room)]
    for note in notes:
        line += [" · " if width >= ROOMY else "\n", note]
    return line


def coded(state: TranscriptState, cursor: Cursor, width: int, *, brief: bool = False) -> list[Line]:
    """The codings of the turn, the focused one marked, and the memos on the turn.

    `brief` saves lines: only the focused coding tells more than a line about itself.
    """
    turn = cursor.turn(state)
    if turn is None:
        return []
    lines: list[Line] = [[("Coded", "bold")]]
    codings = state.codings_on(turn)
    for coding in codings:
        focused = coding.id == cursor.coding_id
        lines.extend(_coding(state, turn, coding, focused, width, 1 + focused if brief else FACT_LINES))
    if not codings and state.is_read(turn):
        lines.append([(f"  {READ} read, nothing to code", QUIET)])
    elif not codings:
        lines.append([("  no code yet · ", QUIET), ("c", KEY), (" picks one", QUIET)])
    for memo in state.memos_on("turn", state.memo_target(turn)):
        lines.extend(_memo(state, memo, "memo on the turn", 2, width, 1 if brief else FACT_LINES))
    for memo in state.memos_in(turn):
        found = span_of(memo)
        words = safe.quoted(found[1].of(state.transcript.text), 16) if found else "words"
        lines.extend(_memo(state, memo, f"on {words}", 2, width, 1 if brief else FACT_LINES))
    return lines


def _coding(
    state: TranscriptState, turn: Turn, coding: Coding, focused: bool, width: int, most: int
) -> list[Line]:
    own, quiet = state.is_own(coding), QUIET
    short, name = code_short(state.tree, coding.code_id), code_name(state.tree, coding.code_id)
    weight = "bold" if focused else "" if own else QUIET
    star = "★ " if coding.starred else ""
    lines: list[Line] = [
        [
            (FOCUSED if focused else " ", KEY),
            (glyph(state, turn, coding), code_color(state.tree, coding.code_id) if own else QUIET),
            " ",
            (star, "bold"),
            (safe.cut(f"{short} {name}", width - 3 - len(star)), weight),
        ]
    ]
    facts = " · ".join(
        [coding.coder, ORIGINS[coding.origin], *_over(state, coding), *_lens_names(state, coding)]
    )
    lines.extend(_wrapped(facts, 3, width, most, quiet))
    for memo in state.memos_on("coding", coding.id):
        lines.extend(_memo(state, memo, "memo", 3, width, most))
    return lines


def _over(state: TranscriptState, coding: Coding) -> list[str]:
    """The turns of a coding that stands in several."""
    turns = [turn for turn in state.transcript.turns_in(coding.span) if turn.number is not None]
    return [f"turns {turns[0].number}–{turns[-1].number}"] if len(turns) > 1 else []


def _lens_names(state: TranscriptState, coding: Coding) -> list[str]:
    names = []
    for lens_id, chosen in coding.lenses.items():
        lens = state.tree.lenses.get(lens_id)
        known = {value.id: value.name for value in lens.values} if lens else {}
        names += [known.get(value, value).lower() for value in chosen]
    return names


def _wrapped(text: str, indent: int, width: int, most: int, style: str) -> list[Line]:
    shown = safe.plain(text)
    lines = wrap(shown, width - indent)
    pieces = [shown[start:end] for start, end in lines[:most]]
    if len(lines) > most:
        pieces[-1] = safe.cut(shown[lines[most - 1].start :], width - indent)
    return [[" " * indent, (piece, style)] for piece in pieces]


def _memo(state: TranscriptState, memo: Memo, label: str, indent: int, width: int, most: int) -> list[Line]:
    who = "" if memo.coder == state.coder else f" ({memo.coder})"
    return _wrapped(f"✎ {label}{who}: {memo.text.strip()}", indent, width, most, "")


def suggested(state: TranscriptState, cursor: Cursor, waiting: Waiting, width: int) -> list[Line]:
    """What waits on the turn, with the key that accepts it and the reason."""
    turn = cursor.turn(state)
    if turn is None:
        return []
    lines: list[Line] = [[("Suggested", "bold")]]
    found = state.suggestions_on(turn)
    if found and cursor.selected is not None:
        lines[0].append((" · ⏎ on your selection", QUIET))
    for number, suggestion in enumerate(found, 1):
        short = code_short(state.tree, suggestion.code_id)
        label = safe.cut(f"{short} {code_name(state.tree, suggestion.code_id)}", width - 3)
        lines.append([(f" {number} ", KEY), (label, "bold" if number == 1 else "")])
        lines.extend(_wrapped(suggestion.reason, 3, width, FACT_LINES, QUIET))
    if not found:
        lines.extend(_wrapped(waiting.sentence, 2, width, FACT_LINES, QUIET))
    return lines


def on_digits(tree: CodeTree, recent: Sequence[tuple[str, str]], width: int, *, strip: bool) -> list[Line]:
    """The codes used last with the digits that put them on words; `strip` gives them one line."""
    if not recent:
        return []
    if not strip:
        rows: list[Line] = [
            [(f" {digit} ", KEY), safe.cut(f"{code_short(tree, id_)} {code_name(tree, id_)}", width - 3)]
            for digit, id_ in recent
        ]
        return [[("Recent", "bold")], *rows]
    room = max(5, width // len(recent) - 3)
    if room >= NAMED:
        labels = [f"{code_short(tree, id_)} {code_name(tree, id_)}" for _, id_ in recent]
    else:
        labels = [code_short(tree, id_) for _, id_ in recent]
    line: Line = []
    for (digit, _), label in zip(recent, labels, strict=True):
        line += [(f"{digit} ", KEY), (safe.fitted(label, room), QUIET), " "]
    return [line]
