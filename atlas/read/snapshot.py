"""The data as they were in another state, committed or published -> what a comparison needs of them, and no more.

An older state may lack columns and files that came later, and a newer one may have more: only the statements and the
names of countries are read.
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
    """Rows of the table `statements`, the names of countries by code, and what is wrong; `version` None if unknown."""

    statements: tuple[Row, ...]
    names: Mapping[str, str]
    problems: tuple[Problem, ...]
    version: str | None = None


def committed(files: Mapping[str, bytes], table: Table) -> Snapshot:
    """The files of data/ by their paths from the root of the repository, as git keeps them."""
    if COUNTRIES not in files:
        missing = Problem(Location(COUNTRIES), "missing-file", "the file must exist and be readable")
        return Snapshot((), {}, (missing,))
    found, problems = rows(COUNTRIES, files[COUNTRIES], ("iso3", "name"))
    statements: list[Row] = []
    for path in sorted(path for path in files if path.startswith("data/reports/")):
        more, of_file = _report(path, files[path], table)
        statements += more
        problems += of_file
    return Snapshot(tuple(statements), names(found), tuple(problems))


def _report(path: str, content: bytes, table: Table) -> tuple[list[Row], list[Problem]]:
    match = REPORT.fullmatch(path)
    if match is None:  # passed over in silence, a layout of other days would be taken for figures that are not there
        return [], [
            Problem(Location(path), "stray-file", "a report must lie in a folder of data/reports, as a YAML file")
        ]
    text, problems = text_file.decode(content, path)
    if text is None:
        return [], problems
    found, problems = reports.rows_from_text(path, match["iso3"], text, table)
    # A key that reports no longer have says nothing that is compared; one that is misspelt leaves a required one out.
    return found, [problem for problem in problems if problem.rule != "unknown-key"]


def rows(path: str, content: bytes, required: tuple[str, ...]) -> tuple[list[dict[str, str]], list[Problem]]:
    """The cells of each row of a CSV file by the names of its columns, whichever there are besides those required."""
    try:
        header, *found = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error) as error:
        return [], [Problem(Location(path), "csv-syntax", f"the file must be a CSV table in UTF-8; here: {error}")]
    if any(len(cells) != len(header) for cells in found):
        return [], [Problem(Location(path), "csv-row", "every row must have as many cells as the header")]
    missing = [name for name in required if name not in header]
    problems = [Problem(Location(path), "csv-header", f"there must be a column {name}") for name in missing]
    return [dict(zip(header, cells, strict=True)) for cells in found], problems


def names(countries: list[dict[str, str]]) -> dict[str, str]:
    """The names of countries by code, each fit to be printed."""
    return {row["iso3"]: printable(row["name"]) for row in countries if {"iso3", "name"} <= row.keys()}
