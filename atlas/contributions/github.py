"""Questions to GitHub's API, and pictures that were uploaded to GitHub. The only room that asks anything of a network.

The token is told to the API and to nobody else; no redirect is followed but one of a picture to where GitHub keeps it.
"""

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from atlas.problems import printable

BOT = "github-actions[bot]"
"""The account that the token of a workflow acts for."""

BOT_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"

TIMEOUT = 20
"""Seconds in which the other side must say something."""

LONGEST_PICTURE = 10_000_000
LONGEST_ANSWER = 20_000_000
SECONDS_FOR_A_PICTURE = 60
MOST_REDIRECTS = 3
MOST_PAGES = 20
REDIRECTS = (301, 302, 303, 307, 308)

BEGINNINGS = {"image/png": rb"\x89PNG\r\n\x1a\n", "image/jpeg": rb"\xff\xd8\xff", "image/webp": rb"RIFF....WEBP"}
"""The types that a picture may have, and how the bytes of each begin."""


class Failed(Exception):
    """GitHub could not be asked, or said no; one line."""


class NoPicture(Exception):
    """A picture that could not be had; a sentence for the person who linked it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where pictures may be asked for: patterns that match a whole address."""

    linked: re.Pattern[str]
    redirected: re.Pattern[str]


UPLOADS = Addresses(
    linked=re.compile(
        r"https://github\.com/user-attachments/assets/[0-9A-Za-z-]{1,64}"
        r"|https://(?:private-)?user-images\.githubusercontent\.com/[\w.%/?&=+-]{1,2000}",
        re.ASCII,
    ),
    redirected=re.compile(
        r"https://(?:(?:private-)?user-images\.githubusercontent\.com|github\.com/user-attachments/assets"
        r"|github-production-user-asset-6210df\.s3\.amazonaws\.com)/[\w.%/?&=+~:-]{1,4000}",
        re.ASCII,
    ),
)
"""GitHub's own, as its forms link what was uploaded to them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `next_bytes` gives at most that many more bytes, none at the end."""

    status: int
    location: str
    type: str
    length: int
    next_bytes: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Api:
    """GitHub's API for one repository, as `owner/name`; `pauses` are the seconds before each further try."""

    address: str
    repository: str
    token: str
    pauses: tuple[float, ...] = (1, 4)

    def ask(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """What the API answers, as JSON. Failed if it does not, or says no."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        content = None if body is None else json.dumps(body).encode()
        url = f"{self.address}/repos/{self.repository}/{path}"
        for pause in (*self.pauses, None):
            try:
                with _Exchange(method, url, headers, content) as answer:
                    said = _whole(answer, LONGEST_ANSWER)
            except (OSError, http.client.HTTPException) as error:
                # What was sent may have arrived: only a question may be asked twice.
                if pause is None or method != "GET":
                    raise Failed(f"GitHub must answer at {self.address}; {_reason(error)}") from None
            else:
                if answer.status < 500 or pause is None:
                    return self._understood(method, path, answer.status, said)
            time.sleep(pause)
        raise AssertionError

    def _understood(self, method: str, path: str, status: int, said: bytes) -> Any:  # noqa: ANN401 - JSON
        try:
            found = json.loads(said) if said else None
        except ValueError:
            found = None
        if 200 <= status < 300 and (found is not None or not said):
            return found
        message = found.get("message", "") if isinstance(found, dict) else ""
        said_so = f"{status} {printable(str(message))[:300]}".strip()
        raise Failed(f"GitHub must accept {method} {path}; it said: {said_so}")

    def all_of(self, path: str) -> Iterator[Any]:
        """The items of a list that comes in pages."""
        for page in range(1, MOST_PAGES + 1):
            items = self.ask("GET", f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}")
            yield from items
            if len(items) < 100:
                return

    def own_comment(self, issue: int, mark: str) -> Any:  # noqa: ANN401 - JSON
        """Our own comment that begins with a mark; None if there is none. Anybody may have copied the mark."""
        comments = self.all_of(f"issues/{issue}/comments")
        return next((c for c in comments if c["user"]["login"] == BOT and c["body"].startswith(mark)), None)

    def open_pull_request(self, branch: str) -> Any:  # noqa: ANN401 - JSON
        """The open pull request of a branch of this repository; None if there is none."""
        head = quote(f"{self.repository.partition('/')[0]}:{branch}", safe="")
        found = self.ask("GET", f"pulls?state=open&head={head}")
        return found[0] if found else None


def picture(address: str, allowed: Addresses) -> bytes:
    """A picture, fetched without a token. NoPicture if it is not one, too large, or elsewhere than it may be."""
    deadline = time.monotonic() + SECONDS_FOR_A_PICTURE
    pattern = allowed.linked
    for _ in range(MOST_REDIRECTS + 1):
        if not pattern.fullmatch(address):
            raise NoPicture("A picture must be uploaded to the issue itself; what is elsewhere is not opened.")
        try:
            with _Exchange("GET", address, {}, None) as answer:
                if answer.status in REDIRECTS:
                    address, pattern = urljoin(address, answer.location), allowed.redirected
                    continue
                return _picture(answer, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise NoPicture(f"The picture must be there to be fetched; {_reason(error)}.") from None
    raise NoPicture("The picture must be there to be fetched; GitHub passed on from one address to the next.")


def _picture(answer: Answer, deadline: float) -> bytes:
    if answer.status != 200:
        raise NoPicture(f"The picture must be there to be fetched; GitHub answered {answer.status}.")
    content = b"" if answer.length > LONGEST_PICTURE else _whole(answer, LONGEST_PICTURE, deadline)
    if answer.length > LONGEST_PICTURE or len(content) > LONGEST_PICTURE:
        raise NoPicture(f"A picture must have at most {LONGEST_PICTURE // 1_000_000} MB. Cut it to the answer.")
    is_one = any(re.match(begins, content, re.DOTALL) for begins in BEGINNINGS.values())
    if answer.type not in BEGINNINGS or not is_one:
        raise NoPicture("A picture must be a PNG, a JPEG or a WebP.")
    return content


def _whole(answer: Answer, most: int, deadline: float | None = None) -> bytes:
    """All there is, or a little more than `most` bytes of it."""
    content = bytearray()
    while len(content) <= most and (more := answer.next_bytes(65_536)):
        content += more
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
    return bytes(content)


class _Exchange:
    """One question and its answer; the connection is closed behind it."""

    def __init__(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> None:
        parts = urlsplit(url)
        is_own = parts.scheme == "http" and parts.hostname == "127.0.0.1"
        if parts.scheme != "https" and not is_own:
            raise Failed(f"an address must begin with https://, not {printable(url[:60])}")
        kind = http.client.HTTPConnection if is_own else http.client.HTTPSConnection
        self.connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self.question = method, parts._replace(scheme="", netloc="").geturl(), content, headers

    def __enter__(self) -> Answer:
        method, path, content, headers = self.question
        try:
            self.connection.request(method, path, content, {"User-Agent": "telegram-transparency-atlas"} | headers)
            got = self.connection.getresponse()
        except BaseException:
            self.connection.close()
            raise
        length = got.getheader("Content-Length", "")
        return Answer(
            status=got.status,
            location=got.getheader("Location", ""),
            type=got.getheader("Content-Type", "").partition(";")[0].strip().lower(),
            length=int(length) if length.isascii() and length.isdigit() else 0,
            next_bytes=got.read1,
        )

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    return printable(str(error)) or type(error).__name__
