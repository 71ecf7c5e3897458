"""What the scripts add to pages that are complete without them, tested as a person uses it."""

import re

from playwright.sync_api import Page, expect

from .conftest import NewPage, Served

FRANCE = "countries/fra/"


def column(page: Page, number: int, table: str = "#table-countries") -> list[str]:
    """The texts of a column in all visible rows."""
    texts: list[str] = page.locator(f"{table} tbody tr:visible").evaluate_all(
        "(rows, column) => rows.map(row => row.cells[column].textContent.trim())", number
    )
    return texts


def numbers(texts: list[str]) -> list[int]:
    return [int(text.replace(",", "")) for text in texts]


def test_a_table_sorts_by_number_in_both_directions_and_announces_it(page: Page) -> None:
    page.goto("")
    users = page.locator("#table-countries thead th", has_text=re.compile("^Users$"))
    users.get_by_role("button").click()
    expect(users).to_have_attribute("aria-sort", "descending")
    shown = numbers(column(page, 4))
    assert shown == sorted(shown, reverse=True)
    users.get_by_role("button").press("Enter")
    expect(users).to_have_attribute("aria-sort", "ascending")
    assert numbers(column(page, 4)) == sorted(shown)


def test_unknown_values_stay_last_in_both_sort_directions(page: Page) -> None:
    page.goto("")
    button = page.locator("#table-countries thead th", has_text="a year earlier").get_by_role("button")
    for _ in range(2):
        button.click()
        dashes = [text == "—" for text in column(page, 6)]
        assert dashes == sorted(dashes)
        assert True in dashes
        assert False in dashes


def test_the_filter_shows_matching_countries_and_counts_them(page: Page) -> None:
    page.goto("")
    all_names = column(page, 0)
    page.get_by_label("Filter").fill("cote")
    assert column(page, 0) == [name for name in all_names if "Côte" in name]
    page.get_by_label("Filter").fill("northern europe")
    shown = column(page, 0)
    assert {"Denmark", "Estonia", "Sweden"} <= set(shown)
    assert "France" not in shown
    expect(page.locator("[data-filter] [role=status]")).to_have_text(f"{len(shown)} of {len(all_names)} countries")
    page.get_by_label("Filter").fill("")
    assert column(page, 0) == all_names


def test_the_search_finds_a_country_by_code_and_by_its_name_in_other_languages(page: Page) -> None:
    page.goto("method/")
    search = page.get_by_role("combobox", name="Find a country")
    options = page.get_by_role("option")
    for typed in ("fra", "FR", "frank", "Франц", "フランス", "france"):
        search.fill(typed)
        expect(options.first).to_have_text("France")
    search.fill("deutsch")
    expect(options.first).to_have_text("Germany")
    search.fill("aland")
    expect(options.first).to_have_text("Åland Islands")


def test_the_search_works_with_the_keyboard_alone(page: Page) -> None:
    page.goto("")
    search = page.get_by_role("combobox", name="Find a country")
    search.focus()
    search.press_sequentially("united")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    search.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    name = second.text_content()
    search.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(str(name))


def test_the_keyboard_moves_on_the_map_between_countries_with_data(page: Page) -> None:
    page.goto("")
    page.locator("#view-world").focus()
    page.keyboard.press("Tab")
    seen = set()
    for _ in range(5):
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert re.fullmatch(r".+: [\d,]+ requests?, [\d,]+ users?, [\d,.]+ users per million", label)
        expect(page.locator(".tooltip")).to_have_text(label)
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(seen) == 5
    page.locator('[data-iso3="fra"]').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/countries/fra/$"))


def test_the_map_changes_measure_and_period_with_its_key_and_loads_one_small_file(page: Page) -> None:
    page.goto("")
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url.rpartition("/")[2]))
    france = page.locator('[data-iso3="fra"]')
    page.get_by_label("Show", exact=True).select_option("requests")
    expect(france).to_have_attribute("aria-label", re.compile(r"^France: 630 requests, Q1 2026$"))
    expect(page.locator(".map-key li").nth(2)).to_have_text("10 to 50")
    page.get_by_label("Period").select_option(label="2024")
    expect(france).to_have_attribute("aria-label", "France: 893 requests, 2024")
    expect(france).to_have_attribute("fill", "var(--map-3)")
    page.get_by_label("Period").select_option(label="2026")
    expect(france).to_have_attribute(
        "aria-label",
        "France: at least 630 requests and 1,040 users (January–March 2026); 1 of 4 quarters known",
    )
    expect(france).to_have_attribute("fill", "url(#no-report)")
    assert [name for name in fetched if name.endswith("json")] == ["by-country.json"]


def test_europe_can_be_enlarged_without_any_script(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("")
    before = page.locator('[data-iso3="aut"] path').bounding_box()
    page.get_by_text("Europe", exact=True).first.click()
    after = page.locator('[data-iso3="aut"] path').bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 3 * before["width"]


def test_the_chosen_theme_is_kept_on_the_next_page(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    page.goto("")

    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    switch = page.get_by_role("button", name=re.compile("^Colours: "))
    switch.click()
    expect(switch).to_have_accessible_name("Colours: light. Change")
    assert paper() == light
    switch.click()
    expect(switch).to_have_accessible_name("Colours: dark. Change")
    dark = paper()
    assert dark != light
    page.goto("about/")
    assert paper() == dark
    page.get_by_role("button", name="Colours: dark").click()
    assert paper() == light


def test_pointing_at_a_bar_shows_its_number_and_status(page: Page) -> None:
    page.goto("countries/deu/")
    bar = page.locator(".chart svg.wide path[data-label^='October–December 2024: 892']").first
    bar.hover()
    tip = page.locator(".tooltip")
    expect(tip).to_have_text("October–December 2024: 892 requests, calculated: full year 2024 minus January–September")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_address_of_a_comparison_restores_it(page: Page, new_page: NewPage) -> None:
    page.goto("compare/")
    page.get_by_label("Country 1").select_option(label="France")
    page.get_by_label("Country 2").select_option(label="Germany")
    page.get_by_label("Show", exact=True).select_option("users")
    expect(page).to_have_url(re.compile(r"\?c=fra,deu&m=users$"))
    table = page.get_by_role("table")
    row = table.get_by_role("row", name=re.compile("^Q4 2024"))
    expect(row.get_by_role("cell")).to_have_text(["1,386", "2,122calculated"])
    again = new_page()
    again.goto(page.url)
    expect(again.get_by_role("table").get_by_role("row")).to_have_text(table.get_by_role("row").all_text_contents())
    again.goto("compare/?c=fra,nowhere,<b>,deu&m=__proto__")
    expect(again.get_by_role("columnheader")).to_have_text(["Period", "France", "Germany"])


def test_the_frame_of_a_country_contains_its_chart_and_a_link_back(page: Page) -> None:
    page.goto(FRANCE)
    page.get_by_text("Put this chart on your page").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading")).to_have_text(
        "France: law-enforcement requests that Telegram says it fulfilled"
    )
    expect(frame.get_by_role("img").first).to_be_visible()
    expect(frame.get_by_role("link", name="Telegram Transparency Atlas")).to_have_attribute(
        "href", "../../countries/fra/"
    )


def test_a_chart_shows_the_form_that_fits_and_its_text_is_never_scaled_down(new_page: NewPage) -> None:
    for width, form in ((360, "narrow"), (1100, "wide")):
        page = new_page(viewport={"width": width, "height": 800})
        page.goto(FRANCE)
        shown = page.locator(".chart > svg:visible")
        expect(shown).to_have_count(1)
        expect(shown).to_have_class(form)
        scale, smallest = shown.evaluate(
            "svg => [svg.getBoundingClientRect().width / svg.viewBox.baseVal.width,"
            " Math.min(...[...svg.querySelectorAll('text')].map(text => parseFloat(getComputedStyle(text).fontSize)))]"
        )
        assert scale == 1
        assert smallest >= 11


def test_printing_omits_interactive_parts(page: Page) -> None:
    page.goto(FRANCE)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".chart > svg:visible")).to_have_count(1)


def test_every_country_with_data_can_be_seen_and_clicked_on_the_map(page: Page, site: Served) -> None:
    page.goto("")
    small = page.locator(".world a:not([tabindex])").evaluate_all(
        "links => links.filter(link => { const box = link.getBoundingClientRect();"
        " return box.width < 6 || box.height < 6; }).map(link => link.dataset.iso3)"
    )
    assert small == []
    page.locator('[data-iso3="bra"] path').click()
    expect(page).to_have_url(f"{site.address}countries/bra/")
