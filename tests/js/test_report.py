"""What the page makes of readings is what the check makes of them: figures, obstacles, and the file."""

import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atlas import ledger, reply, rules
from atlas.contributions import report_files
from atlas.model import Dataset, Figure, Kind, Period, Report
from atlas.problems import Location
from tests.conftest import Run
from tests.js import node
from tests.test_reply import COUNTRIES

READINGS = node.examples("readings")
ADDRESSES = node.examples("addresses")
DAYS = node.examples("days")
FILES = node.examples("files")
NEWEST = node.examples("newest")
TEXTS = node.examples("texts")
TODAY = dt.date(2026, 6, 1)
DAY = dt.date(2025, 8, 1)

Stated = dict[str, tuple[int, int]]
Merged = tuple[dict[str, list[list[object]]], int]
"""The figures of each country, and the number of problems."""


def figures(values: Stated) -> tuple[Figure, ...]:
    return tuple(Figure(Period.parse(period), *value) for period, value in values.items())


def stated(values: Stated) -> list[list[object]]:
    return [node.stated(figure) for figure in figures(values)]


def merge_in_python() -> list[Merged]:
    results = []
    for example in READINGS:
        readings = [reply.Reading(iso3, "", figures(values)) for iso3, values in example["readings"]]
        merged, problems = reply.merge_readings(readings, example["given"], COUNTRIES, "“Country”")
        by_country = {iso3: [node.stated(figure) for figure in of_country] for iso3, of_country in merged.items()}
        results.append((by_country, len(problems)))
    return results


def merge_in_javascript() -> list[Merged]:
    calls = [
        ([{"iso3": iso3, "figures": stated(values)} for iso3, values in example["readings"]], example["given"] or "")
        for example in READINGS
    ]
    results = node.call("byCountry", calls, {})
    return [({r["iso3"]: r["figures"] for r in merged["reports"]}, len(merged["doubts"])) for merged in results]


@pytest.mark.parametrize(
    ("merge", "not_a_problem"), [(merge_in_python, set()), (merge_in_javascript, {"useless"})], ids=["Python", "Node"]
)
def test_answers_are_merged_by_country_in_order_of_time(
    merge: Callable[[], list[Merged]], not_a_problem: set[str]
) -> None:
    results, expected = [], []
    for example, (by_country, number_of_problems) in zip(READINGS, merge(), strict=True):
        problems = set(example.get("problems", [])) - not_a_problem
        # With a problem, the figures do not count.
        merged = {} if problems else {iso3: stated(values) for iso3, values in example["figures"].items()}
        expected.append((example["name"], len(problems), merged))
        results.append((example["name"], number_of_problems, {} if problems else by_country))
    assert results == expected


def test_the_same_addresses_are_public() -> None:
    expected = {example["address"]: example["is_public"] for example in ADDRESSES}
    reports = [Report("FRA", DAY, Kind.REPLY, (), source=address) for address in expected]
    assert [not list(rules.source_address(report, TODAY)) for report in reports] == list(expected.values())
    assert node.call("isAddress", [[address] for address in expected]) == list(expected.values())


def test_the_same_days_are_possible() -> None:
    reports = [
        Report(
            "FRA",
            dt.date.fromisoformat(example["observed"]),
            Kind.REPLY,
            figures(dict.fromkeys(example["periods"], (1, 2))),
            nothing_after=newest(example),
        )
        for example in DAYS
    ]
    expected = [[example["rule"]] if example["rule"] else [] for example in DAYS]
    assert [[problem.rule for problem in rules.check_reports([report], TODAY)] for report in reports] == expected
    calls = [[node.new_report(report)] for report in reports]
    sentences = node.call("checkDay", calls, node.READER_JSON["first_day"], str(TODAY))
    assert [bool(sentence) for sentence in sentences] == [bool(rules_broken) for rules_broken in expected]


def test_the_same_is_said_where_the_bot_had_shown_a_newer_quarter_before() -> None:
    reports = [
        (
            [known_report(known | {"path": f"{n}.yaml"}) for n, known in enumerate(example["known"])],
            known_report(
                {"observed": example["observed"], "nothing_after": example["nothing_after"], "path": "~.yaml"}
            ),
        )
        for example in NEWEST
    ]
    expected = [[example["sentence"]] if example["sentence"] else [] for example in NEWEST]
    rule = rules.Rule(rules.nothing_after_contradicted)
    ledgers = [ledger.resolve_all([*known, new]).values() for known, new in reports]
    messages = [[problem.message for problem in rule.problems(None, of_example)] for of_example in ledgers]
    assert [[f"{text[0].upper()}{text[1:]}." for text in of_example] for of_example in messages] == expected
    clash: dict[str, list[object]] = {"older": [], "own": [], "disputed": []}
    calls = [(node.new_report(new), clash, node.answer(known)) for known, new in reports]
    assert node.call("obstacles", calls, node.READER_JSON, str(TODAY)) == expected


def newest(example: dict[str, Any]) -> Period | None:
    return Period.parse(example["nothing_after"]) if "nothing_after" in example else None


def test_the_same_texts_are_refused_with_the_same_message(tiny: Path, run: Run) -> None:
    folder = tiny / "data" / "reports" / "ISL"
    folder.mkdir()
    expected = []
    for number, example in enumerate(TEXTS, 1):
        day = dt.date(2025, 8, 1) + dt.timedelta(days=number)
        report = Report("ISL", day, Kind.REPLY, figures({"2025-Q1": (1, 2)}), **{example["key"]: example["text"]})
        path = folder / f"{day}.yaml"
        path.write_text(report_files.report_to_yaml(report), encoding="utf-8")
        _, output, _ = run(tiny, "check", "--today", "2027-06-01")
        messages = re.findall(r"yaml:\d+: (.*) \[constraint\]$", output, re.MULTILINE)
        expected.append(messages[0] if messages else "")
        path.unlink()
    assert [bool(message) for message in expected] == [not example["is_accepted"] for example in TEXTS]
    calls = [[example["key"], example["text"]] for example in TEXTS]
    assert node.call("checkText", calls, node.READER_JSON) == expected


def test_the_quarters_that_the_page_offers_had_ended() -> None:
    ended = [str(Period(year, q, q)) for year in (2024, 2025) for q in (1, 2, 3, 4)]
    days = {"2024-03-31": [], "2024-04-01": ended[:1], "2025-12-31": ended[:-1], "2026-01-01": ended}
    assert node.call("quartersBefore", [[2024, day] for day in days]) == list(days.values())


def test_the_newest_quarter_is_the_last_one_that_any_figure_covers() -> None:
    newest_of = {"": [], "2024-Q3": ["2024-Q1-Q3", "2024-Q2"], "2024-Q4": ["2024", "2024-Q1"], "2026-Q1": ["2026-Q1"]}
    calls = [[[{"period": period} for period in periods]] for periods in newest_of.values()]
    assert node.call("newestQuarter", calls) == list(newest_of)


def known_report(values: dict[str, Any]) -> Report:
    return Report(
        "FRA",
        dt.date.fromisoformat(values.get("observed", str(DAY))),
        Kind(values.get("kind", "reply")),
        figures(values.get("figures", dict.fromkeys(values.get("periods", ()), (1, 2)))),
        source=values.get("source", ""),
        credit=values.get("credit", ""),
        nothing_after=newest(values),
        location=Location(f"data/reports/FRA/{values['path']}"),
    )


def path_in_python(known: list[Report], new: Report) -> str | None:
    plan = report_files.plan([new], known)
    dataset = Dataset({}, (*known, *(addition.report for addition in plan.new)), {}, (), (), {})
    return plan.new[0].path if plan.new and not list(rules.same_report_twice(dataset, ())) else None


def test_a_file_has_the_same_name() -> None:
    examples = []
    for example in FILES:
        source, credit = example.get("source", ""), example.get("credit", "")
        new = Report(
            "FRA",
            DAY,
            Kind.REPLY,
            () if "nothing_after" in example else figures({"2025-Q1": (1, 2)}),
            source=source,
            credit=credit,
            nothing_after=newest(example),
            location=Location("pasted"),
        )
        examples.append((list(map(known_report, example["known"])), new))
    expected = [example["path"] and f"data/reports/FRA/{example['path']}" for example in FILES]
    assert [path_in_python(known, new) for known, new in examples] == expected
    calls = [
        (node.new_report(new), {"figures": node.figures_as_api(known), "reports": node.reports_as_api(known)})
        for known, new in examples
    ]
    assert node.call("pathOf", calls) == expected


ODD = (
    "",
    "A. Contributor",
    "no",
    "1:30",
    "https://example.org/a?b=c&d=é",
    'He said "0": # none',
    "a\nb",
    " a\nb",
    "tab\tand\x7f\x1f\\",
    "A — b\u00a0c\n\u2028\ufeff d",
    "🙂\n👍",
    "é" * 90,
    "trailing blank ",
    "(a) b",
)


def test_the_file_has_the_same_text() -> None:
    values = {"2024-Q1": (0, 0), "2024": (5, 7), "2025-Q1-Q3": (8, 10**8)}
    chance = random.Random(10)
    noise = ["".join(chr(chance.choice([chance.randrange(0x80), chance.randrange(0xD800)])) for _ in range(9))]
    noise += ["".join(chance.choice("a1 .:/-()'\"\\#é") for _ in range(chance.randint(1, 9))) for _ in range(300)]
    reports = [
        Report("NOR", DAY, kind, figures(values), source=text, credit=text[::-1], revises=text)
        for kind in Kind
        for text in (*ODD, *noise)
    ]
    reports.append(Report("NOR", DAY, Kind.REPLY, (), nothing_after=Period.parse("2025-Q1")))
    texts = node.call("reportToYaml", [[node.new_report(report)] for report in reports])
    assert texts == [report_files.report_to_yaml(report) for report in reports]
