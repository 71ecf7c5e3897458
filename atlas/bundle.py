"""Dataset and summary -> published tables as CSV and JSON. Columns and their order come from schema/ alone."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from atlas.ledger import Resolved
from atlas.model import Artefact, Dataset, Figure, Report, Table
from atlas.summary import Atlas, Profile

Cell = str | int | float | bool | dt.date | None
Record = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Source:
    """What the tables are made from."""

    dataset: Dataset
    atlas: Atlas

    @property
    def name_of(self) -> dict[str, str]:
        """The name of each country by code."""
        return {iso3: country.name for iso3, country in self.dataset.countries.items()}


def artefacts(dataset: Dataset, atlas: Atlas, tables: Mapping[str, Table]) -> Iterator[Artefact]:
    """data/<table>.csv and data/<table>.json for every published table."""
    source = Source(dataset, atlas)
    for name, records in PUBLISHED.items():
        rows = in_order(records(source), tables[name])
        yield Artefact(f"data/{name}.csv", csv_bytes(rows, tables[name]))
        yield Artefact(f"data/{name}.json", json_bytes(rows))


def in_order(records: Iterable[Record], table: Table) -> list[Record]:
    """The records with their cells in the order of the schema; ValueError if they are not exactly its fields."""
    rows = []
    for record in records:
        if record.keys() != set(table.field_names):
            raise ValueError(f"{table.name}: cells {sorted(record)} must be the fields of schema/{table.name}.yaml")
        rows.append({name: record[name] for name in table.field_names})
    return rows


def csv_bytes(rows: Iterable[Record], table: Table) -> bytes:
    """UTF-8, LF, comma, no byte-order mark; empty where not known, true and false, dates as in 2024-10-01."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.field_names)
    writer.writerows([_csv_cell(cell) for cell in row.values()] for row in rows)
    return text.getvalue().encode()


def json_bytes(rows: list[Record]) -> bytes:
    """A list of objects, one a line, each with every key; null where not known."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell)


def quarters(source: Source) -> Iterator[Record]:
    """One record for each country with reports and each quarter."""
    for profile in source.atlas.reporting:
        for resolved in profile.quarters:
            span_requests, span_users = resolved.span_value or (None, None)
            yield {
                "iso3": profile.country.iso3,
                "country": profile.country.name,
                "quarter": str(resolved.period),
                "start": resolved.period.start,
                "end": resolved.period.end,
                "requests": resolved.requests,
                "users": resolved.users,
                "status": resolved.status,
                "span": str(resolved.span) if resolved.span else None,
                "span_requests": span_requests,
                "span_users": span_users,
                "formula": resolved.formula or None,
                "reports": resolved.reports,
                "first_observed": resolved.first_observed,
                "last_observed": resolved.last_observed,
                "revised": resolved.revised,
                **_rate(profile, resolved),
            }


def years(source: Source) -> Iterator[Record]:
    """One record for each country with reports and each year."""
    for profile in source.atlas.reporting:
        for year in profile.years:
            yield {
                "iso3": profile.country.iso3,
                "country": profile.country.name,
                "year": str(year.resolved.period),
                "requests": year.resolved.requests,
                "users": year.resolved.users,
                "status": year.status,
                "quarters_known": year.quarters_known,
                "formula": year.resolved.formula or None,
                "reports": year.resolved.reports,
                **_rate(profile, year.resolved),
            }


def _rate(profile: Profile, resolved: Resolved) -> Record:
    rate = profile.rate(resolved)
    population = profile.population_in(resolved.period.year)
    return {
        "population": population.people if population else None,
        "users_per_million": rate.users_per_million if rate else None,
    }


def figures(source: Source) -> Iterator[Record]:
    """One record for each stated figure."""
    for report in source.dataset.reports:
        for figure in report.figures:
            yield {
                "iso3": report.iso3,
                **_stated(figure),
                "start": figure.period.start,
                "end": figure.period.end,
                "observed": report.observed,
                "kind": report.kind,
                "source": report.source or None,
                "report": report.place.path,
            }


def reports(source: Source) -> Iterator[Record]:
    """One record for each report."""
    for report in source.dataset.reports:
        yield {
            "report": report.place.path,
            "iso3": report.iso3,
            "country": source.name_of[report.iso3],
            "observed": report.observed,
            "kind": report.kind,
            "source": report.source or None,
            "figures": len(report.figures),
            "credit": report.credit or None,
            "note": report.note or None,
            "revises": report.revises or None,
        }


def revisions(source: Source) -> Iterator[Record]:
    """One record for each stated figure that no longer stands."""
    for profile in source.atlas.reporting:
        for revision in profile.ledger.revisions if profile.ledger else ():
            older, standing = revision.older, revision.standing
            requests, users = revision.instead or (None, None)
            yield {
                "iso3": profile.country.iso3,
                **_stated(older.figure),
                **_seen(older.report),
                "change": revision.change,
                "against": revision.against,
                "standing_requests": requests,
                "standing_users": users,
                "standing_observed": standing.report.observed,
                "standing_report": standing.report.place.path,
                "reason": standing.report.revises or None,
            }


def _stated(figure: Figure) -> Record:
    return {"period": str(figure.period), "requests": figure.requests, "users": figure.users}


def _seen(report: Report) -> Record:
    return {"observed": report.observed, "report": report.place.path}


def countries(source: Source) -> Iterator[Record]:
    """data/countries.csv."""
    return (asdict(country) for country in source.dataset.countries.values())


def population(source: Source) -> Iterator[Record]:
    """data/population.csv."""
    for iso3, by_year in sorted(source.dataset.population.items()):
        for year, people in sorted(by_year.items()):
            yield {"iso3": iso3, "year": year, "population": people}


def events(source: Source) -> Iterator[Record]:
    """data/events.csv."""
    return (asdict(event) for event in source.dataset.events)


def dsa_orders(source: Source) -> Iterator[Record]:
    """data/dsa-orders.csv."""
    return (asdict(orders) for orders in source.dataset.dsa_orders)


PUBLISHED: dict[str, Callable[[Source], Iterator[Record]]] = {
    "quarters": quarters,
    "years": years,
    "figures": figures,
    "reports": reports,
    "revisions": revisions,
    "countries": countries,
    "population": population,
    "events": events,
    "dsa_orders": dsa_orders,
}
"""The published tables by name, in the order in which the data page lists them."""
