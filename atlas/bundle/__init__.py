"""An edition of the tables -> everything there is to download, each file below data/ of the site."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from atlas import citation
from atlas.bundle import countries, croissant, database, package, workbook
from atlas.bundle.source import Source
from atlas.model import Artefact, Settings
from atlas.summary import Atlas
from atlas.tables import Edition


def artefacts(root: Path, settings: Settings, atlas: Atlas, edition: Edition) -> Iterator[Artefact]:
    """Every download, and last the checksums of all others."""
    source = Source(root, settings, atlas, edition)
    sums = {}
    for make in DOWNLOADS:
        for artefact in make(source):
            sums[artefact.path.removeprefix("data/")] = hashlib.sha256(artefact.content).hexdigest()
            yield artefact
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    yield Artefact("data/SHA256SUMS", lines.encode())


def tables(source: Source) -> Iterator[Artefact]:
    """Every table as CSV and as JSON."""
    for name in source.edition.schemas:
        yield Artefact(f"data/{name}.csv", source.edition.csv[name])
        yield Artefact(f"data/{name}.json", source.edition.json[name])


def citations(source: Source) -> Iterator[Artefact]:
    """The citation of the edition in each format that reference managers import."""
    formats = {"bib": citation.bibtex, "ris": citation.ris, "json": citation.csl_json}
    for suffix, text in formats.items():
        yield Artefact(f"data/citation.{suffix}", text(source.settings, source.edition.version).encode())


DOWNLOADS: tuple[Callable[[Source], Iterator[Artefact]], ...] = (
    tables,
    workbook.artefacts,
    database.artefacts,
    package.artefacts,
    countries.artefacts,
    croissant.artefacts,
    citations,
)
