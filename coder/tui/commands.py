"""What can be done: declared once, and from that the key, the footer, the help and the palette."""

from __future__ import annotations

from coder.tui.command import Command, bindings, footer, groups

__all__ = ["ALWAYS", "AROUND", "BROWSING", "CODING", "Command", "bindings", "footer", "groups"]


MOVE, CODE, WORDS, KNOW, WORK = "Moving", "Coding", "Choosing words", "Lenses, memos, quotes", "Project"
MEND = "Correcting"

AROUND: tuple[Command, ...] = (
    Command("jump", "ctrl+o", "^o", "Jump", "Show a letter on everything; it goes there", MOVE),
    Command("themes", "ctrl+y,f3", "^y F3", "Themes", "Claims, their evidence, recommendations", WORK),
    Command("write_report", "ctrl+r", "^r", "Report", "Choose its sections, read it, write it to Word", WORK),
    Command("tour", "T", "T", "Guided tour", "Learn it in five minutes; T again pauses", WORK),
    Command("welcome", "ctrl+t", "^t", "Projects", "Open another project, or make one", WORK),
    Command("theme", "ctrl+l", "^l", "Light or dark", "Dark, light, and both with high contrast", WORK),
)
"""What leads around the program; it works in the codebook as well."""

SEARCH: tuple[Command, ...] = (
    Command("search", "slash", "/", "Search", "Find words, codes, speakers, anywhere", MOVE, footer=13),
    Command("next_hit", "semicolon", ";", "Next hit", "Go to the next place found", MOVE, "hit(1)"),
    Command("previous_hit", "comma", ",", "Previous hit", "Go to the place found before", MOVE, "hit(-1)"),
)
"""Searching, and going through what was found."""

READ = "Reading"

READING: tuple[Command, ...] = (
    Command("filter", "F", "F", "Filter", "Show only not coded, a group, a code …; again: all", READ),
    Command("split_view", "W", "W", "Two places", "See two places at once; again closes the other one", READ),
    Command("other_side", "ctrl+d,f6", "^d F6", "Other side", "Go to the other of the two places", READ),
    Command("facts", "H", "H", "Facts", "About this session: who speaks, what is still open", READ),
    Command(
        "read_quietly", "Z", "Z", "Quiet reading", "Dim all but the present exchange; again: as before", READ
    ),
)
"""What helps to read."""

ACTS: tuple[Command, ...] = (
    Command(
        "same_next",
        "y",
        "y",
        "Same code",
        "Go to the next place with the code in focus",
        MOVE,
        "same_code(1)",
    ),
    Command(
        "same_previous", "Y", "Y", "Same code, back", "Go to the place before with it", MOVE, "same_code(-1)"
    ),
    Command("bookmark", "B", "B", "Bookmark", "Put a bookmark on the turn, or take it away", MOVE),
    Command("next_bookmark", "apostrophe", "'", "Next bookmark", "Go to the next bookmark", MOVE),
    *(
        Command(
            f"recent_{digit}",
            digit,
            digit,
            f"Recent {digit}",
            f"Put the code on {digit} here",
            CODE,
            f"recent('{digit}')",
        )
        for digit in "456789"
    ),
    Command("mark_read", "0", "0", "Nothing to code", "Mark the turn as read with nothing to code", CODE),
    Command("refuse_why", "X", "X", "Refuse, why", "Refuse the first suggestion and say why", CODE),
    Command("accept_other", "C", "C", "Accept as …", "Take the first suggestion with another code", CODE),
    Command("in_vivo", "i", "i", "In vivo", "Make a code of the selected words and put it on them", CODE),
    Command("recode", "O", "O", "Recode", "Give the focused coding another code", CODE),
    Command(
        "move_coding", "equals_sign", "=", "Move here", "Put the focused coding on the selected words", CODE
    ),
    Command(
        "split_coding",
        "percent_sign",
        "%",
        "Split coding",
        "Cut the focused coding where the selection begins",
        CODE,
    ),
    Command(
        "merge_coding",
        "ampersand",
        "&",
        "Merge codings",
        "Make it one with the next of its code that it touches",
        CODE,
    ),
    Command("widen", "plus", "+", "Widen", "Select the sentence, the turn, the exchange of turns", WORDS),
    Command("narrow", "minus", "-", "Narrow", "Select less again, down to one word", WORDS),
    Command(
        "across_down",
        "right_parenthesis,shift+down",
        ") ⇧↓",
        "A turn more",
        "Let the selection reach a turn further down",
        WORDS,
        "across(1)",
    ),
    Command(
        "across_up",
        "left_parenthesis,shift+up",
        "( ⇧↑",
        "A turn more, up",
        "Let it reach a turn further up, or back",
        WORDS,
        "across(-1)",
    ),
    Command(
        "memo_elsewhere",
        "M",
        "M",
        "Memo on …",
        "Write on words, transcript, code, project; list them",
        KNOW,
    ),
)
"""What is done to codings and turns beside the most common acts."""

SUGGESTED: tuple[Command, ...] = (
    Command(
        "nearest",
        "quotation_mark",
        '"',
        "Why",
        "See the coded words behind it; again: back",
        MOVE,
    ),
    Command("queue", "Q,f5", "Q F5", "Queue", "What to look at next, one by one, with the reason why", WORK),
    Command(
        "check", "f9", "F9", "Precision check", "Say of 20 suggestions, drawn by lot, if they are right", WORK
    ),
    Command("quiet", "K", "K", "Quiet codes", "Codes that are suggested no more, to let them speak", WORK),
)
"""What lies behind suggestions."""

CODING: tuple[Command, ...] = (
    Command("next_turn", "down,j", "↓ j", "Next turn", "Go to the next turn", MOVE, "step(1)"),
    Command("previous_turn", "up,k", "↑ k", "Previous turn", "Go to the previous turn", MOVE, "step(-1)"),
    Command("page_down", "pagedown", "PgDn", "Page down", "Go a screen further", MOVE, "page(1)"),
    Command("page_up", "pageup", "PgUp", "Page up", "Go a screen back", MOVE, "page(-1)"),
    Command("first_turn", "home", "Home", "First turn", "Go to the first turn", MOVE, "first"),
    Command("last_turn", "end", "End", "Last turn", "Go to the last turn", MOVE, "last"),
    Command(
        "next_suggested",
        "n",
        "n",
        "Next suggested",
        "Go to the next turn where suggestions wait",
        MOVE,
        "suggested(1)",
        6,
    ),
    Command(
        "previous_suggested",
        "N",
        "N",
        "Previous suggested",
        "Go to the turn before where suggestions wait",
        MOVE,
        "suggested(-1)",
    ),
    Command(
        "next_uncoded",
        "e",
        "e",
        "Next uncoded",
        "Go to the next turn without a code of yours",
        MOVE,
        "uncoded(1)",
    ),
    Command(
        "previous_uncoded",
        "ctrl+e",
        "^e",
        "Previous uncoded",
        "Go to the turn before without a code of yours",
        MOVE,
        "uncoded(-1)",
    ),
    Command("go_to", "g", "g", "Go to", "Go to a turn, a time, a bookmark or some words", MOVE, "go_to", 12),
    Command("accept", "enter,1", "⏎ 1", "Accept", "Accept the first suggestion", CODE, "accept(1)", 2),
    Command("accept_second", "2", "2", "Accept 2", "Accept the second suggestion", CODE, "accept(2)"),
    Command("accept_third", "3", "3", "Accept 3", "Accept the third suggestion", CODE, "accept(3)"),
    Command(
        "refuse", "x", "x", "Refuse", "Refuse the first suggestion; the next one moves up", CODE, "refuse", 3
    ),
    Command("pick", "c", "c", "Code", "Pick codes by typing a few letters", CODE, "pick", 1),
    Command("repeat", "full_stop", ".", "Repeat", "Put the last codes here as well", CODE, "repeat", 4),
    Command(
        "next_coding",
        "tab",
        "Tab",
        "Next coding",
        "Focus the next coding of this turn",
        CODE,
        "other_coding(1)",
    ),
    Command(
        "previous_coding",
        "shift+tab",
        "⇧Tab",
        "Previous coding",
        "Focus the coding of this turn before",
        CODE,
        "other_coding(-1)",
    ),
    Command("remove", "d", "d", "Remove", "Take the focused coding away, with its memo", CODE),
    Command("undo", "u", "u", "Undo", "Take back your last act", CODE, "undo", 7),
    Command("redo", "r", "r", "Redo", "Do again what you took back", CODE),
    Command(
        "next_sentence",
        "s",
        "s",
        "Next sentence",
        "Select the next sentence of the turn",
        WORDS,
        "sentence(1)",
        9,
    ),
    Command(
        "previous_sentence",
        "S",
        "S",
        "Previous sentence",
        "Select the sentence before",
        WORDS,
        "sentence(-1)",
    ),
    Command(
        "end_longer", "right_square_bracket", "]", "Longer", "Take one word more at the end", WORDS, "end(1)"
    ),
    Command(
        "end_shorter", "left_square_bracket", "[", "Shorter", "Leave out a word at the end", WORDS, "end(-1)"
    ),
    Command(
        "start_longer",
        "right_curly_bracket",
        "}",
        "Longer at the start",
        "Take one word more at the start",
        WORDS,
        "start(1)",
    ),
    Command(
        "start_shorter",
        "left_curly_bracket",
        "{",
        "Shorter at the start",
        "Leave out a word at the start",
        WORDS,
        "start(-1)",
    ),
    Command("whole", "escape", "Esc", "Whole turn", "Go back to the whole turn", WORDS),
    Command("lens", "l", "l", "Lenses", "Set lens values on the focused coding", KNOW, "lens", 10),
    Command(
        "memo",
        "m",
        "m",
        "Memo",
        "Write a memo on the focused coding, or else on the turn",
        KNOW,
        "memo",
        5,
    ),
    Command("star", "asterisk", "*", "Star", "Mark the words of the focused coding as a quote", KNOW),
    Command("add_to_theme", "L", "L", "Add to theme", "Let the focused coding bear out a theme", KNOW),
    *ACTS,
    *READING,
    *SUGGESTED,
    Command("people", "P", "P", "Speakers", "Name and merge speakers, set roles and participants", MEND),
    Command("assign", "a", "a", "Speaker of the turn", "Give this turn to another speaker", MEND),
    Command(
        "give",
        "A",
        "A",
        "Speaker of turns",
        "Give many turns, as from here on, to another speaker",
        MEND,
    ),
    Command("edit", "E", "E", "Correct words", "Correct the words of this turn", MEND),
    Command("join", "J", "J", "Join", "Make one turn of this one and the next", MEND),
    Command(
        "split",
        "vertical_line",
        "|",
        "Split",
        "Begin a new turn where the selected words begin",
        MEND,
    ),
    Command("insert", "I", "I", "Insert", "Put a new turn behind this one", MEND),
    Command("delete", "D", "D", "Leave out", "Leave this turn out", MEND),
    Command("review", "V", "V", "Review", "Decide on codings whose words were corrected", MEND),
    Command("library", "t", "t", "Transcripts", "Show all transcripts", WORK, "library", 11),
    Command("explore", "ctrl+a,f2", "^a F2", "Explore", "Who said what: tables, charts, excerpts", WORK),
    Command(
        "next_transcript",
        "ctrl+n,greater_than_sign",
        "> ^n",
        "Next transcript",
        "Open the next transcript",
        WORK,
        "neighbor(1)",
    ),
    Command(
        "previous_transcript",
        "ctrl+p,less_than_sign",
        "< ^p",
        "Previous transcript",
        "Open the transcript before",
        WORK,
        "neighbor(-1)",
    ),
    Command(
        "codebook", "b", "b", "Codebook", "Walk through the codebook; b again comes back", WORK, "codebook", 8
    ),
    *SEARCH,
    *AROUND,
    Command("palette", "ctrl+k", "^k", "Commands", "Find a command by name", WORK),
    Command("help", "question_mark", "?", "Help", "Show the keys that work here", WORK, "help", 99),
    Command("leave", "q,ctrl+q", "q ^q", "Quit", "Leave; everything is saved already", WORK),
)

BROWSE = "Codebook"

BROWSING: tuple[Command, ...] = (
    Command("browse_down", "down,j", "↓ j", "Down", "Go to the next code", BROWSE, "browse(1)"),
    Command("browse_up", "up,k", "↑ k", "Up", "Go to the code before", BROWSE, "browse(-1)"),
    Command("fold", "left", "←", "Fold", "Fold the branch, or go to its head", BROWSE, "fold(True)", 14),
    Command("unfold", "right", "→", "Unfold", "Unfold the branch", BROWSE, "fold(False)", 13),
    Command("take", "enter", "⏎", "Apply", "Put this code on the selected words", BROWSE, "take", 1),
    Command(
        "close_codebook",
        "b,escape",
        "b Esc",
        "Back",
        "Go back to the transcript",
        BROWSE,
        "close_codebook",
        90,
    ),
    Command(
        "code_about", "space", "Space", "About", "Show all that is said about the code", BROWSE, footer=2
    ),
    Command("code_new", "n", "n", "New", "Add a code under this one", BROWSE, footer=3),
    Command("code_rename", "r", "r", "Rename", "Give the code another name", BROWSE, footer=4),
    Command(
        "code_define",
        "e",
        "e",
        "Define",
        "Change definition, rules, cues, examples",
        BROWSE,
        footer=5,
    ),
    Command("code_move", "m", "m", "Move", "Put the code somewhere else in the tree", BROWSE, footer=6),
    Command("code_merge", "g", "g", "Merge", "Make its codings another code's", BROWSE, footer=7),
    Command("code_split", "s", "s", "Split", "Give some of its codings to new codes", BROWSE, footer=8),
    Command("code_retire", "x", "x", "Retire", "Retire the code, or bring it back", BROWSE, footer=9),
    Command(
        "code_changes", "h", "h", "Changes", "Show what changed in the codebook, and why", BROWSE, footer=10
    ),
    Command("code_example", "a", "a", "Example", "Add the selected words as an example", BROWSE, footer=11),
    Command(
        "code_against", "w", "w", "Against", "What speaks against the code, to go there", BROWSE, footer=15
    ),
    Command("code_color", "o", "o", "Color", "Give the code a color", BROWSE, footer=12),
)

_BY_ID = {command.id: command for command in CODING}

ALWAYS = (*AROUND, _BY_ID["undo"], _BY_ID["palette"], _BY_ID["help"], _BY_ID["leave"])
"""The commands of the coding screen that work while one walks through the codebook too."""
