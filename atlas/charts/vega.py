"""Specifications -> SVG, SVG -> PNG, by Vega. The only module that imports vl-convert, and here Pillow.

Rendering is a pure function of its input, so each picture is rendered once and kept in the cache. Whatever the cache
lacks is rendered by worker processes, one for each core. A worked example, a build in which three pictures change:

1. `draw` makes several hundred tasks. The key of a task is its function, the versions of the tools, and its input.
2. `Renderer.render` asks the cache for each key and gets all results but three. Those three tasks are pickled and sent
   to the pool of workers, which starts if it does not run yet. Workers are spawned, not forked: a fork copies locks but
   not the threads that hold them (here those of the progress bar), and may then wait for ever. Only workers load
   vl-convert and its JavaScript engine.
3. Each worker first hides the fonts of the machine, by pointing fontconfig to an empty configuration. vl-convert then
   uses the font that it contains, so that a picture is the same on every machine. It is also much faster, since the
   engine opens the file of a system font again for every letter.
4. The results are stored in the cache one by one, so that a build that is interrupted keeps what it has rendered. The
   pool stays for the next call, which turns SVGs into PNGs, and ends with the `with` block.
"""

import copy
import functools
import io
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from atlas.cache import Cache
from atlas.charts import svg

VEGA_LITE = "6.4"
NO_FONTS = Path(__file__).with_name("no-fonts.conf")
COLOURS = 128  # of a PNG; with fewer, the edges of letters change visibly
TOOLS = (
    version("vl-convert-python"),
    VEGA_LITE,
    f"pillow {version('pillow')}, {COLOURS} colours",
    Path(svg.__file__).read_text(encoding="utf-8"),
)


class ChartError(Exception):
    """A chart that Vega cannot render; the message names it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to render: its name in messages, a module-level function, and the input of that function."""

    name: str
    function: Callable[[str], bytes]
    text: str

    @property
    def key(self) -> tuple[str, ...]:
        """Everything the result depends on."""
        return (self.function.__name__, *TOOLS, self.text)


def svg_from_specification(text: str) -> bytes:
    """A Vega-Lite specification (JSON), whose data are the dataset `rows`, as SVG for a page."""
    import vl_convert

    skeleton = json.loads(text)
    rows = skeleton.pop("datasets", {}).get("rows", [])
    compiled = copy.copy(_compiled(json.dumps(skeleton)))
    compiled["data"] = [
        {**data, "values": rows} if data["name"] == "rows" else data for data in compiled.get("data", [])
    ]
    return svg.tidy(vl_convert.vega_to_svg(compiled)).encode()


@functools.cache
def _compiled(skeleton: str) -> dict[str, Any]:
    """A Vega-Lite specification without rows as a Vega one: many charts share it, and it is a third of the work."""
    import vl_convert

    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(skeleton, vl_version=VEGA_LITE)
    return compiled


def map_from_specification(text: str) -> bytes:
    """The specification of the map as SVG for a page: a link for each country."""
    import vl_convert

    return svg.tidy_map(vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE)).encode()


def png_from_svg(text: str) -> bytes:
    """A standalone SVG as PNG, with two pixels for each unit."""
    import vl_convert

    return _quantised(vl_convert.svg_to_png(text, scale=2))


def card_from_svg(text: str) -> bytes:
    """A standalone SVG of 1200 by 630 units as PNG, with one pixel for each unit."""
    import vl_convert

    return _quantised(vl_convert.svg_to_png(text, scale=1))


def _quantised(png: bytes) -> bytes:
    """The same picture with a palette of COLOURS colours, which makes it about eight times smaller."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    palette = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    saved = io.BytesIO()
    palette.save(saved, "PNG", optimize=True)
    return saved.getvalue()


class Renderer:
    """Renders what the cache lacks; its processes live from the first such task to the end of the `with` block."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def render(self, tasks: Sequence[Task], report_progress: Callable[[int, int], None]) -> list[bytes]:
        """The results in the order of the tasks. ChartError names the task that fails.

        `report_progress` is called with the number of tasks that are done, and of all.
        """
        results = [self.cache.get(*task.key) for task in tasks]
        missing = [index for index, result in enumerate(results) if result is None]
        done = len(tasks) - len(missing)
        report_progress(done, len(tasks))
        for index, result in zip(missing, self._rendered([tasks[index] for index in missing]), strict=True):
            results[index] = result
            self.cache.put(result, *tasks[index].key)
            done += 1
            report_progress(done, len(tasks))
        return [result or b"" for result in results]

    def _rendered(self, tasks: Sequence[Task]) -> Iterator[bytes]:
        if not tasks:
            return iter(())
        spawn = multiprocessing.get_context("spawn")
        self._pool = self._pool or ProcessPoolExecutor(os.cpu_count(), mp_context=spawn, initializer=_hide_fonts)
        return self._pool.map(run_task, tasks, chunksize=4)


def _hide_fonts() -> None:
    os.environ["FONTCONFIG_FILE"] = str(NO_FONTS)


def run_task(task: Task) -> bytes:
    """The result of a task. ChartError with its name if Vega cannot render it."""
    try:
        return task.function(task.text)
    except Exception as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ChartError(f"the chart {task.name} cannot be drawn: {reason}") from error
