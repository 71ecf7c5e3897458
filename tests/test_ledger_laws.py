"""What must be true of the ledger of any reports, whether they are consistent or not."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.ledger import Ledger, Resolved, Statement
from atlas.ledger import account as accounts
from atlas.model import MEASURES, Figure, Kind, Period, Report, Status
from atlas.problems import Location
from tests.ledgers import FIRST, LAST, PERIODS, Value, accepted, arbitrary, consistent, day, report, resolve, total

Known = dict[Period, Value]


def known(ledger: Ledger) -> Known:
    """The quarters whose measures are both known exactly."""
    return {q.period: (q.requests or 0, q.users or 0) for q in ledger.quarters if q.is_known}


def partial(ledger: Ledger, measure: int) -> dict[Period, int]:
    """The quarters for which one measure, at least, is known."""
    values = {q.period: (q.requests, q.users)[measure] for q in ledger.quarters}
    return {quarter: value for quarter, value in values.items() if value is not None}


@given(arbitrary())
def test_known_quarters_add_up_to_every_accepted_figure_and_never_exceed_it(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for measure in range(len(MEASURES)):
        values = partial(ledger, measure)
        for period, value in accepted(ledger).items():
            inside = [values[quarter] for quarter in period.quarters if quarter in values]
            assert sum(inside) <= value[measure]
            assert len(inside) < len(period.quarters) or sum(inside) == value[measure]


@given(arbitrary())
def test_no_count_is_below_zero(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    resolved = [*ledger.quarters, *(year.resolved for year in ledger.years)]
    counts = [count for value in resolved for count in (value.requests, value.users, *(value.span_value or ()))]
    assert [count for count in counts if count is not None and count < 0] == []


@given(consistent())
def test_every_known_value_is_true_if_all_reports_agree(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    truth, reports = drawn
    ledger = resolve(*reports)
    assert ledger.revisions == ()
    assert known(ledger) == {quarter: truth[quarter] for quarter in known(ledger)}
    for quarter in ledger.quarters:
        assert quarter.span is None or quarter.span_value == total(truth, quarter.span)
    for year in ledger.years:
        value = (year.resolved.requests, year.resolved.users)
        assert value in ((None, None), total(truth, year.resolved.period))


@given(consistent())
def test_a_quarter_is_missing_only_if_no_report_covers_it(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    _, reports = drawn
    stated = [figure.period for report in reports for figure in report.figures]
    for quarter in resolve(*reports).quarters:
        covered = any(period.holds(quarter.period) for period in stated)
        assert (quarter.status is not Status.MISSING) == covered
        assert (quarter.status is Status.REPORTED) == (quarter.period in stated)


@given(st.data(), arbitrary())
def test_the_order_in_which_reports_are_read_does_not_matter(data: st.DataObject, reports: list[Report]) -> None:
    shuffled = data.draw(st.permutations(reports))
    assert resolve(*shuffled) == resolve(*reports)


def values_of(ledger: Ledger) -> list[tuple[object, ...]]:
    return [
        (q.period, q.requests, q.users, q.status, q.span, q.span_value, q.formula, q.revised) for q in ledger.quarters
    ]


@given(st.data(), arbitrary())
def test_the_names_of_files_do_not_change_any_value(data: st.DataObject, reports: list[Report]) -> None:
    names = data.draw(st.permutations([report.location for report in reports]))
    renamed = [replace(report, location=location) for report, location in zip(reports, names, strict=True)]
    assert values_of(resolve(*renamed)) == values_of(resolve(*reports))


@given(st.data(), arbitrary())
def test_a_confirmation_on_a_later_day_changes_no_value_and_no_status(
    data: st.DataObject, reports: list[Report]
) -> None:
    before = resolve(*reports)
    if not accepted(before):
        return
    figures = data.draw(st.sampled_from(sorted(accepted(before).items())))
    number = data.draw(st.integers(4, 9))
    after = resolve(*reports, report(number, {str(figures[0]): figures[1]}))
    assert values_of(after) == values_of(before)
    assert [year.status for year in after.years] == [year.status for year in before.years]
    assert [revision.older for revision in after.revisions] == [revision.older for revision in before.revisions]


@given(arbitrary())
def test_every_statement_is_accepted_or_becomes_a_revision(reports: list[Report]) -> None:
    account, rejected = accounts.accept_newest_first(reports, FIRST.opens, LAST.closes)
    accepted_statements = [statement for group in account.accepted.values() for statement in group]
    everything = [Statement(figure, report) for report in reports for figure in report.figures]
    assert Counter(accepted_statements + rejected) == Counter(everything)
    assert [revision.older for revision in resolve(*reports).revisions] == rejected


@given(arbitrary())
def test_the_accepted_statements_of_a_period_agree(reports: list[Report]) -> None:
    account, _ = accounts.accept_newest_first(reports, FIRST.opens, LAST.closes)
    for period, group in account.accepted.items():
        assert {statement.figure.value for statement in group} == {account.value(period)}


@given(arbitrary())
def test_a_revision_states_another_value_than_the_accepted_one(reports: list[Report]) -> None:
    for revision in resolve(*reports).revisions:
        assert revision.current != revision.older.figure.value


def value_of(formula: str, measure: int, stated: Mapping[Period, Value], zeros: Mapping[Period, int]) -> int:
    """The value of "a + b − c", "a − b = 0", or of the part of "requests: …; users: …" for one measure."""
    if "; " in formula:
        formula = dict(part.split(": ") for part in formula.split("; "))[MEASURES[measure]]
    terms, _, claimed = formula.partition(" = ")
    result = 0
    for index, part in enumerate(terms.split(" − ")):
        for text in part.split(" + "):
            period = Period.parse(text)
            # A formula may contain a quarter that is known to be zero although no figure states it.
            count = stated[period][measure] if period in stated else zeros[period]
            result += count if index == 0 else -count
    assert claimed in ("", str(result))
    return result


def test_formulas_are_evaluated_as_written() -> None:
    stated = {Period.parse("2024"): (10, 20), Period.parse("2024-Q1"): (1, 2), Period.parse("2024-Q1-Q3"): (10, 5)}
    assert value_of("2024 − 2024-Q1", 0, stated, {}) == 9
    assert value_of("2024 + 2024-Q1 − 2024-Q1-Q3", 1, stated, {}) == 17
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 0, stated, {}) == 0
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 1, stated, {}) == 18
    with pytest.raises(AssertionError):
        value_of("2024 − 2024-Q1 = 0", 0, stated, {})


def derived(ledger: Ledger) -> Iterator[tuple[str, Value]]:
    for resolved in (*ledger.quarters, *(year.resolved for year in ledger.years)):
        if resolved.formula and resolved.span_value is not None:
            yield resolved.formula, resolved.span_value
        elif resolved.formula:
            assert resolved.requests is not None
            assert resolved.users is not None
            yield resolved.formula, (resolved.requests, resolved.users)


@given(arbitrary())
def test_every_formula_evaluates_to_its_value(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for formula, value in derived(ledger):
        for measure in range(len(MEASURES)):
            zeros = {period: count for period, count in partial(ledger, measure).items() if count == 0}
            assert value_of(formula, measure, accepted(ledger), zeros) == value[measure]


def is_derived(resolved: Resolved) -> bool:
    return resolved.status is Status.DERIVED


@given(arbitrary())
def test_derived_quarters_have_a_formula_and_reported_ones_have_none(reports: list[Report]) -> None:
    for quarter in resolve(*reports).quarters:
        if quarter.is_known:
            assert (quarter.formula != "") == is_derived(quarter)


YEAR = Period(2024, 1, 4)
SMALL = st.integers(0, 3)


@st.composite
def small(draw: st.DrawFn) -> list[Report]:
    """Reports of one year with totals so small that every possible assignment to quarters can be listed."""
    spans = PERIODS.map(lambda period: replace(period, year=2024))
    drawn = draw(st.lists(st.tuples(spans, st.tuples(SMALL, SMALL)), min_size=1, max_size=4))
    return [
        Report("FRA", day(i), Kind.REPLY, (Figure(period, *value),), location=Location(f"{i}.yaml"))
        for i, (period, value) in enumerate(drawn)
    ]


@given(small())
def test_a_quarter_is_known_exactly_if_it_is_the_same_in_all_possible_assignments(reports: list[Report]) -> None:
    ledger = resolve(*reports, first=YEAR.quarters[0], last=YEAR.quarters[-1])
    stated = accepted(ledger)
    # A quarter that no figure bounds could be larger than every stated total; that would show nothing new.
    counts = range(5)
    for measure in range(len(MEASURES)):
        allowed = [
            assigned
            for assigned in itertools.product(counts, repeat=4)
            if all(sum(assigned[p.first - 1 : p.last]) == value[measure] for p, value in stated.items())
        ]
        agreed = {
            quarter: values.pop()
            for quarter, values in zip(YEAR.quarters, map(set, zip(*allowed, strict=True)), strict=True)
            if len(values) == 1
        }
        assert partial(ledger, measure) == agreed
        spans = [Period(2024, a, b) for a in range(1, 5) for b in range(a, 5)]
        sums = {span: {sum(assigned[span.first - 1 : span.last]) for assigned in allowed} for span in spans}
        account, _ = accounts.accept_newest_first(reports, YEAR.opens, YEAR.closes)
        exact = {span: account.bounds[measure].exact(span.opens, span.closes) for span in spans}
        assert exact == {span: min(totals) if len(totals) == 1 else None for span, totals in sums.items()}
        for span, totals in sums.items():
            is_covered = all(any(period.holds(quarter) for period in stated) for quarter in span.quarters)
            bounds = (min(totals), max(totals) if is_covered else math.inf)
            assert account.bounds[measure].bounds(span.opens, span.closes) == bounds


@given(small())
def test_a_figure_is_rejected_exactly_if_no_assignment_fits_it_and_the_newer_accepted_figures(
    reports: list[Report],
) -> None:
    ledger = resolve(*reports, first=YEAR.quarters[0], last=YEAR.quarters[-1])
    rejected = {revision.older.report.location for revision in ledger.revisions}
    newer: dict[Period, Value] = {}
    for candidate in reversed(reports):
        figure = candidate.figures[0]
        fits = all(
            any(
                all(
                    sum(assigned[p.first - 1 : p.last]) == value[measure]
                    for p, value in (newer | {figure.period: figure.value}).items()
                )
                and (figure.period not in newer or newer[figure.period] == figure.value)
                for assigned in itertools.product(range(4), repeat=4)
            )
            for measure in range(len(MEASURES))
        )
        assert (candidate.location in rejected) == (not fits)
        if fits:
            newer[figure.period] = figure.value
