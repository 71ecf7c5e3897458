"""Numbers, periods and colours are the same in Python and JavaScript."""

import random

from atlas import prose
from atlas.charts import world
from atlas.model import Period
from tests.js import node

NUMBERS = node.examples("numbers")
COUNTS = node.examples("counts")
PERIODS = [str(period) for period in node.examples("periods")[0]["in_order"]]


def test_numbers_and_rates_have_the_same_digits() -> None:
    values = [[example["value"]] for example in NUMBERS]
    expected = [(example["number"], example["rate"]) for example in NUMBERS]
    assert [(prose.number(value), prose.rate(value)) for (value,) in values] == expected
    assert list(zip(node.call("number", values), node.call("rate", values), strict=True)) == expected


def test_1000_random_rates_have_the_same_digits() -> None:
    chance = random.Random(1)
    values = [[round(chance.random() * 10 ** chance.randint(0, 6), 2)] for _ in range(1000)]
    assert node.call("rate", values) == [prose.rate(value) for (value,) in values]


def test_counts_have_the_same_noun() -> None:
    calls = [(example["value"], example["noun"]) for example in COUNTS]
    expected = [example["text"] for example in COUNTS]
    assert [prose.counted(*arguments) for arguments in calls] == expected
    assert node.call("counted", calls) == expected


def test_the_map_has_the_same_colours() -> None:
    calls, expected = [], []
    for (measure, length), limits in world.LIMITS.items():
        values = [None, 0, *(limit + change for limit in limits for change in (-0.01, 0, 0.01)), 10**6]
        calls += [(value, limits) for value in values]
        expected += [world.map_class(value, measure, length) for value in values]
    assert node.call("mapClass", calls) == expected


def test_periods_have_the_same_boundaries_last_day_and_order() -> None:
    periods = [Period.parse(text) for text in PERIODS]
    assert sorted(periods) == periods
    calls = [[text] for text in PERIODS]
    assert node.call("boundaries", calls) == [[period.opens, period.closes] for period in periods]
    assert node.call("lastDay", calls) == [str(period.end) for period in periods]
    pairs = [(a, b) for a in PERIODS for b in PERIODS]
    expected = [(PERIODS.index(a) > PERIODS.index(b)) - (PERIODS.index(a) < PERIODS.index(b)) for a, b in pairs]
    assert node.call("comparePeriods", pairs) == expected
