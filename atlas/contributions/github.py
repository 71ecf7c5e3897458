"""A client for GitHub's API and for screenshots uploaded to GitHub. The only module that uses the network.

Only the API receives the token. The only redirects followed are those from an uploaded picture to GitHub's storage.
"""

import json
import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, exceptions

from atlas.problems import printable

BOT = "github-actions[bot]"
"""The account to which the token of a workflow belongs."""

AUTHOR = f"{BOT} <41898282+{BOT}@users.noreply.github.com>"

HEADERS = {"User-Agent": "telegram-transparency-atlas"}

TIMEOUT = 20
"""Seconds within which the server must send something."""

PAUSES = (1, 4)
"""Seconds to wait before each retry."""

LONGEST_PICTURE = 10_000_000
LONGEST_ANSWER = 20_000_000
SECONDS_PER_PICTURE = 60
MOST_REDIRECTS = 3
MOST_PAGES = 20

SIGNATURES = {"image/png": rb"\x89PNG\r\n\x1a\n", "image/jpeg": rb"\xff\xd8\xff", "image/webp": rb"RIFF....WEBP"}
"""The media types of a screenshot, and the bytes with which a file of each type begins."""


class RequestFailed(Exception):
    """GitHub did not answer or refused a request; one line."""


class UnusablePicture(Exception):
    """A picture that could not be fetched; a sentence for the person who linked it."""


LINKED = re.compile(
    r"https://github\.com/user-attachments/assets/[0-9A-Za-z-]{1,64}"
    r"|https://(?:private-)?user-images\.githubusercontent\.com/[\w.%/?&=+-]{1,2000}",
    re.ASCII,
)
"""The whole address of a picture that may be fetched: GitHub's own, as its issue forms link uploaded files."""

REDIRECTED = re.compile(
    r"https://(?:(?:private-)?user-images\.githubusercontent\.com|github\.com/user-attachments/assets"
    r"|github-production-user-asset-6210df\.s3\.amazonaws\.com)/[\w.%/?&=+~:-]{1,4000}",
    re.ASCII,
)
"""The whole address to which such a link may redirect."""


@dataclass(frozen=True, slots=True)
class Api:
    """GitHub's API for one repository, `owner/name`."""

    address: str
    repository: str
    token: str

    def request(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """The JSON that the API returns. RequestFailed if there is none, or if GitHub refuses."""
        headers = HEADERS | {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        url = f"{self.address}/repos/{self.repository}/{path}"
        for pause in (*PAUSES, None):
            try:
                with _open(method, url, headers, body) as response:
                    received = _read_all(response, LONGEST_ANSWER)
            except exceptions.HTTPError as error:
                # A request that changes something may have arrived, so only reading is repeated.
                if pause is None or method != "GET":
                    raise RequestFailed(f"GitHub did not answer at {self.address}: {_reason(error)}") from None
            else:
                if response.status < 500 or pause is None:
                    return _parse(method, path, response.status, received)
            time.sleep(pause)
        raise AssertionError

    def find_own_comment(self, issue: int, mark: str) -> Any:  # noqa: ANN401 - JSON
        """Our own comment that begins with a mark, else None. The account matters: anyone may have copied the mark."""
        for page in range(1, MOST_PAGES + 1):
            comments = self.request("GET", f"issues/{issue}/comments?per_page=100&page={page}")
            for comment in comments:
                if comment["user"]["login"] == BOT and comment["body"].startswith(mark):
                    return comment
            if len(comments) < 100:
                break
        return None

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


def fetch_picture(address: str) -> bytes:
    """A picture, fetched without a token. UnusablePicture if it is too large, of another type or elsewhere."""
    deadline = time.monotonic() + SECONDS_PER_PICTURE
    pattern = LINKED
    for _ in range(MOST_REDIRECTS + 1):
        if not pattern.fullmatch(address):
            raise UnusablePicture("A screenshot must be uploaded to the issue itself; other addresses are not opened.")
        try:
            with _open("GET", address, HEADERS) as response:
                if not response.get_redirect_location():
                    return _read_picture(response, deadline)
                address, pattern = urljoin(address, response.headers["Location"]), REDIRECTED
        except exceptions.HTTPError as error:
            raise UnusablePicture(f"The screenshot could not be fetched: {_reason(error)}.") from None
    raise UnusablePicture("The screenshot could not be fetched: GitHub redirected too often.")


def _read_picture(response: BaseHTTPResponse, deadline: float) -> bytes:
    if response.status != 200:
        raise UnusablePicture(f"The screenshot could not be fetched: GitHub answered {response.status}.")
    content = _read_all(response, LONGEST_PICTURE, deadline)
    if len(content) > LONGEST_PICTURE:
        raise UnusablePicture(
            f"A screenshot must have at most {LONGEST_PICTURE // 1_000_000} MB. Crop it to the reply."
        )
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    has_signature = any(re.match(signature, content, re.DOTALL) for signature in SIGNATURES.values())
    if media_type not in SIGNATURES or not has_signature:
        raise UnusablePicture("A screenshot must be a PNG, JPEG or WebP file.")
    return content


def _read_all(response: BaseHTTPResponse, most: int, deadline: float = math.inf) -> bytes:
    """The whole content, or a little more than `most` bytes of it."""
    content = bytearray()
    while len(content) <= most and (more := response.read1(65_536)):
        content += more
        if time.monotonic() > deadline:
            raise exceptions.TimeoutError
    return bytes(content)


@contextmanager
def _open(method: str, url: str, headers: dict[str, str], body: object = None) -> Iterator[BaseHTTPResponse]:
    """The response to one request: nothing is repeated, no redirect is followed, and no content is read yet."""
    parts = urlsplit(url)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "127.0.0.1"):
        raise RequestFailed(f"an address must begin with https://, not {printable(url[:60])}")
    with (
        PoolManager(timeout=TIMEOUT, retries=False) as pool,
        pool.request(method, url, json=body, headers=headers, redirect=False, preload_content=False) as response,
    ):
        yield response


def _reason(error: exceptions.HTTPError) -> str:
    # In urllib3, a refused connection is a timeout too.
    is_late = isinstance(error, exceptions.TimeoutError) and not isinstance(error, exceptions.NewConnectionError)
    return "it took too long" if is_late else printable(str(error)) or type(error).__name__
