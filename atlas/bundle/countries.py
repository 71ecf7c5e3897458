"""A release -> for every country its quarters as CSV and JSON, and a Data Package with its rows of all tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from atlas import citation
from atlas.bundle import package
from atlas.bundle.readme import Contents
from atlas.model import Artefact, Record
from atlas.publication import Publication
from atlas.summary import Profile
from atlas.summary.changes import Change
from atlas.tables import group_by_country, plain

TABLE = "quarters"


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Three files for each country. The tables have no rows if there is no report on the country."""
    tables = group_by_country(publication.release)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in publication.atlas.changes:
        changes[change.country.iso3].append(change)
    texts = package.texts(publication)
    for profile in publication.atlas.profiles:
        code = profile.country.iso3
        contents = _contents(publication, profile, tables[code], tuple(changes[code]))
        yield Artefact(f"data/countries/{code}.csv", contents.csv[TABLE])
        yield Artefact(f"data/countries/{code}.json", plain.json_bytes(tables[code][TABLE]))
        yield Artefact(f"data/countries/{code}.zip", package.package(publication, contents, texts))


def _contents(
    publication: Publication, profile: Profile, tables: Mapping[str, tuple[Record, ...]], changes: tuple[Change, ...]
) -> Contents:
    """The tables with the column iso3. They only refer to each other, so the package is complete."""
    schemas, settings, country = publication.release.schemas, publication.settings, profile.country
    return Contents(
        name=f"{citation.SLUG}-{country.iso3.lower()}",
        title=f"{settings.title}: {country.name}",
        description=f"The rows of the {settings.title} about {country.name_in_text}. {settings.description}",
        csv={name: plain.csv_bytes(records, schemas[name]) for name, records in tables.items()},
        rows={name: len(records) for name, records in tables.items()},
        changes=changes,
        countries=int(profile.ledger is not None),
    )
