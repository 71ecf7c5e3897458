"""What changed between two states of the data, and how it is told."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given

from atlas import diff, ledger
from atlas.diff import EFFECTS, Difference, State, Stated, formats
from atlas.model import Country, Effect, Period, Report, Status
from atlas.summary.changes import changes
from tests.ledgers import Value, arbitrary, consistent, report

FRANCE = {"FRA": "France"}
VERSION = "2026.3.4-h1a2b3c4"


def state(*reports: Report, label: str = "before") -> State:
    return State(label, None, FRANCE, ledger.resolve_all(reports))


def effects(found: Difference) -> list[tuple[str, str]]:
    return [(str(figure.period), figure.effect) for figure in found.figures]


def statuses(found: Difference) -> list[tuple[str, str, str]]:
    return [(str(each.head.period), each.base.status, each.head.status) for each in found.quarters]


BEFORE = (
    report(1, {"2024-Q1-Q3": (6, 9), "2025-Q1": (5, 5)}),
    report(2, {"2025-Q1": (5, 5), "2025-Q2": (7, 8)}),
    report(3, {"2025-Q3": (1, 2)}),
)
AFTER = (
    report(1, {"2024-Q1-Q3": (6, 9), "2025-Q1": (5, 5)}),
    report(3, {"2025-Q3": (1, 2)}),
    report(4, {"2024": (1_010, 1_300), "2025-Q3": (1, 3)}, revises="The bot gives 3 users now."),
    report(5, {"2024-Q1-Q3": (6, 9)}),
)
"""One figure for each effect: the year is new, its first nine months are confirmed, and the report 2 is gone."""


def test_every_figure_is_revised_removed_weakened_new_or_confirmed_and_the_rest_follows() -> None:
    found = diff.compare(state(*BEFORE), state(*AFTER))
    assert [(each.effect, str(each.period), each.base, each.head) for each in found.figures] == [
        (Effect.REVISES, "2025-Q3", Stated((1, 2), 1), Stated((1, 3), 1)),
        (Effect.REMOVED, "2025-Q2", Stated((7, 8), 1), None),
        (Effect.WEAKENED, "2025-Q1", Stated((5, 5), 2), Stated((5, 5), 1)),
        (Effect.NEW, "2024", None, Stated((1_010, 1_300), 1)),
        (Effect.CONFIRMS, "2024-Q1-Q3", Stated((6, 9), 1), Stated((6, 9), 2)),
    ]
    assert statuses(found) == [("2024-Q4", Status.MISSING, Status.DERIVED)]
    assert {str(effect): number for effect, number in found.counts.items()} == {
        effect: int(effect is not Effect.CONFLICTS) for effect in EFFECTS
    }


def test_a_quarter_that_has_a_figure_no_more_but_follows_from_others_is_told_in_both_lists() -> None:
    year = report(1, {"2024": (10, 10), "2024-Q1-Q3": (6, 6)})
    found = diff.compare(state(year, report(2, {"2024-Q4": (4, 4)})), state(year))
    assert (effects(found), statuses(found)) == (
        [("2024-Q4", Effect.REMOVED)],
        [("2024-Q4", Status.REPORTED, Status.DERIVED)],
    )


def test_a_figure_that_newer_ones_contradict_does_not_stand_any_more() -> None:
    older, newer = report(1, {"2024-Q1-Q3": (6, 6)}), report(2, {"2024": (5, 5)})
    found = diff.compare(state(older), state(older, newer))
    assert effects(found) == [("2024", Effect.CONFLICTS), ("2024-Q1-Q3", Effect.REMOVED)]


def test_a_country_may_come_and_go() -> None:
    some = state(report(1, {"2024-Q1": (1, 1)}))
    assert effects(diff.compare(state(), some)) == [("2024-Q1", Effect.NEW)]
    assert effects(diff.compare(some, state())) == [("2024-Q1", Effect.REMOVED)]


def test_a_country_whose_name_nobody_knows_is_called_by_its_code() -> None:
    nameless = State("after", None, {}, ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]))
    (figure,) = diff.compare(State("before", None, {}, {}), nameless).figures
    assert figure.country == "FRA"


@given(arbitrary())
def test_nothing_changed_between_a_state_and_itself(reports: list[Report]) -> None:
    found = diff.compare(state(*reports), state(*reports))
    assert (found.figures, found.quarters) == ((), ())


@given(arbitrary(), arbitrary())
def test_the_way_back_undoes_the_way_there(some: list[Report], others: list[Report]) -> None:
    there, back = diff.compare(state(*some), state(*others)), diff.compare(state(*others), state(*some))
    assert sorted((each.period, each.head, each.base) for each in back.figures) == sorted(
        (each.period, each.base, each.head) for each in there.figures
    )
    undone = {each.period: each.effect for each in back.figures}
    for each in there.figures:
        if each.base is None or each.head is None:
            assert (each.effect is Effect.REMOVED) is (each.head is None)
            assert (undone[each.period] is Effect.REMOVED) is (each.base is None)
        elif each.base.value != each.head.value:
            assert {each.effect, undone[each.period]} == {Effect.REVISES}
        else:
            assert {each.effect, undone[each.period]} == {Effect.CONFIRMS, Effect.WEAKENED}


@given(arbitrary(), arbitrary())
def test_where_no_figure_changed_no_quarter_did(some: list[Report], others: list[Report]) -> None:
    found = diff.compare(state(*some), state(*others))
    told = {each.effect for each in found.figures} - {Effect.CONFIRMS, Effect.WEAKENED}
    assert told or not found.quarters


@given(consistent())
def test_what_an_added_report_changes_is_what_the_page_of_changes_says_of_it(
    drawn: tuple[dict[Period, Value], list[Report]],
) -> None:
    _, reports = drawn
    ordered = sorted(reports, key=lambda report: (report.observed, report.location.path))
    country = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
    listed = {change.report: change for change in changes(ledger.resolve_all(ordered).values(), {"FRA": country})}
    for number, added in enumerate(ordered):
        before, after = state(*ordered[:number]), state(*ordered[: number + 1])
        words = {figure.period: figure.effect for figure in diff.compare(before, after).figures}
        assert words == {figure.period: effect for figure, effect in listed[added].figures}


def test_the_text_is_sentences_and_then_tables() -> None:
    found = diff.compare(state(*BEFORE), state(*AFTER, label="after"))
    assert list(formats.text(found)) == [
        "From before to after:",
        "Revises: 1 figure of France, with another value than before",
        "Removed: 1 figure of France, that no report states any more, or that newer ones contradict",
        "Weakened: 1 figure of France, with the same value, stated by fewer reports",
        "New: 1 figure of France, not known before",
        "Confirms: 1 figure of France, as already known",
        "What follows from them: 1 quarter of France, with another value or status and no figure of its own",
        "",
        "effect    country  period      requests  users  reports",
        "revises   France   Q3 2025            1  2 → 3        1",
        "removed   France   Q2 2025        7 → —  8 → —    1 → —",
        "weakened  France   Q1 2025            5      5    2 → 1",
        "new       France   2024           1,010  1,300        1",
        "confirms  France   Q1–Q3 2024         6      9    1 → 2",
        "",
        "What follows from them:",
        "",
        "country  quarter  requests  users  status",
        "France   Q4 2024     1,004  1,291  missing → derived",
    ]


def test_the_markdown_says_the_same() -> None:
    base = State("before", VERSION, FRANCE, {})
    head = State("a_b", None, {"FRA": "Fr|nce"}, ledger.resolve_all([report(1, {"2024-Q1-Q2": (1, 1)})]))
    assert list(formats.markdown(diff.compare(base, head))) == [
        f"From {VERSION} to a\\_b:",
        "",
        "- **New:** 1 figure of Fr\\|nce, not known before",
        "- **What follows from them:** 2 quarters of Fr\\|nce, with another value or status and no figure of its own",
        "",
        "| effect | country | period | requests | users | reports |",
        "| :-- | :-- | :-- | --: | --: | --: |",
        "| new | Fr\\|nce | Q1–Q2 2024 | 1 | 1 | 1 |",
        "",
        "**What follows from them**",
        "",
        "| country | quarter | requests | users | status |",
        "| :-- | :-- | --: | --: | :-- |",
        "| Fr\\|nce | Q1 2024 | — | — | missing → bounded |",
        "| Fr\\|nce | Q2 2024 | — | — | missing → bounded |",
    ]


def test_of_a_long_table_markdown_shows_the_first_rows_and_counts_the_others() -> None:
    names = {f"{number:03}": f"Country {number}" for number in range(formats.MOST_ROWS + 2)}
    (one,) = ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]).values()
    found = diff.compare(State("before", None, {}, {}), State("after", None, names, dict.fromkeys(names, one)))
    lines = list(formats.markdown(found))
    assert (sum(line.startswith("| new") for line in lines), lines[-1]) == (200, "2 more rows are not shown here.")
    assert lines[2] == "- **New:** 202 figures of 202 countries, not known before"


def test_countries_are_named_up_to_three() -> None:
    names = {"AAA": "Aruba", "BBB": "Belgium", "CCC": "Chile", "DDD": "Denmark"}
    (one,) = ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]).values()

    def new(*codes: str) -> str:
        after = State("after", None, names, dict.fromkeys(codes, one))
        return dict(formats.sentences(diff.compare(state(), after)))["New"].removesuffix(
            f", {formats.SAID[Effect.NEW]}"
        )

    assert [new("AAA"), new("AAA", "BBB"), new("CCC", "BBB", "AAA"), new(*names)] == [
        "1 figure of Aruba",
        "2 figures of Aruba and Belgium",
        "3 figures of Aruba, Belgium and Chile",
        "4 figures of 4 countries",
    ]


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_that_nothing_changed_is_one_line(name: str) -> None:
    assert list(formats.FORMATS[name](diff.compare(state(), state()))) == ["From before to before: no figure changed"]


def test_two_states_are_called_by_versions_if_these_tell_them_apart() -> None:
    called = [
        formats.heading(diff.compare(State("a", base, {}, {}), State("b", head, {}, {}))).partition(":")[0]
        for base, head in ((None, None), (VERSION, None), (VERSION, "0.0.0-h0000000"), (VERSION, VERSION))
    ]
    assert called == [
        "From a to b",
        f"From {VERSION} to b",
        f"From {VERSION} to 0.0.0-h0000000",
        "From a to b",
    ]


def test_the_json_has_every_key_in_every_row() -> None:
    base = State("v" + VERSION, VERSION, FRANCE, ledger.resolve_all([report(1, {"2024-Q1": (1, 2)})]))
    (text,) = formats.as_json(diff.compare(base, state(report(1, {"2024": (8, 9)}), label="after")))
    assert json.loads(text) == {
        "base": {"label": "v" + VERSION, "version": VERSION},
        "head": {"label": "after", "version": None},
        "counts": {"revises": 0, "conflicts": 0, "removed": 1, "weakened": 0, "new": 1, "confirms": 0},
        "rows": [
            row("removed", "2024-Q1", (1, 2, 1), (None, None, None)),
            row("new", "2024", (None, None, None), (8, 9, 1)),
        ],
        "follows": [
            quarter("2024-Q1", (1, 2, "reported"), (None, None, "bounded")),
            *(quarter(f"2024-Q{q}", (None, None, "missing"), (None, None, "bounded")) for q in (2, 3, 4)),
        ],
    }


def row(effect: str, period: str, base: Iterable[int | None], head: Iterable[int | None]) -> dict[str, object]:
    names = [f"{side}_{name}" for side in ("base", "head") for name in ("requests", "users", "reports")]
    of_figure = {"effect": effect, "iso3": "FRA", "country": "France", "period": period}
    return of_figure | dict(zip(names, [*base, *head], strict=True))


def quarter(name: str, base: Iterable[object], head: Iterable[object]) -> dict[str, object]:
    names = [f"{side}_{name}" for side in ("base", "head") for name in ("requests", "users", "status")]
    return {"iso3": "FRA", "country": "France", "quarter": name} | dict(zip(names, [*base, *head], strict=True))
