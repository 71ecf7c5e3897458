"""What is said about how figures are known: small ledgers with one measure, traces, disputes and repeated checks."""

import datetime as dt
from collections.abc import Mapping

import pytest

from atlas import prose, rules
from atlas.ledger import resolve_all
from atlas.model import Country, Dataset, Effect, Evidence, Figure, Kind, MissingReason, Period, Report, Value
from atlas.problems import Location, Problem, Severity
from atlas.prose import provenance
from atlas.rules import LEDGER_RULES, REPORT_RULES
from atlas.summary import Profile, summarise
from atlas.summary.due import Unrefreshed, due

FRANCE = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
NORWAY = Country("NOR", "NO", "578", "Norway", "Europe", "Northern Europe", False, "Norway")  # noqa: FBT003 - a row
TODAY = dt.date(2027, 1, 1)


def report(
    day: str,
    figures: Mapping[str, Value],
    kind: Kind = Kind.DATASET,
    *,
    source: str = "https://example.org/a/b",
    trace: str = "",
    revises: str = "",
    nothing_after: str = "",
    iso3: str = "FRA",
) -> Report:
    """A report of a country, in a file named after its day; each figure has a line of its own."""
    path = f"data/reports/{iso3}/{day}.yaml"
    stated = tuple(
        Figure(Period.parse(text), *value, Location(path, line))
        for line, (text, value) in enumerate(figures.items(), 5)
    )
    newest = Period.parse(nothing_after) if nothing_after else None
    observed, location = dt.date.fromisoformat(day), Location(path)
    return Report(
        iso3, observed, kind, stated, source, trace=trace, revises=revises, nothing_after=newest, location=location
    )


def france(*reports: Report) -> Profile:
    """France as these reports show it, with the warnings of the rules."""
    dataset = Dataset({"FRA": FRANCE, "NOR": NORWAY}, reports, {"FRA": {2024: 66_000_000}}, (), (), {})
    ledgers = resolve_all(reports)
    problems: tuple[Problem, ...] = (
        *rules.check_reports(reports, TODAY),
        *rules.check_ledgers(dataset, ledgers.values()),
    )
    profile = summarise(dataset, ledgers, problems).profile("FRA")
    assert profile
    return profile


def status(profile: Profile, period: str) -> str:
    assert profile.ledger
    return prose.describe_status(profile.ledger.resolve(Period.parse(period)))


ZEROS = report("2024-10-10", {"2024-Q1-Q3": (0, 0)})
NEWER_ELSEWHERE = report("2026-05-01", {"2026-Q1": (1, 1)}, iso3="NOR")


def test_every_rule_that_warns_about_a_figure_has_words() -> None:
    warning_rules = {rule.name for rule in (*REPORT_RULES, *LEDGER_RULES) if rule.severity is Severity.WARNING}
    assert set(prose.WARNINGS) == warning_rules


def test_every_kind_of_evidence_is_explained() -> None:
    assert tuple(provenance.VERIFICATION) == tuple(Evidence)
    assert len({provenance.describe_evidence(value) for value in Evidence}) == len(Evidence)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.REPLY, "read on 10 May 2025"),
        (Kind.PRESS, "published on 10 May 2025"),
        (Kind.DATASET, "published on 10 May 2025"),
    ],
)
def test_the_day_of_a_report_says_what_happened_on_it(kind: Kind, text: str) -> None:
    assert provenance.describe_day(report("2025-05-10", {"2025-Q1": (1, 2)}, kind)) == text


CLAIMS_AND_ARTICLE = (("1", Kind.REPLY, ""), ("2", Kind.REPLY, ""), ("3", Kind.PRESS, "https://example.org/article"))


def test_reports_are_counted_with_their_origins_and_kinds_and_the_newest_day() -> None:
    first = report("2025-04-20", {"2025-Q1": (1, 2), "2025-Q2": (3, 4)})
    same = report("2025-04-28", {"2025-Q1": (1, 2)})
    reply = report("2025-05-10", {"2025-Q2": (3, 4)}, Kind.REPLY, source="https://example.org/picture")
    profile = france(first, same, reply)
    assert [provenance.describe_reports(quarter) for quarter in profile.quarters[3:]] == [
        "",
        "2 reports of 1 origin: a dataset, the newest published on 28 April 2025",
        "2 reports of 2 origins: a dataset and a bot reply, the newest read on 10 May 2025",
    ]
    others = [
        report("2025-05-1" + day, {"2025-Q2": (3, 4)}, kind, source=source) for day, kind, source in CLAIMS_AND_ARTICLE
    ]
    assert provenance.describe_reports(france(first, *others).quarters[5]) == (
        "4 reports of 3 origins: a dataset, 2 bot replies and a press article, the newest published on 13 May 2025"
    )
    assert provenance.describe_reports(france(first).quarters[4]) == "1 report, published on 20 April 2025"


def test_a_bounded_quarter_gives_its_bounds_and_from_what_they_follow() -> None:
    profile = france(report("2024-10-10", {"2024-Q1-Q3": (53, 115)}))
    assert status(profile, "2024-Q1") == "at most 53 requests and 115 users (the total for January–September 2024)"
    overlapping = france(report("2025-02-01", {"2024-Q1-Q2": (50, 90), "2024-Q2-Q3": (60, 100), "2024": (80, 130)}))
    assert status(overlapping, "2024-Q1-Q3") == (
        "60–80 requests and 100–130 users (lower bound: the total for April–September 2024; "
        "upper bound: the total for 2024)"
    )


def test_a_part_of_a_year_gives_a_lower_bound_and_zeros_give_none() -> None:
    profile = france(ZEROS, report("2026-05-01", {"2026-Q1": (1, 64)}))
    assert status(profile, "2026") == "at least 1 request and 64 users (January–March 2026); 1 of 4 quarters known"
    assert status(profile, "2025") == "no report"
    assert status(profile, "2024") == "3 of 4 quarters known: 0 requests and 0 users"


def test_a_measure_that_an_article_states_alone_is_given_alone() -> None:
    profile = france(report("2025-05-10", {"2025-Q1": (None, 1137)}, Kind.PRESS))
    assert status(profile, "2025-Q1") == "1,137 users; the number of requests is not known"
    assert status(profile, "2025") == (
        "at least 1,137 users (January–March 2025); the number of requests is not known; 0 of 4 quarters known"
    )
    assert (
        prose.opening(profile)
        == "We have only a part of Telegram’s figures for France: 1,137 users in January–March 2025."
    )


USERS_ALONE = report("2025-05-10", {"2025-Q1": (None, 1137)}, Kind.PRESS)


def test_a_newer_figure_of_one_measure_is_a_newer_figure() -> None:
    third_quarter = (
        "Telegram says it fulfilled 0 requests from France in July–September 2024. "
        "This follows from a longer period with a total of 0. Of newer figures we have only a part:"
    )
    for reports in ([ZEROS, USERS_ALONE], [ZEROS, looked("2025-02-10"), USERS_ALONE, looked("2026-05-10", "2025-Q1")]):
        profile = france(*reports)
        assert (profile.stated_until, profile.is_unrefreshed) == (Period(2025, 1, 1).closes, False)
        assert due(dt.date(2025, 8, 1), 1).overdue(profile) == (Period(2025, 2, 2),)
        assert prose.opening(profile) == f"{third_quarter} 1,137 users in January–March 2025."
    assert profile.was_asked_again
    shown = france(ZEROS, report("2025-05-10", {"2024": (None, 12)}, Kind.PRESS), looked("2025-05-11", "2024-Q4"))
    assert prose.opening(shown) == f"{third_quarter} 12 users in 2024."


def test_a_figure_of_one_measure_before_october_2024_leaves_the_time_after_open() -> None:
    profile = france(
        report("2024-10-10", {"2024-Q1": (0, 0)}), report("2024-10-11", {"2024-Q3": (4, None)}, Kind.PRESS)
    )
    assert profile.is_unrefreshed
    assert prose.opening(profile) == (
        "Telegram says it fulfilled 0 requests from France in January–March 2024. "
        f"Of newer figures we have only a part: 4 requests in July–September 2024. {NO_ONE}"
    )


def test_a_newer_figure_that_does_not_count_was_reported_all_the_same() -> None:
    confirmed = [report("2024-10-10", NINE_MONTHS), report("2024-10-11", NINE_MONTHS, Kind.REPLY)]
    for kind, effect in ((Kind.REPLY, Effect.DISPUTES), (Kind.DATASET, None)):
        smaller = report(
            "2025-05-10", {"2024": (20, 40)}, kind, source="" if kind is Kind.REPLY else "https://a.org/b/c"
        )
        newest = [] if effect else [report("2025-05-11", NINE_MONTHS, revises="Corrected.")]
        profile = france(*confirmed, smaller, *newest)
        assert profile.ledger
        assert [dispute.effect for dispute in profile.ledger.disputes] == ([effect] if effect else [])
        assert (profile.stated_until, profile.newest_rejected) == (Period(2024, 3, 3).closes, Period(2024, 1, 4))
        assert profile.is_unrefreshed is False
        opening = prose.opening(profile)
        assert "no one has reported" not in opening.lower()
        assert opening.endswith("A figure for 2024 was reported, but it contradicts others and does not count.")
        assert provenance.describe_overdue(profile, [Period(2024, 4, 4)]) == (
            ((Period(2024, 4, 4),), "a figure was reported that does not count"),
        )


NINE_MONTHS = {"2024-Q1-Q3": (30, 60)}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((65, 121), "Telegram says it fulfilled 65 requests, affecting 121 users"),
        ((0, 0), "Telegram says it fulfilled 0 requests, affecting 0 users"),
        ((1, None), "Telegram says it fulfilled 1 request"),
        ((None, 1137), "Telegram says the requests that it fulfilled affected 1,137 users"),
    ],
)
def test_a_figure_is_attributed_to_telegram_with_the_measures_that_are_stated(value: Value, text: str) -> None:
    assert provenance.says(value) == text


def looked(day: str, newest: str = "2024-Q3") -> Report:
    return report(day, {}, Kind.REPLY, source="https://example.org/thread", nothing_after=newest)


ZERO = "Telegram says it fulfilled 0 requests from France in January–September 2024."
NO_ONE = "No one has reported since then whether the bot shows anything newer."


@pytest.mark.parametrize(
    ("reports", "opening"),
    [
        ([ZEROS], f"{ZERO} {NO_ONE}"),
        # The day of a dataset says nothing about the bot, and nothing newer was due on the day of an early check.
        ([report("2026-04-30", {"2024-Q1-Q3": (0, 0)})], f"{ZERO} {NO_ONE}"),
        ([ZEROS, looked("2024-12-30")], f"{ZERO} {NO_ONE}"),
        (
            [ZEROS, looked("2025-12-16")],
            f"{ZERO} On 16 December 2025 the bot showed no figures for the time after September 2024.",
        ),
        (
            [ZEROS, looked("2025-02-23"), looked("2025-05-03")],
            f"{ZERO} On 3 May 2025 the bot showed no figures for the time after September 2024.",
        ),
        (
            [ZEROS, report("2026-02-13", {"2024-Q1-Q3": (0, 0)}, Kind.REPLY)],
            f"{ZERO} On 13 February 2026 the bot showed no figures for the time after September 2024.",
        ),
        (
            [ZEROS, looked("2025-05-03", "2025-Q1")],
            f"{ZERO} On 3 May 2025 the bot showed figures up to January–March 2025, but no one has reported them.",
        ),
        (
            [report("2024-10-10", {"2024-Q3": (0, 0)})],
            f"Telegram says it fulfilled 0 requests from France in July–September 2024. {NO_ONE}",
        ),
        (
            [report("2024-10-10", {"2024-Q1-Q3": (5, 7)}), looked("2025-12-16")],
            (
                "Telegram says it fulfilled 5 requests from France in January–September 2024, affecting 7 users. "
                "The figures for the single quarters are not known. "
                "On 16 December 2025 the bot showed no figures for the time after September 2024."
            ),
        ),
        (
            [looked("2025-12-16")],
            (
                "No one has reported Telegram’s figures for France yet. "
                "On 16 December 2025 the bot showed no figures for the time after September 2024."
            ),
        ),
        (
            [ZEROS, report("2025-02-01", {"2024-Q4": (3, 4)}), looked("2025-12-16", "2024-Q4")],
            (
                "Telegram says it fulfilled 3 requests from France in October–December 2024, affecting 4 users. "
                "For the previous quarter, Telegram’s figure is 0 requests."
            ),
        ),
    ],
)
def test_the_opening_says_what_is_known_of_the_time_after_september_2024(reports: list[Report], opening: str) -> None:
    assert prose.opening(france(*reports)) == opening


def test_a_missing_quarter_says_why() -> None:
    profile = france(ZEROS, looked("2025-02-23"), looked("2025-05-03"), NEWER_ELSEWHERE)
    calendar = due(dt.date(2026, 5, 1), 1)
    missing = {str(quarter): provenance.describe_missing(profile, quarter, calendar) for quarter in profile.missing}
    not_shown = "on 3 May 2025 the bot did not show it yet"
    assert (missing["2024-Q4"], missing["2025-Q1"]) == (not_shown, not_shown)
    assert missing["2025-Q2"] == "no report covers this quarter yet"


def test_a_quarter_that_became_due_after_the_newest_report_is_due_on_the_page() -> None:
    quarter = Period(2024, 4, 4)
    profile = france(ZEROS, report("2025-01-10", {"2024-Q4": (1, 1)}, iso3="NOR"))
    assert profile.missing_reasons == {quarter: MissingReason.NOT_DUE}
    reasons = [provenance.describe_missing(profile, quarter, due(dt.date(2025, *day), 1)) for day in ((1, 31), (2, 1))]
    assert reasons == ["not due yet", "no report covers this quarter yet"]
    assert due(dt.date(2025, 1, 31), 1).overdue(profile) == ()
    assert due(dt.date(2025, 2, 1), 1).overdue(profile) == (quarter,)


def test_a_quarter_was_not_offered_on_the_newest_day_on_which_the_bot_showed_only_older_ones() -> None:
    profile = france(ZEROS, looked("2025-02-23"), looked("2025-12-16", "2025-Q1"))
    assert profile.not_offered_on(Period(2024, 4, 4)) == dt.date(2025, 2, 23)
    assert profile.not_offered_on(Period(2025, 2, 2)) == dt.date(2025, 12, 16)
    assert profile.not_offered_on(Period(2024, 3, 3)) is None


def test_a_warning_about_a_quarter_of_a_year_names_the_quarter() -> None:
    quarters = {"2025-Q1": (30, 40), "2025-Q2": (30, 40), "2025-Q3": (30, 40), "2025-Q4": (45, 40)}
    profile = france(report("2026-02-01", quarters))
    warning = "fewer users than requests; Telegram does not explain this"
    assert provenance.describe_warnings(profile, profile.quarters[-1]) == (warning,)
    assert provenance.describe_warnings(profile, profile.quarters[-2]) == ()
    assert provenance.describe_warnings(profile, profile.years[-1]) == (f"October–December 2025: {warning}",)
    figures = profile.reports[0].figures
    assert [provenance.describe_figure_warnings(profile, figure) for figure in figures] == [(), (), (), (warning,)]


PUBLIC = report("2025-04-26", {"2025-Q1": (65, 121)}, Kind.REPLY, source="https://example.org/picture")
AGAIN = report("2025-07-23", {"2025-Q1": (65, 121)})


def claim(day: str, figures: Mapping[str, Value]) -> Report:
    return report(day, figures, Kind.REPLY, source="", revises="The bot now shows another figure.")


def revisions(*reports: Report) -> list[str]:
    ledger = france(*reports).ledger
    assert ledger
    return [provenance.describe_revision(revision) for revision in ledger.revisions]


def test_a_disputed_figure_is_listed_with_both_values() -> None:
    assert revisions(PUBLIC, AGAIN, claim("2025-08-01", {"2025-Q1": (70, 130)})) == [
        (
            "One reply that only its sender has seen, read on 1 August 2025, says 70 requests and 130 users for "
            "January–March 2025. The confirmed figure is 65 requests and 121 users. A second report would decide."
        )
    ]
    assert revisions(PUBLIC, AGAIN, claim("2025-08-01", {"2025-Q1-Q2": (60, 130)})) == [
        (
            "One reply that only its sender has seen, read on 1 August 2025, says 60 requests and 130 users for "
            "January–June 2025. It contradicts confirmed figures: January–March 2025. A second report would decide."
        )
    ]


def test_a_dispute_is_a_warning_about_the_period_and_about_what_rests_on_it() -> None:
    quarters = report("2026-02-01", {f"2025-Q{number}": (65, 121) for number in (2, 3, 4)})
    profile = france(PUBLIC, AGAIN, claim("2025-08-01", {"2025-Q1": (70, 130)}), quarters)
    disputed = "disputed by a reply that only its sender has seen"
    first, *others = profile.quarters[4:]
    year = profile.years[-1]
    assert (profile.warnings(first), profile.warnings(year)) == (("disputed",), ("disputed",))
    assert [profile.warnings(quarter) for quarter in others] == [()] * 3
    assert provenance.describe_warnings(profile, first) == (disputed,)
    assert provenance.describe_warnings(profile, year) == (f"January–March 2025: {disputed}",)
    (figure,) = profile.reports[2].figures
    assert provenance.describe_figure_warnings(profile, figure) == ("contradicts a confirmed figure",)


def test_a_report_of_nothing_newer_has_a_warning_if_the_bot_had_shown_more() -> None:
    profile = france(PUBLIC, looked("2025-05-03"))
    of_reports = [provenance.describe_report_warnings(profile, item) for item in profile.reports]
    assert of_reports == [(), ("the bot had shown a newer period before",)]
    assert [profile.warnings(quarter) for quarter in profile.quarters] == [()] * len(profile.quarters)


def warned(*reports: Report) -> list[tuple[str, str, str]]:
    """The rule, the location and the message of each warning about revisions."""
    dataset, ledgers = Dataset({"FRA": FRANCE}, reports, {}, (), (), {}), resolve_all(reports)
    problems = rules.check_ledgers(dataset, ledgers.values())
    return [(p.rule, p.location.path[-15:-5], p.message) for p in problems if p.rule.endswith(("revision", "revised"))]


def test_a_count_that_an_article_states_alone_is_stated_by_two_reports() -> None:
    article = report("2025-07-24", {"2025-Q1": (65, None)}, Kind.PRESS, source="https://example.org/article")
    newer = report("2025-08-02", {"2025-Q1": (70, 130)}, Kind.REPLY, revises="The bot shows 70.")
    by_two = "is stated by data/reports/FRA/2025-07-23.yaml and data/reports/FRA/2025-07-24.yaml"
    assert warned(AGAIN, article, newer) == [
        (
            "repeated-figure-revised",
            "2025-08-02",
            f"2025-Q1: {{requests: 65}} {by_two} and should not be revised. Compare them with their sources",
        )
    ]
    other = report("2025-07-24", {"2025-Q1": (65, 122)}, Kind.PRESS, source="https://example.org/article")
    unchanged = report("2025-08-02", {"2025-Q1": (65, 130)}, Kind.REPLY, revises="The bot shows 130.")
    assert warned(AGAIN, other, unchanged) == []


def test_a_newer_figure_has_one_warning_of_a_kind_whatever_it_revises() -> None:
    older = [
        report(f"2025-07-2{n}", {"2025-Q1": value}, Kind.PRESS, source=f"https://example.org/{n}")
        for n, value in enumerate([(65, 121), (65, None), (None, 121), (None, 121)])
    ]
    newer = report("2025-08-02", {"2025-Q1": (100, 200)}, Kind.REPLY, revises="The bot shows 100.")
    warnings = warned(*older, newer)
    assert [(rule, day) for rule, day, _ in warnings] == [
        ("large-revision", "2025-08-02"),
        ("repeated-figure-revised", "2025-08-02"),
    ]
    paths = [item.location.path for item in older]
    assert warnings[1][2] == (
        f"2025-Q1: {{users: 121}} is stated by {paths[0]}, {paths[2]} and {paths[3]}; "
        f"{{requests: 65}} is stated by {paths[0]} and {paths[1]} and should not be revised. "
        "Compare them with their sources"
    )


def test_a_second_report_decides_a_dispute() -> None:
    second = report("2025-08-02", {"2025-Q1": (70, 130)}, Kind.REPLY, source="https://example.org/second")
    described = revisions(PUBLIC, AGAIN, claim("2025-08-01", {"2025-Q1": (70, 130)}), second)
    assert len(described) == 2
    assert not any("would decide" in text for text in described)


def test_a_revised_and_a_contradicted_figure_name_both_reports() -> None:
    newer = report("2025-08-02", {"2025-Q1": (70, 130)}, Kind.REPLY, revises="The bot shows 70.")
    assert revisions(AGAIN, newer) == [
        (
            "Revised: a dataset published on 23 July 2025 gave 65 requests and 121 users for January–March 2025; "
            "a bot reply read on 2 August 2025 gives 70 requests and 130 users. The newer report counts. "
            "Reason given: The bot shows 70."
        )
    ]
    shorter = report("2025-08-02", {"2025-Q1-Q2": (60, 130)}, Kind.PRESS)
    assert revisions(AGAIN, shorter) == [
        (
            "Contradicted: a dataset published on 23 July 2025 gave 65 requests and 121 users for January–March 2025, "
            "which does not agree with January–June 2025 in a press article published on 2 August 2025. "
            "The newer report counts."
        )
    ]


def test_a_feed_says_who_says_what() -> None:
    figure = Figure(Period(2025, 1, 1), 65, 121)
    assert provenance.describe_stated(figure, Effect.REVISES) == (
        "January–March 2025: Telegram says it fulfilled 65 requests, affecting 121 users (revises)"
    )
    assert provenance.describe_stated(figure, Effect.DISPUTES) == (
        "January–March 2025: a reply that only its sender has seen says 65 requests and 121 users, "
        "against a confirmed figure (disputes)"
    )


NOT_SENT = "the bot should have published these figures by now, but no one has sent them"


def overdue(profile: Profile, *quarters: str) -> list[tuple[str, str]]:
    described = provenance.describe_overdue(profile, map(Period.parse, quarters))
    return [(prose.list_quarters(of_run), sentence) for of_run, sentence in described]


LATER = ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")


def test_quarters_that_should_be_published_are_split_by_what_somebody_saw() -> None:
    """The table ends with the first quarter of 2026; what was due only after the last check was not asked for."""
    not_shown = "the bot did not show these figures when someone asked on 16 December 2025"
    asked = france(ZEROS, looked("2025-12-16"), NEWER_ELSEWHERE)
    assert overdue(asked, *LATER) == [("Q4 2024 to Q3 2025", not_shown), ("Q4 2025 to Q2 2026", NOT_SENT)]
    silent = france(ZEROS, NEWER_ELSEWHERE)
    assert overdue(silent, *LATER) == [("Q4 2024 to Q2 2026", NOT_SENT)]
    twice = france(ZEROS, looked("2025-02-23"), looked("2025-12-16", "2025-Q1"), NEWER_ELSEWHERE)
    assert overdue(twice, *LATER[:5]) == [
        ("Q4 2024", "the bot did not show these figures when someone asked on 23 February 2025"),
        ("Q1 2025", NOT_SENT),
        ("Q2 2025 and Q3 2025", not_shown),
        ("Q4 2025", NOT_SENT),
    ]
    assert overdue(silent) == []


def test_a_quarter_of_which_only_a_part_is_known_is_not_said_to_be_missing() -> None:
    profile = france(ZEROS, report("2025-05-10", {"2025-Q1": (None, 1137)}, Kind.PRESS))
    part = "the bot should have published these figures by now, but we have only a part of them or bounds"
    assert overdue(profile, "2024-Q4", "2025-Q1", "2025-Q2") == [
        ("Q4 2024", NOT_SENT),
        ("Q1 2025", part),
        ("Q2 2025", NOT_SENT),
    ]


def test_exact_figures_are_counted_with_the_first_and_last_quarter() -> None:
    quarters = {f"2024-Q{number}": (1, 1) for number in (1, 2)}
    profiles = (
        france(ZEROS, NEWER_ELSEWHERE),
        france(report("2024-10-10", {"2024-Q1-Q3": (5, 7)})),
        france(report("2024-10-10", quarters)),
        france(report("2024-10-10", {"2024-Q1": (1, 1)})),
        france(looked("2024-10-10", "2024-Q1")),
    )
    assert [provenance.describe_known_quarters(profile) for profile in profiles] == [
        "We have exact figures for 3 of the 9 quarters from Q1 2024 to Q1 2026.",
        "We have exact figures for none of the 3 quarters from Q1 2024 to Q3 2024.",
        "We have exact figures for all 2 quarters from Q1 2024 to Q2 2024.",
        "We have exact figures for Q1 2024.",
        "We have no exact figures for Q1 2024.",
    ]


def test_the_last_check_is_a_reply_or_a_look_and_not_the_day_of_a_dataset() -> None:
    assert prose.describe_last_check(france(ZEROS)) == (
        "No report says when someone last asked the bot. "
        "The day of an article or a dataset is the day on which it published the figures."
    )
    checked = france(ZEROS, looked("2025-05-03"), report("2026-04-30", {"2024-Q1-Q3": (0, 0)}))
    assert (
        prose.describe_last_check(checked)
        == "On 3 May 2025 the bot showed no figures for the time after September 2024."
    )
    briefly = [provenance.describe_check_briefly(profile) for profile in (france(ZEROS), checked, france(PUBLIC))]
    assert briefly == ["none reported", "3 May 2025: nothing newer", "26 April 2025"]


def test_countries_without_newer_figures_are_counted_with_those_where_somebody_asked_again() -> None:
    numbers = ((40, 0), (40, 4), (1, 1), (0, 0))
    assert [provenance.unrefreshed_sentence(Unrefreshed(*pair)) for pair in numbers] == [
        "For 40 countries we have no figures after September 2024, and no one has reported asking again.",
        (
            "For 40 countries we have no figures after September 2024. "
            "For 4 of them someone asked again, and the bot showed nothing newer."
        ),
        (
            "For 1 country we have no figures after September 2024. "
            "For it someone asked again, and the bot showed nothing newer."
        ),
        "",
    ]
