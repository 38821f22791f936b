"""Lines of a document → a draft: what the readers of Word, RTF, OpenDocument and PDF share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from coder.domain.text import canonical
from coder.domain.transcript import TranscriptKind
from coder.ingest.artifact import is_document, read_document
from coder.ingest.captions import TIMING
from coder.ingest.columns import Layout, layout_of
from coder.ingest.draft import NOTE_HEAD, Draft, DraftTurn, Remark
from coder.ingest.labels import plausible, to_ms
from coder.ingest.lines import Line
from coder.ingest.roles import guess_roles
from coder.ingest.source import Source, check_line_count, check_line_lengths, no_words
from coder.ingest.talk import read_talk

_INDENT = "    "
_HEAD = re.compile(r"(?P<name>\S.{0,61}?)[ \u00a0]{3}(?P<time>(?:\d{1,2}:)?\d{1,3}:\d{2})")


@dataclass(slots=True)
class Paragraph:
    """One paragraph, soft line breaks as LF, and how many characters lead in bold."""

    text: str
    bold: int = 0


@dataclass(slots=True)
class Rows:
    """The text of the cells of one table, row by row."""

    rows: list[list[str]]


def text_of(blocks: Iterable[Paragraph | Rows]) -> str:
    """The text of blocks, one line for each paragraph and row that is not blank."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts.extend("\t".join(cells) for cells in block.rows)
    return "\n".join(text for text in texts if text.strip())


@dataclass(slots=True)
class Lines:
    """The lines of the document `where`, numbered by paragraph and table row."""

    where: str
    lines: list[Line] = field(default_factory=list)
    number: int = 0
    gap: bool = False
    tables: int = 0
    source: list[tuple[int, str]] = field(default_factory=list)
    """The text of each paragraph and cell with its number, for the accounting of characters."""

    def take(self, block: Paragraph | Rows) -> int:
        """Append one paragraph or table; returns how many paragraphs and rows there are now.

        Raises InputError when there are more lines than any talk has.
        """
        if isinstance(block, Paragraph):
            self._paragraph(block)
        else:
            self._table(block)
        check_line_count(len(self.lines), self.where)
        return self.number

    def _paragraph(self, paragraph: Paragraph) -> None:
        self.number += 1
        self.source.append((self.number, paragraph.text))
        at = 0
        for text in canonical(paragraph.text).text.split("\n"):
            self._add(text, max(0, min(paragraph.bold - at, len(text))))
            at += len(text) + 1

    def _add(self, text: str, bold: int) -> None:
        if not text.strip():
            self.gap = True
            return
        before = self.lines[-1].text if self.lines and not self.gap else ""
        # Typewriter layout: each line of a paragraph is a paragraph of its own, indented by spaces.
        wrapped = text.startswith(_INDENT) and before.startswith(_INDENT)
        self.lines.append(Line(self.number, text, self.gap, wrapped, bold))
        self.gap = False

    def _table(self, table: Rows) -> None:
        """Rows in order, as turns when a column names the speakers."""
        rows = [[canonical(cell).text.strip() for cell in row] for row in table.rows]
        layout = layout_of(rows)
        self.gap = True
        self.tables += layout is not None
        for at, row in enumerate(rows):
            self.number += 1
            self.source.extend((self.number, cell) for cell in row)
            if layout is None or (at == 0 and layout.header):
                self._add("\t".join(filter(None, row)).replace("\n", " "), 0)
            else:
                self.lines.extend(_said(layout, row, self.number))
        self.gap = True


def _said(layout: Layout, row: Sequence[str], number: int) -> list[Line]:
    name, words, start_ms = layout.parts(row)
    return [
        Line(number, part, label=name if at == 0 else None, start_ms=start_ms if at == 0 else None)
        for at, part in enumerate(words.split("\n"))
        if part.strip() or (at == 0 and name)
    ]


def _check_size(lines: Sequence[Line], where: str) -> None:
    check_line_count(len(lines), where)
    check_line_lengths([line.text for line in lines], where)


def draft_of_lines(
    source: Source,
    lines: Sequence[Line],
    format_name: str,
    why: str,
    remarks: Sequence[Remark] = (),
    *,
    title: str = "",
    unit: str = "paragraph",
    after: Sequence[DraftTurn] = (),
) -> Draft:
    """The draft of a document's lines, as talk or, where the person says so, as a document.

    `after` are turns that stand behind the talk. Raises InputError when there are no
    words or a line is endless.
    """
    _check_size(lines, source.name)
    why = source.why or why
    if is_document(source.overrides.kind):
        return read_document(source, lines, format_name, why, remarks, title, after)
    talk = read_talk(_meeting(lines), unit=unit, overrides=source.overrides, where=source.name)
    if not talk.turns:
        raise no_words(source)
    if talk.labels.names:
        why = f"{why} with {talk.labels.style.value}"
    return Draft(
        source.name,
        source.sha256,
        format_name,
        why,
        (*talk.turns, *after),
        (*remarks, *talk.remarks),
        guess_roles(talk.turns),
        TranscriptKind.FOCUS_GROUP if talk.labelled else TranscriptKind.ARTIFACT,
        title or talk.title,
    )


def with_source(draft: Draft, found: Iterable[tuple[int, str]], notes: Iterable[DraftTurn] = ()) -> Draft:
    """The draft with the texts it was read from, and their numbers, for the accounting of characters.

    `notes` are the turns made of footnotes, whose words stand behind all others.
    """
    texts: list[str] = []
    numbers: list[int] = []
    behind = ((0, NOTE_HEAD.sub("", note.text)) for note in notes)
    for number, text in (*found, *behind):
        for line in canonical(text).text.split("\n"):
            texts.append(line)
            numbers.append(number)
    return replace(draft, source_text="\n".join(texts), source_lines=numbers)


def _meeting(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a Teams transcript with their labels; other lines as they are."""
    return _named_in_three(_named_above(lines))


def _named_above(lines: Sequence[Line]) -> Sequence[Line]:
    """Names and times that stand in the first line of a paragraph, as labels of the line below.

    There a name may be written in any way, such as `Hale, Wren`.
    """
    heads = {
        at: found
        for at, line in enumerate(lines[:-1])
        if lines[at + 1].number == line.number and (found := _HEAD.fullmatch(line.text.strip()[:90]))
    }
    if len(heads) < 2:
        return lines
    labelled = list(lines)
    for at, head in heads.items():
        labelled[at + 1] = replace(
            labelled[at + 1], label=" ".join(head["name"].split()), start_ms=to_ms(head["time"])
        )
    return [line for at, line in enumerate(labelled) if at not in heads]


def _named_in_three(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a meeting that gives each cue as a line of times, a line with a name, and words.

    Cues of one speaker in a row become one paragraph. Other lines come back as they are.
    """
    times = [at for at, line in enumerate(lines) if TIMING.fullmatch(line.text.strip()[:60])]
    named = [at for at in times if at + 2 < len(lines) and plausible(_name(lines[at + 1]), lower=True)]
    if len(named) < 2 or len(named) * 10 < len(times) * 9 or times[0] > 40:
        return lines
    found = list(lines[: times[0]])
    speaker = ""
    for at, end in zip(times, [*times[1:], len(lines)], strict=True):
        name = _name(lines[at + 1]) if at + 1 < end else ""
        words = lines[at + 2 : end]
        if words and name and name != speaker:
            clock = TIMING.match(lines[at].text.strip())
            start = to_ms(clock[1]) if clock else None
            found.append(replace(words[0], label=name, start_ms=start, wrapped=False))
            found.extend(words[1:])
        else:
            found.extend(replace(line, wrapped=True, gap=False) for line in words)
        speaker = name or speaker
    return found


def _name(line: Line) -> str:
    return " ".join(line.text.split()).rstrip(":")
