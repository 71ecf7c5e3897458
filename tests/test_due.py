"""What the bot should have told by a day, and of which countries it is not known yet."""

import datetime as dt
from pathlib import Path

import pytest

from atlas import prose, summary
from atlas.check import check_repository
from atlas.model import Period
from atlas.summary import Profile, due
from tests.conftest import PROJECT, TODAY

CALENDAR = [
    ("2026-10-31", "2026-Q2", "2026-08-01"),
    ("2026-11-01", "2026-Q3", "2026-11-01"),
    ("2027-01-31", "2026-Q3", "2026-11-01"),
    ("2027-02-01", "2026-Q4", "2027-02-01"),
    ("2027-04-30", "2026-Q4", "2027-02-01"),
    ("2027-05-01", "2027-Q1", "2027-05-01"),
]


@pytest.mark.parametrize(("today", "quarter", "since"), CALENDAR)
def test_a_quarter_is_due_when_the_month_after_its_end_is_over(today: str, quarter: str, since: str) -> None:
    found = due.due(dt.date.fromisoformat(today), 1)
    assert (str(found.quarter), str(found.since)) == (quarter, since)


def test_the_calendar_holds_on_every_day_of_three_years() -> None:
    day = dt.date(2025, 1, 1)
    while day < dt.date(2028, 1, 1):
        found = due.due(day, 1)
        after = Period.quarter_from_boundary(found.quarter.closes)
        first_of_sure = [(q.end + dt.timedelta(days=32)).replace(day=1) for q in (found.quarter, after)]
        assert first_of_sure[0] == found.since <= day < first_of_sure[1]
        day += dt.timedelta(days=1)


def profiles(root: Path, today: str) -> tuple[Profile, ...]:
    examined = check_repository(root, dt.date.fromisoformat(today), {})
    return summary.summarise(examined.dataset, examined.ledgers).profiles


def test_who_is_behind_is_told_with_what_is_due(tiny: Path) -> None:
    calendar = due.due(dt.date.fromisoformat(TODAY), 1)
    found = due.behind(profiles(tiny, TODAY), calendar)
    assert [(each.country.iso3, prose.overdue(calendar.overdue(each))) for each in found] == [
        ("NLD", "Q1 2026"),
        ("BRA", "Q2 2025 to Q1 2026"),
        ("TWN", "Q4 2024 to Q1 2026"),
    ]


def test_of_the_real_countries_each_is_either_behind_or_known_up_to_the_due_quarter() -> None:
    today = "2026-11-23"
    calendar = due.due(dt.date.fromisoformat(today), 1)
    everyone = profiles(PROJECT, today)
    late = {each.country.iso3 for each in due.behind(everyone, calendar)}
    for each in everyone:
        newest = max((figure.period.closes for report in each.reports for figure in report.figures), default=None)
        assert (each.country.iso3 in late) is (newest is not None and newest < calendar.quarter.closes)


def test_the_sentence_says_what_when_and_of_how_many() -> None:
    calendar = due.due(dt.date(2026, 11, 23), 1)
    assert prose.due_sentence(calendar, 1, 83) == (
        "The bot’s figures for July–September 2026 should have come out in October 2026; "
        "1 of 83 countries with reports has them."
    )
