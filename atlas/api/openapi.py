"""The kinds of answers -> their description as OpenAPI 3.1."""

from collections.abc import Mapping
from typing import Any

from atlas.api import schemas
from atlas.api.answers import RESOURCES, SCHEMA_VERSION, Resource
from atlas.model import Table
from atlas.publication import Publication

AT = "#/components/schemas/"

PROMISE = """\
Every answer is a static file: no key, no query, no limit. It begins with the version of its keys (`schema_version`),
the data from which it was made (`generated_from`) and their licence.

**Null.** Every key is always there. `null` means not known; zero is written 0. Where the description of a column says
“empty”, an answer has `null`.

**Records** have the keys, the order and the values of the [published tables]({address}data/).

**Addresses** in an answer are seen from that answer, as links in a page are.

**Promise.** Within v1 keys are only ever added, behind those that there are, and `schema_version` grows from 1.0 to
1.1. So ignore keys that you do not know. A key that goes, or changes its type or meaning, makes v2, which is announced
on the [data page]({address}data/); v1 stays for at least a year after that.
"""


def description(publication: Publication) -> dict[str, Any]:
    """The whole of it."""
    settings, tables = publication.settings, publication.release.schemas
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.title,
            "summary": settings.description,
            "description": PROMISE.format(address=settings.address),
            "contact": {
                "name": f"The contributors of the {settings.title}",
                "url": f"https://github.com/{settings.repository}/issues",
            },
            "license": {"name": settings.licence, "url": settings.licence_address},
            "version": SCHEMA_VERSION,
        },
        "externalDocs": {"description": "Downloads, columns and recipes", "url": f"{settings.address}data/"},
        "servers": [{"url": f"{settings.address}api/v1"}],
        "security": [],
        "paths": {f"/{resource.path}": {"get": _answer(resource, tables)} for resource in RESOURCES.values()}
        | {"/openapi.json": {"get": _itself()}, "/schemas/{name}.json": {"get": _schema()}},
        "components": {
            "schemas": {_component(name): schema for name, schema in schemas.answers(tables, AT).items()}
            | schemas.definitions(tables)
        },
    }


def _component(name: str) -> str:
    """`countries` is a table, too, and an answer is not its record."""
    return f"{name}_answer"


def _answer(resource: Resource, tables: Mapping[str, Table]) -> dict[str, Any]:
    title, told, _ = schemas.ANSWERS[resource.name]
    described: dict[str, Any] = {"operationId": resource.name, "summary": title, "description": told}
    responses = {"200": _response(told, {"$ref": AT + _component(resource.name)})}
    if resource.column is None:
        return described | {"responses": responses}
    table, column = resource.column
    field = tables[table].field(column)
    missing = {"description": f"There is no answer for this {column}; the body is the host's page for that."}
    parameter = _parameter(column, field.description, schemas.of_field(field), field.example)
    return described | {"parameters": [parameter], "responses": responses | {"404": missing}}


def _itself() -> dict[str, Any]:
    told = "This description."
    return {
        "operationId": "openapi",
        "summary": "OpenAPI",
        "description": told,
        "responses": {"200": _response(told, {"type": "object"})},
    }


def _schema() -> dict[str, Any]:
    names = list(RESOURCES)
    told = "The JSON Schema (2020-12) of a kind of answer."
    known = {"type": "string", "enum": names}
    return {
        "operationId": "schema",
        "summary": "Schema",
        "description": told,
        "parameters": [_parameter("name", "A kind of answer, named as in the links of the index.", known, names[0])],
        "responses": {"200": _response(told, {"type": "object"})},
    }


def _parameter(name: str, told: str, schema: schemas.Schema, example: object) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": told, "schema": schema, "example": example}


def _response(told: str, schema: schemas.Schema) -> dict[str, Any]:
    return {"description": told, "content": {"application/json": {"schema": schema}}}
