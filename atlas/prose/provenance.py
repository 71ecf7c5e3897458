"""Ledgers -> what country pages and feeds say about how figures are known: reports, warnings, revisions, gaps."""

from collections.abc import Sequence

from atlas.ledger import Resolved, Revision
from atlas.model import Effect, Evidence, Figure, MissingReason, ObservedBasis, Period, Report, Value
from atlas.prose.periods import describe_formula
from atlas.prose.values import counted, counts, day, describe_kind, period
from atlas.summary import Profile
from atlas.summary.due import Unrefreshed

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

VERIFICATION = {
    Evidence.CONFIRMED: "the bot’s reply is public, and another report of another day agrees",
    Evidence.PUBLIC: "the bot’s reply is public once, or a newspaper asked the bot itself",
    Evidence.TRACED: "from a dataset, with a public thread where the picture of the reply can be seen",
    Evidence.UNTRACED: "from a dataset, without a public picture of the reply",
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
    return f"{day(profile.asked_on)}{': nothing newer' if profile.was_asked_again else ''}"


def describe_evidence(evidence: Evidence) -> str:
    """How a figure with this evidence can be verified."""
    return VERIFICATION[evidence]


def describe_reports(resolved: Resolved) -> str:
    """2 reports from 1 source, the newest published on 26 April 2026; empty without reports."""
    if not resolved.statements:
        return ""
    newest = describe_day(max((s.report for s in resolved.statements), key=lambda report: report.observed))
    if resolved.reports == 1:
        return f"1 report, {newest}"
    origins = "the same source" if resolved.origins == 1 else f"{resolved.origins} independent sources"
    return f"{resolved.reports} reports from {origins}, the newest {newest}"


def describe_missing(profile: Profile, quarter: Period) -> str:
    """Why nothing is known about a quarter."""
    reason = profile.missing_reasons.get(quarter, MissingReason.NOT_ASKED)
    if reason is MissingReason.NOT_OFFERED:
        return f"the bot did not show it when someone asked on {day(profile.not_offered_on(quarter))}"
    return "not due yet" if reason is MissingReason.NOT_DUE else "no one has reported asking for it since it was due"


def describe_warnings(profile: Profile, resolved: Resolved) -> tuple[str, ...]:
    """The warnings about a period; one about a figure that it rests on names the period of that figure."""
    warnings = profile.warnings_with_subjects(resolved)
    return tuple(
        WARNINGS[rule] if subject == str(resolved.period) else f"{period(Period.parse(subject))}: {WARNINGS[rule]}"
        for rule, subject in warnings
    )


def describe_figure_warnings(profile: Profile, figure: Figure) -> tuple[str, ...]:
    """The warnings about a figure of a report."""
    return tuple(WARNINGS[rule] for rule in profile.figure_warnings(figure))


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


def overdue_sentence(profile: Profile, quarters: Sequence[Period], unrefreshed: Unrefreshed) -> str:
    """What is known about quarters that should be published: no more than the bot's calendar says if nobody asked."""
    if profile.was_asked_again:
        return f"the bot showed nothing newer when someone last asked, on {day(profile.asked_on)}. Has that changed?"
    these = "this quarter’s figures" if len(quarters) == 1 else "these figures"
    if not profile.is_unrefreshed:
        return f"by its calendar, the bot should show {these} by now, but no one has reported them."
    sentence = f"by its calendar, the bot should show {these} by now, but no one has reported whether it does."
    if not unrefreshed.asked_again:
        return sentence
    return (
        f"{sentence} Of the {counted(unrefreshed.countries, 'country')} without figures after September 2024, "
        f"someone asked again in {unrefreshed.asked_again}, where the bot did not show anything newer."
    )


def unrefreshed_sentence(unrefreshed: Unrefreshed) -> str:
    """How many countries have no figures after September 2024, and what the bot showed where somebody asked again."""
    old = counted(unrefreshed.countries, "country")
    if not unrefreshed.asked_again:
        return f"For {old} we have no figures after September 2024, and no one has reported asking again."
    return (
        f"For {old} we have no figures after September 2024. "
        f"Someone asked again in {unrefreshed.asked_again} of them, and the bot showed nothing newer."
    )
