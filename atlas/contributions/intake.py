"""An issue of the form "I have a bot reply" -> a branch with the report, a pull request, and one comment that answers.

Run again for the same issue, it changes what it made before, and only where something is different.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas import git
from atlas.contributions import github, messages
from atlas.contributions.form import Issue, NoIssue, issue
from atlas.contributions.report_files import Plan
from atlas.contributions.submission import Read, Sources, understand
from atlas.ledger import Ledger
from atlas.model import Country, Report
from atlas.problems import Problem, Severity
from atlas.reply import Reader

__all__ = ["NEEDS", "Desk", "NoIssue", "handle"]

NEEDS = ("GITHUB_EVENT_PATH", "GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
"""What must be told from outside; GitHub Actions tells all but the token by itself."""

Judge = Callable[[tuple[Report, ...]], tuple[Plan, tuple[Problem, ...]]]
"""Reports -> where they would go, and every problem that the check of all data would have with them, and only then."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that an issue is handled with. `see` reads a picture, `uploads` says where pictures may be fetched from."""

    root: Path
    reader: Reader
    countries: Mapping[str, Country]
    ledgers: Mapping[str, Ledger]
    today: dt.date
    judge: Judge
    see: Callable[[bytes, Reader], Read]
    uploads: github.Addresses
    api: github.Api
    remote: git.Remote

    @property
    def sources(self) -> Sources:
        """What is needed to read an issue."""
        is_upload = self.uploads.linked.fullmatch
        return Sources(self.reader, self.countries, self.today, lambda address: bool(is_upload(address)), self._look)

    def _look(self, address: str) -> Read:
        try:
            return self.see(github.picture(address, self.uploads), self.reader)
        except github.NoPicture as error:
            return (), (str(error),)


def handle(event: Any, desk: Desk) -> str:  # noqa: ANN401 - JSON
    """Answer the issue of an event; returns what was done, in a line without a word of the issue.

    NoIssue, github.Failed or git.Refused if it cannot be.
    """
    found = issue(event)
    if not found.is_for_us:
        return f"issue {found.number}: not an open issue with a bot's reply, nothing was done"
    understood = understand(found, desk.sources)
    if understood.questions:
        said = _say(found, messages.questions(understood.questions, _pull_of(found, desk)), desk)
        return f"issue {found.number}: could not be read, {said}"
    plan, problems = desk.judge(understood.reports)
    told = messages.Told(found, understood.reports, understood.pictures, problems, desk.countries, desk.ledgers)
    if any(problem.severity is Severity.ERROR for problem in problems):
        said = _say(found, messages.problems(told, _pull_of(found, desk)), desk)
        return f"issue {found.number}: the check does not let it pass, {said}"
    if not plan.new:
        said = _say(found, messages.present(told, [addition.path for addition in plan.present]), desk)
        return f"issue {found.number}: there already, {said}"
    return _send(told, plan, desk)


def _send(told: messages.Told, plan: Plan, desk: Desk) -> str:
    number = told.issue.number
    change = git.Change(
        branch=_branch(told.issue),
        files={addition.path: addition.text.encode() for addition in plan.new},
        message=f"{messages.title(told)}\n",
        author=github.BOT,
        email=github.BOT_EMAIL,
        date=told.issue.updated,
    )
    sent = git.send(desk.root, change, desk.remote)
    is_taken = sent is git.Sent.TAKEN
    pull, done = _pull_request(told, desk, is_taken=is_taken)
    said = _say(told.issue, messages.accepted(told, pull, is_taken=is_taken), desk)
    branch = {git.Sent.NEW: "pushed", git.Sent.SAME: "as it was", git.Sent.TAKEN: "left to others"}[sent]
    return f"issue {number}: branch {change.branch} {branch}, pull request {done}, {said}"


def _branch(found: Issue) -> str:
    return f"reply/issue-{found.number}"


def _pull_of(found: Issue, desk: Desk) -> str:
    pull = desk.api.open_pull_request(_branch(found))
    return f"#{pull['number']}" if pull else ""


def _pull_request(told: messages.Told, desk: Desk, *, is_taken: bool) -> tuple[str, str]:
    """The open pull request of the branch, told anew or opened, as Markdown names it; and what was done."""
    pull = desk.api.open_pull_request(_branch(told.issue))
    title, body = messages.pull_request(told)
    if pull is None:
        asked = {"title": title, "body": body, "head": _branch(told.issue), "base": told.issue.into}
        return f"#{desk.api.ask('POST', 'pulls', asked)['number']}", "opened"
    name = f"#{pull['number']}"
    if is_taken or (pull["title"], _plain(pull["body"])) == (title, body):
        return name, "as it was"
    desk.api.ask("PATCH", f"pulls/{pull['number']}", {"title": title, "body": body})
    return name, "told anew"


def _say(found: Issue, text: str, desk: Desk) -> str:
    """Answer in the one comment; returns what was done."""
    comment = desk.api.own_comment(found.number, messages.MARK)
    if comment is None:
        desk.api.ask("POST", f"issues/{found.number}/comments", {"body": text})
        return "answered"
    if _plain(comment["body"]) == text:
        return "the answer stays"
    desk.api.ask("PATCH", f"issues/comments/{comment['id']}", {"body": text})
    return "answered anew"


def _plain(body: str | None) -> str:
    return (body or "").replace("\r\n", "\n").strip()
