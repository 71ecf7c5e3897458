"""Summary -> the pages of the site: for each kind of page a template, a record of what it shows, and where it lies."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from atlas import prose, summary
from atlas.charts import Charts, world
from atlas.model import Country, Event, Period, Record, Settings, Status
from atlas.publication import Publication
from atlas.summary import Atlas, Coverage, Group, Profile, Ranked
from atlas.summary.changes import Change
from atlas.summary.due import Due, behind
from atlas.tables import Release

NEIGHBOURS = 2  # on either side in rank
LATEST_CHANGES = 8  # on the overview
FEED_ENTRIES = 40


@dataclass(frozen=True, slots=True)
class Site:
    """What every page can be made from.

    `downloads` are the bytes of every download by its path, `reader` is what the browser reads replies with.
    """

    publication: Publication
    downloads: Mapping[str, bytes]
    content: Mapping[str, str]
    charts: Charts
    due: Due
    reader: Mapping[str, Any]

    @property
    def settings(self) -> Settings:
        """Where the project lives, and what it is called."""
        return self.publication.settings

    @property
    def atlas(self) -> Atlas:
        """What is known."""
        return self.publication.atlas

    @property
    def release(self) -> Release:
        """The published tables."""
        return self.publication.release


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has: its path below the site's root, the template, and what it is called."""

    path: str
    template: str
    title: str
    description: str

    @property
    def address(self) -> str:
        """Its path as a link shows it."""
        return self.path.removesuffix("index.html")

    @property
    def canonical(self) -> str:
        """The path of the page that search should show for it: itself, but for a frame."""
        return self.address


@dataclass(frozen=True, slots=True)
class OverviewPage(Page):
    """index.html."""

    typical: Coverage | None
    newest_panel: summary.Panel | None
    latest: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CountryPage(Page):
    """countries/fra/ and embed/fra/."""

    profile: Profile
    card: str
    opening: str
    rank: Ranked | None
    ranked: int
    neighbours: tuple[Ranked, ...]
    region: Group
    events: tuple[tuple[str, Event], ...]
    changes: tuple[Change, ...]

    @property
    def canonical(self) -> str:
        """The country's own page, for its frame too."""
        return country_path(self.profile.country)


@dataclass(frozen=True, slots=True)
class QuarterPage(Page):
    """quarters/2026-q1/."""

    quarter: Period
    card: str
    coverage: Coverage
    ranking: tuple[Ranked, ...]
    others: Mapping[Status, tuple[Profile, ...]]


@dataclass(frozen=True, slots=True)
class GroupPage(Page):
    """groups/europe/."""

    group: Group


@dataclass(frozen=True, slots=True)
class ChangesPage(Page):
    """changes/ and feed.xml."""

    days: tuple[tuple[dt.date, tuple[Change, ...]], ...]
    entries: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ProsePage(Page):
    """A page of site/content; `markup` is its Markdown with the numbers filled in."""

    markup: str


@dataclass(frozen=True, slots=True)
class ContributePage(ProsePage):
    """contribute/."""

    due: Due
    behind: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class TablesPage(ProsePage):
    """data/: what there is to download; `examples` has a row of the table `quarters` for every status that occurs."""

    examples: Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class DataPage(Page):
    """A file that scripts of the pages read."""

    content: Any


@dataclass(frozen=True, slots=True)
class SitemapPage(Page):
    """sitemap.xml."""

    addresses: tuple[str, ...]


CONTENT = {
    "method": "How the atlas works out its figures, and why the same countries must be compared.",
    "about": "What the Telegram Transparency Atlas is, who makes it, and under which licence it stands.",
}
"""The pages that are prose of site/content, each with its description."""


def overview(site: Site) -> Iterator[Page]:
    """The page of everything."""
    atlas = site.atlas
    typical = atlas.typical
    panels = [panel for panel in atlas.panels if typical and panel.after == typical.quarter]
    yield OverviewPage(
        path="index.html",
        template="overview.html",
        title=site.settings.title,
        description=site.settings.description,
        typical=typical,
        newest_panel=panels[0] if panels else None,
        latest=tuple(change for change in atlas.changes if change.is_news)[:LATEST_CHANGES],
    )


def countries(site: Site) -> Iterator[Page]:
    """The list of all countries; a page for each, and a frame for each with reports."""
    description = "All countries and territories of the atlas, with those for which nobody has reported yet."
    yield Page("countries/index.html", "countries.html", "Countries", description)
    rankings = {quarter: summary.ranking(site.atlas.reporting, quarter) for quarter in site.atlas.quarters}
    regions = {group.name: group for group in site.atlas.groups}
    for profile in site.atlas.profiles:
        ranked = rankings[profile.newest.period] if profile.newest else ()
        at = next((index for index, row in enumerate(ranked) if row.profile is profile), None)
        code = profile.country.iso3.lower()
        opening = prose.opening(profile)
        page = CountryPage(
            path=f"countries/{code}/index.html",
            template="country.html",
            title=profile.country.name,
            description=opening,
            profile=profile,
            card=f"cards/{code}.png" if profile.ledger else "cards/atlas.png",
            opening=opening,
            rank=None if at is None else ranked[at],
            ranked=len(ranked),
            neighbours=() if at is None else ranked[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1],
            region=regions[profile.country.region],
            events=tuple(site.charts.letters),
            changes=tuple(change for change in site.atlas.changes if change.country is profile.country),
        )
        yield page
        if profile.ledger:
            yield replace(page, path=f"embed/{code}/index.html", template="embed.html")


def quarters(site: Site) -> Iterator[Page]:
    """The list of quarters, and a page for each."""
    description = "Every quarter of which anything is known, with its ranking of countries."
    yield Page("quarters/index.html", "quarters.html", "Quarters", description)
    for coverage in site.atlas.coverage:
        quarter = coverage.quarter
        others = {
            status: tuple(p for p in site.atlas.reporting if (q := p.quarter(quarter)) and q.status is status)
            for status in (Status.BOUNDED, Status.MISSING)
        }
        yield QuarterPage(
            path=quarter_path(quarter) + "index.html",
            template="quarter.html",
            title=prose.period(quarter),
            description=prose.quarter_opening(coverage),
            quarter=quarter,
            card=f"cards/{str(quarter).lower()}.png",
            coverage=coverage,
            ranking=summary.ranking(site.atlas.reporting, quarter),
            others=others,
        )


def groups(site: Site) -> Iterator[Page]:
    """A page for each region, and one for the European Union."""
    for group in site.atlas.groups:
        description = f"What Telegram told law enforcement in {group.name_in_text}, as far as it is known, and of whom."
        yield GroupPage(f"groups/{group.slug}/index.html", "group.html", group.name, description, group)


def tables(site: Site) -> Iterator[Page]:
    """Pages that are one large table or form each."""
    yield Page(
        "coverage/index.html",
        "coverage.html",
        "Coverage",
        "What is known of every country and quarter, and how.",
    )
    yield Page(
        "compare/index.html",
        "compare.html",
        "Compare",
        "Put up to four countries side by side, quarter by quarter.",
    )
    yield TablesPage(
        "data/index.html",
        "data.html",
        "Data",
        "Every table of the atlas to download and cite: CSV, JSON, Excel, SQLite, Data Package, API.",
        markup=site.content["data"],
        examples=_examples(site.release),
    )


def _examples(release: Release) -> dict[str, Record]:
    """Of every status, the quarter with the most requests, its own or its span's: the one that tells most.

    None with fewer users than requests, of which the check warns: an example must not be a riddle.
    """
    plain = (
        row for row in release.records["quarters"] if int(str(row["users"] or 0)) >= int(str(row["requests"] or 0))
    )
    rows = sorted(plain, key=_weight, reverse=True)
    found = {status: next((row for row in rows if row["status"] == status), None) for status in Status}
    return {str(status): row for status, row in found.items() if row}


def _weight(row: Record) -> int:
    return int(str(row["requests"] or row["span_requests"] or 0))


def changes(site: Site) -> Iterator[Page]:
    """What came in and when, as a page and as a feed."""
    days: dict[dt.date, list[Change]] = {}
    for change in site.atlas.changes:
        days.setdefault(change.report.observed, []).append(change)
    by_day = tuple((day, tuple(found)) for day, found in days.items())
    entries = tuple(change for change in site.atlas.changes if change.is_news)[:FEED_ENTRIES]
    description = "Every report as it came in: new figures, confirmations, revisions."
    yield ChangesPage("changes/index.html", "changes.html", "Changes", description, by_day, entries)
    yield ChangesPage("feed.xml", "feed.xml", "New and revised figures", description, by_day, entries)


def content(site: Site) -> Iterator[Page]:
    """Prose."""
    for name, description in CONTENT.items():
        yield ProsePage(f"{name}/index.html", "prose.html", name.capitalize(), description, site.content[name])


def contribute(site: Site) -> Iterator[Page]:
    """Where a reply is pasted, and what is due; and the file that its script reads replies by."""
    yield ContributePage(
        "contribute/index.html",
        "contribute.html",
        "Contribute",
        "Ask Telegram’s bot about your country, paste its answer here and send it to the atlas. It takes a minute.",
        markup=site.content["contribute"],
        due=site.due,
        behind=behind(site.atlas.profiles, site.due),
    )
    yield DataPage("contribute/reader.json", "", "", "", site.reader)


def not_found(site: Site) -> Iterator[Page]:
    """What GitHub Pages shows for an address that is none."""
    yield Page("404.html", "404.html", "Page not found", "There is no page at this address.")


def for_scripts(site: Site) -> Iterator[Page]:
    """Small files that scripts fetch when they are needed: names for the search, figures for map and comparison."""
    names = [
        [profile.country.iso3.lower(), profile.country.iso2, profile.country.name] for profile in site.atlas.profiles
    ]
    yield DataPage("countries/names.json", "", "", "", names)
    yield DataPage("data/by-country.json", "", "", "", by_country(site.atlas))


def by_country(atlas: Atlas) -> dict[str, Any]:
    """What the map and the comparison show: for each country with reports, each measure in each quarter and year."""
    periods = [*atlas.quarters, *atlas.years]
    found = {}
    for profile in atlas.reporting:
        resolved = [*profile.quarters, *(year.resolved for year in profile.years)]
        rates = [profile.rate(each) for each in resolved]
        found[profile.country.iso3.lower()] = {
            "name": profile.country.name,
            "requests": [each.requests for each in resolved],
            "users": [each.users for each in resolved],
            "rate": [rate.users_per_million if rate else None for rate in rates],
            "status": [prose.describe_status(each) for each in resolved],
        }
    lengths = ["year" if period.is_year else "quarter" for period in periods]
    scales = {
        f"{measure} {length}": {"limits": limits, "key": [text for _, text in world.key(measure, length)]}
        for (measure, length), limits in world.LIMITS.items()
    }
    names = [prose.short(period) for period in periods]
    return {"periods": names, "lengths": lengths, "scales": scales, "countries": found}


PAGES: tuple[Callable[[Site], Iterator[Page]], ...] = (
    overview,
    countries,
    quarters,
    groups,
    tables,
    changes,
    content,
    contribute,
    not_found,
    for_scripts,
)


def country_path(country: Country) -> str:
    """Where the page of a country lies, below the site's root."""
    return f"countries/{country.iso3.lower()}/"


def quarter_path(quarter: Period) -> str:
    """Where the page of a quarter lies, below the site's root."""
    return f"quarters/{str(quarter).lower()}/"
