"""What contributors write and pages show: web addresses of sources, and notes that contain only text and links."""

import datetime as dt
from dataclasses import replace

import pytest

from atlas import prose, rules
from atlas.pages import rendering
from tests.ledgers import report

TODAY = dt.date(2100, 1, 1)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://github.com/@somebody/a-b_c~d(e)",
        "https://www.bfmtv.com/tech/actualites/telegram_AV-202410030482.html",
    ],
)
def test_a_web_address_is_a_source_whose_host_can_be_shown(address: str) -> None:
    changed = replace(report(1, {"2024-Q1": (1, 1)}), source=address)
    assert list(rules.source_address(changed, TODAY)) == []
    assert "." in prose.host(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://[::1.2/x",
        "https://a.b]/x",
        "https://example.org:99999999/",
        'https://example.org/"><script>alert(1)</script>',
        "https://user@example.org/",
        "https://localhost/",
        "javascript:alert(1)",
        "ftp://example.org/",
        "https://example.org/a b",
        "https://",
    ],
)
def test_anything_else_is_refused_as_a_source(address: str) -> None:
    changed = replace(report(1, {"2024-Q1": (1, 1)}), source=address)
    assert [location for location, _ in rules.source_address(changed, TODAY)] == [changed.location]


def test_a_note_keeps_text_and_links_but_nothing_that_loads_runs_or_looks_like_the_page() -> None:
    text = (
        "# Title\n\nSome *words* and [a link](https://example.org/).\n\n![picture](https://example.org/p.png)\n\n"
        '<script>alert(1)</script><img src="https://example.org/p.png"><div id="reports">x</div>'
        "\n\n[b](javascript:alert(1))"
    )
    shown = rendering.render_note(text)
    assert 'Some <em>words</em> and <a href="https://example.org/">a link</a>.' in shown
    assert [tag for tag in ("<h1", "<img", "<script", "<div", "javascript", "id=") if tag in shown] == []
