"""Sentences of the real data, recomputed from the published table: whatever a sentence says, the table says too."""

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
from atlas.model import Period
from atlas.summary import Atlas

ROOT = Path(__file__).resolve().parent.parent
Row = Mapping[str, str]

SENTENCE = re.compile(
    r"Telegram fulfilled (?P<requests>[\d,]+) requests? from (?P<where>.+?) in (?P<when>[^,]+), "
    r"affecting (?P<users>[\d,]+) users?(?P<since>.*)\."
)
STATED_ZERO = re.compile(r"Telegram stated 0 fulfilled requests from (?P<where>.+?) for (?P<when>[^;.]+)(?P<rest>.*)\.")


@functools.cache
def the_atlas() -> tuple[Atlas, dict[str, list[Row]]]:
    """The summary of the real data, and the published quarters of each country as text."""
    examined = check_repository(ROOT, dt.date(2100, 1, 1), {})
    atlas = summary.summarise(examined.dataset, examined.ledgers)
    table = examined.raw.tables["quarters"]
    records = tables.in_order(tables.PUBLISHED["quarters"](atlas), table)
    rows: dict[str, list[Row]] = {}
    for row in csv.DictReader(io.StringIO(tables.plain.csv_bytes(records, table).decode())):
        rows.setdefault(row["iso3"], []).append(row)
    return atlas, rows


def words(text: str) -> str:
    """The period of a row as sentences say it."""
    return prose.period(Period.parse(text))


def expected_since(row: Row, before: Row | None) -> str:
    """How the sentence goes on after the counts, from two rows of the table alone."""
    if before is None or not before["requests"] or before["status"] not in ("reported", "derived"):
        return ""
    old, new = int(before["requests"]), int(row["requests"])
    if old == new:
        return ": as many requests as in the quarter before"
    if old < 20:
        return f", after {old} request{'' if old == 1 else 's'} in the quarter before"
    share = abs(new - old) / old * 100
    shown = "less than 1" if share < 1 else f"{share:,.0f}"
    return f": {shown}\u202f% {'more' if new > old else 'fewer'} requests than the quarter before"


def test_every_opening_sentence_says_what_the_published_table_says() -> None:
    atlas, table = the_atlas()
    for profile in atlas.profiles:
        sentence, where = prose.opening(profile), profile.country.name_in_text
        rows = table.get(profile.country.iso3, [])
        told = [row for row in rows if row["status"] != "missing"]
        if not told:
            assert sentence == f"Nobody has reported yet what Telegram’s bot states for {where}."
            continue
        row = told[-1]
        if row["status"] == "bounded":
            counts, when = (row["span_requests"], row["span_users"]), words(row["span"])
        else:
            counts, when = (row["requests"], row["users"]), words(row["quarter"])
        if counts == ("0", "0"):
            stated = STATED_ZERO.fullmatch(sentence)
            assert stated, sentence
            only_first_report = all(r["quarter"] < "2024-Q4" and r["requests"] == r["users"] == "0" for r in told)
            assert stated["where"] == where
            assert stated["when"] == ("January–September 2024" if only_first_report else when)
            newest = max(row["last_observed"] for row in told)
            day = prose.day(dt.date.fromisoformat(newest))
            nothing_newer = (
                f"; its bot offered nothing newer as of {day}" if newest > "2024-12-31" else f"; last seen on {day}"
            )
            assert stated["rest"] == (nothing_newer if only_first_report else "")
            continue
        found = SENTENCE.fullmatch(sentence)
        assert found, sentence
        assert (found["where"], found["when"]) == (where, when)
        assert (found["requests"].replace(",", ""), found["users"].replace(",", "")) == counts
        if row["status"] == "bounded":
            assert found["since"] == "; how they fall on the quarters is not known"
        else:
            at = rows.index(row)
            assert found["since"] == expected_since(row, rows[at - 1] if at else None)


def test_every_quarter_sentence_adds_up_the_published_table_and_names_the_number_of_countries() -> None:
    atlas, table = the_atlas()
    for coverage in atlas.coverage:
        known = [
            row
            for rows in table.values()
            for row in rows
            if row["quarter"] == str(coverage.quarter) and row["status"] in ("reported", "derived")
        ]
        requests, users = (sum(int(row[measure]) for row in known) for measure in ("requests", "users"))
        assert prose.quarter_opening(coverage) == (
            f"For {words(str(coverage.quarter))}, {prose.counted(len(known), 'country')} "
            f"{'is' if len(known) == 1 else 'are'} known: Telegram fulfilled {prose.counted(requests, 'request')} "
            f"from {'it' if len(known) == 1 else 'them'}, affecting {prose.counted(users, 'user')}."
        )


def test_every_chart_is_named_with_its_first_and_last_value_its_most_and_its_gaps() -> None:
    atlas, table = the_atlas()
    for profile in atlas.reporting:
        rows, name = table[profile.country.iso3], prose.chart_name(profile)
        known = [row for row in rows if row["status"] in ("reported", "derived")]
        assert name.startswith(f"Requests and users in {profile.country.name_in_text} by quarter")
        for row in (known[:1] + known[-1:]) if known else ():
            assert f"{prose.counted(int(row['requests']), 'request')} in {short(row['quarter'])}" in name
        if len(known) > 1:
            most = max(int(row["requests"]) for row in known)
            assert f"the most, {most:,}, in " in name
        gaps = [short(row["quarter"]) for row in rows if row["status"] == "missing"]
        assert name.endswith(f"no report for {', '.join(gaps)}." if gaps else ".")
        assert ("no report for" in name) is bool(gaps)


def short(quarter: str) -> str:
    year, q = quarter.split("-")
    return f"{q} {year}"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (100, 127, "27\u202f% more"),
        (100, 95, "5\u202f% fewer"),
        (1000, 1001, "less than 1\u202f% more"),
        (7, 7, "as many"),
    ],
)
def test_a_percentage_says_more_or_fewer_and_never_0(before: int, after: int, shown: str) -> None:
    assert prose.percent(before, after) == shown


def test_there_is_no_percentage_from_nothing() -> None:
    with pytest.raises(ValueError, match="no percentage from 0"):
        prose.percent(0, 5)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (5826, 14717, "×2.5"),
        (13547, 7033, "×0.52"),
        (100, 96, "×0.96"),
        (100, 104, "×1.04"),
        (100, 199, "×1.99"),
        (10, 20, "×2.0"),
        (0, 5, "—"),
    ],
)
def test_growth_is_a_factor_with_two_digits_that_count(before: int, after: int, shown: str) -> None:
    assert prose.times(before, after) == shown


def test_what_is_not_known_is_a_dash_and_zero_is_zero() -> None:
    assert [prose.number(None), prose.number(0), prose.rate(None), prose.rate(0.0), prose.day(None)] == [
        "—",
        "0",
        "—",
        "0.00",
        "—",
    ]
