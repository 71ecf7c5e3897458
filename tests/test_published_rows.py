"""The published tables, worked out again from one another: from their cells alone, without the ledger.

The rows are those of the CSV files, of the tiny repository and of the real one.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from atlas.publication import Publication
from atlas.rules import RULES
from tests.conftest import PROJECT

Row = dict[str, str]
MEASURES = ("requests", "users")
KNOWN = ("reported", "derived")
EVIDENCE = ("confirmed", "public", "traced", "untraced", "claimed")
METHODS = ("stated", "sum", "difference", "zero_total")
TERM = re.compile(r"\d{4}(?:-Q\d(?:-Q\d)?)?")
PERIOD_COLUMN = {"quarters": "quarter", "years": "year", "spans": "period"}
of_each_table = pytest.mark.parametrize("table", PERIOD_COLUMN)


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of every CSV file by the name of its table, and those of quarters by country and quarter."""

    rows: Mapping[str, list[Row]]
    quarters: Mapping[tuple[str, str], Row]
    figures: Mapping[tuple[str, str, str], list[Row]]
    """The stated figures that count, by country, period and measure: those that no row of revisions lists."""


@pytest.fixture(scope="session")
def tables(publication: Publication) -> Tables:
    csvs = publication.release.csv.items()
    rows = {name: list(csv.DictReader(io.StringIO(text.decode(), newline=""))) for name, text in csvs}
    replaced = {(row["report"], row["period"]) for row in rows["revisions"]}
    figures: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows["figures"]:
        for measure in MEASURES:
            if row[measure] and (row["report"], row["period"]) not in replaced:
                figures.setdefault((row["iso3"], row["period"], measure), []).append(row)
    return Tables(rows, {(row["iso3"], row["quarter"]): row for row in rows["quarters"]}, figures)


def is_known(row: Row) -> bool:
    return row["status"] in KNOWN


def rows_of(tables: Tables, table: str) -> Iterator[tuple[str, Row]]:
    """Each row of a table with its period."""
    return ((row[PERIOD_COLUMN[table]], row) for row in tables.rows[table])


def text_of_measure(formula: str, measure: str) -> str:
    """The part of a formula for a measure, as in "requests: 2024; users: 2024-Q1"; all of it if both have the same."""
    if ": " not in formula:
        return formula
    return dict(part.split(": ") for part in formula.split("; ")).get(measure, "")


def terms(period: str, row: Row) -> set[tuple[str, str]]:
    """The period and measure of each figure behind a row: itself if it is stated, else the terms of its formulas."""
    if is_known(row):
        formula = row["formula"] or period
        return {(term, measure) for measure in MEASURES for term in TERM.findall(text_of_measure(formula, measure))}
    formulas = (row["low_formula"], row["high_formula"])
    return {(t, m) for formula in formulas for m in MEASURES for t in TERM.findall(text_of_measure(formula, m))}


def figures_behind(tables: Tables, period: str, row: Row) -> list[list[Row]]:
    """The figures behind a row, those that state the same together.

    A term that no report states is a quarter of 0: 2024-Q2-Q4 is 2024 − 2024-Q1 if 2024-Q1-Q3 = 0. The figures behind
    that quarter are then behind the row as well.
    """
    groups = []
    for term, measure in sorted(terms(period, row)):
        stated = tables.figures.get((row["iso3"], term, measure))
        groups += [stated] if stated else figures_behind(tables, term, tables.quarters[row["iso3"], term])
    return groups


def evidence_of(figures: list[Row], reports: Mapping[str, Row]) -> str:
    """The evidence for figures that agree, from the kinds, sources, traces and days of their reports."""
    behind = [reports[figure["report"]] for figure in figures]
    public = [report for report in behind if report["kind"] == "reply" and report["source"]]
    if public and any(report["observed"] != public[0]["observed"] for report in behind):
        return "confirmed"
    if public or any(report["kind"] == "press" for report in behind):
        return "public"
    if any(report["kind"] == "dataset" for report in behind):
        return "traced" if any(report["trace"] for report in behind) else "untraced"
    return "claimed"


def origin_of(report: Row) -> tuple[str, ...]:
    if report["kind"] == "dataset":
        return tuple(report["source"].split("/")[2:5])  # on GitHub: the host, the owner and the repository
    if report["kind"] == "press":  # the domain of the newspaper, without subdomains
        match = re.search(r"([^./]+\.(?:(?:com?|or|net|org)\.(?=..$))?[^.]+)$", report["source"].split("/")[2])
        assert match is not None
        return (match[1],)
    return (report["source"],) if report["source"] else ("", report["credit"])


@of_each_table
def test_both_values_are_present_exactly_where_the_status_is_reported_or_derived(table: str, tables: Tables) -> None:
    for period, row in rows_of(tables, table):
        bounds = [(row[f"{measure}_low"], row[f"{measure}_high"]) for measure in MEASURES]
        assert is_known(row) == all(low == high for low, high in bounds), (row["iso3"], period)
        assert [row[measure] for measure in MEASURES] == [low if is_known(row) else "" for low, _ in bounds]


@of_each_table
def test_a_bound_is_missing_only_where_nothing_limits_the_period(table: str, tables: Tables) -> None:
    for period, row in rows_of(tables, table):
        highs = [row[f"{measure}_high"] for measure in MEASURES]
        assert {"partial": 0, "missing": 0}.get(row["status"], 1) == int(any(highs)), (row["iso3"], period)
        assert [measure for measure in MEASURES if not row[f"{measure}_low"]] == []
        assert all(int(row[f"{m}_low"]) <= int(row[f"{m}_high"]) for m in MEASURES if row[f"{m}_high"])
        if row["status"] == "missing":
            assert {row[name] for name in ("requests_low", "users_low", "reports", "origins")} == {"0"}


@of_each_table
def test_formulas_and_method_say_how_a_row_follows(table: str, tables: Tables) -> None:
    for period, row in rows_of(tables, table):
        where = (row["iso3"], period)
        assert (row["method"] != "") == is_known(row), where
        assert (row["method"] == "stated") == (row["status"] == "reported"), where
        assert not (is_known(row) and (row["low_formula"] or row["high_formula"])), where
        if row["status"] == "derived":
            parts = [text_of_measure(row["formula"], measure) for measure in MEASURES]
            methods = [
                "zero_total" if "= 0" in part else "difference" if "−" in part else "sum" if "+" in part else "stated"
                for part in parts
            ]
            assert row["method"] == max(methods, key=METHODS.index), (where, row["formula"])
        if not is_known(row):
            bound_by_figures = [m for m in MEASURES if row[f"{m}_high"] or row[f"{m}_low"] != "0"]
            assert bool(bound_by_figures) <= bool(row["low_formula"] or row["high_formula"]), where


@of_each_table
def test_a_known_value_and_a_bound_follow_from_the_figures_in_the_formula(table: str, tables: Tables) -> None:
    def calculate(iso3: str, formula: str, measure: str) -> int:
        """The value of a formula such as "2024 − 2024-Q1-Q3"; a term that no report states must be a quarter of 0."""
        value = 0
        for sign, term in re.findall(rf"([+−]?) ?({TERM.pattern})", formula.removesuffix(" = 0")):
            stated = tables.figures.get((iso3, term, measure))
            value += (-1 if sign == "−" else 1) * (int(stated[0][measure]) if stated else 0)
        return value

    for period, row in rows_of(tables, table):
        for measure in MEASURES:
            pairs = [(row["formula"] or period, row[measure])] if is_known(row) else []
            pairs += [(row["low_formula"], row[f"{measure}_low"]), (row["high_formula"], row[f"{measure}_high"])]
            for formula, count in pairs:
                if text := text_of_measure(formula, measure):
                    assert str(calculate(row["iso3"], text, measure)) == count, (row["iso3"], period, text)


@of_each_table
def test_evidence_origins_and_reports_are_those_of_the_figures_behind_the_row(table: str, tables: Tables) -> None:
    reports = {row["report"]: row for row in tables.rows["reports"]}
    for period, row in rows_of(tables, table):
        groups = figures_behind(tables, period, row)
        behind = [reports[path] for path in {figure["report"] for group in groups for figure in group}]
        of_groups = [evidence_of(group, reports) for group in groups]
        assert (row["evidence"], row["reports"], row["origins"]) == (
            max(of_groups, key=EVIDENCE.index, default=""),
            str(len(behind)),
            str(len({origin_of(report) for report in behind})),
        ), (row["iso3"], period)


def test_the_reports_behind_a_quarter_are_those_that_it_counts(tables: Tables) -> None:
    expected, listed = set(), set()
    for period, row in rows_of(tables, "quarters"):
        role = "bound" if not is_known(row) else "states" if row["status"] == "reported" else "term"
        for figure in (figure for group in figures_behind(tables, period, row) for figure in group):
            stated = "states" if figure["period"] == period else role
            expected.add((row["iso3"], period, figure["report"], figure["period"], stated))
    days = {row["report"]: row["observed"] for row in tables.rows["reports"]}
    by_quarter: dict[tuple[str, str], list[Row]] = {}
    for row in tables.rows["quarter_reports"]:
        listed.add((row["iso3"], row["quarter"], row["report"], row["period"], row["role"]))
        by_quarter.setdefault((row["iso3"], row["quarter"]), []).append(row)
    assert (listed, len(tables.rows["quarter_reports"])) == (expected, len(listed))
    for period, row in rows_of(tables, "quarters"):
        behind = by_quarter.get((row["iso3"], period), [])
        assert row["reports"] == str(len({entry["report"] for entry in behind}))
        assert row["last_observed"] == max((days[entry["report"]] for entry in behind), default="")
        first = [min(figure["observed"] for figure in group) for group in figures_behind(tables, period, row)]
        assert row["first_observed"] == max(first, default="")


def test_the_evidence_of_a_stated_figure_takes_all_reports_that_agree(tables: Tables) -> None:
    reports = {row["report"]: row for row in tables.rows["reports"]}
    for row in tables.rows["figures"]:
        agreeing = [
            [other for other in tables.rows["figures"] if all(other[key] == row[key] for key in ("iso3", "period", m))]
            for m in MEASURES
            if row[m]
        ]
        assert row["evidence"] == max((evidence_of(group, reports) for group in agreeing), key=EVIDENCE.index)


@pytest.mark.parametrize("table", ["quarters", "years"])
def test_rates_are_given_where_users_and_the_population_of_the_year_are_known(table: str, tables: Tables) -> None:
    people = {(row["iso3"], row["year"]): row["population"] for row in tables.rows["population"]}
    for period, row in rows_of(tables, table):
        years = [year for iso3, year in people if iso3 == row["iso3"] and year <= period[:4]]
        year = max(years, default="")
        assert (row["population_year"], row["population"]) == (year, people.get((row["iso3"], year), ""))
        is_rate = bool(row["users"] and year)
        assert (row["users_per_million"] != "") == is_rate
        if is_rate:
            rate = int(row["users"]) / int(row["population"]) * 1_000_000
            assert float(row["users_per_million"]) == pytest.approx(rate, abs=0.005)


@of_each_table
def test_a_figure_id_names_country_and_period_and_is_unique(table: str, tables: Tables) -> None:
    ids = [row["figure_id"] for row in tables.rows[table]]
    assert ids == [f"{row['iso3']}-{period}" for period, row in rows_of(tables, table)]
    assert len(set(ids)) == len(ids)


def test_a_figure_has_the_id_of_its_period(tables: Tables) -> None:
    ids = [(row["figure_id"], row["iso3"], row["period"]) for row in tables.rows["figures"]]
    assert [(figure_id, iso3, period) for figure_id, iso3, period in ids if figure_id != f"{iso3}-{period}"] == []


def test_warnings_are_names_of_documented_rules_of_the_check(tables: Tables) -> None:
    documented = (PROJECT / "docs" / "rules.md").read_text(encoding="utf-8")
    names = {name for t in (*PERIOD_COLUMN, "figures") for row in tables.rows[t] for name in row["warnings"].split()}
    assert {name for name in names if name not in RULES or f"| `{name}` | warning |" not in documented} == set()


def test_warnings_about_the_two_counts_of_a_figure_are_given_wherever_they_hold(tables: Tables) -> None:
    def expected(row: Row) -> set[str]:
        if not (row["requests"] and row["users"]):
            return set()
        requests, users = int(row["requests"]), int(row["users"])
        rules = {
            "zero-mismatch": (requests == 0) != (users == 0),
            "users-below-requests": 0 < users < requests,
            "users-per-request": requests > 0 and users > 50 * requests,
        }
        return {name for name, holds in rules.items() if holds}

    names = {"zero-mismatch", "users-below-requests", "users-per-request"}
    for row in tables.rows["figures"]:
        assert set(row["warnings"].split()) & names == expected(row), (row["report"], row["period"])
    for table in PERIOD_COLUMN:
        for period, row in rows_of(tables, table):
            behind = [figure for group in figures_behind(tables, period, row) for figure in group]
            about = {name for figure in behind for name in expected(figure)}
            assert set(row["warnings"].split()) & names == about, (row["iso3"], period)


def test_a_quarter_has_a_reason_exactly_where_it_is_missing(tables: Tables) -> None:
    today = max((row["observed"] for row in tables.rows["reports"]), default="")
    stated: dict[str, list[str]] = {}
    for row in tables.rows["figures"]:
        stated.setdefault(row["report"], []).append(row["end"])
    ends = {row["quarter"]: row["end"] for row in tables.rows["quarters"]}
    shown: dict[str, list[tuple[str, str]]] = {}  # by country: when the bot was asked, and the end of what it showed
    for report in tables.rows["reports"]:
        if report["nothing_after"]:
            year, quarter = report["nothing_after"].split("-Q")
            end = ends.get(report["nothing_after"], f"{year}-{3 * int(quarter):02}-31")
            shown.setdefault(report["iso3"], []).append((report["observed"], end))
        elif report["kind"] == "reply":
            shown.setdefault(report["iso3"], []).append((report["observed"], max(stated[report["report"]])))
    for row in tables.rows["quarters"]:
        due = first_of_second_month_after(row["end"])
        asked = [day for day, end in shown.get(row["iso3"], []) if day >= due and end < row["start"]]
        starts = [figures[0]["start"] for (iso3, *_), figures in tables.figures.items() if iso3 == row["iso3"]]
        known = "not_offered" if asked else "not_reported" if max(starts) > row["end"] else "not_asked"
        reason = "not_due" if today < due else known
        assert row["missing_reason"] == (reason if row["status"] == "missing" else ""), (row["iso3"], row["quarter"])


def first_of_second_month_after(day: str) -> str:
    """The bot publishes a quarter within a month after its end: on 1 May, January-March is certain."""
    last = dt.date.fromisoformat(day)
    months = 12 * last.year + last.month + 1  # counted from 0, so this is two months later
    return str(dt.date(months // 12, months % 12 + 1, 1))


def test_the_bounds_of_a_span_and_a_year_are_within_the_sums_of_their_quarters(tables: Tables) -> None:
    closer = 0
    for table in ("spans", "years"):
        for period, row in rows_of(tables, table):
            first, last = (period[6], period[9]) if table == "spans" else ("1", "4")
            names = [f"{period[:4]}-Q{number}" for number in range(int(first), int(last) + 1)]
            parts = [tables.quarters.get((row["iso3"], name), {}) for name in names]
            for measure in MEASURES:
                lows, highs = ([part.get(f"{measure}_{end}", "") for part in parts] for end in ("low", "high"))
                assert int(row[f"{measure}_low"]) >= sum(int(low or 0) for low in lows)
                if "" not in highs:
                    assert int(row[f"{measure}_high"]) <= sum(map(int, highs)), (row["iso3"], period)
                    closer += int(row[f"{measure}_high"]) < sum(map(int, highs))
    assert closer > 0


def test_the_basis_of_a_day_follows_from_the_kind_of_its_report(tables: Tables) -> None:
    basis = {"reply": "reply_read", "press": "article_published", "dataset": "dataset_published"}
    for table in ("figures", "reports"):
        assert [row for row in tables.rows[table] if row["observed_basis"] != basis[row["kind"]]] == []


def test_a_country_was_last_checked_on_the_day_of_a_reply_or_of_a_report_of_nothing_newer(tables: Tables) -> None:
    days: dict[str, str] = {}
    for row in tables.rows["reports"]:
        if row["nothing_after"] or row["kind"] == "reply":
            days[row["iso3"]] = max(days.get(row["iso3"], ""), row["observed"])
    assert {row["iso3"]: row["last_checked"] for row in tables.rows["countries"] if row["last_checked"]} == days
