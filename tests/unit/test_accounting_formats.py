"""Every character of CHAT, ELAN and JSON files is in a turn or in a remark.

What a file holds is known here because it was made here; the reader's own account of its source is
never asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.transcript import TurnKind
from coder.ingest.chat import read_chat
from coder.ingest.elan import read_elan
from coder.ingest.overrides import Overrides
from coder.ingest.source import Source
from coder.ingest.speech_json import read_json
from tests.accounts import (
    NAME,
    TALK,
    WORDS,
    accounted,
    assert_accounted,
    bare,
    left_out,
    said,
    told_lines,
    word,
)

# CHAT

# Each word as it is written and as it is shown.
CODED = st.sampled_from(
    [
        ("so", "so"), ("Yes", "Yes"), ("then", "then"), ("[/]", ""), ("[//]", ""), ("[*]", ""), ("[>]", ""),
        ("[: went]", ""), ("(be)cause", "because"), ("&-um", "um"), ("&=laughs", "[laughs]"), ("no:", "no"),
        ("[=! shouting]", "[shouting]"), ("(.)", ""), ("New_York", "New York"), ("fiu@s:hun", "fiu"),
        ("[% a note]", ""), ("\u201e", ","), ("xxx", "xxx"), ("señal", "señal"), ("(.)\n\tand", "and"),
    ]
)  # fmt: skip
MAIN = st.tuples(
    st.sampled_from(["WRE", "OTI", "INV"]), st.lists(CODED, min_size=1, max_size=9), st.booleans()
)
BETWEEN = st.sampled_from(
    [
        "",
        "%mor:\tpro|what q ?",
        "%com:\tpoints to it\n\tand more",
        "@Comment:\tbell rings",
        "stray words here",
    ]
)


@given(st.lists(st.tuples(MAIN, BETWEEN), min_size=1, max_size=10), st.sampled_from(["\n", "\r\n"]))
def test_chat(blocks: list[tuple[tuple[str, list[tuple[str, str]], bool], str]], end: str) -> None:
    head = ["@UTF8", "@Begin", "@Participants:\tWRE Wren Target_Child, INV Ina Investigator", "@Date:\t1-MAY"]
    raw = list(head)
    shown = ["Participants: WRE Wren Target_Child, INV Ina Investigator", "Date: 1-MAY"]
    must_be_told: set[int] = set()
    for at, ((who, words, timed), between) in enumerate(blocks):
        times = f" \x15{at}_{at + 1}\x15" if timed else ""
        line = f"*{who}:\t{word(at)} {' '.join(written for written, _ in words)} .{times}"
        first = len(raw) + 1
        raw += line.split("\n")
        if any(bare(written) != bare(display) for written, display in words):
            must_be_told |= set(range(first, len(raw) + 1))
        shown.append(f"{who}: {word(at)} {' '.join(display for _, display in words)} .")
        first = len(raw) + 1
        raw += between.split("\n") if between else []
        if between.startswith("%"):
            must_be_told |= set(range(first, len(raw) + 1))
        elif between:
            shown.append(between.replace("@Comment:\t", "Comment: "))
    draft = read_chat(Source("a.cha", (end.join([*raw, "@End"]) + end).encode()))
    events = [replace(t, text=t.text.strip("[]")) if t.kind is TurnKind.EVENT else t for t in draft.turns]
    assert_accounted(replace(draft, turns=tuple(events)), shown)
    assert must_be_told <= told_lines(draft)


# ELAN


def annotation(number: int, text: str, on: int | None = None) -> str:
    inner = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    if on is None:
        kind, rest = "ALIGNABLE_ANNOTATION", f'TIME_SLOT_REF1="t{number}"'
    else:
        kind, rest = "REF_ANNOTATION", f'ANNOTATION_REF="a{on}"'
    return f'<ANNOTATION><{kind} ANNOTATION_ID="a{number}" {rest}>{inner}</{kind}></ANNOTATION>'


ANNOTATIONS = st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6)


@given(
    st.dictionaries(NAME, ANNOTATIONS, min_size=1, max_size=4), st.booleans(), st.booleans(), st.booleans()
)
def test_elan(tiers: dict[str, list[tuple[str, bool]]], translated: bool, named: bool, damaged: bool) -> None:
    made_of: list[tuple[str, str]] = []
    xml, number = [], 0
    for name, notes in tiers.items():
        inside = ""
        for words, parted in notes:
            number += 1
            text = f"{word(number)} {words}"
            made_of.append((name, text))
            broken = escape(text).replace(" ", "\n  ", 1) if parted else escape(text)
            inside += annotation(1 if damaged else number, broken)
        xml.append(f'<TIER TIER_ID="{name}">{inside}</TIER>')
    if translated:
        first = next(iter(tiers))
        xml.append(
            f'<TIER TIER_ID="other" PARENT_REF="{first}">{annotation(900, "all of that again", 1)}</TIER>'
        )
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n * 9}"/>' for n in range(number + 1))
    data = f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{''.join(xml)}</ANNOTATION_DOCUMENT>"
    wanted = (next(iter(tiers)),) if named else ()
    draft = read_elan(Source("a.eaf", data.encode(), overrides=Overrides(tiers=wanted)))
    unread = " ".join(r.message for r in draft.remarks if "not read" in r.message)
    assert ("other (1)" in unread) == translated
    in_turns = bare(" ".join(said(draft)))
    kept = [text for name, text in made_of if f"{name} ({len(tiers[name])})" not in unread]
    assert len(in_turns) == sum(len(bare(text)) for text in kept)
    assert all(bare(text) in in_turns for text in kept)


# JSON


def whisper(talk: list[tuple[str, str]], with_words: bool) -> object:
    segments = [_segment(at, words, with_words) for at, (_, words) in enumerate(talk)]
    return {"text": " ".join(words for _, words in talk), "segments": segments, "language": "en"}


def whisperx(talk: list[tuple[str, str]], with_words: bool) -> object:
    return [{**_segment(at, words, with_words), "speaker": name} for at, (name, words) in enumerate(talk)]


def words_only(talk: list[tuple[str, str]], _: bool) -> object:
    made_of = [_segment(at, words, True) for at, (_, words) in enumerate(talk)]
    segments = [{k: v for k, v in one.items() if k != "text"} for one in made_of]
    return {"segments": [{**one, "speaker": name} for one, (name, _) in zip(segments, talk, strict=True)]}


def whisper_cpp(talk: list[tuple[str, str]], _: bool) -> object:
    return {
        "model": {"type": "base"},
        "transcription": [
            {"offsets": {"from": at * 900, "to": at * 900 + 800}, "text": words}
            for at, (_, words) in enumerate(talk)
        ],
    }


def paper_edit(talk: list[tuple[str, str]], backwards: bool) -> object:
    words: list[dict[str, object]] = []
    paragraphs: list[dict[str, object]] = []
    for at, (name, said_here) in enumerate(talk):
        start = (len(talk) - at if backwards else at) * 100.0
        paragraphs.append({"id": at, "start": start, "end": start + 90, "speaker": name})
        words += [{"start": start + n, "end": start + n, "text": w} for n, w in enumerate(said_here.split())]
    return {"words": words, "paragraphs": paragraphs}


def _segment(at: int, words: str, with_words: bool) -> dict[str, object]:
    single = [{"word": w, "start": at, "end": at + 1} for w in words.split()]
    made_of: dict[str, object] = {"id": at, "start": at * 2, "end": at * 2 + 1, "text": f" {words}"}
    return {**made_of, "words": single} if with_words else made_of


@given(
    TALK,
    st.sampled_from([whisper, whisperx, words_only, whisper_cpp, paper_edit]),
    st.booleans(),
    st.booleans(),
)
def test_json(
    talk: list[tuple[str, str]],
    form: Callable[[list[tuple[str, str]], bool], object],
    more: bool,
    laid_out: bool,
) -> None:
    numbered = [(name, f"{words} {word(at)}") for at, (name, words) in enumerate(talk)]
    data = json.dumps(form(numbered, more), indent=2 if laid_out else None, ensure_ascii=more)
    draft = read_json(Source("a.json", data.encode()))
    assert_accounted(draft, [words for _, words in numbered])
    assert not left_out(draft)
    backwards = form is paper_edit and more and len(talk) > 1
    assert any("or go backwards" in remark.message for remark in draft.remarks) == backwards
    named = form in (whisperx, words_only, paper_edit)
    assert backwards or set(draft.speakers) == ({name for name, _ in talk} if named else set())


@given(TALK, st.integers(0, 3), WORDS)
def test_json_with_words_that_no_segment_has(talk: list[tuple[str, str]], which: int, lost: str) -> None:
    other = f"{word(900)} {lost}"
    segments: list[object] = list(whisperx(talk, True))  # type: ignore[call-overload]
    value: object = segments
    if which == 0:
        value = {"segments": segments, "text": f"{' '.join(w for _, w in talk)} {other}"}
    elif which == 1:
        value = {"segments": segments, "word_segments": [{"word": w} for w in other.split()]}
    elif which == 2:
        segments.append(other)
    else:
        segments.append({"text": "So it is.", "words": [{"word": w} for w in other.split()]})
    draft = read_json(Source("a.json", json.dumps(value).encode()))
    assert word(900) not in " ".join(said(draft))
    (remark,) = left_out(draft)
    if which < 2:
        assert bare(other) in bare(remark.message)
    else:
        assert re.search(r"1 entries|segments " + str(len(segments)), remark.message)


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_lost_turn_is_found(gone: int) -> None:
    talk = [("Wren", "One apple."), ("Otis", "Two pears."), ("Wren", "Three.")]
    draft = read_json(Source("a.json", json.dumps(whisperx(talk, False)).encode()))
    short = replace(draft, turns=draft.turns[:gone] + draft.turns[gone + 1 :])
    assert accounted(short, [words for _, words in talk]).unaccounted
