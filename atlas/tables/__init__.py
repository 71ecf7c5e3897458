"""Dataset and summary -> one release of the published tables. Columns and their order come from schema/ alone."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.model import Record, Table, Version
from atlas.summary import Atlas
from atlas.tables import plain
from atlas.tables.records import PUBLISHED

__all__ = ["PUBLISHED", "Release", "in_order", "of_countries", "plain", "release"]

DIGITS = 7  # of the hash, as git shows of its own


@dataclass(frozen=True, slots=True)
class Release:
    """Every published table by name: its schema, its records, the same as CSV and JSON. `commit` is None if unknown."""

    version: Version
    commit: str | None
    schemas: Mapping[str, Table]
    records: Mapping[str, tuple[Record, ...]]
    csv: Mapping[str, bytes]
    json: Mapping[str, bytes]


def release(atlas: Atlas, schemas: Mapping[str, Table], commit: str | None = None) -> Release:
    """All tables; the version's hash is the SHA-256 of their CSV files one after the other, in the order published."""
    published = {name: schemas[name] for name in PUBLISHED}
    records = {name: in_order(make(atlas), published[name]) for name, make in PUBLISHED.items()}
    csv = {name: plain.csv_bytes(rows, published[name]) for name, rows in records.items()}
    digest = hashlib.sha256(b"".join(csv.values())).hexdigest()[:DIGITS]
    json = {name: plain.json_bytes(rows) for name, rows in records.items()}
    return Release(Version(atlas.as_of, digest), commit, published, records, csv, json)


def in_order(records: Iterable[Record], table: Table) -> tuple[Record, ...]:
    """The records with their cells in the order of the schema; ValueError if they are not exactly its fields."""
    rows = []
    for record in records:
        if record.keys() != set(table.field_names):
            raise ValueError(f"{table.name}: cells {sorted(record)} must be the fields of schema/{table.name}.yaml")
        rows.append({name: record[name] for name in table.field_names})
    return tuple(rows)


def of_countries(release: Release) -> dict[str, dict[str, tuple[Record, ...]]]:
    """For every country by code, also those without a report: its records of each table that has the column iso3."""
    codes = [str(record["iso3"]) for record in release.records["countries"]]
    names = [name for name, table in release.schemas.items() if "iso3" in table.field_names]
    found: dict[str, dict[str, list[Record]]] = {code: {name: [] for name in names} for code in codes}
    for name in names:
        for record in release.records[name]:
            found[str(record["iso3"])][name].append(record)
    return {code: {name: tuple(rows) for name, rows in by_name.items()} for code, by_name in found.items()}
