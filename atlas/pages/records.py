"""One record for each template: everything that the page shows, as plain values and text.

Templates hold words and loops only, so whatever must be chosen, counted or compared is done by the builders of these
records. Numbers that are not known are None, texts that are not known are empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.charts import Chart
from atlas.pages.rows import (
    BehindRow,
    BoundedItem,
    ChangeItem,
    CitationItem,
    CountryList,
    CountryOption,
    CountryRow,
    CoverageRow,
    Day,
    DsaItem,
    EventItem,
    FileRow,
    Link,
    MapClass,
    MatrixRow,
    NavigationItem,
    NeighbourItem,
    PanelRow,
    PeriodOption,
    PressItem,
    QuarterRow,
    RankingRow,
    RankItem,
    RevisionItem,
    SpanItem,
    SubtractionItem,
    TableItem,
    YearRow,
)

SECTIONS = ("Countries", "Quarters", "Compare", "Coverage", "Changes", "Data", "Method", "Contribute", "About")
"""What the navigation of every page links to; each lies at its name in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has: its path below the site's root, template, title, description, and its picture for links."""

    path: str
    template: str
    title: str
    description: str
    card: str = "cards/atlas.png"

    @property
    def address(self) -> str:
        """Its path as a link shows it."""
        return self.path.removesuffix("index.html")

    @property
    def canonical(self) -> str:
        """The path of the page that search engines should show for it."""
        return self.address

    @property
    def navigation(self) -> tuple[NavigationItem, ...]:
        """The sections of the site, with the current one marked."""
        sections = ((name, f"{name.lower()}/") for name in SECTIONS)
        return tuple(NavigationItem(name, address, self._current(address)) for name, address in sections)

    def _current(self, section: str) -> str:
        if self.address == section:
            return "page"
        return "true" if self.address.startswith(section) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """index.html; `quarter` is None where there is no report."""

    lead: str
    quarter: Link | None
    quarter_name: str
    known: int
    users: int | None
    reporting: int
    total: int
    without_reports: int
    newest_panel: PanelRow | None
    world: Chart
    periods: tuple[PeriodOption, ...]
    classes: tuple[MapClass, ...]
    trend: Chart
    panels: tuple[PanelRow, ...]
    press: PressItem | None
    rows: tuple[CountryRow, ...]
    coverage_chart: Chart
    coverage: tuple[CoverageRow, ...]
    regions: tuple[Link, ...]
    latest: tuple[ChangeItem, ...]
    dataset: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountriesPage(Page):
    """countries/."""

    reporting: int
    total: int
    lists: tuple[CountryList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryPage(Page):
    """countries/fra/; a country without reports has `chart` None and empty tables."""

    lead: str
    code: str
    iso3: str
    name_in_text: str
    region: Link
    subregion: str
    nearby: tuple[Link, ...]
    chart: Chart | None
    events: tuple[EventItem, ...]
    is_unrefreshed_zero: bool
    was_asked_again: bool
    rank: RankItem | None
    note: str
    quarters: tuple[QuarterRow, ...]
    years: tuple[YearRow, ...]
    overdue: str
    is_several_overdue: bool
    quarters_known: int
    quarters_total: int
    missing: str
    spans: tuple[SpanItem, ...]
    revisions: tuple[RevisionItem, ...]
    neighbours: tuple[NeighbourItem, ...]
    reports: tuple[ChangeItem, ...]
    dsa: DsaItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage(Page):
    """embed/fra/: the chart of a country, to be shown on other sites."""

    country: Link
    chart: Chart

    @property
    def canonical(self) -> str:
        """The country's own page."""
        return self.country.address


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartersPage(Page):
    """quarters/."""

    coverage: tuple[CoverageRow, ...]
    has_panels: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage(Page):
    """quarters/2026-q1/."""

    lead: str
    reporting: int
    chart: Chart
    ranking: tuple[RankingRow, ...]
    bounded: tuple[BoundedItem, ...]
    bounded_count: int
    missing: tuple[Link, ...]
    missing_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage(Page):
    """groups/europe/."""

    name_in_text: str
    is_region: bool
    reporting: int
    total: int
    coverage: tuple[CoverageRow, ...]
    panels: tuple[PanelRow, ...]
    rows: tuple[CountryRow, ...]
    without_reports: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage(Page):
    """coverage/."""

    reporting: int
    quarters: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage(Page):
    """compare/."""

    options: tuple[CountryOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """changes/."""

    reports: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage(Page):
    """feed.xml; `updated` is a day as ISO 8601 writes it."""

    updated: str
    entries: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsePage(Page):
    """A page of site/content: `markup` is its Markdown, a template too."""

    markup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage(ProsePage):
    """method/."""

    press: PressItem | None
    subtraction: SubtractionItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributePage(ProsePage):
    """contribute/."""

    options: tuple[CountryOption, ...]
    due: str
    without_reports: int
    behind: tuple[BehindRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage(ProsePage):
    """data/; `examples` are rows of the table `quarters`, each with its cells in the order of `example_columns`."""

    reporting: int
    reports: int
    citation_short: str
    citation_full: str
    citations: tuple[CitationItem, ...]
    files: tuple[FileRow, ...]
    tables: tuple[TableItem, ...]
    statuses: str
    example_columns: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    dataset: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage(Page):
    """sitemap.xml."""

    addresses: tuple[str, ...]
