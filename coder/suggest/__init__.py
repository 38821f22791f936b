"""Texts in, proposals with reasons out. Knows no project and no screen.

`from coder.suggest import Engine, Example` is the engine on its own, described in
docs/suggestions.md. What it needs is loaded when it is first asked for, not here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coder.suggest.engine import Engine
    from coder.suggest.examples import Example, RankedCode

__all__ = ["Engine", "Example", "RankedCode"]

_HOMES = {"Engine": "engine", "Example": "examples", "RankedCode": "examples"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
