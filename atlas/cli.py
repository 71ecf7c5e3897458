"""Arguments -> the stages in their order -> output and exit status: 0 fine, 1 problems in the data, 2 usage."""

import argparse
import datetime as dt
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atlas import (
    add,
    api,
    assemble,
    bundle,
    charts,
    console,
    diff,
    git,
    ledger,
    prose,
    publish,
    read,
    render,
    reply,
    rules,
    shape,
    summary,
    tables,
)
from atlas.cache import Cache
from atlas.diff import words
from atlas.ledger import Ledger
from atlas.model import Artefact, Dataset, Report, Table
from atlas.problems import Level, Problem, printable, quoted
from atlas.read import Raw, Snapshot

FINE, PROBLEMS, USAGE = 0, 1, 2
CACHE = ".cache/charts"
AS_THEY_STAND = "the files as they stand"
RELEASE = re.compile(r"v(?P<version>[0-9]+\.[0-9]+\.[0-9]+-h[0-9a-f]+)")  # the tag that `make release` makes

DESCRIPTION = """\
Check the reports in data/ and build the site of the Telegram Transparency Atlas.

Without a command: check, then build the site into _site/.
"""
EPILOG = """\
examples:
  python build.py                          check and build; then open _site/index.html
  python build.py check                    check only, every problem as path:line: what must be true [rule]
  python build.py serve                    preview on this machine; rebuilds and reloads when a file changes
  python build.py add --csv figures.csv    write a spreadsheet of figures into report files
  python build.py diff main                what your change does to the figures

exit status: 0 fine, 1 problems in the data, 2 wrong usage
"""


class NoState(Exception):
    """A state of the data that cannot be had; its text says why and what to do, `status` is that of the command."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Examined:
    """A repository that was read and checked; `dataset` and `ledgers` leave out the reports with errors."""

    raw: Raw
    dataset: Dataset
    ledgers: Mapping[str, Ledger]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the build."""
        return any(problem.level is Level.ERROR for problem in self.problems)


def main(arguments: Sequence[str], root: Path) -> int:
    """Run one command on the repository at `root`; returns the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[Path, argparse.Namespace], int] = options.run
    try:
        return command(root, options)
    except read.Unreadable as error:
        console.lines([str(error.problem)])
    except NoState as error:
        print(f"build.py: {error}", file=sys.stderr)
        return error.status
    except charts.ChartError as error:
        print(f"build.py: {error}; nothing was written", file=sys.stderr)
    except publish.Refused as error:
        print(f"build.py: {error}", file=sys.stderr)
        return USAGE
    return PROBLEMS


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="build.py", description=DESCRIPTION, epilog=EPILOG, formatter_class=layout)
    _add_build_options(parser)
    parser.set_defaults(run=_build)
    commands = parser.add_subparsers(title="commands", metavar="check | serve | add | diff | version")

    check = commands.add_parser("check", help="check the data and write nothing")
    check.add_argument("--format", choices=sorted(console.FORMATS), default="text", help="how to print problems")
    check.add_argument("--changed-since", metavar="REF", help="git revision; files changed since come first (github)")
    _add_today(check, argparse.SUPPRESS)
    check.set_defaults(run=_check)

    serve = commands.add_parser("serve", help="preview the site on this machine, rebuilt when a file changes")
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    _add_build_options(serve, argparse.SUPPRESS, argparse.SUPPRESS)
    serve.set_defaults(run=_serve)

    adding = commands.add_parser("add", help="write new reports into data/reports; never overwrites one")
    adding.add_argument("--csv", metavar="FILE", type=Path, required=True, help="columns: see schema/statements.yaml")
    adding.add_argument("--dry-run", action="store_true", help="print the reports and write nothing")
    _add_today(adding, argparse.SUPPRESS)
    adding.set_defaults(run=_add)

    states = "a git revision, or else the path of a published bundle: the zip, or a folder with figures.csv"
    comparing = commands.add_parser("diff", help="tell which figures changed between two states of the data")
    comparing.add_argument("base", metavar="BASE", help=states)
    comparing.add_argument("head", metavar="HEAD", nargs="?", help=f"the same (default: {AS_THEY_STAND})")
    comparing.add_argument("--format", choices=sorted(words.FORMATS), default="text", help="how to print the answer")
    _add_today(comparing, argparse.SUPPRESS)
    comparing.set_defaults(run=_diff)

    version = commands.add_parser("version", help="check the data and print the version of their tables")
    _add_today(version, argparse.SUPPRESS)
    version.set_defaults(run=_version)
    return parser


# A command's own default would overwrite what stands before it, as in `build.py --today 2026-04-26 check`: SUPPRESS.
def _add_build_options(parser: argparse.ArgumentParser, output: Path | str = Path("_site"), today: str = "") -> None:
    parser.add_argument(
        "--output", metavar="DIR", type=Path, default=output, help="folder of the site (default: _site)"
    )
    _add_today(parser, today)


def _add_today(parser: argparse.ArgumentParser, today: str = "") -> None:
    default = today or dt.datetime.now(dt.UTC).date()
    told = "the day that counts as today (default: today, UTC)"
    parser.add_argument("--today", metavar="DATE", type=_date, default=default, help=told)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date must be written as in 2026-04-26, not {text!r}") from None


def examine(root: Path, today: dt.date, environment: Mapping[str, str]) -> Examined:
    """Read and check everything, and go on past what is wrong, so that all problems are told at once."""
    raw = read.repository(root, environment)
    of_files = raw.problems + shape.check(raw)
    broken = {problem.place.path for problem in of_files}
    dataset = assemble.dataset(raw, broken) if not _is_foundation_broken(broken) else assemble.EMPTY
    return _examine_reports(raw, dataset, of_files, today)


def _is_foundation_broken(paths: set[str]) -> bool:
    """Whether reports cannot be judged, since what they refer to is wrong."""
    return any(not path.startswith(("data/reports/", "data/notes/")) for path in paths)


def _examine_reports(raw: Raw, dataset: Dataset, so_far: tuple[Problem, ...], today: dt.date) -> Examined:
    of_replies = reply.check(raw.bot, dataset.countries.values(), dataset.reports) if dataset.countries else ()
    of_reports = (*rules.check_reports(dataset.reports, today), *of_replies)
    wrong = {problem.place.path for problem in of_reports if problem.level is Level.ERROR}
    sound = replace(dataset, reports=tuple(r for r in dataset.reports if r.place.path not in wrong))
    ledgers = ledger.resolve_all(sound.reports)
    problems = so_far + of_reports + rules.check_ledgers(sound, ledgers.values())
    return Examined(raw, sound, ledgers, tuple(sorted(problems)))


def _check(root: Path, options: argparse.Namespace) -> int:
    touched: frozenset[str] = frozenset()
    if options.changed_since:
        found = git.changed_files(root, options.changed_since)
        if found is None:
            print(f"build.py: --changed-since must name a git revision, not {options.changed_since!r}", file=sys.stderr)
            return USAGE
        touched = found
    show = console.FORMATS[options.format]
    try:
        examined = examine(root, options.today, os.environ)
    except read.Unreadable as error:
        console.lines(show([error.problem], touched))
        return PROBLEMS
    console.lines(show(examined.problems, touched))
    if options.format != "json":
        console.lines([_verdict(examined)])
    return PROBLEMS if examined.has_errors else FINE


def _verdict(examined: Examined) -> str:
    dataset = examined.dataset
    errors = sum(problem.level is Level.ERROR for problem in examined.problems)
    found = f"{prose.counted(errors, 'problem')}, {prose.counted(len(examined.problems) - errors, 'warning')}"
    if not dataset.countries:
        return f"reports were not judged, since what they refer to is wrong: {found}"
    reports = prose.counted(len(dataset.reports), "report")
    figures = prose.counted(sum(len(report.figures) for report in dataset.reports), "figure")
    sound = "sound " if errors else ""
    return f"{sound}{reports} of {prose.counted(len(examined.ledgers), 'country')}, {figures}: {found}"


def _build(root: Path, options: argparse.Namespace) -> int:
    with console.progress() as tell:
        tell("check the data")
        examined = examine(root, options.today, os.environ)
        if examined.has_errors:
            return _refuse(examined)
        tell("work out the figures")
        atlas = summary.summarise(examined.dataset, examined.ledgers)
        cache = Cache(root / CACHE)
        drawn = charts.draw(atlas, root, cache, tell)
        tell("build the pages and tables")
        artefacts = list(_artefacts(root, examined, atlas, drawn))
        tell("write the site")
        folder = root / options.output
        number = publish.publish(artefacts, folder)
    console.lines(str(problem) for problem in examined.problems)
    console.lines([_verdict(examined), f"{prose.counted(number, 'file')} in {folder}; open {folder / 'index.html'}"])
    return FINE


def _refuse(examined: Examined) -> int:
    console.lines(str(problem) for problem in examined.problems)
    console.lines([_verdict(examined), "nothing was written"])
    return PROBLEMS


def _artefacts(root: Path, examined: Examined, atlas: summary.Atlas, drawn: charts.Charts) -> Iterator[Artefact]:
    edition = tables.edition(examined.dataset, atlas, examined.raw.tables, git.commit(root))
    downloads = tuple(bundle.artefacts(root, examined.raw.settings, atlas, edition))
    yield from downloads
    yield from api.artefacts(examined.raw.settings, atlas, edition)
    yield from drawn.files
    yield from render.artefacts(root, examined.raw.settings, atlas, edition, charts=drawn, downloads=downloads)


def _serve(root: Path, options: argparse.Namespace) -> int:
    from livereload import Server

    if status := _build(root, options):
        return status
    server = Server()
    for watched in ("data/**/*", "site/**/*", "schema/*"):
        server.watch(str(root / watched), lambda: _build(root, options))
    server.serve(port=options.port, host="127.0.0.1", root=str(root / options.output))
    return FINE


def _add(root: Path, options: argparse.Namespace) -> int:
    before = examine(root, options.today, os.environ)
    if before.has_errors:
        return _refuse(before)
    reports, problems = _reports_from_csv(options.csv, before.raw)
    plan = add.plan(reports, before.dataset.reports)
    known = set(before.problems)
    both = replace(before.dataset, reports=before.dataset.reports + tuple(a.report for a in plan.new))
    after = _examine_reports(before.raw, both, problems + plan.problems, options.today)
    fresh = replace(after, problems=tuple(problem for problem in after.problems if problem not in known))
    if fresh.has_errors:
        return _refuse(fresh)
    for addition in plan.present:
        console.lines([f"{addition.path}: there already, left as it is"])
    for addition in plan.new:
        console.lines([f"# {addition.path}\n{addition.text}---" if options.dry_run else f"{addition.path}: new"])
    if not options.dry_run:
        add.write(root, plan.new)
    console.lines(str(problem) for problem in fresh.problems)
    done = "would be added" if options.dry_run else "added"
    console.lines([f"{prose.counted(len(plan.new), 'report')} {done}, {len(plan.present)} there already"])
    return FINE


def _reports_from_csv(path: Path, raw: Raw) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    table = raw.tables["statements"]
    rows, found = read.statements(path, table)
    rows = add.statements_to_reports_table(rows, table)
    problems = (*found, *shape.check_rows({**raw.rows, "statements": rows}, raw.tables))
    return ((), problems) if problems else (assemble.reports(rows, table), ())


def _version(root: Path, options: argparse.Namespace) -> int:
    examined = examine(root, options.today, os.environ)
    if examined.has_errors:
        return _complain(examined)
    console.lines([_version_of(examined)])
    return FINE


def _version_of(examined: Examined) -> str:
    atlas = summary.summarise(examined.dataset, examined.ledgers)
    return str(tables.edition(examined.dataset, atlas, examined.raw.tables).version)


def _complain(examined: Examined) -> int:
    """Say what is wrong where standard output is for the answer alone."""
    console.lines([*map(str, examined.problems), _verdict(examined)], sys.stderr)
    return PROBLEMS


def _diff(root: Path, options: argparse.Namespace) -> int:
    table = read.schemas(root)["statements"]
    base = _state(root, options.base, table)
    if options.head is not None:
        head = _state(root, options.head, table)
    else:
        examined = examine(root, options.today, os.environ)
        if examined.has_errors:
            return _complain(examined)
        names = {iso3: country.name for iso3, country in examined.dataset.countries.items()}
        head = diff.State(AS_THEY_STAND, _version_of(examined), names, examined.ledgers)
    console.lines(words.FORMATS[options.format](diff.compare(base, head)))
    return FINE


def _state(root: Path, named: str, table: Table) -> diff.State:
    """What the statements of a revision or a bundle say by the schemas and the ledger of today; NoState if nothing."""
    snapshot = _snapshot(root, named, table)
    # Countries are read for their names only, and so cannot be referred to.
    alone = replace(table, descriptor={key: value for key, value in table.descriptor.items() if key != "foreignKeys"})
    problems = snapshot.problems or shape.check_rows({table.name: snapshot.statements}, {table.name: alone})
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
