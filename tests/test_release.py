"""make release, with a fake gh that knows some releases and logs every call."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import TODAY, Run
from tests.test_diff_states import add_iceland, commit, git
from tests.test_makefile import make

GH = """#!/bin/sh
printf '%s\\n' "$*" >>"$GH_FOLDER/calls"
case "$1 $2" in
"release view") grep -qx -- "$3" "$GH_FOLDER/releases" ;;
"release list") test ! -e "$GH_FOLDER/away" || { echo 'error connecting to api.github.com' >&2; exit 1; }
    head -n 1 "$GH_FOLDER/releases" ;;
"release create") test ! -e "$GH_FOLDER/refuses" || { echo 'HTTP 403: no permission' >&2; exit 1; } ;;
*) echo "unknown: $*" >&2; exit 2 ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Repository:
    """A copy of the tiny repository in git with a Makefile, and the folder of its fake gh."""

    root: Path
    gh: Path

    @property
    def calls(self) -> list[str]:
        """The calls of gh."""
        path = self.gh / "calls"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def notes(self) -> str:
        """The notes of the release."""
        return (self.root / ".notes" / "release-notes.md").read_text(encoding="utf-8")

    def release(self, *arguments: str) -> tuple[int, str, str]:
        """Run `make release` with the date of the tests as today."""
        return make(self.root, *arguments, "release", "NOTES=.notes/release-notes.md")


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def repository(tiny: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Nothing is released yet. Most tests skip the build."""
    for name in ("Makefile", "build.py"):
        shutil.copy(project / name, tiny)
    (tiny / "atlas").symlink_to(project / "atlas")
    (tiny / "requirements.txt").touch()
    # The locked Python of these tests, with the date that all tests use as today.
    program(tiny / ".venv" / "bin" / "python", f'#!/bin/sh\nexec "{sys.executable}" "$@" --today {TODAY}\n')
    (tiny / ".venv" / "installed").touch()
    (tiny / ".gitignore").write_text("/.cache\n/.notes\n/.venv\n/_site\n__pycache__\n", encoding="utf-8")
    git(tiny, "init", "--quiet", "--initial-branch=main")
    commit(tiny, "before")
    gh = tmp_path / "gh"
    program(gh / "gh", GH)
    (gh / "releases").touch()
    monkeypatch.setenv("PATH", str(gh), prepend=":")
    monkeypatch.setenv("GH_FOLDER", str(gh))
    return Repository(tiny, gh)


def version(root: Path, run: Run) -> str:
    return run(root, "version", "--today", TODAY)[1].strip()


def head(root: Path) -> str:
    return (root / ".git" / "refs" / "heads" / "main").read_text(encoding="utf-8").strip()


def created(root: Path, version: str) -> str:
    """The call that creates the release."""
    site = "_site/data"
    return (
        f"release create v{version} --title Data of version {version} --notes-file .notes/release-notes.md "
        f"--target {head(root)} --latest {site}/telegram-transparency-atlas-{version}.zip "
        f"{site}/atlas.xlsx {site}/atlas.sqlite {site}/versions.json {site}/SHA256SUMS"
    )


LIST = (
    "release list --exclude-drafts --limit 50 --json tagName --jq "
    'map(select(.tagName | test("^v[0-9.]+-h[0-9a-f]+$")))[0].tagName // empty'
)
WITHOUT_A_BUILD = ("-o", "site")


def test_the_first_release_says_what_it_contains(repository: Repository, run: Run) -> None:
    current = version(repository.root, run)
    status, _, errors = repository.release(*WITHOUT_A_BUILD)
    assert (status, errors) == (0, "")
    assert repository.calls == [f"release view v{current}", LIST, created(repository.root, current)]
    assert repository.notes == "The first release: 18 reports from 5 countries, 25 figures.\n"


def test_every_file_of_a_release_is_built(repository: Repository, run: Run) -> None:
    status, _, _ = repository.release()
    files = repository.calls[-1].split()[-5:]
    assert (status, [path for path in files if not (repository.root / path).is_file()]) == (0, [])
    assert files == created(repository.root, version(repository.root, run)).split()[-5:]


def test_a_version_that_is_released_already_is_not_released_again(repository: Repository, run: Run) -> None:
    current = version(repository.root, run)
    (repository.gh / "releases").write_text(f"v{current}\n", encoding="utf-8")
    assert repository.release(*WITHOUT_A_BUILD) == (0, f"v{current} is released already\n", "")
    assert repository.calls == [f"release view v{current}"]


def test_the_notes_of_a_new_version_say_what_changed_since_the_previous_release(
    repository: Repository, run: Run
) -> None:
    before = version(repository.root, run)
    git(repository.root, "tag", f"v{before}")
    (repository.gh / "releases").write_text(f"v{before}\nv0.0.0-h0000000\n", encoding="utf-8")
    add_iceland(repository.root)
    commit(repository.root, "after")
    after = version(repository.root, run)
    status, _, errors = repository.release(*WITHOUT_A_BUILD)
    assert (status, errors) == (0, "")
    assert repository.calls == [f"release view v{after}", LIST, created(repository.root, after)]
    assert repository.notes.splitlines() == [
        f"From {before} to {after}:",
        "",
        "- **New:** 1 figure for Iceland, not known before",
        "",
        "| effect | country | period | requests | users | reports |",
        "| :-- | :-- | :-- | --: | --: | --: |",
        "| new | Iceland | Q2 2025 | 1 | 9 | 1 |",
    ]


@pytest.mark.parametrize(
    ("failure", "message", "calls"),
    [("away", "error connecting to api.github.com", 2), ("refuses", "HTTP 403: no permission", 3)],
)
def test_if_gh_fails_make_fails_with_its_message(
    failure: str, message: str, calls: int, repository: Repository
) -> None:
    (repository.gh / failure).touch()
    status, _, errors = repository.release(*WITHOUT_A_BUILD)
    assert (status != 0, errors.splitlines()[0], len(repository.calls)) == (True, message, calls)


def test_nothing_is_released_if_the_tag_of_the_previous_release_is_missing(repository: Repository) -> None:
    (repository.gh / "releases").write_text("v0.0.0-h0000000\n", encoding="utf-8")
    status, _, errors = repository.release(*WITHOUT_A_BUILD)
    message = "build.py: 'v0.0.0-h0000000' must be a git revision, or the path of a published bundle"
    assert (status != 0, errors.splitlines()[0], len(repository.calls)) == (True, message, 2)


def test_data_with_a_problem_are_not_released(repository: Repository) -> None:
    add_iceland(repository.root, "2025-Q2: {requests: 1, users: x}")
    status, _, _ = repository.release(*WITHOUT_A_BUILD)
    assert (status != 0, repository.calls) == (True, [])
