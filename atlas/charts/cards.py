"""Summary -> the pictures that stand for pages where they are shared: a name, a sentence, columns."""

import textwrap
from collections.abc import Iterator

from atlas import prose
from atlas.charts import marks
from atlas.model import Period
from atlas.summary import Atlas, Coverage, Profile

LEFT, RIGHT, TOP, FLOOR, HIGHEST = 70, 1130, 64, 560, 190
LETTERS = 50  # in a line of the sentence
SITE = "Telegram Transparency Atlas"


def cards(atlas: Atlas) -> Iterator[tuple[str, list[marks.Row]]]:
    """The rows of every card, by the name of its file."""
    for profile in atlas.reporting:
        yield profile.country.iso3.lower(), country(profile)
    for coverage in atlas.coverage:
        yield str(coverage.quarter).lower(), quarter(coverage, atlas)
    yield "atlas", whole(atlas)


def country(profile: Profile) -> list[marks.Row]:
    """The country's sentence over the columns of its requests."""
    return [
        *_texts(profile.country.name, prose.opening(profile)),
        *_columns(marks.sparkline(profile), len(profile.quarters)),
    ]


def quarter(coverage: Coverage, atlas: Atlas) -> list[marks.Row]:
    """The quarter's sentence over the number of countries known in each."""
    return [*_texts(prose.period(coverage.quarter), prose.quarter_opening(coverage)), *_known(atlas, coverage.quarter)]


def whole(atlas: Atlas) -> list[marks.Row]:
    """What there is at all."""
    reporting, all_of_them = len(atlas.reporting), prose.counted(len(atlas.profiles), "country")
    sentence = (
        f"What Telegram tells law enforcement, reported by people in {reporting} of {all_of_them} and territories."
    )
    return [*_texts(SITE, sentence), *_known(atlas, atlas.typical.quarter if atlas.typical else None)]


def _texts(title: str, sentence: str) -> Iterator[marks.Row]:
    lines = textwrap.wrap(sentence, LETTERS)
    yield {"mark": "text", "x": LEFT, "y": TOP, "size": 58, "fill": "var(--ink)", "text": title}
    yield {"mark": "text", "x": LEFT, "y": TOP + 92, "size": 36, "fill": "var(--ink)", "text": lines}
    yield {"mark": "text", "x": LEFT, "y": FLOOR + 18, "size": 24, "fill": "var(--quiet)", "text": SITE}


def _columns(bars: list[marks.Row], quarters: int) -> Iterator[marks.Row]:
    """Bars in quarters and counts -> bars in pixels."""
    top = max((bar["v"] for bar in bars), default=1) or 1
    step = (RIGHT - LEFT) / max(quarters, 1)
    for bar in bars:
        place = {
            "x": round(LEFT + bar["t"] * step, 1),
            "x2": round(LEFT + bar["t2"] * step, 1),
            "y": round(FLOOR - bar["v"] / top * HIGHEST, 1),
            "y2": FLOOR,
        }
        yield {key: bar[key] for key in ("mark", "fill", "opacity", "stroke", "dash")} | place
    yield {
        "mark": "bar",
        "x": LEFT,
        "x2": RIGHT,
        "y": FLOOR,
        "y2": FLOOR + 1,
        "fill": "var(--quiet)",
        "opacity": 1,
        "stroke": "none",
        "dash": [],
    }


def _known(atlas: Atlas, shown: Period | None) -> Iterator[marks.Row]:
    bars = [
        marks.bar(
            at + 0.12, at + 0.88, each.known, "var(--requests)", 1 if each.quarter == shown else 0.3, stroke="none"
        )
        for at, each in enumerate(atlas.coverage)
    ]
    yield from _columns(bars, len(bars))
