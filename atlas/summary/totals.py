"""Countries together: their ranking and their totals in a quarter, and the same countries in two quarters."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from atlas.ledger import Resolved, resolve_all
from atlas.model import Country, Period, Range, Report, Status
from atlas.summary.profiles import FIRST_REPORT, Profile, Rate

PRESS_DAY = dt.date(2025, 5, 6)
PRESS_QUARTERS = (Period(2024, 1, 1), Period(2025, 1, 1))
"""On this day newspapers compared the totals of these quarters over whatever had been reported by then."""

MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Total:
    """Requests and users added over countries: the number of countries, and how many of these have only bounds."""

    requests: Range
    users: Range
    countries: int
    by_bounds: int

    def per_month(self, period: Period) -> "Total":
        """The average of a month, in whole requests and users, where this is the total of a period."""
        length = MONTHS_OF_QUARTER * len(period.quarters)
        requests, users = _average(self.requests, length), _average(self.users, length)
        return replace(self, requests=requests, users=users)


def _average(count: Range, length: int) -> Range:
    """A range divided by a length: rounded outwards, so that no possible value is left out; to the nearest if exact.

    17,217 to 17,223 users in nine months are 1,913 to 1,914 a month.
    """
    if count.exact is not None:
        return Range(round(count.exact / length), round(count.exact / length))
    return Range(count.lower // length, None if count.upper is None else math.ceil(count.upper / length))


@dataclass(frozen=True, slots=True)
class Panel:
    """The matched panel of two periods: the countries that have upper bounds in both, and their totals in each.

    A panel of countries known exactly would select on the outcome: in early 2024 a country is known exactly only if it
    had no requests, or was one of few whose quarters the bot stated. `rest` totals are over all countries but the
    `largest` by requests in both periods together, which can outweigh all others; `exact` totals are over those known
    exactly in both; `still_zero` counts the countries without any users in both.
    """

    before: Period
    after: Period
    countries: tuple[Country, ...]
    total_before: Total
    total_after: Total
    exact_before: Total
    exact_after: Total
    largest: Country | None
    rest_before: Total
    rest_after: Total
    still_zero: int

    @property
    def by_bounds(self) -> int:
        """How many of its countries are known by bounds only in at least one of the two periods."""
        return len(self.countries) - self.exact_before.countries

    @property
    def per_month(self) -> "Panel":
        """The same panel with averages of a month in place of totals, to compare periods of different length."""
        return replace(
            self,
            total_before=self.total_before.per_month(self.before),
            total_after=self.total_after.per_month(self.after),
            exact_before=self.exact_before.per_month(self.before),
            exact_after=self.exact_after.per_month(self.after),
            rest_before=self.rest_before.per_month(self.before),
            rest_after=self.rest_after.per_month(self.after),
        )


@dataclass(frozen=True, slots=True)
class PressComparison:
    """What the press compared in spring 2025, and the same two quarters over the same countries.

    The naive totals are over every country for which reports until `day` state the quarter as such. `own` is the panel
    of the countries whose later quarter the press had.
    """

    day: dt.date
    naive_before: Total
    naive_after: Total
    panel: Panel
    own: Panel

    @property
    def is_fourfold(self) -> bool:
        """Whether the ranges bear out the press: every ratio of users that they allow rounds to four."""
        before, after = self.panel.total_before.users, self.panel.total_after.users
        if before.upper is None or after.upper is None:
            return False
        return 3.5 * before.upper <= after.lower and after.upper < 4.5 * before.lower


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a number of countries have each status in one quarter; only those with reports have a status.

    `total` is over the countries known exactly, `bounded_total` over all that have upper bounds.
    """

    quarter: Period
    countries: int
    counts: Mapping[Status, int]
    total: Total
    bounded_total: Total

    @property
    def reporting(self) -> int:
        """Countries with at least one report."""
        return sum(self.counts.values())

    @property
    def without_reports(self) -> int:
        """Countries without any report."""
        return self.countries - self.reporting

    @property
    def bounded(self) -> int:
        """Countries for which only bounds are known."""
        return self.counts[Status.BOUNDED]

    @property
    def missing(self) -> int:
        """Countries with reports, none of which covers the quarter."""
        return self.counts[Status.MISSING]

    @property
    def known(self) -> int:
        """Countries with a value of their own."""
        return self.counts[Status.REPORTED] + self.counts[Status.DERIVED]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A country's rank among those known in a quarter, by requests; countries with equal requests share a rank."""

    rank: int
    profile: Profile
    quarter: Resolved
    before: Resolved | None

    @property
    def rate(self) -> Rate | None:
        """Users per million in the quarter; None where the population is unknown."""
        return self.profile.rate(self.quarter)

    @property
    def requests_before(self) -> int | None:
        """Requests in the quarter before; None where they are unknown."""
        return self.before.requests if self.before else None


def total(periods: Iterable[Resolved]) -> Total:
    """The sum over countries of one period each; every one should have upper bounds, or the sum has none."""
    rows, zero = tuple(periods), Range(0, 0)
    return Total(
        requests=sum((row.requests_range for row in rows), zero),
        users=sum((row.users_range for row in rows), zero),
        countries=len(rows),
        by_bounds=sum(not row.is_known for row in rows),
    )


def ranking(profiles: Sequence[Profile], quarter: Period) -> tuple[Ranked, ...]:
    """The countries known in a quarter, most requests first, then most users, then by name."""
    previous = Period.quarter_from_boundary(quarter.opens - 1)
    known = [(profile, resolved) for profile in profiles if (resolved := profile.known(quarter))]
    known.sort(key=lambda pair: (-(pair[1].requests or 0), -(pair[1].users or 0)))
    requests = [resolved.requests for _, resolved in known]
    return tuple(
        Ranked(requests.index(resolved.requests) + 1, profile, resolved, profile.known(previous))
        for profile, resolved in known
    )


def coverage_of(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Coverage, ...]:
    """The coverage of each quarter."""
    return tuple(_coverage(profiles, quarter) for quarter in quarters)


def _coverage(profiles: Sequence[Profile], quarter: Period) -> Coverage:
    resolved = [r for profile in profiles if (r := profile.quarter(quarter))]
    counts = {status: sum(r.status is status for r in resolved) for status in Status}
    exact, bounded = (total(r for r in resolved if r.is_known), total(r for r in resolved if r.has_limit))
    return Coverage(quarter, len(profiles), counts, exact, bounded)


def panels_of(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Panel, ...]:
    """Each quarter compared with the same quarter a year before, where any country can be compared."""
    pairs = [(after.a_year_before, after) for after in quarters if after.a_year_before in quarters]
    return tuple(panel for before, after in pairs if (panel := panel_of(profiles, before, after)).countries)


def panel_of(profiles: Sequence[Profile], before: Period, after: Period) -> Panel:
    """The matched panel of two periods, which may be longer than a quarter.

    Each country's bounds are asked from its ledger directly: the sum of the bounds of its quarters would be wider.
    """
    ledgers = [(profile.country, profile.ledger) for profile in profiles if profile.ledger]
    resolved = [(country, ledger.resolve(before), ledger.resolve(after)) for country, ledger in ledgers]
    pairs = [row for row in resolved if row[1].has_limit and row[2].has_limit]
    exact = [row for row in pairs if row[1].is_known and row[2].is_known]
    largest = max(pairs, key=lambda row: _most_requests(row[1]) + _most_requests(row[2]), default=None)
    others = [row for row in pairs if row is not largest]
    return Panel(
        before=before,
        after=after,
        countries=tuple(country for country, _, _ in pairs),
        total_before=total(old for _, old, _ in pairs),
        total_after=total(new for _, _, new in pairs),
        exact_before=total(old for _, old, _ in exact),
        exact_after=total(new for _, _, new in exact),
        largest=largest[0] if largest else None,
        rest_before=total(old for _, old, _ in others),
        rest_after=total(new for _, _, new in others),
        still_zero=sum(old.users == new.users == 0 for _, old, new in pairs),
    )


def _most_requests(resolved: Resolved) -> int:
    return resolved.requests_range.upper or 0


def press_comparison(profiles: Sequence[Profile], reports: Iterable[Report]) -> PressComparison | None:
    """What the press compared, beside the same countries; None if these are none, or may have had no users before."""
    panel = panel_of(profiles, *PRESS_QUARTERS)
    if not panel.total_before.users.lower:
        return None
    ledgers = resolve_all(report for report in reports if report.observed <= PRESS_DAY)
    stated = [
        [(iso3, q) for iso3, ledger in ledgers.items() for q in ledger.quarters if q.period == quarter]
        for quarter in PRESS_QUARTERS
    ]
    reported = [[(iso3, quarter) for iso3, quarter in rows if quarter.status is Status.REPORTED] for rows in stated]
    naive_before, naive_after = (total(quarter for _, quarter in rows) for rows in reported)
    later = {iso3 for iso3, _ in reported[1]}
    own = panel_of([profile for profile in profiles if profile.country.iso3 in later], *PRESS_QUARTERS)
    return PressComparison(PRESS_DAY, naive_before, naive_after, panel, own)


@dataclass(frozen=True, slots=True)
class LongerPanels:
    """Matched panels of longer periods: the same nine months a year apart, and the last quarter of the first year.

    The bot's first report was for nine months, so for many countries these can be compared exactly. The last quarter is
    three months; per month, it shows when the rise began.
    """

    nine_months: Panel
    last_quarter: Panel


def longer_panels(profiles: Sequence[Profile]) -> LongerPanels:
    """The matched panels that begin with the bot's first nine months."""
    year = FIRST_REPORT.year
    return LongerPanels(
        panel_of(profiles, FIRST_REPORT, Period(year + 1, 1, 3)), panel_of(profiles, FIRST_REPORT, Period(year, 4, 4))
    )
