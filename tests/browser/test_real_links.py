"""Every link of the real site, not only of one example of each kind of page."""

import pytest

from tests.conftest import contents
from tests.links import broken_links, external_links

from . import tools
from .conftest import Served


@pytest.fixture(scope="module")
def files(site: Served) -> dict[str, bytes]:
    return contents(site.folder)


def test_every_internal_link_of_the_real_site_works(files: dict[str, bytes]) -> None:
    assert list(broken_links(files, tools.ADDRESS)) == []


def test_external_links_are_web_addresses_and_include_the_bot(files: dict[str, bytes]) -> None:
    addresses = external_links(files)
    assert "https://t.me/transparency" in addresses
    assert [address for address in addresses if not address.startswith(("https://", "http://"))] == []
