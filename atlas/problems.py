"""What is wrong with the data, and where: the one vocabulary in which every stage complains."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a warning asks a human to look twice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file; the path counts from the repository's root and uses "/"."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What must be true at a place, and is not; sorts by place. The message is one line, whatever it quotes."""

    location: Location
    rule: str
    message: str
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message))

    def __str__(self) -> str:
        warning = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.location}: {warning}{self.message} [{self.rule}]"


def printable(text: str) -> str:
    """The text on one line, with everything that a terminal or a log could take for a command made visible."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(text: str, longest: int = 60) -> str:
    """The offending value as a message shows it."""
    return f"'{printable(text if len(text) <= longest else text[:longest] + '…')}'"


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A question that names the nearest of the words, for the end of a message; empty if none is near."""
    originals = {w.casefold(): w for w in words}
    nearest = difflib.get_close_matches(word.casefold(), originals, n=1)
    return f" Did you mean {quoted(originals[nearest[0]])}?" if nearest else ""
