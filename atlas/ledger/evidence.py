"""Statements of one figure -> how it can be verified, and from how many independent origins it comes."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from atlas.ledger.account import Statement
from atlas.model import Evidence, Kind, Report

WORST_LAST = tuple(Evidence)


def evidence(statements: Sequence[Statement]) -> Evidence:
    """How the count on which these statements agree can be verified; there must be at least one."""
    reports = [statement.report for statement in statements]
    # With two days among the reports, some other report is of another day than the public reply.
    if any(report.is_public_reply for report in reports) and len({report.observed for report in reports}) > 1:
        return Evidence.CONFIRMED
    if any(report.is_public_reply or report.kind is Kind.PRESS for report in reports):
        return Evidence.PUBLIC
    datasets = [report for report in reports if report.kind is Kind.DATASET]
    if datasets:
        return Evidence.TRACED if any(report.trace for report in datasets) else Evidence.UNTRACED
    return Evidence.CLAIMED


def weakest(values: Iterable[Evidence]) -> Evidence | None:
    """The weakest of several; None if there are none."""
    return max(values, key=WORST_LAST.index, default=None)


def origin(report: Report) -> str:
    """What a report comes from: reports of one origin do not confirm each other independently.

    A dataset is the first two parts of its address's path, which on GitHub are its repository; an article or a thread
    is its address. Replies without an address count by the name of the sender, those without a name as one.
    """
    if report.kind is Kind.DATASET:
        address = urlsplit(report.source)
        return "/".join([address.netloc, *address.path.split("/")[1:3]])
    return report.source or f"claim of {report.credit or 'someone'}"
