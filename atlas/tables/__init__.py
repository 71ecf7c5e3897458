"""Summary -> a release of the published tables. Only schema/ defines the columns and their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.model import Record, Table, Version
from atlas.summary import Atlas
from atlas.tables import plain
from atlas.tables.records import PUBLISHED
from atlas.tables.versions import Versions, by_country, version_of, versions_of_parts

__all__ = ["PUBLISHED", "Release", "group_by_country", "in_order", "plain", "release"]


@dataclass(frozen=True, slots=True)
class Release:
    """Every published table by name: its schema, records, CSV and JSON. `commit` is None if unknown.

    `version` is that of all tables together, `versions` are those of their parts.
    """

    version: Version
    commit: str | None
    schemas: Mapping[str, Table]
    records: Mapping[str, tuple[Record, ...]]
    csv: Mapping[str, bytes]
    json: Mapping[str, bytes]
    versions: Versions


def release(atlas: Atlas, schemas: Mapping[str, Table], commit: str | None = None) -> Release:
    """All tables, in the order of PUBLISHED."""
    published = {name: schemas[name] for name in PUBLISHED}
    records = {name: in_order(make(atlas), published[name]) for name, make in PUBLISHED.items()}
    csv = {name: plain.csv_bytes(rows, published[name]) for name, rows in records.items()}
    json = {name: plain.json_bytes(rows) for name, rows in records.items()}
    parts = versions_of_parts(atlas, records, published)
    return Release(version_of(records, published), commit, published, records, csv, json, parts)


def in_order(records: Iterable[Record], table: Table) -> tuple[Record, ...]:
    """The records with their cells in the order of the schema. ValueError if the cells are not exactly its fields."""
    rows = []
    for record in records:
        if record.keys() != set(table.field_names):
            raise ValueError(f"{table.name}: cells {sorted(record)} must be the fields of schema/{table.name}.yaml")
        rows.append({name: record[name] for name in table.field_names})
    return tuple(rows)


def group_by_country(release: Release) -> dict[str, dict[str, tuple[Record, ...]]]:
    """The records of every country, with or without reports: by its code, then by each table with the column iso3."""
    return by_country(release.records, release.schemas)
