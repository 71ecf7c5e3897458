"""The reports of one country -> what is known about every period, and which figures were revised or contradict others.

Figures are accepted newest first, so where reports differ the newest figure counts.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from atlas.ledger import account as accounts
from atlas.ledger.account import Account, Statement, Value
from atlas.model import FIRST_QUARTER, MEASURES, Effect, Figure, Period, Report, Status, YearStatus, quarters_between

__all__ = ["Ledger", "Resolved", "Revision", "Statement", "Year", "contradictions", "resolve", "resolve_all"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A stated figure that is no longer accepted, and the accepted ones that it contradicts.

    `effect` is what newer reports did to it: REVISES if one states its period, else CONFLICTS. `against` is the formula
    of the figures that it contradicts. `newer` is the newest statement among them; one whose report explains the
    revision comes before all others. `is_negative` says whether the figures contradict each other only because a count
    cannot be below zero. `current` is what is known about the period now.
    """

    older: Statement
    effect: Effect
    against: str
    newer: Statement
    current: Value
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is known about one period, and how: requests and users are each None where they are not known.

    `span` is set for a bounded quarter only: the shortest longer period whose total is known.
    """

    period: Period
    requests: int | None
    users: int | None
    status: Status
    span: Period | None = None
    span_value: tuple[int, int] | None = None
    formula: str = ""
    statements: tuple[Statement, ...] = ()
    first_observed: dt.date | None = None
    last_observed: dt.date | None = None
    revised: bool = False

    @property
    def is_known(self) -> bool:
        """Whether both measures are known exactly."""
        return self.status in (Status.REPORTED, Status.DERIVED)

    @property
    def reports(self) -> int:
        """The number of reports from which it follows."""
        return len({statement.report.location.path for statement in self.statements})


@dataclass(frozen=True, slots=True)
class Year:
    """What is known about one calendar year; the total in `resolved` is None unless the whole year is known."""

    resolved: Resolved
    status: YearStatus
    quarters_known: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that follows from the reports of one country; it answers questions about any period."""

    iso3: str
    reports: tuple[Report, ...]
    quarters: tuple[Resolved, ...]
    years: tuple[Year, ...]
    revisions: tuple[Revision, ...]
    account: Account = field(repr=False, compare=False)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that accepted statements state, in order."""
        return tuple(sorted(self.account.accepted))

    def value(self, period: Period) -> Value:
        """Requests and users of a period, each None where it does not follow exactly."""
        return self.account.value(period)

    def users_range(self, period: Period) -> tuple[float, float]:
        """The fewest and the most users that a quarter or year of the ledger can have; infinite without a limit."""
        return self.account.bounds[MEASURES.index("users")].bounds(period.opens, period.closes)

    def statements(self, period: Period) -> tuple[Statement, ...]:
        """The accepted statements of exactly this period, newest first; all of them state the same value."""
        return tuple(self.account.accepted.get(period, ()))

    def effect(self, figure: Figure) -> Effect:
        """What a figure of a newer report would do to what is known: new, confirms, revises or conflicts."""
        return self.account.effect(figure)

    def history(self) -> Iterator[tuple[Report, tuple[Effect, ...]]]:
        """Every report, oldest first, with the effect of each of its figures on what was known before.

        The reports are added one at a time. Only if a figure does not fit is everything so far accepted again, newest
        first; while all figures agree, the order makes no difference.
        """
        account = Account(self.account.low, self.account.high)
        for number, report in enumerate(self.reports, 1):
            yield report, tuple(account.effect(figure) for figure in report.figures)
            fits = [account.accept(Statement(figure, report)) for figure in report.figures]
            if not all(fits):
                account, _ = accounts.accept_newest_first(self.reports[:number], account.low, account.high)


def resolve_all(reports: Iterable[Report]) -> dict[str, Ledger]:
    """The ledger of every country with reports, by code. All have the same quarters, from FIRST_QUARTER to the newest.

    `check` rejects a period before FIRST_QUARTER; in a state that was never checked, the quarters begin with it.
    """
    by_country: dict[str, list[Report]] = {}
    for report in reports:
        by_country.setdefault(report.iso3, []).append(report)
    periods = [figure.period for reports in by_country.values() for report in reports for figure in report.figures]
    first = Period.quarter_from_boundary(min(period.opens for period in (FIRST_QUARTER, *periods)))
    last = Period.quarter_from_boundary(max(period.closes for period in (FIRST_QUARTER, *periods)) - 1)
    return {iso3: resolve(iso3, by_country[iso3], first, last) for iso3 in sorted(by_country)}


def resolve(iso3: str, reports: Iterable[Report], first: Period, last: Period) -> Ledger:
    """The ledger of one country for the quarters `first` to `last`, which must include the periods of all figures."""
    ordered = tuple(sorted(reports, key=lambda report: (report.observed, report.location.path)))
    account, rejected = accounts.accept_newest_first(ordered, 4 * first.year, 4 * (last.year + 1))
    revisions = tuple(_revision(account, statement) for statement in rejected)
    revised = {revision.older.figure.period for revision in revisions if revision.effect is Effect.REVISES}
    quarters = tuple(_resolve_quarter(account, quarter, revised) for quarter in quarters_between(first, last))
    years = tuple(_year(account, year, quarters, revised) for year in range(first.year, last.year + 1))
    return Ledger(iso3, ordered, quarters, years, revisions, account)


def contradictions(report: Report) -> tuple[Revision, ...]:
    """The figures of one report that contradict its other figures."""
    periods = [figure.period for figure in report.figures]
    low, high = min(period.opens for period in periods), max(period.closes for period in periods)
    account, rejected = accounts.accept_newest_first([report], low, high)
    return tuple(_revision(account, statement) for statement in rejected)


def _revision(account: Account, older: Statement) -> Revision:
    period = older.figure.period
    outside = account.outside(older.figure)
    assert outside is not None, "a figure that was rejected never fits later: bounds only become tighter"
    measure, is_above = outside
    start, goal = (period.opens, period.closes) if is_above else (period.closes, period.opens)
    path = account.path(measure, start, goal)
    against = [s for edge in path if edge.statement for s in account.accepted[edge.statement.figure.period]]
    return Revision(
        older=older,
        effect=account.effect(older.figure),
        against=accounts.terms(path, period),
        # The newest that explains the revision, if any does: a report that only confirms it need not explain it again.
        newer=max(against, key=lambda s: (bool(s.report.revises), s.report.observed, s.report.location)),
        current=account.value(period),
        is_negative=any(edge.statement is None for edge in path),
    )


def _resolve_quarter(account: Account, quarter: Period, revised: set[Period]) -> Resolved:
    requests, users = account.value(quarter)
    if requests is not None and users is not None:
        return _known(account, quarter, revised=quarter in revised)
    span = _shortest_span(account, quarter)
    if span is None:
        return Resolved(quarter, requests, users, Status.MISSING, revised=quarter in revised)
    of_span = _known(account, span, revised=quarter in revised)
    return replace(
        of_span,
        period=quarter,
        requests=requests,
        users=users,
        status=Status.BOUNDED,
        span=span,
        span_value=(of_span.requests or 0, of_span.users or 0),
    )


def _shortest_span(account: Account, quarter: Period) -> Period | None:
    """The shortest period of the year that includes the quarter and whose total is known; the earliest of several."""
    spans = (Period(quarter.year, a, b) for a in range(1, quarter.first + 1) for b in range(quarter.last, 5))
    known = [span for span in spans if None not in account.value(span)]
    return min(known, key=lambda span: (span.closes - span.opens, span.opens), default=None)


def _known(account: Account, period: Period, *, revised: bool) -> Resolved:
    """A period whose measures are both known: as stated, or with the formula from which they follow."""
    value = account.value(period)
    groups, status, formula = [account.accepted.get(period, [])], Status.REPORTED, ""
    if period not in account.accepted:
        measures = range(len(MEASURES))
        paths = [account.path(measure, period.opens, period.closes) for measure in measures]
        # The lower bound may follow from other figures than the upper bound; the value rests on both.
        both_ways = paths + [account.path(measure, period.closes, period.opens) for measure in measures]
        terms = {edge.statement.figure.period for path in both_ways for edge in path if edge.statement}
        groups, status = [account.accepted[term] for term in sorted(terms)], Status.DERIVED
        formulas = [accounts.formula(path, period, count) for path, count in zip(paths, value, strict=True)]
        formula = formulas[0]
        if len(set(formulas)) > 1:
            formula = "; ".join(f"{measure}: {text}" for measure, text in zip(MEASURES, formulas, strict=True))
    days = [[statement.report.observed for statement in group] for group in groups]
    requests, users = value
    return Resolved(
        period=period,
        requests=requests,
        users=users,
        status=status,
        formula=formula,
        statements=tuple(statement for group in groups for statement in group),
        first_observed=max(min(group) for group in days),
        last_observed=max(max(group) for group in days),
        revised=revised,
    )


def _year(account: Account, year: int, quarters: Iterable[Resolved], revised: set[Period]) -> Year:
    period = Period(year, 1, 4)
    within = [quarter for quarter in quarters if quarter.period.year == year]
    known = sum(quarter.is_known for quarter in within)
    if None not in account.value(period):
        resolved = _known(account, period, revised=period in revised)
        return Year(resolved, YearStatus(resolved.status), known)
    is_covered = any(quarter.status is not Status.MISSING for quarter in within)
    statements = tuple(dict.fromkeys(s for quarter in within for s in quarter.statements))
    resolved = Resolved(period, None, None, Status.MISSING, statements=statements)
    return Year(resolved, YearStatus.PARTIAL if is_covered else YearStatus.MISSING, known)
