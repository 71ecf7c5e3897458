"""Two states of the data -> the effect on each figure, and which quarters change as a result. Pure.

The figures that are compared are those that each ledger accepts. A figure that is disputed does not count, so nothing
else shows it: it is listed beside what is known of its period. Labels and names must be printable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.ledger import Ledger, Resolved
from atlas.model import Effect, Figure, Period, Range, Status, Value
from atlas.summary import sort_key

EFFECTS = (
    Effect.REVISES, Effect.CONFLICTS, Effect.DISPUTES, Effect.REMOVED, Effect.WEAKENED, Effect.NEW, Effect.CONFIRMS,
)  # fmt: skip
"""The effects in the order in which they are listed: losses and contradictions before all other changes."""


@dataclass(frozen=True, slots=True)
class State:
    """The data at one time: a label, the version or None, the names of countries and the ledgers by code."""

    label: str
    version: str | None
    names: Mapping[str, str]
    ledgers: Mapping[str, Ledger]


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of a period: requests and users, and the number of reports that state it, 0 if it is derived."""

    value: Value
    reports: int


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A country and period whose stated figure changed; `base` or `head` is None where there is none."""

    effect: Effect
    iso3: str
    country: str
    period: Period
    base: Stated | None
    head: Stated | None


@dataclass(frozen=True, slots=True)
class QuarterChange:
    """A quarter whose value or status changed although no figure for the quarter itself says so."""

    iso3: str
    country: str
    base: Resolved
    head: Resolved


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from `base` to `head`: figures by effect, country and period; quarters by country and time."""

    base: State
    head: State
    figures: tuple[FigureChange, ...]
    quarters: tuple[QuarterChange, ...]

    def with_effect(self, effect: Effect) -> tuple[FigureChange, ...]:
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
        figures += changed
        periods = {figure.period for figure in changed}
        quarters += _quarters(iso3, country, of_base, of_head, periods)
    figures.sort(key=lambda figure: EFFECTS.index(figure.effect))
    return Difference(base, head, tuple(figures), tuple(quarters))


def _figures(iso3: str, country: str, base: Ledger | None, head: Ledger | None) -> Iterator[FigureChange]:
    periods = {period for ledger in (base, head) if ledger for period in ledger.periods}
    for period in sorted(periods):
        before, after = _stated(base, period), _stated(head, period)
        if before != after:
            yield FigureChange(_effect(base, period, before, after), iso3, country, period, before, after)
    for claim in sorted(_disputed(head) - _disputed(base), key=lambda figure: (figure.period, figure.value)):
        known = _stated(base, claim.period) or _derived(base, claim.period)
        yield FigureChange(Effect.DISPUTES, iso3, country, claim.period, known, Stated(claim.value, 1))


def _stated(ledger: Ledger | None, period: Period) -> Stated | None:
    """What accepted statements say about exactly this period, and how many reports do; None if none does."""
    statements = ledger.statements(period) if ledger else ()
    if not ledger or not statements:
        return None
    return Stated(ledger.stated(period), len({statement.report.location.path for statement in statements}))


def _derived(ledger: Ledger | None, period: Period) -> Stated | None:
    """What follows for a period that no report states."""
    value = ledger.value(period) if ledger else (None, None)
    return None if value == (None, None) else Stated(value, 0)


def _disputed(ledger: Ledger | None) -> set[Figure]:
    """The figures that are disputed; only one report states each, or it would count."""
    return {dispute.rejected.figure for dispute in ledger.disputes} if ledger else set()


def _effect(base: Ledger | None, period: Period, before: Stated | None, after: Stated | None) -> Effect:
    if after is None:
        return Effect.REMOVED
    effect = base.effect(Figure(period, *after.value)) if base else Effect.NEW
    if before is None or effect in (Effect.REVISES, Effect.CONFLICTS):
        return effect
    lost = any(old is not None and new is None for old, new in zip(before.value, after.value, strict=True))
    return Effect.WEAKENED if lost or (before.value == after.value and before.reports > after.reports) else effect


def _quarters(
    iso3: str, country: str, of_base: Ledger | None, of_head: Ledger | None, changed: set[Period]
) -> Iterator[QuarterChange]:
    """The quarters that changed as a result of other periods.

    Left out are quarters whose own figure explains the change: one is reported now, or it was removed.
    """
    base, head = ({q.period: q for q in ledger.quarters} if ledger else {} for ledger in (of_base, of_head))
    for period in sorted(base.keys() | head.keys()):
        unknown = Resolved(period, Range(0, None), Range(0, None), Status.MISSING)
        before, after = base.get(period, unknown), head.get(period, unknown)
        is_explained = after.status is Status.REPORTED or (after.status is Status.MISSING and period in changed)
        values = [(quarter.requests, quarter.users, quarter.status) for quarter in (before, after)]
        if values[0] != values[1] and not is_explained:
            yield QuarterChange(iso3, country, before, after)
