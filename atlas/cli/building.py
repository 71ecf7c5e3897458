"""The commands that read the repository: check, build, serve, version and diff."""

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from atlas import api, charts, console, diff, git, pages, prose, publish, read, reply, summary, tables
from atlas.cache import Cache
from atlas.check import CheckedData, check_repository, describe
from atlas.diff import formats, history, states
from atlas.model import Artefact
from atlas.publication import Publication
from atlas.summary import due

FINE, PROBLEMS, USAGE = 0, 1, 2
"""The exit statuses."""

CACHE, RESULTS = ".cache/charts", ".cache/versions"
CURRENT_FILES = "the current files"


def check(root: Path, options: argparse.Namespace) -> int:
    """`build.py check`."""
    changed = git.changed_files(root, options.changed_since) if options.changed_since else frozenset()
    if changed is None:
        print(f"build.py: --changed-since must be a git revision, not {options.changed_since!r}", file=sys.stderr)
        return USAGE
    show = console.FORMATS[options.format]
    try:
        checked = check_repository(root, options.today, os.environ)
    except read.Unreadable as error:
        console.print_lines(show([error.problem], changed))
        return PROBLEMS
    console.print_lines(show(checked.problems, changed))
    if options.format != "json":
        console.print_lines([describe(checked)])
    return PROBLEMS if checked.has_errors else FINE


def build(root: Path, options: argparse.Namespace) -> int:
    """`build.py`."""
    folder = root / options.output
    if options.unless_built and _is_built(root, folder):
        console.print_lines([f"{folder} was built from the current commit already"])
        return FINE
    with console.progress() as show_step:
        show_step("check the data")
        checked = check_repository(root, options.today, os.environ)
        if checked.has_errors:
            return refuse(checked)
        show_step("work out the figures")
        atlas = summary.summarise(checked.dataset, checked.ledgers, checked.problems, checked.bot.months_to_report)
        drawn = charts.draw(atlas, root, Cache(root / CACHE), show_step)
        show_step("build the pages and tables")
        artefacts = list(_artefacts(root, checked, atlas, drawn, options.today))
        show_step("write the site")
        number = publish.publish(artefacts, folder)
    console.print_lines(str(problem) for problem in checked.problems)
    console.print_lines(
        [describe(checked), f"{prose.counted(number, 'file')} in {folder}; open {folder / 'index.html'}"]
    )
    return FINE


def _is_built(root: Path, folder: Path) -> bool:
    """Whether a folder has a site of the current commit, or the part of it that a release needs.

    The index of the API gives the commit. There is none if any file differs from it, then or now.
    """
    index = folder / api.ROOT / "index.json"
    commit = git.commit(root)
    return (
        commit is not None and index.is_file() and json.loads(index.read_bytes())["generated_from"]["commit"] == commit
    )


def _artefacts(
    root: Path, checked: CheckedData, atlas: summary.Atlas, drawn: charts.Charts, today: dt.date
) -> Iterator[Artefact]:
    from atlas import bundle  # imports XlsxWriter, which takes long and is needed only here

    release = tables.release(atlas, checked.raw.tables, git.commit(root))
    current = states.from_checked(CURRENT_FILES, checked, str(release.version))
    statements = checked.raw.tables["statements"]
    versions = history.published_versions(root, statements, current, today, Cache(root / RESULTS))
    publication = Publication(root, checked.raw.settings, atlas, release, today, versions)
    downloads = tuple(bundle.artefacts(publication))
    yield from downloads
    yield from api.artefacts(publication)
    yield from drawn.files
    yield from pages.artefacts(
        publication,
        charts=drawn,
        downloads=downloads,
        due=due.due(today, checked.bot.months_to_report),
        reader=reply.export_reader(checked.bot, checked.dataset.countries.values(), statements),
    )


def serve(root: Path, options: argparse.Namespace) -> int:
    """`build.py serve`."""
    from livereload import Server

    if status := build(root, options):
        return status
    server = Server()
    for pattern in ("data/**/*", "site/**/*", "schema/*"):
        server.watch(str(root / pattern), lambda: build(root, options))
    server.serve(port=options.port, host="127.0.0.1", root=str(root / options.output))
    return FINE


def print_version(root: Path, options: argparse.Namespace) -> int:
    """`build.py version`. Standard output is for the version alone."""
    checked = check_repository(root, options.today, os.environ)
    if checked.has_errors:
        return refuse(checked, sys.stderr, writes=False)
    console.print_lines([_version(checked)])
    return FINE


def compare(root: Path, options: argparse.Namespace) -> int:
    """`build.py diff`. Standard output is for the comparison alone."""
    table = read.schemas(root)["statements"]
    base = states.read_state(root, options.base, table)
    if options.head is not None:
        head = states.read_state(root, options.head, table)
    else:
        checked = check_repository(root, options.today, os.environ)
        if checked.has_errors:
            return refuse(checked, sys.stderr, writes=False)
        head = states.from_checked(CURRENT_FILES, checked, _version(checked))
    console.print_lines(formats.FORMATS[options.format](diff.compare(base, head)))
    return FINE


def _version(checked: CheckedData) -> str:
    atlas = summary.summarise(checked.dataset, checked.ledgers, checked.problems, checked.bot.months_to_report)
    return str(tables.release(atlas, checked.raw.tables).version)


def refuse(checked: CheckedData, stream: TextIO | None = None, *, writes: bool = True) -> int:
    """Print the problems of the data; a command that `writes` adds that it did not."""
    more = ["nothing was written"] if writes else []
    console.print_lines([*map(str, checked.problems), describe(checked), *more], stream)
    return PROBLEMS
