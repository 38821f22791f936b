"""What can be done on the Report screen."""

from __future__ import annotations

from coder.tui.commands import CODING, Command

_BY_ID = {command.id: command for command in CODING}

REPORT = "The report"


def _option(number: int) -> Command:
    return Command(
        f"report_option_{number}",
        str(number),
        str(number),
        f"Option {number}",
        "Choose the next value of this option of the section",
        REPORT,
        f"option({number})",
    )


OUTLINE: tuple[Command, ...] = (
    Command("report_down", "down,j", "↓ j", "Down", "Go to the next section", REPORT, "row('down')"),
    Command("report_up", "up,k", "↑ k", "Up", "Go to the section before", REPORT, "row('up')"),
    Command("report_first", "home", "Home", "First", "Go to the first section", REPORT, "row('home')"),
    Command("report_last", "end", "End", "Last", "Go to the last section", REPORT, "row('end')"),
    Command("report_further", "pagedown", "PgDn", "Read on", "Read on in the section", REPORT, "read_on(1)"),
    Command("report_back", "pageup", "PgUp", "Read back", "Read further up", REPORT, "read_on(-1)"),
    Command("report_write", "enter,ctrl+r", "⏎ ^r", "Write", "Write it to a file", REPORT, "write", 1),
    Command(
        "report_toggle", "space", "Space", "In or out", "Put it in or leave it out", REPORT, "in_or_out", 2
    ),
    Command("report_later", "plus", "+", "Later", "Put it one place further down", REPORT, "shift(1)", 4),
    Command("report_earlier", "minus", "-", "Earlier", "Put it one place further up", REPORT, "shift(-1)", 5),
    *(_option(number) for number in range(1, 6)),
    Command("report_warnings", "w", "w", "Warnings", "What may be wrong, to go there", REPORT, "warnings", 3),
    Command("report_usual", "R", "R", "As usual", "The usual sections and options again", REPORT, "usual"),
    Command("report_close", "escape", "Esc", "Back", "Go back; what is chosen is kept", REPORT, "close", 6),
    Command("report_undo", "u", "u", "Undo", "Take back what was chosen last", REPORT, "undo"),
    Command("report_redo", "r", "r", "Redo", "Choose again what was taken back", REPORT, "redo"),
    *(_BY_ID[id_] for id_ in ("theme", "help", "leave")),
)
