"""A release of the tables -> the static API below api/v1/: answers, their JSON Schemas, and OpenAPI."""

import json
from collections.abc import Iterator
from typing import Any

from atlas.api import openapi
from atlas.api.answers import SCHEMA_VERSION, SHARED, answers, panel
from atlas.api.parts import DEFINITIONS, Schema, definition_name, record_schema
from atlas.model import Artefact
from atlas.publication import Publication

__all__ = ["ROOT", "SCHEMA_VERSION", "artefacts"]

ROOT = "api/v1/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Every file of the API."""
    kinds = answers(publication)
    shared = {f"{name}_record": record_schema(table) for name, table in publication.release.schemas.items()}
    shared |= {definition_name(part): part.schema for part in (*SHARED, panel(publication.release))}
    for kind in kinds:
        for path, answer in kind.files.items():
            yield Artefact(ROOT + path, _a_record_a_line(answer))
    for kind in kinds:
        path = f"{ROOT}schemas/{kind.name}.json"
        identity = {"$schema": DIALECT, "$id": publication.settings.address + path}
        used = {name: shared[name] for name in shared if f'"{DEFINITIONS}{name}"' in _compact(kind.content.schema)}
        yield Artefact(path, _indented({**identity, **kind.content.schema, "$defs": used}).encode())
    document = _indented(openapi.document(publication, kinds, shared))
    document = document.replace(f'"{DEFINITIONS}', '"#/components/schemas/')  # where OpenAPI keeps its definitions
    yield Artefact(f"{ROOT}openapi.json", document.encode())


def _a_record_a_line(answer: dict[str, Any]) -> bytes:
    """Without blanks, so that answers are small, but with a line for each key and for each member of a list."""
    lines = ",\n".join(f"{_compact(key)}:{_value(value)}" for key, value in answer.items())
    return f"{{\n{lines}\n}}\n".encode()


def _value(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _indented(document: Schema) -> str:
    return json.dumps(document, ensure_ascii=False, default=str, indent=1) + "\n"
