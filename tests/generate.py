"""Makes a repository many times as large as the real one, always the same, for measuring speed.

Every country has an invented history of quarters. Its reports state parts of that history in all the layouts that the
bot has used, so they agree: first nine months, then the year, then quarters. Later rounds confirm the first one.
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

# The periods that the bot stated, and since when: the layouts of 2024, of early 2025, and of today.
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
DAYS = 30  # the reports of one layout are spread over so many days
MOST_REQUESTS_PER_MILLION = 80  # of a country's people, so that its users stay below the limit of a rule

History = Mapping[Period, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much data a repository holds."""

    countries: int
    reports: int
    figures: int


def repository(project: Path, target: Path, times: int) -> Size:
    """Write a repository with `times` as many reports as `project` into a new folder; everything else is linked."""
    without_reports(project, target)
    real = sum(1 for _ in (project / "data" / "reports").rglob("*.yaml"))
    generated = list(itertools.islice(reports(codes(project), people(project)), times * real))
    additions = [report_files.Addition(r, r.location.path, report_files.report_to_yaml(r)) for r in generated]
    report_files.write(target, additions)
    return Size(len({r.iso3 for r in generated}), len(generated), sum(len(r.figures) for r in generated))


def without_reports(project: Path, target: Path) -> None:
    """Link the code, site and reference tables of `project` into a new folder, without any report."""
    (target / "data").mkdir(parents=True)
    files = [path for path in project.iterdir() if path.is_file() and path.name != "build.py"]
    tables = [path for path in (project / "data").iterdir() if path.name != "reports"]
    for path in (*files, *tables, *(project / name for name in LINKED)):
        (target / path.relative_to(project)).symlink_to(path)
    # A copy, not a link: build.py takes the folder that it really lies in as the repository.
    shutil.copy(project / "build.py", target)


def codes(project: Path) -> list[str]:
    """The ISO codes of all countries."""
    lines = (project / "data" / "countries.csv").read_text(encoding="utf-8").splitlines()
    return [line.partition(",")[0] for line in lines[1:]]


def people(project: Path) -> dict[str, int]:
    """The newest population of every country that has one, by code."""
    lines = (project / "data" / "population.csv").read_text(encoding="utf-8").splitlines()
    return {iso3: int(population) for iso3, _, population in (line.split(",") for line in lines[1:])}


def reports(countries: list[str], population: Mapping[str, int]) -> Iterator[Report]:
    """Endless: the first report of every country, then the second of every country, and so on."""
    limits = [MOST_REQUESTS_PER_MILLION * population.get(iso3, math.inf) / 1_000_000 for iso3 in countries]
    histories = [
        history(iso3, 0.0 if n % 6 == 0 else limit)
        for n, (iso3, limit) in enumerate(zip(countries, limits, strict=True))
    ]
    for lap in itertools.count():
        for n, iso3 in enumerate(countries):
            # For every third country no report states the quarters of 2024: they are derived or bounded.
            layouts = [layout for layout in ROUND if n % 3 or len(layout[1]) < 5]
            repetition, position = divmod(lap, len(layouts))
            yield _report(iso3, lap, repetition, layouts[position], histories[n])


def history(iso3: str, limit: float) -> History:
    """Invented requests, up to a limit, and users of each quarter: large in a few countries, and without jumps."""
    chance = random.Random(iso3)
    level = 10 ** chance.uniform(0, 3.5)
    values = {}
    for quarter in quarters_between(FIRST_QUARTER, NEWEST):
        level = min(limit, level * chance.uniform(0.7, 1.6))
        requests = math.ceil(level)
        values[quarter] = (requests, math.ceil(requests * chance.uniform(1, 3)))
    return values


def _report(iso3: str, lap: int, repetition: int, layout: tuple[str, tuple[str, ...]], values: History) -> Report:
    first_day, periods = layout
    observed = dt.date.fromisoformat(first_day) + dt.timedelta(days=repetition % DAYS)
    kind = tuple(Kind)[repetition % len(Kind)]
    return Report(
        iso3=iso3,
        observed=observed,
        kind=kind,
        figures=tuple(_figure(Period.parse(period), values) for period in periods),
        source=f"https://example.org/{iso3.lower()}/{lap}",
        location=Location(f"data/reports/{iso3}/{observed}-{kind}-{lap}.yaml"),
    )


def _figure(period: Period, values: History) -> Figure:
    requests, users = zip(*(values[quarter] for quarter in period.quarters), strict=True)
    return Figure(period, sum(requests), sum(users))
