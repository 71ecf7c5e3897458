"""A client for GitHub's API and for screenshots uploaded to GitHub. The only module that uses the network.

Only the API receives the token. The only redirects followed are those from an uploaded picture to GitHub's storage.
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
"""The account to which the token of a workflow belongs."""

BOT_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"

TIMEOUT = 20
"""Seconds within which the server must send something."""

LONGEST_PICTURE = 10_000_000
LONGEST_ANSWER = 20_000_000
SECONDS_PER_PICTURE = 60
MOST_REDIRECTS = 3
MOST_PAGES = 20
REDIRECTS = (301, 302, 303, 307, 308)

SIGNATURES = {"image/png": rb"\x89PNG\r\n\x1a\n", "image/jpeg": rb"\xff\xd8\xff", "image/webp": rb"RIFF....WEBP"}
"""The media types of a screenshot, and the bytes with which a file of each type begins."""


class RequestFailed(Exception):
    """GitHub did not answer or refused a request; one line."""


class UnusablePicture(Exception):
    """A picture that could not be fetched; a sentence for the person who linked it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Which pictures may be fetched: patterns that match a whole address."""

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
"""GitHub's own addresses, as its issue forms link uploaded files."""


@dataclass(frozen=True, slots=True)
class Response:
    """The response to a request. `next_bytes` returns at most the given number of bytes, none at the end."""

    status: int
    location: str
    type: str
    length: int
    next_bytes: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Api:
    """GitHub's API for one repository, `owner/name`; `pauses` are the seconds to wait before each retry."""

    address: str
    repository: str
    token: str
    pauses: tuple[float, ...] = (1, 4)

    def request(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """The JSON that the API returns. RequestFailed if there is none, or if GitHub refuses."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        content = None if body is None else json.dumps(body).encode()
        url = f"{self.address}/repos/{self.repository}/{path}"
        for pause in (*self.pauses, None):
            try:
                with _Exchange(method, url, headers, content) as response:
                    received = _read_all(response, LONGEST_ANSWER)
            except (OSError, http.client.HTTPException) as error:
                # A request that changes something may have arrived, so only reading is repeated.
                if pause is None or method != "GET":
                    raise RequestFailed(f"GitHub did not answer at {self.address}: {_reason(error)}") from None
            else:
                if response.status < 500 or pause is None:
                    return _parse(method, path, response.status, received)
            time.sleep(pause)
        raise AssertionError

    def list_items(self, path: str) -> Iterator[Any]:
        """The items of a list that comes in pages."""
        for page in range(1, MOST_PAGES + 1):
            items = self.request("GET", f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}")
            yield from items
            if len(items) < 100:
                return

    def find_own_comment(self, issue: int, mark: str) -> Any:  # noqa: ANN401 - JSON
        """Our own comment that begins with a mark, else None. The account matters: anyone may have copied the mark."""
        comments = self.list_items(f"issues/{issue}/comments")
        return next((c for c in comments if c["user"]["login"] == BOT and c["body"].startswith(mark)), None)

    def find_pull_request(self, branch: str) -> Any:  # noqa: ANN401 - JSON
        """The open pull request of a branch of this repository, else None."""
        head = quote(f"{self.repository.partition('/')[0]}:{branch}", safe="")
        pulls = self.request("GET", f"pulls?state=open&head={head}")
        return pulls[0] if pulls else None


def _parse(method: str, path: str, status: int, received: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        content = json.loads(received) if received else None
    except ValueError:
        content = None
    if 200 <= status < 300 and (content is not None or not received):
        return content
    message = content.get("message", "") if isinstance(content, dict) else ""
    reason = f"{status} {printable(str(message))[:300]}".strip()
    raise RequestFailed(f"GitHub refused {method} {path}: {reason}")


def fetch_picture(address: str, allowed: Addresses) -> bytes:
    """A picture, fetched without a token. UnusablePicture if it is too large, of another type or not in `allowed`."""
    deadline = time.monotonic() + SECONDS_PER_PICTURE
    pattern = allowed.linked
    for _ in range(MOST_REDIRECTS + 1):
        if not pattern.fullmatch(address):
            raise UnusablePicture("A screenshot must be uploaded to the issue itself; other addresses are not opened.")
        try:
            with _Exchange("GET", address, {}, None) as response:
                if response.status in REDIRECTS:
                    address, pattern = urljoin(address, response.location), allowed.redirected
                    continue
                return _read_picture(response, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise UnusablePicture(f"The screenshot could not be fetched: {_reason(error)}.") from None
    raise UnusablePicture("The screenshot could not be fetched: GitHub redirected too often.")


def _read_picture(response: Response, deadline: float) -> bytes:
    if response.status != 200:
        raise UnusablePicture(f"The screenshot could not be fetched: GitHub answered {response.status}.")
    content = b"" if response.length > LONGEST_PICTURE else _read_all(response, LONGEST_PICTURE, deadline)
    if response.length > LONGEST_PICTURE or len(content) > LONGEST_PICTURE:
        raise UnusablePicture(
            f"A screenshot must have at most {LONGEST_PICTURE // 1_000_000} MB. Crop it to the answer."
        )
    has_signature = any(re.match(signature, content, re.DOTALL) for signature in SIGNATURES.values())
    if response.type not in SIGNATURES or not has_signature:
        raise UnusablePicture("A screenshot must be a PNG, JPEG or WebP file.")
    return content


def _read_all(response: Response, most: int, deadline: float | None = None) -> bytes:
    """The whole content, or a little more than `most` bytes of it."""
    content = bytearray()
    while len(content) <= most and (more := response.next_bytes(65_536)):
        content += more
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
    return bytes(content)


class _Exchange:
    """One request and its response; the connection is closed afterwards."""

    def __init__(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> None:
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and parts.hostname == "127.0.0.1"
        if parts.scheme != "https" and not is_local:
            raise RequestFailed(f"an address must begin with https://, not {printable(url[:60])}")
        kind = http.client.HTTPConnection if is_local else http.client.HTTPSConnection
        self.connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self.request = method, parts._replace(scheme="", netloc="").geturl(), content, headers

    def __enter__(self) -> Response:
        method, path, content, headers = self.request
        try:
            self.connection.request(method, path, content, {"User-Agent": "telegram-transparency-atlas"} | headers)
            response = self.connection.getresponse()
        except BaseException:
            self.connection.close()
            raise
        length = response.getheader("Content-Length", "")
        return Response(
            status=response.status,
            location=response.getheader("Location", ""),
            type=response.getheader("Content-Type", "").partition(";")[0].strip().lower(),
            length=int(length) if length.isascii() and length.isdigit() else 0,
            next_bytes=response.read1,
        )

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    return printable(str(error)) or type(error).__name__
