"""The tables' schemas -> JSON Schemas of the answers. What a column is comes from schema/ alone.

Objects are left open, since keys may be added within a major version; every key that there is now is required.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.model import Effect, Field, Status, Table

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES: dict[str, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
SAME_IN_BOTH = ("minimum", "maximum", "minLength", "maxLength", "enum")
"""Constraints of a Table Schema that JSON Schema has under the same name."""

VERSION = "^[0-9]+[.][0-9]+[.][0-9]+-h[0-9a-f]+$"


@dataclass(frozen=True, slots=True)
class Scope:
    """The published tables, and the place in the document at which the definitions of `shared` stand."""

    tables: Mapping[str, Table]
    at: str

    def refer(self, name: str) -> Schema:
        """A reference to a definition."""
        return {"$ref": f"{self.at}{name}"}

    def column(self, table: str, name: str) -> Schema:
        """A key that is a column of a table."""
        return of_field(self.tables[table].field(name))

    def columns(self, table: str, *names: str) -> dict[str, Schema]:
        """Several of them."""
        return {name: self.column(table, name) for name in names}

    def records(self, table: str) -> Schema:
        """A list of records of a table."""
        return listed(self.refer(f"{table}_record"), self.tables[table].description)


def schemas(tables: Mapping[str, Table], address: str) -> Iterator[tuple[str, Schema]]:
    """The schema of each kind of answer by name, complete in itself; `address` is that of the API."""
    shared = definitions(tables)
    for name, answer in answers(tables, "#/$defs/").items():
        used = {definition: shared[definition] for definition in shared if _refers(answer, f"#/$defs/{definition}")}
        yield name, {"$schema": DIALECT, "$id": f"{address}schemas/{name}.json", **answer, "$defs": used}


def _refers(node: object, address: str) -> bool:
    """Whether a schema refers to an address; definitions themselves refer to none."""
    if isinstance(node, dict):
        return node.get("$ref") == address or any(_refers(each, address) for each in node.values())
    return isinstance(node, list) and any(_refers(each, address) for each in node)


def definitions(tables: Mapping[str, Table]) -> dict[str, Schema]:
    """What several answers have in common, the record of each table first."""
    records = {f"{name}_record": of_table(table) for name, table in tables.items()}
    return records | {name: define() for name, define in SHARED.items()}


def answers(tables: Mapping[str, Table], at: str) -> dict[str, Schema]:
    """The schema of each kind of answer by name, with references to definitions at a place."""
    scope = Scope(tables, at)
    return {
        name: object_with(title, description, _top(scope) | content(scope))
        for name, (title, description, content) in ANSWERS.items()
    }


def of_table(table: Table) -> Schema:
    """A record of a table."""
    title = f"Record of {table.name}"
    return object_with(title, table.description, {field.name: of_field(field) for field in table.fields})


def of_field(field: Field) -> Schema:
    """A cell. KeyError if the field is of a type that no table had before."""
    constraints = field.constraints
    schema: Schema = {"title": field.title, "description": field.description} | TYPES[field.type]
    schema |= {name: constraints[name] for name in SAME_IN_BOTH if name in constraints}
    if "pattern" in constraints:  # a Table Schema means the whole text, a JSON Schema any part of it
        schema["pattern"] = f"^(?:{constraints['pattern']})$"
    schema["examples"] = [field.example]
    if field.unit:
        schema["x-unit"] = field.unit
    return schema if constraints.get("required") else or_null(schema)


def or_null(schema: Schema) -> Schema:
    """The same, or null where it is not known."""
    if "$ref" in schema:
        description = {key: value for key, value in schema.items() if key != "$ref"}
        return description | {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}]}
    if "enum" in schema:
        schema = schema | {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]}


def object_with(title: str, description: str, properties: dict[str, Schema]) -> Schema:
    """An object in which every key must be."""
    named = {"title": title} if title else {}
    return {
        "type": "object",
        **named,
        "description": description,
        "properties": properties,
        "required": list(properties),
    }


def listed(items: Schema, description: str) -> Schema:
    """A list."""
    return {"type": "array", "description": description, "items": items}


def text(description: str, **more: object) -> Schema:
    """A text."""
    return {"type": "string", "description": description, **more}


def count(description: str) -> Schema:
    """A number of things."""
    return {"type": "integer", "description": description, "minimum": 0}


def address(description: str) -> Schema:
    """An address seen from the answer in which it stands."""
    return text(description, format="uri-reference")


def _top(scope: Scope) -> dict[str, Schema]:
    """What every answer begins with."""
    version = "Major as in the address; the minor grows whenever keys are added."
    return {
        "schema_version": text(version, pattern="^1[.](0|[1-9][0-9]*)$", examples=["1.0"]),
        "generated_from": scope.refer("generated_from"),
        "licence": scope.refer("licence"),
    }


def _generated_from() -> Schema:
    release = {
        "commit": or_null(text("Commit of the repository; null where it is not known.", pattern="^[0-9a-f]{40}$")),
        "version": text("Version of the data, to be cited: equal tables have the same.", pattern=VERSION),
        "as_of": or_null(text("Day of the newest report; null if there is none.", format="date")),
    }
    return object_with("Generated from", "The data from which the answer was made.", release)


def _licence() -> Schema:
    parts = {"name": text("Name of the licence."), "url": text("Address of its text.", format="uri")}
    return object_with("Licence", "The licence under which the data may be used.", parts)


def _index(scope: Scope) -> dict[str, Schema]:
    quarter = {**_coverage(scope), "url": address("Address of the answer for the quarter, seen from this one.")}
    known = {"pattern": scope.column("quarters", "quarter")["pattern"]}
    return {
        "title": text("Name of the dataset."),
        "description": text("What it holds."),
        "links": object_with(
            "", "Addresses seen from this answer; what stands in braces is to be filled in.", _links()
        ),
        "counts": object_with(
            "",
            "How much there is.",
            {
                "countries": count("Countries and territories, also without a report."),
                "reporting": count("Those with at least one report."),
                "reports": count("Reports."),
                "figures": count("Figures that the reports state."),
            },
        ),
        "newest_quarter": or_null(
            text("The newest quarter of which anything is known; null if there is none.", **known)
        ),
        "typical_quarter": or_null(
            text(
                "Of the newest four quarters, the one known for most countries: the one to show first; null as above.",
                **known,
            )
        ),
        "quarters": listed(object_with("", "A quarter.", quarter), "Every quarter, oldest first."),
        "tables": listed(
            object_with("", "A published table.", _table()), "The published tables, to be downloaded whole."
        ),
    }


def _links() -> dict[str, Schema]:
    return {
        "index": address("This answer."),
        "countries": address("All countries."),
        "country": address("One country: iso3 as in `countries`."),
        "quarter": address("One quarter: as in `quarters` below."),
        "changes": address("What reports added, confirmed and revised."),
        "schema": address("JSON Schema of a kind of answer: index, countries, country, quarter or changes."),
        "openapi": address("Description of the API as OpenAPI."),
        "data": address("The page with all downloads and what is promised of them."),
        "site": address("The site."),
    }


def _table() -> dict[str, Schema]:
    return {
        "name": text("Name of the table, and of its files."),
        "title": text("The same in words."),
        "rows": count("Number of rows."),
        "columns": count("Number of columns."),
        "csv": address("The table as CSV."),
        "json": address("The table as JSON: a list of its records."),
    }


def _coverage(scope: Scope) -> dict[str, Schema]:
    return {
        **scope.columns("quarters", "quarter", "start", "end"),
        "countries_by_status": scope.refer("countries_by_status"),
        "total": scope.refer("total"),
    }


def _countries_by_status() -> Schema:
    counts = {
        Status.REPORTED: count("Countries for which a report states the quarter as such."),
        Status.DERIVED: count("Countries whose value follows exactly from stated figures."),
        Status.BOUNDED: count("Countries known only inside a longer period."),
        Status.MISSING: count("Countries with reports, none of which covers the quarter."),
    }
    described = "Countries with at least one report, by how the quarter is known."
    return object_with("Countries by status", described, {str(status): counts[status] for status in Status})


def _total() -> Schema:
    none = "null if there is no country in the sum."
    return object_with(
        "Total",
        "A sum over countries of one quarter. Show it with the number of countries, and do not compare it with a sum "
        "over other countries.",
        {
            "requests": or_null(count(f"Fulfilled requests of the countries in the sum; {none}")),
            "users": or_null(count(f"Affected users of the same countries; {none}")),
            "countries": count("Countries in the sum: their quarter is reported or derived."),
        },
    )


def _countries(scope: Scope) -> dict[str, Schema]:
    country = {
        "country": scope.refer("countries_record"),
        "newest": or_null(
            scope.refer("quarters_record")
            | {"description": "The newest quarter whose own value is known; null if none is."}
        ),
        "quarters_known": count("Quarters whose own value is reported or derived."),
        "last_observed": or_null(text("Day of the newest report; null if there is none.", format="date")),
        "reports": count("Reports on the country."),
        "url": address("Address of the country's own answer, seen from this one."),
    }
    described = "All countries and territories, also those without a report, in the order of the table countries."
    return {"countries": listed(object_with("", "A country.", country), described)}


def _country(scope: Scope) -> dict[str, Schema]:
    others = [name for name, table in scope.tables.items() if "iso3" in table.field_names and name != "countries"]
    return {"country": scope.refer("countries_record")} | {name: scope.records(name) for name in others}


def _quarter(scope: Scope) -> dict[str, Schema]:
    rank = "Rank by requests; countries with equal requests share one."
    ranked = {"rank": count(rank) | {"minimum": 1}, "record": scope.refer("quarters_record")}
    panel = object_with(
        "",
        "The countries known in this quarter and in the same one a year before; null if there is none.",
        _panel(scope),
    )
    ranking = "The countries whose quarter is known, most requests first, then most users."
    return {
        **_coverage(scope),
        "panel": or_null(panel),
        "ranking": listed(object_with("", "A country and its rank.", ranked), ranking),
        "bounded": listed(scope.refer("quarters_record"), "The countries that know it only inside a longer period."),
        "missing": listed(scope.refer("quarters_record"), "The countries with reports, none of which covers it."),
    }


def _panel(scope: Scope) -> dict[str, Schema]:
    quarter, code = scope.column("quarters", "quarter"), scope.column("countries", "iso3")
    total = scope.refer("total")
    active = "those with any affected user in the earlier quarter"
    return {
        "before": quarter | {"description": "The earlier quarter."},
        "after": quarter | {"description": "This quarter."},
        "members": listed(code, "Codes of the countries in both sums, in the order of their names."),
        "total_before": total | {"description": "Their total in the earlier quarter."},
        "total_after": total | {"description": "Their total in this quarter: over the same countries."},
        "active_before": total | {"description": f"The earlier total of {active}."},
        "active_after": total | {"description": "The total of the same countries in this quarter."},
        "still_zero": count("Members without an affected user in either quarter."),
        "largest": code | {"description": "The member with most requests in both quarters together."},
        "rest_before": total | {"description": "The earlier total of all members but the largest."},
        "rest_after": total | {"description": "The total of the same countries in this quarter."},
    }


def _changes(scope: Scope) -> dict[str, Schema]:
    effect = (
        "What the figure did to what was known: new - the period had no exact value; confirms - it had this value; "
        "revises - another value was stated for it; conflicts - it contradicts what other periods state."
    )
    figure = {
        **scope.columns("figures", "period", "requests", "users"),
        "effect": text(
            effect, enum=[str(Effect.NEW), str(Effect.CONFIRMS), str(Effect.REVISES), str(Effect.CONFLICTS)]
        ),
    }
    report = {
        **scope.columns("reports", "iso3", "country", "observed", "kind", "report", "source"),
        "figures": listed(object_with("", "A figure, and what it did.", figure), "The figures that the report states."),
    }
    return {"changes": listed(object_with("", "A report.", report), "All reports, the newest first.")}


ANSWERS: dict[str, tuple[str, str, Callable[[Scope], dict[str, Schema]]]] = {
    "index": ("Index", "What there is, and where.", _index),
    "countries": ("Countries", "All countries, with the newest that is known of each.", _countries),
    "country": ("Country", "All that is known of one country.", _country),
    "quarter": ("Quarter", "One quarter over all countries.", _quarter),
    "changes": ("Changes", "Every report, and what it added, confirmed or revised.", _changes),
}
"""Title, description and keys of each kind of answer, behind those that every answer begins with."""

SHARED: dict[str, Callable[[], Schema]] = {
    "generated_from": _generated_from,
    "licence": _licence,
    "countries_by_status": _countries_by_status,
    "total": _total,
}
"""What stands in more than one answer."""
