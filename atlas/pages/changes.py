"""Summary -> every report by the day on which it was seen, as a page and as a feed."""

import itertools
from collections.abc import Iterator

from atlas.pages import common
from atlas.pages.records import ChangesPage, FeedPage, Page
from atlas.pages.rows import Day
from atlas.pages.site import Site

FEED_ENTRIES = 40
BEFORE_ALL_REPORTS = "2024-01-01"  # an Atom feed needs a date even where it has no entry


def pages(site: Site) -> Iterator[Page]:
    """The page has all reports, the feed the newest with new or revised figures."""
    items = [common.change_item(change) for change in site.atlas.changes]
    by_day = itertools.groupby(items, lambda item: (item.observed_iso, item.observed))
    yield ChangesPage(
        path="changes/index.html",
        template="changes.html",
        title="Changes",
        description="All reports by day: which figures are new, confirmed or revised.",
        reports=len(items),
        days=tuple(Day(iso, name, tuple(of_day)) for (iso, name), of_day in by_day),
    )
    news = [change for change in site.atlas.changes if change.is_news][:FEED_ENTRIES]
    yield FeedPage(
        path="feed.xml",
        template="feed.xml",
        title="New and revised figures",
        description=site.settings.description,
        updated=str(site.atlas.as_of or BEFORE_ALL_REPORTS),
        entries=tuple(common.change_item(change) for change in news),
    )
