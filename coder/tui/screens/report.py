"""Writing the report: what it is doing, and at the end where the document is."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.timer import Timer
from textual.widgets import Static

from coder.errors import CoderError, Stopped
from coder.services.reporting import STEPS, ReportRequest, ReportSummary, write_report
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.screens.asking import Field
from coder.tui.screens.base import Sheet
from coder.tui.workplace import Workplace

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

    def __init__(self, place: Workplace, path: Path, request: ReportRequest | None = None) -> None:
        super().__init__()
        self._place, self._path, self._request = place, path, request
        self._told = ""
        self._stop = Event()
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
            self._summary = await self._place.jobs.store(
                write_report, self._place.session, self._path, self._tell, self._request
            )
        except CoderError as error:
            self._failed = error
        if self._timer is not None:
            self._timer.stop()
        if self.is_attached:
            self._draw()

    def _tell(self, step: str) -> None:
        """Hear of a step, in the session's thread; a timer shows it."""
        self._told = step
        if self._stop.is_set():
            raise Stopped("the report was stopped, and nothing was written")

    async def take_key(self, event: Key) -> bool:
        """Close when it is done; stop it before, whole or not at all."""
        if event.key in ("escape", "enter", "q", "ctrl+r") and self.is_done:
            self.dismiss(self._summary is not None)
        elif event.key == "escape":
            self._stop.set()
            self._draw()
        return event.key not in ("ctrl+q", "ctrl+c")

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#report-told").size.width)
        lines = self._lines(width)
        self.query_one("#report-told", Static).update(safe.content(*lines_of(lines)))
        keys = [("⏎", "back"), ("^q", "quit")] if self.is_done else [("esc", "stop")]
        self.query_one("#report-keys", Static).update(safe.content(*key_line(keys, width)))

    def _lines(self, width: int) -> list[Line]:
        if self._failed is not None:
            sentence = safe.plain(str(self._failed))
            stopped = isinstance(self._failed, Stopped)
            head = "The report is stopped" if stopped else "The report is not written"
            return [
                [(head, HEAD)],
                [],
                *wrapped(sentence[:1].upper() + sentence[1:], width, "$text-error"),
            ]
        if self._summary is None:
            at = next((n for n, step in enumerate(STEPS, 1) if self._told.startswith(step)), 1)
            step = self._told or "waiting for what was done before"
            step = "stopping; nothing will be written" if self._stop.is_set() else step
            bar = "━" * (at * 5) + "╌" * ((len(STEPS) - at) * 5)
            count = f" {at} of {len(STEPS)}"
            return [[("Writing the report", HEAD)], [], [(bar, KEY), count], [(step, QUIET)]]
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
