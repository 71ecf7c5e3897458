"""Specifications -> SVG, SVG -> PNG, by Vega. The only room that knows vl-convert.

Drawing is a pure function of its input, so that every picture is drawn once and kept in the cache; what is not there is
drawn by one process for each core. vl-convert is loaded in those alone: it brings a whole JavaScript engine along. They
see no font but the one that vl-convert has within it, so that a picture is the same on every machine, and because the
engine opens a font's file anew for each letter.
"""

import copy
import functools
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
TOOLS = (version("vl-convert-python"), VEGA_LITE, Path(svg.__file__).read_text(encoding="utf-8"))


class ChartError(Exception):
    """A chart that Vega cannot draw; says which."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to draw: what it is called in messages, the function, and its input."""

    name: str
    make: Callable[[str], bytes]
    source: str

    @property
    def key(self) -> tuple[str, ...]:
        """All that the result depends on."""
        return (self.make.__name__, *TOOLS, self.source)


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
    """A specification without its rows, as Vega wants it: many charts share it, and this is a third of the work."""
    import vl_convert

    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(skeleton, vl_version=VEGA_LITE)
    return compiled


def map_from_specification(text: str) -> bytes:
    """The specification of the map as SVG for a page: a link for each country."""
    import vl_convert

    return svg.tidy_map(vl_convert.vegalite_to_svg(text, vl_version=VEGA_LITE)).encode()


def png_from_svg(text: str) -> bytes:
    """An SVG that stands by itself as PNG, two pixels to a unit."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(text, scale=2))


def card_from_svg(text: str) -> bytes:
    """An SVG of 1200 by 630 units as PNG of as many pixels."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(text, scale=1))


class Renderer:
    """Draws what the cache does not have; its processes live from the first large order to the end of the `with`."""

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
        for index, result in zip(missing, self._drawn([tasks[index] for index in missing]), strict=True):
            results[index] = result
            self.cache.put(result, *tasks[index].key)
            done += 1
            report_progress(done, len(tasks))
        return [result or b"" for result in results]

    def _drawn(self, tasks: Sequence[Task]) -> Iterator[bytes]:
        if not tasks:
            return iter(())
        # Spawned, not forked: a fork of a process with threads, such as the progress bar's, may hang.
        spawn = multiprocessing.get_context("spawn")
        self._pool = self._pool or ProcessPoolExecutor(os.cpu_count(), mp_context=spawn, initializer=_hide_fonts)
        return self._pool.map(draw_one, tasks, chunksize=4)


def _hide_fonts() -> None:
    os.environ["FONTCONFIG_FILE"] = str(NO_FONTS)


def draw_one(task: Task) -> bytes:
    """One result. ChartError with the task's name if Vega cannot draw it."""
    try:
        return task.make(task.source)
    except Exception as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ChartError(f"the chart {task.name} cannot be drawn: {reason}") from error
