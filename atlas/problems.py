"""Problems of the data: what must be true, where, and how severe it is. All modules report problems in this form."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a warning asks a person to check again."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file; the path is relative to the root of the repository and uses "/"."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What must be true at a location, and is not. Problems sort by location; a message is always one line.

    `subject` is the period that a warning is about, where it is about a figure.
    """

    location: Location
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    subject: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message))

    def __str__(self) -> str:
        warning = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.location}: {warning}{self.message} [{self.rule}]"


class Unreadable(Exception):
    """A file without which nothing can be checked, such as a schema; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def printable(text: str) -> str:
    """The text on one line, with every character escaped that a terminal or a log could take for a command."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(text: str, longest: int = 60) -> str:
    """A value in quotes as a message shows it: printable, and cut after `longest` characters."""
    return f"'{printable(text if len(text) <= longest else text[:longest] + '…')}'"


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A question that suggests the most similar candidate, for the end of a message; empty if none is similar."""
    originals = {candidate.casefold(): candidate for candidate in candidates}
    nearest = difflib.get_close_matches(word.casefold(), originals, n=1)
    return f" Did you mean {quoted(originals[nearest[0]])}?" if nearest else ""


def join_names(parts: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
