"""A country and what is known of it."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.ledger import Ledger, Resolved
from atlas.model import (
    FIRST_QUARTER,
    SMALLEST_BASE,
    Country,
    DsaRequests,
    Figure,
    MissingReason,
    Period,
    Population,
    Report,
    Status,
    newest_population,
)
from atlas.problems import Location, Problem

MILLION = 1_000_000
DISPUTED = "disputed"  # the rule of atlas/rules.py about a figure that contradicts a confirmed one

FIRST_REPORT = Period(FIRST_QUARTER.year, 1, 3)
"""January to September 2024, what the bot showed at first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Affected users per million people, with the population behind it."""

    users_per_million: float
    population: Population


@dataclass(frozen=True, slots=True)
class Headline:
    """Requests and users of a known period, and how they follow from stated figures; empty if they are stated."""

    period: Period
    requests: int
    users: int
    formula: str


@dataclass(frozen=True, slots=True)
class FulfilledShare:
    """Requests fulfilled in about the days of the DSA report, at least and at most, beside those received in them."""

    received: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One country and what is known of it; `ledger` is None without reports.

    `warned` are the warnings about its figures, `missing_reasons` say why its missing quarters are missing.
    """

    country: Country
    ledger: Ledger | None
    population: Mapping[int, int]
    dsa_requests: DsaRequests | None
    note: str
    warned: tuple[Problem, ...] = ()
    missing_reasons: Mapping[Period, MissingReason] = field(default_factory=dict)

    @property
    def quarters(self) -> tuple[Resolved, ...]:
        """Its quarters in order of time; empty without reports."""
        return self.ledger.quarters if self.ledger else ()

    @property
    def years(self) -> tuple[Resolved, ...]:
        """Its years in order of time; empty without reports."""
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
    def stated_until(self) -> int:
        """The boundary up to which figures that count state anything, one measure included; without any, the first."""
        periods = self.ledger.periods if self.ledger else ()
        return max((period.closes for period in periods), default=FIRST_QUARTER.opens)

    @property
    def newest_rejected(self) -> Period | None:
        """The newest period of a figure that does not count, if it ends after all that do; None without one."""
        periods = [figure.period for report in self.reports for figure in report.figures]
        newest = max(periods, key=lambda period: (period.closes, period.opens), default=None)
        return newest if newest and newest.closes > self.stated_until else None

    @property
    def headline(self) -> Headline | None:
        """The figure to show first: of the newest quarter with both measures, or of a longer period that ends later.

        None without any. Of a newer period, one measure may be stated or bounded: see `stated_until`.
        """
        for quarter in reversed(self.quarters):
            if quarter.span and quarter.span_value:
                return Headline(quarter.span, *quarter.span_value, quarter.formula)
            if quarter.requests is not None and quarter.users is not None:
                return Headline(quarter.period, quarter.requests, quarter.users, quarter.formula)
        return None

    @property
    def newest_bounded(self) -> Resolved | None:
        """The newest quarter of which an upper bound is known, and no exact value."""
        return next((quarter for quarter in reversed(self.quarters) if quarter.status is Status.BOUNDED), None)

    @property
    def latest(self) -> Resolved | Headline | None:
        """What tables show: the newest quarter whose own value is known, else a longer period."""
        return self.newest or self.headline

    @property
    def has_few_received(self) -> bool:
        """Whether Telegram received too few requests for information, by its DSA report, for a share of them."""
        return self.dsa_requests is not None and self.dsa_requests.information_requests < SMALLEST_BASE

    @property
    def fulfilled_share(self) -> FulfilledShare | None:
        """Requests fulfilled beside those received for the DSA report; None without an upper bound or on a small base.

        The report runs from 17 February 2024 to 17 February 2025. At least the requests of the quarters that lie in it
        entirely were fulfilled then, 2024-Q2 to Q4; at most those of all quarters that it touches, 2024-Q1 to 2025-Q1.
        """
        received = self.dsa_requests
        if self.ledger is None or received is None or self.has_few_received:
            return None
        first, last = Period.quarter_of_day(received.start), Period.quarter_of_day(received.end)
        inner_opens = first.opens if first.start == received.start else first.closes
        inner_closes = last.closes if last.end == received.end else last.opens
        inner, _ = self.ledger.ranges_between(inner_opens, inner_closes)
        outer, _ = self.ledger.ranges_between(first.opens, last.closes)
        if outer.upper is None:
            return None
        return FulfilledShare(received.information_requests, inner.lower, outer.upper)

    @property
    def newest_rate(self) -> Rate | None:
        """Users per million in the newest quarter whose own value is known."""
        return self.rate(self.newest) if self.newest else None

    @property
    def last_observed(self) -> dt.date | None:
        """The day of its newest report."""
        return max((report.observed for report in self.reports), default=None)

    @property
    def is_unrefreshed_zero(self) -> bool:
        """Whether zeros for January to September 2024 are all that is known."""
        covered = {quarter.period: quarter for quarter in self.quarters if quarter.status is not Status.MISSING}
        return tuple(covered) == FIRST_REPORT.quarters and all(q.requests == q.users == 0 for q in covered.values())

    @property
    def is_unrefreshed(self) -> bool:
        """Whether it has figures, but no report states any for the time after September 2024."""
        newest = self.newest_rejected.closes if self.newest_rejected else self.stated_until
        return FIRST_QUARTER.opens < self.stated_until and newest <= FIRST_REPORT.closes

    @property
    def quarters_known(self) -> int:
        """How many quarters have a value of their own."""
        return sum(quarter.is_known for quarter in self.quarters)

    @property
    def quarters_total(self) -> int:
        """How many quarters its ledger covers."""
        return len(self.quarters)

    @property
    def requests_a_year_before(self) -> int | None:
        """Requests in the quarter a year before the newest known one; None where they are unknown."""
        quarter = self.quarter(self.newest.period.a_year_before) if self.newest else None
        return quarter.requests if quarter else None

    @property
    def last_check(self) -> Report | None:
        """The newest report that says what was the newest period that the bot showed on its day."""
        return max((r for r in self.reports if r.newest_shown), key=lambda report: report.observed, default=None)

    @property
    def was_asked_again(self) -> bool:
        """Whether somebody asked the bot after the quarter that follows the newest figure, and it showed nothing newer.

        The day of an article or a dataset says when it appeared, not what the bot showed then.
        """
        check = self.last_check
        if check is None or check.newest_shown is None or check.newest_shown.closes > self.stated_until:
            return False
        return check.observed > Period.quarter_from_boundary(self.stated_until).end

    def not_offered_on(self, quarter: Period) -> dt.date | None:
        """The newest day on which the bot showed nothing as new as a quarter; None if no report says so.

        If a quarter was due on any such day, it was due on the newest.
        """
        checks = [(report.observed, report.newest_shown) for report in self.reports]
        return max((day for day, shown in checks if shown and shown.closes <= quarter.opens), default=None)

    def warnings(self, resolved: Resolved) -> tuple[str, ...]:
        """The names of the rules that warn about a period, or about a figure that it rests on."""
        return tuple(sorted({rule for rule, _ in self.warnings_with_subjects(resolved)}))

    def warnings_with_subjects(self, resolved: Resolved) -> tuple[tuple[str, str], ...]:
        """The rules that warn about a period or a figure that it rests on, each with the period it is about, sorted.

        A period does not rest on a disputed figure, but on the figures that this one contradicts or would replace.
        """
        period_of = {statement.figure.location: statement.figure.period for statement in resolved.statements}
        subjects = {location: {str(resolved.period), str(period)} for location, period in period_of.items()}
        warnings = {(w.rule, w.subject) for w in self.warned if w.subject in subjects.get(w.location, ())}
        disputed = {dispute.rejected.figure.period for dispute in self.ledger.disputes} if self.ledger else set()
        about = disputed & {resolved.period, *period_of.values()}
        return tuple(sorted({*warnings, *((DISPUTED, str(period)) for period in about)}))

    def figure_warnings(self, figure: Figure) -> tuple[str, ...]:
        """The names of the rules that warn about a figure of a report."""
        return self._warnings_about(figure.location, figure.period)

    def report_warnings(self, report: Report) -> tuple[str, ...]:
        """The names of the rules that warn about the newest quarter which a report says the bot showed."""
        return self._warnings_about(report.location, report.nothing_after)

    def _warnings_about(self, location: Location, period: Period | None) -> tuple[str, ...]:
        return tuple(sorted({w.rule for w in self.warned if (w.location, w.subject) == (location, str(period))}))

    def quarter(self, period: Period) -> Resolved | None:
        """What is known of one quarter; None outside the quarters of the ledger."""
        return next((quarter for quarter in self.quarters if quarter.period == period), None)

    @property
    def spans(self) -> tuple[Headline, ...]:
        """The periods longer than a quarter of which only the total is known, each once."""
        values = {quarter.span: (quarter.span_value, quarter.formula) for quarter in self.quarters}
        return tuple(Headline(span, *value, formula) for span, (value, formula) in values.items() if span and value)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The quarters that no report covers."""
        return tuple(quarter.period for quarter in self.quarters if quarter.status is Status.MISSING)

    def known(self, period: Period) -> Resolved | None:
        """A quarter with a value of its own; None for any other."""
        quarter = self.quarter(period)
        return quarter if quarter and quarter.is_known else None

    def population_in(self, year: int) -> Population | None:
        """The population of the newest year known that is not after the given one."""
        return newest_population(self.population, year)

    def rate(self, resolved: Resolved) -> Rate | None:
        """Users per million in a period; None where users or the population are unknown."""
        population = self.population_in(resolved.period.year)
        if resolved.users is None or population is None:
            return None
        return Rate(round(resolved.users / population.people * MILLION, 2), population)


def sort_key(name: str) -> str:
    """A key that sorts names by the alphabet, ignoring accents and case: Åland under A, Côte d'Ivoire under C."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
