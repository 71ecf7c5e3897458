"""The bot's calendar -> which quarters should be published by a day, which countries are behind, and why. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from atlas.ledger import Ledger
from atlas.model import MissingReason, Period, Status, quarters_between
from atlas.summary.profiles import Profile, sort_key


@dataclass(frozen=True, slots=True)
class Due:
    """The newest quarter that the bot should have published by now, and the first day on which that was certain."""

    quarter: Period
    since: dt.date

    def overdue(self, profile: Profile) -> tuple[Period, ...]:
        """The quarters up to this one after the newest of which figures of a country state anything."""
        return quarters_between(Period.quarter_from_boundary(profile.stated_until), self.quarter)


def due(today: dt.date, months: int) -> Due:
    """What should be published by a day, if the bot publishes a quarter within `months` after its end.

    With one month: January-March is certain from 1 May on. On 30 April, the newest certain quarter is October-December.
    """
    closes = (12 * today.year + today.month - 1 - months) // 3  # the boundary up to which everything is published
    first = 3 * closes + months
    return Due(Period.quarter_from_boundary(closes - 1), dt.date(first // 12, first % 12 + 1, 1))


def missing_reasons(ledger: Ledger, as_of: dt.date, months: int) -> dict[Period, MissingReason]:
    """Why each missing quarter of a country is missing, judged on the day `as_of`; `months` as for `due`.

    A worked example, with one month: on 4 May 2025 a reply showed figures up to September 2024. October-December 2024
    was due from 1 February 2025 on, so the bot did not offer it; April-June 2025 was due later, so nobody asked for it.
    """
    checks = [(report.observed, report.newest_shown) for report in ledger.reports if report.newest_shown]
    newest_due = due(as_of, months).quarter
    reasons = {}
    for resolved in ledger.quarters:
        quarter = resolved.period
        if resolved.status is not Status.MISSING:
            continue
        if quarter > newest_due:
            reasons[quarter] = MissingReason.NOT_DUE
        elif any(shown.closes <= quarter.opens and quarter <= due(day, months).quarter for day, shown in checks):
            reasons[quarter] = MissingReason.NOT_OFFERED
        elif any(period.opens >= quarter.closes for period in ledger.periods):
            reasons[quarter] = MissingReason.NOT_REPORTED  # somebody asked: a later period is known
        else:
            reasons[quarter] = MissingReason.NOT_ASKED
    return reasons


@dataclass(frozen=True, slots=True)
class Unrefreshed:
    """How many countries have figures, but none after September 2024, and in how many of these somebody asked again.

    Nowhere did the bot then show anything newer; a country in which it did, and somebody reported it, is not counted.
    """

    countries: int
    asked_again: int


def unrefreshed(profiles: Iterable[Profile]) -> Unrefreshed:
    """The numbers of countries without figures after September 2024."""
    asked_again = [profile.was_asked_again for profile in profiles if profile.is_unrefreshed]
    return Unrefreshed(len(asked_again), sum(asked_again))


def behind(profiles: Iterable[Profile], calendar: Due) -> tuple[Profile, ...]:
    """The countries with reports that lack quarters which should be published, those with the most requests first."""
    late = [profile for profile in profiles if profile.ledger and calendar.overdue(profile)]
    late.sort(
        key=lambda profile: (-(profile.headline.requests if profile.headline else 0), sort_key(profile.country.name))
    )
    return tuple(late)
