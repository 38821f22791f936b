"""Codes proposed because words of the codebook stand in what was said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coder.domain.language import language_of
from coder.domain.sentences import sentences
from coder.domain.text import MARK, fold
from coder.domain.transcript import Span
from coder.suggest.forms import Forms
from coder.suggest.rules import Node, RuleError, Token, is_rule, parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

SOURCE = "cue"
"""What hits of this matcher name as their source."""

USUAL_LANGUAGE = "en"
"""How a text is read whose language is not clear."""

SHORT_TURN_WORDS = 40
"""A text of at most two sentences and this many words is proposed whole."""

PIECE = 20_000
"""Longer texts are read in pieces of about this many characters, so that memory stays bounded."""

BATCH = 512
"""How many cues a pipeline takes in one stride; they are short, and small strides waste its start-up."""

# One character for one, so that offsets in the plain text are offsets in the text.
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " ", "\t": " "})
_WRAPPED_LINE = re.compile(r"(?<!\n)\n(?!\n)")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CueSet:
    """A code and the phrases or rules (see coder.suggest.rules) that speak for it."""

    code_id: str
    name: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A code proposed for `[start, end)` of one text, in code points; `score` runs from 0 to 1.

    `near_document` and `near_text` name the most similar excerpt with that code, if there is one.
    """

    start: int
    end: int
    code_id: str
    score: float
    source: str
    reason: str
    near_document: str = ""
    near_text: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    """A cue of one code on the tokens `[first, last)`."""

    first: int
    last: int
    cue: str
    strength: float

    @property
    def words(self) -> int:
        return self.last - self.first


class CueMatcher:
    """Finds the cues of codes in texts.

    English is matched by lemma when `nlp` has a lemmatizer; Spanish and Portuguese are matched
    by word form. The cues of all languages are tried in each text. `problems` has a sentence for
    every rule that could not be read; the others work.
    """

    def __init__(self, cue_sets: Iterable[CueSet], nlp: Language) -> None:
        self._codes_by_phrase: dict[str, list[str]] = {}
        self._codes_by_rule: dict[str, list[str]] = {}
        self._order: dict[str, int] = {}
        for place, cues in enumerate(cue_sets):
            self._order[cues.code_id] = place
            for phrase in dict.fromkeys(_plain(p).strip() for p in cues.phrases):
                if any(c.isalnum() for c in phrase):
                    kind = self._codes_by_rule if is_rule(phrase) else self._codes_by_phrase
                    kind.setdefault(phrase, []).append(cues.code_id)
        usual = _Reader(nlp, self._codes_by_phrase, self._codes_by_rule)
        self.problems = usual.problems
        self._readers = {USUAL_LANGUAGE: usual}

    def hits(self, text: str) -> list[Hit]:
        """The codes whose cues stand in `text`, best first.

        A hit spans the sentence with the cue, or the neighboring sentences that all hold cues
        of that code, or the whole of a short text.
        """
        return self.hits_of([text])[0]

    def hits_of(self, texts: Sequence[str]) -> list[list[Hit]]:
        """`hits` for each of several texts, faster than one by one."""
        found: list[list[Hit]] = [[] for _ in texts]
        by_language: dict[str, list[tuple[int, int, str]]] = {}
        for number, text in enumerate(texts):
            pieces = by_language.setdefault(language_of(text[:PIECE]) or USUAL_LANGUAGE, [])
            pieces.extend((number, start, text[start:end]) for start, end in _pieces(text))
        for language, pieces in by_language.items():
            reader = self._reader(language)
            for number, offset, piece in pieces:
                doc, matches = reader.matches(piece)
                found[number].extend(
                    replace(hit, start=hit.start + offset, end=hit.end + offset)
                    for hit in _hits(matches, doc, piece)
                )
        for ranked in found:
            ranked.sort(key=lambda hit: (-hit.score, hit.start, self._order[hit.code_id]))
        return found

    def _reader(self, language: str) -> _Reader:
        if language not in self._readers:
            from coder.suggest.model import blank

            self._readers[language] = _Reader(blank(language), self._codes_by_phrase, self._codes_by_rule)
        return self._readers[language]


class _Reader:
    """One pipeline with the cues as it sees them, which looks for them in the words of texts."""

    def __init__(
        self, nlp: Language, codes_by_phrase: dict[str, list[str]], codes_by_rule: dict[str, list[str]]
    ) -> None:
        self._nlp = nlp
        self._forms = Forms(nlp, _folded)
        self.problems: list[str] = []
        self._index = _Index(zip(self._read(codes_by_phrase), codes_by_phrase.values(), strict=True))
        self._rules = _Rules(self._parsed(codes_by_rule), list(codes_by_rule.values()))

    def matches(self, text: str) -> tuple[Doc, dict[str, list[_Match]]]:
        """The words of a text, and code → its cues there."""
        doc = self._nlp.make_doc(_plain(text))
        tokens = [self._forms.of(token.text, _folded(token.norm_), small=token.is_stop) for token in doc]
        found: dict[str, list[_Match]] = {}
        for code_id, match in (*self._index.matches(tokens), *self._rules.matches(doc, tokens)):
            found.setdefault(code_id, []).append(match)
        return doc, found

    def _read(self, cues: Iterable[str]) -> Iterator[Doc]:
        """Cues as tokens whose forms and lemmas know no case, accent or curly quote."""
        for doc in self._nlp.pipe((_plain(cue) for cue in cues), batch_size=BATCH):
            for token in doc:
                token.norm_ = _folded(token.norm_)
                if token.lemma_:
                    token.lemma_ = _folded(token.lemma_)
            yield doc

    def _parsed(self, rules: Iterable[str]) -> Iterator[Node | None]:
        """Each rule as this pipeline sees its words; None for one that cannot be read."""
        for rule in rules:
            try:
                yield parse(rule, lambda phrase: [forms for _, forms in _said(next(self._read([phrase])))])
            except RuleError as error:
                self.problems.append(str(error))
                yield None


class _Index:
    """The phrases by the forms of their first words."""

    def __init__(self, cues: Iterable[tuple[Doc, list[str]]]) -> None:
        self._codes: dict[str, set[str]] = {}
        self._strength: dict[str, float] = {}
        self._by_first: dict[str, dict[tuple[Token, ...], str]] = {}
        for cue, code_ids in cues:
            self._add(cue, code_ids)

    def _add(self, cue: Doc, code_ids: list[str]) -> None:
        # One name for all forms, so that "counselors" and "counselor" count as one cue.
        name = " ".join(token.lemma_ or token.norm_ for token in cue)
        if name not in self._codes:
            # A small word says half as much as another: "one of us" is less than "counseling office wait".
            weight = sum(0.5 if token.is_stop else 1.0 for token in cue if not token.is_punct)
            self._strength[name] = weight / (weight + 1.5)
        self._codes.setdefault(name, set()).update(code_ids)
        tokens = tuple(_forms(token) for token in cue)
        for form in tokens[0]:
            self._by_first.setdefault(form, {})[tokens] = name

    def matches(self, tokens: Sequence[Token]) -> Iterator[tuple[str, _Match]]:
        """Each code with each of its cues in a text; a cue of several codes is weaker evidence."""
        for first, forms in enumerate(tokens):
            begun = {cue: name for form in forms for cue, name in self._by_first.get(form, {}).items()}
            for cue, name in begun.items():
                last = first + len(cue)
                if last <= len(tokens) and not any(map(frozenset.isdisjoint, cue, tokens[first:last])):
                    codes = self._codes[name]
                    match = _Match(first, last, name, self._strength[name] / len(codes))
                    yield from ((code_id, match) for code_id in codes)


class _Rules:
    """The rules by the forms and lemmas of the words in them."""

    def __init__(self, rules: Iterable[Node | None], codes: Sequence[list[str]]) -> None:
        pairs = zip(rules, codes, strict=True)
        self._rules = [(rule, set(code_ids)) for rule, code_ids in pairs if rule is not None]

    def matches(self, doc: Doc, tokens: Sequence[Token]) -> Iterator[tuple[str, _Match]]:
        """Each code with each place of its rules in `doc`, whose words have the forms `tokens`."""
        if not self._rules:
            return
        said = [token.i for token in doc if not token.is_punct and not token.is_space]
        forms = [tokens[at] for at in said]
        for number, (rule, codes) in enumerate(self._rules):
            for first, last in rule.places(forms):
                weight = sum(0.5 if doc[said[at]].is_stop else 1.0 for at in range(first, last))
                strength = weight / (weight + 1.5) / len(codes)
                for code_id in codes:
                    yield code_id, _Match(said[first], said[last - 1] + 1, f"rule {number}", strength)


def _forms(token: Word) -> Token:
    return frozenset({token.norm_, token.lemma_} - {""})


def _said(doc: Doc) -> list[tuple[int, Token]]:
    """The words of `doc`, without marks and spaces, each with its number and the forms it matches by."""
    return [(token.i, _forms(token)) for token in doc if not token.is_punct and not token.is_space]


def _hits(matches_by_code: dict[str, list[_Match]], doc: Doc, text: str) -> Iterator[Hit]:
    if not matches_by_code:
        return
    sentence_of, bounds = _sentences(doc)
    for code_id, matches in matches_by_code.items():
        for group in _neighbors(_apart(matches), sentence_of):
            first, last = sentence_of[group[0].first], sentence_of[group[-1].last - 1]
            span = Span(bounds[first][0], bounds[last][1]).trimmed(text)
            best = max(group, key=lambda match: (match.strength, match.words))
            words = text[doc[best.first].idx : doc[best.last - 1].idx + len(doc[best.last - 1])]
            yield Hit(span.start, span.end, code_id, _score(group), SOURCE, f"cue “{words}”")


def _sentences(doc: Doc) -> tuple[list[int], list[tuple[int, int]]]:
    """The number of each token's sentence, and where each sentence starts and ends in the text."""
    parts = sentences(doc.text, Span(0, len(doc.text)))
    if len(parts) <= 2 and len(doc) <= SHORT_TURN_WORDS:
        return [0] * len(doc), [(0, len(doc.text))]
    starts = [part.start for part in parts]
    sentence_of = [max(0, bisect_right(starts, token.idx) - 1) for token in doc]
    return sentence_of, [(part.start, part.end) for part in parts]


def _apart(matches: list[_Match]) -> list[_Match]:
    """The longest matches that share no word, in the order of the text."""
    kept: list[_Match] = []
    for match in sorted(matches, key=lambda m: (-m.words, m.first, -m.strength)):
        if all(match.last <= other.first or other.last <= match.first for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.first)


def _neighbors(matches: list[_Match], sentence_of: list[int]) -> list[list[_Match]]:
    """The matches, those of the same or of adjoining sentences together."""
    groups: list[list[_Match]] = []
    for match in matches:
        if groups and sentence_of[match.first] - sentence_of[groups[-1][-1].last - 1] <= 1:
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


def _score(group: list[_Match]) -> float:
    """How much several cues say together: each different one takes its share of the doubt left."""
    doubt = 1.0
    for strength in {match.cue: match.strength for match in group}.values():
        doubt *= 1 - strength
    return round(1 - doubt, 4)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where to cut a long text: behind a line, a sentence or a word, if there is one."""
    start = 0
    while len(text) - start > PIECE:
        limit = start + PIECE
        ends = (text.rfind(mark, start + PIECE // 2, limit) for mark in ("\n", ". ", " "))
        end = next((end + 1 for end in ends if end >= 0), limit)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _plain(text: str) -> str:
    return _SURROGATE.sub(MARK, _WRAPPED_LINE.sub(" ", text.translate(_PLAIN)))


@lru_cache(maxsize=50_000)
def _folded(form: str) -> str:
    return fold(form)
