"""What of somebody's words may be shown to the team: what was withdrawn is not, the rest with a sign.

Counting, quotes and exports have their own place for this (`coder.analysis.permitting`). This is for what
the team looks at while it works: lists, search, themes, one excerpt in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coder.domain.coding import Coding
from coder.domain.consent import Consent, Consents, covered
from coder.domain.transcript import Span, Transcript
from coder.services.session import Session

WITHDRAWN = "(withdrawn)"
"""Stands where words stood that were withdrawn."""

TEAM_ONLY = "(team only)"
"""Stands behind words that are never quoted; in their place where they could be kept."""


class Sayable:
    """Consent as it is when this is made, asked for the words of any transcript.

    `kept` is whether what is shown could be kept by others, as in a file: words for the team only are then
    left out like withdrawn ones.
    """

    def __init__(self, session: Session, *, kept: bool = False) -> None:
        self._session = session
        self._consents = Consents(session.store.consents())
        self.kept = kept
        self._known: dict[tuple[str, int], tuple[list[Span], list[Span]]] = {}

    def words(self, transcript: Transcript, span: Span) -> str:
        """The words of a span with a sign for whatever may not be shown, or not be quoted."""
        if not self._consents:
            return span.of(transcript.text)
        gone, team = self._spans(transcript)
        here = [(one, WITHDRAWN) for one in gone if one.overlaps(span)]
        closed = [one for one in team if one.overlaps(span)]
        if self.kept:
            here += [(one, TEAM_ONLY) for one in closed]
        told = _signed(transcript.text, span, here)
        return f"{told} {TEAM_ONLY}" if closed and not self.kept and told != WITHDRAWN else told

    def coding(self, transcript: Transcript, coding: Coding) -> str:
        """The words of a coding, as `words`."""
        free = self.level(transcript, coding.span) is Consent.REPORT
        return coding.text if free else self.words(transcript, coding.span)

    def was(self, transcript: Transcript, coding: Coding) -> str:
        """The words of a coding before a correction changed them."""
        level = self.level(transcript, coding.span)
        if not coding.was or level is Consent.REPORT:
            return coding.was
        if level is Consent.WITHDRAWN:
            return WITHDRAWN
        return TEAM_ONLY if self.kept else f"{coding.was} {TEAM_ONLY}"

    def level(self, transcript: Transcript, span: Span) -> Consent:
        """The strictest that was said of any words of a span."""
        return self._consents.of_words(transcript, span) if self._consents else Consent.REPORT

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with everything covered that may not be shown, character for character."""
        if not self._consents:
            return transcript
        gone, team = self._spans(transcript)
        return replace(transcript, text=covered(transcript.text, [*gone, *(team if self.kept else ())]))

    def told(self, transcript: Transcript) -> list[str]:
        """What a person should know who reads a transcript that is covered so."""
        gone, team = self._spans(transcript) if self._consents else ([], [])
        said = ["some words were withdrawn and are covered"] if gone else []
        also = "are covered as well" if self.kept else "are never quoted"
        return [*said, *([f"some words are for the team only and {also}"] if team else [])]

    def _spans(self, transcript: Transcript) -> tuple[list[Span], list[Span]]:
        key = (transcript.id, transcript.revision)
        if key not in self._known:
            levels = (Consent.WITHDRAWN, Consent.TEAM_ONLY)
            gone, team = (self._of(transcript, level) for level in levels)
            self._known[key] = (gone, team)
        return self._known[key]

    def _of(self, transcript: Transcript, level: Consent) -> list[Span]:
        """Where exactly this was said; of an excerpt also in an earlier text, where its words stood then."""
        present = self._session.peek(transcript.id)
        if present.revision == transcript.revision:
            return self._consents.spans(transcript, level)
        from coder.domain.anchoring import align

        anchors = align(present, transcript)
        led = [anchors.place(span).span for span in self._consents.spans(present, level)]
        # Whoever spoke then, too: a correction may have given the words to somebody else.
        levels = {speaker.id: self._consents.of_speaker(speaker) for speaker in transcript.speakers}
        own = [turn.span for turn in transcript.turns if levels.get(turn.speaker_id or "") is level]
        return [*led, *own]


def _signed(text: str, span: Span, hidden: Iterable[tuple[Span, str]]) -> str:
    """The words of a span with a sign for each stretch that is hidden."""
    parts, at = list[str](), span.start
    for one, sign in sorted(hidden):
        start, end = max(at, one.start), min(one.end, span.end)
        if start < end:
            parts += [text[at:start].strip(), sign]
            at = end
    if not parts:
        return span.of(text)
    return " ".join(part for part in [*parts, text[at : span.end].strip()] if part)
