"""Files -> raw text with its locations. The only package that reads YAML and CSV."""

from collections.abc import Mapping
from pathlib import Path

from atlas.model import Table
from atlas.problems import Location, Problem, Unreadable, quoted
from atlas.read import bot, csv_rows, project, reports, text_file
from atlas.read.bundle import NoBundle, published
from atlas.read.project import tables as schemas
from atlas.read.raw import Raw, Row
from atlas.read.reports import rows_from_text as report
from atlas.read.snapshot import Snapshot, committed

__all__ = [
    "RULES", "NoBundle", "Raw", "Row", "Snapshot", "Unreadable", "committed", "published", "report", "repository",
    "schemas", "statements",
]  # fmt: skip

RULES = {
    "missing-file": "Every reference table must exist.",
    "empty-file": "A file must not be empty.",
    "large-file": f"A file must have at most {text_file.LARGEST:,} bytes.",
    "encoding": "A file must be UTF-8 text without a byte-order mark.",
    "tab": "A line of YAML must be indented with spaces.",
    "yaml-syntax": "A report must be one valid YAML document.",
    "yaml-anchor": "A value must not have an anchor (`&name`).",
    "yaml-alias": "A value must be written out, not be an alias (`*name`).",
    "yaml-tag": "A value must not have a tag (`!name`).",
    "duplicate-key": "A key must not appear twice.",
    "unknown-key": "A key must be one of those that reports have.",
    "layout": "A report must map keys to single values, and its figures must map periods to pairs.",
    "no-figures": "A report must state at least one figure, or `nothing_after`.",
    "file-name": "A report's file must be named after the day in `observed`.",
    "country-folder": "A folder of reports must be named after a country code of data/countries.csv.",
    "stray-file": "The folder data/reports must contain only reports, in folders named after countries.",
    "note-file": "A note must be named after its country and must not contain hidden characters.",
    "csv-header": "A table must have the columns of its schema.",
    "csv-row": "A row must have as many cells as the header.",
    "csv-syntax": "A table must be valid CSV.",
    "schema": "A schema must be a Frictionless Table Schema that describes every field.",
    "settings": "The settings must be complete and valid YAML.",
    "bot": "The file data/bot.yaml must be complete and valid YAML.",
}
"""What is checked while files are read: their structure, before any value is parsed."""

REFERENCE_TABLES = ("countries", "population", "events", "dsa_requests", "corrections")


def repository(root: Path, environment: Mapping[str, str]) -> Raw:
    """All of data/, schema/ and site/settings.yaml; Unreadable if schemas, settings or data/bot.yaml are invalid."""
    tables = project.tables(root)
    rows: dict[str, tuple[Row, ...]] = {"statements": ()}
    notes: dict[str, str] = {}
    problems: list[Problem] = []
    for name in REFERENCE_TABLES:
        path = f"data/{name.replace('_', '-')}.csv"
        text, of_file = text_file.read(root / path, path)
        rows[name], of_rows = csv_rows.read(path, text, tables[name])
        problems += of_file + of_rows
    codes = frozenset(row.cells[0] for row in rows["countries"])
    if codes:  # without them, every folder and note would be one more problem
        rows["statements"], of_reports = reports.read(root, tables["statements"], codes)
        notes, of_notes = _notes(root, codes)
        problems += (*of_reports, *of_notes)
    settings = project.settings(root, environment)
    return Raw(settings, tables, rows, notes, tuple(problems), bot.read(root))


def statements(path: Path, table: Table) -> tuple[tuple[Row, ...], list[Problem]]:
    """A spreadsheet of figures, saved as CSV, with the columns of schema/statements.yaml except `report`."""
    optional = frozenset(f.name for f in table.fields if not f.constraints.get("required")) | {"report"}
    text, problems = text_file.read(path, str(path), may_have_mark=True)
    header = text.partition("\n")[0]
    # Where the decimal separator is a comma, spreadsheets separate cells by semicolons.
    delimiter = ";" if ";" in header and "," not in header else ","
    rows, of_rows = csv_rows.read(str(path), text, table, optional, delimiter)
    problems += of_rows
    if not rows and not problems:
        message = "a spreadsheet must have at least one row below its header"
        problems.append(Problem(Location(str(path)), "csv-row", message))
    return rows, problems


def _notes(root: Path, codes: frozenset[str]) -> tuple[dict[str, str], list[Problem]]:
    notes: dict[str, str] = {}
    problems: list[Problem] = []
    folder = root / "data" / "notes"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if path.suffix != ".md" or path.is_symlink() or path.stem not in codes:
            message = f"a note must be named after its country, such as data/notes/FRA.md, not {quoted(path.name)}"
            problems.append(Problem(Location(name), "note-file", message))
            continue
        text, of_file = text_file.read(path, name)
        problems += of_file
        if any(not (c.isprintable() or c == "\n") for c in text):
            message = "a note must not contain tabs or hidden characters"
            problems.append(Problem(Location(name), "note-file", message))
        elif text:
            notes[path.stem] = text
    return notes, problems
