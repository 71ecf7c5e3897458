"""What every published file is made from, prepared once."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from atlas.model import PublishedVersion, Settings
from atlas.summary import Atlas
from atlas.tables import Release


@dataclass(frozen=True, slots=True)
class Publication:
    """A release of the tables, the summary that it comes from, the settings, and the root of the repository.

    `today` is the day that counted as today. `versions` are the present version and those before it, newest first.
    """

    root: Path
    settings: Settings
    atlas: Atlas
    release: Release
    today: dt.date
    versions: tuple[PublishedVersion, ...]
