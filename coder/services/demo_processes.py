"""What the demo of a process holds beside the sessions: ratings, causes, plans, areas, follow-ups.

All of it is about the invented district of the bundled sessions. Excerpts are found by their codes, so that
it follows whatever codings the demo has.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from coder.domain.entry import Entry
from coder.services.analysing import matrix_service
from coder.services.entries import EntryService
from coder.services.exchanging import ExchangeService
from coder.services.people import PeopleService
from coder.services.resources import folder
from coder.services.session import Session

_SURVEY = "SV-01"
_READ_AS: Mapping[str, str] = {
    "DEF.CUL.DISC": "RDY.L1",
    "DEF.CUL.WELL": "RDY.L2",
    "DEF.CUL.REL": "RDY.L3",
    "DEF.LG.ACC": "RDY.T1",
    "DEF.TL.INST": "RDY.T2",
    "DEF.HR.PL": "RDY.T3",
    "DEF.LG.DEC": "RDY.A1",
    "DEF.FAM.COM": "RDY.A2",
    "DEF.LG.VIS": "RDY.C1",
    "DEF.TL.CUR": "RDY.C2",
    "DEF.RES.ALLOC": "RDY.C4",
}
"""Which words of the bundled codings tell of which element of readiness."""

_RATINGS = (
    ("RDY.L1", "1", "", "Rules are there and are used unevenly."),
    ("RDY.L1", "2", "leaders", "Leaders point to the drop in referrals."),
    ("RDY.L1", "1", "students", "Students tell who is watched and who is not."),
    ("RDY.L2", "1", "", "Help exists, and one waits weeks for it."),
    ("RDY.L3", "2", "", "Every group names an adult; few name the same kind of place."),
    ("RDY.L3", "3", "educators", "Educators tell of advisory as something that is kept going."),
    ("RDY.L3", "1", "students", "Students name the librarian, and not the structures."),
    ("RDY.T1", "1", "", "Task forces begin, and nobody hears how they ended."),
    ("RDY.T2", "2", "", "Screeners and intervention blocks are in place in some grades."),
    ("RDY.T3", "1", "", "Training was for one team, once."),
    ("RDY.A1", "1", "", "Schedules and hires are decided elsewhere."),
    ("RDY.A2", "2", "", "Schools find partners and share rooms."),
    ("RDY.A3", "0", "", "Nobody told of a change of course under pressure."),
    ("RDY.C1", "1", "", "A definition hangs on the wall; few can say what it asks of them."),
    ("RDY.C4", "1", "", "Buses and interpreters depend on who asks."),
)
_CAUSES = (
    ("The bus schedule decides who can stay after school", ("CIQ.RC.RES",)),
    ("Nobody tells people what became of what they said", ("CIQ.RC.COM",)),
    ("Rules leave it to each adult what happens next", ("CIQ.RC.PRA",)),
    ("Courses are opened by a form that few families hear of", ("CIQ.RC.POL",)),
)
_STRATEGIES = (
    ("Run the late bus every day", "Operations", "September", "riders by stop", (0,)),
    ("Answer every report within two weeks", "Assistant principals", "October", "days to answer", (1, 2)),
    ("Open honors to all who ask", "Counselors", "next spring", "enrollment by group", (3,)),
    ("One list of what each adult does after a report", "Principals", "August", "reports by outcome", (2,)),
    ("A newsletter about the work", "Superintendent", "monthly", "", ()),
)
_ITEMS = (
    ("Teach the protocol after a report to every adult", "Assistant principals", "October"),
    ("Run the late bus on Monday as well", "Operations", "September"),
    ("Train the ninth grade team in circles", "Principal", "November"),
    ("Send letters in four languages", "Family liaison", "all year"),
)
_CHECKS = (
    (0, "2025-spring", "no", "no evidence", "Begin with the adults whom students named.", ("I2I.S0",)),
    (0, "2025-fall", "partly", "too soon", "Two of three buildings are trained.", ("I2I.S1",)),
    (1, "2025-fall", "yes", "some", "Add Wednesday.", ("I2I.M2",)),
    (2, "2025-spring", "partly", "some", "", ("I2I.S3",)),
    (2, "2025-fall", "yes", "yes", "Go on with grade ten.", ("I2I.M3",)),
)
_AREAS = (
    (
        "Who gets into advanced courses",
        "high",
        "Courses open what comes later.",
        ("DEF.TL.ACC",),
        11,
        6,
    ),
    ("What adults do after a report", "high", "Silence costs trust everywhere.", ("DEF.CUL.BIAS",), 14, 5),
    ("Letters in all home languages", "low", "It is cheap and can begin at once.", ("DEF.FAM.LANG",), 6, 9),
    ("Who is hired and stays", "high", "Students name who is missing.", ("DEF.HR.DIV",), 4, 3),
    ("The state of the buildings", "low", "Money comes from elsewhere.", ("DEF.RES.ALLOC",), 2, 1),
)
_CAPACITY = (
    ("Transportation", "RDY.A1", "1", "Routes are set once a year."),
    ("Transportation", "RDY.C4", "1", "Schools hear of changes last."),
    ("Family engagement", "RDY.C4", "2", "Liaisons are asked for by name."),
    ("Curriculum", "RDY.T2", "2", "Screeners came from here."),
    ("Human resources", "RDY.T3", "1", "Exit talks are not collected."),
)
_HANDOFFS = (
    (
        "A family's language",
        "Enrollment",
        "Family engagement",
        "breaks down",
        "It is not passed on.",
    ),
    ("A new bus stop", "Schools", "Transportation", "sometimes stalls", "There is one person who knows how."),
    ("A student's plan", "Special education", "Teachers", "sometimes stalls", "It arrives in October."),
    ("Screening results", "Curriculum", "Schools", "works", ""),
)
_FOLLOWED = (
    ("started", "A form and a two-week rule are in use in one building.", "six months later", "interview"),
    ("done", "The room is counted by group and period.", "six months later", "records"),
    ("agreed", "The budget names it for next year.", "six months later", "document"),
)


_CELLS = (
    ("students", "DEF.CUL.DISC", "Some are watched and sent out where others who do the same are not."),
    ("educators", "DEF.CUL.DISC", "Rules leave much to each adult; nobody looks at who is sent out."),
    ("families", "DEF.FAM.LANG", "Calls and forms come in a language they cannot use; children interpret."),
    ("students", "DEF.TL.ACC", "Honors depends on a form and on knowing whom to ask."),
)
"""Group, code and what a first reader wrote about both."""


def fill(session: Session, engagement_name: str) -> None:
    """Add what the demo of a process needs; nothing for a process that asks for no entries."""
    for add in _FILLS.get(engagement_name, ()):
        add(session)


def _by_level(session: Session) -> None:
    """Tell school leaders from district leaders among those who answered the survey."""
    with (folder("transcripts_sample") / f"{_SURVEY}.csv").open(encoding="utf-8", newline="") as file:
        levels = {row["Respondent"]: f"{row['Role'].casefold()}s" for row in csv.DictReader(file)}
    for label, level in levels.items():
        talk = session.transcript(_SURVEY)
        for speaker in talk.speakers:
            if speaker.label == label:
                PeopleService(session).map_speaker(talk, speaker.id, f"leader {label}", level, {})


def _read_again(session: Session) -> None:
    """Code what tells of readiness, from the bundled codings of the same words."""
    there = {row.label for row in session.store.transcripts()}
    with (folder("transcripts_sample") / "codings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["coder"] == "AM" and row["transcript"] in there]
    known = session.tree.codes
    wanted = dict.fromkeys(
        (row["transcript"], row["turn"], row["excerpt"], _READ_AS[row["code"]], row["coder"])
        for row in rows
        if _READ_AS.get(row["code"]) in known
    )
    with TemporaryDirectory() as folder_for_it:
        path = Path(folder_for_it) / "readiness.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("transcript", "turn", "excerpt", "code", "coder"), *wanted])
        ExchangeService(session).import_codings(path)


def _evidence(session: Session, codes: Iterable[str], number: int, group: str = "") -> tuple[str, ...]:
    """The first codings with one of the codes, of the sessions of a group where one is named."""
    rows = session.store.transcripts()
    groups = {row.id: row.facts.group for row in rows}
    order = {row.id: n for n, row in enumerate(rows)}
    wanted = set(codes)
    found = [
        coding
        for coding in session.store.codings()
        if coding.code_id in wanted and group in ("", groups[coding.transcript_id])
    ]
    # By place and coder, because ids are drawn anew with every demo.
    found.sort(key=lambda coding: (order[coding.transcript_id], coding.start, coding.end, coding.coder))
    return tuple(coding.id for coding in found[:number])


def _rate(session: Session) -> None:
    service = EntryService(session)
    for code, value, role, why in _RATINGS:
        evidence = _evidence(session, [code], 2, role) if value != "0" else ()
        if code in session.tree.codes and (evidence or value == "0"):
            fields = {"value": value, "role": role, "why": why}
            service.add("rating", fields, codes=(code,), codings=evidence)


def _plan_strategies(session: Session) -> None:
    service = EntryService(session)
    causes = [
        service.add("cause", {"cause": cause}, codes=codes, codings=_evidence(session, codes, 6))
        for cause, codes in _CAUSES
    ]
    for strategy, owner, due, measure, places in _STRATEGIES:
        fields = {"strategy": strategy, "owner": owner, "due": due, "measure": measure}
        service.add("strategy", fields, entries=tuple(causes[place].id for place in places))


def _check_plan(session: Session) -> None:
    service = EntryService(session)
    items = [
        service.add("plan-item", {"item": item, "owner": owner, "due": due}) for item, owner, due in _ITEMS
    ]
    for place, wave, did, difference, note, codes in _CHECKS:
        evidence = _evidence(session, codes, 2)
        if evidence:
            fields = {"did": did, "difference": difference, "wave": wave, "note": note}
            service.add("check", fields, entries=(items[place].id,), codings=evidence)


def _name_areas(session: Session) -> None:
    service = EntryService(session)
    for area, leverage, why, codes, students, adults in _AREAS:
        fields = {"area": area, "leverage": leverage, "why": why}
        made = service.add("focus", fields, codes=codes)
        service.vote(made, "students", students)
        service.vote(service.find(made.id), "adults", adults)


def _rate_departments(session: Session) -> None:
    service = EntryService(session)
    for department, code, value, why in _CAPACITY:
        evidence = _evidence(session, [code], 2)
        if evidence:
            fields = {"department": department, "value": value, "why": why}
            service.add("capacity", fields, codes=(code,), codings=evidence)
    for what, giver, taker, state, why in _HANDOFFS:
        fields = {"what": what, "from": giver, "to": taker, "state": state, "why": why}
        evidence = _evidence(session, ["RDY.C4"], 1) if state == "sometimes stalls" else ()
        service.add("handoff", fields, codings=evidence)


def _follow_up(session: Session) -> list[Entry]:
    service = EntryService(session)
    return [
        service.add(
            "followup",
            {"status": status, "told": told, "as of": moment, "source": source},
            recommendations=(one.id,),
        )
        for one, (status, told, moment, source) in zip(
            session.store.recommendations(), _FOLLOWED, strict=False
        )
    ]


def _chart(session: Session) -> None:
    """Write some cells of the framework matrix by group, as a first reader would."""
    for group, code, summary in _CELLS:
        service, kind, written = matrix_service(session, "group", summary=summary)
        service.write(kind, group, code, written)


_FILLS: Mapping[str, Sequence[Callable[[Session], object]]] = {
    "i2i": (_by_level,),
    "readiness": (_read_again, _rate, _chart),
    "improvement-plan": (_plan_strategies,),
    "performance-management": (_check_plan,),
    "accelerator": (_name_areas,),
    "district-diagnostic": (_read_again, _rate_departments, _chart),
    "equity-audit": (_follow_up, _chart),
}
