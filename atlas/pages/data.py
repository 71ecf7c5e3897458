"""Release -> data/: downloads, citations, columns, and real rows for each status."""

from collections.abc import Iterable, Iterator, Mapping

from atlas import citation
from atlas.model import Cell, Field, Record, Status, Table
from atlas.pages import structured
from atlas.pages.records import DataPage
from atlas.pages.rows import CitationItem, FieldRow, FileRow, TableItem
from atlas.pages.site import Site

EXAMPLE_COLUMNS = (
    "iso3", "quarter", "requests", "users", "status", "formula", "span", "span_requests", "span_users",
)  # fmt: skip
ARCHIVE = "telegram-transparency-atlas"
CITATIONS = {"citation.bib": "BibTeX", "citation.ris": "RIS", "citation.json": "CSL-JSON"}


def pages(site: Site) -> Iterator[DataPage]:
    """The page of everything that can be downloaded."""
    settings, release = site.settings, site.release
    yield DataPage(
        path="data/index.html",
        template="data.html",
        title="Data",
        description="Download and cite every table: CSV, JSON, Excel, SQLite, Data Package, API.",
        markup=site.content["data"],
        reporting=len(site.atlas.reporting),
        reports=len(site.atlas.dataset.reports),
        citation_short=citation.short(settings, release.version),
        citation_full=citation.full(settings, release.version),
        citations=tuple(
            CitationItem(path, name, site.downloads[f"data/{path}"].decode().strip())
            for path, name in CITATIONS.items()
        ),
        files=tuple(_file_rows(site)),
        tables=tuple(_table_item(site, name, table) for name, table in release.schemas.items()),
        statuses=release.schemas["quarters"].field("status").description,
        example_columns=EXAMPLE_COLUMNS,
        examples=tuple(tuple(_text(row[name]) for name in EXAMPLE_COLUMNS) for row in _examples(release.records)),
        dataset=structured.dataset(site),
    )


def _file_rows(site: Site) -> Iterator[FileRow]:
    purposes = {
        "atlas.xlsx": "Excel and other spreadsheets: a sheet for each table, with notes on the columns",
        f"{ARCHIVE}.zip": "research: all tables as CSV in a Data Package, with description, licence, citation, history",
        f"{ARCHIVE}-{site.release.version}.zip": "the same file with its version in the name; the next version "
        "replaces it, and older ones are GitHub releases",
        "atlas.sqlite": "queries: all tables with keys, and views for common questions",
    }
    for path, purpose in purposes.items():
        yield FileRow(path, purpose, _size(site, path))


def _table_item(site: Site, name: str, table: Table) -> TableItem:
    return TableItem(
        name=name,
        title=table.title,
        description=table.description,
        csv_size=_size(site, f"{name}.csv"),
        json_size=_size(site, f"{name}.json"),
        rows=len(site.release.records[name]),
        columns=len(table.fields),
        fields=tuple(_field_row(field) for field in table.fields),
    )


def _field_row(field: Field) -> FieldRow:
    return FieldRow(field.name, field.type, field.unit, field.description, _text(field.example))


def _size(site: Site, path: str) -> int:
    return len(site.downloads[f"data/{path}"])


def _text(cell: Cell) -> str:
    """A cell as CSV and JSON write it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)


def _examples(records: Mapping[str, Iterable[Record]]) -> Iterator[Record]:
    """For every status that occurs, the quarter with the most requests, its own or those of its span.

    Rows with fewer users than requests, which the check warns of, would only raise questions.
    """
    plain = [row for row in records["quarters"] if _count(row, "users") >= _count(row, "requests")]
    plain.sort(key=lambda row: _count(row, "requests") or _count(row, "span_requests"), reverse=True)
    for status in Status:
        yield from [row for row in plain if row["status"] == status][:1]


def _count(row: Record, name: str) -> int:
    return int(str(row[name] or 0))
