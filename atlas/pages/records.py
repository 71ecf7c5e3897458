"""The records that templates are filled with: everything that a page shows.

Templates hold words and loops only, so builders choose and count. What the summary has already computed is passed on as
it is: templates read the attributes of its records and format them with the filters of `rendering`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.charts import Chart, Charts
from atlas.ledger import Resolved
from atlas.model import (
    Correction,
    Country,
    Effect,
    Event,
    Evidence,
    Figure,
    Period,
    PublishedVersion,
    Record,
    Table,
    Version,
)
from atlas.prose.findings import Passage, Row
from atlas.prose.provenance import Overdue
from atlas.summary import Atlas, Coverage, Group, Panel, PressComparison, Profile, Ranked, Rate, StatedSum
from atlas.summary.changes import Change

SECTIONS = (
    "Findings", "Countries", "Quarters", "Compare", "Coverage", "Changes", "Data", "Method", "Contribute", "About",
)  # fmt: skip
"""What the navigation of every page links to; each lies at its name in lower case."""


def section(name: str, description: str, template: str = "") -> dict[str, Any]:
    """The path, template, title and description of the page of a section."""
    path, template = f"{name.lower()}/index.html", template or f"{name.lower()}.html"
    return {"path": path, "template": template, "title": name, "description": description}


def address(subject: Country | Group | Period) -> str:
    """The page of a country, a group or a quarter, below the site's root."""
    if isinstance(subject, Country):
        return f"countries/{subject.iso3.lower()}/"
    return f"groups/{subject.slug}/" if isinstance(subject, Group) else f"quarters/{str(subject).lower()}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: its path below the site's root, template, title, description, and its picture for links.

    `canonical` is the address of the page that search engines should show in its place, if there is one. `version` is
    that of the data on the page, None for a page without data.
    """

    path: str
    template: str
    title: str
    description: str
    card: str = "cards/atlas.png"
    canonical: str = ""
    version: Version | None = None

    @property
    def address(self) -> str:
        """Its path as a link shows it."""
        return self.path.removesuffix("index.html")

    @property
    def navigation(self) -> tuple[tuple[str, str, str], ...]:
        """The name and the address of each section, and its aria-current: "page", "true" within it, or empty."""
        sections = ((name, f"{name.lower()}/") for name in SECTIONS)
        return tuple((name, section, self._current(section)) for name, section in sections)

    def _current(self, section: str) -> str:
        if self.address == section:
            return "page"
        return "true" if self.address.startswith(section) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasPage(Page):
    """A page of all countries or all quarters: countries/, quarters/, compare/ and coverage/ show only the summary."""

    atlas: Atlas


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(AtlasPage):
    """index.html; `panels` are the comparisons to show first: with the newest quarter to show, and that of the press.

    `classes` are the classes of the map's key: the fill as CSS, and what the class holds.
    """

    charts: Charts
    panels: tuple[Panel, ...]
    classes: tuple[tuple[str, str], ...]
    latest: tuple[Change, ...]
    dataset: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in words with its chart, and how to cite it."""

    passage: Passage
    chart: Chart
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage(Page):
    """findings/; `news` is the sentence on the figures of 2024 that were in the news, empty if it does not hold.

    `news_columns` and `news_rows` are the table of these figures; `events` are those that letters mark in charts.
    """

    findings: tuple[ShownFinding, ...]
    news: str
    news_columns: tuple[str, ...]
    news_rows: tuple[Row, ...]
    events: tuple[tuple[str, Event], ...]


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A quarter, a year or another period on the page of a country; `figure_id` is its anchor.

    `status` says in words how it is known, or why it is not; `reports` on how many reports that rests.
    """

    figure_id: str
    resolved: Resolved
    rate: Rate | None
    status: str
    reports: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report on the page of a country: its figures, each with its effect and its warnings.

    `warnings` are about what it says that the bot showed nothing after.
    """

    change: Change
    figures: tuple[tuple[Figure, Effect, tuple[str, ...]], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryPage(Page):
    """countries/fra/; a country without reports has `chart` None and empty tables.

    `longer` are the years and the other longer periods that reports state, `spans` all others of which something is
    known, the newest first. `overdue` are the quarters that should be published, each run with what is known about it;
    `missing` are the other quarters that no report covers. `evidence` explains every kind of evidence.

    `ranked` is its rank among the `number_ranked` countries known in its newest quarter, None without requests;
    `neighbours` are the countries near in rank, itself included, `nearby` the other countries in its subregion.
    `citation` cites its data, `citation_of_figure` its newest known quarter; without reports both are empty.
    """

    profile: Profile
    region: Group
    nearby: tuple[Profile, ...]
    chart: Chart | None
    events: tuple[tuple[str, Event], ...]
    ranked: Ranked | None
    number_ranked: int
    neighbours: tuple[Ranked, ...]
    quarters: tuple[PeriodRow, ...]
    longer: tuple[PeriodRow, ...]
    spans: tuple[PeriodRow, ...]
    overdue: tuple[Overdue, ...]
    known_quarters: str
    missing: tuple[Period, ...]
    last_check: str
    revisions: tuple[str, ...]
    evidence: tuple[tuple[Evidence, str], ...]
    reports: tuple[ReportRow, ...]
    has_traces: bool
    citation: str
    citation_of_figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage(Page):
    """embed/fra/: the chart of a country, to be shown on other sites."""

    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage(Page):
    """groups/europe/."""

    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage(Page):
    """quarters/2026-q1/; `bounded` and `missing` are the countries with these statuses."""

    coverage: Coverage
    chart: Chart
    ranking: tuple[Ranked, ...]
    bounded: tuple[tuple[Profile, Resolved], ...]
    missing: tuple[Profile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """changes/: the number of reports, and all of them by the day on which they were seen."""

    number_of_reports: int
    days: tuple[tuple[dt.date, tuple[Change, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage(Page):
    """corrections/: the newest first."""

    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage(Page):
    """feed.xml."""

    updated: dt.date
    entries: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage(Page):
    """versions.xml: every version with the address of its release, newest first."""

    updated: dt.date
    entries: tuple[tuple[PublishedVersion, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsePage(Page):
    """A page of site/content: `markup` is its Markdown, a template too."""

    markup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage(ProsePage):
    """method/; `subtraction` is a derived quarter which the first dataset got wrong, None where it is not derived.

    `stated_sums` show that totals equal their parts. `share_example` is the country with most requests received under
    the Digital Services Act of those whose share of fulfilled requests has a range.
    `first` is the coverage of the first quarter, `zero_totals` the number of countries known in it because the total of
    a longer period is 0, `examples` are countries with bounds from a longer period in it, the widest bounds first.
    """

    atlas: Atlas
    press: PressComparison | None
    subtraction: Resolved | None
    stated_sums: tuple[StatedSum, ...]
    share_example: Profile | None
    first: Coverage | None
    zero_totals: int
    examples: tuple[tuple[Country, Resolved], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributePage(ProsePage):
    """contribute/; `behind` are the countries whose newest figures are due, each with the quarters that it lacks."""

    atlas: Atlas
    due: str
    unrefreshed: str
    behind: tuple[tuple[Profile, tuple[Period, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage(ProsePage):
    """data/; `sizes` are the bytes of every file by its path below data/, `citations` are format, path and text.

    `release` is the address of the release on GitHub, `tables` are published tables with their numbers of rows and
    columns, `examples` are rows of the table `quarters`.
    """

    atlas: Atlas
    number_of_reports: int
    citation_short: str
    citation_full: str
    release: str
    citations: tuple[tuple[str, str, str], ...]
    sizes: Mapping[str, int]
    tables: tuple[tuple[Table, int, int], ...]
    statuses: str
    example_columns: tuple[str, ...]
    examples: tuple[Record, ...]
    dataset: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage(Page):
    """sitemap.xml."""

    addresses: tuple[str, ...]
