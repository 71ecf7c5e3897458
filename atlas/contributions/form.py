"""The event of an issue -> the issue and the fields of its form. Whatever the issue contains is only text."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LABEL = "bot reply"
TITLE = "Bot reply"
"""What the form .github/ISSUE_TEMPLATE/bot-reply.yml gives an issue. Where a fork lacks the label, the title counts."""

HEADINGS = {
    "reply": "The bot's reply",
    "picture": "Screenshot",
    "nothing_after": "Nothing newer",
    "country": "Country",
    "observed": "Day",
    "credit": "Name",
    "licence": "Licence",
}
"""The headings of the fields in the text of an issue, by the id of the field in the form."""

FORMER_HEADINGS = {"The bot's answer": "reply"}
"""Headings that the form had before, in issues that are already open: the id of the field of each."""

EMPTY = "_No response_"

LINK = re.compile(r"https?://[^\s\"'<>()\[\]\\`]+")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(|<img\s", re.IGNORECASE)


class NotAnIssue(Exception):
    """An event that is not about an issue; one line."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the event describes it; `address` is public, `base` the branch that a pull request goes into."""

    number: int
    address: str
    created: dt.date
    updated: dt.datetime
    body: str
    base: str
    is_submission: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as written, empty where nothing was; `links` are all addresses anywhere in the issue."""

    reply: str
    nothing_after: str
    country: str
    observed: str
    credit: str
    is_licensed: bool
    links: tuple[str, ...]
    has_pictures: bool


def parse_issue(event: Any) -> Issue:  # noqa: ANN401 - JSON
    """The issue of an event. NotAnIssue if it is another event."""
    try:
        issue = event["issue"]
        labels = {label["name"] for label in issue["labels"]}
        has_form = LABEL in labels or issue["title"].startswith(TITLE)
        return Issue(
            number=_check_number(issue["number"]),
            address=issue["html_url"],
            created=dt.datetime.fromisoformat(issue["created_at"]).date(),
            updated=dt.datetime.fromisoformat(issue["updated_at"]),
            body=issue["body"] or "",
            base=event["repository"]["default_branch"],
            is_submission=has_form and issue["state"] == "open" and "pull_request" not in issue,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotAnIssue("the event must be a GitHub event about an issue, with the issue and its repository") from None


def _check_number(number: object) -> int:
    """The number of an issue, which becomes part of a branch name; ValueError if it is anything else."""
    if type(number) is not int or number < 1:
        raise ValueError
    return number


def parse_form(body: str) -> Form:
    """The fields of an issue's text. A text without any heading of the form counts as the reply."""
    fields = _fields(body)
    return Form(
        reply=fields.get("reply", "") if fields else body.strip(),
        nothing_after=_join_lines(fields.get("nothing_after", "")),
        country=_join_lines(fields.get("country", "")),
        observed=_join_lines(fields.get("observed", "")),
        credit=_join_lines(fields.get("credit", "")),
        is_licensed=bool(re.search(r"^[-*] \[[xX]\] ", fields.get("licence", ""), re.MULTILINE)),
        links=tuple(dict.fromkeys(LINK.findall(body))),
        has_pictures=bool(PICTURE.search(body)),
    )


def _fields(body: str) -> Mapping[str, str]:
    """The text below each heading; a heading that occurs again is text."""
    headings = {heading: name for name, heading in HEADINGS.items()} | FORMER_HEADINGS
    names = {f"### {heading}": name for heading, name in headings.items()}
    fields: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in re.split(r"\r\n?|\n", body):
        name = names.get(line.rstrip())
        if name is not None and name not in fields:
            lines = fields[name] = []
        else:
            lines.append(line)
    texts = {name: "\n".join(lines).strip() for name, lines in fields.items()}
    return {name: "" if text == EMPTY else text for name, text in texts.items()}


def _join_lines(text: str) -> str:
    return re.sub(r"\s+", " ", text)
