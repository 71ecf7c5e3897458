"""Sentences about the real data agree with the published table, from which these tests work them out again."""

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from atlas import prose, summary, tables
from atlas.check import check_repository
from atlas.model import Period, Range, Status
from atlas.summary import Atlas
from atlas.summary.profiles import FulfilledShare

ROOT = Path(__file__).resolve().parent.parent
Row = Mapping[str, str]

SENTENCE = re.compile(
    r"Telegram says it fulfilled (?P<requests>[\d,]+) requests? from (?P<name>.+?) in (?P<period>[^,]+), "
    r"affecting (?P<users>[\d,]+) users?\.(?P<more>.*)"
)
IMPLIED = re.compile(
    r"Telegram’s figures imply (?P<requests>[\d,]+) fulfilled requests? from (?P<name>.+?) in (?P<period>.+?), "
    r"affecting (?P<users>[\d,]+) users? \(calculated: (?P<calculation>[^)]+)\)\.(?P<more>.*)"
)
ZERO = re.compile(r"Telegram says it fulfilled 0 requests from (?P<name>.+?) in (?P<period>[^.]+)\.(?P<more>.*)")
NOT_ASKED = " No one has reported since then whether the bot shows anything newer."
NUMBER = re.compile(r"\d[\d,]*")


@functools.cache
def the_atlas() -> tuple[Atlas, dict[str, list[Row]]]:
    """The summary of the real data, and the published quarters of each country as text."""
    checked = check_repository(ROOT, dt.date(2100, 1, 1), {})
    atlas = summary.summarise(checked.dataset, checked.ledgers, checked.problems, checked.bot.months_to_report)
    table = checked.raw.tables["quarters"]
    records = tables.in_order(tables.PUBLISHED["quarters"](atlas), table)
    rows: dict[str, list[Row]] = {}
    for row in csv.DictReader(io.StringIO(tables.plain.csv_bytes(records, table).decode())):
        rows.setdefault(row["iso3"], []).append(row)
    return atlas, rows


def period(text: str) -> str:
    """The period of a row as sentences write it."""
    return prose.period(Period.parse(text))


def expected_change(row: Row, before: Row | None) -> str:
    """The sentence after the counts, from two rows of the table alone."""
    if before is None or not before["requests"] or before["status"] not in ("reported", "derived"):
        return ""
    old, new = int(before["requests"]), int(row["requests"])
    if old == new:
        return " That is the same number of requests as in the previous quarter."
    if old < 20:
        return f" In the previous quarter it was {old} request{'' if old == 1 else 's'}."
    share = abs(new - old) / old * 100
    shown = "less than 1" if share < 1 else f"{share:,.0f}"
    return f" That is {shown}\u202f% {'more' if new > old else 'fewer'} requests than in the previous quarter."


def derived_zero(row: Row) -> str:
    return " This follows from a longer period with a total of 0." if row["formula"] else ""


def test_every_opening_says_what_the_published_table_says() -> None:
    atlas, table = the_atlas()
    for profile in atlas.profiles:
        opening, name = prose.opening(profile), profile.country.name_in_text
        rows = table.get(profile.country.iso3, [])
        covered = [row for row in rows if row["status"] != "missing"]
        if not covered:
            assert opening == f"No one has reported Telegram’s figures for {name} yet."
            continue
        row = covered[-1]
        if row["status"] == "bounded":
            counts, expected_period = (row["span_requests"], row["span_users"]), period(row["span"])
        else:
            counts, expected_period = (row["requests"], row["users"]), period(row["quarter"])
        if counts == ("0", "0"):
            zero = ZERO.fullmatch(opening)
            assert zero, opening
            only_first_report = all(r["quarter"] < "2024-Q4" and r["requests"] == r["users"] == "0" for r in covered)
            assert zero["name"] == name
            assert zero["period"] == ("January–September 2024" if only_first_report else expected_period)
            # A reply shows all that the bot has; the day of an article or a dataset says nothing about the bot.
            checks = [r.observed for r in profile.reports if r.kind == "reply" or r.nothing_after]
            is_asked_again = bool(checks) and max(checks) > dt.date(2024, 12, 31)
            seen = f" On {prose.day(max(checks))} the bot showed nothing newer." if is_asked_again else NOT_ASKED
            assert zero["more"] == (seen if only_first_report else derived_zero(row))
            continue
        sentence = (IMPLIED if row["formula"] else SENTENCE).fullmatch(opening)
        assert sentence, opening
        assert (sentence["name"], sentence["period"]) == (name, expected_period)
        if row["formula"]:
            assert sentence["calculation"] == prose.describe_formula(row["formula"])
        assert (sentence["requests"].replace(",", ""), sentence["users"].replace(",", "")) == counts
        if row["status"] == "bounded":
            assert sentence["more"] == " How they divide between the quarters is not known."
        else:
            index = rows.index(row)
            assert sentence["more"] == expected_change(row, rows[index - 1] if index else None)


def test_every_quarter_opening_adds_up_the_published_table_and_gives_the_number_of_countries() -> None:
    atlas, table = the_atlas()
    for coverage in atlas.coverage:
        known = [
            row
            for rows in table.values()
            for row in rows
            if row["quarter"] == str(coverage.quarter) and row["status"] in ("reported", "derived")
        ]
        requests, users = (sum(int(row[measure]) for row in known) for measure in ("requests", "users"))
        countries, quarter = prose.counted(len(known), "country"), period(str(coverage.quarter))
        assert prose.quarter_opening(coverage) == (
            f"We have Telegram’s figures from {countries} for {quarter}. They add up to "
            f"{prose.counted(requests, 'fulfilled request')} and {prose.counted(users, 'affected user')}."
        )


def test_a_quarter_without_figures_says_so() -> None:
    empty = summary.Coverage(
        Period(2024, 1, 1), 3, dict.fromkeys(Status, 0), *(summary.Total(Range(0, 0), Range(0, 0), 0, 0),) * 2
    )
    assert prose.quarter_opening(empty) == "We have no figures for January–March 2024 yet."


def test_the_atlas_opens_with_the_number_of_countries_in_the_table() -> None:
    atlas, table = the_atlas()
    assert prose.atlas_opening(atlas) == (
        "How many law-enforcement requests Telegram says it fulfilled, country by country. "
        f"People have reported its figures for {len(table)} of {len(atlas.profiles)} countries and territories."
    )


def test_every_country_chart_is_described_by_its_first_last_and_highest_value_and_its_gaps() -> None:
    atlas, table = the_atlas()
    for profile in atlas.reporting:
        rows, description = table[profile.country.iso3], prose.describe_country_chart(profile)
        known = [row for row in rows if row["status"] in ("reported", "derived")]
        requests = [int(row["requests"]) for row in known]
        assert description.startswith(f"Requests from {profile.country.name_in_text} and affected users by quarter. ")
        if len(known) > 1 and not any(requests):
            assert f". 0 requests in all {len(known)} quarters known." in description
        elif known:
            for row in (known[0], known[-1]):
                assert f"{prose.counted(int(row['requests']), 'request')} in {short(row['quarter'])}" in description
        if len(known) > 1 and any(requests):
            highest = known[requests.index(max(requests))]
            assert f"; the highest number is {max(requests):,}, in {short(highest['quarter'])}." in description
        spans = {row["span"]: None for row in rows if row["status"] == "bounded"}
        for span in spans:
            row = next(row for row in rows if row["span"] == span)
            total = prose.counts((int(row["span_requests"]), int(row["span_users"])))
            assert f" Only the total for {prose.short(Period.parse(span))} is known: {total}." in description
        gaps = [Period.parse(row["quarter"]) for row in rows if row["status"] == "missing"]
        assert description.endswith(f" No report for {prose.list_quarters(gaps)}." if gaps else ".")
        assert ("No report for" in description) is bool(gaps)


def short(quarter: str) -> str:
    year, q = quarter.split("-")
    return f"{q} {year}"


def test_the_other_charts_are_described_with_the_numbers_that_they_show() -> None:
    atlas, table = the_atlas()
    for coverage in atlas.coverage:
        ranked = summary.ranking(atlas.reporting, coverage.quarter)
        description = prose.describe_ranking(ranked, coverage.quarter)
        title, _, first = description.partition(". Most requests: ")
        countries = prose.counted(coverage.known, "country")
        assert title == f"Requests and users by country in {period(str(coverage.quarter))}, for {countries}"
        assert [int(n.replace(",", "")) for n in NUMBER.findall(first)] == [row.quarter.requests for row in ranked[:3]]
    trend = prose.describe_trend(atlas.panels).removesuffix(".").split(". ")[1:]
    assert trend == [
        f"{prose.short(panel.before)} to {prose.short(panel.after)}, {prose.counted(len(panel.countries), 'country')}: "
        f"from {prose.number(panel.total_before.users)} to {prose.number(panel.total_after.users)} users"
        for panel in atlas.panels
    ]
    known = [
        sum(row["status"] in ("reported", "derived") for row in column) for column in zip(*table.values(), strict=True)
    ]
    assert prose.describe_coverage(atlas.coverage) == (
        "Countries with figures by quarter: "
        f"{', '.join(f'{n} in {prose.short(q)}' for n, q in zip(known, atlas.quarters, strict=True))}."
    )


def test_charts_of_nothing_are_described_too() -> None:
    quarter = Period(2024, 1, 1)
    assert [
        prose.describe_ranking((), quarter),
        prose.describe_trend(()),
        prose.describe_coverage(()),
        prose.describe_map(None),
        prose.describe_map(quarter),
    ] == [
        "Requests and users by country in January–March 2024, for 0 countries.",
        "Affected users in quarters a year apart, in the countries with figures for both.",
        "No country has figures yet.",
        "World map of affected users per million people; each country is a link.",
        "World map of affected users per million people in Q1 2024; each country is a link.",
    ]


@pytest.mark.parametrize(
    ("formula", "description"),
    [
        ("2024 − 2024-Q1-Q3", "full year 2024 minus January–September"),
        ("2024-Q1-Q2 + 2024-Q3", "January–June 2024 plus July–September"),
        ("2024-Q1 + 2024-Q2 + 2024-Q3 + 2024-Q4", "the sum of the four quarters of 2024"),
        ("2024-Q1-Q3 = 0", "the total for January–September 2024 is 0"),
        ("2024 − 2024-Q1-Q3 = 0", "full year 2024 minus January–September is 0"),
        ("2024-Q1-Q3 − 2024-Q2", "January–September 2024 minus April–June"),
        ("2024 − 2024-Q1 − 2024-Q2", "full year 2024 minus January–March and April–June"),
        (
            "2024 − 2024-Q1 − 2024-Q2 − 2024-Q3",
            "full year 2024 minus January–March, April–June and July–September",
        ),
        ("2025-Q1 − 2024-Q1", "January–March 2025 minus January–March 2024"),
        (
            "requests: 2024 − 2024-Q1-Q3; users: 2024-Q3-Q4 = 0",
            "full year 2024 minus January–September (requests); the total for July–December 2024 is 0 (users)",
        ),
    ],
)
def test_a_formula_is_described_in_words(formula: str, description: str) -> None:
    assert prose.describe_formula(formula) == description


def limits(requests: tuple[int, int], users: tuple[int, int]) -> str:
    """The bounds of both measures, both of which have an upper bound, in words."""
    pairs = ((requests, "request"), (users, "user"))
    if requests[0] == users[0] == 0 and requests[1] and users[1]:
        return f"at most {prose.counted(requests[1], 'request')} and {prose.counted(users[1], 'user')}"
    ranges = (Range(*bounds) for bounds, _ in pairs)
    texts = [prose.counted(r, noun) for r, (_, noun) in zip(ranges, pairs, strict=True)]
    return " and ".join(
        f"at most {text.removeprefix('0–')}" if low == 0 and high else text
        for text, ((low, high), _) in zip(texts, pairs, strict=True)
    )


def test_every_status_is_described_by_what_the_table_says() -> None:
    atlas, table = the_atlas()
    for profile in atlas.reporting:
        for resolved, row in zip(profile.quarters, table[profile.country.iso3], strict=True):
            calculated = f"calculated: {prose.describe_formula(row['formula'])}" if row["formula"] else ""
            if row["status"] == "bounded":
                requests, users = ((int(row[f"{m}_low"]), int(row[f"{m}_high"])) for m in ("requests", "users"))
                assert (row["low_formula"], row["high_formula"]) == ("", row["span"])  # so far, all are simple
                expected = f"{limits(requests, users)} (the total for {period(row['span'])})"
            else:
                expected = {"reported": "reported", "derived": calculated, "missing": "no report"}[row["status"]]
            assert prose.describe_status(resolved) == expected


def test_every_year_is_described_by_its_formula_or_by_its_lower_bound_and_the_number_of_quarters_known() -> None:
    atlas, table = the_atlas()
    for profile in atlas.reporting:
        for year in profile.years:
            rows = [row for row in table[profile.country.iso3] if row["quarter"].startswith(str(year.period))]
            known = [row for row in rows if row["status"] in ("reported", "derived")]
            description = prose.describe_status(year)
            if year.status is Status.DERIVED:
                assert description == f"calculated: {prose.describe_formula(year.formula)}"
            elif year.status is Status.PARTIAL:
                part = f"{len(known)} of 4 quarters known"
                low = (year.requests_range.lower, year.users_range.lower)
                if low == (0, 0):
                    assert description == f"{part}: 0 requests and 0 users"
                else:
                    start = f"at least {prose.counted(low[0], 'request')} and {prose.counted(low[1], 'user')} ("
                    assert (description[: len(start)], description[-len(part) :]) == (start, part)
                    assert low[0] >= sum(int(row["requests"]) for row in known)
            else:
                assert description == {"reported": "reported", "missing": "no report"}[year.status]


@pytest.mark.parametrize(
    ("quarters", "text"),
    [
        ("2026-Q2", "Q2 2026"),
        ("2026-Q2 2026-Q3", "Q2 2026 and Q3 2026"),
        ("2025-Q4 2026-Q1 2026-Q2", "Q4 2025 to Q2 2026"),
        ("2024-Q4 2025-Q2 2025-Q4 2026-Q1 2026-Q2", "Q4 2024, Q2 2025 and Q4 2025 to Q2 2026"),
        ("", ""),
    ],
)
def test_quarters_in_a_row_are_listed_as_a_range(quarters: str, text: str) -> None:
    assert prose.list_quarters([Period.parse(quarter) for quarter in quarters.split()]) == text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (100, 127, "27\u202f% more"),
        (100, 95, "5\u202f% fewer"),
        (1000, 1001, "less than 1\u202f% more"),
    ],
)
def test_a_percentage_says_more_or_fewer_and_never_0(before: int, after: int, shown: str) -> None:
    assert prose.percent(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (5826, 14717, "+153\u202f%"),
        (13547, 7033, "−48\u202f%"),
        (100, 100, "0\u202f%"),
        (100, 300, "3.0 times"),
        (Range(5_826, 6_272), Range(25_449, 25_451), "4.1 to 4.4 times"),
        (10, 20, "10 → 20"),
        (0, 5, "0 → 5"),
        (None, 5, "—"),
    ],
)
def test_a_change_is_a_percentage_a_factor_or_two_numbers(
    before: int | Range | None, after: int | Range, shown: str
) -> None:
    assert prose.change(before, after) == shown


def test_what_is_not_known_is_a_dash_and_zero_is_zero() -> None:
    assert [prose.number(None), prose.number(0), prose.rate(None), prose.rate(0.0), prose.day(None)] == [
        "—",
        "0",
        "—",
        "0.00",
        "—",
    ]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (Range(5_826, 6_272), Range(25_449, 25_451), "4.1 to 4.4 times"),
        (Range(100, 100), Range(250, 250), "2.5 times"),
    ],
)
def test_the_ratio_of_two_ranges_is_a_range(before: Range, after: Range, text: str) -> None:
    assert prose.times(before, after) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Range(5, 5), "5"),
        (Range(5_826, 6_272), "5,826–6,272"),
        (Range(0, 53), "0–53"),
        (Range(31, None), "at least 31"),
        (Range(0, None), "—"),
    ],
)
def test_a_range_is_one_number_two_or_a_lower_bound_and_never_0_if_nothing_is_known(value: Range, text: str) -> None:
    assert prose.number(value) == text


def test_a_share_is_a_range_of_percentages() -> None:
    shares = [FulfilledShare(1778, 892, 2256), FulfilledShare(20, 10, 10), FulfilledShare(40, 0, 1)]
    assert [prose.share(value) for value in shares] == ["50–127\u202f%", "50\u202f%", "0–2\u202f%"]
