"""A release -> the Data Package of all tables, once with its version in the file name and once without.

Follows version 2 of the standard (https://datapackage.org), and adds what tools for version 1 need: `profile`, and the
`role` of a contributor. All descriptions of columns come from schema/.
"""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from atlas import citation
from atlas.bundle import readme
from atlas.bundle.readme import Contents
from atlas.model import Artefact, Settings, Table
from atlas.publication import Publication
from atlas.tables import plain

PROFILES = "https://datapackage.org/profiles/2.0/"
KEYS_OF_RESOURCE = {"name", "title", "description"}  # given for the resource, so not repeated in its schema
KEYS_FOR_CONTRIBUTORS = {"must", "level"}  # of fields; readers of tables do not need them
EARLIEST = dt.date(1980, 1, 1)  # that a zip can represent

SOURCES = json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8"))


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """The package of all tables, under two names."""
    release = publication.release
    contents = Contents(
        name=citation.SLUG,
        title=publication.settings.title,
        description=publication.settings.description,
        csv=release.csv,
        rows={name: len(records) for name, records in release.records.items()},
        changes=publication.atlas.changes,
        countries=len(publication.atlas.reporting),
    )
    content = package(publication, contents, texts(publication))
    yield Artefact(f"data/{citation.SLUG}.zip", content)
    yield Artefact(f"data/{citation.SLUG}-{release.version}.zip", content)


def texts(publication: Publication) -> dict[str, bytes]:
    """The files of the repository that every package contains, by name."""
    cff = (publication.root / "CITATION.cff").read_text(encoding="utf-8")
    return {
        "LICENSE": (publication.root / "data" / "LICENSE").read_bytes(),
        "CITATION.cff": citation.cff(cff, publication.release.version).encode(),
    }


def package(publication: Publication, contents: Contents, texts: Mapping[str, bytes]) -> bytes:
    """The zip of a Data Package: README, description, tables, the given texts, and changes."""
    description = json.dumps(descriptor(publication, contents), ensure_ascii=False, indent=2)
    files = {
        "README.md": readme.readme(publication, contents).encode(),
        "datapackage.json": f"{description}\n".encode(),
        **{f"{name}.csv": content for name, content in contents.csv.items()},
        **texts,
        "CHANGELOG.md": readme.changelog(contents.changes).encode(),
    }
    return archive(files, publication.release.version.date)


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


def descriptor(publication: Publication, contents: Contents) -> dict[str, Any]:
    """The datapackage.json of a package."""
    settings, version = publication.settings, publication.release.version
    created = {"created": f"{version.date}T00:00:00Z"} if version.date else {}
    return {
        "$schema": f"{PROFILES}datapackage.json",
        "profile": "tabular-data-package",
        "name": contents.name,
        "title": contents.title,
        "description": contents.description,
        "version": str(version),
        **created,
        "homepage": settings.address,
        "licenses": [licence(settings)],
        "sources": SOURCES,
        "contributors": [{"title": citation.author(settings), "roles": ["author"], "role": "author"}],
        "keywords": list(citation.KEYWORDS),
        "resources": [resource(publication.release.schemas[name], content) for name, content in contents.csv.items()],
    }


def licence(settings: Settings) -> dict[str, str]:
    """The licence of the data; its name is the SPDX identifier, which is the usual name with hyphens."""
    name = settings.licence.replace(" ", "-")
    return {"name": name, "title": settings.licence, "path": settings.licence_address}


def resource(table: Table, content: bytes) -> dict[str, Any]:
    """A table as a resource of a package."""
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The published schema of a table, without what the resource says already or only contributors need."""
    kept = {key: value for key, value in table.descriptor.items() if key not in KEYS_OF_RESOURCE}
    fields = [
        {"name": field["name"], "type": field["type"], "format": "default"}
        | {key: value for key, value in field.items() if key not in KEYS_FOR_CONTRIBUTORS}
        | {"example": plain.csv_cell(field["example"])}  # the standard requires text, whatever the type
        for field in table.descriptor["fields"]
    ]
    return {"$schema": f"{PROFILES}tableschema.json", **kept, "fields": fields, "missingValues": [""]}
