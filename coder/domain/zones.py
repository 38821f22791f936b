"""Zones of a journey: codes of talk that are never told of one person."""

from __future__ import annotations

ZONES = ("JRN.F", "JRN.L", "JRN.G")
"""The zones in the order in which one speaks of moving on; their names are edited, their ids stay."""


def zone_of(code_id: str) -> str:
    """The zone that a code belongs to; empty for a code of none."""
    return next((zone for zone in ZONES if f"{code_id}.".startswith(f"{zone}.")), "")
