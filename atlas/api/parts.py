"""The parts of an answer: each joins the JSON Schema of a value with the function that returns the value.

An answer and its schema therefore always have the same keys. For example:

    part: Part[Total] = object_of("A sum.", {"countries": count("Countries in it.", lambda total: total.countries)})
    part.value(Total(10, 20, countries=3)) == {"countries": 3}
    part.schema["properties"] == {"countries": {"type": "integer", "description": "Countries in it.", "minimum": 0}}

Objects are open, because keys may be added within a major version; every key that exists is required.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, TypeVar

from atlas.model import Field, Record, Table

S = TypeVar("S")
T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

Schema = dict[str, Any]

DEFINITIONS = "#/$defs/"
TYPES: dict[str, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
SAME_IN_BOTH = ("minimum", "maximum", "minLength", "maxLength", "enum")
"""Constraints of a Table Schema that JSON Schema has under the same name."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T_contra]):
    """The JSON Schema of a value, and the value for a given object."""

    schema: Schema
    value: Callable[[T_contra], Any]

    def of(self, get: Callable[[S], T_contra]) -> "Part[S]":
        """The part of a larger object, as in `refer(TOTAL).of(lambda coverage: coverage.total)`."""
        return Part(self.schema, lambda subject: self.value(get(subject)))

    def described(self, description: str) -> Self:
        """The same part with another description."""
        return replace(self, schema=self.schema | {"description": description})


def text(description: str, value: Callable[[T], object], **more: object) -> Part[T]:
    """A string; `more` is what else its schema says, such as that it has the format of a date."""
    return Part({"type": "string", "description": description, **more}, value)


def link(description: str, value: Callable[[T], str]) -> Part[T]:
    """An address relative to the answer that contains it."""
    return text(description, value, format="uri-reference")


def count(description: str, value: Callable[[T], int | None], minimum: int = 0) -> Part[T]:
    """A number of things."""
    return Part({"type": "integer", "description": description, "minimum": minimum}, value)


def cell(field: Field, value: Callable[[T], object]) -> Part[T]:
    """A value described like a cell of a table."""
    return Part(cell_schema(field), value)


def record(table: str) -> Part[Record]:
    """A record of a table."""
    return Part({"$ref": f"{DEFINITIONS}{table}_record"}, lambda cells: cells)


def refer(part: Part[T]) -> Part[T]:
    """A reference to a definition that several answers share."""
    return Part({"$ref": DEFINITIONS + definition_name(part)}, part.value)


def definition_name(part: Part[Any]) -> str:
    """The name of a shared definition, made from its title."""
    return str(part.schema["title"]).lower().replace(" ", "_")


def list_of(description: str, item: Part[S], values: Callable[[T], Iterable[S]]) -> Part[T]:
    """A list of equal parts."""
    schema = {"type": "array", "description": description, "items": item.schema}
    return Part(schema, lambda subject: [item.value(value) for value in values(subject)])


def object_of(description: str, parts: Mapping[str, Part[T]], title: str = "") -> Part[T]:
    """An object with these keys."""
    schema = _object_schema(title, description, {key: part.schema for key, part in parts.items()})
    return Part(schema, lambda subject: {key: part.value(subject) for key, part in parts.items()})


def or_null(part: Part[T]) -> Part[T | None]:
    """A part whose value can be null, and is null where there is no object."""
    return Part(_or_null(part.schema), lambda subject: None if subject is None else part.value(subject))


def record_schema(table: Table) -> Schema:
    """The schema of the records of a table."""
    cells = {field.name: cell_schema(field) for field in table.fields}
    return _object_schema(f"Record of {table.name}", table.description, cells)


def cell_schema(field: Field) -> Schema:
    """The schema of the cells of a column. KeyError if no table had a field of that type before."""
    constraints = field.constraints
    schema: Schema = {"title": field.title, "description": field.description} | TYPES[field.type]
    schema |= {name: constraints[name] for name in SAME_IN_BOTH if name in constraints}
    if "pattern" in constraints:  # a Table Schema matches the whole text, a JSON Schema any part of it
        schema["pattern"] = f"^(?:{constraints['pattern']})$"
    schema["examples"] = [field.example]
    if field.unit:
        schema["x-unit"] = field.unit
    return schema if constraints.get("required") else _or_null(schema)


def _object_schema(title: str, description: str, properties: Schema) -> Schema:
    titled = {"title": title} if title else {}
    described = {"type": "object", **titled, "description": description}
    return described | {"properties": properties, "required": list(properties)}


def _or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        described = {key: value for key, value in schema.items() if key != "$ref"}
        return described | {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}]}
    if "enum" in schema:
        schema = schema | {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]}
