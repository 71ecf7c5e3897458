"""Raw rows and their schemas -> problems of types, constraints and keys. The only module that imports Frictionless.

All tables are validated as one Data Package, in which the rows of all reports form one table: a single call is thirty
times faster than one call per file. Frictionless counts rows; every error is traced to the file and line of its cell.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from frictionless import Check, Checklist, Error, FrictionlessException, Package, Resource, Schema
from frictionless import Row as FrictionlessRow
from frictionless.errors import CellError

from atlas.model import Field, Table
from atlas.problems import Location, Problem, did_you_mean, quoted
from atlas.read import Row

RULES = {
    "required": "A required value must be given.",
    "type": "A value must be of its field's type.",
    "constraint": "A value must be one that its field allows.",
    "canonical": "A value must be written in the standard form: 5, not 005 or 5.0; no hidden characters.",
    "unique": "A key must not appear in two rows.",
    "reference": "A code must exist in the table that it refers to.",
}
"""What Frictionless checks, and `canonical`, which is added here."""

ERRORS_SHOWN = 1_000_000  # Frictionless stops at 1,000 by itself

PLAIN_FORMS = {
    "integer": re.compile(r"0|[1-9][0-9]*"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""Frictionless accepts 1_000, ٤, +6 and 007 as integers and 2024-1-5 as a date; a value should have only one form."""

PLAIN_TEXT = "be plain text without hidden characters and without spaces at its start or end"


class CanonicalError(CellError):
    """A cell whose value is valid, but not written in the standard form."""

    type = "canonical"
    title = "Canonical Error"
    description = "The cell is not written in the standard form."
    template = "{note}"


@attrs.define(kw_only=True, repr=False)
class Canonical(Check):
    """Require the standard form of integers and dates, and text without hidden characters."""

    type = "canonical"
    Errors = [CanonicalError]  # noqa: RUF012 - Frictionless skips a check that does not list its errors

    def validate_row(self, row: FrictionlessRow) -> Iterable[Error]:
        """Yield an error for every cell that is not in the standard form."""
        for frictionless_field, cell in zip(row.fields, row.cells, strict=False):
            if cell and not _is_plain(frictionless_field.type, cell):
                yield CanonicalError.from_row(row, note="not plain", field_name=frictionless_field.name)


class RequiredError(CellError):
    """An empty cell which the other cells of its row require."""

    type = "required"
    title = "Required Error"
    description = "The cell is required by others of its row."
    template = "{note}"


@attrs.define(kw_only=True, repr=False)
class Required(Check):
    """Require what a field's `requiredWith` (a field that is given) or `requiredWithout` (one that is not) asks for."""

    type = "required"
    Errors = [RequiredError]  # noqa: RUF012 - Frictionless skips a check that does not list its errors

    def validate_row(self, row: FrictionlessRow) -> Iterable[Error]:
        """Yield an error for every empty cell that another cell of the row requires."""
        cells = dict(zip(row.field_names, row.cells, strict=False))
        for field in row.fields:
            is_required = any(cells[name] for name in field.custom.get("requiredWith", ())) or not all(
                cells[name] for name in field.custom.get("requiredWithout", ())
            )
            if is_required and not cells[field.name]:
                yield RequiredError.from_row(row, note="required", field_name=field.name)


def _is_plain(field_type: str, text: str) -> bool:
    if form := PLAIN_FORMS.get(field_type):
        return form.fullmatch(text) is not None
    return text == text.strip() and not any(unicodedata.category(c) in ("Cc", "Cf") and c != "\n" for c in text)


def check(rows: Mapping[str, tuple[Row, ...]], tables: Mapping[str, Table]) -> tuple[Problem, ...]:
    """The problems of some tables, in no order; `rows` must contain every table that they refer to."""
    try:
        package = Package(resources=[_resource(tables[name], rows[name]) for name in rows])
        report = package.validate(checklist=Checklist(checks=[Canonical(), Required()]), limit_errors=ERRORS_SHOWN)
    except FrictionlessException as exception:
        message = f"the schemas must be valid Table Schemas: {exception.error.message}"
        return (Problem(Location("schema"), "schema", message),)
    problems: set[Problem] = {Problem(Location("schema"), "schema", error.message) for error in report.errors}
    for task in report.tasks:
        problems.update(_problems(task.errors, tables[task.name], rows[task.name]))
    return tuple(problems)


def _resource(table: Table, rows: tuple[Row, ...]) -> Resource:
    data = [list(table.field_names), *(list(row.cells) for row in rows)]
    return Resource(name=table.name, data=data, schema=Schema.from_descriptor(dict(table.descriptor)))


def _problems(errors: Iterable[Error], table: Table, rows: tuple[Row, ...]) -> Iterator[Problem]:
    failed_cells: set[tuple[int, str]] = set()
    for error in errors:
        details = error.to_descriptor()
        if "rowNumber" not in details:
            yield Problem(Location(f"schema/{table.name}.yaml"), "schema", error.message)
            continue
        row = rows[details["rowNumber"] - 2]  # Frictionless counts from 1, and row 1 is the header
        if isinstance(error, CellError):
            field = table.field(details["fieldName"])
            if (details["rowNumber"], field.name) not in failed_cells:  # one problem per cell is enough
                failed_cells.add((details["rowNumber"], field.name))
                yield _cell_problem(error, field, row, table)
        elif error.type == "foreign-key":
            yield _reference_problem(details, row, table)
        elif error.type == "primary-key" and "the same as" in error.note:
            yield _unique_problem(details, row, rows, table)


def _cell_problem(error: Error, field: Field, row: Row, table: Table) -> Problem:
    index = table.field_names.index(field.name)
    text, location = row.cells[index], row.locations[index]
    if error.type == "unique-error":
        return Problem(location, "unique", f"{field.name} must not appear twice; {quoted(text)} is also in another row")
    if not text:
        return Problem(location, "required", f"{field.name} must be given: it must {field.must}")
    rule = {"type-error": "type", "constraint-error": "constraint", "canonical": "canonical"}[error.type]
    hint = did_you_mean(text, field.constraints.get("enum", ()))
    is_text = rule == "canonical" and field.type not in PLAIN_FORMS
    must = PLAIN_TEXT if is_text or not field.must else field.must
    return Problem(location, rule, f"{field.name} must {must}, not {quoted(text)}.{hint}".removesuffix("."))


def _reference_problem(details: dict[str, Any], row: Row, table: Table) -> Problem:
    names, cells = details["fieldNames"], details["fieldCells"]
    location = row.locations[table.field_names.index(names[0])]
    message = f"{', '.join(names)} must be in the table {details['referenceName']}; {quoted(', '.join(cells))} is not"
    return Problem(location, "reference", message)


def _unique_problem(details: dict[str, Any], row: Row, rows: tuple[Row, ...], table: Table) -> Problem:
    key = table.descriptor["primaryKey"]
    columns = [table.field_names.index(name) for name in key]
    first = next(other for other in rows if all(other.cells[i] == row.cells[i] for i in columns))
    values = quoted(", ".join(row.cells[i] for i in columns))
    message = f"the same {' and '.join(key)} must not appear twice; {values} is also at {first.locations[columns[0]]}"
    return Problem(row.locations[columns[0]], "unique", message)
