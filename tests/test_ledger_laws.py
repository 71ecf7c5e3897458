"""What must be true of the ledger of any reports, whether they are consistent or not."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.ledger import Ledger, Resolved, Statement, evidence, origin
from atlas.model import MEASURES, Effect, Evidence, Figure, Kind, Period, Report, Status, Value
from atlas.problems import Location
from tests.ledgers import (
    FEW_PERIODS,
    FEW_VALUES,
    PERIODS,
    accepted,
    alike,
    arbitrary,
    consistent,
    day,
    report,
    resolve,
    total,
)  # fmt: skip

Known = dict[Period, Value]


def known(ledger: Ledger) -> Known:
    """The quarters whose measures are both known exactly."""
    return {q.period: (q.requests, q.users) for q in ledger.quarters if q.is_known}


def partial(ledger: Ledger, measure: int) -> dict[Period, int]:
    """The quarters for which one measure, at least, is known."""
    values = {q.period: (q.requests_range, q.users_range)[measure].exact for q in ledger.quarters}
    return {quarter: value for quarter, value in values.items() if value is not None}


def everything(ledger: Ledger) -> list[Resolved]:
    """What is known of each quarter and year."""
    return [*ledger.quarters, *ledger.years]


@given(arbitrary())
def test_known_quarters_add_up_to_every_accepted_figure_and_never_exceed_it(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for measure in range(len(MEASURES)):
        values = partial(ledger, measure)
        for period, value in accepted(ledger).items():
            count = value[measure]
            if count is not None:
                inside = [values[quarter] for quarter in period.quarters if quarter in values]
                assert sum(inside) <= count
                assert len(inside) < len(period.quarters) or sum(inside) == count


@given(arbitrary())
def test_no_count_is_below_zero(reports: list[Report]) -> None:
    resolved = everything(resolve(*reports))
    counts = [count for value in resolved for count in (value.requests, value.users, *(value.span_value or ()))]
    counts += [bound for r in resolved for of in (r.requests_range, r.users_range) for bound in (of.lower, of.upper)]
    assert [count for count in counts if count is not None and count < 0] == []


@given(arbitrary())
def test_a_period_is_reported_or_derived_exactly_where_it_has_both_values(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    periods = {figure.period for item in reports for figure in item.figures}
    for resolved in (*everything(ledger), *map(ledger.resolve, sorted(periods))):
        is_known = resolved.status in (Status.REPORTED, Status.DERIVED)
        assert is_known == (None not in ledger.value(resolved.period))
        values = (resolved.requests, resolved.users)
        assert values == (ledger.value(resolved.period) if is_known else (None, None))
        assert (resolved.method is not None) == is_known


@given(arbitrary())
def test_the_status_follows_from_the_bounds(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for resolved in everything(ledger):
        ranges = (resolved.requests_range, resolved.users_range)
        inside = [period for period in ledger.periods if resolved.period.holds(period)]
        if all(allowed.exact is not None for allowed in ranges):
            is_stated = None not in ledger.stated(resolved.period)
            expected = Status.REPORTED if is_stated else Status.DERIVED
        elif any(allowed.upper is not None for allowed in ranges):
            expected = Status.BOUNDED
        else:
            expected = Status.PARTIAL if inside else Status.MISSING
            assert resolved.period.is_year or not inside
        assert resolved.status is expected


@given(consistent())
def test_every_known_value_is_true_if_all_reports_agree(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    truth, reports = drawn
    ledger = resolve(*reports)
    assert ledger.revisions == ()
    assert known(ledger) == {quarter: truth[quarter] for quarter in known(ledger)}
    for quarter in ledger.quarters:
        assert quarter.span is None or quarter.span_value == total(truth, quarter.span)
    for year in ledger.years:
        assert (year.requests, year.users) in ((None, None), total(truth, year.period))


@given(consistent())
def test_a_quarter_is_missing_only_if_no_report_covers_it(drawn: tuple[dict[Period, Value], list[Report]]) -> None:
    _, reports = drawn
    figures = [figure for report in reports for figure in report.figures]
    for quarter in resolve(*reports).quarters:
        covered = any(figure.period.holds(quarter.period) for figure in figures)
        assert (quarter.status is not Status.MISSING) == covered
        stated = {
            m for f in figures for m, count in enumerate(f.value) if f.period == quarter.period and count is not None
        }
        assert (quarter.status is Status.REPORTED) == (stated == set(range(len(MEASURES))))


@given(st.data(), arbitrary())
def test_the_order_in_which_reports_are_read_does_not_matter(data: st.DataObject, reports: list[Report]) -> None:
    shuffled = data.draw(st.permutations(reports))
    assert resolve(*shuffled) == resolve(*reports)


def values_of(ledger: Ledger) -> list[tuple[object, ...]]:
    return [
        (r.period, r.requests_range, r.users_range, r.status, r.span, r.span_value, r.formula, r.revised)
        for r in everything(ledger)
    ]


@given(st.data(), arbitrary())
def test_the_names_of_files_do_not_change_any_value(data: st.DataObject, reports: list[Report]) -> None:
    names = data.draw(st.permutations([report.location for report in reports]))
    renamed = [replace(report, location=location) for report, location in zip(reports, names, strict=True)]
    assert values_of(resolve(*renamed)) == values_of(resolve(*reports))


@given(st.data(), st.one_of(arbitrary(), alike()))
def test_a_confirmation_on_a_later_day_changes_no_value_and_no_status(
    data: st.DataObject, reports: list[Report]
) -> None:
    before = resolve(*reports)
    if not accepted(before):
        return
    period, value = data.draw(st.sampled_from(sorted(accepted(before).items())))
    number = data.draw(st.integers(4, 9))
    after = resolve(*reports, report(number, {str(period): value}, Kind.PRESS))
    assert values_of(after) == values_of(before)
    assert [revision.rejected for revision in after.revisions] == [revision.rejected for revision in before.revisions]


@given(st.one_of(arbitrary(), alike()))
def test_every_statement_is_accepted_or_becomes_a_revision(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    accepted_statements = [statement for period in ledger.periods for statement in ledger.statements(period)]
    rejected = [revision.rejected for revision in ledger.revisions]
    all_statements = [Statement(figure, report) for report in reports for figure in report.figures]
    assert Counter(accepted_statements + rejected) == Counter(all_statements)


@given(arbitrary())
def test_the_accepted_statements_of_a_period_agree(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for period in ledger.periods:
        for measure, count in enumerate(ledger.value(period)):
            stated = {statement.figure.value[measure] for statement in ledger.statements(period)}
            assert stated - {None} == ({count} if ledger.stated(period)[measure] is not None else set())


@given(arbitrary())
def test_a_revision_states_another_value_than_the_accepted_one(reports: list[Report]) -> None:
    for revision in resolve(*reports).revisions:
        assert revision.current != revision.rejected.figure.value


@given(st.one_of(arbitrary(), alike()))
def test_a_figure_that_does_not_count_contradicts_newer_ones_unless_it_is_disputed(reports: list[Report]) -> None:
    for revision in resolve(*reports).revisions:
        rejected, accepted = revision.rejected.report, revision.accepted.report
        assert revision.effect is Effect.DISPUTES or accepted.observed >= rejected.observed
        assert revision.effect is not Effect.DISPUTES or rejected.is_claim
        assert accepted.location.path in revision.against_reports


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
            count = stated.get(period, (None, None))[measure]
            term = zeros[period] if count is None else count
            result += term if index == 0 else -term
    assert claimed in ("", str(result))
    return result


def test_formulas_are_evaluated_as_written() -> None:
    stated: Known = {
        Period.parse("2024"): (10, 20),
        Period.parse("2024-Q1"): (1, 2),
        Period.parse("2024-Q1-Q3"): (10, 5),
    }
    assert value_of("2024 − 2024-Q1", 0, stated, {}) == 9
    assert value_of("2024 + 2024-Q1 − 2024-Q1-Q3", 1, stated, {}) == 17
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 0, stated, {}) == 0
    assert value_of("requests: 2024 − 2024-Q1-Q3 = 0; users: 2024 − 2024-Q1", 1, stated, {}) == 18
    with pytest.raises(AssertionError):
        value_of("2024 − 2024-Q1 = 0", 0, stated, {})


def derived(ledger: Ledger) -> Iterator[tuple[str, Value]]:
    for resolved in everything(ledger):
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


@given(arbitrary())
def test_the_formula_of_a_bound_evaluates_to_the_bound(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for resolved in everything(ledger):
        for measure, allowed in enumerate((resolved.requests_range, resolved.users_range)):
            for formula, bound in ((resolved.low_formula, allowed.lower), (resolved.high_formula, allowed.upper)):
                parts = dict(part.split(": ") for part in formula.split("; ")) if ": " in formula else {}
                of_measure = parts.get(MEASURES[measure], "") if parts else formula
                assert bool(of_measure) == (not resolved.is_known and bool(bound is not None and (bound or of_measure)))
                assert not of_measure or value_of(of_measure, measure, accepted(ledger), {}) == bound


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
        Report("FRA", day(i), Kind.PRESS, (Figure(period, *value),), location=Location(f"{i}.yaml"))
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
        account = ledger.account
        exact = {span: account.value(span)[measure] for span in spans}
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
    rejected = {revision.rejected.report.location for revision in ledger.revisions}
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


# Evidence


def definition(reports: list[Report]) -> Evidence:
    """How reports that state the same count verify it, in the words of `Evidence`."""
    replies = [reply for reply in reports if reply.kind is Kind.REPLY and reply.source]
    datasets = [dataset for dataset in reports if dataset.kind is Kind.DATASET]
    if any(other.observed != reply.observed for reply in replies for other in reports if other is not reply):
        return Evidence.CONFIRMED
    if replies or any(article.kind is Kind.PRESS for article in reports):
        return Evidence.PUBLIC
    if any(dataset.trace for dataset in datasets):
        return Evidence.TRACED
    return Evidence.UNTRACED if datasets else Evidence.CLAIMED


@given(arbitrary())
def test_a_period_has_the_evidence_of_one_of_its_terms_and_a_reported_one_the_weakest(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for resolved in everything(ledger):
        by_count: dict[tuple[Period, int], list[Report]] = {}
        for statement in resolved.statements:
            for measure, count in enumerate(statement.figure.value):
                if count is not None:
                    by_count.setdefault((statement.figure.period, measure), []).append(statement.report)
        of_terms = list(map(definition, by_count.values()))
        # A term may be needed for one measure alone; then the evidence of its other measure does not count.
        assert (resolved.evidence is None) == (not of_terms)
        assert resolved.evidence is None or resolved.evidence in of_terms
        if resolved.status is Status.REPORTED:
            assert resolved.evidence is max(of_terms, key=list(Evidence).index)


@given(st.one_of(arbitrary(), alike()))
def test_a_stated_figure_takes_the_weaker_evidence_of_its_measures(reports: list[Report]) -> None:
    ledger = resolve(*reports)
    for period in ledger.periods:
        groups = [
            [s for s in ledger.statements(period) if s.figure.value[measure] is not None]
            for measure in range(len(MEASURES))
        ]
        of_terms = [evidence(group) for group in groups if group]
        assert of_terms == [definition([s.report for s in group]) for group in groups if group]
        assert ledger.evidence(period) is max(of_terms, key=list(Evidence).index)


# Disputes


def confirmed(ledger: Ledger) -> dict[tuple[Period, int], int | None]:
    """The counts that are confirmed, by period and measure."""
    return {
        (period, measure): count
        for period in ledger.periods
        for measure, count in enumerate(ledger.value(period))
        if (group := ledger.account.statements(period, measure)) and evidence(group) is Evidence.CONFIRMED
    }


@given(alike(), FEW_PERIODS, FEW_VALUES)
def test_a_lone_claim_never_changes_a_confirmed_figure(reports: list[Report], period: Period, value: Value) -> None:
    before = resolve(*reports)
    claim = report(9, {str(period): value}, credit="A. Contributor")
    after = resolve(*reports, claim)
    waiting = [dispute.rejected for dispute in before.disputes if dispute.rejected.figure == claim.figures[0]]
    is_alone = all(origin(statement.report) == origin(claim) for statement in waiting)
    if is_alone:
        assert [after.value(p)[measure] for p, measure in confirmed(before)] == list(confirmed(before).values())
    effect = before.effect(claim.figures[0], claim)
    is_disputed = any(dispute.rejected.report == claim for dispute in after.disputes)
    assert (effect is Effect.DISPUTES) == is_disputed
    assert is_alone or not is_disputed
    if is_disputed:
        assert values_of(after) == values_of(before)


@given(alike(), FEW_PERIODS, FEW_VALUES)
def test_a_claim_counts_once_a_second_report_agrees(reports: list[Report], period: Period, value: Value) -> None:
    claim, second = report(8, {str(period): value}), report(9, {str(period): value}, Kind.DATASET)
    after = resolve(*reports, claim, second)
    assert after.value(period) == value
    assert [dispute for dispute in after.disputes if dispute.rejected.report == claim] == []


@given(alike())
def test_a_reply_that_everybody_can_see_is_never_disputed(reports: list[Report]) -> None:
    seen = [replace(item, source=item.source or f"https://example.org/{item.location.path}") for item in reports]
    assert resolve(*seen).disputes == ()


@given(st.one_of(arbitrary(), alike()))
def test_the_history_gives_each_newest_figure_the_effect_that_the_ledger_before_it_gives(reports: list[Report]) -> None:
    ordered = resolve(*reports).reports
    for number, (newest, effects) in enumerate(resolve(*reports).history()):
        before = resolve(*ordered[:number])
        assert effects == tuple(before.effect(figure, newest) for figure in newest.figures)
