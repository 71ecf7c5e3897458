"""A release -> its description in the Croissant format (https://mlcommons.org/croissant), for machine-learning tools.

Both files of each table are listed, but the record sets are read from JSON. Croissant cannot declare empty cells or the
types of CSV columns, so its readers guess, and lose Namibia's code NA and the leading zeros of 004.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from atlas import citation
from atlas.model import Field, Table
from atlas.publication import Publication
from atlas.sources import SOURCES, Source, sources_of

TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
"""The Croissant type for each type of a Table Schema."""

CONTEXT = json.loads(Path(__file__).with_name("croissant-context.json").read_text(encoding="utf-8"))
"""The context of Croissant 1.1, with `prov` (https://www.w3.org/TR/prov-o/), by which it says where data come from.

Its reference implementation needs some more: the names of 1.0 that 1.1 dropped, and `sc` as https://schema.org/.
"""


def dataset(publication: Publication) -> dict[str, Any]:
    """The dataset, its files, and its tables as record sets."""
    settings, release = publication.settings, publication.release
    date = release.version.date
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": settings.title,
        "description": settings.description,
        "url": f"{settings.address}data/",
        "version": str(release.version),
        **({"datePublished": str(date), "dateModified": str(date)} if date else {}),
        "license": settings.licence_address,
        "citeAs": citation.bibtex(settings, release.version),
        "creator": {"@type": "sc:Organization", "name": citation.author(settings), "url": settings.address},
        "publisher": {"@type": "sc:Organization", "name": settings.title, "url": settings.address},
        "prov:wasDerivedFrom": _origins(SOURCES),
        "keywords": list(citation.KEYWORDS),
        "inLanguage": "en",
        "distribution": list(_files(publication)),
        "recordSet": [_record_set(table) for table in release.schemas.values()],
    }


def _origins(sources: Iterable[Source]) -> list[dict[str, str]]:
    return [{"@id": source.path} for source in sources]


def _files(publication: Publication) -> Iterator[dict[str, Any]]:
    release = publication.release
    formats = (("csv", "text/csv", release.csv), ("json", "application/json", release.json))
    for table, (suffix, media_type, contents) in itertools.product(release.schemas, formats):
        yield {
            "@type": "cr:FileObject",
            "@id": f"{table}.{suffix}",
            "name": f"{table}.{suffix}",
            "contentUrl": f"{publication.settings.address}data/{table}.{suffix}",
            "contentSize": f"{len(contents[table])} B",
            "encodingFormat": media_type,
            "sha256": hashlib.sha256(contents[table]).hexdigest(),
        }


def _record_set(table: Table) -> dict[str, Any]:
    """A table; `references` are the fields that refer to another table, and the identifiers of the fields there."""
    references = dict(pair for key in table.descriptor.get("foreignKeys", ()) for pair in _references(table, key))
    origins = _origins(sources_of(table.name))
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        **({"prov:wasDerivedFrom": origins} if origins else {}),
        "key": [{"@id": f"{table.name}/{name}"} for name in table.descriptor["primaryKey"]],
        "field": [_field(table, field, references.get(field.name)) for field in table.fields],
    }


def _references(table: Table, key: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field of a foreign key, which may have one or several, with the identifier of the field it refers to."""
    names, target = key["fields"], key["reference"]
    pairs = [(names, target["fields"])] if isinstance(names, str) else zip(names, target["fields"], strict=True)
    return ((name, f"{target['resource'] or table.name}/{other}") for name, other in pairs)  # "" is the table itself


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
