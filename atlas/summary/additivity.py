"""Ledgers -> the stated totals that equal stated figures of their parts, which shows how users are counted. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.ledger import Ledger
from atlas.model import Country, Period


@dataclass(frozen=True, slots=True)
class StatedSum:
    """A total that reports state, and that also follows from stated figures of shorter periods within it."""

    country: Country
    period: Period
    users: int


def stated_sums(ledgers: Mapping[str, Ledger], countries: Mapping[str, Country]) -> tuple[StatedSum, ...]:
    """All of them by country and period; totals of 0, which show nothing, are left out."""
    return tuple(
        StatedSum(countries[iso3], period, users)
        for iso3, ledger in sorted(ledgers.items())
        for period, users in _sums(ledger)
    )


def _sums(ledger: Ledger) -> Iterator[tuple[Period, int]]:
    for period in ledger.periods:
        _, users = ledger.value_of_parts(period)
        if users:
            yield period, users
