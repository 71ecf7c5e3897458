"""The site of the tiny repository: an example of every kind of page, all links, and each country's first sentence."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas import assemble, ledger, prose, read, summary
from tests.browser.kinds import PAGES
from tests.conftest import TESTS, TODAY, Run, contents
from tests.links import ADDRESS, Links, broken_links, external_links, main

NOT_HTML = ("feed.xml", "versions.xml", "sitemap.xml", "robots.txt")


def test_no_link_within_the_site_is_broken(tiny_site: Path) -> None:
    assert list(broken_links(contents(tiny_site))) == []


def test_the_link_check_finds_broken_links() -> None:
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


def test_external_links_are_listed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = {
        "index.html": b'<a href="https://example.org/b">B</a><a href="a/">A</a><a href="mailto:a@example.org">M</a>',
        "a/index.html": b'<a href="https://example.org/a">A</a><a href="https://example.org/b">B</a>'
        + f'<a href="{ADDRESS}">top</a>'.encode(),
    }
    assert external_links(site) == {"https://example.org/a": "a/index.html", "https://example.org/b": "a/index.html"}
    (tmp_path / "index.html").write_bytes(site["index.html"])
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "https://example.org/b (index.html)\n"


def test_no_id_occurs_twice_on_a_page(tiny_site: Path) -> None:
    ids = {path: Links(text.decode()).ids for path, text in contents(tiny_site).items() if path.endswith(".html")}
    assert {path: on_page for path, on_page in ids.items() if len(on_page) != len(set(on_page))} == {}


def test_links_within_the_site_work_under_any_address(tiny_site: Path) -> None:
    """Except on the 404 page, which is shown at any address, and where a page gives its own address for citation."""
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


@pytest.mark.parametrize("page", [*(kind.tiny_file for kind in PAGES), *NOT_HTML])
def test_every_kind_of_page_equals_its_golden_file(
    page: str, tiny_site: Path, expect: Callable[[str, Path], None]
) -> None:
    text = (tiny_site / page).read_bytes().decode()
    # The width of a chart's letters depends on the fonts of the machine, the bytes of a download on versions of zlib
    # and SQLite. Names of charts are kept.
    text = re.sub(r"(<svg\b)(?:[^>]*?( aria-label=\"[^\"]*\"))?[^>]*>.*?</svg>", r"\1\2></svg>", text, flags=re.DOTALL)
    text = re.sub(r'("contentSize": ")[0-9]+|("sha256": ")[0-9a-f]+', r"\1\2…", text)
    text = re.sub(r"[0-9.,]+(\u00a0KB|\u00a0MB| bytes)", r"…\1", text)
    expect(text, TESTS / "golden" / page.replace("/", "-"))


def test_every_page_is_of_a_listed_kind(tiny_site: Path) -> None:
    built = {path.relative_to(tiny_site).parts for path in tiny_site.rglob("*.html")}
    listed = {tuple(kind.tiny_file.split("/")) for kind in PAGES}
    assert {(parts[0], len(parts)) for parts in built} == {(parts[0], len(parts)) for parts in listed}


def test_the_data_page_gives_the_size_of_every_download(tiny_site: Path) -> None:
    page = (tiny_site / "data" / "index.html").read_text(encoding="utf-8")
    sizes = re.findall(
        r'<a href="([^"/]+)">[^<]+</a>(?:</th><td class="wrap">[^<]*</td><td class="number">| )([0-9][^<]+)', page
    )
    names = {
        path.name
        for path in (tiny_site / "data").iterdir()
        if path.suffix in (".csv", ".geojson", ".json", ".xlsx", ".zip", ".sqlite")
    }
    without_size = {"by-country.json", "citation.json", "croissant.json", "datapackage.json", "versions.json"}
    assert {name for name, _ in sizes} == names - without_size
    assert sizes == [(name, prose.size((tiny_site / "data" / name).stat().st_size)) for name, _ in sizes]


def test_nothing_comes_from_another_host(tiny_site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio|object|embed)\b[^>]*?\b(?:src|data)=[\"']?((?:https?:)?//[^\"']*)"
    )
    styles = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//")
    for path, content in contents(tiny_site).items():
        if path.endswith((".html", ".css", ".svg")):
            foreign = [address for address in loads.findall(content.decode()) if not address.startswith(ADDRESS)]
            assert (path, foreign, styles.findall(content.decode())) == (path, [], [])


def test_every_country_page_starts_with_the_expected_sentence(pattern: Path) -> None:
    dataset = assemble.dataset(read.repository(pattern, {}))
    atlas = summary.summarise(dataset, ledger.resolve_all(dataset.reports))
    assert {profile.country.iso3: prose.opening(profile) for profile in atlas.profiles} == {
        "BRA": "Telegram says it fulfilled 12 requests from Brazil in January–March 2025, affecting 30 users.",
        "DEU": "Telegram says it fulfilled 290 requests from Germany in January–March 2026, affecting 800 users.",
        "FRA": "Telegram says it fulfilled 50 requests from France in January–March 2026, affecting 108 users. "
        "That is 12\u202f% fewer requests than in the previous quarter.",
        "ISL": "No one has reported Telegram’s figures for Iceland yet.",
        "NLD": "Telegram’s figures imply 13 fulfilled requests from the Netherlands in July–December 2025, affecting "
        "37 users (calculated: full year 2025 minus January–March and April–June). "
        "The figures for the single quarters are not known.",
        "TWN": "Telegram says it fulfilled 0 requests from Taiwan in January–September 2024. "
        "On 1 August 2025 the bot showed no figures for the time after September 2024.",
        "XKX": "No one has reported Telegram’s figures for Kosovo yet.",
    }


def test_contributed_text_can_neither_run_nor_load_anything(tiny: Path, run: Run) -> None:
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


@pytest.mark.parametrize("kept", [(), ("NLD",), ("BRA", "FRA")])
def test_a_site_with_few_reports_or_none_is_built(kept: tuple[str, ...], tiny: Path, run: Run) -> None:
    for folder in (tiny / "data" / "reports").iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder)
    status, output, _ = run(tiny, "--today", TODAY)
    assert (status, (tiny / "_site" / "method" / "index.html").is_file()) == (0, True), output
    assert list(broken_links(contents(tiny / "_site"))) == []
