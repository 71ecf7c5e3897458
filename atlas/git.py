"""What git knows of the repository; None wherever there is no git, no repository or no such revision."""

import subprocess
from pathlib import Path


def commit(root: Path) -> str | None:
    """The commit that the files of the repository at `root` are those of; None if any of them was changed since."""
    top = _ask(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top.strip()).resolve() != root.resolve() or _ask(root, "status", "--porcelain"):
        return None
    found = _ask(root, "rev-parse", "HEAD")
    return found.strip() if found else None


def changed_files(root: Path, revision: str) -> frozenset[str] | None:
    """The paths of all files that differ from those of a revision."""
    found = _ask(root, "diff", "--name-only", "-z", "--end-of-options", revision)
    return None if found is None else frozenset(found.split("\0"))


def _ask(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.decode(errors="surrogateescape") if done.returncode == 0 else None
