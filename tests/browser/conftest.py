"""The real site, built once and served as GitHub Pages does; a browser; pages that must neither log nor fail."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.conftest import MakeOnce

from . import pages_server, tools


@dataclass(frozen=True, slots=True)
class Served:
    """The built site: its folder, and the address at which it is served."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def site(make_once: MakeOnce) -> Iterator[Served]:
    """The site of the repository's own data, for reading only, on a port of this machine."""
    folder = make_once("site", tools.build)
    with pages_server.serve(folder) as address:
        yield Served(folder, address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tools.chromium(), args=list(tools.QUIET))
        yield chromium
        chromium.close()


WAIT, MOST_WAITS = 20, 250  # milliseconds, and how often: five seconds together


class Watch:
    """Collects what goes wrong on the pages of a context: console messages, errors, failed and foreign requests."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.problems: list[str] = []
        self._pending: set[Request] = set()
        self._own = (address.removesuffix(pages_server.BELOW) + "/", "data:", "blob:")
        context.on("console", lambda message: self.problems.append(f"console: {message.text} {message.location['url']}"))
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on("request", self._note_request)
        context.on("requestfinished", self._note_end)
        context.on("requestfailed", self._note_failure)

    def close(self) -> None:
        """Close the pages after their last request, since one that is cut off counts as failed."""
        for _ in range(MOST_WAITS):
            if not self._pending:
                break
            self.context.pages[0].wait_for_timeout(WAIT)
        self.context.close()

    def _note_request(self, request: Request) -> None:
        self._pending.add(request)
        if not request.url.startswith(self._own):
            self.problems.append(f"another host: {request.url}")

    def _note_end(self, request: Request) -> None:
        self._pending.discard(request)

    def _note_failure(self, request: Request) -> None:
        self._pending.discard(request)
        self.problems.append(f"failed: {request.url} {request.failure}")


@contextmanager
def open_page(
    browser: Browser,
    site: Served,
    *,
    tolerated: str | None = None,
    **options: Any,  # noqa: ANN401 - as Playwright types them
) -> Iterator[Page]:
    """A page in a fresh profile, with the options of Playwright's `new_context`; paths are below the site's root.

    Fails at the end if anything went wrong on the page, except for messages that contain the `tolerated` text.
    """
    context = browser.new_context(base_url=site.address, **options)
    context.set_default_timeout(10_000)
    watch = Watch(context, site.address)
    yield context.new_page()
    watch.close()
    assert [problem for problem in watch.problems if not (tolerated and tolerated in problem)] == []


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: Served) -> Iterator[NewPage]:
    """Opens as many pages as a test needs; see open_page for the arguments."""
    with ExitStack() as pages:
        yield lambda **options: pages.enter_context(open_page(browser, site, **options))


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page on a laptop, in the light theme."""
    return new_page()
