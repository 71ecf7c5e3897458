"""Summary -> countries/, the page of each country and of each group of countries, compare/, and charts to embed."""

from collections.abc import Iterator, Sequence

from atlas import citation, prose, summary
from atlas.pages.records import AtlasPage, CountryPage, EmbedPage, GroupPage, Page, address, section
from atlas.pages.site import Site
from atlas.summary import Group, Profile, Ranked

NEIGHBOURS = 2  # on either side in rank


def pages(site: Site) -> Iterator[Page]:
    """The list of all countries; a page for each, and an embedded page for each with reports."""
    atlas = site.atlas
    description = "All countries and territories, with the newest quarter known for each."
    yield AtlasPage(**section("Countries", description), atlas=atlas, version=site.release.version)
    regions = {group.name: group for group in atlas.regions}
    rankings = {quarter: summary.ranking(atlas.reporting, quarter) for quarter in atlas.quarters}
    for profile in atlas.profiles:
        ranking = rankings[profile.newest.period] if profile.newest else ()
        yield _country(site, profile, ranking, regions[profile.country.region])
        if profile.ledger:
            code = profile.country.iso3
            yield EmbedPage(
                path=f"embed/{code.lower()}/index.html",
                template="embed.html",
                title=profile.country.name,
                description=prose.opening(profile),
                card=f"cards/{code.lower()}.png",
                canonical=address(profile.country),
                version=site.release.versions.countries[code],
                chart=site.charts.countries[code],
            )


def _country(site: Site, profile: Profile, ranking: Sequence[Ranked], region: Group) -> CountryPage:
    country, newest = profile.country, profile.newest
    position = next((i for i, row in enumerate(ranking) if row.profile is profile and row.quarter.requests), None)
    neighbours = () if position is None else ranking[max(0, position - NEIGHBOURS) : position + NEIGHBOURS + 1]
    others = (other for other in region.reporting if other is not profile)
    overdue = site.due.overdue(profile) if profile.ledger else ()
    version = site.release.versions.countries[country.iso3] if profile.ledger else None
    cited = (site.settings, version, country.name, address(country)) if version else None
    return CountryPage(
        path=f"{address(country)}index.html",
        template="country.html",
        title=country.name,
        description=prose.opening(profile),
        card=f"cards/{country.iso3.lower()}.png" if profile.ledger else "cards/atlas.png",
        version=version,
        profile=profile,
        region=region,
        nearby=tuple(other for other in others if other.country.subregion == country.subregion),
        chart=site.charts.countries.get(country.iso3),
        events=site.charts.events,
        ranked=None if position is None else ranking[position],
        number_ranked=len(ranking),
        neighbours=tuple(neighbours),
        quarters=tuple((quarter, profile.rate(quarter)) for quarter in reversed(profile.quarters)),
        years=tuple((year, profile.rate(year)) for year in reversed(profile.years)),
        overdue=overdue,
        is_several_overdue=len(overdue) > 1,
        changes=tuple(change for change in site.atlas.changes if change.country is country),
        citation=citation.of_country(*cited) if cited else "",
        citation_of_figure=citation.figure(*cited, f"{country.iso3}-{newest.period}") if cited and newest else "",
    )


def group_pages(site: Site) -> Iterator[Page]:
    """A page for each region and for the European Union; the form in which a script compares up to four countries."""
    for group in site.atlas.groups:
        yield GroupPage(
            path=f"{address(group)}index.html",
            template="group.html",
            title=group.name,
            description=f"Requests from {group.name_in_text} that Telegram says it fulfilled, by quarter and country.",
            group=group,
            version=site.release.versions.groups[group.slug],
        )
    description = "Compare up to four countries, quarter by quarter."
    yield AtlasPage(**section("Compare", description), atlas=site.atlas, version=site.release.version)
