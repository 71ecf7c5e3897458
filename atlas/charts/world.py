"""Summary -> the map: a class and a label for every country, and the specification filled with them.

The classes are fixed, so that a colour means the same in every quarter; each includes its lower limit and excludes its
upper one. Whole years have their own limits, so that a colour means about the same number per month.
"""

import bisect
import copy
import itertools
import json
from collections.abc import Mapping
from typing import Any

from atlas import prose
from atlas.charts.svg import SITE_ROOT
from atlas.ledger import Resolved
from atlas.summary import Atlas, Profile, Rate

NO_REPORT = "none"
LIMITS = {
    ("rate", "quarter"): (1, 3, 10, 30),
    ("rate", "year"): (3, 10, 30, 100),
    ("requests", "quarter"): (10, 50, 200, 1000),
    ("requests", "year"): (50, 200, 1000, 5000),
}
"""Upper limits of the classes 1 to 4 for a measure and a length of period; class 0 is zero, class 5 has no limit."""


def map_class(value: float | None, measure: str, length: str) -> str:
    """0 to 5 as text, or NO_REPORT where the value is not known."""
    if value is None:
        return NO_REPORT
    return str(bisect.bisect_right(LIMITS[measure, length], value) + 1) if value else "0"


def key(measure: str, length: str) -> list[tuple[str, str]]:
    """The classes with their ranges, as the key of the map shows them."""
    limits = LIMITS[measure, length]
    between = [f"{low:,} to {high:,}" for low, high in itertools.pairwise(limits)]
    texts = ["0", f"under {limits[0]:,}", *between, f"{limits[-1]:,} or more", "not known"]
    return list(zip(("0", "1", "2", "3", "4", "5", NO_REPORT), texts, strict=True))


def colour(class_name: str) -> str:
    """The fill of a class."""
    return "url(#no-report)" if class_name == NO_REPORT else f"var(--map-{class_name})"


def label(profile: Profile, resolved: Resolved | None, rate: Rate | None) -> str:
    """The label of a country, for tooltips and screen readers; `resolved` is None if it has no reports."""
    name = profile.country.name
    if resolved is None:
        return f"{name}: no report"
    if not resolved.is_known:
        return f"{name}: {prose.describe_status(resolved)}"
    counts = f"{prose.counted(resolved.requests or 0, 'request')}, {prose.counted(resolved.users or 0, 'user')}"
    per_million = f", {prose.rate(rate.users_per_million)} users per million" if rate else ""
    return f"{name}: {counts}{per_million}"


def specification(atlas: Atlas, template: Mapping[str, Any], geometry: Mapping[str, Any]) -> str:
    """The map's specification (JSON): users per million in the quarter that the site shows first."""
    quarter = atlas.typical.quarter if atlas.typical else None
    rows = []
    for profile in atlas.profiles:
        resolved = profile.quarter(quarter) if quarter else None
        rate = profile.rate(resolved) if resolved and resolved.is_known else None
        class_name = map_class(rate.users_per_million if rate else None, "rate", "quarter")
        rows.append(
            {
                "iso3": profile.country.iso3,
                "label": label(profile, resolved, rate),
                "href": f"{SITE_ROOT}countries/{profile.country.iso3.lower()}/",
                "class": class_name,
                "fill": colour(class_name),
            }
        )
    filled = copy.deepcopy(dict(template))
    filled["datasets"] = {**filled.get("datasets", {}), "countries": rows}
    for layer in filled["layer"]:
        layer["data"] = {"values": geometry, "format": layer["data"]["format"]}
    return json.dumps(filled)
