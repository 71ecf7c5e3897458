"""The documents agree with the code: commands, options, rules, modules, dependencies, examples.

After a change of a rule, `pytest --update tests/test_docs.py -k every_rule` rewrites the tables of docs/rules.md.
"""

import datetime as dt
import importlib
import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

from atlas import cli, console, read, reply, rules, tables, validate
from atlas.check import check_repository
from atlas.contributions import report_files
from atlas.diff import formats
from tests import releases
from tests.conftest import PROJECT, Run

TODAY = dt.date(2026, 6, 1)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((PROJECT / "docs").glob("*.md"))))
LONGEST_README = 120  # lines


def document(project: Path, name: str) -> str:
    return (project / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """The text below a heading, up to the next heading of the same level or above."""
    marks, below = re.split(rf"^(#+) {re.escape(title)}$", text, maxsplit=1, flags=re.MULTILINE)[1:]
    return re.split(rf"^#{{1,{len(marks)}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


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
    match = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", document(project, "Makefile"), re.MULTILINE)
    assert match, target
    return [line.strip().removeprefix("@") for line in match[1].splitlines()]


def help_of_make(project: Path) -> dict[str, str]:
    lines = (re.fullmatch(r"echo 'make (\w+) +(.+)'", line) for line in recipe(project, "help"))
    return {line[1]: line[2] for line in lines if line}


@pytest.fixture
def options(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The options and arguments of each command as its own --help lists them; plain `build.py` under ""."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHON_COLORS", "0")
    _, plain, _ = run(project, "--help")
    listed = plain.partition("commands:")[2].partition("examples:")[0]
    commands = ["", *re.findall(r"^    (\w+) ", listed, re.MULTILINE)]
    texts = {name: run(project, *([name] if name else []), "--help")[1] for name in commands}
    pattern = re.compile(r"^  (?:-\w, )?(--[\w-]+|[A-Z]+\b)", re.MULTILINE)
    return {name: set(pattern.findall(text)) - {"--help"} for name, text in texts.items()}


def commands_table(project: Path) -> list[tuple[str, ...]]:
    return rows(document(project, "docs/commands.md"))


def command_and_options(line: str) -> tuple[str, set[str]]:
    after = line.partition("build.py")[2]
    command = re.match(r" (\w+)", after)
    return command[1] if command else "", set(re.findall(r"--[\w-]+", after)) - {"--help"}


def test_the_help_lists_commands_and_options(options: dict[str, set[str]]) -> None:
    assert {"", "check", "serve", "add"} <= set(options)
    assert {"--csv", "--dry-run"} <= options["add"]
    assert {"BASE", "HEAD", "--format"} <= options["diff"]


def test_the_commands_page_lists_every_option_of_every_command_and_no_other(
    project: Path, options: dict[str, set[str]]
) -> None:
    build_py = [row for row in commands_table(project) if row[0].startswith("`build.py")]
    listed = [(command_and_options(command)[0], option.strip("`").split()[0]) for command, option, _ in build_py]
    assert sorted(listed) == sorted((command, option) for command, names in options.items() for option in names)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_option_in_a_document_exists(name: str, project: Path, options: dict[str, set[str]]) -> None:
    named = [command_and_options(line) for line in code(document(project, name)) if "build.py" in line]
    assert [(command, used) for command, used in named if used - options.get(command, set())] == []
    assert {command for command, _ in named} <= set(options)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_a_document_names_alone_belongs_to_a_command(
    name: str, project: Path, options: dict[str, set[str]]
) -> None:
    prose = re.sub(r"^ *```.*?^ *```", "", document(project, name), flags=re.MULTILINE | re.DOTALL)
    alone = {span.split()[0] for span in code(prose) if span.startswith("--")}
    assert alone - {"--help"} <= set[str]().union(*options.values())


def test_the_commands_page_lists_every_format(project: Path) -> None:
    cells = {row[0]: row[2] for row in commands_table(project) if "`--format FORMAT`" in row}
    assert {command: sorted(re.findall(r"`(\w+)`", text)) for command, text in cells.items()} == {
        "`build.py check`": sorted(console.FORMATS),
        "`build.py diff`": sorted(formats.FORMATS),
    }


def test_the_commands_page_lists_every_exit_status(project: Path) -> None:
    statuses = [row[0] for row in commands_table(project) if row[0].isdigit()]
    assert statuses == [str(cli.FINE), str(cli.PROBLEMS), str(cli.USAGE)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_target_of_make_in_a_document_exists(name: str, project: Path) -> None:
    named = {target for line in code(document(project, name)) for target in re.findall(r"\bmake ([a-z]+)", line)}
    assert named <= set(help_of_make(project))


def test_the_commands_page_describes_every_target_as_make_does(project: Path) -> None:
    listed = {row[0]: row[1].replace("`", "") for row in commands_table(project) if row[0].startswith("`make")}
    assert list(listed.items()) == [(f"`make {target}`", text) for target, text in help_of_make(project).items()]


def test_the_help_of_make_lists_every_target(project: Path) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", document(project, "Makefile"), re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(["help", *help_of_make(project)])


def without_make(project: Path) -> tuple[list[str], list[str]]:
    """The commands that build, and those that run every check."""
    build, test = blocks(section(document(project, "docs/commands.md"), "Without make"), "sh")
    return build.splitlines(), test.splitlines()


def test_the_commands_without_make_are_those_of_make(project: Path) -> None:
    commands = {"$(RUN)": ".venv/bin/python", "$(NPM)": 'PATH="$PWD/.venv/bin:$PATH" npm'}
    of_site, of_test = (
        [re.sub(r"\$\(\w+\)", lambda match: commands[match[0]], line) for line in recipe(project, target)]
        for target in ("site", "test")
    )
    install = ".venv/bin/pip install --require-hashes -r"
    assert without_make(project) == (
        ["python3 -m venv .venv", f"{install} requirements.txt", *of_site],
        [f"{install} requirements-dev.txt", 'PATH="$PWD/.venv/bin:$PATH" npm ci --ignore-scripts', *of_test],
    )


def test_the_hint_of_build_py_shows_the_same_commands(project: Path) -> None:
    hint = re.findall(r'^ +"  (\S.*?)(?:\\n)?"', document(project, "build.py"), re.MULTILINE)
    assert hint == without_make(project)[0]


def test_the_gate_runs_make_test(project: Path) -> None:
    assert document(project, ".ci/run").splitlines()[-1] == "make test"


def test_the_readme_is_short(project: Path) -> None:
    assert len(document(project, "README.md").splitlines()) <= LONGEST_README


def test_the_readme_links_to_every_document(project: Path) -> None:
    linked = {
        row[0].partition("](")[2].rstrip(")") for row in rows(section(document(project, "README.md"), "All documents"))
    }
    assert linked == set(DOCUMENTS) - {"README.md"}


def modules(project: Path) -> list[str]:
    return sorted(path.stem for path in (project / "atlas").iterdir() if not path.name.startswith("__"))


def test_the_architecture_page_lists_every_module_once(project: Path) -> None:
    text = section(document(project, "docs/architecture.md"), "Modules")
    groups = re.findall(r"^### (.+)$", text, re.MULTILINE)
    listed = [row[0].strip("`") for group in groups for row in rows(section(text, group))]
    assert groups == ["Inputs", "Derived", "Published", "Supporting"]
    assert sorted(listed) == modules(project)


def test_the_diagram_shows_modules_that_exist_in_their_layers(project: Path) -> None:
    text = document(project, "docs/architecture.md")
    (diagram,) = blocks(text, "mermaid")
    layers = re.findall(r"subgraph \w+ \[(\w+)\]\n(.*?)\n  end", diagram, re.DOTALL)
    shown = {layer: set(re.findall(r"\w+", body.replace("direction TB", ""))) for layer, body in layers}
    listed = {layer: {row[0].strip("`") for row in rows(section(text, layer))} for layer in shown}
    assert list(shown) == ["Inputs", "Derived", "Published"]
    assert {layer: names - listed[layer] for layer, names in shown.items()} == {layer: set() for layer in shown}


def test_the_functions_on_the_way_of_the_example_exist(project: Path) -> None:
    steps = rows(section(document(project, "docs/architecture.md"), "From a report to the page"))
    names = [step[1].strip("`").split(".") for step in steps]
    assert [number for number, _, _ in steps] == [str(number) for number in range(1, len(steps) + 1)]
    assert [
        f"{module}.{function}"
        for module, function in names
        if not callable(getattr(importlib.import_module(f"atlas.{module}"), function, None))
    ] == []


def test_the_example_shows_the_report_and_the_row_of_the_real_data(project: Path) -> None:
    text = section(document(project, "docs/architecture.md"), "From a report to the page")
    paths = re.findall(r"`(data/reports/\S+\.yaml)`", text)
    (report,), (row,) = blocks(text, "yaml"), blocks(text, "csv")
    assert report == document(project, paths[-1])
    published = releases.publication_of(project).release.csv["quarters"].decode().splitlines()
    country, _, quarter = row.split(",")[:3]
    assert [line for line in published if line.startswith(f"{country},") and f",{quarter}," in line] == row.splitlines()


def test_the_folders_that_the_architecture_page_lists_exist(project: Path) -> None:
    (tree,) = blocks(section(document(project, "docs/architecture.md"), "Folders"), "text")
    listed = re.findall(r"^(\S+)", tree, re.MULTILINE)
    assert {"data/", "schema/", "site/", "atlas/", "tests/", "docs/"} <= set(listed)
    assert [path for path in listed if not (project / path).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_or_heading_of_the_repository_works(name: str, project: Path) -> None:
    folder = (project / name).parent
    broken = []
    for target in re.findall(r"\]\(([^):]+)\)", document(project, name)):
        path, _, anchor = target.partition("#")
        linked = folder / path if path else project / name
        if not linked.exists() or (anchor and anchor not in anchors(linked.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


def anchors(text: str) -> set[str]:
    """The headings of a document as GitHub links to them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_path_that_a_document_sets_as_code_exists(project: Path) -> None:
    starts = ("data/", "schema/", "site/", "atlas/", "tests/", "docs/", ".github/")
    named = {
        span
        for name in DOCUMENTS
        if name != "docs/data.md"  # whose paths below data/ are those of the site as well
        for span in re.findall(r"`([^`\s]+)`", document(project, name))
        if span.startswith(starts) and not set("<>*") & set(span)
    }
    assert {"atlas/rules.py", "docs/commands.md"} & named
    assert [span for span in sorted(named) if not (project / span).exists()] == []


def test_the_documents_name_the_site_and_repository_of_the_settings(project: Path) -> None:
    settings = yaml.safe_load(document(project, "site/settings.yaml"))
    repository = f"https://github.com/{settings['repository']}"
    text = "".join(document(project, name) for name in DOCUMENTS)
    named = set(re.findall(r"https://[^\s)>]*telegram-transparency-atlas[^\s)>*]*", text))
    assert named == {
        settings["address"],
        f"{settings['address']}contribute/",
        f"{settings['address']}data/",
        f"{settings['address']}countries/fra/#FRA-2024-Q4",
        f"{repository}.git",
        f"{repository}/issues/new?template=bot-reply.yml",
    }


def test_the_data_page_lists_the_published_tables(project: Path) -> None:
    text = section(document(project, "docs/data.md"), "What is published")
    listed = text.partition("as JSON:")[2].partition("Start with")[0]
    assert re.findall(r"`(\w+)`", listed) == list(tables.PUBLISHED)


def test_the_data_page_lists_every_reference_table(project: Path) -> None:
    text = section(document(project, "docs/data.md"), "What people write")
    listed = re.findall(r"`data/([\w-]+)\.csv`", text)
    assert sorted(listed) == sorted(name.replace("_", "-") for name in read.REFERENCE_TABLES)


def test_the_maintaining_page_lists_every_workflow(project: Path) -> None:
    listed = [row[0].strip("`") for row in rows(section(document(project, "docs/maintaining.md"), "Workflows"))]
    assert sorted(listed) == sorted(path.name for path in (project / ".github" / "workflows").iterdir())


def rules_of_the_code() -> dict[str, list[tuple[str, str, str]]]:
    """Name, severity and statement of each rule, by the heading of docs/rules.md below which it is listed."""

    def rows_of(statements: dict[str, str]) -> list[tuple[str, str, str]]:
        return [(f"`{name}`", "error", statement) for name, statement in statements.items()]

    all_rules = (*rules.REPORT_RULES, *rules.LEDGER_RULES)
    return {
        "Files": rows_of(read.RULES),
        "Values": rows_of(validate.RULES),
        "Figures": [(f"`{rule.name}`", str(rule.severity), rule.statement) for rule in all_rules],
        "Bot replies": rows_of(reply.RULES),
        "New reports": [
            (f"`{name}`", str(level), statement) for name, (level, statement) in report_files.RULES.items()
        ],
    }


def with_tables(text: str, of_code: dict[str, list[tuple[str, str, str]]]) -> str:
    """docs/rules.md with the rules of the code; what to do about a rule stays as it was written."""
    advice = {row[0]: row[-1] for row in rows(text) if len(row) == 4}
    for title, listed in of_code.items():
        lines = [" | ".join(("", *rule, advice.get(rule[0], ""), "")).strip() for rule in listed]
        table = "\n".join(["| rule | severity | what must be true | what to do |", "|---|---|---|---|", *lines, ""])
        old = section(text, title)
        match = re.search(r"(^\|.*\n)+", old, re.MULTILINE)
        assert match, title
        text = text.replace(old, old.replace(match[0], table))
    return text


def test_the_rules_page_lists_every_rule_as_the_code_states_it_and_what_to_do(
    project: Path, request: pytest.FixtureRequest
) -> None:
    path = project / "docs" / "rules.md"
    text = path.read_text(encoding="utf-8")
    if request.config.getoption("--update"):
        text = with_tables(text, rules_of_the_code())
        path.write_text(text, encoding="utf-8")
    listed = {title: rows(section(text, title)) for title in rules_of_the_code()}
    assert {title: [row[:3] for row in table] for title, table in listed.items()} == rules_of_the_code()
    assert [row[0] for table in listed.values() for row in table if len(row) < 4 or not row[3].endswith(".")] == []


def test_the_guide_lists_every_key_of_a_report(project: Path) -> None:
    statements = yaml.safe_load(document(project, "schema/statements.yaml"))
    listed = [row[0].strip("`") for row in rows(section(document(project, "CONTRIBUTING.md"), "The file"))]
    keys = [field["name"] for field in statements["fields"] if field["level"] == "report"]
    assert sorted(key for key in listed if key.replace("_", "").isalpha()) == sorted([*keys, "figures"])


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
    checked = check_repository(empty, TODAY, {})
    (report,) = checked.dataset.reports
    shown = [(str(figure.period), figure.value) for figure in report.figures]
    assert (checked.problems, report.iso3, shown) == ((), "NLD", [("2025-Q1", (65, 121)), ("2025-Q2", (30, 204))])


def test_the_report_without_figures_that_the_guide_shows_passes_the_check(project: Path, empty: Path) -> None:
    (text,) = blocks(section(document(project, "CONTRIBUTING.md"), "The bot shows nothing newer"), "yaml")
    write_example(empty, "data/reports/JPN/2025-05-03.yaml", text)
    checked = check_repository(empty, TODAY, {})
    (report,) = checked.dataset.reports
    assert (checked.problems, report.figures, str(report.nothing_after)) == ((), (), "2024-Q3")


def test_the_problem_that_the_documents_show_is_what_the_check_says(project: Path, empty: Path) -> None:
    path, text = example(project)
    write_example(empty, path, text.replace("users: 121", "users: 1.21"))
    (in_guide,) = blocks(section(document(project, "CONTRIBUTING.md"), "What the check says"), "text")
    (in_rules,) = blocks(document(project, "docs/rules.md"), "text")
    assert [str(problem) for problem in check_repository(empty, TODAY, {}).problems] == in_guide.splitlines()
    assert in_rules == in_guide


def test_the_spreadsheet_that_the_guide_shows_becomes_reports(project: Path, empty: Path, run: Run) -> None:
    part = section(document(project, "CONTRIBUTING.md"), "From a spreadsheet")
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
    parts = ("To build", "To test", "To test scripts and pages")
    assert {part: [row[0].strip("`") for row in rows(section(text, part))] for part in parts} == {
        "To build": [re.split(r"[^\w-]", requirement)[0] for requirement in declared["project"]["dependencies"]],
        "To test": [re.split(r"[^\w-]", requirement)[0] for requirement in declared["dependency-groups"]["dev"]],
        "To test scripts and pages": list(json.loads(document(project, "package.json"))["devDependencies"]),
    }
