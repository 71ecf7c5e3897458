"""Summary -> index.html."""

from collections.abc import Iterator

from atlas.charts import world
from atlas.pages import structured
from atlas.pages.records import OverviewPage
from atlas.pages.site import Site

LATEST_CHANGES = 8


def pages(site: Site) -> Iterator[OverviewPage]:
    """The page that summarises all others."""
    atlas, typical = site.atlas, site.atlas.typical
    first = {typical.quarter if typical else None, atlas.press.panel.after if atlas.press else None}
    yield OverviewPage(
        path="index.html",
        template="overview.html",
        title=site.settings.title,
        description=site.settings.description,
        version=site.release.version,
        atlas=atlas,
        charts=site.charts,
        panels=tuple(panel for panel in atlas.panels[::-1] if panel.after in first),
        classes=tuple((world.colour(name), text) for name, text in world.key("rate", "quarter")),
        latest=tuple(change for change in atlas.changes if change.is_news)[:LATEST_CHANGES],
        dataset=structured.dataset(site),
    )
