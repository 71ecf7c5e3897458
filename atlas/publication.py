"""What every published file is made from, prepared once."""

from dataclasses import dataclass
from pathlib import Path

from atlas.model import Settings
from atlas.summary import Atlas
from atlas.tables import Release


@dataclass(frozen=True, slots=True)
class Publication:
    """A release of the tables, the summary that it comes from, the settings, and the root of the repository."""

    root: Path
    settings: Settings
    atlas: Atlas
    release: Release
