"""What people agree on and promise: priorities, improvements made together, commitments, milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from coder.analysis.collaborating import PRIORITY, TOGETHER, Inquiry, matter_table
from coder.analysis.counting import Mention
from coder.analysis.frame import Material
from coder.analysis.people import in_order
from coder.analysis.process_table import DECK, ProcessTable, short_ids
from coder.domain.entry import Entry, of_table
from coder.domain.recommendation import Recommendation, ranked


def priority_tables(
    inquiry: Inquiry, recommendations: Iterable[Recommendation], entries: Iterable[Entry]
) -> Iterator[ProcessTable]:
    """What people said comes first, by group, then what they voted on, ties told as ties."""
    yield from matter_table(inquiry, PRIORITY, "priorities", "What comes first", "is said to come first")
    voted = [
        (one.recommendation.action, one.recommendation.total) for one in ranked(recommendations) if one.place
    ]
    voted += [(one.lead, sum(v.count for v in one.votes)) for one in of_table(entries, "focus") if one.votes]
    if voted:
        totals = sorted((total for _, total in voted), reverse=True)
        yield ProcessTable(
            "votes",
            "Priorities by recorded votes",
            ("Priority", "Votes", "Place"),
            tuple(
                (what, str(total), _place(totals, total))
                for what, total in sorted(voted, key=lambda one: -one[1])
            ),
            note="Those with as many votes share a place; nobody but the people who voted can part them.",
        )


def _place(totals: Sequence[int], total: int) -> str:
    place = str(totals.index(total) + 1)
    return f"{place}, shared by {totals.count(total)}" if totals.count(total) > 1 else place


def together_tables(inquiry: Inquiry, material: Material, entries: Iterable[Entry]) -> Iterator[ProcessTable]:
    """Improvements that were made together, traced to their sessions, then what was promised."""
    by_session: dict[str, list[Mention]] = defaultdict(list)
    for one in inquiry.under(TOGETHER):
        by_session[one.transcript_id].append(one)
    rows = [
        _session(inquiry, material, id_, by_session[id_])
        for id_ in inquiry.scope.attended
        if id_ in by_session
    ]
    if rows:
        yield ProcessTable(
            "together",
            "Improvements made together",
            ("Session", "At the table", "Said it", "What it is about", "Evidence"),
            tuple(rows),
            note="People who told of making it together, of all at the table.",
        )
    yield from commitment_tables(material, entries)


def _session(inquiry: Inquiry, material: Material, id_: str, own: Sequence[Mention]) -> tuple[str, ...]:
    facts = material.by_id[id_].facts
    there = inquiry.scope.attended[id_]
    least = material.thresholds.voices
    said = {one.person for one in own if one.person}
    turns = {one.turn for one in own}
    about = [
        inquiry.tree.codes[code].name
        for code, found in inquiry.matters()
        if any(one.transcript_id == id_ and one.turn in turns for one in found)
    ]
    return (
        f"{facts.kind.value}, {facts.date[:7]}" if facts.date else facts.kind.value,
        DECK.join(in_order(material.groups[person] or "others" for person in there)),
        f"<{least}" if len(there) < least else f"{len(said)} of {len(there)}",
        DECK.join(about) or "not coded",
        short_ids(dict.fromkeys(one.coding.id for one in own), {c.id: c for c in material.codings}),
    )


def commitment_tables(material: Material, entries: Iterable[Entry]) -> Iterator[ProcessTable]:
    """Who will do what by when, and how far it is; with the excerpts in which it was promised."""
    there = {coding.id: coding for coding in material.codings}
    own = of_table(entries, "commitment")
    if own:
        yield ProcessTable(
            "commitments",
            "What was promised",
            ("Who", "Will do", "By", "So far", "Evidence"),
            tuple(
                (
                    one["owner"],
                    one["action"],
                    one["due"],
                    one["status"] or "not told",
                    short_ids(one.codings, there),
                )
                for one in own
            ),
        )


def milestone_tables(entries: Iterable[Entry]) -> Iterator[ProcessTable]:
    """The dated steps of the work, and how far each is."""
    own = of_table(entries, "milestone")
    if own:
        yield ProcessTable(
            "milestones",
            "Milestones",
            ("Step", "Due", "So far"),
            tuple((one["step"], one["due"] or "no date", one["status"] or "not told") for one in own),
        )
