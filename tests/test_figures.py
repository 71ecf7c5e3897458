"""What follows from the first reports of the repository, whichever reports come later."""

import csv
import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import assemble, ledger, prose, read, summary, tables
from atlas.model import Period, Status
from atlas.summary import Atlas, Range, Total
from atlas.summary.totals import panel_of
from tests.conftest import TESTS, Run, contents

AS_OF = dt.date(2026, 9, 4)
FACTS = TESTS / "facts"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def atlas(project: Path) -> Atlas:
    """The repository on the day of the first import: later reports may derive or revise more."""
    everything = assemble.dataset(read.repository(project, {}))
    dataset = replace(everything, reports=tuple(r for r in everything.reports if r.observed <= AS_OF))
    return summary.summarise(dataset, ledger.resolve_all(dataset.reports))


def quarter(atlas: Atlas, iso3: str, text: str) -> tuple[int | None, int | None, Status]:
    profile = atlas.profile(iso3)
    resolved = profile.quarter(Period.parse(text)) if profile else None
    assert resolved is not None
    return resolved.requests, resolved.users, resolved.status


def test_there_is_a_row_for_each_of_83_countries_and_ten_quarters(atlas: Atlas) -> None:
    ten = [f"2024-Q{q}" for q in range(1, 5)] + [f"2025-Q{q}" for q in range(1, 5)] + ["2026-Q1", "2026-Q2"]
    countries = sorted({row["iso3"] for row in rows(FACTS / "figures.csv")})
    keys = sorted((str(row["iso3"]), str(row["quarter"])) for row in tables.PUBLISHED["quarters"](atlas))
    assert keys == [(iso3, quarter) for iso3 in countries for quarter in ten]
    assert len(keys) == 830


@pytest.mark.parametrize("row", rows(FACTS / "left-out.csv"), ids=lambda row: f"{row['iso3']}-{row['period']}")
def test_values_calculated_by_hand_are_derived_again(row: dict[str, str], atlas: Atlas) -> None:
    quarters = [quarter(atlas, row["iso3"], str(q)) for q in Period.parse(row["period"]).quarters]
    value = (sum(requests or 0 for requests, _, _ in quarters), sum(users or 0 for _, users, _ in quarters))
    assert {status for _, _, status in quarters} <= {Status.REPORTED, Status.DERIVED}
    if (row["iso3"], row["period"]) == ("GBR", "2024-Q4"):  # the only wrong subtraction by hand: 292
        assert (row["users"], value) == ("292", (139, 286))
    else:
        assert value == (int(row["requests"]), int(row["users"]))


def test_the_fourth_quarter_of_the_united_kingdom_is_the_year_less_nine_months(atlas: Atlas) -> None:
    britain = atlas.profile("GBR")
    assert britain is not None
    assert britain.quarters[3].formula == "2024 − 2024-Q1-Q3"


@pytest.mark.parametrize("iso3", ["DEU", "USA", "FRA"])
def test_about_2000_users_in_2024_most_of_them_in_the_fourth_quarter(iso3: str, atlas: Atlas) -> None:
    profile = atlas.profile(iso3)
    assert profile is not None
    year = profile.years[0].resolved
    _, last, _ = quarter(atlas, iso3, "2024-Q4")
    assert year.users == pytest.approx(2_000, rel=0.2)
    assert last is not None
    assert year.users is not None
    assert last > year.users / 2


def test_the_first_quarters_of_2024_and_2025_are_compared_over_19_countries(atlas: Atlas) -> None:
    panel = panel_of(atlas.profiles, Period.parse("2024-Q1"), Period.parse("2025-Q1"))
    assert (len(panel.countries), panel.total_before, panel.total_after) == (
        19,
        Total(2541, 5826, 19),
        Total(10910, 14717, 19),
    )
    assert (panel.active_before.countries, panel.active_after.countries) == (4, 4)
    assert panel.active_after.users / panel.active_before.users == pytest.approx(2.0, abs=0.05)


def test_the_first_quarters_of_2025_and_2026_are_compared_over_21_countries(atlas: Atlas) -> None:
    panel = panel_of(atlas.profiles, Period.parse("2025-Q1"), Period.parse("2026-Q1"))
    assert (len(panel.countries), panel.total_before, panel.total_after) == (
        21,
        Total(13547, 22108, 21),
        Total(7033, 13961, 21),
    )


def test_the_press_compared_5_countries_with_22(atlas: Atlas) -> None:
    comparison = atlas.press
    assert comparison is not None
    assert (comparison.day, str(comparison.panel.before), str(comparison.panel.after)) == (
        dt.date(2025, 5, 6),
        "2024-Q1",
        "2025-Q1",
    )
    assert (comparison.naive_before, comparison.naive_after) == (Total(2541, 5826, 5), Total(13615, 22777, 22))


def test_users_rose_4_1_to_4_4_times_in_the_35_countries_with_bounds_in_both_quarters(
    atlas: Atlas,
) -> None:
    assert atlas.press is not None
    before, after = atlas.press.range_before, atlas.press.range_after
    assert (before, after) == (Range(5_826, 6_272, 35), Range(25_449, 25_451, 35))
    assert (prose.times_between(before, after), atlas.press.is_fourfold) == ("4.1 to 4.4 times", True)
    # Worked out again from the published table: exact, or anything from 0 to the total of the longer period.
    ranges: dict[str, dict[str, tuple[int, int]]] = {}
    for row in tables.PUBLISHED["quarters"](atlas):
        if row["status"] in ("reported", "derived"):
            bounds = (int(str(row["users"])), int(str(row["users"])))
        elif row["status"] == "bounded":
            bounds = (0, int(str(row["span_users"])))
        else:
            continue
        ranges.setdefault(str(row["iso3"]), {})[str(row["quarter"])] = bounds
    both = [of_country for of_country in ranges.values() if {"2024-Q1", "2025-Q1"} <= of_country.keys()]
    for quarter_name, published in (("2024-Q1", before), ("2025-Q1", after)):
        lower, upper = (sum(of_country[quarter_name][end] for of_country in both) for end in (0, 1))
        assert Range(lower, upper, len(both)) == published


def test_of_19_countries_4_had_users_at_first_3_had_none_in_either_quarter_and_12_began(atlas: Atlas) -> None:
    assert atlas.press is not None
    panel = atlas.press.panel
    assert panel == panel_of(atlas.profiles, panel.before, panel.after)
    assert (
        len(panel.countries),
        panel.active_before.countries,
        panel.still_zero,
        len(panel.countries) - panel.active_before.countries - panel.still_zero,
    ) == (
        19,
        4,
        3,
        12,
    )


def test_every_country_is_counted_once_in_the_coverage_of_a_quarter(atlas: Atlas) -> None:
    for coverage in (*atlas.coverage, *(row for group in atlas.groups for row in group.coverage)):
        parts = (coverage.known, coverage.bounded, coverage.missing, coverage.without_reports)
        assert sum(parts) == coverage.countries
    assert {coverage.without_reports for coverage in atlas.coverage} == {len(atlas.without_reports)}


def test_the_first_figures_imported_give_the_files_of_the_repository(project: Path, tmp_path: Path, run: Run) -> None:
    root = tmp_path / "empty"
    shutil.copytree(project / "data", root / "data", ignore=shutil.ignore_patterns("reports", "notes"))
    shutil.copytree(project / "schema", root / "schema")
    (root / "site").mkdir()
    shutil.copy(project / "site" / "settings.yaml", root / "site")
    command = ("add", "--csv", str(FACTS / "figures.csv"), "--today", str(AS_OF))

    status, output, _ = run(root, *command)
    assert (status, output.splitlines()[-1]) == (0, "230 reports added")
    imported = contents(root / "data" / "reports")
    assert imported == {path: (project / "data" / "reports" / path).read_bytes() for path in imported}

    status, output, _ = run(root, *command)
    assert (status, output.splitlines()[-1]) == (0, "0 reports added, 230 existed already")
    assert contents(root / "data" / "reports") == imported
