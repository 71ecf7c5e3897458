"""Summary -> the claims of the page "What the figures show", each with every number behind it. Pure.

A claim must hold for every count that the bounds allow; a finding whose claim does not hold is None, and is not shown.
Countries are compared where both periods have bounds, never where both are known exactly: that would select on the
outcome, see `Panel`. No total is over fewer than LEAST_COUNTRIES countries, no ratio on fewer than SMALLEST_BASE.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas.ledger import Resolved
from atlas.model import SMALLEST_BASE, Country, Period, Range, Status, quarters_between
from atlas.summary.atlas import Atlas, EvidenceCounts
from atlas.summary.due import Unrefreshed, unrefreshed
from atlas.summary.profiles import FIRST_REPORT, Profile, Rate, sort_key
from atlas.summary.totals import Panel, Total, total

LEAST_COUNTRIES = 5
"""A total over fewer says little beyond these countries."""

NEWS_YEAR, NEWS_QUARTER = ("USA", "DEU", "FRA"), ("GBR", "ESP", "BEL", "NLD")
"""The countries that were in the news: about 2,000 users each in 2024, and a few hundred in its last quarter."""

ABOUT_2000, FEW_HUNDRED = range(1_500, 2_500), range(200, 500)

LAST_QUARTER = Period(2024, 4, 4)
QUARTERS_OF_2024 = Period(2024, 1, 4).quarters


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of one country in two periods."""

    profile: Profile
    before: Resolved
    after: Resolved

    @property
    def is_known(self) -> bool:
        """Whether both periods are known exactly."""
        return self.before.is_known and self.after.is_known


@dataclass(frozen=True, slots=True)
class News:
    """The figures of 2024 that were in the news: of each country its first nine months, last quarter and year."""

    rows: tuple[tuple[Profile, Resolved, Resolved, Resolved], ...]

    @property
    def in_year(self) -> tuple[Resolved, ...]:
        """The years of the countries with about 2,000 users each."""
        return tuple(year for _, _, _, year in self.rows[: len(NEWS_YEAR)])

    @property
    def in_quarter(self) -> tuple[Resolved, ...]:
        """The last quarters of the countries with a few hundred users each."""
        return tuple(quarter for _, _, quarter, _ in self.rows[len(NEWS_YEAR) :])


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The rise from a longer period to the quarter after it, per month, in the matched panel and without its largest.

    `pairs` are the countries of the panel known exactly, the highest last value first; `risen` counts those with more
    users a month than before, `from_zero` those that had none before. `highest_bound` is the highest number of users
    that the bounds of the others allow in either period. `not_reported` have reports, but no bounds for the quarter.
    """

    panel: Panel
    pairs: tuple[Pair, ...]
    risen: int
    from_zero: int
    highest_bound: int
    not_reported: int


@dataclass(frozen=True, slots=True)
class ThirdQuarter:
    """The countries with users whose first three quarters of 2024 are each known exactly, with all four quarters.

    Of those with at least SMALLEST_BASE requests in the third quarter, `risen` had more requests and more users in it
    than in the two before together, `lower` fewer of both than in the first. `total_only` counts the countries of which
    only the total of several quarters is known, `zero` those without users in all three.
    """

    rows: tuple[tuple[Profile, tuple[Resolved, ...]], ...]
    risen: tuple[Country, ...]
    lower: tuple[Country, ...]
    total_only: int
    zero: int


@dataclass(frozen=True, slots=True)
class Course:
    """The same countries over several quarters: their totals, and without the country that has the most requests."""

    quarters: tuple[Period, ...]
    countries: tuple[Profile, ...]
    totals: tuple[Total, ...]
    largest: Country
    other_totals: tuple[Total, ...]

    @property
    def peak(self) -> Period | None:
        """The quarter with the most users; None if the bounds allow another."""
        return self._highest([row.users for row in self.totals])

    @property
    def peak_of_requests(self) -> Period | None:
        """The quarter with the most requests."""
        return self._highest([row.requests for row in self.totals])

    @property
    def peak_of_rest(self) -> Period | None:
        """The quarter with the most users without the largest country."""
        return self._highest([row.users for row in self.other_totals])

    def total_in(self, quarter: Period) -> Total:
        """The total of one of its quarters."""
        return self.totals[self.quarters.index(quarter)]

    def others_in(self, quarter: Period) -> Total:
        """The total of one of its quarters without the largest country."""
        return self.other_totals[self.quarters.index(quarter)]

    def _highest(self, counts: Sequence[Range]) -> Period | None:
        index = max(range(len(counts)), key=lambda i: counts[i].lower)
        others = [count for i, count in enumerate(counts) if i != index]
        is_certain = all(count.upper is not None and count.upper < counts[index].lower for count in others)
        return self.quarters[index] if is_certain else None


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The matched panel of the newest quarter, with its countries by how their users changed, the largest fall first.

    `opposite` are the countries in which requests moved the other way than users.
    """

    panel: Panel
    fell: tuple[Pair, ...]
    rose: tuple[Pair, ...]
    unclear: tuple[Pair, ...]
    opposite: tuple[Country, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All countries, those that fell first."""
        return (*self.fell, *self.unclear, *self.rose)


@dataclass(frozen=True, slots=True)
class PerHead:
    """The countries known in a full year by users per million people, the highest first; `most` has the most users.

    `incomplete` counts the countries of which only a part of the year is known.
    """

    year: Period
    rows: tuple[tuple[Profile, Resolved, Rate], ...]
    most: tuple[Profile, Resolved, Rate]
    incomplete: int

    @property
    def rank_of_most(self) -> int:
        """The rank by users per million of the country with the most users."""
        return 1 + sum(rate.users_per_million > self.most[2].users_per_million for _, _, rate in self.rows)


@dataclass(frozen=True, slots=True)
class QuarterRatio:
    """Users per request in one quarter of a country that has at least SMALLEST_BASE requests in it."""

    profile: Profile
    quarter: Resolved

    @property
    def value(self) -> float:
        """Users per request."""
        return (self.quarter.users or 0) / (self.quarter.requests or 1)


@dataclass(frozen=True, slots=True)
class PerRequest:
    """Users per request: of each country its lowest and its highest quarter, the country with the highest first.

    `highest` and `lowest` are those of all `quarters`, a number; `below` are all with fewer users than requests.
    """

    rows: tuple[tuple[QuarterRatio, QuarterRatio, int], ...]
    highest: QuarterRatio
    lowest: QuarterRatio
    quarters: int
    below: tuple[QuarterRatio, ...]


@dataclass(frozen=True, slots=True)
class NoNews:
    """How many countries have their newest figures in each quarter; those without any after September 2024.

    `zeros` counts those of which zeros for January to September 2024 are all that is known.
    """

    newest: tuple[tuple[Period, int], ...]
    reporting: int
    old: Unrefreshed
    zeros: int
    countries: tuple[Country, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """The evidence of all stated figures, and how many quarters of all countries with reports have each status."""

    evidence: EvidenceCounts
    statuses: Mapping[Status, int]
    reporting: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What the figures show; None where a claim does not hold."""

    news: News | None
    before_after: BeforeAfter | None
    third_quarter: ThirdQuarter | None
    course: Course | None
    year_on_year: YearOnYear | None
    per_head: PerHead | None
    per_request: PerRequest | None
    no_news: NoNews | None
    certainty: Certainty | None


def findings(atlas: Atlas) -> Findings:
    """Every finding whose claim holds."""
    reporting = atlas.reporting
    return Findings(
        news=_news(reporting),
        before_after=_before_after(reporting, atlas.longer_panels.last_quarter),
        third_quarter=_third_quarter(reporting),
        course=_course(reporting, atlas.quarters),
        year_on_year=_year_on_year(reporting, atlas.panels),
        per_head=_per_head(reporting, atlas.quarters),
        per_request=_per_request(reporting),
        no_news=_no_news(reporting),
        certainty=_certainty(atlas),
    )


def _resolve(profile: Profile, period: Period) -> Resolved:
    assert profile.ledger  # only countries with reports are asked
    return profile.ledger.resolve(period)


def _news(profiles: Iterable[Profile]) -> News | None:
    by_code = {profile.country.iso3: profile for profile in profiles}
    codes = (*NEWS_YEAR, *NEWS_QUARTER)
    if not by_code.keys() >= {*codes}:
        return None
    periods = (FIRST_REPORT, LAST_QUARTER, Period(LAST_QUARTER.year, 1, 4))
    rows = []
    for code in codes:
        nine_months, quarter, year = (_resolve(by_code[code], period) for period in periods)
        rows.append((by_code[code], nine_months, quarter, year))
    news = News(tuple(rows))
    holds = all(year.users in ABOUT_2000 for year in news.in_year)
    return news if holds and all(quarter.users in FEW_HUNDRED for quarter in news.in_quarter) else None


def _pairs(profiles: Iterable[Profile], panel: Panel) -> list[Pair]:
    members = {country.iso3 for country in panel.countries}
    return [
        Pair(profile, _resolve(profile, panel.before), _resolve(profile, panel.after))
        for profile in profiles
        if profile.country.iso3 in members
    ]


def _before_after(profiles: Sequence[Profile], panel: Panel) -> BeforeAfter | None:
    before_months, after_months = (len(period.quarters) for period in (panel.before, panel.after))

    def has_risen(before: Range, after: Range) -> bool:
        return before.upper is not None and after.lower * before_months > before.upper * after_months

    totals = ((panel.total_before, panel.total_after), (panel.rest_before, panel.rest_after))
    is_large = len(panel.countries) >= LEAST_COUNTRIES
    if not is_large or not all(has_risen(before.users, after.users) for before, after in totals):
        return None
    pairs = _pairs(profiles, panel)
    exact = [pair for pair in pairs if pair.is_known]
    exact.sort(key=lambda pair: -(pair.after.users or 0))
    by_bounds = [resolved for pair in pairs if not pair.is_known for resolved in (pair.before, pair.after)]
    return BeforeAfter(
        panel,
        tuple(exact),
        risen=sum(has_risen(pair.before.users_range, pair.after.users_range) for pair in exact),
        from_zero=sum(pair.before.users == 0 for pair in exact),
        highest_bound=max((resolved.users_range.upper or 0 for resolved in by_bounds), default=0),
        not_reported=len(profiles) - len(panel.countries),
    )


def _third_quarter(profiles: Iterable[Profile]) -> ThirdQuarter | None:
    resolved = [(profile, tuple(_resolve(profile, q) for q in QUARTERS_OF_2024)) for profile in profiles]
    exact = [row for row in resolved if all(quarter.is_known for quarter in row[1][:3])]
    rows = [row for row in exact if any(quarter.users for quarter in row[1][:3])]
    rows.sort(key=lambda row: -(row[1][2].users or 0))
    risen, lower = [], []
    for profile, quarters in rows:
        first, second, third = ((q.requests or 0, q.users or 0) for q in quarters[:3])
        if third[0] < SMALLEST_BASE:
            continue
        if all(new > in_first + in_second for in_first, in_second, new in zip(first, second, third, strict=True)):
            risen.append(profile.country)
        elif all(new < old for old, new in zip(first, third, strict=True)):
            lower.append(profile.country)
    if not risen or not lower:
        return None
    return ThirdQuarter(
        tuple(rows),
        tuple(risen),
        tuple(lower),
        total_only=sum(not all(q.is_known for q in row[1][:3]) and row[1][2].has_limit for row in resolved),
        zero=len(exact) - len(rows),
    )


def _course(profiles: Sequence[Profile], quarters: Sequence[Period]) -> Course | None:
    """The longest course from October 2024 on that LEAST_COUNTRIES share; None unless its peak is between its ends."""
    for last in reversed(quarters):
        span = quarters_between(LAST_QUARTER, last)
        members = [p for p in profiles if all((q := p.quarter(quarter)) and q.has_limit for quarter in span)]
        if len(span) > 2 and len(members) >= LEAST_COUNTRIES:
            break
    else:
        return None
    largest = max(members, key=lambda p: sum(_resolve(p, quarter).requests_range.upper or 0 for quarter in span))

    def totals(countries: Iterable[Profile]) -> tuple[Total, ...]:
        kept = list(countries)
        return tuple(total(_resolve(profile, quarter) for profile in kept) for quarter in span)

    course = Course(
        span, tuple(members), totals(members), largest.country, totals(p for p in members if p is not largest)
    )
    return course if course.peak in span[1:-1] else None


def _direction(before: Range, after: Range) -> int:
    """1 if the bounds allow only a rise, -1 if only a fall, 0 otherwise."""
    assert before.upper is not None
    assert after.upper is not None  # panels hold only countries with upper bounds
    return (after.lower > before.upper) - (after.upper < before.lower)


def _year_on_year(profiles: Iterable[Profile], panels: Sequence[Panel]) -> YearOnYear | None:
    panel = next((panel for panel in reversed(panels) if len(panel.countries) >= LEAST_COUNTRIES), None)
    if panel is None:
        return None
    pairs = _pairs(profiles, panel)
    pairs.sort(key=lambda pair: pair.after.users_range.lower - pair.before.users_range.lower)
    by_direction: dict[int, list[Pair]] = {-1: [], 0: [], 1: []}
    opposite = []
    for pair in pairs:
        users = _direction(pair.before.users_range, pair.after.users_range)
        by_direction[users].append(pair)
        if users * _direction(pair.before.requests_range, pair.after.requests_range) < 0:
            opposite.append(pair.profile.country)
    if not by_direction[-1] or not by_direction[1]:
        return None
    fell, unclear, rose = (tuple(by_direction[direction]) for direction in (-1, 0, 1))
    return YearOnYear(panel, fell, rose, unclear, tuple(opposite))


def _per_head(profiles: Sequence[Profile], quarters: Sequence[Period]) -> PerHead | None:
    """The newest year that is known in full for LEAST_COUNTRIES; None if the country with most users is also first."""
    years = sorted({quarter.year for quarter in quarters}, reverse=True)
    for year in (Period(number, 1, 4) for number in years):
        resolved = [(profile, _resolve(profile, year)) for profile in profiles]
        rows = [(profile, row, rate) for profile, row in resolved if (rate := profile.rate(row))]
        if len(rows) < LEAST_COUNTRIES:
            continue
        rows.sort(key=lambda row: -row[2].users_per_million)
        most = max(rows, key=lambda row: row[1].users or 0)
        incomplete = sum(not row.is_known and row.status is not Status.MISSING for _, row in resolved)
        per_head = PerHead(year, tuple(rows), most, incomplete)
        return per_head if per_head.rank_of_most > 1 else None
    return None


def _per_request(profiles: Iterable[Profile]) -> PerRequest | None:
    value: Callable[[QuarterRatio], float] = lambda ratio: ratio.value  # noqa: E731 - a key used three times
    ratios = [
        [QuarterRatio(p, q) for q in p.quarters if q.requests is not None and q.requests >= SMALLEST_BASE]
        for p in profiles
    ]
    rows = [(min(row, key=value), max(row, key=value), len(row)) for row in ratios if row]
    rows.sort(key=lambda row: -row[1].value)
    if len(rows) < LEAST_COUNTRIES:
        return None
    every = [ratio for row in ratios for ratio in row]
    lowest, highest = min(every, key=value), max(every, key=value)
    below = tuple(ratio for ratio in every if ratio.value < 1)
    return PerRequest(tuple(rows), highest, lowest, len(every), below) if lowest.value * 3 <= highest.value else None


def _no_news(profiles: Sequence[Profile]) -> NoNews | None:
    closes = Counter(profile.headline.period.closes for profile in profiles if profile.headline)
    old = unrefreshed(profiles)
    if not old.countries:
        return None
    names = [profile.country for profile in profiles if profile.is_unrefreshed]
    return NoNews(
        newest=tuple((Period.quarter_from_boundary(boundary - 1), closes[boundary]) for boundary in sorted(closes)),
        reporting=len(profiles),
        old=old,
        zeros=sum(profile.is_unrefreshed_zero for profile in profiles),
        countries=tuple(sorted(names, key=lambda country: sort_key(country.name))),
    )


def _certainty(atlas: Atlas) -> Certainty | None:
    if not atlas.evidence.stated:
        return None
    statuses = Counter(quarter.status for profile in atlas.reporting for quarter in profile.quarters)
    return Certainty(atlas.evidence, {status: statuses[status] for status in Status}, len(atlas.reporting))
