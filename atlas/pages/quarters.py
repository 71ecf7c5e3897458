"""Summary -> what is ordered by time: quarters/, a page for each, coverage/, changes/, corrections/, and the feed."""

import datetime as dt
import itertools
from collections.abc import Iterator

from atlas import prose, summary
from atlas.model import Status
from atlas.pages.records import (
    AtlasPage,
    ChangesPage,
    CorrectionsPage,
    FeedPage,
    Page,
    QuarterPage,
    address,
    section,
)  # fmt: skip
from atlas.pages.site import Site
from atlas.summary import Coverage

FEED_ENTRIES = 40
BEFORE_ALL_REPORTS = dt.date(2024, 1, 1)  # an Atom feed needs a date even where it has no entry


def pages(site: Site) -> Iterator[Page]:
    """The list of quarters, a page for each, and that of every reporting country by every quarter."""
    description = "Every quarter with the number of countries known, their total, and a ranking."
    yield AtlasPage(**section("Quarters", description), atlas=site.atlas, version=site.release.version)
    for coverage in site.atlas.coverage:
        yield _quarter(site, coverage)
    description = "How each quarter of each country is known: reported, derived, bounded or missing."
    yield AtlasPage(**section("Coverage", description), atlas=site.atlas, version=site.release.version)


def _quarter(site: Site, coverage: Coverage) -> QuarterPage:
    quarter, reporting = coverage.quarter, site.atlas.reporting
    resolved = [(profile, known) for profile in reporting if (known := profile.quarter(quarter))]
    ranking = summary.ranking(reporting, quarter)
    zeros = sum(row.quarter.requests == row.quarter.users == 0 for row in ranking)
    return QuarterPage(
        path=f"{address(quarter)}index.html",
        template="quarter.html",
        title=prose.period(quarter),
        description=prose.quarter_opening(coverage, zeros),
        card=f"cards/{str(quarter).lower()}.png",
        version=site.release.versions.quarters[str(quarter)],
        coverage=coverage,
        chart=site.charts.rankings[quarter],
        ranking=ranking,
        bounded=tuple((profile, known) for profile, known in resolved if known.status is Status.BOUNDED),
        missing=tuple(profile for profile, known in resolved if known.status is Status.MISSING),
    )


def changes_pages(site: Site) -> Iterator[Page]:
    """The pages of all reports by the day on which they were seen and of corrections; the feed of the newest news."""
    changes = site.atlas.changes
    by_day = itertools.groupby(changes, lambda change: change.report.observed)
    yield ChangesPage(
        **section("Changes", "All reports by day: which figures are new, confirmed or revised."),
        version=site.release.version,
        number_of_reports=len(changes),
        days=tuple((day, tuple(of_day)) for day, of_day in by_day),
    )
    yield CorrectionsPage(
        **section("Corrections", "Errors that were published: what was wrong, what is right, and why."),
        corrections=site.atlas.dataset.corrections[::-1],
    )
    yield FeedPage(
        path="feed.xml",
        template="feed.xml",
        title="New and revised figures",
        description=site.settings.description,
        updated=site.atlas.as_of or BEFORE_ALL_REPORTS,
        entries=tuple(change for change in changes if change.is_news)[:FEED_ENTRIES],
    )
