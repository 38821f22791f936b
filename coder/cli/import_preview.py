"""What a file holds, as lines for people, before it is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain.text import visible

if TYPE_CHECKING:
    from coder.services.previewing import Preview

_LANGUAGES = {"en": "English", "es": "Spanish", "pt": "Portuguese"}
_MOST = 20
"""So many speakers, remarks or names are shown; JSON has all."""


def preview_lines(found: Preview, file: Path) -> Iterator[str]:
    """A preview for people."""
    from coder.services.previewing import clock, sentence

    times = " to ".join(map(clock, found.times)) if found.times else "none"
    yield f"{file.name}, to be called {found.label}"
    yield f"  format    {found.format}: {found.why}"
    if found.title:
        yield f"  title     {found.title}"
    yield f"  kind      {found.kind.value}"
    yield f"  language  {_LANGUAGES.get(found.language, found.language) or 'not clear'}"
    yield f"  times     {times}"
    alone = f", {found.unattributed:,} without a speaker" if found.unattributed else ""
    yield f"  turns     {found.turns:,} with {found.words:,} words{alone}"
    if found.speakers:
        yield from _speaker_lines(found)
    yield from _listed("Lines to look at", [sentence(remark) for remark in found.not_understood])
    yield from _listed("Remarks", [remark.message for remark in found.remarks])
    if found.people:
        names = ", ".join(f"{name} ({count})" for name, count in islice(found.people.items(), _MOST))
        more = f" and {len(found.people) - _MOST} more" if len(found.people) > _MOST else ""
        yield f"  Names in the words that look like people: {names}{more}"
    if found.replaced:
        yield f"  Characters that may not be shown, or could not be read, and became �: {found.replaced:,}"


def _speaker_lines(found: Preview) -> Iterator[str]:
    from tabulate import tabulate

    room = max(20, shutil.get_terminal_size((100, 24)).columns - 62)
    cells = [
        [_cut(s.label, 28), f"{s.turns:,}", f"{s.words:,}", s.role.value, _cut(s.first_words, room)]
        for s in found.speakers[:_MOST]
    ]
    heads = ("speaker", "turns", "words", "role", "first words")
    align = ("left", "right", "right", "left", "left")
    table = tabulate(cells, heads, tablefmt="simple", disable_numparse=True, colalign=align)
    yield from (f"  {line}" for line in str(table).split("\n"))
    if len(found.speakers) > _MOST:
        yield f"  … and {len(found.speakers) - _MOST:,} more speakers"
    if len(found.speakers) > 1 and not found.facilitators:
        capitals = ", or those who speak in capitals with --caps-speaker NAME" if found.unattributed else ""
        yield f"  Nobody was taken for the facilitator; name one with --facilitator LABEL{capitals}."


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"  {title}:"
        yield from (f"    {line}" for line in lines[:_MOST])
    if len(lines) > _MOST:
        yield f"    … and {len(lines) - _MOST:,} more"


def _cut(text: str, most: int) -> str:
    clean = " ".join(visible(text).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"
