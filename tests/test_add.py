"""Spreadsheets of figures become report files, and never overwrite one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.contributions import report_files
from atlas.model import Figure, Kind, Period, Report
from atlas.read import project as project_files
from atlas.read import reports
from tests.conftest import PROJECT, TODAY, Run, contents
from tests.ledgers import DAY, PERIODS

HEADER = "iso3,period,requests,users,observed,kind,source\n"
TABLE = project_files.tables(PROJECT)["statements"]
NUMBER = "must be a whole number from 0 to 100,000,000 in plain digits, such as 0 or 1040, not"
PERIOD = (
    "must be a quarter such as 2024-Q3, a span of quarters within a year such as 2024-Q1-Q3, or a year such as 2024"
)
SOURCE = "a report of kind press must have a source, the public address where it was read"
ONCE = "the same report and period must not appear twice;"
AGREE = (
    "must agree with earlier reports; data/reports/DEU/2025-05-02.yaml states 2025-Q1: {requests: 320, users: 950}. "
    "Correct the typo, or explain with `revises` why Telegram's figure changed"
)


@pytest.fixture(autouse=True)
def _inside(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny)


def import_csv(tiny: Path, run: Run, text: str, *options: str) -> tuple[int, list[str]]:
    Path("sheet.csv").write_text(text, encoding="utf-8")
    status, output, errors = run(tiny, "add", "--csv", "sheet.csv", "--today", TODAY, *options)
    assert errors == ""
    return status, output.splitlines()


def test_rows_of_one_day_kind_and_source_become_one_file(tiny: Path, run: Run) -> None:
    rows = (
        "ISL,2025-Q2,4,11,2025-08-01,reply,\n"
        "NLD,2026-Q1,10,25,2026-05-01,press,https://example.org/n\n"
        "ISL,2025-Q1,3,9,2025-08-01,reply,\n"
    )
    before = contents(tiny / "data")
    assert import_csv(tiny, run, HEADER + rows) == (
        0,
        [
            "data/reports/ISL/2025-08-01.yaml: added",
            "data/reports/NLD/2026-05-01.yaml: added",
            "New: 3 figures for Iceland and Netherlands, not known before",
            "2 reports added",
        ],
    )
    assert contents(tiny / "data") == before | {
        "reports/ISL/2025-08-01.yaml": (
            b"observed: 2025-08-01\nkind: reply\nfigures:\n"
            b"  2025-Q1: {requests: 3, users: 9}\n  2025-Q2: {requests: 4, users: 11}\n"
        ),
        "reports/NLD/2026-05-01.yaml": (
            b"observed: 2026-05-01\nkind: press\nsource: https://example.org/n\nfigures:\n"
            b"  2026-Q1: {requests: 10, users: 25}\n"
        ),
    }
    assert run(tiny, "check", "--today", TODAY)[0] == 0


def test_a_dry_run_shows_the_files_and_writes_none(tiny: Path, run: Run) -> None:
    before = contents(tiny / "data")
    rows = "ISL,2025-Q2,4,11,2025-08-01,reply,\nISL,2025-Q1,3,9,2025-08-02,reply,\n"
    Path("sheet.csv").write_text(HEADER + rows, encoding="utf-8")
    assert run(tiny, "add", "--csv", "sheet.csv", "--today", TODAY, "--dry-run") == (
        0,
        (
            "# data/reports/ISL/2025-08-01.yaml\n"
            "observed: 2025-08-01\n"
            "kind: reply\n"
            "figures:\n"
            "  2025-Q2: {requests: 4, users: 11}\n"
            "---\n"
            "# data/reports/ISL/2025-08-02.yaml\n"
            "observed: 2025-08-02\n"
            "kind: reply\n"
            "figures:\n"
            "  2025-Q1: {requests: 3, users: 9}\n"
        ),
        "New: 2 figures for Iceland, not known before\n2 reports would be added\n",
    )
    assert contents(tiny / "data") == before


def test_a_row_may_say_only_that_the_bot_showed_nothing_newer(tiny: Path, run: Run) -> None:
    header = "iso3,nothing_after,observed,kind,source,trace\n"
    rows = (
        "ISL,2025-Q1,2025-08-01,reply,https://example.org/i,\n"
        "ISL,2025-Q1,2025-09-01,reply,https://example.org/i,\n"
        "ISL,2025-Q2,2025-10-01,dataset,https://example.org/i,https://example.org/picture\n"
    )
    before = contents(tiny / "data")
    assert import_csv(tiny, run, header + rows) == (
        0,
        [
            "data/reports/ISL/2025-08-01.yaml: added",
            "data/reports/ISL/2025-09-01.yaml: added",
            "data/reports/ISL/2025-10-01.yaml: added",
            "3 reports added",
        ],
    )
    source = "source: https://example.org/i\n"
    assert contents(tiny / "data") == before | {
        "reports/ISL/2025-08-01.yaml": f"observed: 2025-08-01\nkind: reply\n{source}nothing_after: 2025-Q1\n".encode(),
        "reports/ISL/2025-09-01.yaml": f"observed: 2025-09-01\nkind: reply\n{source}nothing_after: 2025-Q1\n".encode(),
        "reports/ISL/2025-10-01.yaml": (
            f"observed: 2025-10-01\nkind: dataset\n{source}trace: https://example.org/picture\nnothing_after: 2025-Q2\n"
        ).encode(),
    }
    assert run(tiny, "check", "--today", TODAY)[0] == 0


def test_rows_with_and_without_a_figure_that_share_nothing_after_are_one_report(tiny: Path, run: Run) -> None:
    rows = "ISL,2025-Q1,3,9,2025-08-01,reply,,2025-Q1\nISL,,,,2025-08-01,reply,,2025-Q1\n"
    status, lines = import_csv(tiny, run, HEADER.replace("\n", ",nothing_after\n") + rows)
    assert (status, lines[0], lines[-1]) == (0, "data/reports/ISL/2025-08-01.yaml: added", "1 report added")
    assert (tiny / "data/reports/ISL/2025-08-01.yaml").read_text(encoding="utf-8") == (
        "observed: 2025-08-01\nkind: reply\nnothing_after: 2025-Q1\nfigures:\n  2025-Q1: {requests: 3, users: 9}\n"
    )


def test_a_press_article_may_state_one_measure_alone(tiny: Path, run: Run) -> None:
    rows = (
        "ISL,2025-Q1,,9,2025-08-01,press,https://example.org/i\nISL,2025-Q2,4,,2025-08-01,press,https://example.org/i\n"
    )
    status, lines = import_csv(tiny, run, HEADER + rows)
    assert (status, lines[-1]) == (0, "1 report added")
    assert (tiny / "data/reports/ISL/2025-08-01.yaml").read_text(encoding="utf-8") == (
        "observed: 2025-08-01\nkind: press\nsource: https://example.org/i\nfigures:\n"
        "  2025-Q1: {users: 9}\n  2025-Q2: {requests: 4}\n"
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheet_with_semicolons_is_read_too(mark: str, tiny: Path, run: Run) -> None:
    text = f"{mark}{HEADER}ISL,2025-Q2,4,11,2025-08-01,reply,\n".replace(",", ";").replace("\n", "\r\n")
    status, lines = import_csv(tiny, run, text)
    assert (status, lines[0]) == (0, "data/reports/ISL/2025-08-01.yaml: added")
    assert (
        (tiny / "data/reports/ISL/2025-08-01.yaml")
        .read_text(encoding="utf-8")
        .endswith("  2025-Q2: {requests: 4, users: 11}\n")
    )


def test_a_spreadsheet_without_rows_is_a_problem(tiny: Path, run: Run) -> None:
    status, lines = import_csv(tiny, run, HEADER)
    assert (status, lines[0]) == (1, "sheet.csv:1: a spreadsheet must have at least one row below its header [csv-row]")


def test_a_second_import_adds_nothing(tiny: Path, run: Run) -> None:
    sheet = f"{HEADER}ISL,2025-Q2,4,11,2025-08-01,reply,\n"
    import_csv(tiny, run, sheet)
    before = contents(tiny / "data")
    assert import_csv(tiny, run, sheet) == (
        0,
        ["data/reports/ISL/2025-08-01.yaml: exists already, not changed", "0 reports added, 1 existed already"],
    )
    assert contents(tiny / "data") == before


def test_further_reports_of_a_day_get_their_own_file_names(tiny: Path, run: Run) -> None:
    rows = "".join(f"ISL,2025-Q2,4,11,2025-08-01,press,https://example.org/{name}\n" for name in "abc")
    status, lines = import_csv(tiny, run, HEADER + rows)
    assert (status, lines) == (
        0,
        [
            "data/reports/ISL/2025-08-01.yaml: added",
            "data/reports/ISL/2025-08-01-press.yaml: added",
            "data/reports/ISL/2025-08-01-press-2.yaml: added",
            "New: 1 figure for Iceland, not known before",
            "3 reports added",
        ],
    )


def test_a_report_with_other_content_is_never_overwritten(tiny: Path, run: Run) -> None:
    before = contents(tiny / "data")
    row = "DEU,2026-Q1,291,800,2026-04-21,reply,https://example.org/germany\n"
    assert import_csv(tiny, run, HEADER + row) == (
        1,
        [
            (
                "sheet.csv:2: a report must not overwrite another; data/reports/DEU/2026-04-21.yaml has the same day, "
                "kind and source but other content. Compare the two [overwrite]"
            ),
            "1 problem (18 other reports are fine)",
            "nothing was written",
        ],
    )
    assert contents(tiny / "data") == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HEADER}ISL,2025-Q2,4,11,2025-08-01,reply,\nISL,2025-Q3,four,11,2025-11-01,reply,\n",
            f"sheet.csv:3: requests {NUMBER} 'four' [type]",
        ),
        (
            f"{HEADER}\nISL,2025-Q2,4,11,2025-08-01,reply,\n",
            "sheet.csv:2: a row must have 7 cells, as the header does; this one has 0 [csv-row]",
        ),
        (
            f"{HEADER}ZZZ,2025-Q2,4,11,2025-08-01,reply,\n",
            "sheet.csv:2: iso3 must be in the table countries; 'ZZZ' is not [reference]",
        ),
        (
            f"{HEADER}ISL,2025-Q2,4,11,2025-08-01,press,\n",
            f"sheet.csv:2: {SOURCE} [source-missing]",
        ),
        (
            f"{HEADER}ISL,2025-Q2,4,11,2025-08-01,reply,\nISL,2025-Q2,5,11,2025-08-01,reply,\n",
            f"sheet.csv:3: {ONCE} 'sheet.csv:2, 2025-Q2' is also at sheet.csv:2 [unique]",
        ),
        (
            f"{HEADER}DEU,2025-Q1,302,950,2025-08-01,reply,\n",
            f"sheet.csv:2: 2025-Q1: {{requests: 302, users: 950}} {AGREE} [contradiction]",
        ),
        (
            f"{HEADER}ISL,2025-Q2,4,11,2026-06-02,reply,\n",
            "sheet.csv:2: observed must not be later than today, 2026-06-01; it is 2026-06-02 [observed-future]",
        ),
        (
            f"{HEADER}ISL,2024-Q2,4,11,2024-08-31,reply,\n",
            "sheet.csv:2: observed must not be before 2024-09-01, when the bot began to answer; it is 2024-08-31 ",
        ),
        (
            f"{HEADER}ISL,2023-Q4,4,11,2025-08-01,reply,\n",
            "sheet.csv:2: a period must not begin before 2024-Q1, where the bot's figures begin; it is 2023-Q4 ",
        ),
        (
            f"{HEADER}ISL,2025-Q2,4,,2025-08-01,reply,\n",
            "sheet.csv:2: 2025-Q2 must give users: only a press article may state one alone [measure-missing]",
        ),
        (
            f"{HEADER}ISL,,4,11,2025-08-01,reply,\n",
            f"sheet.csv:2: period must be given: it {PERIOD} [required]",
        ),
        (
            "iso3,period,requests,users,observed,kind,nothing_after\nISL,,4,,2025-08-01,reply,2025-Q1\n",
            f"sheet.csv:2: period must be given: it {PERIOD} [required]",
        ),
        (
            "iso3,observed,kind\nISL,2025-08-01,reply\n",
            f"sheet.csv:2: period must be given: it {PERIOD} [required]",
        ),
        ("iso3,period\nISL,2025-Q2\n", "sheet.csv:1: there must be a column kind; the columns are "),
    ],
)
def test_a_mistake_in_a_spreadsheet_is_reported_with_its_line_and_nothing_is_written(
    text: str, message: str, tiny: Path, run: Run
) -> None:
    before = contents(tiny / "data")
    status, lines = import_csv(tiny, run, text)
    assert (status, lines[-1]) == (1, "nothing was written")
    assert lines[0].startswith(message)
    assert contents(tiny / "data") == before


def test_a_missing_spreadsheet_is_a_problem(tiny: Path, run: Run) -> None:
    status, output, _ = run(tiny, "add", "--csv", "no-such.csv", "--today", TODAY)
    message = "no-such.csv:1: the file must exist and be readable: No such file or directory [missing-file]"
    assert (status, output.splitlines()[0]) == (1, message)


COUNTS = st.none() | st.integers(0)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), max_size=40).map(str.strip)


@given(
    TEXT,
    TEXT,
    TEXT,
    st.sampled_from(Kind),
    st.dictionaries(PERIODS, st.tuples(COUNTS, COUNTS), min_size=1),
)
def test_a_report_reads_back_as_it_was_written(
    source: str, credit: str, note: str, kind: Kind, figures: dict[Period, tuple[int | None, int | None]]
) -> None:
    stated = tuple(Figure(period, *value) for period, value in sorted(figures.items()))
    written = report_files.report_to_yaml(Report("FRA", DAY, kind, stated, source=source, credit=credit, note=note))
    rows, problems = reports.rows_from_text(f"data/reports/FRA/{DAY}.yaml", "FRA", written, TABLE)
    names = TABLE.field_names
    assert problems == []
    assert [dict(zip(names, row.cells, strict=True)) for row in rows] == [
        {
            "report": f"data/reports/FRA/{DAY}.yaml",
            "iso3": "FRA",
            "observed": str(DAY),
            "kind": kind,
            "source": source,
            "credit": credit,
            "note": note,
            "revises": "",
            "trace": "",
            "nothing_after": "",
            "reply": "",
            "period": str(figure.period),
            "requests": "" if figure.requests is None else str(figure.requests),
            "users": "" if figure.users is None else str(figure.users),
        }
        for figure in stated
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A. Contributor", "A. Contributor"),
        ("no", '"no"'),
        ("NO", '"NO"'),
        ("12:30", '"12:30"'),
        ("a: b", '"a: b"'),
        ("# a", '"# a"'),
        ("*a", '"*a"'),
        ("Zoë", '"Zoë"'),
        ("two\nlines", '"two\\nlines"'),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("https://example.org/a#b", '"https://example.org/a#b"'),
    ],
)
def test_text_is_quoted_where_yaml_might_read_something_else(text: str, written: str) -> None:
    report = Report("FRA", DAY, Kind.REPLY, (), credit=text)
    assert report_files.report_to_yaml(report) == f"observed: {DAY}\nkind: reply\ncredit: {written}\n"
