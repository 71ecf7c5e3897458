"""A release of the tables -> all downloads, each a file below data/ of the site."""

import hashlib
from collections.abc import Callable, Iterator

from atlas import citation
from atlas.bundle import countries, croissant, database, package, workbook
from atlas.model import Artefact
from atlas.publication import Publication


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Every download, then the checksums of all of them."""
    sums = {}
    for make in DOWNLOADS:
        for artefact in make(publication):
            sums[artefact.path.removeprefix("data/")] = hashlib.sha256(artefact.content).hexdigest()
            yield artefact
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    yield Artefact("data/SHA256SUMS", lines.encode())


def tables(publication: Publication) -> Iterator[Artefact]:
    """Every table as CSV and as JSON."""
    for name in publication.release.schemas:
        yield Artefact(f"data/{name}.csv", publication.release.csv[name])
        yield Artefact(f"data/{name}.json", publication.release.json[name])


def citations(publication: Publication) -> Iterator[Artefact]:
    """The citation of the release in each format that reference managers import."""
    formats = {"bib": citation.bibtex, "ris": citation.ris, "json": citation.csl_json}
    for suffix, text in formats.items():
        yield Artefact(f"data/citation.{suffix}", text(publication.settings, publication.release.version).encode())


DOWNLOADS: tuple[Callable[[Publication], Iterator[Artefact]], ...] = (
    tables,
    workbook.artefacts,
    database.artefacts,
    package.artefacts,
    countries.artefacts,
    croissant.artefacts,
    citations,
)
