"""An independent solver, z3, finds exactly the bounds of the ledger: none that are tighter and none that are wider.

The solver knows nothing about shortest paths or formulas. For each measure of a country it gets one whole number from 0
per quarter and one equation per accepted figure, and nothing else. A question is a run of quarters, which may extend
over several years. It is written as the boundaries before and after it (see `Period`).
"""

import datetime as dt
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
import z3
from hypothesis import assume, given
from hypothesis import strategies as st

from atlas import assemble, ledger, read
from atlas.ledger import Ledger, Statement
from atlas.model import FIRST_QUARTER, MEASURES, Period, Report, Status, quarters_between
from tests.conftest import PROJECT
from tests.ledgers import alike, arbitrary, random_reports, report, resolve

Question = tuple[int, int]
Bounds = Mapping[Question, tuple[float, float]]
Compare = Callable[[Any, Any], Any]
Condition = tuple[Question, Compare, int]
"""Says that the count of a question, compared with a number by one of `operator`'s functions, gives true."""

KNOWN = (Status.REPORTED, Status.DERIVED)
EACH_MEASURE = range(len(MEASURES))
CHUNK, LEDGERS = 250, 2_000
# Far more than all figures of a country together. A finite upper bound is a sum of some of them, so a count above this
# shows that there is none.
UNBOUNDED = 10**12
# The variable of each quarter, by the boundary before it.
NAMES = {quarter.opens: str(quarter) for quarter in quarters_between(FIRST_QUARTER, Period(2050, 4, 4))}


@cache
def real_ledgers() -> Mapping[str, Ledger]:
    return ledger.resolve_all(assemble.dataset(read.repository(PROJECT, {})).reports)


def random_ledger(seed: int) -> Ledger:
    reports = random_reports(Random(seed))
    last_year = max(figure.period.year for item in reports for figure in item.figures)
    return resolve(*reports, last=Period(last_year, 4, 4))


def bounds(resolved: Ledger, measure: int) -> Bounds:
    """The bounds of every run of quarters in the ledger's years."""
    account = resolved.account
    boundaries = range(account.low, account.high + 1)
    return {question: account.bounds[measure].bounds(*question) for question in combinations(boundaries, 2)}


def all_bounds(resolved: Ledger) -> list[Bounds]:
    return [bounds(resolved, measure) for measure in EACH_MEASURE]


def periods_of(resolved: Ledger) -> list[Period]:
    """Every period that a figure could state: the quarters, spans and years."""
    ends = [(first, last) for first in range(1, 5) for last in range(first, 5)]
    return [Period(year.period.year, first, last) for year in resolved.years for first, last in ends]


# The solver


@cache
def constraint(question: Question, compare: Compare, value: int) -> z3.BoolRef:
    """A condition for the solver. Ledgers have most of them in common, and making one takes longer than solving it."""
    return compare(z3.Sum([z3.Int(NAMES[boundary]) for boundary in range(*question)]), value)


@cache
def solver_without_figures(low: int, high: int) -> z3.Solver:
    """A solver that knows that no quarter between two boundaries has a count below 0."""
    solver = z3.SolverFor("QF_LIA")
    solver.add([constraint((boundary, boundary + 1), operator.ge, 0) for boundary in range(low, high)])
    return solver


@contextmanager
def solver_of(resolved: Ledger, measure: int) -> Iterator[z3.Solver]:
    """A solver that also knows the accepted figures of a measure, those that state it."""
    solver = solver_without_figures(resolved.account.low, resolved.account.high)
    solver.push()
    try:
        for period in resolved.periods:
            question = (period.opens, period.closes)
            values = {statement.figure.value[measure] for statement in resolved.statements(period)}
            solver.add([constraint(question, operator.eq, value) for value in values if value is not None])
        yield solver
    finally:
        solver.pop()


def solution(solver: z3.Solver, *constraints: z3.BoolRef) -> Callable[[int, int], int] | None:
    """Possible counts that also meet the constraints, as a function of two boundaries; None if there are none."""
    solver.push()
    solver.add(constraints)
    answer = solver.check()
    model = solver.model() if answer == z3.sat else None
    solver.pop()
    assert answer in (z3.sat, z3.unsat)
    if model is None:
        return None
    values = {quarter.name(): model[quarter].as_long() for quarter in model}
    return lambda opens, closes: sum(values[NAMES[boundary]] for boundary in range(opens, closes))


def impossible(solver: z3.Solver, conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions that no possible counts meet. One solution often meets many, so few are needed."""
    remaining, unmet = list(conditions), []
    while remaining:
        counts = solution(solver, constraint(*remaining[0]))
        if counts is None:
            unmet.append(remaining.pop(0))
        else:
            remaining = [item for item in remaining if not item[1](counts(*item[0]), item[2])]
    return unmet


def mistakes(solver: z3.Solver, bounds: Bounds) -> list[Condition]:
    """The counts that are possible outside the bounds, and the bounds that no possible count reaches."""
    outside: list[Condition] = []
    reached: list[Condition] = []
    for question, (lower, upper) in bounds.items():
        outside.append((question, operator.lt, int(lower)))
        reached.append((question, operator.eq, int(lower)))
        if upper < math.inf:
            outside.append((question, operator.gt, int(upper)))
            reached.append((question, operator.eq, int(upper)))
        else:
            reached.append((question, operator.gt, UNBOUNDED))
    if solution(solver, z3.Or([constraint(*condition) for condition in outside])) is not None:
        excluded = impossible(solver, outside)
        return [condition for condition in outside if condition not in excluded]
    return impossible(solver, reached)


def is_contradicted(resolved: Ledger, statement: Statement) -> bool:
    """Whether the accepted figures leave no counts that fit a rejected one."""
    question = (statement.figure.period.opens, statement.figure.period.closes)
    for measure, value in enumerate(statement.figure.value):
        with solver_of(resolved, measure) as solver:
            if value is not None and solution(solver, constraint(question, operator.eq, value)) is None:
                return True
    return False


def assert_solver_agrees(resolved: Ledger, name: str) -> None:
    """The bounds are right, a value is known exactly where they meet, and no figure was rejected without need."""
    for measure in EACH_MEASURE:
        limits = bounds(resolved, measure)
        with solver_of(resolved, measure) as solver:
            assert mistakes(solver, limits) == [], f"{name}, {MEASURES[measure]}"
        # From here on the bounds are the solver's own: it reached both of each pair and nothing beyond them.
        for period in periods_of(resolved):
            lower, upper = limits[period.opens, period.closes]
            assert resolved.value(period)[measure] == (lower if lower == upper else None), f"{name}, {period}"
    assert_known_where_determined(resolved, name)
    for revision in resolved.revisions:
        assert is_contradicted(resolved, revision.rejected), f"{name}, {revision.rejected}"


def assert_known_where_determined(resolved: Ledger, name: str) -> None:
    """Quarters and years have both values, and a status that says so, exactly where both are determined."""
    limits = all_bounds(resolved)
    for item in (*resolved.quarters, *resolved.years):
        lowest, highest = zip(*(limit[item.period.opens, item.period.closes] for limit in limits), strict=True)
        is_known = item.status in KNOWN
        assert is_known == (lowest == highest), f"{name}, {item.period}"
        assert (item.requests, item.users) == (lowest if is_known else (None, None)), f"{name}, {item.period}"
        ranges = (item.requests_range, item.users_range)
        published = [(allowed.lower, math.inf if allowed.upper is None else allowed.upper) for allowed in ranges]
        assert published == list(zip(lowest, highest, strict=True)), f"{name}, {item.period}"


def test_the_solver_finds_the_same_bounds_in_the_real_data() -> None:
    assert len(real_ledgers()) > 80
    for iso3, resolved in real_ledgers().items():
        assert_solver_agrees(resolved, iso3)


@pytest.mark.parametrize("first", range(0, LEDGERS, CHUNK))
def test_the_solver_finds_the_same_bounds_in_random_ledgers(first: int) -> None:
    for seed in range(first, first + CHUNK):
        assert_solver_agrees(random_ledger(seed), f"random ledger {seed}")


def test_the_random_ledgers_differ_and_are_of_every_kind() -> None:
    ledgers = [random_ledger(seed) for seed in range(LEDGERS)]
    figures = [[f for item in resolved.reports for f in item.figures] for resolved in ledgers]
    assert len({tuple((f.period, f.value) for f in stated) for stated in figures}) > 0.9 * LEDGERS
    assert {len(stated) for stated in figures} == set(range(1, 7))
    statuses = [{item.status for item in (*resolved.quarters, *resolved.years)} for resolved in ledgers]
    limits = [list(bounds(resolved, 0).values()) for resolved in ledgers]
    kinds = {
        "two years": [len(resolved.years) == 2 for resolved in ledgers],
        "a revision": [bool(resolved.revisions) for resolved in ledgers],
        "one measure alone": [any(None in f.value for f in stated) for stated in figures],
        "a reply that only its sender has seen": [any(r.is_claim for r in resolved.reports) for resolved in ledgers],
        "a contradiction that only counts below 0 would resolve": [
            any(revision.is_negative for revision in resolved.revisions) for resolved in ledgers
        ],
        "a zero": [any(0 in f.value for f in stated) for stated in figures],
        "a span": [any(not f.period.is_quarter and not f.period.is_year for f in stated) for stated in figures],
        "a year": [any(f.period.is_year for f in stated) for stated in figures],
        **{status.value: [status in statuses_of_one for statuses_of_one in statuses] for status in Status},
        "no upper bound": [any(upper == math.inf for _, upper in pairs) for pairs in limits],
        "two bounds above 0": [any(0 < lower < upper < math.inf for lower, upper in pairs) for pairs in limits],
    }
    assert {name: sum(has) for name, has in kinds.items() if sum(has) < LEDGERS / 50} == {}


def test_the_solver_notices_every_bound_that_is_too_narrow_or_too_wide() -> None:
    resolved = resolve(report(0, {"2024": (42, 90), "2024-Q1-Q3": (30, 0), "2024-Q2-Q4": (36, 90), "2025-Q2": (4, 5)}))
    changes: tuple[Callable[[float], float], ...] = (lambda bound: bound - 1, lambda bound: bound + 1)
    for measure in EACH_MEASURE:
        limits = bounds(resolved, measure)
        with solver_of(resolved, measure) as solver:
            assert mistakes(solver, limits) == []
            for (question, (lower, upper)), change in product(limits.items(), changes):
                wrong = [(change(lower), upper), (lower, change(upper) if upper < math.inf else 1_000)]
                for pair in [*wrong, *([(lower, math.inf)] if upper < math.inf else [])]:
                    assert {condition[0] for condition in mistakes(solver, {**limits, question: pair})} == {question}


# Laws


def confirmation(resolved: Ledger, periods: Iterable[Period]) -> Report:
    """A report of the day after the newest, which states the values of periods as they are known already."""
    values = {str(period): resolved.value(period) for period in periods}
    day = max(item.observed for item in resolved.reports) + dt.timedelta(days=1)
    return replace(report(99, values), iso3=resolved.iso3, observed=day)


def known_periods(resolved: Ledger, status: Status) -> list[Period]:
    """The periods with both values known, of one status."""
    return [period for period in periods_of(resolved) if resolved.resolve(period).status is status]


@given(st.data(), st.one_of(arbitrary(), alike()), st.sampled_from(KNOWN))
def test_a_report_that_only_confirms_changes_no_bound(
    data: st.DataObject, reports: list[Report], status: Status
) -> None:
    before = resolve(*reports)
    known = known_periods(before, status)
    assume(known)
    added = confirmation(before, data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=6, unique=True)))
    assert all_bounds(resolve(*reports, added)) == all_bounds(before)


@pytest.mark.parametrize("status", KNOWN)
def test_a_report_that_only_confirms_changes_no_bound_of_the_real_data(status: Status) -> None:
    confirmed = 0
    for iso3, before in real_ledgers().items():
        first, last = before.quarters[0].period, before.quarters[-1].period
        known = known_periods(before, status)
        for periods in [*([period] for period in known), *([known] if known else [])]:
            added = confirmation(before, periods)
            after = ledger.resolve(iso3, [*before.reports, added], first, last)
            assert all_bounds(after) == all_bounds(before), f"{iso3}: {', '.join(map(str, periods))}"
            confirmed += 1
    assert confirmed > 200


def sum_of_quarters(limits: Bounds, question: Question) -> tuple[float, float]:
    pairs = [limits[boundary, boundary + 1] for boundary in range(*question)]
    return sum(lower for lower, _ in pairs), sum(upper for _, upper in pairs)


def assert_never_narrower(resolved: Ledger) -> None:
    for limits in all_bounds(resolved):
        for question, (lower, upper) in limits.items():
            lowest, highest = sum_of_quarters(limits, question)
            assert lowest <= lower <= upper <= highest, f"{resolved.iso3}: {question}"


@given(arbitrary())
def test_the_bounds_of_quarters_never_add_up_to_less_than_the_bounds_of_their_span(reports: list[Report]) -> None:
    assert_never_narrower(resolve(*reports))


def test_the_bounds_of_quarters_never_add_up_to_less_than_the_bounds_of_their_span_in_the_real_data() -> None:
    for resolved in real_ledgers().values():
        assert_never_narrower(resolved)


def test_the_bounds_of_quarters_can_add_up_to_more_than_the_bounds_of_their_span() -> None:
    resolved = resolve(report(0, {"2024": (42, 90), "2024-Q1-Q3": (30, 80), "2024-Q2-Q4": (36, 70)}))
    limits = bounds(resolved, MEASURES.index("requests"))
    quarters = [limits[quarter.opens, quarter.closes] for quarter in Period(2024, 1, 4).quarters]
    assert quarters == [(6, 6), (0, 24), (0, 24), (12, 12)]
    middle = Period(2024, 2, 3)
    assert sum_of_quarters(limits, (middle.opens, middle.closes)) == (0, 48)
    assert limits[middle.opens, middle.closes] == (24, 24)
