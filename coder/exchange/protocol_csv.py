"""Which questions were asked where, as a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from coder.domain.protocol import Protocol, Question
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.sheets import read_rows

COLUMNS = ("question", "codes", "transcripts")


def read_protocol(path: Path, codes: Collection[str], labels: Collection[str]) -> Protocol:
    """A protocol from columns `question`, `codes` and `transcripts`, several separated by `|`.

    Raises InputError for a code or a transcript that the project does not have.
    """
    where = visible(str(path))
    questions = []
    for line, row in read_rows(path, COLUMNS, COLUMNS):
        place = f"{where} line {line}"
        about = _known(row["codes"], codes, "code", place)
        asked = _known(row["transcripts"], labels, "transcript", place)
        questions.append(Question(visible(row["question"]).strip(), about, asked))
    return Protocol(tuple(questions))


def _known(cell: str, known: Collection[str], noun: str, where: str) -> frozenset[str]:
    values = frozenset(value.strip() for value in cell.split("|") if value.strip())
    for value in sorted(values.difference(known)):
        raise InputError(
            f"there is no {noun} {visible(value)!r}", where=where, remedy=f"see `coder list PROJECT {noun}s`"
        )
    return values
