"""Ledgers -> what country pages and feeds say about how figures are known: reports, warnings, revisions, gaps."""

import itertools
from collections import Counter
from collections.abc import Iterable

from atlas.ledger import Resolved, Revision, origin
from atlas.model import (
    MOST_USERS_PER_MILLION,
    MOST_USERS_PER_REQUEST,
    Effect,
    Evidence,
    Figure,
    Kind,
    MissingReason,
    ObservedBasis,
    Period,
    Report,
    Status,
    Value,
)
from atlas.problems import join_names
from atlas.prose.periods import describe_formula
from atlas.prose.values import counted, counts, day, describe_kind, period, short
from atlas.summary import Profile
from atlas.summary.due import Due, Unrefreshed

WARNINGS = {
    "zero-mismatch": "only one of the two numbers is 0; Telegram does not explain this",
    "users-below-requests": "fewer users than requests; Telegram does not explain this",
    "users-per-request": f"more than {MOST_USERS_PER_REQUEST} users per request; Telegram does not explain this",
    "users-per-million": f"more than {MOST_USERS_PER_MILLION} users per million people; Telegram does not explain this",
    "jump": "more than tenfold change from the previous quarter",
    "large-revision": "revised by more than a fifth",
    "repeated-figure-revised": "an earlier figure that several reports state was revised",
    "disputed": "contradicts a confirmed figure",
    "nothing-after-contradicted": "the bot had shown a newer period before",
}
"""The warning of each rule about a figure, or about the newest quarter that the bot showed."""

PERIOD_WARNINGS = WARNINGS | {"disputed": "disputed by a reply that only its sender has seen"}
"""The warning of each rule about a period, of which a disputed figure says nothing that counts."""

VERIFICATION = {
    Evidence.CONFIRMED: "the bot’s reply is public, and another report of another day agrees",
    Evidence.PUBLIC: "anyone can see the bot’s reply, or a newspaper states it",
    Evidence.TRACED: "from a dataset, with a public thread where the picture of the reply can be seen",
    Evidence.UNTRACED: "from a dataset; we know of no public thread that shows the reply",
    Evidence.CLAIMED: "from a reply that only its sender has seen",
}
"""How a figure with each evidence can be verified."""


def describe_day(report: Report) -> str:
    """What the day of a report is: read on 4 September 2026, or published on that day."""
    verb = "read" if report.observed_basis is ObservedBasis.REPLY_READ else "published"
    return f"{verb} on {day(report.observed)}"


def describe_check_briefly(profile: Profile) -> str:
    """When somebody last asked, and whether the bot showed nothing newer than the newest figure; for tables."""
    if profile.last_check is None:
        return "none reported"
    return f"{day(profile.last_check.observed)}{': nothing newer' if profile.was_asked_again else ''}"


def describe_evidence(evidence: Evidence) -> str:
    """How a figure with this evidence can be verified."""
    return VERIFICATION[evidence]


def describe_reports(resolved: Resolved) -> str:
    """2 reports of 2 origins: a dataset and a bot reply, the newest read on 13 February 2026; empty without reports."""
    reports = sorted({s.report.location: s.report for s in resolved.statements}.values(), key=lambda r: r.observed)
    if not reports:
        return ""
    newest = describe_day(reports[-1])
    if len(reports) == 1:
        return f"1 report, {newest}"
    # All reports from one dataset are that dataset; each reply and each article is one of its own.
    sources = {(r.kind, origin(r) if r.kind is Kind.DATASET else str(r.location)): None for r in reports}
    kinds = Counter(describe_kind(kind) for kind, _ in sources)
    names = join_names([f"a {name}" if number == 1 else counted(number, name) for name, number in kinds.items()])
    return f"{len(reports)} reports of {counted(resolved.origins, 'origin')}: {names}, the newest {newest}"


def describe_missing(profile: Profile, quarter: Period, calendar: Due) -> str:
    """Why nothing is known about a quarter. Whether it is due is judged by the calendar of the day of the build.

    The column `missing_reason` judges it on the day of the newest report: a quarter can have become due since then, and
    no report says yet that anybody asked.
    """
    if quarter > calendar.quarter:
        return "not due yet"
    if profile.missing_reasons.get(quarter) is MissingReason.NOT_OFFERED:
        return f"on {day(profile.not_offered_on(quarter))} the bot did not show it yet"
    return "no report covers this quarter yet"


def describe_warnings(profile: Profile, resolved: Resolved) -> tuple[str, ...]:
    """The warnings about a period; one about a figure that it rests on names the period of that figure."""
    warnings = profile.warnings_with_subjects(resolved)
    return tuple(
        ("" if subject == str(resolved.period) else f"{period(Period.parse(subject))}: ") + PERIOD_WARNINGS[rule]
        for rule, subject in warnings
    )


def describe_figure_warnings(profile: Profile, figure: Figure) -> tuple[str, ...]:
    """The warnings about a figure of a report."""
    return tuple(WARNINGS[rule] for rule in profile.figure_warnings(figure))


def describe_report_warnings(profile: Profile, report: Report) -> tuple[str, ...]:
    """The warnings about the newest quarter which a report says the bot showed."""
    return tuple(WARNINGS[rule] for rule in profile.report_warnings(report))


def says(value: Value) -> str:
    """Telegram says it fulfilled 65 requests, affecting 121 users; or only the measure that is stated."""
    requests, users = value
    if requests is None:
        return f"Telegram says the requests that it fulfilled affected {counted(users or 0, 'user')}"
    affecting = "" if users is None else f", affecting {counted(users, 'user')}"
    return f"Telegram says it fulfilled {counted(requests, 'request')}{affecting}"


def describe_stated(figure: Figure, effect: Effect) -> str:
    """What a figure of a report says, and its effect on what was known, for a feed."""
    if effect is Effect.DISPUTES:
        sentence = f"a reply that only its sender has seen says {counts(figure.value)}, against a confirmed figure"
    else:
        sentence = says(figure.value)
    return f"{period(figure.period)}: {sentence} ({effect})"


def describe_revision(revision: Revision) -> str:
    """What happened to a figure that does not count: it was revised, contradicts newer ones, or is disputed."""
    figure, report, accepted = revision.rejected.figure, revision.rejected.report, revision.accepted
    stated = f"{counts(figure.value)} for {period(figure.period)}"
    against = describe_formula(revision.against)
    if revision.effect is Effect.DISPUTES:
        current = None if None in revision.current else counts(revision.current)
        confirmed = f"The confirmed figure is {current}" if current else f"It contradicts confirmed figures: {against}"
        reply = f"One reply that only its sender has seen, {describe_day(report)}, says {stated}"
        return f"{reply}. {confirmed}. A second report would decide."
    older = f"a {describe_kind(report.kind)} {describe_day(report)}"
    newer = f"a {describe_kind(accepted.report.kind)} {describe_day(accepted.report)}"
    if revision.effect is Effect.REVISES:
        now = f"{newer} gives {counts(accepted.figure.value)}" if accepted.figure.period == figure.period else newer
        sentence = f"Revised: {older} gave {stated}; {now}"
    else:
        sentence = f"Contradicted: {older} gave {stated}, which does not agree with {against} in {newer}"
    reason = f" Reason given: {accepted.report.revises}" if accepted.report.revises else ""
    return f"{sentence}. The newer report counts.{reason}"


Overdue = tuple[tuple[Period, ...], str]
"""Quarters in a row that should be published, and what is known about their figures."""


def describe_overdue(profile: Profile, quarters: Iterable[Period]) -> tuple[Overdue, ...]:
    """What is known about quarters that should be published, those of which the same is known together.

    A worked example: on 16 December 2025 the bot showed figures up to September 2024. It should have shown those up to
    September 2025 by then, so it did not show these; October-December 2025 was due later, and no one has sent it.
    """
    groups = itertools.groupby(quarters, lambda quarter: _describe_overdue(profile, quarter))
    return tuple((tuple(of_group), sentence) for sentence, of_group in groups)


def _describe_overdue(profile: Profile, quarter: Period) -> str:
    if profile.missing_reasons.get(quarter) is MissingReason.NOT_OFFERED:
        return f"the bot did not show these figures when someone asked on {day(profile.not_offered_on(quarter))}"
    resolved = profile.quarter(quarter)
    is_partial = resolved is not None and resolved.status is not Status.MISSING
    if profile.newest_rejected and profile.newest_rejected.holds(quarter):
        return "a figure was reported that does not count"
    reason = "we have only a part of them or bounds" if is_partial else "no one has sent them"
    return f"the bot should have published these figures by now, but {reason}"


def describe_known_quarters(profile: Profile) -> str:
    """For how many of the quarters there are exact figures; empty without reports."""
    if not profile.quarters:
        return ""
    first, last = short(profile.quarters[0].period), short(profile.quarters[-1].period)
    if first == last:
        return f"We have {'' if profile.quarters_known else 'no '}exact figures for {first}."
    quarters = f"{profile.quarters_total} quarters from {first} to {last}"
    if profile.quarters_known == profile.quarters_total:
        return f"We have exact figures for all {quarters}."
    return f"We have exact figures for {profile.quarters_known or 'none'} of the {quarters}."


def unrefreshed_sentence(unrefreshed: Unrefreshed) -> str:
    """How many countries have no figures after September 2024, and what the bot showed where somebody asked again."""
    if not unrefreshed.countries:
        return ""
    old = f"For {counted(unrefreshed.countries, 'country')} we have no figures after September 2024"
    if not unrefreshed.asked_again:
        return f"{old}, and no one has reported asking again."
    asked = "it" if unrefreshed.countries == 1 else f"{unrefreshed.asked_again} of them"
    return f"{old}. For {asked} someone asked again, and the bot showed nothing newer."
