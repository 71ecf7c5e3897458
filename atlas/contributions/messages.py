"""Comments, commits and pull requests as Markdown. Text from an issue is quoted as code, which has no effect there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.contributions.form import Issue
from atlas.contributions.judging import Judgement
from atlas.model import Country, Report
from atlas.problems import Problem, Severity, printable

MARK = "<!-- atlas: intake -->"
"""The beginning of the one comment on each issue, by which it is found again."""

LONGEST_QUOTED = 400
MOST_LISTED = 20
"""GitHub accepts comments of at most 65,536 characters."""

TRY_AGAIN = "Edit the issue (“…” at the top right, then “Edit”), and I will try again."
WHAT_TO_DO = {
    "contradiction": "The atlas has a different figure. Compare your numbers with the reply again. If they are right, "
    "leave the issue as it is: a maintainer will add the reply and explain why the figure changed.",
    "negative": "Compare your numbers with the reply again. If they are right, leave the issue as it is: a maintainer "
    "will look at it.",
    "overwrite": "The atlas already has an earlier reply from this issue with other numbers. Please open a new issue.",
    "same-report-twice": "You need not do anything: the atlas already has this reply.",
}
"""What the problems of some rules mean for a person who can only edit the issue."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """An issue, the reports that were read from it, the pictures they come from, and what the check says of them."""

    issue: Issue
    reports: tuple[Report, ...]
    pictures: tuple[str, ...]
    judgement: Judgement
    countries: Mapping[str, Country]

    @property
    def title(self) -> str:
        """One line for the pull request and the commit."""
        names = ", ".join(self.countries[iso3].name for iso3 in sorted({report.iso3 for report in self.reports}))
        is_reply = any(report.figures for report in self.reports)
        what = f"Add the bot's reply for {names}" if is_reply else f"Add that the bot shows nothing newer for {names}"
        return f"{what}, {self.day} (#{self.issue.number})"

    @property
    def day(self) -> str:
        """The day on which the reply was read."""
        return str(self.reports[0].observed)

    def problems(self, severity: Severity) -> list[Problem]:
        """What the check says, of one severity."""
        return [problem for problem in self.judgement.after.problems if problem.severity is severity]


def as_code(text: str, longest: int = LONGEST_QUOTED) -> str:
    """Any text as inline code: it mentions nobody, links nowhere and formats nothing."""
    plain = printable(re.sub(r"\s+", " ", text[: 2 * longest]).strip())
    plain = plain if len(plain) <= longest else plain[:longest] + "…"
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    blank = " " if "`" in plain else ""
    return f"{fence}{blank}{plain or ' '}{blank}{fence}"


def comment_on_questions(questions: Iterable[str], pull: str) -> str:
    """The comment on an issue that cannot be read for certain. `pull` names an earlier pull request, or is empty."""
    return _comment("Thank you! I cannot read this for certain yet:", _list(questions), TRY_AGAIN, _unchanged(pull))


def comment_on_problems(assessment: Assessment, pull: str) -> str:
    """The comment on a reply that was read but does not pass the check."""
    errors = assessment.problems(Severity.ERROR)
    hints = dict.fromkeys(WHAT_TO_DO[problem.rule] for problem in errors if problem.rule in WHAT_TO_DO)
    return _comment(
        *_understood(assessment),
        "It does not pass the check:",
        _list(as_code(problem.message) for problem in errors),
        *hints,
        f"Did I misread something? {TRY_AGAIN}",
        _unchanged(pull),
    )


def comment_on_present(assessment: Assessment) -> str:
    """The comment on a reply that the atlas already has."""
    paths = ", ".join(as_code(addition.path) for addition in assessment.judgement.plan.present)
    return _comment(
        *_understood(assessment), f"The atlas already has this reply: {paths}. You need not do anything else."
    )


def comment_on_accepted(assessment: Assessment, pull: str, *, is_taken: bool) -> str:
    """The comment on a reply that is now in a pull request; `is_taken`: others have committed to its branch."""
    waits = f"It is now in {pull}. A maintainer will look at it; then it is published under CC BY 4.0."
    taken = f"{pull} has an earlier version. Others have worked on it since, so I did not change it."
    return _comment(
        *_understood(assessment),
        "I read it from a screenshot. Please compare each number with it." if assessment.pictures else "",
        _warnings(assessment),
        taken if is_taken else waits,
        f"Is something wrong? {TRY_AGAIN}",
    )


def describe_pull_request(assessment: Assessment) -> str:
    """The text of the pull request."""
    pictures = [f"![The uploaded screenshot]({address})" for address in assessment.pictures]
    return _paragraphs(
        f"From #{assessment.issue.number}, read on {assessment.day}:",
        _content(assessment),
        "**Read from a screenshot by a program.** Compare each number with it before merging:" if pictures else "",
        *pictures,
        _warnings(assessment),
        "The data passed the check with this report. The check ran in the intake workflow, because a pull request that "
        "a workflow opens starts no other workflow until someone approves it here.",
        f"Closes #{assessment.issue.number}",
    )


def figure_table(assessment: Assessment) -> str:
    """Every figure and its effect on what the atlas knew before. Nothing in it was written by the contributor."""
    rows = [
        f"| {assessment.countries[row.iso3].name} | {row.figure.period} | {row.figure.requests} | {row.figure.users} "
        f"| {row.effect} |"
        for row in assessment.judgement.figures
    ]
    return "\n".join(["| country | period | requests | users | effect |", "|---|---|--:|--:|---|", *rows])


def _content(assessment: Assessment) -> str:
    """What the issue states: its figures, or that the bot showed nothing newer."""
    newest = [
        f"{assessment.countries[report.iso3].name}: the bot showed nothing newer than {report.nothing_after}."
        for report in assessment.reports
        if report.nothing_after
    ]
    return "\n".join(newest) or figure_table(assessment)


def _understood(assessment: Assessment) -> tuple[str, str]:
    return f"Thank you! This is what I understood, read on {assessment.day}:", _content(assessment)


def _warnings(assessment: Assessment) -> str:
    warnings = [as_code(problem.message) for problem in assessment.problems(Severity.WARNING)]
    return f"Please check this again, although it may be right:\n\n{_list(warnings)}" if warnings else ""


def _unchanged(pull: str) -> str:
    return f"I did not change {pull}." if pull else ""


def _list(items: Iterable[str]) -> str:
    lines = [f"- {item}" for item in items]
    more = [f"- and {len(lines) - MOST_LISTED} more"] if len(lines) > MOST_LISTED else []
    return "\n".join([*lines[:MOST_LISTED], *more])


def _comment(*paragraphs: str) -> str:
    return f"{MARK}\n{_paragraphs(*paragraphs)}"


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
