"""Release -> data/: downloads, citations, columns, and real rows for each status."""

from collections.abc import Iterable, Iterator

from atlas import citation
from atlas.model import Record, Status
from atlas.pages import structured
from atlas.pages.records import DataPage, Page, VersionsPage, section
from atlas.pages.site import Site

EXAMPLE_COLUMNS = (
    "iso3", "quarter", "requests", "users", "requests_low", "requests_high", "users_low", "users_high",
    "formula", "high_formula", "method", "evidence", "missing_reason",
)  # fmt: skip
CITATIONS = (("BibTeX", "citation.bib"), ("RIS", "citation.ris"), ("CSL-JSON", "citation.json"))


def pages(site: Site) -> Iterator[Page]:
    """The page of everything that can be downloaded, and the feed of versions."""
    settings, release = site.settings, site.release
    quarters = release.schemas["quarters"]
    yield DataPage(
        **section("Data", "Download and cite every table: CSV, JSON, Excel, SQLite, Data Package, API."),
        version=release.version,
        atlas=site.atlas,
        markup=site.content["data"],
        number_of_reports=len(site.atlas.dataset.reports),
        citation_short=citation.short(settings, release.version),
        citation_full=citation.full(settings, release.version),
        release=citation.release_address(settings, release.version),
        citations=tuple((name, path, site.downloads[f"data/{path}"].decode().strip()) for name, path in CITATIONS),
        sizes={path.removeprefix("data/"): len(content) for path, content in site.downloads.items()},
        tables=tuple((table, len(release.records[name]), len(table.fields)) for name, table in release.schemas.items()),
        statuses=quarters.field("status").description,
        example_columns=EXAMPLE_COLUMNS,
        examples=tuple(_examples(release.records["quarters"])),
        dataset=structured.dataset(site),
    )
    yield VersionsPage(
        path="versions.xml",
        template="versions.xml",
        title="Versions of the data",
        description="What changed from version to version of the data.",
        updated=max(entry.released for entry in site.versions),
        entries=tuple((entry, citation.release_address(settings, entry.version)) for entry in site.versions),
    )


def _examples(quarters: Iterable[Record]) -> Iterator[Record]:
    """For every status that occurs, the quarter that can have the most requests; one with a warning would distract."""
    plain = [row for row in quarters if not row["warnings"]]
    plain.sort(key=lambda row: _count(row, "requests_high"), reverse=True)
    for status in Status:
        yield from [row for row in plain if row["status"] == status][:1]


def _count(row: Record, name: str) -> int:
    return int(str(row[name] or 0))
