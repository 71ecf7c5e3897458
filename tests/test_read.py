"""What files can hold that a reader may stumble over: every one is a problem on one line, or text as written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model import Table
from atlas.problems import Location, Problem
from atlas.read import project as project_files
from atlas.read import reports, text_file, yaml_tree
from tests.conftest import PROJECT, TODAY, Run, contents

PATH = "data/reports/FRA/2025-08-01.yaml"
TABLE = project_files.tables(PROJECT)["statements"]
HEAD = "observed: 2025-08-01\nkind: reply\n"


def read(text: str, table: Table = TABLE) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a report by the names of their fields, and its problems."""
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
        "reply": 1,
        "period": 5,
        "requests": 5,
        "users": 5,
    }


@pytest.mark.parametrize("word", ["NO", "yes", "null", "~", "1:30", "0x1F", ".inf", "1e3", "2025-08-01"])
def test_no_word_means_more_than_its_letters(word: str) -> None:
    assert read(f"{HEAD}credit: {word}\nfigures:\n  2025-Q2: {{requests: 1, users: 2}}\n") == (
        [row(credit=word, period="2025-Q2", requests="1", users="2")],
        [],
    )


def test_a_block_of_text_keeps_its_lines() -> None:
    found, problems = read(f"{HEAD}note: |\n  One.\n  Two.\nfigures:\n  2025-Q2: {{requests: 1, users: 2}}\n")
    assert (found, problems) == ([row(note="One.\nTwo.\n", period="2025-Q2", requests="1", users="2")], [])


def test_a_bomb_of_aliases_is_not_unfolded() -> None:
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
def test_ten_thousand_levels_are_one_problem(nested: str, rule: str) -> None:
    _, problems = read(f"{HEAD}note: a note\nfigures:\n  2025-Q2:\n   {nested}\n")
    assert [(problem.rule, problem.location.path) for problem in problems] == [(rule, PATH)]


@pytest.mark.parametrize(
    ("character", "named"),
    [("\x00", "yaml-syntax"), ("\x07", "yaml-syntax"), ("\x1b", "yaml-syntax"), ("\ufffe", "yaml-syntax")],
)
def test_a_character_that_yaml_does_not_allow_is_a_problem_of_its_line(character: str, named: str) -> None:
    message = "the file must be valid YAML, laid out as the example in CONTRIBUTING.md; here: "
    found = read(f"{HEAD}note: a{character}b\n")
    assert found == ([], [Problem(Location(PATH, 3), named, f"{message}a character that YAML does not allow")])


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall(text: str) -> None:
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
def test_no_pieces_of_yaml_make_the_reader_fall(text: str) -> None:
    _, problems = read(HEAD + text)
    assert all(problem.location.line <= HEAD.count("\n") + len(text) + 1 for problem in problems)


@given(st.binary(max_size=200))
def test_bytes_are_text_or_one_problem(content: bytes) -> None:
    text, problems = text_file.decode(content, PATH)
    assert (text is None) == (len(problems) == 1)


@given(st.text(st.characters(exclude_characters="\r", codec="utf-8"), min_size=1).filter(str.strip))
def test_line_ends_of_windows_are_read_as_any_other(text: str) -> None:
    windows = text_file.decode(text.replace("\n", "\r\n").encode(), PATH)
    assert windows == text_file.decode(text.encode(), PATH)


def test_a_whole_report_with_line_ends_of_windows_is_accepted(tiny: Path, run: Run) -> None:
    for path in (tiny / "data").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    expected = "18 reports of 5 countries, 25 figures: 0 problems, 0 warnings\n"
    assert run(tiny, "check", "--today", TODAY) == (0, expected, "")


def test_a_link_is_refused_wherever_it_points(tiny: Path, run: Run) -> None:
    folder = tiny / "data" / "reports"
    (folder / "FRA" / "2025-08-01.yaml").symlink_to(folder / "FRA" / "2025-01-15.yaml")
    (folder / "FRA" / "2025-08-02.yaml").symlink_to("/dev/zero")
    (folder / "ISL").symlink_to(folder / "DEU")
    (tiny / "data" / "notes" / "DEU.md").symlink_to("/etc/hostname")
    status, output, errors = run(tiny, "check", "--today", TODAY)
    named = "a note must be named after its country, as data/notes/FRA.md, not 'DEU.md'"
    own = "a report must be a file of its own, not a link or a folder"
    placed = "a report must lie in the folder of its country, as data/reports/FRA/2026-04-26.yaml"
    assert (status, errors, output.splitlines()) == (
        1,
        "",
        [
            f"data/notes/DEU.md:1: {named} [note-file]",
            f"data/reports/FRA/2025-08-01.yaml:1: {own} [stray-file]",
            f"data/reports/FRA/2025-08-02.yaml:1: {own} [stray-file]",
            f"data/reports/ISL:1: {placed} [stray-file]",
            "sound 18 reports of 5 countries, 25 figures: 4 problems, 0 warnings",
        ],
    )


def test_the_name_of_a_file_is_shown_on_one_line_of_printable_characters(tiny: Path, run: Run) -> None:
    folder = tiny / "data" / "reports" / "FRA"
    for name in ("a\n::error::b", "\x1b[2Jb", "c\u202ed"):
        (folder / name).write_text("", encoding="utf-8")
    named = "must be named after the day it was read, as 2026-04-26.yaml or 2026-04-26-press.yaml, not"
    assert run(tiny, "check", "--today", TODAY)[1].splitlines() == [
        *(
            f"data/reports/FRA/{shown}:1: a report's file {named} '{shown}' [file-name]"
            for shown in ("\\x1b[2Jb", "a\\n::error::b", "c\\u202ed")
        ),
        "sound 18 reports of 5 countries, 25 figures: 3 problems, 0 warnings",
    ]


def test_the_name_of_a_file_is_no_workflow_command(tiny: Path, run: Run) -> None:
    (tiny / "data" / "reports" / "FRA" / "a\n::error::b,c").write_text("", encoding="utf-8")
    escaped = "data/reports/FRA/a%0A%3A%3Aerror%3A%3Ab%2Cc"
    named = "must be named after the day it was read, as 2026-04-26.yaml or 2026-04-26-press.yaml, not"
    assert run(tiny, "check", "--today", TODAY, "--format", "github")[1].splitlines() == [
        f"::error file={escaped},line=1,title=file-name::a report's file {named} 'a\\n::error::b,c'",
        f"  data/reports/FRA/a\\n::error::b,c:1: a report's file {named} 'a\\n::error::b,c' [file-name]",
        "sound 18 reports of 5 countries, 25 figures: 1 problem, 0 warnings",
    ]


def test_what_a_report_states_is_no_workflow_command(tiny: Path, run: Run) -> None:
    report = tiny / "data" / "reports" / "FRA" / "2025-08-01.yaml"
    report.write_text(
        'observed: "2025-08-01\\n::error::b"\nkind: "a\\n::error::b"\nfigures: {"c\\n::error::b": {}}\n',
        encoding="utf-8",
    )
    for layout in ("text", "github"):
        _, output, _ = run(tiny, "check", "--today", TODAY, "--format", layout)
        assert [line for line in output.splitlines() if line.startswith("::error::")] == []


def test_a_deep_nest_in_a_file_is_told_by_the_check_and_harms_nothing(tiny: Path, run: Run) -> None:
    (tiny / "data" / "reports" / "FRA" / "2025-08-01.yaml").write_text(
        f"{HEAD}figures: {'[' * 9_999}", encoding="utf-8"
    )
    before = contents(tiny)
    status, output, errors = run(tiny, "check", "--today", TODAY)
    assert (status, errors, len(output.splitlines())) == (1, "", 2)
    assert contents(tiny) == before


def test_a_tree_keeps_keys_that_stand_once() -> None:
    tree, problems = yaml_tree.read(PATH, "a: 1\nb: {c: 2}\na: 3\n")
    assert tree == yaml_tree.Mapping(
        {"a": yaml_tree.Scalar("1", 1), "b": yaml_tree.Mapping({"c": yaml_tree.Scalar("2", 2)}, {"c": 2}, 2)},
        {"a": 1, "b": 2},
        1,
    )
    assert problems == [
        Problem(Location(PATH, 3), "duplicate-key", "a key must stand once; 'a' stands on line 1 too. Keep one of them")
    ]
