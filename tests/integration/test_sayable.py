"""What the team is shown while it works: withdrawn words never, words for the team only with a sign."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from coder.cli.main import run
from coder.domain.consent import Consent
from coder.domain.text import MARK
from coder.services import bootstrap
from coder.services.analysing import Request, analyse
from coder.services.claim_checks import findings
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.correcting import CorrectionService
from coder.services.evidence import pieces
from coder.services.reporting import write_report
from coder.services.sayable import TEAM_ONLY, WITHDRAWN, Sayable
from coder.services.session import Session
from coder.services.themes import ThemeService
from coder.tui.claim_lines import piece_facts, piece_row
from tests import support

GONE = "There is one counselor for four hundred of us."
TEAM = "Nobody ever asks us at all, never once."


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A project with a theme on withdrawn words, on words for the team only, and on free ones."""
    path = str(tmp_path / "p.coder")
    talk = [("Facilitator", "How is it?"), ("P1", GONE), ("P2", TEAM), ("P3", "We do have a good bus.")]
    support.make(path, support.transcript(talk=talk))
    with bootstrap.session(path, "AM") as session:
        made = session.transcript("FG-01")
        for turn in made.numbered[1:]:
            CodingService(session).apply(made, turn.span, ["T.WELL"])
        theme = ThemeService(session).add("Students say that nobody asks them.")
        ids = [coding.id for coding in session.store.codings()]
        ThemeService(session).add_evidence(theme, ids)
        consents = ConsentService(session)
        consents.tell(consents.person("P1"), Consent.WITHDRAWN)
        consents.tell(consents.person("P2"), Consent.TEAM_ONLY)
    return path


COMMANDS = (
    ("text", "{p}", "FG-01"),
    ("text", "{p}", "FG-01", "--speakers"),
    ("list", "{p}", "codings"),
    ("list", "{p}", "codings", "--format", "json"),
    ("search", "{p}", "code:T.WELL"),
    ("search", "{p}", "bus", "--context", "3", "--format", "json"),
    ("theme", "show", "{p}", "T1"),
    ("theme", "show", "{p}", "T1", "--format", "csv"),
    ("show", "{p}", "{id}", "--context", "5"),
    ("turns", "{p}", "FG-01"),
)


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_prints_withdrawn_words(
    place: str,
    command: tuple[str, ...],
    terminal: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with bootstrap.session(place, readonly=True) as session:
        last = session.store.codings()[-1].id
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    monkeypatch.setenv("COLUMNS", "300")
    assert run([part.format(p=place, id=last) for part in command]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "counselor" not in printed
    assert ("Nobody ever asks us" in printed) is terminal
    assert "good bus" in printed
    if command[0] != "text":
        assert WITHDRAWN in printed
        assert TEAM_ONLY in printed


def test_a_text_keeps_its_places_and_says_what_is_covered(
    place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with bootstrap.session(place, readonly=True) as session:
        text = session.transcript("FG-01").text
    assert run(["text", place, "FG-01"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out) == len(text) + 1
    assert shown.out.index("We do") == text.index("We do")
    assert MARK in shown.out
    assert "some words were withdrawn and are covered" in shown.err
    assert "some words are for the team only and are covered as well" in shown.err


def test_an_earlier_text_is_covered_too_where_an_excerpt_stood_then(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with bootstrap.session(place, "AM") as session:
        CorrectionService(session).edit_turn(session.transcript("FG-01"), 1, "Tell us: how is it with you?")
        bus = session.store.codings()[-1]
        ConsentService(session).tell_excerpt(bus, Consent.WITHDRAWN)
    for revision in ("1", "2"):
        assert run(["text", place, "FG-01", "--revision", revision]) == 0
        assert not {"bus", "counselor"} & set(capsys.readouterr().out.replace(".", " ").split())


def test_a_coding_over_several_people_shows_what_the_others_said(place: str) -> None:
    with bootstrap.session(place, "AM") as session:
        made = session.transcript("FG-01")
        both = made.turn(2).span.__class__(made.turn(2).start, made.turn(4).end)
        shown = " ".join(Sayable(session).words(made, both).split())
        assert shown == f"{WITHDRAWN} {TEAM} We do have a good bus. {TEAM_ONLY}"
        assert Sayable(session, kept=True).words(made, both) == (
            f"{WITHDRAWN} {TEAM_ONLY} We do have a good bus."
        )


def test_the_screens_of_a_theme_show_no_withdrawn_words(place: str) -> None:
    with bootstrap.session(place, "AM") as session:
        found = pieces(session, [coding.id for coding in session.store.codings()])
    told = [piece_row(piece, 100, here=False) for piece in found]
    told += [line for piece in found for line in piece_facts(piece, 100, 9)]
    shown = " ".join(part if isinstance(part, str) else part[0] for line in told for part in line)
    assert "counselor" not in shown
    assert f"{TEAM} {TEAM_ONLY}" in shown


REDIRECT = ("list", "codings", "--format", "csv")


def redirected(place: str, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    with out.open("w") as file:
        return subprocess.run(
            [sys.executable, "-m", "coder", "list", place, "codings", "--format", "csv", *more],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "CODER_NAME": "AM"},
        )


def test_what_the_shell_sends_to_a_file_is_looked_at_like_any_export(tmp_path: Path) -> None:
    path, out = str(tmp_path / "p.coder"), tmp_path / "rows.csv"
    support.make(path)
    with bootstrap.session(path, "AM") as session:
        made = session.transcript("FG-01")
        CodingService(session).apply(made, made.turn(2).span, ["T.WELL"])
    done = redirected(path, out)
    assert done.returncode == 1
    assert "Maya" in done.stderr
    assert out.read_text() == ""
    done = redirected(path, out, "--despite-leaks", "for the team's own table")
    assert done.returncode == 0
    assert "Maya" in out.read_text()
    with bootstrap.session(path, "AM") as session:
        (export,) = session.store.exports()
        assert (export.name, export.despite) == ("standard output", "for the team's own table")
        (coding,) = session.store.codings()
    for asked in (["search", path, "counselor"], ["show", path, coding.id[:8]]):
        with out.open("w") as file:
            sent = subprocess.run(
                [sys.executable, "-m", "coder", *asked], stdout=file, stderr=subprocess.PIPE, text=True
            )
        assert (sent.returncode, out.read_text()) == (1, ""), sent.stderr
        assert "Maya" in sent.stderr
    piped = subprocess.run(
        [sys.executable, "-m", "coder", "list", path, "codings", "--format", "csv"], capture_output=True
    )
    assert piped.returncode == 0


def told_of(session: Session, path: Path) -> tuple[str, str]:
    """What the report says in it and beside it."""
    summary = write_report(session, path)
    text = " ".join(p.text for p in docx.Document(str(path)).element.body.iter() if p.tag.endswith("}t"))
    return text, "; ".join(summary.warnings)


def test_a_session_whose_codings_may_not_be_used_is_not_told_as_uncoded(place: str, tmp_path: Path) -> None:
    with bootstrap.session(place, "AM") as session:
        talk = [("Facilitator", "And here?"), ("P9", "We meet in the gym every week.")]
        other = support.keep(session, support.transcript("FG-02", talk))
        CodingService(session).apply(other, other.turn(2).span, ["T.WELL"])
        consents = ConsentService(session)
        consents.tell(consents.person("P9"), Consent.WITHDRAWN)
        text, beside = told_of(session, tmp_path / "r.docx")
        assert "not coded yet" not in (text + beside).casefold()
        assert "In no count of themes, because what was coded may not be used: 1 " in " ".join(text.split())
        closed = "left out of the theme tables, because what was coded there may not be used: FG-02"
        assert closed in beside
        assert "P9" not in text + beside
        for name in ("P2", "P3"):
            consents.tell(consents.person(name), Consent.WITHDRAWN)
        text, beside = told_of(session, tmp_path / "s.docx")
        assert "Nothing that was coded may be used, so this report has no theme tables." in text
        assert "has been coded yet" not in text + beside
        heard = {row["state"] for row in analyse(session, "coverage", Request()).rows}
        assert "not coded yet" not in heard


def test_a_remark_on_a_theme_says_that_codings_may_not_be_used_and_not_that_they_are_gone(
    place: str,
) -> None:
    with bootstrap.session(place, "AM") as session:
        first = session.store.codings()[0]
        (found,) = [one for one in findings(session) if one.rule in ("gone", "withdrawn")]
        assert found.rule == "withdrawn"
        assert (
            found.sentence
            == f"1 of its codings may not be used any more ({first.id[:8]}) and are not printed"
        )
        CodingService(session).remove(session.transcript("FG-01"), first)
        (found,) = [one for one in findings(session) if one.rule in ("gone", "withdrawn")]
        assert found.rule == "gone"
