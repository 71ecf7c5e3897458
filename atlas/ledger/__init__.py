"""The reports of one country -> what is known about every period, and which figures were revised or contradict others.

The modules below it: `account` works out bounds, `acceptance` decides which figures count, `evidence` how they can be
verified, `formulas` how they are explained.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from atlas.ledger import acceptance, formulas
from atlas.ledger.acceptance import Rejection
from atlas.ledger.account import Account, Statement, periods_of
from atlas.ledger.evidence import evidence, origin, weakest
from atlas.model import (
    FIRST_QUARTER,
    MEASURES,
    Effect,
    Evidence,
    Figure,
    Method,
    Period,
    Range,
    Report,
    Status,
    Value,
    quarters_between,
)

__all__ = [
    "Ledger", "Resolved", "Revision", "Statement", "contradictions", "evidence", "origin", "resolve", "resolve_all",
    "weakest",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A stated figure that does not count, and the accepted ones that it contradicts.

    `effect` is REVISES if a newer report states its period, CONFLICTS if newer figures of other periods contradict it,
    and DISPUTES if it is a reply that would overrule a confirmed figure, and waits for a second report. `against` is
    the formula of the figures that it contradicts, `against_reports` are the paths of their reports. `accepted` is the
    newest statement among them; one whose report explains the revision comes before all others. `is_negative` says
    whether the figures contradict each other only because a count cannot be below zero. `current` is what is known
    about the period now.
    """

    rejected: Statement
    effect: Effect
    against: str
    against_reports: tuple[str, ...]
    accepted: Statement
    current: Value
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is known about one period, and how.

    `requests_range` and `users_range` follow from all accepted figures, and the status from them.
    `span` is set for a bounded quarter only: the shortest longer period whose total is known. `formula` says how a
    derived value follows, or else the total of the span. `low_formula` and `high_formula` say where the bounds of a
    value that is not known come from; empty for 0 by itself or no bound. `statements` are what the row rests on.
    """

    period: Period
    requests_range: Range
    users_range: Range
    status: Status
    span: Period | None = None
    span_value: tuple[int, int] | None = None
    formula: str = ""
    low_formula: str = ""
    high_formula: str = ""
    method: Method | None = None
    evidence: Evidence | None = None
    statements: tuple[Statement, ...] = ()
    first_observed: dt.date | None = None
    last_observed: dt.date | None = None
    revised: bool = False
    quarters_known: int = 0

    @property
    def is_known(self) -> bool:
        """Whether both measures are known exactly."""
        return self.status in (Status.REPORTED, Status.DERIVED)

    @property
    def requests(self) -> int | None:
        """Requests, where both measures are known exactly."""
        return self.requests_range.exact if self.is_known else None

    @property
    def users(self) -> int | None:
        """Users, where both measures are known exactly."""
        return self.users_range.exact if self.is_known else None

    @property
    def has_limit(self) -> bool:
        """Whether both measures have an upper bound."""
        return self.requests_range.upper is not None and self.users_range.upper is not None

    @property
    def reports(self) -> int:
        """The number of reports from which it follows."""
        return len({statement.report.location.path for statement in self.statements})

    @property
    def origins(self) -> int:
        """The number of independent origins of these reports."""
        return len({origin(statement.report) for statement in self.statements})


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that follows from the reports of one country; it answers questions about any period.

    `spans` are the periods longer than a quarter and shorter than a year, `resolved` is every period of its years.
    """

    iso3: str
    reports: tuple[Report, ...]
    quarters: tuple[Resolved, ...]
    years: tuple[Resolved, ...]
    spans: tuple[Resolved, ...]
    revisions: tuple[Revision, ...]
    resolved: Mapping[Period, Resolved] = field(repr=False, compare=False)
    account: Account = field(repr=False, compare=False)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that accepted statements state, in order."""
        return tuple(sorted(self.account.accepted))

    @property
    def disputes(self) -> tuple[Revision, ...]:
        """The replies that contradict a confirmed figure and wait for a second report."""
        return tuple(revision for revision in self.revisions if revision.effect is Effect.DISPUTES)

    def resolve(self, period: Period) -> Resolved:
        """What is known about any period, and how; of a period outside the years of the ledger nothing is."""
        return self.resolved.get(period) or Resolved(period, *self.account.ranges(period), Status.MISSING)

    def ranges_between(self, opens: int, closes: int) -> tuple[Range, Range]:
        """What each measure can at least and at most be between two boundaries, which may be of different years."""
        return self.account.ranges_between(opens, closes)

    def value(self, period: Period) -> Value:
        """Requests and users of a period, each None where it does not follow exactly."""
        return self.account.value(period)

    def statements(self, period: Period) -> tuple[Statement, ...]:
        """The accepted statements of exactly this period, newest first; none states another count than the others."""
        return tuple(self.account.accepted.get(period, ()))

    def stated(self, period: Period) -> Value:
        """What accepted statements say of exactly this period, None for a measure that none of them states."""
        requests, users = (
            count if self.account.statements(period, measure) else None
            for measure, count in enumerate(self.account.value(period))
        )
        return requests, users

    def value_of_parts(self, period: Period) -> Value:
        """Requests and users of a period, as far as they follow from the figures of shorter periods within it alone."""
        parts = Account(period.opens, period.closes)
        for part in self.periods:
            if period.holds(part) and part != period:
                for statement in self.statements(part):
                    parts.accept(statement)
        return parts.value(period)

    def evidence(self, period: Period) -> Evidence | None:
        """How the accepted statements of exactly this period can be verified, by the weaker measure; None without."""
        groups = [self.account.statements(period, measure) for measure in range(len(MEASURES))]
        return weakest(evidence(group) for group in groups if group)

    def effect(self, figure: Figure, report: Report | None = None) -> Effect:
        """What a figure of a newer report would do to what is known; without `report`, as if others could see it."""
        if report is None:
            return self.account.effect(figure)
        return acceptance.effect(self.account, figure, report, self.reports)

    def history(self) -> Iterator[tuple[Report, tuple[Effect, ...]]]:
        """Every report, oldest first, with the effect of each of its figures on what was known before.

        The reports are added one at a time. Only if a figure does not fit is everything so far accepted again, newest
        first; while all figures agree, the order makes no difference.
        """
        account = Account(self.account.low, self.account.high)
        for number, report in enumerate(self.reports):
            earlier = self.reports[:number]
            yield report, tuple(acceptance.effect(account, figure, report, earlier) for figure in report.figures)
            fits = [account.accept(Statement(figure, report)) for figure in report.figures]
            if not all(fits):
                account = acceptance.accept((*earlier, report), account.low, account.high).account


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
    accepted = acceptance.accept(ordered, 4 * first.year, 4 * (last.year + 1))
    account = accepted.account
    revisions = tuple(_revision(account, rejection) for rejection in accepted.rejected)
    revised, years = _revised(account, revisions), range(first.year, last.year + 1)
    periods = [Period(year, a, b) for year in years for a in range(1, 5) for b in range(a, 5)]
    resolved = {period: _resolve(account, period, revised) for period in periods}
    return Ledger(
        iso3,
        ordered,
        quarters=tuple(resolved[quarter] for quarter in quarters_between(first, last)),
        years=tuple(resolved[period] for period in periods if period.is_year),
        spans=tuple(resolved[period] for period in periods if not period.is_quarter and not period.is_year),
        revisions=revisions,
        resolved=resolved,
        account=account,
    )


def _revised(account: Account, revisions: Iterable[Revision]) -> set[Period]:
    """The periods for which another value than the accepted one was stated, and is not merely disputed."""
    figures = [revision.rejected.figure for revision in revisions if revision.effect is not Effect.DISPUTES]
    return {figure.period for figure in figures if account.effect(figure) is Effect.REVISES}


def contradictions(report: Report) -> tuple[Revision, ...]:
    """The figures of one report that contradict its other figures."""
    periods = [figure.period for figure in report.figures]
    low, high = min(period.opens for period in periods), max(period.closes for period in periods)
    accepted = acceptance.accept([report], low, high)
    return tuple(_revision(accepted.account, rejection) for rejection in accepted.rejected)


def _revision(account: Account, rejection: Rejection) -> Revision:
    period = rejection.statement.figure.period
    return Revision(
        rejected=rejection.statement,
        effect=rejection.effect,
        against=formulas.terms(rejection.path, period),
        against_reports=tuple(sorted({statement.report.location.path for statement in rejection.against})),
        # The newest that explains the revision, if any does: a report that only confirms it need not explain it again.
        accepted=max(rejection.against, key=lambda s: (bool(s.report.revises), s.report.observed, s.report.location)),
        current=account.value(period),
        is_negative=any(edge.statement is None for edge in rejection.path),
    )


def _resolve(account: Account, period: Period, revised: set[Period]) -> Resolved:
    """The bounds of a period, its status, and the statements that both bounds of both measures rest on."""
    ranges = account.ranges(period)
    lower = [account.path(measure, period.closes, period.opens) for measure in range(len(MEASURES))]
    upper = [
        account.path(measure, period.opens, period.closes) if allowed.upper is not None else ()
        for measure, allowed in enumerate(ranges)
    ]
    terms = sorted({(p, m) for paths in (lower, upper) for m, path in enumerate(paths) for p in periods_of(path)})
    groups = [account.statements(term, measure) for term, measure in terms]
    days = [[statement.report.observed for statement in group] for group in groups]
    is_known = all(allowed.exact is not None for allowed in ranges)
    methods = [formulas.method(path, period, r.exact) for path, r in zip(upper, ranges, strict=True) if is_known]
    span = None if is_known or not period.is_quarter else _shortest_span(account, period)
    requests, users = account.ranges(span or period)
    return Resolved(
        period,
        *ranges,
        status=_status(account, period, ranges, has_statements=bool(groups)),
        span=span,
        span_value=(requests.lower, users.lower) if span else None,
        formula=_formula(account, period if is_known else span),
        low_formula="" if is_known else _join([formulas.terms(path, period) for path in lower]),
        high_formula="" if is_known else _join([formulas.terms(path, period) for path in upper]),
        method=max(methods, key=tuple(Method).index, default=None),
        evidence=weakest(evidence(group) for group in groups),
        statements=tuple(dict.fromkeys(statement for group in groups for statement in group)),
        first_observed=max((min(group) for group in days), default=None),
        last_observed=max((max(group) for group in days), default=None),
        revised=period in revised,
        quarters_known=sum(None not in account.value(quarter) for quarter in period.quarters),
    )


def _status(account: Account, period: Period, ranges: tuple[Range, Range], *, has_statements: bool) -> Status:
    if all(allowed.exact is not None for allowed in ranges):
        is_stated = all(account.statements(period, measure) for measure in range(len(MEASURES)))
        return Status.REPORTED if is_stated else Status.DERIVED
    if any(allowed.upper is not None for allowed in ranges):
        return Status.BOUNDED
    return Status.PARTIAL if has_statements else Status.MISSING


def _shortest_span(account: Account, quarter: Period) -> Period | None:
    """The shortest period of the year that includes the quarter and whose total is known; the earliest of several."""
    spans = (Period(quarter.year, a, b) for a in range(1, quarter.first + 1) for b in range(quarter.last, 5))
    known = [span for span in spans if None not in account.value(span)]
    return min(known, key=lambda span: (span.closes - span.opens, span.opens), default=None)


def _formula(account: Account, period: Period | None) -> str:
    """How the value of a known period follows; empty where it is stated, or without a period."""
    if period is None:
        return ""
    paths = [account.path(measure, period.opens, period.closes) for measure in range(len(MEASURES))]
    if all(periods_of(path) == (period,) for path in paths):
        return ""
    return _join(
        [formulas.formula(path, period, count) for path, count in zip(paths, account.value(period), strict=True)]
    )


def _join(texts: list[str]) -> str:
    """One formula where both measures have the same, else each with its measure: requests: …; users: …."""
    if len(set(texts)) == 1:
        return texts[0]
    return "; ".join(f"{measure}: {text}" for measure, text in zip(MEASURES, texts, strict=True) if text)
