"""The published tables -> data/atlas.sqlite, with the keys and checks of the schemas, and views for common questions.

Every SQLite of the last ten years must be able to open the file. So it has neither STRICT tables nor window functions:
an older SQLite cannot read any table of a file whose schema contains them.
"""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from atlas import citation
from atlas.model import Cell, Field, Table
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

SQL = Path(__file__).with_name("database.sql").read_text(encoding="utf-8")
"""The tables with which the file describes itself; then the views, each below its question and a note on reading it."""

TABLE = re.compile(r"^CREATE TABLE [^;]+", re.MULTILINE)
VIEW = re.compile(r'^-- (.+)\n((?:-- .+\n)+)(CREATE VIEW "(\w+)" AS\n[^;]+)', re.MULTILINE)


def sqlite_bytes(publication: Publication) -> bytes:
    """The content of the database file; the same tables give the same bytes.

    ValueError if a row refers to a missing row, sqlite3.IntegrityError if it violates its schema. The database is made
    in memory: into the header of a file, SQLite would write its own version and a count of changes (bytes 96 and 24).
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
    for statement in TABLE.findall(SQL):
        connection.execute(statement)
    about: dict[str, Cell] = {
        "title": settings.title,
        "description": settings.description,
        "version": str(release.version),
        "as_of": release.version.date,
        "built": publication.today,
        "commit": release.commit,
        "licence": settings.licence,
        "licence_address": settings.licence_address,
        "address": settings.address,
        "citation": citation.full(settings, release.version),
    }
    schemas = release.schemas.values()
    _insert(connection, "metadata", about.items())
    _insert(connection, "tables", ((t.name, t.title, t.description, len(release.records[t.name])) for t in schemas))
    fields = ((table, position, field) for table in schemas for position, field in enumerate(table.fields, 1))
    _insert(connection, "columns", (_describe_column(*field) for field in fields))
    views = VIEW.findall(SQL)
    for _, _, statement, _ in views:
        connection.execute(statement)
    lines = re.compile("-- (.+)")
    _insert(connection, "views", ((name, question, " ".join(lines.findall(note))) for question, note, _, name in views))


def _describe_column(table: Table, position: int, field: Field) -> tuple[Cell, ...]:
    constraints = json.dumps(dict(field.constraints), ensure_ascii=False, default=str)
    texts = (field.title, field.description, field.unit, plain.csv_cell(field.example), constraints)
    return (table.name, position, field.name, field.type, *texts)  # empty texts become NULL


def _check(connection: sqlite3.Connection) -> None:
    """ValueError if a row refers to a missing row, or if SQLite finds the database corrupt."""
    for name, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        raise ValueError(f"{name}: row {row} must refer to a row of {parent}")
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise ValueError(f"the database must be intact: {verdict}")
