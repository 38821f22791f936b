"""Tables of words, of what further sessions added, and of measures beside what people said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coder.analysis.context import in_context as hits_of
from coder.analysis.frame import Material, codings_frame, person_of
from coder.analysis.joint import JointRow, joint_display
from coder.analysis.keywords import key_terms
from coder.analysis.people import Count
from coder.analysis.query import OF_SESSIONS, Terms, check_names, fits_seat
from coder.analysis.saturation import GroupSaturation, Run, saturation
from coder.analysis.themes import theme_rows
from coder.errors import InputError
from coder.services.codebook_changes import WITH_ALL_CODES
from coder.services.session import Session
from coder.services.tabling import Request, Row, Table, number

CONTEXT_FIELDS = ("session", "turn", "speaker", "before", "words", "after")
KEY_FIELDS = (
    *("term", "group", "count", "others", "people", "people_spoke"),
    *("log_odds", "low", "high", "z"),
)
SATURATION_FIELDS = (
    *("group", "sessions", "new", "base", "base_codes", "runs", "reached", "nothing_new"),
    *("low", "high", "reached_in", "orders", "verdict"),
)
JOINT_FIELDS = ("measure", "group", "measured", "code", "said", "fit", "note")


def in_context(material: Material, terms: Terms, request: Request) -> Table:
    """Where a word or phrase is said by the people meant, in the order of the transcripts."""
    check_names(material, [name for name, _ in terms.of_seats])
    rows = []
    for hit in hits_of(material, request.word):
        transcript = material.by_id[hit.transcript_id]
        speaker = transcript.speaker(transcript.turn(hit.turn))
        if fits_seat(material, terms, transcript, person_of(speaker)):
            told = (hit.session, hit.turn, hit.speaker, hit.before, hit.words, hit.after)
            rows.append(dict(zip(CONTEXT_FIELDS, told, strict=True)))
        if len(rows) == request.limit:
            break
    return Table(rows, CONTEXT_FIELDS)


def key_words(material: Material, terms: Terms, request: Request) -> Table:
    """Words or phrases that a group says more than the others do, the surest first in each group."""
    found = key_terms(_of_sessions(material, terms), request.phrase)
    rows = [
        {
            **{"term": term.term, "group": term.group, "count": term.count, "others": term.others},
            **{"people": term.people, "people_spoke": term.people_spoke},
            **{"log_odds": round(term.log_odds, 4), "low": round(term.low, 4), "high": round(term.high, 4)},
            "z": round(term.z, 4),
        }
        for term in found
        if term.people >= request.min_people
    ]
    return Table(rows[: request.limit], KEY_FIELDS)


def saturation_table(material: Material, terms: Terms, grown: frozenset[str]) -> Table:
    """What the sessions of each group added, in the order held and over random orders."""
    narrowed = _of_sessions(material, terms)
    found = saturation(codings_frame(narrowed), narrowed, grown=grown)
    notes = dict.fromkeys(group.told for group in found)
    return Table([_saturation_row(group) for group in found], SATURATION_FIELDS, tuple(notes))


def _saturation_row(group: GroupSaturation) -> Row:
    found = group.assessed
    runs = "; ".join(f"{run.label}: {run.ratio:.4f}" for run in found.runs) if found else ""
    return {
        "group": group.group,
        "sessions": len(group.sessions),
        "new": " ".join(map(str, found.new)) if found else "",
        "base": found.base if found else None,
        "base_codes": found.base_unique if found else None,
        "runs": runs,
        "reached": found.reported if found else "",
        "nothing_new": _label(found.nothing_new) if found else "",
        "low": group.low,
        "high": group.high,
        "reached_in": group.reached_in,
        "orders": group.orders,
        "verdict": group.verdict or ("no verdict" if found else "too few sessions"),
    }


def _label(run: Run | None) -> str:
    return run.label if run else ""


def grown_codes(session: Session) -> frozenset[str]:
    """The codes that came one by one while the project was coded, and not with a whole codebook."""
    found: set[str] = set()
    for event in session.store.acts_on(["code"]):
        made = {c.id for c in event.changes if c.kind == "code" and c.before is None}
        if event.action != WITH_ALL_CODES and event.redoes is None:
            found |= made
    return frozenset(code_id for code_id in found if code_id in session.tree.codes)


def joint(material: Material, terms: Terms, request: Request) -> Table:
    """Measures of a survey or of records beside codes, group by group, never added up."""
    from coder.exchange.measures_csv import read_links, read_measures

    if request.measures is None or request.links is None:
        raise InputError(
            "a joint display needs a table of measures and one of links",
            remedy="give --measures FILE and --links FILE",
        )
    narrowed = _of_sessions(material, terms)
    themes = theme_rows(codings_frame(narrowed), narrowed)
    links = read_links(request.links)
    for link in links:
        if link.code_id not in material.tree.codes:
            raise InputError(f"there is no code {link.code_id!r}", remedy="see `coder list PROJECT codes`")
    found = joint_display(read_measures(request.measures), links, themes, material.thresholds)
    return Table([row for shown in found for row in _joint_rows(shown)], JOINT_FIELDS)


def _joint_rows(row: JointRow) -> Iterable[Row]:
    said = {" + ".join(people.groups): _said(people.people) for people in row.people}
    measured = dict(row.measured)
    for group in dict.fromkeys([*measured, *said]):
        yield {
            **{"measure": row.measure, "group": group, "measured": measured.get(group, "")},
            **{"code": row.code_id, "said": said.get(group, ""), "fit": row.told_fit, "note": row.note},
        }


def _said(count: Count) -> str:
    return f"{number(count)} of {count.of}"


def _of_sessions(material: Material, terms: Terms) -> Material:
    """The material of the sessions that the terms mean; people and codings cannot be told apart here."""
    check_names(material, [name for name, _ in terms.wanted])
    for name, _ in terms.wanted:
        if name not in OF_SESSIONS:
            raise InputError(
                f"this table cannot be narrowed by {name}", remedy="use one of " + ", ".join(OF_SESSIONS)
            )
    if not terms.wanted:
        return material
    kept = tuple(t for t in material.transcripts if fits_seat(material, terms, t, None))
    ids = {transcript.id for transcript in kept}
    return replace(
        material,
        transcripts=kept,
        codings=tuple(coding for coding in material.codings if coding.transcript_id in ids),
    )
