"""Perceptions of implementation and impact as tables, and the session that begins to unpack them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coder.analysis.frame import Material, Source
from coder.analysis.implementation import IMPACTS, Perceived, gaps, perceptions, unlike
from coder.analysis.process_table import TO_FILL, ProcessTable

STAGE_NAMES = ("not begun", "exploring", "setting up", "first use", "routine use")
_IMPACT_NAMES = dict(zip(IMPACTS, ("none seen", "too soon", "some", "clear", "harm"), strict=True))
_SOURCES = (Source.SURVEY, Source.TALK)
_BENEFICIARIES = ("students", "staff", "families", "")
_PERCEPTION = (
    "What stands here is how leaders described each system, not what was found in schools. One person counts "
    "once for a system. Open survey answers and conversations are told apart and never added up."
)
MOST_QUESTIONS = 12


def implementation_tables(material: Material) -> Iterator[ProcessTable]:
    """Stages with those who do not know apart, impact by beneficiary, and gaps between groups."""
    least, tree = material.thresholds.voices, material.tree
    for source in _SOURCES:
        found = perceptions(material, source)
        if not found:
            continue
        yield ProcessTable(
            f"stages:{source.name.casefold()}",
            f"How far each system was described to be, in {source.value}",
            ("System", "Who", *(name.capitalize() for name in STAGE_NAMES), "Do not know", "Middle"),
            tuple(
                (
                    tree.domain_title(one.system),
                    _who(one.groups, one.of),
                    *map(str, one.stages),
                    str(one.unaware),
                    _middle(one, least),
                )
                for one in found
            ),
            _PERCEPTION,
            f"People by the stage they told. The middle is told where {least} people or more told a stage.",
        )
        impact = _impact(material, source, found)
        if impact.rows:
            yield impact
        apart = _gaps(material, source, found)
        if apart.rows:
            yield apart


def _gaps(material: Material, source: Source, found: Sequence[Perceived]) -> ProcessTable:
    rows = tuple(
        (
            material.tree.domain_title(gap.system),
            _listed(gap.ahead),
            _listed(gap.behind),
            f"{gap.difference} stage{'s' if gap.difference > 1 else ''}",
        )
        for gap in gaps(found, material.thresholds.voices)
    )
    return ProcessTable(
        f"gaps:{source.name.casefold()}",
        f"Where groups described systems differently, in {source.value}",
        ("System", "Described as further along by", "than by", "Difference"),
        rows,
        note="A gap is between what people perceive; neither is taken as what is so.",
    )


def _impact(material: Material, source: Source, found: Iterable[Perceived]) -> ProcessTable:
    rows = []
    for one in found:
        for beneficiary in _BENEFICIARIES:
            told = [one.impacts.get((beneficiary, code), 0) for code in IMPACTS]
            if any(told):
                title = material.tree.domain_title(one.system)
                who = beneficiary or "not said for whom"
                rows.append((title, _who(one.groups, one.of), who, *map(str, told)))
    return ProcessTable(
        f"impact:{source.name.casefold()}",
        f"What difference was described, and for whom, in {source.value}",
        ("System", "Who said so", "Difference for", *(n.capitalize() for n in _IMPACT_NAMES.values())),
        tuple(rows),
        note="People who described each; one person may have described several.",
    )


def agenda_tables(material: Material) -> Iterator[ProcessTable]:
    """The agenda of a session that begins to unpack perceptions, with room for reactions."""
    asked = list(_questions(material))[:MOST_QUESTIONS]
    if not asked:
        return
    yield ProcessTable(
        "agenda",
        "Agenda of the session",
        ("Part", "Minutes", "What happens"),
        (
            ("Welcome", "10", "What these pages are: perceptions of leaders, told so that nobody is named."),
            ("Reading", "15", "Each on their own: what stands out, what surprises, what is missing?"),
            ("Questions", "45", "The questions below in small groups, two or three for each group."),
            ("What next", "20", "What do we want to find out, from whom, and who sees to it by when?"),
        ),
    )
    yield ProcessTable(
        "questions",
        "Questions to talk about",
        ("What was described", "Question", "What we know", "What we think", "What we will find out"),
        tuple((said, question, TO_FILL, TO_FILL, TO_FILL) for said, question in asked),
        note="The last three columns are for the session.",
    )


def _questions(material: Material) -> Iterator[tuple[str, str]]:
    least, tree = material.thresholds.voices, material.tree
    for source in _SOURCES:
        found = perceptions(material, source)
        for gap in gaps(found, least):
            said = f"was described as further along by {_listed(gap.ahead)} than by {_listed(gap.behind)}"
            yield (
                f"{tree.domain_title(gap.system)} {said}.",
                "What does each group see that the other does not?",
            )
        for kind, one in unlike(found, least):
            said, question = _WORDS[kind]
            known = one.told + one.unaware
            # Among few, or where all say the same, a number would tell what each of them said.
            tell = kind == "unaware" and known >= least and one.told
            number = f" ({one.unaware} of {known})" if tell else ""
            yield f"{tree.domain_title(one.system)} {said} by {_listed(one.groups)}{number}.", question


_WORDS = {
    "unaware": ("was described as not known", "Who would need to know, and how would they hear of it?"),
    "little felt": (
        "was described as in use, with little difference seen,",
        "What would have to be different for people to notice?",
    ),
    "harm": ("was described as having made things worse for somebody", "For whom, and what could be undone?"),
    "spread": (
        "was described in very different stages",
        "Where is it furthest along, and what is in place there?",
    ),
}


def _middle(one: Perceived, least: int) -> str:
    middle = one.middle(least)
    return "" if middle is None else STAGE_NAMES[middle]


def _who(groups: tuple[str, ...], of: int) -> str:
    return f"{_listed(groups)} ({of})"


def _listed(groups: tuple[str, ...]) -> str:
    return " and ".join(group or "others" for group in groups)
