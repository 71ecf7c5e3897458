"""What changed between two states of the data, and how it is shown."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given

from atlas import diff, ledger
from atlas.diff import EFFECTS, Difference, State, Stated, formats
from atlas.model import Country, Effect, Kind, Period, Report, Status, Value
from atlas.summary.changes import changes
from tests.ledgers import arbitrary, consistent, public, report

FRANCE = {"FRA": "France"}
VERSION = "2026.3.4-h1a2b3c4"


def state(*reports: Report, label: str = "before") -> State:
    return State(label, None, FRANCE, ledger.resolve_all(reports))


def effects(difference: Difference) -> list[tuple[str, str]]:
    return [(str(figure.period), figure.effect) for figure in difference.figures]


def statuses(difference: Difference) -> list[tuple[str, str, str]]:
    return [(str(quarter.head.period), quarter.base.status, quarter.head.status) for quarter in difference.quarters]


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
"""One figure for each effect: the year is new, its first nine months are confirmed, and report 2 is gone."""


def test_each_changed_figure_has_one_effect_and_other_quarters_change_as_a_result() -> None:
    difference = diff.compare(state(*BEFORE), state(*AFTER))
    assert [(figure.effect, str(figure.period), figure.base, figure.head) for figure in difference.figures] == [
        (Effect.REVISES, "2025-Q3", Stated((1, 2), 1), Stated((1, 3), 1)),
        (Effect.REMOVED, "2025-Q2", Stated((7, 8), 1), None),
        (Effect.WEAKENED, "2025-Q1", Stated((5, 5), 2), Stated((5, 5), 1)),
        (Effect.NEW, "2024", None, Stated((1_010, 1_300), 1)),
        (Effect.CONFIRMS, "2024-Q1-Q3", Stated((6, 9), 1), Stated((6, 9), 2)),
    ]
    assert statuses(difference) == [("2024-Q4", Status.MISSING, Status.DERIVED)]
    assert {str(effect): len(difference.with_effect(effect)) for effect in diff.EFFECTS} == {
        effect: int(effect not in (Effect.CONFLICTS, Effect.DISPUTES)) for effect in EFFECTS
    }


def test_a_quarter_that_loses_its_figure_but_follows_from_others_is_in_both_lists() -> None:
    year = report(1, {"2024": (10, 10), "2024-Q1-Q3": (6, 6)})
    difference = diff.compare(state(year, report(2, {"2024-Q4": (4, 4)})), state(year))
    assert (effects(difference), statuses(difference)) == (
        [("2024-Q4", Effect.REMOVED)],
        [("2024-Q4", Status.REPORTED, Status.DERIVED)],
    )


def test_a_figure_that_newer_figures_contradict_is_removed() -> None:
    older, newer = report(1, {"2024-Q1-Q3": (6, 6)}), report(2, {"2024": (5, 5)})
    difference = diff.compare(state(older), state(older, newer))
    assert effects(difference) == [("2024", Effect.CONFLICTS), ("2024-Q1-Q3", Effect.REMOVED)]


CONFIRMED = (public(1, {"2024-Q1": (5, 9)}), report(2, {"2024-Q1": (5, 9)}, Kind.DATASET))
CLAIM = report(3, {"2024-Q1": (6, 9)}, revises="The bot gives 6 now.")


def test_a_new_dispute_is_listed_with_both_values_and_changes_no_quarter() -> None:
    difference = diff.compare(state(*CONFIRMED), state(*CONFIRMED, CLAIM))
    (figure,) = difference.figures
    assert (figure.effect, figure.base, figure.head) == (Effect.DISPUTES, Stated((5, 9), 2), Stated((6, 9), 1))
    assert difference.quarters == ()
    assert formats.figure_table(difference)[1] == [("disputes", "France", "Q1 2024", "5 → 6", "9", "2 → 1")]


def test_a_dispute_about_a_period_that_no_report_states_is_listed_with_what_follows_for_it() -> None:
    parts = {"2024-Q1": (5, 9), "2024-Q2": (1, 1)}
    known = (public(1, parts), report(2, parts, Kind.DATASET))
    claim = report(3, {"2024-Q1-Q2": (7, 10)})
    (figure,) = diff.compare(state(*known), state(*known, claim)).figures
    assert (figure.effect, figure.base, figure.head) == (Effect.DISPUTES, Stated((6, 10), 0), Stated((7, 10), 1))


def test_a_dispute_that_both_states_have_is_not_listed() -> None:
    after = state(*CONFIRMED, CLAIM, report(4, {"2024-Q2": (1, 1)}))
    assert effects(diff.compare(state(*CONFIRMED, CLAIM), after)) == [("2024-Q2", Effect.NEW)]


def test_a_second_report_that_agrees_with_a_disputed_figure_revises() -> None:
    after = state(*CONFIRMED, CLAIM, report(4, {"2024-Q1": (6, 9)}, Kind.DATASET))
    assert effects(diff.compare(state(*CONFIRMED, CLAIM), after)) == [("2024-Q1", Effect.REVISES)]


def test_a_figure_of_one_measure_leaves_the_other_cell_empty_until_another_report_states_it() -> None:
    requests = report(1, {"2024-Q1": (5, None)}, Kind.PRESS)
    both = report(2, {"2024-Q1": (5, 9)}, Kind.DATASET)
    some, more = state(requests), state(requests, both)
    assert formats.figure_table(diff.compare(state(), some))[1] == [("new", "France", "Q1 2024", "5", "—", "1")]
    assert formats.figure_table(diff.compare(some, more))[1] == [("new", "France", "Q1 2024", "5", "9", "1 → 2")]
    assert formats.figure_table(diff.compare(more, some))[1] == [
        ("weakened", "France", "Q1 2024", "5", "9 → —", "2 → 1")
    ]


def test_a_newer_article_that_states_one_measure_confirms_the_whole_figure() -> None:
    reply, article = report(1, {"2024-Q1": (5, 9)}), report(2, {"2024-Q1": (5, None)}, Kind.PRESS)
    (figure,) = diff.compare(state(reply), state(reply, article)).figures
    assert (figure.effect, figure.base, figure.head) == (Effect.CONFIRMS, Stated((5, 9), 1), Stated((5, 9), 2))


def test_a_country_may_appear_and_disappear() -> None:
    some = state(report(1, {"2024-Q1": (1, 1)}))
    assert effects(diff.compare(state(), some)) == [("2024-Q1", Effect.NEW)]
    assert effects(diff.compare(some, state())) == [("2024-Q1", Effect.REMOVED)]


def test_a_country_without_a_name_is_called_by_its_code() -> None:
    nameless = State("after", None, {}, ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]))
    (figure,) = diff.compare(State("before", None, {}, {}), nameless).figures
    assert figure.country == "FRA"


@given(arbitrary())
def test_a_state_does_not_differ_from_itself(reports: list[Report]) -> None:
    difference = diff.compare(state(*reports), state(*reports))
    assert (difference.figures, difference.quarters) == ((), ())


@given(arbitrary(), arbitrary())
def test_comparing_in_the_other_direction_reverses_the_changes(some: list[Report], others: list[Report]) -> None:
    there, back = diff.compare(state(*some), state(*others)), diff.compare(state(*others), state(*some))
    forward, backward = (
        [figure for figure in difference.figures if figure.effect is not Effect.DISPUTES]
        for difference in (there, back)
    )
    assert {(figure.period, figure.head, figure.base) for figure in backward} == {
        (figure.period, figure.base, figure.head) for figure in forward
    }
    undone = {figure.period: figure.effect for figure in backward}
    for figure in forward:
        if figure.base is None or figure.head is None:
            assert (figure.effect is Effect.REMOVED) is (figure.head is None)
            assert (undone[figure.period] is Effect.REMOVED) is (figure.base is None)
        elif figure.base.value != figure.head.value:
            pairs = list(zip(figure.base.value, figure.head.value, strict=True))
            changed = [None not in pair and pair[0] != pair[1] for pair in pairs]
            effects_of_both = {figure.effect, undone[figure.period]}
            # Without another count for either measure, one state has a measure that the other lacks.
            assert any(changed) is (Effect.REVISES in effects_of_both) or Effect.CONFLICTS in effects_of_both
            assert any(changed) or (figure.effect is Effect.WEAKENED) == any(
                new is None is not old for old, new in pairs
            )
        else:
            assert {figure.effect, undone[figure.period]} == {Effect.CONFIRMS, Effect.WEAKENED}


@given(arbitrary(), arbitrary())
def test_quarters_change_only_if_a_figure_changed(some: list[Report], others: list[Report]) -> None:
    difference = diff.compare(state(*some), state(*others))
    effects_seen = {figure.effect for figure in difference.figures} - {Effect.CONFIRMS, Effect.WEAKENED}
    assert effects_seen or not difference.quarters


@given(consistent())
def test_an_added_report_has_the_effects_that_the_list_of_changes_shows(
    drawn: tuple[dict[Period, Value], list[Report]],
) -> None:
    _, reports = drawn
    ordered = sorted(reports, key=lambda report: (report.observed, report.location.path))
    country = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
    listed = {change.report: change for change in changes(ledger.resolve_all(ordered).values(), {"FRA": country})}
    for number, added in enumerate(ordered):
        before, after = state(*ordered[:number]), state(*ordered[: number + 1])
        effects_of_figures = {figure.period: figure.effect for figure in diff.compare(before, after).figures}
        assert effects_of_figures == {figure.period: effect for figure, effect in listed[added].figures}


def test_the_text_has_sentences_and_then_tables() -> None:
    difference = diff.compare(state(*BEFORE), state(*AFTER, label="after"))
    assert list(formats.text(difference)) == [
        "From before to after:",
        "Revises: 1 figure for France, replacing another value for the same period",
        "Removed: 1 figure for France, no longer reported, or contradicted by newer reports",
        "Weakened: 1 figure for France, with the same value, in fewer reports than before, or with one measure less",
        "New: 1 figure for France, not known before",
        "Confirms: 1 figure for France, already known",
        "Quarters that change as a result: 1 quarter for France",
        "",
        "effect    country  period      requests  users  reports",
        "revises   France   Q3 2025            1  2 → 3        1",
        "removed   France   Q2 2025        7 → —  8 → —    1 → —",
        "weakened  France   Q1 2025            5      5    2 → 1",
        "new       France   2024           1,010  1,300        1",
        "confirms  France   Q1–Q3 2024         6      9    1 → 2",
        "",
        "Quarters that change as a result:",
        "",
        "country  quarter  requests  users  status",
        "France   Q4 2024     1,004  1,291  missing → derived",
    ]


def test_the_markdown_has_the_same_sentences_and_tables() -> None:
    base = State("before", VERSION, FRANCE, {})
    head = State("a_b", None, {"FRA": "Fr|nce"}, ledger.resolve_all([report(1, {"2024-Q1-Q2": (1, 1)})]))
    assert list(formats.markdown(diff.compare(base, head))) == [
        f"From {VERSION} to a\\_b:",
        "",
        "- **New:** 1 figure for Fr\\|nce, not known before",
        "- **Quarters that change as a result:** 2 quarters for Fr\\|nce",
        "",
        "| effect | country | period | requests | users | reports |",
        "| :-- | :-- | :-- | --: | --: | --: |",
        "| new | Fr\\|nce | Q1–Q2 2024 | 1 | 1 | 1 |",
        "",
        "**Quarters that change as a result**",
        "",
        "| country | quarter | requests | users | status |",
        "| :-- | :-- | --: | --: | :-- |",
        "| Fr\\|nce | Q1 2024 | — | — | missing → bounded |",
        "| Fr\\|nce | Q2 2024 | — | — | missing → bounded |",
    ]


def test_markdown_shows_the_first_rows_of_a_long_table_and_counts_the_others() -> None:
    names = {f"{number:03}": f"Country {number}" for number in range(formats.MOST_ROWS + 2)}
    (france,) = ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]).values()
    difference = diff.compare(State("before", None, {}, {}), State("after", None, names, dict.fromkeys(names, france)))
    lines = list(formats.markdown(difference))
    assert (sum(line.startswith("| new") for line in lines), lines[-1]) == (200, "2 more rows are not shown here.")
    assert lines[2] == "- **New:** 202 figures for 202 countries, not known before"


def test_countries_are_named_up_to_three() -> None:
    names = {"AAA": "Aruba", "BBB": "Belgium", "CCC": "Chile", "DDD": "Denmark"}
    (france,) = ledger.resolve_all([report(1, {"2024-Q1": (1, 1)})]).values()

    def new(*codes: str) -> str:
        after = State("after", None, names, dict.fromkeys(codes, france))
        (sentence,) = formats.sentences(diff.compare(state(), after))
        return sentence.removeprefix("New: ").removesuffix(", not known before")

    assert [new("AAA"), new("AAA", "BBB"), new("CCC", "BBB", "AAA"), new(*names)] == [
        "1 figure for Aruba",
        "2 figures for Aruba and Belgium",
        "3 figures for Aruba, Belgium and Chile",
        "4 figures for 4 countries",
    ]


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_no_change_is_one_line(name: str) -> None:
    assert list(formats.FORMATS[name](diff.compare(state(), state()))) == ["From before to before: no figure changed"]


def test_states_are_called_by_their_versions_if_these_differ() -> None:
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


def test_every_row_of_the_json_has_every_key() -> None:
    base = State("v" + VERSION, VERSION, FRANCE, ledger.resolve_all([report(1, {"2024-Q1": (1, 2)})]))
    (text,) = formats.as_json(diff.compare(base, state(report(1, {"2024": (8, 9)}), label="after")))
    assert json.loads(text) == {
        "base": {"label": "v" + VERSION, "version": VERSION},
        "head": {"label": "after", "version": None},
        "counts": {"revises": 0, "conflicts": 0, "disputes": 0, "removed": 1, "weakened": 0, "new": 1, "confirms": 0},
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
