"""Makes transcripts of invented words to measure with: python benchmarks/make_transcripts.py FOLDER.

The words are made of syllables, the speakers are numbered, and the same seed makes the same talk.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

COUNT = 60
WORDS = 10_000
SEED = 20_260_312
_SYLLABLES = "ba be bo da de do fa fi ka ke ki la le lo ma me mi na ne no pa pe ra re ri sa se ta te ti to va"
_SMALL = "the a we they it and but so then when in on at of to for with is was do not no yes"
_MS_A_WORD = 400

Turn = tuple[str, str]


def talk(words: int, seed: int) -> list[Turn]:
    """Turns of about 40 words, `words` in all, between a facilitator and six others."""
    chance = random.Random(seed)  # noqa: S311 - made to be repeated, not to be secret
    syllables = _SYLLABLES.split()
    stock = _SMALL.split() * 20 + [
        "".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(1_500)
    ]
    turns: list[Turn] = []
    left, asks = words, True
    while left > 0:
        size = min(left, chance.randint(6, 18) if asks else chance.randint(15, 90))
        said = _sentences(chance.choices(stock, k=size), "?" if asks else ".")
        turns.append(("Facilitator" if asks else f"Voice {chance.randint(1, 6)}", said))
        left -= size
        asks = not asks and chance.random() < 0.4
    return turns


def _sentences(words: list[str], end: str) -> str:
    parts = [words[at : at + 14] for at in range(0, len(words), 14)]
    return " ".join(" ".join(part).capitalize() + end for part in parts)


def _timed(turns: list[Turn]) -> Iterator[tuple[int, int, str, str]]:
    at = 0
    for who, said in turns:
        end = at + len(said.split()) * _MS_A_WORD
        yield at, end, who, said
        at = end


def _clock(ms: int, point: str = ".") -> str:
    seconds = ms // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms % 1000:03}"


def write_txt(path: Path, turns: list[Turn]) -> None:
    """Plain text with a name and a colon before each turn."""
    path.write_text("\n\n".join(f"{who}: {said}" for who, said in turns) + "\n", encoding="utf-8")


def write_otter(path: Path, turns: list[Turn]) -> None:
    """Name and time on a line of their own, the words below."""
    blocks = [f"{who}  {at // 60_000}:{at // 1000 % 60:02}\n{said}" for at, _, who, said in _timed(turns)]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def write_vtt(path: Path, turns: list[Turn]) -> None:
    """Captions with a name before the words of each cue."""
    cues = [
        f"{number}\n{_clock(at)} --> {_clock(end)}\n{who}: {said}"
        for number, (at, end, who, said) in enumerate(_timed(turns), 1)
    ]
    path.write_text("\n\n".join(["WEBVTT", *cues]) + "\n", encoding="utf-8")


def write_srt(path: Path, turns: list[Turn]) -> None:
    """The same as SubRip."""
    cues = [
        f"{number}\n{_clock(at, ',')} --> {_clock(end, ',')}\n{who}: {said}"
        for number, (at, end, who, said) in enumerate(_timed(turns), 1)
    ]
    path.write_text("\n\n".join(cues) + "\n", encoding="utf-8")


def write_csv(path: Path, turns: list[Turn]) -> None:
    """A table of speakers and words."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("speaker", "text"), *turns])


def write_json(path: Path, turns: list[Turn]) -> None:
    """Segments as speech recognition gives them."""
    segments = [
        {"start": at / 1000, "end": end / 1000, "text": said, "speaker": who}
        for at, end, who, said in _timed(turns)
    ]
    path.write_text(json.dumps({"segments": segments, "language": "en"}), encoding="utf-8")


def write_docx(path: Path, turns: list[Turn]) -> None:
    """A Word document with a bold name before each turn."""
    import docx

    document = docx.Document()
    for who, said in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}:").bold = True
        paragraph.add_run(f" {said}")
    document.save(str(path))


WRITERS: tuple[tuple[str, Callable[[Path, list[Turn]], None]], ...] = (
    (".txt", write_txt),
    (".docx", write_docx),
    (".vtt", write_vtt),
    ("-otter.txt", write_otter),
    (".srt", write_srt),
    (".csv", write_csv),
    (".json", write_json),
)


def make(
    folder: Path, count: int = COUNT, words: int = WORDS, seed: int = SEED, only: str = ""
) -> list[Path]:
    """Write `count` transcripts of `words` words, in all formats in turn or in `only` one (such as .txt)."""
    folder.mkdir(parents=True, exist_ok=True)
    writers = [writer for writer in WRITERS if only in ("", writer[0])]
    if not writers:
        raise SystemExit(
            f"There is no format {only}; choose one of {', '.join(name for name, _ in WRITERS)}."
        )
    made: list[Path] = []
    for number in range(count):
        suffix, write = writers[number % len(writers)]
        path = folder / f"T-{number + 1:03}{suffix}"
        write(path, talk(words, seed + number))
        made.append(path)
    return made


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--words", type=int, default=WORDS, help="words in each transcript")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", metavar="SUFFIX", help="one format, such as .txt")
    given = parser.parse_args()
    made = make(given.folder, given.count, given.words, given.seed, given.only)
    print(f"Made {len(made)} transcripts of {given.words:,} words in {given.folder}.")


if __name__ == "__main__":
    main()
