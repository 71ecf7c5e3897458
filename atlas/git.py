"""What git knows of the repository, None wherever there is no git, no repository or no such revision; branches sent.

Nothing here touches the working tree, and no hook is run.
"""

import base64
import datetime as dt
import io
import re
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from atlas.problems import printable


class Refused(Exception):
    """What could not be sent, and what git said, on one line."""


class Sent(StrEnum):
    """What became of a branch: sent, there already just so, or left alone since others have worked on it."""

    NEW = "new"
    SAME = "same"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Remote:
    """Where branches are sent, and the environment in which git is called for that alone."""

    name: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One commit on top of the present one: new files by path, of one author, on a branch of its own."""

    branch: str
    files: Mapping[str, bytes]
    message: str
    author: str
    email: str
    date: dt.datetime


def remote(name: str, environment: Mapping[str, str], server: str, token: str) -> Remote:
    """The remote `name`, opened with a token that only `server` is told, and that stands in no argument and no file."""
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    kept = {
        key: value
        for key, value in environment.items()
        if not key.startswith("GIT_CONFIG_") and not (token and token in value)
    }
    return Remote(
        name,
        kept
        | {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server.rstrip('/')}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}",
        },
    )


def send(root: Path, change: Change, to: Remote) -> Sent:
    """Commit a change and put its branch in the place of what the same author sent before. Refused if that fails."""
    reference = f"refs/heads/{change.branch}"
    listed = _must(root, "ls-remote", "--refs", to.name, reference, within=to).split()
    before = listed[0].decode() if listed else ""
    if before:
        _must(root, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", to.name, before, within=to)
        if _ask(root, "show", "-s", "--format=%ae", before) != f"{change.email}\n":
            return Sent.TAKEN
        if _files_of_commit(root, before) == change.files:
            return Sent.SAME
    lease = f"--force-with-lease={reference}:{before}"
    _must(root, "push", "--quiet", "--no-verify", lease, to.name, f"{_commit(root, change)}:{reference}", within=to)
    return Sent.NEW


def _files_of_commit(root: Path, revision: str) -> dict[str, bytes | None]:
    """What a commit changed, by path: the content that it gave each file, None where it took the file away."""
    found = _ask(root, "diff-tree", "-r", "--no-commit-id", "--name-only", "-z", f"{revision}^", revision) or ""
    return {path: _run(root, "cat-file", "blob", f"{revision}:{path}") for path in found.split("\0") if path}


def _commit(root: Path, change: Change) -> str:
    """The hash of a new commit. It is streamed into git's store, past index and working tree."""
    author = f"{change.author} <{change.email}> {int(change.date.timestamp())} +0000"
    message = change.message.encode()
    parts = [f"commit refs/heads/{change.branch}\nauthor {author}\ncommitter {author}\n".encode(), _data(message)]
    parts.append(b"from " + _must(root, "rev-parse", "HEAD"))
    for path, content in sorted(change.files.items()):
        parts += [f"M 100644 inline {path}\n".encode(), _data(content)]
    _must(root, "fast-import", "--quiet", "--force", data=b"".join(parts))
    return _must(root, "rev-parse", f"refs/heads/{change.branch}").decode().strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


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


def _must(root: Path, *arguments: str, within: Remote | None = None, data: bytes = b"") -> bytes:
    environment = within.environment if within else None
    command = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    try:
        done = subprocess.run(command, cwd=root, env=environment, input=data, capture_output=True, check=False)
    except FileNotFoundError:
        raise Refused("git must be installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        reason = re.search(r"^ ! .+|^(?:fatal|error): .+", said, re.MULTILINE)
        raise Refused(f"git {arguments[0]} must succeed; it said: {printable((reason[0] if reason else said).strip())}")
    return done.stdout
