"""The check, the judgement, the comparison, the list of changes and the intake give a figure the same effect."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas import diff
from atlas.check import CheckedData, check_repository, check_with
from atlas.contributions.form import Issue
from atlas.contributions.judging import Judgement, judge
from atlas.contributions.messages import Assessment, figure_table
from atlas.diff import states
from atlas.model import Effect, Figure, Kind, Period, Report, Value
from atlas.problems import Location
from atlas.summary.changes import changes
from tests.ledgers import FEW_PERIODS, FEW_VALUES, PERIODS, VALUES, alike, arbitrary, consistent

TODAY = dt.date(2026, 6, 1)
OBSERVED = dt.date(2026, 5, 20)  # later than every report that tests.ledgers draws
ISSUE = Issue(7, "https://example.org/7", OBSERVED, dt.datetime(2026, 5, 20, tzinfo=dt.UTC), "", "main", True)  # noqa: FBT003
CONTRADICTORY = {Effect.REVISES, Effect.CONFLICTS, Effect.DISPUTES}


@pytest.fixture(scope="module")
def empty(pattern: Path) -> CheckedData:
    """The tiny repository without its reports."""
    data = check_repository(pattern, TODAY, {})
    return replace(data, dataset=replace(data.dataset, reports=()), ledgers={}, problems=())


def checked(empty: CheckedData, reports: list[Report]) -> CheckedData:
    """The data with these reports of France, except those that the check refuses."""
    located = [replace(report, location=Location(f"data/reports/FRA/{report.location.path}")) for report in reports]
    return replace(check_with(empty, located, TODAY), problems=())


def newer(period: Period, value: Value, revises: str = "", source: str = "") -> Report:
    return Report("FRA", OBSERVED, Kind.REPLY, (Figure(period, *value),), revises=revises, source=source)


def effect_in_comparison(before: CheckedData, after: CheckedData, period: Period) -> str:
    difference = diff.compare(states.from_checked("before", before), states.from_checked("after", after))
    (effect,) = (figure.effect for figure in difference.figures if figure.period == period)
    return effect


def effect_in_changes(after: CheckedData) -> str:
    newest = changes(after.ledgers.values(), after.dataset.countries)[0]
    assert newest.report.observed == OBSERVED
    ((_, effect),) = newest.figures
    return effect


def effect_in_table(report: Report, judgement: Judgement) -> str:
    assessment = Assessment(ISSUE, (report,), (), judgement, judgement.after.dataset.countries)
    return figure_table(assessment).splitlines()[-1].strip("| ").split(" | ")[-1]


def assert_same_effect(before: CheckedData, report: Report, judgement: Judgement) -> Effect:
    (figure,) = report.figures
    (judged,) = judgement.figures
    effects = {
        "judge": str(judged.effect),
        "diff": str(effect_in_comparison(before, judgement.after, figure.period)),
        "changes": str(effect_in_changes(judgement.after)),
        "intake": effect_in_table(report, judgement),
    }
    assert effects == dict.fromkeys(effects, str(judged.effect))
    return judged.effect


SOURCES = st.sampled_from(["", "https://example.org/new"])
CASES = st.one_of(
    st.tuples(arbitrary(), PERIODS, VALUES, SOURCES), st.tuples(alike(), FEW_PERIODS, FEW_VALUES, SOURCES)
)


@given(CASES)
def test_all_give_a_newer_figure_the_same_effect(
    empty: CheckedData, case: tuple[list[Report], Period, Value, str]
) -> None:
    reports, period, value, source = case
    before, report = checked(empty, reports), newer(period, value, source=source)
    assert_same_effect(before, report, judge(before, (report,), TODAY, is_validated=True))


@given(consistent(), PERIODS, VALUES, st.sampled_from(["", "Telegram corrected it."]))
def test_the_check_demands_a_reason_exactly_where_a_figure_contradicts_others(
    empty: CheckedData, drawn: tuple[dict[Period, Value], list[Report]], period: Period, value: Value, revises: str
) -> None:
    _, reports = drawn
    before, report = checked(empty, reports), newer(period, value, revises)
    judgement = judge(before, (report,), TODAY)
    effect = assert_same_effect(before, report, judgement)
    rules = {problem.rule for problem in judgement.after.problems} & {"contradiction", "negative"}
    assert bool(rules) is (effect in CONTRADICTORY and not revises)


def test_a_newer_figure_can_have_each_effect(empty: CheckedData) -> None:
    first = newer(Period(2025, 1, 1), (4, 5), source="https://example.org/1")
    days = [OBSERVED - dt.timedelta(days=number) for number in (1, 2)]
    before = checked(empty, [replace(first, observed=day, location=Location(f"{day}.yaml")) for day in days])
    expected = {
        Effect.CONFIRMS: newer(Period(2025, 1, 1), (4, 5)),
        Effect.REVISES: newer(Period(2025, 1, 1), (4, 6), source="https://example.org/2"),
        Effect.DISPUTES: newer(Period(2025, 1, 1), (4, 6)),
        Effect.NEW: newer(Period(2025, 2, 2), (4, 5)),
        Effect.CONFLICTS: newer(Period(2025, 1, 4), (3, 5), source="https://example.org/3"),
    }
    for effect, report in expected.items():
        assert assert_same_effect(before, report, judge(before, (report,), TODAY)) is effect


def test_a_country_without_reports_has_only_new_figures(empty: CheckedData) -> None:
    before, report = checked(empty, []), newer(Period(2025, 1, 1), (4, 5))
    assert assert_same_effect(before, report, judge(before, (report,), TODAY)) is Effect.NEW
