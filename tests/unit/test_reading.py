"""Progress, time, filters: without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from coder.domain.coding import MarkKind
from coder.domain.transcript import Role, Transcript
from coder.ingest.draft import Remark
from coder.services.coding import CodingService
from coder.services.facts import session_facts
from coder.services.importing import ImportService
from coder.services.marking import MarkingService
from coder.services.progress import Amount, Progress, of_transcript, progress_of
from coder.services.reading_time import ReadingClock, as_time, keep_time
from coder.services.session import Session
from coder.tui.bars import top_line
from coder.tui.cursor import Cursor
from coder.tui.fact_lines import bar, fact_lines, percent
from coder.tui.filters import OPEN, By, Filter, Option, Shown, nearest_stop, options
from coder.tui.state import TranscriptState, read_state
from coder.tui.turn_pane import joined
from tests import support


class Watch:
    """A clock that goes as a test says."""

    def __init__(self) -> None:
        self.now = 100.0
        self.day = "2026-11-22"

    def after(self, seconds: float) -> float:
        self.now += seconds
        return self.now


def clock(watch: Watch) -> ReadingClock:
    made = ReadingClock(lambda: watch.now, lambda: watch.day)
    made.stand_in("t1")
    made.touch()
    return made


def test_time_counts_only_while_keys_come() -> None:
    watch = Watch()
    counted = clock(watch)
    for gap in (1.0, 59.0, 61.0, 3600.0, 2.5):
        watch.after(gap)
        counted.touch()
    assert counted.take() == [("t1", "2026-11-22", 62)]
    watch.after(0.5)
    counted.touch()
    assert counted.take() == [("t1", "2026-11-22", 1)]


def test_time_belongs_to_a_transcript_and_a_day_and_is_seldom_written() -> None:
    watch = Watch()
    counted = clock(watch)
    watch.after(50)
    assert not counted.touch()
    counted.stand_in("t2")
    watch.day = "2026-11-23"
    watch.after(40)
    assert not counted.touch()
    watch.after(30)
    assert counted.touch()
    assert counted.take() == [("t1", "2026-11-22", 50), ("t2", "2026-11-23", 70)]
    assert counted.take() == []


def test_time_is_told_as_people_say_it() -> None:
    told = [as_time(seconds) for seconds in (0, 20, 60, 3599, 3900, 36_000)]
    assert told == ["none yet", "under a minute", "1 min", "1 h 00 min", "1 h 05 min", "10 h 00 min"]


def test_progress_counts_turns_and_words_that_want_codes(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
        MarkingService(session).toggle_read(talk, talk.turn(3))
        found = of_transcript(session, talk.id)
        assert (found.to_code.turns, found.coded, found.nothing) == (3, Amount(1, 14), Amount(1, 9))
        assert found.left == Amount(1, len(talk.words(talk.turn(4)).split()))
        assert found.share == 2 / 3
        state = read_state(session, talk.id)
        coded = {turn.seq for turn in state.stops if state.is_coded(turn)}
        assert progress_of(talk, coded, {talk.turn(3).seq}) == found
        assert state.coded_share == found.share
        assert (found + found).to_code == Amount(6, 2 * found.to_code.words)
        CodingService(session).apply(talk, talk.turn(3).span, ["T.BEL"])
        assert of_transcript(session, talk.id).nothing == Amount()


def test_shares_are_never_rounded_to_done_or_to_nothing() -> None:
    assert [percent(0, 9), percent(1, 999), percent(998, 999), percent(9, 9)] == [
        "0 %",
        "1 %",
        "99 %",
        "100 %",
    ]
    assert percent(0, 0) == "–"
    assert [bar(share, 4) for share in (0, 0.01, 0.99, 1)] == ["╌╌╌╌", "━╌╌╌", "━━━╌", "━━━━"]
    assert Progress().share == 0


def test_facts_tell_who_spoke_and_where_the_words_come_from(tmp_path: Path) -> None:
    source = tmp_path / "FG-09.txt"
    source.write_text("Facilitator: How are you?\nMaya: Fine, and you [/] there?\nMaya: Good.\n", "utf-8")
    with support.project(tmp_path) as session:
        ImportService(session).keep(source)
        talk = session.transcript("FG-09")
        service = CodingService(session)
        service.write_memo("transcript", talk.id, "They came late.")
        service.write_memo("turn", f"{talk.id}:{talk.turn(2).seq}", "A turn")
        keep_time(session, [(talk.id, "2026-11-22", 900)])
        found = session_facts(session, talk.id)
        shares = [(one.name, one.role, one.turns, one.words) for one in found.speakers]
        assert shares == [("Maya", Role.PARTICIPANT, 2, 6), ("Facilitator", Role.FACILITATOR, 1, 3)]
        assert sum(one.share for one in found.speakers) == 1
        assert found.source is not None
        assert (found.source.name, found.memos, found.other_memos) == (
            "FG-09.txt",
            ("AM: They came late.",),
            1,
        )
        assert (found.own_time, found.revision) == (900, 1)
        text = joined(fact_lines(found, of_transcript(session, talk.id), 90)).plain
        assert all(word in text for word in ("FG-09.txt", "Maya", "15 min", "They came late.", "67 %"))


def test_remarks_of_the_reader_are_kept_with_the_words(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        service = ImportService(session)
        source = tmp_path / "FG-08.txt"
        source.write_text("Maya: One.\nJordan: Two.\nMaya: Three.\n", "utf-8")
        from coder.services.previewing import read_draft

        draft = replace(read_draft(source), remarks=(Remark("odd \x1b[31mline", 2),))
        service.keep(draft)
        kept = session.store.source(session.transcript("FG-08").id)
        assert kept is not None
        assert kept.remarks == ("line 2: odd �line",)


# -- filters


def state_of(session: Session) -> TranscriptState:
    return read_state(session, session.transcript("FG-01").id)


def numbers(state: TranscriptState, found: tuple[int, ...]) -> list[int | None]:
    return [state.transcript.turns[index].number for index in found]


def speaker(talk: Transcript, name: str) -> Option:
    found = next(one for one in talk.speakers if one.label == name)
    return Option(By.SPEAKER, found.id, name)


def test_filters_of_one_kind_add_up_and_of_several_cut_down(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        state = state_of(session)
        maya, jordan = speaker(talk, "Maya"), speaker(talk, "Jordan")
        people = Option(By.ROLE, "participant", "participant")
        not_coded, tiny = Option(By.WORK, OPEN, "not coded"), Option(By.CODE, "T", "Tiny")
        groups = {maya.id: "students", jordan.id: "families"}

        def found(*chosen: Option) -> list[int | None]:
            return numbers(state, Filter(chosen).turns(state, groups))

        assert found(maya, jordan) == [2, 3, 4]
        assert found(people, not_coded) == [3, 4]
        assert found(not_coded, maya) == [4]
        assert found(tiny) == [2]
        assert found(tiny, jordan) == []
        assert found(Option(By.GROUP, "families", "families")) == [3]
        assert found() == [1, 2, 3, 4]
        offered = options(state, groups, suggestions=False)
        assert [(one.id, one.turns) for one in offered if one.by is By.CODE] == [("T", 1), ("T.WELL", 1)]
        assert [(one.id, one.turns) for one in offered if one.by is By.GROUP] == [
            ("families", 1),
            ("students", 2),
        ]
        chosen = Filter().toggled(maya).toggled(not_coded)
        assert chosen.told == "only not coded, Maya"
        assert not chosen.toggled(maya).toggled(not_coded)


def test_nothing_vanishes_under_the_hands(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        state = state_of(session)
        shown = Shown(Filter((speaker(state.transcript, "Maya"),)), (1, 4))
        assert shown.turns == (1, 4)
        assert shown.with_turns([1]) is shown
        aside = shown.with_turns([2])
        assert aside.turns == (1, 2, 4)
        assert aside.with_turns([2]) is aside
        assert aside.with_turns([4]).turns == (1, 4)
        assert shown.with_found((4, 0)).turns == (0, 1, 4)
        stops = [nearest_stop(state, shown, stop, step) for stop, step in ((0, 1), (2, 1), (2, -1), (9, 1))]
        assert stops == [1, 3, 1, 3]


def test_the_top_line_says_what_is_left_out(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        parts = top_line(state_of(session), Cursor(1), "", 78, "only [/] · 2 of 4")
        line = "".join(part if isinstance(part, str) else part[0] for part in parts)
        assert len(line) == 78
        assert "FG-01  only [/] · 2 of 4" in line


def test_marks_of_others_do_not_count(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        talk = session.transcript("FG-01")
        MarkingService(Session(session.store, "BK")).toggle_read(talk, talk.turn(3))
        state = state_of(session)
        assert not state.is_marked(talk.turn(3), MarkKind.READ)
        assert of_transcript(session, talk.id).done == Amount()
