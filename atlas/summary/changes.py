"""Reports in the order in which they were seen -> what each of them added, confirmed or revised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from atlas.model import Country, Figure, Period, Report


class Effect(StrEnum):
    """What a figure did to what was stated before."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Change:
    """A report, and each of its figures with its effect."""

    country: Country
    report: Report
    figures: tuple[tuple[Figure, Effect], ...]

    @property
    def is_news(self) -> bool:
        """Whether it states anything that was not stated before."""
        return any(effect is not Effect.CONFIRMED for _, effect in self.figures)


def changes(reports: Iterable[Report], countries: Mapping[str, Country]) -> tuple[Change, ...]:
    """One for each report, the newest first; reports of one day stand by country and file."""
    stated: dict[tuple[str, Period], tuple[int, int]] = {}
    found = []
    for report in sorted(reports, key=lambda report: (report.observed, report.iso3, report.place.path)):
        figures = []
        for figure in report.figures:
            before = stated.get((report.iso3, figure.period))
            same = Effect.CONFIRMED if before == figure.value else Effect.REVISED
            figures.append((figure, Effect.NEW if before is None else same))
            stated[report.iso3, figure.period] = figure.value
        found.append(Change(countries[report.iso3], report, tuple(figures)))
    found.sort(key=lambda change: change.report.observed, reverse=True)
    return tuple(found)
