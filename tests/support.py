"""Small invented projects for tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from coder.domain.codebook import Code, Codebook, Lens, LensValue
from coder.domain.events import Change
from coder.domain.transcript import Role, Transcript, TranscriptFacts, TurnKind
from coder.ingest.draft import Draft, DraftTurn, to_transcript
from coder.services import bootstrap
from coder.services.projects import add_codebooks
from coder.services.session import Session, added
from coder.store.converters import transcript_record
from coder.store.store import NewText

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

TALK = (
    ("Facilitator", "When did an adult here last ask how you were doing?"),
    ("Maya", "There is one counselor for four hundred of us. So you just stop going."),
    ("Jordan", "Yeah. [laughter] Nobody in that office knows my name."),
    (None, "[Bell rings]"),
    ("Maya", "The librarian does, though. She keeps my seat."),
)


def book() -> Codebook:
    """Three codes under one branch, a retired code, and two lenses."""

    def code(id_: str, name: str, position: int, **more: object) -> Code:
        parent = id_.rsplit(".", 1)[0] if "." in id_ else None
        return Code(id_, "tiny", parent, position, name, definition=f"About {name.lower()}.", **more)  # type: ignore[arg-type]

    codes = (
        code("T", "Tiny", 0, codable=False),
        code("T.WELL", "Wellbeing", 1, cues=("one counselor",), aliases=("support",)),
        code("T.REL", "Trusted adults", 2, cues=("know my name",)),
        code("T.BEL", "Belonging", 3),
    )
    values = tuple(LensValue(v, v.title(), v[0]) for v in ("working", "progress", "focus", "mixed"))
    who = tuple(LensValue(v, v.title()) for v in ("language", "income"))
    return Codebook(
        "tiny",
        "Tiny codebook",
        codes=codes,
        lenses=(
            Lens("L.APP", "tiny", 0, "Appraisal", values),
            Lens("L.WHO", "tiny", 1, "Who", who, multiple=True),
        ),
    )


def transcript(
    label: str = "FG-01", talk: Sequence[tuple[str | None, str]] = TALK, facts: TranscriptFacts | None = None
) -> Transcript:
    """A transcript of `talk`: pairs of speaker (None for an event) and words."""
    turns = tuple(DraftTurn(words, TurnKind.SPEECH if who else TurnKind.EVENT, who) for who, words in talk)
    roles = {who: Role.FACILITATOR for who, _ in talk if who == "Facilitator"}
    draft = Draft(f"{label}.txt", uuid.uuid4().hex, "txt", "made by a test", turns, roles=roles)
    return to_transcript(draft, label, facts or TranscriptFacts(group="students"))


def keep(session: Session, made: Transcript) -> Transcript:
    """Store a transcript made by `transcript`."""
    position = len(session.store.transcripts())
    session.act(
        "import",
        f"imported {made.label}",
        [
            Change("transcript", made.id, None, transcript_record(made, position)),
            *(added("speaker", speaker) for speaker in made.speakers),
        ],
        undoable=False,
        texts=[NewText(made, f"{made.label}.txt", uuid.uuid4().hex, "txt")],
    )
    return session.store.transcript(made.id)


def make(place: str, *transcripts: Transcript, coder: str = "AM") -> None:
    """A project at `place` (a path or a server's address) with the tiny codebook."""
    with bootstrap.new_session(place, coder) as session:
        session.store.set_meta({"name": "Tiny audit"})
        add_codebooks(session, [book()])
        for made in transcripts or (transcript(),):
            keep(session, made)


@contextmanager
def project(tmp_path: Path, *transcripts: Transcript, coder: str = "AM") -> Iterator[Session]:
    """An open tiny project in a file."""
    place = str(tmp_path / "tiny.coder")
    make(place, *transcripts, coder=coder)
    with bootstrap.session(place, coder) as session:
        yield session
