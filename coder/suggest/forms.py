"""The forms by which a word of a text may match a cue, without reading the text with a language model.

A cue is read once by the model, which knows what each of its words does there. Of a text only the
words are taken, each in every basic form that it may have: reading all of it with the model takes
ten times as long, and finds nearly the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from coder.suggest.rules import Token

if TYPE_CHECKING:
    from spacy.language import Language

ENDINGS_OF = ("verb", "noun", "adj", "adv")
"""Kinds of words whose endings are taken off where that leaves a word."""

EXCEPTIONS_OF = ("verb", "noun")
"""Kinds whose exceptions count: "felt" may be "feel", but "better" should not be "good"."""

UNKNOWN_KIND = "noun"
"""What a word that is in no table is taken for: "chromebooks" may be "chromebook"."""


CLIPPED = {
    **{"'d": ("would", "have"), "'s": ("be",), "'m": ("be",), "'re": ("be",), "'ve": ("have",)},
    **{"'ll": ("will",), "n't": ("not",), "ca": ("can",), "wo": ("will",), "sha": ("shall",)},
}
"""What the pieces of contractions stand for."""


class Forms:
    """The forms of words by the tables of a pipeline; without tables only the words as written."""

    def __init__(self, nlp: Language, folded: Callable[[str], str]) -> None:
        self._folded = folded
        self._known: dict[str, Token] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._endings: dict[str, list[tuple[str, str]]] = {}
        self._exceptions: dict[str, Any] = {}
        if "lemmatizer" in nlp.pipe_names:
            lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
            index, exceptions, rules = (
                lookups.get_table(f"lemma_{name}", {}) for name in ("index", "exc", "rules")
            )
            self._words = {kind: frozenset(index.get(kind, ())) for kind in ENDINGS_OF}
            self._endings = {kind: [(old, new) for old, new in rules.get(kind, ())] for kind in ENDINGS_OF}
            self._exceptions = {kind: exceptions.get(kind, {}) for kind in EXCEPTIONS_OF}

    def of(self, word: str, norm: str, *, small: bool) -> Token:
        """The forms of a word whose plain form is `norm`; a `small` word has no endings."""
        known = self._known.get(word)
        if known is None:
            forms = {norm}
            for one in {word.lower(), norm}:
                forms |= self._basic(one, small)
            known = self._known[word] = frozenset(map(self._folded, forms))
        return known

    def _basic(self, word: str, small: bool) -> set[str]:
        found: set[str] = set(CLIPPED.get(word.replace("\u2019", "'"), ()))
        for kind, exceptions in self._exceptions.items():
            # "As" is no plural, nor "does" of deer.
            if not small or kind == "verb":
                found.update(exceptions.get(word, ()))
        if small or not self._endings:
            return found
        for kind, endings in self._endings.items():
            found.update(form for form in _without(word, endings) if form in self._words[kind])
        if not found and not any(word in known for known in self._words.values()):
            found.update(_without(word, self._endings[UNKNOWN_KIND]))
        return found


def _without(word: str, endings: list[tuple[str, str]]) -> list[str]:
    """A word with each of its endings exchanged."""
    return [word[: len(word) - len(old)] + new for old, new in endings if word.endswith(old) and word != old]
