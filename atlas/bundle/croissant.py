"""A release -> its description in the Croissant format (https://mlcommons.org/croissant), for machine-learning tools.

Both files of each table are listed, but the record sets are read from JSON. Croissant cannot declare empty cells or the
types of CSV columns, so its readers guess, and lose Namibia's code NA and the leading zeros of 004.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atlas import citation
from atlas.model import Artefact, Field, Table
from atlas.publication import Publication

TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
"""The Croissant type for each type of a Table Schema."""

CONTEXT = json.loads(Path(__file__).with_name("croissant-context.json").read_text(encoding="utf-8"))
"""The context that Croissant 1.0 prescribes, unchanged."""


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """data/croissant.json."""
    text = json.dumps(dataset(publication), ensure_ascii=False, indent=2)
    yield Artefact("data/croissant.json", f"{text}\n".encode())


def dataset(publication: Publication) -> dict[str, Any]:
    """The dataset, its files, and its tables as record sets."""
    settings, release = publication.settings, publication.release
    date = release.version.date
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": settings.title,
        "description": settings.description,
        "url": f"{settings.address}data/",
        "version": str(release.version),
        **({"datePublished": str(date)} if date else {}),
        "license": settings.licence_address,
        "citeAs": citation.bibtex(settings, release.version),
        "creator": {"@type": "sc:Organization", "name": citation.author(settings), "url": settings.address},
        "keywords": list(citation.KEYWORDS),
        "inLanguage": "en",
        "distribution": list(_files(publication)),
        "recordSet": [_record_set(table) for table in release.schemas.values()],
    }


def _files(publication: Publication) -> Iterator[dict[str, Any]]:
    release = publication.release
    for name in release.schemas:
        yield _file(publication, f"{name}.csv", "text/csv", release.csv[name])
        yield _file(publication, f"{name}.json", "application/json", release.json[name])


def _file(publication: Publication, name: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": f"{publication.settings.address}data/{name}",
        "contentSize": f"{len(content)} B",
        "encodingFormat": media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _record_set(table: Table) -> dict[str, Any]:
    references = dict(_references(table))
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.descriptor["primaryKey"]],
        "field": [_field(table, field, references.get(field.name)) for field in table.fields],
    }


def _references(table: Table) -> Iterator[tuple[str, str]]:
    """The fields that refer to another table, each with the identifier of the field that it refers to."""
    for key in table.descriptor.get("foreignKeys", ()):
        target = key["reference"]
        yield key["fields"], f"{target['resource']}/{target['fields']}"


def _field(table: Table, field: Field, reference: str | None) -> dict[str, Any]:
    unit = f" Unit: {field.unit}." if field.unit else ""
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": f"{field.description}{unit}",
        "dataType": TYPES[field.type],
        "source": {
            "fileObject": {"@id": f"{table.name}.json"},
            "extract": {"jsonPath": f"$[*].{field.name}"},
        },
        **({"references": {"field": {"@id": reference}}} if reference else {}),
    }
