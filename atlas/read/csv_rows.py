"""CSV text -> rows of text with the line of each, and the problems of its structure."""

import csv
import io

from atlas.model import Table
from atlas.problems import Location, Problem, did_you_mean, quoted
from atlas.read.raw import Row


def read(
    path: str, text: str, table: Table, optional: frozenset[str] = frozenset(), delimiter: str = ","
) -> tuple[tuple[Row, ...], list[Problem]]:
    """The rows of a CSV file with the columns of a table in any order; columns in `optional` may be missing."""
    problems: list[Problem] = []
    rows: list[Row] = []
    # A cell in quotes may span several lines: a row begins on the line after the end of the previous one.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line = 1
    header: list[str] = []
    try:
        for cells in reader:
            location, line = Location(path, line), reader.line_num + 1
            if not header:
                header = cells
                problems += _header_problems(location, header, table, optional)
                if problems:
                    return (), problems
            elif len(cells) != len(header):
                message = f"a row must have {len(header)} cells, as the header does; this one has {len(cells)}"
                problems.append(Problem(location, "csv-row", message))
            else:
                values = dict(zip(header, cells, strict=True))
                rows.append(Row.on_line(location, tuple(values.get(name, "") for name in table.field_names)))
    except csv.Error as error:
        message = f"the file must be valid CSV, with commas and double quotes; here: {error}"
        problems.append(Problem(Location(path, reader.line_num or 1), "csv-syntax", message))
    return tuple(rows), problems


def _header_problems(location: Location, header: list[str], table: Table, optional: frozenset[str]) -> list[Problem]:
    names = [field.name for field in table.fields if field.level != "computed"]
    computed = set(table.field_names) - set(names)
    messages = [
        f"there must be a column {name}; the columns are {','.join(names)}"
        for name in names
        if name not in header and name not in optional
    ]
    messages += [
        f"a column must be one of schema/{table.name}.yaml, not {quoted(name)}.{did_you_mean(name, names)}"
        for name in header
        if name not in names and name not in computed
    ]
    messages += [f"there must be no column {name}: a build computes it" for name in header if name in computed]
    repeated = {name for name in header if header.count(name) > 1}
    messages += [f"a column must not appear twice; {quoted(name)} does" for name in repeated]
    return [Problem(location, "csv-header", message) for message in messages]
