"""Short ways to write reports for the tests of the ledger, and strategies that draw random reports."""

import datetime as dt
from collections.abc import Iterable, Mapping
from random import Random

from hypothesis import strategies as st

from atlas import ledger
from atlas.ledger import Ledger
from atlas.model import Figure, Kind, Period, Report, Value
from atlas.problems import Location

DAY = dt.date(2026, 3, 1)
FIRST, LAST = Period(2024, 1, 1), Period(2025, 4, 4)
EITHER = [(True, True)] * 3 + [(True, False), (False, True)]
"""Which measures an article states; others state both."""


def report(
    number: int,
    figures: Mapping[str, Value],
    kind: Kind = Kind.REPLY,
    revises: str = "",
    source: str = "",
    credit: str = "",
) -> Report:
    """A report observed `number` days after DAY, in a file named after the number."""
    path = f"{number}.yaml"
    stated = tuple(Figure(Period.parse(period), *value, Location(path, 4)) for period, value in figures.items())
    location = Location(path, 1)
    return Report("FRA", day(number), kind, stated, source, credit, revises=revises, location=location)


def public(number: int, figures: Mapping[str, Value], revises: str = "") -> Report:
    """A reply that everybody can see."""
    return report(number, figures, revises=revises, source=f"https://example.org/{number}")


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def resolve(*reports: Report, first: Period = FIRST, last: Period = LAST) -> Ledger:
    return ledger.resolve("FRA", reports, first, last)


def accepted(resolved: Ledger) -> dict[Period, Value]:
    """What the figures that count state, by period."""
    return {period: resolved.stated(period) for period in resolved.periods}


COUNTS = st.integers(0, 6)
VALUES = st.tuples(COUNTS, COUNTS)
YEARS = st.sampled_from([2024, 2025])
PERIODS = st.builds(
    lambda year, ends: Period(year, min(ends), max(ends)), YEARS, st.tuples(st.integers(1, 4), st.integers(1, 4))
)
DAYS = st.integers(0, 3)
CREDITS = st.sampled_from(["", "A. Contributor", "B. Contributor"])
ORIGINS = st.tuples(DAYS, st.sampled_from(Kind), st.booleans(), CREDITS)
"""The day, the kind, whether others can see it (the reply of the bot, or the thread behind a dataset), the sender."""


def _numbered(drawn: Iterable[tuple[tuple[int, Kind, bool, str], Mapping[Period, Value]]]) -> list[Report]:
    """Reports in a file each; several may be observed on the same day."""
    reports = []
    for number, ((days, kind, is_public, credit), figures) in enumerate(drawn):
        path, address = f"{number}.yaml", f"https://example.org/{number}"
        stated = tuple(Figure(period, *value, Location(path, 4)) for period, value in sorted(figures.items()))
        source = address if is_public or kind is not Kind.REPLY else ""
        trace = address if is_public and kind is Kind.DATASET else ""
        location = Location(path, 1)
        reports.append(Report("FRA", day(days), kind, stated, source, credit, trace=trace, location=location))
    return reports


def as_stated(value: Value, kind: Kind, measures: tuple[bool, bool]) -> Value:
    """Both measures, or those that an article states."""
    requests, users = (count if is_stated else None for count, is_stated in zip(value, measures, strict=True))
    return (requests, users) if kind is Kind.PRESS else value


def arbitrary(
    periods: st.SearchStrategy[Period] = PERIODS, values: st.SearchStrategy[Value] = VALUES
) -> st.SearchStrategy[list[Report]]:
    """Reports that state anything, and so contradict each other more often than not."""
    figures = st.dictionaries(periods, st.tuples(values, st.sampled_from(EITHER)), min_size=1, max_size=4)
    drawn = st.tuples(ORIGINS, figures).map(
        lambda of: (of[0], {period: as_stated(value, of[0][1], either) for period, (value, either) in of[1].items()})
    )
    return st.lists(drawn, max_size=6).map(_numbered)


FEW_PERIODS = st.sampled_from([Period(2024, 1, 1), Period(2024, 2, 2), Period(2024, 1, 2)])
FEW_VALUES = st.sampled_from([(0, 1), (1, 1), (1, 2)])


def alike() -> st.SearchStrategy[list[Report]]:
    """Reports that often state the same, so that many figures are confirmed and some of these disputed."""
    return arbitrary(FEW_PERIODS, FEW_VALUES)


@st.composite
def consistent(draw: st.DrawFn) -> tuple[dict[Period, Value], list[Report]]:
    """True values of every quarter, and reports that state sums of them."""
    quarters = [Period(year, q, q) for year in (2024, 2025) for q in range(1, 5)]
    truth: dict[Period, Value] = {quarter: draw(VALUES) for quarter in quarters}
    figures = st.dictionaries(PERIODS, st.sampled_from(EITHER), min_size=1, max_size=4)
    drawn = draw(st.lists(st.tuples(ORIGINS, figures), max_size=6))
    return truth, _numbered(
        (of, {period: as_stated(total(truth, period), of[1], either) for period, either in periods.items()})
        for of, periods in drawn
    )


def total(values: Mapping[Period, Value], period: Period) -> Value:
    """The sum over the quarters of a period."""
    requests, users = zip(*(values[quarter] for quarter in period.quarters), strict=True)
    return sum(map(int, requests)), sum(map(int, users))


def random_reports(random: Random) -> list[Report]:
    """Reports with one to six figures about one or two years; about half of the hidden counts are zero.

    Most figures are sums of those counts. About one in five has values of its own instead, which may contradict others.
    An article may state one measure alone. About half of the replies have an address.
    """
    years = range(2024, 2024 + random.randint(1, 2))
    hidden: dict[Period, Value] = {
        Period(year, q, q): (_count(random), _count(random)) for year in years for q in range(1, 5)
    }
    reports: list[Report] = []
    number_of_figures = random.randint(1, 6)
    while number_of_figures:
        figures: dict[str, Value] = {}
        kind = random.choice(list(Kind))
        for _ in range(random.randint(1, number_of_figures)):
            first, last = sorted(random.choices(range(1, 5), k=2))
            period = Period(random.choice(years), first, last)
            is_own = random.random() < 0.2
            value = (_count(random), _count(random)) if is_own else total(hidden, period)
            figures[str(period)] = as_stated(value, kind, random.choice(EITHER))
            number_of_figures -= 1
        number = len(reports)
        source = f"https://example.org/{number}" if kind is not Kind.REPLY or random.random() < 0.5 else ""
        reports.append(report(number, figures, kind, source=source))
    return reports


def _count(random: Random) -> int:
    return random.choice((0, random.randint(1, 9)))
