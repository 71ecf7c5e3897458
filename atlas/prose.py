"""Summary -> the words and sentences of the site, in English.

Every number comes from the summary; none is computed here but the ratio of two that are shown.
"""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from atlas.ledger import Resolved
from atlas.model import Period, Status
from atlas.summary import Coverage, Headline, Panel, Profile, Ranked, growth
from atlas.summary.due import Due

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NARROW = "\u202f"
FEW = 20  # below this many, a percentage says less than the two numbers


def number(value: float | None) -> str:
    """1,040; an em dash where nothing is known, never 0."""
    return "—" if value is None else f"{value:,}"


def rate(value: float | None) -> str:
    """25.41 with two decimals as published; an em dash where nothing is known."""
    return "—" if value is None else f"{value:,.2f}"


def day(date: dt.date | None) -> str:
    """4 September 2026."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}" if date else "—"


def period(value: Period) -> str:
    """2024; January–March 2026."""
    if value.is_year:
        return str(value.year)
    return f"{MONTHS[value.start.month - 1]}–{MONTHS[value.end.month - 1]} {value.year}"


def short(value: Period) -> str:
    """2024; Q1 2026; Q1–Q3 2024."""
    if value.is_year:
        return str(value.year)
    quarters = f"Q{value.first}" if value.is_quarter else f"Q{value.first}–Q{value.last}"
    return f"{quarters} {value.year}"


def counted(value: int, noun: str) -> str:
    """0 requests, 1 user, 2 countries."""
    if value == 1:
        return f"1 {noun}"
    return f"{value:,} {noun[:-1]}ies" if noun.endswith("y") else f"{value:,} {noun}s"


def size(number_of_bytes: int) -> str:
    """92 KB; 1.4 MB, in thousands as download managers count; below a thousand 640 bytes."""
    if number_of_bytes < 1_000:
        return counted(number_of_bytes, "byte")
    if number_of_bytes < 1_000_000:
        return f"{max(1, round(number_of_bytes / 1_000))}\u00a0KB"
    return f"{number_of_bytes / 1_000_000:.1f}\u00a0MB"


def times(before: int, after: int) -> str:
    """×2.5; ×0.95, with two decimals below 2; an em dash from 0."""
    factor = growth(before, after)
    return "—" if factor is None else f"×{factor:.1f}" if factor >= 1.995 else f"×{factor:.2f}"


def percent(before: int, after: int) -> str:
    """27 % more; 5 % fewer; as many. From 0 there is no percentage: ValueError."""
    factor = growth(before, after)
    if factor is None:
        raise ValueError("no percentage from 0")
    if before == after:
        return "as many"
    share = abs(factor - 1) * 100
    shown = f"{share:,.0f}" if share >= 1 else "less than 1"
    return f"{shown}{NARROW}% {'more' if after > before else 'fewer'}"


def opening(profile: Profile) -> str:
    """The sentence with which a country page opens: the newest that is known, and how it changed."""
    where = profile.country.name_in_text
    headline = profile.headline
    if headline is None:
        return f"Nobody has reported yet what Telegram’s bot states for {where}."
    if profile.is_unrefreshed_zero:
        last = day(profile.last_observed)
        since = f"its bot offered nothing newer as of {last}" if profile.was_looked_at_again else f"last seen on {last}"
        stated = f"Telegram stated 0 fulfilled requests from {where} for January–September {headline.period.year}"
        return f"{stated}; {since}."
    when = period(headline.period)
    if headline.requests == 0 and headline.users == 0:
        return f"Telegram stated 0 fulfilled requests from {where} for {when}."
    sentence = (
        f"Telegram fulfilled {counted(headline.requests, 'request')} from {where} in {when}, "
        f"affecting {counted(headline.users, 'user')}"
    )
    if not headline.period.is_quarter:
        return f"{sentence}; how they fall on the quarters is not known."
    return f"{sentence}{_since(headline, profile)}."


def _since(headline: Headline, profile: Profile) -> str:
    before = profile.known(Period.quarter_from_boundary(headline.period.opens - 1))
    if before is None or before.requests is None:
        return ""
    if before.requests == headline.requests:
        return ": as many requests as in the quarter before"
    if before.requests < FEW:
        return f", after {counted(before.requests, 'request')} in the quarter before"
    return f": {percent(before.requests, headline.requests)} requests than the quarter before"


def host(address: str) -> str:
    """github.com, of an address that begins with http:// or https://."""
    return urlsplit(address).hostname or address


def quarter_opening(coverage: Coverage) -> str:
    """The sentence with which the page of a quarter opens."""
    quarter = period(coverage.quarter)
    if not coverage.known:
        return f"For {quarter} no country is known yet."
    total = coverage.total
    return (
        f"For {quarter}, {counted(coverage.known, 'country')} {'is' if coverage.known == 1 else 'are'} known: Telegram "
        f"fulfilled {counted(total.requests, 'request')} from {'it' if coverage.known == 1 else 'them'}, "
        f"affecting {counted(total.users, 'user')}."
    )


def due_sentence(due: Due, up_to_date: int, of: int) -> str:
    """Which figures should be out since when, and how many countries have them."""
    month = due.since - dt.timedelta(days=1)
    when = f"{MONTHS[month.month - 1]} {month.year}"
    told = f"{up_to_date} of {counted(of, 'country')} with reports {'has' if up_to_date == 1 else 'have'} them"
    return f"The bot’s figures for {period(due.quarter)} should have come out in {when}; {told}."


def overdue(quarters: Sequence[Period]) -> str:
    """Q2 2026; Q2 2026 and Q3 2026; Q4 2025 to Q3 2026."""
    if len(quarters) > 2:
        return f"{short(quarters[0])} to {short(quarters[-1])}"
    return " and ".join(map(short, quarters))


def chart_name(profile: Profile) -> str:
    """What the country's chart shows, for those who cannot see it: trend, extremes, gaps."""
    known = [quarter for quarter in profile.quarters if quarter.is_known]
    parts = [f"Requests and users in {profile.country.name_in_text} by quarter"]
    if known:
        first, last = known[0], known[-1]
        highest = max(known, key=lambda quarter: quarter.requests or 0)
        if first is last:
            parts.append(f"{counted(first.requests or 0, 'request')} in {short(first.period)}, the only quarter known")
        else:
            parts.append(
                f"{counted(first.requests or 0, 'request')} in {short(first.period)}, "
                f"{counted(last.requests or 0, 'request')} in {short(last.period)}"
            )
            parts.append(f"the most, {number(highest.requests)}, in {short(highest.period)}")
    parts += [f"{short(span.period)} known only together" for span in profile.spans]
    if profile.missing:
        parts.append(f"no report for {', '.join(short(quarter) for quarter in profile.missing)}")
    return "; ".join(parts) + "."


def describe_ranking(ranked: Sequence[Ranked], quarter: Period) -> str:
    """What the ranking of a quarter shows, for those who cannot see it: the first three and the number of countries."""
    first = [f"{row.profile.country.name} {counted(row.quarter.requests or 0, 'request')}" for row in ranked[:3]]
    title = f"Requests and users by country in {period(quarter)}"
    return f"{title}: {', '.join(first)}; {counted(len(ranked), 'country')} known."


def describe_trend(panels: Sequence[Panel]) -> str:
    """What the chart of matched panels shows, for those who cannot see it: users in each pair of quarters."""
    pairs = [
        f"{short(panel.before)} to {short(panel.after)}, {counted(len(panel.countries), 'country')}, "
        f"users {number(panel.total_before.users)} to {number(panel.total_after.users)}"
        for panel in panels
    ]
    return f"Requests and users of the countries known in both of two quarters a year apart: {'; '.join(pairs)}."


def describe_coverage(rows: Sequence[Coverage]) -> str:
    """What the chart of coverage shows, for those who cannot see it: the number of countries in each quarter."""
    counts = [f"{short(row.quarter)} {row.known}" for row in rows]
    return f"Countries known by quarter: {', '.join(counts)}."


def describe_map(quarter: Period | None) -> str:
    """What the map shows, for those who cannot see it; each country has a label of its own."""
    when = f" in {short(quarter)}" if quarter else ""
    return f"World map: affected users per million people{when}, a link for each country"


def describe_status(resolved: Resolved) -> str:
    """How a quarter is known, spelled out."""
    if resolved.status is Status.DERIVED:
        return f"derived: {resolved.formula}"
    if resolved.status is Status.BOUNDED and resolved.span and resolved.span_value:
        requests, users = resolved.span_value
        how = f" ({resolved.formula})" if resolved.formula else ""
        return (
            f"bounded: only {period(resolved.span)} as a whole is known{how}, "
            f"{counted(requests, 'request')} and {counted(users, 'user')}"
        )
    return {Status.REPORTED: "reported", Status.MISSING: "missing: no report covers it"}[resolved.status]
