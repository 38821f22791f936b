"""Writing the report: what it is doing, and at the end where the document is."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.timer import Timer
from textual.widgets import Static

from coder.errors import CoderError
from coder.services.reporting import ReportSummary, write_report
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.screens.asking import Field
from coder.tui.screens.base import Sheet
from coder.tui.workplace import Workplace

STEPS = 4
"""How many steps writing a report has."""

TICK = 0.1
"""Seconds between two looks at how far it has come."""


def report_field(path: Path) -> Field:
    """The question for the file."""
    return Field("file", "File", str(path), "A Word document; a name alone goes beside the project")


def typed_path(typed: str, usual: Path) -> Path:
    """What somebody typed as a file: relative to the usual folder, `.docx` where no suffix is given."""
    path = Path(typed.strip() or usual.name).expanduser()
    path = path if path.suffix else path.with_name(f"{path.name}.docx")
    return path if path.is_absolute() else usual.parent / path


class ReportScreen(Sheet[bool]):
    """Writes the report to a file; gives whether it was written."""

    CSS_PATH = "report.tcss"

    def __init__(self, place: Workplace, path: Path) -> None:
        super().__init__()
        self._place, self._path = place, path
        self._told: list[str] = []
        self._summary: ReportSummary | None = None
        self._failed: CoderError | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is told, and the keys."""
        with Vertical(id="report"):
            yield Static(id="report-told", markup=False)
            yield Static(id="report-keys", markup=False)

    def on_mount(self) -> None:
        """Begin to write."""
        self._timer = self.set_interval(TICK, self._draw)
        self.call_after_refresh(self._draw)
        self._place.jobs.start(self._write())

    @property
    def is_done(self) -> bool:
        """Whether the report is written, or cannot be."""
        return self._summary is not None or self._failed is not None

    async def _write(self) -> None:
        try:
            # Steps are told from the session's thread: a list takes them, and a timer shows them.
            self._summary = await self._place.jobs.store(
                write_report, self._place.session, self._path, self._told.append
            )
        except CoderError as error:
            self._failed = error
        if self._timer is not None:
            self._timer.stop()
        if self.is_attached:
            self._draw()

    async def take_key(self, event: Key) -> bool:
        """Close when it is done; nothing is stopped halfway."""
        if event.key in ("escape", "enter", "q", "ctrl+r") and self.is_done:
            self.dismiss(self._summary is not None)
        return event.key not in ("ctrl+q", "ctrl+c")

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#report-told").size.width)
        lines = self._lines(width)
        self.query_one("#report-told", Static).update(safe.content(*lines_of(lines)))
        keys = [("⏎", "back"), ("^q", "quit")] if self.is_done else [("", "a moment, nothing can be lost")]
        self.query_one("#report-keys", Static).update(safe.content(*key_line(keys, width)))

    def _lines(self, width: int) -> list[Line]:
        if self._failed is not None:
            sentence = safe.plain(str(self._failed))
            return [
                [("The report is not written", HEAD)],
                [],
                *wrapped(sentence[:1].upper() + sentence[1:], width, "$text-error"),
            ]
        if self._summary is None:
            at = max(1, len(self._told))
            step = self._told[-1] if self._told else "waiting for what was done before"
            bar = "━" * (at * 5) + "╌" * ((STEPS - at) * 5)
            return [[("Writing the report", HEAD)], [], [(bar, KEY), f" {at} of {STEPS}"], [(step, QUIET)]]
        return self._written(self._summary, width)

    def _written(self, summary: ReportSummary, width: int) -> list[Line]:
        counted = f"{summary.tables} tables and {summary.quotes} quotes from {summary.codings} codings, in"
        lines: list[Line] = [
            [("The report is written", HEAD)],
            [],
            *wrapped(counted, width),
            *wrapped(str(self._path), width, "bold"),
        ]
        if summary.warnings:
            lines += [[], [("Before you hand it on", "bold")]]
        for warning in summary.warnings:
            sentence = safe.plain(warning)
            lines += wrapped("· " + sentence[:1].upper() + sentence[1:], width, QUIET, most=3)
        return lines
