"""Everything `coder` raises on purpose.

CoderError                 exit 2   a sentence for a person: what, where, remedy
├── InputError             exit 2   a file, an argument or a text we cannot use
├── StoreError             exit 2   a project that cannot be opened, read or written
├── SuggesterOff           exit 2   suggestions cannot be had (coder.suggest.client)
├── ConflictError          exit 3   somebody else changed the same thing first
└── Stopped                exit 130 the person stopped a running task
"""

from __future__ import annotations


class CoderError(Exception):
    """A failure that a person can understand and mend.

    `what` is the fact, `where` names the file and place, `remedy` says what to do next.
    `str()` gives them as one sentence.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The whole message on one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        text = f"{head}; {self.remedy}" if self.remedy else head
        return " ".join(text.split()).rstrip(".") + "."


class InputError(CoderError):
    """A file, an argument or a text that cannot be used."""


class StoreError(CoderError):
    """A project that cannot be opened, read or written."""


class ConflictError(CoderError):
    """The stored object is no longer the one the change started from."""

    exit_code = 3


class Stopped(CoderError):
    """The person stopped a running task."""

    exit_code = 130
