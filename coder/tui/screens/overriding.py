"""What a person may say about a file that is read wrongly, as fields to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coder.domain.transcript import TranscriptKind
from coder.services.previewing import Overrides, Preview
from coder.tui.screens.asking import Field

_TEXT = ("txt", "vtt", "srt", "csv", "chat", "cha", "json")
_TABLES = ("csv", "xlsx", "ods")
_BOOKS = ("xlsx", "ods")
_TALK = ("txt", "docx", "odt", "rtf", "pdf", "doc")
FACTS = (
    ("group", "Group", "The stakeholder group, such as students"),
    ("site", "Site", "Where it took place"),
    ("date", "Date", "When it took place, such as 2026-03-12"),
)
"""What a person may tell of the session: field, label, hint."""


def override_fields(
    told: Overrides,
    found: Preview | None,
    label: str,
    facts: Mapping[str, str],
    formats: Sequence[str],
) -> list[Field]:
    """The fields that make sense for a file; all of them while it cannot be read."""
    format_ = told.as_format or (found.format if found else "")
    columns = ", ".join(f"{name}={column}" for name, column in told.columns.items())
    caps = "Who speaks in paragraphs of capitals without a name, such as Moderator"
    rest = "Who says all that is given to nobody, such as Narrator"
    pattern = "A regular expression for the start of a turn; its first group is the name"
    fields = [
        (Field("label", "Called", label, "What the transcript is called in the project"), ()),
        (Field("kind", "Kind", told.kind or "", "← → choose", ("", *TranscriptKind)), ()),
        (Field("format", "Format", told.as_format or "", "← → choose", ("", *formats)), ()),
        (
            Field("encoding", "Encoding", told.encoding or "", "Such as cp1252, when letters look wrong"),
            _TEXT,
        ),
        (Field("pattern", "Names look like", told.speaker_regex or "", pattern), _TALK),
        (
            Field("speakers", "Also speak", ", ".join(told.speakers), "Names that stand there only once"),
            _TALK,
        ),
        (Field("caps", "Capitals are", told.caps_speaker or "", caps), _TALK),
        (Field("said_by", "The rest is by", told.said_by or "", rest), ()),
        (Field("columns", "Columns", columns, "Such as speaker=Name, text=Comment"), _TABLES),
        (Field("sheet", "Sheet", told.sheet or "", "The name of the sheet"), _BOOKS),
        (Field("tiers", "Tiers", ", ".join(told.tiers), "Names of tiers, with commas"), ("elan",)),
        *((Field(name, shown, facts.get(name, ""), hint), ()) for name, shown, hint in FACTS),
    ]
    return [field for field, for_ in fields if not for_ or not format_ or format_ in for_]


def changed_overrides(told: Overrides, typed: Mapping[str, str]) -> Overrides:
    """What was told before with what was typed now; fields that were not there keep their values."""
    said = {name: value.strip() for name, value in typed.items()}
    changes: dict[str, object] = {}
    for name, attribute in (
        ("format", "as_format"),
        ("encoding", "encoding"),
        ("pattern", "speaker_regex"),
        ("caps", "caps_speaker"),
        ("said_by", "said_by"),
        ("sheet", "sheet"),
    ):
        if name in said:
            changes[attribute] = said[name] or None
    if "kind" in said:
        changes["kind"] = TranscriptKind(said["kind"]) if said["kind"] else None
    for name in ("tiers", "speakers"):
        if name in said:
            changes[name] = tuple(one.strip() for one in said[name].split(",") if one.strip())
    if "columns" in said:
        pairs = (part.partition("=") for part in said["columns"].split(",") if "=" in part)
        changes["columns"] = {name.strip(): column.strip() for name, _, column in pairs}
    return replace(told, **changes)  # type: ignore[arg-type]
