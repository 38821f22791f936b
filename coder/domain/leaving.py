"""What left the project as a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was written for others to read.

    `sha256` is of its bytes and `state` the last event that it could know. `people` are the ids of the
    participants, or of speakers whom nobody made a participant, whose words it holds; `codings` those
    whose words it holds. `findings` counts what the leak check found and `despite` says why it was
    written all the same.
    """

    id: str
    name: str
    sha256: str
    state: int
    people: tuple[str, ...]
    codings: tuple[str, ...]
    findings: int
    despite: str
    coder: str
    created_at: str
    version: int = 1
