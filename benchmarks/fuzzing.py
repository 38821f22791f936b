"""Feeds broken input to everything that reads: python benchmarks/fuzzing.py --seconds 600

Each reader of transcripts, the codebook loader, the readers of tables, and the query parser get files that
were cut, doubled, flipped and spliced at random places. Whatever happens has to be a result or a CoderError;
anything else is told with its seed and kept in a folder, to become a case of `tests/unit/test_fuzzing.py`.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coder.domain.query import parse
from coder.errors import CoderError
from coder.exchange.claims_yaml import read_claims
from coder.exchange.codebook_yaml import load_codebook
from coder.exchange.codings_csv import read_codings
from coder.exchange.engagement_yaml import load_engagement
from coder.exchange.measures_csv import read_links, read_measures
from coder.exchange.protocol_csv import read_protocol
from coder.exchange.roster_csv import read_roster, read_sessions
from coder.ingest.registry import FORMATS, read

ROOT = Path(__file__).resolve().parent.parent

BITS = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1b[31m",
        b"\r",
        b"\n\n",
        b"\t",
        b'"',
        b",",
        b";",
        b"{",
        b"}",
    ),
    *(
        b"[",
        b"]",
        b"<",
        b">",
        b"&lt;",
        b"&#0;",
        b"<!DOCTYPE a [",
        b"-->",
        b"00:00:01.000 --> ",
        b"99:99:99",
        b"*",
    ),
    *(
        b"\\u0000",
        b"\\'ff",
        b"\xed\xa0\x80",
        "\u202e".encode(),
        "é\u0301".encode(),
        b"-1",
        b"1e999",
        b"NaN",
        b": ",
    ),
    *(
        b"&a",
        b"*a",
        b"!!python/object",
        b"- ",
        b"? ",
        b"|",
        b"null",
        b"true",
        b"0x",
        b"(",
        b")",
        b"NOT ",
        b"NEAR/",
    ),
)
"""What parsers stumble over."""


def targets() -> dict[str, Callable[[Path], object]]:
    """What reads, by its name."""
    found: dict[str, Callable[[Path], object]] = {
        f"transcript as {name}": lambda path, name=name: read(path, as_format=name)  # type: ignore[misc]
        for name in FORMATS
    }
    found["transcript"] = read
    found["codebook"] = load_codebook
    found["engagement"] = load_engagement
    found["claims"] = read_claims
    found["codings"] = read_codings
    found["roster"] = read_roster
    found["sessions"] = read_sessions
    found["measures"] = read_measures
    found["links"] = read_links
    found["protocol"] = lambda path: read_protocol(path, {"A"}, {"FG-01"})
    found["query"] = lambda path: parse(path.read_bytes().decode("utf-8", "replace"))
    return found


def seeds(more: Path | None = None) -> list[tuple[str, bytes]]:
    """Sound files to break: those of the program, some made here, and those in a folder."""
    found = [(path.suffix, path.read_bytes()) for path in sorted((ROOT / "transcripts_sample").iterdir())]
    found = found[:4] + [
        (path.suffix, path.read_bytes()) for path in sorted((ROOT / "codebooks").rglob("*.y*ml"))
    ]
    found += [(".docx", _word()), (".xlsx", _excel())]
    found += [(suffix, text.encode()) for suffix, text in TEXTS]
    if more is not None:
        files = sorted(path for path in more.rglob("*") if path.is_file())
        found += [(path.suffix, path.read_bytes()) for path in files if path.stat().st_size < 300_000]
    return found


TEXTS = (
    (".vtt", "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\n<v Maya>One counselor.</v>\n\n"),
    (".srt", "1\n00:00:01,000 --> 00:00:02,500\nMaya: One.\n\n2\n00:00:03,000 --> 00:00:04,000\nB\n"),
    (".cha", "@UTF8\n@Begin\n@Participants:\tMAY Maya Child\n*MAY:\tone counselor .\n@End\n"),
    (".json", '{"segments": [{"start": 0.5, "end": 1.5, "speaker": "A", "text": "One counselor."}]}'),
    (".csv", "transcript,code,coder,turn,start,end\nFG-01,A,AM,1,,\n"),
    (".csv", "label,transcript,participant,group,role\nMaya,FG-01,S1,students,participant\n"),
    (".txt", "Maya: One counselor.\n\nJordan: [laughter] Yeah.\n\n[00:01:02] Maya: Nobody.\n"),
    (".rtf", r"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}} Maya: One \'e9 counselor.\par Jordan: Yeah.\par}"),
    (".eaf", '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/></TIME_ORDER>'
             '<TIER TIER_ID="Maya" PARTICIPANT="Maya"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" '
             'TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t1"><ANNOTATION_VALUE>One.</ANNOTATION_VALUE>'
             "</ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"),
    (".yaml", "themes:\n- id: t1\n  claim: Nobody asks.\n  for: [FG-01:3 T.BEL]\n  against: []\n"
              "recommendations:\n- id: r1\n  action: Ask.\n  themes: [t1]\n"),
    (".query", 'belonging AND ("one counselor" OR code:BEL) NOT speaker:Maya /coun.*r/ ~help'),
)  # fmt: skip


def _word() -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("Maya: One counselor.")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Jordan"
    table.cell(0, 1).text = "Yeah."
    document.save(out)
    return out.getvalue()


def _excel() -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["speaker", "text"], ["Maya", "One counselor."], ["Jordan", 3.5]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def broken(data: bytes, chance: random.Random) -> bytes:
    """The data with a few faults; inside its members where it is an archive."""
    if data[:2] == b"PK" and chance.random() < 0.8:
        return _broken_archive(data, chance)
    content = bytearray(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, many = chance.randrange(len(content) + 1), chance.choice((1, 2, 8, 64, 512))
        match chance.randrange(5):
            case 0:
                content[at:at] = chance.choice(BITS)
            case 1:
                del content[at : at + many]
            case 2:
                content[at:at] = content[at : at + many] * chance.choice((1, 3, 50))
            case 3:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                start = chance.randrange(len(content) + 1)
                content[at : at + many] = content[start : start + many]
    return bytes(content[:400_000])


def _broken_archive(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            names = old.namelist()
            chosen = chance.choice(names) if names else ""
            for name in names:
                content = old.read(name)
                new.writestr(name, broken(content, chance) if name == chosen else content)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return data[: chance.randrange(len(data) + 1)]
    return out.getvalue()


def feed(
    seconds: float, seed: int, folder: Path, more: Path | None = None
) -> Iterator[tuple[str, str, Path]]:
    """Break files until the time is over; gives target, fault and file of whatever was not handled."""
    chance, known, end = random.Random(seed), seeds(more), time.monotonic() + seconds  # noqa: S311 - to be repeated
    reading = list(targets().items())
    tried, told = Counter[str](), set[str]()
    number = 0
    while time.monotonic() < end:
        name, target = reading[number % len(reading)]
        suffix, data = chance.choice(known)
        number += 1
        path = folder / f"case{suffix}"
        path.write_bytes(broken(data, chance))
        tried[name] += 1
        try:
            target(path)
        except CoderError:
            continue
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
            if fault not in told:
                told.add(fault)
                kept = folder / f"unhandled-{len(told)}{suffix}"
                path.rename(kept)
                yield name, fault, kept
    print(f"{number} files, at least {min(tried.values())} for each of {len(tried)} readers", file=sys.stderr)


def main() -> None:
    """Feed for as long as the command line says; ends with 1 when anything was not handled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--more", type=Path, help="a folder with more files to break")
    parser.add_argument("--keep", type=Path, help="a folder for what was not handled")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp())
    wrong = 0
    for name, fault, path in feed(given.seconds, given.seed, folder, given.more):
        wrong += 1
        print(f"{name}: {fault}: {path}", flush=True)
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
