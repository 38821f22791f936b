"""How scenarios look at what the program gives: sections of a report, tables, commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coder.cli.main import cli, run

Row = dict[str, Any]


def not_served(reason: str) -> pytest.MarkDecorator:
    """Marks the scenario of a row that the program does not serve; it must fail until it does."""
    return pytest.mark.xfail(strict=True, reason=f"not served yet: {reason}")


def told(*words: object, typed: str = "") -> str:
    """What a command printed; it must have ended well."""
    return _done(*words, typed=typed).stdout


def said(*words: object) -> str:
    """The same with what it said to the person beside it."""
    return _done(*words).output


def _done(*words: object, typed: str = "") -> Result:
    done = CliRunner().invoke(cli, [str(word) for word in words], input=typed)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def rows(*words: object) -> list[Row]:
    """The rows that a command lists."""
    found: list[Row] = json.loads(told(*words, "--format", "json"))
    return found


def code_of(*words: object) -> int:
    """With which code a command ends."""
    return run([str(word) for word in words])


def only(found: list[Row], **wanted: object) -> Row:
    """The one row that has these values."""
    fits = [row for row in found if all(row.get(name) == value for name, value in wanted.items())]
    assert len(fits) == 1, f"{len(fits)} rows have {wanted}"
    return fits[0]


def report(project: Path, *sections: str, variant: str = "full", session: str = "") -> str:
    """The sections of a report as Markdown."""
    made = project.with_name(f"report-{sections[0] if sections else variant}.md")
    asked = [word for name in sections for word in ("--section", name)]
    asked += ["--session", session] if session else []
    told("report", project, "-o", made, "--variant", variant, *asked)
    return made.read_text("utf-8")


def under(text: str, *headings: str) -> str:
    """What stands below a heading, and below the next one within it, up to the next of its level or above."""
    for heading in headings:
        text = _under(text, heading)
    return text


def _under(text: str, heading: str) -> str:
    lines = text.splitlines()
    levels = [len(line) - len(line.lstrip("#")) for line in lines]
    fits = [bool(n) and line.lstrip("# ").startswith(heading) for n, line in zip(levels, lines, strict=True)]
    assert any(fits), f"there is no heading {heading!r}"
    at = fits.index(True)
    end = next((n for n in range(at + 1, len(lines)) if 0 < levels[n] <= levels[at]), len(lines))
    return "\n".join(lines[at + 1 : end])


def table(text: str, *columns: str) -> list[list[str]]:
    """The rows of the first Markdown table with these columns, in plain words."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if inside and not cells:
            break
        if inside and not set("".join(cells)) <= set("-: "):
            found.append(cells)
        inside = inside or (bool(cells) and cells == list(columns))
    assert inside, f"no table has {columns}"
    return found


def themes_of(text: str, domain: str) -> list[list[str]]:
    """The table of a domain in a report: code, people, sessions, excerpts, a quote."""
    columns = ("Code", "People", "Sessions", "Excerpts", "In their words")
    return table(under(text, "Themes by domain", domain), *columns)


def named(found: list[list[str]], name: str) -> list[str]:
    """The row of a name, else the first that begins with it, without its first cell."""
    exact = [cells[1:] for cells in found if cells[0] == name]
    return next(iter(exact), None) or next(cells[1:] for cells in found if cells[0].startswith(name))


def plain(text: str) -> str:
    """Words without the signs of Markdown."""
    return re.sub(r"[*_\\]", "", text).replace("<br>", " ").strip()


def of_people(found: list[Row], code: str, group: str) -> tuple[int, int]:
    """How many people of a group raised a code, of how many."""
    row = only(found, code=code, group=group)
    return row["people"], row["people_of"]


def cells(found: Iterable[Row], *names: str) -> list[tuple[Any, ...]]:
    """Some fields of rows."""
    return [tuple(row[name] for name in names) for row in found]


def joint(project: Path, measures: str, links: str, *words: object) -> list[Row]:
    """The joint display of a table of measures and one of links."""
    files: list[object] = []
    for name, text in (("measures", measures), ("links", links)):
        place = project.with_name(f"{name}.csv")
        place.write_text(text, "utf-8")
        files += [f"--{name}", place]
    return rows("analyse", "joint", project, *files, *words)


def give_attributes(project: Path, session: str, names: tuple[str, ...], *people: tuple[str, ...]) -> None:
    """Bring in a roster that tells more of the people of a session, in their order."""
    voices = [row for row in rows("list", project, "speakers") if row["transcript"] == session]
    known = {row["label"]: row for row in voices}
    group = {row["label"]: row["group"] for row in rows("list", project, "participants")}
    lines = [",".join(("transcript", "speaker", "participant", "role", "group", *names))]
    for n, values in enumerate(people, 1):
        who = known[f"P{n}"]["participant"]
        lines.append(",".join((session, f"P{n}", who, "participant", group[who], *values)))
    roster = project.with_name(f"{session}.csv")
    roster.write_text("\n".join(lines) + "\n", "utf-8")
    told("import", project, "--roster", roster)
