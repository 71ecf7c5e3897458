"""From a pasted reply to the address of GitHub's form, with a file that passes the check."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from atlas.check import check_repository
from atlas.contributions import report_files
from atlas.model import Figure, Kind, Period, Report
from tests import bot_replies, generate
from tests.bot_replies import Layout

from . import tools
from .conftest import NewPage

PATH = "contribute/"
FIGURES = {"2025-Q1": (5, 9), "2025-Q2": (7, 8)}
DAY = dt.date(2025, 8, 1)
BUTTON = "Open the pull request on GitHub"
LOOKED = "Report this on GitHub"
VECTORS = yaml.safe_load((tools.ROOT / "tests" / "replies" / "vectors.yaml").read_text(encoding="utf-8"))


def reply(country: str = "Iceland", figures: dict[str, tuple[int, int]] | None = None) -> str:
    return bot_replies.render(country, Layout.QUARTERS, figures or FIGURES)


def report(credit: str, source: str = "") -> Report:
    stated = tuple(Figure(Period.parse(period), *value) for period, value in FIGURES.items())
    return Report("ISL", DAY, Kind.REPLY, stated, credit=credit, source=source)


def paste(page: Page, text: str, **fields: str) -> None:
    page.goto(PATH)
    for name, value in {"observed": str(DAY), **fields}.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_label("The bot’s reply").fill(text)  # last, so that what the page then shows includes every field


def offered(page: Page, button: str = BUTTON) -> tuple[str, str, str]:
    """The link of the button: its address without the query, the path of the file, and the file's content."""
    address = urlsplit(page.get_by_role("link", name=button).get_attribute("href") or "")
    query = parse_qs(address.query, strict_parsing=True)
    return f"{address.scheme}://{address.netloc}{address.path}", query["filename"][0], query["value"][0]


def test_a_pasted_reply_leads_to_a_new_file_that_passes_the_check(page: Page, tmp_path: Path) -> None:
    paste(page, reply(), credit="A: B", source="https://example.org/1")
    expect(page.get_by_role("status")).to_have_text("Iceland: 2 figures read, 2 new.")
    form, path, content = offered(page)
    assert (form, path) == (
        "https://github.com/example/atlas/new/main",
        "data/reports/ISL/2025-08-01.yaml",
    )
    assert content == report_files.report_to_yaml(report(credit="A: B", source="https://example.org/1"))
    root = tmp_path / "repository"
    generate.without_reports(tools.ROOT, root)
    (root / path).parent.mkdir(parents=True)
    (root / path).write_bytes(content.encode())
    examined = check_repository(root, dt.date(2026, 6, 1), {})
    assert (examined.problems, len(examined.dataset.reports)) == ((), 1)


def test_what_was_read_is_shown_beside_what_the_atlas_has(page: Page) -> None:
    paste(page, reply("France", {"2026-Q1": (630, 1041), "2026-Q2": (70, 101)}), observed="2026-08-01")
    expect(page.locator("#understood table")).to_be_visible()
    rows = [
        row.all_inner_texts() for row in (page.locator("#understood tbody tr").nth(n).locator("th, td") for n in (0, 1))
    ]
    assert rows == [
        ["2026-Q1", "630", "1,041", "revises", "630 requests, 1,040 users"],
        ["2026-Q2", "70", "101", "new", "no exact figure"],
    ]


def test_a_figure_that_is_known_is_confirmed(page: Page) -> None:
    paste(page, reply("France", {"2026-Q1": (630, 1040)}), observed="2026-08-01")
    expect(page.get_by_role("status")).to_have_text("France: 1 figure read, 1 confirms.")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_a_figure_that_differs_needs_a_reason_which_goes_into_the_file(page: Page) -> None:
    paste(page, reply("France", {"2026-Q1": (630, 1041)}), observed="2026-08-01")
    expect(page.get_by_text("A figure differs from an earlier report")).to_be_visible()
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)
    page.get_by_label("Why did it change?").fill("The bot says so since July.")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert "\nrevises: The bot says so since July.\n" in offered(page)[2]


def test_your_country_is_asked_for(page: Page) -> None:
    paste(page, reply("your country"))
    expect(page.get_by_role("status")).to_have_text("The reply says “your country”. Choose which country that is.")
    page.get_by_label("Which one is it?").select_option("Iceland")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert offered(page)[1] == "data/reports/ISL/2025-08-01.yaml"


def test_the_country_in_the_address_is_preselected(page: Page) -> None:
    page.goto(f"{PATH}?country=isl")
    page.locator("#observed").fill(str(DAY))
    page.get_by_label("The bot’s reply").fill(reply("your country"))
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert offered(page)[1] == "data/reports/ISL/2025-08-01.yaml"


def test_your_country_after_a_reply_that_names_its_country_is_asked_for(page: Page) -> None:
    paste(page, f"{reply('Malta')}\n\n{reply('your country')}")
    page.get_by_label("Which one is it?").select_option("Iceland")
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("Malta: 2 figures read, 2 new. Iceland: 2 figures read, 2 new.")


def test_two_replies_pasted_newest_first_are_written_in_order_of_time(page: Page) -> None:
    newest, older = reply(figures={"2025-Q3": (1, 2)}), reply()
    paste(page, f"{newest}\n\n{older}", observed="2025-10-20")
    expect(page.locator("#understood tbody th")).to_have_text(["2025-Q1", "2025-Q2", "2025-Q3"])
    assert re.findall("  (2025-Q.)", offered(page)[2]) == ["2025-Q1", "2025-Q2", "2025-Q3"]


def test_two_countries_in_one_text_are_two_files(page: Page) -> None:
    paste(page, f"{reply()}\n\n{reply('Malta')}")
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(2)
    links = [link.get_attribute("href") or "" for link in page.get_by_role("link", name=BUTTON).all()]
    assert [parse_qs(urlsplit(link).query)["filename"][0][:17] for link in links] == [
        "data/reports/ISL/",
        "data/reports/MLT/",
    ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2999-01-01", "The day must not be in the future."),
        (
            "2025-06-30",
            "2025-Q2 ends on 2025-06-30, so the bot cannot have reported it on 2025-06-30.",
        ),
        ("2024-08-31", "The day must not be before 2024-09-01, when the bot began to answer."),
        ("", "Enter the day on which the bot replied."),
    ],
)
def test_an_impossible_day_is_refused(day: str, sentence: str, page: Page) -> None:
    paste(page, reply(), observed=day)
    expect(page.locator("#understood li")).to_have_text(sentence)
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)


def test_a_file_name_is_not_used_twice_and_the_same_report_is_not_sent_twice(page: Page) -> None:
    reports = sorted((tools.ROOT / "data" / "reports" / "FRA").iterdir())
    day = reports[-1].name[:10]
    paste(page, reply("France", {"2026-Q1": (630, 1040)}), observed=day)
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert offered(page)[1] == f"data/reports/FRA/{day}-reply.yaml"
    newest = yaml.safe_load(reports[-1].read_text(encoding="utf-8"))
    page.locator("#source").fill(newest["source"])
    expect(
        page.get_by_text("The atlas already has this report")
        if newest["kind"] == "reply"
        else page.get_by_role("link", name=BUTTON)
    ).to_be_visible()


def test_hostile_text_stays_text(page: Page) -> None:
    hostile = "\"><img src=x onerror=alert(1)>\\n'`$(x)"
    paste(page, f"{hostile}\n{reply()}\n{hostile}", credit=hostile)
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert page.locator("main img").count() == 0
    assert offered(page)[2] == report_files.report_to_yaml(report(credit=hostile))


def test_a_text_that_cannot_be_read_is_refused_with_a_reason(page: Page) -> None:
    for vector in [vector for vector in VECTORS if vector.get("refusals")][:12]:
        paste(page, vector["text"])
        expect(page.get_by_role("status")).to_have_class(re.compile("note"))
        expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)


def test_the_issue_form_is_offered_with_the_text_filled_in(page: Page) -> None:
    paste(page, reply(), credit="A")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    address = urlsplit(page.get_by_role("link", name="Open an issue instead").get_attribute("href") or "")
    prefilled = {key: values[0] for key, values in parse_qs(address.query).items()}
    assert prefilled == {"template": "bot-reply.yml", "reply": reply(), "observed": str(DAY), "credit": "A"}
    form = yaml.safe_load((tools.ROOT / ".github" / "ISSUE_TEMPLATE" / "bot-reply.yml").read_text(encoding="utf-8"))
    assert prefilled.keys() - {"template"} <= {field.get("id") for field in form["body"]}


def test_nothing_newer_leads_to_a_new_file_that_passes_the_check(page: Page, tmp_path: Path) -> None:
    page.goto(f"{PATH}?country=jpn")
    country, newest = page.get_by_label("Country of your phone number"), page.get_by_label("Newest quarter in the bot")
    expect(country).to_have_value("JPN")
    expect(page.get_by_role("link", name=LOOKED)).to_have_count(0)
    country.select_option("Israel")
    expect(newest).to_have_value("2024-Q3")  # the newest that the atlas has
    page.get_by_label("Day on which you looked").fill("2026-05-20")
    expect(page.get_by_role("link", name=LOOKED)).to_be_visible()
    form, path, content = offered(page, LOOKED)
    assert (form, path) == ("https://github.com/example/atlas/new/main", "data/reports/ISR/2026-05-20.yaml")
    newest_quarter = Period.parse("2024-Q3")
    written = Report("ISR", dt.date(2026, 5, 20), Kind.REPLY, (), nothing_after=newest_quarter)
    assert content == report_files.report_to_yaml(written)
    root = tmp_path / "repository"
    generate.without_reports(tools.ROOT, root)
    (root / path).parent.mkdir(parents=True)
    (root / path).write_bytes(content.encode())
    assert check_repository(root, dt.date(2026, 6, 1), {}).problems == ()


def test_nothing_newer_needs_a_quarter_that_had_ended_on_the_day(page: Page) -> None:
    page.goto(PATH)
    page.get_by_label("Country of your phone number").select_option("Iceland")
    newest = page.get_by_label("Newest quarter in the bot")
    newest.select_option("2025-Q2")
    page.get_by_label("Day on which you looked").fill("2025-06-30")
    sentence = "2025-Q2 ends on 2025-06-30, so the bot cannot have reported it on 2025-06-30."
    expect(page.locator("#looked")).to_have_text(sentence)
    newest.select_option("2025-Q1")
    expect(page.get_by_role("link", name=LOOKED)).to_be_visible()
    newest.select_option("")
    expect(page.locator("#looked")).to_be_empty()


def test_a_name_that_a_spreadsheet_would_run_is_refused(page: Page) -> None:
    paste(page, reply(), credit="@somebody")
    expect(page.locator("#understood li")).to_contain_text("does not begin with = + - @ or a tab, not '@somebody'")
    expect(page.get_by_role("link", name=BUTTON)).to_have_count(0)
    page.locator("#credit").fill("somebody")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.goto(PATH)
    page.get_by_label("The bot’s reply").focus()
    page.keyboard.insert_text(reply())
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "button":
            return
    pytest.fail("the button must be reached by the Tab key")


def test_the_page_fits_a_narrow_phone_with_a_reply_on_it(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 700})
    paste(page, reply("France", {"2026-Q1": (630, 1041), "2026-Q2": (70, 101)}), observed="2026-08-01")
    expect(page.locator("#understood table")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320


def test_without_scripts_the_page_explains_the_way_by_hand_and_shows_no_dead_control(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(PATH)
    expect(page.get_by_role("heading", name="By hand")).to_be_visible()
    expect(page.get_by_role("link", name="open an issue", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="enter it in an issue")).to_be_visible()
    for label in ("The bot’s reply", "Country of your phone number"):
        expect(page.get_by_label(label)).to_be_hidden()
