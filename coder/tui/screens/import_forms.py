"""What the preview of a file asks about who speaks in it, as forms."""

from __future__ import annotations

from collections.abc import Sequence

from coder.tui import safe
from coder.tui.incoming import CAPITALS_SPEAKER
from coder.tui.screens.asking import Field, FormScreen


def capitals_form(loud: Sequence[str], before: str | None) -> FormScreen:
    """Asks who speaks in capitals, showing some of the words; `before` is what was said last."""
    samples = "\n".join(f"“{safe.cut(text[:200], 60)}”" for text in loud[:3])
    note = f"{len(loud)} turns are written in CAPITALS and nobody is named for them:\n{samples}\n"
    if before:
        note += f"They were given to {before}. An empty line gives them to nobody."
    else:
        note += "Typists often write the moderator so. Enter gives them to this facilitator, "
        note += "Esc leaves them with nobody."
    field = Field("name", "Facilitator", before or CAPITALS_SPEAKER, selected=True)
    return FormScreen("Who speaks in CAPITALS?", [field], note=note, verb="yes, that is who")


def speakers_form(perhaps: Sequence[str]) -> FormScreen:
    """Asks which of the names that stand there once are speakers."""
    note = (
        "These stand where names of speakers stand, but only once, and their words are with whoever spoke "
        "before. Leave those who speak, and take the others out."
    )
    field = Field("names", "They speak", ", ".join(perhaps))
    return FormScreen("Who else speaks?", [field], note=note, verb="they are speakers")


def names_of(typed: str) -> tuple[str, ...]:
    """Names with commas between them."""
    return tuple(name for part in typed.split(",") if (name := " ".join(safe.plain(part).split())))
