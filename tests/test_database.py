"""The database: every row as in the tables, valid by its own rules; its views agree with the pages."""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from atlas import summary, tables
from atlas.bundle import database
from atlas.ledger import Resolved
from atlas.model import Cell, Evidence, Period, Range, Status
from atlas.publication import Publication
from atlas.summary import Panel
from atlas.summary.totals import panel_of
from tests.conftest import PROJECT
from tests.releases import hashes_elsewhere, publication_of, with_records
from tests.test_workbook import RISKY

DESCRIPTIONS = ["columns", "metadata", "tables", "views"]
VIEWS = [
    "known_quarters",
    "bounded_quarters",
    "newest_known",
    "totals",
    "year_on_year",
    "longer_periods",
    "ranking",
    "gaps",
    "evidence_of_quarters",
    "sources_of_quarters",
    "unusual_quarters",
    "revised_figures",
]
NEWER_THAN_2015 = r"\b(OVER|STRICT|GENERATED|RETURNING|FILTER|MATERIALIZED)\b"

Rows = list[tuple[Any, ...]]


@pytest.fixture
def atlas(publication: Publication) -> Iterator[sqlite3.Connection]:
    with closing(opened(publication)) as connection:
        yield connection


@pytest.fixture
def tiny_atlas(tiny_publication: Publication) -> Iterator[sqlite3.Connection]:
    with closing(opened(tiny_publication)) as connection:
        yield connection


def opened(publication: Publication) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database.sqlite_bytes(publication))
    return connection


def rows(connection: sqlite3.Connection, query: str, *values: object) -> Rows:
    return connection.execute(query, values).fetchall()


def stored(cell: Cell) -> tuple[type, object]:
    """A cell of a record as a database stores it, with its type."""
    if isinstance(cell, bool):
        return int, int(cell)
    text = str(cell) if isinstance(cell, str | dt.date) else cell
    return (type(None), None) if text == "" else (type(text), text)


def test_every_row_reads_back_in_its_order_with_its_types(publication: Publication, atlas: sqlite3.Connection) -> None:
    for name, records in publication.release.records.items():
        cursor = atlas.execute(f"SELECT * FROM {name}")
        assert [column for column, *_ in cursor.description] == list(publication.release.schemas[name].field_names)
        assert [[(type(cell), cell) for cell in row] for row in cursor] == [
            [stored(cell) for cell in record.values()] for record in records
        ]


def test_the_site_has_the_database_of_its_tables(tiny_site: Path) -> None:
    with closing(sqlite3.connect(f"file:{tiny_site}/data/atlas.sqlite?mode=ro&immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        for name in tables.PUBLISHED:
            published = json.loads((tiny_site / "data" / f"{name}.json").read_bytes())
            expected = [{key: None if value == "" else value for key, value in row.items()} for row in published]
            assert [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] == expected


def test_pandas_reads_a_view(publication: Publication, atlas: sqlite3.Connection) -> None:
    totals = pd.read_sql_query("SELECT quarter, countries FROM totals", atlas)
    assert dict(zip(totals["quarter"], totals["countries"], strict=True)) == {
        str(coverage.quarter): coverage.known for coverage in publication.atlas.coverage
    }


def test_the_database_is_valid(atlas: sqlite3.Connection) -> None:
    assert rows(atlas, "PRAGMA integrity_check") == [("ok",)]
    assert rows(atlas, "PRAGMA foreign_key_check") == []
    names = rows(atlas, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    assert [name for (name,) in names] == sorted([*tables.PUBLISHED, *DESCRIPTIONS])


@pytest.mark.parametrize("name", tables.PUBLISHED)
def test_types_and_keys_are_those_of_the_schema(name: str, tiny_atlas: sqlite3.Connection) -> None:
    types = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
    schema = yaml.safe_load((PROJECT / "schema" / f"{name}.yaml").read_text(encoding="utf-8"))
    primary_key = schema["primaryKey"]
    columns = rows(tiny_atlas, "SELECT name, type, [notnull], pk FROM pragma_table_info(?)", name)
    assert columns == [
        (
            field["name"],
            types[field["type"]],
            int(field.get("constraints", {}).get("required", False)),
            1 + primary_key.index(field["name"]) if field["name"] in primary_key else 0,
        )
        for field in schema["fields"]
    ]
    references = rows(tiny_atlas, "SELECT [from], [table], [to] FROM pragma_foreign_key_list(?)", name)
    assert sorted(references) == sorted(
        (key["fields"], key["reference"]["resource"], key["reference"]["fields"])
        for key in schema.get("foreignKeys", [])
    )


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE quarters SET requests = -1", "CHECK constraint failed"),
        ("UPDATE quarters SET status = 'guessed'", "CHECK constraint failed"),
        ("UPDATE quarters SET revised = 2", "CHECK constraint failed"),
        ("UPDATE quarters SET start = '1.4.2024'", "CHECK constraint failed"),
        ("UPDATE quarters SET country = NULL", "NOT NULL constraint failed: quarters.country"),
        ("UPDATE quarters SET quarter = '2024-Q1'", "UNIQUE constraint failed: quarters.iso3, quarters.quarter"),
        ("UPDATE quarters SET iso3 = 'ZZZ' WHERE iso3 = 'FRA'", "FOREIGN KEY constraint failed"),
        ("UPDATE years SET quarters_known = 5", "CHECK constraint failed"),
        ("UPDATE population SET population = 0", "CHECK constraint failed"),
        ("UPDATE countries SET iso2 = 'AA'", "UNIQUE constraint failed: countries.iso2"),
        ("UPDATE events SET title = printf('%.201c', 'a')", "CHECK constraint failed"),
        ("DELETE FROM reports", "FOREIGN KEY constraint failed"),
    ],
)
def test_a_row_that_violates_its_schema_is_refused(
    statement: str, complaint: str, tiny_atlas: sqlite3.Connection
) -> None:
    tiny_atlas.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match=complaint):
        tiny_atlas.execute(statement)


def test_a_release_that_violates_a_schema_gives_no_database(tiny_publication: Publication) -> None:
    first, *others = tiny_publication.release.records["quarters"]
    negative = with_records(tiny_publication, {"quarters": ({**first, "requests": -1}, *others)})
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        database.sqlite_bytes(negative)
    stray = with_records(tiny_publication, {"quarters": ({**first, "iso3": "ZZZ"}, *others)})
    with pytest.raises(ValueError, match="quarters: row 1 must refer to a row of countries"):
        database.sqlite_bytes(stray)


@pytest.mark.parametrize("text", [*RISKY, "O'Neill; DROP TABLE reports --", 'say "no"', "line\nbreak", "Ελλάδα 🇬🇷"])
def test_text_is_kept_unchanged(text: str, tiny_publication: Publication) -> None:
    first, *others = tiny_publication.release.records["reports"]
    changed = {**first, "source": text, "credit": text, "note": text, "revises": text}
    with closing(opened(with_records(tiny_publication, {"reports": (changed, *others)}))) as connection:
        stored_texts = rows(connection, "SELECT source, credit, note, revises FROM reports")
    assert (stored_texts[0], len(stored_texts)) == ((text,) * 4, 1 + len(others))


def test_the_file_describes_its_tables_and_columns(
    tiny_publication: Publication, tiny_atlas: sqlite3.Connection
) -> None:
    schemas = {
        name: yaml.safe_load((PROJECT / "schema" / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in tables.PUBLISHED
    }
    assert rows(tiny_atlas, "SELECT * FROM tables") == [
        (name, schema["title"], schema["description"], len(tiny_publication.release.records[name]))
        for name, schema in schemas.items()
    ]
    columns = rows(tiny_atlas, "SELECT * FROM columns ORDER BY rowid")
    assert [(*row[:8], json.loads(row[8])) for row in columns] == [
        (
            name,
            position,
            *(field[key] for key in ("name", "type", "title", "description")),
            field.get("unit"),
            str(field["example"]).lower() if isinstance(field["example"], bool) else str(field["example"]),
            field.get("constraints", {}),
        )
        for name, schema in schemas.items()
        for position, field in enumerate(schema["fields"], 1)
    ]


def test_the_file_gives_its_version_licence_and_citation(
    tiny_publication: Publication, tiny_atlas: sqlite3.Connection
) -> None:
    settings, version = tiny_publication.settings, tiny_publication.release.version
    cited = f"{settings.title} (version {version}, data as of 21 April 2026)"
    assert dict(rows(tiny_atlas, "SELECT key, value FROM metadata")) == {
        "title": settings.title,
        "description": settings.description,
        "version": str(version),
        "as_of": "2026-04-21",
        "built": "2026-06-01",
        "commit": None,
        "licence": "CC BY 4.0",
        "licence_address": "https://creativecommons.org/licenses/by/4.0/",
        "address": settings.address,
        "citation": (
            f"The contributors of the {settings.title} (2026). {cited} [Data set]. "
            f"https://github.com/{settings.repository}/releases/tag/v{version} (CC BY 4.0)"
        ),
    }


def test_every_view_is_described_with_the_question_that_it_answers(tiny_atlas: sqlite3.Connection) -> None:
    described = rows(tiny_atlas, "SELECT name, question, reading FROM views ORDER BY rowid")
    existing = rows(tiny_atlas, "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY rowid")
    assert ([name for name, _, _ in described], [name for (name,) in existing]) == (VIEWS, VIEWS)
    assert [name for name, question, reading in described if not (question[-1] == "?" and reading[-1] == ".")] == []


def test_known_quarters_are_those_with_their_own_value(publication: Publication, atlas: sqlite3.Connection) -> None:
    assert rows(atlas, "SELECT iso3, quarter, requests, users FROM known_quarters") == [
        (profile.country.iso3, str(quarter.period), quarter.requests, quarter.users)
        for profile in publication.atlas.reporting
        for quarter in profile.quarters
        if quarter.is_known
    ]


def test_bounded_quarters_are_those_with_upper_bounds(publication: Publication, atlas: sqlite3.Connection) -> None:
    assert rows(
        atlas, "SELECT iso3, quarter, requests_low, requests_high, users_low, users_high FROM bounded_quarters"
    ) == [
        (profile.country.iso3, str(quarter.period), *ends(quarter.requests_range), *ends(quarter.users_range))
        for profile in publication.atlas.reporting
        for quarter in profile.quarters
        if quarter.has_limit
    ]


def ends(bounds: Range) -> tuple[int, int | None]:
    return bounds.lower, bounds.upper


def test_the_newest_known_quarter_of_each_country(publication: Publication, atlas: sqlite3.Connection) -> None:
    names = "iso3, country, quarter, requests, users, status, population, users_per_million, last_observed, evidence"
    assert rows(atlas, f"SELECT {names}, warnings FROM newest_known") == [
        (
            profile.country.iso3,
            profile.country.name,
            str(newest.period),
            newest.requests,
            newest.users,
            newest.status,
            rate.population.people if (rate := profile.rate(newest)) else None,
            rate.users_per_million if rate else None,
            str(newest.last_observed),
            newest.evidence,
            " ".join(profile.warnings(newest)) or None,
        )
        for profile in publication.atlas.reporting
        if (newest := profile.newest)
    ]


def test_totals_come_with_the_number_of_countries(publication: Publication, atlas: sqlite3.Connection) -> None:
    names = "quarter, countries, requests, users, reported, derived, bounded, missing"
    bounds = "countries_with_bounds, requests_low, requests_high, users_low, users_high"
    assert rows(atlas, f"SELECT {names}, {bounds} FROM totals") == [
        (
            str(coverage.quarter),
            coverage.total.countries,
            coverage.total.requests.exact if coverage.known else None,
            coverage.total.users.exact if coverage.known else None,
            *(coverage.counts[status] for status in Status if status is not Status.PARTIAL),
            (bounded := coverage.bounded_total).countries,
            *(ends(bounded.requests) + ends(bounded.users) if bounded.countries else (None,) * 4),
        )
        for coverage in publication.atlas.coverage
    ]


def test_a_quarter_is_compared_with_the_year_before_over_the_countries_with_bounds_in_both(
    publication: Publication, atlas: sqlite3.Connection
) -> None:
    exact = "exact_requests_before, exact_requests, exact_users_before, exact_users"
    assert rows(atlas, f"SELECT quarter, quarter_before, {PANEL}, {exact} FROM year_on_year") == [
        (
            *compared(panel),
            *(
                bounds.exact if panel.exact_after.countries else None
                for measure in ("requests", "users")
                for total in (panel.exact_before, panel.exact_after)
                for bounds in [getattr(total, measure)]
            ),
        )
        for panel in publication.atlas.panels
        if panel.countries
    ]


PANEL = """countries, by_bounds, requests_before_low, requests_before_high, requests_low, requests_high,
    users_before_low, users_before_high, users_low, users_high"""


def compared(panel: Panel) -> tuple[object, ...]:
    before, after = panel.total_before, panel.total_after
    requests, users = ends(before.requests) + ends(after.requests), ends(before.users) + ends(after.users)
    return (str(panel.after), str(panel.before), len(panel.countries), panel.by_bounds, *requests, *users)


def test_longer_periods_are_compared_by_the_bounds_that_the_ledger_gives_them(
    publication: Publication, atlas: sqlite3.Connection
) -> None:
    years = {quarter.year for quarter in publication.atlas.quarters}
    longer = [(first, last) for first in range(1, 5) for last in range(first + 1, 5)]
    periods = [Period(year, *ends) for year in sorted(years)[1:] for ends in longer]
    panels = [panel_of(publication.atlas.profiles, period.a_year_before, period) for period in periods]
    expected = sorted(compared(panel) for panel in panels if panel.countries)
    assert rows(atlas, f"SELECT period, period_before, {PANEL} FROM longer_periods") == expected


def test_the_ranking_of_every_quarter(publication: Publication, atlas: sqlite3.Connection) -> None:
    names = "rank, countries, iso3, country, requests, users, users_per_million, status"
    for quarter in publication.atlas.quarters:
        ranked = summary.ranking(publication.atlas.profiles, quarter)
        assert rows(atlas, f"SELECT {names} FROM ranking WHERE quarter = ?", str(quarter)) == [
            (
                entry.rank,
                len(ranked),
                entry.profile.country.iso3,
                entry.profile.country.name,
                entry.quarter.requests,
                entry.quarter.users,
                rate.users_per_million if (rate := entry.profile.rate(entry.quarter)) else None,
                entry.quarter.status,
            )
            for entry in ranked
        ]


def test_gaps_are_the_quarters_that_are_bounded_or_missing(publication: Publication, atlas: sqlite3.Connection) -> None:
    names = "iso3, country, quarter, status, span, span_requests, span_users, formula, last_observed"
    bounds = "requests_low, requests_high, users_low, users_high"
    assert rows(atlas, f"SELECT {names}, {bounds}, missing_reason FROM gaps") == [
        (
            *(profile.country.iso3, profile.country.name, str(quarter.period), quarter.status, *gap(quarter)),
            *(*ends(quarter.requests_range), *ends(quarter.users_range)),
            profile.missing_reasons.get(quarter.period),
        )
        for profile in publication.atlas.reporting
        for quarter in profile.quarters
        if quarter.status in (Status.BOUNDED, Status.MISSING)
    ]


def gap(quarter: Resolved) -> tuple[object, ...]:
    span = str(quarter.span) if quarter.span else None
    seen = str(quarter.last_observed) if quarter.last_observed else None
    return (span, *(quarter.span_value or (None, None)), quarter.formula or None, seen)


def test_the_evidence_of_known_quarters_is_counted(publication: Publication, atlas: sqlite3.Connection) -> None:
    order = tuple(Evidence)
    groups: dict[tuple[str, int], list[Resolved]] = {}
    for profile in publication.atlas.reporting:
        for quarter in profile.quarters:
            if quarter.is_known and quarter.evidence:
                groups.setdefault((str(quarter.period), order.index(quarter.evidence)), []).append(quarter)
    assert rows(atlas, "SELECT quarter, evidence, countries, requests, users FROM evidence_of_quarters") == [
        (period, order[number], len(group), sum(q.requests or 0 for q in group), sum(q.users or 0 for q in group))
        for (period, number), group in sorted(groups.items())
    ]


def test_every_quarter_has_the_sources_of_its_reports(publication: Publication, atlas: sqlite3.Connection) -> None:
    names = "iso3, country, quarter, status, evidence, period, kind, observed, source, trace, report"
    assert rows(atlas, f"SELECT {names} FROM sources_of_quarters") == [
        (
            *(profile.country.iso3, profile.country.name, str(quarter.period), quarter.status, quarter.evidence),
            str(statement.figure.period),
            *((report := statement.report).kind, str(report.observed), report.source or None, report.trace or None),
            report.location.path,
        )
        for profile in publication.atlas.reporting
        for quarter in profile.quarters
        for statement in quarter.statements
    ]


def test_unusual_quarters_are_those_with_warnings(publication: Publication, atlas: sqlite3.Connection) -> None:
    assert rows(atlas, "SELECT iso3, quarter, warnings FROM unusual_quarters") == [
        (profile.country.iso3, str(quarter.period), " ".join(names))
        for profile in publication.atlas.reporting
        for quarter in profile.quarters
        if (names := profile.warnings(quarter))
    ]


def test_revised_figures_come_with_both_sources_and_the_reason(
    publication: Publication, atlas: sqlite3.Connection
) -> None:
    names = "iso3, country, period, effect, requests, users, observed, source"
    current = "current_requests, current_users, newer_observed, newer_source, against, reason, against_reports"
    expected = [
        (
            profile.country.iso3,
            profile.country.name,
            str(revision.rejected.figure.period),
            revision.effect,
            *revision.rejected.figure.value,
            str(revision.rejected.report.observed),
            revision.rejected.report.source or None,
            *(revision.current if None not in revision.current else (None, None)),
            str(revision.accepted.report.observed),
            revision.accepted.report.source or None,
            revision.against,
            revision.accepted.report.revises or None,
            " ".join(revision.against_reports),
        )
        for profile in publication.atlas.reporting
        for revision in (profile.ledger.revisions if profile.ledger else ())
    ]
    assert rows(atlas, f"SELECT {names}, {current} FROM revised_figures") == expected


def test_every_view_has_rows_for_the_tiny_repository(tiny_atlas: sqlite3.Connection) -> None:
    empty = ["unusual_quarters"]  # the check has no warning about the tiny repository
    assert [view for view in VIEWS if not rows(tiny_atlas, f"SELECT * FROM {view}")] == empty


def test_a_sqlite_of_2015_can_read_the_schema(tiny_atlas: sqlite3.Connection) -> None:
    statements = rows(tiny_atlas, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    assert len(statements) == len(tables.PUBLISHED) + len(DESCRIPTIONS) + len(VIEWS)
    assert [name for name, sql in statements if re.search(NEWER_THAN_2015, sql)] == []


def test_a_repository_without_reports_has_a_database(pattern: Path) -> None:
    with closing(opened(publication_of(pattern, reports=False))) as connection:
        assert {view: rows(connection, f"SELECT * FROM {view}") for view in VIEWS} == {view: [] for view in VIEWS}
        assert rows(connection, "SELECT value FROM metadata WHERE key = 'as_of'") == [(None,)]


def test_the_file_gives_the_commit_that_it_was_built_from(tiny_publication: Publication) -> None:
    committed = replace(tiny_publication, release=replace(tiny_publication.release, commit="1234567"))
    with closing(opened(committed)) as connection:
        assert rows(connection, "SELECT value FROM metadata WHERE key = 'commit'") == [("1234567",)]


def test_the_version_of_sqlite_is_not_in_the_file(tiny_publication: Publication) -> None:
    content = database.sqlite_bytes(tiny_publication)
    changes, valid_for, version = (int.from_bytes(content[start : start + 4], "big") for start in (24, 92, 96))
    assert (changes, valid_for, version) == (0, 0, 0)
    assert int.from_bytes(content[28:32], "big") * 4096 == len(content)


def test_the_database_has_the_same_bytes_in_every_folder_and_time_zone(pattern: Path, tmp_path: Path) -> None:
    assert len(hashes_elsewhere("database.sqlite_bytes", pattern, tmp_path)) == 1
