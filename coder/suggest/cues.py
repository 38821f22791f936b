"""Codes proposed because words of the codebook stand in what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coder.domain.language import language_of
from coder.domain.text import MARK, fold
from coder.domain.transcript import Span
from coder.suggest.rules import Node, RuleError, Token, is_rule, parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

SOURCE = "cue"
"""What hits of this matcher name as their source."""

USUAL_LANGUAGE = "en"
"""How a text is read whose language is not clear."""

SHORT_TURN_WORDS = 40
"""A text of at most two sentences and this many words is proposed whole."""

PIECE = 20_000
"""Longer texts are read in pieces of about this many characters, so that memory stays bounded."""

BATCH = 512
"""How many texts a pipeline takes in one stride; cues are short, and small strides waste its start-up."""

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
            docs = reader.read(piece for _, _, piece in pieces)
            for (number, offset, piece), doc in zip(pieces, docs, strict=True):
                found[number].extend(
                    replace(hit, start=hit.start + offset, end=hit.end + offset)
                    for hit in _hits(reader.matches(doc), doc, piece)
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
    """One pipeline with the cues as it sees them: by form, and by lemma where it has lemmas."""

    def __init__(
        self, nlp: Language, codes_by_phrase: dict[str, list[str]], codes_by_rule: dict[str, list[str]]
    ) -> None:
        self._nlp = nlp
        self.problems: list[str] = []
        attributes = ("NORM", "LEMMA") if "lemmatizer" in nlp.pipe_names else ("NORM",)
        docs = list(self.read(codes_by_phrase))
        codes = list(codes_by_phrase.values())
        self._indexes: list[_Index | _Rules] = [_Index(attribute, docs, codes) for attribute in attributes]
        if codes_by_rule:
            self._indexes.append(_Rules(self._rules(codes_by_rule), list(codes_by_rule.values())))

    def _rules(self, rules: Iterable[str]) -> Iterator[Node | None]:
        """Each rule as this pipeline sees its words; None for one that cannot be read."""
        for rule in rules:
            try:
                yield parse(rule, lambda phrase: [forms for _, forms in _forms(next(self.read([phrase])))])
            except RuleError as error:
                self.problems.append(str(error))
                yield None

    def read(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The texts as tokens whose forms and lemmas know no case, accent or curly quote."""
        for doc in self._nlp.pipe((_plain(text) for text in texts), batch_size=BATCH):
            for token in doc:
                token.norm_ = _folded(token.norm_)
                if token.lemma_:
                    token.lemma_ = _folded(token.lemma_)
            yield doc

    def matches(self, doc: Doc) -> dict[str, list[_Match]]:
        """Code → its cues in `doc`."""
        found: dict[str, list[_Match]] = {}
        for index in self._indexes:
            for code_id, match in index.matches(doc):
                found.setdefault(code_id, []).append(match)
        return found


class _Index:
    """The cues by one token attribute."""

    def __init__(self, attribute: str, cues: Sequence[Doc], codes: Sequence[list[str]]) -> None:
        self._attribute = attribute
        self._codes: dict[str, set[str]] = {}
        self._strength: dict[str, float] = {}
        self._cue: dict[str, str] = {}
        self._matcher: PhraseMatcher | None = None
        for cue, code_ids in zip(cues, codes, strict=True):
            self._add(cue, code_ids)

    def _add(self, cue: Doc, code_ids: list[str]) -> None:
        from spacy.matcher import PhraseMatcher

        if self._matcher is None:
            self._matcher = PhraseMatcher(cue.vocab, attr=self._attribute)
        name = "lemma_" if self._attribute == "LEMMA" else "norm_"
        key = " ".join(getattr(token, name) for token in cue)
        if key not in self._codes:
            self._matcher.add(key, [cue])
            # A small word says half as much as another: "one of us" is less than "counseling office wait".
            weight = sum(0.5 if token.is_stop else 1.0 for token in cue if not token.is_punct)
            self._strength[key] = weight / (weight + 1.5)
            # One name in every index, so that "counselors" and "counselor" count as one cue.
            self._cue[key] = " ".join(token.lemma_ or token.norm_ for token in cue)
        self._codes.setdefault(key, set()).update(code_ids)

    def matches(self, doc: Doc) -> Iterator[tuple[str, _Match]]:
        """Each code with each of its cues in `doc`; a cue of several codes is weaker evidence."""
        if self._matcher is None:
            return
        for key_id, first, last in self._matcher(doc):
            key = doc.vocab.strings[key_id]
            codes = self._codes[key]
            match = _Match(first, last, self._cue[key], self._strength[key] / len(codes))
            for code_id in codes:
                yield code_id, match


class _Rules:
    """The rules by the forms and lemmas of the words in them."""

    def __init__(self, rules: Iterable[Node | None], codes: Sequence[list[str]]) -> None:
        pairs = zip(rules, codes, strict=True)
        self._rules = [(rule, set(code_ids)) for rule, code_ids in pairs if rule is not None]

    def matches(self, doc: Doc) -> Iterator[tuple[str, _Match]]:
        """Each code with each place of its rules in `doc`."""
        words = _forms(doc)
        tokens = [forms for _, forms in words]
        for number, (rule, codes) in enumerate(self._rules):
            for first, last in rule.places(tokens):
                start, end = words[first][0], words[last - 1][0] + 1
                weight = sum(0.5 if doc[words[at][0]].is_stop else 1.0 for at in range(first, last))
                strength = weight / (weight + 1.5) / len(codes)
                for code_id in codes:
                    yield code_id, _Match(start, end, f"rule {number}", strength)


def _forms(doc: Doc) -> list[tuple[int, Token]]:
    """The words of `doc`, without marks and spaces, each with its number and the forms it matches by."""
    words = (token for token in doc if not token.is_punct and not token.is_space)
    return [(token.i, frozenset({token.norm_, token.lemma_} - {""})) for token in words]


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
    sentences = list(doc.sents)
    if len(sentences) <= 2 and len(doc) <= SHORT_TURN_WORDS:
        return [0] * len(doc), [(0, len(doc.text))]
    sentence_of = [number for number, sentence in enumerate(sentences) for _ in sentence]
    return sentence_of, [(sentence.start_char, sentence.end_char) for sentence in sentences]


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
