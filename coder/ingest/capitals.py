"""Paragraphs of capitals without a label, which some typists use for the moderator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.ingest.labels import Found, Labels
from coder.ingest.lines import Line

_LEAST = 10
_BRACKETS = re.compile(r"\[[^\[\]]{0,300}\]")
_ORDINALS = {ord(sign): None for sign in "ªº"}


def capitals(
    lines: Sequence[Line], start: int, labels: Labels, found_at: Sequence[Found | None], wanted: bool
) -> frozenset[int]:
    """The indexes of the lines, from `start` on, in unlabelled paragraphs of capitals, when these stand out.

    They do when they are common and the words after labels are not in capitals as well.
    """
    paragraphs = labelled = shouted = 0
    indexes: list[int] = []
    inside = False
    for at in range(start, len(lines)):
        line = lines[at]
        found = found_at[at] or labels.mistyped(line.text)
        if found:
            labelled += 1
            shouted += is_capitals(found.rest)
        inside = not found and not line.label and (inside or not line.wrapped) and is_capitals(line.text)
        if inside:
            paragraphs += not line.wrapped
            indexes.append(at)
    common = wanted or (paragraphs >= _LEAST and paragraphs * 10 >= labelled)
    return frozenset(indexes) if labelled and common and shouted * 2 < labelled else frozenset()


def is_capitals(text: str) -> bool:
    """Whether all letters are capitals, notes in brackets aside, and there are two of them."""
    if text.islower():
        return False
    words = (_BRACKETS.sub("", text) if "[" in text else text).translate(_ORDINALS)
    return words.isupper() and sum(map(str.isalpha, words)) >= 2
