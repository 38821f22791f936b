"""How many of the marked names and identifiers are found: `python -m tests.privacy.measure`."""

from __future__ import annotations

from dataclasses import dataclass

from coder.privacy.candidates import Finder
from coder.privacy.identifiers import Found
from coder.privacy.roster import KnownNames
from coder.suggest.entities import entities
from tests.privacy.labelled import Mention, Passage, passages, roster


@dataclass(frozen=True)
class Measured:
    """Shares of what was marked and found, and of what was found and marked; and what was missed."""

    of: int
    recall: float
    precision: float
    missed: tuple[Mention, ...]
    wrong: tuple[str, ...]


def measured(parts: tuple[str, ...] = (), *, with_roster: bool) -> Measured:
    """Look for everything in the passages of some parts, or of all."""
    every = passages()
    seen = entities([one.text for one in every])
    known = KnownNames(roster(every) if with_roster else ())
    found = Finder(known).find([one.text for one in every], seen)
    chosen = [(p, f) for p, f in zip(every, found, strict=True) if not parts or p.part in parts]
    missed = [m for p, f in chosen for m in p.mentions if not any(_covers(one, m) for one in f)]
    total = sum(len(p.mentions) for p, _ in chosen)
    wrong = [one.words for p, f in chosen for one in f if not _is_marked(p, one)]
    all_found = sum(len(f) for _, f in chosen)
    precision = 1 - len(wrong) / all_found if all_found else 1.0
    return Measured(total, 1 - len(missed) / total if total else 1.0, precision, tuple(missed), tuple(wrong))


def _covers(found: Found, mention: Mention) -> bool:
    return found.start <= mention.start and mention.end <= found.end


def _is_marked(passage: Passage, found: Found) -> bool:
    return any(found.start < m.end and m.start < found.end for m in passage.mentions)


def main() -> None:
    """Print the figures and every miss."""
    for with_roster in (True, False):
        for parts in ((), ("seen",), ("aside", "more")):
            done = measured(parts, with_roster=with_roster)
            name = " and ".join(parts) or "all"
            print(f"roster {with_roster}, {name}: {done.of} marked, recall {done.recall:.3f}, ", end="")
            print(f"precision {done.precision:.3f}")
            if not parts:
                print("  missed:", "; ".join(f"{m.words} ({m.kind}, {m.passage})" for m in done.missed))
                print("  wrong:", "; ".join(done.wrong))


if __name__ == "__main__":
    main()
