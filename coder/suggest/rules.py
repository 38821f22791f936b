"""Rules that a person writes beside a definition: words joined by AND, OR, NOT and a distance.

    felt unsafe                      a phrase: these words next to each other
    "felt unsafe" OR unsaf*          either; a star stands for any ending
    unsafe NEAR/5 bathroom           at most five words apart, in either order
    (late OR tardy) AND NOT bus      both sides somewhere in the excerpt, and no bus

The words in capitals, quotation marks, brackets and stars make a rule; anything else stays a
phrase. Words match in all their forms. NOT and AND bind closer than OR, NEAR closest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coder.domain.text import fold
from coder.errors import InputError

Token = frozenset[str]
"""One word of a text in all the forms it may be matched by: as written and as lemma, folded."""

Forms = Callable[[str], Sequence[Token]]
"""The words of a phrase as tokens, made in the same way as those of the texts."""

Place = tuple[int, int]
"""Half-open range of tokens."""

FARTHEST = 50
"""The largest distance NEAR takes; farther apart words belong to no one thought."""

LONGEST = 500
"""Characters of a rule."""

DEEPEST = 20
"""Brackets within brackets."""

_RULE = re.compile(r'\b(?:AND|OR|NOT|NEAR(?:/\d+)?)\b|["“”()*]')
_PART = re.compile(
    r'\s*(?:(?P<quote>["“])(?P<phrase>[^"“”]*)(?P<close>["”]?)|(?P<mark>[()])'
    r"|(?P<near>NEAR(?:/(?P<far>\d+))?(?![\w/]))|(?P<word>(?:AND|OR|NOT)(?!\w))|(?P<plain>[^\s()\"“”]+))"
)


class RuleError(InputError):
    """A rule that cannot be read; `at` is the place in it, counted from 1."""

    def __init__(self, what: str, rule: str, at: int) -> None:
        self.at = at
        super().__init__(what, where=f"“{rule[:60]}” at character {at}", remedy="mend the rule")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other; `text` keeps them as they were written."""

    text: str
    words: tuple[Token, ...]
    begins: tuple[str, ...] = ()
    """For each word, what it only has to begin with, or nothing."""

    def places(self, tokens: Sequence[Token]) -> list[Place]:
        """Where the phrase stands."""
        size = len(self.words)
        starts = range(len(tokens) - size + 1) if size else range(0)
        return [(at, at + size) for at in starts if all(self._fits(n, tokens[at + n]) for n in range(size))]

    def _fits(self, number: int, token: Token) -> bool:
        beginning = self.begins[number] if self.begins else ""
        if beginning:
            return any(form.startswith(beginning) for form in token)
        return not self.words[number].isdisjoint(token)


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts with at most so many words between them, in either order."""

    left: Node
    right: Node
    words: int

    def places(self, tokens: Sequence[Token]) -> list[Place]:
        """From the beginning of the first to the end of the second, the closest for each left part."""
        rights = self.right.places(tokens)
        found: list[Place] = []
        for left in self.left.places(tokens):
            gaps = [(max(left[0], right[0]) - min(left[1], right[1]), right) for right in rights]
            close = [(gap, right) for gap, right in gaps if 0 <= gap <= self.words]
            if close:
                right = min(close)[1]
                found.append((min(left[0], right[0]), max(left[1], right[1])))
        return found


@dataclass(frozen=True, slots=True)
class Both:
    """Two parts that both stand in the text."""

    left: Node
    right: Node

    def places(self, tokens: Sequence[Token]) -> list[Place]:
        """The places of both, or none."""
        left, right = self.left.places(tokens), self.right.places(tokens)
        return sorted({*left, *right}) if left and right else []


@dataclass(frozen=True, slots=True)
class Either:
    """One of two parts."""

    left: Node
    right: Node

    def places(self, tokens: Sequence[Token]) -> list[Place]:
        """The places of both."""
        return sorted({*self.left.places(tokens), *self.right.places(tokens)})


@dataclass(frozen=True, slots=True)
class Without:
    """A part that only counts where another does not stand in the text."""

    left: Node
    right: Node

    def places(self, tokens: Sequence[Token]) -> list[Place]:
        """The places of the first, or none."""
        return [] if self.right.places(tokens) else self.left.places(tokens)


Node = Phrase | Near | Both | Either | Without


def is_rule(cue: str) -> bool:
    """Whether a cue is more than a phrase."""
    return bool(_RULE.search(cue))


def parse(rule: str, forms: Forms) -> Node:
    """The rule as a tree that finds its places in tokens. Raises RuleError with the place."""
    if len(rule) > LONGEST:
        raise RuleError(f"the rule is longer than {LONGEST} characters", rule, LONGEST)
    reader = _Parser(rule, forms)
    tree = reader.either(0)
    if reader.kind:
        raise RuleError(f"“{reader.text}” is not expected here", rule, reader.at)
    return tree


class _Parser:
    """Reads a rule from left to right, one part ahead."""

    def __init__(self, rule: str, forms: Forms) -> None:
        self.rule = rule
        self._forms = forms
        self._next = 0
        self.kind = self.text = ""
        self.at = 1
        self._step()

    def either(self, depth: int) -> Node:
        """Parts joined by OR."""
        left = self._both(depth)
        while self._takes("OR"):
            left = Either(left, self._both(depth))
        return left

    def _both(self, depth: int) -> Node:
        if self.kind == "NOT":
            raise RuleError(
                "NOT needs something before it: write what to find, then AND NOT", self.rule, self.at
            )
        left = self._near(depth)
        while self.kind in ("AND", "NOT"):
            self._takes("AND")
            left = Without(left, self._near(depth)) if self._takes("NOT") else Both(left, self._near(depth))
        return left

    def _near(self, depth: int) -> Node:
        left = self._one(depth)
        while self.kind == "NEAR":
            far, at = int(self.text), self.at
            if not 1 <= far <= FARTHEST:
                raise RuleError(f"NEAR takes a distance from 1 to {FARTHEST} words", self.rule, at)
            self._step()
            left = Near(left, self._one(depth), far)
        return left

    def _one(self, depth: int) -> Node:
        at = self.at
        if depth > DEEPEST:
            raise RuleError("there are too many brackets within brackets", self.rule, at)
        if self._takes("("):
            inner = self.either(depth + 1)
            if not self._takes(")"):
                raise RuleError("this bracket is not closed", self.rule, at)
            return inner
        if self.kind not in ("phrase", "plain"):
            raise RuleError("a word is missing here", self.rule, at)
        phrase = self.text
        quoted = self.kind == "phrase"
        self._step()
        while not quoted and self.kind == "plain":
            phrase += f" {self.text}"
            self._step()
        return self._phrase(phrase, at)

    def _phrase(self, text: str, at: int) -> Phrase:
        words: list[Token] = []
        begins: list[str] = []
        for piece in text.split():
            starred = piece.endswith("*")
            tokens = self._forms(piece.rstrip("*"))
            words.extend(tokens)
            begins.extend("" for _ in tokens)
            if starred and tokens:
                begins[-1] = fold(piece.rstrip("*"))
        if not words:
            raise RuleError("a word is missing here", self.rule, at)
        return Phrase(text, tuple(words), tuple(begins))

    def _takes(self, kind: str) -> bool:
        if self.kind != kind:
            return False
        self._step()
        return True

    def _step(self) -> None:
        found = _PART.match(self.rule, self._next)
        if found is None:
            rest = self.rule[self._next :].strip()
            if rest:
                raise RuleError(f"“{rest[:10]}” is not expected here", self.rule, self._next + 1)
            self.kind, self.text, self.at = "", "", len(self.rule) + 1
            return
        self._next = found.end()
        self.at = found.end() - len(found[0].lstrip()) + 1
        if found["quote"]:
            if not found["close"]:
                raise RuleError("this quotation mark is not closed", self.rule, self.at)
            self.kind, self.text = "phrase", found["phrase"]
        elif found["near"]:
            self.kind, self.text = "NEAR", found["far"] or "10"
        else:
            self.text = found["mark"] or found["word"] or found["plain"]
            self.kind = "plain" if found["plain"] else self.text
