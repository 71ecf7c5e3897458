"""A resolved period -> how it is known, in words: its status, bounds and formulas."""

from atlas.ledger import Resolved
from atlas.model import MEASURES, Period, Range, Status
from atlas.problems import join_names
from atlas.prose.values import MINUS, counted, counts, months, period


def describe_status(resolved: Resolved) -> str:
    """How a period is known: reported; calculated: …; at most …; at least …; no report."""
    if resolved.status is Status.DERIVED:
        return f"calculated: {describe_formula(resolved.formula)}"
    if resolved.status in (Status.BOUNDED, Status.PARTIAL):
        return _describe_bounds(resolved)
    return "reported" if resolved.status is Status.REPORTED else "no report"


def _describe_bounds(resolved: Resolved) -> str:
    """At most 53 requests and 115 users (the total for January–September 2024); for a part of a year, how much."""
    limits, unknown = describe_limits(resolved), _unknown_measures(resolved)
    known = f"{resolved.quarters_known} of {len(resolved.period.quarters)} quarters known"
    part = known if resolved.status is Status.PARTIAL else ""
    if not limits:  # all that is known are zeros: at least 0 would say nothing
        return f"{part}: {counts((0, 0))}" if resolved.quarters_known else part
    reasons = f" ({reason})" if (reason := _describe_bound_formulas(resolved)) else ""
    return "; ".join(filter(None, (f"{limits}{reasons}", unknown, part)))


def describe_limits(resolved: Resolved) -> str:
    """At most 53 requests and 115 users; at least 31 requests; 5–8 requests and 20 users; empty if nothing limits."""
    pairs = zip((resolved.requests_range, resolved.users_range), MEASURES, strict=True)
    limits = [_limit(limit, measure[:-1]) for limit, measure in pairs if limit.lower or limit.upper is not None]
    is_shared = len({text[:8] for text in limits}) == 1 and limits[0].startswith(("at most ", "at least "))
    first, *others = limits or [""]
    return join_names([first, *(text[8:].lstrip() if is_shared else text for text in others)])


def _limit(limit: Range, noun: str) -> str:
    if limit.upper is None:
        return f"at least {counted(limit.lower, noun)}"
    return counted(limit, noun) if limit.lower or not limit.upper else f"at most {counted(limit.upper, noun)}"


def _unknown_measures(resolved: Resolved) -> str:
    """Which measure has no bounds at all, where the other has."""
    pairs = zip((resolved.requests_range, resolved.users_range), MEASURES, strict=True)
    unknown = [measure for limit, measure in pairs if limit == Range(0, None)]
    return f"the number of {unknown[0]} is not known" if len(unknown) == 1 else ""


def _describe_bound_formulas(resolved: Resolved) -> str:
    """From what the bounds follow; nothing for a count that a report states for the period itself."""
    stated = {str(resolved.period), *(f"{measure}: {resolved.period}" for measure in MEASURES)}
    formulas = {"lower bound": resolved.low_formula, "upper bound": resolved.high_formula}
    texts = {name: _describe_bound(text) for name, text in formulas.items() if text and text not in stated}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{name}: {text}" for name, text in texts.items())


def _describe_bound(formula: str) -> str:
    """A formula in English; one longer period alone is "the total for January–September 2024"."""
    parts = []
    for part in formula.split("; "):
        measure, _, terms = part.rpartition(": ")
        is_total = not set(terms) & set(f"+{MINUS}") and not Period.parse(terms).is_quarter
        text = f"the total for {period(Period.parse(terms))}" if is_total else describe_formula(terms)
        parts.append((text, f" ({measure})" if measure else ""))
    return "; ".join(text + (measure if len(parts) > 1 else "") for text, measure in parts)


def describe_formula(formula: str) -> str:
    """A formula of the ledger in English.

    2024 − 2024-Q1-Q3 is "full year 2024 minus January–September"; 2024-Q1-Q3 = 0 is "the total for January–September
    2024 is 0"; where the measures differ, as in requests: …; users: …, each is followed by its measure in parentheses.
    """
    sentences = []
    for part in formula.split("; "):
        measure, _, calculation = part.rpartition(": ")
        sentences.append(_describe_calculation(calculation) + (f" ({measure})" if measure else ""))
    return "; ".join(sentences)


def _describe_calculation(calculation: str) -> str:
    terms, _, zero = calculation.partition(" = ")
    added, *subtracted = terms.split(" − ")
    periods = [Period.parse(term) for term in (*added.split(" + "), *subtracted)]
    if terms == " + ".join(map(str, Period(periods[0].year, 1, 4).quarters)):
        return f"the sum of the four quarters of {periods[0].year}"
    is_one_year = len({term.year for term in periods}) == 1
    names = [
        f"full year {term.year}" if term.is_year else months(term) if index and is_one_year else period(term)
        for index, term in enumerate(periods)
    ]
    first_subtracted = len(names) - len(subtracted)
    text = " plus ".join(names[:first_subtracted])
    if subtracted:
        text += f" minus {join_names(names[first_subtracted:])}"
    if not zero:
        return text
    return f"the total for {text} is 0" if len(periods) == 1 else f"{text} is 0"
