"""What feed readers and search engines fetch: the Atom feed (RFC 4287), the sitemap, the structured data."""

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from atlas.sources import SOURCES
from tests.links import ADDRESS

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def texts(element: ET.Element, *names: str) -> list[str]:
    """The texts of the children with these names, each of which must occur once."""
    children = [[child.text or "" for child in element.findall(ATOM + name)] for name in names]
    assert [len(of_name) for of_name in children] == [1] * len(names)
    return [text for (text,) in children]


@pytest.mark.parametrize(("file", "page"), [("feed.xml", "changes/"), ("versions.xml", "data/")])
def test_a_feed_has_what_the_standard_requires_and_every_entry_has_its_own_id(
    file: str, page: str, tiny_site: Path
) -> None:
    feed = ET.fromstring((tiny_site / file).read_bytes())
    identity, title, updated = texts(feed, "id", "title", "updated")
    assert (identity, bool(title)) == (ADDRESS + file, True)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": ADDRESS + file,
        "alternate": ADDRESS + page,
    }
    entries = [texts(entry, "id", "title", "updated", "summary") for entry in feed.findall(f"{ATOM}entry")]
    assert entries
    assert len({entry[0] for entry in entries}) == len(entries)
    stamps = [entry[2] for entry in entries]
    assert all(TIMESTAMP.fullmatch(stamp) for stamp in (updated, *stamps))
    assert stamps == sorted(stamps, reverse=True)
    assert updated >= stamps[0]


def test_every_entry_of_the_feed_links_to_a_page(tiny_site: Path) -> None:
    feed = ET.fromstring((tiny_site / "feed.xml").read_bytes())
    links = [str(link.get("href")) for link in feed.findall(f"{ATOM}entry/{ATOM}link")]
    assert links
    assert [link for link in links if not (tiny_site / link.removeprefix(ADDRESS) / "index.html").is_file()] == []


def test_the_sitemap_lists_every_page_for_search_engines_once(tiny_site: Path) -> None:
    root = ET.fromstring((tiny_site / "sitemap.xml").read_bytes())
    listed = [str(location.text) for location in root.iter(f"{SITEMAP}loc")]
    pages = {path.parent.relative_to(tiny_site).as_posix() for path in tiny_site.rglob("index.html")}
    wanted = {ADDRESS + (f"{page}/" if page != "." else "") for page in pages if not page.startswith("embed/")}
    assert sorted(listed) == sorted(wanted)


def test_the_overview_and_the_data_page_describe_the_dataset_to_search_engines(tiny_site: Path) -> None:
    for page in ("index.html", "data/index.html"):
        text = (tiny_site / page).read_text(encoding="utf-8")
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert script
        dataset = json.loads(script[1])
        assert (dataset["@type"], dataset["url"], dataset["isAccessibleForFree"]) == (
            "Dataset",
            f"{ADDRESS}data/",
            True,
        )
        assert 50 <= len(dataset["description"]) <= 5000
        assert dataset["datePublished"] == dataset["dateModified"] == "2026-04-21"
        assert dataset["identifier"].endswith(f"/telegram-transparency-atlas/atlas/releases/tag/v{dataset['version']}")
        assert (dataset["publisher"]["@type"], dataset["publisher"]["url"]) == ("Organization", ADDRESS)
        assert dataset["isBasedOn"] == [
            {"@type": source.type, "name": source.title, "url": source.path} for source in SOURCES
        ]
        for file in dataset["distribution"]:
            content = (tiny_site / file["contentUrl"].removeprefix(ADDRESS)).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            assert (file["contentSize"], file["sha256"]) == (f"{len(content)} B", digest)


def test_every_page_has_a_picture_of_the_stated_size(tiny_site: Path) -> None:
    for path in tiny_site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        (address,) = re.findall(r'<meta property="og:image" content="([^"]+)">', text)
        picture = (tiny_site / address.removeprefix(ADDRESS)).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1200, 630)
