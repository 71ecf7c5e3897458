"""An release of the tables -> the static API below api/v1/: answers, their JSON Schemas, and OpenAPI."""

import json
from collections.abc import Iterator
from typing import Any

from atlas.api import answers, openapi, schemas
from atlas.api.answers import SCHEMA_VERSION
from atlas.model import Artefact
from atlas.publication import Publication

__all__ = ["ROOT", "SCHEMA_VERSION", "artefacts"]

ROOT = "api/v1/"


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Every file of the API."""
    for path, answer in answers.every(publication):
        yield Artefact(ROOT + path, _a_record_a_line(answer))
    for name, schema in schemas.schemas(publication.release.schemas, publication.settings.address + ROOT):
        yield Artefact(f"{ROOT}schemas/{name}.json", _indented(schema))
    yield Artefact(f"{ROOT}openapi.json", _indented(openapi.description(publication)))


def _a_record_a_line(answer: answers.Answer) -> bytes:
    """Without blanks, so that answers are small, but each key and each member of a list in a line of its own."""
    lines = ",\n".join(f"{_compact(key)}:{_value(value)}" for key, value in answer.items())
    return f"{{\n{lines}\n}}\n".encode()


def _value(value: Any) -> str:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:  # noqa: ANN401 - the same
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _indented(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, default=str, indent=1) + "\n").encode()
