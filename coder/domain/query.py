"""What a person searches for: read into a tree of terms, and told back in words.

    words            each begins a word of the turn: `counsel` finds counselor
    "a phrase"       exactly these words, whole
    ~feel            any form of a word: felt, feels, feeling
    /pattern/        a regular expression; /pattern/c where case matters
    code:DEF.CUL     coded so, or below it          lens:focus    with that lens value
    role: group: speaker: site: label: wave: memo: coder: …     and any attribute of a person
    starred uncoded  marks                          uncoded:AM    that coder is not done there
    -term            not                            a OR b        either      ( )  together

Terms beside each other must all hold in one turn. `code:`, `lens:`, `coder:` and `starred` beside
each other must hold for one and the same coding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from coder.domain.text import visible
from coder.errors import InputError

MAX_QUERY = 2_000
"""The longest query, in characters."""

MAX_DEPTH = 40
"""How many parentheses may stand in each other."""

STARRED, UNCODED = "starred", "uncoded"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that begins with these letters."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these words."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Lemma:
    """Any form of this word."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression."""

    source: str
    case: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """Something known about the turn, who speaks, the session, or a coding there."""

    name: str
    value: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    term: Term
    at: int = 0


@dataclass(frozen=True, slots=True)
class Every:
    """What must all hold."""

    terms: tuple[Term, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Either:
    """Of what one must hold."""

    terms: tuple[Term, ...]
    at: int = 0


Term = Word | Phrase | Lemma | Pattern | Field | Not | Every | Either

CODING_FIELDS = ("code", "lens", "coder", STARRED)
"""Fields that speak of a coding."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    name: str = ""
    case: bool = False


def parse(query: str) -> Term:
    """Read a query. Raises InputError that names the place in it and what to do."""
    if len(query) > MAX_QUERY:
        raise InputError(f"the query is longer than {MAX_QUERY:,} characters", remedy="shorten it")
    tokens = list(_tokens(query))
    if not tokens:
        raise InputError("there is nothing to search for", remedy='type a word, a "phrase" or code:BEL')
    reader = _Reader(tokens, len(query))
    term = reader.either(0)
    left = reader.peek()
    if left is not None:
        _wrong("a closing parenthesis has none that opens", left.at, "leave it out, or put it in quotes")
    return term


def walk(term: Term) -> Iterator[Term]:
    """A term and all terms in it."""
    yield term
    for below in (
        term.terms if isinstance(term, Every | Either) else (term.term,) if isinstance(term, Not) else ()
    ):
        yield from walk(below)


def explain(term: Term) -> str:
    """A query in words, as a sentence without its full stop."""
    match term:
        case Word(text):
            return f"“{visible(text)}…”"
        case Phrase(text):
            return f"“{visible(text)}”"
        case Lemma(text):
            return f"any form of “{visible(text)}”"
        case Pattern(source, case):
            return f"the pattern {visible(source)}" + (" as it is written" if case else "")
        case Field(name, value):
            return _explained(name, visible(value))
        case Not(inner):
            return f"not {_inside(inner)}"
        case Every(terms):
            return " and ".join(map(_inside, terms))
        case Either(terms):
            return " or ".join(map(_inside, terms))


def _inside(term: Term) -> str:
    return f"({explain(term)})" if isinstance(term, Every | Either) else explain(term)


def _explained(name: str, value: str) -> str:
    if name == STARRED:
        return "starred"
    if name == UNCODED:
        return f"not coded by {value or 'you'} yet"
    if name == "code":
        return f"coded {value}" if value else "coded"
    if name == "memo":
        return f"with a memo that says “{value}”" if value else "with a memo"
    return f"{name} {value}"


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens, self._end = tokens, end
        self._next = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def either(self, depth: int) -> Term:
        terms = [self.every(depth)]
        while (token := self.peek()) is not None and token.kind == "or":
            self._next += 1
            terms.append(self.every(depth))
        return terms[0] if len(terms) == 1 else Either(tuple(terms), terms[0].at)

    def every(self, depth: int) -> Term:
        terms: list[Term] = []
        while (token := self.peek()) is not None and token.kind not in ("or", ")"):
            terms.append(self._one(token, depth))
        if not terms:
            at = token.at if (token := self.peek()) is not None else self._end
            _wrong("something is missing here", at, "OR and parentheses need a word on each side")
        return terms[0] if len(terms) == 1 else Every(tuple(terms), terms[0].at)

    def _one(self, token: _Token, depth: int) -> Term:
        self._next += 1
        if token.kind == "-":
            return self._not(token, depth)
        if token.kind == "(":
            if depth >= MAX_DEPTH:
                _wrong("too many parentheses stand in each other", token.at, "take some away")
            inside = self.either(depth + 1)
            if self.peek() is None:
                _wrong("this parenthesis is not closed", token.at, "close it with ), or put it in quotes")
            self._next += 1
            return inside
        return _term(token)

    def _not(self, minus: _Token, depth: int) -> Term:
        """What stands behind one minus or several; two of them cancel each other."""
        denied, at = True, minus.at
        while True:
            after = self.peek()
            if after is None or after.kind in ("or", ")") or after.at != at + 1:
                _wrong("a minus needs what must not be there right behind it", at, "write it as -word")
            if after.kind != "-":
                term = self._one(after, depth)
                return Not(term, minus.at) if denied else term
            self._next += 1
            denied, at = not denied, after.at


def _term(token: _Token) -> Term:
    match token.kind:
        case "phrase":
            return Phrase(token.text, token.at)
        case "lemma":
            return Lemma(token.text, token.at)
        case "pattern":
            return Pattern(token.text, token.case, token.at)
        case "field":
            return Field(token.name, token.text, token.at)
    return Word(token.text, token.at)


def _tokens(query: str) -> Iterator[_Token]:
    at = 0
    while at < len(query):
        sign = query[at]
        if sign.isspace():
            at += 1
        elif sign in "()":
            yield _Token(sign, sign, at)
            at += 1
        elif sign == "-" and at + 1 < len(query) and not query[at + 1].isspace():
            yield _Token("-", sign, at)
            at += 1
        else:
            token, at = _token(query, at)
            yield token


def _token(query: str, at: int) -> tuple[_Token, int]:
    if query[at] == "/":
        return _pattern(query, at)
    if query[at] in _QUOTES:
        text, end = _quoted(query, at)
        if query[end : end + 1] == ":":
            return _field(query, at, text, end + 1)
        return _Token("phrase", text, at), end
    if query[at] == "~":
        text, end = _plain(query, at + 1)
        if not text:
            _wrong("a ~ needs a word right behind it", at, "write it as ~feel")
        return _Token("lemma", text, at), end
    text, end = _plain(query, at)
    name, colon, _ = text.partition(":")
    if colon and _is_name(name):
        return _field(query, at, name, at + len(name) + 1)
    if text == "OR":
        return _Token("or", text, at), end
    if text.casefold() in (STARRED, UNCODED):
        return _Token("field", "", at, text.casefold()), end
    return _Token("word", text, at), end


def _field(query: str, at: int, name: str, start: int) -> tuple[_Token, int]:
    if query[start : start + 1] in _QUOTES and query[start : start + 1]:
        value, end = _quoted(query, start)
    else:
        value, end = _plain(query, start)
    name = " ".join(name.casefold().split())
    if not value and name not in ("memo", "code", STARRED, UNCODED):
        _wrong(f"{visible(name)}: needs a value right behind it", at, f"write it as {visible(name)}:value")
    return _Token("field", value, at, name), end


def _pattern(query: str, at: int) -> tuple[_Token, int]:
    end = at + 1
    while end < len(query) and query[end] != "/":
        end += 2 if query[end] == "\\" else 1
    if end >= len(query):
        _wrong("this pattern has no end", at, "close it with /, or put it in quotes to find a slash")
    source = query[at + 1 : end]
    if not source:
        _wrong("this pattern is empty", at, "write it as /word/")
    tail, after = _plain(query, end + 1)
    if tail not in ("", "c"):
        _wrong("only c may stand behind a pattern", end + 1, "leave a space between the two")
    return _Token("pattern", source, at, case=tail == "c"), after


def _quoted(query: str, at: int) -> tuple[str, int]:
    closing = _QUOTES[query[at]]
    end = next((n for n in range(at + 1, len(query)) if query[n] in closing), -1)
    if end < 0:
        _wrong("these quotation marks are not closed", at, 'close them with "')
    text = query[at + 1 : end].strip()
    if not text:
        _wrong("nothing stands between these quotation marks", at, "type a phrase, or take them away")
    return text, end + 1


def _plain(query: str, at: int) -> tuple[str, int]:
    end = at
    while (
        end < len(query) and not query[end].isspace() and query[end] not in "()" and query[end] not in _QUOTES
    ):
        end += 1
    return query[at:end], end


def _is_name(name: str) -> bool:
    return bool(name) and name[0].isalpha() and all(c.isalnum() or c in "_-." for c in name)


def _wrong(what: str, at: int, remedy: str) -> NoReturn:
    raise InputError(what, where=f"character {at + 1} of the query", remedy=remedy)


_QUOTES = {'"': '"', "\u201c": '\u201d"', "\u201d": '\u201d"', "\u00ab": "\u00bb"}
"""Quotation marks and what may close them."""
