"""What people wrote in the tables of processes: ratings, causes, strategies, plan items and so on."""

from __future__ import annotations

from typing import Any

from coder.services.entries import EntryService
from coder.services.session import Session

LENSES = {"EV": "RDY.EV", "FOR": "I2I.FOR", "STATUS": "I2I.PM.STATUS", "REACH": "JRN.REACH"}
"""The lenses that `talk` gives short names, beside the shared ones."""


def ids_of(session: Session, code: str, said: str = "", **lenses: str) -> list[str]:
    """The codings of a code with these words and lens values, in the order of the sessions."""
    return [
        coding.id
        for coding in session.store.codings()
        if coding.code_id == code
        and said in coding.text
        and all(v in coding.lenses.get(LENSES.get(n, f"LENS.{n}"), ()) for n, v in lenses.items())
    ]


class Writer:
    """Writes entries and remembers them by table and number, as they are listed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.service = EntryService(session)
        self.themes = [theme.id for theme in session.store.themes()]
        self.advice = [one.id for one in session.store.recommendations()]

    def add(self, table: str, links: dict[str, Any] | None = None, /, **fields: str) -> str:
        """Write an entry; its id is given back."""
        return self.service.add(table, fields, **(links or {})).id

    def vote(self, id_: str, **votes: int) -> None:
        """Record votes of groups."""
        for by, count in votes.items():
            self.service.vote(self.service.find(id_), by, count)


def write_entries(session: Session) -> None:
    """Everything that people wrote."""
    writer = Writer(session)
    _readiness(writer)
    _improvement(writer)
    _plan(writer)
    _focus(writer)
    _district(writer)
    _steps(writer)


def _readiness(writer: Writer) -> None:
    def rate(code: str, value: str, role: str, why: str, evidence: list[str]) -> None:
        links = {"codes": (code,), "codings": tuple(evidence)}
        writer.add("rating", links, value=value, role=role, why=why)

    session = writer.session
    rate("RDY.L1", "3", "", "Routines hold all year", ids_of(session, "RDY.L1"))
    rate("RDY.T3", "2", "educators", "Teams meet", ids_of(session, "RDY.T3", EV="in-place"))
    rate("RDY.T3", "0", "school leaders", "None told of it", [])
    rate("RDY.T3", "1", "", "Time is there and gets taken", ids_of(session, "RDY.T3", EV="emerging"))
    rate("RDY.A1", "1", "", "Hiring is decided elsewhere", ids_of(session, "RDY.A1"))


def _improvement(writer: Writer) -> None:
    session = writer.session
    schedule = writer.add(
        "cause", {"codes": ("CIQ.RC.POL", "RDY.R1"), "codings": tuple(ids_of(session, "RDY.R1"))},
        cause="The schedule is made without those who teach",
    )  # fmt: skip
    writer.add("cause", {"codes": ("CIQ.RC.RES",)}, cause="There is one counselor for four hundred")
    writer.add(
        "strategy", {"entries": (schedule,)}, strategy="Protect the planning hour", owner="Principal",
        due="August", measure="Hours kept of hours planned",
    )  # fmt: skip
    writer.add("strategy", strategy="Buy banners")


def _plan(writer: Writer) -> None:
    session = writer.session
    counselor = writer.add(
        "plan-item",
        {"codes": ("DEF.CUL.WELL",), "themes": (writer.themes[1],), "recommendations": (writer.advice[0],)},
        item="Add a counselor", owner="Student services", due="fall", plan="District plan",
    )  # fmt: skip
    letters = writer.add(
        "plan-item", {"themes": (writer.themes[2],)}, item="Send interpreters", plan="District plan"
    )
    done = tuple(ids_of(session, "I2I.PM.DO", STATUS="done"))
    writer.add(
        "check", {"entries": (counselor,), "codings": done[:1]}, did="partly", difference="too soon",
        wave="2025-fall",
    )  # fmt: skip
    writer.add(
        "check", {"entries": (counselor,), "codings": (*done, *ids_of(session, "I2I.PM.DIFF"))}, did="yes",
        difference="some", wave="2026-spring", note="Keep the second post",
    )  # fmt: skip
    writer.add(
        "check", {"entries": (letters,), "codings": tuple(ids_of(session, "I2I.PM.DO", STATUS="not-done"))},
        did="no", difference="no evidence", wave="2026-spring",
    )  # fmt: skip


def _focus(writer: Writer) -> None:
    areas = (
        ("Time with a counselor", "high", "DEF.CUL.WELL", {"students": 6, "educators": 2}),
        ("Letters that families can read", "high", "DEF.FAM.LANG", {"families": 4}),
        ("Honors for all who want them", "low", "DEF.TL.ACC", {"board": 4}),
        ("Who is asked before a decision", "low", "DEF.LG.DEC", {}),
    )
    for area, leverage, code, votes in areas:
        made = writer.add(
            "focus", {"codes": (code,)}, area=area, leverage=leverage, why="As the team sees it"
        )
        writer.vote(made, **votes)


def _district(writer: Writer) -> None:
    session = writer.session
    offices = tuple(ids_of(session, "RDY.C4"))
    writer.add(
        "capacity", {"codes": ("RDY.C4",), "codings": offices}, department="Family office", value="1",
        why="Requests wait",
    )  # fmt: skip
    writer.add("capacity", {"codes": ("RDY.C4",)}, department="Student services", value="0")
    writer.add(
        "handoff", {"codings": offices}, what="Requests for interpreters", state="breaks down",
        why="Nobody owns the list", **{"from": "Schools", "to": "Family office"},
    )  # fmt: skip
    writer.add(
        "handoff", what="Lists of new students", state="works", **{"from": "Registrar", "to": "Schools"}
    )
    fewer = tuple(ids_of(session, "I2I.M2", FOR="students"))
    writer.add(
        "followup", {"recommendations": (writer.advice[0],), "codings": fewer},
        status="started", told="One counselor began", source="Staff list", **{"as of": "March 2026"},
    )  # fmt: skip
    writer.add("followup", {"recommendations": (writer.advice[1],)}, status="not begun")


def _steps(writer: Writer) -> None:
    promised = ids_of(writer.session, "CIQ.COM")
    writer.add(
        "commitment", {"codings": tuple(promised[:1]), "recommendations": (writer.advice[0],)},
        action="Bring the new schedule to the team", owner="Schedule team", due="June", status="not yet",
    )  # fmt: skip
    writer.add(
        "commitment", {"codings": tuple(promised[1:2]), "recommendations": (writer.advice[2],)},
        action="Post the waiting times", owner="Counseling team", due="May", status="done",
    )  # fmt: skip
    steps = (("Framework recommended", "2021-09", "done"), ("Survey of members", "2021-11", "partly"))
    for step, due, status in (*steps, ("Measures agreed", "2022-12", "not yet")):
        writer.add("milestone", step=step, due=due, status=status)
