"""The real site, built once and served as GitHub Pages does; a browser; pages that put up with no message at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from . import pages_server, tools


@dataclass(frozen=True, slots=True)
class Served:
    """The built site: its folder, and the address of its root."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of the repository's own data, on a port of this machine."""
    folder = tmp_path_factory.mktemp("built") / "site"
    with pages_server.serve(folder) as address:
        tools.build(address, folder)
        yield Served(folder, address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=tools.chromium(), args=list(tools.QUIET))
        yield launched
        launched.close()


WAIT, MOST_WAITS = 20, 250  # milliseconds, and how often: five seconds together


class Watch:
    """What went wrong on the pages of a context."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.seen: list[str] = []
        self._under_way: set[Request] = set()
        self._own = (address.removesuffix(pages_server.BELOW) + "/", "data:", "blob:")
        context.on("console", lambda message: self.seen.append(f"console: {message.text} {message.location['url']}"))
        context.on("weberror", lambda error: self.seen.append(f"uncaught: {error.error}"))
        context.on("request", self._check_host)
        context.on("requestfinished", self._under_way.discard)
        context.on("requestfailed", self._note_failure)

    def close(self) -> None:
        """Close the pages, once nothing is under way: what is cut off then would count as failed."""
        for _ in range(MOST_WAITS):
            if not self._under_way:
                break
            self.context.pages[0].wait_for_timeout(WAIT)
        self.context.close()

    def _note_failure(self, request: Request) -> None:
        self._under_way.discard(request)
        self.seen.append(f"failed: {request.url} {request.failure}")

    def _check_host(self, request: Request) -> None:
        self._under_way.add(request)
        if not request.url.startswith(self._own):
            self.seen.append(f"another host: {request.url}")


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: Served) -> Iterator[NewPage]:
    """Opens a page in a fresh profile, with the options of Playwright's `new_context`; paths are below the site's root.

    The test fails at its end if a page had anything to say, but for messages with the `tolerated` text in them.
    """
    watched: list[tuple[Watch, str | None]] = []

    def open_page(*, tolerated: str | None = None, **options: Any) -> Page:  # noqa: ANN401 - as Playwright types them
        context = browser.new_context(base_url=site.address, **options)
        context.set_default_timeout(10_000)
        watched.append((Watch(context, site.address), tolerated))
        return context.new_page()

    yield open_page
    for watch, _ in watched:
        watch.close()
    assert [seen for watch, tolerated in watched for seen in watch.seen if not (tolerated and tolerated in seen)] == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page on a laptop, in the light theme."""
    return new_page()
