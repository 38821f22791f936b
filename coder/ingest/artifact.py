"""Documents in which nobody speaks: policies, letters, and the notes of an observer.

Each paragraph becomes a numbered turn of speech without a speaker, so that it can be quoted and
coded by its number like anything else; nothing that looks like a label is taken off its words. An
unnumbered header would be out of every count, which is right for a title page but not for a policy.
"""

from __future__ import annotations

from collections.abc import Sequence

from coder.domain.transcript import TranscriptKind
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.lines import Line
from coder.ingest.source import Source, no_words

_KINDS = (TranscriptKind.ARTIFACT, TranscriptKind.FIELD_NOTES)


def is_document(kind: TranscriptKind | None) -> bool:
    """Whether texts of this kind have paragraphs and no speakers."""
    return kind in _KINDS


def read_document(
    source: Source,
    lines: Sequence[Line],
    format_name: str,
    why: str,
    remarks: Sequence[Remark] = (),
    title: str = "",
    after: Sequence[DraftTurn] = (),
) -> Draft:
    """The draft of a document with one turn for each paragraph.

    Wrapped lines belong to the paragraph of the line before. Raises InputError when there are
    no words.
    """
    paragraphs: list[DraftTurn] = []
    for line in lines:
        words = " ".join(filter(None, (line.label and f"{line.label}:", line.text.strip())))
        if line.wrapped and paragraphs:
            last = paragraphs[-1]
            paragraphs[-1] = DraftTurn(f"{last.text} {words}", line=last.line)
        else:
            paragraphs.append(DraftTurn(words, line=line.number))
    if not paragraphs:
        raise no_words(source)
    told = Remark("Read as a document without speakers; each paragraph became a turn")
    kind = source.overrides.kind or TranscriptKind.ARTIFACT
    first = paragraphs[0].text
    return Draft(
        source.name,
        source.sha256,
        format_name,
        why,
        (*paragraphs, *after),
        (*remarks, told),
        {},
        kind,
        title or (first if len(first) <= 120 and "\n" not in first else ""),
    )
