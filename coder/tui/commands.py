"""What can be done: declared once, and from that the key, the footer, the help and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """Something a key does. `action` is the method `action_…` of the screen that offers it.

    `keys` are Textual's names, separated by commas; `shown` is how a person reads them.
    `footer` orders the commands in the footer (0 leaves it out).
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    group: str = ""
    action: str = ""
    footer: int = 0

    @property
    def method(self) -> str:
        """The action that Textual runs."""
        return self.action or self.id

    def binding(self) -> Binding:
        """The key as Textual wants it.

        With priority, because then the application takes keys one at a time and finishes
        each act before it looks at the next key.
        """
        return Binding(
            self.keys,
            self.method,
            self.label,
            key_display=self.shown,
            priority=True,
            tooltip=self.help,
            id=f"coder.{self.id}",
        )


def bindings(commands: Iterable[Command]) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The bindings of a screen that offers these commands."""
    return [command.binding() for command in commands]


def footer(commands: Iterable[Command]) -> list[Command]:
    """The commands that the footer shows, most common first."""
    return sorted((command for command in commands if command.footer), key=lambda command: command.footer)


def groups(commands: Sequence[Command]) -> dict[str, list[Command]]:
    """The commands by group, for the help."""
    found: dict[str, list[Command]] = {}
    for command in commands:
        found.setdefault(command.group, []).append(command)
    return found


MOVE, CODE, WORDS, KNOW, WORK = "Moving", "Coding", "Choosing words", "Lenses, memos, quotes", "Project"
MEND = "Correcting"

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
    Command("go_to", "g", "g", "Go to turn", "Type the number of a turn to go there", MOVE, "go_to", 12),
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
    Command("palette", "ctrl+k", "^k", "Commands", "Find a command by name", WORK),
    Command("help", "question_mark", "?", "Help", "Show the keys that work here", WORK, "help", 99),
    Command("leave", "q,ctrl+q", "q ^q", "Quit", "Leave; everything is saved already", WORK),
)

BROWSE = "Codebook"

BROWSING: tuple[Command, ...] = (
    Command("browse_down", "down,j", "↓ j", "Down", "Go to the next code", BROWSE, "browse(1)"),
    Command("browse_up", "up,k", "↑ k", "Up", "Go to the code before", BROWSE, "browse(-1)"),
    Command("fold", "left", "←", "Fold", "Fold the branch, or go to its head", BROWSE, "fold(True)", 3),
    Command("unfold", "right", "→", "Unfold", "Unfold the branch", BROWSE, "fold(False)", 2),
    Command("take", "enter", "⏎", "Apply", "Put this code on the selected words", BROWSE, "take", 1),
    Command(
        "close_codebook",
        "b,escape",
        "b Esc",
        "Back",
        "Go back to the transcript",
        BROWSE,
        "close_codebook",
        4,
    ),
)
