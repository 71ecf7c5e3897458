"""An issue of the form "I have a bot reply" -> a branch with the report, a pull request, and one comment that answers.

A second run for the same issue updates what the first one made, and only what is different.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas import git, reply
from atlas.check import CheckedData
from atlas.contributions import github, messages
from atlas.contributions.form import Issue, parse_issue
from atlas.contributions.judging import judge
from atlas.contributions.messages import Assessment
from atlas.contributions.submission import parse_submission

EVENT = "GITHUB_EVENT_PATH"
VARIABLES = (EVENT, "GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
"""The environment variables that the intake needs; GitHub Actions sets all of them except the token."""


class NotConfigured(Exception):
    """An environment variable or the file of the event is missing; one line."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the intake uses outside this process: the checkout at `root`, GitHub's API, and the environment for git."""

    root: Path
    api: github.Api
    git_environment: Mapping[str, str]


def connect(root: Path, environment: Mapping[str, str]) -> tuple[Any, Services]:
    """The event as JSON, and the services, as GitHub Actions names them in the environment; NotConfigured if not."""
    missing = [name for name in VARIABLES if not environment.get(name)]
    if missing:
        raise NotConfigured(f"intake needs {', '.join(missing)}, which GitHub Actions provides")
    try:
        event = json.loads(Path(environment[EVENT]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotConfigured(f"the event must be a JSON file: {error}") from error
    _, api_url, server_url, repository, token = (environment[name] for name in VARIABLES)
    api = github.Api(api_url, repository, token)
    return event, Services(root, api, git.log_in(environment, server_url, token))


def handle(event: Any, before: CheckedData, today: dt.date, services: Services) -> str:  # noqa: ANN401 - JSON
    """Answer the issue of an event; returns what was done, in one line that quotes nothing from the issue.

    NotAnIssue, github.RequestFailed or git.Refused if that is impossible.
    """
    issue = parse_issue(event)
    if not issue.is_submission:
        return f"issue {issue.number}: not an open issue with a bot reply, nothing was done"
    countries = before.dataset.countries
    reader = reply.compile_reader(before.bot, countries.values())
    submission = parse_submission(issue, reader, countries, today)
    if submission.questions:
        text = messages.comment_on_questions(submission.questions, _pull_request_name(issue, services))
        return f"issue {issue.number}: could not be read, {_comment(issue, text, services)}"
    judgement = judge(before, submission.reports, today)
    assessment = Assessment(issue, submission.reports, submission.pictures, judgement, countries)
    if judgement.after.has_errors:
        text = messages.comment_on_problems(assessment, _pull_request_name(issue, services))
        return f"issue {issue.number}: does not pass the check, {_comment(issue, text, services)}"
    if not judgement.plan.new:
        text = messages.comment_on_present(assessment)
        return f"issue {issue.number}: already present, {_comment(issue, text, services)}"
    return _send(assessment, services)


def _send(assessment: Assessment, services: Services) -> str:
    issue = assessment.issue
    change = git.Change(
        branch=_branch(issue),
        files={addition.path: addition.text.encode() for addition in assessment.judgement.plan.new},
        message=f"{assessment.title}\n",
        author=github.AUTHOR,
        date=issue.updated,
    )
    sent = git.send(services.root, change, services.git_environment)
    is_taken = sent is git.Sent.TAKEN
    pull, pull_done = _open_or_update_pull_request(assessment, services, is_taken=is_taken)
    comment_done = _comment(issue, messages.comment_on_accepted(assessment, pull, is_taken=is_taken), services)
    return f"issue {issue.number}: branch {change.branch} {sent}, pull request {pull_done}, {comment_done}"


def _branch(issue: Issue) -> str:
    return f"reply/issue-{issue.number}"


def _pull_request_name(issue: Issue, services: Services) -> str:
    pull = services.api.find_pull_request(_branch(issue))
    return f"#{pull['number']}" if pull else ""


def _open_or_update_pull_request(assessment: Assessment, services: Services, *, is_taken: bool) -> tuple[str, str]:
    """The pull request of the branch as Markdown names it, and what was done to it."""
    branch = _branch(assessment.issue)
    title, body = assessment.title, messages.describe_pull_request(assessment)
    pull = services.api.find_pull_request(branch)
    if pull is None:
        content = {"title": title, "body": body, "head": branch, "base": assessment.issue.base}
        return f"#{services.api.request('POST', 'pulls', content)['number']}", "opened"
    name = f"#{pull['number']}"
    if is_taken or (pull["title"], _plain(pull["body"])) == (title, body):
        return name, "unchanged"
    services.api.request("PATCH", f"pulls/{pull['number']}", {"title": title, "body": body})
    return name, "updated"


def _comment(issue: Issue, text: str, services: Services) -> str:
    """Write or update the one comment on the issue; returns what was done."""
    comment = services.api.find_own_comment(issue.number, messages.MARK)
    if comment is None:
        services.api.request("POST", f"issues/{issue.number}/comments", {"body": text})
        return "answered"
    if _plain(comment["body"]) == text:
        return "answer unchanged"
    services.api.request("PATCH", f"issues/comments/{comment['id']}", {"body": text})
    return "answer updated"


def _plain(body: str | None) -> str:
    return (body or "").replace("\r\n", "\n").strip()
