"""What became of the blocks of a report that was written into a document."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Told:
    """What became of the blocks, by id; `struck` are deleted by a tracked change.

    In those that are `edited` a person's words stand instead of ours, in `both` they stand beside ours,
    which have changed since; in those that are `overwritten` cells of tables are again as counted.
    `unasked` are those of sections that nobody asked for this time.
    """

    current: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    homeless: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
