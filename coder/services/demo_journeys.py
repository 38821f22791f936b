"""What the demos of journeys, collaborative audits and associations hold beside the sessions.

The circles are invented talk of the invented district's leaders: the same people in two waves.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from coder.services.entries import EntryService
from coder.services.exchanging import ExchangeService
from coder.services.importing import ImportService, Tables
from coder.services.session import Session

_Said = tuple[str, str, tuple[str, ...]]
_CIRCLES: Mapping[str, tuple[str, str, Sequence[_Said]]] = {
    "JC-01": (
        "principals",
        "1",
        (
            ("Pat", "Honestly, our kids get along. I have not seen that at my school.", ("JRN.F.DENY",)),
            (
                "Lee",
                "If I bring it up at the council, my phone will not stop for a week.",
                ("JRN.F.RISK",),
            ),
            (
                "Kim",
                "We get near it, somebody looks at the clock, and then we talk about buses. There is never "
                "an hour for this.",
                ("JRN.F.AVOID", "JRN.X.BAR"),
            ),
            (
                "Ray",
                "I stood at the office door last week and I noticed who was waiting there. Every one of "
                "them had come on the late bus.",
                ("JRN.L.NAME",),
            ),
            (
                "Jo",
                "I called home for some children and not for others, and I had never asked myself why.",
                ("JRN.L.SELF",),
            ),
            (
                "Sal",
                "I worry that I will say it wrong, so I leave it to the counselor, who has more practice.",
                ("JRN.F.RISK",),
            ),
        ),
    ),
    "JC-02": (
        "district leaders",
        "1",
        (
            (
                "Ari",
                "It is a question for the high school. We do not have that in this office.",
                ("JRN.F.DENY",),
            ),
            (
                "Bo",
                "I asked three families to tell me how enrollment went for them, and I only listened.",
                ("JRN.L.SEEK",),
            ),
            (
                "Cam",
                "I looked at the honors list with my own daughter's class beside it and saw a pattern.",
                ("JRN.L.NAME",),
            ),
            (
                "Dee",
                "The board elects us every year. That is what I think of before I open my mouth.",
                ("JRN.F.RISK", "JRN.X.BAR"),
            ),
            (
                "Eli",
                "I said in cabinet that the plan names no student, and I asked who would benefit.",
                ("JRN.G.SPEAK",),
            ),
        ),
    ),
    "JC-03": (
        "principals",
        "2",
        (
            (
                "Pat",
                "I read my own referral numbers. It is here too, and I had said that it was not.",
                ("JRN.L.NAME", "JRN.X.MOVE"),
            ),
            (
                "Lee",
                "We wrote the answers before the calls came, and then we dropped the form. The coach from "
                "the collaborative read every draft with me.",
                ("JRN.G.CHANGE", "JRN.X.SUP"),
            ),
            (
                "Kim",
                "I still steer around it when the room is full. There are too many meetings on top of it.",
                ("JRN.F.AVOID", "JRN.X.BAR"),
            ),
            (
                "Ray",
                "Two students run the agenda now, and I have one vote like everybody else.",
                ("JRN.G.SHARE",),
            ),
            (
                "Jo",
                "I asked the families I never called to walk me through their year, and I took notes.",
                ("JRN.L.SEEK",),
            ),
            (
                "Sal",
                "The book group helped me. I checked my own words before I checked anybody else's.",
                ("JRN.L.SELF", "JRN.X.SUP"),
            ),
        ),
    ),
    "JC-04": (
        "district leaders",
        "2",
        (
            (
                "Ari",
                "I looked at who gets the good schedules in my office, and I did not like the pattern.",
                ("JRN.L.NAME",),
            ),
            (
                "Bo",
                "We changed the enrollment form together with the people who had told us about it. The "
                "network of other districts gave us theirs.",
                ("JRN.G.CHANGE", "JRN.X.SUP"),
            ),
            (
                "Cam",
                "I told the committee that the list is not fair. Nobody said anything for a while.",
                ("JRN.G.SPEAK",),
            ),
            (
                "Dee",
                "I am still careful. One wrong sentence and it is in the paper.",
                ("JRN.F.RISK",),
            ),
            (
                "Eli",
                "After the spring meeting I went quiet. It is easier to talk about attendance.",
                ("JRN.F.AVOID",),
            ),
        ),
    ),
}
"""Session → its group, its wave, and who said what, coded how."""

_ASKED = "What has happened in your own thinking since we last met?"
_COMMITMENTS = (
    (
        "Count who is in honors, by group and period, each fall",
        "Counselors and two students",
        "October",
        "partly",
    ),
    ("Answer every report of a slur within two weeks", "Assistant principals", "September", "done"),
    ("Run the late bus every day of the week", "Operations", "November", "not yet"),
)
_MILESTONES = (
    ("Provider engaged", "2021-09", "done"),
    ("Framework recommended", "2021-09", "done"),
    ("Resource guide on leadership strategies", "2021-10", "done"),
    ("Guidebook of providers", "2021-10", "partly"),
    ("Survey of members", "2021-11", "done"),
    ("Limited set of resources chosen", "2022-01", "partly"),
    ("Measures of success agreed", "2022-12", "not yet"),
)


def fill(session: Session, engagement_name: str) -> None:
    """Add what the demo of a process needs; nothing for one that is not among these."""
    for add in _FILLS.get(engagement_name, ()):
        add(session)


def _hold_circles(session: Session) -> None:
    """Bring the circles in as anybody's own files are: transcripts, roster and codings."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        _write_tables(folder)
        tables = Tables(folder / "sessions.csv", folder / "roster.csv", {})
        importing = ImportService(session)
        for label in _CIRCLES:
            importing.keep(folder / f"{label}.csv", facts=tables.facts(label))
        importing.apply_roster(tables.roster)
        ExchangeService(session).import_codings(folder / "codings.csv")


def _write_tables(folder: Path) -> None:
    sessions: list[Sequence[str]] = [("transcript", "title", "kind", "group", "site", "date", "mode", "wave")]
    roster: list[Sequence[str]] = [("transcript", "speaker", "participant", "role", "group")]
    codings: list[Sequence[str]] = [("transcript", "turn", "excerpt", "code", "coder")]
    for label, (group, wave, said) in _CIRCLES.items():
        day = "2025-05-20" if wave == "1" else "2025-11-18"
        sessions.append((label, f"Circle of {group}", "focus group", group, "", day, "in person", wave))
        roster.append((label, "Facilitator", "", "facilitator", ""))
        roster += [(label, who, f"circle {who}", "participant", group) for who, _, _ in said]
        talk = [("Facilitator", _ASKED), *((who, words) for who, words, _ in said)]
        _write(folder / f"{label}.csv", [("Speaker", "Text"), *talk])
        codings += [
            (label, str(turn), "", code, "AM") for turn, (_, _, codes) in enumerate(said, 2) for code in codes
        ]
    for name, rows in (("sessions", sessions), ("roster", roster), ("codings", codings)):
        _write(folder / f"{name}.csv", rows)


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _commit(session: Session) -> None:
    service = EntryService(session)
    made = _evidence(session, "CIQ.COM")
    for n, (action, owner, due, status) in enumerate(_COMMITMENTS):
        fields = {"action": action, "owner": owner, "due": due, "status": status}
        service.add("commitment", fields, codings=tuple(made[n : n + 1]))


def _reach(session: Session) -> None:
    service = EntryService(session)
    for step, due, status in _MILESTONES:
        service.add("milestone", {"step": step, "due": due, "status": status})


def _evidence(session: Session, code: str) -> list[str]:
    return [coding.id for coding in session.store.codings() if coding.code_id == code]


_FILLS: Mapping[str, Iterable[Callable[[Session], object]]] = {
    "leadership-journey": (_hold_circles,),
    "collaborative-audit": (_commit,),
    "association-audit": (_hold_circles, _reach),
}
