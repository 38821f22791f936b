"""The command that brings transcripts in: it shows what was found, asks, and keeps."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.import_preview import preview_lines
from coder.cli.output import Row, coder_option, emit, format_option, say
from coder.domain.text import visible
from coder.errors import CoderError, InputError, Stopped

if TYPE_CHECKING:
    from coder.services.importing import Tables
    from coder.services.previewing import Draft, Overrides, Preview
    from coder.services.session import Session

PATH = click.Path(path_type=Path)
_SUMMARY = ("file", "transcript", "format", "turns", "speakers", "result")
_FACTS = ("kind", "group", "site", "date", "language", "wave")
_READING = (
    "as_format",
    "encoding",
    "speaker_regex",
    "sheet",
    "tiers",
    "facilitators",
    "speakers",
    "caps_speaker",
    "said_by",
)


@click.command("import")
@click.argument("project")
@click.argument("files", nargs=-1, type=PATH)
@click.option("--dry-run", "dry", is_flag=True, help="Only show what was found; PROJECT may be missing.")
@click.option("--yes", is_flag=True, help="Keep everything as it was found, without asking.")
@click.option("--as", "as_format", metavar="FORMAT", help="What the files are, such as txt, docx or vtt.")
@click.option("--encoding", metavar="NAME", help="How the letters are stored, such as cp1252.")
@click.option("--speaker-regex", metavar="REGEX", help="What begins a turn; its first group is the label.")
@click.option("--columns", multiple=True, metavar="speaker=…,text=…", help="What is in which column.")
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook to read.")
@click.option("--tier", "tiers", multiple=True, metavar="NAME", help="A tier of an ELAN file; repeatable.")
@click.option("--facilitator", "facilitators", multiple=True, metavar="LABEL", help="Who leads; repeatable.")
@click.option(
    "--speaker", "speakers", multiple=True, metavar="LABEL", help="Speaks, if only once; repeatable."
)
@click.option("--caps-speaker", metavar="NAME", help="Who speaks in paragraphs of CAPITALS without a label.")
@click.option("--said-by", metavar="NAME", help="Who says all that the file gives to nobody.")
@click.option("--label", help="What to call the transcript (one file).  [default: the file's name]")
@click.option("--kind", help="interview, work session, survey comments, artifact…  [default: focus group]")
@click.option("--group", help="The stakeholder group, such as students.")
@click.option("--site", help="Where it took place.")
@click.option("--date", help="When it took place, such as 2026-03-12.")
@click.option("--language", help="The main language, such as en or es.")
@click.option("--wave", help="Which round of listening it belongs to.")
@click.option("--sessions", type=PATH, metavar="FILE", help="A table of facts: transcript, title, kind…")
@click.option("--roster", type=PATH, metavar="FILE", help="Who is who: transcript, speaker, participant…")
@format_option
@coder_option
def import_(
    project: str,
    files: tuple[Path, ...],
    dry: bool,
    yes: bool,
    sessions: Path | None,
    roster: Path | None,
    shape: str,
    coder: str | None,
    label: str | None,
    **told: Any,
) -> int:
    """Read transcripts into a project: show what was found, ask, keep.

    Word, PDF, RTF, OpenDocument, captions, tables, chats, JSON of speech recognition and plain text with a
    name before each turn (Ana: hello) are told apart by what is in them. On a terminal you are asked about
    each file; elsewhere, or with --yes, each is kept as it was found and shown. A file is kept whole or not
    at all, the good ones are kept when others fail, and Ctrl-C stops behind the file at hand. --sessions and
    --roster also tell about transcripts that are here already. Ends with 2 when a file failed, and with 1
    when --dry-run met one that reads well but is here already.
    """
    from coder.services.importing import Tables

    _check_named(files, label, bool(roster or sessions))
    overrides = _overrides(told)
    tables = Tables(sessions, roster, {name: told[name] for name in _FACTS if told[name]})
    asks = sys.stdin.isatty() and not yes and not dry
    with _opened(project, coder, dry) as opened:
        work = _Import(opened, tables, overrides, label, dry, asks, len(files), shape)
        with work.interrupts.caught():
            work.run(files)
        if not work.stopped and not dry and opened:
            for remark in _apply_tables(opened, tables):
                say(f"  {remark}")
    _summarize(work.rows, shape, dry)
    return _leave(work, dry, bool(roster or sessions))


def _overrides(told: Mapping[str, Any]) -> Overrides:
    from coder.services.previewing import Overrides, columns_from

    return Overrides(**{**{name: told[name] for name in _READING}, "columns": columns_from(told["columns"])})


def _check_named(files: tuple[Path, ...], label: str | None, tables: bool) -> None:
    if not files and not tables:
        raise InputError("nothing was named to import", remedy="name transcripts, a --roster or --sessions")
    if label and len(files) != 1:
        raise InputError("--label names one transcript", remedy="import one file, or leave it out")


@contextmanager
def _opened(project: str, coder: str | None, dry: bool) -> Iterator[Session | None]:
    """The project; for a dry run only to look at, and None when there is none yet."""
    from coder.services import bootstrap, previewing

    with previewing.looking_at(project, coder) if dry else bootstrap.session(project, coder) as opened:
        yield opened


class _Interrupts:
    """Ctrl-C as a wish: the file at hand is finished first, unless it comes twice or at a question."""

    wished = False
    at_once = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        try:
            before = signal.signal(signal.SIGINT, self._wish)
        except ValueError:  # not in the main thread, where no Ctrl-C arrives
            yield
            return
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _wish(self, *_: object) -> None:
        if self.wished or self.at_once:
            raise KeyboardInterrupt
        self.wished = True
        # No print: this may run in the middle of one.
        os.write(2, b"\nStopping behind this file. Ctrl-C again stops at once.\n")


@dataclass
class _Progress:
    """One line on a terminal that says which of many files is being read."""

    total: int
    width: int = 0

    def show(self, number: int, name: str) -> None:
        if self.total < 2 or not sys.stderr.isatty():
            return
        from wcwidth import wcwidth

        room = shutil.get_terminal_size().columns - 1
        self.width = 0
        line = ""
        for character in visible(f"Reading {number} of {self.total}: {name}"):
            cells = max(0, wcwidth(character))
            if self.width + cells > room:
                break
            line, self.width = line + character, self.width + cells
        print(f"\r{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.width:
            print("\r" + " " * self.width + "\r", end="", file=sys.stderr, flush=True)
        self.width = 0


@dataclass
class _Import:
    """One run over some files, one after another; what stays of each is a row of plain values."""

    session: Session | None
    tables: Tables
    overrides: Overrides
    label: str | None
    dry: bool
    asks: bool
    total: int
    shape: str
    rows: list[Row] = field(default_factory=list)
    errors: list[CoderError] = field(default_factory=list)
    known: int = 0
    stopped: bool = False
    interrupts: _Interrupts = field(default_factory=_Interrupts)

    def __post_init__(self) -> None:
        self.progress = _Progress(self.total)
        self._labels: set[str] = set()
        self._way = "with --label" if self.total == 1 else "with --label, importing it alone"

    def run(self, files: Sequence[Path]) -> None:
        """Take the files one by one until all are through or the person stops."""
        try:
            for number, file in enumerate(files, 1):
                self.progress.show(number, file.name)
                self.rows.append(self._one(file))
                self.stopped = self.stopped or self.interrupts.wished
                if self.stopped:
                    break
        except (KeyboardInterrupt, click.Abort):
            print(file=sys.stderr)  # the question, or what the terminal echoed, ends here
            self.stopped = self.interrupts.wished = True
            self.rows.append(_row(files[len(self.rows)], "interrupted"))
        self.progress.clear()
        self.rows.extend(_row(file, "not reached") for file in files[len(self.rows) :])

    def _one(self, file: Path) -> Row:
        from coder.services.importing import saying_how
        from coder.services.previewing import label_for, preview

        label = label_for(self.label or file.stem)
        facts = self.tables.facts(label)
        try:
            found, draft = preview(file, replace(self.overrides, kind=facts.get("kind")))
            found = replace(found, label=label)
            problem = self._problem(draft, found, file)
            result = "would be kept" if self.dry else self._keep(draft, found, file)
        except CoderError as error:
            self.progress.clear()
            failed = saying_how(error, self._way)
            say(str(failed))
            self.errors.append(failed)
            return _row(file, "failed", error=str(failed))
        if not self.asks:
            self._show(found, file)
        if problem:
            say(problem)
            self.known += 1
        return _row(file, "is known" if problem else result, found, problem)

    def _problem(self, draft: Draft, found: Preview, file: Path) -> str:
        """Why a draft cannot be kept, which a dry run tells and a question is not asked about."""
        from coder.services.importing import ImportService, saying_how

        if self.dry and found.label.casefold() in self._labels:
            return visible(f"{file}: another of these files would be called {found.label}, too.")
        self._labels.add(found.label.casefold())
        try:
            if self.session and (self.dry or self.asks):
                ImportService(self.session).check_new(draft, found.label, visible(str(file)))
        except CoderError as error:
            if self.dry:
                return str(saying_how(error, self._way))
            raise
        return ""

    def _keep(self, draft: Draft, found: Preview, file: Path) -> str:
        from coder.services.importing import ImportService

        assert self.session is not None
        if self.asks:
            self._show(found, file)
            answer = self._answer()
            if answer != "y":
                self.stopped = answer == "q"
                return "left out"
        ImportService(self.session).keep(draft, label=found.label, facts=self.tables.facts(found.label))
        return "kept"

    def _answer(self) -> str:
        """`y`, `n` or `q`."""
        if self.interrupts.wished:
            raise KeyboardInterrupt
        self.interrupts.at_once = True
        try:
            while True:
                typed = str(click.prompt("Keep it? [Y/n/q]", default="y", show_default=False, err=True))
                if typed.strip().casefold() in ("y", "yes", "n", "no", "q", "quit"):
                    return typed.strip().casefold()[0]
                say("Type y to keep it, n to leave it out, or q to leave out the rest, too.")
        finally:
            self.interrupts.at_once = False

    def _show(self, found: Preview, file: Path) -> None:
        self.progress.clear()
        for line in preview_lines(found, file):
            if self.dry and self.shape == "table":
                print(visible(line))
            else:
                say(line)


def _apply_tables(opened: Session, tables: Tables) -> Iterator[str]:
    """Apply the session list and the roster; gives what in them fits nothing."""
    from coder.services.importing import ImportService

    importing = ImportService(opened)
    yield from importing.apply_sessions(tables)
    if tables.roster:
        done = importing.apply_roster(tables.roster)
        say(f"Matched {done.matched:,} of {len(tables.roster):,} lines of the roster.")
        yield from done.remarks


def _leave(work: _Import, dry: bool, with_tables: bool) -> int:
    """The last words and the exit code."""
    if dry:
        say("Nothing was kept, as --dry-run was given.")
    elif work.stopped and with_tables:
        say("The roster and the session list were not applied; name them again with the rest.")
    if work.interrupts.wished:
        say("stopped.")
        return Stopped.exit_code
    return max((error.exit_code for error in work.errors), default=1 if work.known else 0)


def _row(file: Path, result: str, found: Preview | None = None, error: str = "") -> Row:
    """A file's preview and fate as plain values that are safe to print."""
    from coder.services.previewing import as_row

    label = found.label if found else ""
    fate: Row = {"file": visible(str(file)), "label": label, "result": result, "error": visible(error)}
    empty: Row = {"format": "", "turns": 0, "speakers": [], "remarks": []}
    return fate | (as_row(found) if found else empty)


def _summarize(rows: Sequence[Row], shape: str, dry: bool) -> None:
    """The rows on stdout: all of them as data, or one line a file for people."""
    if shape == "json":
        emit(rows, shape)
    elif shape == "csv":
        flat = [{k: v for k, v in row.items() if k not in ("who", "not_understood")} for row in rows]
        emit([{**row, "remarks": " | ".join(row["remarks"])} for row in flat], shape)
    elif len(rows) > 1 or (not dry and any(row["result"] == "kept" for row in rows)):
        emit([_brief(row) for row in rows], shape, _SUMMARY, "file")


def _brief(row: Row) -> Row:
    read = row["format"] != ""
    turns, speakers = (row["turns"], len(row["speakers"])) if read else (None, None)
    return {**row, "transcript": row["label"], "turns": turns, "speakers": speakers}


COMMANDS = (import_,)
