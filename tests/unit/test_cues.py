"""Cues in texts: what is found, where, how sure, and why."""

from __future__ import annotations

import re
from functools import cache

import pytest

from coder.suggest.cues import PIECE, CueMatcher, CueSet, Hit
from coder.suggest.model import NO_LEMMAS, blank, load_english

BELONGING = CueSet("CUL.BEL", "Belonging", ("belong", "feel welcome", "fit in", "pertenecer"))
WELLBEING = CueSet("CUL.WELL", "Wellbeing", ("one counselor", "counselors", "do not sleep", "cansada"))
RULES = CueSet("LG.POL", "Rules", ("dress code", "I'm suspended", "belong"))


@cache
def matcher(*cue_sets: CueSet) -> CueMatcher:
    return CueMatcher(cue_sets, load_english().nlp)


def found(text: str, *cue_sets: CueSet) -> list[Hit]:
    return matcher(*(cue_sets or (BELONGING, WELLBEING))).hits(text)


def cue_of(hit: Hit) -> str:
    quoted = re.fullmatch("cue “(.+)”", hit.reason, re.DOTALL)
    assert quoted, hit.reason
    return quoted[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I never belonged here.", "belonged"),
        ("Nobody feels welcome there.", "feels welcome"),
        ("She fits in well.", "fits in"),
        ("BELONG, they say.", "BELONG"),
    ],
)
def test_lemmas_match_whatever_the_form_and_case(text: str, words: str) -> None:
    (hit,) = found(text)
    assert (hit.code_id, hit.source, cue_of(hit)) == ("CUL.BEL", "cue", words)


@pytest.mark.parametrize(
    "text",
    [
        "We see a counselor twice a year.",
        "Counselors can't do it.",
        "Ask the COUNSELORS.",
    ],
)
def test_number_of_a_noun_does_not_matter(text: str) -> None:
    assert [hit.code_id for hit in found(text)] == ["CUL.WELL"]


def test_a_capital_letter_does_not_keep_a_plural() -> None:
    assert found("The Deans and Counselors said no.", CueSet("A", "A", ("dean",)))


@pytest.mark.parametrize(
    "text",
    [
        "I don't sleep.",
        "I don’t sleep.",
        "I do not sleep.",
        "I do\nnot sleep.",
        "I do\xa0not sleep.",
    ],
)
def test_contractions_curly_quotes_and_line_breaks_do_not_matter(text: str) -> None:
    (hit,) = found(text)
    assert cue_of(hit) in text
    assert (hit.start, hit.end) == (0, len(text))


def test_a_contraction_in_a_cue_matches_the_full_form() -> None:
    assert [hit.code_id for hit in found("So I am suspended again.", RULES)] == ["LG.POL"]


def test_a_short_turn_is_proposed_whole_without_the_space_around_it() -> None:
    text = "  There's one counselor. So you stop going.\n"
    (hit,) = found(text)
    assert text[hit.start : hit.end] == text.strip()


FILLER = "The bus was late again this morning and nobody at the office wrote it down for anyone."


def test_a_long_turn_is_proposed_by_sentence() -> None:
    text = f"{FILLER} I just don't belong there. {FILLER} There is one counselor. {FILLER}"
    hits = {hit.code_id: text[hit.start : hit.end] for hit in found(text)}
    assert hits == {"CUL.BEL": "I just don't belong there.", "CUL.WELL": "There is one counselor."}


def test_neighboring_sentences_with_one_code_are_one_hit() -> None:
    text = f"{FILLER} I do not belong there. My sister fits in. {FILLER} Nobody feels welcome."
    first, second = sorted(found(text), key=lambda hit: hit.start)
    assert text[first.start : first.end] == "I do not belong there. My sister fits in."
    assert text[second.start : second.end] == "Nobody feels welcome."


def test_longer_rarer_and_more_cues_count_for_more() -> None:
    def score(text: str, *cue_sets: CueSet) -> float:
        return next(hit.score for hit in found(text, *cue_sets) if hit.code_id == cue_sets[0].code_id)

    one_word = score("I belong.", BELONGING)
    assert score("I feel welcome.", BELONGING) > one_word
    assert score("I belong.", BELONGING, RULES) < one_word
    assert score("I belong and fit in.", BELONGING) > one_word
    assert score("I belong, yes, I belong.", BELONGING) == one_word


def test_one_cue_in_two_forms_is_one_cue() -> None:
    plural = CueSet("A", "A", ("counselors",))
    (once,), (twice,) = found("A counselor.", plural), found("A counselor, two counselors.", plural)
    assert once.score == twice.score


def test_the_best_comes_first_and_scores_stay_in_bounds() -> None:
    hits = found("The dress code is fine, I feel welcome and I fit in.", BELONGING, RULES)
    assert [hit.code_id for hit in hits] == ["CUL.BEL", "LG.POL"]
    assert 1 > hits[0].score > hits[1].score > 0


def test_a_cue_inside_a_longer_cue_of_its_code_adds_nothing() -> None:
    plain = CueSet("A", "A", ("one counselor",))
    nested = CueSet("A", "A", ("one counselor", "counselor"))
    text = "One counselor for us."
    assert found(text, plain) == found(text, nested)


@pytest.mark.parametrize(
    "before",
    [
        "👩‍👩‍👧‍👦🇧🇷 Zoë y José… 😀!",
        "Cafe\u0301 nai\u0308ve \ud800 İstanbul ﬁne.",
    ],
)
def test_offsets_are_code_points(before: str) -> None:
    sentence = "My niño’s friends don’t belong 😀 there."
    text = f"{before} {FILLER} {sentence} {FILLER}"
    (hit,) = found(text)
    assert text[hit.start : hit.end] == sentence
    assert cue_of(hit) == "belong"


def test_spanish_and_portuguese_match_by_form_without_accents() -> None:
    family = CueSet("FAM", "Families", ("reunión", "não entende", "open house"))
    spanish = "Yo fui a la REUNION pero nadie nos dijo nada en español, y la open house también."
    (hit,) = found(spanish, family)
    assert cue_of(hit) in spanish
    (hit,) = found("Minha mãe não entende o que eles escrevem.", family)
    assert cue_of(hit) == "não entende"


@pytest.mark.parametrize("text", ["Sí. Open house.", "Open house 🙂", "Não, open house!"])
def test_a_text_too_short_to_tell_its_language_is_still_read(text: str) -> None:
    assert len(found(text, CueSet("FAM", "Families", ("open house",)))) == 1


def test_no_cues_one_code_and_no_text_are_fine() -> None:
    assert CueMatcher((), load_english().nlp).hits("I belong.") == []
    assert found("I belong.", CueSet("A", "A", ())) == []
    assert found("I belong.", CueSet("A", "A", ("", " ", "…"))) == []
    assert found("") == found(" \n ") == []
    assert matcher(BELONGING).hits_of([]) == []


def test_five_thousand_codes_are_fine() -> None:
    many = CueMatcher([CueSet(f"C{n}", "", (f"topic{n} talk",)) for n in range(5000)], blank("en"))
    assert [hit.code_id for hit in many.hits("And topic4321 talk.")] == ["C4321"]


def test_a_very_long_text_is_read_in_pieces() -> None:
    text = "word " * (PIECE // 3) + "I belong." + " word" * PIECE
    (hit,) = CueMatcher((BELONGING,), blank("en")).hits(text)
    assert "I belong." in text[hit.start : hit.end]


def test_without_a_model_forms_still_match_and_a_notice_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.suggest.model.MODELS", ())
    english = load_english()
    assert english.notice == NO_LEMMAS
    plain = CueMatcher((BELONGING, WELLBEING), english.nlp)
    assert [hit.code_id for hit in plain.hits("I don’t sleep. You BELONG.")] == ["CUL.WELL", "CUL.BEL"]
    assert plain.hits("They belonged.") == []
