"""The rooms of the package: who may look into which, where a library comes in, who touches the world."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

# A room is a module or a folder of atlas/. This is the whole of what each may know of the others.
IMPORTS: dict[str, set[str]] = {
    "problems": set(),
    "model": {"problems"},
    "read": {"model", "problems"},
    "validate": {"model", "problems", "read"},
    "assemble": {"model", "problems", "read"},
    "ledger": {"model"},
    "rules": {"model", "problems", "ledger"},
    "reply": {"model", "problems"},
    "summary": {"model", "ledger"},
    "prose": {"model", "ledger", "summary"},
    "cache": set(),
    "charts": {"model", "ledger", "summary", "prose", "cache"},
    "tables": {"model", "ledger", "summary"},
    "publication": {"model", "summary", "tables"},
    "citation": {"model", "prose"},
    "pages": {"model", "ledger", "summary", "prose", "charts", "tables", "publication", "citation"},
    "bundle": {"model", "summary", "prose", "tables", "publication", "citation"},
    "api": {"model", "summary", "tables", "publication"},
    "publish": {"model"},
    "diff": {"model", "ledger", "summary", "prose"},
    "git": {"problems"},
    "console": {"problems"},
    "check": {
        "model",
        "problems",
        "read",
        "validate",
        "assemble",
        "rules",
        "reply",
        "ledger",
        "prose",
        "contributions",
    },
    "contributions": {"model", "problems", "read", "ledger", "reply", "git"},
}
SEES_EVERYTHING = "cli"

DOORS: dict[str, set[str]] = {
    "yaml": {"read"},
    "frictionless": {"validate"},
    "attrs": {"validate"},  # a check of Frictionless is a class of attrs
    "jinja2": {"pages"},
    "markdown": {"pages"},
    "markupsafe": {"pages"},
    "nh3": {"pages"},
    "vl_convert": {"charts"},
    "rich": {"console"},
    "livereload": {"cli"},
    "xlsxwriter": {"bundle"},
    # Of the standard library, what reads tables, starts programs or makes a result differ from one run to the next.
    "csv": {"read", "tables"},
    "sqlite3": {"bundle"},
    "zipfile": {"bundle", "read"},
    "PIL": {"contributions"},
    "subprocess": {"git", "contributions"},
    "time": {"contributions"},  # to wait before a further try, and no longer than a minute for a picture
    "random": set(),
    "secrets": set(),
    "uuid": set(),
    "urllib.request": set(),
    "http": {"contributions"},
    "socket": set(),
}

ASKS: dict[str, set[str]] = {
    "cli": {"clock", "os.environ"},
    "charts": {"os.environ"},  # to hide the fonts of the machine from the processes that draw
}
"""What each room asks of the world outside its arguments."""

WRITERS = {"contributions", "publish", "cache"}
WRITING = {
    "mkdir", "makedirs", "write_text", "write_bytes", "touch", "rename", "unlink", "rmdir", "rmtree", "symlink_to",
    "hardlink_to", "chmod", "copy", "copyfile", "copytree", "move", "NamedTemporaryFile", "TemporaryDirectory",
    "TemporaryFile", "mkdtemp", "mkstemp",
}  # fmt: skip
MODULES_OF_FILES = {"os", "shutil", "tempfile"}


def imported(source: str) -> set[str]:
    """Every module that a source imports, anywhere in it: "yaml", "atlas.read", "atlas.model"."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "imports are absolute"
            # `from atlas import read` and `from atlas.read import Raw` both look into the room `read`.
            found |= {f"atlas.{alias.name}" for alias in node.names} if node.module == "atlas" else {node.module}
    return found


def rooms(source: str) -> set[str]:
    """The rooms of atlas that a source looks into."""
    return {name.split(".")[1] for name in imported(source) if name.startswith("atlas.")}


def libraries(source: str) -> set[str]:
    """What a source imports of other people, and of the standard library what has a door."""
    found = {name for name in imported(source) if name.split(".")[0] != "atlas"}
    foreign = {name.split(".")[0] for name in found} - sys.stdlib_module_names
    return foreign | {door for door in DOORS for name in found if name == door or name.startswith(f"{door}.")}


def writing(source: str) -> Iterator[str]:
    """The calls of a source that could change a file, and the modes of the others."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_method_of_text = name == "copy" and not _is_of(node.func, MODULES_OF_FILES)
        if name in WRITING and not is_method_of_text:
            yield name
        if name == "open" and not _is_of(node.func, {"Image"}):  # which reads a picture
            at = 0 if isinstance(node.func, ast.Attribute) else 1  # path.open(mode), open(path, mode)
            modes = [*node.args[at : at + 1], *(word.value for word in node.keywords if word.arg == "mode")]
            yield from (
                f"open({ast.unparse(mode)})"
                for mode in modes
                if not (isinstance(mode, ast.Constant) and mode.value in ("r", "rb"))
            )


def _is_of(function: ast.expr, names: set[str]) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in names


def outside(source: str) -> set[str]:
    """What a source asks of the world: the clock, the environment, the arguments of the command."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {"clock"} if node.func.attr in ("now", "utcnow", "today") else set()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {f"{node.value.id}.{node.attr}"} & {"sys.argv", "os.environ", "os.getenv"}
    return found


def room(path: Path) -> str:
    return path.relative_to(PROJECT / "atlas").parts[0].removesuffix(".py")


SOURCES = sorted(path for path in (PROJECT / "atlas").rglob("*.py") if path != PROJECT / "atlas" / "__init__.py")
ROOMS = sorted({room(path) for path in SOURCES})


def sources(name: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in SOURCES if room(path) == name]


def test_the_table_lists_the_rooms_there_are() -> None:
    assert sorted([*IMPORTS, SEES_EVERYTHING]) == ROOMS


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_a_room_looks_into_no_other_than_the_table_says_and_needs_all_of_these(name: str) -> None:
    assert set().union(*(rooms(source) for source in sources(name))) - {name} == IMPORTS.get(name)


def test_no_room_is_behind_itself() -> None:
    reached = {name: set(others) for name, others in IMPORTS.items()}
    for _ in IMPORTS:
        reached = {name: others.union(*(reached[other] for other in others)) for name, others in reached.items()}
    assert [name for name, others in reached.items() if name in others] == []


@pytest.mark.parametrize("name", ROOMS)
def test_a_library_comes_in_through_its_door_alone(name: str) -> None:
    found = set().union(*(libraries(source) for source in sources(name)))
    assert found == {library for library, doors in DOORS.items() if name in doors}


@pytest.mark.parametrize("name", sorted(set(ROOMS) - WRITERS))
def test_only_three_rooms_write_files(name: str) -> None:
    assert [call for source in sources(name) for call in writing(source)] == []


@pytest.mark.parametrize("name", ROOMS)
def test_only_the_command_asks_for_the_day_and_none_for_arguments(name: str) -> None:
    assert set().union(*(outside(source) for source in sources(name))) == ASKS.get(name, set())


def test_build_py_hands_its_arguments_to_the_command_and_knows_nothing_else() -> None:
    build = (PROJECT / "build.py").read_text(encoding="utf-8")
    assert (outside(build), rooms(build), libraries(build)) == ({"sys.argv"}, {SEES_EVERYTHING}, set())


def test_there_is_no_code_in_the_folders_of_the_site_and_the_data() -> None:
    assert [path for folder in ("site", "data", "schema") for path in (PROJECT / folder).rglob("*.py")] == []


def test_the_checker_sees_an_import_wherever_it_stands() -> None:
    source = (
        "import yaml\ndef f():\n    from atlas.read import raw\n    from atlas import cli, model\n    import csv as c\n"
    )
    assert rooms(source) == {"read", "cli", "model"}
    assert libraries(source) == {"yaml", "csv"}


def test_the_checker_knows_a_library_that_the_table_does_not() -> None:
    assert libraries("import requests.sessions\nimport json\nimport urllib.request, urllib.parse\n") == {
        "requests",
        "urllib.request",
    }


def test_the_checker_sees_what_writes() -> None:
    source = """
open('a')
open('a', 'w')
path.open()
path.open('rb')
path.open(mode='a')
path.open(mode)
path.write_text('a')
path.read_text()
shutil.copy('a', 'b')
cells.copy()
"""
    assert list(writing(source)) == ["open('w')", "open('a')", "open(mode)", "write_text", "copy"]


def test_the_checker_sees_the_clock_and_the_environment() -> None:
    assert outside("dt.datetime.now(dt.UTC)\nos.environ['A']\nsys.argv[1:]\nreport.today\n") == {
        "clock",
        "os.environ",
        "sys.argv",
    }
