"""What can be done on the screens around the coding screen, and which commands share a keyboard."""

from __future__ import annotations

from coder.tui import claim_commands
from coder.tui.commands import ALWAYS, BROWSING, CODING, Command

_BY_ID = {command.id: command for command in CODING}

LOOK = "Transcripts"

LIBRARY: tuple[Command, ...] = (
    Command("library_down", "down,j", "↓ j", "Down", "Go to the next transcript", LOOK, "row('down')"),
    Command("library_up", "up,k", "↑ k", "Up", "Go to the transcript before", LOOK, "row('up')"),
    Command("library_further", "pagedown", "PgDn", "Page down", "Go a screen down", LOOK, "row('pagedown')"),
    Command("library_back", "pageup", "PgUp", "Page up", "Go a screen up", LOOK, "row('pageup')"),
    Command("library_first", "home", "Home", "First", "Go to the first transcript", LOOK, "row('home')"),
    Command("library_last", "end", "End", "Last", "Go to the last transcript", LOOK, "row('end')"),
    Command("library_open", "enter", "⏎", "Open", "Open the transcript", LOOK, "open", 1),
    Command("library_import", "i", "i", "Import", "Bring transcripts in from files", LOOK, "bring_in", 2),
    Command("library_sort", "s", "s", "Sort", "Sort by the next column", LOOK, "sort", 3),
    Command(
        "library_filter", "f,slash", "f /", "Filter", "Show only those with these letters", LOOK, "only", 4
    ),
    Command(
        "library_open_only",
        "o",
        "o",
        "Unfinished",
        "Show only what is not coded to its end",
        LOOK,
        "open_only",
    ),
    Command(
        "library_heard", "tab,w", "Tab w", "Who was heard", "Who was heard, group by group", LOOK, "heard", 5
    ),
    Command("library_close", "escape,t", "Esc t", "Back", "Go back to the transcript", LOOK, "close", 6),
    *(_BY_ID[id_] for id_ in ("write_report", "welcome", "theme", "help", "leave")),
)

FRONT = "Projects"

WELCOME: tuple[Command, ...] = (
    Command("welcome_down", "down,j", "↓ j", "Down", "Go down", FRONT, "row('down')"),
    Command("welcome_up", "up,k", "↑ k", "Up", "Go up", FRONT, "row('up')"),
    Command(
        "welcome_open", "enter", "⏎", "Open", "Open the project, or do what the line says", FRONT, "open", 1
    ),
    Command(
        "welcome_forget", "x,delete", "x Del", "Forget", "Take the project off this list", FRONT, "forget", 2
    ),
    Command(
        "welcome_file", "o", "o", "Open a file", "Open a project that is not on the list", FRONT, "file", 3
    ),
    Command("welcome_new", "n", "n", "New project", "Make a project with codebooks", FRONT, "new", 4),
    Command("welcome_demo", "d", "d", "Demo", "Open the demo: an invented district", FRONT, "demo", 5),
    *(_BY_ID[id_] for id_ in ("tour", "theme", "help", "leave")),
)

TOGETHER = (
    CODING,
    (*BROWSING, *ALWAYS),
    LIBRARY,
    WELCOME,
    claim_commands.LIST,
    claim_commands.PAGE,
    claim_commands.ADVICE_PAGE,
)
"""The commands whose keys have to differ from each other."""
