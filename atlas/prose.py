"""Summary -> the formatted values and sentences of the site. It computes only ratios of two numbers that are shown."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from atlas.ledger import Resolved
from atlas.model import MEASURES, Evidence, Kind, Period, Range, Status, Value
from atlas.problems import join_names
from atlas.summary import Atlas, Coverage, EvidenceCounts, Headline, Panel, Profile, Ranked
from atlas.summary.due import Due
from atlas.summary.profiles import FIRST_REPORT, FulfilledShare

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NARROW = "\u202f"
MINUS = "−"
LEAST_TIMES = 3  # a ratio from this on is shown as a factor, a smaller one in percent
EVIDENCE = {
    Evidence.CONFIRMED: "confirmed",
    Evidence.PUBLIC: "public",
    Evidence.TRACED: "traced to a public thread",
    Evidence.UNTRACED: "untraced",
    Evidence.CLAIMED: "claimed by their sender",
}
FEW = 20  # from fewer than this, a ratio or a percentage says less than the two numbers

WARNINGS = {
    "zero-mismatch": "only one of the two numbers is 0; Telegram does not explain this",
    "users-below-requests": "fewer users than requests; Telegram does not explain this",
    "users-per-request": "more than 50 users per request; Telegram does not explain this",
    "users-per-million": "more than 500 users per million people; Telegram does not explain this",
    "jump": "more than tenfold change from the previous quarter",
    "large-revision": "revised by more than a fifth",
    "repeated-figure-revised": "an earlier figure that several reports state was revised",
    "disputed": "contradicts a confirmed figure",
}
"""The warning of each rule about a figure."""


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

    Percent below a factor of 3, times above. From fewer than FEW the two numbers: 5 → 951. An em dash if unknown.
    """
    old, new = (Range(n, n) if isinstance(n, int) else n for n in (before, after))
    if old is None or new is None or old.upper is None or new.upper is None:
        return "—"
    if old.lower < FEW:
        return f"{number(old)} → {number(new)}"
    ratios = (new.lower / old.upper, new.upper / old.lower)
    if ratios[0] < LEAST_TIMES:
        texts = [_signed_percent(ratio) for ratio in ratios]
        return " to ".join(dict.fromkeys(texts))
    return _factors(ratios)


def times(before: Range, after: Range) -> str:
    """4.1 to 4.4 times, at any factor; both ranges have an upper bound, and the first does not begin at 0."""
    return _factors((after.lower / (before.upper or 1), (after.upper or 0) / before.lower))


def compare(before: Range, after: Range) -> str:
    """4.1 to 4.4 times as many; 37 % fewer; 20 % to 24 % more; empty on a base below FEW. Both have an upper bound.

    Where the ranges allow both more and fewer, or a change that rounds to 0: about as many; 5 % fewer to 3 % more.
    """
    if before.lower < FEW or before.upper is None or after.upper is None:
        return ""
    ratios = (after.lower / before.upper, after.upper / before.lower)
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
    """50–127 %: fulfilled requests, at least and at most, in percent of those received, which must not be 0."""
    lowest, highest = (f"{100 * count / value.received:,.0f}" for count in (value.lower, value.upper))
    return f"{lowest if lowest == highest else f'{lowest}–{highest}'}{NARROW}%"


def opening(profile: Profile) -> str:
    """The first sentences of a country page: the newest figures, and what is known about newer ones."""
    return " ".join(filter(None, (_newest_figures(profile), _newer_figures(profile))))


def _newest_figures(profile: Profile) -> str:
    """The newest figures, and how they changed."""
    name, headline = profile.country.name_in_text, profile.headline
    if headline is None:
        known = [quarter for quarter in profile.quarters if quarter.status is Status.BOUNDED]
        if not known:
            return f"No one has reported Telegram’s figures for {name} yet."
        newest = f"{describe_limits(known[-1])} in {period(known[-1].period)}"
        return f"We have only a part of Telegram’s figures for {name}: {newest}."
    requests, users = counted(headline.requests, "request"), counted(headline.users, "user")
    when, calculation = period(headline.period), headline.formula
    if profile.is_unrefreshed_zero:
        when, calculation = period(FIRST_REPORT), ""
    if headline.requests == headline.users == 0:
        sentence = f"Telegram says it fulfilled {requests} from {name} in {when}."
        return f"{sentence} This follows from a longer period with a total of 0." if calculation else sentence
    if calculation:
        implied = f"Telegram’s figures imply {counted(headline.requests, 'fulfilled request')} from {name} in {when}"
        sentence = f"{implied}, affecting {users} (calculated: {describe_formula(calculation)})."
    else:
        sentence = f"Telegram says it fulfilled {requests} from {name} in {when}, affecting {users}."
    if not headline.period.is_quarter:
        return f"{sentence} How they divide between the quarters is not known."
    return sentence + _change_since(headline, profile)


def _newer_figures(profile: Profile) -> str:
    """Whether the bot shows newer figures, for a country without figures after September 2024; empty for others."""
    check, headline = profile.last_check, profile.headline
    if headline is None:
        return describe_last_check(profile) if check else ""
    if not profile.is_unrefreshed:
        return ""
    if check and check.newest_shown and check.newest_shown.closes > headline.period.closes:
        shown = f"figures up to {period(check.newest_shown)}"
        return f"On {day(check.observed)} the bot showed {shown}, but no one has reported them."
    if profile.was_asked_again:
        return f"On {day(profile.asked_on)} the bot showed nothing newer."
    return "No one has reported since then whether the bot shows anything newer."


def _change_since(headline: Headline, profile: Profile) -> str:
    """How requests changed since the quarter before the newest; empty if that quarter is unknown."""
    before = profile.known(Period.quarter_from_boundary(headline.period.opens - 1))
    if before is None or before.requests is None:
        return ""
    if before.requests == headline.requests:
        return " That is the same number of requests as in the previous quarter."
    if before.requests < FEW:
        return f" In the previous quarter it was {counted(before.requests, 'request')}."
    return f" That is {percent(before.requests, headline.requests)} requests than in the previous quarter."


def quarter_opening(coverage: Coverage) -> str:
    """The first sentence of the page of a quarter."""
    quarter, total, bounded = period(coverage.quarter), coverage.total, coverage.bounded_total
    sentence = f"We have no exact figures for {quarter} yet."
    if coverage.known:
        sentence = (
            f"We have Telegram’s figures from {counted(coverage.known, 'country')} for {quarter}. They add up to "
            f"{counted(total.requests, 'fulfilled request')} and {counted(total.users, 'affected user')}."
        )
    if not bounded.by_bounds:
        return sentence if coverage.known else f"We have no figures for {quarter} yet."
    totals = f"{counted(bounded.requests, 'request')} and {counted(bounded.users, 'user')}"
    countries = counted(bounded.by_bounds, "more country" if coverage.known else "country")
    return f"{sentence} With bounds for {countries}, the totals are {totals}."


def panel_headline(panel: Panel, rate: str = "") -> str:
    """A sentence to quote about a matched panel; `rate` is " a month" where its numbers are averages of a month.

    Telegram’s figures show 4.1 to 4.4 times as many affected users in January–March 2025 as a year before, in the same
    35 countries. On a base below FEW it gives the two numbers.
    """
    before, after = panel.total_before.users, panel.total_after.users
    is_a_year = panel.before == panel.after.a_year_before
    earlier = "a year before" if is_a_year else f"in {period(panel.before)}"
    countries = "one country" if len(panel.countries) == 1 else f"the same {counted(len(panel.countries), 'country')}"
    ratio = compare(before, after)
    if not ratio:
        numbers = f"{counted(after, 'affected user')}{rate} in {period(panel.after)} and {number(before)} {earlier}"
        return f"Telegram’s figures show {numbers}, in {countries}."
    conjunction = "as" if ratio.endswith("as many") else "than"
    return (
        f"Telegram’s figures show {ratio} affected users{rate} in {period(panel.after)} {conjunction} {earlier}, "
        f"in {countries}."
    )


def evidence_sentence(evidence: EvidenceCounts) -> str:
    """How many of the stated figures have each evidence that any has, the best first."""
    numbers = [
        f"{count:,} {'is' if count == 1 else 'are'} {EVIDENCE[value]}"
        for value, count in evidence.figures.items()
        if count
    ]
    if not numbers:
        return "No report states a figure yet."
    return f"Of the {counted(evidence.stated, 'figure')} that reports state, {join_names(numbers)}."


def share(part: int, whole: int) -> str:
    """89 %; ZeroDivisionError of nothing."""
    return f"{part / whole * 100:.0f}{NARROW}%"


def atlas_opening(atlas: Atlas) -> str:
    """What the atlas is, and how much it has."""
    everywhere = counted(len(atlas.profiles), "country")
    return (
        "How many law-enforcement requests Telegram says it fulfilled, country by country. "
        f"People have reported its figures for {len(atlas.reporting)} of {everywhere} and territories."
    )


def due_sentence(due: Due, up_to_date: int, of: int) -> str:
    """Which figures the bot's calendar promises since when, and how many countries have them."""
    month = due.since - dt.timedelta(days=1)
    published = f"in {MONTHS[month.month - 1]} {month.year}"
    return (
        f"By its calendar, the bot published its figures for {period(due.quarter)} {published}. "
        f"We have them for {up_to_date or 'none'} of the {counted(of, 'country')} with reports."
    )


def describe_last_check(profile: Profile) -> str:
    """When somebody last saw what the bot showed, and the newest period that it showed then."""
    if profile.last_check is None or profile.last_check.newest_shown is None:
        return (
            "No report says when someone last asked the bot. "
            "The day of an article or a dataset is the day on which it published the figures."
        )
    return f"On {day(profile.asked_on)} {describe_nothing_after(profile.last_check.newest_shown)}."


def describe_nothing_after(newest: Period) -> str:
    """What a report says that gives the newest period which the bot showed."""
    return f"the bot showed nothing newer than {period(newest)}"


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
    title = f"Requests and users by country in {period(quarter)}, for {counted(len(ranked), 'country')}"
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
