"""What the documentation says is what the code does: commands, options, rules, modules, dependencies, examples."""

import datetime as dt
import re
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from atlas import cli, console, read, reply, rules, tables, validate
from atlas.check import check_repository
from atlas.contributions import report_files
from atlas.diff import formats
from tests.conftest import Run

TODAY = dt.date(2026, 6, 1)
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def document(project: Path, name: str) -> str:
    return (project / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands below a heading, up to the next of its level or above."""
    marks, rest = re.split(rf"^(#+) {re.escape(title)}$", text, maxsplit=1, flags=re.MULTILINE)[1:]
    return re.split(rf"^#{{1,{len(marks)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[tuple[str, ...]]:
    """The rows of the tables of a text, without their headers."""
    lines = [line.strip("|") for line in text.splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in line.split(" |")) for line in lines]
    headers = {i - 1 for i, row in enumerate(cells) if set("".join(row)) <= set("-|")}
    return [row for i, row in enumerate(cells) if i not in headers and i - 1 not in headers]


def code(text: str) -> list[str]:
    """Everything that is set as code: the lines of blocks, and the spans within prose."""
    fenced = re.findall(r"^ *```.*?\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in fenced for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)


def recipe(project: Path, target: str) -> list[str]:
    """The commands of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", document(project, "Makefile"), re.MULTILINE)
    assert found, target
    return [line.strip().removeprefix("@") for line in found[1].splitlines()]


def help_of_make(project: Path) -> dict[str, str]:
    told = (re.fullmatch(r"echo 'make (\w+) +(.+)'", line) for line in recipe(project, "help"))
    return {line[1]: line[2] for line in told if line}


@pytest.fixture
def options(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The options and arguments of each command as its own --help tells them; plain `build.py` under ""."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHON_COLORS", "0")
    _, plain, _ = run(project, "--help")
    listed = plain.partition("commands:")[2].partition("examples:")[0]
    commands = ["", *re.findall(r"^    (\w+) ", listed, re.MULTILINE)]
    texts = {name: run(project, *([name] if name else []), "--help")[1] for name in commands}
    told = {name: re.findall(r"^  (?:-\w, )?(--[\w-]+|[A-Z]+\b)", text, re.MULTILINE) for name, text in texts.items()}
    return {name: set(found) - {"--help"} for name, found in told.items()}


def readme_commands(project: Path) -> list[tuple[str, ...]]:
    return rows(section(document(project, "README.md"), "Commands"))


def command_and_options(line: str) -> tuple[str, set[str]]:
    after = line.partition("build.py")[2]
    command = re.match(r" (\w+)", after)
    return command[1] if command else "", set(re.findall(r"--[\w-]+", after)) - {"--help"}


def test_the_options_that_help_tells_are_found(options: dict[str, set[str]]) -> None:
    assert {"", "check", "serve", "add"} <= set(options)
    assert {"--csv", "--dry-run"} <= options["add"]
    assert {"BASE", "HEAD", "--format"} <= options["diff"]


def test_the_readme_lists_every_option_of_every_command_and_no_other(
    project: Path, options: dict[str, set[str]]
) -> None:
    listed = [row for row in readme_commands(project) if row[0].startswith("`build.py")]
    told = [(command_and_options(command)[0], option.strip("`").split()[0]) for command, option, _ in listed]
    assert sorted(told) == sorted((command, option) for command, found in options.items() for option in found)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_option_that_a_document_names_exists(
    name: str, project: Path, options: dict[str, set[str]]
) -> None:
    named = [command_and_options(line) for line in code(document(project, name)) if "build.py" in line]
    assert [(command, found) for command, found in named if found - options.get(command, set())] == []
    assert {command for command, _ in named} <= set(options)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_a_document_names_alone_is_one_of_some_command(
    name: str, project: Path, options: dict[str, set[str]]
) -> None:
    alone = {span.split()[0] for span in code(document(project, name)) if span.startswith("--")}
    assert alone - {"--help"} <= set[str]().union(*options.values())


def test_the_readme_tells_every_format(project: Path) -> None:
    told = {row[0]: row[2] for row in readme_commands(project) if "`--format FORMAT`" in row}
    assert {command: sorted(re.findall(r"`(\w+)`", formats)) for command, formats in told.items()} == {
        "`build.py check`": sorted(console.FORMATS),
        "`build.py diff`": sorted(formats.FORMATS),
    }


def test_the_readme_tells_every_exit_status(project: Path) -> None:
    statuses = [row[0] for row in readme_commands(project) if row[0].isdigit()]
    assert statuses == [str(cli.FINE), str(cli.PROBLEMS), str(cli.USAGE)]


@pytest.mark.parametrize("name", [*DOCUMENTS, "docs/dependencies.md"])
def test_every_target_of_make_that_a_document_names_exists(name: str, project: Path) -> None:
    named = {target for line in code(document(project, name)) for target in re.findall(r"\bmake ([a-z]+)", line)}
    assert named <= set(help_of_make(project))


def test_the_readme_has_every_target_of_make(project: Path) -> None:
    listed = [row[0] for row in readme_commands(project) if row[0].startswith("`make")]
    assert listed == [f"`make {target}`" for target in help_of_make(project)]


def test_the_help_of_make_tells_every_target(project: Path) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", document(project, "Makefile"), re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(["help", *help_of_make(project)])


def without_make(project: Path) -> tuple[list[str], list[str]]:
    """The commands that build, and those that run every check."""
    build, test = blocks(section(document(project, "README.md"), "Without make"), "sh")
    return build.splitlines(), test.splitlines()


def test_without_make_the_commands_are_those_of_make(project: Path) -> None:
    of_site, of_test = (
        [line.replace("$(RUN)", ".venv/bin/python") for line in recipe(project, target)] for target in ("site", "test")
    )
    install = ".venv/bin/pip install --require-hashes -r"
    assert without_make(project) == (
        ["python3 -m venv .venv", f"{install} requirements.txt", *of_site],
        [f"{install} requirements-dev.txt", 'PATH="$PWD/.venv/bin:$PATH" npm ci --ignore-scripts', *of_test],
    )


def test_the_hint_of_build_py_tells_the_same_commands(project: Path) -> None:
    hint = re.findall(r'^ +"  (\S.*?)(?:\\n)?"', document(project, "build.py"), re.MULTILINE)
    assert hint == without_make(project)[0]


def test_the_gate_runs_make_test(project: Path) -> None:
    assert document(project, ".ci/run").splitlines()[-1] == "make test"


def test_the_readme_lists_every_module(project: Path) -> None:
    (tree,) = blocks(section(document(project, "README.md"), "Layout"), "text")
    listed = re.findall(r"^  (\S+)", tree.partition("\natlas/")[2], re.MULTILINE)
    modules = [path.stem for path in (project / "atlas").iterdir() if not path.name.startswith("__")]
    assert sorted(listed) == sorted(modules)


def test_every_place_that_the_readme_names_exists(project: Path) -> None:
    text = document(project, "README.md")
    (tree,) = blocks(section(text, "Layout"), "text")
    top = re.findall(r"^(\S+)", tree, re.MULTILINE)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [location for location in (*top, *linked) if not (project / location).exists()] == []


def test_every_link_of_the_guide_to_a_file_leads_somewhere(project: Path) -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", document(project, "CONTRIBUTING.md"))
    assert "docs/dependencies.md" in linked
    assert [location for location in linked if not (project / location).exists()] == []


def test_the_documents_name_the_site_and_repository_of_the_settings(project: Path) -> None:
    settings = yaml.safe_load(document(project, "site/settings.yaml"))
    repository = f"https://github.com/{settings['repository']}"
    text = "".join(document(project, name) for name in DOCUMENTS)
    named = set(re.findall(r"https://[^\s)>]*telegram-transparency-atlas[^\s)>]*", text))
    assert named == {
        settings["address"],
        f"{settings['address']}contribute/",
        f"{repository}.git",
        f"{repository}/issues/new?template=bot-reply.yml",
    }


def test_the_readme_lists_the_published_tables(project: Path) -> None:
    text = section(document(project, "README.md"), "The data")
    listed = text.partition("as JSON:")[2].partition("Begin with")[0]
    assert re.findall(r"`(\w+)`", listed) == list(tables.PUBLISHED)


def test_the_readme_lists_every_reference_table(project: Path) -> None:
    listed = re.findall(r"`data/([\w-]+)\.csv`", section(document(project, "README.md"), "The data"))
    assert sorted(listed) == sorted(name.replace("_", "-") for name in read.REFERENCE_TABLES)


def rules_of_the_code() -> Iterable[tuple[str, str, str]]:
    for name, statement in (validate.RULES | read.RULES | reply.RULES).items():
        yield f"`{name}`", "error", statement
    for name, (level, statement) in report_files.RULES.items():
        yield f"`{name}`", str(level), statement
    for rule in (*rules.REPORT_RULES, *rules.LEDGER_RULES):
        yield f"`{rule.name}`", str(rule.severity), rule.statement


def test_the_guide_lists_every_rule_as_the_code_states_it(project: Path) -> None:
    text = document(project, "CONTRIBUTING.md")
    table = text.partition("<!-- rules -->")[2].partition("<!-- /rules -->")[0]
    assert sorted(rows(table)) == sorted(rules_of_the_code())


def test_the_guide_lists_every_key_of_a_report(project: Path) -> None:
    statements = yaml.safe_load(document(project, "schema/statements.yaml"))
    listed = [row[0].strip("`") for row in rows(section(document(project, "CONTRIBUTING.md"), "The file"))]
    keys = [field["name"] for field in statements["fields"] if field["level"] == "report"]
    assert sorted(key for key in listed if key.isalpha()) == sorted([*keys, "figures"])


@pytest.fixture
def empty(project: Path, tmp_path: Path) -> Path:
    """A repository without a report."""
    for folder in ("schema", "site"):
        shutil.copytree(project / folder, tmp_path / folder)
    (tmp_path / "data").mkdir()
    for table in [*(project / "data").glob("*.csv"), project / "data" / "bot.yaml"]:
        shutil.copy(table, tmp_path / "data")
    return tmp_path


def example(project: Path) -> tuple[str, str]:
    """The path and the text of the report that the guide shows."""
    text = document(project, "CONTRIBUTING.md")
    path = re.search(r"`(data/reports/\S+\.yaml)`", text)
    assert path
    return path[1], blocks(section(text, "The file"), "yaml")[0]


def write_example(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True)
    (root / path).write_text(text, encoding="utf-8")


def test_the_report_that_the_guide_shows_passes_the_check(project: Path, empty: Path) -> None:
    path, text = example(project)
    write_example(empty, path, text)
    examined = check_repository(empty, TODAY, {})
    (report,) = examined.dataset.reports
    shown = [(str(figure.period), figure.value) for figure in report.figures]
    assert (examined.problems, report.iso3, shown) == ((), "NLD", [("2025-Q1", (65, 121)), ("2025-Q2", (30, 204))])


def test_the_problem_that_the_guide_shows_is_what_the_check_says(project: Path, empty: Path) -> None:
    path, text = example(project)
    write_example(empty, path, text.replace("users: 121", "users: 1.21"))
    (shown,) = blocks(section(document(project, "CONTRIBUTING.md"), "What the check says"), "text")
    assert [str(problem) for problem in check_repository(empty, TODAY, {}).problems] == shown.splitlines()


def test_the_spreadsheet_that_the_guide_shows_becomes_reports(project: Path, empty: Path, run: Run) -> None:
    part = section(document(project, "CONTRIBUTING.md"), "Many at once")
    (table,) = blocks(part, "csv")
    (empty / "figures.csv").write_text(table, encoding="utf-8")
    for line in blocks(part, "sh")[0].splitlines():
        arguments = line.removeprefix(".venv/bin/python build.py ").replace("figures.csv", str(empty / "figures.csv"))
        status, output, errors = run(empty, *arguments.split(), "--today", str(TODAY))
        assert status == cli.FINE, output + errors
    written = sorted(path.relative_to(empty).as_posix() for path in (empty / "data" / "reports").rglob("*.yaml"))
    assert written == ["data/reports/BEL/2025-10-20.yaml", "data/reports/NLD/2025-10-20.yaml"]
    assert check_repository(empty, TODAY, {}).problems == ()


def test_periods_that_the_guide_shows_are_periods(project: Path) -> None:
    statements = yaml.safe_load(document(project, "schema/statements.yaml"))
    (pattern,) = [f["constraints"]["pattern"] for f in statements["fields"] if f["name"] == "period"]
    shown = rows(section(document(project, "CONTRIBUTING.md"), "The file"))
    periods = [span for row in shown for span in re.findall(r"`(20[\w-]*)`", row[1])]
    assert [period for period in periods if not re.fullmatch(pattern, period)] == []
    assert periods == ["2025-Q1", "2025-Q1", "2025-Q2", "2024-Q1-Q3", "2024"]


def test_every_dependency_has_its_reason_and_every_reason_a_dependency(project: Path) -> None:
    declared = tomllib.loads(document(project, "pyproject.toml"))
    text = document(project, "docs/dependencies.md")
    told = {part: [row[0].strip("`") for row in rows(section(text, part))] for part in ("To build", "To test")}
    assert told == {
        "To build": [re.split(r"[^\w-]", each)[0] for each in declared["project"]["dependencies"]],
        "To test": [re.split(r"[^\w-]", each)[0] for each in declared["dependency-groups"]["dev"]],
    }
