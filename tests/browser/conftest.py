"""The real site, built once and served as GitHub Pages does; a browser; pages that must neither log nor fail."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

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


class Profile:
    """A browser context with the site as its base, and what went wrong on its pages: messages, errors, requests."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:  # noqa: ANN401 - as Playwright types them
        self.context = browser.new_context(base_url=address, **options)
        self.context.set_default_timeout(10_000)
        self.problems: list[str] = []
        self._pending: set[Request] = set()
        self._own = (address.removesuffix(pages_server.BELOW) + "/", "data:", "blob:")
        self.context.on(
            "console", lambda message: self.problems.append(f"console: {message.text} {message.location['url']}")
        )
        self.context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        self.context.on("request", self._note_request)
        self.context.on("requestfinished", self._note_end)
        self.context.on("requestfailed", self._note_failure)

    @contextmanager
    def open(self, tolerated: str | None = None) -> Iterator[Page]:
        """A new page. Fails at the end if anything went wrong, except for messages that contain `tolerated`."""
        page = self.context.new_page()
        yield page
        self.finish(page)
        page.close()
        self.verify(tolerated)

    def finish(self, page: Page) -> None:
        """Wait for the last request, since one that is cut off counts as failed."""
        for _ in range(MOST_WAITS):
            if not self._pending:
                break
            page.wait_for_timeout(WAIT)

    def verify(self, tolerated: str | None = None) -> None:
        """Fail if anything went wrong since the last call."""
        problems = [problem for problem in self.problems if not (tolerated and tolerated in problem)]
        self.problems.clear()
        assert not problems, "; ".join(problems)

    def _note_request(self, request: Request) -> None:
        self._pending.add(request)
        if not request.url.startswith(self._own):
            self.problems.append(f"another host: {request.url}")

    def _note_end(self, request: Request) -> None:
        self._pending.discard(request)

    def _note_failure(self, request: Request) -> None:
        self._pending.discard(request)
        self.problems.append(f"failed: {request.url} {request.failure}")


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: Served) -> Iterator[NewPage]:
    """Opens a page in a fresh profile, with the options of Playwright's `new_context` and of Profile.open."""
    with ExitStack() as stack:

        def open_page(*, tolerated: str | None = None, **options: Any) -> Page:  # noqa: ANN401 - as Playwright types them
            profile = Profile(browser, site.address, **options)
            stack.callback(profile.context.close)
            return stack.enter_context(profile.open(tolerated))

        yield open_page


@pytest.fixture(scope="session")
def shared_profile(browser: Browser, site: Served) -> Iterator[Profile]:
    """A profile for all tests that store nothing: a new one takes the browser ten times as long as a new page."""
    profile = Profile(browser, site.address)
    yield profile
    profile.context.close()


@pytest.fixture
def page(shared_profile: Profile) -> Iterator[Page]:
    """A page on a laptop, in the light theme, in the shared profile, which has files of the site in its cache."""
    with shared_profile.open() as page:
        yield page
        if page.url.startswith("http"):
            assert page.evaluate("localStorage.length") == 0, "a test that stores something needs new_page"
