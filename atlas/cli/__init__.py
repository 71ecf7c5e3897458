"""Arguments -> one command -> output and exit status: 0 fine, 1 problems in the data, 2 wrong usage."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from atlas import charts, console, git, publish, read
from atlas.cli import adding, building
from atlas.cli.building import FINE, PROBLEMS, USAGE
from atlas.contributions import form, github, intake
from atlas.diff import formats, states

__all__ = ["FINE", "PROBLEMS", "USAGE", "main"]

DESCRIPTION = """\
Check the reports in data/ and build the site of the Telegram Transparency Atlas.

Without a command: check, then build the site into _site/.
"""
EPILOG = """\
examples:
  python build.py                          check and build; then open _site/index.html
  python build.py check                    check only; print every problem as path:line: what must be true [rule]
  python build.py serve                    preview on this machine; rebuilds and reloads when a file changes
  python build.py add reply.txt            write a bot reply, as text or screenshot, into a report file
  python build.py add --csv figures.csv    write a spreadsheet of figures into report files
  python build.py diff main                show what your change does to the figures

exit status: 0 fine, 1 problems in the data, 2 wrong usage
"""


def main(arguments: Sequence[str], root: Path) -> int:
    """Run one command on the repository at `root`; returns the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[Path, argparse.Namespace], int] = options.run
    try:
        return command(root, options)
    except read.Unreadable as error:
        console.print_lines([str(error.problem)])
    except charts.ChartError as error:
        print(f"build.py: {error}; nothing was written", file=sys.stderr)
    except (publish.Refused, form.NotAnIssue, intake.NotConfigured, states.UnknownState) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return USAGE
    except (github.RequestFailed, git.Refused, states.UnreadableState) as error:
        print(f"build.py: {error}", file=sys.stderr)
    return PROBLEMS


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="build.py", description=DESCRIPTION, epilog=EPILOG, formatter_class=layout)
    _add_build_options(parser)
    parser.set_defaults(run=building.build)
    commands = parser.add_subparsers(title="commands", metavar="check | serve | add | intake | diff | version")

    check = commands.add_parser("check", help="check the data and write nothing")
    check.add_argument("--format", choices=sorted(console.FORMATS), default="text", help="how to print problems")
    check.add_argument("--changed-since", metavar="REF", help="git revision; files changed since come first (github)")
    _add_today(check, argparse.SUPPRESS)
    check.set_defaults(run=building.check)

    serve = commands.add_parser("serve", help="preview the site on this machine; rebuilds when a file changes")
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    _add_build_options(serve, argparse.SUPPRESS, argparse.SUPPRESS)
    serve.set_defaults(run=building.serve)

    _add_options_of_add(commands.add_parser("add", help="write new reports into data/reports; never overwrites one"))

    take_in = commands.add_parser("intake", help="answer an issue that contains a bot reply; for GitHub Actions")
    event = "the event as JSON (default: the file named in GITHUB_EVENT_PATH)"
    take_in.add_argument("event", metavar="EVENT", nargs="?", type=Path, help=event)
    _add_today(take_in, argparse.SUPPRESS)
    take_in.set_defaults(run=adding.take_in)

    state = "a git revision, or else the path of a published bundle: the zip, or a folder with figures.csv"
    compare = commands.add_parser("diff", help="list the figures that changed between two states of the data")
    compare.add_argument("base", metavar="BASE", help=state)
    compare.add_argument("head", metavar="HEAD", nargs="?", help=f"the same (default: {building.CURRENT_FILES})")
    compare.add_argument("--format", choices=sorted(formats.FORMATS), default="text", help="how to print the changes")
    _add_today(compare, argparse.SUPPRESS)
    compare.set_defaults(run=building.compare)

    version = commands.add_parser("version", help="check the data and print the version of its tables")
    _add_today(version, argparse.SUPPRESS)
    version.set_defaults(run=building.print_version)
    return parser


def _add_options_of_add(parser: argparse.ArgumentParser) -> None:
    files = parser.add_mutually_exclusive_group(required=True)
    files.add_argument(
        "file", metavar="FILE", nargs="?", help="a bot reply as text or screenshot; - for standard input"
    )
    files.add_argument("--csv", metavar="FILE", type=Path, help="a spreadsheet; columns: see schema/statements.yaml")
    parser.add_argument("--country", metavar="NAME", help="name or code, if the reply says your country")
    parser.add_argument("--observed", metavar="DATE", type=_date, help="the day the reply was read (default: today)")
    parser.add_argument("--source", metavar="ADDRESS", default="", help="public address of the reply, if it has one")
    parser.add_argument("--credit", metavar="NAME", default="", help="name to credit the contributor by")
    parser.add_argument("--revises", metavar="REASON", default="", help="why an earlier report states another figure")
    parser.add_argument("--dry-run", action="store_true", help="print the reports and write nothing")
    _add_today(parser, argparse.SUPPRESS)
    parser.set_defaults(run=adding.add_reports)


# SUPPRESS: a command's own default would replace an option given before it, as in `build.py --today 2026-04-26 check`.
def _add_build_options(parser: argparse.ArgumentParser, output: Path | str = Path("_site"), today: str = "") -> None:
    folder = "folder of the site (default: _site)"
    parser.add_argument("--output", metavar="DIR", type=Path, default=output, help=folder)
    _add_today(parser, today)


def _add_today(parser: argparse.ArgumentParser, today: str = "") -> None:
    default = today or dt.datetime.now(dt.UTC).date()
    description = "the day that counts as today (default: today, UTC)"
    parser.add_argument("--today", metavar="DATE", type=_date, default=default, help=description)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date must be written as in 2026-04-26, not {text!r}") from None
