"""The records and enumerations that all other modules share: frozen, and free of input and output."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from atlas.problems import Location

Cell = str | int | float | bool | dt.date | None
Record = dict[str, Cell]
"""A row of a published table: cells by field name, in the order of the schema."""

MEASURES = ("requests", "users")
Value = tuple[int | None, int | None]
"""Requests and users of a period, in the order of MEASURES; None for a measure that is not stated or not known."""

NO_LOCATION = Location("")

SMALLEST_BASE = 20
"""A ratio, a share or a percentage of fewer requests or users than this says less than the two numbers."""

MOST_USERS_PER_REQUEST = 50
MOST_USERS_PER_MILLION = 500
"""More users than these are unusual; of a country's people, the highest figure known of a quarter is 96 per million."""


class Kind(StrEnum):
    """Where a report's figures were read, the most direct first; schema/ lists the same values."""

    REPLY = "reply"
    PRESS = "press"
    DATASET = "dataset"


class Status(StrEnum):
    """How the value of a period is known, the most certain first.

    Reported: stated. Derived: its bounds meet. Bounded: it has an upper bound. Partial: something within it is known,
    but it has no upper bound, which can happen to a year only. Missing: nothing is known.
    """

    REPORTED = "reported"
    DERIVED = "derived"
    BOUNDED = "bounded"
    PARTIAL = "partial"
    MISSING = "missing"


class Evidence(StrEnum):
    """How a figure can be verified, the best first.

    Confirmed: the bot's reply is public, and another report of another day agrees. Public: anyone can see the bot's
    reply, or a newspaper states it. Traced: from a dataset, with a public thread where the picture of the
    reply can be seen. Untraced: from a dataset; we know of no public thread that shows the reply. Claimed: from a reply
    that only its sender has seen.
    """

    CONFIRMED = "confirmed"
    PUBLIC = "public"
    TRACED = "traced"
    UNTRACED = "untraced"
    CLAIMED = "claimed"


class ObservedBasis(StrEnum):
    """What the day `observed` of a report is, in the order of Kind."""

    REPLY_READ = "reply_read"
    ARTICLE_PUBLISHED = "article_published"
    DATASET_PUBLISHED = "dataset_published"


class Role(StrEnum):
    """What a report contributes to a row of the table quarters.

    States: its figure is the quarter's. Term: its figure is a term of the formula. Bound: its figure limits a quarter
    that is not known.
    """

    STATES = "states"
    TERM = "term"
    BOUND = "bound"


class Method(StrEnum):
    """How a known value comes from what reports state, the most direct first.

    Zero total: the total of a longer period, or what other figures leave of it, is 0, so all of it is 0.
    """

    STATED = "stated"
    SUM = "sum"
    DIFFERENCE = "difference"
    ZERO_TOTAL = "zero_total"


class MissingReason(StrEnum):
    """Why nothing is known about a quarter: judged on the day of the newest report, so that equal data give one reason.

    Not due: the bot did not yet have to publish it. Not offered: somebody asked the bot after it was due, and the bot
    showed nothing newer than an earlier quarter. Not reported: reports state a later period, but none states this one;
    the bot's replies show only the newest months. Not asked: no report says that anybody asked since it was due.
    """

    NOT_DUE = "not_due"
    NOT_OFFERED = "not_offered"
    NOT_REPORTED = "not_reported"
    NOT_ASKED = "not_asked"


class Effect(StrEnum):
    """What a figure does to what was known before.

    New: the period had no exact value, and this value is possible. Confirms: the value was known, stated or derived.
    Revises: another value was stated for the period. Conflicts: the value contradicts what other periods state.
    Disputes: a reply that only its sender has seen contradicts a confirmed figure, and counts only once a second report
    agrees. Two more apply only between two states of the data. Removed: no report states the figure any more. Weakened:
    fewer reports state it than before, or not both of its measures any more.
    """

    NEW = "new"
    CONFIRMS = "confirms"
    REVISES = "revises"
    CONFLICTS = "conflicts"
    DISPUTES = "disputes"
    REMOVED = "removed"
    WEAKENED = "weakened"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Quarters `first` to `last` (1 to 4) of one year: a quarter, a span, or the year.

    For the ledger a period lies between two boundaries. Boundary 4 × year + q lies between the quarters q and q + 1 of
    the year, so the end of a year is the start of the next: 2024-Q4 lies between the boundaries 8099 and 8100, 2025-Q1
    between 8100 and 8101.
    """

    year: int
    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2024`, `2024-Q3` or `2024-Q1-Q3`; ValueError for anything else, `2024-Q1-Q4` included."""
        match = re.fullmatch(r"([0-9]{4})(?:-Q([1-4])(?:-Q([1-4]))?)?", text)
        if not match:
            raise ValueError(f"not a period: {text!r}")
        year, first, last = match.groups()
        period = cls(int(year), int(first or 1), int(last or first or 4))
        if str(period) != text or period.first > period.last:
            raise ValueError(f"not a period: {text!r}")
        return period

    @classmethod
    def quarter_from_boundary(cls, opens: int) -> Self:
        """The quarter that begins at a boundary."""
        return cls(opens // 4, opens % 4 + 1, opens % 4 + 1)

    @classmethod
    def quarter_of_day(cls, day: dt.date) -> Self:
        """The quarter in which a day lies."""
        quarter = (day.month + 2) // 3
        return cls(day.year, quarter, quarter)

    @property
    def opens(self) -> int:
        """The boundary before the first quarter."""
        return 4 * self.year + self.first - 1

    @property
    def closes(self) -> int:
        """The boundary after the last quarter."""
        return 4 * self.year + self.last

    @property
    def start(self) -> dt.date:
        """First day."""
        return dt.date(self.year, 3 * self.first - 2, 1)

    @property
    def end(self) -> dt.date:
        """Last day."""
        after = dt.date(self.year + self.last // 4, 3 * self.last % 12 + 1, 1)
        return after - dt.timedelta(days=1)

    @property
    def is_quarter(self) -> bool:
        """Whether it is a single quarter."""
        return self.first == self.last

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return (self.first, self.last) == (1, 4)

    @property
    def quarters(self) -> "tuple[Period, ...]":
        """Its quarters, in order."""
        return tuple(Period(self.year, q, q) for q in range(self.first, self.last + 1))

    @property
    def a_year_before(self) -> "Period":
        """The same quarters, one year earlier."""
        return Period(self.year - 1, self.first, self.last)

    def holds(self, other: "Period") -> bool:
        """Whether the other period lies entirely within this one."""
        return self.opens <= other.opens and other.closes <= self.closes

    def __str__(self) -> str:
        if self.is_year:
            return str(self.year)
        return f"{self.year}-Q{self.first}" + ("" if self.is_quarter else f"-Q{self.last}")


def figure_id(iso3: str, period: Period) -> str:
    """FRA-2024-Q4: the stable name of a country's figure, in tables and as an anchor on the country's page."""
    return f"{iso3}-{period}"


FIRST_QUARTER = Period(2024, 1, 1)
"""The first quarter for which the bot has figures."""

BOT_STARTED = dt.date(2024, 9, 1)
"""The bot began to answer in September 2024; nothing can have been read from it before."""


def quarters_between(first: Period, last: Period) -> tuple[Period, ...]:
    """All quarters from `first` to `last`, inclusive."""
    return tuple(Period.quarter_from_boundary(b) for b in range(first.opens, last.closes))


@dataclass(frozen=True, slots=True)
class Range:
    """What a count can at least and at most be; `upper` is None where nothing limits it."""

    lower: int
    upper: int | None

    @property
    def exact(self) -> int | None:
        """The count, where the bounds meet."""
        return self.lower if self.lower == self.upper else None

    def includes(self, count: int) -> bool:
        """Whether it can be this count."""
        return self.lower <= count and (self.upper is None or count <= self.upper)

    def __add__(self, other: "Range") -> "Range":
        upper = self.upper + other.upper if self.upper is not None and other.upper is not None else None
        return Range(self.lower + other.lower, upper)


@dataclass(frozen=True, slots=True)
class Country:
    """A row of data/countries.csv."""

    iso3: str
    iso2: str
    iso_numeric: str
    name: str
    region: str
    subregion: str
    eu_member: bool
    name_in_text: str


@dataclass(frozen=True, slots=True)
class Population:
    """People living in a country in the middle of a year."""

    people: int
    year: int


def newest_population(by_year: Mapping[int, int], year: int) -> Population | None:
    """The population of the newest year known that is not after the given one."""
    newest = max((known for known in by_year if known <= year), default=None)
    return Population(by_year[newest], newest) if newest else None


@dataclass(frozen=True, slots=True)
class Figure:
    """Requests and users of one period, None for a measure not stated; `location` is where a report states them."""

    period: Period
    requests: int | None
    users: int | None
    location: Location = field(default=NO_LOCATION, compare=False)

    @property
    def value(self) -> Value:
        """Requests and users, in the order of MEASURES."""
        return self.requests, self.users

    @property
    def text(self) -> str:
        """The value as a report file states it: {requests: 65, users: 121}, without a measure that is not stated."""
        stated = (f"{name}: {count}" for name, count in zip(MEASURES, self.value, strict=True) if count is not None)
        return f"{{{', '.join(stated)}}}"


@dataclass(frozen=True, slots=True)
class Report:
    """What one source stated on the day it was read; `location` is the file and the line of `observed`.

    `nothing_after` is the newest quarter that the bot showed, where the source says that it showed nothing newer.
    """

    iso3: str
    observed: dt.date
    kind: Kind
    figures: tuple[Figure, ...]
    source: str = ""
    credit: str = ""
    note: str = ""
    revises: str = ""
    trace: str = ""
    nothing_after: Period | None = None
    reply: str = ""
    location: Location = NO_LOCATION

    @property
    def observed_basis(self) -> ObservedBasis:
        """What its day is: a reply was read on it; an article or a dataset published the figures."""
        return tuple(ObservedBasis)[tuple(Kind).index(self.kind)]

    @property
    def newest_shown(self) -> Period | None:
        """The newest period that the bot showed on the day observed; None if the report does not say.

        A reply of the bot shows all it has, so its newest figure is the newest. An article or a dataset may be older
        than its day, and says it only with `nothing_after`.
        """
        if self.nothing_after or self.kind is not Kind.REPLY:
            return self.nothing_after
        return max((figure.period for figure in self.figures), key=lambda period: period.closes, default=None)

    @property
    def is_public_reply(self) -> bool:
        """Whether it is a reply of the bot that others can see."""
        return self.kind is Kind.REPLY and bool(self.source)

    @property
    def is_claim(self) -> bool:
        """Whether it is a reply that only its sender has seen."""
        return self.kind is Kind.REPLY and not self.source


@dataclass(frozen=True, slots=True)
class Event:
    """A row of data/events.csv; `event` is its key."""

    date: dt.date
    title: str
    url: str
    event: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of data/corrections.csv: a published error; `correction` is its key.

    `published_until` is None while the error is still published. `as_of` is the day of the newest report behind what is
    right; later reports can narrow it.
    """

    correction: str
    title: str
    publication: str
    url: str
    published_from: dt.date
    published_until: dt.date | None
    wrong: str
    right: str
    reason: str
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class DsaRequests:
    """A row of data/dsa-requests.csv: requests received, which need not be fulfilled."""

    iso3: str
    start: dt.date
    end: dt.date
    information_requests: int
    removal_requests: int
    source: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything in data/, typed; every collection is sorted."""

    countries: Mapping[str, Country]
    reports: tuple[Report, ...]
    population: Mapping[str, Mapping[int, int]]
    events: tuple[Event, ...]
    dsa_requests: tuple[DsaRequests, ...]
    notes: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table, as its schema describes it.

    `must` completes a message, "<name> must <must>"; limits in it, such as {maxLength}, are those of `constraints`.
    `level` says where a report file gives the value: in its path, its folder, once for the report, for the period or
    for the figure. It is `computed` for a column of a table in data/ that only the published table has.
    """

    name: str
    type: str
    title: str
    description: str
    unit: str
    example: Any
    must: str
    level: str
    constraints: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of schema/; `descriptor` is the Frictionless Table Schema itself."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    descriptor: Mapping[str, Any]

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field:
        """The field with this name; KeyError if there is none."""
        return {f.name: f for f in self.fields}[name]


@dataclass(frozen=True, slots=True)
class Settings:
    """site/settings.yaml: the title, repository, address and licence of the project."""

    title: str
    description: str
    repository: str
    address: str
    licence: str
    licence_address: str


@dataclass(frozen=True, slots=True)
class Version:
    """The version of the data: the day of the newest report, None if there are no reports, and a hash of the tables.

    Written as in 2026.9.4-h1a2b3c4: valid as a semantic version, in a file name, in a URL and as a git tag.
    """

    date: dt.date | None
    digest: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2026.9.4-h1a2b3c4, or 0.0.0-h1a2b3c4 where there are no reports; ValueError for anything else."""
        match = re.fullmatch(r"([0-9]+)\.([0-9]+)\.([0-9]+)-h([0-9a-f]+)", text)
        if not match:
            raise ValueError(f"not a version: {text!r}")
        year, month, day = (int(part) for part in match.groups()[:3])
        version = cls(dt.date(year, month, day) if year else None, match[4])
        if str(version) != text:
            raise ValueError(f"not a version: {text!r}")
        return version

    def __str__(self) -> str:
        day = f"{self.date.year}.{self.date.month}.{self.date.day}" if self.date else "0.0.0"
        return f"{day}-h{self.digest}"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of all data: the day of its commit, its number of reports and figures, and what it changed.

    The numbers are None if the current code cannot read its data; `changes` is empty if the version before is unknown.
    """

    version: Version
    released: dt.date
    reports: int | None
    figures: int | None
    changes: str


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file of the site: its path relative to the root of the site, and its bytes."""

    path: str
    content: bytes
