"""Two states of the data -> which figures are new, confirmed, revised or removed, and what follows for quarters. Pure.

What is compared is what each ledger accepts. Labels and names come in fit to be printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.ledger import Ledger, Resolved
from atlas.model import Effect, Figure, Period, Status
from atlas.summary import sort_key

EFFECTS = (Effect.REVISES, Effect.CONFLICTS, Effect.REMOVED, Effect.WEAKENED, Effect.NEW, Effect.CONFIRMS)
"""What can become of a figure, in the order in which it is listed: losses before all other changes."""


@dataclass(frozen=True, slots=True)
class State:
    """The data at one point: how to call it, its version or None, the names of countries, and the ledgers by code."""

    label: str
    version: str | None
    names: Mapping[str, str]
    ledgers: Mapping[str, Ledger]


@dataclass(frozen=True, slots=True)
class Stated:
    """An accepted figure: requests and users, and how many reports state it."""

    value: tuple[int, int]
    reports: int


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A country and period whose stated figure is another than before; None where there is none."""

    effect: Effect
    iso3: str
    country: str
    period: Period
    base: Stated | None
    head: Stated | None


@dataclass(frozen=True, slots=True)
class QuarterChange:
    """A quarter with another value or status than before, without a figure of its own that says so."""

    iso3: str
    country: str
    base: Resolved
    head: Resolved


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed from `base` to `head`: figures by effect, country and period, quarters by country and time."""

    base: State
    head: State
    figures: tuple[FigureChange, ...]
    quarters: tuple[QuarterChange, ...]

    @property
    def counts(self) -> dict[Effect, int]:
        """How many figures have each effect."""
        return {effect: len(self.of(effect)) for effect in EFFECTS}

    def of(self, effect: Effect) -> tuple[FigureChange, ...]:
        """The figures with one effect."""
        return tuple(figure for figure in self.figures if figure.effect is effect)


def compare(base: State, head: State) -> Difference:
    """What changed from one state to the other."""
    codes = base.ledgers.keys() | head.ledgers.keys()
    names = {code: head.names.get(code) or base.names.get(code) or code for code in codes}
    figures: list[FigureChange] = []
    quarters: list[QuarterChange] = []
    for iso3, country in sorted(names.items(), key=lambda named: (sort_key(named[1]), named[0])):
        of_base, of_head = base.ledgers.get(iso3), head.ledgers.get(iso3)
        changed = list(_figures(iso3, country, of_base, of_head))
        stated = {figure.period for figure in changed}
        figures += changed
        quarters += _quarters(iso3, country, (_quarters_of(of_base), _quarters_of(of_head)), stated)
    figures.sort(key=lambda figure: EFFECTS.index(figure.effect))
    return Difference(base, head, tuple(figures), tuple(quarters))


def _figures(iso3: str, country: str, base: Ledger | None, head: Ledger | None) -> Iterator[FigureChange]:
    periods = {period for ledger in (base, head) if ledger for period in ledger.periods}
    for period in sorted(periods):
        before, after = _stated(base, period), _stated(head, period)
        if before != after:
            yield FigureChange(_effect(base, period, before, after), iso3, country, period, before, after)


def _stated(ledger: Ledger | None, period: Period) -> Stated | None:
    """What accepted statements say of just this period, and how many reports do; None if none does."""
    statements = ledger.statements(period) if ledger else ()
    if not statements:
        return None
    return Stated(statements[0].figure.value, len({statement.report.location.path for statement in statements}))


def _effect(base: Ledger | None, period: Period, before: Stated | None, after: Stated | None) -> Effect:
    if after is None:
        return Effect.REMOVED
    if before and before.value == after.value and before.reports > after.reports:
        return Effect.WEAKENED
    return base.effect(Figure(period, *after.value)) if base else Effect.NEW


def _quarters_of(ledger: Ledger | None) -> dict[Period, Resolved]:
    return {quarter.period: quarter for quarter in ledger.quarters} if ledger else {}


def _quarters(
    iso3: str, country: str, states: tuple[dict[Period, Resolved], dict[Period, Resolved]], stated: set[Period]
) -> Iterator[QuarterChange]:
    """Those that changed and are not reported themselves, nor missing because their own figure was removed."""
    base, head = states
    for period in sorted(base.keys() | head.keys()):
        unknown = Resolved(period, None, None, Status.MISSING)
        before, after = base.get(period, unknown), head.get(period, unknown)
        is_told = after.status is Status.REPORTED or (after.status is Status.MISSING and period in stated)
        if _known(before) != _known(after) and not is_told:
            yield QuarterChange(iso3, country, before, after)


def _known(quarter: Resolved) -> tuple[object, ...]:
    return quarter.requests, quarter.users, quarter.status
