"""What is told of a fault of the program: where it happened, and never a value."""

from __future__ import annotations

import os
import platform
import traceback
from contextlib import suppress
from pathlib import Path

from coder import __version__
from coder.domain.text import visible
from coder.errors import CoderError
from coder.wholefile import whole_file

ASKED = "CODER_CRASH_REPORT"
"""The variable that names a file for a report; without it none is written."""


def sentence(error: BaseException) -> str:
    """One sentence about a fault, with its kind and place alone."""
    kind, where = _kind(error), _where(error)
    told = f"Something went wrong that should not ({kind}{f' in {where}' if where else ''})."
    saved = "What was saved is saved; `coder verify` looks at a project."
    asked = os.environ.get(ASKED, "")
    if not asked:
        return (
            f"{told} {saved} For a report without any words of a project set {ASKED} to a file and repeat it."
        )
    with suppress(CoderError, OSError):
        with whole_file(Path(asked)) as draft:
            draft.write_text(report(error), "utf-8")
        return f"{told} {saved} A report without any words of a project is in {visible(asked)}."
    return f"{told} {saved} The report could not be written to {visible(asked)}."


def report(error: BaseException) -> str:
    """Versions, kinds of errors and places in code; neither messages nor values."""
    lines = [f"coder {__version__}, Python {platform.python_version()}, {platform.system()}"]
    one: BaseException | None = error
    while one is not None:
        lines.append(_kind(one))
        lines += [
            f"  {_short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(one.__traceback__)
        ]
        one = one.__cause__ or one.__context__
    return "\n".join(lines) + "\n"


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}coder{os.sep}" in frame.filename] or list(frames)
    return f"{_short(own[-1].filename)}:{own[-1].lineno}" if own else ""


def _short(name: str) -> str:
    parts = Path(name).parts
    return "/".join(parts[parts.index("coder") :] if "coder" in parts else parts[-2:])
