"""Countries together -> sentences on quarters, comparisons, evidence and what is due."""

import datetime as dt

from atlas.model import Evidence
from atlas.problems import join_names
from atlas.prose.values import MONTHS, compare, counted, number, period
from atlas.summary import Atlas, Coverage, EvidenceCounts, Panel
from atlas.summary.due import Due

EVIDENCE = {
    Evidence.CONFIRMED: "confirmed",
    Evidence.PUBLIC: "public",
    Evidence.TRACED: "traced to a public thread",
    Evidence.UNTRACED: "untraced",
    Evidence.CLAIMED: "claimed by their sender",
}


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
