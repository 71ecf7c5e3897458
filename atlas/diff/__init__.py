"""Two states of the data -> which figures are new, confirmed, revised or removed, and what follows for quarters. Pure.

What is compared is what stands, as the ledger has it. Labels and names come in fit to be printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from atlas.ledger import Ledger, Resolved
from atlas.ledger.account import Statement
from atlas.model import Period, Status
from atlas.summary import sort_key
from atlas.summary.changes import Effect as EffectOfReport


class Effect(StrEnum):
    """What became of a figure: what a report can do to it, and what only a comparison sees; the gravest first.

    Revised: another value stands. Removed: none stands any more, since no report states one, or since newer figures
    contradict it. Weakened and confirmed: the same value, stated by fewer or by more reports. New: none stood before.
    """

    REVISED = EffectOfReport.REVISED
    REMOVED = "removed"
    WEAKENED = "weakened"
    NEW = EffectOfReport.NEW
    CONFIRMED = EffectOfReport.CONFIRMED


@dataclass(frozen=True, slots=True)
class State:
    """The data at one point: how to call it, its version or None, the names of countries, and the ledgers by code."""

    label: str
    version: str | None
    names: Mapping[str, str]
    ledgers: Mapping[str, Ledger]


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that stands: requests and users, and how many reports state it."""

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
        return {effect: len(self.of(effect)) for effect in Effect}

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
        changed = list(_figures(iso3, country, _standing(of_base), _standing(of_head)))
        stated = {figure.period for figure in changed}
        figures += changed
        quarters += _quarters(iso3, country, (_quarters_of(of_base), _quarters_of(of_head)), stated)
    order = list(Effect)
    figures.sort(key=lambda figure: order.index(figure.effect))
    return Difference(base, head, tuple(figures), tuple(quarters))


def _standing(ledger: Ledger | None) -> dict[Period, Stated]:
    """The figures that were not set aside; all that stand for one period state the same."""
    if ledger is None:
        return {}
    aside = {revision.older for revision in ledger.revisions}
    reports: dict[Period, set[str]] = {}
    values = {}
    for report in ledger.reports:
        for figure in report.figures:
            if Statement(figure, report) not in aside:
                values[figure.period] = figure.value
                reports.setdefault(figure.period, set()).add(report.place.path)
    return {period: Stated(value, len(reports[period])) for period, value in values.items()}


def _figures(
    iso3: str, country: str, base: Mapping[Period, Stated], head: Mapping[Period, Stated]
) -> Iterator[FigureChange]:
    for period in sorted(base.keys() | head.keys()):
        before, after = base.get(period), head.get(period)
        if before != after:
            yield FigureChange(_effect(before, after), iso3, country, period, before, after)


def _effect(before: Stated | None, after: Stated | None) -> Effect:
    if before is None:
        return Effect.NEW
    if after is None:
        return Effect.REMOVED
    if before.value != after.value:
        return Effect.REVISED
    return Effect.CONFIRMED if after.reports > before.reports else Effect.WEAKENED


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
