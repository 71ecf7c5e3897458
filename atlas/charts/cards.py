"""Summary -> the pictures shown where pages are shared: a title, a sentence, columns."""

import textwrap
from collections.abc import Iterator

from atlas import prose
from atlas.charts import marks
from atlas.model import Period
from atlas.summary import Atlas

LEFT, RIGHT, TOP, FLOOR, HIGHEST = 70, 1130, 64, 560, 170
LINE_LENGTH = 60  # letters of the sentence
SITE = "Telegram Transparency Atlas"


def cards(atlas: Atlas) -> Iterator[tuple[str, list[marks.Row]]]:
    """The rows of every card, by the name of its file.

    The columns are the requests of a country, and otherwise the number of countries known in each quarter.
    """
    for profile in atlas.reporting:
        drawn = columns(marks.sparkline(profile), profile.quarters_total)
        yield profile.country.iso3.lower(), [*_texts(profile.country.name, prose.opening(profile)), *drawn]
    for coverage in atlas.coverage:
        texts = _texts(prose.period(coverage.quarter), prose.quarter_opening(coverage))
        yield str(coverage.quarter).lower(), [*texts, *_known(atlas, coverage.quarter)]
    highlighted = atlas.typical.quarter if atlas.typical else None
    yield "atlas", [*_texts(SITE, prose.atlas_opening(atlas)), *_known(atlas, highlighted)]


def _texts(title: str, sentence: str) -> Iterator[marks.Row]:
    lines = textwrap.wrap(sentence, LINE_LENGTH)
    yield {"mark": "text", "x": LEFT, "y": TOP, "size": 58, "fill": "var(--ink)", "text": title}
    yield {"mark": "text", "x": LEFT, "y": TOP + 92, "size": 36, "fill": "var(--ink)", "text": lines}
    yield {"mark": "text", "x": LEFT, "y": FLOOR + 18, "size": 24, "fill": "var(--quiet)", "text": SITE}


def columns(bars: list[marks.Row], quarters: int) -> Iterator[marks.Row]:
    """Bars in quarters and counts -> bars in pixels."""
    top = max((bar["v"] for bar in bars), default=1) or 1
    step = (RIGHT - LEFT) / max(quarters, 1)
    for bar in bars:
        box = {
            "x": round(LEFT + bar["t"] * step, 1),
            "x2": round(LEFT + bar["t2"] * step, 1),
            "y": round(FLOOR - bar["v"] / top * HIGHEST, 1),
            "y2": round(FLOOR - bar["v2"] / top * HIGHEST, 1),
        }
        yield {key: bar[key] for key in ("mark", "fill", "opacity", "stroke", "dash")} | box
    style = {"fill": "var(--quiet)", "opacity": 1, "stroke": "none", "dash": []}
    yield {"mark": "bar", "x": LEFT, "x2": RIGHT, "y": FLOOR, "y2": FLOOR + 1, **style}


def _known(atlas: Atlas, highlighted: Period | None) -> Iterator[marks.Row]:
    bars = []
    for index, row in enumerate(atlas.coverage):
        opacity = 1 if row.quarter == highlighted else 0.3
        bars.append(marks.bar(index + 0.12, index + 0.88, row.known, "var(--requests)", opacity, stroke="none"))
    yield from columns(bars, len(bars))
