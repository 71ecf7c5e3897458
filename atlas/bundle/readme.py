"""The content of a Data Package -> the texts for its readers: README.md and CHANGELOG.md."""

import itertools
from collections.abc import Iterable, Mapping

from atlas import citation, prose
from atlas.publication import Publication
from atlas.summary.changes import Change

README = """\
# {title}

{description}

- Version: {version}
- Data as of: {as_of}, the day of the newest report on any country
- Contents: {contents}
- Website: <{address}>

The figures are what Telegram's bot [@transparency](https://t.me/transparency) states. People send its replies to the
atlas. Nobody outside Telegram can verify the figures. How values are calculated: <{address}method/>

## Before you use the data

- **Empty is unknown, 0 is zero.** Never read an empty cell as 0. Some programs read the code `NA`, which is Namibia, as
  an empty cell.
- **Each quarter has one of four statuses.** `reported`: a report states it. `derived`: it follows exactly from stated
  figures; `formula` says how. `bounded`: only the total of a longer period is known. `missing`: no report covers it.
- **Never add up `span_requests` or `span_users`.** Each bounded quarter repeats the total of its whole span.
- **Never add up the table figures.** Its periods overlap. For totals, add up `requests` and `users` in the table
  quarters.
- **Never give a total without its number of countries.** Different countries are known in different quarters.
- **Compare two quarters only over the same countries.** A total over more countries is larger for that reason alone.
- **Requests received are not requests fulfilled.** The figures count requests that Telegram says it fulfilled. The
  table dsa_requests counts requests that it received, over a different period: never divide one by the other.
- **A total of users counts cases.** A person affected in two quarters counts twice.
- **Rates are based on estimates.** `users_per_million` divides by the World Bank's mid-year population in the newest
  known year up to the quarter's year. Without a known population, the rate is empty. In a small country, a single case
  makes a high rate.
- **A zero can be old.** Many countries are known only from the bot's first answer, for January to September 2024. It
  says nothing about later quarters; those are `missing`.

## Files

{files}

`datapackage.json` describes the type, unit and meaning of every column, as a Data Package (<https://datapackage.org>).
The CSV files are in UTF-8, with commas, LF line endings and no byte-order mark. `CHANGELOG.md` lists all reports, and
what each figure does to what was known before.

Some names were changed before the first announcement of the data. The promise of stable names applies from now on:
<{address}data/>

## How to cite

> {citation}

`CITATION.cff` is the same citation for programs. Name the version, because values change when new reports arrive.

## Licence

{licence}, <{licence_address}>. `LICENSE` lists what others contributed.

## Corrections

Please report a wrong or missing figure: <https://github.com/{repository}/issues>
"""


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
