"""Every character of the real PDF, JSON, CHAT and Excel files is in a turn or in a remark.

What they hold is told by other programs than our readers: `pdftotext`, the json module, a few lines
that know no more of CHAT than how its lines begin, and openpyxl.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from coder.domain.transcript import TurnKind
from coder.ingest.registry import read
from tests.accounts import accounted, bare, furniture, left_out, said, told_lines
from tests.support import SHARED

SAMPLES = SHARED / "samples"
WORKBOOKS = SHARED / "data"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this repository")


def found(pattern: str) -> list[str]:
    return sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.glob(pattern)) or ["absent"]


def present(name: str) -> Path:
    if name == "absent":
        pytest.skip("there is no sample of this format")
    return SAMPLES / name


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("name", found("*/*.pdf"))
def test_pdf(name: str) -> None:
    path = present(name)
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    text = done.stdout.decode().replace("\f", "\n")
    draft = read(path)
    lines = [line for line in text.split("\n") if line.strip()]
    told, _ = furniture(draft, lines)
    kept = bare("".join(said(draft)))
    count = accounted(draft, list(_parted_words_joined(lines, kept)), told)
    assert (count.unaccounted, count.invented, count.lines) == (0, 0, ())
    assert count.total == count.in_turns + count.structure + count.told


def _parted_words_joined(lines: Sequence[str], kept: str) -> Iterator[str]:
    """The lines without the hyphens at their ends that are in none of our words."""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        parted = line.rstrip().endswith("-") and after[:1].islower()
        joined = parted and bare(line).rstrip("-")[-6:] + bare(after)[:3] in kept
        yield line.rstrip().removesuffix("-") if joined else line


@pytest.mark.parametrize("name", found("*/*.json"))
def test_json(name: str) -> None:
    path = present(name)
    value = json.loads(path.read_text(encoding="utf-8"))
    listed = value["segments"] if "segments" in value else value["words"]
    draft = read(path)
    count = accounted(draft, [one["text"] for one in listed])
    assert (count.unaccounted, count.invented, count.structure) == (0, 0, 0)
    single = [one["word"] for part in value.get("segments", ()) for one in part["words"]]
    assert not left_out(draft)
    assert "".join(single) in bare("".join(said(draft)))
    voices = {one["speaker"] for one in value.get("paragraphs", listed) if "speaker" in one}
    assert voices == set(draft.speakers)


@pytest.mark.parametrize("name", found("*/*.cha"))
def test_chat(name: str) -> None:
    path = present(name)
    raw = path.read_bytes().decode("utf-8").split("\n")
    draft = read(path)
    told = told_lines(draft)
    turns = iter([turn for turn in draft.turns if turn.kind is TurnKind.SPEECH])
    others = bare(" ".join(turn.text for turn in draft.turns if turn.kind is not TurnKind.SPEECH))
    below = {at for at, line in enumerate(raw, 1) if line.startswith("%")}
    assert below <= told
    for number, line in enumerate(raw, 1):
        if line.startswith("*"):
            who, _, words = line[1:].partition(":")
            words = re.sub("\x15[0-9_]+\x15| [0-9]+_[0-9]+$", "", words)
            turn = next(turns)
            assert (turn.speaker, turn.line) == (who, number)
            assert number in told or bare(turn.text) == bare(words)
            assert set(re.findall(r"\w+", turn.text)) <= set(re.findall(r"\w+", words))
        elif line.startswith("@") and line[1:] not in ("UTF8", "Begin", "End"):
            assert bare(line[1:]) in others
        else:
            assert not line.strip() or number in told or line in ("@UTF8", "@Begin", "@End")
    assert next(turns, None) is None


@pytest.mark.skipif(not any(WORKBOOKS.glob("*/*.xlsx")), reason="no workbook is beside this repository")
def test_xlsx() -> None:
    path = min(WORKBOOKS.glob("*/*.xlsx"))
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    draft = read(path)
    unread = "".join(f", {r.message.partition(': ')[2]}," for r in left_out(draft) if "not read" in r.message)
    answers = Counter(bare(turn.text) for turn in draft.spoken)
    for at, column in enumerate(sheet.iter_cols(values_only=True), 1):
        name = str(column[0] or f"column {at}")
        if f", {name}," not in unread:
            answers.subtract(bare(str(value)) for value in column[1:] if value is not None)
    assert {text: count for text, count in answers.items() if count} == {}
    assert draft.spoken
