"""An release -> the answers of the API: records as the tables have them, totals as the summary has them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from atlas import summary, tables
from atlas.model import Period, Record, Status
from atlas.publication import Publication
from atlas.summary import Coverage, Panel, Profile, Total
from atlas.summary.changes import Change

SCHEMA_VERSION = "1.0"
"""Major as in the address; the minor grows whenever keys are added."""

DATA = "../../data/"
"""The downloads, seen from the index of the API."""

Answer = dict[str, Any]
Named = tuple[str, Answer]


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of answer, by the name of its schema, and its path below api/v1/.

    `column` is the table and field of which the path's parameter is a value, None where there is none; `contents` gives
    each value with what is told of it.
    """

    name: str
    path: str
    contents: Callable[[Publication], Iterator[Named]]
    column: tuple[str, str] | None = None

    def path_of(self, value: str) -> str:
        """The address of one answer."""
        return self.path.format(**{self.column[1]: value}) if self.column else self.path


def every(publication: Publication) -> Iterator[Named]:
    """Every answer with its path."""
    top = _top(publication)
    for resource in RESOURCES.values():
        for value, content in resource.contents(publication):
            yield resource.path_of(value), top | content


def _top(publication: Publication) -> Answer:
    version = publication.release.version
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_from": {"commit": publication.release.commit, "version": str(version), "as_of": version.date},
        "licence": {"name": publication.settings.licence, "url": publication.settings.licence_address},
    }


def _index(publication: Publication) -> Iterator[Named]:
    atlas, records = publication.atlas, publication.release.records
    typical = atlas.typical
    yield (
        "",
        {
            "title": publication.settings.title,
            "description": publication.settings.description,
            "links": links(),
            "counts": {
                "countries": len(records["countries"]),
                "reporting": len(atlas.reporting),
                "reports": len(records["reports"]),
                "figures": len(records["figures"]),
            },
            "newest_quarter": str(atlas.quarters[-1]) if atlas.quarters else None,
            "typical_quarter": str(typical.quarter) if typical else None,
            "quarters": [
                _coverage(each) | {"url": RESOURCES["quarter"].path_of(str(each.quarter))} for each in atlas.coverage
            ],
            "tables": [_table(publication, name) for name in publication.release.schemas],
        },
    )


def links() -> dict[str, str]:
    """Where everything lies, seen from the index."""
    return {
        **{name: resource.path for name, resource in RESOURCES.items()},
        "schema": "schemas/{name}.json",
        "openapi": "openapi.json",
        "data": DATA,
        "site": "../../",
    }


def _table(publication: Publication, name: str) -> Answer:
    table = publication.release.schemas[name]
    return {
        "name": name,
        "title": table.title,
        "rows": len(publication.release.records[name]),
        "columns": len(table.fields),
        "csv": f"{DATA}{name}.csv",
        "json": f"{DATA}{name}.json",
    }


def _countries(publication: Publication) -> Iterator[Named]:
    profiles = {profile.country.iso3: profile for profile in publication.atlas.profiles}
    quarters = _quarters_by_key(publication)
    countries = publication.release.records["countries"]
    yield "", {"countries": [_listed(country, profiles[str(country["iso3"])], quarters) for country in countries]}


def _listed(country: Record, profile: Profile, quarters: dict[tuple[str, str], Record]) -> Answer:
    iso3, newest = profile.country.iso3, profile.newest
    return {
        "country": country,
        "newest": quarters[iso3, str(newest.period)] if newest else None,
        "quarters_known": profile.quarters_known,
        "last_observed": profile.last_observed,
        "reports": len(profile.reports),
        "url": RESOURCES["country"].path_of(iso3),
    }


def _country(publication: Publication) -> Iterator[Named]:
    for iso3, found in tables.of_countries(publication.release).items():
        (country,) = found["countries"]
        yield iso3, {"country": country} | {name: rows for name, rows in found.items() if name != "countries"}


def _quarter(publication: Publication) -> Iterator[Named]:
    records = _quarters_by_key(publication)
    panels = {panel.after: panel for panel in publication.atlas.panels}
    for coverage in publication.atlas.coverage:
        quarter = coverage.quarter
        panel = panels.get(quarter)
        of_quarter = [record for (_, name), record in records.items() if name == str(quarter)]
        yield (
            str(quarter),
            {
                **_coverage(coverage),
                "panel": _panel(panel) if panel and panel.countries else None,
                "ranking": [
                    {"rank": ranked.rank, "record": records[ranked.profile.country.iso3, str(quarter)]}
                    for ranked in summary.ranking(publication.atlas.reporting, quarter)
                ],
                "bounded": [record for record in of_quarter if record["status"] == Status.BOUNDED],
                "missing": [record for record in of_quarter if record["status"] == Status.MISSING],
            },
        )


def _quarters_by_key(publication: Publication) -> dict[tuple[str, str], Record]:
    return {(str(record["iso3"]), str(record["quarter"])): record for record in publication.release.records["quarters"]}


def _coverage(coverage: Coverage) -> Answer:
    return {
        **_quarter_days(coverage.quarter),
        "countries_by_status": {str(status): coverage.counts[status] for status in Status},
        "total": _total(coverage.total),
    }


def _quarter_days(quarter: Period) -> Answer:
    return {"quarter": str(quarter), "start": quarter.start, "end": quarter.end}


def _total(total: Total) -> Answer:
    """A sum over no country is not known; it is not zero."""
    requests, users = (total.requests, total.users) if total.countries else (None, None)
    return {"requests": requests, "users": users, "countries": total.countries}


def _panel(panel: Panel) -> Answer:
    return {
        "before": str(panel.before),
        "after": str(panel.after),
        "members": [country.iso3 for country in panel.countries],
        "total_before": _total(panel.total_before),
        "total_after": _total(panel.total_after),
        "active_before": _total(panel.active_before),
        "active_after": _total(panel.active_after),
        "still_zero": panel.still_zero,
        "largest": panel.largest and panel.largest.iso3,
        "rest_before": _total(panel.rest_before),
        "rest_after": _total(panel.rest_after),
    }


def _changes(publication: Publication) -> Iterator[Named]:
    yield "", {"changes": [_change(change) for change in publication.atlas.changes]}


def _change(change: Change) -> Answer:
    report = change.report
    return {
        "iso3": report.iso3,
        "country": change.country.name,
        "observed": report.observed,
        "kind": report.kind,
        "report": report.location.path,
        "source": report.source or None,
        "figures": [
            {"period": str(figure.period), "requests": figure.requests, "users": figure.users, "effect": effect}
            for figure, effect in change.figures
        ],
    }


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource("index", "index.json", _index),
        Resource("countries", "countries.json", _countries),
        Resource("country", "countries/{iso3}.json", _country, ("countries", "iso3")),
        Resource("quarter", "quarters/{quarter}.json", _quarter, ("quarters", "quarter")),
        Resource("changes", "changes.json", _changes),
    )
}
"""The kinds of answers by name."""
