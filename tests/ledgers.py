"""Short ways to write reports for the tests of the ledger, and strategies that draw random reports."""

import datetime as dt
from collections.abc import Iterable, Mapping
from random import Random

from hypothesis import strategies as st

from atlas import ledger
from atlas.ledger import Ledger, Statement
from atlas.model import Figure, Kind, Period, Report
from atlas.problems import Location

DAY = dt.date(2026, 3, 1)
FIRST, LAST = Period(2024, 1, 1), Period(2025, 4, 4)
Value = tuple[int, int]


def report(number: int, figures: Mapping[str, Value], kind: Kind = Kind.REPLY, revises: str = "") -> Report:
    """A report observed `number` days after DAY, in a file named after the number."""
    path = f"{number}.yaml"
    stated = tuple(Figure(Period.parse(period), *value, Location(path, 4)) for period, value in figures.items())
    return Report("FRA", day(number), kind, stated, revises=revises, location=Location(path, 1))


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def resolve(*reports: Report, first: Period = FIRST, last: Period = LAST) -> Ledger:
    return ledger.resolve("FRA", reports, first, last)


def accepted(resolved: Ledger) -> dict[Period, Value]:
    """The figures that were not rejected, as values by period."""
    rejected = {revision.older for revision in resolved.revisions}
    return {
        figure.period: figure.value
        for report in resolved.reports
        for figure in report.figures
        if Statement(figure, report) not in rejected
    }


COUNTS = st.integers(0, 6)
VALUES = st.tuples(COUNTS, COUNTS)
YEARS = st.sampled_from([2024, 2025])
PERIODS = st.builds(
    lambda year, ends: Period(year, min(ends), max(ends)), YEARS, st.tuples(st.integers(1, 4), st.integers(1, 4))
)
DAYS = st.integers(0, 3)


def _numbered(drawn: Iterable[tuple[int, Kind, Mapping[Period, Value]]]) -> list[Report]:
    """Reports in a file each; several may be observed on the same day."""
    reports = []
    for number, (days, kind, figures) in enumerate(drawn):
        path = f"{number}.yaml"
        stated = tuple(Figure(period, *value, Location(path, 4)) for period, value in sorted(figures.items()))
        reports.append(Report("FRA", day(days), kind, stated, location=Location(path, 1)))
    return reports


def arbitrary() -> st.SearchStrategy[list[Report]]:
    """Reports that state anything, and so contradict each other more often than not."""
    figures = st.dictionaries(PERIODS, VALUES, min_size=1, max_size=4)
    return st.lists(st.tuples(DAYS, st.sampled_from(Kind), figures), max_size=6).map(_numbered)


@st.composite
def consistent(draw: st.DrawFn) -> tuple[dict[Period, Value], list[Report]]:
    """True values of every quarter, and reports that state sums of them."""
    quarters = [Period(year, q, q) for year in (2024, 2025) for q in range(1, 5)]
    truth = {quarter: draw(VALUES) for quarter in quarters}
    drawn = draw(st.lists(st.tuples(DAYS, st.sampled_from(Kind), st.sets(PERIODS, min_size=1, max_size=4)), max_size=6))
    return truth, _numbered((days, kind, {p: total(truth, p) for p in periods}) for days, kind, periods in drawn)


def total(values: Mapping[Period, Value], period: Period) -> Value:
    """The sum over the quarters of a period."""
    requests, users = zip(*(values[quarter] for quarter in period.quarters), strict=True)
    return sum(requests), sum(users)


def random_reports(random: Random) -> list[Report]:
    """Reports with one to six figures about one or two years; about half of the hidden counts are zero.

    Most figures are sums of those counts. About one in five has values of its own instead, which may contradict others.
    """
    years = range(2024, 2024 + random.randint(1, 2))
    hidden = {Period(year, q, q): (_count(random), _count(random)) for year in years for q in range(1, 5)}
    reports: list[Report] = []
    number_of_figures = random.randint(1, 6)
    while number_of_figures:
        figures: dict[str, Value] = {}
        for _ in range(random.randint(1, number_of_figures)):
            first, last = sorted(random.choices(range(1, 5), k=2))
            period = Period(random.choice(years), first, last)
            is_own = random.random() < 0.2
            figures[str(period)] = (_count(random), _count(random)) if is_own else total(hidden, period)
            number_of_figures -= 1
        reports.append(report(len(reports), figures, random.choice(list(Kind))))
    return reports


def _count(random: Random) -> int:
    return random.choice((0, random.randint(1, 9)))
