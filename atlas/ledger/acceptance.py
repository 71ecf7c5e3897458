"""Reports of one country -> which of their figures are accepted, rejected or disputed.

Figures are accepted newest first, so where reports differ the newest counts. One kind of figure has to wait until a
second report of another origin states the same: a reply that only its sender has seen and that would overrule a
confirmed figure.

A worked example. A public reply and a dataset of another day state 65 requests for a quarter, so 65 is confirmed. Later
someone sends the reply 66 without an address: it is disputed, and 65 still counts. The same reply again from the same
person, or from another one without a name, changes nothing. If a report of another origin then states 66 as well, all
of them count, and 65 is revised. A dataset that stated 66 before 65 was confirmed is no second report: it was revised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from atlas.ledger.account import Account, Path, Statement
from atlas.ledger.evidence import evidence, origin
from atlas.model import MEASURES, Effect, Evidence, Figure, Kind, Report

KIND_ORDER = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A statement that does not count, its effect, and the path of accepted figures that it contradicts.

    `against` are the statements of the figures on the path. A figure that is rejected contradicts newer ones; one that
    is disputed is itself newer than the confirmed figure.
    """

    statement: Statement
    effect: Effect
    path: Path
    against: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The account of the accepted figures, and those that it rejects, newest first; the disputed ones come last."""

    account: Account
    rejected: tuple[Rejection, ...]


def accept(reports: Iterable[Report], low: int, high: int) -> Acceptance:
    """Accept the figures of some reports, newest first; all lie between the boundaries `low` and `high`."""
    statements = [Statement(figure, report) for report in reports for figure in report.figures]
    waiting = _waiting(statements, low, high)
    accepted = _accept([statement for statement in statements if statement not in waiting], low, high)
    # If the confirmed figure itself was revised later, a reply that waited may fit by now.
    refused = [statement for statement in sorted(waiting, key=_newest_first) if not accepted.account.accept(statement)]
    disputed = [_rejection(accepted.account, statement, Effect.DISPUTES) for statement in refused]
    return Acceptance(accepted.account, (*accepted.rejected, *disputed))


def effect(account: Account, figure: Figure, report: Report, earlier: Iterable[Report]) -> Effect:
    """What a figure of a newer report does to the account of the earlier reports."""
    of_account = account.effect(figure)
    if report.is_claim and of_account in (Effect.REVISES, Effect.CONFLICTS):
        claim = Statement(figure, replace(report, figures=(figure,)))
        rejected = accept([*earlier, claim.report], account.low, account.high).rejected
        if any(rejection.statement == claim and rejection.effect is Effect.DISPUTES for rejection in rejected):
            return Effect.DISPUTES
    return of_account


def _newest_first(statement: Statement) -> tuple[Any, ...]:
    """The order; within a day it depends on content alone: nearer to Telegram first, then by period and value."""
    figure, report = statement.figure, statement.report
    value = [-1 if count is None else count for count in figure.value]
    return -report.observed.toordinal(), KIND_ORDER.index(report.kind), figure.period, value, report.location


def _accept(statements: Iterable[Statement], low: int, high: int) -> Acceptance:
    account = Account(low, high)
    rejected = tuple(
        _rejection(account, statement, account.effect(statement.figure))
        for statement in sorted(statements, key=_newest_first)
        if not account.accept(statement)
    )
    return Acceptance(account, rejected)


def _rejection(account: Account, statement: Statement, effect: Effect) -> Rejection:
    path, groups = account.contradiction(statement.figure)
    return Rejection(statement, effect, path, tuple(of_figure for group in groups for of_figure in group))


def _waiting(statements: Sequence[Statement], low: int, high: int) -> set[Statement]:
    """The replies that overruled a confirmed figure on the day they were read, and that no later report confirms.

    The statements are gone through oldest first, since later reports do not change what was confirmed on that day. An
    older report that agrees with a reply needs no look: if it still counts, the reply fits, and waits for nothing.
    """
    account, known, waiting = Account(low, high), list[Statement](), set[Statement]()
    if not any(statement.report.is_claim for statement in statements):
        return waiting
    for statement in sorted(statements, key=lambda s: (s.report.observed, s.report.is_claim, _newest_first(s))):
        agreeing = {s for s in waiting if s.figure == statement.figure and origin(s.report) != origin(statement.report)}
        if account.accept(statement):  # all that was accepted still is, and the order makes no difference
            after = account
        else:
            after = _accept([*known, *agreeing, statement], low, high).account
            if statement.report.is_claim and not agreeing and _overrules_confirmed(account, after):
                waiting.add(statement)
                continue
        known += [*agreeing, statement]
        waiting -= agreeing
        account = after
    return waiting


def _overrules_confirmed(before: Account, after: Account) -> bool:
    """Whether a confirmed figure of one account does not hold in the other."""
    return any(
        before.value(period)[measure] != after.value(period)[measure]
        for period in before.accepted
        for measure in range(len(MEASURES))
        if (group := before.statements(period, measure)) and evidence(group) is Evidence.CONFIRMED
    )
