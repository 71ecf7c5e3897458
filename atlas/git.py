"""Reads from git, and pushes branches. Reading gives None where there is no git, no repository or no such revision.

Nothing here touches the working tree, and no hook runs.
"""

import base64
import contextlib
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
    """A command of git that failed, with its message on one line."""


class Sent(StrEnum):
    """What happened to a branch; the last one if others have committed to it."""

    NEW = "pushed"
    SAME = "unchanged"
    TAKEN = "left to others"


@dataclass(frozen=True, slots=True)
class Change:
    """A commit on top of the current one, on a branch of its own: new files by path, and their author."""

    branch: str
    files: Mapping[str, bytes]
    message: str
    author: str
    date: dt.datetime


def log_in(environment: Mapping[str, str], server: str, token: str) -> dict[str, str]:
    """The environment for git with access to a server. The token is in no argument and no file."""
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    kept = {
        key: value
        for key, value in environment.items()
        if not key.startswith("GIT_CONFIG_") and not (token and token in value)
    }
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server.rstrip('/')}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}",
    }


def send(root: Path, change: Change, environment: Mapping[str, str]) -> Sent:
    """Commit a change and push its branch to `origin`, where it replaces what the same author pushed before.

    Refused on failure. Commands that need access to the remote run in `environment`, which `log_in` returns.
    """
    reference = f"refs/heads/{change.branch}"
    listed = _require(root, "ls-remote", "--refs", "origin", reference, environment=environment).split()
    before = listed[0].decode() if listed else ""
    if before:
        fetch = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", before)
        _require(root, *fetch, environment=environment)
        if _read_text(root, "show", "-s", "--format=%an <%ae>", before) != f"{change.author}\n":
            return Sent.TAKEN
        if _files_of_commit(root, before) == change.files:
            return Sent.SAME
    lease = f"--force-with-lease={reference}:{before}"  # refuses if somebody pushed since `before` was read
    update = f"{_write_commit(root, change)}:{reference}"
    _require(root, "push", "--quiet", "--no-verify", lease, "origin", update, environment=environment)
    return Sent.NEW


def _files_of_commit(root: Path, revision: str) -> dict[str, bytes | None]:
    """The files that a commit changed, by path: their new content, None if the commit removed the file."""
    listed = _read_text(root, "diff-tree", "-r", "--no-commit-id", "--name-only", "-z", f"{revision}^", revision) or ""
    return {path: _read_bytes(root, "cat-file", "blob", f"{revision}:{path}") for path in listed.split("\0") if path}


def _write_commit(root: Path, change: Change) -> str:
    """Write a commit without touching index and working tree, in the format of `git fast-import`; returns its hash."""
    author = f"{change.author} {int(change.date.timestamp())} +0000"
    message = change.message.encode()
    parts = [f"commit refs/heads/{change.branch}\nauthor {author}\ncommitter {author}\n".encode(), _data(message)]
    parts.append(b"from " + _require(root, "rev-parse", "HEAD"))
    for path, content in sorted(change.files.items()):
        parts += [f"M 100644 inline {path}\n".encode(), _data(content)]
    _require(root, "fast-import", "--quiet", "--force", data=b"".join(parts))
    return _require(root, "rev-parse", f"refs/heads/{change.branch}").decode().strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def commit(root: Path) -> str | None:
    """The hash of the current commit; None if any file of the repository at `root` differs from it."""
    if not _is_root(root) or _read_text(root, "status", "--porcelain"):
        return None
    revision = _read_text(root, "rev-parse", "HEAD")
    return revision.strip() if revision else None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, the hash of its commit, and the day of the commit (UTC)."""

    name: str
    commit: str
    day: dt.date


def tags(root: Path, pattern: str) -> tuple[Tag, ...]:
    """The tags that match a pattern such as `v*` among the current commit and all before it, newest commit first.

    Empty if the repository at `root` has none, as in a copy without its history.
    """
    references = f"--decorate-refs=refs/tags/{pattern}"
    options = ("--simplify-by-decoration", references, "--topo-order", "--format=%H %ct %D")
    lines = (_read_text(root, "log", *options, "HEAD") or "").splitlines() if _is_root(root) else []
    commits = (line.split(" ", 2) for line in lines)
    return tuple(
        Tag(name.removeprefix("tag: "), commit, _day(seconds))
        for commit, seconds, names in commits
        for name in names.split(", ")
        if name.startswith("tag: ")
    )


def commit_day(root: Path) -> dt.date | None:
    """The day of the current commit (UTC); None if `root` is not the root of a repository."""
    seconds = _read_text(root, "show", "--no-patch", "--format=%ct", "HEAD") if _is_root(root) else None
    return _day(seconds) if seconds else None


def _day(seconds: str) -> dt.date:
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC).date()


def _is_root(root: Path) -> bool:
    top = _read_text(root, "rev-parse", "--show-toplevel")
    return top is not None and Path(top.strip()).resolve() == root.resolve()


def changed_files(root: Path, revision: str) -> frozenset[str] | None:
    """The paths of all files that differ from a revision."""
    listed = _read_text(root, "diff", "--name-only", "-z", "--end-of-options", revision)
    return None if listed is None else frozenset(listed.split("\0"))


def files(root: Path, revision: str, folder: str) -> dict[str, bytes] | None:
    """The files in a folder of the repository at a revision, by path; empty if the revision has no such folder.

    The working tree is neither read nor changed. Links are omitted.
    """
    commit_hash = _read_text(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit_hash is None:
        return None
    archive = _read_bytes(root, "archive", "--format=tar", commit_hash.strip(), folder)
    if archive is None:
        return {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        return {name: content.read() for name, content in members if content}


def _read_text(root: Path, *arguments: str) -> str | None:
    output = _read_bytes(root, *arguments)
    return None if output is None else output.decode(errors="surrogateescape")


def _read_bytes(root: Path, *arguments: str) -> bytes | None:
    with contextlib.suppress(Refused):
        return _require(root, *arguments)
    return None


def _require(root: Path, *arguments: str, environment: Mapping[str, str] | None = None, data: bytes = b"") -> bytes:
    """The output of a git command that must succeed; Refused if it fails."""
    command = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
    try:
        process = subprocess.run(command, cwd=root, env=environment, input=data, capture_output=True, check=False)
    except FileNotFoundError:
        raise Refused("git must be installed") from None
    if process.returncode:
        errors = process.stderr.decode(errors="replace")
        reason = re.search(r"^ ! .+|^(?:fatal|error): .+", errors, re.MULTILINE)
        raise Refused(f"git {arguments[0]} failed: {printable((reason[0] if reason else errors).strip())}")
    return process.stdout
