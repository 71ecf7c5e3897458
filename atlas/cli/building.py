"""Commands that end in the site: check, build, serve, version."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from atlas import api, charts, console, git, pages, prose, publish, read, reply, summary, tables
from atlas.cache import Cache
from atlas.check import FINE, PROBLEMS, USAGE, CheckedData, check_repository, describe
from atlas.model import Artefact
from atlas.publication import Publication
from atlas.summary import due

CACHE = ".cache/charts"


def check(root: Path, options: argparse.Namespace) -> int:
    """`build.py check`."""
    touched: frozenset[str] = frozenset()
    if options.changed_since:
        found = git.changed_files(root, options.changed_since)
        if found is None:
            print(f"build.py: --changed-since must name a git revision, not {options.changed_since!r}", file=sys.stderr)
            return USAGE
        touched = found
    show = console.FORMATS[options.format]
    try:
        examined = check_repository(root, options.today, os.environ)
    except read.Unreadable as error:
        console.print_lines(show([error.problem], touched))
        return PROBLEMS
    console.print_lines(show(examined.problems, touched))
    if options.format != "json":
        console.print_lines([describe(examined)])
    return PROBLEMS if examined.has_errors else FINE


def build(root: Path, options: argparse.Namespace) -> int:
    """`build.py`."""
    with console.progress() as tell:
        tell("check the data")
        examined = check_repository(root, options.today, os.environ)
        if examined.has_errors:
            return refuse(examined)
        tell("work out the figures")
        atlas = summary.summarise(examined.dataset, examined.ledgers)
        cache = Cache(root / CACHE)
        drawn = charts.draw(atlas, root, cache, tell)
        tell("build the pages and tables")
        artefacts = list(_artefacts(root, examined, atlas, drawn, options.today))
        tell("write the site")
        folder = root / options.output
        number = publish.publish(artefacts, folder)
    console.print_lines(str(problem) for problem in examined.problems)
    console.print_lines(
        [describe(examined), f"{prose.counted(number, 'file')} in {folder}; open {folder / 'index.html'}"]
    )
    return FINE


def refuse(examined: CheckedData, stream: TextIO | None = None) -> int:
    """Say why nothing was written."""
    return _tell(examined, stream, "nothing was written")


def _artefacts(
    root: Path, examined: CheckedData, atlas: summary.Atlas, drawn: charts.Charts, today: dt.date
) -> Iterator[Artefact]:
    from atlas import bundle  # and with it XlsxWriter, for which no other command should wait

    release = tables.release(atlas, examined.raw.tables, git.commit(root))
    publication = Publication(root, examined.raw.settings, atlas, release)
    downloads = tuple(bundle.artefacts(publication))
    yield from downloads
    yield from api.artefacts(publication)
    yield from drawn.files
    yield from pages.artefacts(
        publication,
        charts=drawn,
        downloads=downloads,
        due=due.due(today, examined.raw.bot.months_to_report),
        reader=reply.published(
            examined.raw.bot, examined.dataset.countries.values(), examined.raw.tables["statements"]
        ),
    )


def serve(root: Path, options: argparse.Namespace) -> int:
    """`build.py serve`."""
    from livereload import Server

    if status := build(root, options):
        return status
    server = Server()
    for watched in ("data/**/*", "site/**/*", "schema/*"):
        server.watch(str(root / watched), lambda: build(root, options))
    server.serve(port=options.port, host="127.0.0.1", root=str(root / options.output))
    return FINE


def version(root: Path, options: argparse.Namespace) -> int:
    """`build.py version`."""
    examined = check_repository(root, options.today, os.environ)
    if examined.has_errors:
        return complain(examined)
    console.print_lines([version_of(examined)])
    return FINE


def version_of(examined: CheckedData) -> str:
    """The version of the tables that follow from a repository."""
    atlas = summary.summarise(examined.dataset, examined.ledgers)
    return str(tables.release(atlas, examined.raw.tables).version)


def complain(examined: CheckedData) -> int:
    """Say what is wrong where standard output is for the answer alone."""
    return _tell(examined, sys.stderr)


def _tell(examined: CheckedData, stream: TextIO | None, *more: str) -> int:
    console.print_lines([*map(str, examined.problems), describe(examined), *more], stream)
    return PROBLEMS
