"""The commands that take contributions: add and intake."""

import argparse
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from atlas import console, diff, prose
from atlas.check import CheckedData, check_repository
from atlas.cli.building import FINE, refuse
from atlas.contributions import input_files, intake, report_files
from atlas.contributions.judging import Judgement, judge
from atlas.diff import formats, states
from atlas.model import Kind, Report
from atlas.problems import Location


def add_reports(root: Path, options: argparse.Namespace) -> int:
    """`build.py add`. In a dry run, standard output is for the reports alone."""
    stream = sys.stderr if options.dry_run else sys.stdout
    show = partial(console.print_lines, stream=stream)
    before = check_repository(root, options.today, os.environ)
    if before.has_errors:
        return refuse(before, stream)
    if options.csv:
        reports, problems = input_files.reports_from_spreadsheet(options.csv, before.raw)
        judgement = judge(before, reports, options.today, problems, is_validated=True)
    else:
        judgement = _judge_nothing_newer(before, options) if options.nothing_after else _judge_reply(before, options)
    plan, after = judgement.plan, judgement.after
    if after.has_errors:
        return refuse(after, stream)
    if options.dry_run:
        files = "---\n".join(f"# {new.path}\n{new.text}" for new in plan.new)
        console.print_lines(files.split("\n")[:-1])
    else:
        report_files.write(root, plan.new)
        show(f"{new.path}: added" for new in plan.new)
    show(f"{present.path}: exists already, not changed" for present in plan.present)
    show(str(problem) for problem in after.problems)
    if plan.new:
        difference = diff.compare(states.from_checked("before", before), states.from_checked("after", after))
        show(formats.sentences(difference))
    done = "would be added" if options.dry_run else "added"
    present = f", {len(plan.present)} existed already" if plan.present else ""
    show([f"{prose.counted(len(plan.new), 'report')} {done}{present}"])
    return FINE


def _judge_reply(before: CheckedData, options: argparse.Namespace) -> Judgement:
    file = input_files.open_reply(options.file, before)
    country = options.country
    has_yours = any(reading.iso3 is None for reading in file.readings)
    if not country and has_yours and sys.stdin.isatty():
        country = console.ask("The reply says “your country”. Which country is that?")
    reports, problems = input_files.reports_from_reply(file, country, _template(options, file.location), before)
    return judge(before, reports, options.today, problems)


def _judge_nothing_newer(before: CheckedData, options: argparse.Namespace) -> Judgement:
    template = replace(_template(options, Location("--nothing-after")), nothing_after=options.nothing_after)
    country = options.country
    if not country and sys.stdin.isatty():
        country = console.ask("Which country does the bot answer for?")
    reports, problems = input_files.report_of_nothing_newer(country, template, before)
    return judge(before, reports, options.today, problems)


def _template(options: argparse.Namespace, location: Location) -> Report:
    """A report of the bot without country and figures, with what the options say about it."""
    day = options.observed or options.today
    return Report("", day, Kind.REPLY, (), options.source, options.credit, revises=options.revises, location=location)


def take_in(root: Path, options: argparse.Namespace) -> int:
    """`build.py intake`."""
    environment = os.environ | ({intake.EVENT: str(options.event)} if options.event else {})
    event, services = intake.connect(root, environment)
    before = check_repository(root, options.today, os.environ)
    if before.has_errors:
        return refuse(before)
    console.print_lines([intake.handle(event, before, options.today, services)])
    return FINE
