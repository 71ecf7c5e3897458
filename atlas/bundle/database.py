"""The published tables -> data/atlas.sqlite, with the keys and checks of the schemas, and views for common questions.

Every SQLite of the last ten years must be able to open the file. So it has neither STRICT tables nor window functions:
an older SQLite cannot read any table of a file whose schema contains them.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from atlas import citation
from atlas.model import Artefact, Cell, Field, Table
from atlas.publication import Publication
from atlas.tables import plain

TYPES: Mapping[str, str] = {
    "boolean": "INTEGER",
    "date": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "string": "TEXT",
}
CHECK_OF_TYPE: Mapping[str, str] = {
    "boolean": "{0} IN (0, 1)",
    "date": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
}
CONSTRAINTS: Mapping[str, Callable[[str, Any], str]] = {
    "required": lambda _, value: "NOT NULL" if value else "",
    "unique": lambda _, value: "UNIQUE" if value else "",
    "minimum": lambda name, value: f"CHECK ({name} >= {_literal(value)})",
    "maximum": lambda name, value: f"CHECK ({name} <= {_literal(value)})",
    "minLength": lambda name, value: f"CHECK (length({name}) >= {_literal(value)})",
    "maxLength": lambda name, value: f"CHECK (length({name}) <= {_literal(value)})",
    "enum": lambda name, value: f"CHECK ({name} IN ({', '.join(map(_literal, value))}))",
    "pattern": lambda *_: "",  # SQLite has no regular expressions; the table `columns` gives the pattern
}
"""Every schema constraint in SQL. KeyError for any other, so that none is silently dropped."""

DESCRIPTIONS = (
    "CREATE TABLE metadata (key TEXT NOT NULL PRIMARY KEY, value TEXT)",
    """\
CREATE TABLE tables (
  name TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, rows INTEGER NOT NULL
)""",
    """\
CREATE TABLE columns (
  table_name TEXT NOT NULL REFERENCES tables (name), position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, unit TEXT, example TEXT, constraints TEXT NOT NULL,
  PRIMARY KEY (table_name, position)
)""",
    "CREATE TABLE views (name TEXT NOT NULL PRIMARY KEY, question TEXT NOT NULL, reading TEXT NOT NULL)",
)
"""The tables with which the file describes itself."""


@dataclass(frozen=True, slots=True)
class View:
    """A common question, a note on how to read the answer, and the query that gives it."""

    name: str
    question: str
    reading: str
    query: str


# atlas/summary computes each of these as well, for the pages; a test compares the two.
VIEWS = (
    View(
        "known_quarters",
        "Which quarters of which countries are known?",
        "The rows of quarters that are reported or derived. Compute totals from these, with the number of countries.",
        "SELECT * FROM quarters WHERE status IN ('reported', 'derived')",
    ),
    View(
        "newest_known",
        "What is the newest known quarter of each country?",
        "Countries have different newest quarters: do not add these up. A country without a known quarter has no row.",
        """\
SELECT q.iso3, q.country, q.quarter, q.requests, q.users, q.status, q.population, q.users_per_million, q.last_observed
FROM quarters AS q
JOIN (SELECT iso3, max(quarter) AS quarter FROM known_quarters GROUP BY iso3) AS newest
  ON newest.iso3 = q.iso3 AND newest.quarter = q.quarter
ORDER BY q.rowid""",
    ),
    View(
        "totals",
        "How many requests and users are known for each quarter, and in how many countries?",
        "The countries differ from quarter to quarter, so this view shows no trend: use year_on_year. countries is "
        "reported plus derived; if it is 0, nothing is known. bounded and missing count the other countries.",
        """\
SELECT quarter, sum(status IN ('reported', 'derived')) AS countries,
  sum(CASE WHEN status IN ('reported', 'derived') THEN requests END) AS requests,
  sum(CASE WHEN status IN ('reported', 'derived') THEN users END) AS users,
  sum(status = 'reported') AS reported, sum(status = 'derived') AS derived,
  sum(status = 'bounded') AS bounded, sum(status = 'missing') AS missing
FROM quarters
GROUP BY quarter
ORDER BY quarter""",
    ),
    View(
        "year_on_year",
        "How does each quarter compare with the same quarter a year before?",
        "Only over the countries known in both quarters, whose number is in countries. All four totals are over these "
        "countries. A pair of quarters without such a country has no row. One large country can outweigh all others.",
        """\
SELECT now.quarter, before.quarter AS quarter_before, count(*) AS countries,
  sum(before.requests) AS requests_before, sum(now.requests) AS requests,
  sum(before.users) AS users_before, sum(now.users) AS users
FROM known_quarters AS now
JOIN known_quarters AS before ON before.iso3 = now.iso3 AND before.start = date(now.start, '-1 year')
GROUP BY now.quarter, before.quarter
ORDER BY now.quarter""",
    ),
    View(
        "ranking",
        "Which countries have the most requests in a quarter?",
        "Add WHERE quarter = '2025-Q1', for example. Only the countries known in that quarter, whose number is in "
        "countries. Countries with equal requests share a rank.",
        """\
SELECT q.quarter, 1 + sum(other.requests > q.requests) AS rank, count(*) AS countries,
  q.iso3, q.country, q.requests, q.users, q.users_per_million, q.status
FROM quarters AS q
JOIN known_quarters AS other ON other.quarter = q.quarter
WHERE q.status IN ('reported', 'derived')
GROUP BY q.rowid
ORDER BY q.quarter, rank, q.users DESC, q.rowid""",
    ),
    View(
        "gaps",
        "Which quarters are not known?",
        "bounded - only the total of the span is known; missing - no report covers the quarter. Each quarter of a span "
        "repeats the total of the whole span: never add up span_requests or span_users.",
        """\
SELECT iso3, country, quarter, status, span, span_requests, span_users, formula, last_observed
FROM quarters
WHERE status IN ('bounded', 'missing')
ORDER BY rowid""",
    ),
    View(
        "revised_figures",
        "Which stated figures were replaced or contradicted, what is known now, and why?",
        "The table revisions with the name of the country and the sources of both reports. An empty current value is "
        "unknown.",
        """\
SELECT r.iso3, c.name AS country, r.period, r.effect, r.requests, r.users, r.observed, older.source,
  r.current_requests, r.current_users, r.newer_observed, newer.source AS newer_source, r.against, r.reason
FROM revisions AS r
JOIN countries AS c ON c.iso3 = r.iso3
JOIN reports AS older ON older.report = r.report
JOIN reports AS newer ON newer.report = r.newer_report
ORDER BY r.rowid""",
    ),
)
"""Rows are in the order of their rowid, which is that of the published tables: countries by name, then time."""


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """The database. ValueError if a row refers to a missing row, sqlite3.IntegrityError if it violates its schema."""
    yield Artefact("data/atlas.sqlite", sqlite_bytes(publication))


def sqlite_bytes(publication: Publication) -> bytes:
    """The content of the database file; the same tables give the same bytes.

    SQLite writes its own version and a count of changes into the header of a file (bytes 96 and 24). In a database that
    only existed in memory, both are 0.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")  # tables refer to later ones; _check checks them all
        connection.execute("BEGIN")
        for name, table in publication.release.schemas.items():
            connection.execute(create(table))
            _insert(connection, name, (record.values() for record in publication.release.records[name]))
        _describe(connection, publication)
        connection.execute("COMMIT")
        _check(connection)
        return connection.serialize()


def create(table: Table) -> str:
    """The statement that creates a table as its schema describes it."""
    keys = [f"PRIMARY KEY ({_names(table.descriptor['primaryKey'])})"]
    keys += [_foreign_key(table, key) for key in table.descriptor.get("foreignKeys", ())]
    lines = ",\n  ".join([*map(_column, table.fields), *keys])
    return f"CREATE TABLE {_name(table.name)} (\n  {lines}\n)"


def _column(field: Field) -> str:
    name = _name(field.name)
    of_type = CHECK_OF_TYPE.get(field.type)
    rules = [CONSTRAINTS[key](name, value) for key, value in field.constraints.items()]
    rules += [f"CHECK ({of_type.format(name)})"] if of_type else []
    return " ".join(filter(None, [name, TYPES[field.type], *rules]))


def _foreign_key(table: Table, key: Mapping[str, Any]) -> str:
    reference = key["reference"]
    target = reference["resource"] or table.name  # "" is the table itself
    return f"FOREIGN KEY ({_names(key['fields'])}) REFERENCES {_name(target)} ({_names(reference['fields'])})"


def _names(fields: str | Iterable[str]) -> str:
    return ", ".join(map(_name, [fields] if isinstance(fields, str) else fields))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: float | str | dt.date) -> str:
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _insert(connection: sqlite3.Connection, name: str, rows: Iterable[Iterable[Cell]]) -> None:
    cells = [tuple(map(_cell, row)) for row in rows]
    if cells:
        placeholders = ", ".join("?" * len(cells[0]))
        # The table's name comes from schema/ and is quoted; values are bound to placeholders.
        connection.executemany(f"INSERT INTO {_name(name)} VALUES ({placeholders})", cells)  # noqa: S608


def _cell(cell: Cell) -> Cell:
    """A cell as SQLite stores it: booleans as 0 and 1, dates as text, and NULL if unknown."""
    if isinstance(cell, bool):
        return int(cell)
    return cell if cell is None or isinstance(cell, int | float) else str(cell) or None


def _describe(connection: sqlite3.Connection, publication: Publication) -> None:
    """Create the tables with which the file describes itself, and the views."""
    release, settings = publication.release, publication.settings
    for statement in DESCRIPTIONS:
        connection.execute(statement)
    about: dict[str, Cell] = {
        "title": settings.title,
        "description": settings.description,
        "version": str(release.version),
        "as_of": release.version.date,
        "licence": settings.licence,
        "licence_address": settings.licence_address,
        "address": settings.address,
        "citation": citation.full(settings, release.version),
    }
    schemas = release.schemas.values()
    _insert(connection, "metadata", about.items())
    _insert(connection, "tables", ((t.name, t.title, t.description, len(release.records[t.name])) for t in schemas))
    fields = ((table, position, field) for table in schemas for position, field in enumerate(table.fields, 1))
    _insert(connection, "columns", (_column_description(*field) for field in fields))
    for view in VIEWS:
        connection.execute(f"CREATE VIEW {_name(view.name)} AS\n{view.query}")
    _insert(connection, "views", ((view.name, view.question, view.reading) for view in VIEWS))


def _column_description(table: Table, position: int, field: Field) -> tuple[Cell, ...]:
    example = None if field.example is None else plain.csv_cell(field.example)
    constraints = json.dumps(dict(field.constraints), ensure_ascii=False, default=str)
    texts = (field.title, field.description, field.unit or None, example, constraints)
    return (table.name, position, field.name, field.type, *texts)


def _check(connection: sqlite3.Connection) -> None:
    """ValueError if a row refers to a missing row, or if SQLite finds the database corrupt."""
    for name, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        raise ValueError(f"{name}: row {row} must refer to a row of {parent}")
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise ValueError(f"the database must be intact: {verdict}")
