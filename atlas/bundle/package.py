"""A release -> the Data Package of all tables, once with its version in the file name and once without.

Follows version 2 of the standard (https://datapackage.org). It adds two keys of version 1: the `profile` of a resource,
without which the R package frictionless before 1.3 reads no table, and the `role` of a contributor. All descriptions of
columns come from schema/.
"""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from atlas import citation, prose
from atlas.bundle import readme
from atlas.bundle.readme import Contents
from atlas.model import Artefact, Settings, Table
from atlas.publication import Publication
from atlas.sources import LICENCES, SOURCES, Licence, Source, sources_of
from atlas.tables import plain

PROFILES = "https://datapackage.org/profiles/2.0/"
KEYS_OF_RESOURCE = {"name", "title", "description"}  # given for the resource, so not repeated in its schema
KEYS_OF_SCHEMA = {"must", "level", "labels"}  # of fields; contributors need the first two, the third is in `categories`
Names = str | Sequence[str]
EARLIEST = dt.date(1980, 1, 1)  # that a zip can represent


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """The package of all tables, under two names; and its description, which also fits the CSV files beside it."""
    release, settings = publication.release, publication.settings
    contents = Contents(
        name=citation.SLUG,
        title=settings.title,
        description=settings.description,
        csv=release.csv,
        rows={name: len(records) for name, records in release.records.items()},
        changes=publication.atlas.changes,
        countries=len(publication.atlas.reporting),
        version=release.version,
        citation=citation.full(settings, release.version),
        cff=citation.cff(settings, repository_citation(publication), release.version, release.commit),
        built=f"{prose.day(publication.today)}, commit {release.commit or 'unknown'}",
    )
    yield Artefact("data/datapackage.json", description(publication, contents))
    content = package(publication, contents)
    yield Artefact(f"data/{citation.SLUG}.zip", content)
    yield Artefact(f"data/{citation.SLUG}-{release.version}.zip", content)


def repository_citation(publication: Publication) -> str:
    """The CITATION.cff of the repository, which has no version."""
    return (publication.root / "CITATION.cff").read_text(encoding="utf-8")


def package(publication: Publication, contents: Contents) -> bytes:
    """The zip of a Data Package: README, description, tables, licence, citation, changes, and their checksums."""
    files = {
        "README.md": readme.readme(publication, contents).encode(),
        "datapackage.json": description(publication, contents),
        **{f"{name}.csv": content for name, content in contents.csv.items()},
        "LICENSE": (publication.root / "data" / "LICENSE").read_bytes(),
        "CITATION.cff": contents.cff.encode(),
        "CHANGELOG.md": readme.changelog(contents.changes).encode(),
    }
    return archive({**files, "SHA256SUMS": checksums(files)}, contents.version.date)


def checksums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of every file, as sha256sum writes and checks them: a line for each, sorted by name."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def archive(files: Mapping[str, bytes], date: dt.date | None) -> bytes:
    """A zip with the files at its root, in the given order; equal files and dates give equal bytes on every machine.

    This only holds for builds of zlib that compress in the same way. Others give different bytes for the same files.
    """
    day = max(date or EARLIEST, EARLIEST)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whichever system this is
            entry.external_attr = 0o100644 << 16  # a file that everyone can read and its owner can write
            target.writestr(entry, text)
    return content.getvalue()


def description(publication: Publication, contents: Contents) -> bytes:
    """The datapackage.json of a package."""
    text = json.dumps(descriptor(publication, contents), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def descriptor(publication: Publication, contents: Contents) -> dict[str, Any]:
    """The description of a package and of its tables."""
    settings, version = publication.settings, contents.version
    created = {"created": f"{version.date}T00:00:00Z"} if version.date else {}
    return {
        "$schema": f"{PROFILES}datapackage.json",
        "name": contents.name,
        "title": contents.title,
        "description": contents.description,
        "version": str(version),
        **created,
        "homepage": settings.address,
        "licenses": [asdict(licence(settings))],
        "sources": _credits(SOURCES),
        "contributors": [{"title": citation.author(settings), "roles": ["author"], "role": "author"}],
        "keywords": list(citation.KEYWORDS),
        "resources": [
            resource(publication.release.schemas[name], content, settings) for name, content in contents.csv.items()
        ],
    }


def licence(settings: Settings) -> Licence:
    """The licence of the data; its name is the SPDX identifier, which is the usual name with hyphens."""
    return Licence(settings.licence.replace(" ", "-"), settings.licence, settings.licence_address)


def _credits(sources: Iterable[Source]) -> list[dict[str, str]]:
    return [{"title": source.title, "path": source.path} for source in sources]


def resource(table: Table, content: bytes, settings: Settings) -> dict[str, Any]:
    """A table as a resource of a package."""
    sources = _credits(sources_of(table.name))
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        **({"sources": sources} if sources else {}),  # the standard does not allow an empty list
        "licenses": [asdict(terms) for terms in LICENCES.get(table.name, (licence(settings),))],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The published schema of a table, without what the resource says already or only the project needs."""
    kept = {key: value for key, value in table.descriptor.items() if key not in KEYS_OF_RESOURCE}
    keys = [_foreign_key(**key) for key in kept.get("foreignKeys", ())]
    fields = [_field(field) for field in table.descriptor["fields"]]
    return {**kept, **({"foreignKeys": keys} if keys else {}), "fields": fields, "missingValues": [""]}


def _foreign_key(fields: Names, reference: Mapping[str, Any]) -> dict[str, Any]:
    """A foreign key with its fields as lists, which version 2 of the standard requires."""
    return {"fields": _list(fields), "reference": {**reference, "fields": _list(reference["fields"])}}


def _list(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    """A field, with its possible values as categories; those that are codes have a label."""
    values, labels = field.get("constraints", {}).get("enum"), field.get("labels")
    categories = [{"value": value, "label": labels[value]} for value in values] if labels else values
    return {
        "name": field["name"],
        "type": field["type"],
        "format": "default",
        **{key: value for key, value in field.items() if key not in KEYS_OF_SCHEMA},
        **({"categories": categories} if categories else {}),
        "example": plain.csv_cell(field["example"]),  # the standard requires text, whatever the type
    }
