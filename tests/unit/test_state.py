"""What the coding screen shows, where the cursor may go, and how words are chosen: without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Memo, Origin, Suggestion
from coder.domain.transcript import Span, Transcript
from coder.services.coding import CodingService
from coder.services.session import Session, added
from coder.tui import claim_commands, command_sets
from coder.tui.bars import hints, top_line
from coder.tui.codebook_view import branches, start_folded
from coder.tui.commands import BROWSING, CODING, footer
from coder.tui.cursor import Cursor
from coder.tui.lens_keys import lens_keys, value_keys
from coder.tui.memo_pad import MEANWHILE, both
from coder.tui.page import Page
from coder.tui.safe import content, cut, drawable, fitted, paragraphs, plain, width
from coder.tui.screens.help import help_lines
from coder.tui.spans import sentences
from coder.tui.state import TranscriptState, last_codes, read_state, turn_target
from coder.tui.transcript_view import whole_words
from coder.tui.turn_pane import Waiting, coded, joined, suggested
from tests import support

FORBIDDEN_KEYS = {"ctrl+m", "ctrl+h", "ctrl+i", "ctrl+j"}


def tree() -> CodeTree:
    return CodeTree((support.book(),))


def coding(
    transcript: Transcript,
    number: int,
    code: str = "T.BEL",
    coder: str = "AM",
    *,
    at: str = "2026-01-01T00:00:00.000Z",
    span: Span | None = None,
) -> Coding:
    where = span or transcript.turn(number).span
    return Coding(
        f"{number}{code}{coder}{at}",
        transcript.id,
        where.start,
        where.end,
        where.of(transcript.text),
        code,
        coder,
        Origin.TYPED,
        at,
    )


def state(
    *codings: Coding,
    of: Transcript,
    suggestions: dict[int, list[Suggestion]] | None = None,
    memos: tuple[Memo, ...] = (),
) -> TranscriptState:
    return TranscriptState(of, tree(), "AM", codings, memos, (), suggestions or {}, "Tiny audit")


def test_codings_lie_on_every_turn_they_touch_and_count_once() -> None:
    talk = support.transcript()
    both = coding(talk, 2, span=Span(talk.turn(2).start, talk.turn(3).end))
    shown = state(both, coding(talk, 4, coder="BK"), of=talk)
    assert shown.codings_on(talk.turn(2)) == shown.codings_on(talk.turn(3)) == (both,)
    assert shown.counts == {"T.BEL": 1}


def test_share_leaves_out_facilitators_and_other_coders() -> None:
    talk = support.transcript()
    shown = state(coding(talk, 2), coding(talk, 3, coder="BK"), of=talk)
    assert shown.coded_share == 1 / 3
    assert not shown.is_for_coding(talk.turn(1))
    assert shown.find(0, 1, shown.is_open) == 2
    assert shown.find(2, 1, shown.is_open) == 3
    assert shown.find(2, -1, shown.is_open) == 3
    assert state(of=talk).find(0, 1, lambda turn: False) is None


def test_remembered_places_that_are_gone_lead_to_the_nearest_turn() -> None:
    shown = state(of=support.transcript())
    assert [shown.index_of(place) for place in (1, 4, 0, 99)] == [0, 3, 0, 3]


def test_reading_gives_memos_of_this_transcript_only(session: Session) -> None:
    other = support.keep(session, support.transcript("FG-02"))
    service, talk = CodingService(session), session.transcript("FG-01")
    service.apply(talk, talk.turn(2).span, ["T.BEL"])
    made = session.store.codings(talk.id)[0]
    service.write_memo("coding", made.id, "why")
    service.write_memo("turn", turn_target(talk, talk.turn(3)), "here")
    service.write_memo("turn", turn_target(other, other.turn(3)), "elsewhere")
    shown = read_state(session, talk.id)
    assert [memo.text for memo in shown.memos] == ["why", "here"]
    assert [memo.text for memo in shown.memos_on("coding", made.id)] == ["why"]
    assert shown.project == "Tiny audit"


def test_the_last_codes_are_those_of_this_coders_last_act_by_hand(session: Session) -> None:
    service, talk = CodingService(session), session.transcript("FG-01")
    assert last_codes(session) == ()
    service.apply(talk, talk.turn(3).span, ["T.WELL"])
    service.apply(talk, talk.turn(2).span, ["T.REL", "T.BEL"])
    assert last_codes(session) == ("T.REL", "T.BEL")
    imported = replace(coding(talk, 4, "T.WELL", at="2099-01-01T00:00:00.000Z"), origin=Origin.IMPORTED)
    session.act("import", "imported codings", [added("coding", imported)])
    session.act("import", "by BK", [added("coding", coding(talk, 4, "T.WELL", "BK"))])
    assert last_codes(session) == ("T.REL", "T.BEL")


def test_two_texts_of_one_memo_are_both_kept_once() -> None:
    assert both("a", "b") == f"a\n\n{MEANWHILE}\nb"
    assert both("a", "") == both("", "a") == both("a", "a") == "a"
    assert both("ab", "a") == both("a", "ab") == "ab"


def test_the_newest_own_coding_has_the_focus_and_tab_goes_round() -> None:
    talk = support.transcript()
    old = coding(talk, 2, "T.BEL", at="2026-01-01T00:00:01.000Z")
    new = coding(talk, 2, "T.REL", at="2026-01-01T00:00:02.000Z")
    foreign = coding(talk, 2, "T.WELL", "BK", at="2026-01-01T00:00:03.000Z")
    shown = state(old, new, foreign, of=talk)
    cursor = Cursor(0).at(shown, 1)
    assert cursor.coding(shown) == new
    seen = [cursor.coding_id]
    for _ in range(3):
        cursor = cursor.next_coding(shown, 1)
        seen.append(cursor.coding_id)
    assert seen[0] == seen[3]
    assert set(seen) == {old.id, new.id, foreign.id}
    gone = state(old, foreign, of=talk)
    assert Cursor(1, None, new.id).settled(gone).coding(gone) == old
    assert Cursor(1, None, old.id).at(shown, 99).index == 3


def test_words_are_chosen_by_sentence_and_by_word() -> None:
    talk = support.transcript()
    shown = state(of=talk)

    def words(cursor: Cursor) -> str:
        return cursor.span(shown).of(talk.text)

    cursor = Cursor(1)
    whole = words(cursor)
    assert whole == talk.words(talk.turn(2))
    first = cursor.sentence(shown, 1)
    assert words(first) == "There is one counselor for four hundred of us."
    second = first.sentence(shown, 1)
    assert words(second) == "So you just stop going."
    assert second.sentence(shown, 1) == first
    assert cursor.sentence(shown, -1) == second
    assert words(second.end(shown, -1)) == "So you just stop"
    assert words(second.start(shown, -1)) == "you just stop going."
    assert words(second.start(shown, 1)) == "us. So you just stop going."
    assert words(first.end(shown, 1)).endswith("of us. So")
    assert second.whole().selected is None
    longest = second
    for _ in range(40):
        longest = longest.start(shown, 1)
    assert longest.selected is None
    shortest = second
    for _ in range(40):
        shortest = shortest.end(shown, -1)
    assert words(shortest) == "So"


def test_sentences_end_at_marks_of_any_script_and_at_line_breaks() -> None:
    text = "Yes… “Really?” Dr. No\nNext 我们很好。他说。 [pause] End"
    found = [span.of(text) for span in sentences(text, Span(0, len(text)))]
    assert found == ["Yes…", "“Really?”", "Dr. No", "Next 我们很好。", "他说。", "[pause] End"]


def test_dragging_takes_whole_words() -> None:
    text = "one two three"
    assert whole_words(text, Span(5, 9)).of(text) == "two three"


def test_pane_tells_everything_about_a_turn() -> None:
    talk = support.transcript()
    own = coding(talk, 2, "T.BEL")
    foreign = coding(talk, 2, "T.REL", "B[K]")
    start = talk.turn(2).start
    waits = Suggestion(talk.id, start, start + 5, "T.WELL", 0.5, "cue", "cue “one counselor” [/]")
    memos = (
        Memo("1", "coding", own.id, "\nask again", "AM", ""),
        Memo("2", "turn", turn_target(talk, talk.turn(2)), "look", "BK", ""),
    )
    shown = state(own, foreign, of=talk, suggestions={2: [waits]}, memos=memos)
    cursor = Cursor(1).on_newest(shown)
    left, right = (
        joined(lines).plain for lines in (coded(shown, cursor, 40), suggested(shown, cursor, Waiting(), 40))
    )
    assert "›▌ BEL Belonging" in left
    assert "AM · typed" in left
    assert " ┊ REL Trusted adults" in left
    assert "B[K] · typed" in left
    assert "✎ memo: ask again" in left
    assert "✎ memo on the turn (BK): look" in left
    assert " 1 WELL Wellbeing" in right
    assert "cue “one counselor” [/]" in right


def test_every_line_of_the_pane_fits() -> None:
    talk = support.transcript()
    made = [coding(talk, 2, code, "somebody with a long name") for code in ("T.BEL", "T.REL")]
    shown = state(*made, of=talk)
    for room in (20, 34, 60):
        for brief in (True, False):
            lines = joined(coded(shown, Cursor(1), room, brief=brief)).plain.split("\n")
            assert all(width(line) <= room for line in lines)


def test_codebook_folds_and_counts() -> None:
    codes = tree()
    assert start_folded(codes) == frozenset()
    unfolded = branches(codes, {"T.BEL": 2}, frozenset())
    assert [(line.depth, line.code.short, line.count) for line in unfolded] == [
        (0, "T", 0),
        (1, "WELL", 0),
        (1, "REL", 0),
        (1, "BEL", 2),
    ]
    folded = branches(codes, {"T.BEL": 2}, frozenset({"T"}))
    assert [(line.code.short, line.count) for line in folded] == [("T", 2)]


def test_rows_of_a_page_hold_every_word() -> None:
    talk = support.transcript()
    for columns in (40, 80, 140):
        page = Page(talk, columns, airy=True)
        for at, turn in enumerate(talk.turns):
            first, last = page.place(at)
            shown = " ".join(talk.text[row.start : row.end] for row in page.rows(first, last))
            assert shown.split() == talk.words(turn).split()
        assert page.offset_at(0, page.indent + 2) == talk.turns[0].start + 2
        assert page.offset_at(page.height + 5, 3) is None


def test_one_key_means_one_thing() -> None:
    for offered in (CODING, BROWSING):
        keys = [key for command in offered for key in command.keys.split(",")]
        assert len(keys) == len(set(keys))
        assert not FORBIDDEN_KEYS & set(keys)
    found = {key.value.id: key.key for key in lens_keys(tree(), CODING)}
    assert found == {"working": "w", "progress": "p", "focus": "f", "mixed": "v"}


def test_every_value_of_a_lens_has_a_letter_of_its_own() -> None:
    who = tree().lenses["L.WHO"]
    assert value_keys(who) == ["l", "i"]
    appraisal = tree().lenses["L.APP"]
    assert len(set(value_keys(appraisal))) == 4
    direct = lens_keys(tree(), CODING)
    assert value_keys(appraisal, direct) == [key.key for key in direct] == ["w", "p", "f", "v"]
    assert value_keys(who, direct) == ["l", "i"]


def test_footer_fits_and_help_is_always_there() -> None:
    for columns in (30, 78, 138):
        shown = content(*hints(footer(CODING), columns)).plain.rstrip()
        assert width(shown) <= columns
        assert shown.endswith("? help")


@pytest.mark.parametrize("columns", [40, 78, 138])
def test_footer_says_how_to_go_back(columns: int) -> None:
    for offered in (claim_commands.LIST, claim_commands.PAGE, command_sets.EXPLORE):
        shown = content(*hints(footer(offered), columns)).plain.rstrip()
        assert width(shown) <= columns
        assert "  Esc back  " in shown
        assert shown.endswith("? help")


def test_top_line_fits_and_keeps_the_label() -> None:
    shown = state(of=support.transcript())
    for columns in (60, 78, 138):
        line = content(*top_line(shown, Cursor(1), "2026-01-01T10:42:07.000Z", columns)).plain
        assert width(line) <= columns
        assert "FG-01" in line
        assert "turn 2 of 4 · 0 % done" in line
        assert "saved " in line
    assert width(content(*top_line(shown, Cursor(1), "2026-01-01T10:42:07.000Z", 52)).plain) <= 52


def test_no_line_of_the_help_wraps_on_a_small_screen() -> None:
    assert max(len(command.help) for command in CODING) <= 55


def test_help_lists_every_command() -> None:
    text = content(*help_lines(CODING)).plain
    assert all(command.help in text for command in CODING)


def test_data_text_is_harmless_and_keeps_its_length() -> None:
    raw = "a\x1b]52;c;x\x07b\x9b31m\u202ec\n[/]\ufeff"
    shown = drawable(raw)
    assert len(shown) == len(raw)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\ufeff")
    assert "\x1b" not in plain(raw) + paragraphs(raw) + content(raw).plain
    assert content("[b]x[/b]", ("[/]", "bold")).plain == "[b]x[/b][/]"


def test_cutting_never_tears_a_sign() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert cut(family + family, 3) == family + "…"
    assert cut("我们在", 4) == "我…"
    assert cut("abc", 0) == ""
    assert [width(fitted(text, 6)) for text in ("", "我们在学校", family, "abcdefgh")] == [6, 6, 6, 6]


def test_what_waits_is_asked_for_again_only_where_something_was_done() -> None:
    class Counting:
        suggester, notice = "fake", ""
        asked: list[int]

        def filtered(self, talk: Transcript, hits: dict[int, list[str]], *_: object) -> dict[int, object]:
            self.asked += hits
            return dict.fromkeys(hits, ())

    talk = support.transcript()
    suggester = Counting()
    suggester.asked = []
    first = state(of=talk).with_hits(suggester, {1: ["x"], 2: ["x"]})  # type: ignore[arg-type]
    assert [first.suggestions_on(talk.turn(n)) for n in (1, 2)] == [(), ()]
    after = first.followed([("coding", None, coding(talk, 2))], first.tree, 1)
    assert [after.suggestions_on(talk.turn(n)) for n in (1, 2)] == [(), ()]
    assert suggester.asked == [1, 2, 2]
