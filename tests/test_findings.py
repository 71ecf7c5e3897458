"""The findings: which are shown, every number worked out again from accepted figures, and claims on made-up data."""

import datetime as dt
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import pytest

from atlas import assemble, ledger, read, summary
from atlas.charts.findings import spread
from atlas.model import Dataset, Evidence, Figure, Kind, Period, Report, Status
from atlas.problems import Location
from atlas.prose import findings as sentences
from atlas.prose.findings import Passage
from atlas.summary import Atlas, EvidenceCounts, Profile, findings
from atlas.summary.findings import Findings, Pair
from atlas.summary.totals import longer_panels, panels_of
from tests.browser import pages_server
from tests.conftest import PROJECT
from tests.test_panels import AS_OF, limits, most

NINE_MONTHS, LAST = Period(2024, 1, 3), Period(2024, 4, 4)
QUARTERS = (*tuple(Period(year, q, q) for year in (2024, 2025) for q in (1, 2, 3, 4)), Period(2026, 1, 1))


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return assemble.dataset(read.repository(PROJECT, {}))


@pytest.fixture(scope="module")
def atlas(dataset: Dataset) -> Atlas:
    """The reports of the first import, from which the pinned numbers follow."""
    kept = replace(dataset, reports=tuple(report for report in dataset.reports if report.observed <= AS_OF))
    return summary.summarise(kept, ledger.resolve_all(kept.reports))


@pytest.fixture(scope="module")
def shown(atlas: Atlas) -> Findings:
    return findings.findings(atlas)


@pytest.fixture(scope="module")
def passages(shown: Findings) -> dict[str, Passage]:
    return {passage.slug: passage for passage in sentences.passages(shown)}


Bounds = Mapping[str, Callable[[Period], tuple[tuple[float, float], tuple[float, float]]]]


@pytest.fixture(scope="module")
def bounds(atlas: Atlas) -> Bounds:
    """Requests and users of any period at least and at most, by country, without the paths of the ledger."""
    ledgers = {profile.country.iso3: profile.ledger for profile in atlas.reporting if profile.ledger}
    tables = {iso3: tuple(most(of_country, measure) for measure in range(2)) for iso3, of_country in ledgers.items()}

    def of(iso3: str) -> Callable[[Period], tuple[tuple[float, float], tuple[float, float]]]:
        return lambda period: limits(tables, iso3, period)

    return {iso3: of(iso3) for iso3 in tables}


def exact(count: tuple[float, float]) -> bool:
    return count[0] == count[1]


def known(bounds: Bounds, *periods: Period) -> dict[str, list[tuple[int, int]]]:
    """Requests and users in each period of the countries known exactly in all."""
    return {
        iso3: [(int(of(period)[0][0]), int(of(period)[1][0])) for period in periods]
        for iso3, of in bounds.items()
        if all(exact(count) for period in periods for count in of(period))
    }


def limited(bounds: Bounds, *periods: Period) -> list[str]:
    return [
        iso3 for iso3, of in bounds.items() if all(upper < math.inf for period in periods for _, upper in of(period))
    ]


def cells(passage: Passage) -> dict[str, tuple[str, ...]]:
    return {row.country.iso3 if row.country else row.name: row.cells for row in passage.rows}


def text(passage: Passage) -> str:
    return " ".join((passage.headline, *passage.explanation))


# Which are shown


def test_every_finding_is_shown_on_the_data_of_the_repository(dataset: Dataset) -> None:
    """If this fails after new reports, a claim no longer holds: read the finding before changing this test."""
    everything = findings.findings(summary.summarise(dataset, ledger.resolve_all(dataset.reports)))
    assert [field.name for field in fields(everything) if getattr(everything, field.name) is None] == []
    assert [passage.slug for passage in sentences.passages(everything)] == [
        "before-and-after", "third-quarter-of-2024", "since-october-2024", "year-on-year", "per-head",
        "users-per-request", "no-news", "certainty",
    ]  # fmt: skip


def test_without_reports_there_is_no_finding(dataset: Dataset) -> None:
    nothing = findings.findings(summary.summarise(replace(dataset, reports=()), {}))
    assert all(getattr(nothing, field.name) is None for field in fields(nothing))
    assert sentences.passages(nothing) == ()


# Every number again


def test_the_figures_in_the_news_are_those_of_seven_countries(shown: Findings, bounds: Bounds) -> None:
    assert shown.news
    columns, rows = sentences.news_table(shown.news)
    assert columns == ("Affected users", "Q1–Q3 2024", "Q4 2024", "2024")
    expected = known(bounds, NINE_MONTHS, LAST, Period(2024, 1, 4))
    codes = ["USA", "DEU", "FRA", "GBR", "ESP", "BEL", "NLD"]
    assert {row.country.iso3: row.cells for row in rows if row.country} == {
        code: tuple(f"{users:,}" for _, users in expected[code]) for code in codes
    }
    year, quarter = [expected[c][2][1] for c in codes[:3]], [expected[c][1][1] for c in codes[3:]]
    sentence = sentences.news_sentence(shown.news)
    assert f"({min(year):,} to {max(year):,})" in sentence
    assert f"({min(quarter):,} to {max(quarter):,})" in sentence
    assert all(1_500 <= users < 2_500 for users in year)
    assert all(200 <= users < 500 for users in quarter)


def test_users_a_month_rose_from_the_first_nine_months_to_the_last_three(
    passages: dict[str, Passage], bounds: Bounds
) -> None:
    passage, pairs, both = (
        passages["before-and-after"],
        known(bounds, NINE_MONTHS, LAST),
        limited(bounds, NINE_MONTHS, LAST),
    )

    def monthly(value: float) -> str:
        return f"{value:,.0f}" if value >= 10 or not value else f"{value:.1f}"

    assert cells(passage) == {
        iso3: (f"{before:,}", f"{after:,}", monthly(before / 9), monthly(after / 3))
        for iso3, ((_, before), (_, after)) in pairs.items()
    }
    assert (len(pairs), len(both)) == (32, 35)
    assert sum(before == 0 for (_, before), _ in pairs.values()) == 13
    assert all(after / 3 > before / 9 for (_, before), (_, after) in pairs.values())
    others = [iso3 for iso3 in both if iso3 != "IND"]
    for countries in (both, others):
        before, after = ([sum(bounds[c](p)[1][end] for c in countries) for end in (0, 1)] for p in (NINE_MONTHS, LAST))
        spans = [(math.floor(low / n), math.ceil(high / n)) for (low, high), n in ((before, 9), (after, 3))]
        assert " → ".join(f"{low:,}–{high:,}" for low, high in spans) in text(passage)
    assert "3.2 times as many affected users a month" in passage.headline
    assert "in the same 35 countries" in passage.headline
    assert "rose in all 32 of them; 13 had none" in text(passage)
    highest = max(bounds[c](p)[1][1] for c in both if c not in pairs for p in (NINE_MONTHS, LAST))
    assert f"at most {highest:.0f} users" in text(passage)
    assert f"from {len(bounds) - len(both)} other countries" in text(passage)


def test_the_third_quarter_is_that_of_all_countries_known_quarter_by_quarter(
    passages: dict[str, Passage], bounds: Bounds
) -> None:
    passage, quarters = passages["third-quarter-of-2024"], QUARTERS[:4]
    rows = {c: v for c, v in known(bounds, *quarters[:3]).items() if any(users for _, users in v)}
    assert {c: (*row[:3], *row[4:7]) for c, row in cells(passage).items()} == {
        c: tuple(f"{value[m]:,}" for m in (1, 0) for value in values) for c, values in rows.items()
    }
    for iso3, higher in {"FRA": True, "BEL": True, "IND": False, "BRA": False}.items():
        first, second, third = rows[iso3]
        for old, middle, new in zip(first, second, third, strict=True):
            assert new > old + middle if higher else new < old
    assert "more affected users in France and Belgium in July–September 2024" in passage.headline
    assert "fewer in India and Brazil than in January–March 2024" in passage.headline
    zero = [c for c, v in known(bounds, *quarters[:3]).items() if not any(users for _, users in v)]
    total_only = len(limited(bounds, quarters[2])) - len(rows) - len(zero)
    assert f"Only {len(rows)} countries" in text(passage)
    assert f"For {total_only} more" in text(passage)
    assert f"{len(zero)} had no users" in text(passage)


def test_ten_countries_are_known_in_every_quarter_and_their_users_peak_in_spring_2025(
    passages: dict[str, Passage], bounds: Bounds
) -> None:
    passage, span = passages["since-october-2024"], QUARTERS[3:]
    rows = known(bounds, *span)
    assert sorted(rows) == sorted(limited(bounds, *span))
    assert len(rows) == 10

    def sums(measure: int, *, without: str = "") -> list[int]:
        return [sum(v[i][measure] for c, v in rows.items() if c != without) for i in range(len(span))]

    columns = (sums(1), sums(0), sums(1, without="IND"), sums(0, without="IND"))
    assert [row.cells for row in passage.rows] == [tuple(f"{n:,}" for n in row) for row in zip(*columns, strict=True)]
    assert [str(span[column.index(max(column))]) for column in columns[:3]] == ["2025-Q2", "2025-Q4", "2025-Q1"]
    assert f"in April–June 2025, {max(columns[0]):,}, in the 10 countries" in passage.headline
    assert f"already in January–March 2025: {max(columns[2]):,} in 9." in text(passage)
    assert f"Requests were highest in October–December 2025: {max(columns[1]):,}." in text(passage)


def test_users_fell_in_12_and_rose_in_10_of_22_countries(passages: dict[str, Passage], bounds: Bounds) -> None:
    passage, pair = passages["year-on-year"], (Period(2025, 1, 1), Period(2026, 1, 1))
    both = limited(bounds, *pair)
    fell = [c for c in both if bounds[c](pair[1])[1][1] < bounds[c](pair[0])[1][0]]
    rose = [c for c in both if bounds[c](pair[1])[1][0] > bounds[c](pair[0])[1][1]]
    assert (len(both), len(fell), len(rose)) == (22, 12, 10)
    assert "in 12 of the same 22 countries, and more in 10." in passage.headline

    def written(count: tuple[float, float]) -> str:
        return f"{count[0]:,.0f}" if exact(count) else f"{count[0]:,.0f}–{count[1]:,.0f}"

    for iso3, row in cells(passage).items():
        (requests, users), (requests_after, users_after) = (bounds[iso3](period) for period in pair)
        assert row[:2] == (written(users), written(users_after))
        assert row[3:5] == (written(requests), written(requests_after))
        assert bool(re.search("%|times", row[2])) is (users[0] >= 20)
    assert sorted(cells(passage)) == sorted(both)
    opposite = [
        iso3
        for iso3 in both
        if (iso3 in fell and bounds[iso3](pair[1])[0][0] > bounds[iso3](pair[0])[0][1])
        or (iso3 in rose and bounds[iso3](pair[1])[0][1] < bounds[iso3](pair[0])[0][0])
    ]
    assert sorted(opposite) == ["ESP", "KAZ", "PRT", "SWE"]
    assert "In Sweden, Portugal, Spain and Kazakhstan, requests moved the other way" in text(passage)


def test_per_head_the_countries_of_a_full_year_are_ranked_by_their_population(
    passages: dict[str, Passage], bounds: Bounds, dataset: Dataset
) -> None:
    passage, year = passages["per-head"], Period(2025, 1, 4)

    def people(iso3: str) -> int:
        years = dataset.population[iso3]
        return years[max(y for y in years if y <= 2025)]

    rates = {iso3: value[0][1] / people(iso3) * 1_000_000 for iso3, value in known(bounds, year).items()}
    ranked = sorted(rates, key=lambda iso3: -rates[iso3])
    assert [(row.country.iso3, row.cells[0]) for row in passage.rows if row.country] == [
        (iso3, f"{rates[iso3]:,.2f}") for iso3 in ranked
    ]
    assert ranked[:3] == ["DEU", "CYP", "POL"]
    assert (ranked.index("IND") + 1, len(ranked)) == (11, 15)
    assert "Germany (149), Cyprus (142) and Poland (138), not in India (27), of the 15 countries" in passage.headline
    # No country that is known in part already has more than the first.
    others = [iso3 for iso3 in bounds if iso3 in dataset.population and iso3 != "DEU"]
    assert all(bounds[iso3](year)[1][0] / people(iso3) * 1_000_000 < rates["DEU"] for iso3 in others)


def test_users_per_request_have_a_base_of_at_least_20_requests(passages: dict[str, Passage], bounds: Bounds) -> None:
    passage, quarters = passages["users-per-request"], (*QUARTERS, Period(2026, 2, 2))
    ratios: dict[str, list[tuple[float, Period]]] = {}
    for iso3, quarter in itertools.product(bounds, quarters):
        requests, users = bounds[iso3](quarter)
        if exact(requests) and exact(users) and requests[0] >= 20:
            ratios.setdefault(iso3, []).append((users[0] / requests[0], quarter))
    everything = [(*ratio, iso3) for iso3, values in ratios.items() for ratio in values]
    low, high = min(everything, key=lambda row: row[0]), max(everything, key=lambda row: row[0])
    assert (low[2], str(low[1]), f"{low[0]:.1f}") == ("IND", "2025-Q4", "0.7")
    assert (high[2], str(high[1]), f"{high[0]:.0f}") == ("KAZ", "2026-Q1", "24")
    assert sorted(cells(passage)) == sorted(ratios)

    def shown(value: float) -> str:
        return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"

    for iso3, row in cells(passage).items():
        values = [value for value, _ in ratios[iso3]]
        assert (row[0], row[2], row[4]) == (shown(min(values)), shown(max(values)), str(len(values)))
    assert f"{len(everything)} quarters of {len(ratios)} countries" in text(passage)
    assert [iso3 for value, _, iso3 in everything if value < 1] == ["IND"]
    assert "0.7 affected users per request in India in October–December 2025, and 24 in Kazakhstan" in passage.headline


def test_countries_without_news_have_no_figure_of_a_period_that_ends_after_september_2024(
    passages: dict[str, Passage], shown: Findings, atlas: Atlas
) -> None:
    passage = passages["no-news"]
    ends: dict[str, int] = {}
    for report, figure in ((r, f) for r in atlas.dataset.reports for f in r.figures):
        ends[report.iso3] = max(ends.get(report.iso3, 0), figure.period.closes)
    old = [iso3 for iso3, closes in ends.items() if closes <= NINE_MONTHS.closes]
    assert f"For {len(old)} of the {len(ends)} countries with reports" in passage.headline
    assert sum(int(row.cells[0]) for row in passage.rows) == len(ends)
    assert shown.no_news
    assert sorted(country.iso3 for country in shown.no_news.countries) == sorted(old)
    assert all(profile.headline and profile.headline.users == 0 for p in old if (profile := atlas.profile(p)))


def test_certainty_counts_every_stated_figure_and_every_quarter(
    passages: dict[str, Passage], bounds: Bounds, atlas: Atlas
) -> None:
    passage = passages["certainty"]
    evidence = [
        profile.ledger.evidence(period)
        for profile in atlas.reporting
        if profile.ledger
        for period in profile.ledger.periods
    ]
    assert [row.cells[0] for row in passage.rows] == [str(evidence.count(value)) for value in Evidence]
    assert f"Of the {len(evidence)} figures" in passage.headline
    pairs = list(itertools.product(bounds, atlas.quarters))
    number_exact = sum(exact(r) and exact(u) for iso3, quarter in pairs for r, u in [bounds[iso3](quarter)])
    assert f"Of these {len(pairs)}, {number_exact} are known exactly" in text(passage)
    bounded = len(pairs) - number_exact - sum(c.counts[Status.MISSING] for c in atlas.coverage)
    assert f"{bounded} within bounds" in text(passage)


# Claims hold for everything that the bounds allow: on made-up data, for the counts from which the reports were made


Truth = dict[str, dict[Period, tuple[int, int]]]


def made_up(dataset: Dataset, seed: int) -> tuple[Atlas, Truth]:
    """Some countries with random counts in every quarter, of which reports state a random selection of periods."""
    random = Random(seed)
    codes = random.sample(["USA", "DEU", "FRA", "GBR", "ESP", "BEL", "NLD", "IND", "BRA", "KAZ", "POL", "CYP"], 6)
    truth: Truth = {}
    reports = []
    for code in codes:
        scale = random.choice([0, 3, 40, 3000])
        truth[code] = {}
        for quarter in QUARTERS:
            requests = random.randint(0, scale) * (2 if quarter >= LAST else 1)
            truth[code][quarter] = (requests, random.randint(requests // 2, 3 * requests))
        stated = {quarter for quarter in QUARTERS if random.random() < 0.7}
        stated |= {p for p in (NINE_MONTHS, Period(2024, 1, 4), Period(2025, 1, 4)) if random.random() < 0.7}
        location = Location(f"{code}.yaml", 1)
        figures = tuple(Figure(p, *counts(truth, code, p)) for p in sorted(stated) or [NINE_MONTHS])
        reports.append(
            Report(code, dt.date(2026, 5, 1), Kind.REPLY, figures, "https://example.org/", location=location)
        )
    return atlas_of(dataset, reports), truth


def atlas_of(dataset: Dataset, reports: list[Report]) -> Atlas:
    """What findings read of a summary; its groups and other parts would take most of the time."""
    ledgers = ledger.resolve_all(reports)
    profiles = tuple(
        Profile(dataset.countries[iso3], of_country, dataset.population[iso3], None, "")
        for iso3, of_country in ledgers.items()
    )
    quarters = tuple(quarter.period for quarter in profiles[0].quarters)
    return Atlas(
        dataset=dataset,
        profiles=profiles,
        quarters=quarters,
        coverage=(),
        panels=panels_of(profiles, [quarter for quarter in quarters if quarter.first == quarter.last == 1]),
        groups=(),
        changes=(),
        press=None,
        longer_panels=longer_panels(profiles),
        evidence=EvidenceCounts({}, 0, 0, ""),
        stated_sums=(),
        as_of=None,
    )


def counts(truth: Truth, code: str, period: Period) -> tuple[int, int]:
    requests, users = (sum(truth[code][quarter][m] for quarter in period.quarters) for m in range(2))
    return requests, users


def users(truth: Truth, codes: Iterable[str], period: Period) -> int:
    return sum(counts(truth, code, period)[1] for code in codes)


def check_panels(truth: Truth, shown: Findings) -> None:
    if finding := shown.before_after:
        codes = [country.iso3 for country in finding.panel.countries]
        assert 3 * users(truth, codes, LAST) > users(truth, codes, NINE_MONTHS)
        assert finding.panel.largest
        others = [code for code in codes if code != finding.panel.largest.iso3]
        assert 3 * users(truth, others, LAST) > users(truth, others, NINE_MONTHS)
        pairs = {p.profile.country.iso3: (p.before.users or 0, p.after.users or 0) for p in finding.pairs}
        assert pairs == {c: (users(truth, [c], NINE_MONTHS), users(truth, [c], LAST)) for c in pairs}
        assert finding.risen == sum(3 * after > before for before, after in pairs.values())
        assert finding.from_zero == sum(not before for before, _ in pairs.values())
    if course := shown.course:
        codes = [profile.country.iso3 for profile in course.countries]
        totals = {quarter: users(truth, codes, quarter) for quarter in course.quarters}
        assert [quarter for quarter in totals if totals[quarter] == max(totals.values())] == [course.peak]
        assert course.peak not in (course.quarters[0], course.quarters[-1])
    if change := shown.year_on_year:
        for pair in change.fell:
            assert users(truth, [code(pair)], change.panel.after) < users(truth, [code(pair)], change.panel.before)
        for pair in change.rose:
            assert users(truth, [code(pair)], change.panel.after) > users(truth, [code(pair)], change.panel.before)
        assert len(change.pairs) == len(change.panel.countries)


def code(pair: Pair) -> str:
    return pair.profile.country.iso3


def check_rankings(truth: Truth, shown: Findings, dataset: Dataset) -> None:
    if quarter := shown.third_quarter:
        first_quarter, third_quarter = QUARTERS[0], QUARTERS[2]
        for country in quarter.risen:
            parts = [truth[country.iso3][q] for q in QUARTERS[:3]]
            assert all(c > a + b for a, b, c in zip(*parts, strict=True))
            assert parts[2][0] >= 20
        for country in quarter.lower:
            assert all(
                c < a
                for a, c in zip(truth[country.iso3][first_quarter], truth[country.iso3][third_quarter], strict=True)
            )
    if head := shown.per_head:
        rates = {
            row[0].country.iso3: users(truth, [row[0].country.iso3], head.year)
            / dataset.population[row[0].country.iso3][row[2].population.year]
            for row in head.rows
        }
        ranked = list(rates.values())
        assert all(a >= b - 1e-8 for a, b in itertools.pairwise(ranked))
        largest = max(rates, key=lambda iso3: users(truth, [iso3], head.year))
        assert rates[largest] < max(ranked)
    if request := shown.per_request:
        values = {
            (low.profile.country.iso3, ratio.quarter.period): ratio.value
            for low, high, _ in request.rows
            for ratio in (low, high)
        }
        for (iso3, period), value in values.items():
            requests, of_users = truth[iso3][period]
            assert requests >= 20
            assert value == of_users / requests
        assert (request.lowest.value, request.highest.value) == (min(values.values()), max(values.values()))


SEEDS, BATCH = 100, 10


@pytest.mark.parametrize("first", range(0, SEEDS, BATCH))
def test_every_claim_holds_for_the_counts_behind_made_up_reports(first: int, dataset: Dataset) -> None:
    made = 0
    for seed in range(first, first + BATCH):
        atlas, truth = made_up(dataset, seed)
        shown = findings.findings(atlas)
        check_panels(truth, shown)
        check_rankings(truth, shown, dataset)
        made += len(sentences.passages(shown))
        for passage in sentences.passages(shown):
            assert passage.headline.endswith(".")
            assert {len(row.cells) for row in passage.rows} == {len(passage.columns) - 1}
            assert not re.search(r"\bNone\b|nan|inf\b|  ", text(passage) + passage.description)
    assert made > BATCH  # the claims are tested, not only absent


# Charts


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], []),
        ([5], [5]),
        ([5, 3], [5, 3]),
        ([5, 5, 5], [5, 4, 3]),
        ([1, 0, 0, 0], [3, 2, 1, 0]),
        ([6] * 13, [6 - index / 2 for index in range(13)]),
    ],
)
def test_names_at_the_ends_of_lines_are_apart_and_within_the_chart(levels: list[float], expected: list[float]) -> None:
    assert spread(levels, 1, 6) == expected


def test_the_page_of_findings_is_small(tiny_site: Path) -> None:
    assert len(pages_server.gzipped(tiny_site / "findings" / "index.html")) < 30_000
