"""The content of a Data Package -> the texts for its readers: README.md and CHANGELOG.md."""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path

from atlas import citation, prose
from atlas.publication import Publication
from atlas.summary.changes import Change

README = Path(__file__).with_name("package-readme.md").read_text(encoding="utf-8")


def readme(
    publication: Publication,
    title: str,
    description: str,
    rows: Mapping[str, int],
    *,
    countries: int,
) -> str:
    """The README of a package; `rows` gives the number of rows by table, `countries` that of countries with reports."""
    settings, release = publication.settings, publication.release
    return README.format(
        title=title,
        description=description,
        version=release.version,
        as_of=prose.day(release.version.date),
        contents=_contents(rows, countries),
        address=settings.address,
        files=_files(publication, rows),
        citation=citation.full(settings, release.version),
        licence=settings.licence,
        licence_address=settings.licence_address,
        repository=settings.repository,
    )


def _contents(rows: Mapping[str, int], countries: int) -> str:
    reports, figures = prose.counted(rows["reports"], "report"), prose.counted(rows["figures"], "figure")
    return f"{figures} from {reports} on {prose.counted(countries, 'country')}"


def _files(publication: Publication, rows: Mapping[str, int]) -> str:
    lines = [
        f"| {name}.csv | {publication.release.schemas[name].title} | {number:,} |" for name, number in rows.items()
    ]
    return "\n".join(["| file | table | rows |", "| --- | --- | ---: |", *lines])


CHANGELOG = """\
# Changes

All reports, newest first. In brackets: what each figure does to what was known before.

- new: the period had no exact value.
- confirms: the same value was known.
- revises: another value was stated for the period.
- conflicts: the value contradicts figures of other periods.
"""


def changelog(changes: Iterable[Change]) -> str:
    """All reports by the day on which they were observed; the changes must be sorted by this day."""
    days = itertools.groupby(changes, key=lambda change: change.report.observed)
    parts = [f"## {prose.day(day)}\n\n" + "\n".join(map(_change, of_day)) + "\n" for day, of_day in days]
    return "\n".join([CHANGELOG, *parts])


def _change(change: Change) -> str:
    """As in "- France (reply): Q1 2026, 50 requests and 108 users [new]"."""
    figures = "; ".join(
        f"{prose.short(figure.period)}, {prose.counted(figure.requests, 'request')} and "
        f"{prose.counted(figure.users, 'user')} [{effect}]"
        for figure, effect in change.figures
    )
    return f"- {change.country.name} ({change.report.kind}): {figures}"
