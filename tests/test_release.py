"""make release, with a fake gh that knows some releases and logs every call."""

import json
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
echo "gh ${GH_TOKEN-none}" >>"$GH_FOLDER/tokens"
case "$1 $2" in
"release view") if grep -qx -- "$3" "$GH_FOLDER/releases"; then echo false
    elif grep -qx -- "$3" "$GH_FOLDER/drafts"; then echo true
    else echo 'release not found' >&2; exit 1; fi ;;
"release delete") grep -qx -- "$3" "$GH_FOLDER/drafts" && : >"$GH_FOLDER/drafts" ;;
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

    @property
    def tokens(self) -> list[str]:
        """The token that each program got, in order: as in "gh secret" or "python none"."""
        return (self.gh / "tokens").read_text(encoding="utf-8").splitlines()

    def release(self, *, is_built: bool = True) -> tuple[int, str, str]:
        """Run `make release` with the date of the tests as today, mostly as if the site was built from this commit."""
        if is_built:
            index = self.root / "_site" / "api" / "v1" / "index.json"
            index.parent.mkdir(parents=True, exist_ok=True)
            index.write_text(json.dumps({"generated_from": {"commit": head(self.root)}}), encoding="utf-8")
        return make(self.root, "release", "NOTES=.notes/release-notes.md")


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
    log = 'echo "python ${GH_TOKEN-none}" >>"$GH_FOLDER/tokens"'
    program(tiny / ".venv" / "bin" / "python", f'#!/bin/sh\n{log}\nexec "{sys.executable}" "$@" --today {TODAY}\n')
    (tiny / ".venv" / "installed").touch()
    (tiny / ".gitignore").write_text("/.cache\n/.notes\n/.venv\n/_site\n__pycache__\n", encoding="utf-8")
    git(tiny, "init", "--quiet", "--initial-branch=main")
    commit(tiny, "before")
    gh = tmp_path / "gh"
    program(gh / "gh", GH)
    for name in ("releases", "drafts"):
        (gh / name).touch()
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
BUILT = "_site was built from the current commit already\n"


def view(version: str) -> str:
    """The call that asks whether there is a release."""
    return f"release view v{version} --json isDraft --jq .isDraft"


def test_the_first_release_says_what_it_contains(repository: Repository, run: Run) -> None:
    current = version(repository.root, run)
    status, _, errors = repository.release()
    assert (status, errors) == (0, "")
    assert repository.calls == [view(current), LIST, created(repository.root, current)]
    assert repository.notes == "The first release: 18 reports from 5 countries, 25 figures.\n"


def test_every_file_of_a_release_is_built_unless_the_site_is_of_this_commit(repository: Repository, run: Run) -> None:
    status, output, _ = repository.release(is_built=False)
    assert "built from the current commit already" not in output
    files = repository.calls[-1].split()[-5:]
    assert (status, [path for path in files if not (repository.root / path).is_file()]) == (0, [])
    assert files == created(repository.root, version(repository.root, run)).split()[-5:]


def test_a_version_that_is_released_already_is_not_released_again(repository: Repository, run: Run) -> None:
    current = version(repository.root, run)
    (repository.gh / "releases").write_text(f"v{current}\n", encoding="utf-8")
    assert repository.release() == (0, f"{repository.root}/{BUILT}v{current} is released already\n", "")
    assert repository.calls == [view(current)]


def test_the_draft_of_an_interrupted_release_is_replaced(repository: Repository, run: Run) -> None:
    current = version(repository.root, run)
    (repository.gh / "drafts").write_text(f"v{current}\n", encoding="utf-8")
    status, _, errors = repository.release()
    assert (status, errors) == (0, "")
    deleted = f"release delete v{current} --yes"
    assert repository.calls == [view(current), deleted, LIST, created(repository.root, current)]


def test_only_gh_gets_the_token(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", "secret")
    assert repository.release()[0] == 0
    assert repository.tokens == ["python none"] * 2 + ["gh secret"] * 2 + ["python none", "gh secret"]


def test_a_site_of_another_commit_or_with_other_files_is_built_again(repository: Repository, run: Run) -> None:
    def build() -> str:
        return run(repository.root, "--today", TODAY, "--unless-built")[1]

    assert BUILT not in build()
    assert build() == f"{repository.root}/{BUILT}"
    (repository.root / "notes.txt").touch()
    assert BUILT not in build()
    commit(repository.root, "after")
    assert BUILT not in build()
    assert build() == f"{repository.root}/{BUILT}"


def test_the_notes_of_a_new_version_say_what_changed_since_the_previous_release(
    repository: Repository, run: Run
) -> None:
    before = version(repository.root, run)
    git(repository.root, "tag", f"v{before}")
    (repository.gh / "releases").write_text(f"v{before}\nv0.0.0-h0000000\n", encoding="utf-8")
    add_iceland(repository.root)
    commit(repository.root, "after")
    after = version(repository.root, run)
    status, _, errors = repository.release()
    assert (status, errors) == (0, "")
    assert repository.calls == [view(after), LIST, created(repository.root, after)]
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
    status, _, errors = repository.release()
    assert (status != 0, errors.splitlines()[0], len(repository.calls)) == (True, message, calls)


def test_nothing_is_released_if_the_tag_of_the_previous_release_is_missing(repository: Repository) -> None:
    (repository.gh / "releases").write_text("v0.0.0-h0000000\n", encoding="utf-8")
    status, _, errors = repository.release()
    message = "build.py: 'v0.0.0-h0000000' must be a git revision, or the path of a published bundle"
    assert (status != 0, errors.splitlines()[0], len(repository.calls)) == (True, message, 2)


def test_data_with_a_problem_are_not_released(repository: Repository) -> None:
    add_iceland(repository.root, "2025-Q2: {requests: 1, users: x}")
    status, _, _ = repository.release()
    assert (status != 0, repository.calls) == (True, [])
