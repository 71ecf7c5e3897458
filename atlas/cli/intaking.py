"""The command that GitHub Actions runs for an issue with the bot's reply: intake."""

import argparse
import json
import os
import sys
from pathlib import Path

from atlas import console, git, reply
from atlas.check import FINE, USAGE, check_repository, judge
from atlas.cli.building import refuse
from atlas.contributions import github, intake
from atlas.contributions.report_files import Plan
from atlas.model import Report
from atlas.problems import Problem


def take_in(root: Path, options: argparse.Namespace) -> int:
    """`build.py intake`."""
    from atlas.contributions import screenshot  # and with it Pillow, for which no other command should wait

    given = os.environ | ({"GITHUB_EVENT_PATH": str(options.event)} if options.event else {})
    missing = [name for name in intake.NEEDS if not given.get(name)]
    if missing:
        print(f"build.py: intake must be told {', '.join(missing)}, as GitHub Actions does", file=sys.stderr)
        return USAGE
    try:
        event = json.loads(Path(given["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"build.py: the event must be a file of JSON: {error}", file=sys.stderr)
        return USAGE
    before = check_repository(root, options.today, os.environ)
    if before.has_errors:
        return refuse(before)

    def judge_all(reports: tuple[Report, ...]) -> tuple[Plan, tuple[Problem, ...]]:
        plan, after = judge(before, reports, options.today)
        return plan, after.problems

    desk = intake.Desk(
        root=root,
        reader=reply.reader(before.raw.bot, before.dataset.countries.values()),
        countries=before.dataset.countries,
        ledgers=before.ledgers,
        today=options.today,
        judge=judge_all,
        see=screenshot.read,
        uploads=github.UPLOADS,
        api=github.Api(given["GITHUB_API_URL"], given["GITHUB_REPOSITORY"], given["GITHUB_TOKEN"]),
        remote=git.remote("origin", os.environ, given["GITHUB_SERVER_URL"], given["GITHUB_TOKEN"]),
    )
    console.print_lines([intake.handle(event, desk)])
    return FINE
