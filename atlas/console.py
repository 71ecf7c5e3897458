"""Problems and progress -> a terminal, a GitHub log or a file. The only room that knows how output looks."""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from atlas.problems import Problem, Severity, printable

MOST_ANNOTATIONS = 9  # GitHub shows ten of a kind a step; the tenth says how many more there are


def text(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """One line a problem."""
    yield from (str(problem) for problem in problems)


def as_json(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """One JSON document: a list of objects with path, line, level, rule and message."""
    rows = [
        {"path": p.location.path, "line": p.location.line, "severity": p.severity, "rule": p.rule, "message": p.message}
        for p in problems
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=2)


def github(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """Workflow annotations, those of touched files first, at most nine of a level and a tenth that counts the rest."""
    for level in Severity:
        of_level = [problem for problem in problems if problem.severity is level]
        of_level.sort(key=lambda problem: problem.location.path not in touched)
        for problem in of_level[:MOST_ANNOTATIONS]:
            location = (
                f"file={_property(problem.location.path)},line={problem.location.line},title={_property(problem.rule)}"
            )
            yield f"::{level} {location}::{_data(problem.message)}"
        if (more := len(of_level) - MOST_ANNOTATIONS) > 0:
            yield f"::{level} ::{more} more of this kind; the log lists them all"
    # An annotation shows beside the file only; the log of the run should name every place in full.
    yield from (f"  {problem}" for problem in problems)


FORMATS: dict[str, Callable[[Sequence[Problem], Collection[str]], Iterator[str]]] = {
    "text": text,
    "github": github,
    "json": as_json,
}


def _data(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return printable(_data(value)).replace(":", "%3A").replace(",", "%2C")


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Callable[..., None]]:
    """Tell of long work: a bar on a terminal, elsewhere a plain line for each step.

    Yields the function to call as `tell(step)` when a step begins, and as `tell(step, done, total)` while it goes on.
    """
    stream = stream or sys.stderr  # the one there is now, not the one there was when this was read
    if not stream.isatty():
        told: set[str] = set()

        def tell_plainly(step: str, done: int = 0, total: int = 0) -> None:
            if step not in told:
                told.add(step)
                print(f"  {step}", file=stream, flush=True)

        yield tell_plainly
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, done: int = 0, total: int = 0) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        yield tell


def ask(question: str) -> str:
    """What a person at the terminal answers; empty if nothing."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def lines(found: Iterable[str], stream: TextIO | None = None) -> None:
    """Print to standard output or another stream, whatever its encoding can show."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    for line in found:
        print(line.encode(encoding, "backslashreplace").decode(encoding), file=stream)
