"""The settings of a project that decide what may be told: how many people a number must be about first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from coder.analysis.thresholds import Thresholds
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.session import Session

RECORDS, VOICES = "threshold:records", "threshold:voices"
"""The settings of a project that hold the two thresholds."""

FLOOR = "quotes:students"
"""The setting that says how many percent of the quotes should be students' at least."""

LIMIT = "recommendations:limit"
"""The setting that says how many recommendations are not too many."""

STRATEGIES = "strategies:limit"
"""The setting that says how many strategies a plan may have."""

FOLLOWED = "engagements"
"""The setting that holds the processes a project follows, as they were when it was made."""


def thresholds_of(
    meta: Mapping[str, str], records: int | None = None, voices: int | None = None
) -> Thresholds:
    """The thresholds of a project, or those asked for where they are no lower.

    Raises InputError for what `Thresholds` refuses, and for an option below what the project says: a
    command must not tell what its project hides.
    """
    usual = Thresholds()
    kept = Thresholds(_number(meta, RECORDS, usual.records), _number(meta, VOICES, usual.voices))
    for name, asked, least in (("records", records, kept.records), ("voices", voices, kept.voices)):
        if asked is not None and asked < least:
            raise InputError(
                f"this project tells nothing of fewer than {least} {name}",
                remedy=f"ask for {least} or more, or change `coder thresholds`",
            )
    return Thresholds(records or kept.records, voices or kept.voices)


def strategies_of(meta: Mapping[str, str]) -> int:
    """How many strategies the processes of a project allow; 0 where none says."""
    return _number(meta, STRATEGIES, 0)


def set_thresholds(session: Session, records: int | None = None, voices: int | None = None) -> Thresholds:
    """Keep thresholds for a project; None leaves one as it is. Raises InputError as `Thresholds` does."""
    kept = thresholds_of(session.store.meta())
    limits = Thresholds(
        kept.records if records is None else records, kept.voices if voices is None else voices
    )
    session.store.set_meta({RECORDS: str(limits.records), VOICES: str(limits.voices)})
    return limits


def _number(meta: Mapping[str, str], key: str, usual: int) -> int:
    text = meta.get(key, "")
    return int(text) if text.isdecimal() else usual
