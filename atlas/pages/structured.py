"""Release -> a description of the dataset for search engines, as schema.org/Dataset."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from atlas import citation
from atlas.pages.site import Site
from atlas.sources import SOURCES

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
NUMBERS = ("integer", "number")


def dataset(site: Site) -> dict[str, Any]:
    """A Dataset with a distribution for every download of all tables, and a variable for every number of a quarter."""
    settings, atlas, version = site.settings, site.atlas, site.release.version
    repository = f"https://github.com/{settings.repository}"
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{settings.address}data/",
        "name": settings.title,
        "description": settings.description,
        "url": f"{settings.address}data/",
        "identifier": citation.release_address(settings, version),
        "version": str(version),
        "datePublished": str(version.date or ""),
        "dateModified": str(version.date or ""),
        "license": settings.licence_address,
        "isAccessibleForFree": True,
        "temporalCoverage": f"{atlas.quarters[0].start}/{atlas.quarters[-1].end}" if atlas.quarters else "",
        "spatialCoverage": [profile.country.name for profile in atlas.reporting],
        "creator": {"@type": "Organization", "name": citation.author(settings), "url": repository},
        "publisher": {"@type": "Organization", "name": settings.title, "url": settings.address},
        "keywords": list(citation.KEYWORDS),
        "isBasedOn": [{"@type": source.type, "name": source.title, "url": source.path} for source in SOURCES],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": field.name,
                "description": field.description,
                "unitText": field.unit,
            }
            for field in site.release.schemas["quarters"].fields
            if field.type in NUMBERS
        ],
        "distribution": [
            _distribution(settings.address + path, content)
            for path, content in site.downloads.items()
            if len(PurePosixPath(path).parts) == 2
            and PurePosixPath(path).suffix in MEDIA_TYPES
            and str(version) not in path  # the next release takes its place
        ],
    }


def _distribution(address: str, content: bytes) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "contentUrl": address,
        "encodingFormat": MEDIA_TYPES[PurePosixPath(address).suffix],
        "contentSize": f"{len(content)} B",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
