"""Sentences about the real data agree with the published table, from which these tests work them out again."""

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import prose, summary, tables
from atlas.check import check_repository
from atlas.model import Evidence, Period, Range, Status
from atlas.summary import Atlas, EvidenceCounts, Panel, PressComparison, Total
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
        return f" For the previous quarter, Telegram’s figure is {old} request{'' if old == 1 else 's'}."
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
            no_figures = "the bot showed no figures for the time after September 2024."
            seen = f" On {prose.day(max(checks))} {no_figures}" if is_asked_again else NOT_ASKED
            assert zero["more"] == (seen if only_first_report else derived_zero(row))
            continue
        sentence = (IMPLIED if row["formula"] else SENTENCE).fullmatch(opening)
        assert sentence, opening
        assert (sentence["name"], sentence["period"]) == (name, expected_period)
        if row["formula"]:
            assert sentence["calculation"] == prose.describe_formula(row["formula"])
        assert (sentence["requests"].replace(",", ""), sentence["users"].replace(",", "")) == counts
        if row["status"] == "bounded":
            assert sentence["more"] == " The figures for the single quarters are not known."
        else:
            index = rows.index(row)
            assert sentence["more"] == expected_change(row, rows[index - 1] if index else None)


def test_every_quarter_opening_adds_up_the_published_table_and_gives_the_number_of_countries() -> None:
    atlas, table = the_atlas()
    for coverage in atlas.coverage:
        of_quarter = [row for rows in table.values() for row in rows if row["quarter"] == str(coverage.quarter)]
        known = [row for row in of_quarter if row["status"] in ("reported", "derived")]
        limited = [row for row in of_quarter if row["requests_high"] and row["users_high"]]
        requests, users = (sum(int(row[measure]) for row in known) for measure in ("requests", "users"))
        countries, quarter = prose.counted(len(known), "country"), period(str(coverage.quarter))
        zeros = sum(row["requests"] == row["users"] == "0" for row in known)
        assert users  # in a quarter without any, the sentence ends earlier; no quarter is one
        expected = (
            f"Telegram says it fulfilled {prose.counted(requests, 'request')} from {countries} in {quarter}, "
            f"affecting {prose.counted(users, 'user')}."
        )
        if zeros > len(known) - zeros:
            expected += f" For {zeros} of the {countries} the figure is 0."
        expected += " We have no exact figures for other countries."
        if len(limited) > len(known):
            more = prose.counted(len(limited) - len(known), "more country")
            sums = [sum(int(row[f"{m}_{end}"]) for row in limited) for m in ("requests", "users") for end in BOUNDS]
            requests_text, users_text = as_range(sums[:2], "request"), as_range(sums[2:], "user")
            expected += f" With bounds for {more}, the totals are {requests_text} and {users_text}."
        assert prose.quarter_opening(coverage, zeros) == expected


BOUNDS = ("low", "high")


def as_range(bounds: list[int], noun: str) -> str:
    low, high = bounds
    return prose.counted(low, noun) if low == high else f"{low:,}–{high:,} {noun}s"


def test_a_quarter_without_figures_says_so() -> None:
    nothing = Total(Range(0, 0), Range(0, 0), 0, 0)
    empty = summary.Coverage(Period(2024, 1, 1), 3, dict.fromkeys(Status, 0), nothing, nothing)
    assert prose.quarter_opening(empty) == "We have no figures for January–March 2024 yet."
    bounded = replace(empty, bounded_total=Total(Range(0, 3), Range(0, 5), 1, 1))
    assert prose.quarter_opening(bounded) == (
        "We have no exact figures for January–March 2024 yet. "
        "With bounds for 1 country, the totals are 0–3 requests and 0–5 users."
    )


@pytest.mark.parametrize(
    ("known", "zeros", "users", "sentence"),
    [
        (1, 0, 5, "from 1 country in January–March 2024, affecting 5 users. We have no exact figures"),
        (2, 2, 0, "from 2 countries in January–March 2024. We have no exact figures"),
        (3, 2, 5, "affecting 5 users. For 2 of the 3 countries the figure is 0. We have no exact figures"),
        (4, 2, 5, "affecting 5 users. We have no exact figures for other countries."),
        (9, 0, 5, "from 9 countries in January–March 2024, affecting 5 users."),
    ],
)
def test_a_quarter_counts_the_zeros_if_most_countries_have_them_and_says_if_countries_are_left_out(
    known: int, zeros: int, users: int, sentence: str
) -> None:
    total = Total(Range(3, 3), Range(users, users), known, 0)
    counts = dict.fromkeys(Status, 0) | {Status.REPORTED: known}
    opening = prose.quarter_opening(summary.Coverage(Period(2024, 1, 1), 9, counts, total, total), zeros)
    assert opening.startswith("Telegram says it fulfilled 3 requests from ")
    assert sentence in opening
    assert ("no exact figures" in opening) is (known < 9)


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
        assert (
            title == f"Requests and users by country in {period(str(coverage.quarter))}, for {countries} known exactly"
        )
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
        "Requests and users by country in January–March 2024, for 0 countries known exactly.",
        "Affected users in quarters a year apart, in the countries with figures or bounds for both.",
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


P = "\u202f%"


@pytest.mark.parametrize(
    ("before", "after", "shown", "compared"),
    [
        (Range(5_826, 6_272), Range(25_449, 25_451), "4.1 to 4.4 times", "4.1 to 4.4 times as many"),
        (Range(17_051, 17_051), Range(69_287, 69_287), "4.1 times", "4.1 times as many"),
        (Range(151, 597), Range(15_508, 15_510), "26 to 103 times", "26 to 103 times as many"),
        (Range(22_108, 22_110), Range(14_025, 14_025), f"−37{P}", f"37{P} fewer"),
        (Range(100, 104), Range(60, 60), f"−42{P} to −40{P}", f"40{P} to 42{P} fewer"),
        (Range(100, 100), Range(120, 124), f"+20{P} to +24{P}", f"20{P} to 24{P} more"),
        (Range(100, 110), Range(105, 105), f"−5{P} to +5{P}", f"5{P} fewer to 5{P} more"),
        (Range(1_000, 1_000), Range(1_004, 1_004), f"0{P}", "about as many"),
        (Range(100, 100), Range(100, 104), f"0{P} to +4{P}", f"0{P} to 4{P} more"),
        (Range(100, 100), Range(299, 299), f"+199{P}", f"199{P} more"),
        (Range(20, 20), Range(60, 60), "3.0 times", "3.0 times as many"),
        (Range(19, 40), Range(951, 951), "19–40 → 951", ""),
        (Range(5, 5), Range(951, 951), "5 → 951", ""),
        (Range(0, 0), Range(5, 5), "0 → 5", ""),
        (Range(20, None), Range(5, 5), "—", ""),
    ],
)
def test_a_change_is_the_least_and_the_greatest_ratio_that_is_possible(
    before: Range, after: Range, shown: str, compared: str
) -> None:
    assert (prose.change(before, after), prose.compare(before, after)) == (shown, compared)


def test_a_change_between_two_numbers_is_that_between_two_exact_ranges_and_unknown_without_one() -> None:
    assert [prose.change(100, 127), prose.change(5, 951), prose.change(None, 5)] == [f"+27{P}", "5 → 951", "—"]


def test_a_sentence_rounds_a_rate_and_a_population() -> None:
    rates = (0.0, 0.04, 0.05, 1.44, 9.94, 9.96, 29.26, 1_040.4)
    assert [prose.rate_in_text(rate) for rate in rates] == [
        "0", "less than 0.1", "0.1", "1.4", "9.9", "10", "29", "1,040"
    ]  # fmt: skip
    populations = (9_646, 33_977, 999_499, 1_000_000, 83_510_950, 1_450_935_791)
    assert [prose.people(number) for number in populations] == [
        "9,646", "34,000", "999,000", "1.0 million", "83.5 million", "1.45 billion"
    ]  # fmt: skip


def test_what_is_not_known_is_a_dash_and_zero_is_zero() -> None:
    assert [prose.number(None), prose.number(0), prose.rate(None), prose.rate(0.0), prose.day(None)] == [
        "—",
        "0",
        "—",
        "0.00",
        "—",
    ]


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
    assert [prose.share_range(value) for value in shares] == [f"50{P} to 127{P}", f"50{P}", f"0{P} to 2{P}"]


def panel(before: str, after: str, users: tuple[Range, Range], countries: int) -> Panel:
    """A panel of France any number of times; its requests are never shown."""
    france = the_atlas()[0].dataset.countries["FRA"]
    old, new = (Total(Range(0, 0), count, countries, 0) for count in users)
    periods = (Period.parse(before), Period.parse(after))
    return Panel(*periods, (france,) * countries, old, new, old, new, france, old, new, 0)


@pytest.mark.parametrize(
    ("before", "after", "caption"),
    [
        (
            Range(5_826, 6_272),
            Range(25_449, 25_451),
            (
                "as many affected users in January–March 2025 as a year before, according to Telegram, "
                "in the same 35 countries (without France: 4.1 to 4.4 times)"
            ),
        ),
        (
            Range(100, 100),
            Range(63, 63),
            (
                "affected users according to Telegram, from January–March 2024 to January–March 2025, "
                f"in the same 35 countries (without France: −37{P})"
            ),
        ),
        (
            Range(0, 5),
            Range(951, 951),
            (
                "affected users according to Telegram, from January–March 2024 to January–March 2025, "
                "in the same 35 countries (without France: 0–5 → 951)"
            ),
        ),
    ],
)
def test_the_change_of_a_comparison_has_a_caption(before: Range, after: Range, caption: str) -> None:
    assert prose.panel_caption(panel("2024-Q1", "2025-Q1", (before, after), 35)) == caption


def test_a_comparison_of_one_country_has_a_caption_without_the_others() -> None:
    nothing = Total(Range(0, 0), Range(0, 0), 0, 0)
    alone = replace(panel("2024-Q1", "2025-Q1", (Range(20, 20), Range(80, 80)), 1), rest_before=nothing)
    assert prose.panel_caption(alone) == (
        "as many affected users in January–March 2025 as a year before, according to Telegram, in one country"
    )


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (Range(151, 597), Range(15_508, 15_510), "26 to 103 times as many users"),
        (Range(100, 100), Range(81, 81), f"19{P} fewer users"),
        (Range(15, 15), Range(57, 57), "15 → 57 users"),
    ],
)
def test_a_measure_is_compared_in_words_and_on_a_small_base_by_its_two_numbers(
    before: Range, after: Range, text: str
) -> None:
    assert prose.comparison(before, after, "users") == text


def press(before: Range, after: Range, countries: int = 22) -> PressComparison:
    own = panel("2024-Q1", "2025-Q1", (before, after), countries)
    naive = Total(Range(2_541, 2_541), Range(5_826, 5_826), 5, 0)
    return PressComparison(dt.date(2025, 5, 6), naive, Total(Range(9, 9), Range(22_777, 22_777), 22, 0), own, own)


PRESS = (
    "In spring 2025 the press reported a fourfold rise. By our count of figures with both requests and users, it "
    "compared 5 countries (5,826 affected users, January–March 2024) with 22 countries (22,777, January–March 2025). "
    "Totals of different countries should not be compared"
)


@pytest.mark.parametrize(
    ("comparison", "verdict"),
    [
        (
            press(Range(5_825, 6_249), Range(22_777, 22_777)),
            (
                ", but the result was about right: for the same 22 countries, Telegram’s figures rose from "
                "between 5,825 and 6,249 users to 22,777 (3.6 to 3.9 times)."
            ),
        ),
        (
            press(Range(100, 100), Range(90, 110), 1),
            f": for one country, Telegram’s figures went from 100 users to between 90 and 110 (−10{P} to +10{P}).",
        ),
        (press(Range(100, 100), Range(400, 400), 0), ", but the result was about right."),
    ],
)
def test_what_the_press_compared_is_one_sentence_with_the_result_for_the_same_countries(
    comparison: PressComparison, verdict: str
) -> None:
    assert prose.press_sentence(comparison) == PRESS + verdict


MONTHLY = "3.2 times as many affected users a month"


@pytest.mark.parametrize(
    ("subject", "rate", "sentence"),
    [
        (
            panel("2024-Q1", "2025-Q1", (Range(5_826, 6_272), Range(25_449, 25_451)), 35),
            "",
            "4.1 to 4.4 times as many affected users in January–March 2025 as a year before, in the same 35 countries.",
        ),
        (
            panel("2025-Q1", "2026-Q1", (Range(22_108, 22_110), Range(14_025, 14_025)), 22),
            "",
            f"37{P} fewer affected users in January–March 2026 than a year before, in the same 22 countries.",
        ),
        (
            panel("2024-Q1-Q3", "2024-Q4", (Range(1_913, 1_914), Range(6_158, 6_160)), 35),
            " a month",
            f"{MONTHLY} in October–December 2024 as in January–September 2024, in the same 35 countries.",
        ),
        (
            panel("2024-Q1", "2025-Q1", (Range(0, 5), Range(951, 951)), 1),
            "",
            "951 affected users in January–March 2025 and 0–5 a year before, in one country.",
        ),
    ],
)
def test_a_comparison_is_a_sentence_to_quote(subject: Panel, rate: str, sentence: str) -> None:
    assert prose.panel_headline(subject, rate) == f"Telegram’s figures show {sentence}"


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            (2, 0, 50, 0, 0),
            "Of the 52 figures that reports state, 2 are confirmed and 50 are traced to a public thread.",
        ),
        ((0, 1, 0, 0, 2), "Of the 3 figures that reports state, 1 is public and 2 are claimed by their sender."),
        ((0, 0, 0, 0, 0), "No report states a figure yet."),
    ],
)
def test_the_evidence_of_figures_is_counted_in_one_sentence(counts: tuple[int, ...], sentence: str) -> None:
    evidence = EvidenceCounts(dict(zip(Evidence, counts, strict=True)), 0, 0, "")
    assert prose.evidence_sentence(evidence) == sentence


def test_a_share_is_in_whole_percent() -> None:
    assert prose.share(311, 351) == f"89{P}"
