"""make in a fresh checkout: the messages if make or Python is too old, and what it installs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def bare(tmp_path: Path, project: Path) -> Path:
    """A folder with the Makefile, before any of its commands has run."""
    shutil.copy(project / "Makefile", tmp_path)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).touch()
    return tmp_path


def make(folder: Path, *arguments: str) -> tuple[int, str, str]:
    # `make test` passes its own settings to every make that it starts.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    }
    command = ["make", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def stub(folder: Path, name: str, version: str, *, new_enough: bool) -> Path:
    """A program that reports a version of Python."""
    path = folder / name
    path.write_text(
        f"#!/bin/sh\nif [ \"$1\" = --version ]; then echo '{version}'; exit 0; fi\nexit {0 if new_enough else 1}\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def test_an_old_make_stops_with_the_version_that_is_needed(bare: Path) -> None:
    status, output, errors = make(bare, "-n", "MAKE_VERSION=3.80", "site")
    message = (
        'GNU make 3.81 or newer must be used; this is 3.80. Without make: docs/commands.md, "Without make".  Stop.'
    )
    assert (status, output, errors.partition("*** ")[2]) == (2, "", f"{message}\n")


@pytest.mark.parametrize("version", ["3.81", "3.82", "4.3", "4.4.1"])
def test_a_new_make_is_accepted(version: str, bare: Path) -> None:
    assert make(bare, "-n", f"MAKE_VERSION={version}", "help")[0] == 0


def test_an_old_python_is_named_and_nothing_is_installed(bare: Path) -> None:
    # Given as a path, as pyenv and GitHub Actions do.
    old = stub(bare, "old-python", "Python 3.9.18", new_enough=False)
    status, output, errors = make(bare, f"PYTHON={old}", "site")
    assert (status, output) == (2, "")
    assert errors.splitlines()[:3] == [
        "Python 3.11 or newer must be installed; found only:",
        f"  {old}: Python 3.9.18",
        "Get it from https://www.python.org/downloads/ or name one: make PYTHON=/path/to/python3.12",
    ]
    assert not (bare / ".venv").exists()


def test_a_python_that_does_not_exist_is_not_accepted(bare: Path) -> None:
    status, _, errors = make(bare, "PYTHON=no-such-python", "site")
    assert (status, errors.splitlines()[0]) == (2, "Python 3.11 or newer must be installed; found only:")


def test_a_python_without_venv_stops_with_the_way_to_install_it(bare: Path) -> None:
    half = bare / "half-python"
    half.write_text('#!/bin/sh\n[ "$1" = -c ] || exit 1\n', encoding="utf-8")
    half.chmod(0o755)
    status, _, errors = make(bare, f"PYTHON={half}", "site")
    message = "Python must have its module venv; on Debian and Ubuntu: apt install python3-venv"
    assert (status, errors.splitlines()[0]) == (2, message)
    assert not (bare / ".venv").exists()


@pytest.mark.skipif(not Path("/etc/debian_version").exists(), reason="installs on Debian and Ubuntu only")
@pytest.mark.parametrize(
    ("user", "options", "calls"),
    [("0", [], ["apt-get"] * 2), ("1000", ["SUDO=sudo"], ["sudo apt-get", "sudo env", "apt-get"])],
)
def test_tesseract_is_installed_as_root_or_through_sudo(
    user: str, options: list[str], calls: list[str], bare: Path
) -> None:
    programs = bare / "programs"
    programs.mkdir()
    log = bare / "log"
    stubs = {
        "id": f"echo {user}",
        "sudo": f'echo "sudo $1" >>{log}; [ "$1" != env ] || {{ shift 2; exec "$@"; }}',
        "env": 'shift; exec "$@"',
        "apt-get": f"echo apt-get >>{log}",
    }
    for name, body in stubs.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    command = [shutil.which("make") or "make", "tesseract", *options]
    done = subprocess.run(command, cwd=bare, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "installing tesseract-ocr\n", "")
    assert log.read_text(encoding="utf-8").splitlines() == calls
    (programs / "tesseract").symlink_to("/bin/true")
    log.unlink()
    done = subprocess.run(command, cwd=bare, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, log.exists()) == (0, "", False)


def test_make_without_a_target_lists_the_targets_and_changes_nothing(bare: Path) -> None:
    before = sorted(bare.iterdir())
    status, output, _ = make(bare)
    listed = [line.split()[1] for line in output.splitlines()]
    phony = next(line for line in (bare / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert (status, sorted(listed)) == (0, sorted(set(phony.split()[1:]) - {"help"}))
    assert sorted(bare.iterdir()) == before
