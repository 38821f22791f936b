"""Real transcripts kept beside the repository come out with the counts their manifest gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.transcript import Role, TurnKind
from coder.ingest.captions import parse_cues
from coder.ingest.overrides import Overrides
from coder.ingest.registry import read

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this repository")


@pytest.mark.parametrize(
    ("name", "speakers", "turns"),
    [
        ("zoom_txt/zoom_saved_captions.txt", 2, 12),
        ("otter_txt/otter_62_security.txt", 5, 162),
        ("otter_txt/otter_md_bold.md", 3, 114),
        ("otter_docx/otter_BSR01.docx", 2, 83),
        ("otter_docx_txt/otter_BSR01.txt", 2, 83),
        ("rev/rev_miniscript.md", 2, 157),
        ("es_focusgroup/cis_GD01_gold.csv", 8, 692),
    ],
)
def test_speakers_and_turns(name: str, speakers: int, turns: int) -> None:
    draft = read(SAMPLES / name)
    assert (len(draft.speakers), len(draft.spoken)) == (speakers, turns)


@pytest.mark.parametrize(
    ("name", "speakers", "cues"),
    [
        ("zoom_vtt/zoom_highschool_chem.vtt", 1, 264),
        ("vtt_plain/youtube_vtt.vtt", 0, 429),
        ("vtt_edge/captions_with_bom.vtt", 0, 4),
        ("vtt_edge/cue_tags.vtt", 0, 3),
        ("vtt_edge/styles.vtt", 0, 1),
        ("vtt_edge/missing_timeframe.vtt", 0, 6),
        ("srt/sample.srt", 0, 5),
    ],
)
def test_speakers_and_cues(name: str, speakers: int, cues: int) -> None:
    draft = read(SAMPLES / name)
    assert len(draft.speakers) == speakers
    assert draft.why.endswith(f" {cues} cues")


def test_the_cues_of_one_teacher_are_one_turn() -> None:
    assert len(read(SAMPLES / "zoom_vtt/zoom_highschool_chem.vtt").spoken) == 1


def test_a_time_without_words_is_still_found() -> None:
    lines = (SAMPLES / "srt/invalid_format4.srt").read_text(encoding="utf-8").split("\n")
    assert len(parse_cues(lines).cues) == 1


MEETING = "google_meet/gmeet_ppgc02.md"


def test_a_pasted_meeting() -> None:
    """8 speakers and 60 turns, where the manifest's row says 56 turns, and 49 once merged.

    The row was made by a pattern with exactly one space after the colon, which finds 56 labels.
    The other 60 labels have two spaces. Passing those over, as the row does, would give what one
    person says to whoever spoke before; with all 116 read, the speaker changes 60 times.
    """
    draft = read(SAMPLES / MEETING)
    assert (len(draft.speakers), len(draft.spoken)) == (8, 60)
    labels = tuple(f"{name}:" for name in draft.speakers)
    lines = (SAMPLES / MEETING).read_text(encoding="utf-8").split("\n")
    labelled = [line for line in lines if line.startswith(labels)]
    one_space = [label[0] for line in labelled if (label := line.partition(":"))[2][1:2] != " "]
    whole = [line.partition(":")[0] for line in labelled]
    assert (len(one_space), _changes(one_space)) == (56, 49)
    assert (len(whole), _changes(whole)) == (116, 60)
    assert [turn.speaker for turn in draft.spoken] == [
        name for at, name in enumerate(whole) if not at or name != whole[at - 1]
    ]


def _changes(names: list[str]) -> int:
    return sum(not at or name != names[at - 1] for at, name in enumerate(names))


@pytest.mark.parametrize(
    "name",
    [
        "zoom_txt/zoom_saved_captions.txt",
        "otter_txt/otter_62_security.txt",
        "otter_txt/otter_md_bold.md",
        "otter_docx_txt/otter_BSR01.txt",
        "rev/rev_miniscript.md",
        MEETING,
        "es_focusgroup/cis_GD01.txt",
        "zoom_vtt/zoom_highschool_chem.vtt",
        "vtt_plain/youtube_vtt.vtt",
        "vtt_edge/captions_with_bom.vtt",
        "vtt_edge/cue_tags.vtt",
        "vtt_edge/styles.vtt",
        "vtt_edge/missing_timeframe.vtt",
        "srt/sample.srt",
        "otter_docx/otter_BSR01.docx",
        "es_focusgroup/cis_GD01_gold.csv",
    ],
)
def test_every_character_is_accounted_for(name: str) -> None:
    found = read(SAMPLES / name).accounting()
    assert found is not None
    assert (found.unaccounted, found.invented) == (0, 0)
    assert found.total == found.in_turns + found.structure + found.told


def test_a_spanish_focus_group_whose_moderator_has_no_label() -> None:
    path = SAMPLES / "es_focusgroup/cis_GD01.txt"
    draft = read(path, Overrides(caps_speaker="MOD"))
    moderator = sum(turn.speaker == "MOD" for turn in draft.spoken)
    typing_errors = 13
    assert len(draft.speakers) == 8
    # The table made by hand has 185: it parts one question where a page ends inside it.
    assert moderator == 184
    assert len(draft.spoken) - moderator == 507 + typing_errors
    assert draft.roles == {"MOD": Role.FACILITATOR}
    apart = read(path)
    assert len(apart.speakers) == 7
    assert sum(turn.speaker is None for turn in apart.spoken) == 184


def test_headers_and_events_of_the_samples_are_kept() -> None:
    otter = read(SAMPLES / "otter_txt/otter_62_security.txt")
    assert otter.turns[-1].kind is TurnKind.HEADER
    assert "otter.ai" in otter.turns[-1].text
    kinds = {turn.kind for turn in read(SAMPLES / "es_focusgroup/cis_GD01.txt").turns}
    assert kinds == {TurnKind.HEADER, TurnKind.SPEECH, TurnKind.EVENT}
