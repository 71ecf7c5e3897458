"""What charts and maps show, for screen readers."""

from collections.abc import Sequence

from atlas.model import Period, Status
from atlas.prose.periods import describe_limits
from atlas.prose.values import counted, counts, list_quarters, number, period, short
from atlas.summary import Coverage, Panel, Profile, Ranked


def describe_country_chart(profile: Profile) -> str:
    """What a country's chart shows, for screen readers: first and last value, the highest, totals, gaps."""
    known = [(quarter.period, quarter.requests or 0) for quarter in profile.quarters if quarter.is_known]
    sentences = [f"Requests from {profile.country.name_in_text} and affected users by quarter"]
    if len(known) == 1:
        ((quarter, requests),) = known
        sentences.append(f"{counted(requests, 'request')} in {short(quarter)}, the only quarter known")
    elif known and not any(requests for _, requests in known):
        sentences.append(f"0 requests in all {len(known)} quarters known")
    elif known:
        (first, first_requests), (last, last_requests) = known[0], known[-1]
        highest, most = max(known, key=lambda pair: pair[1])
        sentences.append(
            f"{counted(first_requests, 'request')} in {short(first)}, {counted(last_requests, 'request')} in "
            f"{short(last)}; the highest number is {number(most)}, in {short(highest)}"
        )
    sentences += [
        f"Only the total for {short(span.period)} is known: {counts((span.requests, span.users))}"
        for span in profile.spans
    ]
    sentences += [
        f"In {short(quarter.period)} {describe_limits(quarter)}"
        for quarter in profile.quarters
        if quarter.status is Status.BOUNDED and not quarter.span
    ]
    if profile.missing:
        sentences.append(f"No report for {list_quarters(profile.missing)}")
    return ". ".join(sentences) + "."


def describe_ranking(ranked: Sequence[Ranked], quarter: Period) -> str:
    """What the ranking of a quarter shows, for screen readers: the first three, and the number of countries."""
    first = [f"{row.profile.country.name} {counted(row.quarter.requests or 0, 'request')}" for row in ranked[:3]]
    title = f"Requests and users by country in {period(quarter)}, for {counted(len(ranked), 'country')} known exactly"
    return f"{title}. Most requests: {', '.join(first)}." if first else f"{title}."


def describe_trend(panels: Sequence[Panel]) -> str:
    """What the chart of matched panels shows, for screen readers: users in each pair of quarters."""
    pairs = [
        f" {short(panel.before)} to {short(panel.after)}, {counted(len(panel.countries), 'country')}: "
        f"from {number(panel.total_before.users)} to {counted(panel.total_after.users, 'user')}."
        for panel in panels
    ]
    countries = "in the countries with figures or bounds for both"
    return f"Affected users in quarters a year apart, {countries}." + "".join(pairs)


def describe_coverage(rows: Sequence[Coverage]) -> str:
    """What the chart of coverage shows, for screen readers: the number of countries in each quarter."""
    counts = [f"{row.known} in {short(row.quarter)}" for row in rows]
    return f"Countries with figures by quarter: {', '.join(counts)}." if counts else "No country has figures yet."


def describe_map(quarter: Period | None) -> str:
    """What the map shows, for screen readers; each country has its own label."""
    when = f" in {short(quarter)}" if quarter else ""
    return f"World map of affected users per million people{when}; each country is a link."
