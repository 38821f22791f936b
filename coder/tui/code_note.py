"""What is said about a code: in short beside the tree, in full on a sheet."""

from __future__ import annotations

from coder.domain.codebook import Code, CodeStatus, CodeTree
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, lines_of, wrapped

MOST = 2
"""How many rules of a kind the short note shows."""


def standing(tree: CodeTree, code: Code) -> str:
    """Why a code cannot be applied, in few words; empty when it can."""
    if code.status is CodeStatus.MERGED:
        return f"merged into {tree.resolve(code.id)}"
    return "retired" if code.status is CodeStatus.RETIRED else "" if code.codable else "groups other codes"


def note_on(tree: CodeTree, code: Code, width: int) -> list[safe.Part]:
    """A code in a few lines: definition first, then what it is for and not for, then an example."""
    lines: list[Line] = [_head(tree, code, width)]
    lines += wrapped(code.definition or code.name, width, "$text", most=5)
    for word, rules in (("for", code.include), ("not", code.exclude)):
        for rule in rules[:MOST]:
            lines.append([(f"{word} ", "$text-accent"), (safe.cut(rule, width - 4), QUIET)])
    for example in code.examples[:1]:
        lines.append([(safe.quoted(example.text, width), "italic $quiet")])
    return lines_of(lines)


def about(tree: CodeTree, code: Code, width: int) -> list[Line]:
    """Everything that is said about a code, on lines of `width` cells."""
    above = " › ".join(one.name for one in tree.ancestors(code.id))
    lines: list[Line] = [_head(tree, code, width), [(safe.cut(code.name, width), "bold")]]
    if above:
        lines.append([(safe.cut(above, width), QUIET)])
    lines += [[], *wrapped(code.definition or "No definition yet.", width, "" if code.definition else QUIET)]
    parts = (
        ("For", code.include),
        ("Not for", code.exclude),
        ("Examples", tuple(f"“{example.text}”" for example in code.examples)),
        (
            "Not this",
            tuple(_boundary(tree, one.text, one.instead, one.why) for one in code.boundary_examples),
        ),
        ("Cues", (", ".join(code.cues),) if code.cues else ()),
        ("Also called", (", ".join(code.aliases),) if code.aliases else ()),
        ("From", code.framework),
    )
    for title, entries in parts:
        if entries:
            lines += [[], [(title, HEAD)]]
            for entry in entries:
                lines += wrapped(entry, width, indent="  ")
    return lines


def _boundary(tree: CodeTree, text: str, instead: str, why: str) -> str:
    # What a rule names may have been merged into another code since.
    return f"“{text}”" + (f" → {tree.resolve(instead)}" if instead else "") + (f" ({why})" if why else "")


def _head(tree: CodeTree, code: Code, width: int) -> Line:
    why = standing(tree, code)
    line: Line = [(safe.cut(code.id, width), HEAD)]
    return [*line, (f"  {why}", "$text-warning")] if why else line
