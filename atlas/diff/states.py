"""A git revision, a published bundle or checked data -> a state to compare, by the schemas and the ledger of today."""

import re
from dataclasses import replace
from pathlib import Path

from atlas import assemble, git, ledger, read, validate
from atlas.check import CheckedData
from atlas.diff import State
from atlas.model import Table
from atlas.problems import printable, quoted
from atlas.read import Snapshot

RELEASE_TAG = re.compile(r"v(?P<version>[0-9]+\.[0-9]+\.[0-9]+-h[0-9a-f]+)")  # as `make release` writes it


class UnknownState(Exception):
    """A name that is neither a git revision nor a published bundle; one line."""


class UnreadableState(Exception):
    """A revision or bundle whose data today's code cannot read; one line."""


def read_state(root: Path, name: str, table: Table) -> State:
    """The data of a git revision of the repository, or else of the bundle at a path; `table` is `statements`."""
    snapshot = _read_snapshot(root, name, table)
    # Countries are read for their names only, so there is no table to which a foreign key could refer.
    descriptor = {key: value for key, value in table.descriptor.items() if key != "foreignKeys"}
    tables = {table.name: replace(table, descriptor=descriptor)}
    problems = snapshot.problems or validate.check({table.name: snapshot.statements}, tables)
    if problems:
        more = f" (and {len(problems) - 1:,} more)" if problems[1:] else ""
        message = f"the data of {quoted(name)} cannot be read by the current code: {min(problems)}{more}"
        raise UnreadableState(f"{message}; compare with a newer revision or bundle")
    ledgers = ledger.resolve_all(assemble.reports(snapshot.statements, table))
    return State(printable(name), snapshot.version, snapshot.names, ledgers)


def _read_snapshot(root: Path, name: str, table: Table) -> Snapshot:
    files = git.files(root, name, "data")
    if files is not None:
        tag = RELEASE_TAG.fullmatch(name)
        return replace(read.committed(files, table), version=tag["version"] if tag else None)
    if not name or not Path(name).exists():
        raise UnknownState(f"{quoted(name)} must be a git revision, or the path of a published bundle")
    try:
        return read.published(Path(name), table)
    except read.NoBundle as error:
        raise UnknownState(f"{quoted(name)} must be a published bundle: {error}") from error


def from_checked(label: str, checked: CheckedData, version: str | None = None) -> State:
    """The state of data that were checked."""
    names = {iso3: country.name for iso3, country in checked.dataset.countries.items()}
    return State(label, version, names, checked.ledgers)
