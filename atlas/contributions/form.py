"""The event of an issue -> the issue, and the fields of its form. Whatever the issue says is text and no more."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LABEL = "bot reply"
TITLE = "Bot reply"
"""What the form of .github/ISSUE_TEMPLATE/bot-reply.yml gives an issue; a label that a fork lacks is left out."""

HEADINGS = {
    "reply": "The bot's answer",
    "picture": "Screenshot",
    "country": "Country",
    "observed": "Day",
    "credit": "Name",
    "licence": "Licence",
}
"""The fields of the form by id, as the issue's text names them."""

EMPTY = "_No response_"

LINK = re.compile(r"https?://[^\s\"'<>()\[\]\\`]+")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(|<img\s", re.IGNORECASE)


class NoIssue(Exception):
    """An event that is not about an issue; one line."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the event tells it; `address` is its public one, `into` the branch that a pull request goes into."""

    number: int
    address: str
    created: dt.date
    updated: dt.datetime
    body: str
    into: str
    is_for_us: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as written, empty where nothing was; `links` are all that stand anywhere in the issue."""

    reply: str
    country: str
    observed: str
    credit: str
    is_licensed: bool
    links: tuple[str, ...]
    has_pictures: bool


def issue(event: Any) -> Issue:  # noqa: ANN401 - JSON
    """The issue of an event. NoIssue if it is another event."""
    try:
        told = event["issue"]
        labels = {label["name"] for label in told["labels"]}
        is_ours = LABEL in labels or told["title"].startswith(TITLE)
        return Issue(
            number=_number(told["number"]),
            address=told["html_url"],
            created=dt.datetime.fromisoformat(told["created_at"]).date(),
            updated=dt.datetime.fromisoformat(told["updated_at"]),
            body=told["body"] or "",
            into=event["repository"]["default_branch"],
            is_for_us=is_ours and told["state"] == "open" and "pull_request" not in told,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NoIssue("the event must be one of GitHub's about an issue, with the issue and its repository") from None


def _number(told: object) -> int:
    if type(told) is not int or told < 1:
        raise ValueError
    return told


def form(body: str) -> Form:
    """The fields of an issue's text. A text without any heading of the form is taken for the answer itself."""
    parts = _parts(body)
    return Form(
        reply=parts.get("reply", "") if parts else body.strip(),
        country=_line(parts.get("country", "")),
        observed=_line(parts.get("observed", "")),
        credit=_line(parts.get("credit", "")),
        is_licensed=bool(re.search(r"^[-*] \[[xX]\] ", parts.get("licence", ""), re.MULTILINE)),
        links=tuple(dict.fromkeys(LINK.findall(body))),
        has_pictures=bool(PICTURE.search(body)),
    )


def _parts(body: str) -> Mapping[str, str]:
    """What stands below each heading; a second one of the same name is text."""
    names = {f"### {heading}": name for name, heading in HEADINGS.items()}
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in re.split(r"\r\n?|\n", body):
        name = names.get(line.rstrip())
        if name is not None and name not in found:
            lines = found[name] = []
        else:
            lines.append(line)
    texts = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return {name: "" if text == EMPTY else text for name, text in texts.items()}


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
