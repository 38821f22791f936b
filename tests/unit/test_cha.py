"""CHAT: main lines are turns, their codes are not shown, what depends on them is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.transcript import Role, TurnKind
from coder.errors import InputError
from coder.ingest.chat import display, read_chat
from coder.ingest.source import Source

FILE = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tWRE Wren Target_Child, INV Investigator\n"
    "@ID:\teng|our|WRE|8;||||Target_Child|||\n"
    "*INV:\twhat did you see ? \x150_1200\x15\n%mor:\tpro|what ?\n%gra:\t1|2|SUBJ\n"
    "*WRE:\ta &-um bus and\n\tthen [/] then a dog . \x151300_2500\x15\n%com:\tpoints\n"
    "@Comment:\tbell rings\n*WRE:\txxx .\n*INV:\t0 .\n@End\n"
)


def test_a_file() -> None:
    draft = read_chat(Source("a.cha", FILE.encode()))
    assert [(t.kind, t.speaker, t.text, t.start_ms, t.end_ms, t.line) for t in draft.turns[1:]] == [
        (TurnKind.SPEECH, "INV", "what did you see?", 0, 1_200, 6),
        (TurnKind.SPEECH, "WRE", "a um bus and then then a dog.", 1_300, 2_500, 9),
        (TurnKind.EVENT, None, "[Comment: bell rings]", None, None, 12),
        (TurnKind.SPEECH, "WRE", "xxx.", None, None, 13),
        (TurnKind.SPEECH, "INV", "0.", None, None, 14),
    ]
    assert draft.turns[0].kind is TurnKind.HEADER
    assert draft.roles == {"INV": Role.FACILITATOR}
    told = " ".join(remark.message for remark in draft.remarks)
    assert "3 lines that depend on a main line were left out: %mor 1, %gra 1, %com 1" in told
    assert "WRE is Wren Target_Child" in told
    assert "control characters" not in told


@pytest.mark.parametrize(
    ("coded", "shown"),
    [
        ("that's the &-uh [>] +/.", "that's the uh"),
        ("<what's> [<] that ?", "what's that?"),
        ("+, over there (.) now .", "over there now."),
        ("nice fiu@s:hun .", "nice fiu."),
        ("I was (be)cause +...", "I was because..."),
        ("goed [: went] [*] home .", "goed home."),
        ("&=laughs yes [=! shouting] !", "[laughs] yes [shouting]!"),
        ("New_York ‡ no: .", "New York, no."),
        ("xxx .", "xxx."),
        ("[% all gone]", "[% all gone]"),
    ],
)
def test_words_without_their_codes(coded: str, shown: str) -> None:
    assert display(coded) == shown


@given(st.lists(st.text(st.sampled_from("abcñ"), min_size=1, max_size=8), min_size=1, max_size=12))
def test_plain_words_come_back(words: list[str]) -> None:
    assert display(" ".join(words)) == " ".join(words)


def test_older_encodings_keep_their_times() -> None:
    draft = read_chat(Source("a.cha", "@Begin\n*MAR:\tsí señora . \x1510_20\x15\n@End\n".encode("cp1252")))
    assert (draft.turns[0].text, draft.turns[0].end_ms) == ("sí señora.", 20)


def test_no_main_lines() -> None:
    with pytest.raises(InputError, match="no words"):
        read_chat(Source("a.cha", b"@UTF8\n@Begin\n@End\n"))
