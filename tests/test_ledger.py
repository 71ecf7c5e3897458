"""Examples of what follows from reports. test_ledger_laws.py tests what must be true of any reports."""

from typing import TYPE_CHECKING

from atlas.ledger import Resolved, Revision, Year, resolve_all
from atlas.ledger.account import Statement
from atlas.model import Effect, Kind, Period, Report, Status, YearStatus
from tests.ledgers import DAY, day, report, resolve

if TYPE_CHECKING:
    import datetime as dt


def period(text: str) -> Period:
    return Period.parse(text)


def statement(report: Report, index: int = 0) -> Statement:
    return Statement(report.figures[index], report)


def known(
    text: str, value: tuple[int, int], statements: tuple[Statement, ...], formula: str = "", *, revised: bool = False
) -> Resolved:
    """A quarter, span or year that is known; the days of each period's statements give the days observed."""
    by_period: dict[Period, list[dt.date]] = {}
    for term in statements:
        by_period.setdefault(term.figure.period, []).append(term.report.observed)
    return Resolved(
        period=period(text),
        requests=value[0],
        users=value[1],
        status=Status.DERIVED if formula else Status.REPORTED,
        formula=formula,
        statements=statements,
        first_observed=max(min(days) for days in by_period.values()),
        last_observed=max(max(days) for days in by_period.values()),
        revised=revised,
    )


def missing(text: str) -> Resolved:
    return Resolved(period(text), None, None, Status.MISSING)


def bounded(text: str, span: Resolved) -> Resolved:
    assert span.requests is not None
    assert span.users is not None
    return Resolved(
        period=period(text),
        requests=None,
        users=None,
        status=Status.BOUNDED,
        span=span.period,
        span_value=(span.requests, span.users),
        formula=span.formula,
        statements=span.statements,
        first_observed=span.first_observed,
        last_observed=span.last_observed,
    )


def test_a_year_minus_nine_months_gives_the_fourth_quarter() -> None:
    nine, year = report(1, {"2024-Q1-Q3": (30, 70)}), report(5, {"2024": (71, 169)})
    span = known("2024-Q1-Q3", (30, 70), (statement(nine),))
    ledger = resolve(nine, year, last=period("2024-Q4"))
    assert ledger.quarters == (
        bounded("2024-Q1", span),
        bounded("2024-Q2", span),
        bounded("2024-Q3", span),
        known("2024-Q4", (41, 99), (statement(nine), statement(year)), "2024 − 2024-Q1-Q3"),
    )
    assert ledger.years == (Year(known("2024", (71, 169), (statement(year),)), YearStatus.REPORTED, 1),)
    assert ledger.revisions == ()


def test_four_quarters_give_the_year() -> None:
    quarters = report(1, {"2024-Q1": (1, 2), "2024-Q2": (3, 4), "2024-Q3": (5, 6), "2024-Q4": (7, 8)})
    ledger = resolve(quarters, last=period("2024-Q4"))
    statements = tuple(statement(quarters, index) for index in range(4))
    resolved = known("2024", (16, 20), statements, "2024-Q1 + 2024-Q2 + 2024-Q3 + 2024-Q4")
    assert ledger.years == (Year(resolved, YearStatus.DERIVED, 4),)


def test_part_of_a_year_is_not_a_total() -> None:
    quarter = report(1, {"2024-Q2": (3, 4)})
    ledger = resolve(quarter, last=period("2025-Q1"))
    partial = Resolved(period("2024"), None, None, Status.MISSING, statements=(statement(quarter),))
    assert ledger.years == (Year(partial, YearStatus.PARTIAL, 1), Year(missing("2025"), YearStatus.MISSING, 0))


def test_a_span_of_zero_makes_each_of_its_quarters_zero() -> None:
    zero = report(1, {"2024-Q1-Q3": (0, 0)})
    ledger = resolve(zero, last=period("2024-Q4"))
    assert ledger.quarters == (
        *(known(f"2024-Q{q}", (0, 0), (statement(zero),), "2024-Q1-Q3 = 0") for q in (1, 2, 3)),
        missing("2024-Q4"),
    )


def test_a_quarter_is_zero_if_the_span_with_it_equals_the_span_without_it() -> None:
    six, nine = report(1, {"2024-Q1-Q2": (5, 9)}), report(2, {"2024-Q1-Q3": (5, 9)})
    ledger = resolve(six, nine, last=period("2024-Q3"))
    assert ledger.quarters[2] == known("2024-Q3", (0, 0), (statement(six), statement(nine)), "2024-Q1-Q3 − 2024-Q1-Q2")


def test_quarters_are_zero_if_another_quarter_equals_the_whole_year() -> None:
    both = report(1, {"2024-Q1": (2, 3), "2024": (2, 3)})
    ledger = resolve(both, last=period("2024-Q4"))
    statements = (statement(both), statement(both, 1))
    assert ledger.quarters[1:] == tuple(
        known(f"2024-Q{q}", (0, 0), statements, "2024 − 2024-Q1 = 0") for q in (2, 3, 4)
    )


def test_a_quarter_equals_its_span_if_the_other_quarters_of_the_span_are_zero() -> None:
    first, second = report(1, {"2024-Q1-Q3": (5, 9)}), report(2, {"2024-Q2-Q4": (0, 0)})
    ledger = resolve(first, second, last=period("2024-Q4"))
    statements = (statement(first), statement(second))
    assert ledger.quarters[0] == known("2024-Q1", (5, 9), statements, "2024-Q1-Q3 − 2024-Q2 − 2024-Q3")


def test_one_measure_may_be_known_where_the_other_is_not() -> None:
    span = report(1, {"2024-Q1-Q2": (0, 5)})
    ledger = resolve(span, last=period("2024-Q2"))
    assert [(q.requests, q.users, q.status, q.span_value) for q in ledger.quarters] == [
        (0, None, Status.BOUNDED, (0, 5)),
        (0, None, Status.BOUNDED, (0, 5)),
    ]


def test_the_two_measures_may_have_different_formulas() -> None:
    half, nine = report(1, {"2024-Q1-Q2": (4, 6)}), report(2, {"2024-Q2-Q3": (4, 9)})
    year = report(3, {"2024-Q1-Q3": (8, 9)})
    ledger = resolve(half, nine, year, last=period("2024-Q3"))
    assert [(q.requests, q.users, q.formula) for q in ledger.quarters] == [
        (4, 0, "2024-Q1-Q3 − 2024-Q2-Q3"),
        (0, 6, "2024-Q1-Q2 + 2024-Q2-Q3 − 2024-Q1-Q3"),
        (4, 3, "2024-Q1-Q3 − 2024-Q1-Q2"),
    ]


def test_the_shortest_span_of_a_quarter_may_be_derived() -> None:
    half, year = report(1, {"2024-Q1": (1, 2), "2024-Q2": (3, 4)}), report(2, {"2024": (10, 20)})
    ledger = resolve(half, year, last=period("2024-Q4"))
    statements = tuple(sorted((statement(half), statement(half, 1), statement(year)), key=lambda s: s.figure.period))
    span = known("2024-Q3-Q4", (6, 14), statements, "2024 − 2024-Q1 − 2024-Q2")
    assert ledger.quarters[2:] == (bounded("2024-Q3", span), bounded("2024-Q4", span))


def test_a_confirmation_is_counted_and_changes_only_the_day_last_observed() -> None:
    first, second = report(1, {"2024-Q1": (5, 9)}), report(40, {"2024-Q1": (5, 9)}, Kind.PRESS)
    ledger = resolve(first, second, last=period("2024-Q1"))
    assert ledger.quarters == (
        Resolved(
            period=period("2024-Q1"),
            requests=5,
            users=9,
            status=Status.REPORTED,
            statements=(statement(second), statement(first)),
            first_observed=day(1),
            last_observed=day(40),
        ),
    )
    assert (ledger.quarters[0].reports, ledger.revisions) == (2, ())


def test_a_derived_quarter_is_known_since_the_last_of_its_terms_was_observed() -> None:
    nine, year, again = (
        report(n, f) for n, f in ((1, {"2024-Q1-Q3": (3, 7)}), (9, {"2024": (4, 9)}), (20, {"2024-Q1-Q3": (3, 7)}))
    )
    fourth = resolve(nine, year, again, last=period("2024-Q4")).quarters[3]
    assert (fourth.first_observed, fourth.last_observed, fourth.reports) == (day(9), day(20), 3)


def test_a_newer_figure_for_the_same_period_is_a_revision() -> None:
    old, new = report(1, {"2024-Q3": (210, 632)}), report(2, {"2024-Q3": (212, 640)}, revises="Corrected")
    ledger = resolve(old, new, first=period("2024-Q3"), last=period("2024-Q3"))
    assert ledger.quarters == (known("2024-Q3", (212, 640), (statement(new),), revised=True),)
    assert ledger.revisions == (
        Revision(statement(old), Effect.REVISES, "2024-Q3", statement(new), (212, 640), is_negative=False),
    )


def test_an_older_figure_that_newer_figures_of_other_periods_rule_out_conflicts() -> None:
    old, new = report(1, {"2024-Q1-Q2": (5, 9)}), report(2, {"2024-Q1": (4, 4), "2024-Q2": (2, 5)})
    ledger = resolve(old, new, last=period("2024-Q2"))
    assert [(q.requests, q.users, q.revised) for q in ledger.quarters] == [(4, 4, False), (2, 5, False)]
    assert ledger.revisions == (
        Revision(statement(old), Effect.CONFLICTS, "2024-Q1 + 2024-Q2", statement(new, 1), (6, 9), is_negative=False),
    )


def test_an_older_part_that_exceeds_the_newer_whole_conflicts_since_counts_are_not_negative() -> None:
    old, new = report(1, {"2024-Q1-Q3": (80, 210)}), report(2, {"2024": (75, 190)})
    ledger = resolve(old, new, last=period("2024-Q4"))
    whole = known("2024", (75, 190), (statement(new),))
    assert ledger.quarters == tuple(bounded(f"2024-Q{q}", whole) for q in (1, 2, 3, 4))
    assert ledger.revisions == (
        Revision(statement(old), Effect.CONFLICTS, "2024", statement(new), (None, None), is_negative=True),
    )


def test_an_older_whole_that_is_smaller_than_a_newer_part_conflicts_too() -> None:
    old, new = report(1, {"2024": (75, 190)}), report(2, {"2024-Q1-Q3": (80, 210)})
    ledger = resolve(old, new, last=period("2024-Q4"))
    assert ledger.revisions == (
        Revision(statement(old), Effect.CONFLICTS, "2024-Q1-Q3", statement(new), (None, None), is_negative=True),
    )


def test_a_figure_that_is_stated_again_after_a_revision_is_accepted_again() -> None:
    reports = (report(1, {"2024-Q1": (1, 1)}), report(2, {"2024-Q1": (2, 2)}), report(3, {"2024-Q1": (1, 1)}))
    ledger = resolve(*reports, last=period("2024-Q1"))
    assert ledger.quarters == (
        Resolved(
            period=period("2024-Q1"),
            requests=1,
            users=1,
            status=Status.REPORTED,
            statements=(statement(reports[2]), statement(reports[0])),
            first_observed=day(1),
            last_observed=day(3),
            revised=True,
        ),
    )
    assert [revision.older for revision in ledger.revisions] == [statement(reports[1])]


def test_of_two_reports_of_the_same_day_the_more_direct_is_accepted() -> None:
    press, reply = report(1, {"2024-Q1": (9, 9)}, Kind.PRESS), report(1, {"2024-Q1": (5, 9)}, Kind.REPLY)
    ledger = resolve(press, reply, last=period("2024-Q1"))
    assert ledger.quarters == (known("2024-Q1", (5, 9), (statement(reply),), revised=True),)


def test_all_countries_are_resolved_over_the_same_quarters() -> None:
    french = report(1, {"2024-Q1": (1, 1)})
    german = Report("DEU", DAY, Kind.REPLY, report(1, {"2025-Q2": (2, 2)}).figures)
    ledgers = resolve_all([french, german])
    assert list(ledgers) == ["DEU", "FRA"]
    assert [tuple(q.period for q in ledger.quarters) for ledger in ledgers.values()] == [
        tuple(map(period, ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2")))
    ] * 2


def test_the_quarters_begin_with_the_earliest_figure_if_that_is_before_the_first_quarter() -> None:
    unchecked = report(1, {"2023-Q4": (1, 1)})
    assert [quarter.period for quarter in resolve_all([unchecked])["FRA"].quarters] == [
        period("2023-Q4"),
        period("2024-Q1"),
    ]


def test_without_reports_there_are_no_ledgers() -> None:
    assert resolve_all([]) == {}


def test_a_report_that_confirms_a_revision_need_not_explain_it_again() -> None:
    first = report(1, {"2025-Q1": (65, 121)})
    revising = report(2, {"2025-Q1": (66, 121)}, revises="The bot says so now.")
    confirming = report(3, {"2025-Q1": (66, 121)})
    (revision,) = resolve(first, revising, confirming).revisions
    assert (revision.older, revision.newer) == (statement(first), statement(revising))
    (revision,) = resolve(first, confirming).revisions
    assert revision.newer == statement(confirming)
