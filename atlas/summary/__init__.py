"""Ledgers -> what pages, charts and downloads say: profiles of countries, rankings, matched panels, coverage. Pure.

Every number that a reader sees is computed here or in the ledger. A total never goes without the countries in it.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas.ledger import Ledger, Resolved, Year, resolve_all
from atlas.model import FIRST_QUARTER, Country, Dataset, DsaRequests, Period, Report, Status
from atlas.summary.changes import Change, changes

MILLION = 1_000_000
PRESS_DAY = dt.date(2025, 5, 6)
PRESS_QUARTERS = (Period(2024, 1, 1), Period(2025, 1, 1))
"""On this day newspapers compared the totals of these quarters over whatever had been reported by then."""


@dataclass(frozen=True, slots=True)
class Population:
    """People living in a country in the middle of a year."""

    people: int
    year: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Affected users per million people, with the population behind it."""

    users_per_million: float
    population: Population


@dataclass(frozen=True, slots=True)
class Headline:
    """The newest period of a country with a known total: a quarter, or a longer span that ends later."""

    period: Period
    requests: int
    users: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One country and what is known of it; `ledger` is None where nobody has reported yet."""

    country: Country
    ledger: Ledger | None
    population: Mapping[int, int]
    dsa_requests: DsaRequests | None
    note: str

    @property
    def quarters(self) -> tuple[Resolved, ...]:
        """Its quarters in order of time, none without a report."""
        return self.ledger.quarters if self.ledger else ()

    @property
    def years(self) -> tuple[Year, ...]:
        """Its years in order of time, none without a report."""
        return self.ledger.years if self.ledger else ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """Its reports, oldest first."""
        return self.ledger.reports if self.ledger else ()

    @property
    def newest(self) -> Resolved | None:
        """The newest quarter whose own value is known."""
        return next((quarter for quarter in reversed(self.quarters) if quarter.is_known), None)

    @property
    def headline(self) -> Headline | None:
        """What to say first of the country; None where nothing is known."""
        for quarter in reversed(self.quarters):
            if quarter.span and quarter.span_value:
                return Headline(quarter.span, *quarter.span_value)
            if quarter.requests is not None and quarter.users is not None:
                return Headline(quarter.period, quarter.requests, quarter.users)
        return None

    @property
    def last_observed(self) -> dt.date | None:
        """The day of its newest report."""
        return max((report.observed for report in self.reports), default=None)

    @property
    def is_unrefreshed_zero(self) -> bool:
        """Whether all that is known are zeros of January to September 2024, the first report that the bot gave."""
        known = [quarter for quarter in self.quarters if quarter.status is not Status.MISSING]
        first_three = Period(FIRST_QUARTER.year, 1, 3)
        return bool(known) and all(
            first_three.holds(quarter.period) and quarter.requests == quarter.users == 0 for quarter in known
        )

    @property
    def quarters_known(self) -> int:
        """How many quarters have a value of their own."""
        return sum(quarter.is_known for quarter in self.quarters)

    @property
    def quarters_total(self) -> int:
        """How many quarters its ledger covers."""
        return len(self.quarters)

    @property
    def year_before_newest(self) -> Resolved | None:
        """The quarter a year before the newest known one; None outside the ledger."""
        return self.quarter(self.newest.period.a_year_before) if self.newest else None

    @property
    def was_looked_at_again(self) -> bool:
        """Whether its newest report was read after the end of the quarter that follows its newest figure."""
        newest = self.newest
        if newest is None or self.last_observed is None:
            return False
        return self.last_observed > Period.quarter_from_boundary(newest.period.closes).end

    def quarter(self, period: Period) -> Resolved | None:
        """What is known of one quarter; None outside the quarters of the ledger."""
        return next((quarter for quarter in self.quarters if quarter.period == period), None)

    @property
    def spans(self) -> tuple[Headline, ...]:
        """The spans of which only the whole is known, each once."""
        found = {quarter.span: quarter.span_value for quarter in self.quarters}
        return tuple(Headline(span, *value) for span, value in found.items() if span and value)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The quarters that no report covers."""
        return tuple(quarter.period for quarter in self.quarters if quarter.status is Status.MISSING)

    def known(self, period: Period) -> Resolved | None:
        """The same, where the quarter has a value of its own."""
        quarter = self.quarter(period)
        return quarter if quarter and quarter.is_known else None

    def population_in(self, year: int) -> Population | None:
        """The population of the newest year known that is not after the given one."""
        newest = max((known for known in self.population if known <= year), default=None)
        return Population(self.population[newest], newest) if newest else None

    def rate(self, resolved: Resolved) -> Rate | None:
        """Users per million in a period; None where users or the population are unknown."""
        population = self.population_in(resolved.period.year)
        if resolved.users is None or population is None:
            return None
        return Rate(round(resolved.users / population.people * MILLION, 2), population)


@dataclass(frozen=True, slots=True)
class Total:
    """Requests and users added over countries, with the number of countries in the sum."""

    requests: int
    users: int
    countries: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The countries known in both of two quarters, and their totals in each.

    `active` is the part of them that had any affected user in the earlier quarter; `still_zero` counts those that had
    none in either; `rest` is all but the `largest` by requests in both together, which can outweigh all others.
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

    @property
    def zero_before(self) -> int:
        """Countries without affected users in the earlier quarter."""
        return len(self.countries) - self.active_before.countries

    @property
    def became_active(self) -> int:
        """Countries without affected users in the earlier quarter that had some in the later one."""
        return self.zero_before - self.still_zero

    @property
    def is_dominated(self) -> bool:
        """Whether the largest country has more users than all others together, in both quarters."""
        pairs = ((self.total_before, self.rest_before), (self.total_after, self.rest_after))
        return all(2 * rest.users < total.users for total, rest in pairs)


@dataclass(frozen=True, slots=True)
class PressComparison:
    """What the press compared in spring 2025, and the matched panel of the same two quarters.

    The naive totals are over every country for which reports until `day` state the quarter as such.
    """

    day: dt.date
    naive_before: Total
    naive_after: Total
    panel: Panel


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
    """A country's place among those known in a quarter, by requests; countries with equal requests share a place."""

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


@dataclass(frozen=True, slots=True)
class Group:
    """Countries that belong together - a region, or the European Union - with all of their profiles by name."""

    name: str
    name_in_text: str
    slug: str
    profiles: tuple[Profile, ...]
    coverage: tuple[Coverage, ...]
    panels: tuple[Panel, ...]

    @property
    def reporting(self) -> tuple[Profile, ...]:
        """Its countries with at least one report."""
        return tuple(profile for profile in self.profiles if profile.ledger)

    @property
    def without_reports(self) -> tuple[Profile, ...]:
        """Its countries without any report."""
        return tuple(profile for profile in self.profiles if not profile.ledger)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that is shown: all countries by name, all quarters by time, and the dataset behind them."""

    dataset: Dataset
    profiles: tuple[Profile, ...]
    quarters: tuple[Period, ...]
    coverage: tuple[Coverage, ...]
    panels: tuple[Panel, ...]
    groups: tuple[Group, ...]
    changes: tuple[Change, ...]
    press_comparison: PressComparison | None
    as_of: dt.date | None

    @property
    def reporting(self) -> tuple[Profile, ...]:
        """The countries with at least one report."""
        return tuple(profile for profile in self.profiles if profile.ledger)

    @property
    def without_reports(self) -> tuple[Profile, ...]:
        """The countries without any report."""
        return tuple(profile for profile in self.profiles if not profile.ledger)

    @property
    def years(self) -> tuple[Period, ...]:
        """The calendar years that the quarters touch."""
        return tuple(Period(year, 1, 4) for year in sorted({quarter.year for quarter in self.quarters}))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The quarters, then the years."""
        return self.quarters + self.years

    @property
    def typical(self) -> Coverage | None:
        """The quarter to show first: of the newest four, the one known for most countries.

        The newest quarter is often known for two or three countries only; most readers want one that many share.
        """
        return max(self.coverage[-4:], key=lambda coverage: (coverage.known, coverage.quarter), default=None)

    def profile(self, iso3: str) -> Profile | None:
        """The country of that code, if it has reports."""
        return next((profile for profile in self.reporting if profile.country.iso3 == iso3), None)

    def panel(self, before: Period, after: Period) -> Panel:
        """The matched panel of two quarters."""
        return _panel(self.profiles, before, after)


def summarise(dataset: Dataset, ledgers: Mapping[str, Ledger]) -> Atlas:
    """All of it; `as_of` is the day of the newest report, None where there is none."""
    orders = {order.iso3: order for order in dataset.dsa_requests}
    profiles = tuple(
        Profile(
            country=country,
            ledger=ledgers.get(country.iso3),
            population=dataset.population.get(country.iso3, {}),
            dsa_requests=orders.get(country.iso3),
            note=dataset.notes.get(country.iso3, ""),
        )
        for country in sorted(dataset.countries.values(), key=lambda country: sort_key(country.name))
    )
    quarters = next((tuple(q.period for q in each.quarters) for each in ledgers.values()), ())
    return Atlas(
        dataset=dataset,
        profiles=profiles,
        quarters=quarters,
        coverage=_coverage_of(profiles, quarters),
        panels=_panels_of(profiles, quarters),
        groups=_groups(profiles, quarters),
        changes=changes(ledgers.values(), dataset.countries),
        press_comparison=_press_comparison(profiles, dataset.reports),
        as_of=max((report.observed for report in dataset.reports), default=None),
    )


def _groups(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Group, ...]:
    """The regions by name, then the European Union."""
    regions = sorted({profile.country.region for profile in profiles})
    members = {region: tuple(p for p in profiles if p.country.region == region) for region in regions}
    names = {region: (f"the {region}" if region == "Americas" else region) for region in regions}
    union = tuple(profile for profile in profiles if profile.country.eu_member)
    if union:
        members["European Union"], names["European Union"] = union, "the European Union"
    return tuple(
        Group(
            name=name,
            name_in_text=names[name],
            slug=name.lower().replace(" ", "-"),
            profiles=found,
            coverage=_coverage_of(found, quarters),
            panels=_panels_of(found, quarters),
        )
        for name, found in members.items()
    )


def _coverage_of(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Coverage, ...]:
    return tuple(_coverage(profiles, quarter) for quarter in quarters)


def _panels_of(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Panel, ...]:
    """Every quarter beside the same quarter a year before."""
    return tuple(_panel(profiles, after.a_year_before, after) for after in quarters if after.a_year_before in quarters)


def sort_key(name: str) -> str:
    """Names in the order of the alphabet, letters with marks beside those without: Åland at A, Côte d'Ivoire at C."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def total(quarters: Iterable[Resolved]) -> Total:
    """The sum over countries of one period each; every one must be known."""
    found = tuple(quarters)
    return Total(sum(q.requests or 0 for q in found), sum(q.users or 0 for q in found), len(found))


def stated_total(reports: Iterable[Report], quarter: Period, on: dt.date) -> Total:
    """The naive sum of a quarter: over every country for which reports until that day state the quarter as such."""
    ledgers = resolve_all(report for report in reports if report.observed <= on)
    quarters = (resolved for ledger in ledgers.values() for resolved in ledger.quarters)
    return total(resolved for resolved in quarters if resolved.period == quarter and resolved.status is Status.REPORTED)


def _press_comparison(profiles: Sequence[Profile], reports: Iterable[Report]) -> PressComparison | None:
    """None if no country is known in both quarters."""
    panel = _panel(profiles, *PRESS_QUARTERS)
    if not panel.countries:
        return None
    naive_before, naive_after = (stated_total(reports, quarter, PRESS_DAY) for quarter in PRESS_QUARTERS)
    return PressComparison(PRESS_DAY, naive_before, naive_after, panel)


def growth(before: int, after: int) -> float | None:
    """How many times the earlier count the later one is; None from 0."""
    return after / before if before else None


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


def _panel(profiles: Sequence[Profile], before: Period, after: Period) -> Panel:
    pairs = [
        (profile, old, new) for profile in profiles if (old := profile.known(before)) and (new := profile.known(after))
    ]
    active = [(old, new) for _, old, new in pairs if old.users]
    largest = max(pairs, key=lambda pair: (pair[1].requests or 0) + (pair[2].requests or 0), default=None)
    rest = [pair for pair in pairs if pair is not largest]
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
        rest_before=total(old for _, old, _ in rest),
        rest_after=total(new for _, _, new in rest),
    )


def _coverage(profiles: Sequence[Profile], quarter: Period) -> Coverage:
    resolved = [found for profile in profiles if (found := profile.quarter(quarter))]
    counts = {status: sum(found.status is status for found in resolved) for status in Status}
    return Coverage(quarter, len(profiles), counts, total(found for found in resolved if found.is_known))
