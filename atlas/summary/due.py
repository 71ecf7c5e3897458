"""The bot's calendar -> which quarter should be out by a day, and which countries are behind. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model import FIRST_QUARTER, Period, quarters_between
from atlas.summary import Profile, sort_key


@dataclass(frozen=True, slots=True)
class Due:
    """The newest quarter that the bot should tell by now, and the first day on which that was sure."""

    quarter: Period
    since: dt.date

    def overdue(self, profile: Profile) -> tuple[Period, ...]:
        """The quarters after the newest that is known of a country, alone or within a longer period, up to this one."""
        closes = profile.headline.period.closes if profile.headline else FIRST_QUARTER.opens
        if closes >= self.quarter.closes:
            return ()
        return quarters_between(Period.quarter_from_boundary(closes), self.quarter)


def due(today: dt.date, months: int) -> Due:
    """What should be out by a day, if a quarter's report appears within so many months after its end."""
    closes = (12 * today.year + today.month - 1 - months) // 3  # the boundary by which all is told
    first = 3 * closes + months
    return Due(Period.quarter_from_boundary(closes - 1), dt.date(first // 12, first % 12 + 1, 1))


def behind(profiles: Iterable[Profile], calendar: Due) -> tuple[Profile, ...]:
    """The countries with reports whose newest quarters are not told yet, those with the most requests first."""
    found = [profile for profile in profiles if profile.ledger and calendar.overdue(profile)]
    found.sort(key=lambda each: (-(each.headline.requests if each.headline else 0), sort_key(each.country.name)))
    return tuple(found)
