"""Searching a project: what fits a query, where, and how it is stopped and coded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from coder.domain.transcript import Span, TranscriptFacts
from coder.errors import ConflictError, InputError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.people import PeopleService
from coder.services.search_coding import code_hits
from coder.services.search_names import Known
from coder.services.searching import Hit, Searching, Talk, where
from coder.services.session import Session
from tests import support

OTHER = (
    ("Facilitator", "How did you feel about the café?"),
    ("Ms. Ortiz", "I felt unsafe. “Nobody listens,” they said, and the children left."),
    ("Ms. Ortiz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"),
    (None, "[A bell rings]"),
)


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Session]:
    """Two sessions: students with two codings, and one parent."""
    families = TranscriptFacts(group="families", site="Weir Elementary", wave="fall")
    with support.project(
        tmp_path, support.transcript(), support.transcript("FG-02", OTHER, families)
    ) as session:
        talk, service = session.transcript("FG-01"), CodingService(session)
        service.apply(talk, talk.turn(2).span, ["T.WELL"])
        service.apply(talk, Span(talk.turn(3).start, talk.turn(4).end), ["T.BEL"])
        well, bel = session.store.codings()
        service.set_lens(talk, well, "L.APP", "focus")
        service.star(talk, bel)
        service.write_memo("turn", f"{talk.id}:{talk.turn(4).seq}", "Ask about the library")
        people = PeopleService(session)
        people.map_speaker(talk, "Maya", "S-07", "students", {"Home language": "Cape Verdean", "grade": "11"})
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other:
            CodingService(other).apply(talk, talk.turn(2).span, ["T.REL"])
        yield session


def found(session: Session, query: str, *labels: str) -> list[Hit]:
    hits: list[Hit] = []
    with Searching(session, query, labels) as searching:
        while (step := searching.step()) is not None:
            hits += step.hits
    return hits


def turns(session: Session, query: str, *labels: str) -> list[str]:
    return [f"{hit.label[-1]}.{hit.turn}" for hit in found(session, query, *labels)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nobody", ["1.3", "2.2"]),
        ("nobody office", ["1.3"]),
        ("nobody -office", ["2.2"]),
        ('"nobody listens"', ["2.2"]),
        ("cafe OR librarian", ["1.4", "2.1"]),
        ("~feel", ["2.1", "2.2"]),
        ("~child", ["2.2"]),
        ("~counselors", ["1.2"]),
        (r"/\bn\w+s\b/ -listens", []),
        (r"/NAME/", ["1.3"]),
        (r"/NAME/c", []),
        ("bell", ["1.None", "2.None"]),
        ("code:WELL", ["1.2"]),
        ("code:T", ["1.2", "1.3"]),
        ("code:belonging", ["1.3"]),
        ("code:BEL seat", ["1.4"]),
        ("lens:focus", ["1.2"]),
        ("lens:appraisal=focus", ["1.2"]),
        ("lens:APP", ["1.2"]),
        ("code:T.REL lens:focus", []),
        ("code:T.REL code:T.WELL", ["1.2"]),
        ("code:T coder:JR", ["1.2"]),
        ("code:T -coder:AM", ["1.2"]),
        ("-code:T counselor", []),
        ("starred", ["1.3"]),
        ("starred seat", ["1.4"]),
        ("uncoded", ["2.2", "2.3"]),
        ("uncoded:JR label:FG-01", ["1.3", "1.4"]),
        ("memo:librar", ["1.4"]),
        ("memo:", ["1.4"]),
        ("speaker:maya", ["1.2", "1.4"]),
        ("speaker:ortiz", ["2.2", "2.3"]),
        ("role:facilitator", ["1.1", "2.1"]),
        ("role:student seat", ["1.4"]),
        ("group:families bell", ["2.None"]),
        ("site:weir role:participant -aaa", ["2.2"]),
        ("wave:fall facilitator OR wave:fall cafe", ["2.1"]),
        ('"home language":"cape verdean"', ["1.2", "1.4"]),
        ("home_language:cape seat", ["1.4"]),
        ("grade:11 counselor", ["1.2"]),
        ('code:WELL role:student "one counselor"', ["1.2"]),
        ("(counselor OR librarian) -starred", ["1.2"]),
    ],
)
def test_what_fits(audit: Session, query: str, expected: list[str]) -> None:
    assert turns(audit, query) == expected


def test_marks_are_exactly_what_was_found(audit: Session) -> None:
    (hit,) = found(audit, "UNSAFE “nobody listens” ~leave")
    text = audit.transcript("FG-02").text
    assert [mark.of(text) for mark in hit.marks] == ["unsafe", "Nobody listens", "left"]
    assert [hit.excerpt(mark).text for mark in hit.marks] == ["unsafe", "Nobody listens", "left"]
    assert hit.around[0] == "Facilitator: How did you feel about the café?"
    first = found(audit, "code:BEL")[0]
    talk = audit.transcript("FG-01")
    assert [mark.of(talk.text) for mark in first.marks] == [talk.words(talk.turn(3))]
    assert first.codings == (audit.store.codings_of("T.BEL")[0].id,)


def test_one_transcript_alone(audit: Session) -> None:
    assert turns(audit, "nobody", "FG-02") == ["2.2"]
    with pytest.raises(InputError, match="there is no transcript 'FG-09'"):
        found(audit, "nobody", "FG-09")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a rolle:x", "character 3 of the query: there is no field 'rolle'; did you mean role"),
        ("code:NOPE", "there is no code 'NOPE'"),
        ("code:WELLL", "did you mean WELL"),
        ("speaker:Maja", "no speaker is called 'Maja'; did you mean Maya"),
        ("lens:fokus", "no lens has a value 'fokus'; did you mean focus"),
        ("wave:spring", "nothing here has the wave 'spring'; there is fall"),
        ("b /(/", "character 3 of the query: this pattern cannot be read"),
        ("coder:XY", "no coder is called 'XY'; there is AM, JR"),
    ],
)
def test_what_is_not_here_is_told_with_its_place(audit: Session, query: str, message: str) -> None:
    with pytest.raises(InputError) as told:
        found(audit, query)
    assert message in str(told.value)


@pytest.mark.parametrize("pattern", ["/(a|aa)+$/", "/(a|a)*b/", "/(a*)*$/", "/(.*)*x/"])
def test_a_catastrophic_pattern_is_stopped_within_a_second(audit: Session, pattern: str) -> None:
    begun = time.process_time()
    # Some of these the pattern library sees through; then nothing has to be stopped.
    with suppress(InputError):
        found(audit, pattern)
    assert time.process_time() - begun < 2


def test_the_worst_pattern_does_get_stopped(audit: Session) -> None:
    with pytest.raises(InputError, match="character 1 of the query: this pattern takes too long; make it"):
        found(audit, r"/(a|aa)+$/")


def test_a_search_comes_in_slices_that_tell_how_far_it_is(tmp_path: Path) -> None:
    long = support.transcript("FG-09", [("Maya", f"word {n} nobody") for n in range(6000)])
    with support.project(tmp_path, long) as session, Searching(session, "nobody ~word") as searching:
        steps = []
        while (step := searching.step()) is not None:
            steps.append(step)
            if len(steps) == 5:
                break
    assert steps[0].done == 0
    assert steps[-1].total == 6000
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_a_where_filters_any_talk_without_reading_the_project(audit: Session) -> None:
    talk = audit.transcript("FG-01")
    wanted = where("code:WELL", Known.of(audit))
    count = [hit is not None for hit in wanted.hits(Talk(talk, audit.store.codings(talk.id)))]
    assert count == [False, True, False, False, False]
    assert list(wanted.hits(Talk(talk), 1, 2)) == [None]


def test_a_merged_code_is_found_under_the_other_one(audit: Session) -> None:
    from coder.services.codebook_editing import CodebookEditing

    CodebookEditing(audit).merge("T.WELL", "T.BEL")
    assert turns(audit, "code:WELL") == turns(audit, "code:BEL") == ["1.2", "1.3"]


def test_hits_are_coded_as_one_act_and_what_is_there_is_left_out(audit: Session) -> None:
    hits = found(audit, "nobody OR counselor")
    excerpts = [hit.excerpt(hit.span) for hit in hits]
    done = code_hits(audit, excerpts, ["T.WELL"])
    assert (done.made, done.already) == (2, 1)
    assert done.event.summary == "coded 3 search hits with T.WELL in 2 transcripts"
    assert len(audit.store.codings_of("T.WELL")) == 3
    with pytest.raises(InputError, match="has this code of yours already"):
        code_hits(audit, excerpts, ["T.WELL"])
    audit.undo()
    assert len(audit.store.codings_of("T.WELL")) == 1
    with pytest.raises(InputError, match="groups other codes"):
        code_hits(audit, excerpts, ["T"])
    with pytest.raises(InputError, match="nothing is marked"):
        code_hits(audit, [], ["T.WELL"])


def test_hits_in_words_that_were_corrected_are_not_coded(audit: Session) -> None:
    (hit,) = found(audit, "unsafe")
    CorrectionService(audit).edit_turn(audit.transcript("FG-02"), 1, "How did you feel there?")
    count = audit.store.event_count()
    with pytest.raises(ConflictError, match="FG-02: the transcript was corrected since the search"):
        code_hits(audit, [hit.excerpt(hit.span)], ["T.WELL"])
    assert audit.store.event_count() == count


def test_uncoded_is_what_waits_for_this_coder(audit: Session) -> None:
    from coder.services.marking import MarkingService
    from coder.services.progress import of_transcript

    talk = audit.transcript("FG-02")
    assert turns(audit, "uncoded label:FG-02") == ["2.2", "2.3"]
    MarkingService(audit).toggle_read(talk, talk.turn(2))
    assert turns(audit, "uncoded label:FG-02") == ["2.3"]
    assert of_transcript(audit, talk.id).left.turns == 1
    assert turns(audit, "uncoded:JR label:FG-02") == ["2.2", "2.3"]
    assert "2.2" in turns(audit, "-code:")


@pytest.mark.parametrize(
    "pattern",
    [
        "(" * 10 + "a{9}" + "){9}" * 10,
        "(?:" * 10 + "a{9,}" + "){9,}" * 10,
        "((a{1000}){1000})",
        "(?x)((a{999}) {999})",
        "((a{999})(?#x){999})",
        r"([\]x]{999}){999}",
        "a{99999999999999999999}",
    ],
)
def test_a_pattern_that_would_take_all_memory_is_refused(audit: Session, pattern: str) -> None:
    begun = time.process_time()
    with pytest.raises(InputError, match="this pattern is too big"):
        found(audit, f"/{pattern}/")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "pattern", [r"\d{3}-\d{4}", r"(b{1,999}z){1,999}", r"\w{30}\s\w{30}", "b{,9}{", "[]z]z"]
)
def test_patterns_of_common_size_are_taken(audit: Session, pattern: str) -> None:
    assert found(audit, f"/{pattern}/") == []


def test_a_long_transcript_is_read_in_steps(audit: Session) -> None:
    from coder.services import searching

    support.keep(audit, support.transcript("FG-03", [("Ana", f"Word {n}.") for n in range(5)]))
    talk = audit.transcript("FG-03")
    parts = [*audit.store.transcript_in_parts(talk.id, turns=2)]
    assert parts == [None, None, talk]
    assert [*audit.store.transcript_in_parts(talk.id, turns=5)][-1] == talk
    assert searching.TURNS_AT_ONCE > 0
