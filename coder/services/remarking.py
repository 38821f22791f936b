"""Remarks about a file, as they stand once a person has decided what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from coder.ingest.draft import Remark

_QUOTED = re.compile("“([^“”]{1,80})”")
_BY_CODE = re.compile(r"known only by an identifier")
_ONE_PERSON = "if they are one person"


def standing(remarks: Iterable[Remark], shown: Mapping[str, str], codes: int) -> Iterator[Remark]:
    """The remarks that still hold, with the names that are shown now.

    `shown` gives for each label of the file its name, and `codes` counts the names that are only codes.
    """
    for remark in remarks:
        named = [label for label in _QUOTED.findall(remark.message) if label in shown]
        if _BY_CODE.search(remark.message):
            if codes:
                many = "1 speaker is" if codes == 1 else f"{codes} speakers are"
                yield replace(remark, message=f"{many} known only by an identifier; give them names")
        elif _ONE_PERSON not in remark.message or all(shown[label] == label for label in named):
            message = _QUOTED.sub(lambda found: f"“{shown.get(found[1], found[1])}”", remark.message)
            yield replace(remark, message=message)
