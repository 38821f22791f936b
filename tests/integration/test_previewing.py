"""What a preview says of a file, and that what was previewed is what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.text import MARK
from coder.domain.transcript import Role, TranscriptKind
from coder.errors import InputError
from coder.ingest import registry
from coder.services import previewing
from coder.services.importing import ImportService
from coder.services.previewing import Overrides, Preview, as_row, columns_from, looking_at, preview, sentence
from coder.services.session import Session

TALK = (
    "Facilitator: What do you do when the bus is late, and who do you tell about it?\n\n"
    "Wren: We wait at the corner, and then we walk. My name is Wren Halloway, by the way.\n\n"
    "Facilitator: And how do you feel about that when it is cold?\n\n"
    "Otis: You \x1b[31mget\x1b[0m used to it. Thank you, Wren.\n\n"
    "Wren: I don't.\n\n"
    "Otis: You will.\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "FG-07.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_a_preview_tells_what_was_found(file: Path) -> None:
    found, draft = preview(file)
    assert (found.file, found.label, found.format, found.kind) == (
        "FG-07.txt",
        "FG-07",
        "txt",
        TranscriptKind.FOCUS_GROUP,
    )
    assert found.why == draft.why
    assert found.language == "en"
    assert found.times is None
    assert (found.turns, found.unattributed) == (6, 0)
    assert [(s.label, s.turns, s.role) for s in found.speakers] == [
        ("Facilitator", 2, Role.FACILITATOR),
        ("Wren", 2, Role.PARTICIPANT),
        ("Otis", 2, Role.PARTICIPANT),
    ]
    assert found.words == sum(s.words for s in found.speakers) == sum(draft.words.values())
    assert found.speakers[1].first_words.startswith("We wait at the corner")
    assert found.facilitators == ("Facilitator",)
    assert found.people["Wren"] >= 1
    assert found.replaced == 2


def test_times_of_captions_and_the_line_that_is_no_turn(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:00:01.500 --> 00:00:04.000\n<v Wren>Hi.\n\nnonsense\n\n1:00 --> x\n")
    found, draft = preview(path)
    assert found.times == (1500, 4000)
    assert set(found.not_understood) | set(found.remarks) == set(draft.remarks)
    assert all(remark.line for remark in found.not_understood)
    assert found.not_understood


def test_a_row_is_plain_and_safe(file: Path) -> None:
    found, _ = preview(file)
    speaker = replace(found.speakers[0], label="A\x1b[2Jna\u202e", first_words="\x9b1mhello\nyou")
    row = as_row(replace(found, speakers=(speaker,), people={"\x07Bo": 2}))
    assert row["speakers"] == [f"A{MARK}na{MARK}"]
    assert row["who"][0]["first_words"] == f"{MARK}1mhello you"
    assert row["people"] == {f"{MARK}Bo": 2}
    assert row["times"] is None


def test_overrides_reach_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Who,Said,Other\nWren,One.,x\nOtis,Two.,y\n")
    found, _ = preview(
        path, Overrides(columns=columns_from(["speaker=Who,text=Other"]), facilitators=("Otis",))
    )
    assert [s.first_words for s in found.speakers] == ["x", "y"]
    assert found.facilitators == ("Otis",)


@pytest.mark.parametrize("typed", ["speaker", "speaker=", "=Who", "speaker=Who,", ""])
def test_columns_must_be_pairs(typed: str) -> None:
    with pytest.raises(InputError, match="names no column"):
        columns_from([typed])


def test_what_was_previewed_is_kept_with_corrected_roles(session: Session, file: Path) -> None:
    found, draft = preview(file)
    kept = ImportService(session).keep(
        replace(draft, roles={"Wren": Role.OBSERVER}), facts={"group": "students"}
    )
    made = session.transcript("FG-07")
    assert kept.label == found.label
    assert len(made.numbered) == found.turns
    assert {s.label: s.role for s in made.speakers} == {
        "Facilitator": Role.PARTICIPANT,
        "Wren": Role.OBSERVER,
        "Otis": Role.PARTICIPANT,
    }
    assert made.facts.group == "students"
    assert made.text.count(MARK) == found.replaced
    with pytest.raises(InputError, match="already a transcript"):
        ImportService(session).keep(draft)
    with pytest.raises(InputError, match="imported before, as FG-07"):
        ImportService(session).keep(draft, label="other")


def test_a_path_is_kept_with_overrides(session: Session, file: Path) -> None:
    kept = ImportService(session).keep(file, overrides=Overrides(facilitators=("Wren",)), label="Bus")
    assert kept.label == "Bus"
    roles = {s.label: s.role for s in session.transcript("Bus").speakers}
    assert [label for label, role in roles.items() if role is Role.FACILITATOR] == ["Wren"]


def test_the_kind_that_was_told(file: Path) -> None:
    assert preview(file, Overrides(kind=TranscriptKind.INTERVIEW))[0].kind is TranscriptKind.INTERVIEW


def test_a_preview_keeps_nothing(session: Session, file: Path) -> None:
    before = session.store.event_count()
    preview(file)
    assert session.store.event_count() == before


def test_a_link_is_followed_only_inside_its_folder(tmp_path: Path, file: Path) -> None:
    inside = tmp_path / "again.txt"
    inside.symlink_to(file.name)
    assert preview(inside)[0].turns == 6
    folder = tmp_path / "from elsewhere"
    folder.mkdir()
    outside = folder / "innocent.txt"
    outside.symlink_to(file)
    with pytest.raises(InputError, match=r"innocent\.txt: this is a link that leads out of its folder"):
        preview(outside)
    loop = folder / "loop.txt"
    loop.symlink_to("loop.txt")
    with pytest.raises(InputError):
        preview(loop)
    far = tmp_path / "way"
    far.symlink_to(folder)
    (folder / "b.txt").write_text(TALK)
    assert preview(far / "b.txt")[0].turns == 6


@pytest.mark.parametrize("fault", [MemoryError(), RecursionError(), ZeroDivisionError()])
def test_a_fault_in_a_reader_is_one_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(previewing, "read", fail)
    with pytest.raises(InputError, match=r"FG-07\.txt: the file (is too large|could not be read)"):
        preview(file)


def test_more_turns_than_any_session(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "MAX_TURNS", 5)
    with pytest.raises(InputError, match=r"FG-07\.txt: the file has 6 turns, and the limit is 5"):
        preview(file)


def test_looking_at_a_project(tmp_path: Path, session: Session) -> None:
    with looking_at(str(tmp_path / "none.coder")) as opened:
        assert opened is None
    with looking_at(session.store.place) as opened:
        assert opened is not None
        assert opened.store.event_count() == session.store.event_count()


def test_sentences_name_lines_once() -> None:
    of_one = registry.Remark("A word", 3)
    assert sentence(of_one) == "line 3: A word"
    assert sentence(registry.Remark("Words", 3, tuple(range(3, 20)))).startswith(
        "lines 3, 4, 5, 6, 7, 8, 9, 10 …"
    )
    assert sentence(registry.Remark("See lines 3 and 4", 3, (3, 4))) == "See lines 3 and 4"
    assert sentence(registry.Remark("All of it")) == "All of it"


def test_every_sample_has_a_preview(tmp_path: Path) -> None:
    for path in sorted((Path(__file__).resolve().parents[2] / "transcripts_sample").iterdir()):
        if path.suffix in (".txt", ".vtt", ".docx", ".srt") and not path.name.startswith("."):
            found, _ = preview(path)
            assert isinstance(found, Preview)
            assert found.turns > 0
            assert found.words > 0


def test_a_way_through_a_link_out_is_refused(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "from elsewhere"
    folder.mkdir()
    (folder / "link_root").symlink_to("/")
    through = folder / "link_root" / file.relative_to("/")
    with pytest.raises(
        InputError, match="“link_root” on the way there is a link that leads out of its folder"
    ):
        preview(through)
    monkeypatch.chdir(folder)
    with pytest.raises(InputError, match="leads out of its folder"):
        preview(through.relative_to(folder))


def test_names_of_files_stay_different_without_their_controls(tmp_path: Path) -> None:
    labels = set()
    for name in ("\x1b]0;A\x07.txt", "\x1b]0;B\x07.txt", "A\u200b.txt"):
        path = tmp_path / name
        path.write_text(TALK)
        labels.add(preview(path)[0].label)
    assert labels == {"�]0;A�", "�]0;B�", "A�"}


def test_invisible_characters_are_marked_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK.replace("bus", "b\u200bus", 1).replace("b\u200bus", "b\u200bu\u2060s"))
    found, draft = preview(path)
    assert found.replaced == 4
    assert "b�u�s" in " ".join(turn.text for turn in draft.turns)
    books = draft.accounting()
    assert books is not None
    assert books.unaccounted == books.invented == 0


def test_two_people_of_whom_one_leads_are_an_interview(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Interviewer: How so?\nAna: So.\n" * 3)
    assert preview(path)[0].kind is TranscriptKind.INTERVIEW
    assert preview(path, Overrides(kind=TranscriptKind.WORK_SESSION))[0].kind is TranscriptKind.WORK_SESSION
    path.write_text("Interviewer: How so?\nAna: So.\nBo: No.\n" * 3)
    assert preview(path)[0].kind is TranscriptKind.FOCUS_GROUP
