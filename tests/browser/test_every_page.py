"""What must hold for every kind of page, in a real browser."""

import itertools
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

from . import pages_server, tools
from .conftest import NewPage, Profile, Served
from .kinds import FULL_COUNTRY, OVERVIEW, PAGES, THEMES, WIDTHS, Kind

LAPTOP: ViewportSize = {"width": 1280, "height": 720}

PAPER: ViewportSize = {"width": 680, "height": 960}
"""An A4 sheet within margins of 15 mm, in CSS pixels."""
MARGIN = "15mm"

RUN_AXE = """async () => (await axe.run(document, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
})).violations.map(({id, nodes}) => `${id}, ${nodes.length} times: ${nodes[0].html} ${nodes[0].failureSummary}`)"""
"""All rules of WCAG 2.2 A and AA and the best practices; axe checks the size of targets only on request."""

FETCH_ICONS = (
    "Promise.all([...document.querySelectorAll('link[rel~=icon]')].map(link => fetch(link.href))).then(() => 0)"
)
"""A headless browser does not load the icon, all others do."""

LINES = """(selector) => [...document.querySelectorAll(selector)]
    .flatMap(element => element.innerText.split(/[\\n\\t]+/))
    .map(line => line.trim()).filter(Boolean)"""

CONTROLS = "main :is(button, label, input, select, output, [role=status], [aria-live], .hint)"
"""What works only with scripts, and the hints that explain it."""

NAME = "${element.tagName.toLowerCase()} ${element.className?.baseVal ?? element.className}: "

BEYOND_THE_EDGE = f"""() => {{
    const {{scrollWidth, clientWidth}} = document.scrollingElement;
    const edge = element => Math.round(element.getBoundingClientRect().right);
    const isFree = element =>
        element === document.body || getComputedStyle(element).overflowX === "visible" && isFree(element.parentElement);
    return scrollWidth <= clientWidth ? [] : [`page: ${{scrollWidth}} of ${{clientWidth}}`].concat(
        [...document.querySelectorAll("body *")]
            .filter(element => edge(element) > clientWidth && isFree(element.parentElement)).slice(0, 9)
            .map(element => `{NAME}${{edge(element)}} of ${{clientWidth}}`));
}}"""
"""If the page as a whole scrolls sideways: by how much, and the first nine elements that reach beyond the edge."""

CUT_OFF = f"""() => [...document.querySelectorAll("main, main *")]
    .filter(element => getComputedStyle(element).overflowX !== "visible")
    .filter(element => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
    .map(element => `{NAME}${{element.scrollWidth}} of ${{element.clientWidth}}`)"""
"""What is wider than the box that it would scroll in on a screen; a box of one pixel is for screen readers."""


@pytest.fixture(scope="module", params=PAGES, ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    """One kind of page after the other: pytest runs all tests of one before those of the next."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture(scope="module")
def tab(shared_profile: Profile) -> Iterator[Page]:
    with shared_profile.open() as page:
        yield page


@pytest.fixture(scope="module")
def tab_without_scripts(browser: Browser, site: Served) -> Iterator[Page]:
    profile = Profile(browser, site.address, viewport=LAPTOP, java_script_enabled=False)
    with profile.open() as page:
        yield page
    profile.context.close()


@pytest.fixture(scope="module")
def visit(tab: Page, shared_profile: Profile, kind: Kind) -> Iterator[Page]:
    """One visit to a kind of page, for all tests that only look at it."""
    tab.goto(kind.path, wait_until="networkidle")
    yield tab
    shared_profile.finish(tab)
    shared_profile.verify()


@pytest.fixture
def visited(visit: Page) -> Page:
    """The page as on a laptop in the light theme, whatever the test before has set."""
    visit.emulate_media(color_scheme="light", media="screen")
    visit.set_viewport_size(LAPTOP)
    return visit


def test_every_kind_of_page_that_is_built_is_in_the_list(site: Served) -> None:
    assert [str(kind) for kind in PAGES if not (site.folder / kind.file).exists()] == []
    built = {path.relative_to(site.folder).parts for path in site.folder.rglob("*.html")}
    listed = {tuple(kind.file.split("/")) for kind in PAGES}
    assert {(parts[0], len(parts)) for parts in built} == {(parts[0], len(parts)) for parts in listed}


def test_axe_finds_nothing_in_either_theme_on_a_phone_or_a_laptop(visited: Page) -> None:
    visited.evaluate(tools.AXE.read_text(encoding="utf-8"))
    for theme, width in itertools.product(THEMES, (375, 1280)):
        visited.emulate_media(color_scheme=theme)
        visited.set_viewport_size({"width": width, "height": 800})
        assert visited.evaluate(RUN_AXE) == [], f"{theme}, at {width} pixels"


def test_the_html_of_every_single_page_is_valid(site: Served, tmp_path: Path) -> None:
    report = tmp_path / "report.json"  # into a pipe, the tool does not write everything before it ends
    options = [f"--config={tools.HTML_VALIDATE_CONFIG}", f"--formatter=json={report}", str(site.folder)]
    done = subprocess.run([tools.node(), tools.HTML_VALIDATE, *options], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert list(_problems(site, json.loads(report.read_text(encoding="utf-8")))) == []


def _problems(site: Served, files: Iterable[dict[str, Any]]) -> Iterable[str]:
    for file in files:
        path = file["filePath"].removeprefix(f"{site.folder}/")
        yield from (f"{path}:{m['line']}:{m['column']}: {m['message']} [{m['ruleId']}]" for m in file["messages"])


def test_no_page_scrolls_sideways(visited: Page) -> None:
    for width in WIDTHS:
        visited.set_viewport_size({"width": width, "height": 800})
        assert visited.evaluate(BEYOND_THE_EDGE) == [], f"at {width} pixels"


def test_a_page_is_complete_without_scripts(visited: Page, tab_without_scripts: Page, kind: Kind) -> None:
    tab_without_scripts.goto(kind.path)
    plain, rich = tab_without_scripts.evaluate(LINES, "main"), visited.evaluate(LINES, "main")
    excuses, controls = tab_without_scripts.evaluate(LINES, "main noscript"), visited.evaluate(LINES, CONTROLS)
    assert plain, "the page must not be empty"
    assert [line for line in plain if line not in {*rich, *excuses}] == []
    assert [line for line in rich if line not in {*plain, *controls}] == []


def test_a_page_can_be_printed_and_nothing_is_cut_off(visited: Page) -> None:
    visited.emulate_media(media="print")
    visited.set_viewport_size(PAPER)
    assert visited.evaluate(BEYOND_THE_EDGE) + visited.evaluate(CUT_OFF) == []
    assert not visited.get_by_role("navigation", name="Site").is_visible(), "paper cannot be clicked"
    pdf = visited.pdf(format="A4", margin={"top": MARGIN, "right": MARGIN, "bottom": MARGIN, "left": MARGIN})
    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/Type\s*/Page\b", pdf)


@pytest.mark.parametrize("path", ["no-such-page", "countries/fra/no/such/page/"])
def test_a_wrong_address_shows_the_complete_404_page(new_page: NewPage, path: str) -> None:
    page = new_page(tolerated="the server responded with a status of 404")
    response = page.goto(path)
    assert response
    assert response.status == 404
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    page.get_by_role("banner").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/atlas/$"))


@pytest.mark.parametrize(
    ("kind", "allowed_bytes", "allowed_requests"), [(OVERVIEW, 90_000, None), (FULL_COUNTRY, 30_000, 6)], ids=str
)
def test_a_page_is_small(new_page: NewPage, kind: Kind, allowed_bytes: int, allowed_requests: int | None) -> None:
    page = new_page()  # with an empty cache
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 - a built-in is refused
    page.goto(kind.path, wait_until="networkidle")
    page.evaluate(FETCH_ICONS)
    sizes = {request.url: request.sizes() for request in finished}
    weights = {url: size["responseHeadersSize"] + size["responseBodySize"] for url, size in sizes.items()}
    assert sum(weights.values()) <= allowed_bytes, weights
    assert allowed_requests is None or len(weights) <= allowed_requests, weights


READING = {"account.js", "contribute.js", "report.js", "reply.js"}
"""The scripts that read a reply; only the contribute page loads them."""


def test_all_scripts_of_the_site_together_are_small(site: Served) -> None:
    weights = {path.name: len(pages_server.gzipped(path)) for path in site.folder.rglob("*.js")}
    of_reading = {name: weights.pop(name) for name in READING}
    assert sum(weights.values()) <= 12_000, weights
    assert sum(of_reading.values()) <= 16_000, of_reading


def test_only_the_contribute_page_loads_the_reader_of_replies(site: Served) -> None:
    pages = {path for path in site.folder.rglob("*.html") if "contribute.js" in path.read_text(encoding="utf-8")}
    assert pages == {site.folder / "contribute" / "index.html"}
