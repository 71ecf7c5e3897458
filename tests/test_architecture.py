"""The layers of the package: which module may import which, which uses a library, which reads or writes the world."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

# A layer is a module or a package directly in atlas/. The table lists every other layer that it imports.
IMPORTS: dict[str, set[str]] = {
    "problems": set(),
    "model": {"problems"},
    "read": {"model", "problems"},
    "validate": {"model", "problems", "read"},
    "assemble": {"model", "problems", "read"},
    "ledger": {"model"},
    "rules": {"model", "problems", "ledger"},
    "reply": {"model", "problems"},
    "summary": {"model", "problems", "ledger"},
    "prose": {"model", "problems", "ledger", "summary"},
    "cache": set(),
    "charts": {"model", "ledger", "summary", "prose", "cache"},
    "tables": {"model", "ledger", "summary"},
    "publication": {"model", "summary", "tables"},
    "citation": {"model", "prose"},
    "sources": set(),
    "pages": {"model", "ledger", "summary", "prose", "charts", "tables", "publication", "citation"} | {"sources"},
    "bundle": {"model", "summary", "prose", "tables", "publication", "citation", "sources"},
    "api": {"model", "summary", "tables", "publication"},
    "publish": {"model"},
    "diff": {
        "cache",
        "model",
        "problems",
        "git",
        "read",
        "validate",
        "assemble",
        "ledger",
        "check",
        "summary",
        "prose",
    },
    "git": {"problems"},
    "console": {"problems"},
    "check": {"model", "problems", "read", "validate", "assemble", "rules", "reply", "ledger", "prose"},
    "contributions": {"model", "problems", "read", "validate", "assemble", "reply", "git", "check"},
}
TOP_LAYER = "cli"
"""The layer that may import every other one."""

LIBRARIES: dict[str, set[str]] = {
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
    "urllib3": {"contributions"},
    # From the standard library: what reads tables, starts programs or makes results differ from run to run.
    "csv": {"read", "tables"},
    "sqlite3": {"bundle"},
    "zipfile": {"bundle", "read"},
    "PIL": {"contributions", "charts"},  # opens screenshots; gives PNGs a palette
    "subprocess": {"git", "contributions"},
    "time": {"contributions"},  # to wait before a retry, and no longer than a minute for a screenshot
    "random": set(),
    "secrets": set(),
    "uuid": set(),
    "urllib.request": set(),
    "http": set(),
    "socket": set(),
}

ENVIRONMENT: dict[str, set[str]] = {
    "cli": {"clock", "os.environ"},
    "charts": {"os.environ"},  # to hide the fonts of the machine from the processes that render
}
"""What each layer reads from outside its arguments."""

WRITERS = {"contributions", "publish", "cache"}
WRITING = {
    "mkdir", "makedirs", "write_text", "write_bytes", "touch", "rename", "unlink", "rmdir", "rmtree", "symlink_to",
    "hardlink_to", "chmod", "copy", "copyfile", "copytree", "move", "NamedTemporaryFile", "TemporaryDirectory",
    "TemporaryFile", "mkdtemp", "mkstemp",
}  # fmt: skip
MODULES_OF_FILES = {"os", "shutil", "tempfile"}


def imported(source: str) -> set[str]:
    """Every module that a source imports, anywhere in it: "yaml", "atlas.read", "atlas.model"."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "imports are absolute"
            # `from atlas import read` and `from atlas.read import Raw` both import the layer `read`.
            names |= {f"atlas.{alias.name}" for alias in node.names} if node.module == "atlas" else {node.module}
    return names


def layers(source: str) -> set[str]:
    """The layers of atlas that a source imports."""
    return {name.split(".")[1] for name in imported(source) if name.startswith("atlas.")}


def libraries(source: str) -> set[str]:
    """The libraries that a source imports; of the standard library only those in LIBRARIES."""
    names = {name for name in imported(source) if name.split(".")[0] != "atlas"}
    foreign = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    return foreign | {
        library for library in LIBRARIES for name in names if name == library or name.startswith(f"{library}.")
    }


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
            index = 0 if isinstance(node.func, ast.Attribute) else 1  # path.open(mode), open(path, mode)
            modes = [
                *node.args[index : index + 1],
                *(keyword.value for keyword in node.keywords if keyword.arg == "mode"),
            ]
            yield from (
                f"open({ast.unparse(mode)})"
                for mode in modes
                if not (isinstance(mode, ast.Constant) and mode.value in ("r", "rb"))
            )


def _is_of(function: ast.expr, names: set[str]) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in names


def outside(source: str) -> set[str]:
    """What a source reads from outside: the clock, the environment, the arguments of the command."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names |= {"clock"} if node.func.attr in ("now", "utcnow", "today") else set()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names |= {f"{node.value.id}.{node.attr}"} & {"sys.argv", "os.environ", "os.getenv"}
    return names


def layer(path: Path) -> str:
    return path.relative_to(PROJECT / "atlas").parts[0].removesuffix(".py")


SOURCES = sorted(path for path in (PROJECT / "atlas").rglob("*.py") if path != PROJECT / "atlas" / "__init__.py")
LAYERS = sorted({layer(path) for path in SOURCES})


def sources(name: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in SOURCES if layer(path) == name]


def test_the_table_lists_every_layer() -> None:
    assert sorted([*IMPORTS, TOP_LAYER]) == LAYERS


@pytest.mark.parametrize("name", sorted(IMPORTS))
def test_a_layer_imports_exactly_what_the_table_lists(name: str) -> None:
    assert set().union(*(layers(source) for source in sources(name))) - {name} == IMPORTS.get(name)


def test_only_the_ledger_uses_its_modules() -> None:
    """Other layers ask a Ledger, never the account in it."""
    others = [source for name in LAYERS if name != "ledger" for source in sources(name)]
    assert [module for source in others for module in imported(source) if module.startswith("atlas.ledger.")] == []
    assert [source for source in others if "ledger.account" in source] == []


def test_no_layer_imports_itself_indirectly() -> None:
    reached = {name: set(others) for name, others in IMPORTS.items()}
    for _ in IMPORTS:
        reached = {name: others.union(*(reached[other] for other in others)) for name, others in reached.items()}
    assert [name for name, others in reached.items() if name in others] == []


@pytest.mark.parametrize("name", LAYERS)
def test_only_the_listed_layers_import_a_library(name: str) -> None:
    imports = set().union(*(libraries(source) for source in sources(name)))
    assert imports == {library for library, users in LIBRARIES.items() if name in users}


@pytest.mark.parametrize("name", sorted(set(LAYERS) - WRITERS))
def test_only_three_layers_write_files(name: str) -> None:
    assert [call for source in sources(name) for call in writing(source)] == []


@pytest.mark.parametrize("name", LAYERS)
def test_only_the_command_reads_the_clock_and_none_reads_arguments(name: str) -> None:
    assert set().union(*(outside(source) for source in sources(name))) == ENVIRONMENT.get(name, set())


def test_build_py_only_passes_its_arguments_to_the_command() -> None:
    build = (PROJECT / "build.py").read_text(encoding="utf-8")
    assert (outside(build), layers(build), libraries(build)) == ({"sys.argv"}, {TOP_LAYER}, set())


def test_the_folders_of_the_site_and_the_data_contain_no_python() -> None:
    assert [path for folder in ("site", "data", "schema") for path in (PROJECT / folder).rglob("*.py")] == []


def test_the_checker_sees_imports_everywhere_in_a_source() -> None:
    source = (
        "import yaml\ndef f():\n    from atlas.read import raw\n    from atlas import cli, model\n    import csv as c\n"
    )
    assert layers(source) == {"read", "cli", "model"}
    assert libraries(source) == {"yaml", "csv"}


def test_the_checker_sees_a_library_that_the_table_does_not_list() -> None:
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
