"""Charts as files of their own: SVG, PNG and specification in the colours of the light theme; cards as PNG."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from atlas.charts import vega
from atlas.charts.designs import Design
from atlas.charts.vega import Task
from atlas.model import Artefact

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def artefacts(
    designs: Sequence[Design],
    pictures: Mapping[str, str],
    tokens: Mapping[str, str],
    renderer: vega.Renderer,
    report_progress: Callable[[int, int], None],
) -> Iterator[Artefact]:
    """The files of all designs that have a file; `pictures` are the SVGs by specification."""
    with_files = [design for design in designs if design.file]
    standalones = {design.file: standalone(pictures[design.wide], design.title, tokens) for design in with_files}
    for design in with_files:
        if design.file.startswith("charts/"):
            specification = json.dumps(json.loads(design.wide), ensure_ascii=False, indent=1) + "\n"
            yield Artefact(f"{design.file}.svg", standalones[design.file].encode())
            yield Artefact(f"{design.file}.vl.json", with_colours(specification, tokens).encode())
    tasks = [
        Task(file, vega.card_from_svg if file.startswith("cards/") else vega.png_from_svg, text)
        for file, text in standalones.items()
    ]
    for task, picture in zip(tasks, renderer.render(tasks, report_progress), strict=True):
        yield Artefact(f"{task.name}.png", picture)


def standalone(text: str, title: str, tokens: Mapping[str, str]) -> str:
    """An SVG that needs no stylesheet: a namespace, a font, a ground, a name, the colours of the light theme."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" '
    body = re.sub(r"^<svg ", head, text)
    ground = f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="var(--paper)"/>'
    return with_colours(body.replace(">", f">{ground}", 1), tokens)


def with_colours(text: str, tokens: Mapping[str, str]) -> str:
    """The text with every var(--token) replaced by its colour; KeyError for a token that the stylesheet lacks."""
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda match: tokens[match.group(1)], text)


def light_tokens(stylesheet: str) -> dict[str, str]:
    """The colours of the light theme: the first :root block of the stylesheet is their only list."""
    block = stylesheet[stylesheet.index(":root") : stylesheet.index("}")]
    return dict(re.findall(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{3,8})", block))
