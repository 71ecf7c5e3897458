"""Summary -> index.html."""

from collections.abc import Iterator

from atlas.charts import world
from atlas.pages import structured
from atlas.pages.records import OverviewPage
from atlas.pages.site import Site

LATEST_CHANGES = 8


def pages(site: Site) -> Iterator[OverviewPage]:
    """The page that summarises all others."""
    atlas, charts, typical = site.atlas, site.charts, site.atlas.typical
    yield OverviewPage(
        path="index.html",
        template="overview.html",
        title=site.settings.title,
        description=site.settings.description,
        typical=typical,
        reporting=atlas.reporting,
        number_reporting=len(atlas.reporting),
        number_of_countries=len(atlas.profiles),
        number_without_reports=len(atlas.without_reports),
        newest_panel=next((panel for panel in atlas.panels if typical and panel.after == typical.quarter), None),
        world=charts.world,
        periods=atlas.periods,
        classes=tuple((world.colour(name), text) for name, text in world.key("rate", "quarter")),
        trend=charts.trend,
        panels=atlas.panels,
        press=atlas.press_comparison,
        sparklines=charts.sparklines,
        coverage_chart=charts.coverage,
        coverage=atlas.coverage[::-1],
        groups=atlas.groups,
        latest=tuple(change for change in atlas.changes if change.is_news)[:LATEST_CHANGES],
        dataset=structured.dataset(site),
    )
