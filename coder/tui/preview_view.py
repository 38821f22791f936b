"""How a file that may be imported is drawn: facts, advice, speakers, things to look at."""

from __future__ import annotations

from collections.abc import Iterable

from coder.domain.transcript import Role
from coder.services.previewing import sentence
from coder.tui import safe
from coder.tui.incoming import MUCH_UNKNOWN, Incoming, Plan, Voice
from coder.tui.keyline import HEAD, KEY, QUIET, Line, folded, wrapped
from coder.tui.mending import role_style, short_words

LANGUAGES = {"en": "English", "es": "Spanish", "pt": "Portuguese"}

WARN = "$text-warning"


def facts(incoming: Incoming, plan: Plan, width: int) -> list[Line]:
    """What the file is and what it would be called, on two lines."""
    found = incoming.found
    parts = [
        found.format,
        f"{found.turns:,} turns",
        f"{found.words:,} words",
        LANGUAGES.get(found.language, ""),
        f"{clock(found.times[0])}–{clock(found.times[1])}" if found.times else "no times",
        incoming.kind(plan).value,
    ]
    label = safe.cut(plan.label or found.label, width - 15)
    told = "".join(f" · {value}" for value in plan.facts.values() if value)
    return [
        [
            ("will be called ", QUIET),
            (label, "bold"),
            (safe.cut(told, width - 15 - safe.width(label)), QUIET),
        ],
        [(safe.cut(" · ".join(part for part in parts if part), width), QUIET)],
    ]


def clock(ms: int) -> str:
    """A time in a recording as people read it."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def advice(incoming: Incoming, plan: Plan, voices: list[Voice], width: int) -> list[Line]:
    """What to do next so that the speakers become right: the most urgent first, at most four lines."""
    lines = [
        line
        for mark, style, rest in (*_warnings(incoming, plan, voices), *_questions(incoming, voices))
        for line in folded([(mark, style), *rest], width, "  ")
    ]
    return lines[:4]


def _warnings(incoming: Incoming, plan: Plan, voices: list[Voice]) -> Iterable[tuple[str, str, Line]]:
    if incoming.known_as:
        yield (
            "! ",
            WARN,
            [f"This file was imported before, as {incoming.known_as}: ", ("esc", KEY), " leaves it out."],
        )
    loud = len(incoming.shouts)
    if loud:
        yield "! ", WARN, [f"{loud} turns in CAPITALS have no name: ", ("c", KEY), " says who speaks so."]
    if incoming.perhaps:
        names = " and ".join(safe.cut(name, 20) for name in incoming.perhaps[:2])
        more = f" and {len(incoming.perhaps) - 2} more" if len(incoming.perhaps) > 2 else ""
        makes = " makes a speaker of whom you say."
        yield "! ", WARN, [(names, "bold"), f"{more} may speak too: ", ("w", KEY), makes]
    codes = [voice for voice in voices if voice.is_code]
    if codes:
        one = "1 name is" if len(codes) == 1 else f"{len(codes)} names are"
        yield (
            "! ",
            WARN,
            [f"{one} only a code: ", ("↓", KEY), " shows the words, ", ("r", KEY), " gives a name."],
        )
    if not voices:
        yield (
            "! ",
            WARN,
            ["No speakers were found: ", ("o", KEY), " says who speaks, or how names look."],
        )
    unknown, share = incoming.unknown_share(plan)
    if share >= MUCH_UNKNOWN:
        told = f"{unknown:,} turns, {share:.0%} of the words, are of nobody known: "
        yield "! ", WARN, [told, ("m", KEY), " or ", ("r", KEY), " says who that is."]


def _questions(incoming: Incoming, voices: list[Voice]) -> Iterable[tuple[str, str, Line]]:
    met = {
        at.transcript for voice in voices if (at := incoming.met.get(voice.label)) and at.name == voice.shown
    }
    if met:
        place = " and ".join(sorted(met)[:2])
        yield "? ", KEY, [f"Named as in {place}: right? ", ("r", KEY), " gives another name."]
    leaders = [safe.cut(v.shown, 9 if v.is_code else 20) for v in voices if v.role is Role.FACILITATOR]
    if leaders:
        lead = " leads the session: right? " if len(leaders) == 1 else " lead the session: right? "
        yield "? ", KEY, [(" and ".join(leaders[:2]), "bold"), lead, ("f", KEY), " changes a role."]
    elif voices and not incoming.shouts:
        yield "? ", KEY, ["Who leads the session? Go there with ↓; ", ("f", KEY), " makes them facilitator."]


class VoiceColumns:
    """The columns of the table of speakers."""

    def __init__(self, voices: list[Voice], width: int) -> None:
        longest = max([safe.width(voice.shown) for voice in voices] + [7])
        self.name = max(9, min(longest + 2, 26 if width < 90 else 30, width // 3))
        self.role = 12
        self.turns = max([len(str(voice.turns)) + 1 for voice in voices] + [6])
        self.numbers = max([len(str(voice.words)) + 1 for voice in voices] + [6])
        self.words = max(0, width - 2 - self.name - self.role - self.turns - self.numbers - 2)

    def head(self) -> Line:
        """The names of the columns."""
        numbers = safe.fitted("turns", self.turns, right=True) + safe.fitted(
            "words", self.numbers, right=True
        )
        shown = safe.fitted("speaker", self.name) + safe.fitted("role", self.role)
        return [("  " + shown + numbers + "  " + safe.cut("first words", self.words), QUIET)]

    def row(self, voice: Voice, *, here: bool) -> Line:
        """One speaker."""
        name = "bold reverse" if here else "bold"
        warn = WARN if voice.is_code else ""
        return [
            ("› " if here else "  ", KEY),
            (safe.fitted(voice.shown, self.name - 1), f"{name} {warn}"),
            " ",
            (safe.fitted(voice.role.value, self.role), role_style(voice.role)),
            f"{voice.turns:>{self.turns}}{voice.words:>{self.numbers}}  ",
            (short_words(voice.first_words, self.words), QUIET),
        ]


def worth_a_look(incoming: Incoming, plan: Plan, width: int) -> list[Line]:
    """What was not understood, names that look like people, and everything else remarked."""
    found = incoming.found
    remarks = incoming.remarks(plan)
    lines: list[Line] = []
    about_lines = [remark for remark in remarks if remark.line is not None]
    about_file = [remark for remark in remarks if remark.line is None]
    if about_lines:
        lines.append([("Lines to look at", HEAD)])
        for remark in about_lines:
            lines += wrapped(f"{sentence(remark)}.", width, most=5, indent="  ")
    if found.people:
        said = ", ".join(f"{name} ({count})" for name, count in list(found.people.items())[:40])
        lines.append([("Names in the words that look like people", HEAD)])
        lines += wrapped(said, width, indent="  ")
        lines += wrapped("E in the coding screen puts a pseudonym there.", width, QUIET, indent="  ")
    lines.append([("Remarks", HEAD)])
    lines += wrapped(f"Read as {found.format}: {found.why}.", width, indent="  ")
    if found.replaced or about_file:
        if found.replaced:
            many = f"{found.replaced} characters" if found.replaced != 1 else "1 character"
            lines += wrapped(f"{many} that no screen may show stand as �.", width, indent="  ")
        for remark in about_file:
            lines += wrapped(f"{remark.message}.", width, most=4, indent="  ")
    return lines


def count_to_look_at(incoming: Incoming, plan: Plan) -> int:
    """How many things there are to look at."""
    found = incoming.found
    return len(incoming.remarks(plan)) + bool(found.people) + bool(found.replaced)
