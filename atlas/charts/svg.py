"""The SVG that Vega writes -> SVG for a page: small, and without what would confuse a screen reader.

Vega wraps every mark in groups with roles of their own and writes coordinates with fifteen decimals. This keeps only
shapes, texts, links, and for each mark the label that the tooltip shows.
"""

import re
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree as ET

NAMESPACE = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
KEPT = {
    "d", "x", "y", "dx", "dy", "x1", "y1", "x2", "y2", "r", "cx", "cy", "width", "height", "viewBox", "transform",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "text-anchor", "font-family", "font-size", "font-weight", "font-style", "href", "aria-label",
}  # fmt: skip
FONT = "Liberation Sans"
"""What Vega measures text with; a page then shows its own font, which is about as wide."""

DEFAULTS = {("stroke-dasharray", ""), ("font-family", FONT), ("fill-opacity", "1"), ("font-weight", "normal")}
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")

ET.register_namespace("", "http://www.w3.org/2000/svg")


def tidy(text: str) -> str:
    """Round coordinates; remove wrappers, roles and empty shapes. The picture has no accessible name yet."""
    root = ET.fromstring(text)  # noqa: S314 - written by Vega in this very process
    for element in root.iter():
        if LINK in element.attrib:
            element.set("href", element.attrib[LINK])
        kept = {
            key: NUMBER.sub(_rounded, value) if key in ("d", "transform") else value.removesuffix("px")
            for key, value in element.attrib.items()
            if key in KEPT and (key, value) not in DEFAULTS and value
        }
        # An element without a role must not have an aria-label; the tooltip reads the label from data-label.
        label = kept.pop("aria-label", "")
        if label and element.tag != f"{NAMESPACE}text":
            kept["data-label"] = label
        element.attrib.clear()
        element.attrib.update(kept)
    _prune(root)
    return ET.tostring(root, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


def _rounded(number: re.Match[str]) -> str:
    value = f"{float(number.group()):.1f}".removesuffix(".0")
    return "0" if value == "-0" else value


def _prune(element: ET.Element) -> None:
    """Drop empty shapes and groups that do nothing, from the leaves up."""
    children: list[ET.Element] = []
    for child in list(element):
        _prune(child)
        name = child.tag.removeprefix(NAMESPACE)
        if name == "g" and child.attrib in ({}, {"transform": "translate(0,0)"}):
            children += list(child)
        elif not _is_empty(name, child):
            children.append(child)
    element[:] = children


def _is_empty(name: str, element: ET.Element) -> bool:
    if name == "path":
        drawn = any(element.get(key, "none") not in ("none", "transparent") for key in ("fill", "stroke"))
        return not element.get("d") or not drawn
    return name == "g" and not len(element)


RING = re.compile(r"M([^MZ]*)")
TENTHS = 10
SITE_ROOT = "https://atlas.example/"
"""A placeholder for the root of the site in links, since Vega accepts only absolute addresses; removed afterwards."""


@dataclass(slots=True)
class _Land:
    """A country on the map: an outline, a circle, or both, in one link."""

    href: str
    label: str
    fill: str
    path: str = ""
    circle: str = ""

    @property
    def is_known(self) -> bool:
        return not self.fill.startswith("url")

    @property
    def order(self) -> tuple[bool, bool, str]:
        """The order of painting and reading: outlines with a value, without one, circles without one, with one."""
        return bool(self.circle), self.is_known is bool(self.circle), self.label


def tidy_map(text: str) -> str:
    """Vega's map as inline SVG: a link for each country, known ones in the tab order. It has no accessible name yet."""
    root = ET.fromstring(text)  # noqa: S314 - written by Vega in this very process
    lands: dict[str, _Land] = {}
    for link in root.iter(f"{NAMESPACE}a"):
        mark = link[0]
        href = link.attrib[LINK].removeprefix(SITE_ROOT)
        land = lands.setdefault(href, _Land(href, mark.attrib["aria-label"], mark.attrib["fill"]))
        if mark.get("aria-roledescription") == "circle":
            land.circle = _circle(mark)
        else:
            land.path = _outline(mark.get("d", ""))
    links = "\n".join(_link(land) for land in sorted(lands.values(), key=lambda land: land.order))
    attributes = 'stroke="var(--paper)" stroke-width="0.5" stroke-linejoin="round" preserveAspectRatio="xMidYMid slice"'
    return f'<svg viewBox="{root.attrib["viewBox"]}" {attributes}><g>\n{links}\n</g></svg>'


def _link(land: _Land) -> str:
    if not land.path and not land.circle:
        raise ValueError(f"{land.label} cannot be seen on the map")
    skip = "" if land.is_known else ' tabindex="-1"'
    code = land.href.rstrip("/").rpartition("/")[2]
    attributes = f'href="{land.href}" aria-label="{escape(land.label)}" data-iso3="{code}" fill="{land.fill}"{skip}'
    return f"<a {attributes}>{land.path}{land.circle}</a>"


def _circle(mark: ET.Element) -> str:
    x, y = mark.attrib["transform"].removeprefix("translate(").removesuffix(")").split(",")
    r = mark.attrib["d"].removeprefix("M").partition(",")[0]
    cx, cy, radius = (_decimal(round(float(value) * TENTHS)) for value in (x, y, r))
    return f'<circle cx="{cx}" cy="{cy}" r="{radius}"/>'


def _outline(d: str) -> str:
    """The outline in relative steps of a tenth.

    Points are rounded, not steps, so that errors do not add up: with points at 0, 0.14 and 0.28 the steps are 0.1 and
    0.2, to 0.3; rounded steps of 0.14 would only reach 0.2.
    """
    rings = []
    position = (0, 0)
    for ring in RING.findall(d):
        pairs = (pair.split(",") for pair in ring.split("L"))
        rounded = [(round(float(x) * TENTHS), round(float(y) * TENTHS)) for x, y in pairs]
        points = [point for index, point in enumerate(rounded) if not index or point != rounded[index - 1]]
        if points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        steps = []
        for x, y in points:
            dx, dy = _decimal(x - position[0]), _decimal(y - position[1])
            steps.append(dx + ("" if dy.startswith("-") else " ") + dy)
            position = (x, y)
        lines = "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
        rings.append(f"m{steps[0]}l{lines.lstrip(' ')}z")
        position = points[0]
    return f'<path d="{"".join(rings)}"/>' if rings else ""


def _decimal(tenths: int) -> str:
    """12 -> 1.2, -5 -> -.5, 30 -> 3."""
    whole, tenth = divmod(abs(tenths), TENTHS)
    return ("-" if tenths < 0 else "") + (str(whole) if whole or not tenth else "") + (f".{tenth}" if tenth else "")
