"""The sentence model: its words, and what happens when it is not there or not what it should be."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from coder.domain.codebook import Code
from coder.errors import InputError
from coder.suggest import Engine, Example
from coder.suggest import sentences as module
from coder.suggest.sentences import MODEL_VARIABLE, SentenceModel, SentenceModelOff
from coder.suggest.wordpiece import WordPiece

CODES = tuple(Code(name, "B", None, n, name) for n, name in enumerate(("Transport", "Meals", "Safety")))

installed = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("onnxruntime", module.PACKAGE))),
    reason="coder[semantic] is not installed",
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Hello, world!", [101, 7592, 1010, 2088, 999, 102]),
        ("unaffable", [101, 14477, 20961, 3468, 102]),
        ("Wörld\u0000\u200b", [101, 2088, 102]),
        ("", [101, 102]),
        ("x" * 200, [101, 100, 102]),
    ],
)
def test_words_become_the_numbers_the_model_learned(text: str, ids: list[int]) -> None:
    assert WordPiece.shipped().ids(text, 64) == ids


def test_a_long_text_is_cut() -> None:
    ids = WordPiece.shipped().ids("word " * 1_000, 16)
    assert (len(ids), ids[0], ids[-1]) == (16, 101, 102)


def test_a_vocabulary_without_its_marks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("a\nb\n", "utf-8")
    with pytest.raises(InputError, match="vocabulary"):
        WordPiece.from_file(tmp_path / "vocab.txt")


def test_without_a_model_the_base_engine_works_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    monkeypatch.setattr(module, "PACKAGE", "no_such_package_at_all")
    ours = Engine(CODES)
    assert not ours.semantic
    assert "not installed" in ours.notice
    assert ours.notice.count(".") == 1
    assert ours.suggest("safe at school")[0].code == "Safety"
    with pytest.raises(SentenceModelOff):
        Engine(CODES, semantic=True)
    assert Engine(CODES, semantic=False).notice == ""


@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_model_that_cannot_be_opened_is_left_aside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    pytest.importorskip("onnxruntime")
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(MODEL_VARIABLE, str(path))
    ours = Engine(CODES)
    assert not ours.semantic
    assert str(path) in ours.notice
    assert len(ours.suggest("safe at school")) == 3


@installed
def test_another_file_than_the_checked_one_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = SentenceModel.installed().path
    bad = tmp_path / "model.onnx"
    bad.write_bytes(good.read_bytes()[:-1] + b"x")
    with pytest.raises(SentenceModelOff, match="another one"):
        SentenceModel(bad, sha256=module.PACKAGE_SHA256)


@installed
def test_meanings_are_found_without_shared_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    ours = Engine(CODES, semantic=True)
    assert ours.suggest("There is never enough pizza for lunch")[0].code == "Meals"
    assert ours.suggest("The car broke down, so I walk for an hour")[0].code == "Transport"
    ours.learn([Example("They made fun of my accent", ["Safety"])])
    assert ours.suggest("Kids laugh at how I speak")[0].code == "Safety"


@installed
def test_vectors_do_not_depend_on_their_company(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SentenceModel.installed()
    texts = ["short", "a much longer text " * 20, "", "another one"]
    together = model.vectors(texts)
    for text, row in zip(texts, together, strict=True):
        assert abs(model.vectors([text])[0] - row).max() < 1e-5
    assert not together[2].any()
    assert (together[[0, 1, 3]] ** 2).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@installed
def test_a_stored_engine_keeps_its_vectors(tmp_path: Path) -> None:
    ours = Engine(CODES, semantic=True)
    ours.learn([Example("We walk to school", ["Transport"], context="How do you get there?")])
    before = ours.suggest("They drive")
    ours.save(tmp_path / "engine")
    again = Engine.load(tmp_path / "engine", semantic=True)
    assert set(again.store.known_vectors(["We walk to school"])) == {"We walk to school"}
    assert again.suggest("They drive") == before
