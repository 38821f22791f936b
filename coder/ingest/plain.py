"""Reader for plain text and Markdown in which lines begin with the names of speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from coder.domain.transcript import TranscriptKind
from coder.ingest.artifact import is_document, read_document
from coder.ingest.decode import decode
from coder.ingest.draft import Draft, Remark
from coder.ingest.labels import guess_roles, parse
from coder.ingest.lines import Line
from coder.ingest.source import Source, check_line_count, check_line_lengths, no_words
from coder.ingest.talk import read_talk

_PAGE_NUMBER = re.compile(r"\d{1,4}")
_WIDEST = 140
_INDENT = 8
"""From so many spaces on a line is taken for the rest of a paragraph that a typist aligned."""
_SENTENCE_END = (".", "?", "!", ":", "…", '"', "”", "»")


def read_plain(source: Source) -> Draft:
    """Read a `.txt` or `.md` transcript.

    Raises InputError when the bytes are not text, a line is endless or there are no words.
    """
    decoded = decode(source.data, source.name, source.overrides.encoding)
    raw = decoded.text.split("\n")
    check_line_count(sum(map(bool, map(str.strip, raw))), source.name)
    check_line_lengths(raw, source.name)
    furniture = _furniture(raw)
    numbers = decoded.line_numbers
    told = _furniture_remarks(raw, furniture, numbers)
    lines = _lines(raw, furniture, numbers)
    del raw  # frees memory: there may be very many lines
    why = source.why or "plain text"
    if is_document(source.overrides.kind):
        draft = read_document(source, lines, "txt", why, (*decoded.remarks, *told))
        return replace(draft, source_text=decoded.text, source_lines=numbers)
    talk = read_talk(lines, overrides=source.overrides, where=source.name)
    if not talk.turns:
        raise no_words(source)
    remarks = (*decoded.remarks, *told, *talk.remarks)
    if talk.labelled:
        why = f"{why} with {talk.labels.style.value}"
    return Draft(
        source.name,
        source.sha256,
        "txt",
        why,
        talk.turns,
        remarks,
        guess_roles(talk.turns),
        TranscriptKind.FOCUS_GROUP if talk.labelled else TranscriptKind.ARTIFACT,
        talk.title,
        decoded.text,
        decoded.line_numbers,
    )


def _lines(raw: Sequence[str], furniture: frozenset[int], numbers: Sequence[int]) -> list[Line]:
    """The lines that are not blank, each told apart as new paragraph or wrapped one."""
    width = _wrap_width(raw)
    lines: list[Line] = []
    blank = across_page = False
    for at, text in enumerate(raw):
        if at in furniture:
            across_page = True
        elif not text or text.isspace():
            blank = True
        else:
            gap = blank and not across_page
            # A page may end anywhere, so there only the end of a sentence ends a paragraph.
            wrapped = not gap and bool(lines) and _goes_on(lines[-1].text, text, width, across_page)
            lines.append(Line(numbers[at], text, blank and not wrapped, wrapped))
            blank = across_page = False
    return lines


def _goes_on(before: str, text: str, width: int, across_page: bool) -> bool:
    """Whether `text` is the rest of the paragraph that `before` began."""
    start = text.lstrip()
    if across_page or start[:1].islower():
        if not before.rstrip().endswith(_SENTENCE_END):
            return True
        if across_page:
            return False
    if len(text) - len(start) >= _INDENT:
        return True
    if not width:
        return False
    first_word = start[:_WIDEST].split(None, 1)[0]
    return len(before.rstrip()) + 1 + len(first_word) > width


def _wrap_width(raw: Sequence[str]) -> int:
    """The column near which a hard-wrapped text breaks its lines; 0 when it is not wrapped."""
    lengths = sorted(len(line.rstrip()) for line in raw if line.strip())
    if len(lengths) < 10 or lengths[-1] > _WIDEST:
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    near = sum(length >= 0.85 * width for length in lengths)
    return int(width * 0.75) if width >= 50 and near * 5 >= len(lengths) else 0


def _furniture(raw: Sequence[str]) -> frozenset[int]:
    """The indexes of page numbers that count up, and of the header that follows them."""
    numbers: list[int] = []
    for at, text in enumerate(raw):
        if _PAGE_NUMBER.fullmatch(text.strip()) and _alone(raw, at):
            expected = int(raw[numbers[-1]]) + 1 if numbers else int(text)
            if int(text) == expected:
                numbers.append(at)
    if len(numbers) < 3:
        return frozenset()
    after = {at: follower for at in numbers if (follower := _next_words(raw, at)) is not None}
    common = Counter(raw[at].strip() for at in after.values())
    heads = {at for at in after.values() if common[raw[at].strip()] >= 3 and not parse(raw[at])}
    return frozenset(numbers) | heads


def _alone(raw: Sequence[str], at: int) -> bool:
    before = raw[at - 1] if at else ""
    after = raw[at + 1] if at + 1 < len(raw) else ""
    return not before.strip() or not after.strip()


def _next_words(raw: Sequence[str], at: int) -> int | None:
    return next((i for i in range(at + 1, min(at + 60, len(raw))) if raw[i].strip()), None)


def _furniture_remarks(raw: Sequence[str], furniture: frozenset[int], numbers: Sequence[int]) -> list[Remark]:
    if not furniture:
        return []
    heads = [raw[at].strip() for at in sorted(furniture) if not _PAGE_NUMBER.fullmatch(raw[at].strip())]
    named = f" and {len(heads)} repeated page headers (“{heads[0][:80]}”)" if heads else ""
    pages = len(furniture) - len(heads)
    left = tuple(numbers[at] for at in sorted(furniture))
    return [Remark(f"{pages} page numbers{named} were left out", left[0], left, left_out=True)]
