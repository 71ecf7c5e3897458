"""The command that tells what changed between two states of the data: diff."""

import argparse
import os
import re
from dataclasses import replace
from pathlib import Path

from atlas import assemble, console, diff, git, ledger, read, validate
from atlas.check import FINE, PROBLEMS, USAGE, CheckedData, check_repository
from atlas.cli.building import complain, version_of
from atlas.diff import formats
from atlas.model import Table
from atlas.problems import printable, quoted
from atlas.read import Snapshot

AS_THEY_STAND = "the files as they stand"
RELEASE = re.compile(r"v(?P<version>[0-9]+\.[0-9]+\.[0-9]+-h[0-9a-f]+)")  # the tag that `make release` makes


class NoState(Exception):
    """A state of the data that cannot be had; its text says why and what to do, `status` is that of the command."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def compare(root: Path, options: argparse.Namespace) -> int:
    """`build.py diff`."""
    table = read.schemas(root)["statements"]
    base = _state_of(root, options.base, table)
    if options.head is not None:
        head = _state_of(root, options.head, table)
    else:
        examined = check_repository(root, options.today, os.environ)
        if examined.has_errors:
            return complain(examined)
        head = state(AS_THEY_STAND, examined, version_of(examined))
    console.print_lines(formats.FORMATS[options.format](diff.compare(base, head)))
    return FINE


def _state_of(root: Path, named: str, table: Table) -> diff.State:
    """What the statements of a revision or a bundle say by the schemas and the ledger of today; NoState if nothing."""
    snapshot = _snapshot(root, named, table)
    # Countries are read for their names only, and so cannot be referred to.
    alone = replace(table, descriptor={key: value for key, value in table.descriptor.items() if key != "foreignKeys"})
    problems = snapshot.problems or validate.check_rows({table.name: snapshot.statements}, {table.name: alone})
    if problems:
        more = f" (and {len(problems) - 1:,} more)" if problems[1:] else ""
        message = f"the data of {quoted(named)} cannot be read by the code of today: {min(problems)}{more}"
        raise NoState(f"{message}; compare with a newer revision or bundle", PROBLEMS)
    ledgers = ledger.resolve_all(assemble.reports(snapshot.statements, table))
    return diff.State(printable(named), snapshot.version, snapshot.names, ledgers)


def _snapshot(root: Path, named: str, table: Table) -> Snapshot:
    files = git.files(root, named, "data")
    if files is not None:
        release = RELEASE.fullmatch(named)
        return replace(read.committed(files, table), version=release["version"] if release else None)
    if not named or not Path(named).exists():
        raise NoState(f"{quoted(named)} must be a git revision, or the path of a published bundle", USAGE)
    try:
        return read.published(Path(named), table)
    except read.NoBundle as error:
        raise NoState(f"{quoted(named)} must be a published bundle: {error}", USAGE) from error


def state(label: str, examined: CheckedData, version: str | None = None) -> diff.State:
    """What a comparison needs of a repository that was examined."""
    names = {iso3: country.name for iso3, country in examined.dataset.countries.items()}
    return diff.State(label, version, names, examined.ledgers)
