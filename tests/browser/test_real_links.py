"""Every link of the real site, not of an example of each kind only."""

from tests.conftest import contents
from tests.links import broken_links, external_links

from .conftest import Served


def test_no_link_of_the_real_site_leads_nowhere(site: Served) -> None:
    assert list(broken_links(contents(site.folder), site.address)) == []


def test_every_source_of_a_report_is_among_the_addresses_that_are_asked_for_each_week(site: Served) -> None:
    listed = external_links(contents(site.folder))
    assert "https://t.me/transparency" in listed
    assert [address for address in listed if not address.startswith(("https://", "http://"))] == []
