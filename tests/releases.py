"""Releases for tests of the downloads, made in this process and as if on other machines."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from atlas import assemble, ledger, read, rules, summary, tables
from atlas.model import Dataset, PublishedVersion, Record
from atlas.publication import Publication
from atlas.summary import Atlas

ROOT = Path(__file__).resolve().parent.parent
TODAY = dt.date(2026, 6, 1)

PRINT_HASH = """
import hashlib
from pathlib import Path
from atlas import bundle
from tests.releases import publication_of
print(hashlib.sha256(bundle.{function}(publication_of(Path({root!r})))).hexdigest())
"""


def publication_of(root: Path, *, reports: bool = True, commit: str | None = None) -> Publication:
    """The publication of a repository, with or without its reports."""
    raw = read.repository(root, {})
    dataset = assemble.dataset(raw)
    dataset = dataset if reports else replace(dataset, reports=())
    atlas = summarise(dataset)
    release = tables.release(atlas, raw.tables, commit)
    only = PublishedVersion(release.version, TODAY, len(dataset.reports), len(release.records["figures"]), "")
    return Publication(root, raw.settings, atlas, release, TODAY, (only,))


def summarise(dataset: Dataset) -> Atlas:
    """The summary of a dataset with the warnings of all rules, whatever the day."""
    ledgers = ledger.resolve_all(dataset.reports)
    problems = (*rules.check_reports(dataset.reports, dt.date.max), *rules.check_ledgers(dataset, ledgers.values()))
    return summary.summarise(dataset, ledgers, problems)


def with_records(publication: Publication, records: Mapping[str, tuple[Record, ...]]) -> Publication:
    """The publication with other records in some tables."""
    return replace(
        publication, release=replace(publication.release, records={**publication.release.records, **records})
    )


def hashes_elsewhere(function: str, root: Path, folder: Path) -> set[str]:
    """The checksums of what a function of `bundle` returns, made three times, each time as if on another machine."""
    checksums = set()
    for number, zone in enumerate(("UTC", "Asia/Tokyo", "America/New_York")):
        cwd = folder / str(number)
        cwd.mkdir()
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        code = PRINT_HASH.format(root=str(root), function=function)
        done = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        checksums.add(done.stdout.decode().strip())
    return checksums
