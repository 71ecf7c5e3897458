"""What must be true of the ledger of any reports, consistent or not."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas import ledger
from atlas.ledger import Ledger, Resolved
from atlas.ledger.account import Statement
from atlas.model import MEASURES, Figure, Kind, Period, Report, Status
from atlas.problems import Location
from tests.ledgers import FIRST, LAST, PERIODS, Value, accepted, arbitrary, consistent, day, report, resolve, total

Known = dict[Period, Value]


def known(found: Ledger) -> Known:
    """The quarters with a value of their own."""
    return {q.period: (q.requests or 0, q.users or 0) for q in found.quarters if q.is_known}


def partial(found: Ledger, measure: int) -> dict[Period, int]:
    """The quarters with a value for one measure at least."""
    values = {q.period: (q.requests, q.users)[measure] for q in found.quarters}
    return {quarter: value for quarter, value in values.items() if value is not None}


@given(arbitrary())
def test_known_quarters_add_up_to_every_standing_figure_and_some_of_them_never_exceed_it(reports: list[Report]) -> None:
    found = resolve(*reports)
    for measure in range(len(MEASURES)):
        values = partial(found, measure)
        for period, value in accepted(found).items():
            inside = [values[quarter] for quarter in period.quarters if quarter in values]
            assert sum(inside) <= value[measure]
            assert len(inside) < len(period.quarters) or sum(inside) == value[measure]


@given(arbitrary())
def test_no_count_is_below_zero(reports: list[Report]) -> None:
    found = resolve(*reports)
    resolved = [*found.quarters, *(year.resolved for year in found.years)]
    counts = [count for each in resolved for count in (each.requests, each.users, *(each.span_value or ()))]
    assert [count for count in counts if count is not None and count < 0] == []


@given(consistent())
def test_every_known_value_of_reports_that_agree_is_the_truth(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    truth, reports = drawn
    found = resolve(*reports)
    assert found.revisions == ()
    assert known(found) == {quarter: truth[quarter] for quarter in known(found)}
    for quarter in found.quarters:
        assert quarter.span is None or quarter.span_value == total(truth, quarter.span)
    for year in found.years:
        value = (year.resolved.requests, year.resolved.users)
        assert value in ((None, None), total(truth, year.resolved.period))


@given(consistent())
def test_a_quarter_is_missing_only_if_no_report_covers_it(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    _, reports = drawn
    stated = [figure.period for each in reports for figure in each.figures]
    for quarter in resolve(*reports).quarters:
        covered = any(period.holds(quarter.period) for period in stated)
        assert (quarter.status is not Status.MISSING) == covered
        assert (quarter.status is Status.REPORTED) == (quarter.period in stated)


@given(st.data(), arbitrary())
def test_the_order_in_which_reports_are_read_does_not_matter(data: st.DataObject, reports: list[Report]) -> None:
    shuffled = data.draw(st.permutations(reports))
    assert resolve(*shuffled) == resolve(*reports)


def without_names(found: Ledger) -> list[tuple[object, ...]]:
    return [
        (q.period, q.requests, q.users, q.status, q.span, q.span_value, q.formula, q.revised) for q in found.quarters
    ]


@given(st.data(), arbitrary())
def test_the_names_of_files_do_not_matter_either(data: st.DataObject, reports: list[Report]) -> None:
    names = data.draw(st.permutations([each.location for each in reports]))
    renamed = [replace(each, location=location) for each, location in zip(reports, names, strict=True)]
    assert without_names(resolve(*renamed)) == without_names(resolve(*reports))


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
    assert without_names(after) == without_names(before)
    assert [year.status for year in after.years] == [year.status for year in before.years]
    assert [revision.older for revision in after.revisions] == [revision.older for revision in before.revisions]


@given(arbitrary())
def test_every_statement_stands_or_is_kept_as_a_revision(reports: list[Report]) -> None:
    account, rejected = ledger.accounts.accept_newest_first(reports, FIRST.opens, LAST.closes)
    stands = [statement for group in account.accepted.values() for statement in group]
    everything = [Statement(figure, each) for each in reports for figure in each.figures]
    assert Counter(stands + rejected) == Counter(everything)
    assert [revision.older for revision in resolve(*reports).revisions] == rejected


@given(arbitrary())
def test_statements_of_a_period_that_stand_agree(reports: list[Report]) -> None:
    account, _ = ledger.accounts.accept_newest_first(reports, FIRST.opens, LAST.closes)
    for period, group in account.accepted.items():
        assert {statement.figure.value for statement in group} == {account.value(period)}


@given(arbitrary())
def test_a_revision_states_another_value_than_what_stands(reports: list[Report]) -> None:
    for revision in resolve(*reports).revisions:
        assert revision.current != revision.older.figure.value


def value_of(formula: str, measure: int, stated: Mapping[Period, Value], zeros: Mapping[Period, int]) -> int:
    """Work out "a + b − c", "a − b = 0", or the part of "requests: …; users: …" that is of the measure."""
    if "; " in formula:
        formula = dict(part.split(": ") for part in formula.split("; "))[MEASURES[measure]]
    terms, _, claimed = formula.partition(" = ")
    result = 0
    for location, part in enumerate(terms.split(" − ")):
        for text in part.split(" + "):
            period = Period.parse(text)
            # A quarter that is known to be empty may stand in a formula though no figure states it.
            count = stated[period][measure] if period in stated else zeros[period]
            result += count if location == 0 else -count
    assert claimed in ("", str(result))
    return result


def test_formulas_are_worked_out_as_written() -> None:
    stated = {Period.parse("2024"): (10, 20), Period.parse("2024-Q1"): (1, 2), Period.parse("2024-Q1-Q3"): (10, 5)}
    assert value_of("2024 − 2024-Q1", 0, stated, {}) == 9
    assert value_of("2024 + 2024-Q1 − 2024-Q1-Q3", 1, stated, {}) == 17
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 0, stated, {}) == 0
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 1, stated, {}) == 18
    with pytest.raises(AssertionError):
        value_of("2024 − 2024-Q1 = 0", 0, stated, {})


def derived(found: Ledger) -> Iterator[tuple[str, Value]]:
    for each in (*found.quarters, *(year.resolved for year in found.years)):
        if each.formula and each.span_value is not None:
            yield each.formula, each.span_value
        elif each.formula:
            assert each.requests is not None
            assert each.users is not None
            yield each.formula, (each.requests, each.users)


@given(arbitrary())
def test_every_formula_gives_the_value_that_it_explains(reports: list[Report]) -> None:
    found = resolve(*reports)
    for formula, value in derived(found):
        for measure in range(len(MEASURES)):
            zeros = {period: count for period, count in partial(found, measure).items() if count == 0}
            assert value_of(formula, measure, accepted(found), zeros) == value[measure]


def is_derived(resolved: Resolved) -> bool:
    return resolved.status is Status.DERIVED


@given(arbitrary())
def test_what_is_derived_has_a_formula_and_what_is_reported_has_none(reports: list[Report]) -> None:
    for quarter in resolve(*reports).quarters:
        if quarter.is_known:
            assert (quarter.formula != "") == is_derived(quarter)


YEAR = Period(2024, 1, 4)
SMALL = st.integers(0, 3)


@st.composite
def small(draw: st.DrawFn) -> list[Report]:
    """Reports of one year with totals so small that everything which they allow can be listed."""
    spans = PERIODS.map(lambda period: replace(period, year=2024))
    drawn = draw(st.lists(st.tuples(spans, st.tuples(SMALL, SMALL)), min_size=1, max_size=4))
    return [
        Report("FRA", day(i), Kind.REPLY, (Figure(period, *value),), location=Location(f"{i}.yaml"))
        for i, (period, value) in enumerate(drawn)
    ]


@given(small())
def test_a_quarter_is_known_just_where_all_that_the_figures_allow_agrees(reports: list[Report]) -> None:
    found = ledger.resolve("FRA", reports, YEAR.quarters[0], YEAR.quarters[-1])
    stands = accepted(found)
    # Beyond every stated total a quarter that no figure bounds would only repeat what smaller counts show.
    counts = range(5)
    for measure in range(len(MEASURES)):
        allowed = [
            assigned
            for assigned in itertools.product(counts, repeat=4)
            if all(sum(assigned[p.first - 1 : p.last]) == value[measure] for p, value in stands.items())
        ]
        agreed = {
            quarter: values.pop()
            for quarter, values in zip(YEAR.quarters, map(set, zip(*allowed, strict=True)), strict=True)
            if len(values) == 1
        }
        assert partial(found, measure) == agreed
        spans = [Period(2024, a, b) for a in range(1, 5) for b in range(a, 5)]
        sums = {span: {sum(each[span.first - 1 : span.last]) for each in allowed} for span in spans}
        account, _ = ledger.accounts.accept_newest_first(reports, YEAR.opens, YEAR.closes)
        exact = {span: account.bounds[measure].exact(span.opens, span.closes) for span in spans}
        assert exact == {span: min(found) if len(found) == 1 else None for span, found in sums.items()}


@given(small())
def test_a_figure_is_set_aside_just_where_newer_ones_that_stand_leave_no_room_for_it(reports: list[Report]) -> None:
    found = ledger.resolve("FRA", reports, YEAR.quarters[0], YEAR.quarters[-1])
    aside = {revision.older.report.location for revision in found.revisions}
    stands: dict[Period, Value] = {}
    for each in reversed(reports):
        figure = each.figures[0]
        fits = all(
            any(
                all(
                    sum(assigned[p.first - 1 : p.last]) == value[measure]
                    for p, value in (stands | {figure.period: figure.value}).items()
                )
                and (figure.period not in stands or stands[figure.period] == figure.value)
                for assigned in itertools.product(range(4), repeat=4)
            )
            for measure in range(len(MEASURES))
        )
        assert (each.location in aside) == (not fits)
        if fits:
            stands[figure.period] = figure.value
