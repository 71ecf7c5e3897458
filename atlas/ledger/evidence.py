"""Statements of one figure -> how it can be verified, and from how many independent origins it comes."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from atlas.ledger.account import Statement
from atlas.model import Evidence, Kind, Report

WORST_LAST = tuple(Evidence)
SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})
"""Names below a country's domain under which others register theirs, as in co.uk and or.jp."""


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


def _domain(host: str) -> str:
    """The domain that its owner registered: bfmtv.com; of a country's second level, three parts: ytn.co.kr."""
    parts = host.split(".")
    is_second_level = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND_LEVELS
    return ".".join(parts[-3:] if is_second_level else parts[-2:])


def origin(report: Report) -> str:
    """What a report comes from: reports of one origin do not confirm each other independently.

    A dataset is the first two parts of its address's path, which on GitHub are its repository; an article is the domain
    of its newspaper, so www.bfmtv.com and hightech.bfmtv.com are one; a thread is its address. Replies without an
    address count by the name of the sender, those without a name as one.
    """
    address = urlsplit(report.source)
    if report.kind is Kind.DATASET:
        return "/".join([address.netloc, *address.path.split("/")[1:3]])
    if report.kind is Kind.PRESS:
        return _domain(address.hostname or "")
    return report.source or f"claim of {report.credit or 'someone'}"
