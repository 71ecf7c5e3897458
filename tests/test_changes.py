"""What each report added, confirmed or revised."""

from dataclasses import replace

from atlas.ledger import resolve_all
from atlas.model import Country, Effect, Kind
from atlas.summary.changes import changes
from tests.ledgers import public, report

FRANCE = {"FRA": Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")}  # noqa: FBT003 - a row


def test_a_figure_is_new_then_confirmed_then_revised_and_the_newest_report_comes_first() -> None:
    reports = (
        report(3, {"2024-Q1": (6, 9)}, revises="Telegram corrected it."),
        report(1, {"2024-Q1": (5, 9)}),
        report(2, {"2024-Q1": (5, 9), "2024-Q2": (1, 1)}),
    )
    listed = changes(resolve_all(reports).values(), FRANCE)
    assert [(c.report.location.path, [(str(f.period), effect) for f, effect in c.figures]) for c in listed] == [
        ("3.yaml", [("2024-Q1", Effect.REVISES)]),
        ("2.yaml", [("2024-Q1", Effect.CONFIRMS), ("2024-Q2", Effect.NEW)]),
        ("1.yaml", [("2024-Q1", Effect.NEW)]),
    ]
    assert [change.is_news for change in listed] == [True, True, True]


def test_a_report_that_only_confirms_is_no_news() -> None:
    reports = (report(1, {"2024-Q1": (5, 9)}), report(2, {"2024-Q1": (5, 9)}))
    listed = changes(resolve_all(reports).values(), FRANCE)
    assert [change.is_news for change in listed] == [False, True]


def test_a_dispute_is_news_and_so_is_the_second_report_that_agrees_with_it() -> None:
    reports = (
        public(1, {"2024-Q1": (5, 9)}),
        report(2, {"2024-Q1": (5, 9)}, Kind.DATASET),
        report(3, {"2024-Q1": (6, 9)}, revises="The bot gives 6 now."),
        report(4, {"2024-Q1": (5, None)}, Kind.PRESS),
        replace(report(5, {"2024-Q1": (6, 9)}), credit="Another contributor"),
    )
    listed = changes(resolve_all(reports).values(), FRANCE)
    assert [(change.report.location.path, change.figures[0][1], change.is_news) for change in listed] == [
        ("5.yaml", Effect.REVISES, True),
        ("4.yaml", Effect.CONFIRMS, False),
        ("3.yaml", Effect.DISPUTES, True),
        ("2.yaml", Effect.CONFIRMS, False),
        ("1.yaml", Effect.NEW, True),
    ]
