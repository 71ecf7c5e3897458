"""Summary -> charts: Vega-Lite specifications from site/charts filled with rows, drawn for pages and as files."""

import copy
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from atlas import prose, summary
from atlas.cache import Cache
from atlas.charts import cards, marks, vega, world
from atlas.charts.vega import ChartError, Task
from atlas.model import Artefact, Event
from atlas.summary import Atlas

__all__ = ["ChartError", "Charts", "draw"]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
QUARTER_HEIGHT = 22
PAIR_HEIGHT = 46
COUNTRY_HEIGHT = 34
Specification = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts: for a page to hold, by name; as files of their own; and the letters of the events that they mark."""

    inline: Mapping[str, str]
    files: tuple[Artefact, ...]
    letters: tuple[tuple[str, Event], ...]


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart to be drawn: its name in messages and pages; `file` and `title` where it is a file of its own as well."""

    name: str
    specification: Specification
    file: str = ""
    title: str = ""


def draw(atlas: Atlas, root: Path, cache: Cache, tell: Callable[[str, int, int], None]) -> Charts:
    """Every chart of the site; `tell` hears the step and how many of how many are done. ChartError names what fails."""
    folder = root / "site"
    tokens = light_tokens((folder / "static" / "style.css").read_text(encoding="utf-8"))
    templates = {
        path.name.split(".")[0]: json.loads(path.read_text()) for path in (folder / "charts").glob("*.vl.json")
    }
    charts = list(_charts(atlas, templates))
    tasks = [Task(chart.name, vega.svg_from_specification, json.dumps(chart.specification)) for chart in charts]
    geometry = json.loads((folder / "charts" / "world.topojson").read_text(encoding="utf-8"))
    text = world.specification(atlas, templates["map"], geometry)
    tasks.append(Task("world", vega.map_from_specification, text))
    with vega.Renderer(cache) as renderer:
        drawn = renderer.draw(tasks, functools.partial(tell, "draw the charts"))
        by_name = {task.name: result.decode() for task, result in zip(tasks, drawn, strict=True)}
        files = list(_files(charts, by_name, tokens, renderer, functools.partial(tell, "draw the pictures")))
    return Charts(by_name, tuple(files), tuple(marks.lettered(atlas.dataset.events, atlas.quarters)))


def _files(
    charts: Sequence[_Chart],
    drawn: Mapping[str, str],
    tokens: Mapping[str, str],
    renderer: vega.Renderer,
    tell: Callable[[int, int], None],
) -> Iterator[Artefact]:
    """Charts as SVG, PNG and specification in the colours of the light theme; cards as PNG."""
    alone = {chart.file: standalone(drawn[chart.name], chart.title, tokens) for chart in charts if chart.file}
    for chart in charts:
        if chart.file.startswith("charts/"):
            specification = json.dumps(chart.specification, ensure_ascii=False, indent=1) + "\n"
            yield Artefact(f"{chart.file}.svg", alone[chart.file].encode())
            yield Artefact(f"{chart.file}.vl.json", coloured(specification, tokens).encode())
    tasks = [
        Task(file, vega.card_from_svg if file.startswith("cards/") else vega.png_from_svg, text)
        for file, text in alone.items()
    ]
    for task, picture in zip(tasks, renderer.draw(tasks, tell), strict=True):
        yield Artefact(f"{task.name}.png", picture)


def _charts(atlas: Atlas, templates: Mapping[str, Specification]) -> Iterator[_Chart]:
    for profile in atlas.reporting:
        code = profile.country.iso3.lower()
        rows = marks.country(profile, atlas.dataset.events)
        height = QUARTER_HEIGHT * len(profile.quarters)
        title = f"Telegram’s answers to law enforcement: {profile.country.name}"
        yield _Chart(f"{code}-wide", _fill(templates["columns"], rows), f"charts/{code}", title)
        yield _Chart(f"{code}-narrow", _fill(templates["rows"], rows, height=height))
        yield _Chart(f"{code}-spark", _fill(templates["sparkline"], marks.sparkline(profile)))
    for quarter in atlas.quarters:
        ranked = summary.ranking(atlas.reporting, quarter)
        rows, height = marks.ranking(ranked), COUNTRY_HEIGHT * len(ranked)
        name, title = str(quarter).lower(), f"Telegram’s answers to law enforcement, {prose.period(quarter)}"
        yield _Chart(f"{name}-wide", _fill(templates["rows"], rows, width=420, height=height), f"charts/{name}", title)
        yield _Chart(f"{name}-narrow", _fill(templates["rows"], rows, width=110, height=height))
    rows = marks.trend(atlas.panels)
    title = "Telegram’s answers to law enforcement, the same countries a year apart"
    yield _Chart("trend-wide", _fill(templates["columns"], rows), "charts/trend", title)
    yield _Chart("trend-narrow", _fill(templates["rows"], rows, width=120, height=PAIR_HEIGHT * len(atlas.panels)))
    rows, title = marks.coverage(atlas.coverage), "Countries of which Telegram’s answers are known"
    yield _Chart("coverage-wide", _fill(templates["columns"], rows), "charts/coverage", title)
    yield _Chart("coverage-narrow", _fill(templates["rows"], rows, height=QUARTER_HEIGHT * len(atlas.coverage)))
    for name, rows in cards.cards(atlas):
        yield _Chart(f"card of {name}", _fill(templates["card"], rows), f"cards/{name}", name)


def _fill(template: Specification, rows: Sequence[marks.Row], **size: int) -> Specification:
    specification = copy.deepcopy(template)
    specification["datasets"] = {"rows": [{"label": "", **row} for row in rows]}
    specification.get("spec", specification).update(size)
    return specification


def standalone(text: str, title: str, tokens: Mapping[str, str]) -> str:
    """An SVG that needs no stylesheet: a namespace, a font, a ground, a name, the colours of the light theme."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" '
    body = re.sub(r"^<svg ", head, text)
    ground = f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="var(--paper)"/>'
    return coloured(body.replace(">", f">{ground}", 1), tokens)


def coloured(text: str, tokens: Mapping[str, str]) -> str:
    """The text with every var(--token) replaced by its colour; KeyError for a token that the stylesheet lacks."""
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda match: tokens[match.group(1)], text)


def light_tokens(stylesheet: str) -> dict[str, str]:
    """The colours of the light theme: the first :root block of the stylesheet is their only list."""
    block = stylesheet[stylesheet.index(":root") : stylesheet.index("}")]
    return dict(re.findall(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{3,8})", block))
