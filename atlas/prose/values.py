"""Values -> text: numbers, ranges, changes, days and periods as the site shows them."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from atlas.model import MEASURES, SMALLEST_BASE, Kind, Period, Range, Value
from atlas.problems import join_names
from atlas.summary.profiles import FulfilledShare

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NARROW = "\u202f"
MINUS = "−"
LEAST_TIMES = 3  # a ratio from this on is shown as a factor, a smaller one in percent
TEN = 10  # users per million, from which a sentence gives no decimals
LEAST_RATE = 0.05  # what rounds to 0.1
SMALL_POPULATION = 10_000
MILLION = 1_000_000
BILLION = 1_000_000_000


def number(value: float | Range | None) -> str:
    """1,040; 5,826–6,272 for a range, or "at least 5,826"; an em dash if nothing is known, never 0."""
    if value is None:
        return "—"
    if not isinstance(value, Range):
        return f"{value:,}"
    if value.upper is None:
        return f"at least {value.lower:,}" if value.lower else "—"
    return f"{value.lower:,}" if value.lower == value.upper else f"{value.lower:,}–{value.upper:,}"


def rate(value: float | None) -> str:
    """25.41, with two decimals as published; an em dash if the value is unknown."""
    return "—" if value is None else f"{value:,.2f}"


def rate_in_text(value: float) -> str:
    """29 and, below ten, 1.4: users per million for a sentence; the table has both decimals."""
    if round(value, 1) >= TEN:
        return f"{value:,.0f}"
    if not value:
        return "0"
    return "less than 0.1" if value < LEAST_RATE else f"{value:.1f}"


def people(number_of_people: int) -> str:
    """83.5 million; 1.43 billion; 34,000 below a million, and below ten thousand the exact number."""
    if number_of_people >= BILLION:
        return f"{number_of_people / BILLION:.2f} billion"
    if number_of_people >= MILLION:
        return f"{number_of_people / MILLION:.1f} million"
    return f"{round(number_of_people, -3) if number_of_people >= SMALL_POPULATION else number_of_people:,}"


def day(date: dt.date | None) -> str:
    """4 September 2026."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}" if date else "—"


def period(value: Period) -> str:
    """2024; January–March 2026."""
    return str(value.year) if value.is_year else f"{months(value)} {value.year}"


def months(value: Period) -> str:
    """January–March; January–December for a year."""
    return f"{MONTHS[value.start.month - 1]}–{MONTHS[value.end.month - 1]}"


def short(value: Period) -> str:
    """2024; Q1 2026; Q1–Q3 2024."""
    if value.is_year:
        return str(value.year)
    quarters = f"Q{value.first}" if value.is_quarter else f"Q{value.first}–Q{value.last}"
    return f"{quarters} {value.year}"


def counted(value: int | Range, noun: str) -> str:
    """0 requests, 1 user, 2 countries; 5,826–6,272 users."""
    if value in (1, Range(1, 1)):
        return f"1 {noun}"
    return f"{number(value)} {noun[:-1]}ies" if noun.endswith("y") else f"{number(value)} {noun}s"


def between(count: Range, noun: str = "") -> str:
    """Between 0 and 53 requests; 22,777 users; without a noun only the numbers."""
    if count.exact is not None or count.upper is None:
        return counted(count, noun) if noun else number(count)
    return f"between {count.lower:,} and {counted(count.upper, noun) if noun else number(count.upper)}"


def counts(value: Value) -> str:
    """65 requests and 121 users, or only the measure that is stated."""
    stated = zip(value, MEASURES, strict=True)
    return join_names([counted(count, measure[:-1]) for count, measure in stated if count is not None])


def size(number_of_bytes: int) -> str:
    """92 KB; 1.4 MB, in thousands as download managers count; below a thousand 640 bytes."""
    if number_of_bytes < 1_000:
        return counted(number_of_bytes, "byte")
    if number_of_bytes < 1_000_000:
        return f"{max(1, round(number_of_bytes / 1_000))}\u00a0KB"
    return f"{number_of_bytes / 1_000_000:.1f}\u00a0MB"


def change(before: int | Range | None, after: int | Range | None) -> str:
    """4.1 to 4.4 times; +27 %; −48 % to −40 %: the smallest and the largest ratio that the ranges allow.

    Percent below a factor of 3, times above. On a base below SMALLEST_BASE the two numbers: 5 → 951. If unknown, an em
    dash.
    """
    old, new = (Range(n, n) if isinstance(n, int) else n for n in (before, after))
    if old is None or new is None or old.upper is None or new.upper is None:
        return "—"
    ratios = _ratios(old, new)
    if ratios is None:
        return f"{number(old)} → {number(new)}"
    if ratios[0] < LEAST_TIMES:
        texts = [_signed_percent(ratio) for ratio in ratios]
        return " to ".join(dict.fromkeys(texts))
    return _factors(ratios)


def compare(before: Range, after: Range) -> str:
    """4.1 to 4.4 times as many; 37 % fewer; 20 % to 24 % more; empty on a base below SMALLEST_BASE.

    Both must have an upper bound. Where the ranges allow both more and fewer, or a change that rounds to 0: about as
    many; 5 % fewer to 3 % more.
    """
    ratios = _ratios(before, after)
    if ratios is None:
        return ""
    if ratios[0] >= LEAST_TIMES:
        return f"{_factors(ratios)} as many"
    shares = sorted((round((ratio - 1) * 100) for ratio in ratios), key=abs)
    if not any(shares):
        return "about as many"
    if shares[0] * shares[1] < 0:
        fewer, more = sorted(shares)
        return f"{-fewer}{NARROW}% fewer to {more}{NARROW}% more"
    texts = [f"{abs(share):,}{NARROW}%" for share in shares]
    return f"{' to '.join(dict.fromkeys(texts))} {'more' if sum(shares) > 0 else 'fewer'}"


def _ratios(before: Range, after: Range) -> tuple[float, float] | None:
    """The smallest and the largest ratio that the ranges allow; None on a small base or without a bound."""
    if before.lower < SMALLEST_BASE or before.upper is None or after.upper is None:
        return None
    return after.lower / before.upper, after.upper / before.lower


def _factors(ratios: tuple[float, float]) -> str:
    """4.1 to 4.4 times; 26 to 103 times: from 10 on without decimals."""
    texts = [f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}" for ratio in ratios]
    return " to ".join(dict.fromkeys(texts)) + " times"


def _signed_percent(ratio: float) -> str:
    share = round((ratio - 1) * 100)
    return f"{'+' if share > 0 else MINUS if share < 0 else ''}{abs(share):,}{NARROW}%"


def percent(before: int, after: int) -> str:
    """27 % more; 5 % fewer. ZeroDivisionError from 0; the two numbers must differ."""
    share = abs(after / before - 1) * 100
    shown = f"{share:,.0f}" if share >= 1 else "less than 1"
    return f"{shown}{NARROW}% {'more' if after > before else 'fewer'}"


def share_range(value: FulfilledShare) -> str:
    """50 % to 127 %: fulfilled requests, at least and at most, in percent of those received, which must not be 0."""
    shares = (f"{100 * count / value.received:,.0f}{NARROW}%" for count in (value.lower, value.upper))
    return " to ".join(dict.fromkeys(shares))


def share(part: int, whole: int) -> str:
    """89 %; ZeroDivisionError of nothing."""
    return f"{part / whole * 100:.0f}{NARROW}%"


def list_quarters(quarters: Sequence[Period]) -> str:
    """Q2 2026; Q2 2026 and Q3 2026; Q4 2024, Q2 2025 and Q4 2025 to Q3 2026."""
    runs: list[list[Period]] = []
    for quarter in quarters:
        if runs and runs[-1][-1].closes == quarter.opens:
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    parts = [
        part for run in runs for part in ([f"{short(run[0])} to {short(run[-1])}"] if len(run) > 2 else map(short, run))
    ]
    return join_names(parts)


def host(address: str) -> str:
    """github.com, of an address that begins with http:// or https://."""
    return urlsplit(address).hostname or address


def describe_kind(kind: Kind) -> str:
    """Where a report's figures were read: bot reply, press article or dataset."""
    return {Kind.REPLY: "bot reply", Kind.PRESS: "press article", Kind.DATASET: "dataset"}[kind]
