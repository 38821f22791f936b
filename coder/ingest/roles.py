"""Who leads, watches or takes part, guessed from labels and from who asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from coder.domain.text import fold
from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.ingest.draft import DraftTurn, Remark

_FACILITATOR = re.compile(
    r"\b(?:facilitator|facilitadora?|moderator|moderadora?|interviewer|entrevistadora?|researcher"
    r"|investigadora?|pesquisadora?)\b"
)
_FACILITATOR_SHORT = re.compile(r"(?:i|int|mod)(?: ?\d)?")
_OBSERVER = re.compile(
    r"\b(?:interpreter|interprete|note ?-?taker|observer|observadora?|translator|traductora?|tradutora?)\b"
)
_UNKNOWN = re.compile(
    r"(?:unknown|unidentified|inaudible|multiple|several|various|all|everyone|group|todos|todas|varios|varias"
    r"|desconocido|desconocida|desconhecido)\b.{0,40}"
)
_MANY = re.compile(
    r"(?:multiple|several|various|all|everyone|group|todos|todas|varios|varias)\b"
    r"|(?:.{1,40} )?(?:students|parents|teachers|speakers|participants)$"
)
_TOGETHER = re.compile(
    r"(?!(?:Mr|Mrs|Ms|Dr)\.? and )[A-Z\u00c0-\u00de][\w.'’-]{1,20}(?: [A-Z\u00c0-\u00de][\w.'’-]{0,20})?"
    r"(?: (?:and|y|e|&) | ?[/+&] ?)[A-Z\u00c0-\u00de][\w.'’-]{1,20}(?: [A-Z\u00c0-\u00de][\w.'’-]{0,20})?"
)
_LEAST_QUESTIONS = 5


def guess_roles(turns: Sequence[DraftTurn]) -> dict[str, Role]:
    """The labels that do not seem to be participants, with their likely roles.

    A label that says so decides; where no label does, whoever asks clearly the most questions
    is taken for the facilitator.
    """
    names = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    roles = {name: role for name in names if (role := role_of_label(name))}
    if Role.FACILITATOR not in roles.values():
        asker = _asker([turn for turn in turns if turn.speaker not in roles])
        if asker:
            roles[asker] = Role.FACILITATOR
    return roles


def likely_kind(kind: TranscriptKind, heard: Iterable[Role]) -> TranscriptKind:
    """`kind`, unless it is one of talk: then an interview when two speak, of whom one leads, else a group."""
    if kind not in (TranscriptKind.FOCUS_GROUP, TranscriptKind.INTERVIEW):
        return kind
    pair = sorted(heard) == [Role.FACILITATOR, Role.PARTICIPANT]
    return TranscriptKind.INTERVIEW if pair else TranscriptKind.FOCUS_GROUP


def role_of_label(name: str) -> Role | None:
    """The role that a label names; None when it is a name like any other."""
    folded = " ".join(fold(name).split())
    if _FACILITATOR.search(folded) or _FACILITATOR_SHORT.fullmatch(folded):
        return Role.FACILITATOR
    if _OBSERVER.search(folded):
        return Role.OBSERVER
    return Role.UNKNOWN if _UNKNOWN.fullmatch(folded) or _TOGETHER.fullmatch(name) else None


def group_remarks(names: Sequence[str]) -> Iterator[Remark]:
    """What to say about labels that stand for more than one person."""
    for name in names:
        folded = " ".join(fold(name).split())
        if _TOGETHER.fullmatch(name) or _MANY.match(folded):
            yield Remark(
                f"“{name}” stands for more than one person; it was kept as one label of nobody known"
            )


def _asker(turns: list[DraftTurn]) -> str:
    """Who asks in most of their turns, and at least twice as often as anybody else."""
    spoken = Counter(turn.speaker for turn in turns if turn.speaker and turn.kind is TurnKind.SPEECH)
    asked = Counter(turn.speaker for turn in turns if turn.speaker and "?" in turn.text)
    ranked = asked.most_common(2)
    if len(spoken) < 2 or not ranked:
        return ""
    name, count = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    clear = count >= max(_LEAST_QUESTIONS, 2 * second) and 2 * count >= spoken[name]
    return name if clear and name else ""
