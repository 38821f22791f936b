"""How long a report takes: python benchmarks/report.py [--words N] [--codings N] [--keep FOLDER].

Makes a project of 60 sessions (600,000 words, 20,000 codings by two coders, a theme for each domain) and
writes the full report, and a project with 4,292 codings of which it lists every excerpt by code. The
measure to beat is Taguette 1.5.2, a program for the same work, which takes 28.9 s to write 4,292
highlights of 60 files as one flat Word document; it is measured in the same run where the commands
`taguette` and `ebook-convert`, which it needs for Word, are at hand. The same seed makes the same words.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.big_project import AT, SMALL, keep, keep_codings, laid_out
from coder.domain.coding import Coding, Origin
from coder.domain.theme import Theme
from coder.domain.transcript import Role, Speaker, Transcript, TranscriptFacts
from coder.services.projects import new_project
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session, added

SESSIONS, SEED = 60, 20_260_401
TAGUETTE = 28.9
"""Seconds that Taguette 1.5.2 took for 4,292 highlights of 60 files (an earlier run, other machine)."""

FLAT = 4_292
_GROUPS = ("students", "families", "educators", "leaders")
_WORDS = (*SMALL, "bus", "counselor", "office", "teacher")


def transcript(place: int, words: int) -> Transcript:
    """A conversation of a facilitator and seven others, of about so many words."""
    chance = random.Random(SEED + place)  # noqa: S311 - made to be repeated, not to be secret
    id_ = str(uuid.UUID(int=1000 + place))
    speakers = [Speaker(f"{id_}:0", id_, "Facilitator", Role.FACILITATOR)]
    speakers += [Speaker(f"{id_}:{n}", id_, f"Voice {place}-{n}", Role.PARTICIPANT) for n in range(1, 8)]
    talk: list[tuple[str, str]] = []
    said = 0
    while said < words:
        number = chance.randint(10, 60)
        text = " ".join(chance.choices(_WORDS, k=number)).capitalize() + "."
        who = speakers[0] if len(talk) % 9 == 0 else chance.choice(speakers[1:])
        talk.append((who.id, text))
        said += number
    facts = TranscriptFacts(group=_GROUPS[place % 4], wave=str(place % 2 + 1), date="2026-03-12")
    return laid_out(id_, f"FG-{place:02}", facts, speakers, talk)


def codings(made: list[Transcript], codes: list[str], number: int) -> Iterator[Coding]:
    """So many codings on turns of participants, by two coders."""
    chance = random.Random(SEED)  # noqa: S311 - made to be repeated, not to be secret
    spoken = {one.id: [turn for turn in one.turns if one.role(turn) is Role.PARTICIPANT] for one in made}
    for n in range(number):
        session = made[n % len(made)]
        turn = chance.choice(spoken[session.id])
        id_ = str(uuid.UUID(int=chance.getrandbits(128)))
        words, code, coder = session.words(turn), chance.choice(codes), ("AM", "BK")[n % 2]
        yield Coding(id_, session.id, turn.start, turn.end, words, code, coder, Origin.TYPED, AT)


def fill(session: Session, words: int, number: int) -> None:
    """Store the sessions, the codings, and a theme on some of the codings of each domain."""
    made = [transcript(place, words // SESSIONS) for place in range(SESSIONS)]
    for one in made:
        keep(session, one)
    codes = [code.id for code in session.tree.codes.values() if code.usable]
    found = list(codings(made, codes, number))
    keep_codings(session, found)
    for n, domain in enumerate(session.tree.domains):
        own = [c for c in found if session.tree.domain(c.code_id).id == domain][:12]
        evidence = tuple(coding.id for coding in own)
        theme = Theme(str(uuid.UUID(int=n + 1)), f"People say {n}.", (domain,), evidence=evidence, coder="AM")
        session.act("theme", "wrote a theme", [added("theme", theme)])


def timed(session: Session, path: Path, request: ReportRequest) -> tuple[float, float, int]:
    """Wall and processor seconds of writing a report, and how often it was told how far it is."""
    steps: list[str] = []
    wall, cpu = time.perf_counter(), time.process_time()
    write_report(session, path, steps.append, request)
    return time.perf_counter() - wall, time.process_time() - cpu, len(steps)


def measured(folder: Path, name: str, size: tuple[int, int], request: ReportRequest) -> float:
    """Make a project of so many words and codings, write its report, tell the times; gives the seconds."""
    words, number = size
    with new_project(str(folder / f"{name}.coder"), name, [], "AM") as session:
        fill(session, words, number)
        wall, cpu, told = timed(session, folder / f"{name}.docx", request)
    size_kb = (folder / f"{name}.docx").stat().st_size // 1024
    share = f"{wall / TAGUETTE:.0%} of {TAGUETTE} s"
    print(f"{name:8} {number:6,} codings {words:8,} words {wall:6.2f} s ({cpu:.2f} s of processor), {share},")
    print(f"{'':8} {size_kb:,} KB, told how far it is {told} times")
    return wall


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=600_000)
    parser.add_argument("--codings", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="Leave the projects and documents in this folder.")
    given = parser.parse_args()
    peers = [name for name in ("taguette", "ebook-convert") if shutil.which(name) is None]
    if peers:
        print(f"Taguette is not measured here: no {' and no '.join(peers)}. Compared with {TAGUETTE} s.")
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(exist_ok=True)
        flat = measured(folder, "flat", (given.words, FLAT), ReportRequest(sections=("excerpts",)))
        full = measured(folder, "full", (given.words, given.codings), ReportRequest())
    print(f"flat list under a tenth: {'yes' if flat < TAGUETTE / 10 else 'no'}")
    print(f"full report faster than the flat list of the other: {'yes' if full < TAGUETTE else 'no'}")


if __name__ == "__main__":
    main()
