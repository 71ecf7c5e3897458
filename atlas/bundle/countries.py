"""A release -> for every country its quarters as CSV and JSON, and a Data Package with its rows of all tables."""

from collections.abc import Iterator

from atlas import citation
from atlas.bundle import package
from atlas.bundle.readme import Contents
from atlas.model import Artefact
from atlas.publication import Publication
from atlas.tables import group_by_country, plain

TABLE = "quarters"


def artefacts(publication: Publication) -> Iterator[Artefact]:
    """Three files for each country, then the checksums of all of them."""
    files = tuple(_files(publication))
    yield from files
    by_name = {file.path.removeprefix("data/countries/"): file.content for file in files}
    yield Artefact("data/countries/SHA256SUMS", package.checksums(by_name))


def _files(publication: Publication) -> Iterator[Artefact]:
    """Three files for each country. The tables have no rows if there is no report on the country."""
    release, schemas, settings = publication.release, publication.release.schemas, publication.settings
    text, by_country = package.repository_citation(publication), group_by_country(release)
    for profile in publication.atlas.profiles:
        country, code = profile.country, profile.country.iso3
        tables = by_country[code]  # those with the column iso3; they only refer to each other
        version, page = release.versions.countries[code], f"countries/{code.lower()}/"
        contents = Contents(
            name=f"{citation.SLUG}-{code.lower()}",
            title=f"{settings.title}: {country.name}",
            description=f"The rows of the {settings.title} about {country.name_in_text}. {settings.description}",
            csv={name: plain.csv_bytes(records, schemas[name]) for name, records in tables.items()},
            rows={name: len(records) for name, records in tables.items()},
            changes=tuple(change for change in publication.atlas.changes if change.country is country),
            countries=int(profile.ledger is not None),
            version=version,
            citation=citation.of_country(settings, version, country.name, page),
            cff=citation.cff_of_country(settings, text, version, country.name, page),
        )
        yield Artefact(f"data/countries/{code}.csv", contents.csv[TABLE])
        yield Artefact(f"data/countries/{code}.json", plain.json_bytes(tables[TABLE]))
        yield Artefact(f"data/countries/{code}.zip", package.package(publication, contents))
