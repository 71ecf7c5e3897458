"""The pages of countries, made from the real data: anchors, bounds, evidence, and what is said about newer figures."""

import dataclasses
import datetime as dt
import functools
import re
from html import unescape

from atlas import ledger, prose, rules, tables
from atlas.charts import Chart, Charts
from atlas.check import check_repository
from atlas.model import FIRST_QUARTER, Evidence, Figure, Kind, Period, Report, figure_id
from atlas.pages import countries, quarters, rendering
from atlas.pages.records import ChangesPage, CountryPage, FeedPage
from atlas.pages.site import Site
from atlas.problems import Location
from atlas.prose import provenance
from atlas.summary import Profile, due, summarise
from tests.conftest import PROJECT

TODAY = dt.date(2026, 11, 24)
CHART = Chart("<svg ></svg>", "<svg ></svg>", "", "charts/x")
TAG = re.compile(r"<[^>]*>")
ROW = re.compile(r'<tr id="([A-Z]{3}-[^"]+)">(.*?)</tr>', re.DOTALL)
FIRST_REPORT = Period(2024, 1, 3)


def site_of(*added: Report) -> Site:
    """What the pages of the real data and some added reports are made from, with empty charts."""
    checked = check_repository(PROJECT, TODAY, {})
    dataset, ledgers, problems = checked.dataset, checked.ledgers, checked.problems
    if added:
        dataset = dataclasses.replace(dataset, reports=(*dataset.reports, *added))
        ledgers = ledger.resolve_all(dataset.reports)
        problems = (*rules.check_reports(added, TODAY), *rules.check_ledgers(dataset, ledgers.values()))
    atlas = summarise(dataset, ledgers, problems, checked.bot.months_to_report)
    charts = Charts({p.country.iso3: CHART for p in atlas.reporting}, {}, {}, CHART, CHART, CHART, (), ())
    calendar = due.due(TODAY, checked.bot.months_to_report)
    release = tables.release(atlas, checked.raw.tables)
    return Site(checked.raw.settings, atlas, release, {}, {}, charts, calendar, {}, ())


def rendered(site: Site) -> dict[str, str]:
    """The HTML of the page of each country, by code."""
    jinja = rendering.environment(PROJECT / "site" / "templates", site)
    return {
        page.profile.country.iso3: unescape(rendering.render(jinja, page, site.settings))
        for page in countries.pages(site)
        if isinstance(page, CountryPage)
    }


@functools.cache
def real() -> tuple[Site, dict[str, str]]:
    site = site_of()
    return site, rendered(site)


def text_of(html: str) -> str:
    return " ".join(TAG.sub(" ", html).split())


def rows(html: str) -> dict[str, str]:
    """The rows of quarters, years and other periods by their anchors."""
    return dict(ROW.findall(html))


def checks(profile: Profile) -> list[dt.date]:
    """The days on which a reply, or a person who looked, says what the bot showed."""
    return [report.observed for report in profile.reports if report.kind is Kind.REPLY or report.nothing_after]


NO_FIGURES = "the bot showed no figures for the time after"


def test_what_the_bot_did_not_show_is_said_exactly_where_a_reply_or_a_person_who_looked_says_so() -> None:
    site, pages = real()
    reporting = {profile.country.iso3 for profile in site.atlas.reporting if checks(profile)}
    # Attributes, such as the description for search engines, count as well.
    sentences = (NO_FIGURES, "the bot did not show these figures")
    assert {iso3 for iso3, html in pages.items() if any(text in html for text in sentences)} == reporting


def test_the_last_check_of_the_bot_is_given_once_under_gaps() -> None:
    site, pages = real()
    for profile in site.atlas.reporting:
        _, _, gaps = text_of(pages[profile.country.iso3]).partition(" Gaps and revisions ")
        gaps = gaps.partition(" All reports ")[0]
        days = re.findall(r"(?:On|someone asked on) (\d+ \w+ \d{4})", gaps)
        assert len(days) == len(set(days)), profile.country
        assert (prose.day(max(checks(profile))) in days) if checks(profile) else "No report says when someone" in gaps


def test_a_quarter_without_a_report_is_listed_once_under_gaps() -> None:
    """Among the overdue ones or, if it is none of these, after the number of quarters that are known."""
    site, pages = real()
    for profile in site.atlas.reporting:
        _, _, gaps = text_of(pages[profile.country.iso3]).partition(" Gaps and revisions ")
        gaps = gaps.partition(" All reports ")[0]
        others = [quarter for quarter in profile.missing if quarter not in site.due.overdue(profile)]
        more = f" No report covers {prose.list_quarters(others)}." if others else ""
        assert f" {provenance.describe_known_quarters(profile)}{more} " in f"{gaps} "
        assert ("No report covers" in gaps) is bool(others)


def test_every_country_without_figures_after_september_2024_has_one_true_sentence_about_newer_ones() -> None:
    site, pages = real()
    number = 0
    for profile in site.atlas.reporting:
        iso3 = profile.country.iso3
        newest = max(figure.period.closes for report in profile.reports for figure in report.figures)
        html, lead = pages[iso3], re.findall(r'<p class="lead">(.*?)</p>', pages[iso3], re.DOTALL)[0]
        asked = [day for day in checks(profile) if day > dt.date(2024, 12, 31)]
        sentences = [
            "No one has reported since then whether the bot shows anything newer." in lead,
            bool(re.search(rf"On \d+ \w+ \d{{4}} {NO_FIGURES} \w+ \d{{4}}\.", lead)),
        ]
        if newest > FIRST_REPORT.closes:
            assert sentences == [False, False], iso3
            continue
        number += 1
        assert sentences == [not asked, bool(asked)], iso3
        if asked:
            assert f"On {prose.day(max(asked))} {NO_FIGURES} September 2024." in lead
        assert "should be published" not in html
    assert number == due.unrefreshed(site.atlas.reporting).countries > 0


def test_every_figure_has_an_anchor_and_a_link_to_itself_with_a_name() -> None:
    site, pages = real()
    for profile in site.atlas.reporting:
        iso3, html = profile.country.iso3, pages[profile.country.iso3]
        stated = {figure.period for report in profile.reports for figure in report.figures}
        periods = {*stated, *(r.period for r in (*profile.quarters, *profile.years))}
        anchors = [anchor for anchor, _ in ROW.findall(html)]
        assert len(anchors) == len(set(anchors))
        assert {figure_id(iso3, period) for period in periods} <= set(anchors)
        for anchor, row in rows(html).items():
            assert f'href="#{anchor}" aria-label="Link to the figure {anchor}">{anchor}</a>' in row


def test_every_row_gives_its_bounds_how_it_is_known_and_how_it_can_be_verified() -> None:
    site, pages = real()
    for profile in site.atlas.reporting:
        table = rows(pages[profile.country.iso3])
        for resolved in (*profile.quarters, *profile.years):
            row = table[figure_id(profile.country.iso3, resolved.period)]
            cells = re.findall(r'<td class="number( range)?">(.*?)</td>', row)[:2]
            bounds = (resolved.requests_range, resolved.users_range)
            assert [text for _, text in cells] == [prose.number(bound) for bound in bounds]
            assert [bool(quiet) for quiet, _ in cells] == [not resolved.is_known] * 2
            text = text_of(row)
            if resolved.evidence:
                assert "method/#how-a-figure-can-be-verified" in row
                assert f"{resolved.evidence.capitalize()} : {provenance.describe_reports(resolved)}." in text
            else:
                assert "how-a-figure-can-be-verified" not in row
            for warning in provenance.describe_warnings(profile, resolved):
                assert warning[1:] in text


def test_the_bounded_quarters_of_germany_and_its_open_year_are_never_a_gap() -> None:
    _, pages = real()
    germany = {anchor: text_of(row) for anchor, row in rows(pages["DEU"]).items()}
    for quarter in ("2024-Q1", "2024-Q2", "2024-Q3"):
        assert (
            " 0–53 0–115 — At most 53 requests and 115 users (the total for January–September 2024)."
            in (germany[f"DEU-{quarter}"])
        )
    assert germany["DEU-2026"].startswith(
        "2026 at least 1,022 at least 2,443 — At least 1,022 requests and 2,443 users"
    )


def test_the_warning_about_india_is_beside_its_figures_in_words() -> None:
    _, pages = real()
    india = {anchor: text_of(row) for anchor, row in rows(pages["IND"]).items()}
    warning = "ewer users than requests; Telegram does not explain this"
    assert {anchor for anchor, text in india.items() if warning in text} >= {"IND-2025-Q4", "IND-2025"}
    assert f"October–December 2025: f{warning}" in india["IND-2025"]


def report(iso3: str, day: str, kind: Kind, *figures: Figure, source: str = "https://example.org/thread") -> Report:
    """A report in a file named after its day; one without figures says that the bot showed nothing newer than Q3."""
    path = f"data/reports/{iso3}/{day}.yaml"
    located = tuple(dataclasses.replace(figure, location=Location(path, 9)) for figure in figures)
    newest = None if figures else Period(FIRST_QUARTER.year, 3, 3)
    observed = dt.date.fromisoformat(day)
    return Report(iso3, observed, kind, located, source, nothing_after=newest, location=Location(path))


def changes_and_feed(site: Site) -> tuple[str, str]:
    """The text of the page of changes, and the feed."""
    jinja = rendering.environment(PROJECT / "site" / "templates", site)
    pages = {type(page): rendering.render(jinja, page, site.settings) for page in quarters.changes_pages(site)}
    return text_of(pages[ChangesPage]), unescape(pages[FeedPage])


def test_reports_without_figures_read_well_on_every_page() -> None:
    """Of a country with zeros, of one with nothing else, and of one that has newer figures."""
    days = {"GTM": "2026-11-01", "SMR": "2026-11-02", "FRA": "2025-01-30"}
    site = site_of(*(report(iso3, day, Kind.REPLY) for iso3, day in days.items()))
    pages = rendered(site)
    sentence = f"{NO_FIGURES[1:]} September 2024."
    assert f"in January–September 2024. On 1 November 2026 t{sentence}</p>" in pages["GTM"]
    assert f"Telegram’s figures for San Marino yet. On 2 November 2026 t{sentence}" in pages["SMR"]
    assert all(f"T{sentence}" in text_of(pages[iso3]) for iso3 in days)
    changes, feed = changes_and_feed(site)
    assert f"Guatemala : t{sentence} Source: bot reply" in changes
    assert "Guatemala" not in feed


def test_a_figure_of_one_measure_is_shown_alone() -> None:
    site = site_of(report("SMR", "2026-11-02", Kind.PRESS, Figure(Period(2025, 1, 1), 3, None)))
    page = rendered(site)["SMR"]
    row = text_of(rows(page)["SMR-2025-Q1"])
    assert row.startswith(
        "Q1 2025 3 — — 3 requests; the number of users is not known. Public : 1 report, published on "
    )
    changes, feed = changes_and_feed(site)
    assert "San Marino : Q1 2025: 3 requests (new) . Source: press article" in changes
    assert "January–March 2025: Telegram says it fulfilled 3 requests (new)" in feed


def test_a_disputed_figure_is_shown_beside_the_confirmed_one_and_changes_nothing() -> None:
    site, pages = real()
    (iso3, period, (requests, users)) = next(
        (profile.country.iso3, period, profile.ledger.value(period))
        for profile in site.atlas.reporting
        for period in (profile.ledger.periods if profile.ledger else ())
        if profile.ledger and ledger.evidence(profile.ledger.statements(period)) is Evidence.CONFIRMED
    )
    assert requests is not None
    claimed = Figure(period, requests + 5, users)
    disputed = site_of(report(iso3, "2026-11-20", Kind.REPLY, claimed, source=""))
    page, anchor = rendered(disputed)[iso3], figure_id(iso3, period)
    row = text_of(rows(page)[anchor])
    assert row.replace(" Disputed by a reply that only its sender has seen", "") == text_of(rows(pages[iso3])[anchor])
    assert "Disputed by a reply that only its sender has seen" in row
    assert (
        f"says {prose.counts(claimed.value)} for {prose.period(period)}. "
        f"The confirmed figure is {prose.counts((requests, users))}. A second report would decide."
    ) in text_of(page)
    changes, feed = changes_and_feed(disputed)
    assert f"{prose.short(period)}: {prose.counts(claimed.value)} (disputes)" in changes
    assert f"a reply that only its sender has seen says {prose.counts(claimed.value)}" in feed


def test_a_trace_is_linked_as_likely_and_not_as_proven() -> None:
    traced = report("SMR", "2026-11-02", Kind.DATASET, Figure(Period(2025, 1, 1), 3, 4))
    thread = "https://example.org/issues/7"
    page = rendered(site_of(dataclasses.replace(traced, trace=thread)))["SMR"]
    assert f'; picture: <a href="{thread}">thread</a>' in page
    assert "is likely, but not proven." in text_of(page)
    assert "Traced : 1 report" in text_of(rows(page)["SMR-2025-Q1"])
    assert "is likely, but not proven." not in text_of(rendered(site_of(traced))["SMR"])
