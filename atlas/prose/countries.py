"""A country's profile -> the first sentences of its page, and what is known about newer figures."""

from atlas.model import SMALLEST_BASE, Period
from atlas.prose.periods import describe_formula, describe_limits
from atlas.prose.values import MONTHS, counted, day, percent, period
from atlas.summary import Headline, Profile
from atlas.summary.profiles import FIRST_REPORT


def opening(profile: Profile) -> str:
    """The first sentences of a country page: the newest figures, and what is known about newer ones."""
    return " ".join(filter(None, (_newest_figures(profile), _newer_figures(profile))))


def _newest_figures(profile: Profile) -> str:
    """The newest figures, and how they changed."""
    name, headline = profile.country.name_in_text, profile.headline
    if headline is None:
        newest = _newest_part(profile)
        if not newest:
            return f"No one has reported Telegram’s figures for {name} yet."
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
        return f"{sentence} The figures for the single quarters are not known."
    return sentence + _change_since(headline, profile)


def _newest_part(profile: Profile) -> str:
    """What the newest stated period has of the two measures, such as 1,137 users in 2025; empty without figures."""
    if profile.ledger is None or not profile.ledger.periods:
        return ""
    newest = max(profile.ledger.periods, key=lambda stated: (stated.closes, stated.opens))
    return f"{describe_limits(profile.ledger.resolve(newest))} in {period(newest)}"


def _newer_figures(profile: Profile) -> str:
    """What is known of the time after the headline; empty if that is the newest figure and after September 2024."""
    headline = profile.headline
    if headline is None:
        return describe_last_check(profile) if profile.last_check else ""
    if profile.stated_until > headline.period.closes:
        part = f"Of newer figures we have only a part: {_newest_part(profile)}."
        return " ".join(filter(None, (part, _after_newest(profile))))
    return _after_newest(profile)


def _after_newest(profile: Profile) -> str:
    """What is known of the time after all figures that count; empty if these reach beyond September 2024."""
    check, rejected = profile.last_check, profile.newest_rejected
    if rejected:
        return f"A figure for {period(rejected)} was reported, but it contradicts others and does not count."
    if not profile.is_unrefreshed:
        return ""
    if check and check.newest_shown and check.newest_shown.closes > profile.stated_until:
        shown = f"figures up to {period(check.newest_shown)}"
        return f"On {day(check.observed)} the bot showed {shown}, but no one has reported them."
    if profile.was_asked_again:
        return describe_last_check(profile)
    return "No one has reported since then whether the bot shows anything newer."


def _change_since(headline: Headline, profile: Profile) -> str:
    """How requests changed since the quarter before the newest; empty if that quarter is unknown."""
    before = profile.known(Period.quarter_from_boundary(headline.period.opens - 1))
    if before is None or before.requests is None:
        return ""
    if before.requests == headline.requests:
        return " That is the same number of requests as in the previous quarter."
    if before.requests < SMALLEST_BASE:
        return f" For the previous quarter, Telegram’s figure is {counted(before.requests, 'request')}."
    return f" That is {percent(before.requests, headline.requests)} requests than in the previous quarter."


def describe_last_check(profile: Profile) -> str:
    """When somebody last saw what the bot showed, and the newest period that it showed then."""
    if profile.last_check is None or profile.last_check.newest_shown is None:
        return (
            "No report says when someone last asked the bot. "
            "The day of an article or a dataset is the day on which it published the figures."
        )
    return f"On {day(profile.last_check.observed)} {describe_nothing_after(profile.last_check.newest_shown)}."


def describe_nothing_after(newest: Period) -> str:
    """What a report says that gives the newest period which the bot showed."""
    return f"the bot showed no figures for the time after {MONTHS[newest.end.month - 1]} {newest.year}"
