"""Findings -> their sentences and tables: a headline to quote, how it is known, what the chart shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from atlas.ledger import Resolved
from atlas.model import Country, Range, Status
from atlas.problems import join_names
from atlas.prose.provenance import VERIFICATION
from atlas.prose.totals import EVIDENCE, evidence_sentence, panel_headline
from atlas.prose.values import change, counted, day, number, period, rate, share, short
from atlas.summary.findings import (
    BeforeAfter,
    Certainty,
    Course,
    Findings,
    News,
    NoNews,
    Pair,
    PerHead,
    PerRequest,
    QuarterRatio,
    ThirdQuarter,
    YearOnYear,
)

MONTHS_OF_QUARTER = 3
TOP = 3  # countries that a headline names
SAY = "Telegram’s figures show"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name, the country that the name links to, if any, and its cells."""

    name: str
    cells: tuple[str, ...]
    country: Country | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A finding in words; `slug` is its anchor, `name` a short name for links.

    `description` says what its chart shows, for screen readers; `explanation`
    is how it is known, one paragraph each; `caption` is the text below the chart; `has_events` says that
    the chart marks events. `columns` are the heads of the table, the first that of the names.
    """

    slug: str
    name: str
    headline: str
    explanation: tuple[str, ...]
    description: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_events: bool = False


def passages(findings: Findings) -> tuple[Passage, ...]:
    """A passage for each finding that is shown, in the order of the page."""
    functions: tuple[tuple[Any, Callable[[Any], Passage]], ...] = (
        (findings.before_after, _before_after),
        (findings.third_quarter, _third_quarter),
        (findings.course, _course),
        (findings.year_on_year, _year_on_year),
        (findings.per_head, _per_head),
        (findings.per_request, _per_request),
        (findings.no_news, _no_news),
        (findings.certainty, _certainty),
    )
    return tuple(function(finding) for finding, function in functions if finding is not None)


def news_sentence(news: News) -> str:
    """What was in the news about 2024: a year of about 2,000 users, and a last quarter of a few hundred."""
    in_year = _names(row[0].country for row in news.rows[: len(news.in_year)])
    in_quarter = _names(row[0].country for row in news.rows[len(news.in_year) :])
    last = period(news.in_quarter[0].period)
    return (
        f"{SAY} about 2,000 affected users each in {in_year} in all of {period(news.in_year[0].period)} "
        f"({_span(news.in_year)}), and a few hundred each in {in_quarter} in {last} ({_span(news.in_quarter)})."
    )


def news_table(news: News) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The head and the rows of the small table of these countries: users by period."""
    _, *periods = news.rows[0]
    rows = tuple(
        Row(profile.country.name, tuple(number(resolved.users_range) for resolved in resolved), profile.country)
        for profile, *resolved in news.rows
    )
    return ("Affected users", *(short(resolved.period) for resolved in periods)), rows


def _names(countries: Iterable[Country]) -> str:
    return join_names([country.name_in_text for country in countries])


def _span(resolved: Sequence[Resolved]) -> str:
    """2,072 to 2,253: the lowest and the highest number of users."""
    users = [row.users or 0 for row in resolved]
    return f"{min(users):,} to {max(users):,}"


def per_month(count: int, length: int) -> str:
    """Users a month in a period of some quarters: 1,732; 0.3, with one decimal below 10."""
    average = count / (MONTHS_OF_QUARTER * length)
    return f"{average:,.0f}" if average >= 10 or not average else f"{average:.1f}"


def ratio(value: float) -> str:
    """Users per request: 24; 1.5, with one decimal below 10."""
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def _before_after(finding: BeforeAfter) -> Passage:
    panel, averages = finding.panel, finding.panel.per_month
    before, after = period(panel.before), period(panel.after)
    lengths = (len(panel.before.quarters), len(panel.after.quarters))
    exact = counted(len(finding.pairs), "country")
    explanation = [
        (
            f"Users a month: {number(averages.total_before.users)} → {number(averages.total_after.users)} in "
            f"{counted(len(panel.countries), 'country')}. Without {_name(panel.largest)}, which has the most requests, "
            f"{number(averages.rest_before.users)} → {number(averages.rest_after.users)} "
            f"({change(averages.rest_before.users, averages.rest_after.users)}) in {averages.rest_before.countries}."
        ),
        f"The chart shows the {exact} known exactly. Users a month rose in {_of(finding.risen, len(finding.pairs))} "
        f"of them; {finding.from_zero} had none in {before}. {_bounded_sentence(finding)}".strip(),
    ]
    if finding.not_reported:
        explanation.append(
            f"We have no figures for {after} from {finding.not_reported} other countries with reports, which may "
            "differ: people may be more likely to send in figures where there is something to report."
        )
    first, *_ = finding.pairs
    return Passage(
        slug="before-and-after",
        name="Before and after October 2024",
        headline=panel_headline(averages, " a month"),
        explanation=tuple(explanation),
        description=f"Affected users a month in {before} and in {after}, one line for each of {exact}, on a log scale. "
        f"The highest is {first.profile.country.name}: from {per_month(first.before.users or 0, lengths[0])} to "
        f"{per_month(first.after.users or 0, lengths[1])}. {finding.from_zero} lines begin at zero.",
        caption="Users a month, on a log scale: from 1 up, each line across is ten times the one below. Points are in "
        f"the middle of each period; the second begins on {day(panel.after.start)}. Dashed: none in {before}.",
        columns=(
            "Country",
            f"Users, {short(panel.before)}",
            f"Users, {short(panel.after)}",
            "A month",
            "A month, after",
        ),
        rows=tuple(
            _row(
                pair,
                number(pair.before.users),
                number(pair.after.users),
                *(per_month(p.users or 0, n) for p, n in zip((pair.before, pair.after), lengths, strict=True)),
            )
            for pair in finding.pairs
        ),
        has_events=True,
    )


def _bounded_sentence(finding: BeforeAfter) -> str:
    by_bounds = len(finding.panel.countries) - len(finding.pairs)
    if not by_bounds:
        return ""
    at_most = f"at most {counted(finding.highest_bound, 'user')}"
    if by_bounds == 1:
        return f"In the other country, only bounds are known: {at_most} in either period."
    return f"In the other {by_bounds} countries, only bounds are known: {at_most} in either period."


def _of(part: int, whole: int) -> str:
    return f"all {whole}" if part == whole > 1 else f"{part}"


def _name(country: Country | None) -> str:
    return country.name_in_text if country else ""


def _row(pair: Pair, *cells: str) -> Row:
    return Row(pair.profile.country.name, cells, pair.profile.country)


def _third_quarter(finding: ThirdQuarter) -> Passage:
    periods = [quarter.period for quarter in finding.rows[0][1]]
    first, third = period(periods[0]), period(periods[2])
    risen, lower = _names(finding.risen), _names(finding.lower)

    def counts(country: Country) -> str:
        quarters = next(row for profile, row in finding.rows if profile.country is country)[:3]
        requests, users = (
            " → ".join(number(getattr(quarter, measure)) for quarter in quarters) for measure in ("requests", "users")
        )
        return f"{country.name}: requests {requests}, users {users}"

    both = [*finding.risen, *finding.lower]
    return Passage(
        slug="third-quarter-of-2024",
        name="The third quarter of 2024",
        headline=f"{SAY} more affected users in {risen} in {third} than in the six months before, "
        f"and fewer in {lower} than in {first}.",
        explanation=(
            f"In the first three quarters of {periods[0].year}: {'; '.join(map(counts, both))}.",
            (
                f"Only {counted(len(finding.rows), 'country')} that had users in these nine months are known quarter "
                f"by quarter. For {finding.total_only} more only the total of several quarters is known, and "
                f"{finding.zero} had no users. So this says when numbers rose in these countries, and nothing "
                "about others."
            ),
            "A quarter does not show the week in which a rise began, and an event within it need not be the cause.",
        ),
        description=f"Affected users by quarter of {periods[0].year}, one line for each of "
        f"{counted(len(finding.rows), 'country')}, on a log scale: {'; '.join(map(counts, both))}.",
        caption="Users in each quarter, on a log scale: from 1 up, each line across is ten times the one below.",
        columns=("Country", *(f"Users, {short(p)}" for p in periods), *(f"Requests, {short(p)}" for p in periods)),
        rows=tuple(
            Row(
                profile.country.name,
                (*(number(q.users_range) for q in quarters), *(number(q.requests_range) for q in quarters)),
                profile.country,
            )
            for profile, quarters in finding.rows
        ),
        has_events=True,
    )


def _course(finding: Course) -> Passage:
    countries = counted(len(finding.countries), "country")
    first, last = period(finding.quarters[0]), period(finding.quarters[-1])
    peak, of_requests, of_rest = finding.peak, finding.peak_of_requests, finding.peak_of_rest
    assert peak  # no finding without one
    without = f"Without {finding.largest.name_in_text}, which has the most requests"
    explanation = [f"The countries are {_names(profile.country for profile in finding.countries)}."]
    if of_rest:
        when = "also" if of_rest == peak else f"already in {period(of_rest)}" if of_rest < peak else period(of_rest)
        prefix = "in " if of_rest > peak else ""
        users = number(finding.others_in(of_rest).users)
        explanation.append(f"{without}, users were highest {prefix}{when}: {users} in {len(finding.countries) - 1}.")
    if of_requests:
        together = "also in the same quarter" if of_requests == peak else f"in {period(of_requests)}"
        explanation.append(f"Requests were highest {together}: {number(finding.total_in(of_requests).requests)}.")
    explanation.append(
        "Countries that lack one of these quarters are left out, so the total is not that of all countries."
    )
    cells = [
        Row(short(quarter), tuple(map(number, (row.users, row.requests, others.users, others.requests))))
        for quarter, row, others in zip(finding.quarters, finding.totals, finding.other_totals, strict=True)
    ]
    name = finding.largest.name_in_text
    return Passage(
        slug="since-october-2024",
        name="Since October 2024",
        headline=f"{SAY} the most affected users in {period(peak)}, {number(finding.total_in(peak).users)}, in the "
        f"{countries} known in every quarter from {first} to {last}.",
        explanation=tuple(explanation),
        description=f"Users and requests by quarter in {countries}. Users: "
        + ", ".join(
            f"{number(row.users)} in {short(q)}" for q, row in zip(finding.quarters, finding.totals, strict=True)
        )
        + ".",
        caption=f"Light: {name}. Solid: the other {len(finding.countries) - 1} countries. The numbers are for all.",
        columns=("Quarter", "Users", "Requests", f"Users without {name}", f"Requests without {name}"),
        rows=tuple(cells),
    )


def _year_on_year(finding: YearOnYear) -> Passage:
    panel = finding.panel
    before, after = period(panel.before), period(panel.after)
    countries = f"the same {counted(len(panel.countries), 'country')}"
    fell, rose = finding.fell[0], finding.rose[-1]
    users = f"{number(panel.total_before.users)} → {number(panel.total_after.users)}"
    without = f"{number(panel.rest_before.users)} → {number(panel.rest_after.users)}"
    explanation = [
        (
            f"Users in all {len(panel.countries)}: {users} "
            f"({change(panel.total_before.users, panel.total_after.users)}). Without "
            f"{_name(panel.largest)}: {without} ({change(panel.rest_before.users, panel.rest_after.users)}) in "
            f"{panel.rest_before.countries}."
        ),
        (
            f"The largest fall is that in {fell.profile.country.name_in_text} ({_arrow(fell)}), the largest rise "
            f"that in {rose.profile.country.name_in_text} ({_arrow(rose)})."
        ),
    ]
    if finding.opposite:
        explanation.append(f"In {_names(finding.opposite)}, requests moved the other way than users.")
    if panel.by_bounds:
        explanation.append(f"For {panel.by_bounds} of the {len(panel.countries)} countries, only bounds are known.")
    unclear = f"; in {len(finding.unclear)} it is not certain or there was no change" if finding.unclear else ""
    return Passage(
        slug="year-on-year",
        name="Who fell and who rose",
        headline=f"{SAY} fewer affected users in {after} than a year before in {len(finding.fell)} of {countries}, "
        f"and more in {len(finding.rose)}{unclear}.",
        explanation=tuple(explanation),
        description=f"How affected users changed from {before} to {after}, one bar for each of {len(panel.countries)} "
        f"countries. Largest fall: {fell.profile.country.name}, {_arrow(fell)}. Largest rise: "
        f"{rose.profile.country.name}, {_arrow(rose)}.",
        caption="Bars to the left: fewer users; to the right: more. Halving and doubling are bars of the same length. "
        "Where a year before fewer than 20 users were affected, there are only the two numbers.",
        columns=("Country", "Users before", "Users after", "Change", "Requests before", "Requests after", "Change"),
        rows=tuple(
            _row(
                pair,
                *(text for measure in ("users_range", "requests_range") for text in _changed(pair, measure)),
            )
            for pair in finding.pairs
        ),
    )


def _arrow(pair: Pair) -> str:
    return f"{number(pair.before.users_range)} → {number(pair.after.users_range)}"


def _changed(pair: Pair, measure: str) -> tuple[str, str, str]:
    before: Range = getattr(pair.before, measure)
    after: Range = getattr(pair.after, measure)
    return number(before), number(after), change(before, after)


def _per_head(finding: PerHead) -> Passage:
    profile, resolved, most = finding.most
    year, countries = period(finding.year), counted(len(finding.rows), "country")
    top = [f"{row[0].country.name_in_text} ({row[2].users_per_million:,.0f})" for row in finding.rows[:TOP]]
    small = [row for row in finding.rows[:TOP] if (row[1].requests or 0) < 20]
    explanation = [
        (
            f"{profile.country.name} has the most users ({number(resolved.users)}), which is "
            f"{most.users_per_million:,.0f} per million people and number {finding.rank_of_most} of "
            f"{len(finding.rows)}."
        ),
        *(
            f"The {counted(row[1].users or 0, 'user')} in {row[0].country.name_in_text} come from only "
            f"{counted(row[1].requests or 0, 'request')}."
            for row in small
        ),
        "The population is that of the country whose authorities asked; the users need not live there.",
    ]
    if finding.incomplete:
        explanation.append(
            f"Of {finding.incomplete} more countries only a part of {year} is known. They may be anywhere in this list."
        )
    return Passage(
        slug="per-head",
        name="Per million people",
        headline=f"{SAY} the most affected users per million people in {year} in {join_names(top)}, not in "
        f"{profile.country.name_in_text} ({most.users_per_million:,.0f}), of the {countries} known for the whole year.",
        explanation=tuple(explanation),
        description=f"Affected users per million people in {year}, one bar for each of {countries}: {', '.join(top)}.",
        caption=f"Affected users per million people in {year}.",
        columns=("Country", "Users per million", "Users", "Requests", "Population"),
        rows=tuple(
            Row(
                row.country.name,
                (rate(r.users_per_million), number(known.users), number(known.requests), number(r.population.people)),
                row.country,
            )
            for row, known, r in finding.rows
        ),
    )


def _per_request(finding: PerRequest) -> Passage:
    highest, lowest = finding.highest, finding.lowest
    countries = counted(len(finding.rows), "country")
    below = [f"{ratio.profile.country.name_in_text} in {period(ratio.quarter.period)}" for ratio in finding.below]
    explanation = [
        f"{_ratio_sentence(highest)} {_ratio_sentence(lowest)}",
        (
            f"These are the highest and the lowest of {finding.quarters} quarters of {countries}, with at least 20 "
            "requests each. "
            "The quarters differ, so this does not rank countries. Telegram does not explain the differences."
        ),
    ]
    if below:
        explanation.append(f"Fewer users than requests: {join_names(below)}.")
    return Passage(
        slug="users-per-request",
        name="Users per request",
        headline=f"{SAY} {ratio(lowest.value)} affected users per request in {lowest.profile.country.name_in_text} in "
        f"{period(lowest.quarter.period)}, and {ratio(highest.value)} in {highest.profile.country.name_in_text} in "
        f"{period(highest.quarter.period)}.",
        explanation=tuple(explanation),
        description=f"Users per request, one bar for each of {countries}, from its lowest to its highest quarter. "
        f"Highest: {highest.profile.country.name}, {ratio(highest.value)}. Lowest: {lowest.profile.country.name}, "
        f"{ratio(lowest.value)}.",
        caption="Users per request, from the lowest to the highest quarter of each country. A line: one quarter only.",
        columns=("Country", "Lowest", "In", "Highest", "In", "Quarters"),
        rows=tuple(
            Row(
                low.profile.country.name,
                (
                    ratio(low.value),
                    short(low.quarter.period),
                    ratio(high.value),
                    short(high.quarter.period),
                    str(quarters),
                ),
                low.profile.country,
            )
            for low, high, quarters in finding.rows
        ),
    )


def _ratio_sentence(value: QuarterRatio) -> str:
    quarter = value.quarter
    return (
        f"{value.profile.country.name}, {period(quarter.period)}: {counted(quarter.users or 0, 'user')} from "
        f"{counted(quarter.requests or 0, 'request')}."
    )


def _no_news(finding: NoNews) -> Passage:
    zeros = (
        f"In {_of(finding.zeros, finding.old.countries)} of these, zeros for January–September 2024 are all that is "
        "known. That does not mean that Telegram has fulfilled no requests since then."
    )
    counts = [f"{count} in {short(quarter)}" for quarter, count in finding.newest]
    these = "These are" if len(finding.countries) > 1 else "This is"
    return Passage(
        slug="no-news",
        name="Countries without news",
        headline=f"For {finding.old.countries} of the {counted(finding.reporting, 'country')} with reports, no one has "
        "reported Telegram’s figures for any time after September 2024.",
        explanation=(
            zeros,
            _asked_again(finding),
            f"{these} {join_names([country.name for country in finding.countries])}.",
        ),
        description=f"Countries by the quarter of their newest figures: {', '.join(counts)}.",
        caption="Countries by the quarter in which their newest figures end.",
        columns=("Newest figures", "Countries"),
        rows=tuple(Row(short(quarter), (number(count),)) for quarter, count in finding.newest),
    )


def _asked_again(finding: NoNews) -> str:
    number_asked = finding.old.asked_again
    if not number_asked:
        return "No one has reported asking the bot again in any of them."
    return f"Someone asked the bot again in {number_asked} of them. It showed nothing newer."


def _certainty(finding: Certainty) -> Passage:
    evidence, statuses = finding.evidence, finding.statuses
    exact = statuses[Status.REPORTED] + statuses[Status.DERIVED]
    quarters = sum(statuses.values())
    explanation = [
        (
            f"Each of the {counted(finding.reporting, 'country')} with reports has {quarters // finding.reporting} "
            f"quarters. Of these {quarters:,}, {exact} are known exactly ({statuses[Status.REPORTED]} reported, "
            f"{statuses[Status.DERIVED]} calculated), {statuses[Status.BOUNDED]} within bounds, "
            f"and {statuses[Status.MISSING]} not at all."
        ),
    ]
    if evidence.one_dataset:
        explanation.append(
            f"{evidence.one_dataset} of the {evidence.known} quarters known exactly "
            f"({share(evidence.one_dataset, evidence.known)}) rest on one dataset alone: {evidence.dataset}."
        )
    explanation.append("All figures are Telegram’s own. No one outside Telegram can check them.")
    counts = [f"{count} {EVIDENCE[value]}" for value, count in evidence.figures.items()]
    rows = [
        Row(f"{value.capitalize()}: {VERIFICATION[value]}", (number(count), share(count, evidence.stated)))
        for value, count in evidence.figures.items()
    ]
    return Passage(
        slug="certainty",
        name="How certain this is",
        headline=evidence_sentence(evidence),
        explanation=tuple(explanation),
        description=f"Figures by their evidence: {', '.join(counts)}.",
        caption=f"Stated figures by how they can be verified, of {evidence.stated}.",
        columns=("Evidence", "Figures", "Share"),
        rows=tuple(rows),
    )
