"""What tables, their columns and their cells are called and mean, for people."""

from __future__ import annotations

from dataclasses import dataclass

from coder.services.exploring import State, Told


@dataclass(frozen=True, slots=True)
class Words:
    """What a table is called in a list, in a title, and what it answers."""

    name: str
    about: str
    by: bool = False
    """Whether one can choose what it counts apart."""
    branch: bool = False
    """Whether it can count codes with all below them."""
    people: bool = False
    """Whether a least number of people narrows it."""
    differs: bool = False
    """Whether one can ask who raised it and who did not."""
    variant: str = ""
    """What it can be otherwise, too."""
    looks_for: str = ""
    """What has to be said first."""


_TABLES = {
    "people": Words("People by group", "how many different people raised each code", True, True, True, True),
    "crosstab": Words("Groups side by side", "each code, a column for each group", True, True, True, True),
    "counts": Words("Codes, all measures", "how widely and how strongly each was raised", False, True, True),
    "cooccurrence": Words(
        "Codes together", "which codes stand in the same excerpt", people=True, variant="how near"
    ),
    "talk": Words("Who spoke", "turns and words by group, or by speaker", True),
    "coverage": Words("Who is missing", "groups not heard, branches without evidence", True),
    "waves": Words("Change over waves", "people of people in each wave", True, True, True),
    "matrix": Words("Framework matrix", "what each says about each code, in your words", variant="rows"),
    "grid": Words(
        "Said or silent", "who raised each code, who did not, who was not asked", True, differs=True
    ),
    "saturation": Words("Saturation", "how much each further session added"),
    "kwic": Words(
        "Words in context",
        "where words are said, and what stands around them",
        looks_for="looks for words; type them and press Enter",
    ),
    "words": Words(
        "Words by group", "words that one group uses more than the others", people=True, variant="length"
    ),
    "joint": Words(
        "Beside a survey",
        "measures beside what people said, never pooled",
        looks_for="chooses the tables of measures and links",
    ),
}


def words_of(table: str) -> Words:
    """What is said of a table; its own name where it is new."""
    return _TABLES.get(table) or Words(table.replace("_", " ").capitalize(), "", True, True, True)


_HEADS = {
    "people_spoke": "spoke",
    "of_code": "code alone",
    "of_with": "other alone",
    "share_of_attended": "attended",
    "share_of_spoke": "spoke",
    "both_ways": "both ways",
    "of": "what",
    "leaning": "one voice",
}

_MEANS = {
    "excerpts": "excerpts; words that two coders coded alike are one",
    "people": "different people, of those who attended where it could arise",
    "people_spoke": "people who said anything at all there",
    "sessions": "sessions with it, of those where it was asked or could arise",
    "leaning": "sessions in which one voice holds more than half of its excerpts",
    "specific": "codings that give an example",
    "intense": "codings that are strongly said",
    "both_ways": "sessions in which one person praises and criticizes it, to look at",
    "share_of_attended": "part of the people who attended",
    "share_of_spoke": "part of the people who spoke",
    "both": "places with both codes",
    "of_code": "places with the code of the line",
    "of_with": "places with the other code",
    "places": "all places that were looked at",
    "jaccard": "places with both, of places with either",
    "lift": "how many times as often together as by chance; 1 is chance",
    "turns": "turns",
    "words": "words",
    "share": "part of all counted words",
    "codes": "codes with evidence, of those that can be used",
}

_MEANS_IN = {
    ("words", "people"): "different people of the group who said it",
    ("words", "people_spoke"): "people of the group who said anything",
    ("words", "count"): "times they said it",
    ("words", "others"): "times the others said it",
    ("words", "log_odds"): "log-odds against the others; the further above 0, the more they say it",
    ("words", "low"): "where the log-odds begin at the least, 95 times of 100",
    ("words", "high"): "where the log-odds end at the most, 95 times of 100",
    ("words", "z"): "log-odds, of their standard error; the higher, the surer",
    ("talk", "people"): "people who took part",
    ("talk", "people_spoke"): "people who said anything",
    ("cooccurrence", "people"): "different people whose words have both codes",
    ("saturation", "sessions"): "coded sessions in which the group took part",
    ("saturation", "verdict"): "what can be said of it",
}
"""What columns mean in some tables that mean another thing in others."""

_WHY = {
    State.NOT_RAISED: "They were asked, their sessions are coded, and nobody raised it.",
    State.NOT_ASKED: "Nobody asked them: that says nothing about what they think.",
    State.NOT_CODED: "Their sessions are not coded yet, or may not be used: that says nothing so far.",
}

NOT_FOR_PRINT = "Of too few people, or telling of them: not for print."


def head_of(field: str) -> str:
    """What stands above a column."""
    return _HEADS.get(field, field.replace("_", " "))


def meaning(table: str, field: str, told: Told) -> str:
    """What a cell of a table means, as a sentence or the end of one; empty where its heading says all."""
    if told.hidden:
        return NOT_FOR_PRINT
    if told.why is not None:
        return _WHY[told.why]
    if (table, field) in _MEANS_IN:
        return _MEANS_IN[table, field]
    return _MEANS.get(field, _MEANS["people"] if told.of is not None else "")
