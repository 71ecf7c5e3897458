"""Summary -> what each chart draws: the specifications of site/charts, filled with rows."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atlas import prose, summary
from atlas.charts import marks, world
from atlas.model import Event, Period
from atlas.summary import Atlas, Profile

QUARTER_HEIGHT = 22
PAIR_HEIGHT = 54
COUNTRY_HEIGHT = 34

Specification = dict[str, Any]
Templates = Mapping[str, Specification]


@dataclass(frozen=True, slots=True)
class Design:
    """A chart before it is drawn: a specification (JSON) for wide screens and one for narrow ones, empty if unneeded.

    `name` is for error messages, `description` for screen readers; `file` is the path of its files without their
    suffix, `title` their title.
    """

    name: str
    wide: str
    narrow: str = ""
    description: str = ""
    file: str = ""
    title: str = ""


def country(templates: Templates, profile: Profile, events: Sequence[Event]) -> Design:
    """The quarters of a country: time runs to the right, on narrow screens down."""
    rows, height = marks.country(profile, events), QUARTER_HEIGHT * profile.quarters_total
    return Design(
        name=profile.country.name,
        wide=fill(templates["columns"], rows),
        narrow=fill(templates["rows"], rows, height=height),
        description=prose.describe_country_chart(profile),
        file=f"charts/{profile.country.iso3.lower()}",
        title=f"Requests that Telegram says it fulfilled: {profile.country.name}",
    )


def sparkline(templates: Templates, profile: Profile) -> Design:
    """The requests of a country, small enough for a line of a table."""
    return Design(
        name=f"{profile.country.name}, sparkline",
        wide=fill(templates["sparkline"], marks.sparkline(profile)),
        description=prose.describe_country_chart(profile),
    )


def ranking(templates: Templates, atlas: Atlas, quarter: Period) -> Design:
    """The countries known in a quarter, most requests first."""
    ranked = summary.ranking(atlas.reporting, quarter)
    rows, height = marks.ranking(ranked), COUNTRY_HEIGHT * len(ranked)
    return Design(
        name=str(quarter),
        wide=fill(templates["rows"], rows, width=420, height=height),
        narrow=fill(templates["rows"], rows, width=110, height=height),
        description=prose.describe_ranking(ranked, quarter),
        file=f"charts/{str(quarter).lower()}",
        title=f"Requests that Telegram says it fulfilled, {prose.period(quarter)}",
    )


def trend(templates: Templates, atlas: Atlas) -> Design:
    """The matched panels: pairs of totals a year apart."""
    rows = marks.trend(atlas.panels)
    return Design(
        name="trend",
        wide=fill(templates["columns"], rows),
        narrow=fill(templates["rows"], rows, width=120, height=PAIR_HEIGHT * len(atlas.panels)),
        description=prose.describe_trend(atlas.panels),
        file="charts/trend",
        title="Requests that Telegram says it fulfilled, year on year, same countries",
    )


def coverage(templates: Templates, atlas: Atlas) -> Design:
    """The number of countries known by quarter."""
    rows = marks.coverage(atlas.coverage)
    return Design(
        name="coverage",
        wide=fill(templates["columns"], rows),
        narrow=fill(templates["rows"], rows, height=QUARTER_HEIGHT * len(atlas.coverage)),
        description=prose.describe_coverage(atlas.coverage),
        file="charts/coverage",
        title="Number of countries with known figures, by quarter",
    )


def world_map(templates: Templates, atlas: Atlas, geometry: Mapping[str, Any]) -> Design:
    """The map; drawn otherwise than the other charts, by `vega.map_from_specification`."""
    return Design(
        name="world",
        wide=world.specification(atlas, templates["map"], geometry),
        description=prose.describe_map(atlas.typical.quarter if atlas.typical else None),
    )


def card(templates: Templates, name: str, rows: Sequence[marks.Row]) -> Design:
    """The picture of a page where it is shared."""
    return Design(f"card of {name}", fill(templates["card"], rows), file=f"cards/{name}", title=name)


def fill(template: Specification, rows: Sequence[marks.Row], **size: int) -> str:
    """A specification as JSON, with its rows and the size of its panels in pixels."""
    specification = copy.deepcopy(template)
    specification["datasets"] = {"rows": [{"label": "", **row} for row in rows]}
    specification.get("spec", specification).update(size)
    return json.dumps(specification)
