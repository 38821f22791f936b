"""How many people a number must be about to be told: the one place that says so.

A project's thresholds go with its evidence (`coder.analysis.frame.Evidence.thresholds`), so that
whatever is counted from that evidence is protected by them, and printed with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coder.errors import InputError

SMALLEST_GROUP = 5
"""A group of fewer people than this is never told; a project may ask for more, and never for less."""

RECORDS_RANGE = range(5, 31)
"""The least group sizes that may be set for records (NCES 2011-603: states use 5 to 30)."""


class Unit(StrEnum):
    """What is counted: rows of school records, or people who took part."""

    RECORDS = "records"
    VOICES = "voices"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many people a number must be about to be printed.

    Raises InputError for a number of records outside 5 to 30, or of voices below 5.
    """

    records: int = 10
    voices: int = SMALLEST_GROUP

    def __post_init__(self) -> None:
        if self.records not in RECORDS_RANGE:
            raise InputError(
                f"{self.records} is no threshold for records",
                remedy=f"use {RECORDS_RANGE.start} to {RECORDS_RANGE.stop - 1}",
            )
        if self.voices < SMALLEST_GROUP:
            raise InputError(
                f"{self.voices} is too low a threshold for voices", remedy=f"use {SMALLEST_GROUP} or more"
            )

    def of(self, unit: Unit) -> int:
        """The threshold of one unit."""
        return self.records if unit is Unit.RECORDS else self.voices

    @property
    def few(self) -> str:
        """`fewer than 5`: stands where there are people, but so few that no number may be told."""
        return f"fewer than {self.voices}"


def few(least: int = SMALLEST_GROUP) -> str:
    """`<5`: stands for a number among people too few to be told."""
    return f"<{least}"
