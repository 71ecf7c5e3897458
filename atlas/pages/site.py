"""What the builders of pages start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.charts import Charts
from atlas.model import PublishedVersion, Settings
from atlas.summary import Atlas
from atlas.summary.due import Due
from atlas.tables import Release


@dataclass(frozen=True, slots=True)
class Site:
    """The release and its summary, with everything else that pages show.

    `downloads` are the bytes of every download by path, `content` the Markdown texts of site/content by name, `reader`
    the rules by which the browser reads replies, `versions` the present version and those before it, newest first.
    """

    settings: Settings
    atlas: Atlas
    release: Release
    downloads: Mapping[str, bytes]
    content: Mapping[str, str]
    charts: Charts
    due: Due
    reader: Mapping[str, Any]
    versions: tuple[PublishedVersion, ...]
