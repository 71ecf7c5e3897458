"""What every answer is made from."""

from dataclasses import dataclass

from atlas.model import Settings
from atlas.summary import Atlas
from atlas.tables import Edition


@dataclass(frozen=True, slots=True)
class Source:
    """An edition of the tables, the summary behind it, and the settings with the licence and the address."""

    settings: Settings
    atlas: Atlas
    edition: Edition
