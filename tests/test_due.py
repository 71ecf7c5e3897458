"""Which figures the bot should have published by a day, and which countries lack them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import prose, summary
from atlas.check import check_repository
from atlas.model import Kind, Period, Report
from atlas.summary import Profile, due
from tests.conftest import PROJECT, TODAY
from tests.ledgers import report, resolve

CALENDAR = [
    ("2026-10-31", "2026-Q2", "2026-08-01"),
    ("2026-11-01", "2026-Q3", "2026-11-01"),
    ("2027-01-31", "2026-Q3", "2026-11-01"),
    ("2027-02-01", "2026-Q4", "2027-02-01"),
    ("2027-04-30", "2026-Q4", "2027-02-01"),
    ("2027-05-01", "2027-Q1", "2027-05-01"),
]


@pytest.mark.parametrize(("today", "quarter", "since"), CALENDAR)
def test_a_quarter_is_due_once_the_month_after_its_end_is_over(today: str, quarter: str, since: str) -> None:
    calendar = due.due(dt.date.fromisoformat(today), 1)
    assert (str(calendar.quarter), str(calendar.since)) == (quarter, since)


def test_the_calendar_holds_on_every_day_of_three_years() -> None:
    day = dt.date(2025, 1, 1)
    while day < dt.date(2028, 1, 1):
        calendar = due.due(day, 1)
        following = Period.quarter_from_boundary(calendar.quarter.closes)
        first_days = [(q.end + dt.timedelta(days=32)).replace(day=1) for q in (calendar.quarter, following)]
        assert first_days[0] == calendar.since <= day < first_days[1]
        day += dt.timedelta(days=1)


def profiles(root: Path, today: str) -> tuple[Profile, ...]:
    checked = check_repository(root, dt.date.fromisoformat(today), {})
    return summary.summarise(checked.dataset, checked.ledgers).profiles


def test_countries_that_are_behind_are_listed_with_the_quarters_they_lack(tiny: Path) -> None:
    calendar = due.due(dt.date.fromisoformat(TODAY), 1)
    late = due.behind(profiles(tiny, TODAY), calendar)
    assert [(profile.country.iso3, prose.list_quarters(calendar.overdue(profile))) for profile in late] == [
        ("NLD", "Q1 2026"),
        ("BRA", "Q2 2025 to Q1 2026"),
        ("TWN", "Q4 2024 to Q1 2026"),
    ]


def test_every_real_country_is_either_behind_or_known_up_to_the_due_quarter() -> None:
    today = "2026-11-23"
    calendar = due.due(dt.date.fromisoformat(today), 1)
    everyone = profiles(PROJECT, today)
    late = {profile.country.iso3 for profile in due.behind(everyone, calendar)}
    for profile in everyone:
        newest = max((figure.period.closes for report in profile.reports for figure in report.figures), default=None)
        assert (profile.country.iso3 in late) is (newest is not None and newest < calendar.quarter.closes)


def reasons(*reports: Report, as_of: str) -> dict[str, str]:
    """Why each quarter up to June 2025 is missing, if the bot publishes within a month."""
    ledger = resolve(*reports, last=Period(2025, 2, 2))
    missing = due.missing_reasons(ledger, dt.date.fromisoformat(as_of), 1)
    return {str(quarter): str(reason) for quarter, reason in missing.items()}


def read_on(report: Report, day: str, nothing_after: str = "") -> Report:
    newest = Period.parse(nothing_after) if nothing_after else None
    return replace(report, observed=dt.date.fromisoformat(day), nothing_after=newest)


NINE_MONTHS = {"2024-Q1-Q3": (3, 5)}


def test_a_reply_shows_which_quarters_the_bot_did_not_offer_when_they_were_due() -> None:
    reply = read_on(report(1, NINE_MONTHS), "2025-05-04")
    assert reasons(reply, as_of="2025-08-01") == {
        "2024-Q4": "not_offered",
        "2025-Q1": "not_offered",
        "2025-Q2": "not_asked",
    }
    assert reasons(reply, as_of="2025-07-31")["2025-Q2"] == "not_due"


def test_a_reply_that_was_read_before_a_quarter_was_due_says_nothing_about_it() -> None:
    reply = read_on(report(1, NINE_MONTHS), "2025-01-31")
    assert set(reasons(reply, as_of="2025-08-01").values()) == {"not_asked"}
    assert reasons(read_on(reply, "2025-02-01"), as_of="2025-08-01")["2024-Q4"] == "not_offered"


def test_a_quarter_before_a_later_figure_was_not_reported() -> None:
    newest = read_on(report(1, {"2025-Q2": (3, 5)}, Kind.DATASET), "2025-08-01")
    expected = {"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"}
    assert reasons(newest, as_of="2025-08-01") == dict.fromkeys(sorted(expected), "not_reported")


@pytest.mark.parametrize("kind", [Kind.PRESS, Kind.DATASET])
def test_an_article_or_a_dataset_says_what_the_bot_did_not_offer_only_with_nothing_after(kind: Kind) -> None:
    other = report(1, NINE_MONTHS, kind)
    assert reasons(read_on(other, "2025-05-04"), as_of="2025-05-04") == {
        "2024-Q4": "not_asked",
        "2025-Q1": "not_asked",
        "2025-Q2": "not_due",
    }
    looked_again = read_on(report(2, {}, kind), "2025-05-04", nothing_after="2024-Q3")
    assert reasons(read_on(other, "2024-10-08"), looked_again, as_of="2025-05-04") == {
        "2024-Q4": "not_offered",
        "2025-Q1": "not_offered",
        "2025-Q2": "not_due",
    }


def test_a_quarter_of_which_anything_is_known_has_no_reason() -> None:
    article = report(1, {"2024-Q1": (5, None)}, Kind.PRESS)
    assert "2024-Q1" not in reasons(read_on(article, "2025-05-04"), as_of="2025-05-04")


def test_the_sentence_says_which_figures_were_due_when_and_for_how_many_countries_we_have_them() -> None:
    calendar = due.due(dt.date(2026, 11, 23), 1)
    numbers = ((0, 83), (7, 83), (0, 1), (1, 1), (0, 0))
    promised = "By its calendar, the bot was due to publish its figures for July–September 2026 in October 2026."
    assert [prose.due_sentence(calendar, *pair) for pair in numbers] == [
        f"{promised} We do not have them for any of the 83 countries with reports.",
        f"{promised} We have them for 7 of the 83 countries with reports.",
        f"{promised} We do not have them for the only country with reports.",
        f"{promised} We have them for the only country with reports.",
        f"{promised} No country has reports yet.",
    ]
