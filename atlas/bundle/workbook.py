"""The published tables -> data/atlas.xlsx: a sheet about the data, and one sheet for each table with column notes."""

import datetime as dt
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from atlas import citation
from atlas.model import Cell, Field, Record, Table
from atlas.publication import Publication

Style = Mapping[str, Any]
Formats = Mapping[str, Format]
"""The styles below, by name, as formats of one workbook."""

ABOUT = "About"
UNDATED = dt.date(2024, 1, 1)
"""The creation date of a workbook without reports."""

OPTIONS = {
    "in_memory": True,  # otherwise its parts are written to disk, and their times in the zip depend on the time zone
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

TOP: Style = {"valign": "top"}
STYLES: Mapping[str, Style] = {
    "boolean": TOP,
    "date": {**TOP, "num_format": "yyyy-mm-dd"},
    "integer": {**TOP, "num_format": "#,##0"},
    "number": {**TOP, "num_format": "#,##0.00"},
    "string": TOP,
    "quoted": {**TOP, "quote_prefix": True},
    "year": {**TOP, "num_format": "0"},  # 2024, not 2,024
    "header": {**TOP, "bold": True, "bottom": 1, "bg_color": "#EEF1F4"},
    "title": {"bold": True, "font_size": 18},
    "heading": {"bold": True, "font_size": 13},
    "label": {**TOP, "bold": True},
    "prose": {**TOP, "text_wrap": True},
    "link": {**TOP, "font_color": "#0B5394", "underline": 1},
}
WRITE: Mapping[str, Callable[..., int]] = {
    "boolean": Worksheet.write_boolean,
    "date": Worksheet.write_datetime,
    "integer": Worksheet.write_number,
    "number": Worksheet.write_number,
    "string": Worksheet.write_string,
}
"""The function that writes a cell of each schema type: (sheet, row, column, value, format) -> 0 if it succeeded."""

# Excel does not evaluate a text cell. But when somebody edits the cell, Excel parses it again, and evaluates a text
# that begins with one of these. The quote prefix, Excel's own remedy, prevents this.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

NARROWEST, WIDEST = 7, 60  # columns, in characters
BUTTON = 4  # width of the filter button, in characters
FROZEN = 3  # columns at most; with more, a small screen has no space left to scroll
NOTE = {"width": 340, "font_size": 9, "visible": False}
NOTE_LINE, NOTE_HEIGHT = 50, 16  # characters in a line of a note, and the line's height in pixels
ABOUT_WIDTHS = (22, 110, 10)
LINE = 15  # points: the height of a line of text at Excel's usual size, 11
TITLE, HEADING = 26, 20  # points: the heights of their rows


def xlsx_bytes(publication: Publication) -> bytes:
    """The content of the workbook file; the same tables give the same bytes.

    ValueError if a table or a text is too large for a sheet or a cell.
    """
    release, content = publication.release, io.BytesIO()
    with Workbook(content, OPTIONS) as book:
        _describe(book, publication)
        formats = {name: book.add_format(style) for name, style in STYLES.items()}
        _about(book.add_worksheet(ABOUT), formats, publication)
        for name, table in release.schemas.items():
            sheet = book.add_worksheet(name)
            sheet.set_comments_author(citation.author(publication.settings))
            _table(sheet, formats, table, release.records[name])
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
    return content.getvalue()


def _describe(book: Workbook, publication: Publication) -> None:
    """Set the properties of the document. Its creation date is the day of the data, not that of the build."""
    settings, version = publication.settings, publication.release.version
    midnight = dt.datetime.combine(version.date or UNDATED, dt.time())
    book.set_properties(
        {
            "title": settings.title,
            "subject": settings.description,
            "author": citation.author(settings),
            "comments": f"Version {version}. {settings.licence}, {settings.licence_address}",
            "created": midnight,
        }
    )
    for name, value in {"Version": version, "Licence": settings.licence, "Address": settings.address}.items():
        book.set_custom_property(name, str(value))


def _about(sheet: Worksheet, formats: Formats, publication: Publication) -> None:
    """Write the first sheet: facts, warnings, and a list of the other sheets."""
    schemas, settings, version = publication.release.schemas, publication.settings, publication.release.version
    facts = (
        ("Version", str(version)),
        ("Data as of", str(version.date or "no report yet")),
        ("Built", str(publication.today)),
        ("Commit", publication.release.commit or "unknown"),
        ("Licence", f"{settings.licence}, {settings.licence_address}"),
        ("How to cite", citation.full(settings, version)),
        ("Address", settings.address),
    )
    for column, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, TITLE)
    sheet.write_string(0, 0, settings.title, formats["title"])
    sheet.write_string(1, 0, settings.description)
    row = _lines(sheet, formats, 3, facts)
    _heading(sheet, formats, row + 1, "Before you use the data")
    row = _lines(sheet, formats, row + 2, _warnings(schemas))
    _heading(sheet, formats, row + 1, "Sheets")
    for column, label in enumerate(("Sheet", "Content", "Rows")):
        sheet.write_string(row + 2, column, label, formats["header"])
    for index, (name, table) in enumerate(schemas.items(), row + 3):
        sheet.set_row(index, about_height(f"{table.title}\n{table.description}"))
        sheet.write_url(index, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_rich_string(index, 1, formats["label"], table.title, f"\n{table.description}", formats["prose"])
        sheet.write_number(index, 2, len(publication.release.records[name]), formats["integer"])


def _heading(sheet: Worksheet, formats: Formats, row: int, text: str) -> None:
    sheet.set_row(row, HEADING)
    sheet.write_string(row, 0, text, formats["heading"])


def about_height(text: str) -> int:
    """The height of a row in points whose text is wrapped in the second column of the first sheet.

    Excel works it out when it opens the file, but LibreOffice shows one line. A character of prose is no wider than a
    digit on average, and the width of a column counts digits.
    """
    return LINE * sum(len(textwrap.wrap(line, ABOUT_WIDTHS[1])) or 1 for line in text.split("\n"))


def _lines(sheet: Worksheet, formats: Formats, row: int, lines: Iterable[tuple[str, str]]) -> int:
    """Write a label and a text per row, and return the row after the last one."""
    for label, text in lines:
        sheet.set_row(row, about_height(text))
        sheet.write_string(row, 0, label, formats["label"])
        sheet.write_string(row, 1, text, formats["prose"])
        row += 1
    return row


def _warnings(schemas: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    quarters, requests_received = schemas["quarters"], schemas["dsa_requests"]
    yield "Empty cells", "Empty means unknown; 0 is zero."
    yield "Statuses", quarters.field("status").description
    yield (
        "Requests",
        "Requests that Telegram says it fulfilled, not all that it received. Outsiders cannot verify them.",
    )
    yield "Totals", "Only add up requests and users of the sheet quarters, and give the number of countries."
    bounds = "The lower and the upper bound say what a value can at least and at most be. Add them up over countries"
    yield "Bounds", f"{bounds}, never over the quarters of one country: the sheets spans and years have closer ones."
    yield "Comparisons", "Compare two quarters only over the same countries: those that have upper bounds in both."
    for name in ("span_requests", "span_users"):
        yield name, quarters.field(name).description
    yield requests_received.name, requests_received.description


def _table(sheet: Worksheet, formats: Formats, table: Table, rows: Sequence[Record]) -> None:
    """Write a table with filters, a header that stays visible, and notes on it. ValueError if it has too many rows."""
    last_row, last_column = len(rows), len(table.fields) - 1
    if last_row >= sheet.xls_rowmax:
        raise ValueError(
            f"{table.name}: {last_row:,} rows and a header must fit the {sheet.xls_rowmax:,} rows of a sheet"
        )
    for column, field in enumerate(table.fields):
        cells = [row[field.name] for row in rows]
        sheet.set_column(column, column, _width(field, cells))
        sheet.write_string(0, column, field.name, formats["header"])
        sheet.write_comment(0, column, note(field), {**NOTE, "height": _height(note(field))})
        _column(sheet, formats, table, column, cells)
    sheet.freeze_panes(1, _frozen(table))
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, last_row, last_column)})  # such as the code 250
    sheet.repeat_rows(0)


def _column(sheet: Worksheet, formats: Formats, table: Table, column: int, cells: Iterable[Cell]) -> None:
    """Write the cells of a field below its header; unknown values stay blank. ValueError if a text is too long."""
    field = table.fields[column]
    style, write = formats["year" if field.unit == "year" else field.type], WRITE[field.type]
    for row, cell in enumerate(cells, 1):
        if cell is None or cell == "":
            continue
        value = str(cell) if isinstance(cell, str) else cell
        is_risky = isinstance(cell, str) and cell.startswith(FORMULA_STARTS)
        if write(sheet, row, column, value, formats["quoted"] if is_risky else style):
            text = f"{str(cell)[:40]!r} with its {len(str(cell)):,} characters"
            raise ValueError(f"{table.name}, {field.name}, row {row}: an Excel cell cannot hold {text}")


def note(field: Field) -> str:
    """The text of the note on the header of a column."""
    unit = f"\nUnit: {field.unit}" if field.unit else ""
    return f"{field.title}\n{field.description}{unit}\nType: {field.type}"


def _height(text: str) -> int:
    lines = sum(1 + len(line) // NOTE_LINE for line in text.splitlines())
    return NOTE_HEIGHT * (lines + 1)


def _width(field: Field, cells: Iterable[Cell]) -> int:
    """Wide enough for the name with the filter button, and for the longest cell up to a limit."""
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(max(NARROWEST, len(field.name) + BUTTON, longest + 2), WIDEST)


def _frozen(table: Table) -> int:
    """The number of columns that stay visible: those up to the last key column, or only the first if these are many."""
    key = 1 + max(table.field_names.index(name) for name in table.descriptor["primaryKey"])
    return key if key <= FROZEN else 1
