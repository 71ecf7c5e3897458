"""What follows from the first reports of the repository, whichever reports come later."""

import csv
import datetime as dt
import itertools
import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import assemble, ledger, prose, read, summary, tables
from atlas.model import Period, Status
from atlas.summary import Atlas
from atlas.summary.profiles import FulfilledShare
from tests.conftest import PROJECT, TESTS, Run, contents

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
    if (row["iso3"], row["period"]) == ("ARG", "2025"):  # its first two quarters are known only as a half-year
        profile = atlas.profile("ARG")
        assert profile is not None
        year = profile.years[1]
        quarters = [(year.requests, year.users, year.status)]
        assert (str(year.period), year.formula) == ("2025", "2025-Q1-Q2 + 2025-Q3 + 2025-Q4")
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
    year = profile.years[0]
    _, last, _ = quarter(atlas, iso3, "2024-Q4")
    assert year.users == pytest.approx(2_000, rel=0.2)
    assert last is not None
    assert year.users is not None
    assert last > year.users / 2


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


def test_the_first_correction_is_what_the_data_of_its_day_say(atlas: Atlas) -> None:
    correction = next(c for c in atlas.dataset.corrections if c.correction == "press-fourfold")
    assert atlas.press is not None
    assert (atlas.as_of, correction.as_of) == (AS_OF, AS_OF)
    panel = atlas.press.panel
    exact = [panel.exact_before.users.lower, panel.exact_after.users.lower]
    wrong = (
        f"in the {panel.exact_before.countries} countries known in both quarters the number of affected users went "
        f"from {exact[0]:,} to {exact[1]:,}, which is ×{exact[1] / exact[0]:.1f}"
    )
    before, after = panel.total_before.users, panel.total_after.users
    right = (
        f"In the {len(panel.countries)} countries whose figures have an upper bound in both quarters, the number of "
        f"affected users went from {prose.number(before)} to {prose.number(after)}: "
        f"{prose.compare(before, after)}."
    )
    assert (wrong in correction.wrong, right in correction.right) == (True, True)


def test_the_correction_of_the_united_kingdom_is_what_the_data_say(atlas: Atlas) -> None:
    correction = next(c for c in atlas.dataset.corrections if c.correction == "gbr-2024-q4")
    requests, users, _ = quarter(atlas, "GBR", "2024-Q4")
    (upstream,) = (row for row in rows(FACTS / "left-out.csv") if (row["iso3"], row["period"]) == ("GBR", "2024-Q4"))
    stated = {row["period"]: row["users"] for row in rows(FACTS / "figures.csv") if row["iso3"] == "GBR"}
    assert f"{upstream['requests']} requests and {upstream['users']} affected users" in correction.wrong
    assert f"The correct figures are {requests} requests and {users} affected users." in correction.right
    assert f"{stated['2024']} − {stated['2024-Q1-Q3']} = {users}" in correction.reason


def bounds_of_requests(iso3: str) -> dict[tuple[str, str], tuple[float, float]]:
    """The least and the most requests from the first to the last of some quarters, by exhaustive shortest paths.

    The newest figure of each period counts; the count up to a boundary never falls.
    """
    stated = sorted((row for row in rows(FACTS / "figures.csv") if row["iso3"] == iso3), key=lambda r: r["observed"])
    newest = {Period.parse(row["period"]): int(row["requests"]) for row in stated}
    points = range(Period.parse("2024").opens, Period.parse("2026").closes + 1)
    upper = {(a, b): 0.0 if b <= a else math.inf for a in points for b in points}
    for period, value in newest.items():
        upper[period.opens, period.closes] = min(upper[period.opens, period.closes], value)
        upper[period.closes, period.opens] = min(upper[period.closes, period.opens], -value)
    for via, a, b in itertools.product(points, repeat=3):
        upper[a, b] = min(upper[a, b], upper[a, via] + upper[via, b])
    quarters = [Period.quarter_from_boundary(boundary) for boundary in points[:-1]]
    return {
        (str(first), str(last)): (-upper[last.closes, first.opens], upper[first.opens, last.closes])
        for first, last in itertools.combinations(quarters, 2)
    }


def test_the_share_of_requests_that_was_fulfilled_has_bounds_where_all_quarters_have(atlas: Atlas) -> None:
    received = {row["iso3"]: int(row["information_requests"]) for row in rows(PROJECT / "data" / "dsa-requests.csv")}
    expected = {}
    for iso3, number in received.items():
        bounds = bounds_of_requests(iso3)
        lower, upper = bounds["2024-Q2", "2024-Q4"][0], bounds["2024-Q1", "2025-Q1"][1]
        if number >= 20 and upper < math.inf:
            expected[iso3] = FulfilledShare(number, int(lower), int(upper))
    shares = {profile.country.iso3: profile.fulfilled_share for profile in atlas.reporting}
    assert {iso3: share for iso3, share in shares.items() if share} == expected
    assert (expected["DEU"], prose.share_range(expected["DEU"])) == (
        FulfilledShare(1778, 892, 2256),
        "50\u202f% to 127\u202f%",
    )


def test_belgium_and_india_show_that_a_year_equals_its_quarters(atlas: Atlas) -> None:
    stated = {(row["iso3"], row["period"]): int(row["users"]) for row in rows(FACTS / "figures.csv")}
    sums = {(case.country.iso3, str(case.period)): case.users for case in atlas.stated_sums}
    for iso3, users in (("BEL", 594), ("IND", 23_535)):
        of_quarters = sum(stated[iso3, f"2024-Q{number}"] for number in (1, 2, 3, 4))
        assert (stated[iso3, "2024"], of_quarters, sums[iso3, "2024"]) == (users, users, users)
