"""Reports of one country -> which of their figures are accepted, rejected or disputed.

Figures are accepted newest first, so where reports differ the newest counts. One kind of figure has to wait: a reply
that only its sender has seen and that contradicts a confirmed figure, until a second report agrees with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from atlas.ledger.account import Account, Statement
from atlas.ledger.evidence import evidence
from atlas.model import Effect, Evidence, Figure, Kind, Report

KIND_ORDER = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The account of the accepted figures, and the statements that are rejected or disputed, newest first."""

    account: Account
    rejected: tuple[Statement, ...]
    disputed: tuple[Statement, ...]


def accept(reports: Iterable[Report], low: int, high: int) -> Acceptance:
    """Accept the figures of some reports, newest first; all lie between the boundaries `low` and `high`."""
    statements = _newest_first(reports)
    claims = [statement for statement in statements if _is_lone_claim(statement, statements)]
    account, rejected = _accept([s for s in statements if s not in claims], low, high)
    disputed = tuple(claim for claim in claims if _contradicts_confirmed(account, claim))
    if claims:
        account, rejected = _accept([s for s in statements if s not in disputed], low, high)
    return Acceptance(account, rejected, disputed)


def effect(account: Account, figure: Figure, report: Report, earlier: Iterable[Report]) -> Effect:
    """What a figure of a newer report does to the account of the earlier reports."""
    of_account = account.effect(figure)
    if of_account in (Effect.REVISES, Effect.CONFLICTS) and report.is_claim:
        alone = replace(report, figures=(figure,))
        if Statement(figure, alone) in accept([*earlier, alone], account.low, account.high).disputed:
            return Effect.DISPUTES
    return of_account


def _newest_first(reports: Iterable[Report]) -> list[Statement]:
    """All figures; within a day the order depends on content alone: nearer to Telegram first, then period and value."""
    return sorted(
        (Statement(figure, report) for report in reports for figure in report.figures),
        key=lambda statement: (
            -statement.report.observed.toordinal(),
            KIND_ORDER.index(statement.report.kind),
            statement.figure.period,
            [-1 if count is None else count for count in statement.figure.value],
            statement.report.location,
        ),
    )


def _accept(statements: Sequence[Statement], low: int, high: int) -> tuple[Account, tuple[Statement, ...]]:
    account = Account(low, high)
    return account, tuple(statement for statement in statements if not account.accept(statement))


def _is_lone_claim(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Whether only its sender has seen the reply, and no other report states the same."""
    return statement.report.is_claim and not any(
        other.figure.period == statement.figure.period
        and other.report is not statement.report
        and _agree(statement.figure, other.figure)
        for other in statements
    )


def _agree(figure: Figure, other: Figure) -> bool:
    """Whether both state some measure, and the same count of each that both state."""
    pairs = [pair for pair in zip(figure.value, other.value, strict=True) if None not in pair]
    return bool(pairs) and all(count == other_count for count, other_count in pairs)


def _contradicts_confirmed(account: Account, claim: Statement) -> bool:
    """Whether a claim contradicts a figure that was confirmed, and last stated, before the claim."""
    _, groups = account.contradiction(claim.figure)
    return any(
        evidence(group) is Evidence.CONFIRMED and max(s.report.observed for s in group) < claim.report.observed
        for group in groups
    )
