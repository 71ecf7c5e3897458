"""The content of a Data Package -> the texts for its readers: README.md and CHANGELOG.md."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas import prose
from atlas.model import Version
from atlas.publication import Publication
from atlas.summary.changes import EFFECTS, Change

README = Path(__file__).with_name("package-readme.md").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Contents:
    """The content of a package: its name and texts, its tables as CSV, and the changes of its reports, newest first.

    `version` is that of its own rows; `citation` cites it, `cff` is the same as a CITATION.cff. `built` says when and
    from which commit it was built; it is empty where a package should only change with its data.
    """

    name: str
    title: str
    description: str
    csv: Mapping[str, bytes]
    rows: Mapping[str, int]
    changes: tuple[Change, ...]
    countries: int
    version: Version
    citation: str
    cff: str
    built: str = ""


def readme(publication: Publication, contents: Contents) -> str:
    """The README of a package."""
    settings, release = publication.settings, publication.release
    reports = prose.counted(contents.rows["reports"], "report")
    figures = prose.counted(contents.rows["figures"], "figure")
    return README.format(
        title=contents.title,
        description=contents.description,
        version=contents.version,
        as_of=prose.day(contents.version.date),
        built=f"\n- Built: {contents.built}" if contents.built else "",
        contents=f"{figures} from {reports} on {prose.counted(contents.countries, 'country')}",
        address=settings.address,
        files="\n".join(
            f"| {name}.csv | {release.schemas[name].title} | {number:,} |" for name, number in contents.rows.items()
        ),
        citation=contents.citation,
        licence=settings.licence,
        licence_address=settings.licence_address,
        repository=settings.repository,
    )


MEANINGS = "\n".join(f"- {effect}: {meaning}." for effect, meaning in EFFECTS.items())
CHANGELOG = f"""\
# Changes

All reports, newest first. In brackets: what each figure does to what was known before.

{MEANINGS}
"""


def changelog(changes: Iterable[Change]) -> str:
    """All reports by the day on which they were observed; the changes must be sorted by this day."""
    days = itertools.groupby(changes, key=lambda change: change.report.observed)
    parts = [f"## {prose.day(day)}\n\n" + "\n".join(map(_change, of_day)) + "\n" for day, of_day in days]
    return "\n".join([CHANGELOG, *parts])


def _change(change: Change) -> str:
    """As in "- France (reply): Q1 2026, 50 requests and 108 users [new]"."""
    figures = "; ".join(
        f"{prose.short(figure.period)}, {prose.counts(figure.value)} [{effect}]" for figure, effect in change.figures
    )
    return f"- {change.country.name} ({change.report.kind}): {figures}"
