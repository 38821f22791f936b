"""Kills the program in the middle of everything that writes, and looks whether anything is lost.

    python benchmarks/faults.py --kills 200

A child process commits, brings a project up to date, backs it up, writes exports, merges codes and replaces
names, and says each act once it is acknowledged; it is killed with SIGKILL at a random moment. Afterwards
the project must open and verify, hold every act that was acknowledged, the backups and exports there are
must be whole, and nothing half-written may be left after the next start.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coder.errors import InputError
from coder.services import backups, bootstrap, verifying
from coder.services.coding import CodingService
from coder.wholefile import sweep

ROOT = Path(__file__).resolve().parent.parent
CODER = "AM"
LATEST = 0.6
"""Seconds after the child began its work within which it is killed."""

SLOW = {"pseudonymise": 4.0}
"""The same for what takes longer to be done once."""


# -- the child: does one thing again and again and says what is done


def commit(place: Path) -> None:
    """Put codes on turns and take them off again."""
    with bootstrap.session(str(place), CODER) as session:
        coding, talk = CodingService(session), session.transcript(session.store.transcripts()[0].label)
        _ready()
        while True:
            for turn in talk.numbered:
                # The one killed before may have been between the two.
                with suppress(InputError):
                    print(f"event {coding.apply(talk, turn.span, ['T.BEL']).seq}", flush=True)
                    undone = session.undo()
                    assert undone is not None
                    print(f"event {undone.seq}", flush=True)


def migrate(place: Path) -> None:
    """Open a project that an older program made."""
    _ready()
    with bootstrap.session(str(place), CODER) as session:
        print(f"event {session.store.event_count()}", flush=True)
    time.sleep(60)


def backup(place: Path) -> None:
    """Take backups."""
    with bootstrap.session(str(place), CODER, readonly=True) as session:
        _ready()
        while True:
            print(f"backup {backups.take(session.store).path}", flush=True)


def export(place: Path) -> None:
    """Write the codings and the report."""
    from coder.services.exchanging import ExchangeService
    from coder.services.reporting import write_report

    with bootstrap.session(str(place), CODER) as session:
        _ready()
        while True:
            ExchangeService(session).export_codings(place.with_name("codings.csv"))
            print(f"file {place.with_name('codings.csv')}", flush=True)
            write_report(session, place.with_name("report.docx"))
            print(f"file {place.with_name('report.docx')}", flush=True)


def merge(place: Path) -> None:
    """Merge codes and take it back."""
    from coder.services.codebook_editing import CodebookEditing

    with bootstrap.session(str(place), CODER) as session:
        editing = CodebookEditing(session)
        if session.tree.resolve("T.REL") != "T.REL":
            # The one killed before was between merging and taking it back.
            session.undo()
        _ready()
        while True:
            print(f"event {editing.merge('T.REL', 'T.WELL').seq}", flush=True)
            undone = session.undo()
            assert undone is not None
            print(f"event {undone.seq}", flush=True)


def pseudonymise(place: Path) -> None:
    """Replace names, with a key of its own each time, and take it back."""
    from coder.privacy import key
    from coder.services.pseudonyms import PseudonymService
    from coder.suggest import entities

    # A kill is to meet the writing, not the model that is loaded before it nor the work against guessing.
    entities.entities = lambda texts: [() for _ in texts]  # type: ignore[assignment]
    key.COST = 2**4
    wanted = {"Maya": "Student 1", "Jordan": "Student 2"}
    with bootstrap.session(str(place), CODER) as session:
        if not {"Maya", "Jordan"} & {speaker.label for speaker in session.store.speakers()}:
            # The one killed before was between replacing and taking it back.
            session.undo()
        service, made = PseudonymService(session), len(list(place.parent.glob("*.key")))
        _ready()
        while True:
            made += 1
            file = place.with_name(f"{made}.key")
            print(f"event {service.replace(wanted, file, 'correct horse battery').event.seq}", flush=True)
            print(f"file {file}", flush=True)
            undone = session.undo()
            assert undone is not None
            print(f"event {undone.seq}", flush=True)


WORK = {
    "commit": commit,
    "migrate": migrate,
    "backup": backup,
    "export": export,
    "merge": merge,
    "pseudonymise": pseudonymise,
}


def _ready() -> None:
    print("ready", flush=True)


# -- the parent: kills it, and looks what is left


def make(place: Path, *, old: bool = False) -> None:
    """A coded project, on demand as a program wrote it that knew fewer tables."""
    from tests import support
    from tests.integration.test_upgrading import make_old

    if old:
        make_old(str(place))
        return
    talk = [(("Maya", "Jordan")[n % 2], f"Sentence {n} about the counselor. " * 3) for n in range(200)]
    support.make(str(place), support.transcript(talk=talk))
    with bootstrap.session(str(place), CODER) as session:
        made = session.transcript("FG-01")
        for number in range(1, 40):
            code = ("T.WELL", "T.REL", "T.BEL")[number % 3]
            CodingService(session).apply(made, made.turn(number).span, [code])


def kill_once(what: str, place: Path, chance: random.Random) -> tuple[list[str], list[str]]:
    """Begin something, kill it, and give what it said and what is wrong now."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, __file__, "--do", what, "--place", str(place)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    ready = child.stdout.readline()
    time.sleep(chance.uniform(0, SLOW.get(what, LATEST)))
    child.send_signal(signal.SIGKILL)
    told = child.stdout.read().split("\n")
    child.stdout.close()
    child.wait()
    # The last line may have been cut off.
    said = told[:-1]
    wrong = [] if ready == "ready\n" else ["it did not even begin"]
    return said, wrong + left(place, said)


def left(place: Path, said: list[str]) -> list[str]:
    """What is wrong with a project and with what was written beside it."""
    wrong = [f"{one.name}: {one.detail}" for one in verifying.verify(str(place)) if not one.ok]
    with bootstrap.session(str(place), CODER) as session:
        last = max((int(line.split()[1]) for line in said if line.startswith("event ")), default=0)
        if session.store.event_count() < last:
            wrong.append(f"event {last} was acknowledged and is lost")
        with closing(sqlite3.connect(place)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for one in backups.all_backups()[:2]:
        wrong += [f"{one.path}: {c.detail}" for c in verifying.verify(str(one.path)) if not c.ok]
    for line in said:
        if line.startswith(("backup ", "file ")):
            wrong += _broken(Path(line.partition(" ")[2]), rotated=line.startswith("backup "))
    return wrong + _half_written(place)


def _broken(path: Path, *, rotated: bool) -> list[str]:
    if not path.exists():
        return [] if rotated else [f"{path} was acknowledged and is not there"]
    if path.suffix == ".docx" and (not zipfile.is_zipfile(path) or zipfile.ZipFile(path).testzip()):
        return [f"{path} is not whole"]
    return [] if path.stat().st_size else [f"{path} is empty"]


def _half_written(place: Path) -> list[str]:
    sweep(place.parent)
    for folder in {one.path.parent for one in backups.all_backups()}:
        sweep(folder)
    roots = (place.parent, backups.backups_folder())
    parts = [path for root in roots for path in root.rglob("*") if path.name.endswith((".part", ".new"))]
    return [f"{path} was left half-written" for path in parts]


def run(kills: int, seed: int, folder: Path) -> Counter[str]:
    """Kill so many times, in turn during each kind of work; gives what happened, and tells what is wrong."""
    chance, seen = random.Random(seed), Counter[str]()  # noqa: S311 - made to be repeated
    kinds = list(WORK)
    for number in range(kills):
        what = kinds[number % len(kinds)]
        place = folder / f"{what}.coder"
        if what == "migrate":
            for old in folder.glob("migrate*"):
                old.unlink()
        if not place.exists():
            make(place, old=what == "migrate")
        said, wrong = kill_once(what, place, chance)
        seen["kills"] += 1
        seen["acknowledged"] += len(said)
        seen["wrong"] += bool(wrong)
        seen[f"{what}: acknowledged"] += len(said)
        if (number + 1) % 20 == 0:
            print(f"{number + 1} kills so far: {seen['wrong']} lost something", file=sys.stderr, flush=True)
        for sentence in wrong:
            print(f"kill {number + 1}, during {what}: {sentence}", flush=True)
    return seen


def main() -> None:
    """Kill as often as the command line says; ends with 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20_261_130)
    parser.add_argument("--do", choices=list(WORK), help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.do:
        WORK[given.do](given.place)
        return
    with tempfile.TemporaryDirectory() as name:
        for variable in ("CODER_DATA_DIR", "CODER_STATE_DIR", "CODER_CONFIG_DIR"):
            os.environ[variable] = f"{name}/own"
        seen = run(given.kills, given.seed, Path(name))
    print(", ".join(f"{number} {what}" for what, number in seen.items()))
    if seen["wrong"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
