"""Countries together -> sentences on quarters, comparisons, evidence and what is due."""

import datetime as dt

from atlas.model import Evidence, Range
from atlas.problems import join_names
from atlas.prose.values import MONTHS, between, change, compare, counted, number, period
from atlas.summary import Atlas, Coverage, EvidenceCounts, Panel, PressComparison
from atlas.summary.due import Due

EVIDENCE = {
    Evidence.CONFIRMED: "confirmed",
    Evidence.PUBLIC: "public",
    Evidence.TRACED: "traced to a public thread",
    Evidence.UNTRACED: "untraced",
    Evidence.CLAIMED: "claimed by their sender",
}


def quarter_opening(coverage: Coverage, zeros: int = 0) -> str:
    """The first sentences on a quarter; `zeros` is the number of known countries with 0 requests and 0 users.

    The zeros are counted where most countries have them, as in early 2024, but not all.
    """
    quarter, total, bounded = period(coverage.quarter), coverage.total, coverage.bounded_total
    countries = counted(coverage.known, "country")
    sentences = [f"We have no {'exact ' if bounded.by_bounds else ''}figures for {quarter} yet."]
    if coverage.known:
        affecting = f", affecting {counted(total.users, 'user')}" if total.users != Range(0, 0) else ""
        requests = counted(total.requests, "request")
        sentences = [f"Telegram says it fulfilled {requests} from {countries} in {quarter}{affecting}."]
        if coverage.known < 2 * zeros < 2 * coverage.known:
            sentences.append(f"For {zeros} of the {countries} the figure is 0.")
        if coverage.known < coverage.countries:
            sentences.append("We have no exact figures for other countries.")
    if bounded.by_bounds:
        totals = f"{counted(bounded.requests, 'request')} and {counted(bounded.users, 'user')}"
        more = counted(bounded.by_bounds, "more country" if coverage.known else "country")
        sentences.append(f"With bounds for {more}, the totals are {totals}.")
    return " ".join(sentences)


def panel_headline(panel: Panel, rate: str = "") -> str:
    """A sentence to quote about a matched panel; `rate` is " a month" where its numbers are averages of a month.

    Telegram’s figures show 4.1 to 4.4 times as many affected users in January–March 2025 as a year before, in the same
    35 countries. On a base below SMALLEST_BASE it gives the two numbers.
    """
    before, after = panel.total_before.users, panel.total_after.users
    is_a_year = panel.before == panel.after.a_year_before
    earlier = "a year before" if is_a_year else f"in {period(panel.before)}"
    countries = _same_countries(panel)
    ratio = compare(before, after)
    if not ratio:
        numbers = f"{counted(after, 'affected user')}{rate} in {period(panel.after)} and {number(before)} {earlier}"
        return f"Telegram’s figures show {numbers}, in {countries}."
    conjunction = "as" if ratio.endswith("as many") else "than"
    return (
        f"Telegram’s figures show {ratio} affected users{rate} in {period(panel.after)} {conjunction} {earlier}, "
        f"in {countries}."
    )


def _same_countries(panel: Panel) -> str:
    number = len(panel.countries)
    return "one country" if number == 1 else f"the same {counted(number, 'country')}"


def panel_caption(panel: Panel) -> str:
    """What stands below the change of affected users in a matched panel of quarters a year apart.

    "4.1 to 4.4 times" and "as many affected users in January–March 2025 as a year before, according to Telegram, in
    the same 35 countries (without India: 26 to 103 times)".
    """
    shown = change(panel.total_before.users, panel.total_after.users)
    caption = f"affected users according to Telegram, from {period(panel.before)} to {period(panel.after)}"
    if shown.endswith(" times"):
        caption = f"as many affected users in {period(panel.after)} as a year before, according to Telegram"
    without = ""
    if panel.largest and panel.rest_before.countries:
        change_without = change(panel.rest_before.users, panel.rest_after.users)
        without = f" (without {panel.largest.name_in_text}: {change_without})"
    return f"{caption}, in {_same_countries(panel)}{without}"


def comparison(before: Range, after: Range, noun: str) -> str:
    """26 to 103 times as many users; 37 % fewer requests; on a small base, 5 → 951 users. Both are bounded."""
    return f"{compare(before, after) or change(before, after)} {noun}"


def press_sentence(press: PressComparison) -> str:
    """What the press compared in spring 2025, and how the figures changed in the countries that it had for 2025."""
    naive, own = press.naive_before, press.own
    earlier = f"{counted(naive.countries, 'country')} ({counted(naive.users, 'affected user')}, {period(own.before)})"
    later = (
        f"{counted(press.naive_after.countries, 'country')} ({number(press.naive_after.users)}, {period(own.after)})"
    )
    verdict = "Totals of different countries should not be compared"
    verdict += ", but the result was about right" if press.is_fourfold else ""
    if own.countries:
        before, after = own.total_before.users, own.total_after.users
        has_risen = before.upper is not None and before.upper < after.lower
        verdict += (
            f": for {_same_countries(own)}, Telegram’s figures {'rose' if has_risen else 'went'} from "
            f"{between(before, 'user')} to {between(after)} ({change(before, after)})"
        )
    counted_by_us = f"By our count of figures with both requests and users, it compared {earlier} with {later}."
    return f"In spring 2025 the press reported a fourfold rise. {counted_by_us} {verdict}."


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
    """Which figures the bot's calendar promises since when, and how many of the countries with reports have them."""
    month = due.since - dt.timedelta(days=1)
    promised = f"the bot was due to publish its figures for {period(due.quarter)}"
    sentence = f"By its calendar, {promised} in {MONTHS[month.month - 1]} {month.year}."
    if not of:
        return f"{sentence} No country has reports yet."
    countries = "the only country" if of == 1 else f"{up_to_date or 'any'} of the {counted(of, 'country')}"
    return f"{sentence} We {'have them' if up_to_date else 'do not have them'} for {countries} with reports."
