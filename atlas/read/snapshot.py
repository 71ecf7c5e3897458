"""The data of another state, committed or published -> only what a comparison needs of them.

An older state may lack columns and files that were added later, and a newer state may have more of them. So only the
statements and the names of countries are read.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from atlas.model import Table
from atlas.problems import Location, Problem, printable
from atlas.read import reports, text_file
from atlas.read.raw import Row

REPORT = re.compile(r"data/reports/(?P<iso3>[^/]+)/[^/]+\.yaml")
COUNTRIES = "data/countries.csv"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows of the table `statements`, the names of countries by code, and problems; `version` is None if unknown."""

    statements: tuple[Row, ...]
    names: Mapping[str, str]
    problems: tuple[Problem, ...]
    version: str | None = None


def committed(files: Mapping[str, bytes], table: Table) -> Snapshot:
    """The snapshot of a git revision: the files of data/ by their paths from the root of the repository."""
    if COUNTRIES not in files:
        missing = Problem(Location(COUNTRIES), "missing-file", "the file must exist and be readable")
        return Snapshot((), {}, (missing,))
    countries, problems = rows(COUNTRIES, files[COUNTRIES], ("iso3", "name"))
    statements: list[Row] = []
    for path in sorted(path for path in files if path.startswith("data/reports/")):
        of_report, of_file = _report(path, files[path], table)
        statements += of_report
        problems += of_file
    return Snapshot(tuple(statements), names(countries), tuple(problems))


def _report(path: str, content: bytes, table: Table) -> tuple[list[Row], list[Problem]]:
    match = REPORT.fullmatch(path)
    if match is None:  # if the file were skipped, its figures would seem to be missing from this state
        message = "a report must be a YAML file in a folder of data/reports"
        return [], [Problem(Location(path), "stray-file", message)]
    text, problems = text_file.decode(content, path)
    if not text:
        return [], problems
    statements, problems = reports.rows_from_text(path, match["iso3"], text, table)
    # A key that was removed since is not compared; if a required key is misspelt, `required` reports it.
    return statements, [problem for problem in problems if problem.rule != "unknown-key"]


def rows(path: str, content: bytes, required: tuple[str, ...]) -> tuple[list[dict[str, str]], list[Problem]]:
    """The cells of every row of a CSV file by column name; columns besides those required may differ."""
    try:
        header, *body = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error) as error:
        return [], [Problem(Location(path), "csv-syntax", f"the file must be a CSV table in UTF-8; here: {error}")]
    if any(len(cells) != len(header) for cells in body):
        return [], [Problem(Location(path), "csv-row", "every row must have as many cells as the header")]
    missing = [name for name in required if name not in header]
    problems = [Problem(Location(path), "csv-header", f"there must be a column {name}") for name in missing]
    return [dict(zip(header, cells, strict=True)) for cells in body], problems


def names(countries: list[dict[str, str]]) -> dict[str, str]:
    """The names of countries by code, safe to print."""
    return {row["iso3"]: printable(row["name"]) for row in countries if {"iso3", "name"} <= row.keys()}
