"""Changing the codebook while coding: each change is one event, undoable, with its reason."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coder.domain.codebook import Code, CodeStatus, Example, Reason
from coder.domain.events import Change, Event
from coder.domain.naming import code_name, new_id
from coder.domain.text import canonical, fold, visible
from coder.errors import ConflictError, InputError
from coder.services.backups import protect
from coder.services.codebook_merging import Merging, merging, splitting
from coder.services.codebook_rules import (
    book_for,
    book_of,
    check_move,
    check_name_free,
    check_seen,
    reordered,
    retired_with,
)
from coder.services.session import Session, added, changed
from coder.store.store import now

MAX_PROSE = 4000
"""The longest definition or rule, as codebook files have it."""

_COLOR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that is ready to be done: what to tell, what to write, and which code it is about."""

    summary: str
    changes: Sequence[Change]
    about: Code


class CodebookEditing:
    """What one coder does to the codes of an open project.

    Codes are named by id. Everything raises InputError, changing nothing, for what cannot be done,
    and ConflictError when others keep changing the project, or when the code is no longer the version
    that was `seen`. `reason` may always be empty; what is given is kept beside the code's new version.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        name: str,
        parent_id: str | None = None,
        codebook_id: str | None = None,
        *,
        definition: str = "",
        reason: str = "",
    ) -> tuple[Event, Code]:
        """Add a code below another, or at the top of a codebook, and give it with its event.

        The id is made from the parent's and the name. Without parent and codebook it goes into the
        first codebook that has codes; a project without one gets one.
        """
        made: list[Code] = []

        def plan() -> Planned:
            code, changes = self.prepared(name, parent_id, codebook_id, definition=definition)
            made.append(code)
            return Planned(f"added code {code.id} {code.name}", changes, code)

        event = self._act("add code", plan, reason)
        return event, made[-1]

    def prepared(
        self, name: str, parent_id: str | None = None, codebook_id: str | None = None, *, definition: str = ""
    ) -> tuple[Code, list[Change]]:
        """A new code and the changes that make it, for an act that does more than adding it."""
        tree = self.session.tree
        parent = self._standing(parent_id) if parent_id else None
        book, changes = book_for(tree, parent, codebook_id)
        clean = code_name(name)
        check_name_free(tree, clean, book.id)
        id_ = new_id(clean, parent_id, [*tree.codes, *tree.lenses])
        position = max((code.position for code in book.codes), default=-1) + 1
        code = Code(id_, book.id, parent_id or None, position, clean, _prose(definition))
        return code, [*changes, added("code", code)]

    def rename(self, code_id: str, name: str, *, reason: str = "", seen: int | None = None) -> Event:
        """Call a code something else; the id stays, and the old name becomes an alias."""

        def plan() -> Planned:
            code, clean = self._standing(code_id, seen), code_name(name)
            if clean == code.name:
                raise InputError(f"{code.id} is called {visible(clean)} already")
            check_name_free(self.session.tree, clean, code.codebook_id, but=code.id)
            aliases = _once([*(a for a in code.aliases if fold(a) != fold(clean)), code.name])
            after = replace(code, name=clean, aliases=aliases)
            return _one_code(f"renamed {code.id} from {code.name} to {clean}", code, after)

        return self._act("rename code", plan, reason)

    def redefine(
        self,
        code_id: str,
        *,
        definition: str | None = None,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
        cues: Iterable[str] | None = None,
        aliases: Iterable[str] | None = None,
        examples: Iterable[str] | None = None,
        reason: str = "",
        seen: int | None = None,
    ) -> Event:
        """Say anew what a code means; what is None stays as it is.

        An example that stays keeps its source.
        """
        lists = {"include": include, "exclude": exclude, "cues": cues, "aliases": aliases}

        def plan() -> Planned:
            code = self._standing(code_id, seen)
            new: dict[str, Any] = {key: _lines(lines) for key, lines in lists.items() if lines is not None}
            if definition is not None:
                new["definition"] = _prose(definition)
            if examples is not None:
                known = {example.text: example for example in code.examples}
                new["examples"] = tuple(known.get(text, Example(text)) for text in _lines(examples))
            after = replace(code, **new)
            if after == code:
                raise InputError(f"nothing would change in {code.id}")
            fields = ", ".join(key for key in new if getattr(code, key) != new[key])
            return _one_code(f"changed {fields} of {code.id}", code, after)

        return self._act("define code", plan, reason)

    def move(
        self,
        code_id: str,
        parent_id: str | None,
        *,
        before: str | None = None,
        reason: str = "",
        seen: int | None = None,
    ) -> Event:
        """Put a code, with all below it, under another code (None: at the top), before one there or last.

        The id stays. A code does not leave its codebook.
        """

        def plan() -> Planned:
            tree, code = self.session.tree, self._standing(code_id, seen)
            parent = self._standing(parent_id) if parent_id else None
            check_move(tree, code, parent)
            family = [c for c in tree.children(parent_id) if c.codebook_id == code.codebook_id]
            changes = list(reordered(family, code, parent_id, before))
            if not changes:
                raise InputError(f"{code.id} stands there already")
            where = f"under {parent.id} {parent.name}" if parent else "to the top"
            return Planned(f"moved {code.id} {code.name} {where}", changes, code)

        return self._act("move code", plan, reason)

    def merge(
        self, source_id: str, target_id: str, *, reason: str = "", seen: Merging | None = None
    ) -> Event:
        """Make the codings of one code another's and let the first one point there.

        Where both stand on the same words of one coder, one coding remains and has the memos of
        both. Aliases, cues and examples go along, the definition does not. Raises ConflictError when
        it would no longer do what was told of it in `seen`.
        """

        def plan() -> Planned:
            made = self.merging(source_id, target_id)
            if seen is not None and made.told != seen.told:
                raise ConflictError(
                    f"something was done with {source_id} or {target_id} meanwhile",
                    remedy="look at what merging them does now and decide again",
                )
            return Planned(made.summary, made.changes, made.source)

        protect(self.session.store)
        return self._act("merge codes", plan, reason)

    def merging(self, source_id: str, target_id: str) -> Merging:
        """What a merge would do; nothing is changed."""
        return merging(self.session, self._standing(source_id), self.session.tree.require(target_id))

    def split(
        self,
        source_id: str,
        into: Sequence[str],
        codings: Mapping[str, int],
        *,
        reason: str = "",
        seen: int | None = None,
        versions: Mapping[str, int] | None = None,
    ) -> Event:
        """Make new codes beside one and give them some of its codings; the others stay where they are.

        `into` holds the names of the new codes; `codings` says by coding id which of them (from 0), and
        `versions` which version of each coding was seen.
        """

        def plan() -> Planned:
            source = self._standing(source_id, seen)
            if not into:
                raise InputError("no name for a new code was given", where=source.id)
            made: list[Code] = []
            for name in into:
                made.append(self._beside(source, name, made))
            changes = [
                *(added("code", code) for code in made),
                *splitting(self.session, source, made, codings, versions or {}),
            ]
            told = ", ".join(f"{code.id} {code.name}" for code in made)
            return Planned(f"split {len(codings)} codings of {source.id} off into {told}", changes, source)

        return self._act("split code", plan, reason)

    def retire(self, code_id: str, *, reason: str = "", seen: int | None = None) -> Event:
        """Let a code, and all below it, be applied no more; what is coded with it stays."""
        return self._status("retire code", "retired", code_id, CodeStatus.RETIRED, reason, seen)

    def bring_back(self, code_id: str, *, reason: str = "", seen: int | None = None) -> Event:
        """Let a retired code, and what was retired with it, be applied again.

        A merged one comes back without codings.
        """
        return self._status("bring back code", "brought back", code_id, CodeStatus.ACTIVE, reason, seen)

    def recolor(self, code_id: str, color: str, *, reason: str = "", seen: int | None = None) -> Event:
        """Give a code, and all below it that has none, a color such as `#4477aa`; empty takes it away."""

        def plan() -> Planned:
            code = self._standing(code_id, seen)
            if color and not _COLOR.fullmatch(color):
                raise InputError(f"{visible(color)!r} is not a color", remedy="write it as #4477aa")
            if color.lower() == code.color.lower():
                raise InputError(f"{code.id} has that color already")
            told = f"colored {code.id} {color}" if color else f"took the color off {code.id}"
            return _one_code(told, code, replace(code, color=color.lower()))

        return self._act("color code", plan, reason)

    def add_example(
        self, code_id: str, words: str, *, source: str = "", reason: str = "", seen: int | None = None
    ) -> Event:
        """Add words to the examples of a code.

        These are a participant's words, and codebooks are shared: ask before you call this.
        """

        def plan() -> Planned:
            code = self._standing(code_id, seen)
            text = _prose(words)
            if not text:
                raise InputError("no words are selected", remedy="select some in the transcript first")
            if any(example.text == text for example in code.examples):
                raise InputError(f"these words are an example of {code.id} already")
            after = replace(code, examples=(*code.examples, Example(text, _prose(source))))
            return _one_code(f"added an example to {code.id}", code, after)

        return self._act("add example", plan, reason)

    def find(self, typed: str) -> Code:
        """The code with this id, or with this last part of an id where only one has it; case is ignored.

        Raises InputError that says which codes come near.
        """
        codes, wanted = self.session.tree.codes.values(), typed.strip().casefold()
        named = [code for code in codes if code.id.casefold() == wanted]
        named = named or [code for code in codes if code.short.casefold() == wanted]
        return named[0] if len(named) == 1 else self._known(typed.strip())

    def _act(self, action: str, plan: Callable[[], Planned], reason: str) -> Event:
        def do(state: int) -> Event:
            planned = plan()
            changes = [*planned.changes, *self._why(planned, reason)]
            return self.session.act(action, planned.summary, changes, expecting=state)

        return self.session.act_on_what_stands(do)

    def _why(self, planned: Planned, reason: str) -> list[Change]:
        text = _prose(reason)
        if not text:
            return []
        about = planned.about
        versions = [
            c.after["version"] for c in planned.changes if c.id == about.id and c.kind == "code" and c.after
        ]
        version = versions[0] if versions else about.version
        return [
            added(
                "reason",
                Reason(str(uuid.uuid4()), "code", about.id, version, text, self.session.coder, now()),
            )
        ]

    def _status(
        self, action: str, word: str, code_id: str, status: CodeStatus, reason: str, seen: int | None
    ) -> Event:
        def plan() -> Planned:
            tree = self.session.tree
            code = check_seen(self._known(code_id), seen)
            if code.status is status or (status is CodeStatus.RETIRED and code.status is CodeStatus.MERGED):
                raise InputError(f"{code.id} is {code.status.value} already")
            if status is CodeStatus.ACTIVE:
                check_name_free(tree, code.name, code.codebook_id, but=code.id)
                below = retired_with(self.session, code)
            else:
                below = [c for _, c in tree.walk(code.id) if c.status is CodeStatus.ACTIVE]
            changes = [
                changed("code", c, replace(c, status=status, merged_into="", version=c.version + 1))
                for c in (code, *below)
            ]
            more = f" and {_count(len(below), 'code')} below it" if below else ""
            return Planned(f"{word} {code.id} {code.name}{more}", changes, code)

        return self._act(action, plan, reason)

    def _beside(self, source: Code, name: str, made: Sequence[Code]) -> Code:
        tree, clean = self.session.tree, code_name(name)
        check_name_free(tree, clean, source.codebook_id)
        if any(fold(clean) == fold(code.name) for code in made):
            raise InputError(f"{visible(clean)!r} is given twice", where=source.id)
        id_ = new_id(clean, source.parent_id, [*tree.codes, *tree.lenses, *(code.id for code in made)])
        position = max(code.position for code in book_of(tree, source.codebook_id).codes) + 1 + len(made)
        return Code(id_, source.codebook_id, source.parent_id, position, clean, color=source.color)

    def _known(self, code_id: str) -> Code:
        code = self.session.tree.codes.get(code_id)
        if code is None:
            near = ", ".join(found.id for found in self.session.tree.search(code_id)[:3])
            raise InputError(
                f"there is no code {visible(code_id)!r}",
                remedy=f"did you mean {near}" if near else "see `coder list PROJECT codes`",
            )
        return code

    def _standing(self, code_id: str, seen: int | None = None) -> Code:
        code = check_seen(self._known(code_id), seen)
        if code.status is CodeStatus.MERGED:
            raise InputError(
                f"{code.id} was merged into {code.merged_into}",
                remedy="bring it back first, or use that one",
            )
        return code


def _one_code(summary: str, code: Code, after: Code) -> Planned:
    return Planned(summary, [changed("code", code, replace(after, version=code.version + 1))], code)


def _prose(text: str) -> str:
    clean = " ".join(canonical(text).text.split())
    if len(clean) > MAX_PROSE:
        raise InputError(f"this has more than {MAX_PROSE:,} characters", remedy="shorten it")
    return clean


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return _once(filter(None, map(_prose, lines)))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
