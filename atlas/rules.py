"""Reports and ledgers -> problems with their content. A rule is a generator of violations; its docstring states it.

`check_reports` judges each report alone, `check_ledgers` the reports of a country together.
"""

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from atlas import ledger
from atlas.model import (
    BOT_STARTED,
    FIRST_QUARTER,
    MEASURES,
    MOST_USERS_PER_MILLION,
    MOST_USERS_PER_REQUEST,
    Dataset,
    Effect,
    Figure,
    Kind,
    Period,
    Report,
    newest_population,
)
from atlas.problems import Location, Problem, Severity, join_names, quoted

Violations = Iterator[tuple[Location, str]]
"""Where a rule is broken, and the message: what must be true there."""

Doubts = Iterator[tuple[Location, str, Period]]
"""Where a figure is unusual, the message, and the period that it is about."""

LARGEST_JUMP = 10
LARGEST_REVISION = 0.2  # of the figure that is revised


def observed_future(report: Report, today: dt.date) -> Violations:
    """A report must not have been observed in the future."""
    if report.observed > today:
        yield report.location, f"observed must not be later than today, {today}; it is {report.observed}"


def observed_too_early(report: Report, today: dt.date) -> Violations:
    """A report must not have been observed before the bot began to answer."""
    if report.observed < BOT_STARTED:
        must = f"observed must not be before {BOT_STARTED}, when the bot began to answer"
        yield report.location, f"{must}; it is {report.observed}"


def period_too_early(report: Report, today: dt.date) -> Violations:
    """A period must not begin before the first quarter for which the bot has figures."""
    for figure in report.figures:
        if figure.period.opens < FIRST_QUARTER.opens:
            must = f"a period must not begin before {FIRST_QUARTER}, where the bot's figures begin"
            yield figure.location, f"{must}; it is {figure.period}"
    if report.nothing_after and report.nothing_after.opens < FIRST_QUARTER.opens:
        must = f"nothing_after must not be before {FIRST_QUARTER}, where the bot's figures begin"
        yield report.location, f"{must}; it is {report.nothing_after}"


def period_ended(report: Report, today: dt.date) -> Violations:
    """A period must have ended before the day on which its figure was observed."""
    for figure in report.figures:
        if figure.period.end >= report.observed:
            ends = f"{figure.period} ends on {figure.period.end}"
            yield figure.location, f"{ends}, but must end before the day observed, {report.observed}"


def measure_missing(report: Report, today: dt.date) -> Violations:
    """A figure must state requests and users; only a press article may state one of them alone."""
    for figure in report.figures:
        missing = [measure for measure, count in zip(MEASURES, figure.value, strict=True) if count is None]
        if missing and (report.kind is not Kind.PRESS or len(missing) == len(MEASURES)):
            message = f"{figure.period} must give {' and '.join(missing)}: only a press article may state one alone"
            yield figure.location, message


def nothing_after_ended(report: Report, today: dt.date) -> Violations:
    """The quarter in `nothing_after` must have ended before the day observed, and must not be earlier than any figure of the report."""  # noqa: E501 - a rule is one line
    newest = report.nothing_after
    if newest is None:
        return
    if newest.end >= report.observed:
        must = f"nothing_after must be a quarter that ended before the day observed, {report.observed}"
        yield report.location, f"{must}; {newest} ends on {newest.end}"
    for figure in report.figures:
        if figure.period.closes > newest.closes:
            must = f"nothing_after must not be before a figure of the report, {figure.period}"
            yield report.location, f"{must}; it is {newest}"


def source_missing(report: Report, today: dt.date) -> Violations:
    """A press article or a dataset must give its source."""
    if report.kind is not Kind.REPLY and not report.source:
        must = f"a report of kind {report.kind} must have a source"
        yield report.location, f"{must}, the public address where it was read"


def source_address(report: Report, today: dt.date) -> Violations:
    """The addresses in `source` and `trace` must be public web addresses."""
    for key, address in (("source", report.source), ("trace", report.trace)):
        if address and not _is_address(address):
            must = f"{key} must be an address that begins with https:// or http://"
            yield report.location, f"{must}, not {quoted(address)}"


def trace_of_dataset(report: Report, today: dt.date) -> Violations:
    """Only a dataset may have a `trace`; other reports give their address in `source`."""
    if report.trace and report.kind is not Kind.DATASET:
        yield report.location, f"trace must be given for a dataset only, not for a report of kind {report.kind}"


def _is_address(text: str) -> bool:
    if not re.fullmatch(r"https?://[^\s\[\]\"<>\\^`{}|]+", text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # the port is not a number, or too large
        return False
    return "." in (parts.hostname or "") and "@" not in parts.netloc and port != 0


def adds_up(report: Report, today: dt.date) -> Violations:
    """The figures of one report must not contradict each other."""
    for conflict in ledger.contradictions(report) if len(report.figures) > 1 else ():
        figure = conflict.rejected.figure
        message = f"{figure.period}: {figure.text} must agree with {conflict.against} of the same report"
        yield figure.location, f"{message}. Compare both with the source"


def zero_mismatch(report: Report, today: dt.date) -> Doubts:
    """Requests and users should either both be 0 or both be above 0."""
    for figure in report.figures:
        if None not in figure.value and (figure.requests == 0) != (figure.users == 0):
            must = "requests and users should either both be 0 or both be above 0"
            yield figure.location, f"{must}, not {figure.text}", figure.period


def users_below_requests(report: Report, today: dt.date) -> Doubts:
    """Users should not be fewer than requests."""
    for figure in report.figures:
        if 0 < (figure.users or 0) < (figure.requests or 0):
            message = f"users should not be fewer than requests; here they are {figure.text}"
            yield figure.location, f"{message}. Are they swapped?", figure.period


def users_per_request(report: Report, today: dt.date) -> Doubts:
    """Users should be at most 50 per request."""
    for figure in report.figures:
        if figure.requests and (figure.users or 0) > MOST_USERS_PER_REQUEST * figure.requests:
            message = f"users should be at most {MOST_USERS_PER_REQUEST} per request, not {figure.text}"
            yield figure.location, f"{message}. Is there an extra digit?", figure.period


def same_report_twice(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Violations:
    """A report must not be in two files."""
    first: dict[tuple[object, ...], Report] = {}
    for report in dataset.reports:
        # "Nothing newer" is true of one day: the same again on another day is another report.
        newest = (report.nothing_after, report.observed) if report.nothing_after else ()
        figures = (newest, *((figure.period, figure.value) for figure in report.figures))
        # Without a source, equal figures may come from two people: then day and name must be the same as well.
        person = () if report.source else (report.observed, report.credit)
        keys: list[tuple[object, ...]] = [(report.iso3, report.kind, report.source, person, figures)]
        if report.source:
            keys.append((report.iso3, report.kind, report.source, report.observed))
        for key in keys:
            other = first.setdefault(key, report)
            if other is not report:
                message = f"a report must not be in two files; this one is also in {other.location.path}"
                yield report.location, f"{message}. Keep one of them"
                break


def contradiction(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Violations:
    """A figure that contradicts another report must be explained with `revises` in the newer one."""
    yield from _unexplained(ledgers, negative=False)


def negative(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Violations:
    """Figures of several reports must not leave a quarter below 0, unless the newer one explains it with `revises`."""
    yield from _unexplained(ledgers, negative=True)


def _unexplained(ledgers: Iterable[ledger.Ledger], *, negative: bool) -> Violations:
    for revision in _revisions(ledgers, *Effect):
        older, newer = revision.rejected, revision.accepted
        if revision.effect is Effect.DISPUTES:
            older, newer = newer, older
        if revision.is_negative is not negative or newer.report.revises or older.report is newer.report:
            continue
        figures = f"{newer.figure.period}: {newer.figure.text}"
        stated = f"{older.report.location.path} states {older.figure.period}: {older.figure.text}"
        if revision.effect is Effect.CONFLICTS:
            named = (older.report.location.path, newer.report.location.path)
            others = [path for path in revision.against_reports if path not in named]
            figures = revision.against + (f" (with {join_names(others)})" if others else "")
        elif revision.effect is Effect.DISPUTES:
            stated = f"{revision.against} is stated by {join_names(revision.against_reports)}"
        reason = ", which would leave a quarter below 0" if negative else ""
        message = f"{figures} must agree with earlier reports; {stated}{reason}"
        advice = "Correct the typo, or explain with `revises` why Telegram's figure changed"
        yield newer.figure.location, f"{message}. {advice}"


def _revisions(ledgers: Iterable[ledger.Ledger], *effects: Effect) -> Iterator[ledger.Revision]:
    revisions = itertools.chain.from_iterable(resolved.revisions for resolved in ledgers)
    return (revision for revision in revisions if revision.effect in effects)


def disputed(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """A reply without a source should not contradict a confirmed figure."""
    for revision in _revisions(ledgers, Effect.DISPUTES):
        figure, stated = revision.rejected.figure, join_names(revision.against_reports)
        message = f"{figure.text} should agree with {revision.against}, as {stated} state"
        message += "" if revision.against_reports[1:] else "s"
        advice = "It counts once it has a source, or once a second report states the same figure"
        yield figure.location, f"{figure.period}: {message}. {advice}", figure.period


def large_revision(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """A revision should not change a figure by more than a fifth."""
    large: dict[ledger.Statement, Figure] = {}  # of several older figures, the newest: revisions come newest first
    for revision in _revisions(ledgers, Effect.REVISES):
        pairs = zip(revision.rejected.figure.value, revision.accepted.figure.value, strict=True)
        changes = [(old, abs(new - old)) for old, new in pairs if old is not None and new is not None]
        if any(change > LARGEST_REVISION * old for old, change in changes):
            large.setdefault(revision.accepted, revision.rejected.figure)
    for accepted, older in large.items():
        newer = accepted.figure
        message = f"a revision should not change {older.text} by more than a fifth, to {newer.text}"
        yield newer.location, f"{newer.period}: {message}. Compare both with their sources", newer.period


def repeated_figure_revised(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """A figure that two or more reports state should not be revised."""
    for country in ledgers:
        for accepted, counts_of_reports in _repeated_counts(country).items():
            newer = accepted.figure
            repeated = [
                (Figure(newer.period, counts.get("requests"), counts.get("users")).text, join_names(paths))
                for paths, counts in counts_of_reports.items()
            ]
            stated = "; ".join(f"{text} is stated by {names}" for text, names in repeated)
            message = f"{stated} and should not be revised. Compare them with their sources"
            yield newer.location, f"{newer.period}: {message}", newer.period


def _repeated_counts(country: ledger.Ledger) -> dict[ledger.Statement, dict[tuple[str, ...], dict[str, int]]]:
    """For each newer figure the counts by measure that it revised and that several reports state, by their paths."""
    revised = defaultdict[tuple[Period, str, int], list[ledger.Revision]](list)
    for revision in _revisions([country], Effect.REVISES):
        older, newer = revision.rejected.figure, revision.accepted.figure
        for measure, old, new in zip(MEASURES, older.value, newer.value, strict=True):
            if old is not None and new not in (None, old):
                revised[older.period, measure, old].append(revision)
    repeated: dict[ledger.Statement, dict[tuple[str, ...], dict[str, int]]] = {}
    for (_, measure, count), (newest, *others) in revised.items():
        if others:
            paths = tuple(sorted(revision.rejected.report.location.path for revision in (newest, *others)))
            repeated.setdefault(newest.accepted, {}).setdefault(paths, {})[measure] = count
    return repeated


def nothing_after_contradicted(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """`nothing_after` should not be before a quarter that the bot had shown on that day or earlier."""
    for country in ledgers:
        for report in country.reports if any(report.nothing_after for report in country.reports) else ():
            known = [other for other in country.reports if other.observed <= report.observed]
            # What an article or a dataset publishes on a day, the bot had shown by then. Reports come oldest first.
            other = max(known, key=_shown_until)
            newest, closes = report.nothing_after, _shown_until(other)
            if newest and newest.closes < closes:
                shown = f"{Period.quarter_from_boundary(closes - 1)}, which the bot had shown by {other.observed}"
                message = f"the newest quarter should not be before {shown}; it is {newest}"
                yield report.location, f"{message}. Check the quarter and the day", newest


def _shown_until(report: Report) -> int:
    """The boundary after the newest quarter that the bot had shown on the day of a report, as far as this says."""
    periods = [figure.period for figure in report.figures]
    return max((period.closes for period in (*periods, *filter(None, [report.nothing_after]))), default=0)


def users_per_million(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """Users in a quarter should be at most 500 per million people of the country."""
    for country in ledgers:
        by_year = dataset.population.get(country.iso3, {})
        for quarter in country.quarters:
            population = newest_population(by_year, quarter.period.year)
            if population and (quarter.users or 0) > MOST_USERS_PER_MILLION * population.people / 1_000_000:
                message = f"users should be at most {MOST_USERS_PER_MILLION} per million people, not {quarter.users:,}"
                message = f"{quarter.period}: {message} of {population.people:,}. Compare with the source"
                yield _newest(quarter).figure.location, message, quarter.period


def jump(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Doubts:
    """A count should not change more than tenfold from one quarter to the next."""
    for country in ledgers:
        for before, after in itertools.pairwise(country.quarters):
            for measure in MEASURES:
                old, new = getattr(before, measure), getattr(after, measure)
                if old and new and (new > LARGEST_JUMP * old or old > LARGEST_JUMP * new):
                    change = f"from {old} in {before.period} to {new} in {after.period}"
                    message = f"{measure} should not change more than tenfold, as {change}. Compare with the source"
                    yield _newest(after).figure.location, message, after.period
                    break


def _newest(quarter: ledger.Resolved) -> ledger.Statement:
    """The newest statement that a quarter rests on."""
    return max(quarter.statements, key=lambda s: (s.report.observed, s.report.location))


@dataclass(frozen=True, slots=True)
class Rule:
    """A generator of violations, or of doubts about figures that may still be correct."""

    check: Callable[..., Violations | Doubts]
    severity: Severity = Severity.ERROR

    @property
    def name(self) -> str:
        """The name that a problem shows in brackets."""
        return self.check.__name__.replace("_", "-")

    @property
    def statement(self) -> str:
        """The rule in one line."""
        return (self.check.__doc__ or "").strip()

    def problems(self, *arguments: object) -> Iterator[Problem]:
        """The violations as problems with the rule's name and severity."""
        for location, message, *period in self.check(*arguments):
            yield Problem(location, self.name, message, self.severity, "".join(map(str, period)))


REPORT_RULES = (
    Rule(observed_future),
    Rule(observed_too_early),
    Rule(period_too_early),
    Rule(period_ended),
    Rule(measure_missing),
    Rule(nothing_after_ended),
    Rule(source_missing),
    Rule(source_address),
    Rule(trace_of_dataset),
    Rule(adds_up),
    Rule(zero_mismatch, Severity.WARNING),
    Rule(users_below_requests, Severity.WARNING),
    Rule(users_per_request, Severity.WARNING),
)
LEDGER_RULES = (
    Rule(same_report_twice),
    Rule(contradiction),
    Rule(negative),
    Rule(disputed, Severity.WARNING),
    Rule(large_revision, Severity.WARNING),
    Rule(repeated_figure_revised, Severity.WARNING),
    Rule(nothing_after_contradicted, Severity.WARNING),
    Rule(users_per_million, Severity.WARNING),
    Rule(jump, Severity.WARNING),
)
RULES = {rule.name: rule.statement for rule in (*REPORT_RULES, *LEDGER_RULES)}


def check_reports(reports: Iterable[Report], today: dt.date) -> tuple[Problem, ...]:
    """The problems of each report alone, in no particular order."""
    return tuple(problem for report in reports for rule in REPORT_RULES for problem in rule.problems(report, today))


def check_ledgers(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> tuple[Problem, ...]:
    """The problems of reports seen together, in no particular order."""
    ledgers = tuple(ledgers)
    return tuple(problem for rule in LEDGER_RULES for problem in rule.problems(dataset, ledgers))
