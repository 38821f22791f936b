"""Every character of a file's text is in a turn, is structure, or stands in a remark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import InputError
from coder.ingest.accounting import account
from coder.ingest.captions import read_captions
from coder.ingest.chatlog import read_chat
from coder.ingest.draft import Draft
from coder.ingest.plain import read_plain
from coder.ingest.source import Source

Reader = Callable[[Source], Draft]

PIECES = ["so", "Yes.", "1:30", "[laughter]", "...", "¿Sí?", "No:", "//", "THE", "bus,", "(late)", "👍"]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join)
NAME = st.sampled_from(["Wren", "Otis Hale", "P3", "Señora Núñez", "Facilitator", "M7"])
OPENINGS = st.sampled_from(
    [
        "{name}: ",
        "{name}:\t",
        "**{name}:** ",
        "[00:12] {name}: ",
        "{name} (00:01): ",
        "{name}: [00:00:12] ",
        "{name}  0:34\n",
        "[{name}] 11:02:09\n",
        "{name}\t",
        "{name}-\t",
        "{name}... ",
        "#00:00:02-3# {name}: ",
    ]
)
TALK = st.lists(st.tuples(NAME, WORDS), min_size=1, max_size=20)


def assert_accounted(read: Reader, text: str) -> None:
    """Also where nobody says anything: such a file is refused as a whole."""
    try:
        draft = read(Source("a.txt", text.encode()))
    except InputError:
        return
    found = draft.accounting()
    assert found is not None
    assert (found.unaccounted, found.invented, found.lines) == (0, 0, ())
    assert found.total == found.in_turns + found.structure + found.told
    assert found.total == sum(not c.isspace() for c in draft.source_text)


@given(TALK, OPENINGS, st.sampled_from(["\n", "\n\n", "\r\n", "\n       \n"]), st.booleans())
def test_generated_talk(talk: list[tuple[str, str]], opening: str, end: str, header: bool) -> None:
    text = end.join(opening.format(name=name) + words for name, words in talk * 2)
    if header:
        text = f"Library group\nDate: May 3\n\n{text}{end}[Bell rings]{end}Transcribed by https://otter.ai"
    assert_accounted(read_plain, text)


@given(
    TALK,
    st.sampled_from(["{name}: {words}", "<v {name}>{words}</v>", "{words}", "<v.x {name}><i>{words}</i>"]),
    st.booleans(),
    st.booleans(),
)
def test_generated_captions(talk: list[tuple[str, str]], form: str, numbered: bool, note: bool) -> None:
    cues = [
        (f"{n}\n" if numbered else "")
        + f"00:{n:02}.000 --> 00:{n:02}.900\n"
        + form.format(name=name, words=words)
        + "\n"
        for n, (name, words) in enumerate(talk, 1)
    ]
    text = "WEBVTT\n\n" + ("NOTE\nmade by hand\n\n" if note else "") + "\n".join(cues)
    assert_accounted(read_captions, text)


@given(TALK)
def test_generated_chat(talk: list[tuple[str, str]]) -> None:
    text = "\r\n".join(f"10:00:{n:02}\t{name}:\t{words}\nand more" for n, (name, words) in enumerate(talk))
    assert_accounted(read_chat, text)


@given(st.text(st.sampled_from("Wren: Otis\t\n.0123[]()*-#\u00a0é"), max_size=400))
def test_any_text(text: str) -> None:
    assert_accounted(read_plain, text)


def test_a_lost_line_is_found() -> None:
    text = "Wren: One apple.\nOtis: Two pears, and more.\nWren: Three.\n"
    found = account(text, (), ["One apple.", "Three."], ["Wren", "Otis"], [], captions=False)
    assert found.lines == (2,)
    assert found.unaccounted == len("Otis:Twopears,andmore.")


def test_a_remark_about_kept_lines_excuses_no_loss() -> None:
    pages = "\n".join(f"P1: It came late and\n\n{n}\n\nNever {n}.\n\nP2: Yes.\n" for n in range(1, 5))
    draft = read_plain(Source("a.txt", (pages + "P1. Also this.\n").encode()))
    assert [remark.left_out for remark in draft.remarks] == [True, False]
    short = replace(draft, turns=draft.turns[:-1]).accounting()
    assert short is not None
    assert short.unaccounted == len("P1.Alsothis.")


def test_a_lost_period_is_found() -> None:
    assert account("Wren: One.\n", (), ["One"], ["Wren"], [], captions=False).unaccounted


def test_words_that_were_not_said_are_found() -> None:
    text = "Wren: One apple on the table.\nOtis: Two pears in the basket here.\n"
    said = ["One apple on the table.", "Invented.", "Two pears in the basket here."]
    found = account(text, (), said, [], [], captions=False)
    assert found.invented or found.unaccounted


@pytest.mark.parametrize(
    "text", ["a. b. a. Wren: c\nOtis: a.\n", "Wren: Wren: Wren\nOtis: Otis\nWren: Otis: x\nOtis:y\n"]
)
def test_labels_in_the_words(text: str) -> None:
    assert_accounted(read_plain, text)
