"""Ledgers -> every report, newest first, with what each of its figures did to what was known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.ledger import Ledger
from atlas.model import Country, Effect, Figure, Report

EFFECTS: Mapping[Effect, str] = {
    Effect.NEW: "the period had no exact value",
    Effect.CONFIRMS: "the same value was known",
    Effect.REVISES: "another value was stated for the period",
    Effect.CONFLICTS: "the value contradicts figures of other periods",
    Effect.DISPUTES: (
        "a reply that only its sender has seen contradicts a confirmed figure, and counts only once a second report "
        "agrees"
    ),
}
"""What each effect means that a figure of a change can have, for the API and the CHANGELOG.md of a package."""


@dataclass(frozen=True, slots=True)
class Change:
    """A report, and each of its figures with its effect on what was known before."""

    country: Country
    report: Report
    figures: tuple[tuple[Figure, Effect], ...]

    @property
    def is_news(self) -> bool:
        """Whether any of its figures does more than confirm what was known."""
        return any(effect is not Effect.CONFIRMS for _, effect in self.figures)


def changes(ledgers: Iterable[Ledger], countries: Mapping[str, Country]) -> tuple[Change, ...]:
    """One for each report, the newest first; those of one day by country and file."""
    all_changes = [
        Change(countries[ledger.iso3], report, tuple(zip(report.figures, effects, strict=True)))
        for ledger in ledgers
        for report, effects in ledger.history()
    ]
    all_changes.sort(key=lambda change: (change.report.iso3, change.report.location.path))
    all_changes.sort(key=lambda change: change.report.observed, reverse=True)
    return tuple(all_changes)
