"""What people allow: withdrawn words are in no table and no export, team-only words are never printed."""

from __future__ import annotations

import itertools
import uuid
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from coder.analysis.frame import codings_frame
from coder.domain.coding import Decision, Mark, MarkKind, Outcome
from coder.domain.consent import Consent
from coder.domain.events import first_broken
from coder.domain.text import MARK
from coder.domain.transcript import Participant, Span, Transcript
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.analysing import PROCESSES, TABLES, Request, analyse
from coder.services.checking import project as checks
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService, consent_rows
from coder.services.correcting import CorrectionService
from coder.services.exchanging import ExchangeService
from coder.services.gathering import gather
from coder.services.lessons import lessons
from coder.services.people import PeopleService
from coder.services.reporting import write_report
from coder.services.session import Session, added
from coder.services.studying import Reader
from coder.tui.cursor import Cursor
from coder.tui.state import follow, read_state
from coder.tui.turn_pane import title
from tests import support

SAID = "There are {n} counselors for all of us and so we just stop going there, number {n} said."


def talk(label: str = "FG-01") -> Transcript:
    """Seven voices with words of their own, and a facilitator."""
    turns: list[tuple[str | None, str]] = [("Facilitator", "When did an adult last ask how you were?")]
    turns += [(f"P{n}", SAID.format(n=f"{label}{n}")) for n in range(1, 8)]
    return support.transcript(label, turns)


def code_all(session: Session, transcript: Transcript) -> None:
    service = CodingService(session)
    for turn in transcript.numbered[1:]:
        service.apply(transcript, turn.span, ["T.WELL"])


@pytest.fixture
def audit(session: Session) -> Session:
    made = support.keep(session, talk("FG-02"))
    code_all(session, made)
    return session


def everything(session: Session, folder: Path) -> str:
    """All that the project gives out, as one text."""
    found = []
    for name in (TABLES.keys() | PROCESSES) - {
        "joint"
    }:  # which needs a table of measures, and holds no words
        table = analyse(session, name, Request(word="counselors" if name == "kwic" else ""))
        found += [str(row) for row in table.rows]
    found.append(ExchangeService(session).codings_table())
    write_report(session, folder / "r.docx")
    body = docx.Document(str(folder / "r.docx")).element.body
    found += ["".join(p.itertext()) for p in body.iter(qn("w:p"))]
    return "\n".join(found)


def test_withdrawn_words_are_in_no_table_and_no_export(audit: Session, tmp_path: Path) -> None:
    assert "number FG-023 said" in everything(audit, tmp_path)
    before = analyse(audit, "counts", Request()).rows[0]
    ConsentService(audit).tell(ConsentService(audit).person("FG-02/P3"), Consent.WITHDRAWN, "asked us")
    after = analyse(audit, "counts", Request()).rows[0]
    assert (before["people"], after["people"]) == (7, 6)
    assert (before["people_of"], after["people_of"]) == (before["people_of"], before["people_of"] - 1)
    assert "FG-023" not in everything(audit, tmp_path)
    assert "P3" not in everything(audit, tmp_path)
    assert "FG-023" not in str(gather(audit))
    assert not [e for e in lessons(audit, audit.transcript("FG-02").id) if "FG-023" in e.text]


def test_neither_refusals_nor_read_turns_teach_withdrawn_words(audit: Session) -> None:
    made = audit.transcript("FG-02")
    at = "2026-03-12T10:00:00"
    for turn in made.numbered[3:5]:
        told = Decision(
            str(uuid.uuid4()), made.id, turn.start, turn.end, "T.REL", Outcome.REJECTED, "AM", at, "engine"
        )
        audit.act("reject", "refused", [added("decision", told)])
    other = support.keep(audit, talk("FG-03"))
    for turn in other.numbered[3:5]:
        mark = Mark(str(uuid.uuid4()), other.id, turn.seq, MarkKind.READ, "AM", at)
        audit.act("mark", "read", [added("mark", mark)])

    def learned() -> list[str]:
        found = [example.text for row in (made, other) for example in lessons(audit, row.id)]
        reader = Reader(audit.place)
        assert sorted(found) == sorted(e.text for some in reader.lessons().values() for e in some)
        return [text for text in found if "FG-023" in text or "FG-033" in text]

    assert len(learned()) == 2
    service = ConsentService(audit)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    service.tell(service.person("FG-03/P3"), Consent.WITHDRAWN)
    assert learned() == []
    kept = [e for row in (made, other) for e in lessons(audit, row.id) if "4" in e.text[:40]]
    assert [e.refused for e in kept] == [["T.REL"], ()]


def test_one_undo_brings_everything_back(audit: Session) -> None:
    before = gather(audit)
    service = ConsentService(audit)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    assert gather(audit) != before
    audit.undo()
    assert gather(audit) == before
    audit.redo()
    assert gather(audit) != before
    assert all(check.ok for check in checks(audit))


def test_a_participant_withdraws_from_every_transcript(audit: Session) -> None:
    code_all(audit, support.keep(audit, talk("FG-03")))
    people = PeopleService(audit)
    for label in ("FG-02", "FG-03"):
        people.map_speaker(audit.transcript(label), "P4", "S-17")
    service = ConsentService(audit)
    service.tell(service.person("S-17"), Consent.WITHDRAWN)
    material = gather(audit)
    assert "S-17" not in {person.label for person in material.participants}
    assert not any("FG-024" in t.text or "FG-034" in t.text for t in material.transcripts)
    assert len(material.codings) == 12
    assert set(codings_frame(material)["turn"]) == {2, 3, 4, 6, 7, 8}


def test_words_for_the_team_only_are_counted_and_never_printed(audit: Session, tmp_path: Path) -> None:
    before = analyse(audit, "counts", Request()).rows
    service = ConsentService(audit)
    for n in range(1, 8):
        service.tell(service.person(f"FG-02/P{n}"), Consent.TEAM_ONLY)
    assert analyse(audit, "counts", Request()).rows == before
    assert "counselors for all of us" not in everything(audit, tmp_path)
    material = gather(audit)
    assert all(set(c.text) <= {MARK, " "} for c in material.codings)
    # Words are still counted one by one.
    assert len(material.codings[0].text.split()) == len(audit.store.codings()[0].text.split())


def test_an_excerpt_is_withdrawn_whoever_coded_its_words(audit: Session, tmp_path: Path) -> None:
    transcript = audit.transcript("FG-02")
    turn = transcript.numbered[2]
    start = turn.start + transcript.words(turn).index("we just")
    part = Span(start, start + len("we just stop going"))
    with bootstrap.session(audit.store.place, "BK") as other:
        CodingService(other).apply(transcript, part, ["T.BEL"])
    coding = next(c for c in audit.store.codings(transcript.id) if c.span == part)
    ConsentService(audit).tell_excerpt(coding, Consent.WITHDRAWN)
    material = gather(audit)
    assert coding.id not in {c.id for c in material.codings}
    around = next(c for c in material.codings if c.span == turn.span)
    assert "we just" not in around.text
    assert around.text.startswith("There are FG-022")
    # A quote with a hole would be an altered quote.
    assert "number FG-022 said" not in everything(audit, tmp_path).replace(around.text, "")


def test_an_excerpt_that_was_withdrawn_follows_its_words(audit: Session) -> None:
    transcript = audit.transcript("FG-02")
    coding = next(c for c in audit.store.codings(transcript.id) if "FG-025" in c.text)
    ConsentService(audit).tell_excerpt(coding, Consent.WITHDRAWN)
    CorrectionService(audit).edit_turn(transcript, 1, "Well, when did an adult last ask how you were doing?")
    assert "FG-025" not in str(gather(audit))
    assert "FG-024" in str(gather(audit))
    audit.undo()
    assert "FG-025" not in str(gather(audit))
    CodingService(audit).remove(audit.transcript("FG-02"), audit.store.coding(coding.id) or coding)
    CodingService(audit).apply(audit.transcript("FG-02"), coding.span, ["T.REL"])
    assert "FG-025" not in str(gather(audit))


def test_a_coding_over_several_people_keeps_the_others(audit: Session) -> None:
    transcript = audit.transcript("FG-02")
    turns = transcript.numbered
    CodingService(audit).apply(transcript, Span(turns[2].start, turns[3].end), ["T.BEL"])
    service = ConsentService(audit)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    found = [c for c in gather(audit).codings if c.code_id == "T.BEL"]
    assert len(found) == 1
    assert "FG-022" in found[0].text
    assert "FG-023" not in found[0].text
    service.tell(service.person("FG-02/P2"), Consent.WITHDRAWN)
    assert not [c for c in gather(audit).codings if c.code_id == "T.BEL"]


def test_every_mixture_of_consents_is_kept(audit: Session, tmp_path: Path) -> None:
    service = ConsentService(audit)
    for n, level in zip(range(1, 8), itertools.cycle(Consent), strict=False):
        if level is not Consent.REPORT:
            service.tell(service.person(f"FG-02/P{n}"), level)
    said = everything(audit, tmp_path)
    for n, level in zip(range(1, 8), itertools.cycle(Consent), strict=False):
        assert (f"number FG-02{n} said" in said) == (level is Consent.REPORT), n


def test_words_never_become_freer_by_passing_to_another(audit: Session) -> None:
    service, people = ConsentService(audit), PeopleService(audit)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    transcript = audit.transcript("FG-02")
    with pytest.raises(InputError, match="withdrawn"):
        people.merge(transcript, "P3", "P4")
    service.tell(service.person("FG-02/P4"), Consent.WITHDRAWN)
    people.merge(transcript, "P3", "P4")
    assert "FG-023" not in str(gather(audit))
    people.map_speaker(audit.transcript("FG-02"), "P5", "S-5")
    service.tell(service.person("S-5"), Consent.TEAM_ONLY)
    with pytest.raises(InputError, match="team only"):
        people.unmap(audit.transcript("FG-02"), "P5")


def test_who_is_meant_is_never_guessed(audit: Session) -> None:
    service = ConsentService(audit)
    support.keep(audit, talk("FG-03"))
    with pytest.raises(InputError, match="several people are called 'P3'"):
        service.person("P3")
    with pytest.raises(InputError, match="nobody called"):
        service.person("Zed")
    with pytest.raises(InputError, match="never counted or quoted"):
        service.tell(service.person("FG-02/Facilitator"), Consent.WITHDRAWN)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    with pytest.raises(InputError, match="said already"):
        service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    audit.act("x", "x", [added("participant", Participant("p1", "S-1"))])
    service.tell(service.person("s-1"), Consent.TEAM_ONLY, "until June")
    assert [(r["who"], r["consent"], r["reason"]) for r in consent_rows(audit)] == [
        ("FG-02/P3", "withdrawn", ""),
        ("S-1", "team only", "until June"),
    ]
    assert first_broken(audit.store.events()) is None


def test_the_coding_screen_says_so(audit: Session) -> None:
    state = read_state(audit, audit.transcript("FG-02").id)
    turn = state.transcript.turn(4)
    assert state.consent_on(turn) == ""
    service = ConsentService(audit)
    service.tell(service.person("FG-02/P3"), Consent.WITHDRAWN)
    state = follow(audit, state)
    assert state.consent_on(turn) == "withdrawn"
    shown = "".join(part if isinstance(part, str) else part[0] for part in title(state, turn, Cursor(), 80))
    assert "⊘ withdrawn" in shown
    assert state.consent_on(state.transcript.turn(5)) == ""
    coding = next(c for c in audit.store.codings() if "FG-024" in c.text)
    service.tell_excerpt(coding, Consent.TEAM_ONLY)
    assert follow(audit, state).consent_on(state.transcript.turn(5)) == "team only in part"
    audit.undo()
    audit.undo()
    assert follow(audit, state).consent_on(turn) == ""
