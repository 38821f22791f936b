"""What the screen needs of whoever suggests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coder.domain.coding import Coding, Decision, Suggestion
    from coder.domain.transcript import Transcript, Turn
    from coder.tui.holdings import Tally


class Suggests(Protocol):
    """The part of the suggestion service that the screen needs."""

    @property
    def suggester(self) -> str:
        """Which suggester proposes, for the record of decisions."""

    @property
    def notice(self) -> str:
        """A sentence for the reader when suggestions are not as good as they could be."""

    def prepare(self) -> object:
        """Look whether there is something to be learned. For the session's thread."""

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[Any]]:
        """What is found in the turns; slow, and leaves the session alone."""

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: Mapping[str, Tally] | None = None,
    ) -> dict[int, list[Suggestion]]:
        """What is found as suggestions, without those that are settled; leaves the session alone.

        `tallies` says how often suggestions of a code were taken, where `decisions` are not all.
        """

    def close(self) -> None:
        """Stop, at once."""
