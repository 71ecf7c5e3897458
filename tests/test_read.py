"""Unusual contents of files: each is either a problem, reported on one line, or text that is kept as written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model import Kind, Table
from atlas.problems import Location, Problem, Unreadable
from atlas.read import project as project_files
from atlas.read import reports, text_file, yaml_tree
from tests.conftest import PROJECT, TODAY, Run, contents

PATH = "data/reports/FRA/2025-08-01.yaml"
TABLE = project_files.tables(PROJECT)["statements"]
HEAD = "observed: 2025-08-01\nkind: reply\n"


def read(text: str, table: Table = TABLE) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a report by field name, and its problems."""
    rows, problems = reports.rows_from_text(PATH, "FRA", text, table)
    return [dict(zip(table.field_names, row.cells, strict=True)) for row in rows], problems


def row(**cells: str) -> dict[str, str]:
    given = {"report": PATH, "iso3": "FRA", "observed": "2025-08-01", "kind": "reply"}
    return dict.fromkeys(TABLE.field_names, "") | given | cells


def test_a_report_is_read_as_text_with_the_line_of_every_cell() -> None:
    text = HEAD + "credit: NO\nfigures:\n  2025-Q2: {requests: 007, users: 1_000}\n"
    assert read(text) == ([row(credit="NO", period="2025-Q2", requests="007", users="1_000")], [])
    rows, _ = reports.rows_from_text(PATH, "FRA", text, TABLE)
    lines = dict(zip(TABLE.field_names, (location.line for location in rows[0].locations), strict=True))
    assert lines == {
        "report": 1,
        "iso3": 1,
        "observed": 1,
        "kind": 2,
        "source": 1,
        "credit": 3,
        "note": 1,
        "revises": 1,
        "trace": 1,
        "nothing_after": 1,
        "reply": 1,
        "period": 5,
        "requests": 5,
        "users": 5,
    }


@pytest.mark.parametrize("text", ["NO", "yes", "null", "~", "1:30", "0x1F", ".inf", "1e3", "2025-08-01"])
def test_no_text_is_converted_to_another_type(text: str) -> None:
    assert read(f"{HEAD}credit: {text}\nfigures:\n  2025-Q2: {{requests: 1, users: 2}}\n") == (
        [row(credit=text, period="2025-Q2", requests="1", users="2")],
        [],
    )


def test_a_text_of_several_lines_keeps_its_lines() -> None:
    rows, problems = read(f"{HEAD}note: |\n  One.\n  Two.\nfigures:\n  2025-Q2: {{requests: 1, users: 2}}\n")
    assert (rows, problems) == ([row(note="One.\nTwo.\n", period="2025-Q2", requests="1", users="2")], [])


def test_nested_aliases_are_not_expanded() -> None:
    levels = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 30))
    _, problems = read(f"l0: &l0 lol\n{levels}")
    assert {problem.rule for problem in problems} == {"yaml-anchor", "unknown-key", "no-figures"}


@pytest.mark.parametrize(
    ("nested", "rule"),
    [
        pytest.param("[" * 10_000 + "]" * 10_000, "layout", id="lists"),
        pytest.param("{requests: " * 10_000 + "b" + "}" * 10_000, "layout", id="mappings"),
        pytest.param("- " * 10_000 + "b", "layout", id="dashes"),
        pytest.param("? " * 10_000 + "b", "layout", id="keys"),
    ],
)
def test_ten_thousand_levels_of_nesting_are_a_single_problem(nested: str, rule: str) -> None:
    _, problems = read(f"{HEAD}note: a note\nfigures:\n  2025-Q2:\n   {nested}\n")
    assert [(problem.rule, problem.location.path) for problem in problems] == [(rule, PATH)]


@pytest.mark.parametrize(
    ("character", "rule"),
    [("\x00", "yaml-syntax"), ("\x07", "yaml-syntax"), ("\x1b", "yaml-syntax"), ("\ufffe", "yaml-syntax")],
)
def test_a_character_that_yaml_does_not_allow_is_a_problem_on_its_line(character: str, rule: str) -> None:
    message = "the file must be valid YAML, laid out as the example in CONTRIBUTING.md; here: "
    assert read(f"{HEAD}note: a{character}b\n") == (
        [],
        [Problem(Location(PATH, 3), rule, f"{message}a character that YAML does not allow")],
    )


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    _, problems = read(text)
    assert all("\n" not in str(problem) for problem in problems)


YAML_PIECES = st.sampled_from(
    [
        "observed",
        "figures",
        "2025-Q2",
        ": ",
        ":\n",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "&a ",
        "*a",
        "!t ",
        "? ",
        "|\n",
        ">\n",
        "'",
        '"',
        "#",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "<<: ",
        "\t",
        "\r\n",
        "\u2028",
        "é",
        "\\",
    ]
)


@given(st.lists(YAML_PIECES, max_size=30).map("".join))
def test_no_combination_of_yaml_pieces_makes_reading_fail(text: str) -> None:
    _, problems = read(HEAD + text)
    assert all(problem.location.line <= HEAD.count("\n") + len(text) + 1 for problem in problems)


@given(st.binary(max_size=200))
def test_bytes_are_either_text_or_one_problem(content: bytes) -> None:
    text, problems = text_file.decode(content, PATH)
    assert (text == "") == (len(problems) == 1)


@given(st.text(st.characters(exclude_characters="\r", codec="utf-8"), min_size=1).filter(str.strip))
def test_windows_line_endings_are_read_like_any_other(text: str) -> None:
    windows = text_file.decode(text.replace("\n", "\r\n").encode(), PATH)
    assert windows == text_file.decode(text.encode(), PATH)


def test_data_with_windows_line_endings_are_accepted(tiny: Path, run: Run) -> None:
    for path in (tiny / "data").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    expected = "18 reports from 5 countries, 25 figures: no problems, no warnings\n"
    assert run(tiny, "check", "--today", TODAY) == (0, expected, "")


def test_a_link_is_refused_wherever_it_points(tiny: Path, run: Run) -> None:
    folder = tiny / "data" / "reports"
    (folder / "FRA" / "2025-08-01.yaml").symlink_to(folder / "FRA" / "2025-01-15.yaml")
    (folder / "FRA" / "2025-08-02.yaml").symlink_to("/dev/zero")
    (folder / "ISL").symlink_to(folder / "DEU")
    (tiny / "data" / "notes" / "DEU.md").symlink_to("/etc/hostname")
    status, output, errors = run(tiny, "check", "--today", TODAY)
    named = "a note must be named after its country, such as data/notes/FRA.md, not 'DEU.md'"
    regular = "a report must be a regular file, not a link or a folder"
    in_folder = "a report must be in the folder of its country, such as data/reports/FRA/2026-04-26.yaml"
    assert (status, errors, output.splitlines()) == (
        1,
        "",
        [
            f"data/notes/DEU.md:1: {named} [note-file]",
            f"data/reports/FRA/2025-08-01.yaml:1: {regular} [stray-file]",
            f"data/reports/FRA/2025-08-02.yaml:1: {regular} [stray-file]",
            f"data/reports/ISL:1: {in_folder} [stray-file]",
            "4 problems (18 other reports are fine)",
        ],
    )


def test_a_file_name_is_shown_on_one_line_of_printable_characters(tiny: Path, run: Run) -> None:
    folder = tiny / "data" / "reports" / "FRA"
    for name in ("a\n::error::b", "\x1b[2Jb", "c\u202ed"):
        (folder / name).write_text("", encoding="utf-8")
    named = "must be named after the day observed, such as 2026-04-26.yaml or 2026-04-26-press.yaml, not"
    assert run(tiny, "check", "--today", TODAY)[1].splitlines() == [
        *(
            f"data/reports/FRA/{shown}:1: a report's file {named} '{shown}' [file-name]"
            for shown in ("\\x1b[2Jb", "a\\n::error::b", "c\\u202ed")
        ),
        "3 problems (18 other reports are fine)",
    ]


def test_a_file_name_cannot_be_a_workflow_command(tiny: Path, run: Run) -> None:
    (tiny / "data" / "reports" / "FRA" / "a\n::error::b,c").write_text("", encoding="utf-8")
    escaped = "data/reports/FRA/a%0A%3A%3Aerror%3A%3Ab%2Cc"
    named = "must be named after the day observed, such as 2026-04-26.yaml or 2026-04-26-press.yaml, not"
    assert run(tiny, "check", "--today", TODAY, "--format", "github")[1].splitlines() == [
        f"::error file={escaped},line=1,title=file-name::a report's file {named} 'a\\n::error::b,c'",
        f"  data/reports/FRA/a\\n::error::b,c:1: a report's file {named} 'a\\n::error::b,c' [file-name]",
        "1 problem (18 other reports are fine)",
    ]


def test_the_content_of_a_report_cannot_be_a_workflow_command(tiny: Path, run: Run) -> None:
    report = tiny / "data" / "reports" / "FRA" / "2025-08-01.yaml"
    report.write_text(
        'observed: "2025-08-01\\n::error::b"\nkind: "a\\n::error::b"\nfigures: {"c\\n::error::b": {}}\n',
        encoding="utf-8",
    )
    for layout in ("text", "github"):
        _, output, _ = run(tiny, "check", "--today", TODAY, "--format", layout)
        assert [line for line in output.splitlines() if line.startswith("::error::")] == []


def test_deep_nesting_in_a_file_is_a_problem_and_changes_no_file(tiny: Path, run: Run) -> None:
    (tiny / "data" / "reports" / "FRA" / "2025-08-01.yaml").write_text(
        f"{HEAD}figures: {'[' * 9_999}", encoding="utf-8"
    )
    before = contents(tiny)
    status, output, errors = run(tiny, "check", "--today", TODAY)
    assert (status, errors, len(output.splitlines())) == (1, "", 2)
    assert contents(tiny) == before


def test_of_two_equal_keys_the_first_is_kept_and_the_second_is_a_problem() -> None:
    tree, problems = yaml_tree.read(PATH, "a: 1\nb: {c: 2}\na: 3\n")
    assert tree == yaml_tree.Mapping(
        {"a": yaml_tree.Scalar("1", 1), "b": yaml_tree.Mapping({"c": yaml_tree.Scalar("2", 2)}, {"c": 2}, 2)},
        {"a": 1, "b": 2},
        1,
    )
    assert problems == [
        Problem(
            Location(PATH, 3), "duplicate-key", "a key must not appear twice; 'a' is also on line 1. Keep one of them"
        )
    ]


def test_a_schema_with_other_values_than_the_code_cannot_be_used(tiny: Path) -> None:
    path = tiny / "schema" / "statements.yaml"
    text = path.read_text(encoding="utf-8")
    assert "enum: [reply, press, dataset]" in text
    path.write_text(text.replace("enum: [reply, press, dataset]", "enum: [reply, press, letter]"), encoding="utf-8")
    with pytest.raises(Unreadable) as error:
        project_files.tables(tiny)
    assert str(error.value) == (
        "schema/statements.yaml:1: kind must have the values of atlas/model.py, reply, press, dataset; "
        "the schema lists ['reply', 'press', 'letter'] [schema]"
    )


def test_messages_state_the_limits_and_values_of_their_fields() -> None:
    assert TABLE.field("credit").must.startswith(
        f"be the contributor's name, on one line of at most {TABLE.field('credit').constraints['maxLength']} "
    )
    assert [kind for kind in Kind if kind not in TABLE.field("kind").must] == []
    assert [field.name for field in TABLE.fields if "{" in field.must] == []


def test_a_column_that_a_build_computes_must_not_be_in_the_data(tiny: Path, run: Run) -> None:
    path = tiny / "data" / "countries.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},last_checked", *(f"{line}," for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    status, output, _ = run(tiny, "check", "--today", TODAY)
    message = "data/countries.csv:1: there must be no column last_checked: a build computes it [csv-header]"
    assert (status, output.splitlines()[0]) == (1, message)


def test_a_missing_column_is_named_without_those_that_a_build_computes(tiny: Path, run: Run) -> None:
    path = tiny / "data" / "countries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("name_in_text", "in_text", 1), encoding="utf-8")
    _, output, _ = run(tiny, "check", "--today", TODAY)
    columns = "iso3,iso2,iso_numeric,name,region,subregion,eu_member,name_in_text"
    assert (
        f"data/countries.csv:1: there must be a column name_in_text; the columns are {columns} [csv-header]"
        in output.splitlines()
    )
