"""The browser resolves a country's figures as the ledger does, and asks for a reason exactly where the check does."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from atlas import ledger
from atlas.model import Figure, Kind, Period, Report
from atlas.problems import Location
from tests.browser import pages_server, tools

POLICY = "default-src 'none'; script-src 'self'"
PAGE = f"""<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Account</title><link rel="icon" href="data:,"><script type="module" src="start.js"></script>"""
START = """import * as account from "./account.js";
import * as report from "./report.js";
Object.assign(window, { account, report });"""
PERIODS = [Period(year, first, last) for year in (2024, 2025) for first in range(1, 5) for last in range(first, 5)]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with nothing but the modules, under the policy of the site."""
    folder = tmp_path_factory.mktemp("account")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "start.js").write_text(START, encoding="utf-8")
    for name in ("account.js", "report.js"):
        (folder / name).write_bytes((tools.ROOT / "site" / "static" / name).read_bytes())
    with pages_server.serve(folder) as address:
        opened = browser.new_page()
        opened.goto(address)
        opened.wait_for_function("window.report")
        yield opened
        opened.close()


def some_reports(chance: random.Random) -> list[Report]:
    """Reports of one country, most of which agree with one history of counts that are often 0."""
    counts = {boundary: (chance.choice((0, 0, 1, 5)), chance.choice((0, 2, 7))) for boundary in range(8096, 8104)}
    found = []
    for number in range(chance.randint(2, 6)):
        figures = []
        for period in sorted(chance.sample(PERIODS, chance.randint(1, 3))):
            value = [sum(counts[b][at] for b in range(period.opens, period.closes)) for at in (0, 1)]
            if chance.random() < 0.2:
                value[chance.randrange(2)] += 1
            figures.append(Figure(period, value[0], value[1]))
        day = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 4))
        place = Location(f"data/reports/NLD/{day}-{number}.yaml")
        found.append(Report("NLD", day, chance.choice(list(Kind)), tuple(figures), location=place))
    return [report for report in found if not ledger.contradictions(report)]


def as_api(reports: list[Report]) -> list[dict[str, Any]]:
    return [
        {
            "period": str(figure.period),
            "requests": figure.requests,
            "users": figure.users,
            "observed": str(report.observed),
            "kind": str(report.kind),
            "report": report.location.path,
        }
        for report in reports
        for figure in report.figures
    ]


def many(number: int) -> list[list[Report]]:
    chance = random.Random(11)
    return [reports for _ in range(number) if (reports := some_reports(chance))]


def test_the_same_figures_stand_and_make_the_same_quarters(page: Page) -> None:
    examples, quarters = many(500), [period for period in PERIODS if period.is_quarter]
    found = page.evaluate(
        """([all, quarters]) => all.map(figures => {
            const { rejected, value } = window.account.settle(figures);
            return [rejected.map(each => [each.report, each.period]).sort(), quarters.map(each => {
                const found = value(each);
                return found && [found.requests, found.users];
            })];
        })""",
        [[as_api(reports) for reports in examples], [str(quarter) for quarter in quarters]],
    )
    expected = []
    for reports in examples:
        resolved = ledger.resolve("NLD", reports, Period(2024, 1, 1), Period(2025, 4, 4))
        rejected = sorted([r.older.report.location.path, str(r.older.figure.period)] for r in resolved.revisions)
        values = [[q.requests, q.users] if q.is_known else None for q in resolved.quarters]
        expected.append([rejected, values])
    assert found == expected


def test_a_reason_is_asked_for_exactly_where_the_check_would(page: Page) -> None:
    examples = []
    for reports in many(800):
        *before, last = reports
        if before and ledger.resolve_all(before)["NLD"].revisions == ():
            examples.append(
                (before, Report("NLD", last.observed, Kind.REPLY, last.figures, location=Location("~.yaml")))
            )
    found = page.evaluate(
        """all => all.map(([figures, mine]) => {
            const { older, own } = window.report.clashes(mine, { figures });
            return older.length + own.length > 0;
        })""",
        [
            [as_api(before), {"observed": str(new.observed), "kind": "reply", "figures": _triples(new)}]
            for before, new in examples
        ],
    )
    expected = [bool(ledger.resolve_all([*before, new])["NLD"].revisions) for before, new in examples]
    assert found == expected
    assert {True, False} == set(expected)


def _triples(report: Report) -> list[list[Any]]:
    return [[str(figure.period), *figure.value] for figure in report.figures]
