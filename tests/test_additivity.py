"""Stated totals that equal the stated figures of their parts."""

from atlas.model import Country, Period
from atlas.summary.additivity import StatedSum, stated_sums
from tests.ledgers import report, resolve

FRANCE = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
QUARTERS = {f"2024-Q{number}": (number, 10 * number) for number in (1, 2, 3, 4)}


def sums(figures: dict[str, tuple[int, int]]) -> tuple[StatedSum, ...]:
    return stated_sums({"FRA": resolve(report(1, figures))}, {"FRA": FRANCE})


def test_a_year_that_is_stated_beside_its_quarters_is_listed_once() -> None:
    assert sums({**QUARTERS, "2024": (10, 100)}) == (StatedSum(FRANCE, Period(2024, 1, 4), 100),)


def test_a_year_may_equal_nine_months_and_a_quarter() -> None:
    figures = {"2024-Q1-Q3": (6, 60), "2024-Q4": (4, 40), "2024": (10, 100)}
    assert sums(figures) == (StatedSum(FRANCE, Period(2024, 1, 4), 100),)


def test_a_difference_is_no_sum_and_a_total_of_zero_shows_nothing() -> None:
    assert sums({"2024-Q1-Q3": (6, 60), "2024": (10, 100)}) == ()
    assert sums({**QUARTERS, "2024-Q1-Q3": (6, 60)}) == (StatedSum(FRANCE, Period(2024, 1, 3), 60),)
    assert sums({f"2024-Q{number}": (0, 0) for number in (1, 2, 3, 4)} | {"2024": (0, 0)}) == ()
