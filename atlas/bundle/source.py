"""What every download is made from."""

from dataclasses import dataclass
from pathlib import Path

from atlas.model import Settings
from atlas.summary import Atlas
from atlas.tables import Edition


@dataclass(frozen=True, slots=True)
class Source:
    """An edition, what is told of it in words, and the repository's root, where the licence and the citation lie."""

    root: Path
    settings: Settings
    atlas: Atlas
    edition: Edition
