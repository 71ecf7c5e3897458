"""Raw rows that passed validation -> the typed records of a Dataset."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from atlas.model import Country, Dataset, DsaRequests, Event, Figure, Kind, Period, Report, Table
from atlas.problems import Location
from atlas.read import Raw, Row

EMPTY = Dataset({}, (), {}, (), (), {})
"""The dataset where the reference tables themselves have problems."""


def dataset(raw: Raw, broken: Collection[str] = ()) -> Dataset:
    """All records, except those of the files named in `broken`."""
    records = {
        name: [_cells(raw.tables[name], row) for row in rows if row.locations[0].path not in broken]
        for name, rows in raw.rows.items()
    }
    population: dict[str, dict[int, int]] = {}
    for row in records["population"]:
        population.setdefault(row["iso3"], {})[int(row["year"])] = int(row["population"])
    return Dataset(
        countries={row["iso3"]: _country(row) for row in sorted(records["countries"], key=lambda r: r["iso3"])},
        reports=reports(raw.rows["statements"], raw.tables["statements"], broken),
        population=population,
        events=tuple(sorted((_event(row) for row in records["events"]), key=lambda event: event.date)),
        dsa_requests=tuple(
            sorted((_dsa_requests(row) for row in records["dsa_requests"]), key=lambda r: (r.iso3, r.start))
        ),
        notes=raw.notes,
    )


def reports(rows: Iterable[Row], table: Table, broken: Collection[str] = ()) -> tuple[Report, ...]:
    """One report for consecutive rows that share the keys of a report, except those of files named in `broken`."""
    keys = [f.name for f in table.fields if f.level in ("path", "folder", "report")]

    def key(row: Row) -> tuple[str, ...]:
        cells = _cells(table, row)
        return tuple(cells[name] for name in keys)

    valid = (row for row in rows if row.locations[0].path not in broken)
    parsed = [_report(table, list(group)) for _, group in itertools.groupby(valid, key)]
    return tuple(sorted(parsed, key=lambda report: (report.iso3, report.observed, report.location.path)))


def _report(table: Table, rows: list[Row]) -> Report:
    cells = _cells(table, rows[0])
    return Report(
        iso3=cells["iso3"],
        observed=dt.date.fromisoformat(cells["observed"]),
        kind=Kind(cells["kind"]),
        figures=tuple(sorted(_figures(table, rows), key=lambda figure: figure.period)),
        source=cells["source"],
        credit=cells["credit"],
        note=cells["note"],
        revises=cells["revises"],
        reply=cells["reply"],
        location=_location(table, rows[0], "observed"),
    )


def _figures(table: Table, rows: list[Row]) -> Iterator[Figure]:
    for row in rows:
        cells = _cells(table, row)
        period = Period.parse(cells["period"])
        yield Figure(period, int(cells["requests"]), int(cells["users"]), _location(table, row, "period"))


def _country(row: Mapping[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        iso_numeric=row["iso_numeric"],
        name=row["name"],
        region=row["region"],
        subregion=row["subregion"],
        eu_member=row["eu_member"] == "true",
        name_in_text=row["name_in_text"],
    )


def _event(row: Mapping[str, str]) -> Event:
    return Event(dt.date.fromisoformat(row["date"]), row["title"], row["url"])


def _dsa_requests(row: Mapping[str, str]) -> DsaRequests:
    return DsaRequests(
        iso3=row["iso3"],
        start=dt.date.fromisoformat(row["start"]),
        end=dt.date.fromisoformat(row["end"]),
        information_requests=int(row["information_requests"]),
        removal_requests=int(row["removal_requests"]),
        source=row["source"],
    )


def _cells(table: Table, row: Row) -> dict[str, str]:
    return dict(zip(table.field_names, row.cells, strict=True))


def _location(table: Table, row: Row, name: str) -> Location:
    return row.locations[table.field_names.index(name)]
