"""Real transcripts kept beside the repository come out with the counts their manifest gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.transcript import Role, TurnKind
from coder.ingest.captions import parse_cues
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


def test_the_speakers_of_a_pasted_meeting() -> None:
    draft = read(SAMPLES / "google_meet/gmeet_ppgc02.md")
    # The manifest's 56 turns are the labels with one space after the colon; the other 60 have two.
    labels = tuple(f"{name}:" for name in draft.speakers)
    lines = (SAMPLES / "google_meet/gmeet_ppgc02.md").read_text(encoding="utf-8").split("\n")
    assert len(labels) == 8
    assert len(draft.spoken) == sum(line.startswith(labels) for line in lines) == 116


def test_a_spanish_focus_group_whose_moderator_has_no_label() -> None:
    path = SAMPLES / "es_focusgroup/cis_GD01.txt"
    draft = read(path, caps_speaker="MOD")
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
