"""Summary -> charts: Vega-Lite specifications from site/charts filled with rows, drawn for pages and as files."""

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atlas.cache import Cache
from atlas.charts import cards, designs, files, marks, vega
from atlas.charts import findings as findings_charts
from atlas.charts.designs import Design
from atlas.charts.vega import ChartError, Task
from atlas.model import Artefact, Event, Period
from atlas.summary import Atlas
from atlas.summary.findings import findings

__all__ = ["Chart", "ChartError", "Charts", "draw"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for a page: inline SVG for wide and for narrow screens, which has no name yet.

    `description` is what it shows, for screen readers; `file` the path of its files below the site's root without their
    suffix, as in `charts/fra`, empty if it has none.
    """

    wide: str
    narrow: str
    description: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts, those of countries by ISO 3166 code; a sparkline and the map have no narrow form.

    `files` are the charts as files of their own, and the cards; `events` are the events that charts mark, each with its
    letter; `findings` are the charts of the findings by their anchors.
    """

    countries: Mapping[str, Chart]
    sparklines: Mapping[str, Chart]
    rankings: Mapping[Period, Chart]
    trend: Chart
    coverage: Chart
    world: Chart
    files: tuple[Artefact, ...]
    events: tuple[tuple[str, Event], ...]
    findings: Mapping[str, Chart] = field(default_factory=dict)


def draw(atlas: Atlas, root: Path, cache: Cache, report_progress: Callable[[str, int, int], None]) -> Charts:
    """Draw every chart of the site. ChartError names the one that fails.

    `report_progress` is called with the step, how many pictures are done, and how many there are.
    """
    folder = root / "site"
    tokens = files.light_tokens((folder / "static" / "style.css").read_text(encoding="utf-8"))
    templates = {
        path.name.split(".")[0]: json.loads(path.read_text()) for path in (folder / "charts").glob("*.vl.json")
    }
    geometry = json.loads((folder / "charts" / "world.topojson").read_text(encoding="utf-8"))

    countries = {
        profile.country.iso3: designs.country(templates, profile, atlas.dataset.events) for profile in atlas.reporting
    }
    sparklines = {profile.country.iso3: designs.sparkline(templates, profile) for profile in atlas.reporting}
    rankings = {quarter: designs.ranking(templates, atlas, quarter) for quarter in atlas.quarters}
    trend, coverage = designs.trend(templates, atlas), designs.coverage(templates, atlas)
    world_map = designs.world_map(templates, atlas, geometry)
    of_findings = findings_charts.designs(templates, findings(atlas), atlas.dataset.events)
    all_cards = [designs.card(templates, name, rows) for name, rows in cards.cards(atlas)]

    on_pages = [*countries.values(), *sparklines.values(), *rankings.values(), trend, coverage, *of_findings.values()]
    with vega.Renderer(cache) as renderer:
        tasks = [*_tasks([*on_pages, *all_cards]), Task("world", vega.map_from_specification, world_map.wide)]
        results = renderer.render(tasks, functools.partial(report_progress, "draw the charts"))
        pictures = {task.text: result.decode() for task, result in zip(tasks, results, strict=True)}
        file_progress = functools.partial(report_progress, "draw the pictures")
        artefacts = tuple(files.artefacts([*on_pages, *all_cards], pictures, tokens, renderer, file_progress))

    def chart(design: Design) -> Chart:
        return Chart(pictures[design.wide], pictures.get(design.narrow, ""), design.description, design.file)

    return Charts(
        countries={iso3: chart(design) for iso3, design in countries.items()},
        sparklines={iso3: chart(design) for iso3, design in sparklines.items()},
        rankings={quarter: chart(design) for quarter, design in rankings.items()},
        trend=chart(trend),
        coverage=chart(coverage),
        world=chart(world_map),
        files=artefacts,
        events=tuple(marks.lettered(atlas.dataset.events, atlas.quarters)),
        findings={slug: chart(design) for slug, design in of_findings.items()},
    )


def _tasks(all_designs: Iterable[Design]) -> Iterator[Task]:
    for design in all_designs:
        yield Task(design.name, vega.svg_from_specification, design.wide)
        if design.narrow:
            yield Task(f"{design.name}, narrow", vega.svg_from_specification, design.narrow)
