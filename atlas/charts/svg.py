"""The SVG that Vega writes -> SVG that a page can hold: small, without what a screen reader trips over.

Vega wraps every mark in groups with roles of their own and writes coordinates with fifteen decimals. What stays is the
shapes, the texts, links, and on each mark the label that the tooltip shows.
"""

import re
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree as ET

NAMESPACE = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
KEPT = frozenset(
    (
        *(
            "d",
            "x",
            "y",
            "dx",
            "dy",
            "x1",
            "y1",
            "x2",
            "y2",
            "r",
            "cx",
            "cy",
            "width",
            "height",
            "viewBox",
            "transform",
        ),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"),
        *("text-anchor", "font-family", "font-size", "font-weight", "font-style", "href", "aria-label"),
    )
)
FONT = "Liberation Sans"
"""What Vega measures text with; a page then shows its own font, which is about as wide."""

DEFAULTS = {("stroke-dasharray", ""), ("font-family", FONT), ("fill-opacity", "1"), ("font-weight", "normal")}

ET.register_namespace("", "http://www.w3.org/2000/svg")


def tidy(text: str, decimals: int = 1) -> str:
    """The same picture with rounded coordinates, without wrappers, roles and empty shapes; its root has no name yet."""
    root = ET.fromstring(text)  # noqa: S314 - written by Vega in this very process
    for element in root.iter():
        if LINK in element.attrib:
            element.set("href", element.attrib[LINK])
        is_text = element.tag == f"{NAMESPACE}text"
        kept = {
            key: _rounded(value, decimals) if key in ("d", "transform") else value.removesuffix("px")
            for key, value in element.attrib.items()
            if key in KEPT and (key, value) not in DEFAULTS and value
        }
        # A label may not stand on what has no role of its own; the tooltip reads it from here.
        label = kept.pop("aria-label", "")
        if label and not is_text:
            kept["data-label"] = label
        element.attrib.clear()
        element.attrib.update(kept)
    _prune(root)
    return ET.tostring(root, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


def _rounded(text: str, decimals: int) -> str:
    def shorter(match: re.Match[str]) -> str:
        value = f"{float(match.group()):.{decimals}f}".rstrip("0").rstrip(".") if decimals else match.group()
        return "0" if value in ("-0", "") else value

    return re.sub(r"-?\d*\.?\d+(?:e-?\d+)?", shorter, text)


def _prune(element: ET.Element) -> None:
    """Drop empty shapes and groups that do nothing, from the leaves up."""
    children: list[ET.Element] = []
    for child in list(element):
        _prune(child)
        name = child.tag.removeprefix(NAMESPACE)
        if name == "g" and (
            not child.attrib or (child.attrib.get("transform") == "translate(0,0)" and len(child.attrib) == 1)
        ):
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
PLACE = "https://atlas.example/"
"""Stands in links for the root of the site while Vega, which insists on absolute addresses, has them in hand."""


@dataclass(slots=True)
class _Land:
    """A country on the map: a shape, a circle, or both, in one link."""

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
        """Painted and read so: shapes with a value, shapes without, circles without, circles with one."""
        return bool(self.circle), self.is_known is bool(self.circle), self.label


def tidy_map(text: str) -> str:
    """Vega's map as inline SVG: one link a country, known ones in the tab order; the root has no name yet."""
    root = ET.fromstring(text)  # noqa: S314 - written by Vega in this very process
    lands: dict[str, _Land] = {}
    for link in root.iter(f"{NAMESPACE}a"):
        mark = link[0]
        href = link.attrib[LINK].removeprefix(PLACE)
        land = lands.setdefault(href, _Land(href, mark.attrib["aria-label"], mark.attrib["fill"]))
        if mark.get("aria-roledescription") == "circle":
            land.circle = _circle(mark)
        else:
            land.path = _outline(mark.get("d", ""))
    links = "\n".join(_link(land) for land in sorted(lands.values(), key=lambda land: land.order))
    look = 'stroke="var(--paper)" stroke-width="0.5" stroke-linejoin="round" preserveAspectRatio="xMidYMid slice"'
    return f'<svg viewBox="{root.attrib["viewBox"]}" {look}><g>\n{links}\n</g></svg>'


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
    """The outline in relative steps of a tenth; places are rounded, not steps, so that no error adds up."""
    rings = []
    at = (0, 0)
    for ring in RING.findall(d):
        pairs = (pair.split(",") for pair in ring.split("L"))
        places = [(round(float(x) * TENTHS), round(float(y) * TENTHS)) for x, y in pairs]
        points = [place for index, place in enumerate(places) if not index or place != places[index - 1]]
        if points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        steps = []
        for x, y in points:
            dx, dy = _decimal(x - at[0]), _decimal(y - at[1])
            steps.append(dx + ("" if dy.startswith("-") else " ") + dy)
            at = (x, y)
        lines = "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
        rings.append(f"m{steps[0]}l{lines.lstrip(' ')}z")
        at = points[0]
    return f'<path d="{"".join(rings)}"/>' if rings else ""


def _decimal(tenths: int) -> str:
    """12 -> 1.2, -5 -> -.5, 30 -> 3."""
    whole, tenth = divmod(abs(tenths), TENTHS)
    return ("-" if tenths < 0 else "") + (str(whole) if whole or not tenth else "") + (f".{tenth}" if tenth else "")
