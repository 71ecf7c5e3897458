"""Reports and ledgers -> problems of sense. A rule is a generator of (place, message); its docstring is the rule.

`check_reports` looks at each report by itself; `check_ledgers` at what the reports of a country say together.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from atlas import ledger
from atlas.model import Dataset, Effect, Figure, Kind, Report
from atlas.problems import Location, Problem, Severity, quoted

Found = Iterator[tuple[Location, str]]

MOST_USERS_PER_REQUEST = 50
LARGEST_JUMP = 10


def _pair(value: tuple[int, int]) -> str:
    requests, users = value
    return f"{{requests: {requests}, users: {users}}}"


def observed_future(report: Report, today: dt.date) -> Found:
    """A report must not have been observed in the future."""
    if report.observed > today:
        yield report.location, f"observed must not be later than today, {today}; not {report.observed}"


def period_ended(report: Report, today: dt.date) -> Found:
    """A period must have ended before the day on which its figure was observed."""
    for figure in report.figures:
        if figure.period.end >= report.observed:
            ends = f"{figure.period} ends on {figure.period.end}"
            yield figure.location, f"{ends} and must have ended before {report.observed}, the day observed"


def source_missing(report: Report, today: dt.date) -> Found:
    """A press article or a dataset must give its source."""
    if report.kind is not Kind.REPLY and not report.source:
        yield (
            report.location,
            f"a report of kind {report.kind} must have a source, the public address where it was read",
        )


def source_address(report: Report, today: dt.date) -> Found:
    """A source must be a public web address."""
    if report.source and not _is_address(report.source):
        yield (
            report.location,
            f"source must be an address that begins with https:// or http://, not {quoted(report.source)}",
        )


def _is_address(text: str) -> bool:
    if not re.fullmatch(r"https?://[^\s\[\]\"<>\\^`{}|]+", text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # a port that is none
        return False
    return "." in (parts.hostname or "") and "@" not in parts.netloc and port != 0


def adds_up(report: Report, today: dt.date) -> Found:
    """The figures of one report must agree among themselves."""
    for found in ledger.contradictions(report) if len(report.figures) > 1 else ():
        figure = found.older.figure
        message = f"{figure.period}: {_pair(figure.value)} must agree with {found.against} of the same report"
        yield figure.location, message + ". Compare both with the source"


def zero_mismatch(report: Report, today: dt.date) -> Found:
    """Requests and users should be 0 together."""
    for figure in report.figures:
        if (figure.requests == 0) != (figure.users == 0):
            yield figure.location, f"requests and users should be 0 together, not {_pair(figure.value)}"


def users_below_requests(report: Report, today: dt.date) -> Found:
    """Users should not be fewer than requests."""
    for figure in report.figures:
        if 0 < figure.users < figure.requests:
            yield (
                figure.location,
                f"users should not be fewer than requests, as in {_pair(figure.value)}. Are they swapped?",
            )


def users_per_request(report: Report, today: dt.date) -> Found:
    """Users should be at most 50 for each request."""
    for figure in report.figures:
        if figure.requests and figure.users > MOST_USERS_PER_REQUEST * figure.requests:
            message = f"users should be at most {MOST_USERS_PER_REQUEST} for each request, not {_pair(figure.value)}"
            yield figure.location, f"{message}. Is there a digit too many?"


def same_report_twice(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Found:
    """A report must stand in one file only."""
    first: dict[tuple[object, ...], Report] = {}
    for report in dataset.reports:
        figures = tuple((figure.period, figure.value) for figure in report.figures)
        day = () if report.source else (report.observed, report.credit)
        keys: list[tuple[object, ...]] = [(report.iso3, report.kind, report.source, day, figures)]
        if report.source:
            keys.append((report.iso3, report.kind, report.source, report.observed))
        for key in keys:
            other = first.setdefault(key, report)
            if other is not report:
                message = f"a report must stand in one file only; this one stands in {other.location.path} too"
                yield report.location, f"{message}. Keep one of them"
                break


def contradiction(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Found:
    """A figure that contradicts another report must be explained with `revises` in the newer one."""
    yield from _unexplained(ledgers, negative=False)


def negative(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Found:
    """Figures of several reports must not leave fewer than 0 for a quarter, unless the newer one `revises`."""
    yield from _unexplained(ledgers, negative=True)


def _unexplained(ledgers: Iterable[ledger.Ledger], *, negative: bool) -> Found:
    for found in itertools.chain.from_iterable(each.revisions for each in ledgers):
        older, newer = found.older, found.newer
        if found.is_negative is not negative or newer.report.revises or older.report is newer.report:
            continue
        stated = f"{older.report.location.path} states {older.figure.period}: {_pair(older.figure.value)}"
        if found.effect is Effect.REVISES:
            message = f"{newer.figure.period}: {_pair(newer.figure.value)} must agree with earlier reports; {stated}"
        elif negative:
            message = f"{found.against} must leave room for every quarter; {stated}, and a count cannot be below 0"
        else:
            message = f"{found.against} must agree with earlier reports; {stated}"
        yield newer.figure.location, f"{message}. Mend the slip, or say with `revises` why Telegram's figure changed"


def jump(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> Found:
    """A count should not change more than tenfold from one quarter to the next."""
    for each in ledgers:
        for before, after in itertools.pairwise(each.quarters):
            for measure in ("requests", "users"):
                old, new = getattr(before, measure), getattr(after, measure)
                if old and new and before.is_known and after.is_known and _is_jump(old, new):
                    message = (
                        f"{measure} should not change more than tenfold, as from {old} in {before.period} to {new}"
                    )
                    yield _newest_figure(after).location, f"{message} in {after.period}. Compare with the source"
                    break


def _is_jump(old: int, new: int) -> bool:
    return new > LARGEST_JUMP * old or old > LARGEST_JUMP * new


def _newest_figure(resolved: ledger.Resolved) -> Figure:
    return max(resolved.statements, key=lambda s: (s.report.observed, s.report.location)).figure


@dataclass(frozen=True, slots=True)
class Rule:
    """A generator that finds what breaks a rule, and how grave that is."""

    check: Callable[..., Found]
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
        """What the rule finds, as problems of its name and level."""
        for location, message in self.check(*arguments):
            yield Problem(location, self.name, message, self.severity)


REPORT_RULES = (
    Rule(observed_future),
    Rule(period_ended),
    Rule(source_missing),
    Rule(source_address),
    Rule(adds_up),
    Rule(zero_mismatch, Severity.WARNING),
    Rule(users_below_requests, Severity.WARNING),
    Rule(users_per_request, Severity.WARNING),
)
LEDGER_RULES = (
    Rule(same_report_twice),
    Rule(contradiction),
    Rule(negative),
    Rule(jump, Severity.WARNING),
)
RULES = {rule.name: rule.statement for rule in (*REPORT_RULES, *LEDGER_RULES)}


def check_reports(reports: Iterable[Report], today: dt.date) -> tuple[Problem, ...]:
    """The problems of each report by itself, in no order."""
    return tuple(found for report in reports for rule in REPORT_RULES for found in rule.problems(report, today))


def check_ledgers(dataset: Dataset, ledgers: Iterable[ledger.Ledger]) -> tuple[Problem, ...]:
    """The problems of reports seen together, in no order."""
    ledgers = tuple(ledgers)
    return tuple(found for rule in LEDGER_RULES for found in rule.problems(dataset, ledgers))
