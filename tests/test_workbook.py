"""The workbook: every cell as in the tables, with its type; no formulas; the same bytes on every machine."""

import datetime as dt
import io
import json
import math
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from atlas import tables
from atlas.bundle import workbook
from atlas.publication import Publication
from tests.releases import hashes_elsewhere, publication_of, with_records

KINDS = {int: "n", float: "n", bool: "b", dt.date: "d"}
FORMATS = {"string": "General", "boolean": "General", "integer": "#,##0", "number": "#,##0.00", "date": "yyyy-mm-dd"}
RISKY = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("https://example.org")', "=cmd|' /C calc'!A0")
BOUNDS = "The lower and the upper bound say what a value can at least and at most be. Add them up over countries"
LONGEST = 32_767  # of a text in a cell, counted in units of UTF-16


def opened(content: bytes, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def sheet(book: Workbook, name: str) -> Worksheet:
    worksheet = book[name]
    assert isinstance(worksheet, Worksheet)
    return worksheet


def typed(value: object) -> tuple[str, object] | None:
    """A value of a record with the letter for its type in a workbook; None if it is unknown."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return "s", str(value)
    return KINDS[type(value)], value


def typed_cell(cell: Cell | MergedCell) -> tuple[str, object] | None:
    if cell.value is None:
        return None
    return cell.data_type, cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value


def columns_of(publication: Publication) -> dict[str, list[dict[str, Any]]]:
    """The fields of each table, from schema/."""
    folder = publication.root / "schema"
    return {name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))["fields"] for name in tables.PUBLISHED}


@pytest.mark.parametrize("values", [False, True], ids=["formulas", "values"])
def test_every_cell_reads_back_as_it_is_in_the_tables(publication: Publication, *, values: bool) -> None:
    book = opened(workbook.xlsx_bytes(publication), values=values)
    assert book.sheetnames == ["About", *tables.PUBLISHED]
    for name, records in publication.release.records.items():
        header, *rows = sheet(book, name).iter_rows()
        assert [cell.value for cell in header] == list(publication.release.schemas[name].field_names)
        assert [[typed_cell(cell) for cell in row] for row in rows] == [
            [typed(value) for value in record.values()] for record in records
        ]


def test_the_site_has_the_workbook_of_its_tables(tiny_site: Path) -> None:
    book = opened((tiny_site / "data" / "atlas.xlsx").read_bytes())
    for name in tables.PUBLISHED:
        header, *rows = sheet(book, name).iter_rows(values_only=True)
        records = [
            {str(key): str(v.date()) if isinstance(v, dt.datetime) else v for key, v in zip(header, row, strict=True)}
            for row in rows
        ]
        published = json.loads((tiny_site / "data" / f"{name}.json").read_bytes())
        assert records == [{key: None if value == "" else value for key, value in row.items()} for row in published]


def test_a_header_has_a_note_with_title_meaning_unit_and_type(tiny_publication: Publication) -> None:
    book = opened(workbook.xlsx_bytes(tiny_publication))
    for name, fields in columns_of(tiny_publication).items():
        notes = [cell.comment for cell in sheet(book, name)[1]]
        assert [(note.text, note.author) for note in notes if note] == [
            (
                f"{field['title']}\n{field['description']}"
                + (f"\nUnit: {field['unit']}" if "unit" in field else "")
                + f"\nType: {field['type']}",
                "The contributors of the Telegram Transparency Atlas",
            )
            for field in fields
        ]


def test_the_notes_are_hidden_until_the_pointer_is_on_the_cell(tiny_publication: Publication) -> None:
    parts = parts_of(workbook.xlsx_bytes(tiny_publication))
    drawings = [text for path, text in parts.items() if path.endswith(".vml")]
    fields = sum(len(table.fields) for table in tiny_publication.release.schemas.values())
    assert len(drawings) == len(tables.PUBLISHED)
    assert sum(text.count("visibility:hidden") for text in drawings) == fields
    assert [text for text in drawings if "<x:Visible" in text] == []


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {info.filename: parts.read(info).decode() for info in parts.infolist()}


def test_numbers_and_days_have_the_format_of_their_type(tiny_publication: Publication) -> None:
    book = opened(workbook.xlsx_bytes(tiny_publication))
    for name, fields in columns_of(tiny_publication).items():
        for column, field in enumerate(fields, 1):
            cells = [c for (c,) in sheet(book, name).iter_rows(2, None, column, column) if c.value is not None]
            expected = "0" if field.get("unit") == "year" else FORMATS[field["type"]]
            assert {cell.number_format for cell in cells} <= {expected}, (name, field["name"])
    population = sheet(book, "population")["B2"]
    assert (population.value, population.number_format) == (
        tiny_publication.release.records["population"][0]["year"],
        "0",
    )


def test_header_and_key_stay_visible_and_every_column_has_a_filter(tiny_publication: Publication) -> None:
    book = opened(workbook.xlsx_bytes(tiny_publication))
    assert {name: sheet(book, name).freeze_panes for name in tables.PUBLISHED} == {
        "quarters": "D2",
        "years": "D2",
        "figures": "B2",
        "reports": "B2",
        "revisions": "B2",
        "countries": "B2",
        "population": "C2",
        "events": "B2",
        "dsa_requests": "C2",
        "quarter_reports": "B2",
        "spans": "D2",
        "corrections": "B2",
    }
    assert {name: sheet(book, name).auto_filter.ref for name in tables.PUBLISHED} == {
        name: f"A1:{get_column_letter(len(table.fields))}{len(tiny_publication.release.records[name]) + 1}"
        for name, table in tiny_publication.release.schemas.items()
    }
    assert {name: all(cell.font.b for cell in sheet(book, name)[1]) for name in tables.PUBLISHED} == dict.fromkeys(
        tables.PUBLISHED, True
    )


def test_a_column_is_as_wide_as_its_content_up_to_a_limit(tiny_publication: Publication) -> None:
    long = tuple({**record, "note": "a " * 500} for record in tiny_publication.release.records["reports"])
    book = opened(workbook.xlsx_bytes(with_records(tiny_publication, {"reports": long})))
    names = tiny_publication.release.schemas["reports"].field_names
    columns = sheet(book, "reports").column_dimensions
    widths = {name: columns[get_column_letter(number)].width for number, name in enumerate(names, 1)}
    path = max(len(str(record["report"])) for record in long)
    assert {name: round(float(widths[name])) for name in ("report", "iso3", "note")} == {
        "report": path + 3,
        "iso3": 9,
        "note": 61,
    }


def test_the_first_sheet_describes_the_data_and_warns_of_mistakes(tiny_publication: Publication) -> None:
    about = sheet(opened(workbook.xlsx_bytes(tiny_publication)), "About")
    lines = [tuple(cell for cell in row if cell is not None) for row in about.iter_rows(values_only=True)]
    schemas, settings, version = (
        tiny_publication.release.schemas,
        tiny_publication.settings,
        tiny_publication.release.version,
    )
    quarters = schemas["quarters"]
    release = f"{settings.title} (version {version}, data as of 21 April 2026)"
    address = f"https://github.com/{settings.repository}/releases/tag/v{version}"
    assert [line for line in lines if line] == [
        (settings.title,),
        (settings.description,),
        ("Version", str(version)),
        ("Data as of", "2026-04-21"),
        ("Built", "2026-06-01"),
        ("Commit", "unknown"),
        ("Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
        (
            "How to cite",
            f"The contributors of the {settings.title} (2026). {release} [Data set]. {address} (CC BY 4.0)",
        ),
        ("Address", settings.address),
        ("Before you use the data",),
        ("Empty cells", "Empty means unknown; 0 is zero."),
        ("Statuses", quarters.field("status").description),
        (
            "Requests",
            "Requests that Telegram says it fulfilled, not all that it received. Outsiders cannot verify them.",
        ),
        (
            "Totals",
            "Only add up requests and users of the sheet quarters, and give the number of countries.",
        ),
        ("Bounds", f"{BOUNDS}, never over the quarters of one country: the sheets spans and years have closer ones."),
        ("Comparisons", "Compare two quarters only over the same countries: those that have upper bounds in both."),
        ("span_requests", quarters.field("span_requests").description),
        ("span_users", quarters.field("span_users").description),
        ("dsa_requests", schemas["dsa_requests"].description),
        ("Sheets",),
        ("Sheet", "Content", "Rows"),
        *(
            (name, f"{table.title}\n{table.description}", len(tiny_publication.release.records[name]))
            for name, table in schemas.items()
        ),
    ]


def test_every_row_of_the_first_sheet_is_high_enough_for_its_text(publication: Publication) -> None:
    about = sheet(opened(workbook.xlsx_bytes(publication)), "About")
    width = about.column_dimensions["B"].width - 1  # Excel's padding
    for number, row in enumerate(about.iter_rows(min_row=4), 4):
        texts = [str(cell.value) for cell in row if cell.value and cell.alignment.wrap_text]
        lines = [line for text in texts for line in text.split("\n")]
        height = about.row_dimensions[number].height or 15  # points, Excel's usual height
        assert height >= 15 * sum(math.ceil(len(line) / width) for line in lines), texts
    assert (about.row_dimensions[1].height or 0) >= 18 * 1.25  # a title of 18 points


def test_the_height_of_a_text_follows_from_its_lines() -> None:
    long = "words " * 40  # 240 characters, at most 110 to a line
    assert [workbook.about_height(text) for text in ("one line", f"Title\n{long}", "")] == [15, 60, 15]


def test_the_first_sheet_links_to_the_others_only(tiny_publication: Publication) -> None:
    content = workbook.xlsx_bytes(tiny_publication)
    cells = [cell for row in sheet(opened(content), "About").iter_rows() for cell in row]
    links = {cell.value: cell.hyperlink for cell in cells if isinstance(cell, Cell) and cell.hyperlink}
    assert {name: link.location for name, link in links.items()} == {name: f"'{name}'!A1" for name in tables.PUBLISHED}
    assert [path for path, text in parts_of(content).items() if 'TargetMode="External"' in text] == []


def test_the_properties_of_the_document_give_title_version_and_licence(tiny_publication: Publication) -> None:
    content, version = workbook.xlsx_bytes(tiny_publication), tiny_publication.release.version
    properties = opened(content).properties
    assert (properties.title, properties.creator) == (
        "Telegram Transparency Atlas",
        "The contributors of the Telegram Transparency Atlas",
    )
    assert properties.description == f"Version {version}. CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
    custom = parts_of(content)["docProps/custom.xml"]
    assert dict(re.findall(r'name="(\w+)"><vt:lpwstr>(.*?)</vt:lpwstr>', custom)) == {
        "Version": str(version),
        "Licence": "CC BY 4.0",
        "Address": tiny_publication.settings.address,
    }


@pytest.mark.parametrize("text", RISKY)
def test_text_that_looks_like_a_formula_is_text(text: str, tiny_publication: Publication) -> None:
    first, *others = tiny_publication.release.records["reports"]
    risky = {**first, "source": text, "credit": text, "note": text, "revises": text}
    content = workbook.xlsx_bytes(with_records(tiny_publication, {"reports": (risky, *others)}))
    reports = sheet(opened(content), "reports")
    cells = {reports.cell(1, cell.column).value: cell for cell in reports[2] if isinstance(cell, Cell)}
    for name in ("source", "credit", "note", "revises"):
        cell = cells[name]
        assert (cell.data_type, unescape(str(cell.value)), bool(cell.quotePrefix)) == ("s", text, True)
    assert bool(cells["country"].quotePrefix) is False
    assert [path for path, part in parts_of(content).items() if re.search(r"<f[ >]", part)] == []


def test_the_longest_text_that_fits_a_cell_is_kept_and_a_longer_one_refused(tiny_publication: Publication) -> None:
    first, *others = tiny_publication.release.records["reports"]

    def noted(text: str) -> Publication:
        return with_records(tiny_publication, {"reports": ({**first, "note": text}, *others)})

    longest = "a" * (LONGEST - 2) + "😀"  # two units
    reports = sheet(opened(workbook.xlsx_bytes(noted(longest))), "reports")
    assert longest in [cell.value for cell in reports[2]]
    with pytest.raises(ValueError, match=r"reports, note, row 1: an Excel cell cannot hold 'aaa.*' with its 32,767"):
        workbook.xlsx_bytes(noted(f"a{longest}"))


def test_more_rows_than_fit_a_sheet_are_refused(tiny_publication: Publication) -> None:
    (first, *_) = tiny_publication.release.records["events"]
    with pytest.raises(ValueError, match="events: 1,048,576 rows and a header must fit the 1,048,576 rows of a sheet"):
        workbook.xlsx_bytes(with_records(tiny_publication, {"events": (first,) * 1_048_576}))


def test_a_repository_without_reports_has_a_workbook(pattern: Path) -> None:
    book = opened(workbook.xlsx_bytes(publication_of(pattern, reports=False)))
    assert book.properties.created == dt.datetime(2024, 1, 1)  # noqa: DTZ001 - openpyxl gives no time zone
    assert [row[1] for row in sheet(book, "About").iter_rows(values_only=True) if row[0] == "Data as of"] == [
        "no report yet"
    ]
    assert sheet(book, "quarters").max_row == 1


def test_no_part_of_the_workbook_contains_the_time_of_the_build(
    tiny_publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook.xlsx_bytes(tiny_publication)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    times = re.findall(r"\d{4}-\d\d-\d\dT[^<]*", parts_of(content)["docProps/core.xml"])
    assert times == ["2026-04-21T00:00:00Z"] * 2
    later = time.time() + 1_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert workbook.xlsx_bytes(tiny_publication) == content


def test_the_workbook_has_the_same_bytes_in_every_folder_and_time_zone(pattern: Path, tmp_path: Path) -> None:
    assert len(hashes_elsewhere("workbook.xlsx_bytes", pattern, tmp_path)) == 1
