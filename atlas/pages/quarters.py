"""Summary -> quarters/, the page of each quarter, and coverage/."""

from collections.abc import Iterator

from atlas import prose, summary
from atlas.model import Status
from atlas.pages import common
from atlas.pages.records import CoveragePage, Page, QuarterPage, QuartersPage
from atlas.pages.rows import BoundedItem, MatrixRow, RankingRow
from atlas.pages.site import Site
from atlas.summary import Coverage, Profile, Ranked


def pages(site: Site) -> Iterator[Page]:
    """The list of quarters, and a page for each."""
    yield QuartersPage(
        path="quarters/index.html",
        template="quarters.html",
        title="Quarters",
        description="Every quarter with the number of countries known, their total, and a ranking.",
        coverage=common.coverage_rows(site.atlas.coverage),
        has_panels=bool(site.atlas.panels),
    )
    for coverage in site.atlas.coverage:
        yield _quarter(site, coverage)


def _quarter(site: Site, coverage: Coverage) -> QuarterPage:
    quarter, reporting = coverage.quarter, site.atlas.reporting
    resolved = [(profile, known) for profile in reporting if (known := profile.quarter(quarter))]
    opening = prose.quarter_opening(coverage)
    return QuarterPage(
        path=common.quarter_link(quarter).address + "index.html",
        template="quarter.html",
        title=prose.period(quarter),
        description=opening,
        card=f"cards/{str(quarter).lower()}.png",
        lead=opening,
        reporting=len(reporting),
        chart=site.charts.rankings[quarter],
        ranking=tuple(_ranking_row(row) for row in summary.ranking(reporting, quarter)),
        bounded=tuple(
            BoundedItem(common.country_link(profile.country), prose.describe_status(known))
            for profile, known in resolved
            if known.status is Status.BOUNDED
        ),
        bounded_count=coverage.bounded,
        missing=common.country_links(profile for profile, known in resolved if known.status is Status.MISSING),
        missing_count=coverage.missing,
    )


def _ranking_row(row: Ranked) -> RankingRow:
    return RankingRow(
        rank=row.rank if row.quarter.requests else None,
        country=common.country_link(row.profile.country),
        requests=row.quarter.requests,
        users=row.quarter.users,
        users_per_million=row.rate.users_per_million if row.rate else None,
        requests_before=row.requests_before,
        status=prose.describe_status(row.quarter),
    )


def coverage_page(site: Site) -> Iterator[CoveragePage]:
    """Every reporting country by every quarter."""
    atlas = site.atlas
    yield CoveragePage(
        path="coverage/index.html",
        template="coverage.html",
        title="Coverage",
        description="How each quarter of each country is known: reported, derived, bounded or missing.",
        reporting=len(atlas.reporting),
        quarters=tuple(common.quarter_link(quarter) for quarter in atlas.quarters),
        rows=tuple(_matrix_row(profile) for profile in atlas.reporting),
        known=tuple(row.known for row in atlas.coverage),
    )


def _matrix_row(profile: Profile) -> MatrixRow:
    return MatrixRow(common.country_link(profile.country), tuple(quarter.status for quarter in profile.quarters))
