"""An edition of the tables -> everything there is to download, each file below data/ of the site."""

from collections.abc import Callable, Iterator
from pathlib import Path

from atlas.bundle.source import Source
from atlas.model import Artefact, Settings
from atlas.summary import Atlas
from atlas.tables import Edition, plain


def artefacts(root: Path, settings: Settings, atlas: Atlas, edition: Edition) -> Iterator[Artefact]:
    """Every download."""
    source = Source(root, settings, atlas, edition)
    for make in DOWNLOADS:
        yield from make(source)


def tables(source: Source) -> Iterator[Artefact]:
    """Every table as CSV and as JSON."""
    for name, content in source.edition.csv.items():
        yield Artefact(f"data/{name}.csv", content)
        yield Artefact(f"data/{name}.json", plain.json_bytes(source.edition.records[name]))


DOWNLOADS: tuple[Callable[[Source], Iterator[Artefact]], ...] = (tables,)
