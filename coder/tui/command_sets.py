"""What can be done on the screens around the coding screen, and which commands share a keyboard."""

from __future__ import annotations

from coder.tui import claim_commands, report_commands
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
    Command("library_names", "n", "n", "Names", "Find names and replace them by pseudonyms", LOOK, "names"),
    _BY_ID["explore"],
    Command("library_close", "escape,t", "Esc t", "Back", "Go back to the transcript", LOOK, "close", 6),
    *(_BY_ID[id_] for id_ in ("write_report", "welcome", "theme", "help", "leave")),
)

TABLE = "Tables"

EXPLORE: tuple[Command, ...] = (
    Command("explore_down", "down,j", "↓ j", "Down", "Go to the next line", TABLE, "row('down')"),
    Command("explore_up", "up,k", "↑ k", "Up", "Go to the line before", TABLE, "row('up')"),
    Command("explore_left", "left,h", "← h", "Left", "Go to the column before", TABLE, "column(-1)"),
    Command("explore_right", "right,l", "→ l", "Right", "Go to the next column", TABLE, "column(1)"),
    Command("explore_further", "pagedown", "PgDn", "Page down", "Go a screen down", TABLE, "row('pagedown')"),
    Command("explore_back", "pageup", "PgUp", "Page up", "Go a screen up", TABLE, "row('pageup')"),
    Command("explore_first", "home", "Home", "First", "Go to the first line", TABLE, "row('home')"),
    Command("explore_last", "end", "End", "Last", "Go to the last line", TABLE, "row('end')"),
    Command("explore_open", "enter", "⏎", "Excerpts", "Open what was counted in the cell", TABLE, "open", 1),
    Command("explore_next", "tab", "Tab", "Next table", "Show the next table", TABLE, "table(1)", 2),
    Command(
        "explore_previous", "shift+tab", "⇧Tab", "Table before", "Show the table before", TABLE, "table(-1)"
    ),
    Command("explore_tables", "t", "t", "Tables", "Choose a table by name", TABLE, "tables", 9),
    Command(
        "explore_differ",
        "d",
        "d",
        "Who, who not",
        "What one group raised and another did not: two keys say which; again: all",
        TABLE,
        "differ",
        3,
    ),
    Command("explore_where", "slash", "/", "Where", "Narrow it, as in the search", TABLE, "where", 4),
    Command("explore_by", "b", "b", "By", "Count by one or two other things", TABLE, "by", 5),
    Command("explore_sort", "s", "s", "Sort", "Sort by this column; again: the other way", TABLE, "sort", 6),
    Command("explore_unsort", "S", "S", "Own order", "The order of the codebook", TABLE, "unsort"),
    Command("explore_chart", "v", "v", "Chart", "Show it as a chart; again: the table", TABLE, "chart", 7),
    Command("explore_export", "x", "x", "Export", "Write what is shown to a file", TABLE, "export", 8),
    Command(
        "explore_branch",
        "c",
        "c",
        "Branches",
        "Count codes with those below; again: alone",
        TABLE,
        "branch",
    ),
    Command("explore_more", "plus", "+", "More people", "Only what more people raised", TABLE, "least(1)"),
    Command("explore_fewer", "minus", "-", "Fewer people", "And what fewer raised", TABLE, "least(-1)"),
    Command(
        "explore_variant", "n", "n", "Otherwise", "How near, which rows, how many words", TABLE, "variant"
    ),
    Command(
        "explore_look", "o", "o", "Look for", "The words, or the survey, that it is about", TABLE, "look", 1
    ),
    Command("explore_write", "e", "e", "Write", "Write what the cell of the matrix says", TABLE, "write", 2),
    Command("explore_close", "escape,ctrl+a,f2", "Esc ^a", "Back", "Stop, or go back", TABLE, "close", 10),
    *(_BY_ID[id_] for id_ in ("theme", "help", "leave")),
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
    EXPLORE,
    WELCOME,
    claim_commands.LIST,
    claim_commands.PAGE,
    claim_commands.ADVICE_PAGE,
    report_commands.OUTLINE,
)
"""The commands whose keys have to differ from each other."""
