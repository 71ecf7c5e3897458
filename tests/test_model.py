"""Periods, ranges, figures, and what a report shows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model import Figure, Kind, ObservedBasis, Period, Range, Report, Value, figure_id, quarters_between

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


RANGES = st.builds(
    lambda lower, width: Range(lower, None if width is None else lower + width),
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
)


@given(RANGES, RANGES, st.integers(0, 40))
def test_a_sum_of_ranges_includes_every_sum_of_counts_and_no_other(some: Range, other: Range, count: int) -> None:
    sums = [a + b for a in range(50) for b in range(50) if some.includes(a) and other.includes(b)]
    assert (some + other).includes(count) == (count in sums)


@given(RANGES)
def test_a_range_is_exact_if_it_includes_one_count(allowed: Range) -> None:
    included = [count for count in range(50) if allowed.includes(count)]
    assert allowed.exact == (included[0] if len(included) == 1 else None)


@pytest.mark.parametrize(
    ("value", "text"),
    [((65, 121), "{requests: 65, users: 121}"), ((65, None), "{requests: 65}"), ((None, 0), "{users: 0}")],
)
def test_a_figure_is_written_as_in_a_report_file(value: Value, text: str) -> None:
    assert Figure(Period.parse("2024"), *value).text == text


def test_a_figure_has_a_name_of_its_country_and_period() -> None:
    assert figure_id("FRA", Period.parse("2024-Q4")) == "FRA-2024-Q4"


@pytest.mark.parametrize(
    ("kind", "nothing_after", "newest", "basis"),
    [
        (Kind.REPLY, None, "2024", ObservedBasis.REPLY_READ),
        (Kind.REPLY, "2024-Q4", "2024-Q4", ObservedBasis.REPLY_READ),
        (Kind.PRESS, None, None, ObservedBasis.ARTICLE_PUBLISHED),
        (Kind.DATASET, None, None, ObservedBasis.DATASET_PUBLISHED),
        (Kind.DATASET, "2024-Q4", "2024-Q4", ObservedBasis.DATASET_PUBLISHED),
    ],
)
def test_what_the_day_of_a_report_is_and_what_the_bot_showed_on_it(
    kind: Kind, nothing_after: str | None, newest: str | None, basis: ObservedBasis
) -> None:
    figures = tuple(Figure(Period.parse(period), 1, 2) for period in ("2024", "2024-Q1-Q3"))
    after = Period.parse(nothing_after) if nothing_after else None
    report = Report("FRA", dt.date(2025, 2, 1), kind, figures, nothing_after=after)
    assert report.newest_shown == (Period.parse(newest) if newest else None)
    assert report.observed_basis is basis


def test_a_reply_is_public_or_a_claim_and_other_reports_are_neither() -> None:
    for kind in Kind:
        for source in ("", "https://example.org"):
            report = Report("FRA", dt.date(2025, 2, 1), kind, (), source=source)
            assert report.is_public_reply == (kind is Kind.REPLY and source != "")
            assert report.is_claim == (kind is Kind.REPLY and source == "")
