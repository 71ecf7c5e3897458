"""The command: exit statuses, formats, and what it writes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from atlas import console
from atlas.problems import Location, Problem, Severity
from tests.conftest import TODAY, Run, contents

VERDICT = "18 reports from 5 countries, 25 figures: no problems, no warnings\n"


def add_mistake(tiny: Path, iso3: str = "ISL", requests: str = "1.0", users: str = "9") -> str:
    """Write a report for Iceland with a mistake in it; returns its path."""
    path = f"data/reports/{iso3}/2025-08-01.yaml"
    (tiny / path).parent.mkdir(exist_ok=True)
    text = f"observed: 2025-08-01\nkind: reply\nfigures:\n  2025-Q2: {{requests: {requests}, users: {users}}}\n"
    (tiny / path).write_text(text, encoding="utf-8")
    return path


def test_valid_data_passes_the_check(tiny: Path, run: Run) -> None:
    assert run(tiny, "check", "--today", TODAY) == (0, VERDICT, "")


def test_the_check_writes_nothing(tiny: Path, run: Run) -> None:
    before = contents(tiny)
    run(tiny, "check", "--today", TODAY)
    assert contents(tiny) == before


def test_a_problem_gives_status_1(tiny: Path, run: Run) -> None:
    add_mistake(tiny)
    assert run(tiny, "check", "--today", TODAY)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("chek",),
        ("check", "--format", "xml"),
        ("check", "--today", "1 June"),
        ("add",),
        ("--outptu", "x"),
        ("check", "--changed-since", "no-such-revision"),
    ],
)
def test_wrong_usage_gives_status_2_and_says_why(arguments: tuple[str, ...], tiny: Path, run: Run) -> None:
    status, output, errors = run(tiny, *arguments)
    assert (status, output) == (2, "")
    assert errors.splitlines()[-1].startswith("build.py")


def test_the_help_lists_the_commands(tiny: Path, run: Run) -> None:
    status, output, errors = run(tiny, "--help")
    listed = [line.split()[0] for line in output.partition("\ncommands:\n")[2].partition("\n\n")[0].splitlines()]
    assert (status, errors) == (0, "")
    assert {"check", "serve", "add"} <= set(listed)


def test_the_json_and_the_text_list_the_same_problems(tiny: Path, run: Run) -> None:
    add_mistake(tiny)
    add_mistake(tiny, "DEU", "900", "9")
    status, output, _ = run(tiny, "check", "--today", TODAY, "--format", "json")
    result = json.loads(output)
    _, text, _ = run(tiny, "check", "--today", TODAY)
    assert (status, [list(row) for row in result]) == (
        1,
        [["path", "line", "severity", "rule", "message"]] * len(result),
    )
    problems = [
        Problem(Location(row["path"], row["line"]), row["rule"], row["message"], Severity(row["severity"]))
        for row in result
    ]
    assert [str(problem) for problem in problems] == text.splitlines()[:-1]
    assert {problem.severity for problem in problems} == set(Severity)


def test_without_problems_the_json_is_an_empty_list(tiny: Path, run: Run) -> None:
    status, output, _ = run(tiny, "check", "--today", TODAY, "--format", "json")
    assert (status, json.loads(output)) == (0, [])


def test_what_github_reads_as_syntax_is_escaped() -> None:
    problem = Problem(Location("a:b,c%\n.yaml", 3), "a,rule", "100 %: one,\r\ntwo")
    assert list(console.format_github([problem], ())) == [
        "::error file=a%3Ab%2Cc%25%0A.yaml,line=3,title=a%2Crule::100 %25: one,\\r\\ntwo",
        f"  {problem}",
    ]


def test_github_shows_changed_files_first_and_counts_what_it_cannot_show() -> None:
    errors = [Problem(Location(f"{number:02}.yaml"), "rule", "message") for number in range(12)]
    warning = Problem(Location("w.yaml"), "rule", "message", Severity.WARNING)
    lines = list(console.format_github([*errors, warning], {"07.yaml", "11.yaml"}))
    shown = ["07", "11", "00", "01", "02", "03", "04", "05", "06"]
    assert lines == [
        *(f"::error file={name}.yaml,line=1,title=rule::message" for name in shown),
        "::error ::3 more of this kind; the log lists them all",
        "::warning file=w.yaml,line=1,title=rule::message",
        *(f"  {problem}" for problem in (*errors, warning)),
    ]


@pytest.mark.parametrize(("number", "more"), [(9, []), (10, ["::error ::1 more of this kind; the log lists them all"])])
def test_nine_problems_are_shown_and_one_more_is_counted(number: int, more: list[str]) -> None:
    problems = [Problem(Location(f"{index:02}.yaml"), "rule", "message") for index in range(number)]
    annotations = [line for line in console.format_github(problems, ()) if line.startswith("::")]
    assert annotations[9:] == more


def git(root: Path, *arguments: str) -> None:
    identity = (
        "-c",
        "user.name=A. Contributor",
        "-c",
        "user.email=contributor@example.org",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_files_changed_since_a_revision_come_first(tiny: Path, run: Run) -> None:
    for iso3 in ("DEU", "FRA"):
        add_mistake(tiny, iso3)
    git(tiny, "init", "--quiet")
    git(tiny, "add", ".")
    git(tiny, "commit", "--quiet", "--message", "before")
    path = add_mistake(tiny, "ISL")
    git(tiny, "add", ".")
    git(tiny, "commit", "--quiet", "--message", "after")
    command = ("check", "--today", TODAY, "--format", "github", "--changed-since")
    _, since_before, _ = run(tiny, *command, "HEAD~1")
    _, since_after, _ = run(tiny, *command, "HEAD")
    files = ["data/reports/DEU/2025-08-01.yaml", "data/reports/FRA/2025-08-01.yaml", path]
    for output, expected in ((since_before, [files[2], *files[:2]]), (since_after, files)):
        annotated = [line.split("file=")[1].split(",")[0] for line in output.splitlines() if line.startswith("::")]
        assert annotated == expected


def test_a_revision_is_never_read_as_an_option(tiny: Path, run: Run) -> None:
    git(tiny, "init", "--quiet")
    status, _, errors = run(tiny, "check", "--today", TODAY, "--changed-since=--output=stolen")
    assert (status, errors) == (
        2,
        "build.py: --changed-since must be a git revision, not '--output=stolen'\n",
    )
    assert not (tiny / "stolen").exists()


def test_build_py_prints_its_steps_and_the_path_of_the_site(tiny: Path, project: Path) -> None:
    shutil.copy(project / "build.py", tiny)
    (tiny / "atlas").symlink_to(project / "atlas")
    command = [sys.executable, "build.py", "--today", TODAY]
    done = subprocess.run(command, cwd=tiny, capture_output=True, text=True, check=False)
    site = tiny / "_site"
    number = len(contents(site)) - 1  # the marker is not a file of the site
    assert (done.returncode, done.stdout) == (0, f"{VERDICT}{number} files in {site}; open {site / 'index.html'}\n")
    steps = done.stderr.splitlines()
    assert (steps[0], steps[-1]) == ("  check the data", "  write the site")
    assert len(set(steps)) == len(steps)


def test_two_builds_are_equal_byte_for_byte(tiny: Path, tiny_site: Path, run: Run) -> None:
    run(tiny, "--today", TODAY)
    assert contents(tiny / "_site") == contents(tiny_site)


def test_a_build_removes_the_files_of_the_previous_build(tiny: Path, run: Run) -> None:
    run(tiny, "--today", TODAY)
    before = contents(tiny / "_site")
    (tiny / "_site" / "old.html").write_bytes(b"old")
    run(tiny, "--today", TODAY)
    assert contents(tiny / "_site") == before
    assert [path.name for path in tiny.iterdir() if "_site" in path.name] == ["_site"]


def test_a_folder_that_was_not_built_here_is_never_replaced(tiny: Path, run: Run) -> None:
    mine = tiny / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_bytes(b"all of it")
    status, _, errors = run(tiny, "--today", TODAY, "--output", "mine")
    assert (status != 0, contents(mine)) == (True, {"thesis.txt": b"all of it"})
    message = f"build.py: {mine} must be empty, new or a site that was built before; nothing was written"
    assert errors.splitlines()[-1] == message


def test_an_empty_folder_may_be_built_into(tiny: Path, run: Run) -> None:
    (tiny / "empty").mkdir()
    assert run(tiny, "--today", TODAY, "--output", "empty")[0] == 0
    assert (tiny / "empty" / "index.html").exists()


@pytest.mark.parametrize("wrong", ["<p>{{ no_such_word }}</p>", "{% if %}"])
def test_a_template_that_fails_leaves_the_site_as_it_was(wrong: str, tiny: Path, tiny_site: Path, run: Run) -> None:
    shutil.copytree(tiny_site, tiny / "_site")
    before = contents(tiny / "_site")
    (tiny / "site" / "templates" / "404.html").write_text(wrong, encoding="utf-8")
    with pytest.raises(Exception, match=r"no_such_word|Expected an expression"):
        run(tiny, "--today", TODAY)
    assert contents(tiny / "_site") == before


def test_in_github_actions_the_site_knows_its_own_address(
    tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_REPOSITORY", "Someone/Fork")
    run(tiny, "--today", TODAY)
    page = (tiny / "_site" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://someone.github.io/fork/">' in page
    assert "https://github.com/Someone/Fork" in page
