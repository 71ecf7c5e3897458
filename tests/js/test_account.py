"""The scripts resolve a country's figures as the ledger does, and say the same of a figure."""

import datetime as dt
import random
from typing import Any

import pytest

from atlas import ledger
from atlas.model import Effect, Figure, Kind, Period, Report
from atlas.problems import Location
from tests import ledgers
from tests.js import node

EFFECTS = node.examples("effects")
FIRST, LAST = Period(2024, 1, 1), Period(2025, 4, 4)
PERIODS = [Period(year, first, last) for year in (2024, 2025) for first in range(1, 5) for last in range(first, 5)]

Pair = tuple[list[Report], Figure]


def random_reports(chance: random.Random) -> list[Report]:
    """Reports of one country, most of which agree with one history of counts that are often 0."""
    counts = {boundary: (chance.choice((0, 0, 1, 5)), chance.choice((0, 2, 7))) for boundary in range(8096, 8104)}
    reports = []
    for number in range(chance.randint(2, 6)):
        figures = [random_figure(chance, counts) for _ in range(chance.randint(1, 3))]
        by_period = {figure.period: figure for figure in sorted(figures, key=lambda figure: figure.period)}
        day = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 4))
        location = Location(f"data/reports/NLD/{day}-{number}.yaml")
        kind = chance.choice(list(Kind))
        reports.append(Report("NLD", day, kind, tuple(by_period.values()), location=location))
    return [report for report in reports if not ledger.contradictions(report)]


def random_figure(chance: random.Random, counts: dict[int, tuple[int, int]]) -> Figure:
    """A figure that agrees with the counts, four times out of five."""
    period = chance.choice(PERIODS)
    value = [sum(counts[boundary][m] for boundary in range(period.opens, period.closes)) for m in (0, 1)]
    if chance.random() < 0.2:
        value[chance.randrange(2)] += 1
    return Figure(period, value[0], value[1])


def many_reports(number: int) -> list[list[Report]]:
    chance = random.Random(11)
    return [reports for _ in range(number) if (reports := random_reports(chance))]


def test_500_random_ledgers_reject_the_same_figures_and_know_the_same_values() -> None:
    all_reports = many_reports(500)
    results = node.call(
        "resolve",
        [[node.figures_as_api(reports)] for reports in all_reports],
        list(map(str, PERIODS)),
        node.READER_JSON,
    )
    for reports, result in zip(all_reports, results, strict=True):
        resolved = ledger.resolve("NLD", reports, FIRST, LAST)
        rejected = [[r.older.report.location.path, str(r.older.figure.period)] for r in resolved.revisions]
        values = [dict(zip(("requests", "users"), resolved.value(period), strict=True)) for period in PERIODS]
        assert result == {"rejected": rejected, "values": values}


def pair(example: dict[str, Any]) -> Pair:
    """The reports of an example, each in a file and of a day of its own, and the new figure."""
    reports = []
    for number, values in enumerate(example["known"]):
        figures = {period: value for period, value in values.items() if period != "kind"}
        reports.append(ledgers.report(number, figures, Kind(values.get("kind", "reply"))))
    ((period, value),) = example["figure"].items()
    return reports, Figure(Period.parse(period), *value)


def effects_in_python(pairs: list[Pair]) -> list[Effect]:
    return [ledger.resolve("FRA", reports, FIRST, LAST).effect(figure) for reports, figure in pairs]


def effects_in_javascript(pairs: list[Pair]) -> list[str]:
    calls = [
        (node.figures_as_api(reports), dict(zip(("period", "requests", "users"), node.stated(figure), strict=True)))
        for reports, figure in pairs
    ]
    return node.call("effect", calls, node.READER_JSON)


@pytest.mark.parametrize("effects_of", [effects_in_python, effects_in_javascript])
def test_each_example_has_its_effect(effects_of: Any) -> None:  # noqa: ANN401 - either of the two above
    effects = effects_of([pair(example) for example in EFFECTS])
    assert [(example["name"], effect) for example, effect in zip(EFFECTS, effects, strict=True)] == [
        (example["name"], example["effect"]) for example in EFFECTS
    ]


def test_500_random_figures_have_the_same_effect() -> None:
    chance = random.Random(12)
    pairs: list[Pair] = []
    for reports in many_reports(500):
        known = [figure for report in reports for figure in report.figures]
        counts = {boundary: (chance.randint(0, 5), chance.randint(0, 7)) for boundary in range(8096, 8104)}
        pairs.append((reports, chance.choice([*known, random_figure(chance, counts)])))
    expected = effects_in_python(pairs)
    assert effects_in_javascript(pairs) == expected
    assert set(expected) == {Effect.NEW, Effect.CONFIRMS, Effect.REVISES, Effect.CONFLICTS}


def test_a_reason_is_asked_for_exactly_where_the_check_asks_for_one() -> None:
    pairs: list[tuple[list[Report], Report]] = []
    for reports in many_reports(800):
        *before, last = reports
        if before and ledger.resolve_all(before)["NLD"].revisions == ():
            pairs.append((before, Report("NLD", last.observed, Kind.REPLY, last.figures, location=Location("~.yaml"))))
    calls = [(node.new_report(new), {"figures": node.figures_as_api(before)}) for before, new in pairs]
    clashes = node.call("clashes", calls, node.READER_JSON)
    expected = [bool(ledger.resolve_all([*before, new])["NLD"].revisions) for before, new in pairs]
    assert [bool(clash["older"] or clash["own"]) for clash in clashes] == expected
    assert {True, False} == set(expected)
