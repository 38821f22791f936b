"""Tables of how widely codes were raised and who was heard, as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coder.analysis import widely
from coder.analysis.counting import Scope, State, Tally
from coder.analysis.people import Count
from coder.analysis.thresholds import few
from coder.errors import InputError
from coder.services.tabling import Request, Row, Table, numbers, share

if TYPE_CHECKING:
    from coder.analysis import heard

# What only some tables need is loaded for those alone: half of the time of a short command is its start.

PEOPLE_FIELDS = (
    *("code", "group", "excerpts", "people", "people_of", "people_spoke"),
    *("sessions", "sessions_of"),
)


def counts(scope: Scope, request: Request) -> Table:
    """One row per code with evidence: all measures among everybody meant."""
    fields = (
        *("code", "name", "excerpts", "people", "people_of", "people_spoke", "sessions", "sessions_of"),
        *("leaning", "specific", "intense", "both_ways", "share_of_attended", "share_of_spoke"),
    )
    rows = []
    for found in widely.measures(scope, subtree=request.subtree):
        tally = found.tally
        shown = not tally.hidden
        rows.append(
            {
                "code": found.code_id,
                "name": scope.material.tree.codes[found.code_id].name,
                **numbers(tally),
                "leaning": str(found.leaning) if shown else tally.few,
                "specific": str(found.specific) if shown else tally.few,
                "intense": str(found.intense) if shown else tally.few,
                "both_ways": ", ".join(found.both_ways) if shown else "",
                "share_of_attended": share(tally, tally.people.of),
                "share_of_spoke": share(tally, tally.spoke.low),
            }
            if _enough([tally], request)
            else {}
        )
    return Table([row for row in rows if row], fields)


def people(scope: Scope, request: Request) -> Table:
    """One row per code and group (or other facts), people of people first."""
    columns, found = widely.by_column(scope, request.by or ("group",), subtree=request.subtree)
    rows = [
        {"code": row.code_id, "group": column.label, **numbers(tally), **_in_words(tally, request)}
        for row in found
        if _enough(row.tallies, request)
        for column, tally in zip(columns, row.tallies, strict=True)
    ]
    if not request.words_for:
        return Table(rows, PEOPLE_FIELDS)
    from coder.analysis.quantifiers import scale

    notes = tuple(f"{word}: {meaning}" for word, meaning in scale())
    return Table(rows, (*PEOPLE_FIELDS, "words"), notes)


def _in_words(tally: Tally, request: Request) -> Row:
    """The word of the scale for a count; a count alone where there are too few people for a word."""
    if not request.words_for:
        return {}
    from coder.analysis.quantifiers import word_for

    told = tally.told
    if tally.state is State.RAISED and not tally.hidden:
        told = word_for(tally.people) or told
    return {"words": told}


def crosstab(scope: Scope, request: Request) -> Table:
    """One row per code, one column per value: people of people, or why there are none."""
    columns, found = widely.by_column(scope, request.by or ("group",), subtree=request.subtree)
    labels = [column.label for column in columns]
    rows = [
        {"code": row.code_id, **{f: t.told for f, t in zip(labels, row.tallies, strict=True)}}
        for row in found
        if _enough(row.tallies, request)
    ]
    return Table(rows, ("code", *labels))


def grid(scope: Scope, request: Request) -> Table:
    """One row per code, raised or not, one column per value: said, not raised, not asked, not coded yet."""
    columns, found = widely.every_code(scope, request.by or ("group",))
    labels = [column.label for column in columns]
    rows = [
        {"code": row.code_id, **{f: _stand(t) for f, t in zip(labels, row.tallies, strict=True)}}
        for row in found
        if _enough(row.tallies, request)
    ]
    return Table(rows, ("code", *labels))


def _stand(tally: Tally) -> str:
    return f"said, {tally.told}" if tally.state is State.RAISED and not tally.hidden else tally.told


def together(scope: Scope, request: Request) -> Table:
    """One row per two codes that stand together, with counts, Jaccard and lift."""
    from coder.analysis import cooccurrence

    fields = ("code", "with", "people", "both", "of_code", "of_with", "places", "jaccard", "lift")
    rows = [
        {
            **{"code": pair.first, "with": pair.second, "both": pair.both, "of_code": pair.of_first},
            **{"of_with": pair.of_second, "places": pair.places, "people": pair.people},
            **{"jaccard": round(pair.jaccard, 4), "lift": round(pair.lift, 4)},
        }
        for pair in cooccurrence.pairs(scope, cooccurrence.Near(request.near))
        if pair.people >= request.min_people
    ]
    if _few(scope, len(frozenset[str]().union(*scope.attended.values()))):
        told = few(scope.thresholds.voices)
        rows = [{name: row[name] if name in ("code", "with") else told for name in fields} for row in rows]
    return Table(rows, fields)


def talk(scope: Scope, request: Request) -> Table:
    """Shares of the words by group or other facts, or by speaker within each session."""
    from coder.analysis import heard

    by_speaker = request.by == ("speaker",)
    found = heard.talk_by_speaker(scope) if by_speaker else heard.talk_by(scope, _one_fact(request))
    rows = [
        _talk_row(row, not by_speaker and _few(scope, row.spoke.of), scope.thresholds.voices) for row in found
    ]
    return Table(rows, ("session", "who", "people", "people_spoke", "turns", "words", "share"))


def _talk_row(row: heard.TalkRow, hidden: bool, least: int) -> Row:
    return {
        "session": row.session,
        "who": row.name,
        "people": few(least) if hidden else row.spoke.of,
        "people_spoke": few(least) if hidden else row.spoke.number,
        "turns": few(least) if hidden else row.turns,
        "words": few(least) if hidden else row.words,
        "share": few(least) if hidden else round(row.share, 4),
    }


def _few(scope: Scope, people: int) -> bool:
    return 0 < people < scope.thresholds.voices


def _one_fact(request: Request) -> tuple[str, ...]:
    if len(request.by) > 1:
        raise InputError("this table is by one fact", remedy="give --by once")
    return request.by or ("group",)


def coverage(scope: Scope, request: Request) -> Table:
    """Who has not been heard, by one fact or two, then which branches of the codebooks lack evidence."""
    from coder.analysis import heard

    rows = _pairs_heard(scope, request.by) if len(request.by) == 2 else _stakeholders(scope, request)
    for branch in heard.framework(scope):
        told = numbers(branch.tally)
        rows.append(
            {
                "of": "framework",
                "name": branch.domain_id,
                "state": branch.tally.state.value,
                "codes": branch.codes.low,
                "codes_of": branch.codes.of,
                **{name: told[name] for name in ("people", "people_of", "sessions", "sessions_of")},
            }
        )
    return Table(rows, tuple(rows[0]) if rows else ())


def _stakeholders(scope: Scope, request: Request) -> list[Row]:
    from coder.analysis import heard

    least = scope.thresholds.voices
    rows: list[Row] = []
    for found in heard.stakeholders(scope, _one_fact(request)):
        hidden = _few(scope, found.spoke.of)
        rows.append(
            {
                **_who(found.name, found.state),
                "people": few(least) if hidden else found.spoke.number,
                "people_of": few(least) if hidden else found.spoke.of,
                "sessions": found.sessions.low,
                "sessions_of": found.sessions.of,
            }
        )
    return rows


def _pairs_heard(scope: Scope, by: Sequence[str]) -> list[Row]:
    from coder.analysis import heard

    return [
        {
            **_who(found.name, found.state),
            **{"people": "", "people_of": ""},
            **{"sessions": found.sessions.low, "sessions_of": found.sessions.of},
        }
        for found in heard.by_pairs(scope, by)
    ]


def _who(name: str, state: str) -> Row:
    return {"of": "stakeholders", "name": name, "state": state, "codes": "", "codes_of": ""}


def waves(scope: Scope, request: Request) -> Table:
    """One row per code and group, one column per wave: people of people."""
    names, found = widely.wave_change(scope, _one_fact(request)[0], subtree=request.subtree)
    rows = []
    for row in found:
        counts = row.counts_or(len(names))
        if max((c.high for c in counts if c), default=0) < request.min_people:
            continue
        cells = (
            _wave_cell(c, s.value, scope.thresholds.voices) for c, s in zip(counts, row.states, strict=True)
        )
        rows.append({"code": row.code_id, "group": row.group, **dict(zip(names, cells, strict=True))})
    return Table(rows, ("code", "group", *names))


def _wave_cell(count: Count | None, state: str, least: int) -> str:
    if count is None:
        return few(least)
    return str(count) if count.high else state


def _enough(tallies: Iterable[Tally], request: Request) -> bool:
    """Whether enough people raised a code for its row; hidden numbers are not told by that either."""
    shown = [tally.people.high for tally in tallies if not tally.hidden]
    return not request.min_people or max(shown, default=0) >= request.min_people
