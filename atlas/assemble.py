"""Raw rows that passed the checks of structure and shape -> the typed records of a Dataset."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from atlas.model import Country, Dataset, DsaRequests, Event, Figure, Kind, Period, Report, Table
from atlas.problems import Location
from atlas.read import Raw, Row

EMPTY = Dataset({}, (), {}, (), (), {})
"""What is left where the reference tables themselves are wrong."""


def dataset(raw: Raw, broken: Collection[str] = ()) -> Dataset:
    """Everything but the files named in `broken`, which are left out whole."""
    cells = {
        name: [_cells(raw.tables[name], row) for row in rows if row.locations[0].path not in broken]
        for name, rows in raw.rows.items()
    }
    population: dict[str, dict[int, int]] = {}
    for row in cells["population"]:
        population.setdefault(row["iso3"], {})[int(row["year"])] = int(row["population"])
    return Dataset(
        countries={row["iso3"]: _country(row) for row in sorted(cells["countries"], key=lambda r: r["iso3"])},
        reports=reports(raw.rows["statements"], raw.tables["statements"], broken),
        population=population,
        events=tuple(sorted((_event(row) for row in cells["events"]), key=lambda event: event.date)),
        dsa_requests=tuple(
            sorted((_dsa_requests(row) for row in cells["dsa_requests"]), key=lambda o: (o.iso3, o.start))
        ),
        notes=raw.notes,
    )


def reports(rows: Iterable[Row], table: Table, broken: Collection[str] = ()) -> tuple[Report, ...]:
    """Neighbouring rows with the same keys of report, but for those of files named in `broken`."""
    keys = [f.name for f in table.fields if f.level in ("path", "folder", "report")]

    def key(row: Row) -> tuple[str, ...]:
        named = _cells(table, row)
        return tuple(named[name] for name in keys)

    whole = (row for row in rows if row.locations[0].path not in broken)
    found = [_report(table, list(group)) for _, group in itertools.groupby(whole, key)]
    return tuple(sorted(found, key=lambda report: (report.iso3, report.observed, report.location.path)))


def _report(table: Table, rows: list[Row]) -> Report:
    named = _cells(table, rows[0])
    return Report(
        iso3=named["iso3"],
        observed=dt.date.fromisoformat(named["observed"]),
        kind=Kind(named["kind"]),
        figures=tuple(sorted(_figures(table, rows), key=lambda figure: figure.period)),
        source=named["source"],
        credit=named["credit"],
        note=named["note"],
        revises=named["revises"],
        reply=named["reply"],
        location=_place(table, rows[0], "observed"),
    )


def _figures(table: Table, rows: list[Row]) -> Iterator[Figure]:
    for row in rows:
        named = _cells(table, row)
        period = Period.parse(named["period"])
        yield Figure(period, int(named["requests"]), int(named["users"]), _place(table, row, "period"))


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


def _place(table: Table, row: Row, name: str) -> Location:
    return row.locations[table.field_names.index(name)]
