"""Everything that is shown: countries, quarters, regions, totals, changes."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas.ledger import Ledger, origin
from atlas.model import Dataset, Evidence, Kind, Period
from atlas.problems import Problem
from atlas.summary.additivity import StatedSum, stated_sums
from atlas.summary.changes import Change, changes
from atlas.summary.due import missing_reasons
from atlas.summary.profiles import Profile, sort_key
from atlas.summary.totals import (
    Coverage,
    LongerPanels,
    Panel,
    PressComparison,
    coverage_of,
    longer_panels,
    panels_of,
    press_comparison,
)

UNION = "European Union"


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """Some or all countries by name, the coverage of each quarter among them, and their matched panels."""

    profiles: tuple[Profile, ...]
    coverage: tuple[Coverage, ...]
    panels: tuple[Panel, ...]

    @property
    def reporting(self) -> tuple[Profile, ...]:
        """Those with at least one report."""
        return tuple(profile for profile in self.profiles if profile.ledger)

    @property
    def without_reports(self) -> tuple[Profile, ...]:
        """Those without any report."""
        return tuple(profile for profile in self.profiles if not profile.ledger)

    @property
    def number_of_countries(self) -> int:
        """How many there are."""
        return len(self.profiles)

    @property
    def number_reporting(self) -> int:
        """How many have at least one report."""
        return len(self.reporting)

    @property
    def number_without_reports(self) -> int:
        """How many have none."""
        return len(self.without_reports)

    @property
    def newest_first(self) -> tuple[Coverage, ...]:
        """The coverage of each quarter, that of the newest first."""
        return self.coverage[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Countries):
    """Countries that belong together: a region, or the European Union."""

    name: str
    name_in_text: str
    slug: str

    @property
    def is_region(self) -> bool:
        """Whether it is one of the regions, which together hold every country once."""
        return self.name != UNION


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """How the stated figures that count can be verified, and on what the known quarters rest.

    `figures` is the number of figures with each evidence; reports that agree on a period are one figure. `known` is the
    number of known quarters, `one_dataset` the number of those that rest on `dataset` and nothing else: the dataset of
    which this is true most often, empty if there is none.
    """

    figures: Mapping[Evidence, int]
    known: int
    one_dataset: int
    dataset: str

    @property
    def dataset_name(self) -> str:
        """The owner and the name of the dataset, without the host of its address."""
        return self.dataset.partition("/")[2]

    @property
    def stated(self) -> int:
        """The number of stated figures."""
        return sum(self.figures.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas(Countries):
    """Everything that is shown: all countries, all quarters by time, and the dataset behind them."""

    dataset: Dataset
    quarters: tuple[Period, ...]
    groups: tuple[Group, ...]
    changes: tuple[Change, ...]
    press: PressComparison | None
    longer_panels: LongerPanels
    evidence: EvidenceCounts
    stated_sums: tuple[StatedSum, ...]
    as_of: dt.date | None

    @property
    def regions(self) -> tuple[Group, ...]:
        """The groups that are regions, by name."""
        return tuple(group for group in self.groups if group.is_region)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The quarters, then the calendar years that they touch."""
        return self.quarters + tuple(Period(year, 1, 4) for year in sorted({q.year for q in self.quarters}))

    @property
    def typical(self) -> Coverage | None:
        """The quarter to show first: of the newest four, the one known for most countries.

        The newest quarter is often known for two or three countries only; readers want one that many countries share.
        """
        return max(self.coverage[-4:], key=lambda coverage: (coverage.known, coverage.quarter), default=None)

    def profile(self, iso3: str) -> Profile | None:
        """The country with that code; None if it has no reports."""
        return next((profile for profile in self.reporting if profile.country.iso3 == iso3), None)


def summarise(
    dataset: Dataset, ledgers: Mapping[str, Ledger], problems: Iterable[Problem] = (), months: int = 1
) -> Atlas:
    """Everything that follows from a dataset and its ledgers; `as_of` is the day of the newest report.

    Of the problems, the warnings about figures are shown beside these. The bot publishes a quarter within `months`.
    """
    dsa_requests = {row.iso3: row for row in dataset.dsa_requests}
    as_of = max((report.observed for report in dataset.reports), default=None)
    country_of = {report.location.path: report.iso3 for report in dataset.reports}
    warned: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.subject and problem.location.path in country_of:
            warned.setdefault(country_of[problem.location.path], []).append(problem)
    profiles = tuple(
        Profile(
            country=country,
            ledger=ledger,
            population=dataset.population.get(country.iso3, {}),
            dsa_requests=dsa_requests.get(country.iso3),
            note=dataset.notes.get(country.iso3, ""),
            warned=tuple(warned.get(country.iso3, ())),
            missing_reasons=missing_reasons(ledger, as_of, months) if ledger and as_of else {},
        )
        for country in sorted(dataset.countries.values(), key=lambda country: sort_key(country.name))
        for ledger in [ledgers.get(country.iso3)]
    )
    quarters = next((tuple(q.period for q in ledger.quarters) for ledger in ledgers.values()), ())
    return Atlas(
        dataset=dataset,
        profiles=profiles,
        quarters=quarters,
        coverage=coverage_of(profiles, quarters),
        panels=panels_of(profiles, quarters),
        groups=_groups(profiles, quarters),
        changes=changes(ledgers.values(), dataset.countries),
        press=press_comparison(profiles, dataset.reports),
        longer_panels=longer_panels(profiles),
        evidence=_evidence(ledgers.values()),
        stated_sums=stated_sums(ledgers, dataset.countries),
        as_of=as_of,
    )


def _evidence(ledgers: Collection[Ledger]) -> EvidenceCounts:
    figures = [ledger.evidence(period) for ledger in ledgers for period in ledger.periods]
    known = [quarter for ledger in ledgers for quarter in ledger.quarters if quarter.is_known]
    datasets = Counter(
        origin(quarter.statements[0].report)
        for quarter in known
        if quarter.origins == 1 and {statement.report.kind for statement in quarter.statements} == {Kind.DATASET}
    )
    dataset, number = max(datasets.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return EvidenceCounts({value: figures.count(value) for value in Evidence}, len(known), number, dataset)


def _groups(profiles: Sequence[Profile], quarters: Sequence[Period]) -> tuple[Group, ...]:
    """The regions by name, then the European Union."""
    regions = sorted({profile.country.region for profile in profiles})
    members = {region: tuple(p for p in profiles if p.country.region == region) for region in regions}
    if union := tuple(profile for profile in profiles if profile.country.eu_member):
        members[UNION] = union
    return tuple(
        Group(
            name=name,
            name_in_text=f"the {name}" if name in ("Americas", UNION) else name,
            slug=name.lower().replace(" ", "-"),
            profiles=group_profiles,
            coverage=coverage_of(group_profiles, quarters),
            panels=panels_of(group_profiles, quarters),
        )
        for name, group_profiles in members.items()
    )
