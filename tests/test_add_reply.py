"""`build.py add reply.txt`: a bot's reply becomes report files, or a line that says why not."""

import io
import sys
from pathlib import Path

import pytest

from atlas.contributions import report_files
from atlas.model import Figure, Kind, Period, Report
from tests import bot_replies
from tests.bot_replies import Layout
from tests.conftest import TODAY, Run, contents

FIGURES = {"2025-Q1": (3, 9), "2025-Q2": (4, 11)}
REPLY = bot_replies.render("Iceland", Layout.QUARTERS, FIGURES)
YOURS = bot_replies.render("your country", Layout.QUARTERS, FIGURES)
STATED = "kind: reply\nfigures:\n  2025-Q1: {requests: 3, users: 9}\n  2025-Q2: {requests: 4, users: 11}\n"
NEW = "New: 2 figures for Iceland, not known before\n"


@pytest.fixture(autouse=True)
def _inside(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))


def add_reply(tiny: Path, run: Run, text: str, *options: str) -> tuple[int, str, str]:
    Path("reply.txt").write_text(text, encoding="utf-8")
    return run(tiny, "add", "reply.txt", "--today", TODAY, *options)


def test_a_reply_becomes_the_file_of_its_country_and_of_today(tiny: Path, run: Run) -> None:
    before = contents(tiny / "data")
    message = f"data/reports/ISL/{TODAY}.yaml: added\n{NEW}1 report added\n"
    assert add_reply(tiny, run, REPLY) == (0, message, "")
    assert contents(tiny / "data") == before | {f"reports/ISL/{TODAY}.yaml": f"observed: {TODAY}\n{STATED}".encode()}
    assert run(tiny, "check", "--today", TODAY)[0] == 0


def test_every_way_to_add_a_report_writes_the_same_file(tiny: Path, run: Run) -> None:
    options = ("--observed", "2025-08-01", "--source", "https://example.org/1", "--credit", "A: B", "--revises", "no")
    assert add_reply(tiny, run, REPLY, *options)[0] == 0
    figures = tuple(Figure(Period.parse(period), *value) for period, value in FIGURES.items())
    day = Period.parse("2025-Q3").start.replace(month=8)
    report = Report("ISL", day, Kind.REPLY, figures, source=options[3], credit="A: B", revises="no")
    written = (tiny / "data" / "reports" / "ISL" / "2025-08-01.yaml").read_text(encoding="utf-8")
    assert written == report_files.report_to_yaml(report)
    sheet = (
        "iso3,period,requests,users,observed,kind,source,credit,revises\n"
        "ISL,2025-Q1,3,9,2025-08-01,reply,https://example.org/1,A: B,no\n"
        "ISL,2025-Q2,4,11,2025-08-01,reply,https://example.org/1,A: B,no\n"
    )
    Path("sheet.csv").write_text(sheet, encoding="utf-8")
    status, output, _ = run(tiny, "add", "--csv", "sheet.csv", "--today", TODAY)
    assert (status, output.splitlines()[0]) == (0, "data/reports/ISL/2025-08-01.yaml: exists already, not changed")


def test_a_dry_run_prints_each_report_with_its_path_and_nothing_else(tiny: Path, run: Run) -> None:
    before = contents(tiny / "data")
    other = bot_replies.render("the Netherlands", Layout.NUMBER_BELOW, {"2026-Q1": (10, 25)})
    Path("reply.txt").write_text(f"{REPLY}\n\n{other}", encoding="utf-8")
    assert run(tiny, "add", "reply.txt", "--today", TODAY, "--dry-run") == (
        0,
        (
            f"# data/reports/ISL/{TODAY}.yaml\nobserved: {TODAY}\n{STATED}"
            f"---\n# data/reports/NLD/{TODAY}.yaml\nobserved: {TODAY}\nkind: reply\nfigures:\n"
            "  2026-Q1: {requests: 10, users: 25}\n"
        ),
        "New: 3 figures for Iceland and Netherlands, not known before\n2 reports would be added\n",
    )
    assert {path: text for path, text in contents(tiny / "data").items() if path.endswith(".yaml")} == {
        path: text for path, text in before.items() if path.endswith(".yaml")
    }


def test_the_reply_may_come_from_standard_input(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPLY.encode())))
    status, output, _ = run(tiny, "add", "-", "--today", TODAY, "--dry-run")
    assert (status, output.splitlines()[0]) == (0, f"# data/reports/ISL/{TODAY}.yaml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_reply_may_have_any_usual_encoding(encoding: str, tiny: Path, run: Run) -> None:
    Path("reply.txt").write_bytes(REPLY.encode(encoding))
    status, output, _ = run(tiny, "add", "reply.txt", "--today", TODAY, "--dry-run")
    assert (status, output.partition("kind")[2]) == (0, STATED.partition("kind")[2])


@pytest.mark.parametrize("country", ["Iceland", "ISL", "is", "iceland "])
def test_your_country_is_the_given_country(country: str, tiny: Path, run: Run) -> None:
    status, output, _ = add_reply(tiny, run, YOURS, "--country", country)
    assert (status, output.splitlines()[0]) == (0, f"data/reports/ISL/{TODAY}.yaml: added")


DOUBTS = {
    "no country": (YOURS, (), "The reply says “your country”: --country must say which country that is. [reply]"),
    "no such country": (
        YOURS,
        ("--country", "Icelamd"),
        (
            "--country must be a country in English or its code, such as France or FRA, not 'Icelamd'. Did you mean "
            "'Iceland'? [reply]"
        ),
    ),
    "another country": (
        REPLY,
        ("--country", "DEU"),
        "--country must be Iceland, which the reply names, or be left out; not Germany. [reply]",
    ),
    "two values": (
        f"{REPLY}\n\n{bot_replies.render('Iceland', Layout.NUMBER_BELOW, {'2025-Q1': (3, 8)})}",
        (),
        "The replies must agree: they state two different pairs of numbers for Iceland in 2025-Q1. [reply]",
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_any_doubt_is_reported_in_one_line_and_nothing_is_written(name: str, tiny: Path, run: Run) -> None:
    text, options, line = DOUBTS[name]
    before = contents(tiny / "data" / "reports")
    status, output, errors = add_reply(tiny, run, text, *options)
    assert (status, output.splitlines()[0], errors) == (1, f"reply.txt:1: {line}", "")
    assert output.endswith("nothing was written\n")
    assert contents(tiny / "data" / "reports") == before


def test_no_reply_is_added_if_one_cannot_be_read(tiny: Path, run: Run) -> None:
    broken = REPLY.replace("Q2 — 11", "Q2 — 11 12")
    status, output, _ = add_reply(tiny, run, f"{broken}\n\n{REPLY.replace('Iceland', 'Germany')}")
    assert (status, output.count("[reply]")) == (1, 1)
    assert not list((tiny / "data" / "reports").glob(f"*/{TODAY}.yaml"))


def test_a_dry_run_with_a_problem_prints_no_report(tiny: Path, run: Run) -> None:
    status, output, errors = add_reply(tiny, run, "hello", "--dry-run")
    assert (status, output) == (1, "")
    assert errors.startswith("reply.txt:1: ")


def test_a_figure_that_revises_another_needs_a_reason(tiny: Path, run: Run) -> None:
    reply = bot_replies.render("Germany", Layout.NUMBER_BELOW, {"2025-Q1": (321, 950)})
    status, output, _ = add_reply(tiny, run, reply)
    assert (status, "[contradiction]" in output) == (1, True)
    status, output, _ = add_reply(tiny, run, reply, "--revises", "The bot says so since May.")
    assert (status, output.splitlines()[1]) == (
        0,
        "Revises: 1 figure for Germany, replacing another value for the same period",
    )


def test_options_are_checked_like_the_file(tiny: Path, run: Run) -> None:
    status, output, _ = add_reply(tiny, run, REPLY, "--credit", "A" * 101, "--source", "example")
    assert status == 1
    assert (
        f"data/reports/ISL/{TODAY}.yaml:4: credit must be the contributor's name, on one line of at most 100 characters"
        in output
    )


def test_the_country_is_asked_for_on_a_terminal(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("Iceland\n"))
    status, output, errors = add_reply(tiny, run, YOURS)
    assert (status, output.splitlines()[0]) == (0, f"data/reports/ISL/{TODAY}.yaml: added")
    assert errors == "The reply says “your country”. Which country is that? "


def test_a_missing_file_is_a_problem(tiny: Path, run: Run) -> None:
    status, output, _ = run(tiny, "add", "nothing.txt", "--today", TODAY)
    line = "nothing.txt:1: the file must exist and be readable: No such file or directory [missing-file]"
    assert (status, output.splitlines()[0]) == (1, line)


def test_a_file_and_a_spreadsheet_at_once_are_wrong_usage(tiny: Path, run: Run) -> None:
    assert run(tiny, "add", "reply.txt", "--csv", "sheet.csv")[0] == 2
    assert run(tiny, "add")[0] == 2


NEWEST = ("add", "--nothing-after", "2025-Q1", "--today", TODAY)


def test_that_the_bot_shows_nothing_newer_becomes_a_file_without_figures(tiny: Path, run: Run) -> None:
    before = contents(tiny / "data")
    options = ("--country", "Iceland", "--observed", "2025-08-01", "--source", "https://example.org/1", "--credit", "A")
    assert run(tiny, *NEWEST, *options) == (0, "data/reports/ISL/2025-08-01.yaml: added\n1 report added\n", "")
    assert contents(tiny / "data") == before | {
        "reports/ISL/2025-08-01.yaml": (
            b"observed: 2025-08-01\nkind: reply\nsource: https://example.org/1\ncredit: A\nnothing_after: 2025-Q1\n"
        )
    }
    assert run(tiny, "check", "--today", TODAY)[0] == 0
    second = "data/reports/ISL/2025-08-01.yaml: exists already, not changed\n0 reports added, 1 existed already\n"
    assert run(tiny, *NEWEST, *options) == (0, second, "")


def test_the_day_of_a_look_is_today_unless_it_is_given(tiny: Path, run: Run) -> None:
    output = f"# data/reports/ISL/{TODAY}.yaml\nobserved: {TODAY}\nkind: reply\nnothing_after: 2025-Q1\n"
    assert run(tiny, *NEWEST, "--country", "is", "--dry-run") == (0, output, "1 report would be added\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "--nothing-after:1: --country must say for which country the bot showed nothing newer. [reply]"),
        (
            ("--country", "Icelnd"),
            (
                "--nothing-after:1: --country must be a country in English or its code, such as France or FRA, not "
                "'Icelnd'. Did you mean 'Iceland'? [reply]"
            ),
        ),
        (
            ("--country", "Iceland", "--observed", "2025-03-31"),
            (
                "data/reports/ISL/2025-03-31.yaml:1: nothing_after must be a quarter that ended before the day "
                "observed, 2025-03-31; 2025-Q1 ends on 2025-03-31 [nothing-after-ended]"
            ),
        ),
        (
            ("--country", "Iceland", "--credit", "@a"),
            (
                f"data/reports/ISL/{TODAY}.yaml:3: credit must be the contributor's name, on one line of at most 100 "
                "characters that does not begin with = + - @ or a tab, not '@a' [constraint]"
            ),
        ),
    ],
)
def test_nothing_is_written_where_nothing_newer_makes_no_sense(
    options: tuple[str, ...], message: str, tiny: Path, run: Run
) -> None:
    before = contents(tiny / "data")
    status, output, _ = run(tiny, *NEWEST, *options)
    assert (status, output.splitlines()[0], contents(tiny / "data")) == (1, message, before)


@pytest.mark.parametrize("newest", ["2025", "2025-Q1-Q2", "2025-Q5", "Q1"])
def test_the_newest_quarter_must_be_a_quarter(newest: str, tiny: Path, run: Run) -> None:
    status, _, errors = run(tiny, "add", "--nothing-after", newest, "--country", "Iceland", "--today", TODAY)
    message = f"a quarter must be written as in 2024-Q3, not '{newest}'"
    assert (status, message in errors) == (2, True)


def test_nothing_newer_and_a_reply_cannot_be_added_in_one_command(tiny: Path, run: Run) -> None:
    Path("reply.txt").write_text(REPLY, encoding="utf-8")
    assert run(tiny, *NEWEST, "reply.txt")[0] == 2
