"""What a Data Package holds -> the texts for people in it: README.md and CHANGELOG.md."""

import itertools
from collections.abc import Iterable, Mapping

from atlas import citation, prose
from atlas.publication import Publication
from atlas.summary.changes import Change

README = """\
# {title}

{description}

- Version: {version}
- As of: {as_of}, the day of the newest report of the whole atlas
- Contents: {contents}
- Website: <{address}>

The figures are what Telegram's bot [@transparency](https://t.me/transparency) states, collected from the replies that
people report. They cannot be verified from outside. How values are worked out: <{address}method/>

## Before you use the data

- **Empty is not known, 0 is zero.** An empty cell must never be read as 0. Mind readers that take the code `NA`, which
  is Namibia's, for an empty cell.
- **Each quarter has one of four statuses.** `reported`: a report states it as such. `derived`: it follows exactly from
  stated figures; `formula` says how. `bounded`: it is known only in a longer period. `missing`: no report covers it.
- **Never add up `span_requests` and `span_users`.** Each bounded quarter repeats the total of its whole span.
- **Never add up the table figures.** Its periods overlap. For sums, take `requests` and `users` of the table quarters.
- **Never give a total without its number of countries.** Which countries are known differs from quarter to quarter.
- **Compare only the same countries in both periods.** A sum over more countries is larger for that alone.
- **Fulfilled is not received.** These are requests that Telegram says it fulfilled. The table dsa_requests counts
  requests received, over other periods: never divide one by the other.
- **A sum of users is a sum of cases.** A person affected in two quarters counts twice.
- **Rates rest on estimates.** `users_per_million` divides by the World Bank's mid-year population of the newest year
  known that is not after the quarter's; where there is none, the rate is empty. In a small country one case makes a
  high rate.
- **A zero can be old.** Many countries are known only from the bot's first answer, for January to September 2024. That
  says nothing of later quarters; those are `missing`.

## Files

{files}

`datapackage.json` says for every column its type, unit and meaning, as a Data Package (<https://datapackage.org>): CSV
in UTF-8, with commas, LF line ends and no byte-order mark. `CHANGELOG.md` lists what each report added, confirmed or
revised.

## Cite

> {citation}

`CITATION.cff` says the same for programs. Name the version: values change when reports come in.

## Licence

{licence}, <{licence_address}>. `LICENSE` says what others contributed.

## Mistakes

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
    """The README of a package with so many rows of each table, and with reports of so many countries."""
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
    return f"{figures} stated in {reports} of {prose.counted(countries, 'country')}"


def _files(publication: Publication, rows: Mapping[str, int]) -> str:
    lines = [
        f"| {name}.csv | {publication.release.schemas[name].title} | {number:,} |" for name, number in rows.items()
    ]
    return "\n".join(["| file | table | rows |", "| --- | --- | ---: |", *lines])


def changelog(changes: Iterable[Change]) -> str:
    """Every report by the day on which it was seen, in the order given; it must keep the reports of a day together."""
    days = itertools.groupby(changes, key=lambda change: change.report.observed)
    parts = [f"## {prose.day(day)}\n\n" + "\n".join(map(_change, found)) for day, found in days]
    opening = (
        "# Changes\n\nEvery report, by the day on which it was seen. New: stated for the first time. Confirmed: stated "
        "again as before.\nRevised: stated otherwise than before."
    )
    return "\n\n".join([opening, *parts]) + "\n"


def _change(change: Change) -> str:
    figures = "; ".join(
        f"{prose.short(figure.period)} {effect}, {prose.counted(figure.requests, 'request')} and "
        f"{prose.counted(figure.users, 'user')}"
        for figure, effect in change.figures
    )
    return f"- {change.country.name}: {figures} ({change.report.kind})"
