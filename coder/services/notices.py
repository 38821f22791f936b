"""What the program has to say beside its work: each sentence once, by whichever front end is there."""

from __future__ import annotations

_WAITING: list[str] = []
_TOLD: set[str] = set()


def notice(sentence: str) -> None:
    """Have something told; what was told before in this run of the program is not told again."""
    if sentence not in _TOLD:
        _TOLD.add(sentence)
        _WAITING.append(sentence)


def take_notices() -> list[str]:
    """What is to be told now, oldest first."""
    waiting = _WAITING[:]
    _WAITING.clear()
    return waiting
