"""Findings -> the charts of the page "What the figures show": rows for the specifications `lines`, `rows`, `columns`.

Lines are drawn on a log scale that has a place for zero. A worked example, with values 0, 2 and 40: the smallest above
zero, 2, is at height 1 and zero at 0, one step below; 20 is at 2, and 40 at 2.3.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from atlas import prose
from atlas.charts import marks
from atlas.charts.designs import Design, Templates, fill
from atlas.charts.marks import Row
from atlas.model import MEASURES, SMALLEST_BASE, Event
from atlas.prose import findings as sentences
from atlas.prose.findings import Passage
from atlas.summary.findings import (
    QUARTERS_OF_2024,
    BeforeAfter,
    Certainty,
    Course,
    Findings,
    NoNews,
    Pair,
    PerHead,
    PerRequest,
    ThirdQuarter,
    YearOnYear,
)

LINE_HEIGHT = 15  # pixels between two names at the ends of lines
BAR_HEIGHT = 24
NOT_USERS = ("no-news", "certainty")  # their bars count countries and figures


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: its name, its text at the right end, and its values by time in quarters.

    `steps` says that the values hold for a time, so that its points are not marked.
    """

    name: str
    text: str
    points: tuple[tuple[float, float], ...]
    steps: bool = False

    @property
    def label(self) -> str:
        """What a tooltip shows."""
        return f"{self.name}: {self.text}"


def designs(templates: Templates, findings: Findings, events: Sequence[Event]) -> dict[str, Design]:
    """The chart of each finding that is shown, by the anchor of the finding."""
    return {passage.slug: _design(templates, findings, passage, events) for passage in sentences.passages(findings)}


def _design(templates: Templates, findings: Findings, passage: Passage, events: Sequence[Event]) -> Design:
    wide, narrow = _specifications(templates, findings, passage.slug, events)
    return Design(
        name=f"the finding {passage.slug}",
        wide=wide,
        narrow=narrow,
        description=passage.description,
        file=f"charts/findings-{passage.slug}",
        title=passage.headline,
    )


def _specifications(templates: Templates, findings: Findings, slug: str, events: Sequence[Event]) -> tuple[str, str]:
    """The wide and the narrow form; the finding with this anchor is not None, since it has a passage."""
    if slug == "before-and-after" and findings.before_after:
        return _lines(templates, _before_after(findings.before_after), _ends(findings.before_after), events)
    if slug == "third-quarter-of-2024" and findings.third_quarter:
        quarters = [(index + 0.5, [f"Q{q.first}", str(q.year)]) for index, q in enumerate(QUARTERS_OF_2024)]
        return _lines(templates, _third_quarter(findings.third_quarter), quarters, events, height=300)
    if slug == "since-october-2024" and findings.course:
        rows = _course(findings.course)
        narrow = fill(templates["rows"], rows, height=BAR_HEIGHT * len(findings.course.quarters))
        return fill(templates["columns"], rows), narrow
    rows, number = _bars(findings, slug)
    size = {"height": BAR_HEIGHT * number}
    return fill(templates["rows"], rows, width=420, **size), fill(templates["rows"], rows, width=130, **size)


def _bars(findings: Findings, slug: str) -> tuple[list[Row], int]:
    """The rows of a chart of horizontal bars, and how many bars it has."""
    functions: dict[str, tuple[Any, Any]] = {
        "year-on-year": (findings.year_on_year, _year_on_year),
        "per-head": (findings.per_head, _per_head),
        "users-per-request": (findings.per_request, _per_request),
        "no-news": (findings.no_news, _no_news),
        "certainty": (findings.certainty, _certainty),
    }
    finding, function = functions[slug]
    bars = list(function(finding))
    colour = "var(--quiet)" if slug in NOT_USERS else "var(--users)"
    lowest = min(0, *(bar["v"] for _, bar, _ in bars))
    rows: list[Row] = [{**marks.axis(len(bars)), "panel": 0}]
    for index, (name, bar, text) in enumerate(bars):
        shape = {**marks.bar(index + 0.18, index + 0.82, 0, colour, 0.85, label=f"{name}: {text}"), **bar}
        end = max(shape["v"], 0)
        rows += [
            {"mark": "tick", "t": index + 0.5, "v": lowest, "text": [name]},
            shape,
            {"mark": "value", "t": index + 0.5, "v": end, "text": text},
        ]
    return [{"panel": 0, **row} for row in rows], len(bars)


Bar = tuple[str, Row, str]
"""The name of a bar, what of its row differs from a bar from 0, and the text at its end."""


def _year_on_year(finding: YearOnYear) -> Iterator[Bar]:
    """The logarithm of the ratio, so that halving and doubling are equally long; no bar where there is no ratio."""
    pairs = sorted(finding.pairs, key=lambda pair: (not _has_ratio(pair), _level_of_change(pair)))
    for pair in pairs:
        text = prose.change(pair.before.users_range, pair.after.users_range)
        yield pair.profile.country.name, {"v": _level_of_change(pair)}, text


def _has_ratio(pair: Pair) -> bool:
    return pair.before.users_range.lower >= SMALLEST_BASE and pair.after.users_range.lower > 0


def _level_of_change(pair: Pair) -> float:
    if not _has_ratio(pair):
        return 0
    return round(math.log2(pair.after.users_range.lower / pair.before.users_range.lower), 3)


def _per_head(finding: PerHead) -> Iterator[Bar]:
    for profile, _, rate in finding.rows:
        value = rate.users_per_million
        yield profile.country.name, {"v": value}, sentences.ratio(value)


def _per_request(finding: PerRequest) -> Iterator[Bar]:
    for lowest, highest, _ in finding.rows:
        ends = dict.fromkeys((sentences.ratio(lowest.value), sentences.ratio(highest.value)))
        bar = {"v": round(highest.value, 2), "v2": round(lowest.value, 2)}
        yield lowest.profile.country.name, bar, "–".join(ends)


def _no_news(finding: NoNews) -> Iterator[Bar]:
    for quarter, count in finding.newest:
        yield prose.short(quarter), {"v": count}, prose.number(count)


def _certainty(finding: Certainty) -> Iterator[Bar]:
    for evidence, count in finding.evidence.figures.items():
        yield evidence.value, {"v": count}, prose.number(count)


def _course(finding: Course) -> list[Row]:
    """A panel for each measure: the largest country light below, the others solid above, the total as a number."""
    rows: list[Row] = []
    for panel, measure in enumerate(MEASURES):
        totals = [getattr(row, measure) for row in finding.totals]
        top, colour = max(row.upper or 0 for row in totals), marks.COLOURS[measure]
        of_panel: list[Row] = [marks.title(measure, top), marks.axis(len(totals))]
        for index, (quarter, row) in enumerate(zip(finding.quarters, finding.totals, strict=True)):
            count, others = getattr(row, measure), getattr(finding.other_totals[index], measure)
            ends, below = (index + 0.12, index + 0.88), count.lower - others.lower
            name = finding.largest.name
            when = prose.period(quarter)
            of_largest = f"{when}: {prose.counted(below, measure[:-1])}, {name}"
            of_rest = f"{when}: {prose.counted(others, measure[:-1])}, {prose.counted(row.countries - 1, 'country')}"
            of_panel += [
                marks.bar(*ends, below, colour, 0.3, label=of_largest, stroke="none"),
                marks.bar(*ends, count.lower, colour, 1, label=of_rest, stroke="none") | {"v2": below},
                {"mark": "value", "t": index + 0.5, "v": count.lower, "text": prose.number(count)},
                {"mark": "tick", "t": index + 0.5, "v": 0, "text": [f"Q{quarter.first}", str(quarter.year)]},
            ]
        rows += [{"panel": panel, **row} for row in of_panel]
    return rows


def _ends(finding: BeforeAfter) -> list[tuple[float, list[str]]]:
    """The ticks: the middle of either period, in quarters since the beginning of the first."""
    start = finding.panel.before.opens
    periods = (finding.panel.before, finding.panel.after)
    return [
        ((period.opens + period.closes) / 2 - start, [prose.short(period).rpartition(" ")[0], str(period.year)])
        for period in periods
    ]


def _before_after(finding: BeforeAfter) -> list[Line]:
    """Users a month, at the middle of either period."""
    before, after = _ends(finding)
    lengths = [3 * len(period.quarters) for period in (finding.panel.before, finding.panel.after)]
    lines = []
    for pair in finding.pairs:
        users = (pair.before.users or 0, pair.after.users or 0)
        values = tuple(count / months for count, months in zip(users, lengths, strict=True))
        text = " → ".join(sentences.per_month(n, months // 3) for n, months in zip(users, lengths, strict=True))
        lines.append(Line(pair.profile.country.name, text, ((before[0], values[0]), (after[0], values[1]))))
    return lines


def _third_quarter(finding: ThirdQuarter) -> list[Line]:
    """Users in each quarter that is known, as steps: it shows which events lie within a quarter."""
    return [
        Line(
            profile.country.name,
            " → ".join(prose.number(quarter.users_range) for quarter in quarters),
            tuple(
                (index + end, quarter.users)
                for index, quarter in enumerate(quarters)
                if quarter.users is not None
                for end in (0, 1)
            ),
            steps=True,
        )
        for profile, quarters in finding.rows
    ]


def _lines(
    templates: Templates,
    lines: Sequence[Line],
    ticks: Sequence[tuple[float, list[str]]],
    events: Sequence[Event],
    height: int = 520,
) -> tuple[str, str]:
    """Lines with their names; on narrow screens without the values behind the names."""
    forms = []
    for width, has_values in ((430, True), (110, False)):
        rows = list(_line_rows(lines, ticks, events, LINE_HEIGHT / height, has_values=has_values))
        forms.append(fill(templates["lines"], rows, width=width, height=height))
    return forms[0], forms[1]


def _line_rows(
    lines: Sequence[Line],
    ticks: Sequence[tuple[float, list[str]]],
    events: Sequence[Event],
    gap: float,
    *,
    has_values: bool,
) -> Iterator[Row]:
    """`gap` is the least distance between two names, as a share of the height."""
    values = [value for line in lines for _, value in line.points]
    least = min((value for value in values if value), default=1)
    top = _level(max(values), least)
    times = [time for line in lines for time, _ in line.points]
    start, end = min(times), max(times)
    for value in (0, *(10**exponent for exponent in range(math.ceil(math.log10(max(*values, 1))) + 1))):
        if (level := _level(value, least)) <= top:
            yield {"mark": "grid", "t": start, "t2": end, "v": level, "v2": level}
            yield {"mark": "scale", "t": start, "v": level, "text": f"{value:,}"}
    # Events are placed by their day: letters at the top, above the highest line.
    above = top * 1.03
    yield from (row for row in marks.event_lines(events, QUARTERS_OF_2024, above) if start <= row["t"] <= end)
    ordered = sorted(lines, key=lambda line: -line.points[-1][1])
    levels = [_level(line.points[-1][1], least) for line in ordered]
    names = spread(levels, gap * above, above)
    aside = end + (end - start) * 0.08
    for line, level, name_level in zip(ordered, levels, names, strict=True):
        dash = [4, 3] if not line.points[0][1] else []
        for (t, v), (t2, v2) in zip(line.points, line.points[1:], strict=False):
            ends = {"v": _level(v, least), "v2": _level(v2, least)}
            yield {"mark": "segment", "t": t, "t2": t2, **ends, "dash": dash, "label": line.label}
        if not line.steps:
            yield from ({"mark": "point", "t": t, "v": _level(v, least), "label": line.label} for t, v in line.points)
        yield {"mark": "grid", "t": line.points[-1][0], "t2": aside, "v": level, "v2": name_level}
        yield {"mark": "name", "t": aside, "v": name_level, "text": line.label if has_values else line.name}
    yield from ({"mark": "tick", "t": t, "v": 0, "text": text} for t, text in ticks)


def _level(value: float, least: float) -> float:
    """The height of a value on the log scale: 0 for zero, 1 for the smallest value above it."""
    return round(1 + math.log10(value / least), 3) if value else 0


def spread(levels: Iterable[float], gap: float, top: float) -> list[float]:
    """Places for names near levels that fall, at least `gap` apart and between 0 and `top`.

    From the top down each name moves below the one before; then from the bottom up, out of the way of the lower edge.
    Where there is not enough space for all gaps, they are smaller.
    """
    wanted = list(levels)
    gap = min(gap, top / max(len(wanted) - 1, 1))
    positions: list[float] = []
    for level in wanted:
        positions.append(min(level, positions[-1] - gap) if positions else min(level, top))
    lowest = 0.0
    for index in reversed(range(len(positions))):
        positions[index] = max(positions[index], lowest)
        lowest = positions[index] + gap
    return [round(position, 3) for position in positions]
