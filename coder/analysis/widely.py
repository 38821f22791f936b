"""How widely codes were raised, as tables: counts, people, crosstab, waves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.analysis.counting import Column, Mention, Scope, State, Tally, hide_few, units
from coder.analysis.people import Count, extent
from coder.analysis.tallying import Tallier
from coder.analysis.themes import excerpt_count

SPECIFIC = ("LENS.SPEC", "example")
INTENSE = ("LENS.INT", "strong")
APPRAISAL = "LENS.APP"
OPPOSITE = frozenset({"working", "focus"})
"""The values of the lens of appraisal that contradict each other."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is counted of one code among everybody meant.

    `leaning` is the sessions in which one voice holds more than half of the excerpts, of those with
    the code and several people; `specific` and `intense` are codings of codings; `both_ways` lists
    the sessions in which one person praised and criticized the same thing, for review.
    """

    code_id: str
    tally: Tally
    leaning: Count
    specific: Count
    intense: Count
    both_ways: tuple[str, ...]


def measures(scope: Scope, *, subtree: bool = False) -> list[Measures]:
    """Each code with evidence, in the order of the codebooks (criteria of Krueger & Casey)."""
    tallier = Tallier(scope, ())
    if not tallier.columns:
        return []
    rows = []
    for code_id, mentions in units(scope.material.tree, scope.mentions, subtree=subtree).items():
        rows.append(
            Measures(
                code_id,
                tallier.row(code_id, mentions)[0],
                _leaning(scope, mentions),
                *_of_lenses(scope, mentions),
            )
        )
    return rows


def top_share(mentions: Iterable[Mention]) -> Count:
    """The excerpts of the voice with the most, of all, of one session: speaker dominance."""
    own: dict[str | None, list[tuple[str, int, int]]] = defaultdict(list)
    for id_, _, person, coding in mentions:
        own[person].append((id_, coding.start, coding.end))
    everything = [span for spans in own.values() for span in spans]
    own.pop(None, None)
    most = 0
    for spans in sorted(own.values(), key=len, reverse=True):
        if len(spans) <= most:
            break  # excerpts are no more than the codings of them
        most = max(most, excerpt_count(spans))
    return Count.exact(most, excerpt_count(everything))


def _leaning(scope: Scope, mentions: Iterable[Mention]) -> Count:
    places: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if len(scope.attended[mention.transcript_id]) > 1:
            places[mention.transcript_id].append(mention)
    tops = [top_share(part) for part in places.values()]
    return Count.exact(sum(2 * top.low > top.of for top in tops), len(tops))


def _of_lenses(scope: Scope, mentions: Sequence[Mention]) -> tuple[Count, Count, tuple[str, ...]]:
    """How many codings tell an example and how many are strong, and where somebody said both."""
    codings = {m.coding.id for m in mentions}
    told = list({m.coding.id: m.coding.lenses for m in mentions if m.coding.lenses}.values())
    specific, intense = (
        Count.exact(sum(value in lenses.get(lens, ()) for lenses in told), len(codings))
        for lens, value in (SPECIFIC, INTENSE)
    )
    return specific, intense, _both_ways(scope, mentions)


def _both_ways(scope: Scope, mentions: Iterable[Mention]) -> tuple[str, ...]:
    said: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for mention in (m for m in mentions if m.coding.lenses):
        values = OPPOSITE.intersection(mention.coding.lenses.get(APPRAISAL, ()))
        if mention.person is not None and values:
            said[mention.coding.code_id, mention.transcript_id, mention.person] |= values
    ids = {id_ for (_, id_, _), values in said.items() if values >= OPPOSITE}
    # In the order of the transcripts, whatever order the codings were read in.
    return tuple(transcript.label for transcript in scope.material.transcripts if transcript.id in ids)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code with a tally for each column of its table."""

    code_id: str
    tallies: tuple[Tally, ...]


def by_column(
    scope: Scope, by: Sequence[str], *, subtree: bool = False
) -> tuple[list[Column], list[CodeRow]]:
    """Each code with evidence counted in each column: people by group, and any crosstab."""
    tallier = Tallier(scope, by)
    found = units(scope.material.tree, scope.mentions, subtree=subtree)
    rows = [CodeRow(code_id, tuple(tallier.row(code_id, mentions))) for code_id, mentions in found.items()]
    return tallier.columns, rows


def every_code(scope: Scope, by: Sequence[str]) -> tuple[list[Column], list[CodeRow]]:
    """Each code that can be used or was, in each column: what was said, and what was not."""
    tallier = Tallier(scope, by)
    found = units(scope.material.tree, scope.mentions, subtree=False)
    rows = [
        CodeRow(code.id, tuple(tallier.row(code.id, found.get(code.id, ()))))
        for code in scope.material.tree.codes.values()
        if (code.usable or code.id in found) and scope.terms.fits_code(code.id)
    ]
    return tallier.columns, rows


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One code among one group in each wave; None where the group is too small in any wave."""

    code_id: str
    group: str
    waves: tuple[Count, ...] | None
    states: tuple[State, ...]

    def counts_or(self, number: int) -> tuple[Count | None, ...]:
        """The counts of `number` waves, None for each where they are hidden."""
        return self.waves if self.waves is not None else (None,) * number


def wave_change(scope: Scope, by: str = "group", *, subtree: bool = False) -> tuple[list[str], list[WaveRow]]:
    """People of people in each wave, by group; never for a group that is small in any wave."""
    names = sorted({t.facts.wave for t in scope.talk if t.facts.wave})
    tallier = Tallier(scope, (by,))
    parts = {
        (column.label, wave): _in_wave(scope, column, wave) for column in tallier.columns for wave in names
    }
    rows = []
    for code_id, mentions in units(scope.material.tree, scope.mentions, subtree=subtree).items():
        ids = scope.open_to(code_id, {m.transcript_id for m in mentions})
        counts = {
            column.label: [_wave_count(scope, code_id, mentions, parts[column.label, w], ids) for w in names]
            for column in tallier.columns
        }
        rows += [
            _wave_row(code_id, group, cells)
            for group, cells in _protected(counts, names, scope.thresholds.voices).items()
        ]
    return names, rows


def _in_wave(scope: Scope, column: Column, wave: str) -> Column:
    by_id = scope.material.by_id
    kept = {id_: people for id_, people in column.attended.items() if by_id[id_].facts.wave == wave}
    return Column(column.values, kept)


def _wave_count(
    scope: Scope, code_id: str, mentions: Sequence[Mention], column: Column, ids: frozenset[str]
) -> Tally:
    attended = {id_: people for id_, people in column.attended.items() if id_ in ids and people}
    near = [m for m in mentions if m.transcript_id in attended]
    voices = Counter(id_ for id_, _ in {(m.transcript_id, m.turn) for m in near if m.person is None})
    people = extent((m.person for m in near if m.person in attended[m.transcript_id]), voices, attended)
    state = scope.state(code_id, column, people.high > 0)
    return Tally(state, 0, people, people, Count.exact(0, len(attended)))


def _protected(counts: dict[str, list[Tally]], waves: Sequence[str], least: int) -> dict[str, list[Tally]]:
    """Hide what is of few in any wave: wave by wave, as the groups of one wave share a total."""
    groups = list(counts)
    by_wave = [hide_few([counts[group][n] for group in groups], least) for n in range(len(waves))]
    return {group: [tallies[g] for tallies in by_wave] for g, group in enumerate(groups)}


def _wave_row(code_id: str, group: str, cells: Sequence[Tally]) -> WaveRow:
    hidden = any(cell.hidden for cell in cells)
    counts = None if hidden else tuple(cell.people for cell in cells)
    return WaveRow(code_id, group, counts, tuple(cell.state for cell in cells))
