"""A reader of lessons for tests: what is learned stands in a JSON file, by document."""

from __future__ import annotations

import json
from pathlib import Path

from coder.errors import CoderError
from coder.suggest.examples import Example


class Reader:
    """Gives what the file holds, every time; a file that is not there cannot be read now."""

    def __init__(self, place: str) -> None:
        self._place = Path(place)

    def lessons(self) -> dict[str, list[Example]]:
        if not self._place.exists():
            raise CoderError("the file is not there")
        documents = json.loads(self._place.read_text())
        return {name: [Example(*example) for example in some] for name, some in documents.items()}
