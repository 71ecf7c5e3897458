"""An edition -> for every country its quarters as CSV and JSON, and a Data Package of its rows of all tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from atlas import citation
from atlas.bundle import package
from atlas.bundle.source import Source
from atlas.model import Artefact, Record
from atlas.summary import Profile
from atlas.summary.changes import Change
from atlas.tables import of_countries, plain

TABLE = "quarters"

Tables = Mapping[str, tuple[Record, ...]]


def artefacts(source: Source) -> Iterator[Artefact]:
    """Three files for each country, with tables of no rows where nobody has reported."""
    tables = of_countries(source.edition)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in source.atlas.changes:
        changes[change.country.iso3].append(change)
    also = package.texts(source)
    for profile in source.atlas.profiles:
        code = profile.country.iso3
        contents = _contents(source, profile, tables[code], tuple(changes[code]))
        yield Artefact(f"data/countries/{code}.csv", contents.csv[TABLE])
        yield Artefact(f"data/countries/{code}.json", plain.json_bytes(tables[code][TABLE]))
        yield Artefact(f"data/countries/{code}.zip", package.package(source, contents, also))


def _contents(source: Source, profile: Profile, tables: Tables, changes: tuple[Change, ...]) -> package.Contents:
    """All tables with a country in them. They refer to none but each other, so that the package is complete."""
    schemas, country = source.edition.schemas, profile.country
    return package.Contents(
        name=f"{citation.SLUG}-{country.iso3.lower()}",
        title=f"{source.settings.title}: {country.name}",
        description=f"The rows of {country.name} of the {source.settings.title}. {source.settings.description}",
        csv={name: plain.csv_bytes(records, schemas[name]) for name, records in tables.items()},
        rows={name: len(records) for name, records in tables.items()},
        changes=changes,
        countries=int(profile.ledger is not None),
    )
