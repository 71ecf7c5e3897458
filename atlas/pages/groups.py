"""Summary -> the page of each group of countries, and compare/."""

from collections.abc import Iterator

from atlas.pages import common
from atlas.pages.records import ComparePage, GroupPage
from atlas.pages.rows import CountryOption
from atlas.pages.site import Site
from atlas.summary import Group


def pages(site: Site) -> Iterator[GroupPage]:
    """A page for each region, and one for the European Union."""
    for group in site.atlas.groups:
        yield _group(site, group)


def _group(site: Site, group: Group) -> GroupPage:
    return GroupPage(
        path=common.group_link(group).address + "index.html",
        template="group.html",
        title=group.name,
        description=f"Requests from {group.name_in_text} that Telegram says it fulfilled, by quarter and country.",
        name_in_text=group.name_in_text,
        is_region=common.is_region(group),
        reporting=len(group.reporting),
        total=len(group.profiles),
        coverage=common.coverage_rows(group.coverage),
        panels=tuple(common.panel_row(panel) for panel in group.panels),
        rows=tuple(common.country_row(profile, site.charts) for profile in group.reporting),
        without_reports=common.country_links(group.without_reports),
    )


def compare_page(site: Site) -> Iterator[ComparePage]:
    """The form in which a script shows up to four countries side by side."""
    countries = [profile.country for profile in site.atlas.reporting]
    yield ComparePage(
        path="compare/index.html",
        template="compare.html",
        title="Compare",
        description="Compare up to four countries, quarter by quarter.",
        options=tuple(CountryOption(country.iso3.lower(), country.name) for country in countries),
    )
