"""The kinds of answers -> their description as OpenAPI 3.1."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from atlas.api.answers import PATHS, SCHEMA_VERSION, Answer
from atlas.api.parts import DEFINITIONS, Schema, cell_schema
from atlas.publication import Publication

DESCRIPTION = Path(__file__).with_name("openapi-description.md").read_text(encoding="utf-8")


def document(publication: Publication, answers: Sequence[Answer[Any]], shared: Mapping[str, Schema]) -> dict[str, Any]:
    """The OpenAPI document of all answers and the definitions that they share."""
    settings = publication.settings
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.title,
            "summary": settings.description,
            "description": DESCRIPTION.format(address=settings.address),
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
        "paths": {f"/{PATHS[name][0]}": {"get": operation} for name, operation in _operations(answers)},
        "components": {"schemas": {_component(answer): answer.content.schema for answer in answers} | dict(shared)},
    }


def _component(answer: Answer[Any]) -> str:
    """A name that differs from those of the shared definitions."""
    return f"{answer.name}_answer"


def _operations(answers: Sequence[Answer[Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for answer in answers:
        schema, field = {"$ref": f"{DEFINITIONS}{_component(answer)}"}, answer.parameter
        parameters = [_parameter(field.name, field.description, cell_schema(field))] if field else []
        yield answer.name, _operation(answer.name, answer.name.capitalize(), answer.description, schema, parameters)
    yield "openapi", _operation("openapi", "OpenAPI", "This description.", {"type": "object"}, [])
    names = [answer.name for answer in answers]
    kind = {"type": "string", "enum": names, "examples": names[:1]}
    parameter = _parameter("name", "A kind of response, as in the links of the index.", kind)
    description = "The JSON Schema (2020-12) of a kind of response."
    yield "schema", _operation("schema", "Schema", description, {"type": "object"}, [parameter])


def _operation(
    name: str, title: str, description: str, schema: Schema, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": description, "content": {"application/json": {"schema": schema}}}
    }
    if parameters:
        missing = f"There is no response for this {parameters[0]['name']}. The body is the web host's error page."
        responses["404"] = {"description": missing}
    described = {"operationId": name, "summary": title, "description": description}
    return described | ({"parameters": parameters} if parameters else {}) | {"responses": responses}


def _parameter(name: str, description: str, schema: Schema) -> dict[str, Any]:
    (example,) = schema["examples"]
    described = {"name": name, "in": "path", "required": True, "description": description}
    return described | {"schema": schema, "example": example}
