"""The records of a release -> the version of each part that is published by itself: a country, a quarter, a group.

The only place that says which rows are the data of a part. Data that did not change keep their version, even where
other data did.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas.model import Period, Record, Table, Version
from atlas.summary import Atlas
from atlas.tables import plain

Rows = Mapping[str, Sequence[Record]]
"""Rows of some tables, by the table's name, in the order of the published tables."""

DAYS = ("observed", "last_observed")
"""The columns with the day on which a report was observed."""
DIGITS = 7  # of the hash, as in git's abbreviated hashes


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of countries by code, of quarters as in 2026-Q1, of groups by slug, and of the corrections."""

    countries: Mapping[str, Version]
    quarters: Mapping[str, Version]
    groups: Mapping[str, Version]
    corrections: Version


def version_of(rows: Rows, schemas: Mapping[str, Table], days: Sequence[str] = DAYS) -> Version:
    """The newest day in the columns `days` of the rows, and the SHA-256 of their concatenated CSV files."""
    csv = (plain.csv_bytes(records, schemas[name]) for name, records in rows.items())
    digest = hashlib.sha256(b"".join(csv)).hexdigest()[:DIGITS]
    cells = (record.get(column) for records in rows.values() for record in records for column in days)
    return Version(max((cell for cell in cells if isinstance(cell, dt.date)), default=None), digest)


def versions_of_parts(atlas: Atlas, records: Rows, schemas: Mapping[str, Table]) -> Versions:
    """The version of every part of a release."""
    countries = by_country(records, schemas)
    members = {group.slug: [profile.country.iso3 for profile in group.profiles] for group in atlas.groups}
    of_groups = {slug: _merge([countries[code] for code in codes]) for slug, codes in members.items()}
    of_quarters = {str(quarter): of_quarter(records, schemas, quarter) for quarter in atlas.quarters}
    of_corrections = version_of({"corrections": records["corrections"]}, schemas, ("as_of",))

    def versions_of(parts: Mapping[str, Rows]) -> dict[str, Version]:
        return {key: version_of(rows, schemas) for key, rows in parts.items()}

    return Versions(versions_of(countries), versions_of(of_quarters), versions_of(of_groups), of_corrections)


def by_country(records: Rows, schemas: Mapping[str, Table]) -> dict[str, dict[str, tuple[Record, ...]]]:
    """The rows of every country, with or without reports, by code: those of each table with the column iso3."""
    names = [name for name, table in schemas.items() if "iso3" in table.field_names]
    collected: dict[str, dict[str, list[Record]]] = {
        str(row["iso3"]): {name: [] for name in names} for row in records["countries"]
    }
    for name in names:
        for row in records[name]:
            if (code := str(row["iso3"])) in collected:
                collected[code][name].append(row)
    return {code: {name: tuple(rows) for name, rows in tables.items()} for code, tables in collected.items()}


def of_quarter(records: Rows, schemas: Mapping[str, Table], quarter: Period) -> dict[str, tuple[Record, ...]]:
    """The rows of a quarter, and of the two that it is compared with: the one before, and the same a year before.

    They are in each table with the column quarter.
    """
    before = Period.quarter_from_boundary(quarter.opens - 1)
    compared = {str(period) for period in (quarter, before, quarter.a_year_before)}
    names = [name for name, table in schemas.items() if "quarter" in table.field_names]
    return {name: tuple(row for row in records[name] if row["quarter"] in compared) for name in names}


def _merge(parts: Iterable[Rows]) -> dict[str, list[Record]]:
    merged: dict[str, list[Record]] = {}
    for part in parts:
        for name, rows in part.items():
            merged.setdefault(name, []).extend(rows)
    return merged
