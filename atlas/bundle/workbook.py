"""The published tables -> data/atlas.xlsx: a sheet that explains, and one for each table with notes on columns."""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from atlas import citation
from atlas.model import Artefact, Cell, Field, Record, Table
from atlas.publication import Publication

Style = Mapping[str, Any]
Formats = Mapping[str, Format]
"""The styles below, by name, as one workbook knows them."""

ABOUT = "About"
UNDATED = dt.date(2024, 1, 1)
"""The day on which a workbook of no reports says it was made."""

OPTIONS = {
    "in_memory": True,  # otherwise its parts go to disk, and their time in the zip depends on the time zone
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
    "year": {**TOP, "num_format": "0"},
    "header": {**TOP, "bold": True, "bottom": 1, "bg_color": "#EEF1F4"},
    "title": {"bold": True, "font_size": 18},
    "heading": {"bold": True, "font_size": 13},
    "label": {**TOP, "bold": True},
    "prose": {**TOP, "text_wrap": True},
    "link": {**TOP, "font_color": "#0B5394", "underline": 1},
}
OF_UNIT = {"year": "year"}
"""Units whose numbers have a style of their own: 2024, not 2,024."""

WRITE: Mapping[str, Callable[..., int]] = {
    "boolean": Worksheet.write_boolean,
    "date": Worksheet.write_datetime,
    "integer": Worksheet.write_number,
    "number": Worksheet.write_number,
    "string": Worksheet.write_string,
}
"""How a cell of each type of a schema is written: (sheet, row, column, value, format), 0 if all of it was."""

# A cell of text is not run. But once somebody edits it, Excel reads it anew, and runs what begins so; the prefix is
# its own way to keep a text a text.
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

NARROWEST, WIDEST = 7, 60  # columns, in characters
BUTTON = 4  # characters that the button of the filter takes
FROZEN = 3  # columns at most; with more, a small screen has nothing left to scroll
NOTE = {"width": 340, "font_size": 9, "visible": False}
NOTE_LINE, NOTE_HEIGHT = 50, 16  # characters in a line of a note, and the line's height in pixels
ABOUT_WIDTHS = (22, 110, 10)


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """The workbook. ValueError if a table or a text is larger than a sheet or a cell can hold."""
    yield Artefact("data/atlas.xlsx", xlsx_bytes(publication))


def xlsx_bytes(publication: Publication) -> bytes:
    """The workbook's file; the same tables give the same bytes."""
    release, content = publication.release, io.BytesIO()
    with Workbook(content, OPTIONS) as book:
        _describe(book, publication)
        formats = {name: book.add_format(style) for name, style in STYLES.items()}
        _about(book.add_worksheet(ABOUT), formats, publication)
        for name, table in release.schemas.items():
            sheet = book.add_worksheet(name)
            sheet.set_comments_author(citation.author(publication.settings))
            _table(sheet, formats, table, release.records[name])
    return content.getvalue()


def _describe(book: Workbook, publication: Publication) -> None:
    """The properties of the document, with a day of the data's in place of the clock's."""
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
    """What this is, what to know before use, and what there is."""
    schemas, settings = publication.release.schemas, publication.settings
    for column, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, settings.title, formats["title"])
    sheet.write_string(1, 0, settings.description)
    row = _lines(sheet, formats, 3, _facts(publication))
    sheet.write_string(row + 1, 0, "Before you use the figures", formats["heading"])
    row = _lines(sheet, formats, row + 2, _warnings(schemas))
    sheet.write_string(row + 1, 0, "The sheets", formats["heading"])
    for column, label in enumerate(("Sheet", "What it holds", "Rows")):
        sheet.write_string(row + 2, column, label, formats["header"])
    for at, (name, table) in enumerate(schemas.items(), row + 3):
        sheet.write_url(at, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_rich_string(at, 1, formats["label"], table.title, f"\n{table.description}", formats["prose"])
        sheet.write_number(at, 2, len(publication.release.records[name]), formats["integer"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _lines(sheet: Worksheet, formats: Formats, row: int, lines: Iterable[tuple[str, str]]) -> int:
    """Write a label and a text on each row; returns the row after the last."""
    for label, text in lines:
        sheet.write_string(row, 0, label, formats["label"])
        sheet.write_string(row, 1, text, formats["prose"])
        row += 1
    return row


def _facts(publication: Publication) -> Iterator[tuple[str, str]]:
    settings, version = publication.settings, publication.release.version
    yield "Version", str(version)
    yield "Data as of", str(version.date or "no report yet")
    yield "Licence", f"{settings.licence}, {settings.licence_address}"
    yield "How to cite", citation.full(settings, version)
    yield "Address", settings.address


def _warnings(schemas: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    quarters, orders = schemas["quarters"], schemas["dsa_requests"]
    yield "Empty cells", "Empty means not known; 0 is zero."
    yield "Statuses", quarters.field("status").description
    yield (
        "Requests",
        "Requests that Telegram says it fulfilled, not all that it received. Nobody outside can verify it.",
    )
    yield "Totals", "Add up requests and users of the sheet quarters alone, and say how many countries are in the sum."
    yield "Comparisons", "Compare two quarters only over the same countries, those known in both."
    for name in ("span_requests", "span_users"):
        yield name, quarters.field(name).description
    yield orders.name, orders.description


def _table(sheet: Worksheet, formats: Formats, table: Table, rows: Sequence[Record]) -> None:
    """A table below a header that stays in sight, filters and explains itself; ValueError if it has too many rows."""
    last_row, last_column = len(rows), len(table.fields) - 1
    if last_row >= sheet.xls_rowmax:
        raise ValueError(f"{table.name}: {last_row:,} rows and a header must fit the {sheet.xls_rowmax:,} of a sheet")
    for column, field in enumerate(table.fields):
        cells = [row[field.name] for row in rows]
        sheet.set_column(column, column, _width(field, cells))
        sheet.write_string(0, column, field.name, formats["header"])
        sheet.write_comment(0, column, note(field), {**NOTE, "height": _height(note(field))})
        _column(sheet, formats, table, column, cells)
    sheet.freeze_panes(1, _frozen(table))
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, last_row, last_column)})  # such as the code 250
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _column(sheet: Worksheet, formats: Formats, table: Table, column: int, cells: Iterable[Cell]) -> None:
    """The cells of a field below its header; what is not known stays blank. ValueError if a cell cannot hold one."""
    field = table.fields[column]
    style, write = formats[OF_UNIT.get(field.unit, field.type)], WRITE[field.type]
    for row, cell in enumerate(cells, 1):
        if cell is None or cell == "":
            continue
        value = str(cell) if isinstance(cell, str) else cell
        runs = isinstance(cell, str) and cell.startswith(RUNS)
        if write(sheet, row, column, value, formats["quoted"] if runs else style):
            begins = f"{str(cell)[:40]!r} with its {len(str(cell)):,} characters"
            raise ValueError(f"{table.name}, {field.name}, row {row}: a cell of Excel cannot hold {begins}")


def note(field: Field) -> str:
    """What the note on the header of a column says."""
    unit = f"\nUnit: {field.unit}" if field.unit else ""
    return f"{field.title}\n{field.description}{unit}\nType: {field.type}"


def _height(text: str) -> int:
    lines = sum(1 + len(line) // NOTE_LINE for line in text.splitlines())
    return NOTE_HEIGHT * (lines + 1)


def _width(field: Field, cells: Iterable[Cell]) -> int:
    """Wide enough for the name and the filter's button, and for the longest cell, within reason."""
    shown = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(max(NARROWEST, len(field.name) + BUTTON, shown + 2), WIDEST)


def _frozen(table: Table) -> int:
    """How many columns stay in sight: up to the last one of the key where these are few, otherwise the first."""
    key = 1 + max(table.field_names.index(name) for name in table.descriptor["primaryKey"])
    return key if key <= FROZEN else 1
