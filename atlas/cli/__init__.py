"""Arguments -> one command -> output and exit status: 0 fine, 1 problems in the data, 2 wrong usage."""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from atlas import charts, console, git, publish, read
from atlas.cli import adding, building
from atlas.cli.building import FINE, PROBLEMS, USAGE
from atlas.contributions import form, github, intake
from atlas.diff import formats, states
from atlas.model import Period

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
  python build.py add --nothing-after 2024-Q3 --country Japan
                                           write that the bot shows nothing newer
  python build.py diff main                show what your change does to the figures

exit status: 0 fine, 1 problems in the data, 2 wrong usage
"""


def main(arguments: Sequence[str], root: Path) -> int:
    """Run one command on the repository at `root`; returns the exit status."""
    today = dt.datetime.now(dt.UTC).date()
    defaults = argparse.Namespace(run=building.build, output=Path("_site"), today=today)
    options = _parser().parse_args(arguments, defaults)
    try:
        return int(options.run(root, options))
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
    # `main` gives the defaults of shared options: a command's own would replace an option given before the command,
    # as in `build.py --today 2026-04-26 check`.
    dated = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    dated.add_argument("--today", metavar="DATE", type=_date, help="the day that counts as today (default: today, UTC)")
    built = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS, parents=[dated])
    built.add_argument("--output", metavar="DIR", type=Path, help="folder of the site (default: _site)")

    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="build.py", description=DESCRIPTION, epilog=EPILOG, formatter_class=layout, parents=[built]
    )
    parser.add_argument("--unless-built", action="store_true", help="do nothing if the site is of this commit already")
    commands = parser.add_subparsers(title="commands", metavar="check | serve | add | intake | diff | version")

    check = commands.add_parser("check", parents=[dated], help="check the data and write nothing")
    check.add_argument("--format", choices=sorted(console.FORMATS), default="text", help="how to print problems")
    check.add_argument("--changed-since", metavar="REF", help="git revision; files changed since come first (github)")
    check.set_defaults(run=building.check)

    preview = "preview the site on this machine; rebuilds when a file changes"
    serve = commands.add_parser("serve", parents=[built], help=preview)
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    serve.set_defaults(run=building.serve)

    new = "write new reports into data/reports; never overwrites one"
    add = commands.add_parser("add", parents=[dated], help=new)
    files = add.add_mutually_exclusive_group(required=True)
    files.add_argument("file", metavar="FILE", nargs="?", help="a reply as text or screenshot; - for standard input")
    files.add_argument("--csv", metavar="FILE", type=Path, help="a spreadsheet; columns: see schema/statements.yaml")
    newest = "the newest quarter that the bot shows, if it shows nothing newer; with --country"
    files.add_argument("--nothing-after", metavar="QUARTER", type=_quarter, help=newest)
    add.add_argument("--country", metavar="NAME", default="", help="name or code, if the reply says your country")
    add.add_argument("--observed", metavar="DATE", type=_date, help="the day the reply was read (default: today)")
    add.add_argument("--source", metavar="ADDRESS", default="", help="public address of the reply, if it has one")
    add.add_argument("--credit", metavar="NAME", default="", help="name to credit the contributor by")
    add.add_argument("--revises", metavar="REASON", default="", help="why an earlier report states another figure")
    add.add_argument("--dry-run", action="store_true", help="print the reports and write nothing")
    add.set_defaults(run=adding.add_reports)

    answer = "answer an issue that contains a bot reply; for GitHub Actions"
    take_in = commands.add_parser("intake", parents=[dated], help=answer)
    event = "the event as JSON (default: the file named in GITHUB_EVENT_PATH)"
    take_in.add_argument("event", metavar="EVENT", nargs="?", type=Path, help=event)
    take_in.set_defaults(run=adding.take_in)

    changed = "list the figures that changed between two states of the data"
    compare = commands.add_parser("diff", parents=[dated], help=changed)
    state = "a git revision, or else the path of a published bundle: the zip, or a folder with figures.csv"
    compare.add_argument("base", metavar="BASE", help=state)
    compare.add_argument("head", metavar="HEAD", nargs="?", help=f"the same (default: {building.CURRENT_FILES})")
    compare.add_argument("--format", choices=sorted(formats.FORMATS), default="text", help="how to print the changes")
    compare.set_defaults(run=building.compare)

    printed = "check the data and print the version of its tables"
    commands.add_parser("version", parents=[dated], help=printed).set_defaults(run=building.print_version)
    return parser


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date must be written as in 2026-04-26, not {text!r}") from None


def _quarter(text: str) -> Period:
    if not re.fullmatch(r"[0-9]{4}-Q[1-4]", text):
        raise argparse.ArgumentTypeError(f"a quarter must be written as in 2024-Q3, not {text!r}")
    return Period.parse(text)
