"""Totals and comparisons over countries: worked out again from the accepted figures, and what pages say about them."""

import datetime as dt
import html
import itertools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from atlas import assemble, ledger, prose, read, summary
from atlas.charts import Chart, Charts
from atlas.ledger import Ledger
from atlas.model import MEASURES, Evidence, Kind, Period, Range
from atlas.pages import articles, overview, rendering
from atlas.pages.site import Site
from atlas.summary import Atlas, Panel, Total
from atlas.summary.due import Due
from tests import releases
from tests.conftest import PROJECT

AS_OF = dt.date(2026, 9, 4)
"""The day of the first import. The numbers that are pinned here follow from the reports up to it, for past quarters."""

BOUNDARIES = range(8096, 8112)  # from the end of 2023 to the end of 2027
Limits = tuple[float, float]
Sums = tuple[Limits, Limits]  # of requests and of users


def up_to(day: dt.date) -> Atlas:
    everything = assemble.dataset(read.repository(PROJECT, {}))
    dataset = replace(everything, reports=tuple(r for r in everything.reports if r.observed <= day))
    return summary.summarise(dataset, ledger.resolve_all(dataset.reports))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """All reports of the repository."""
    return up_to(dt.date(2100, 1, 1))


@pytest.fixture(scope="module")
def first_import() -> Atlas:
    """The reports of the first import only."""
    return up_to(AS_OF)


def most(country: Ledger, measure: int) -> dict[tuple[int, int], float]:
    """By how much the count from one boundary to another can grow at most (Floyd-Warshall); to an earlier one, shrink.

    It uses only the accepted figures, and that no count is negative. The ledger looks for one shortest path at a time.
    """
    table = {(i, j): 0 if i >= j else math.inf for i, j in itertools.product(BOUNDARIES, repeat=2)}
    for period in country.periods:
        for statement in country.statements(period):
            count = statement.figure.value[measure]
            if count is not None:
                table[period.opens, period.closes], table[period.closes, period.opens] = count, -count
    for k, i, j in itertools.product(BOUNDARIES, repeat=3):
        table[i, j] = min(table[i, j], table[i, k] + table[k, j])
    return table


@pytest.fixture(scope="module")
def tables_of_countries(atlas: Atlas) -> dict[str, tuple[dict[tuple[int, int], float], ...]]:
    ledgers = {p.country.iso3: p.ledger for p in atlas.reporting if p.ledger}
    return {iso3: tuple(most(country, measure) for measure in range(2)) for iso3, country in ledgers.items()}


Tables = Mapping[str, tuple[dict[tuple[int, int], float], ...]]


def limits(tables: Tables, iso3: str, period: Period) -> Sums:
    requests, users = ((-t[period.closes, period.opens], t[period.opens, period.closes]) for t in tables[iso3])
    return requests, users


def is_limited(tables: Tables, iso3: str, period: Period) -> bool:
    return all(upper < math.inf for _, upper in limits(tables, iso3, period))


def is_exact(tables: Tables, iso3: str, period: Period) -> bool:
    return all(lower == upper for lower, upper in limits(tables, iso3, period))


def sums(tables: Tables, countries: Iterable[str], period: Period) -> Sums:
    rows = [limits(tables, iso3, period) for iso3 in countries]
    requests, users = ((sum(r[m][0] for r in rows), sum(r[m][1] for r in rows)) for m in range(2))
    return requests, users


def as_sums(total: Total) -> Sums:
    requests, users = ((count.lower, math.inf if count.upper is None else count.upper) for count in ranges(total))
    return requests, users


def ranges(total: Total) -> tuple[Range, Range]:
    return total.requests, total.users


def all_panels(atlas: Atlas) -> list[Panel]:
    assert atlas.press is not None
    longer = (atlas.longer_panels.nine_months, atlas.longer_panels.last_quarter)
    of_groups = (panel for group in atlas.groups for panel in group.panels)
    return [*atlas.panels, atlas.press.panel, atlas.press.own, *longer, *of_groups]


def test_every_panel_adds_up_the_limits_of_all_countries_bounded_in_both_periods(
    atlas: Atlas, tables_of_countries: Tables
) -> None:
    own = {country.iso3 for country in atlas.press.own.countries} if atlas.press else set()
    members = {id(panel): {p.country.iso3 for p in group.reporting} for group in atlas.groups for panel in group.panels}
    for panel in all_panels(atlas):
        pair = (panel.before, panel.after)
        among = own if atlas.press and panel is atlas.press.own else members.get(id(panel), set(tables_of_countries))
        both = [iso3 for iso3 in sorted(among) if all(is_limited(tables_of_countries, iso3, p) for p in pair)]
        exact = [iso3 for iso3 in both if all(is_exact(tables_of_countries, iso3, p) for p in pair)]
        assert sorted(country.iso3 for country in panel.countries) == both
        assert (len(exact), panel.by_bounds) == (panel.exact_before.countries, len(both) - len(exact))
        upper = {iso3: sum(limits(tables_of_countries, iso3, p)[0][1] for p in pair) for iso3 in both}
        assert panel.largest is not None
        assert upper[panel.largest.iso3] == max(upper.values())
        others = [iso3 for iso3 in both if iso3 != panel.largest.iso3]
        for countries, before, after in (
            (both, panel.total_before, panel.total_after),
            (exact, panel.exact_before, panel.exact_after),
            (others, panel.rest_before, panel.rest_after),
        ):
            assert before.countries == after.countries == len(countries)
            for total, period in ((before, panel.before), (after, panel.after)):
                assert as_sums(total) == sums(tables_of_countries, countries, period)
                assert total.by_bounds == sum(not is_exact(tables_of_countries, iso3, period) for iso3 in countries)


def test_every_average_of_a_month_holds_what_is_possible_and_is_at_most_one_wider_at_each_end(atlas: Atlas) -> None:
    for panel in all_panels(atlas):
        averages = panel.per_month
        assert (averages.before, averages.after, averages.countries) == (panel.before, panel.after, panel.countries)
        for name in ("total_before", "total_after", "exact_before", "exact_after", "rest_before", "rest_after"):
            period = panel.before if name.endswith("before") else panel.after
            months = (period.end.month - period.start.month + 1) + 12 * (period.end.year - period.start.year)
            total, average = getattr(panel, name), getattr(averages, name)
            assert (average.countries, average.by_bounds) == (total.countries, total.by_bounds)
            for count, of_month in zip(ranges(total), ranges(average), strict=True):
                assert count.upper is not None
                assert of_month.upper is not None
                if count.exact is not None:
                    assert of_month.exact == round(count.exact / months)
                else:
                    assert 0 <= count.lower / months - of_month.lower < 1
                    assert 0 <= of_month.upper - count.upper / months < 1


def test_every_quarter_has_totals_over_the_known_and_over_the_bounded_countries(
    atlas: Atlas, tables_of_countries: Tables
) -> None:
    for coverage in atlas.coverage:
        exact = [iso3 for iso3 in tables_of_countries if is_exact(tables_of_countries, iso3, coverage.quarter)]
        bounded = [iso3 for iso3 in tables_of_countries if is_limited(tables_of_countries, iso3, coverage.quarter)]
        for total, countries in ((coverage.total, exact), (coverage.bounded_total, bounded)):
            assert total.countries == len(countries)
            assert as_sums(total) == sums(tables_of_countries, countries, coverage.quarter)
        assert coverage.bounded_total.by_bounds == len(bounded) - len(exact)


def numbers(panel: Panel) -> tuple[str, ...]:
    """A panel as tables show it: countries, by bounds, then users and requests before, after and how they changed."""
    counts = []
    for measure in reversed(MEASURES):
        before, after = getattr(panel.total_before, measure), getattr(panel.total_after, measure)
        counts += [f"{prose.number(before)} → {prose.number(after)}", prose.change(before, after)]
    return str(len(panel.countries)), str(panel.by_bounds), *counts


def test_the_first_quarters_of_2024_and_2025_are_compared_over_35_countries(first_import: Atlas) -> None:
    press = first_import.press
    assert press is not None
    assert numbers(press.panel) == (
        "35", "16", "5,826–6,272 → 25,449–25,451", "4.1 to 4.4 times", "2,541–2,678 → 14,514–14,515", "5.4 to 5.7 times"
    )  # fmt: skip
    assert press.panel == first_import.panels[0]
    assert (press.panel.still_zero, press.is_fourfold) == (3, True)
    assert press.panel.largest is not None
    assert press.panel.largest.iso3 == "IND"


def test_the_press_compared_5_countries_with_22_and_in_its_own_22_users_rose_3_6_to_3_9_times(
    first_import: Atlas,
) -> None:
    press = first_import.press
    assert press is not None
    naive = (press.naive_before, press.naive_after)
    assert [
        (total.countries, total.by_bounds, prose.counts((total.requests.exact, total.users.exact))) for total in naive
    ] == [
        (5, 0, "2,541 requests and 5,826 users"),
        (22, 0, "13,615 requests and 22,777 users"),
    ]
    assert press.day == dt.date(2025, 5, 6)
    assert numbers(press.own) == (
        "22", "10", "5,825–6,249 → 22,777", "3.6 to 3.9 times", "2,540–2,664 → 13,615", "5.1 to 5.4 times"
    )  # fmt: skip


def test_nine_months_are_compared_exactly_over_23_countries(first_import: Atlas) -> None:
    panel = first_import.longer_panels.nine_months
    assert (str(panel.before), str(panel.after)) == ("2024-Q1-Q3", "2025-Q1-Q3")
    assert numbers(panel) == ("23", "0", "17,051 → 69,287", "4.1 times", "7,532 → 41,706", "5.5 times")


def test_a_month_of_the_last_quarter_of_2024_is_compared_with_one_of_the_first_three(first_import: Atlas) -> None:
    panel = first_import.longer_panels.last_quarter
    assert (str(panel.before), str(panel.after)) == ("2024-Q1-Q3", "2024-Q4")
    assert (panel.total_before.users, panel.total_after.users) == (Range(17_217, 17_223), Range(18_474, 18_480))
    assert numbers(panel.per_month) == (
        "35", "3", "1,913–1,914 → 6,158–6,160", "3.2 times", "845–846 → 3,875–3,877", "4.6 times"
    )  # fmt: skip
    exact = (panel.per_month.exact_before, panel.per_month.exact_after)
    assert [(total.countries, total.users.exact) for total in exact] == [(32, 1_913), (32, 6_158)]


def test_the_first_quarters_of_2025_and_2026_are_compared_over_22_countries(first_import: Atlas) -> None:
    (panel,) = (panel for panel in first_import.panels if str(panel.after) == "2026-Q1")
    assert numbers(panel) == ("22", "1", "22,108–22,110 → 14,025", "−37\u202f%", "13,547–13,548 → 7,064", "−48\u202f%")


def test_the_first_quarter_of_2024_has_a_total_over_all_83_countries(first_import: Atlas) -> None:
    exact, bounded = first_import.coverage[0].total, first_import.coverage[0].bounded_total
    assert (exact.countries, exact.requests, exact.users) == (64, Range(2_541, 2_541), Range(5_826, 5_826))
    assert (bounded.countries, bounded.by_bounds) == (83, 19)
    assert (bounded.requests, bounded.users) == (Range(2_541, 2_683), Range(5_826, 6_280))


def test_no_ratio_is_shown_on_a_base_below_20(atlas: Atlas) -> None:
    for panel in all_panels(atlas):
        for before, after in ((panel.total_before, panel.total_after), (panel.rest_before, panel.rest_after)):
            for old, new in zip(ranges(before), ranges(after), strict=True):
                has_ratio = bool(re.search("times|%", prose.change(old, new)))
                assert has_ratio is (old.lower >= 20)
                assert bool(prose.compare(old, new)) is has_ratio


def test_the_evidence_of_stated_figures_adds_up_and_most_known_quarters_rest_on_one_dataset(atlas: Atlas) -> None:
    stated = {(r.iso3, figure.period) for r in atlas.dataset.reports for figure in r.figures}
    disputed = {
        (p.country.iso3, r.rejected.figure.period) for p in atlas.reporting if p.ledger for r in p.ledger.revisions
    }
    accepted = {(p.country.iso3, period) for p in atlas.reporting if p.ledger for period in p.ledger.periods}
    assert stated - disputed <= accepted <= stated
    assert sum(atlas.evidence.figures.values()) == len(accepted)
    repositories: list[str] = []
    known = [quarter for profile in atlas.reporting for quarter in profile.quarters if quarter.is_known]
    for quarter in known:
        reports = [statement.report for statement in quarter.statements]
        (first, *others) = {re.sub("^https://([^/]+/[^/]+/[^/]+).*$", r"\1", report.source) for report in reports}
        if all(report.kind is Kind.DATASET for report in reports) and not others:
            repositories.append(first)
    assert atlas.evidence.known == len(known)
    assert atlas.evidence.one_dataset == repositories.count(atlas.evidence.dataset)
    assert atlas.evidence.one_dataset == max(map(repositories.count, set(repositories)))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The overview and the pages of prose of the real repository without charts: their text on one line, by path."""
    publication = releases.publication_of(PROJECT)
    atlas, folder = publication.atlas, PROJECT / "site"
    blank = Chart("<svg ></svg>", "<svg ></svg>", "")
    by_country = {profile.country.iso3: blank for profile in atlas.reporting}
    drawn = Charts(by_country, by_country, {}, blank, blank, blank, files=(), events=())
    content = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "content").glob("*.md")}
    due = Due(Period(2026, 1, 1), dt.date(2026, 5, 1))
    site = Site(publication.settings, atlas, publication.release, {}, content, drawn, due, {}, ())
    jinja = rendering.environment(folder / "templates", site)
    return {
        page.path: text_of(rendering.render(jinja, page, publication.settings))
        for page in (*overview.pages(site), *articles.pages(site))
    }


def text_of(page: str) -> str:
    """The text between the tags, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("path", ["index.html", "method/index.html"])
def test_the_overview_and_the_method_give_every_comparison_with_ranges(
    path: str, texts: dict[str, str], atlas: Atlas
) -> None:
    assert atlas.press is not None
    longer = atlas.longer_panels
    for panel in (*atlas.panels, longer.nine_months, longer.last_quarter.per_month):
        for before, after in ((panel.total_before, panel.total_after), (panel.rest_before, panel.rest_after)):
            for old, new in zip(ranges(before), ranges(after), strict=True):
                if before.countries:
                    assert prose.number(old) in texts[path]
                    assert prose.number(new) in texts[path]
                    assert " ".join(prose.change(old, new).split()) in texts[path]
    for sentence in (
        prose.panel_headline(atlas.press.panel),
        prose.panel_headline(longer.nine_months),
        prose.panel_headline(longer.last_quarter.per_month, " a month"),
        prose.evidence_sentence(atlas.evidence),
    ):
        assert " ".join(sentence.split()) in texts[path]


def test_the_overview_says_what_the_press_compared_and_how_its_own_countries_changed(
    texts: dict[str, str], atlas: Atlas
) -> None:
    assert atlas.press is not None
    own, overview_text = atlas.press.own, texts["index.html"]
    before, after = own.total_before.users, own.total_after.users
    for total in (atlas.press.naive_before, atlas.press.naive_after):
        assert all(prose.number(count) in prose.press_sentence(atlas.press) for count in (total.countries, total.users))
    sentence = f"from {prose.between(before, 'user')} to {prose.between(after)} ({prose.change(before, after)})"
    assert " ".join(sentence.split()) in overview_text
    assert ("about right" in overview_text) is atlas.press.is_fourfold


def test_the_overview_shows_how_much_changed_with_and_without_the_largest_country(
    texts: dict[str, str], atlas: Atlas
) -> None:
    assert atlas.press is not None
    assert " ".join(prose.panel_caption(atlas.press.panel).split()) in texts["index.html"]
    without_largest = (atlas.press.panel.rest_before, atlas.press.panel.rest_after)
    for measure in MEASURES:
        before, after = (getattr(total, measure) for total in without_largest)
        assert " ".join(prose.comparison(before, after, measure).split()) in texts["index.html"]


def test_the_method_gives_the_number_of_figures_with_each_evidence(texts: dict[str, str], atlas: Atlas) -> None:
    section = texts["method/index.html"].partition(" How a figure can be verified ")[2]
    for value in Evidence:
        assert re.search(rf" {value} [^.]*? {atlas.evidence.figures[value]} ", section)
    share = f"({prose.share(atlas.evidence.one_dataset, atlas.evidence.known)})"
    for text in (texts["index.html"], texts["method/index.html"]):
        assert f"we have {atlas.evidence.known} exact figures for quarters" in text
        assert f"{atlas.evidence.one_dataset} of them {share} rest on a single dataset".replace("\u202f", " ") in text
        assert atlas.evidence.dataset == f"github.com/{atlas.evidence.dataset_name}"
        assert f" {atlas.evidence.dataset_name} ." in text
