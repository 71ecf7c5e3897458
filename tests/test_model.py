"""Periods: how they are written, and their quarters and days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model import Period, quarters_between

PERIODS = st.builds(
    lambda year, ends: Period(year, min(ends), max(ends)),
    st.integers(2024, 2099),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
)


@given(PERIODS)
def test_a_period_is_parsed_from_its_own_text(period: Period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-Q5", "2024-Q0", "2024-Q1-Q4", "2024-Q2-Q2", "2024-Q3-Q1", "2024-q1", "2024 ", "٢٠٢٤", "2024-Q1\n"],
)
def test_any_other_text_is_not_a_period(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@given(PERIODS)
def test_the_quarters_of_a_period_follow_one_another_from_its_first_to_its_last_day(period: Period) -> None:
    quarters = period.quarters
    assert (quarters[0].start, quarters[-1].end) == (period.start, period.end)
    assert quarters == quarters_between(quarters[0], quarters[-1])
    assert [q.start for q in quarters[1:]] == [q.end + dt.timedelta(days=1) for q in quarters[:-1]]


@given(PERIODS, PERIODS)
def test_a_period_holds_another_if_it_has_all_of_its_quarters(period: Period, other: Period) -> None:
    assert period.holds(other) == (set(other.quarters) <= set(period.quarters))


def test_the_last_quarter_ends_with_the_year() -> None:
    assert (Period.parse("2024-Q4").start, Period.parse("2024-Q4").end) == (dt.date(2024, 10, 1), dt.date(2024, 12, 31))


def test_a_span_ends_on_the_last_day_of_its_last_quarter() -> None:
    assert (Period.parse("2024-Q1-Q3").start, Period.parse("2024-Q1-Q3").end) == (
        dt.date(2024, 1, 1),
        dt.date(2024, 9, 30),
    )
