"""What contributors and maintainers read, as Markdown. What an issue says is quoted as code, and does nothing there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from atlas.contributions.form import Issue
from atlas.ledger import Ledger
from atlas.model import Country, Figure, Period, Report
from atlas.problems import Problem, Severity, printable

MARK = "<!-- atlas: intake -->"
"""By this the one comment is found again."""

LONGEST_QUOTED = 400
MOST_LISTED = 20
"""GitHub takes comments of at most 65,536 characters."""

AGAIN = "Edit the issue (“…” at its top right, then “Edit”), and I try again."
WHAT_TO_DO = {
    "contradiction": "The atlas has another figure. Compare your numbers with the answer once more. If they are right, "
    "leave the issue as it is: somebody adds the answer by hand and says why the figure changed, which I cannot ask.",
    "negative": "Compare your numbers with the answer once more. If they are right, leave the issue as it is: "
    "somebody looks at it.",
    "overwrite": "An earlier answer from this issue is in the atlas already, with other numbers. Open a new issue.",
    "same-report-twice": "Nothing more to do: the answer is in the atlas already.",
}
"""What the problems of some rules mean for somebody who has only the issue."""


class News(StrEnum):
    """What a figure is to the atlas."""

    NEW = "new"
    SAME = "confirms what the atlas has"
    OTHER = "**differs** from what the atlas has"


@dataclass(frozen=True, slots=True)
class Told:
    """What was understood, ready to be told."""

    issue: Issue
    reports: Sequence[Report]
    pictures: Sequence[str]
    problems: Sequence[Problem]
    countries: Mapping[str, Country]
    ledgers: Mapping[str, Ledger]

    @property
    def names(self) -> str:
        """The countries, by name."""
        return ", ".join(self.countries[iso3].name for iso3 in sorted({report.iso3 for report in self.reports}))

    @property
    def day(self) -> str:
        """The day on which the answer was read."""
        return str(self.reports[0].observed)


def code(text: str, longest: int = LONGEST_QUOTED) -> str:
    """A text as code within a line, whatever is in it: it names nobody, links nowhere and marks nothing up."""
    plain = printable(re.sub(r"\s+", " ", text[: 2 * longest]).strip())
    plain = plain if len(plain) <= longest else plain[:longest] + "…"
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    blank = " " if "`" in plain else ""
    return f"{fence}{blank}{plain or ' '}{blank}{fence}"


def questions(asked: Iterable[str], pull: str) -> str:
    """The comment on an issue that cannot be read for certain. `pull` names an earlier pull request, or is empty."""
    return _comment(
        "Thank you! I cannot read this for certain yet:",
        _list(asked),
        AGAIN,
        f"{pull} is left as it was." if pull else "",
    )


def problems(told: Told, pull: str) -> str:
    """The comment on an answer that was read, and that the check does not let pass."""
    errors = [problem for problem in told.problems if problem.severity is Severity.ERROR]
    hints = dict.fromkeys(WHAT_TO_DO[problem.rule] for problem in errors if problem.rule in WHAT_TO_DO)
    return _comment(
        f"Thank you! This is what I understood, read on {told.day}:",
        table(told),
        "The check does not let it pass:",
        _list(code(problem.message) for problem in errors),
        *hints,
        f"Something was misread? {AGAIN}",
        f"{pull} is left as it was." if pull else "",
    )


def present(told: Told, paths: Iterable[str]) -> str:
    """The comment on an answer that the atlas has already, just so."""
    return _comment(
        f"Thank you! This is what I understood, read on {told.day}:",
        table(told),
        f"The atlas has it already: {', '.join(code(path) for path in paths)}. Nothing more to do.",
    )


def accepted(told: Told, pull: str, *, is_taken: bool) -> str:
    """The comment on an answer that waits in a pull request."""
    waits = f"It waits in {pull}. Somebody looks at it; then it is published under CC BY 4.0."
    taken = f"{pull} holds an earlier state, which others have worked on since: I left it to them."
    return _comment(
        f"Thank you! This is what I understood, read on {told.day}:",
        table(told),
        "I read it from the picture. Please compare each number with it." if told.pictures else "",
        _twice(told),
        taken if is_taken else waits,
        f"Something is wrong? {AGAIN}",
    )


def pull_request(told: Told) -> tuple[str, str]:
    """Title and text of the pull request."""
    pictures = [f"![The picture that was uploaded]({address})" for address in told.pictures]
    checked = (
        "The check of all data has passed with it. It ran in the intake, since a pull request that a workflow opens "
    )
    body = [
        f"From #{told.issue.number}, read on {told.day}:",
        table(told),
        "**Read from a picture by machine.** Compare each number with it before merging:" if pictures else "",
        *pictures,
        _twice(told),
        checked + "starts no workflow until somebody approves it here.",
        f"Closes #{told.issue.number}",
    ]
    return title(told), _paragraphs(body)


def title(told: Told) -> str:
    """One line for the pull request and the commit."""
    return f"Add the bot's answer for {told.names}, {told.day} (#{told.issue.number})"


def table(told: Told) -> str:
    """Every figure, and what it is to the atlas. Nothing in it was written by a stranger."""
    rows = [
        f"| {told.countries[report.iso3].name} | {figure.period} | {figure.requests} | {figure.users} "
        f"| {_news(figure, told.ledgers.get(report.iso3))} |"
        for report in told.reports
        for figure in report.figures
    ]
    return "\n".join(["| country | period | requests | users | |", "|---|---|--:|--:|---|", *rows])


def _news(figure: Figure, ledger: Ledger | None) -> News:
    known = _known(figure.period, ledger) if ledger else None
    if known is None:
        return News.NEW
    return News.SAME if known == figure.value else News.OTHER


def _known(period: Period, ledger: Ledger) -> tuple[int, int] | None:
    """What stands for a period: resolved, or for a longer span as stated last."""
    for each in (*ledger.quarters, *(year.resolved for year in ledger.years)):
        if each.period == period and each.requests is not None and each.users is not None:
            return each.requests, each.users
    stated = [figure.value for report in ledger.reports for figure in report.figures if figure.period == period]
    return stated[-1] if stated else None


def _twice(told: Told) -> str:
    warnings = [code(problem.message) for problem in told.problems if problem.severity is Severity.WARNING]
    return f"Please look twice, though it may be right:\n\n{_list(warnings)}" if warnings else ""


def _list(items: Iterable[str]) -> str:
    listed = [f"- {item}" for item in items]
    more = [f"- and {len(listed) - MOST_LISTED} more"] if len(listed) > MOST_LISTED else []
    return "\n".join([*listed[:MOST_LISTED], *more])


def _comment(*paragraphs: str) -> str:
    return f"{MARK}\n{_paragraphs(paragraphs)}"


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)
