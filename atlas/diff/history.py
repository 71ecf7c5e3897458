"""The release tags of a repository -> its versions, and what each of them changed.

`make release` tags the commit of every version, so the history of versions needs neither a file nor the network. A copy
of the repository without tags knows only its present version.
"""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atlas import git
from atlas.cache import Cache
from atlas.diff import State, compare, formats, states
from atlas.model import PublishedVersion, Table, Version

NEWEST = 20
"""The versions that are listed.

Comparing two takes about a second. On one's own machine the cache keeps the results; a workflow starts without a cache
and compares all of them.
"""

NO_CHANGE = "No figure changed; other columns or tables did"


@dataclass(frozen=True, slots=True)
class _Revision:
    """A version, the day of its commit, and the tag at which its data can be read; None for the current files."""

    version: Version
    released: dt.date
    tag: git.Tag | None


def published_versions(
    root: Path, table: Table, current: State, today: dt.date, results: Cache
) -> tuple[PublishedVersion, ...]:
    """The version of the current data and the newest released before it, newest first; `table` is `statements`.

    The day of the present version is that of its release or, before there is one, that of the current commit.
    """
    version, released = Version.parse(current.version or ""), tuple(_released(root))
    present = next((revision for revision in released if revision.version == version), None)
    day = present.released if present else git.commit_day(root) or today
    older = tuple(revision for revision in released if revision.version != version)[:NEWEST]
    revisions = (_Revision(version, day, None), *older)

    @cache
    def state(revision: _Revision) -> State | None:
        if revision.tag is None:
            return current
        try:
            return states.read_state(root, revision.tag.name, table)
        except states.UnreadableState:
            return None

    def describe(before: _Revision | None, after: _Revision) -> PublishedVersion:
        key = (code, *(_identity(revision) for revision in (before, after)))
        result = results.get(*key)
        if result is None:
            result = _compare(state(before) if before else None, state(after))
            results.put(result, *key)
        return PublishedVersion(after.version, after.released, **json.loads(result))

    code = _hash_of_code(root)
    pairs = zip((*revisions[1:], None), revisions, strict=True)
    return tuple(describe(before, after) for before, after in itertools.islice(pairs, NEWEST))


def _released(root: Path) -> Iterator[_Revision]:
    for tag in git.tags(root, "v*"):
        try:
            yield _Revision(Version.parse(tag.name.removeprefix("v")), tag.day, tag)
        except ValueError:  # a tag for something else
            continue


def _identity(revision: _Revision | None) -> str:
    if revision is None:
        return ""
    return revision.tag.commit if revision.tag else str(revision.version)


def _compare(before: State | None, after: State | None) -> bytes:
    """The numbers of reports and figures afterwards, and the changes in one line, as JSON."""
    numbers: dict[str, int | None] = {"reports": None, "figures": None}
    if after:
        reports = [report for ledger in after.ledgers.values() for report in ledger.reports]
        numbers = {"reports": len(reports), "figures": sum(len(report.figures) for report in reports)}
    sentences = list(formats.sentences(compare(before, after))) or [NO_CHANGE] if before and after else []
    return json.dumps(numbers | {"changes": " ".join(f"{sentence}." for sentence in sentences)}).encode()


def _hash_of_code(root: Path) -> str:
    """What the comparison depends on besides the data: today's rules."""
    files = [*sorted(Path(__file__).parent.parent.rglob("*.py")), root / "schema" / "statements.yaml"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
