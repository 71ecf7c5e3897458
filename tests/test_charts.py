"""Charts: the rows that are drawn, the SVG of pages and files, the classes of the map, and what happens on failure."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from atlas import charts, summary
from atlas.cache import Cache
from atlas.charts import Chart, Charts, cards, files, marks, svg, vega, world
from atlas.charts.vega import Task
from atlas.check import check_repository
from atlas.cli import building
from atlas.model import Event, Kind, Period, Value
from atlas.summary import Atlas, Profile
from atlas.summary.totals import panel_of
from tests.conftest import TESTS, TODAY
from tests.ledgers import report, resolve

SITE = Path(__file__).resolve().parent.parent / "site"


def profile_of(*reports: object) -> Profile:
    """A country whose ledger runs over the two years 2024 and 2025."""
    ledger = resolve(*reports)  # type: ignore[arg-type]  # reports, as `report` makes them
    country = check_repository(SITE.parent, dt.date(2100, 1, 1), {}).dataset.countries["FRA"]
    return Profile(country, ledger, {}, None, "")


def bars(rows: list[marks.Row], panel: int = 0) -> list[tuple[float, float, float, float, bool]]:
    """From, to, value, opacity, dashed or not, of the bars of a panel."""
    return [
        (row["t"], row["t2"], row["v"], row["opacity"], bool(row["dash"]))
        for row in rows
        if row["mark"] == "bar" and row.get("panel", 0) == panel
    ]


def drawn_svg(name: str, rows: list[marks.Row]) -> ET.Element:
    """The picture of rows by a specification of site/charts."""
    template = json.loads((SITE / "charts" / f"{name}.vl.json").read_text(encoding="utf-8"))
    template["datasets"] = {"rows": [{"label": "", **row} for row in rows]}
    return ET.fromstring(vega.svg_from_specification(json.dumps(template)).decode())


def test_a_column_is_solid_where_reported_light_where_derived_and_one_dashed_outline_where_bounded() -> None:
    rows = marks.country(profile_of(report(1, {"2024-Q1-Q2": (10, 30), "2024-Q4": (7, 9), "2024": (22, 50)})), ())
    assert bars(rows) == [
        (2.12, 2.88, 5, 0.3, False),
        (3.12, 3.88, 7, 1, False),
        (0.12, 1.88, 5.0, 0, True),
    ]
    assert [row["text"] for row in rows if row["mark"] == "value" and row["panel"] == 0] == [
        "5",
        "7",
        "10 in Q1–Q2 2024",
    ]


def texts(rows: list[marks.Row], panel: int) -> list[tuple[float, str | list[str]]]:
    """The numbers and notes of a panel, each with its place in time."""
    return [(row["t"], row["text"]) for row in rows if row["mark"] in ("value", "note") and row["panel"] == panel]


NO_REPORTS = [(index + 0.5, "no report") for index in range(8)]


def test_a_quarter_of_which_one_measure_is_stated_alone_has_its_column_and_the_other_says_no_figure() -> None:
    rows = marks.country(profile_of(report(1, {"2024-Q2": (50, None)}, Kind.PRESS)), ())
    assert (bars(rows, panel=0), bars(rows, panel=1)) == ([(1.12, 1.88, 50, 1, False)], [])
    assert texts(rows, panel=0) == [NO_REPORTS[0], (1.5, ["50"]), *NO_REPORTS[2:]]
    assert texts(rows, panel=1) == [NO_REPORTS[0], (1.5, "no figure"), *NO_REPORTS[2:]]
    labels = {row["label"] for row in rows if row["mark"] == "bar"}
    assert labels == {"April–June 2024: 50 requests; the number of users is not known"}


def test_a_measure_that_is_calculated_alone_has_a_light_column() -> None:
    totals: dict[str, Value] = {"2024-Q1-Q2": (10, None), "2024-Q2-Q3": (12, None), "2024-Q1-Q3": (17, None)}
    rows = marks.country(profile_of(report(1, totals, Kind.PRESS)), ())
    expected = [(0.12, 0.88, 5, 0.3, False), (1.12, 1.88, 5, 0.3, False), (2.12, 2.88, 7, 0.3, False)]
    assert bars(rows, panel=0) == expected
    assert texts(rows, panel=1)[:3] == [(index + 0.5, "no figure") for index in range(3)]


def bounded_without_a_total() -> Profile:
    """2024-Q3 has 2 to 10 requests and 15 users; an article states each figure but those of 2024-Q4."""
    one_measure: dict[str, Value] = {
        "2024-Q1-Q2": (8, None),
        "2024-Q2-Q3": (10, None),
        "2024-Q1-Q3": (None, 20),
        "2024-Q3": (None, 15),
    }
    return profile_of(report(1, one_measure, Kind.PRESS), report(2, {"2024-Q4": (3, 4)}))


def test_a_quarter_between_bounds_is_a_light_column_and_a_dashed_outline_up_to_the_upper_bound() -> None:
    rows = marks.country(bounded_without_a_total(), ())
    assert bars(rows, panel=0) == [
        (0, 8, 12, 0, False),  # space for the numbers of the highest column
        (2.12, 2.88, 2, 0.3, False),
        (2.12, 2.88, 10, 0, True),
        (3.12, 3.88, 3, 1, False),
        (0.12, 1.88, 4.0, 0, True),  # the total of Q1 and Q2
    ]
    (outline,) = (row for row in rows if row["mark"] == "bar" and row["v"] == 10)
    assert outline["v2"] == 2
    assert outline["label"].startswith("July–September 2024: 2–10 requests and 15 users (")
    expected = [(2.5, ["2–", "10"]), (3.5, "3"), *NO_REPORTS[4:], (1.0, "8 in Q1–Q2 2024")]
    assert texts(rows, panel=0) == expected
    # Users are known, so they need neither an outline nor space for two lines.
    assert bars(rows, panel=1) == [(2.12, 2.88, 15, 1, False), (3.12, 3.88, 4, 1, False), (0.12, 1.88, 2.5, 0, True)]


def test_a_sparkline_and_a_card_draw_a_quarter_between_bounds_too() -> None:
    profile = bounded_without_a_total()
    rows = marks.sparkline(profile)
    drawn = [(0, 8, 10), (2.12, 2.88, 2), (2.12, 2.88, 10), (3.12, 3.88, 3), (0.12, 1.88, 4.0)]
    assert [(row["t"], row["t2"], row["v"]) for row in rows] == drawn
    columns = list(cards.columns(rows, 8))
    (outline,) = (row for row in columns if row["dash"] and row["x2"] - row["x"] < 150)
    # From 2 to 10 of at most 10, which is the whole height.
    heights = (cards.FLOOR - outline["y2"], cards.FLOOR - outline["y"])
    assert heights == (pytest.approx(cards.HIGHEST * 0.2), cards.HIGHEST)


@pytest.mark.parametrize("name", ["columns", "rows"])
def test_a_quarter_between_bounds_is_drawn_in_wide_and_in_narrow_charts(name: str) -> None:
    drawn = drawn_svg(name, marks.country(bounded_without_a_total(), ()))
    shown = ["".join(element.itertext()) for element in drawn.iter() if element.tag.endswith("text")]
    assert {"2–10", "15", "3", "8 in Q1–Q2 2024"} <= set(shown)
    assert sum(element.get("stroke-dasharray") == "4,3" for element in drawn.iter()) == 3


def test_every_quarter_has_a_tick_and_a_note_if_no_report_covers_it() -> None:
    rows = marks.country(profile_of(report(1, {"2024-Q2": (10, 30)})), ())
    of_requests = [row for row in rows if row["panel"] == 0]
    ticks = [row["text"] for row in of_requests if row["mark"] == "tick"]
    assert ticks == [[f"Q{quarter}", str(year)] for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    assert [row["t"] for row in of_requests if row["mark"] == "note"] == [0.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]


def test_a_comparison_is_a_light_and_a_solid_column_each_with_a_dashed_outline_up_to_its_upper_bound() -> None:
    france = profile_of(report(1, {"2024-Q1-Q3": (50, 90), "2024-Q4": (1, 1), "2025-Q1": (60, 100)}))
    panel = panel_of([france], Period(2024, 1, 1), Period(2025, 1, 1))
    rows = marks.trend([panel])
    assert bars(rows, panel=1) == [
        (0, 1, 120, 0, False),  # space for the numbers
        (0.12, 0.48, 0, 0.4, False),
        (0.12, 0.48, 90, 0, True),
        (0.5, 0.86, 100, 1, False),
    ]
    (outline,) = (row for row in rows if row["mark"] == "bar" and row["dash"] and row["panel"] == 1)
    assert (outline["v2"], outline["label"]) == (0, "January–March 2024: 0–90 users from 1 country")
    shown = [row["text"] for row in rows if row["mark"] in ("value", "tick") and row["panel"] == 1]
    assert shown == [["0–", "90"], ["100"], ["Q1 2024 → 2025", "0–90 → 100", "1 country"]]


@pytest.mark.parametrize("name", ["columns", "rows"])
def test_both_numbers_of_a_range_are_drawn_in_wide_and_in_narrow_charts(name: str) -> None:
    france = profile_of(report(1, {"2024-Q1-Q3": (50, 90), "2024-Q4": (1, 1), "2025-Q1": (60, 100)}))
    rows = marks.trend([panel_of([france], Period(2024, 1, 1), Period(2025, 1, 1))])
    drawn = drawn_svg(name, rows)
    shown = ["".join(element.itertext()) for element in drawn.iter() if element.tag.endswith("text")]
    assert {"0–50", "60", "0–90", "100"} <= set(shown)
    assert sum(element.get("stroke-dasharray") == "3,2" for element in drawn.iter()) == 2


def test_a_zero_is_a_column_of_no_height_and_the_number_0() -> None:
    rows = marks.country(profile_of(report(1, {"2024-Q1": (0, 0)})), ())
    assert bars(rows) == [(0.12, 0.88, 0, 1, False)]
    assert [row["text"] for row in rows if row["mark"] == "value"] == ["0", "0"]


def test_events_are_drawn_at_their_day_and_close_ones_have_letters_on_opposite_sides() -> None:
    events = [
        Event(dt.date(2018, 8, 28), "before the first quarter", "https://example.org/", "before"),
        Event(dt.date(2024, 7, 1), "first day of a quarter", "https://example.org/", "first"),
        Event(dt.date(2024, 9, 23), "near the end", "https://example.org/", "near"),
        Event(dt.date(2024, 10, 2), "just after", "https://example.org/", "after"),
    ]
    rows = marks.country(profile_of(report(1, {"2024-Q1": (3, 4)})), events)
    lines = [
        (row["t"], row["label"][:1]) for row in rows if row["mark"] == "line" and "label" in row and row["panel"] == 0
    ]
    assert lines == [(2.0, "a"), (2.913, "b"), (3.011, "c")]
    sides = [row["mark"] for row in rows if row["mark"] in ("before-line", "after-line") and row["panel"] == 0]
    assert sides == ["after-line", "before-line", "after-line"]


def test_events_of_one_day_share_a_line_that_names_both() -> None:
    events = [
        Event(dt.date(2024, 7, 1), "first", "https://example.org/", "first"),
        Event(dt.date(2024, 10, 1), "second", "https://example.org/", "second"),
        Event(dt.date(2024, 10, 1), "third", "", "third"),
    ]
    rows = [row for row in marks.country(profile_of(report(1, {"2024-Q1": (3, 4)})), events) if row["panel"] == 0]
    lines = [(row["t"], row["label"]) for row in rows if row["mark"] == "line" and "label" in row]
    assert lines == [(2.0, "a: first, 1 July 2024"), (3.0, "b: second; c: third, 1 October 2024")]
    letters = [(row["t"], row["text"]) for row in rows if row["mark"] in ("before-line", "after-line")]
    assert letters == [(2.0, "a"), (3.0, "b, c")]


def test_tidied_svg_keeps_only_shapes_texts_and_labels() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="10" height="8" viewBox="0 0 10 8">'
        '<g fill="none" stroke-miterlimit="10" transform="translate(0,0)"><g class="mark" role="graphics-object">'
        '<path class="background" aria-hidden="true" d="M0,0h5v5h-5Z"/>'
        '<path aria-label="Q1: 4" role="graphics-symbol" d="M1.23456,2.00000001h3" fill="var(--requests)"/>'
        '<text aria-label="text: 4" font-family="Liberation Sans" transform="translate(3.3333,-0.01)">4</text>'
        "</g></g></svg>"
    )
    assert svg.tidy(drawn) == (
        '<svg width="10" height="8" viewBox="0 0 10 8"><g fill="none" transform="translate(0,0)">'
        '<path d="M1.2,2h3" fill="var(--requests)" data-label="Q1: 4" />'
        '<text transform="translate(3.3,0)">4</text></g></svg>'
    )


def test_svg_has_no_style_attribute_which_the_security_policy_forbids() -> None:
    rows = marks.country(profile_of(report(1, {"2024-Q1": (3, 4)})), ())
    template = json.loads((SITE / "charts" / "columns.vl.json").read_text(encoding="utf-8"))
    template["datasets"] = {"rows": [{"label": "", **row} for row in rows]}
    drawn = vega.svg_from_specification(json.dumps(template)).decode()
    assert {key for element in ET.fromstring(drawn).iter() for key in element.attrib} <= svg.KEPT | {"data-label"}
    assert drawn.count("<text") == len([row for row in rows if "text" in row])


@pytest.mark.parametrize(
    ("value", "measure", "length", "class_name"),
    [
        (None, "rate", "quarter", "none"),
        (0, "rate", "quarter", "0"),
        (0.01, "rate", "quarter", "1"),
        (1, "rate", "quarter", "2"),
        (29.99, "rate", "quarter", "4"),
        (30, "rate", "quarter", "5"),
        (9, "requests", "quarter", "1"),
        (10, "requests", "quarter", "2"),
        (100, "rate", "year", "5"),
    ],
)
def test_classes_include_their_lower_limit_and_keep_zero_and_unknown_apart(
    value: float | None, measure: str, length: str, class_name: str
) -> None:
    assert world.map_class(value, measure, length) == class_name


def test_every_class_of_the_map_has_a_colour_in_both_themes_and_an_entry_in_the_key() -> None:
    tokens = files.light_tokens((SITE / "static" / "style.css").read_text(encoding="utf-8"))
    for measure, length in world.LIMITS:
        names = [name for name, _ in world.key(measure, length)]
        assert names == ["0", "1", "2", "3", "4", "5", "none"]
        assert {f"map-{name}" for name in names} <= tokens.keys()


def test_every_country_is_on_the_map_and_known_ones_can_be_reached_by_keyboard() -> None:
    checked = check_repository(SITE.parent, dt.date(2100, 1, 1), {})
    atlas = summary.summarise(checked.dataset, checked.ledgers)
    template = json.loads((SITE / "charts" / "map.vl.json").read_text(encoding="utf-8"))
    geometry = json.loads((SITE / "charts" / "world.topojson").read_text(encoding="utf-8"))
    drawn = vega.map_from_specification(world.specification(atlas, template, geometry)).decode()
    links = re.findall(r'<a href="countries/([a-z]{3})/"[^>]*?( tabindex="-1")?>', drawn)
    assert sorted(code for code, _ in links) == sorted(profile.country.iso3.lower() for profile in atlas.profiles)
    assert atlas.typical is not None
    quarter = atlas.typical.quarter
    known = {p.country.iso3.lower() for p in atlas.reporting if (q := p.known(quarter)) and p.rate(q)}
    assert {code for code, skip in links if not skip} == known


def test_a_chart_that_cannot_be_drawn_stops_the_build_with_its_name(tmp_path: Path) -> None:
    task = Task("fra-wide", vega.svg_from_specification, '{"mark": "nothing that Vega knows"}')
    with (
        vega.Renderer(Cache(tmp_path)) as renderer,
        pytest.raises(vega.ChartError, match="the chart fra-wide cannot be"),
    ):
        renderer.render([task], lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_a_chart_is_drawn_once_and_then_comes_from_the_cache(tmp_path: Path) -> None:
    task, progress = Task("x", upper, "abc"), list[tuple[int, int]]()
    with vega.Renderer(Cache(tmp_path)) as renderer:
        assert renderer.render([task], lambda *n: progress.append(n)) == [b"ABC"]
    (kept,) = (path for path in tmp_path.iterdir() if path.is_file())
    kept.write_bytes(b"from the cache")
    assert vega.Renderer(Cache(tmp_path)).render([task], lambda *n: progress.append(n)) == [b"from the cache"]
    assert progress == [(0, 1), (1, 1), (1, 1)]


def upper(text: str) -> bytes:
    """A cheap function in place of rendering, called in another process."""
    return text.upper().encode()


def test_a_standalone_svg_has_the_light_colours_a_title_and_a_background() -> None:
    text = files.standalone(
        '<svg width="4" height="3"><g fill="var(--ink)"/></svg>', "A & B", {"ink": "#111", "paper": "#fff"}
    )
    root = ET.fromstring(text)
    assert [child.tag.rpartition("}")[2] for child in root] == ["title", "rect", "g"]
    assert (root[0].text, root[1].get("fill"), root[2].get("fill")) == ("A & B", "#fff", "#111")


def test_the_sentence_of_a_quarter_or_of_the_overview_ends_above_the_columns_of_its_card() -> None:
    checked = check_repository(SITE.parent, dt.date(2100, 1, 1), {})
    atlas = summary.summarise(checked.dataset, checked.ledgers)
    names = {"atlas", *(str(quarter).lower() for quarter in atlas.quarters)}
    of_names = {name: rows for name, rows in cards.cards(atlas) if name in names}
    assert of_names.keys() == names
    for rows in of_names.values():
        (sentence,) = (row for row in rows if row["mark"] == "text" and isinstance(row["text"], list))
        bottom = sentence["y"] + len(sentence["text"]) * sentence["size"] * 1.28
        assert bottom < min(row["y"] for row in rows if row["mark"] == "bar")


def test_events_within_the_quarters_have_letters() -> None:
    events = [Event(dt.date(2025, 2, 15), "middle", "https://example.org/", "middle")]
    quarters = (Period(2025, 1, 1), Period(2025, 2, 2))
    assert marks.lettered(events, quarters) == [("a", events[0])]


@pytest.fixture(scope="module")
def tiny_atlas(pattern: Path) -> Atlas:
    checked = check_repository(pattern, dt.date.fromisoformat(TODAY), {})
    return summary.summarise(checked.dataset, checked.ledgers)


@pytest.fixture(scope="module")
def tiny_charts(tiny_atlas: Atlas, pattern: Path) -> Charts:
    """The charts of the tiny repository, from the cache that all tests share."""
    return charts.draw(tiny_atlas, pattern, Cache(Path(building.CACHE)), lambda *_: None)


GOLDEN_CHARTS: dict[str, Callable[[Charts], str]] = {
    "country-wide.svg": lambda drawn: drawn.countries["FRA"].wide,
    "country-narrow.svg": lambda drawn: drawn.countries["FRA"].narrow,
    "ranking-wide.svg": lambda drawn: drawn.rankings[Period(2025, 1, 1)].wide,
    "world.svg": lambda drawn: drawn.world.wide,
    "file.svg": lambda drawn: next(f.content for f in drawn.files if f.path == "charts/fra.svg").decode(),
}


@pytest.mark.parametrize("name", GOLDEN_CHARTS)
def test_a_chart_looks_as_it_did_before(name: str, tiny_charts: Charts, expect: Callable[[str, Path], None]) -> None:
    """The same on every machine, since the renderer hides all fonts; one element a line, so that a diff is readable."""
    picture = GOLDEN_CHARTS[name](tiny_charts)
    expect(picture.replace("><", ">\n<") + "\n", TESTS / "golden" / "charts" / name)


def test_pages_get_every_chart_with_a_description_and_the_path_of_its_files(
    tiny_atlas: Atlas, tiny_charts: Charts
) -> None:
    codes = [profile.country.iso3 for profile in tiny_atlas.reporting]
    assert [*tiny_charts.countries] == [*tiny_charts.sparklines] == codes
    assert [*tiny_charts.rankings] == [*tiny_atlas.quarters]
    with_files = {
        **{f"charts/{iso3.lower()}": chart for iso3, chart in tiny_charts.countries.items()},
        **{f"charts/{str(quarter).lower()}": chart for quarter, chart in tiny_charts.rankings.items()},
        "charts/trend": tiny_charts.trend,
        "charts/coverage": tiny_charts.coverage,
    }
    paths = {artefact.path for artefact in tiny_charts.files}
    for file, chart in with_files.items():
        assert chart.file == file
        assert {f"{file}.svg", f"{file}.png", f"{file}.vl.json"} <= paths
        assert chart.wide.startswith("<svg ")
        assert chart.narrow.startswith("<svg ")
    for chart in (*with_files.values(), *tiny_charts.sparklines.values(), tiny_charts.world):
        assert chart.description.endswith(".")
    for chart in (*tiny_charts.sparklines.values(), tiny_charts.world):
        assert (chart.narrow, chart.file) == ("", "")
    france = tiny_charts.countries["FRA"]
    assert tiny_charts.sparklines["FRA"] == Chart(tiny_charts.sparklines["FRA"].wide, "", france.description)
    assert [(letter, str(event.date)) for letter, event in tiny_charts.events] == [
        ("a", "2024-09-10"),
        ("b", "2025-06-02"),
        ("c", "2025-06-02"),
    ]
    cards = {path for path in paths if path.startswith("cards/")}
    names = {*(iso3.lower() for iso3 in codes), *(str(q).lower() for q in tiny_atlas.quarters), "atlas"}
    assert cards == {f"cards/{name}.png" for name in names}
