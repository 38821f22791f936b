"""What holds for the codes of a project: one name each, one tree each, in the order people gave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coder.analysis.names import NameFinder
from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree
from coder.domain.events import Change
from coder.domain.text import fold, visible
from coder.errors import ConflictError, InputError
from coder.services.session import Session, added, changed

OWN_BOOK = Codebook("own-codes", "Own codes")
"""Where codes go in a project that has no codebook with codes."""


def holds_a_name(session: Session, words: str) -> bool:
    """Whether words hold the name of somebody who speaks in the project."""
    speakers = session.store.speakers()
    return NameFinder({name for s in speakers for name in (s.label, s.shown)}).found_in(words)


def check_name_free(tree: CodeTree, name: str, codebook_id: str, but: str = "") -> None:
    """Raise InputError when another code of the codebook than `but` has this name."""
    for code in tree.codes.values():
        if code.id == but or code.codebook_id != codebook_id or code.status is CodeStatus.MERGED:
            continue
        if fold(code.name) == fold(name):
            retired = code.status is CodeStatus.RETIRED
            raise InputError(
                f"there is already a code {visible(code.name)!r} ({code.id})",
                remedy="bring it back, or choose another name"
                if retired
                else "use it, or choose another name",
            )


def book_of(tree: CodeTree, codebook_id: str) -> Codebook:
    """The codebook with this id."""
    return next(book for book in tree.codebooks if book.id == codebook_id)


def book_for(tree: CodeTree, parent: Code | None, codebook_id: str | None) -> tuple[Codebook, list[Change]]:
    """The codebook a new code goes into, and the change that makes it where there is none."""
    wanted = parent.codebook_id if parent else codebook_id
    if wanted is None:
        with_codes = next((book for book in tree.codebooks if book.codes), None)
        if with_codes is not None:
            return with_codes, []
        known = next((book for book in tree.codebooks if book.id == OWN_BOOK.id), None)
        if known is not None:
            return known, []
        book = replace(OWN_BOOK, position=len(tree.codebooks))
        return book, [added("codebook", book)]
    for book in tree.codebooks:
        if book.id == wanted:
            return book, []
    raise InputError(
        f"there is no codebook {visible(wanted)!r}",
        remedy="the project has " + (", ".join(book.id for book in tree.codebooks) or "none"),
    )


def check_move(tree: CodeTree, code: Code, parent: Code | None) -> None:
    """Raise InputError when `code` cannot stand under `parent`."""
    if parent is None:
        return
    if parent.id in tree.subtree(code.id):
        raise InputError(f"{code.id} cannot stand under itself", remedy="choose another place")
    if parent.codebook_id != code.codebook_id:
        raise InputError(
            f"{code.id} stays in its codebook {code.codebook_id}",
            remedy=f"add a code to {parent.codebook_id} and merge {code.id} into it",
        )


def reordered(
    family: Sequence[Code], moved: Code, parent_id: str | None, before: str | None
) -> Iterator[Change]:
    """Changes that put `moved` into the family, before one of it or last; only what differs changes."""
    others = [code for code in family if code.id != moved.id]
    ids = [code.id for code in others]
    if before is not None and before not in ids:
        raise InputError(f"{visible(before)} does not stand there", remedy="name a code below the same one")
    at = ids.index(before) if before is not None else len(others)
    order = [*others[:at], moved, *others[at:]]
    places = sorted({code.position for code in order})
    while len(places) < len(order):
        places.append(places[-1] + 1)
    for code, position in zip(order, places, strict=True):
        after = replace(code, position=position, parent_id=parent_id)
        if after != code:
            yield changed("code", code, replace(after, version=code.version + 1))


def retired_with(session: Session, code: Code) -> list[Code]:
    """The codes below a retired one that were retired together with it, and not on their own."""
    below = [one for _, one in session.tree.walk(code.id) if one.status is CodeStatus.RETIRED]
    if code.status is not CodeStatus.RETIRED or not below:
        return []
    last: dict[str, int] = {}
    for event in session.store.acts_on(["code"]):
        for change in event.changes:
            was, status = ((side or {}).get("status") for side in (change.before, change.after))
            if change.kind == "code" and status == CodeStatus.RETIRED != was:
                last[change.id] = event.seq
    return [one for one in below if last.get(one.id) == last.get(code.id)]


def check_seen(code: Code, seen: int | None) -> Code:
    """The code; raises ConflictError when it is no longer the version that was `seen`."""
    if seen not in (None, code.version):
        raise ConflictError(
            f"{code.id} was changed meanwhile", remedy="look at what it says now and decide again"
        )
    return code
