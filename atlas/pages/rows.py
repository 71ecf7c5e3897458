"""The rows of tables and the items of lists that pages show, as plain values and text for their templates.

An address is a path below the site's root. A number that is not known is None, a text that is not known empty.
"""

from dataclasses import dataclass

from atlas.charts import Chart
from atlas.model import Effect


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the site, named as in a list."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country with reports in a table: its newest known quarter, else (`quarter` is None) a longer period."""

    country: Link
    search_words: str
    sparkline: Chart
    quarter: Link | None
    period: str
    sort_key: str
    requests: int | None
    users: int | None
    users_per_million: float | None
    requests_before: int | None
    change: str
    quarters_known: int
    quarters_total: int
    last_observed: str
    last_observed_iso: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The total of a quarter over the countries known; `reporting` of all countries have reports."""

    quarter: Link
    known: int
    reporting: int
    requests: int | None
    users: int | None
    bounded: int
    missing: int
    without_reports: int


@dataclass(frozen=True, slots=True)
class PanelRow:
    """Two quarters a year apart over the countries known in both.

    `active` are the countries with affected users in the earlier quarter, `others` all but the largest.
    """

    quarters: str
    countries: int
    requests_before: int | None
    requests_after: int | None
    requests_change: str
    users_before: int | None
    users_after: int | None
    users_change: str
    active_change: str
    active: int
    largest: str
    others_change: str
    others: int
    others_requests_before: int
    others_requests_after: int


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A figure of a report and what it did to what was known."""

    period: str
    period_short: str
    requests: int
    users: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """A report; `path` is its file in the repository, `source_host` is empty where `source` is."""

    country: Link
    path: str
    observed: str
    observed_iso: str
    kind: str
    figures: tuple[FigureItem, ...]
    source: str
    source_host: str
    credit: str
    note: str


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event and the letter that marks it in charts."""

    letter: str
    date: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A section of the site; `current` is the value of aria-current: "page", "true" within the section, or empty."""

    name: str
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class PeriodOption:
    """A period to choose for the map; `index` is its position in the lists of data/by-country.json."""

    index: int
    name: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of the map's key: the fill as CSS and what the class holds."""

    fill: str
    text: str


@dataclass(frozen=True, slots=True)
class PressItem:
    """What the press compared in spring 2025 (`stated`), and the same quarters over the same countries (`panel`)."""

    day: str
    countries_before: int
    countries_after: int
    users_before: int
    users_after: int
    change: str
    panel: PanelRow
    zero_before: int
    still_zero: int
    is_dominated: bool


@dataclass(frozen=True, slots=True)
class CountryItem:
    """A country in a list, with the newest period known of it."""

    country: Link
    newest: str


@dataclass(frozen=True, slots=True)
class CountryList:
    """The countries of a region."""

    name: str
    slug: str
    address: str
    reporting: int
    countries: tuple[CountryItem, ...]
    total: int


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """What is known of a quarter of a country."""

    quarter: Link
    requests: int | None
    users: int | None
    users_per_million: float | None
    is_missing: bool
    status: str
    is_revised: bool
    reports: int
    last_observed: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """What is known of a year of a country."""

    year: str
    requests: int | None
    users: int | None
    users_per_million: float | None
    status: str


@dataclass(frozen=True, slots=True)
class RankItem:
    """The rank of a country in its newest known quarter, and the population behind its rate."""

    rank: int
    countries: int
    quarter: Link
    users_per_million: float | None
    people: int | None
    year: int | None


@dataclass(frozen=True, slots=True)
class NeighbourItem:
    """A country near in rank."""

    rank: int
    country: Link
    requests: int | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class SpanItem:
    """A period of which only the total is known."""

    period: str
    requests: int
    users: int


@dataclass(frozen=True, slots=True)
class RevisionItem:
    """A figure that newer ones contradict (`against`), and the reason that the newer report gives."""

    effect: str
    period: str
    requests: int
    users: int
    observed: str
    against: str
    observed_newer: str
    reason: str


@dataclass(frozen=True, slots=True)
class DsaItem:
    """Requests received under the Digital Services Act."""

    start: str
    end: str
    information_requests: int
    removal_requests: int
    source: str


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A country in the ranking of a quarter; `rank` is None without requests."""

    rank: int | None
    country: Link
    requests: int | None
    users: int | None
    users_per_million: float | None
    requests_before: int | None
    status: str


@dataclass(frozen=True, slots=True)
class BoundedItem:
    """A country of which only a longer period is known."""

    country: Link
    status: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A country with its status in every quarter."""

    country: Link
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryOption:
    """A country to choose; `name_in_text` is empty where it is the name."""

    code: str
    name: str
    name_in_text: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The reports that were seen on one day."""

    iso: str
    name: str
    changes: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class SubtractionItem:
    """The fourth quarter of 2024 of a country, as it follows from the year and its first nine months."""

    country: str
    formula: str
    users: int


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A country whose newest figures are due."""

    code: str
    name: str
    newest: str
    requests: int | None
    overdue: str
    last_observed: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file to download: its path below data/, what it is for, and its bytes."""

    path: str
    purpose: str
    size: int


@dataclass(frozen=True, slots=True)
class CitationItem:
    """The citation in the format of reference managers."""

    path: str
    format: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A column of a published table."""

    name: str
    type: str
    unit: str
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class TableItem:
    """A published table: what it holds, the bytes of its two files, its columns."""

    name: str
    title: str
    description: str
    csv_size: int
    json_size: int
    rows: int
    columns: int
    fields: tuple[FieldRow, ...]
