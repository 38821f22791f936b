"""Words that name somebody are not quoted, though no roster knows them."""

from __future__ import annotations

import pytest

from coder.analysis.named_people import names_somebody


@pytest.mark.parametrize(
    "words",
    [
        "But Connor's on the team.",
        "Aiden throws stuff, Aiden, buddy.",
        "then Mr. Reyes came in",
        "the late bus, says miss Joyce",
        "Thuy’s people sit there",
        "y la señora Alvarado nos dijo",
    ],
)
def test_a_given_name_or_a_title_with_a_name_is_seen(words: str) -> None:
    assert names_somebody(words)


@pytest.mark.parametrize(
    "words",
    [
        "Will we ever get a bus?",
        "I hope so. Hope is all we have.",
        "Miss the bus and you walk. The Mr. is out.",
        "In May we asked again, and in April.",
        "our principal never came",
        "español en la escuela",
    ],
)
def test_words_that_name_nobody_may_be_quoted(words: str) -> None:
    assert not names_somebody(words)
