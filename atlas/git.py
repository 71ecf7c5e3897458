"""What git knows of the repository; None wherever there is no git, no repository or no such revision."""

import io
import subprocess
import tarfile
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


def files(root: Path, revision: str, folder: str) -> dict[str, bytes] | None:
    """The files below a folder of the repository as of a revision, by path: none if there was no such folder.

    The working tree is neither read nor touched. Links are left out.
    """
    found = _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        return None
    archive = _run(root, "archive", "--format=tar", found.strip(), folder)
    if archive is None:
        return {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        return {name: content.read() for name, content in members if content}


def _ask(root: Path, *arguments: str) -> str | None:
    found = _run(root, *arguments)
    return None if found is None else found.decode(errors="surrogateescape")


def _run(root: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
