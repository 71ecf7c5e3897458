"""What tables show of a country and of a group: the newest period, its rate, the requests a year before."""

import datetime as dt
from dataclasses import replace

import pytest

from atlas.ledger import resolve_all
from atlas.model import Country, Dataset, DsaRequests, Evidence, Kind, Period, Population, Range, Report
from atlas.summary import Atlas, EvidenceCounts, Headline, Profile, Rate, Total, summarise
from atlas.summary.profiles import FulfilledShare
from tests.ledgers import report

FRANCE = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
NORWAY = Country("NOR", "NO", "578", "Norway", "Europe", "Northern Europe", False, "Norway")  # noqa: FBT003 - a row


def summary_of(*reports: Report) -> Atlas:
    """The summary of two countries; all reports are of France."""
    countries = {"FRA": FRANCE, "NOR": NORWAY}
    dataset = Dataset(countries, reports, {"FRA": {2024: 50_000_000}}, (), (), {})
    return summarise(dataset, resolve_all(reports))


def france(*reports: Report) -> Profile:
    profile = summary_of(*reports).profile("FRA")
    assert profile
    return profile


def test_tables_show_the_newest_quarter_with_its_rate_and_the_requests_a_year_before() -> None:
    profile = france(report(1, {"2024-Q1": (3, 4), "2025-Q1": (6, 100)}))
    assert profile.latest == profile.quarter(Period(2025, 1, 1))
    assert profile.newest_rate == Rate(2.0, Population(50_000_000, 2024))
    assert profile.requests_a_year_before == 3


def test_the_requests_a_year_before_are_unknown_before_the_first_quarter_and_where_none_are_stated() -> None:
    assert france(report(1, {"2024-Q1": (3, 4)})).requests_a_year_before is None
    assert france(report(1, {"2024-Q2": (3, 4), "2025-Q1": (6, 8)})).requests_a_year_before is None


def test_tables_show_a_longer_period_where_no_quarter_is_known() -> None:
    profile = france(report(1, {"2024-Q1-Q3": (3, 4)}))
    assert profile.latest == Headline(Period(2024, 1, 3), 3, 4, "")
    assert (profile.newest_rate, profile.requests_a_year_before) == (None, None)


def test_a_group_counts_its_countries_and_only_the_european_union_is_no_region() -> None:
    groups = summary_of(report(1, {"2024-Q1": (3, 4)})).groups
    assert [(g.name, g.number_of_countries, g.number_reporting, g.is_region) for g in groups] == [
        ("Europe", 2, 1, True),
        ("European Union", 1, 1, False),
    ]


def test_a_country_without_reports_has_nothing_to_show() -> None:
    norway = next(profile for profile in summary_of(report(1, {"2024-Q1": (3, 4)})).profiles if not profile.ledger)
    assert (norway.latest, norway.newest_rate, norway.requests_a_year_before) == (None, None, None)


def france_with_requests_received(number: int, *reports: Report) -> Profile:
    received = DsaRequests("FRA", dt.date(2024, 2, 17), dt.date(2025, 2, 17), number, 0, "https://example.org/")
    return replace(france(*reports), dsa_requests=received)


def test_a_share_is_at_least_of_the_quarters_in_the_period_and_at_most_of_those_that_overlap_it() -> None:
    stated = report(1, {"2024-Q1-Q3": (30, 40), "2024": (42, 60), "2025-Q1": (8, 9)})
    assert france_with_requests_received(100, stated).fulfilled_share == FulfilledShare(100, 12, 50)


def test_there_is_no_share_without_an_upper_limit_and_on_a_small_base() -> None:
    open_ended = france_with_requests_received(100, report(1, {"2024": (42, 60), "2025-Q2": (8, 9)}))
    assert (open_ended.fulfilled_share, open_ended.has_few_received) == (None, False)
    small = france_with_requests_received(19, report(1, {"2024": (42, 60), "2025-Q1": (8, 9)}))
    assert (small.fulfilled_share, small.has_few_received) == (None, True)
    assert france_with_requests_received(100, report(1, {"2024": (42, 60)})).fulfilled_share is None


def test_a_country_of_which_one_measure_alone_is_stated_has_bounds_to_show() -> None:
    stated = report(1, {"2024-Q1": (3, 4)}, Kind.PRESS)
    (figure,) = stated.figures
    profile = france(replace(stated, figures=(replace(figure, users=None),)))
    assert (profile.latest, profile.newest, profile.newest_rate) == (None, None, None)
    assert profile.newest_bounded == profile.quarter(Period(2024, 1, 1))
    assert profile.newest_bounded is not None
    ranges = (profile.newest_bounded.requests_range, profile.newest_bounded.users_range)
    assert ranges == (Range(3, 3), Range(0, None))


def test_quarters_are_compared_only_where_any_country_can_be() -> None:
    atlas = summary_of(report(1, {"2024-Q1": (3, 4), "2024-Q2": (1, 1), "2025-Q1": (6, 100)}))
    assert [(str(panel.before), str(panel.after)) for panel in atlas.panels] == [("2024-Q1", "2025-Q1")]
    assert [group.panels for group in atlas.groups] == [atlas.panels, atlas.panels]


@pytest.mark.parametrize(
    ("total", "period", "average"),
    [
        (Range(17_217, 17_223), "2024-Q1-Q3", Range(1_913, 1_914)),
        (Range(17_217, 17_217), "2024-Q1-Q3", Range(1_913, 1_913)),
        (Range(7_606, 7_606), "2024-Q1-Q3", Range(845, 845)),
        (Range(5, 5), "2024-Q4", Range(2, 2)),
        (Range(5, 7), "2024-Q4", Range(1, 3)),
        (Range(5, None), "2024", Range(0, None)),
    ],
)
def test_the_average_of_a_month_is_rounded_outwards_and_if_exact_to_the_nearest(
    total: Range, period: str, average: Range
) -> None:
    of_month = Total(total, total, 3, 1).per_month(Period.parse(period))
    assert of_month == Total(average, average, 3, 1)


def test_the_dataset_on_which_most_quarters_rest_alone_is_named() -> None:
    def dataset(number: int, quarter: str, source: str) -> Report:
        return replace(report(number, {quarter: (3, 4)}, Kind.DATASET), source=source)

    first = "https://github.com/a/b/commit/1"
    reports = [dataset(1, "2024-Q1", first), dataset(2, "2024-Q2", first), dataset(3, "2024-Q3", "https://c.org/d/e/f")]
    confirmed = dataset(4, "2024-Q2", "https://c.org/d/e/f")
    public = replace(report(5, {"2024-Q4": (3, 4)}), source="https://example.org/1")
    figures = dict.fromkeys(Evidence, 0) | {Evidence.PUBLIC: 1, Evidence.UNTRACED: 3}
    assert summary_of(*reports, public).evidence == EvidenceCounts(figures, 4, 2, "github.com/a/b")
    # Now two quarters rest on the first dataset or the other alone, and none of them on more than one quarter.
    assert summary_of(*reports, confirmed, public).evidence == EvidenceCounts(figures, 4, 1, "github.com/a/b")
    assert summary_of(public).evidence.dataset == ""
