"""Every character of PDF and old Word files is in a turn or in a remark.

What a file holds is known here because it was made here; the reader's own account of its source is
never asked.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coder.ingest.draft import Draft
from coder.ingest.legacy import find_office, old_word, read_old_word
from coder.ingest.pdf import read_pdf
from coder.ingest.source import Source
from tests.accounts import (
    PIECES,
    TALK,
    WORDS,
    assert_accounted,
    bare,
    furniture,
    said,
    word,
)
from tests.unit.test_pdf import Put, made


def assert_pages_accounted(draft: Draft, lines: Sequence[str]) -> None:
    told, count = furniture(draft, lines)
    found = assert_accounted(draft, lines, told)
    longest = sorted((len(bare(lines[at])) for at in told), reverse=True)
    assert found.told <= sum(longest[:count])


def turn_lines(talk: Sequence[tuple[str, str]], opening: str) -> list[list[str]]:
    """For each turn its lines as they stand on a page; each has a word that no other has."""
    return [
        [part for line in opening.format(name=name, at=at).split("\n") for part in wrap(f"{line}{rest}", 84)]
        if "\n" not in opening
        else [opening.format(name=name, at=at).strip(), *wrap(rest.strip(), 84)]
        for at, (name, words) in enumerate(talk)
        for rest in (f"{words} {word(at)}",)
    ]


OPENINGS = st.sampled_from(["{name}: ", "{name} (00:01): ", "[00:12] {name}: ", "{name}  0:{at:02}\n", ""])
MARGIN = st.sampled_from(["", "beside", "before"])


@settings(max_examples=30, deadline=None)
@example([("Wren", "1:30 señal 1:30")], "{name}  0:{at:02}\n", 4, False, "")
@given(TALK, OPENINGS, st.integers(4, 30), st.booleans(), MARGIN)
def test_pdf(talk: list[tuple[str, str]], opening: str, size: int, edges: bool, margin: str) -> None:
    body = [
        (line, str(number) if first == 0 else "")
        for number, lines in enumerate(turn_lines(talk * 3, opening), 1)
        for first, line in enumerate(lines)
    ]
    pages = [body[at : at + size] for at in range(0, len(body), size)]
    drawn: list[list[Put]] = []
    for number, page in enumerate(pages, 1):
        puts = [Put(60, 815, "Listening session 4")] if edges else []
        after: list[Put] = []
        for at, (line, count) in enumerate(page):
            y = 780 - 14 * at
            if margin and count:
                (puts if margin == "before" else after).append(Put(20, y, count))
            puts.append(Put(60, y, line))
        # Beside a single line the number is read before it, wherever it is drawn.
        puts = [*after, *puts] if len(page) == 1 else [*puts, *after]
        drawn.append([*puts, Put(60, 30, f"Page {number} of {len(pages)}")] if edges else puts)
    draft = read_pdf(Source("a.pdf", made(drawn)))
    assert_pages_accounted(draft, [put.text for page in drawn for put in page])


@settings(max_examples=20, deadline=None)
@given(TALK, st.sampled_from(["bold", "columns", "fixed spaces"]))
def test_pdf_without_colons(talk: list[tuple[str, str]], way: str) -> None:
    puts: list[Put] = []
    for at, (name, words) in enumerate(talk * 2):
        y = 800 - 26 * at
        rest = f"{words} {word(at)}"
        if way == "fixed spaces":
            puts.append(Put(60, y, f"{name}: {rest}".replace(" ", "\u00a0")))
        else:
            puts.append(Put(60, y, name, "F2" if way == "bold" else "F1"))
            puts.append(Put(150, y, rest))
    assert_pages_accounted(read_pdf(Source("a.pdf", made([puts]))), [put.text for put in puts])


@settings(max_examples=15, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=8))
def test_pdf_with_words_parted_at_the_end_of_a_line(turns: list[str]) -> None:
    lines = [
        line
        for at, words in enumerate(turns)
        for line in (f"{('Wren', 'Otis')[at % 2]}: {words} {word(at)}-", f"{word(at + 500)} {words}")
    ]
    puts = [Put(60, 780 - 14 * at, line) for at, line in enumerate(lines)]
    draft = read_pdf(Source("a.pdf", made([puts])))
    parted = sum(int(r.message.split()[0]) for r in draft.remarks if "words parted" in r.message)
    kept = bare("".join(said(draft)))
    dropped = sum(bare(line).rstrip("-")[-4:] + "-" not in kept for line in lines[::2])
    assert dropped <= parted
    assert_accounted(draft, [line.removesuffix("-") if _joined(line, kept) else line for line in lines])


def _joined(line: str, kept: str) -> bool:
    return line.endswith("-") and bare(line)[-5:] not in kept


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_old_word(tmp_path: Path) -> None:
    lines = [f"{('Wren', 'Otis Hale')[at % 2]}: {PIECES[at]} and {word(at)}" for at in range(len(PIECES))]
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.add_paragraph("Facilitator:\tA tab, and a bold end. ").add_run("Here.").bold = True
    document.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        str(find_office()),
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    data = (tmp_path / "a.doc").read_bytes()
    draft = read_old_word(Source("a.doc", data, old_word(data, "a.doc")))
    assert_accounted(draft, [*lines, "Facilitator: A tab, and a bold end. Here."])
