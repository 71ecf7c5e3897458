"""Problems and progress -> a terminal, a GitHub log or a file. The only module that decides how output looks."""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from atlas.problems import Problem, Severity, printable

MOST_ANNOTATIONS = 9  # GitHub shows ten of a severity per step; the tenth says how many more there are


def format_text(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """One line per problem."""
    yield from (str(problem) for problem in problems)


def format_json(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """One JSON document: a list of objects with path, line, severity, rule and message."""
    rows = [
        {"path": p.location.path, "line": p.location.line, "severity": p.severity, "rule": p.rule, "message": p.message}
        for p in problems
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=2)


def format_github(problems: Sequence[Problem], touched: Collection[str]) -> Iterator[str]:
    """Workflow annotations, those of touched files first: nine of each severity, and a tenth that counts the others.

    All problems follow as plain lines, since GitHub shows an annotation only beside its file.
    """
    for severity in Severity:
        annotated = [problem for problem in problems if problem.severity is severity]
        annotated.sort(key=lambda problem: problem.location.path not in touched)
        for problem in annotated[:MOST_ANNOTATIONS]:
            path, line = _escape_property(problem.location.path), problem.location.line
            title = _escape_property(problem.rule)
            yield f"::{severity} file={path},line={line},title={title}::{_escape_data(problem.message)}"
        if (more := len(annotated) - MOST_ANNOTATIONS) > 0:
            yield f"::{severity} ::{more} more of this kind; the log lists them all"
    yield from (f"  {problem}" for problem in problems)


FORMATS: dict[str, Callable[[Sequence[Problem], Collection[str]], Iterator[str]]] = {
    "text": format_text,
    "github": format_github,
    "json": format_json,
}


def _escape_data(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(value: str) -> str:
    return printable(_escape_data(value)).replace(":", "%3A").replace(",", "%2C")


@contextmanager
def progress(stream: TextIO | None = None) -> Iterator[Callable[..., None]]:
    """Show the progress of long work: a bar on a terminal, otherwise a line per step.

    Yields a function to call as `report(step)` when a step begins, and as `report(step, done, total)` during the step.
    """
    stream = stream or sys.stderr  # not as the default: that would be the stream of the time of the import
    if not stream.isatty():
        shown: set[str] = set()

        def print_step(step: str, done: int = 0, total: int = 0) -> None:
            if step not in shown:
                shown.add(step)
                print(f"  {step}", file=stream, flush=True)

        yield print_step
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)

        def update_bar(step: str, done: int = 0, total: int = 0) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        yield update_bar


def ask(question: str) -> str:
    """The answer of a person at the terminal; empty if there is none."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print to standard output or another stream; characters that its encoding lacks are escaped."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    for line in lines:
        print(line.encode(encoding, "backslashreplace").decode(encoding), file=stream)
