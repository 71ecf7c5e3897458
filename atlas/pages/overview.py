"""Summary -> index.html."""

from collections.abc import Iterator

from atlas import prose
from atlas.charts import world
from atlas.model import Period
from atlas.pages import common, structured
from atlas.pages.records import OverviewPage
from atlas.pages.rows import MapClass, PeriodOption
from atlas.pages.site import Site
from atlas.summary import Atlas

LATEST_CHANGES = 8


def pages(site: Site) -> Iterator[OverviewPage]:
    """The page that summarises all others."""
    atlas, charts = site.atlas, site.charts
    typical = atlas.typical
    quarter = typical.quarter if typical else None
    rows = tuple(common.panel_row(panel) for panel in atlas.panels)
    newest = next((row for row, panel in zip(rows, atlas.panels, strict=True) if panel.after == quarter), None)
    latest = [change for change in atlas.changes if change.is_news][:LATEST_CHANGES]
    yield OverviewPage(
        path="index.html",
        template="overview.html",
        title=site.settings.title,
        description=site.settings.description,
        lead=prose.quarter_opening(typical) if typical else "",
        quarter=common.quarter_link(typical.quarter) if typical else None,
        quarter_name=prose.period(typical.quarter) if typical else "",
        known=typical.known if typical else 0,
        users=typical.total.users if typical else None,
        reporting=len(atlas.reporting),
        total=len(atlas.profiles),
        without_reports=len(atlas.without_reports),
        newest_panel=newest,
        world=charts.world,
        periods=tuple(_period_options(atlas, quarter)),
        classes=tuple(MapClass(world.colour(name), text) for name, text in world.key("rate", "quarter")),
        trend=charts.trend,
        panels=rows,
        press=common.press_item(atlas.press_comparison) if atlas.press_comparison else None,
        rows=tuple(common.country_row(profile, charts) for profile in atlas.reporting),
        coverage_chart=charts.coverage,
        coverage=common.coverage_rows(atlas.coverage),
        regions=tuple(common.group_link(group) for group in atlas.groups),
        latest=tuple(common.change_item(change) for change in latest),
        dataset=structured.dataset(site),
    )


def _period_options(atlas: Atlas, selected: Period | None) -> Iterator[PeriodOption]:
    for index, period in enumerate(atlas.periods):
        yield PeriodOption(index, prose.short(period), is_selected=period == selected)
