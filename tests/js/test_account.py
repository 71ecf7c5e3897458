"""The scripts resolve a country's figures as the ledger does, and say the same of a figure."""

import datetime as dt
import random
from collections import Counter
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

EFFECTS_OF_A_NEWER_FIGURE = (Effect.NEW, Effect.CONFIRMS, Effect.REVISES, Effect.CONFLICTS, Effect.DISPUTES)

Pair = tuple[list[Report], Report]
"""The reports that are known, and a newer one with one figure."""

KINDS = [(Kind.REPLY, True), (Kind.REPLY, False), (Kind.REPLY, False), (Kind.PRESS, True), (Kind.DATASET, True)]
"""Kinds of reports, and whether they have a source."""

SENDERS = ("", "", "A. Contributor", "B. Contributor")


def random_reports(chance: random.Random) -> list[Report]:
    """Reports of one country, most of which agree with one history of counts that are often 0.

    Half of the countries have reports on few periods, so that many of their figures are confirmed.
    """
    counts = {boundary: (chance.choice((0, 0, 1, 5)), chance.choice((0, 2, 7))) for boundary in range(8096, 8104)}
    periods, most = chance.choice(((PERIODS, 6), (PERIODS[:2], 9)))
    reports = []
    for number in range(chance.randint(2, most)):
        kind, has_source = chance.choice(KINDS)
        own = 0.2 if has_source else 0.5
        figures = [random_figure(chance, counts, periods, kind, own) for _ in range(chance.randint(1, 3))]
        by_period = {figure.period: figure for figure in sorted(figures, key=lambda figure: figure.period)}
        day = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 4))
        location = Location(f"data/reports/NLD/{day}-{number}.yaml")
        source = f"https://example.org/{chance.choice('abc')}/d/{number}" if has_source else ""
        credit = chance.choice(SENDERS)
        reports.append(Report("NLD", day, kind, tuple(by_period.values()), source, credit, location=location))
    return [report for report in reports if not ledger.contradictions(report)]


def random_figure(
    chance: random.Random, counts: dict[int, tuple[int, int]], periods: list[Period], kind: Kind, own: float = 0.2
) -> Figure:
    """A figure that agrees with the counts, or with probability `own` does not. An article may state one measure."""
    period = chance.choice(periods)
    value = [sum(counts[boundary][m] for boundary in range(period.opens, period.closes)) for m in (0, 1)]
    if chance.random() < own:
        value[chance.randrange(2)] += 1
    return Figure(period, *ledgers.as_stated((value[0], value[1]), kind, chance.choice(ledgers.EITHER)))


def many_reports(number: int) -> list[list[Report]]:
    chance = random.Random(11)
    return [reports for _ in range(number) if (reports := random_reports(chance))]


def test_500_random_ledgers_reject_the_same_figures_and_know_the_same_values() -> None:
    all_reports = many_reports(500)
    results = node.call(
        "resolve",
        [[node.answer(reports)] for reports in all_reports],
        list(map(str, PERIODS)),
        node.READER_JSON,
    )
    for reports, result in zip(all_reports, results, strict=True):
        resolved = ledger.resolve("NLD", reports, FIRST, LAST)
        rejected, disputed = (
            [
                [r.rejected.report.location.path, str(r.rejected.figure.period)]
                for r in resolved.revisions
                if (r.effect is Effect.DISPUTES) is is_disputed
            ]
            for is_disputed in (False, True)
        )
        values = [dict(zip(("requests", "users"), resolved.value(period), strict=True)) for period in PERIODS]
        assert result == {"rejected": rejected, "disputed": disputed, "values": values}
    assert sum(bool(result["disputed"]) for result in results) > 10


def pair(example: dict[str, Any]) -> Pair:
    """The reports of an example, each in a file and of a day of its own, and the newer one."""
    *known, new = (report_of(number, values) for number, values in enumerate([*example["known"], example["figure"]]))
    return known, new


def report_of(number: int, values: dict[str, Any]) -> Report:
    """A report of an example: the values of its figures by period, and its kind, source and sender."""
    figures = {period: value for period, value in values.items() if period not in ("kind", "source", "credit")}
    kind = Kind(values.get("kind", "reply"))
    return ledgers.report(number, figures, kind, source=values.get("source", ""), credit=values.get("credit", ""))


def effects_in_python(pairs: list[Pair]) -> list[Effect]:
    return [ledger.resolve("FRA", reports, FIRST, LAST).effect(new.figures[0], new) for reports, new in pairs]


def effects_in_javascript(pairs: list[Pair]) -> list[str]:
    calls = [(node.figures_as_api([new])[0] | {"credit": new.credit}, node.answer(reports)) for reports, new in pairs]
    return node.call("effectOf", calls, node.READER_JSON)


@pytest.mark.parametrize("effects_of", [effects_in_python, effects_in_javascript])
def test_each_example_has_its_effect(effects_of: Any) -> None:  # noqa: ANN401 - either of the two above
    effects = effects_of([pair(example) for example in EFFECTS])
    assert [(example["name"], effect) for example, effect in zip(EFFECTS, effects, strict=True)] == [
        (example["name"], example["effect"]) for example in EFFECTS
    ]


def test_500_random_figures_have_the_same_effect() -> None:
    chance = random.Random(12)
    pairs: list[Pair] = []
    for reports in filter(None, many_reports(500)):
        known = [figure for report in reports for figure in report.figures]
        counts = {boundary: (chance.randint(0, 5), chance.randint(0, 7)) for boundary in range(8096, 8104)}
        kind, has_source = chance.choice(KINDS)
        periods = chance.choice(([figure.period for figure in known], PERIODS))
        figure = chance.choice([chance.choice(known), random_figure(chance, counts, periods, kind)])
        source = "https://example.org/new" if has_source else ""
        day, location = dt.date(2026, 2, 1), Location("~.yaml")
        new = Report("NLD", day, kind, (figure,), source, chance.choice(SENDERS), location=location)
        pairs.append((reports, new))
    expected = effects_in_python(pairs)
    assert effects_in_javascript(pairs) == expected
    assert min(Counter(expected)[effect] for effect in EFFECTS_OF_A_NEWER_FIGURE) > 10


def test_a_reason_is_asked_for_exactly_where_the_check_asks_for_one() -> None:
    pairs: list[tuple[list[Report], Report]] = []
    for reports in many_reports(800):
        *before, last = reports
        if before and ledger.resolve_all(before)["NLD"].revisions == ():
            source = last.source if last.is_public_reply else ""
            location = Location("~.yaml")
            new = Report("NLD", last.observed, Kind.REPLY, last.figures, source, last.credit, location=location)
            pairs.append((before, new))
    calls = [(node.new_report(new), node.answer(before)) for before, new in pairs]
    clashes = node.call("clashes", calls, node.READER_JSON)
    expected = [bool(ledger.resolve_all([*before, new])["NLD"].revisions) for before, new in pairs]
    assert [any(clash.values()) for clash in clashes] == expected
    assert {True, False} == set(expected)
    disputes = [bool(ledger.resolve_all([*before, new])["NLD"].disputes) for before, new in pairs]
    assert [bool(clash["disputed"]) for clash in clashes] == disputes
    assert {True, False} == set(disputes)
