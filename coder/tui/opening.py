"""Showing a project at once, and opening it meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from coder.services.glancing import Glance, first_look
from coder.services.whoami import coder_name

if TYPE_CHECKING:
    from coder.services.session import Session
    from coder.services.suggesting import SuggestionService
    from coder.tui.app import Ended
    from coder.tui.workplace import Start

_PAUSE = 0.002
"""Seconds for which looking at a log lets the keys go first, again and again."""


class Opening:
    """A project that is about to be opened, and what is seen of it until then."""

    def __init__(self, place: str, coder: str | None, seen: Glance) -> None:
        self.place = place
        self.coder = coder_name(coder)
        self.seen = seen
        self._open = ExitStack()
        self._suggestions: SuggestionService | None = None

    def open(self) -> tuple[Session, SuggestionService | None]:
        """Load what the interface is made of, and open the project; for the session's thread.

        Raises CoderError when it cannot be opened.
        """
        from coder.services import bootstrap
        from coder.services.recent import remember_project
        from coder.tui.screens import coding  # noqa: F401 - here, so that the screen does not wait for it

        # The app looks after the log and the backup when everything is shown.
        unseen = bootstrap.session(self.place, self.coder, looked_after=False)
        opened = self._open.enter_context(unseen)
        remember_project(opened)
        self._suggestions = bootstrap.suggestions(opened)
        return opened, self._suggestions

    def look_after(self) -> None:
        """Look at the log and take a backup, for a thread of its own. Raises StoreError."""
        from time import sleep

        from coder.services import bootstrap

        bootstrap.look_after(self.place, lambda: sleep(_PAUSE))

    def close(self) -> None:
        """Let go of the project; for the session's thread."""
        self._open.close()

    def stop(self) -> None:
        """Stop the suggester, at once."""
        if self._suggestions is not None:
            self._suggestions.close()


def show_project(place: str, coder: str | None, start: Start | None = None, *, tour: str = "") -> Ended:
    """Show a project until it is left. Raises CoderError when it cannot be opened."""
    label, turn = (start.transcript_label, start.turn) if start else ("", 0)
    seen = first_look(place, coder, label, turn)
    if seen is not None:
        from coder.tui.app import run_opening

        return run_opening(Opening(place, coder, seen), start, tour=tour)
    from coder.services import bootstrap
    from coder.services.recent import remember_project
    from coder.tui.app import run

    with bootstrap.session(place, coder) as opened:
        remember_project(opened)
        return run(opened, bootstrap.suggestions(opened), start, tour=tour)
