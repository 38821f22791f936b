"""Whether everybody can read a Word document: the check of a file that is there."""

from __future__ import annotations

from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError


def check_report(path: Path) -> list[str]:
    """What keeps people from reading a Word document, a sentence each.

    Raises InputError when it is no Word document or cannot be read.
    """
    from coder.report.word_check import problems

    where = visible(str(path))
    if path.suffix.casefold() != ".docx":
        raise InputError(
            "only a Word document is checked", where=where, remedy="name a file that ends in .docx"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the document cannot be read ({error.strerror})", where=where, remedy="name another"
        ) from error
    return problems(content, where)
