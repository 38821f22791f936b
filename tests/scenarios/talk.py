"""What was said in an invented district, and how it was coded: the evidence of all scenarios.

A line is who says it, the words, and its codings: codes parted by ` + `, lens values behind each. Every
voice says the words with an ending of its own, so that no two turns are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coder.domain.transcript import TranscriptFacts, TranscriptKind

Line = tuple[str, str, str]


@dataclass(frozen=True)
class Sitting:
    """One session: its facts, its voices as prefix → (number, group), its lines."""

    label: str
    facts: TranscriptFacts
    voices: dict[str, tuple[int, str]]
    lines: tuple[Line, ...]
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)


def sitting(
    label: str, group: str, number: int, *lines: Line, attributes: dict[str, Any] | None = None, **facts: Any
) -> Sitting:
    """A session of one group."""
    told = TranscriptFacts(**{"group": group, "language": "en", "mode": "in person", "wave": "1", **facts})
    return Sitting(label, told, {"P": (number, group)}, lines, attributes or {})


BILINGUAL = {"home_language": "Spanish", "school_level": "high"}
ENGLISH = {"home_language": "English", "school_level": "high"}

STUDENTS = (
    sitting(
        "ST-N1", "students", 6,
        ("1-4", "The lady at the front desk knows my name and asks how I am",
         "DEF.CUL.REL APP=working KNOW=first-hand LEVEL=school + CIQ.STR"),
        ("1,2,5", "I am the only one in that room who looks like me",
         "DEF.CUL.BEL APP=focus WHO=race-ethnicity INT=strong"),
        ("1-5", "There is one counselor for four hundred of us, so you stop going",
         "DEF.CUL.WELL APP=focus + CIQ.INQ + CIQ.RC.RES"),
        ("6", "In here people listened to us and wrote it down", "CIQ.BEL APP=working"),
        ("5,6", "Girls who are still learning English are put in the easy class",
         "DEF.TL.ACC APP=focus WHO=gender WHO=language WHO=intersect SPEC=example + CIQ.INQ WHO=language"),
        ("3", "If only one thing came first it should be a second counselor", "CIQ.PRI + DEF.REC"),
        attributes={**dict.fromkeys(("1", "2", "3", "4", "5", "6"), ENGLISH)},
        site="North", date="2025-03-04",
    ),
    sitting(
        "ST-S1", "students", 5,
        ("1", "My bus driver knows my name and my brother", "DEF.CUL.REL APP=working"),
        ("2-5", "Nobody in this building knows my name", "DEF.CUL.REL APP=focus KNOW=first-hand"),
        ("1-5", "You wait three weeks before a counselor has time", "DEF.CUL.WELL APP=focus + CIQ.INQ"),
        ("1-3", "Kids who came this year never hear about honors",
         "DEF.TL.ACC APP=focus WHO=newcomer + CIQ.INQ WHO=newcomer"),
        ("2", "Somebody called my cousin a name and no adult did a thing",
         "DEF.CUL.BIAS APP=focus INT=strong SPEC=example"),
        ("4,5", "The first thing should be a person to talk to", "CIQ.PRI + DEF.REC"),
        attributes={**dict.fromkeys(("1", "2", "3", "4", "5"), BILINGUAL)},
        site="South", date="2025-03-06", mode="virtual",
    ),
    sitting(
        "ST-N2", "students", 5,
        ("1-4", "There are two counselors now and it has gotten better", "DEF.CUL.WELL APP=progress"),
        ("1-3", "My advisor knows my name and checks in on me", "DEF.CUL.REL APP=working"),
        ("5", "I still sit alone in that class", "DEF.CUL.BEL APP=focus"),
        ("1,2", "This time they listened to us and came back", "CIQ.BEL APP=working"),
        site="North", date="2026-03-03", wave="2",
    ),
)  # fmt: skip

ADULTS = (
    sitting(
        "FA-1", "families", 6,
        ("1-5", "La carta de la escuela viene solo en inglés y mi hija la lee para mí",
         "DEF.FAM.LANG APP=focus WHO=language KNOW=first-hand + CIQ.INQ WHO=language + CIQ.RC.POL"),
        ("1,6", "La maestra nos llama por teléfono y siempre nos saluda",
         "DEF.FAM.ENG APP=working + CIQ.STR"),
        ("2-4", "Por favor manden un intérprete a cada reunión", "DEF.REC + CIQ.PRI"),
        ("6", "A nosotros nadie nos preguntó antes", "CIQ.BEL APP=focus"),
        site="South", date="2025-03-11", language="es",
    ),
    sitting(
        "ED-1", "educators", 6,
        ("1-4", "We get one training day on equity and then nothing", "DEF.HR.PL APP=focus"),
        ("1-5", "Those of us who speak Spanish interpret for the whole building", "DEF.HR.RET APP=focus"),
        ("1,2", "Our students feel there is nobody they can go to",
         "DEF.CUL.WELL APP=focus KNOW=witnessed + CIQ.V.ABOUT"),
        ("3-5", "Common planning is there but it gets taken for coverage", "RDY.T3 EV=emerging"),
        ("6", "In my team we look at student work together each week", "RDY.T3 EV=in-place"),
        ("1-3", "It comes down to the schedule, which is made without us", "RDY.R1 + CIQ.RC.POL"),
        ("4", "With those families it is no wonder", "RDY.RX"),
        ("1,2", "We plan to protect the planning hour for every team", "RDY.S1"),
        ("5,6", "Hallways are calm and routines hold all year", "RDY.L1 EV=kept-going"),
        site="North", date="2025-03-13",
    ),
    sitting(
        "ED-2", "educators", 5,
        ("1-4", "There is coaching each month now, and it is better than last year",
         "DEF.HR.PL APP=progress"),
        ("1-3", "We said we would add a counselor and we did",
         "I2I.PM.DO STATUS=done + DEF.CUL.WELL APP=progress"),
        ("1,2", "Fewer of my students wait in the hallway since then", "I2I.PM.DIFF + I2I.M2 FOR=students"),
        ("4,5", "The interpreters were planned for fall and did not happen", "I2I.PM.DO STATUS=not-done"),
        ("5", "We stopped the second survey and ask in advisory instead", "I2I.PM.ADJ"),
        site="North", date="2026-03-05", wave="2",
    ),
    sitting(
        "CO-1", "community", 5,
        ("1-3", "The library and the school run a homework club together",
         "DEF.FAM.COM APP=working + CIQ.STR"),
        ("4,5", "Things are decided before anybody asks the town", "DEF.LG.DEC APP=focus + CIQ.RC.COM"),
        site="South", date="2025-03-18",
    ),
)  # fmt: skip

LEADERS = (
    sitting(
        "DL-1", "district leaders", 5,
        ("1-4", "Interpreting is part of what we do in every school",
         "DEF.FAM.LANG + I2I.S4 + I2I.M3 FOR=families"),
        ("5", "Some schools have begun to use the interpreters", "DEF.FAM.LANG + I2I.S3"),
        ("1-3", "Equity training is in use and helps here and there",
         "DEF.HR.PL + I2I.S3 + I2I.M2 FOR=staff"),
        ("4,5", "How far the training has come I could not tell you", "DEF.HR.PL + I2I.DK"),
        ("1,2", "That kind of bias is not something we have here", "JRN.F.DENY"),
        ("3-5", "It is built into how we place students",
         "JRN.L.NAME + JRN.X.LIT REACH=institution + DEF.LG.POL"),
        date="2025-03-20",
    ),
    sitting(
        "SL-1", "school leaders", 6,
        ("1-5", "We are still looking into interpreters for our school",
         "DEF.FAM.LANG + I2I.S1 + I2I.M0 FOR=families"),
        ("6", "Where the interpreting stands I am not sure", "DEF.FAM.LANG + I2I.DK"),
        ("1-6", "The training days have been bought and scheduled", "DEF.HR.PL + I2I.S2"),
        ("1-5", "I worry what parents will say if I bring it up", "JRN.F.RISK"),
        ("6", "I had to look at my own habits first", "JRN.L.SELF + JRN.X.LIT REACH=self"),
        ("1-3", "Our network of principals gives me time to think aloud", "JRN.X.SUP + JRN.L.SEEK"),
        ("4-6", "There is no time for any of this in the week", "JRN.X.BAR"),
        ("1,2", "We cannot hire a counselor by ourselves", "RDY.A1 EV=emerging"),
        ("4-6", "Requests for interpreters sit for weeks between two offices", "RDY.C4 EV=emerging"),
        date="2025-03-21",
    ),
    sitting(
        "SL-2", "school leaders", 5,
        ("1-4", "I began to ask students what they see", "JRN.L.SEEK + JRN.X.MOVE"),
        ("5", "I am still afraid to say it in public", "JRN.F.RISK"),
        ("1,2", "We rewrote how students are placed", "JRN.G.CHANGE + DEF.LG.POL"),
        date="2026-03-20", wave="2",
    ),
)  # fmt: skip

BESIDE = (
    sitting(
        "SV-1", "educators", 6,
        ("1-5", "More than one training day a year, please", "DEF.HR.PL APP=focus"),
        ("6", "I was asked to speak for a whole culture again", "DEF.HR.RET APP=focus"),
        kind=TranscriptKind.SURVEY_COMMENTS, date="2025-04-01",
    ),
    Sitting(
        "AR-1",
        TranscriptFacts(kind=TranscriptKind.ARTIFACT, language="en", date="2024-08-01"),
        {},
        (
            ("", "Letters to families are sent in English.", "DEF.FAM.LANG"),
            ("", "A student may see a counselor by appointment.", "DEF.CUL.WELL"),
            ("", "Placement follows the recommendation of the teacher.", "DEF.LG.POL"),
            ("", "Posts are advertised in two newspapers.", "DEF.HR.DIV"),
        ),
    ),
    Sitting(
        "WS-1",
        TranscriptFacts(
            kind=TranscriptKind.WORK_SESSION, mode="in person", language="en", date="2026-04-14", wave="2"
        ),
        {"S": (5, "students"), "E": (5, "educators")},
        (
            ("S1-S3,E1", "Together we came up with a student seat on the hiring panel", "CIQ.COD"),
            ("E1", "I will bring the new schedule to the team by June", "CIQ.COM"),
            ("E2", "Our team will post the waiting times by May", "CIQ.COM"),
            ("S4", "Do we know how many wait longer than a week", "CIQ.KN.ASK"),
            ("E3,E4", "Hearing her say that changed how I see it", "CIQ.V.SHIFT"),
            ("S1,S2", "The data showed that half of us never went", "CIQ.KN.KNOW KNOW=data-cited"),
            ("E5", "We always thought they did not want to come", "CIQ.KN.ASSUME"),
            ("S5", "It was my first time looking at data and now I can read it", "CIQ.CAP"),
            ("S1-S4,E1-E2", "The counselor comes first for us", "CIQ.PRI"),
        ),
    ),
    # Nobody has coded this one: its people were there, and are in no count of codes.
    sitting("IN-1", "community", 1, ("1", "I coach the swimmers", ""), kind=TranscriptKind.INTERVIEW),
)  # fmt: skip

SITTINGS = (*STUDENTS, *ADULTS, *LEADERS, *BESIDE)

ENDINGS = {
    "en": (
        "every day",
        "most of the time",
        "as far as I can see",
        "all year",
        "and that stays with me",
        "here",
    ),
    "es": ("todos los días", "casi siempre", "según veo", "todo el año", "y eso se queda", "aquí"),
}

QUESTIONS = (
    ("How are you known and supported here?", ("DEF.CUL",), ("ST-N1", "ST-S1", "ST-N2", "ED-1", "ED-2")),
    ("Who gets into which classes?", ("DEF.TL",), ("ST-N1", "ST-S1")),
    ("How does the school reach you?", ("DEF.FAM",), ("FA-1", "CO-1", "DL-1", "SL-1")),
    ("How are adults supported here?", ("DEF.HR",), ("ED-1", "ED-2", "DL-1", "SL-1")),
)
"""Words, codes, and the sessions in which they were asked."""
