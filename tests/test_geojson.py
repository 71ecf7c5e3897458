"""The map as GeoJSON: one feature for each country, valid by RFC 7946, with the same areas as the map of the site."""

import itertools
import json
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

from atlas.bundle import geojson
from atlas.publication import Publication
from tests.conftest import PROJECT
from tests.releases import publication_of

Ring = list[tuple[float, float]]


@pytest.fixture(scope="module")
def world() -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(geojson.world(publication_of(PROJECT)))
    return collection


def rings(world: dict[str, Any], iso3: str = "") -> list[tuple[str, int, Ring]]:
    """Every ring with its country and its number in its polygon; number 0 is the outer one."""
    return [
        (feature["id"], number, [(x, y) for x, y in ring])
        for feature in world["features"]
        if feature["geometry"]["type"] == "MultiPolygon" and iso3 in ("", feature["id"])
        for polygon in feature["geometry"]["coordinates"]
        for number, ring in enumerate(polygon)
    ]


def contains(feature: dict[str, Any], x: float, y: float) -> bool:
    """Whether a location is in a country: a line from it to the north crosses the borders an odd number of times."""
    crossings = 0
    for polygon in feature["geometry"]["coordinates"]:
        for (x0, y0), (x1, y1) in itertools.chain.from_iterable(map(itertools.pairwise, polygon)):
            crossings += (x0 > x) != (x1 > x) and y0 + (x - x0) / (x1 - x0) * (y1 - y0) > y
    return crossings % 2 == 1


def test_every_country_has_one_feature_with_its_code_and_name(world: dict[str, Any]) -> None:
    countries = publication_of(PROJECT).atlas.dataset.countries.values()
    assert [(feature["id"], feature["properties"]) for feature in world["features"]] == [
        (country.iso3, {"iso3": country.iso3, "name": country.name}) for country in countries
    ]


def test_the_file_is_valid_geojson(world: dict[str, Any]) -> None:
    path = Path(str(frictionless.__file__)).parent / "assets" / "profiles" / "geojson.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(world)] == []


def test_outer_rings_are_anticlockwise_and_holes_clockwise(world: dict[str, Any]) -> None:
    wrong = [(iso3, number) for iso3, number, ring in rings(world) if (geojson.area(ring) > 0) != (number == 0)]
    assert wrong == []
    assert [iso3 for iso3, number, _ in rings(world) if number] != []


def test_rings_are_closed_and_no_border_goes_around_the_world(world: dict[str, Any]) -> None:
    for iso3, _, ring in rings(world):
        steps = [abs(x1 - x0) for (x0, _), (x1, _) in itertools.pairwise(ring)]
        assert (ring[0] == ring[-1], len(ring) >= 4, max(steps) < 30) == (True, True, True), iso3
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), iso3


def test_russia_is_on_both_sides_of_the_antimeridian(world: dict[str, Any]) -> None:
    outer = [ring for _, number, ring in rings(world, "RUS") if number == 0]
    assert {max(x for x, _ in ring) == 180 for ring in outer} == {True, False}
    assert min(x for ring in outer for x, _ in ring) == -180


@pytest.mark.parametrize(
    ("location", "x", "y", "iso3"),
    [
        ("Paris", 2.35, 48.85, "FRA"),
        ("Canberra", 149.1, -35.3, "AUS"),
        ("Chukotka, west of the antimeridian", 178, 67, "RUS"),
        ("Chukotka, east of it", -176, 66.8, "RUS"),
        ("Windhoek", 17.1, -22.6, "NAM"),
        ("Simferopol", 34.1, 44.9, "UKR"),
        ("Maseru, within South Africa", 27.8, -29.5, "LSO"),
    ],
)
def test_a_location_is_in_its_country_and_in_no_other(
    location: str, x: float, y: float, iso3: str, world: dict[str, Any]
) -> None:
    shapes = [feature for feature in world["features"] if feature["geometry"]["type"] == "MultiPolygon"]
    assert [feature["id"] for feature in shapes if contains(feature, x, y)] == [iso3], location


def test_a_country_too_small_for_a_shape_is_a_point(world: dict[str, Any]) -> None:
    geometry_of = {feature["id"]: feature["geometry"] for feature in world["features"]}
    x, y = geometry_of["MLT"]["coordinates"]
    assert (geometry_of["MLT"]["type"], round(x), round(y)) == ("Point", 14, 36)
    assert {geometry["type"] for geometry in geometry_of.values()} == {"MultiPolygon", "Point"}


def test_the_site_has_the_map_of_its_countries(tiny_site: Path, tiny_publication: Publication) -> None:
    assert (tiny_site / "data" / "world.geojson").read_bytes() == geojson.world(tiny_publication)
