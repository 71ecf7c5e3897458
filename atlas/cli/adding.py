"""The command that writes new reports: from the bot's reply as text or as a picture, or from a spreadsheet."""

import argparse
import codecs
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from atlas import assemble, console, diff, prose, read, reply, validate
from atlas.check import FINE, CheckedData, check_repository, check_with, judge
from atlas.cli import comparing
from atlas.cli.building import refuse
from atlas.contributions import report_files
from atlas.diff import formats
from atlas.model import Report
from atlas.problems import Location, Problem, Severity
from atlas.read import Raw


def add_reports(root: Path, options: argparse.Namespace) -> int:
    """`build.py add`. A dry run leaves standard output to the reports alone."""
    stream = sys.stderr if options.dry_run else sys.stdout
    say = partial(console.print_lines, stream=stream)
    before = check_repository(root, options.today, os.environ)
    if before.has_errors:
        return refuse(before, stream)
    plan, after = (_of_spreadsheet if options.csv else _of_reply)(before, options)
    if after.has_errors:
        return refuse(after, stream)
    if options.dry_run:
        if plan.new:
            console.print_lines(["---\n".join(f"# {each.path}\n{each.text}" for each in plan.new).removesuffix("\n")])
    else:
        report_files.write(root, plan.new)
        say(f"{each.path}: new" for each in plan.new)
    say(f"{each.path}: there already, left as it is" for each in plan.present)
    say(str(problem) for problem in after.problems)
    if plan.new:
        changed = diff.compare(comparing.state("before", before), comparing.state("after", after))
        say(f"{word}: {said}" for word, said in formats.sentences(changed))
    done = "would be added" if options.dry_run else "added"
    say([f"{prose.counted(len(plan.new), 'report')} {done}, {len(plan.present)} there already"])
    return FINE


def _of_spreadsheet(before: CheckedData, options: argparse.Namespace) -> tuple[report_files.Plan, CheckedData]:
    reports, problems = _reports_from_csv(options.csv, before.raw)
    plan = report_files.plan(reports, before.dataset.reports)
    return plan, check_with(before, (a.report for a in plan.new), problems + plan.problems, options.today)


def _reports_from_csv(path: Path, raw: Raw) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    table = raw.tables["statements"]
    rows, found = read.statements(path, table)
    rows = report_files.statements_to_reports_table(rows, table)
    problems = (*found, *validate.check_rows({**raw.rows, "statements": rows}, raw.tables))
    return ((), problems) if problems else (assemble.reports(rows, table), ())


def _of_reply(before: CheckedData, options: argparse.Namespace) -> tuple[report_files.Plan, CheckedData]:
    reports, problems = _reports_from_reply(before, options)
    plan, after = judge(before, reports, options.today)
    return plan, replace(after, problems=tuple(sorted((*problems, *after.problems))))


def _reports_from_reply(before: CheckedData, options: argparse.Namespace) -> tuple[tuple[Report, ...], list[Problem]]:
    """A report for each country that the reply is about; none at all if anything is in doubt."""
    location = Location("standard input" if options.file == "-" else options.file)
    countries = before.dataset.countries
    reader = reply.reader(before.raw.bot, countries.values())
    readings, refusals, problems = _readings(location, options.file, reader)
    given, more = _country(options.country, readings, reader, before)
    figures, doubts = reply.by_country(readings, given, countries, "--country")
    problems += [Problem(location, "reply", sentence) for sentence in (*refusals, *more, *(() if more else doubts))]
    if problems:
        return (), problems
    warnings = [Problem(location, "picture", doubt, Severity.WARNING) for doubt in _doubts(readings)]
    day = options.observed or options.today
    told = {"source": options.source, "credit": options.credit, "revises": options.revises}
    return reply.reports(figures, day, location, **told), warnings


def _readings(
    location: Location, file: str, reader: reply.Reader
) -> tuple[tuple[reply.Reading, ...], tuple[str, ...], list[Problem]]:
    """What a file states, or what is wrong with it: with the text, or with the file itself."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        message = f"the file must exist and be readable: {error.strerror}"
        return (), (), [Problem(location, "missing-file", message)]
    text = _text(content)
    if text is not None:
        return (*reply.read(text, reader), [])
    from atlas.contributions import screenshot  # and with it Pillow, for which no other command should wait

    return (*screenshot.read(content, reader), [])


def _text(content: bytes) -> str | None:
    """The bytes as text, in whichever of the usual encodings; None if they are none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content:  # no text has it, every picture does
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _country(
    written: str | None, readings: Iterable[reply.Reading], reader: reply.Reader, before: CheckedData
) -> tuple[str | None, tuple[str, ...]]:
    """The code of the country that was named, or a sentence; asked for on a terminal where the reply needs it."""
    countries = before.dataset.countries
    if written is None and sys.stdin.isatty() and any(reading.iso3 is None for reading in readings):
        written = console.ask("The reply says “your country”. Which one is it?")
    if not written:
        return None, ()
    iso3 = reply.country_named(written, reader, countries)
    return iso3, () if iso3 else (reply.unknown(written, "--country", countries),)


def _doubts(readings: Iterable[reply.Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doubt for reading in readings for doubt in reading.doubts))
