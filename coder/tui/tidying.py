"""Collecting garbage while nobody presses a key."""

from __future__ import annotations

import gc

CALM = 2.0
"""Seconds without a key from which somebody reads or thinks, and does not type."""

SOME, MOST = 20_000, 2_000_000
"""New objects that are worth a look while it is calm, and those that must not wait for that."""


class Tidying:
    """Looks for garbage in moments in which nobody waits.

    The collector by itself looks whenever much has been made, in the middle of a key as well, and takes
    the longer the more suggestions there are. Does nothing while it is on.
    """

    def __init__(self) -> None:
        self._touched = 0.0

    def touch(self, now: float) -> None:
        """Somebody has pressed a key; `now` are seconds of any clock."""
        self._touched = now

    def tidy(self, now: float, *, stays: bool) -> bool:
        """Collect if it is time to; whether it was. `stays` says that what is there now will stay."""
        made = gc.get_count()[0]
        calm = made > SOME and now - self._touched > CALM
        if gc.isenabled() or not (calm or made > MOST):
            return False
        gc.collect()
        if stays:
            # What was looked through once is not looked through again.
            gc.freeze()
        return True
