"""Examples of what follows from reports. test_ledger_laws.py tests what must be true of any reports."""

import datetime as dt
from dataclasses import replace

import pytest

from atlas.ledger import Resolved, Revision, evidence, origin, resolve_all
from atlas.ledger.account import Statement
from atlas.model import Effect, Evidence, Figure, Kind, Method, Period, Range, Report, Status, Value
from tests.ledgers import DAY, day, public, report, resolve


def period(text: str) -> Period:
    return Period.parse(text)


def statement(report: Report, index: int = 0) -> Statement:
    return Statement(report.figures[index], report)


def exactly(count: int) -> Range:
    return Range(count, count)


def days(statements: tuple[Statement, ...]) -> tuple[dt.date, dt.date]:
    """The days first and last observed: since when, and until when, every term has been stated."""
    by_period: dict[Period, list[dt.date]] = {}
    for term in statements:
        by_period.setdefault(term.figure.period, []).append(term.report.observed)
    return max(min(days) for days in by_period.values()), max(max(days) for days in by_period.values())


def known(
    text: str,
    value: tuple[int, int],
    statements: tuple[Statement, ...],
    formula: str = "",
    method: Method = Method.STATED,
    *,
    revised: bool = False,
    quarters_known: int = 1,
) -> Resolved:
    """A quarter, span or year that is known from replies that only their senders have seen."""
    first, last = days(statements)
    return Resolved(
        period=period(text),
        requests_range=exactly(value[0]),
        users_range=exactly(value[1]),
        status=Status.DERIVED if formula else Status.REPORTED,
        formula=formula,
        method=method,
        evidence=Evidence.CLAIMED,
        statements=statements,
        first_observed=first,
        last_observed=last,
        revised=revised,
        quarters_known=quarters_known,
    )


def revision(
    rejected: Report, effect: Effect, against: str, accepted: Statement, current: Value, *, is_negative: bool = False
) -> Revision:
    """A revision by the figures of one report."""
    paths = (accepted.report.location.path,)
    return Revision(statement(rejected), effect, against, paths, accepted, current, is_negative)


def missing(text: str) -> Resolved:
    return Resolved(period(text), Range(0, None), Range(0, None), Status.MISSING)


def bounded(text: str, span: Resolved) -> Resolved:
    """A quarter of which only the total of a longer period is known."""
    assert span.requests is not None
    assert span.users is not None
    return Resolved(
        period=period(text),
        requests_range=Range(0, span.requests),
        users_range=Range(0, span.users),
        status=Status.BOUNDED,
        span=span.period,
        span_value=(span.requests, span.users),
        formula=span.formula,
        high_formula=span.formula or str(span.period),
        evidence=span.evidence,
        statements=span.statements,
        first_observed=span.first_observed,
        last_observed=span.last_observed,
    )


def test_a_year_minus_nine_months_gives_the_fourth_quarter() -> None:
    nine, year = report(1, {"2024-Q1-Q3": (30, 70)}), report(5, {"2024": (71, 169)})
    span = known("2024-Q1-Q3", (30, 70), (statement(nine),))
    ledger = resolve(nine, year, last=period("2024-Q4"))
    assert ledger.quarters == (
        bounded("2024-Q1", span),
        bounded("2024-Q2", span),
        bounded("2024-Q3", span),
        known("2024-Q4", (41, 99), (statement(nine), statement(year)), "2024 − 2024-Q1-Q3", Method.DIFFERENCE),
    )
    assert ledger.years == (known("2024", (71, 169), (statement(year),)),)
    assert ledger.revisions == ()


def test_four_quarters_give_the_year() -> None:
    quarters = report(1, {"2024-Q1": (1, 2), "2024-Q2": (3, 4), "2024-Q3": (5, 6), "2024-Q4": (7, 8)})
    ledger = resolve(quarters, last=period("2024-Q4"))
    statements = tuple(statement(quarters, index) for index in range(4))
    formula = "2024-Q1 + 2024-Q2 + 2024-Q3 + 2024-Q4"
    assert ledger.years == (known("2024", (16, 20), statements, formula, Method.SUM, quarters_known=4),)


def test_part_of_a_year_is_not_a_total() -> None:
    quarter = report(1, {"2024-Q2": (3, 4)})
    ledger = resolve(quarter, last=period("2025-Q1"))
    partial = Resolved(
        period=period("2024"),
        requests_range=Range(3, None),
        users_range=Range(4, None),
        status=Status.PARTIAL,
        low_formula="2024-Q2",
        evidence=Evidence.CLAIMED,
        statements=(statement(quarter),),
        first_observed=day(1),
        last_observed=day(1),
        quarters_known=1,
    )
    assert ledger.years == (partial, missing("2025"))


def test_a_span_of_zero_makes_each_of_its_quarters_zero() -> None:
    zero = report(1, {"2024-Q1-Q3": (0, 0)})
    ledger = resolve(zero, last=period("2024-Q4"))
    assert ledger.quarters == (
        *(known(f"2024-Q{q}", (0, 0), (statement(zero),), "2024-Q1-Q3 = 0", Method.ZERO_TOTAL) for q in (1, 2, 3)),
        missing("2024-Q4"),
    )


def test_a_quarter_is_zero_if_the_span_with_it_equals_the_span_without_it() -> None:
    six, nine = report(1, {"2024-Q1-Q2": (5, 9)}), report(2, {"2024-Q1-Q3": (5, 9)})
    ledger = resolve(six, nine, last=period("2024-Q3"))
    statements = (statement(six), statement(nine))
    assert ledger.quarters[2] == known("2024-Q3", (0, 0), statements, "2024-Q1-Q3 − 2024-Q1-Q2", Method.DIFFERENCE)


def test_quarters_are_zero_if_another_quarter_equals_the_whole_year() -> None:
    both = report(1, {"2024-Q1": (2, 3), "2024": (2, 3)})
    ledger = resolve(both, last=period("2024-Q4"))
    statements = (statement(both), statement(both, 1))
    assert ledger.quarters[1:] == tuple(
        known(f"2024-Q{q}", (0, 0), statements, "2024 − 2024-Q1 = 0", Method.ZERO_TOTAL) for q in (2, 3, 4)
    )


def test_a_quarter_equals_its_span_if_the_other_quarters_of_the_span_are_zero() -> None:
    first, second = report(1, {"2024-Q1-Q3": (5, 9)}), report(2, {"2024-Q2-Q4": (0, 0)})
    ledger = resolve(first, second, last=period("2024-Q4"))
    statements = (statement(first), statement(second))
    formula = "2024-Q1-Q3 − 2024-Q2 − 2024-Q3"
    assert ledger.quarters[0] == known("2024-Q1", (5, 9), statements, formula, Method.DIFFERENCE)


def test_one_measure_may_be_known_where_the_other_is_not() -> None:
    span = report(1, {"2024-Q1-Q2": (0, 5)})
    ledger = resolve(span, last=period("2024-Q2"))
    assert [(q.requests_range, q.users_range, q.requests, q.status, q.span_value) for q in ledger.quarters] == [
        (exactly(0), Range(0, 5), None, Status.BOUNDED, (0, 5)),
        (exactly(0), Range(0, 5), None, Status.BOUNDED, (0, 5)),
    ]


def test_the_two_measures_may_have_different_formulas() -> None:
    half, nine = report(1, {"2024-Q1-Q2": (4, 6)}), report(2, {"2024-Q2-Q3": (4, 9)})
    year = report(3, {"2024-Q1-Q3": (8, 9)})
    ledger = resolve(half, nine, year, last=period("2024-Q3"))
    assert [(q.requests, q.users, q.formula) for q in ledger.quarters] == [
        (4, 0, "2024-Q1-Q3 − 2024-Q2-Q3"),
        (0, 6, "2024-Q1-Q2 + 2024-Q2-Q3 − 2024-Q1-Q3"),
        (4, 3, "2024-Q1-Q3 − 2024-Q1-Q2"),
    ]


def test_the_shortest_span_of_a_quarter_may_be_derived() -> None:
    half, year = report(1, {"2024-Q1": (1, 2), "2024-Q2": (3, 4)}), report(2, {"2024": (10, 20)})
    ledger = resolve(half, year, last=period("2024-Q4"))
    statements = tuple(sorted((statement(half), statement(half, 1), statement(year)), key=lambda s: s.figure.period))
    span = known("2024-Q3-Q4", (6, 14), statements, "2024 − 2024-Q1 − 2024-Q2", Method.DIFFERENCE)
    assert replace(ledger.resolve(period("2024-Q3-Q4")), quarters_known=1) == span
    assert ledger.quarters[2:] == (bounded("2024-Q3", span), bounded("2024-Q4", span))


def test_a_confirmation_is_counted_and_changes_only_the_day_last_observed() -> None:
    first, second = report(1, {"2024-Q1": (5, 9)}), report(40, {"2024-Q1": (5, 9)}, Kind.PRESS)
    ledger = resolve(first, second, last=period("2024-Q1"))
    assert ledger.quarters == (
        Resolved(
            period=period("2024-Q1"),
            requests_range=exactly(5),
            users_range=exactly(9),
            status=Status.REPORTED,
            method=Method.STATED,
            evidence=Evidence.PUBLIC,
            statements=(statement(second), statement(first)),
            first_observed=day(1),
            last_observed=day(40),
            quarters_known=1,
        ),
    )
    assert (ledger.quarters[0].reports, ledger.revisions) == (2, ())


def test_a_derived_quarter_is_known_since_the_last_of_its_terms_was_observed() -> None:
    nine, year, again = (
        report(n, f) for n, f in ((1, {"2024-Q1-Q3": (3, 7)}), (9, {"2024": (4, 9)}), (20, {"2024-Q1-Q3": (3, 7)}))
    )
    fourth = resolve(nine, year, again, last=period("2024-Q4")).quarters[3]
    assert (fourth.first_observed, fourth.last_observed, fourth.reports) == (day(9), day(20), 3)


def test_a_newer_figure_for_the_same_period_is_a_revision() -> None:
    old, new = report(1, {"2024-Q3": (210, 632)}), report(2, {"2024-Q3": (212, 640)}, revises="Corrected")
    ledger = resolve(old, new, first=period("2024-Q3"), last=period("2024-Q3"))
    assert ledger.quarters == (known("2024-Q3", (212, 640), (statement(new),), revised=True),)
    assert ledger.revisions == (revision(old, Effect.REVISES, "2024-Q3", statement(new), (212, 640)),)


def test_an_older_figure_that_newer_figures_of_other_periods_rule_out_conflicts() -> None:
    old, new = report(1, {"2024-Q1-Q2": (5, 9)}), report(2, {"2024-Q1": (4, 4), "2024-Q2": (2, 5)})
    ledger = resolve(old, new, last=period("2024-Q2"))
    assert [(q.requests, q.users, q.revised) for q in ledger.quarters] == [(4, 4, False), (2, 5, False)]
    assert ledger.revisions == (revision(old, Effect.CONFLICTS, "2024-Q1 + 2024-Q2", statement(new), (6, 9)),)


def test_an_older_part_that_exceeds_the_newer_whole_conflicts_since_counts_are_not_negative() -> None:
    old, new = report(1, {"2024-Q1-Q3": (80, 210)}), report(2, {"2024": (75, 190)})
    ledger = resolve(old, new, last=period("2024-Q4"))
    whole = known("2024", (75, 190), (statement(new),))
    assert ledger.quarters == tuple(bounded(f"2024-Q{q}", whole) for q in (1, 2, 3, 4))
    assert ledger.revisions == (
        revision(old, Effect.CONFLICTS, "2024", statement(new), (None, None), is_negative=True),
    )


def test_an_older_whole_that_is_smaller_than_a_newer_part_conflicts_too() -> None:
    old, new = report(1, {"2024": (75, 190)}), report(2, {"2024-Q1-Q3": (80, 210)})
    ledger = resolve(old, new, last=period("2024-Q4"))
    assert ledger.revisions == (
        revision(old, Effect.CONFLICTS, "2024-Q1-Q3", statement(new), (None, None), is_negative=True),
    )


def test_a_figure_that_is_stated_again_after_a_revision_is_accepted_again() -> None:
    reports = (report(1, {"2024-Q1": (1, 1)}), report(2, {"2024-Q1": (2, 2)}), report(3, {"2024-Q1": (1, 1)}))
    ledger = resolve(*reports, last=period("2024-Q1"))
    assert ledger.quarters == (
        Resolved(
            period=period("2024-Q1"),
            requests_range=exactly(1),
            users_range=exactly(1),
            status=Status.REPORTED,
            method=Method.STATED,
            evidence=Evidence.CLAIMED,
            statements=(statement(reports[2]), statement(reports[0])),
            first_observed=day(1),
            last_observed=day(3),
            revised=True,
            quarters_known=1,
        ),
    )
    assert [revision.rejected for revision in ledger.revisions] == [statement(reports[1])]


def test_of_two_reports_of_the_same_day_the_more_direct_is_accepted() -> None:
    press, reply = report(1, {"2024-Q1": (9, 9)}, Kind.PRESS), report(1, {"2024-Q1": (5, 9)}, Kind.REPLY)
    ledger = resolve(press, reply, last=period("2024-Q1"))
    assert ledger.quarters == (known("2024-Q1", (5, 9), (statement(reply),), revised=True),)


def test_all_countries_are_resolved_over_the_same_quarters() -> None:
    french = report(1, {"2024-Q1": (1, 1)})
    german = Report("DEU", DAY, Kind.REPLY, report(1, {"2025-Q2": (2, 2)}).figures)
    ledgers = resolve_all([french, german])
    assert list(ledgers) == ["DEU", "FRA"]
    assert [tuple(q.period for q in ledger.quarters) for ledger in ledgers.values()] == [
        tuple(map(period, ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2")))
    ] * 2


def test_the_quarters_begin_with_the_earliest_figure_if_that_is_before_the_first_quarter() -> None:
    unchecked = report(1, {"2023-Q4": (1, 1)})
    assert [quarter.period for quarter in resolve_all([unchecked])["FRA"].quarters] == [
        period("2023-Q4"),
        period("2024-Q1"),
    ]


def test_without_reports_there_are_no_ledgers() -> None:
    assert resolve_all([]) == {}


def test_a_report_that_confirms_a_revision_need_not_explain_it_again() -> None:
    first = report(1, {"2025-Q1": (65, 121)})
    revising = report(2, {"2025-Q1": (66, 121)}, revises="The bot says so now.")
    confirming = report(3, {"2025-Q1": (66, 121)})
    (revision,) = resolve(first, revising, confirming).revisions
    assert (revision.rejected, revision.accepted) == (statement(first), statement(revising))
    (revision,) = resolve(first, confirming).revisions
    assert revision.accepted == statement(confirming)


# One measure alone


def test_an_article_may_state_one_measure_alone() -> None:
    article = report(1, {"2024-Q1": (5, None)}, Kind.PRESS)
    (quarter,) = resolve(article, last=period("2024-Q1")).quarters
    assert (quarter.requests_range, quarter.users_range) == (exactly(5), Range(0, None))
    assert (quarter.status, quarter.requests, quarter.has_limit) == (Status.BOUNDED, None, False)
    assert (quarter.span, quarter.high_formula) == (None, "requests: 2024-Q1")


def test_two_articles_that_state_one_measure_each_make_the_quarter_reported() -> None:
    requests = report(1, {"2024-Q1": (5, None)}, Kind.PRESS)
    users = report(2, {"2024-Q1": (None, 9)}, Kind.PRESS)
    (quarter,) = resolve(requests, users, last=period("2024-Q1")).quarters
    assert (quarter.requests, quarter.users, quarter.status, quarter.reports) == (5, 9, Status.REPORTED, 2)


def test_a_quarter_of_which_one_measure_is_stated_and_the_other_follows_is_derived() -> None:
    reply = report(1, {"2024-Q1": (5, 9), "2024-Q1-Q2": (8, 20)})
    article = report(2, {"2024-Q2": (3, None)}, Kind.PRESS)
    quarter = resolve(reply, article, last=period("2024-Q2")).quarters[1]
    assert (quarter.requests, quarter.users, quarter.status) == (3, 11, Status.DERIVED)
    assert quarter.formula == "requests: 2024-Q2; users: 2024-Q1-Q2 − 2024-Q1"
    assert (quarter.method, quarter.evidence) == (Method.DIFFERENCE, Evidence.CLAIMED)


@pytest.mark.parametrize(
    ("value", "effect"),
    [
        ((5, None), Effect.CONFIRMS),
        ((None, 9), Effect.CONFIRMS),
        ((6, None), Effect.REVISES),
        ((None, 8), Effect.REVISES),
    ],
)
def test_one_measure_confirms_or_revises_a_figure(value: Value, effect: Effect) -> None:
    ledger = resolve(report(1, {"2024-Q1": (5, 9)}))
    assert ledger.effect(Figure(period("2024-Q1"), *value)) is effect


def test_the_other_measure_of_a_figure_is_new() -> None:
    ledger = resolve(report(1, {"2024-Q1": (5, None)}, Kind.PRESS))
    assert ledger.effect(Figure(period("2024-Q1"), 5, 9)) is Effect.NEW
    assert ledger.effect(Figure(period("2024-Q1"), 6, 9)) is Effect.REVISES
    assert ledger.effect(Figure(period("2024-Q1-Q2"), 4, 9)) is Effect.CONFLICTS


def test_a_figure_revises_where_one_measure_was_stated_although_the_other_conflicts() -> None:
    users, part = report(1, {"2024": (None, 9)}, Kind.PRESS), report(2, {"2024-Q1": (5, 5)})
    assert resolve(users, part).effect(Figure(period("2024"), 4, 8)) is Effect.REVISES
    assert resolve(users, part).effect(Figure(period("2024"), 4, 9)) is Effect.CONFLICTS


# Evidence

SOURCE = "https://example.org/"
A_REPLY = public(1, {"2024-Q1": (5, 9)})
SAME_DAY = report(1, {"2024-Q1": (5, 9)}, Kind.DATASET, source=SOURCE)
ANOTHER_DAY = report(2, {"2024-Q1": (5, 9)}, Kind.DATASET, source=SOURCE)
TRACED = replace(ANOTHER_DAY, trace=SOURCE)
ARTICLE = report(3, {"2024-Q1": (5, 9)}, Kind.PRESS, source=SOURCE)
CLAIM = report(4, {"2024-Q1": (5, 9)})
KINDS_OF_EVIDENCE = {
    "a public reply, and a dataset of another day": ((A_REPLY, ANOTHER_DAY), Evidence.CONFIRMED),
    "a public reply, and one that only its sender has seen": ((A_REPLY, CLAIM), Evidence.CONFIRMED),
    "two public replies": ((A_REPLY, public(2, {"2024-Q1": (5, 9)})), Evidence.CONFIRMED),
    "a public reply": ((A_REPLY,), Evidence.PUBLIC),
    "a public reply, and a dataset of the same day": ((A_REPLY, SAME_DAY), Evidence.PUBLIC),
    "an article": ((ARTICLE,), Evidence.PUBLIC),
    "an article and a dataset": ((ARTICLE, ANOTHER_DAY), Evidence.PUBLIC),
    "a dataset with a thread": ((TRACED,), Evidence.TRACED),
    "datasets, one with a thread": ((SAME_DAY, TRACED, CLAIM), Evidence.TRACED),
    "a dataset": ((ANOTHER_DAY,), Evidence.UNTRACED),
    "a dataset, and a reply that only its sender has seen": ((ANOTHER_DAY, CLAIM), Evidence.UNTRACED),
    "a reply that only its sender has seen": ((CLAIM,), Evidence.CLAIMED),
    "two of these": ((CLAIM, replace(CLAIM, observed=day(9))), Evidence.CLAIMED),
}


@pytest.mark.parametrize("name", KINDS_OF_EVIDENCE)
def test_each_word_of_evidence(name: str) -> None:
    reports, expected = KINDS_OF_EVIDENCE[name]
    located = [
        replace(item, location=replace(item.location, path=f"{number}.yaml")) for number, item in enumerate(reports)
    ]
    (quarter,) = resolve(*located, last=period("2024-Q1")).quarters
    assert evidence(quarter.statements) is expected
    assert quarter.evidence is expected


def test_a_derived_value_takes_the_weakest_evidence_of_its_terms() -> None:
    nine = (public(1, {"2024-Q1-Q3": (30, 70)}), report(2, {"2024-Q1-Q3": (30, 70)}))
    year = report(3, {"2024": (71, 169)}, Kind.DATASET)
    ledger = resolve(*nine, year, last=period("2024-Q4"))
    assert [quarter.evidence for quarter in ledger.quarters] == [Evidence.CONFIRMED] * 3 + [Evidence.UNTRACED]
    assert (ledger.evidence(period("2024-Q1-Q3")), ledger.evidence(period("2024"))) == (
        Evidence.CONFIRMED,
        Evidence.UNTRACED,
    )


def test_a_figure_takes_the_weaker_evidence_of_its_measures() -> None:
    dataset = report(1, {"2024-Q1": (5, 9)}, Kind.DATASET)
    article = report(2, {"2024-Q1": (5, None)}, Kind.PRESS)
    assert resolve(dataset, article).evidence(period("2024-Q1")) is Evidence.UNTRACED
    assert resolve(article).evidence(period("2024-Q1")) is Evidence.PUBLIC
    assert resolve(article).evidence(period("2024-Q2")) is None


# Disputes

CONFIRMED = (public(1, {"2024-Q1": (5, 9)}), report(2, {"2024-Q1": (5, 9)}, Kind.DATASET))
DISPUTING = report(3, {"2024-Q1": (6, 9)}, revises="The bot gives 6 now.")


def test_a_claim_that_contradicts_a_confirmed_figure_is_disputed() -> None:
    ledger = resolve(*CONFIRMED, DISPUTING, last=period("2024-Q1"))
    assert (ledger.value(period("2024-Q1")), ledger.quarters[0].revised) == ((5, 9), False)
    assert ledger.revisions == ledger.disputes
    assert ledger.disputes == (
        Revision(
            rejected=statement(DISPUTING),
            effect=Effect.DISPUTES,
            against="2024-Q1",
            against_reports=("1.yaml", "2.yaml"),
            accepted=statement(CONFIRMED[1]),
            current=(5, 9),
            is_negative=False,
        ),
    )
    assert [effects for _, effects in ledger.history()] == [(Effect.NEW,), (Effect.CONFIRMS,), (Effect.DISPUTES,)]


def test_a_claim_that_contradicts_a_figure_which_is_not_confirmed_revises_it() -> None:
    for confirmed in CONFIRMED:
        ledger = resolve(confirmed, DISPUTING)
        assert (ledger.value(period("2024-Q1")), ledger.disputes) == ((6, 9), ())


SECOND = {"2024-Q1": (6, 9)}


@pytest.mark.parametrize(
    "second", [report(4, SECOND, credit="A. Contributor"), report(4, SECOND, Kind.DATASET), public(4, SECOND)]
)
def test_a_second_report_that_agrees_makes_a_disputed_figure_count(second: Report) -> None:
    ledger = resolve(*CONFIRMED, DISPUTING, second)
    assert (ledger.value(period("2024-Q1")), ledger.disputes) == ((6, 9), ())
    assert {(r.rejected.report, r.effect, r.accepted.report) for r in ledger.revisions} == {
        (confirmed, Effect.REVISES, DISPUTING) for confirmed in CONFIRMED
    }
    *_, (_, effects) = ledger.history()
    assert effects == (Effect.REVISES,)


def test_the_same_sender_does_not_make_a_disputed_figure_count_on_another_day() -> None:
    for credit in ("", "A. Contributor"):
        claims = [report(number, SECOND, credit=credit) for number in (3, 4)]
        ledger = resolve(*CONFIRMED, *claims)
        assert (ledger.value(period("2024-Q1")), len(ledger.disputes)) == ((5, 9), 2)
        assert [effects for _, effects in ledger.history()][2:] == [(Effect.DISPUTES,), (Effect.DISPUTES,)]


def test_an_older_value_that_was_revised_is_no_second_report() -> None:
    older = report(0, SECOND, Kind.DATASET)
    ledger = resolve(older, *CONFIRMED, DISPUTING)
    assert ledger.value(period("2024-Q1")) == (5, 9)
    assert [(r.rejected.report, r.effect) for r in ledger.revisions] == [
        (older, Effect.REVISES),
        (DISPUTING, Effect.DISPUTES),
    ]


def test_two_people_agree_even_if_the_confirmed_figure_was_stated_again_between_them() -> None:
    again, second = report(4, {"2024-Q1": (5, 9)}, Kind.DATASET), report(5, SECOND, credit="A. Contributor")
    ledger = resolve(*CONFIRMED, DISPUTING, again, second)
    assert (ledger.value(period("2024-Q1")), ledger.disputes) == ((6, 9), ())
    *_, (_, effects) = ledger.history()
    assert effects == (Effect.REVISES,)


def test_a_figure_on_which_two_reports_agreed_is_revised_and_not_disputed_later() -> None:
    second, newest = report(4, SECOND, Kind.DATASET), report(5, {"2024-Q1": (5, 9)}, Kind.DATASET, revises="Corrected.")
    ledger = resolve(*CONFIRMED, DISPUTING, second, newest)
    assert ledger.value(period("2024-Q1")) == (5, 9)
    assert {(r.rejected.report, r.effect) for r in ledger.revisions} == {
        (DISPUTING, Effect.REVISES),
        (second, Effect.REVISES),
    }


def test_an_article_that_states_one_measure_does_not_make_a_disputed_figure_count() -> None:
    older = report(0, {"2024-Q1": (None, 9)}, Kind.PRESS)
    assert resolve(older, *CONFIRMED, DISPUTING).value(period("2024-Q1")) == (5, 9)


def test_a_later_report_that_states_the_confirmed_figure_again_leaves_the_dispute() -> None:
    ledger = resolve(*CONFIRMED, DISPUTING, report(4, {"2024-Q1": (5, 9)}, Kind.DATASET))
    assert [dispute.rejected for dispute in ledger.disputes] == [statement(DISPUTING)]
    assert ledger.revisions == ledger.disputes
    *_, (_, effects) = ledger.history()
    assert effects == (Effect.CONFIRMS,)


def test_a_claim_that_contradicts_a_confirmed_figure_only_beyond_a_tighter_bound_is_disputed() -> None:
    year = (public(1, {"2024": (12, 12)}), report(2, {"2024": (12, 12)}, Kind.DATASET))
    half = report(2, {"2024-Q1-Q2": (10, 10)}, Kind.PRESS)
    ledger = resolve(*year, half, report(3, {"2024-Q1": (15, 10)}))
    assert (ledger.value(period("2024")), ledger.value(period("2024-Q1-Q2"))) == ((12, 12), (10, 10))
    assert [dispute.against for dispute in ledger.disputes] == ["2024-Q1-Q2"]


def test_a_claim_that_contradicts_a_confirmed_figure_in_its_users_alone_is_disputed() -> None:
    users = (public(1, {"2024-Q1-Q2": (9, 9)}), report(2, {"2024-Q1-Q2": (9, 9)}, Kind.DATASET))
    requests = report(2, {"2024-Q1": (5, 5)}, Kind.PRESS)
    ledger = resolve(*users, requests, report(3, {"2024-Q1": (6, 10)}))
    assert ledger.value(period("2024-Q1-Q2")) == (9, 9)
    assert len(ledger.disputes) == 1


def test_a_claim_may_contradict_a_figure_that_is_not_confirmed_beside_one_that_is() -> None:
    confirmed = (public(2, {"2024-Q1": (4, 4)}), report(3, {"2024-Q1": (4, 4)}, Kind.DATASET))
    other = report(1, {"2024-Q2": (6, 6)}, Kind.DATASET)
    ledger = resolve(*confirmed, other, report(4, {"2024-Q1-Q2": (11, 11)}))
    assert (ledger.value(period("2024-Q1")), ledger.value(period("2024-Q2"))) == ((4, 4), (7, 7))
    assert [(r.rejected, r.effect) for r in ledger.revisions] == [(statement(other), Effect.CONFLICTS)]


def test_a_disputed_figure_counts_once_newer_reports_leave_room_for_it() -> None:
    newer = report(4, {"2024-Q1-Q2": (6, 9), "2024-Q2": (0, 0)}, Kind.DATASET, revises="Corrected.")
    ledger = resolve(*CONFIRMED, DISPUTING, newer)
    assert (ledger.value(period("2024-Q1")), ledger.disputes) == ((6, 9), ())
    assert ledger.statements(period("2024-Q1")) == (statement(DISPUTING),)


def test_a_figure_that_newer_reports_rule_out_is_held_against_these_and_not_against_older_ones() -> None:
    older = report(1, {"2024-Q1-Q2": (8, 8)})
    rejected = report(2, {"2024-Q1": (12, 12)}, revises="The bot gives more now.")
    newer = report(3, {"2024-Q1-Q3": (10, 10)})
    (of_rejected,) = resolve(older, rejected, newer).revisions
    assert (of_rejected.against, of_rejected.accepted) == ("2024-Q1-Q3", statement(newer))


@pytest.mark.parametrize(
    ("kind", "source", "name"),
    [
        (
            Kind.DATASET,
            "https://github.com/Te-k/telegram-transparency/commit/1",
            "github.com/Te-k/telegram-transparency",
        ),
        (Kind.PRESS, "https://hightech.bfmtv.com/tech/1.html", "bfmtv.com"),
        (Kind.PRESS, "https://www.bfmtv.com/tech/2.html", "bfmtv.com"),
        (Kind.PRESS, "https://ytn.co.kr/_ln/0102", "ytn.co.kr"),
        (Kind.PRESS, "https://m.news.co.uk/1", "news.co.uk"),
        (Kind.PRESS, "https://t.co/1", "t.co"),
        (Kind.REPLY, "https://github.com/Te-k/telegram-transparency/issues/64", None),
        (Kind.REPLY, "", "claim of someone"),
    ],
)
def test_an_origin_is_a_dataset_a_newspaper_a_thread_or_a_sender(kind: Kind, source: str, name: str | None) -> None:
    stated = replace(report(1, {"2024-Q1": (3, 4)}, kind), source=source)
    assert origin(stated) == (name or source)
