"""The watch over pages: a test must fail if its page logs something or sends a request to another host."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import Profile

PROVOCATIONS: dict[str, tuple[Callable[[Page], object], str]] = {
    "a message": (lambda page: page.evaluate("console.info('hello')"), "console: hello"),
    "an error": (lambda page: page.evaluate("void setTimeout(() => { throw new Error('ouch') })"), "uncaught: ouch"),
    "a script within the page": (
        lambda page: page.evaluate("document.body.setAttribute('onclick', '1')"),
        "Content Security Policy",
    ),
    "a lost file": (lambda page: page.evaluate("void fetch('lost.json')"), "/about/lost.json"),
    "another host": (lambda page: page.goto("data:text/html,<img src=http://elsewhere.example/>"), "another host"),
}


@pytest.mark.parametrize(("provoke", "expected"), PROVOCATIONS.values(), ids=PROVOCATIONS.keys())
def test_a_page_fails_its_test(shared_profile: Profile, provoke: Callable[[Page], object], expected: str) -> None:
    def visit() -> None:
        with shared_profile.open() as page:
            page.goto("about/")
            shared_profile.finish(page)  # what is still loading when the page leaves would count as failed
            provoke(page)
            page.wait_for_timeout(200)

    with pytest.raises(AssertionError, match=expected):
        visit()
