"""Paths of an account -> the formulas that they stand for, such as "2024 − 2024-Q1-Q3"."""

from atlas.ledger.account import Path, periods_of
from atlas.model import Method, Period

MINUS = "−"


def formula(path: Path, period: Period, value: int | None) -> str:
    """How a value follows from stated figures: "2024 − 2024-Q1-Q3", or "2024-Q1-Q3 = 0" where they leave nothing."""
    text = terms(path, period)
    if all(edge.statement for edge in path):
        return text
    if value == 0:
        return f"{text} = 0"
    zeros = sorted(Period.quarter_from_boundary(edge.head) for edge in path if edge.statement is None)
    return text + "".join(f" {MINUS} {zero}" for zero in zeros)


def method(path: Path, period: Period, value: int | None) -> Method:
    """How the value of a period follows from the path to its upper bound."""
    if periods_of(path) == (period,) and len(path) == 1:
        return Method.STATED
    if any(edge.statement is None for edge in path):
        return Method.ZERO_TOTAL if value == 0 else Method.DIFFERENCE
    return Method.DIFFERENCE if any(edge.head < edge.tail for edge in path) else Method.SUM


def terms(path: Path, period: Period) -> str:
    """The stated figures of a path with their signs, those that add first; the path may run either way."""
    is_backwards = bool(path) and path[0].tail == period.closes
    signed = sorted((edge.statement.figure.period, edge.head > edge.tail) for edge in path if edge.statement)
    adding = [str(term) for term, is_forward in signed if is_forward is not is_backwards]
    subtracting = [str(term) for term, is_forward in signed if is_forward is is_backwards]
    return f" {MINUS} ".join([" + ".join(adding), *subtracting])
