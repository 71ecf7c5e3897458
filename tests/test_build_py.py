"""build.py before it imports the package: what it says if Python is too old or a package is missing."""

import builtins
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest


class Version(NamedTuple):
    major: int
    minor: int
    micro: int


@pytest.mark.parametrize("version", [Version(3, 10, 12), Version(3, 6, 9), Version(2, 7, 18)])
def test_an_old_python_gets_the_version_that_is_needed(
    version: Version, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "version", "{}.{}.{} (main)".format(*version))
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(project / "build.py"), run_name="__main__")
    assert left.value.code == "build.py: Python 3.11 or newer must be used; this is {}.{}.{}".format(*version)


def test_an_old_python_can_parse_build_py(project: Path) -> None:
    text = (project / "build.py").read_text(encoding="utf-8")
    before_the_check = text[: text.index("from pathlib import Path")]
    assert compile(before_the_check, "build.py", "exec", dont_inherit=True) is not None
    assert [word for word in ('f"', "f'", ":=", "match ", "async ", "->") if word in text] == []


def test_a_missing_package_is_named_with_the_commands_to_install_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name == "atlas" or name.startswith("atlas.")]:
        monkeypatch.delitem(sys.modules, name)
    original = builtins.__import__

    def without_yaml(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        if name == "yaml":
            raise ModuleNotFoundError("No module named 'yaml'", name="yaml")
        return original(name, globals_, locals_, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(project / "build.py"), run_name="__main__")
    assert left.value.code == (
        "build.py: the package yaml must be installed. `make site` does that; without make:\n"
        "  python3 -m venv .venv\n"
        "  .venv/bin/pip install --require-hashes -r requirements.txt\n"
        "  .venv/bin/python build.py"
    )
