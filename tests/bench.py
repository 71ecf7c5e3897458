"""`make bench`: how long the commands take and how much memory they need, each in a process of its own.

Seconds differ from machine to machine, so each time is also told as a multiple of what it takes, on the same machine in
the same minute, to import two of the libraries. Budgets are shown beside the figures; nothing fails.
"""

import datetime as dt
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from atlas import api, bundle, summary, tables
from atlas.check import check_repository
from atlas.publication import Publication
from tests import generate

P = ParamSpec("P")
T = TypeVar("T")

PROJECT = Path(__file__).resolve().parent.parent
TIMES = 10
MEGABYTE = 1024 * 1024
BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024

MANY_TIMES = 100  # for the downloads alone

REFERENCE = ("-c", "import frictionless, jinja2")
CHECK = ("build.py", "check")
BUILD = ("build.py",)


@dataclass(frozen=True, slots=True)
class Measured:
    """The median of the wall time of some runs in seconds, and the greatest memory of any of them in megabytes."""

    seconds: float
    megabytes: float


BUDGETS = (Measured(1.5, 300), Measured(12, 300), Measured(4, 300))
"""What a check, a build with every chart to draw, and one with all of them in the cache may take at most."""

DOWNLOADS, MANY_DOWNLOADS = Measured(1.5, 300), Measured(60, 1_000)
"""What making every download and every answer of the API may take, of the real data and of a hundred times as much."""


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as scratch:
        real, large = Path(scratch, "real"), Path(scratch, "large")
        generate.without_reports(PROJECT, real)
        (real / "data" / "reports").symlink_to(PROJECT / "data" / "reports")
        size = in_a_process(generate.repository, PROJECT, large, TIMES)
        reference = measure(PROJECT, REFERENCE, runs=5)
        print(f"reference: {REFERENCE[1]}, {reference.seconds:.2f} s")
        told = f"{size.reports:,} reports of {size.countries} countries, {size.figures:,} figures"
        print(f"{TIMES} times the data: {told}\n")
        print(f"{'':34}{'seconds':>8}{'× reference':>13}{'memory MB':>11}   budget")
        for root, name, runs in ((real, "the real data", 5), (large, f"{TIMES} times the data", 3)):
            of_check, of_first, of_build = BUDGETS if root is real else (None, None, None)
            tell(f"check, {name}", measure(root, CHECK, runs), reference, of_check)
            tell(f"first build, {name}", measure(root, BUILD, runs=1), reference, of_first)
            tell(f"build again, {name}", measure(root, BUILD, runs), reference, of_build)
        many = Path(scratch, "many")
        in_a_process(generate.repository, PROJECT, many, MANY_TIMES)
        for root, name, budget in (
            (real, "the real data", DOWNLOADS),
            (large, f"{TIMES} times the data", None),
            (many, f"{MANY_TIMES} times the data", MANY_DOWNLOADS),
        ):
            tell(f"all downloads, {name}", in_a_process(downloads, root), reference, budget)


def in_a_process(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call a function in another process, for Linux takes what this one has needed as the least its children need."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments, **named).result()


def downloads(root: Path) -> Measured:
    """Make every download and every answer of the API, once all is read and worked out; the memory is that of both."""
    examined = check_repository(root, dt.date.max, {})
    atlas = summary.summarise(examined.dataset, examined.ledgers)
    start = time.perf_counter()
    release = tables.release(atlas, examined.raw.tables)
    publication = Publication(root, examined.raw.settings, atlas, release)
    for _ in (
        *bundle.artefacts(publication),
        *api.artefacts(publication),
    ):
        pass
    seconds = time.perf_counter() - start
    return Measured(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_OF_MAXRSS / MEGABYTE)


def measure(root: Path, arguments: Sequence[str], runs: int) -> Measured:
    """Run Python so many times in a folder; whatever is wrong with a command ends the bench."""
    each = [run(root, arguments) for _ in range(runs)]
    return Measured(statistics.median(m.seconds for m in each), max(m.megabytes for m in each))


def run(root: Path, arguments: Sequence[str]) -> Measured:
    """Run Python once, and ask the system what that took."""
    command = [sys.executable, *arguments]
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # Popen did not see it end
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{output.read().decode()}")
    return Measured(seconds, usage.ru_maxrss * BYTES_OF_MAXRSS / MEGABYTE)


def tell(name: str, found: Measured, reference: Measured, budget: Measured | None) -> None:
    """One row of the table."""
    row = f"{name:34}{found.seconds:8.2f}{found.seconds / reference.seconds:13.1f}{found.megabytes:11.0f}"
    if budget is None:
        print(row)
        return
    is_over = found.seconds > budget.seconds or found.megabytes > budget.megabytes
    print(f"{row}   {budget.seconds} s, {budget.megabytes:.0f} MB{' - over' if is_over else ''}")


if __name__ == "__main__":
    main()
