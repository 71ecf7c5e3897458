"""A release of the tables -> all downloads, each a file below data/ of the site."""

import json
from collections.abc import Iterator

from atlas import citation
from atlas.bundle import countries, croissant, database, geojson, package, versions, workbook
from atlas.model import Artefact
from atlas.publication import Publication


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Every download, then the checksums of all of them."""
    downloads = tuple(_downloads(publication))
    yield from downloads
    files = {download.path.removeprefix("data/"): download.content for download in downloads}
    yield Artefact("data/SHA256SUMS", package.checksums(files))


def _downloads(publication: Publication) -> Iterator[Artefact]:
    """The tables, once for all formats; then the citation in each format that reference managers import."""
    release = publication.release
    for name in release.schemas:
        yield Artefact(f"data/{name}.csv", release.csv[name])
        yield Artefact(f"data/{name}.json", release.json[name])
    yield Artefact("data/atlas.xlsx", workbook.xlsx_bytes(publication))
    yield Artefact("data/atlas.sqlite", database.sqlite_bytes(publication))
    yield from package.artefacts(publication)
    yield from countries.artefacts(publication)
    yield Artefact("data/world.geojson", geojson.world(publication))
    description = json.dumps(croissant.dataset(publication), ensure_ascii=False, indent=2)
    yield Artefact("data/croissant.json", f"{description}\n".encode())
    yield Artefact("data/versions.json", versions.json_bytes(publication))
    for suffix, text in (("bib", citation.bibtex), ("ris", citation.ris), ("json", citation.csl_json)):
        yield Artefact(f"data/citation.{suffix}", text(publication.settings, release.version).encode())
