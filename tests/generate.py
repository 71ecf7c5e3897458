"""Makes a repository many times as large as the real one, the same at every run, to measure speed with.

Every country has a made-up history of quarters, and its reports state pieces of that history in all the layouts that
the bot has used, so that they agree: first nine months, then the year, then quarters. What goes beyond one round of
them confirms what is there.
"""

import datetime as dt
import itertools
import math
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.contributions import report_files
from atlas.model import FIRST_QUARTER, Figure, Kind, Period, Report, quarters_between
from atlas.problems import Location

LINKED = ("atlas", "schema", "site")
NEWEST = Period.parse("2026-Q1")

# When the bot gave which periods; the layouts of 2024, of early 2025, and of today.
ROUND = (
    ("2024-10-10", ("2024-Q1-Q3",)),
    ("2025-01-07", ("2024",)),
    ("2025-02-03", ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2024")),
    ("2025-04-30", ("2025-Q1",)),
    ("2025-07-23", ("2025-Q1", "2025-Q2")),
    ("2025-10-20", ("2025-Q1", "2025-Q2", "2025-Q3")),
    ("2026-01-21", ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")),
    ("2026-04-30", ("2026-Q1",)),
)
DAYS = 30  # over which the reports of one layout are spread

History = Mapping[Period, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much data a repository holds."""

    countries: int
    reports: int
    figures: int


def repository(project: Path, target: Path, times: int) -> Size:
    """Write a repository with so many times the reports of `project` into a new folder; all but reports are links."""
    without_reports(project, target)
    real = sum(1 for _ in (project / "data" / "reports").rglob("*.yaml"))
    made = list(itertools.islice(reports(codes(project)), times * real))
    report_files.write(
        target,
        [report_files.Addition(report, report.location.path, report_files.report_to_yaml(report)) for report in made],
    )
    return Size(len({report.iso3 for report in made}), len(made), sum(len(report.figures) for report in made))


def without_reports(project: Path, target: Path) -> None:
    """The code, site and reference tables of `project` as links in a new folder, and no report."""
    (target / "data").mkdir(parents=True)
    files = [path for path in project.iterdir() if path.is_file() and path.name != "build.py"]
    tables = [path for path in (project / "data").iterdir() if path.name != "reports"]
    for path in (*files, *tables, *(project / name for name in LINKED)):
        (target / path.relative_to(project)).symlink_to(path)
    # A copy and no link, for it looks for its repository where it really lies.
    shutil.copy(project / "build.py", target)


def codes(project: Path) -> list[str]:
    """The countries that there are."""
    lines = (project / "data" / "countries.csv").read_text(encoding="utf-8").splitlines()
    return [line.partition(",")[0] for line in lines[1:]]


def reports(countries: list[str]) -> Iterator[Report]:
    """Without end: the first report of every country, then the second of every country, and so on."""
    histories = [history(iso3, is_zero=n % 6 == 0) for n, iso3 in enumerate(countries)]
    for lap in itertools.count():
        for n, iso3 in enumerate(countries):
            # Of every third country the quarters of 2024 are never stated, and follow or stay bounded.
            layouts = [layout for layout in ROUND if n % 3 or len(layout[1]) < 5]
            again, at = divmod(lap, len(layouts))
            yield _report(iso3, lap, again, layouts[at], histories[n])


def history(iso3: str, *, is_zero: bool) -> History:
    """Made-up requests and users of each quarter: large in a few countries, and without leaps."""
    by_chance = random.Random(iso3)
    level = 0.0 if is_zero else 10 ** by_chance.uniform(0, 3.5)
    found = {}
    for quarter in quarters_between(FIRST_QUARTER, NEWEST):
        level *= by_chance.uniform(0.7, 1.6)
        requests = math.ceil(level)
        found[quarter] = (requests, math.ceil(requests * by_chance.uniform(1, 3)))
    return found


def _report(iso3: str, lap: int, again: int, layout: tuple[str, tuple[str, ...]], of_country: History) -> Report:
    first_day, periods = layout
    observed = dt.date.fromisoformat(first_day) + dt.timedelta(days=again % DAYS)
    kind = tuple(Kind)[again % len(Kind)]
    return Report(
        iso3=iso3,
        observed=observed,
        kind=kind,
        figures=tuple(_figure(Period.parse(period), of_country) for period in periods),
        source=f"https://example.org/{iso3.lower()}/{lap}",
        location=Location(f"data/reports/{iso3}/{observed}-{kind}-{lap}.yaml"),
    )


def _figure(period: Period, of_country: History) -> Figure:
    values = [of_country[quarter] for quarter in period.quarters]
    return Figure(period, sum(requests for requests, _ in values), sum(users for _, users in values))
