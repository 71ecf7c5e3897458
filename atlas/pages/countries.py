"""Summary -> countries/, the page of each country, and its chart alone for other sites."""

from collections.abc import Iterator, Sequence

from atlas import prose, summary
from atlas.ledger import Resolved, Revision, Year
from atlas.model import Status
from atlas.pages import common
from atlas.pages.records import CountriesPage, CountryPage, EmbedPage, Page
from atlas.pages.rows import (
    CountryItem,
    CountryList,
    DsaItem,
    Link,
    NeighbourItem,
    QuarterRow,
    RankItem,
    RevisionItem,
    SpanItem,
    YearRow,
)
from atlas.pages.site import Site
from atlas.summary import Group, Profile, Ranked

NEIGHBOURS = 2  # on either side in rank


def pages(site: Site) -> Iterator[Page]:
    """The list of all countries; a page for each, and an embedded page for each with reports."""
    yield _list(site)
    rankings = {quarter: summary.ranking(site.atlas.reporting, quarter) for quarter in site.atlas.quarters}
    regions = {group.name: group for group in site.atlas.groups if common.is_region(group)}
    for profile in site.atlas.profiles:
        ranking = rankings[profile.newest.period] if profile.newest else ()
        yield _country(site, profile, ranking, regions[profile.country.region])
        if profile.ledger:
            yield _embedded(site, profile)


def _list(site: Site) -> CountriesPage:
    atlas = site.atlas
    return CountriesPage(
        path="countries/index.html",
        template="countries.html",
        title="Countries",
        description="All countries and territories, with the newest quarter known for each.",
        reporting=len(atlas.reporting),
        total=len(atlas.profiles),
        lists=tuple(_of_region(group) for group in atlas.groups if common.is_region(group)),
    )


def _of_region(group: Group) -> CountryList:
    return CountryList(
        name=group.name,
        slug=group.slug,
        address=common.group_link(group).address,
        reporting=len(group.reporting),
        total=len(group.profiles),
        countries=tuple(
            CountryItem(common.country_link(profile.country), _newest(profile)) for profile in group.profiles
        ),
    )


def _newest(profile: Profile) -> str:
    newest = profile.newest or profile.headline
    return prose.short(newest.period) if newest else ""


def _country(site: Site, profile: Profile, ranking: Sequence[Ranked], region: Group) -> CountryPage:
    country, reports = profile.country, [change for change in site.atlas.changes if change.country is profile.country]
    code = country.iso3.lower()
    ranked = next((row for row in ranking if row.profile is profile and row.quarter.requests), None)
    overdue = site.due.overdue(profile) if profile.ledger else ()
    opening = prose.opening(profile)
    return CountryPage(
        path=f"countries/{code}/index.html",
        template="country.html",
        title=country.name,
        description=opening,
        card=f"cards/{code}.png" if profile.ledger else "cards/atlas.png",
        lead=opening,
        code=code,
        iso3=country.iso3,
        name_in_text=country.name_in_text,
        region=common.group_link(region),
        subregion=country.subregion,
        nearby=_nearby(profile, region),
        chart=site.charts.countries.get(country.iso3),
        events=common.event_items(site.charts.events),
        is_unrefreshed_zero=profile.is_unrefreshed_zero,
        was_asked_again=profile.was_looked_at_again,
        rank=_rank(ranked, len(ranking)) if ranked else None,
        note=profile.note,
        quarters=tuple(_quarter_row(profile, quarter) for quarter in reversed(profile.quarters)),
        years=tuple(_year_row(profile, year) for year in reversed(profile.years)),
        overdue=prose.list_quarters(overdue),
        is_several_overdue=len(overdue) > 1,
        quarters_known=profile.quarters_known,
        quarters_total=profile.quarters_total,
        missing=prose.list_quarters(profile.missing),
        spans=tuple(SpanItem(prose.period(span.period), span.requests, span.users) for span in profile.spans),
        revisions=tuple(_revision(revision) for revision in profile.ledger.revisions) if profile.ledger else (),
        neighbours=tuple(_neighbours(ranking, ranked)) if ranked else (),
        reports=tuple(common.change_item(change) for change in reports),
        dsa=_dsa(profile),
    )


def _embedded(site: Site, profile: Profile) -> EmbedPage:
    country, code = profile.country, profile.country.iso3.lower()
    return EmbedPage(
        path=f"embed/{code}/index.html",
        template="embed.html",
        title=country.name,
        description=prose.opening(profile),
        card=f"cards/{code}.png",
        country=common.country_link(country),
        chart=site.charts.countries[country.iso3],
    )


def _nearby(profile: Profile, region: Group) -> tuple[Link, ...]:
    others = [other for other in region.reporting if other.country.subregion == profile.country.subregion]
    return common.country_links(other for other in others if other is not profile)


def _rank(ranked: Ranked, countries: int) -> RankItem:
    quarter, rate = common.quarter_link(ranked.quarter.period), ranked.rate
    if rate is None:
        return RankItem(ranked.rank, countries, quarter, None, None, None)
    population = rate.population
    return RankItem(ranked.rank, countries, quarter, rate.users_per_million, population.people, population.year)


def _quarter_row(profile: Profile, resolved: Resolved) -> QuarterRow:
    return QuarterRow(
        quarter=common.quarter_link(resolved.period),
        requests=resolved.requests,
        users=resolved.users,
        users_per_million=common.users_per_million(profile, resolved),
        is_missing=resolved.status is Status.MISSING,
        status=prose.describe_status(resolved),
        is_revised=resolved.revised,
        reports=resolved.reports,
        last_observed=prose.day(resolved.last_observed),
    )


def _year_row(profile: Profile, year: Year) -> YearRow:
    resolved, rate = year.resolved, common.users_per_million(profile, year.resolved)
    return YearRow(str(resolved.period), resolved.requests, resolved.users, rate, prose.describe_year(year))


def _revision(revision: Revision) -> RevisionItem:
    older, newer = revision.older, revision.newer
    return RevisionItem(
        effect=revision.effect.capitalize(),
        period=prose.period(older.figure.period),
        requests=older.figure.requests,
        users=older.figure.users,
        observed=prose.day(older.report.observed),
        against=prose.describe_formula(revision.against),
        observed_newer=prose.day(newer.report.observed),
        reason=newer.report.revises,
    )


def _neighbours(ranking: Sequence[Ranked], ranked: Ranked) -> Iterator[NeighbourItem]:
    position = ranking.index(ranked)
    for row in ranking[max(0, position - NEIGHBOURS) : position + NEIGHBOURS + 1]:
        country = common.country_link(row.profile.country)
        yield NeighbourItem(row.rank, country, row.quarter.requests, is_this=row is ranked)


def _dsa(profile: Profile) -> DsaItem | None:
    requests = profile.dsa_requests
    if requests is None:
        return None
    return DsaItem(
        start=prose.day(requests.start),
        end=prose.day(requests.end),
        information_requests=requests.information_requests,
        removal_requests=requests.removal_requests,
        source=requests.source,
    )
