"""When a pasted reply cannot be sent as it is: unknown names, earlier reports, addresses."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import NewPage
from .test_contribute import BUTTON, PATH, offered, paste, reply


def test_quarters_that_do_not_fit_a_longer_period_need_a_reason_as_the_check_says(page: Page) -> None:
    quarters = {"2024-Q1": (50, 60), "2024-Q2": (2, 30), "2024-Q3": (2, 30)}
    paste(page, reply("Germany", quarters), observed="2026-08-01")
    expect(page.locator("#understood .effect")).to_have_text(["new", "new", "new"])
    expect(page.locator("#understood .note")).to_contain_text("53 requests and 115 users for 2024-Q1-Q3")
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)
    page.get_by_label("Why did it change?").fill("The bot now counts differently.")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert "\nrevises: The bot now counts differently.\n" in offered(page)[2]


def test_quarters_that_fit_a_longer_period_need_none(page: Page) -> None:
    quarters = {"2024-Q1": (50, 60), "2024-Q2": (2, 30), "2024-Q3": (1, 25)}
    paste(page, reply("Germany", quarters), observed="2026-08-01")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    expect(page.locator("#why")).to_be_hidden()


def test_a_figure_that_a_later_report_contradicts_needs_an_issue(page: Page) -> None:
    paste(page, reply("France", {"2025-Q1": (667, 1425)}), observed="2025-04-10")
    expect(page.locator("#understood .note")).to_contain_text("A newer report contradicts this one")
    expect(page.locator("#why")).to_be_hidden()
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)


def test_a_name_that_the_atlas_does_not_know_is_asked_for_and_never_guessed(page: Page) -> None:
    page.goto(f"{PATH}?country=fra")
    page.get_by_label("The bot’s reply").fill(reply("Frankreich"))
    page.locator("#observed").fill("2025-08-01")
    which = page.get_by_label("The atlas has no country “Frankreich”. Which one is it?")
    expect(which).to_be_visible()
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)
    expect(which).to_have_value("")
    which.select_option("Iceland")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert offered(page)[1] == "data/reports/ISL/2025-08-01.yaml"


def test_the_lead_names_the_country_of_the_address(page: Page) -> None:
    page.goto(f"{PATH}?country=nld", wait_until="networkidle")  # the icon too, which leaving would cut off
    expect(page.locator(".lead")).to_contain_text("about the Netherlands, paste")
    page.goto(f"{PATH}?country=__proto__")
    expect(page.locator(".lead")).to_contain_text("about your country, paste")


@pytest.mark.parametrize(
    ("source", "is_accepted"),
    [
        ("https://mastodon.example/@somebody/1130", True),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_must_be_public(source: str, is_accepted: bool, page: Page) -> None:  # noqa: FBT001
    paste(page, reply(), source=source)
    expect(page.locator("#understood table")).to_be_visible()
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(int(is_accepted))


def test_invisible_characters_are_left_out_of_a_name(page: Page) -> None:
    paste(page, reply(), credit="\u200fA.\u200b Contributor\u00ad ")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert "\ncredit: A. Contributor\n" in offered(page)[2]


def test_the_issue_names_a_country_only_where_the_answer_does_not(page: Page) -> None:
    page.goto(f"{PATH}?country=fra")
    page.get_by_label("The bot’s reply").fill(reply("Iceland"))
    expect(page.locator("#understood table")).to_be_visible()
    expect(page.locator("#issue")).not_to_have_attribute("href", re.compile("country=|title="))
    page.get_by_label("The bot’s reply").fill(reply("your country"))
    expect(page.locator("#issue")).to_have_attribute(
        "href", re.compile("title=Bot\\+reply%3A\\+France&country=France&")
    )


def test_a_lost_connection_is_reported_and_the_next_attempt_works(new_page: NewPage) -> None:
    page = new_page(tolerated="reader.json")

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/reader.json", lose)
    paste(page, reply())
    expect(page.get_by_role("status")).to_contain_text("Are you online?")
    page.unroute("**/reader.json")
    page.locator("#credit").fill("A. Contributor")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
