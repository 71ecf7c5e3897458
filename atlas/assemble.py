"""Raw rows that passed validation -> the typed records of a Dataset."""

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from atlas.model import Correction, Country, Dataset, DsaRequests, Event, Figure, Kind, Period, Report, Table
from atlas.problems import Location
from atlas.read import Raw, Row

EMPTY = Dataset({}, (), {}, (), (), {})
"""The dataset where the reference tables themselves have problems."""


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "date": lambda text: dt.date.fromisoformat(text) if text else None,
    "integer": lambda text: int(text) if text else None,
    "string": str,
}
"""From the text of a valid cell to its value, by the type of its field in the schema."""


def dataset(raw: Raw, broken: Collection[str] = ()) -> Dataset:
    """All records, except those of the files named in `broken`."""
    records = {
        name: [_cells(raw.tables[name], row) for row in rows if row.locations[0].path not in broken]
        for name, rows in raw.rows.items()
        if name != "statements"
    }
    population: dict[str, dict[int, int]] = {}
    for row in records["population"]:
        population.setdefault(row["iso3"], {})[row["year"]] = row["population"]
    dsa_requests = (DsaRequests(**row) for row in records["dsa_requests"])
    return Dataset(
        countries={row["iso3"]: Country(**row) for row in sorted(records["countries"], key=lambda r: r["iso3"])},
        reports=reports(raw.rows["statements"], raw.tables["statements"], broken),
        population=population,
        events=tuple(sorted((Event(**row) for row in records["events"]), key=lambda event: event.date)),
        dsa_requests=tuple(sorted(dsa_requests, key=lambda row: (row.iso3, row.start))),
        notes=raw.notes,
        corrections=tuple(
            sorted(
                (Correction(**row) for row in records["corrections"]),
                key=lambda correction: (correction.published_from, correction.correction),
            )
        ),
    )


def reports(rows: Iterable[Row], table: Table, broken: Collection[str] = ()) -> tuple[Report, ...]:
    """One report for consecutive rows that share the keys of a report, except those of files named in `broken`."""
    keys = [f.name for f in table.fields if f.level in ("path", "folder", "report")]

    def key(row: Row) -> tuple[str, ...]:
        return tuple(text for name, text in zip(table.field_names, row.cells, strict=True) if name in keys)

    valid = (row for row in rows if row.locations[0].path not in broken)
    parsed = [_report(table, list(group)) for _, group in itertools.groupby(valid, key)]
    return tuple(sorted(parsed, key=lambda report: (report.iso3, report.observed, report.location.path)))


def _report(table: Table, rows: list[Row]) -> Report:
    cells = _cells(table, rows[0])
    of_report = {f.name: cells[f.name] for f in table.fields if f.level in ("folder", "report")}
    stated = (_figure(table, row) for row in rows if row.cells[table.field_names.index("period")])
    figures = tuple(sorted(stated, key=lambda figure: figure.period))
    nothing_after = Period.parse(cells["nothing_after"]) if cells["nothing_after"] else None
    of_report |= {"kind": Kind(cells["kind"]), "figures": figures, "nothing_after": nothing_after}
    return Report(location=_location(table, rows[0], "observed"), **of_report)


def _figure(table: Table, row: Row) -> Figure:
    cells = _cells(table, row)
    return Figure(Period.parse(cells["period"]), cells["requests"], cells["users"], _location(table, row, "period"))


def _cells(table: Table, row: Row) -> dict[str, Any]:
    """The cells of a row by field name, each of the type that the schema gives, without those that a build computes."""
    cells = zip(table.fields, row.cells, strict=True)
    return {field.name: PARSERS[field.type](text) for field, text in cells if field.level != "computed"}


def _location(table: Table, row: Row, name: str) -> Location:
    return row.locations[table.field_names.index(name)]
