"""The map's geometry -> data/world.geojson (RFC 7946): a feature for every country, to join with the tables by iso3.

TopoJSON lists each border once, as an arc that its two countries share, and follows it in either direction: the arc ~2,
which is -3, is arc 2 backwards. Points of arcs are whole numbers, each the difference to the one before it.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from atlas.publication import Publication

Position = tuple[float, float]
"""Longitude and latitude in degrees."""

Ring = Sequence[Position]
"""A closed line: the last position is the first one."""

DIGITS = 3  # of a degree; the geometry was simplified to about a hundredth
TERMS = (
    "Natural Earth, public domain, simplified, and changed where ISO 3166 assigns an area to another country. "
    "The borders imply no opinion."
)


def world(publication: Publication) -> bytes:
    """The content of the file; a country too small for a shape is a point, one that the map does not have is null."""
    path = publication.root / "site" / "charts" / "world.topojson"
    topology = json.loads(path.read_text(encoding="utf-8"))
    geometry_of = {**dict(_points(topology)), **dict(_shapes(topology))}
    countries = publication.atlas.dataset.countries.values()
    features = ",\n".join(
        json.dumps(
            {
                "type": "Feature",
                "id": country.iso3,
                "properties": {"iso3": country.iso3, "name": country.name},
                "geometry": geometry_of.get(country.iso3),
            },
            ensure_ascii=False,
        )
        for country in countries
    )
    head = json.dumps({"title": "Countries and territories", "description": TERMS})[1:-1]
    return f'{{"type": "FeatureCollection", {head}, "features": [\n{features}\n]}}\n'.encode()


def _points(topology: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for point in topology["objects"]["points"]["geometries"]:
        yield point["id"], {"type": "Point", "coordinates": _rounded(_degrees(point["coordinates"], topology))}


def _shapes(topology: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    arcs = [_arc(arc, topology) for arc in topology["arcs"]]
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        pieces = [piece for polygon in polygons for piece in _cut([_ring(indexes, arcs) for indexes in polygon])]
        coordinates = [[[_rounded(position) for position in ring] for ring in piece] for piece in pieces]
        yield shape["id"], {"type": "MultiPolygon", "coordinates": coordinates}


def _degrees(point: Sequence[float], topology: Mapping[str, Any]) -> Position:
    (x, y), (width, height), (west, south) = point, topology["transform"]["scale"], topology["transform"]["translate"]
    return x * width + west, y * height + south


def _arc(differences: Sequence[Sequence[int]], topology: Mapping[str, Any]) -> list[Position]:
    """The positions of an arc: [[5, 5], [1, 0], [0, -2]] goes through the points 5, 5 and 6, 5 and 6, 3."""
    xs, ys = (itertools.accumulate(values) for values in zip(*differences, strict=True))
    return [_degrees(point, topology) for point in zip(xs, ys, strict=True)]


def _ring(indexes: Sequence[int], arcs: Sequence[list[Position]]) -> list[Position]:
    """The ring of some arcs, each of which begins where the one before it ends."""
    lines = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes]
    return lines[0] + [position for line in lines[1:] for position in line[1:]]


def _cut(polygon: Sequence[Ring]) -> Iterator[list[Ring]]:
    """The parts of a polygon on each side of the antimeridian, the outer ring of each anticlockwise, holes clockwise.

    A border of Russia goes from 179° to -179°. For most programs, this is a line around the whole world. So it is
    continued to 181° first; then the part from 180° to 540° is cut off, and moved 360° to the west.
    """
    outer, *holes = (_continued(ring) for ring in polygon)
    for shift in (-360, 0, 360):
        rings = [_between(ring, shift - 180, shift + 180) for ring in (outer, *holes)]
        moved = [[(x - shift, y) for x, y in ring] for ring in rings]
        if area(moved[0]):
            yield [
                ring if (area(ring) > 0) == is_outer else ring[::-1]
                for is_outer, ring in zip((True, *(False for _ in holes)), moved, strict=True)
                if area(ring)
            ]


def _continued(ring: Ring) -> list[Position]:
    """The ring without jumps from one side of the map to the other: its longitudes may pass 180° or -180°."""
    positions = [ring[0]]
    for x, y in ring[1:]:
        positions.append((x + 360 * round((positions[-1][0] - x) / 360), y))
    return positions


def _between(ring: Ring, west: float, east: float) -> list[Position]:
    """The part of a ring between two longitudes (Sutherland and Hodgman); empty if there is none."""
    return _side(_side(ring, west, 1), east, -1)


def _side(ring: Ring, limit: float, direction: int) -> list[Position]:
    """The part of a ring to the east of a longitude (direction 1) or to the west of it (-1)."""
    kept: list[Position] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        if (x0 - limit) * (x1 - limit) < 0:  # the line crosses the limit
            kept.append((limit, y0 + (limit - x0) / (x1 - x0) * (y1 - y0)))
        if (x1 - limit) * direction >= 0:
            kept.append((x1, y1))
    return [*kept, kept[0]] if kept else []


def area(ring: Ring) -> float:
    """The area in square degrees, positive if the ring is anticlockwise (the shoelace formula)."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring)) / 2


def _rounded(position: Position) -> list[float]:
    return [round(degrees, DIGITS) for degrees in position]
