"""All text of a Word body by the crudest of rules, to hold what the careful reader made against it.

It shares no code with that reader and knows nothing of runs, links or tables: whatever is text and
not deleted counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.domain.text import MARK

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIGNS = {"noBreakHyphen": "\u2011", "softHyphen": "\xad", "sym": MARK, "br": "\n", "cr": "\n", "tab": "\t"}
_GONE = ("del", "moveFrom")


def all_text(body: _Element) -> Iterator[str]:
    """The text of each paragraph, those of text boxes after the one they hang on."""
    space = str(body.tag).rpartition("}")[0] + "}"
    for paragraph in body.iter(f"{space}p"):
        if not _is_gone(paragraph, body, space):
            yield "".join(_texts(paragraph, space))


def _texts(paragraph: _Element, space: str) -> Iterator[str]:
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = str(element.tag)
        name = tag.removeprefix(space)
        if name in ("p", "txbxContent", *_GONE) or _is_second_choice(element):
            continue
        if tag == f"{space}t":
            yield element.text or ""
        elif tag.startswith(space) and name in _SIGNS and element.getparent().tag == f"{space}r":
            yield _SIGNS[name]
        waiting.extend(reversed(element))


def _is_second_choice(element: _Element) -> bool:
    """Whether the same is said in the branch before, for programs that know more."""
    return str(element.tag).endswith("}Fallback") and element.getprevious() is not None


def _is_gone(paragraph: _Element, body: _Element, space: str) -> bool:
    """Whether a paragraph stands in a deleted row or stretch, or in a second choice."""
    for above in paragraph.iterancestors():
        if above is body:
            return False
        if above.tag == f"{space}tr" and above.find(f"{space}trPr/{space}del") is not None:
            return True
        if above.tag in tuple(f"{space}{name}" for name in _GONE) or _is_second_choice(above):
            return True
    return False
