"""`make bench`: how long the commands take and how much memory they need, each in its own process.

Seconds differ from machine to machine. So each time is also shown as a multiple of the time that importing two of the
libraries takes on the same machine in the same minute. Budgets are shown beside the figures; nothing fails.
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
    """The median wall time of several runs in seconds, and the largest memory of any of them in megabytes."""

    seconds: float
    megabytes: float


BUDGETS = (Measured(1.5, 300), Measured(12, 300), Measured(4, 300))
"""The most that a check, a build that draws every chart, and a build with all charts in the cache may take."""

DOWNLOADS, MANY_DOWNLOADS = Measured(1.5, 300), Measured(60, 1_000)
"""The most that all downloads and API responses may take, with the real data and with a hundred times as much."""


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as scratch:
        real, large = Path(scratch, "real"), Path(scratch, "large")
        generate.without_reports(PROJECT, real)
        (real / "data" / "reports").symlink_to(PROJECT / "data" / "reports")
        size = in_a_process(generate.repository, PROJECT, large, TIMES)
        reference = measure(PROJECT, REFERENCE, runs=5)
        print(f"reference: {REFERENCE[1]}, {reference.seconds:.2f} s")
        print(f"{TIMES} times the data: {size.reports:,} reports, {size.figures:,} figures, {size.countries} countries")
        print(f"\n{'':34}{'seconds':>8}{'× reference':>13}{'memory MB':>11}   budget")
        for root, name, runs in ((real, "the real data", 5), (large, f"{TIMES} times the data", 3)):
            check, first, again = BUDGETS if root is real else (None, None, None)
            print_row(f"check, {name}", measure(root, CHECK, runs), reference, check)
            print_row(f"first build, {name}", measure(root, BUILD, runs=1), reference, first)
            print_row(f"build again, {name}", measure(root, BUILD, runs), reference, again)
        many = Path(scratch, "many")
        in_a_process(generate.repository, PROJECT, many, MANY_TIMES)
        for root, name, budget in (
            (real, "the real data", DOWNLOADS),
            (large, f"{TIMES} times the data", None),
            (many, f"{MANY_TIMES} times the data", MANY_DOWNLOADS),
        ):
            print_row(f"all downloads, {name}", in_a_process(downloads, root), reference, budget)


def in_a_process(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call a function in a new process: on Linux the peak memory of a child is at least that of its parent."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments, **named).result()


def downloads(root: Path) -> Measured:
    """Time all downloads and API responses, after reading and resolving; the memory includes both."""
    examined = check_repository(root, dt.date.max, {})
    atlas = summary.summarise(examined.dataset, examined.ledgers)
    start = time.perf_counter()
    release = tables.release(atlas, examined.raw.tables)
    publication = Publication(root, examined.raw.settings, atlas, release, dt.date.max, ())
    _ = [*bundle.artefacts(publication), *api.artefacts(publication)]
    seconds = time.perf_counter() - start
    return Measured(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_OF_MAXRSS / MEGABYTE)


def measure(root: Path, arguments: Sequence[str], runs: int) -> Measured:
    """Run Python several times in a folder; a command that fails ends the benchmark."""
    results = [run(root, arguments) for _ in range(runs)]
    return Measured(statistics.median(r.seconds for r in results), max(r.megabytes for r in results))


def run(root: Path, arguments: Sequence[str]) -> Measured:
    """Run Python once, and get the time and the memory from the operating system."""
    command = [sys.executable, *arguments]
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # Popen did not wait for it
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{output.read().decode()}")
    return Measured(seconds, usage.ru_maxrss * BYTES_OF_MAXRSS / MEGABYTE)


def print_row(name: str, result: Measured, reference: Measured, budget: Measured | None) -> None:
    row = f"{name:34}{result.seconds:8.2f}{result.seconds / reference.seconds:13.1f}{result.megabytes:11.0f}"
    if budget is None:
        print(row)
        return
    is_over = result.seconds > budget.seconds or result.megabytes > budget.megabytes
    print(f"{row}   {budget.seconds} s, {budget.megabytes:.0f} MB{' - over' if is_over else ''}")


if __name__ == "__main__":
    main()
