"""What is given on this machine -> reports, or problems.

That is a reply as text or screenshot, a spreadsheet of figures, or the newest quarter if the bot shows nothing newer.
"""

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path

from atlas import assemble, read, reply, validate
from atlas.check import CheckedData
from atlas.contributions import report_files
from atlas.model import Report
from atlas.problems import Location, Problem, Severity
from atlas.read import Raw

STANDARD_INPUT = "-"

Reports = tuple[tuple[Report, ...], tuple[Problem, ...]]
"""Reports and problems; there are no reports where a problem is an error."""


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A file with replies: what they state, and what is wrong with the file."""

    location: Location
    reader: reply.Reader
    readings: tuple[reply.Reading, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_reply(file: str, checked: CheckedData) -> ReplyFile:
    """Read the replies in a text file or screenshot; `-` is the standard input."""
    location = Location("standard input" if file == STANDARD_INPUT else file)
    reader = reply.compile_reader(checked.bot, checked.dataset.countries.values())
    try:
        content = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    except OSError as error:
        message = f"the file must exist and be readable: {error.strerror}"
        return ReplyFile(location, reader, problems=(Problem(location, "missing-file", message),))
    text = _decode(content)
    if text is None:
        from atlas.contributions import screenshot  # imports Pillow, which takes long and is needed only here

        readings, refusals = screenshot.read(content, reader)
    else:
        readings, refusals = reply.read(text, reader)
    return ReplyFile(location, reader, readings, tuple(Problem(location, "reply", refusal) for refusal in refusals))


def _decode(content: bytes) -> str | None:
    """The bytes as text in whichever of the usual encodings; None if they are not text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content:  # no text contains it, every picture does
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def reports_from_reply(file: ReplyFile, country: str, template: Report, checked: CheckedData) -> Reports:
    """A report for each country in the file; no report if anything is in doubt. `country` as written, if at all."""
    countries = checked.dataset.countries
    figures, doubts = reply.figures_by_country(file.readings, country, "--country", file.reader, countries)
    problems = (*file.problems, *(Problem(file.location, "reply", doubt) for doubt in doubts))
    if problems:
        return (), problems
    warnings = dict.fromkeys(doubt for reading in file.readings for doubt in reading.doubts)
    about_pictures = (Problem(file.location, "picture", warning, Severity.WARNING) for warning in warnings)
    return reply.make_reports(figures, template), tuple(about_pictures)


def report_of_nothing_newer(country: str, template: Report, checked: CheckedData) -> Reports:
    """The report that the bot showed nothing newer than the template's quarter. `country` as written, if at all."""
    countries = checked.dataset.countries
    reader = reply.compile_reader(checked.bot, countries.values())
    reports, doubts = reply.nothing_newer(country, "--country", template, reader, countries)
    return reports, tuple(Problem(template.location, "reply", doubt) for doubt in doubts)


def reports_from_spreadsheet(path: Path, raw: Raw) -> Reports:
    """The reports of a CSV file with the columns of schema/statements.yaml, validated."""
    table = raw.tables["statements"]
    rows, problems = read.statements(path, table)
    rows = report_files.group_by_report(rows, table)
    all_problems = (*problems, *validate.check({**raw.rows, "statements": rows}, raw.tables))
    return ((), all_problems) if all_problems else (assemble.reports(rows, table), ())
