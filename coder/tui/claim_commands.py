"""What can be done with themes and recommendations."""

from __future__ import annotations

from coder.tui.commands import CODING, Command

_BY_ID = {command.id: command for command in CODING}

CLAIMS, THEME, ADVICE = "Themes and recommendations", "The theme", "The recommendation"


def _moving(name: str, group: str) -> tuple[Command, ...]:
    return (
        Command(f"{name}_down", "down,j", "↓ j", "Down", "Go to the next line", group, "row('down')"),
        Command(f"{name}_up", "up,k", "↑ k", "Up", "Go to the line before", group, "row('up')"),
        Command(f"{name}_further", "pagedown", "PgDn", "Page down", "Go further", group, "row('pagedown')"),
        Command(f"{name}_back", "pageup", "PgUp", "Page up", "Go back", group, "row('pageup')"),
        Command(f"{name}_first", "home", "Home", "First", "Go to the first line", group, "row('home')"),
        Command(f"{name}_last", "end", "End", "Last", "Go to the last line", group, "row('end')"),
    )


_COMMON = tuple(_BY_ID[id_] for id_ in ("undo", "redo", "theme", "help", "leave"))

LIST: tuple[Command, ...] = (
    *_moving("claims", CLAIMS),
    Command("claims_open", "enter", "⏎", "Open", "Open the theme or recommendation", CLAIMS, "open", 1),
    Command("claims_new", "n", "n", "New theme", "Write a theme: a claim in a sentence", CLAIMS, "new", 2),
    Command(
        "claims_new_advice", "N", "N", "New recommendation", "Write what is to be done", CLAIMS, "advise", 3
    ),
    Command("claims_vote", "v", "v", "Vote", "Record votes for the recommendation", CLAIMS, "vote", 4),
    Command("claims_check", "c", "c", "Check", "List all that may be wrong", CLAIMS, "check", 5),
    Command("claims_lower", "plus", "+", "Later", "Put the theme one place further down", CLAIMS, "shift(1)"),
    Command("claims_higher", "minus", "-", "Earlier", "Put it one place further up", CLAIMS, "shift(-1)"),
    Command("claims_remove", "d", "d", "Remove", "Take it away; the codings stay", CLAIMS, "remove", 6),
    Command("claims_close", "escape,f3", "Esc F3", "Back", "Go back to the transcript", CLAIMS, "close", 7),
    *_COMMON,
)

PAGE: tuple[Command, ...] = (
    *_moving("theme", THEME),
    Command("theme_open", "enter", "⏎", "Go there", "Go to the words, or write the text", THEME, "open", 1),
    Command("theme_add", "a", "a", "Add", "Add codings of its codes as evidence", THEME, "add", 2),
    Command(
        "theme_against", "x", "x", "Against", "Show the disconfirming ones, to add them", THEME, "against", 3
    ),
    Command(
        "theme_star", "asterisk", "*", "Star", "Choose it as a quote, or choose it no more", THEME, "star", 4
    ),
    Command("theme_flag", "f", "f", "Flag", "Let this quote stand for the theme", THEME, "flag", 5),
    Command(
        "theme_other", "o", "o", "Other side", "Let it speak against the theme, or for it", THEME, "turn"
    ),
    Command("theme_out", "d", "d", "Take out", "Take the coding out of the theme", THEME, "take_out"),
    Command("theme_claim", "e", "e", "Claim", "Write the claim anew", THEME, "claim", 6),
    Command(
        "theme_about", "i", "i", "Codes, groups", "Codes, lens values, groups, measures", THEME, "about", 7
    ),
    Command("theme_looked", "l", "l", "Looked for", "Were negative cases looked for?", THEME, "looked"),
    Command("theme_status", "s", "s", "Status", "Draft, checked or final", THEME, "status", 8),
    Command("theme_close", "escape", "Esc", "Back", "Go back to the list", THEME, "close", 9),
    *_COMMON,
)

ADVICE_PAGE: tuple[Command, ...] = (
    *_moving("advice", ADVICE),
    Command("advice_open", "enter", "⏎", "Open", "Open the theme, or write the text", ADVICE, "open", 1),
    Command("advice_action", "e", "e", "Action", "Write the action anew", ADVICE, "write('action')", 2),
    Command("advice_cause", "c", "c", "Cause", "Write the root cause", ADVICE, "write('cause')", 3),
    Command(
        "advice_themes", "t", "t", "Themes", "Choose a theme it answers, or no more", ADVICE, "answers", 4
    ),
    Command(
        "advice_about", "i", "i", "Who, when", "Asked for by, owner, timing, measure", ADVICE, "about", 5
    ),
    Command("advice_vote", "v", "v", "Vote", "Record votes of a person or a group", ADVICE, "vote", 6),
    Command(
        "advice_status", "s", "s", "Status", "Proposed, agreed, started, done, dropped", ADVICE, "status", 7
    ),
    Command("advice_close", "escape", "Esc", "Back", "Go back to the list", ADVICE, "close", 8),
    *_COMMON,
)
