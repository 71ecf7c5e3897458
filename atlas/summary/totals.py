"""Countries together: their ranking and their totals in a quarter, and the same countries in two quarters."""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from atlas.ledger import Resolved, resolve_all
from atlas.model import Country, Period, Report, Status
from atlas.summary.profiles import Profile, Rate

PRESS_DAY = dt.date(2025, 5, 6)
PRESS_QUARTERS = (Period(2024, 1, 1), Period(2025, 1, 1))
"""On this day newspapers compared the totals of these quarters over whatever had been reported by then."""


@dataclass(frozen=True, slots=True)
class Total:
    """Requests and users added over countries, with the number of countries in the sum."""

    requests: int
    users: int
    countries: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The matched panel of two quarters: the countries known in both, and their totals in each.

    `active` totals are over the countries that had affected users in the earlier quarter; `still_zero` counts those
    without any in both. `rest` totals are over all countries but the `largest` by requests in both quarters together,
    which can outweigh all others.
    """

    before: Period
    after: Period
    countries: tuple[Country, ...]
    total_before: Total
    total_after: Total
    active_before: Total
    active_after: Total
    still_zero: int
    largest: Country | None
    rest_before: Total
    rest_after: Total


@dataclass(frozen=True, slots=True)
class Range:
    """What users over a number of countries can at least and at most add up to."""

    lower: int
    upper: int
    countries: int


@dataclass(frozen=True, slots=True)
class PressComparison:
    """What the press compared in spring 2025, and the same two quarters over the same countries.

    The naive totals are over every country for which reports until `day` state the quarter as such. `panel` has only
    the countries known exactly in both quarters; that selects those without users in early 2024, for most others know
    only nine months. So the ranges are over all countries that have an upper bound in both.
    """

    day: dt.date
    naive_before: Total
    naive_after: Total
    panel: Panel
    range_before: Range
    range_after: Range

    @property
    def is_fourfold(self) -> bool:
        """Whether the ranges bear out the press: every ratio that they allow rounds to four."""
        before, after = self.range_before, self.range_after
        return 3.5 * before.upper <= after.lower and after.upper < 4.5 * before.lower


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a number of countries have each status in one quarter; only those with reports have a status."""

    quarter: Period
    countries: int
    counts: Mapping[Status, int]
    total: Total

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
        """Countries for which only a longer period that includes the quarter is known."""
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


def total(quarters: Iterable[Resolved]) -> Total:
    """The sum over countries of one period each; every one must be known."""
    known = tuple(quarters)
    return Total(sum(q.requests or 0 for q in known), sum(q.users or 0 for q in known), len(known))


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
    return Coverage(quarter, len(profiles), counts, total(r for r in resolved if r.is_known))


def panels_of(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Panel, ...]:
    """Each quarter compared with the same quarter a year before."""
    return tuple(
        panel_of(profiles, after.a_year_before, after) for after in quarters if after.a_year_before in quarters
    )


def panel_of(profiles: Sequence[Profile], before: Period, after: Period) -> Panel:
    """The matched panel of two quarters."""
    pairs = [
        (profile, old, new) for profile in profiles if (old := profile.known(before)) and (new := profile.known(after))
    ]
    active = [(old, new) for _, old, new in pairs if old.users]
    largest = max(pairs, key=lambda pair: (pair[1].requests or 0) + (pair[2].requests or 0), default=None)
    others = [pair for pair in pairs if pair is not largest]
    return Panel(
        before=before,
        after=after,
        countries=tuple(profile.country for profile, _, _ in pairs),
        total_before=total(old for _, old, _ in pairs),
        total_after=total(new for _, _, new in pairs),
        active_before=total(old for old, _ in active),
        active_after=total(new for _, new in active),
        still_zero=sum(not old.users and not new.users for _, old, new in pairs),
        largest=largest[0].country if largest else None,
        rest_before=total(old for _, old, _ in others),
        rest_after=total(new for _, _, new in others),
    )


def press_comparison(profiles: Sequence[Profile], reports: Iterable[Report]) -> PressComparison | None:
    """What the press compared, beside the same countries; None if these are none, or may have had no users before."""
    panel = panel_of(profiles, *PRESS_QUARTERS)
    if not panel.countries:
        return None
    ledgers = resolve_all(report for report in reports if report.observed <= PRESS_DAY).values()
    resolved = [quarter for ledger in ledgers for quarter in ledger.quarters if quarter.status is Status.REPORTED]
    naive_before, naive_after = (total(r for r in resolved if r.period == quarter) for quarter in PRESS_QUARTERS)
    before, after = _user_ranges(profiles, PRESS_QUARTERS)
    return PressComparison(PRESS_DAY, naive_before, naive_after, panel, before, after) if before.lower else None


def _user_ranges(profiles: Sequence[Profile], quarters: Sequence[Period]) -> Iterator[Range]:
    """The total of users in each quarter, over the countries that have an upper bound in all of them."""
    ranges = [[profile.ledger.users_range(quarter) for quarter in quarters] for profile in profiles if profile.ledger]
    bounded = [of_country for of_country in ranges if math.inf not in itertools.chain(*of_country)]
    for bounds in zip(*bounded, strict=True):
        lower, upper = (int(sum(ends)) for ends in zip(*bounds, strict=True))
        yield Range(lower, upper, len(bounded))
