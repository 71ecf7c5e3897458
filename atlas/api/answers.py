"""A release -> the kinds of answers of the API. Records are those of the tables, totals those of the summary.

Each kind is defined once, as a tree of parts. Its answers, its JSON Schema and the OpenAPI document follow from it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Generic

from atlas import summary, tables
from atlas.api.parts import Part, T, cell, count, link, list_of, object_of, or_null, record, refer, text
from atlas.model import (
    Country,
    Effect,
    Evidence,
    Field,
    Figure,
    Period,
    Range,
    Record,
    Settings,
    Status,
    Table,
    Version,
)
from atlas.publication import Publication
from atlas.summary import Atlas, Coverage, EvidenceCounts, Panel, PressComparison, Profile, Ranked, Total
from atlas.summary.changes import EFFECTS, Change
from atlas.tables import Release

SCHEMA_VERSION = "1.1"
"""The major version is that of the address; the minor version grows whenever keys are added."""

DATA = "../../data/"
PATHS = {
    "index": ("index.json", "This response."),
    "countries": ("countries.json", "All countries."),
    "country": ("countries/{iso3}.json", "One country; iso3 as in `countries`."),
    "quarter": ("quarters/{quarter}.json", "One quarter; quarter as in `quarters` below."),
    "changes": ("changes.json", "All reports, and what each figure does to what was known before."),
    "schema": ("schemas/{name}.json", "JSON Schema of a kind of response, such as index."),
    "openapi": ("openapi.json", "OpenAPI description of the API."),
    "data": (DATA, "The page with all downloads and what is promised about them."),
    "site": ("../../", "The website."),
    "comparisons": ("comparisons.json", "Comparisons of two periods over the same countries."),
    "corrections": ("corrections.json", "Errors that were published, what is right, and why."),
}
"""Paths below api/v1/, each with its description in the index."""

NO_REPORT = "null if there is no report."
NO_COUNTRY = "null if no country has upper bounds in both."


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A kind of answer: one file for each subject.

    `subjects` are the objects that the answers are about, by the value of the parameter in the path, such as FRA; a
    kind without a parameter has one subject. `parameter` is the column that describes these values. `version` gives
    the version of a subject's own data; a kind without it is about all data.
    """

    name: str
    description: str
    parts: Mapping[str, Part[T]]
    subjects: Mapping[str, T]
    parameter: Field | None = None
    version: Callable[[T], Version] | None = None

    @property
    def content(self) -> Part[T]:
        """The whole answer."""
        return object_of(self.description, self.parts, self.name.capitalize())

    @property
    def files(self) -> dict[str, Any]:
        """Every answer of this kind by its path below api/v1/."""
        content = self.content
        return {_path(self.name, value): content.value(subject) for value, subject in self.subjects.items()}


def answers(publication: Publication) -> tuple[Answer[Any], ...]:
    """All kinds of answers. They begin with the same keys."""
    definitions = (_index, _countries, _country, _quarter, _changes, _comparisons, _corrections)
    kinds: Iterator[Answer[Any]] = (define(publication) for define in definitions)
    return tuple(replace(kind, parts={**_top(publication, kind), **kind.parts}) for kind in kinds)


def _top(publication: Publication, kind: Answer[Any]) -> dict[str, Part[Any]]:
    """The keys with which an answer begins. Only the index gives the commit, which changes even if no data do."""
    version = "Version of the keys. The major version is that of the address; the minor grows whenever keys are added."
    pattern = "^1[.](0|[1-9][0-9]*)$"
    release = publication.release
    version_of: Callable[[Any], Version] = kind.version or (lambda _: release.version)
    commit = release.commit if kind.name == "index" else None
    return {
        "schema_version": text(version, lambda _: SCHEMA_VERSION, pattern=pattern, examples=[SCHEMA_VERSION]),
        "generated_from": refer(GENERATED_FROM).of(lambda subject: (version_of(subject), commit)),
        "licence": refer(LICENCE).of(lambda _: publication.settings),
    }


def _path(name: str, value: str) -> str:
    return re.sub(r"{\w+}", value, PATHS[name][0])


GENERATED_FROM: Part[tuple[Version, str | None]] = object_of(
    "The data from which the response was made: all of them, or only its own in the response about a country, a "
    "quarter or the corrections.",
    {
        "commit": or_null(
            text(
                "Commit of the repository, in the index only; null in all other responses, and if unknown.",
                itemgetter(1),
                pattern="^[0-9a-f]{40}$",
            )
        ),
        "version": text(
            "Version of these data, to cite. Equal rows have the same version.",
            lambda pair: str(pair[0]),
            pattern="^[0-9]+[.][0-9]+[.][0-9]+-h[0-9a-f]+$",
        ),
        "as_of": or_null(
            text(f"Day of the newest report among them; {NO_REPORT}", lambda pair: pair[0].date, format="date")
        ),
    },
    title="Generated from",
)
LICENCE: Part[Settings] = object_of(
    "The licence under which the data may be used.",
    {
        "name": text("Name of the licence.", lambda s: s.licence),
        "url": text("Address of its text.", lambda s: s.licence_address, format="uri"),
    },
    title="Licence",
)
COUNTRIES_BY_STATUS: Part[Mapping[Status, int]] = object_of(
    "Number of countries with at least one report, by how the quarter is known.",
    {
        "reported": count("Countries for which a report states the quarter.", itemgetter(Status.REPORTED)),
        "derived": count("Countries whose value follows from stated figures.", itemgetter(Status.DERIVED)),
        "bounded": count("Countries for which only bounds are known.", itemgetter(Status.BOUNDED)),
        "missing": count("Countries with reports, none of which covers the quarter.", itemgetter(Status.MISSING)),
    },
    title="Countries by status",
)


def _sum(measure: Callable[[Total], Range]) -> Callable[[Total], Range]:
    """The range of a measure in a total; without countries it is unknown, not zero."""
    return lambda total: measure(total) if total.countries else Range(0, None)


_requests, _users = _sum(lambda total: total.requests), _sum(lambda total: total.users)
TOTAL: Part[Total] = object_of(
    "A total over countries for one period. Always show it with the number of countries, and do not compare it with a "
    "total over other countries. The bounds are the sums of the countries' bounds.",
    {
        "requests": or_null(
            count("Fulfilled requests; null without countries or if the bounds differ.", lambda t: _requests(t).exact)
        ),
        "users": or_null(
            count("Affected users; null without countries or if the bounds differ.", lambda t: _users(t).exact)
        ),
        "countries": count("Number of countries in the total.", lambda t: t.countries),
        "by_bounds": count("How many of these countries are known by bounds only.", lambda t: t.by_bounds),
        "requests_low": count("Lower bound of the fulfilled requests.", lambda t: _requests(t).lower),
        "requests_high": or_null(
            count("Upper bound of the fulfilled requests; null without countries.", lambda t: _requests(t).upper)
        ),
        "users_low": count("Lower bound of the affected users.", lambda t: _users(t).lower),
        "users_high": or_null(
            count("Upper bound of the affected users; null without countries.", lambda t: _users(t).upper)
        ),
    },
    title="Total",
)
EVIDENCE: Part[EvidenceCounts] = object_of(
    "How the stated figures can be verified, and on what the known quarters rest.",
    {
        "figures": object_of(
            "Number of stated figures that count, by their evidence as in the table figures. Reports that agree on a "
            "period are one figure.",
            {str(evidence): count(f"Figures that are {evidence}.", itemgetter(evidence)) for evidence in Evidence},
        ).of(lambda e: e.figures),
        "known_quarters": count("Number of known quarters.", lambda e: e.known),
        "one_dataset": count("How many of these rest on one dataset alone.", lambda e: e.one_dataset),
    },
    title="Evidence",
)
SHARED: tuple[Part[Any], ...] = (GENERATED_FROM, LICENCE, COUNTRIES_BY_STATUS, TOTAL, EVIDENCE)
"""The definitions that answers refer to, besides the records of the tables."""


def _index(publication: Publication) -> Answer[Atlas]:
    release, settings = publication.release, publication.settings
    quarter = release.schemas["quarters"].field("quarter")
    quarters: dict[str, Part[Coverage]] = {
        **_coverage(release),
        "url": link("Address of the quarter's response.", lambda c: _path("quarter", str(c.quarter))),
        "bounded_total": BOUNDED_TOTAL,
    }
    links = {name: _link(description, path) for name, (path, description) in PATHS.items()}
    counts: dict[str, Part[Atlas]] = {
        "countries": count("Countries and territories, with or without reports.", lambda a: len(a.profiles)),
        "reporting": count("Countries with at least one report.", lambda a: len(a.reporting)),
        "reports": count("Reports.", lambda _: len(release.records["reports"])),
        "figures": count("Figures that the reports state.", lambda _: len(release.records["figures"])),
    }
    newest = f"The newest quarter; {NO_REPORT}"
    typical = f"The quarter to show first: of the newest four, the one known for most countries; {NO_REPORT}"
    parts: dict[str, Part[Atlas]] = {
        "title": text("Name of the dataset.", lambda _: settings.title),
        "description": text("What the dataset contains.", lambda _: settings.description),
        "links": object_of("Addresses relative to this response. Replace the names in braces with values.", links),
        "counts": object_of("Size of the dataset.", counts),
        "newest_quarter": or_null(cell(quarter, str).described(newest)).of(
            lambda a: a.quarters[-1] if a.quarters else None
        ),
        "typical_quarter": or_null(cell(quarter, str).described(typical)).of(lambda a: a.typical and a.typical.quarter),
        "quarters": list_of("Every quarter, oldest first.", object_of("A quarter.", quarters), lambda a: a.coverage),
        "tables": list_of(
            "The published tables, each to download as a whole.",
            object_of("A published table.", _table(release)),
            lambda _: release.schemas.values(),
        ),
        "evidence": refer(EVIDENCE).of(lambda a: a.evidence),
    }
    return Answer("index", "What the API offers, and where.", parts, {"": publication.atlas})


def _link(description: str, path: str) -> Part[object]:
    return link(description, lambda _: path)


def _table(release: Release) -> dict[str, Part[Table]]:
    return {
        "name": text("Name of the table and of its files.", lambda t: t.name),
        "title": text("Title of the table.", lambda t: t.title),
        "rows": count("Number of rows.", lambda t: len(release.records[t.name])),
        "columns": count("Number of columns.", lambda t: len(t.fields)),
        "csv": link("The table as CSV.", lambda t: f"{DATA}{t.name}.csv"),
        "json": link("The table as JSON: a list of records.", lambda t: f"{DATA}{t.name}.json"),
    }


def _coverage(release: Release) -> dict[str, Part[Coverage]]:
    """What the index and the answer about a quarter both say about it."""
    field = release.schemas["quarters"].field
    return {
        "quarter": cell(field("quarter"), lambda c: str(c.quarter)),
        "start": cell(field("start"), lambda c: c.quarter.start),
        "end": cell(field("end"), lambda c: c.quarter.end),
        "countries_by_status": refer(COUNTRIES_BY_STATUS).of(lambda c: c.counts),
        "total": refer(TOTAL).described("The total over the countries known exactly.").of(lambda c: c.total),
    }


BOUNDED_TOTAL: Part[Coverage] = (
    refer(TOTAL).described("The total over all countries that have upper bounds.").of(lambda c: c.bounded_total)
)


def _countries(publication: Publication) -> Answer[Atlas]:
    records = {str(row["iso3"]): row for row in publication.release.records["countries"]}
    quarters = _quarters(publication.release)
    profiles = {profile.country.iso3: profile for profile in publication.atlas.profiles}
    newest = "The newest quarter whose own value is known; null if none is."
    country: dict[str, Part[Profile]] = {
        "country": record("countries").of(lambda p: records[p.country.iso3]),
        "newest": or_null(record("quarters").described(newest)).of(
            lambda p: quarters[p.newest.period][p.country.iso3] if p.newest else None
        ),
        "quarters_known": count("Quarters whose own value is reported or derived.", lambda p: p.quarters_known),
        "last_observed": or_null(
            text(f"Day of the newest report; {NO_REPORT}", lambda p: p.last_observed, format="date")
        ),
        "reports": count("Number of reports on the country.", lambda p: len(p.reports)),
        "url": link("Address of the country's response.", lambda p: _path("country", p.country.iso3)),
    }
    countries: Part[Atlas] = list_of(
        "All countries and territories, with or without reports, in the order of the table countries.",
        object_of("A country.", country),
        lambda _: [profiles[iso3] for iso3 in records],
    )
    description = "All countries, with the newest known quarter of each."
    return Answer("countries", description, {"countries": countries}, {"": publication.atlas})


def _country(publication: Publication) -> Answer[Mapping[str, tuple[Record, ...]]]:
    release = publication.release
    schemas = {name: table for name, table in release.schemas.items() if "iso3" in table.field_names}
    iso3 = schemas.pop("countries").field("iso3")
    parts: dict[str, Part[Mapping[str, tuple[Record, ...]]]] = {
        "country": record("countries").of(lambda rows: rows["countries"][0])
    }
    for name, table in schemas.items():
        parts[name] = list_of(table.description, record(name), itemgetter(name))
    subjects, versions = tables.group_by_country(release), release.versions.countries
    description = "Everything known about one country."
    return Answer("country", description, parts, subjects, iso3, lambda rows: versions[_code(rows)])


def _code(rows: Mapping[str, tuple[Record, ...]]) -> str:
    return str(rows["countries"][0]["iso3"])


def _quarter(publication: Publication) -> Answer[Coverage]:
    atlas, release = publication.atlas, publication.release
    records = _quarters(release)
    panels = {panel.after: panel for panel in atlas.panels if panel.countries}

    def select(description: str, status: Status) -> Part[Coverage]:
        def rows(coverage: Coverage) -> list[Record]:
            return [row for row in records[coverage.quarter].values() if row["status"] == status]

        return list_of(description, record("quarters"), rows)

    ranked: dict[str, Part[Ranked]] = {
        "rank": count("Rank by requests. Countries with equal requests share a rank.", lambda r: r.rank, minimum=1),
        "record": record("quarters").of(lambda r: records[r.quarter.period][r.profile.country.iso3]),
    }
    parts: dict[str, Part[Coverage]] = {
        **_coverage(release),
        "panel": or_null(
            refer(panel(release)).described(f"This quarter and the same quarter a year before; {NO_COUNTRY}")
        ).of(lambda c: panels.get(c.quarter)),
        "ranking": list_of(
            "The countries whose quarter is known, by requests and then by users, highest first.",
            object_of("A country and its rank.", ranked),
            lambda c: summary.ranking(atlas.reporting, c.quarter),
        ),
        "bounded": select("The countries for which only bounds are known.", Status.BOUNDED),
        "missing": select("The countries with reports, none of which covers the quarter.", Status.MISSING),
        "bounded_total": BOUNDED_TOTAL,
    }
    subjects, quarter = {str(c.quarter): c for c in atlas.coverage}, release.schemas["quarters"].field("quarter")
    description = "One quarter in all countries."
    return Answer("quarter", description, parts, subjects, quarter, lambda c: release.versions.quarters[str(c.quarter)])


def _quarters(release: Release) -> dict[Period, dict[str, Record]]:
    """The records of the table quarters by quarter and country."""
    records: dict[Period, dict[str, Record]] = {}
    for row in release.records["quarters"]:
        records.setdefault(Period.parse(str(row["quarter"])), {})[str(row["iso3"])] = row
    return records


def panel(release: Release) -> Part[Panel]:
    """The matched panel of two periods, a definition that several answers share."""
    iso3, period = release.schemas["countries"].field("iso3"), release.schemas["figures"].field("period")
    before, after = (cell(period, str).described(f"The {name} period.") for name in ("earlier", "later"))
    code: Part[Country | None] = cell(iso3, lambda country: country and country.iso3)

    def total(description: str, value: Callable[[Panel], Total]) -> Part[Panel]:
        return refer(TOTAL).described(description).of(value)

    parts: dict[str, Part[Panel]] = {
        "before": before.of(lambda p: p.before),
        "after": after.of(lambda p: p.after),
        "members": list_of("Codes of the countries, in the order of their names.", code, lambda p: p.countries),
        "total_before": total("Their total in the earlier period.", lambda p: p.total_before),
        "total_after": total("Their total in the later period.", lambda p: p.total_after),
        "still_zero": count("Members without an affected user in either period.", lambda p: p.still_zero),
        "largest": code.described("The member with most requests in both periods together.").of(lambda p: p.largest),
        "rest_before": total("The earlier total of all members except the largest.", lambda p: p.rest_before),
        "rest_after": total("The later total of these members.", lambda p: p.rest_after),
        "exact_before": total("The earlier total of the members known exactly in both.", lambda p: p.exact_before),
        "exact_after": total("The later total of these members.", lambda p: p.exact_after),
        "by_bounds": count("Members known by bounds only in one of the periods or in both.", lambda p: p.by_bounds),
    }
    description = "A matched panel: the countries that have upper bounds in two periods, and their totals in each."
    return object_of(description, parts, title="Panel")


def _comparisons(publication: Publication) -> Answer[Atlas]:
    release, atlas = publication.release, publication.atlas
    shared = panel(release)

    def compare(description: str, value: Callable[[Atlas], Panel]) -> Part[Atlas]:
        part = or_null(refer(shared).described(f"{description}; {NO_COUNTRY}"))
        return part.of(lambda a: value(a) if value(a).countries else None)

    press: dict[str, Part[PressComparison]] = {
        "day": text("Day of the comparison.", lambda p: p.day, format="date"),
        "naive_before": refer(TOTAL).described("The earlier total that the press used.").of(lambda p: p.naive_before),
        "naive_after": refer(TOTAL).described("The later total that the press used.").of(lambda p: p.naive_after),
        "panel": refer(shared).described("The same quarters over the same countries.").of(lambda p: p.panel),
        "own": refer(shared)
        .described("The same quarters over the countries whose later quarter the press had.")
        .of(lambda p: p.own),
    }
    parts: dict[str, Part[Atlas]] = {
        "year_on_year": list_of(
            "Each quarter and the same quarter a year before, oldest first.",
            refer(shared),
            lambda a: [panel for panel in a.panels if panel.countries],
        ),
        "nine_months": compare(
            "January-September of two years, the period of the bot's first report",
            lambda a: a.longer_panels.nine_months,
        ),
        "last_quarter": compare(
            "January-September and October-December 2024. To compare them by month, divide the totals by 9 and by 3",
            lambda a: a.longer_panels.last_quarter,
        ),
        "press": or_null(
            object_of(
                "What the press compared in spring 2025: totals over all figures that were public, which covered other "
                "countries in each quarter. Null if the same countries cannot be compared.",
                press,
            )
        ).of(lambda a: a.press),
    }
    return Answer("comparisons", "Comparisons of two periods over the same countries.", parts, {"": atlas})


def _changes(publication: Publication) -> Answer[tuple[Change, ...]]:
    schemas = publication.release.schemas
    figures, reports = schemas["figures"].field, schemas["reports"].field
    meanings = "; ".join(f"{effect} - {meaning}" for effect, meaning in EFFECTS.items())
    description_of_effect = f"What the figure does to what was known before: {meanings}."
    figure: dict[str, Part[tuple[Figure, Effect]]] = {
        "period": cell(figures("period"), lambda pair: str(pair[0].period)),
        "requests": cell(figures("requests"), lambda pair: pair[0].requests),
        "users": cell(figures("users"), lambda pair: pair[0].users),
        "effect": text(description_of_effect, lambda pair: pair[1], enum=[str(effect) for effect in EFFECTS]),
    }
    rows = {row["report"]: row for row in publication.release.records["reports"]}
    columns = ("iso3", "country", "observed", "kind", "report", "source")
    report: dict[str, Part[Change]] = {
        **{name: cell(reports(name), itemgetter(name)).of(lambda c: rows[c.report.location.path]) for name in columns},
        "figures": list_of(
            "The figures that the report states.", object_of("A figure and its effect.", figure), lambda c: c.figures
        ),
    }
    changes: Part[tuple[Change, ...]] = list_of(
        "All reports, newest first.", object_of("A report.", report), lambda changes: changes
    )
    description = "All reports, and what each figure does to what was known before."
    return Answer("changes", description, {"changes": changes}, {"": publication.atlas.changes})


def _corrections(publication: Publication) -> Answer[tuple[Record, ...]]:
    corrections: Part[tuple[Record, ...]] = list_of(
        "All corrections, in the order in which the errors were published.", record("corrections"), lambda rows: rows
    )
    description = "Errors that were published, by the atlas or by a source that it uses: what is right, and why."
    release = publication.release
    subjects = {"": release.records["corrections"]}
    parts = {"corrections": corrections}
    return Answer("corrections", description, parts, subjects, version=lambda _: release.versions.corrections)
