"""The map's geometry: areas with a code of their own are drawn as themselves, and as large as they are."""

import itertools
import json
import math

import pytest

from tests.conftest import PROJECT

Ring = list[tuple[float, float]]

EARTH = 6371.0  # km, its mean radius


@pytest.fixture(scope="module")
def shapes() -> dict[str, list[list[Ring]]]:
    """The polygons of each country by its code: rings of longitude and latitude, the first of each the outer one."""
    topology = json.loads((PROJECT / "site" / "charts" / "world.topojson").read_text(encoding="utf-8"))
    (scale_x, scale_y), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        positions = itertools.accumulate(
            deltas, lambda position, delta: (position[0] + delta[0], position[1] + delta[1])
        )
        arcs.append([(x * scale_x + west, y * scale_y + south) for x, y in positions])

    def ring(numbers: list[int]) -> Ring:
        # ~0 is arc 0 backwards. Each arc begins where the one before it ends.
        return [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[1:]]

    return {
        shape["id"]: [
            [ring(numbers) for numbers in polygon]
            for polygon in ([shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"])
        ]
        for shape in topology["objects"]["countries"]["geometries"]
    }


def is_inside(ring: Ring, x: float, y: float) -> bool:
    """Whether a line from the point to the east crosses the ring an odd number of times."""
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    return (
        sum((y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in sides) % 2 == 1
    )


def area(ring: Ring) -> float:
    """Square kilometres, on the cylinder of equal area: x is the longitude, y the sine of the latitude."""
    points = [(math.radians(x), math.sin(math.radians(y))) for x, y in ring]
    sides = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2 * EARTH**2


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "iso3"),
    [
        ("Laayoune", -13.1, 27.1, "ESH"),
        ("Dakhla, inland", -15.0, 23.2, "ESH"),
        ("Tifariti, east of the berm", -10.6, 26.2, "ESH"),
        ("Tan-Tan", -11.1, 28.4, "MAR"),
        ("Simferopol", 34.1, 45.0, "UKR"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("Northern Cyprus", 33.3, 35.3, "CYP"),
        ("Pristina", 21.1, 42.6, "XKX"),
        ("Ramallah", 35.2, 31.9, "PSE"),
        ("Gaza", 34.4, 31.4, "PSE"),
        ("Central Taiwan", 121.0, 23.8, "TWN"),
        ("French Guiana", -53.2, 4.0, "GUF"),
        ("Svalbard", 17.0, 78.5, "SJM"),
        ("Sukhumi, inland", 41.3, 43.0, "GEO"),
    ],
)
def test_an_area_is_part_of_the_country_to_which_iso_3166_assigns_it(
    name: str, longitude: float, latitude: float, iso3: str, shapes: dict[str, list[list[Ring]]]
) -> None:
    containing = [
        code
        for code, polygons in shapes.items()
        for polygon in polygons
        if sum(is_inside(ring, longitude, latitude) for ring in polygon) % 2
    ]
    assert (name, containing) == (name, [iso3])


@pytest.mark.parametrize(("iso3", "square_kilometres"), [("ESH", 266_000), ("MAR", 410_000), ("UKR", 603_500)])
def test_a_country_is_drawn_as_large_as_it_is(
    iso3: str, square_kilometres: float, shapes: dict[str, list[list[Ring]]]
) -> None:
    drawn = sum(area(outer) - sum(map(area, holes)) for outer, *holes in shapes[iso3])
    assert drawn == pytest.approx(square_kilometres, rel=0.05)
