"""Every number of a written report, made again from the log and compared with what the document says."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coder.domain.text import visible
from coder.errors import InputError
from coder.services.chain import check_all
from coder.services.checking import Check
from coder.services.leaving import despite_leaks
from coder.services.report_states import (
    SETTINGS,
    Written,
    as_if_never_written,
    as_it_was,
    documents,
    settings_of,
)
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session
from coder.wholefile import folder_for_a_while

Place = tuple[str, int, int]
"""A table by its headings and how many of these came before; a row, a column. Paragraphs: their number."""

_TOLD = 10
"""How many differences are told one by one."""

_SHORT = 60


def verify_report(session: Session, path: Path) -> Iterator[Check]:
    """Compare a document with what the log gives: as it stood when it was written, and today.

    Numbers in tables and sentences are compared one by one. Raises InputError when the project did not
    write this document, and StoreError when the log was changed.
    """
    check_all(session.store)
    content = _content(path)
    written = _found(session, path, content)
    yield Check("log", True, f"the document was written after event {written.seq}, {written.moment:%Y-%m-%d}")
    if session.store.hash_at(written.seq) != written.head:
        yield Check("state", False, f"event {written.seq} of this log is not the one the document names")
        return
    if written.settings is None:
        yield Check("settings", True, "not remembered with this document; those of today were taken")
    with as_it_was(session, written.seq, written.settings) as then:
        logged = _made_again(then, written)
    untouched = hashlib.sha256(content).hexdigest() == written.sha256
    if logged == content:
        yield Check("document", True, "byte for byte what the log gives")
    elif untouched:
        yield Check("document", True, "as it was written, with what people had put into it before")
    else:
        yield Check("document", True, "was changed after it was written")
    said, meant = numbers(path.read_bytes()), numbers(logged)
    yield from _compared("numbers", said, meant, "the log gives", f"{_many(meant)} agree with the log")
    if session.store.erasures():
        yield Check("erased", True, "words were erased in this project; a sentence that held some differs")
    if changed := _changed_settings(session, written):
        yield Check("settings", True, f"changed since, and taken as they were then: {', '.join(changed)}")
    with as_if_never_written(session, written) as today:
        now = numbers(_made_again(today, written))
    for check in _compared("today", said, now, "today it would be", "all of them are the same today"):
        yield Check(check.name, True, check.detail)


def _changed_settings(session: Session, written: Written) -> list[str]:
    now = settings_of(session)
    then = written.settings or {}
    return [told for name, told in SETTINGS.items() if name in then and then[name] != now[name]]


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise InputError("there is no such document", where=visible(str(path)), remedy="check the name")
    return path.read_bytes()


def _found(session: Session, path: Path, content: bytes) -> Written:
    digest = hashlib.sha256(content).hexdigest()
    known = documents(session)
    exact = next((one for one in known if one.sha256 == digest), None)
    if exact is not None:
        return exact
    made = _made_at(path)
    near = [one for one in known if one.moment.astimezone(UTC).replace(microsecond=0) == made]
    if not near:
        raise InputError(
            "this document was not written from this project",
            where=visible(str(path)),
            remedy="name the project it was written from with --project",
        )
    return near[0]


def _made_at(path: Path) -> datetime | None:
    """When the document says that it was made; a program that changes it leaves that as it is."""
    import docx

    try:
        made = docx.Document(str(path)).core_properties.created
    # Whatever the library meets in a broken file.
    except Exception as error:
        raise InputError(
            "this is not a Word document", where=visible(str(path)), remedy="name a report in Word's format"
        ) from error
    return made.replace(tzinfo=UTC, microsecond=0) if made else None


def _made_again(session: Session, written: Written) -> bytes:
    asked: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.asked.items()
    }
    # The copy is for comparing alone, and never leaves its folder.
    with folder_for_a_while() as folder, despite_leaks("made again to be compared"):
        path = folder / "report.docx"
        write_report(session, path, request=ReportRequest(**asked), moment=written.moment)
        return path.read_bytes()


def numbers(content: bytes) -> dict[Place, str]:
    """Every cell and paragraph of a Word document that holds a digit, by its place."""
    from io import BytesIO

    import docx

    body = docx.Document(BytesIO(content)).element.body
    found: dict[Place, str] = {}
    seen: defaultdict[str, int] = defaultdict(int)
    for table in body.xpath(".//w:tbl"):
        rows = [
            [_text(cell) for cell in row.xpath("./w:tc | ./w:sdt//w:tc")] for row in table.xpath("./w:tr")
        ]
        title = " | ".join(rows[0]) if rows else ""
        seen[title] += 1
        for row, cells in enumerate(rows[1:], start=1):
            for column, text in enumerate(cells):
                found[f"{title} ({seen[title]})", row, column] = text
    for paragraph in body.xpath(".//w:p[not(ancestor::w:tbl)]"):
        text = _text(paragraph)
        seen[text] += 1
        found[f"“{text}”", seen[text], -1] = text
    return {place: text for place, text in found.items() if any(letter.isdigit() for letter in text)}


def _text(element: object) -> str:
    parts = element.xpath(".//w:t[not(ancestor::w:del)]")  # type: ignore[attr-defined]
    return " ".join("".join(part.text or "" for part in parts).split())


def _compared(
    name: str, said: dict[Place, str], meant: dict[Place, str], gives: str, well: str
) -> Iterator[Check]:
    wrong = [
        _difference(place, said, meant, gives) for place in [*meant, *(p for p in said if p not in meant)]
    ]
    told = [difference for difference in wrong if difference]
    if not told:
        yield Check(name, True, well)
    for difference in told[:_TOLD]:
        yield Check(name, False, difference)
    if len(told) > _TOLD:
        yield Check(name, False, f"and {len(told) - _TOLD} more")


def _difference(place: Place, said: dict[Place, str], meant: dict[Place, str], gives: str) -> str:
    here, there = said.get(place), meant.get(place)
    if here == there:
        return ""
    where, row, column = place
    if column < 0:
        which = "not in the document" if here is None else f"not what {gives.removesuffix(' be')}"
        return f"a sentence is {which}: {_short(where)}"
    table = f"table {_short(where)}, row {row}, column {column + 1}"
    return f"{table}: the document says {_short(here or 'nothing')}, {gives} {_short(there or 'nothing')}"


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _many(found: dict[Place, str]) -> str:
    cells = sum(place[2] >= 0 for place in found)
    return f"{cells} cells and {len(found) - cells} sentences with numbers"
