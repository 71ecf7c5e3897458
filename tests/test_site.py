"""The site of the tiny repository: two whole pages, every link, and what pages say of each country."""

import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from atlas import assemble, ledger, prose, read, summary
from tests.conftest import PROJECT, TESTS, TODAY, Run, contents

ADDRESS = read.project.settings(PROJECT, {}).address
ATTRIBUTES = {"href", "src", "poster", "data-href", "action"}


class Links(HTMLParser):
    """The ids of a page, and the addresses that it leads to or loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [value for name, value in values.items() if name in ATTRIBUTES and value != ""]
        if values.get("content", "").startswith(ADDRESS):  # og:image and its like
            self.targets.append(values["content"])


def broken_links(site: Mapping[str, bytes]) -> Iterator[str]:
    """Every link within a site that leads to no file or to no place in it, as "page: link"."""
    pages = {path: Links(content.decode()) for path, content in site.items() if path.endswith(".html")}
    for path, page in pages.items():
        for target in page.targets:
            absolute = urlsplit(urljoin(ADDRESS + path, target))
            if not absolute.geturl().startswith(ADDRESS):
                continue
            found = unquote(absolute.path.removeprefix(urlsplit(ADDRESS).path))
            found += "index.html" if found == "" or found.endswith("/") else ""
            is_place = not absolute.fragment or (found in pages and absolute.fragment in pages[found].ids)
            if found not in site or not is_place:
                yield f"{path}: {target}"


def test_every_link_within_the_site_leads_somewhere(tiny_site: Path) -> None:
    assert list(broken_links(contents(tiny_site))) == []


def test_the_checker_finds_a_bad_link() -> None:
    site = {
        "index.html": b'<a href="a/">A</a><a href="a/#there">A</a><a href="#here" id="here">H</a>'
        b'<a href="b/">B</a><a href="a/#nowhere">N</a><a href="#gone">G</a><img src="c.png" alt="">'
        b'<a href="https://example.org/else">elsewhere</a><a href="../../out">out</a>',
        "a/index.html": b'<h1 id="there">A</h1><a href="../">up</a><a href="../index.html#here">up</a>'
        b'<a href="../a">no folder</a>' + f'<a href="{ADDRESS}">top</a><meta content="{ADDRESS}gone.png">'.encode(),
    }
    assert list(broken_links(site)) == [
        "index.html: b/",
        "index.html: a/#nowhere",
        "index.html: #gone",
        "index.html: c.png",
        "a/index.html: ../a",
        f"a/index.html: {ADDRESS}gone.png",
    ]


def test_no_id_stands_twice_on_a_page(tiny_site: Path) -> None:
    ids = {path: Links(text.decode()).ids for path, text in contents(tiny_site).items() if path.endswith(".html")}
    assert {path: found for path, found in ids.items() if len(found) != len(set(found))} == {}


def test_links_within_the_site_work_under_any_address(tiny_site: Path) -> None:
    """But for the page that is shown wherever there is none, and for what tells a page's own address, to be cited."""
    for path, content in contents(tiny_site).items():
        if path.endswith(".html") and path != "404.html":
            links = Links(re.sub(rb"<(meta|link)\b[^>]*>", b"", content).decode()).targets
            own = ADDRESS + path.removesuffix("index.html")
            assert [link for link in links if link.startswith(("/", ADDRESS)) and link not in (own, ADDRESS)] == []


def test_there_is_a_page_for_each_country_and_each_quarter(tiny_site: Path) -> None:
    countries = {path.parent.name for path in tiny_site.glob("countries/*/index.html")}
    quarters = {path.parent.name for path in tiny_site.glob("quarters/*/index.html")}
    assert countries == {"bra", "deu", "fra", "isl", "nld", "twn", "xkx"}
    assert quarters == {*(f"2024-q{q}" for q in range(1, 5)), *(f"2025-q{q}" for q in range(1, 5)), "2026-q1"}


@pytest.mark.parametrize("page", ["index.html", "countries/fra/index.html"])
def test_a_page_is_as_it_was_when_somebody_last_looked(
    page: str, tiny_site: Path, expect: Callable[[str, Path], None]
) -> None:
    text = (tiny_site / page).read_bytes().decode()
    # How wide a chart's letters run depends on the fonts of the machine.
    text = re.sub(r"(<svg\b)[^>]*>.*?</svg>", r"\1>a chart</svg>", text, flags=re.DOTALL)
    expect(text, TESTS / "golden" / page.replace("/", "-"))


def test_nothing_comes_from_another_host(tiny_site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio|object|embed)\b[^>]*?\b(?:src|data)=[\"']?((?:https?:)?//[^\"']*)"
    )
    styles = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//")
    for path, content in contents(tiny_site).items():
        if path.endswith((".html", ".css", ".svg")):
            foreign = [address for address in loads.findall(content.decode()) if not address.startswith(ADDRESS)]
            assert (path, foreign, styles.findall(content.decode())) == (path, [], [])


def test_a_country_page_opens_with_a_sentence_that_is_true(pattern: Path) -> None:
    dataset = assemble.dataset(read.repository(pattern, {}))
    atlas = summary.summarise(dataset, ledger.resolve_all(dataset.reports))
    assert {profile.country.iso3: prose.opening(profile) for profile in atlas.profiles} == {
        "BRA": "Telegram fulfilled 12 requests from Brazil in January–March 2025, affecting 30 users.",
        "DEU": "Telegram fulfilled 290 requests from Germany in January–March 2026, affecting 800 users.",
        "FRA": "Telegram fulfilled 50 requests from France in January–March 2026, affecting 108 users: "
        "12\u202f% fewer requests than the quarter before.",
        "ISL": "Nobody has reported yet what Telegram’s bot states for Iceland.",
        "NLD": "Telegram fulfilled 13 requests from the Netherlands in July–December 2025, affecting 37 users; "
        "how they fall on the quarters is not known.",
        "TWN": "Telegram stated 0 fulfilled requests from Taiwan for January–September 2024; "
        "its bot offered nothing newer as of 1 August 2025.",
        "XKX": "Nobody has reported yet what Telegram’s bot states for Kosovo.",
    }


def test_what_people_write_can_neither_run_nor_load(tiny: Path, run: Run) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    (tiny / "data" / "notes" / "DEU.md").write_text(f"{evil} [a](javascript:alert(3)) **bold**\n", encoding="utf-8")
    report = tiny / "data" / "reports" / "DEU" / "2025-05-02.yaml"
    text = report.read_text(encoding="utf-8").replace("B. Contributor", f"'{evil}'")
    report.write_text(text, encoding="utf-8")
    assert run(tiny, "--today", TODAY)[0] == 0
    page = (tiny / "_site" / "countries" / "deu" / "index.html").read_text(encoding="utf-8")
    clean = (tiny / "_site" / "countries" / "isl" / "index.html").read_text(encoding="utf-8")
    assert "<strong>bold</strong>" in page
    assert "onerror" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert [page.count(f"<script>{code}") for code in ("alert(1)", "alert(2)")] == [0, 0]
    assert page.count("javascript:") == clean.count("javascript:") == 0
