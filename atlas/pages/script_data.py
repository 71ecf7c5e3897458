"""Summary -> the small JSON files that scripts fetch when a reader needs them.

They are names for the search, figures for the map and the comparison, and the rules by which a pasted reply is read.
"""

import json
from collections.abc import Iterator
from typing import Any

from atlas import prose
from atlas.charts import world
from atlas.model import Artefact
from atlas.pages.site import Site
from atlas.summary import Atlas


def artefacts(site: Site) -> Iterator[Artefact]:
    """Each file with the path at which its script asks for it."""
    countries = [profile.country for profile in site.atlas.profiles]
    # For the search: three-letter code in lower case, two-letter code and name of every country.
    yield _json("countries/names.json", [[country.iso3.lower(), country.iso2, country.name] for country in countries])
    yield _json("data/by-country.json", figures_by_country(site.atlas))
    yield _json("contribute/reader.json", site.reader)


def figures_by_country(atlas: Atlas) -> dict[str, Any]:
    """For the map and the comparison: every measure of each reporting country in each quarter, then in each year.

    The lists of a country are as long as `periods`; `scales` are the classes of the map by measure and length.
    """
    countries = {}
    for profile in atlas.reporting:
        resolved = [*profile.quarters, *profile.years]
        rates = [profile.rate(period) for period in resolved]
        countries[profile.country.iso3.lower()] = {
            "name": profile.country.name,
            "requests": [period.requests for period in resolved],
            "users": [period.users for period in resolved],
            "rate": [rate.users_per_million if rate else None for rate in rates],
            "status": [prose.describe_status(period) for period in resolved],
        }
    return {
        "periods": [prose.short(period) for period in atlas.periods],
        "lengths": ["year" if period.is_year else "quarter" for period in atlas.periods],
        "scales": {
            f"{measure} {length}": {"limits": limits, "key": [text for _, text in world.key(measure, length)]}
            for (measure, length), limits in world.LIMITS.items()
        },
        "countries": countries,
    }


def _json(path: str, content: object) -> Artefact:
    return Artefact(path, (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
