"""What a person should know before handing a report on."""

from __future__ import annotations

from collections import Counter

from coder.analysis.frame import Material, Source
from coder.analysis.people import attendance, in_order, repeated_labels
from coder.analysis.quotes import STUDENTS, QuoteSelection
from coder.analysis.themes import ThemeRow, coded_transcripts, uncoded_transcripts
from coder.report.facts import ReportFacts
from coder.report.method import NOTHING_CODED
from coder.services.session import Session

_LABELS_NAMED = 12
_REMARKS = 8


def warnings_of(material: Material, facts: ReportFacts) -> list[str]:
    """Each as a sentence without its full stop."""
    checks = (
        _not_coded(material),
        _closed(material),
        _nobody_counted(material),
        _repeated(material),
        _lost_codes(material),
        _kept_out(facts),
        _without_quote(facts.themes, facts.quotes),
        balance(facts),
    )
    return [warning for warning in checks if warning]


def claim_remarks(session: Session) -> list[str]:
    """What may be wrong with themes and recommendations, the first of them as they are."""
    from coder.services.claim_checks import findings

    found = [f"{one.place}: {one.sentence}; {one.remedy}" for one in findings(session)]
    more = len(found) - _REMARKS
    return [*found[:_REMARKS], *([f"{more} more remarks: coder theme check"] if more > 0 else [])]


def balance(facts: ReportFacts) -> str:
    """Whose words are quoted, in one line: groups, the most of one session and person, students' share."""
    of_claims = (quote for finding in facts.findings for quote in (*finding.quotes, *finding.contrary))
    of_codes = (quote for quotes in facts.quotes.sections.values() for quote in quotes)
    quotes = list(dict.fromkeys((*facts.quotes.exemplars.values(), *of_codes, *of_claims)))
    if not quotes:
        return ""
    groups = Counter(quote.group for quote in quotes)
    told = ", ".join(f"{group or 'no group'} {groups[group]}" for group in in_order(groups))
    session = max(Counter(quote.transcript_id for quote in quotes).values())
    person = max(Counter(quote.person for quote in quotes).values())
    share = round(100 * groups[STUDENTS] / len(quotes))
    return (
        f"{len(quotes)} quotes: {told}; students {share}%; at most {session} of one session, "
        f"{person} of one person"
    )


def _not_coded(material: Material) -> str:
    labels = [transcript.label for transcript in uncoded_transcripts(material)]
    if not coded_transcripts(material) and not material.closed:
        return NOTHING_CODED
    return f"not coded yet and left out of the theme tables: {', '.join(labels)}" if labels else ""


def _closed(material: Material) -> str:
    labels = [transcript.label for transcript in material.transcripts if transcript.id in material.closed]
    told = "left out of the theme tables, because what was coded there may not be used"
    return f"{told}: {', '.join(labels)}" if labels else ""


def _nobody_counted(material: Material) -> str:
    coded = [t for t in coded_transcripts(material) if Source.of(t.facts.kind) is not Source.DOCUMENTS]
    present = attendance(coded)
    labels = [t.label for t in coded if not present[t.id]]
    return (
        f"no speaker has the role of a participant, so nobody is counted: {', '.join(labels)}"
        if labels
        else ""
    )


def _repeated(material: Material) -> str:
    labels = repeated_labels(material)
    named = ", ".join(labels[:_LABELS_NAMED]) + (", …" if len(labels) > _LABELS_NAMED else "")
    return (
        "counted as another person in every transcript, because not matched with a participant: " + named
        if labels
        else ""
    )


def _lost_codes(material: Material) -> str:
    lost = sum(coding.code_id not in material.tree.codes for coding in material.codings)
    if not lost:
        return ""
    told = "1 coding carries a code that is" if lost == 1 else f"{lost} codings carry codes that are"
    return f"{told} in no codebook and not reported"


def _kept_out(facts: ReportFacts) -> str:
    quotes = facts.quotes
    reasons = (
        (quotes.skipped_for_names, "for a name in them"),
        (quotes.skipped_for_sites, "for a site that would tell of whom they are"),
        (quotes.skipped_for_few, f"of groups of {facts.few} people together"),
    )
    parts = [f"{number} {reason}" for number, reason in reasons if number]
    return f"excerpts not quoted: {', '.join(parts)}" if parts else ""


def _without_quote(themes: tuple[ThemeRow, ...], quotes: QuoteSelection) -> str:
    if not quotes.all:
        return ""
    bare = [row.code_id for row in themes if row.code_id not in quotes.exemplars]
    return f"no quote left to print for {', '.join(bare)}" if bare else ""
