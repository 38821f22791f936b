"""What is left of the remarks about a file once a person has decided."""

from __future__ import annotations

from coder.ingest.draft import Remark
from coder.services.remarking import standing

ALIKE = Remark("“Ana” is written almost like “Anna” and were kept; merge them if they are one person")
CODES = Remark("3 speakers are known only by an identifier; give them names")
GROUP = Remark("“Students” stands for more than one person; it was kept as one label of nobody known")


def now(remark: Remark, shown: dict[str, str], codes: int = 0) -> list[str]:
    return [left.message for left in standing([remark], shown, codes)]


def test_codes_are_counted_again_and_go_when_all_have_names() -> None:
    assert now(CODES, {}, 2) == ["2 speakers are known only by an identifier; give them names"]
    assert now(CODES, {}, 1) == ["1 speaker is known only by an identifier; give them names"]
    assert now(CODES, {}, 0) == []


def test_a_question_that_was_answered_goes() -> None:
    assert now(ALIKE, {"Ana": "Ana", "Anna": "Anna"}) == [ALIKE.message]
    assert now(ALIKE, {"Ana": "Anna", "Anna": "Anna"}) == []


def test_names_are_those_that_are_shown() -> None:
    assert now(GROUP, {"Students": "Class 11"}) == [GROUP.message.replace("Students", "Class 11")]
    assert now(GROUP, {"Ana": "Bea"}) == [GROUP.message]
