"""Summary -> the rows of data that the specifications in site/charts draw.

A row says what is drawn (`mark`) and where: `t` and `t2` along time in quarters since the first, `v` and `v2` along the
value. The same rows serve the wide form (time runs to the right) and the narrow one (time runs down).
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from atlas import prose
from atlas.ledger import Resolved
from atlas.model import MEASURES, Event, Period, Range, Status
from atlas.summary import Coverage, Panel, Profile, Ranked

Row = dict[str, Any]

COLOURS = {"requests": "var(--requests)", "users": "var(--users)"}
TITLES = {"requests": "Fulfilled requests", "users": "Affected users"}
CROWDED = 0.25  # quarters; two events nearer than this are labelled on opposite sides


def country(profile: Profile, events: Sequence[Event]) -> list[Row]:
    """A panel for each measure: a column for each quarter, drawn by its status, and the events between them."""
    rows = []
    quarters = [resolved.period for resolved in profile.quarters]
    for panel, measure in enumerate(MEASURES):
        columns = _columns(profile.quarters, measure)
        top = _highest(columns)
        # An invisible bar leaves space above the highest column, where any number is a range on two lines.
        ground = [bar(0, len(quarters), round(top * 1.2), "none", 0)] if any(map(_has_two_lines, columns)) else []
        panel_rows = [
            title(measure, top),
            *event_lines(events, quarters, top),
            *ground,
            *columns,
            axis(len(quarters)),
            *(_tick(index, [f"Q{quarter.first}", str(quarter.year)]) for index, quarter in enumerate(quarters)),
        ]
        rows += [{"panel": panel, **row} for row in panel_rows]
    return rows


def sparkline(profile: Profile) -> list[Row]:
    """The requests of each quarter, without text."""
    columns = _columns(profile.quarters, "requests")
    # An invisible bar over all quarters and up to the highest keeps every sparkline on the same time axis.
    ground = bar(0, len(profile.quarters), _highest(columns), "none", 0)
    bars = [row for row in (ground, *columns) if row["mark"] == "bar"]
    return [{key: value for key, value in row.items() if key != "label"} for row in bars]


def trend(panels: Sequence[Panel]) -> list[Row]:
    """A panel of the chart for each measure: for each matched panel, the totals of both quarters."""
    rows = []
    for number, measure in enumerate(MEASURES):
        totals = [(getattr(panel.total_before, measure), getattr(panel.total_after, measure)) for panel in panels]
        top = max((total.upper or 0 for pair in totals for total in pair), default=1) or 1
        # An invisible bar leaves space above the highest column, for a range on two lines.
        ground = bar(0, len(panels), round(top * 1.2), "none", 0)
        panel_rows = [title(measure, top), ground, axis(len(panels))]
        for index, (panel, (before, after)) in enumerate(zip(panels, totals, strict=True)):
            countries = prose.counted(len(panel.countries), "country")
            for start, value, quarter, opacity in ((0.12, before, panel.before, 0.4), (0.5, after, panel.after, 1)):
                label = f"{prose.period(quarter)}: {prose.counted(value, measure[:-1])} from {countries}"
                t = index + start
                panel_rows.append(bar(t, t + 0.36, value.lower, COLOURS[measure], opacity, label=label, stroke="none"))
                if value.exact is None:  # a dashed outline from the lower to the upper bound
                    outline = bar(t, t + 0.36, value.upper or 0, COLOURS[measure], 0, label=label, dash=[3, 2])
                    panel_rows.append(outline | {"v2": value.lower})
                panel_rows.append({"mark": "value", "t": t + 0.18, "v": value.upper or 0, "text": _lines(value)})
            quarters = f"Q{panel.after.first} {panel.before.year} → {panel.after.year}"
            lines = [quarters, prose.change(before, after), countries]
            panel_rows.append({**_tick(index, lines), "lines": True})
        rows += [{"panel": number, **row} for row in panel_rows]
    return rows


def coverage(quarters: Sequence[Coverage]) -> list[Row]:
    """A column for each quarter: the countries known, reported ones below derived ones."""
    colour = COLOURS["requests"]
    top = max((row.known for row in quarters), default=1) or 1
    rows: list[Row] = [{"mark": "title", "t": 0, "v": top, "text": "Countries with figures", "fill": colour}]
    for index, row in enumerate(quarters):
        reported = row.counts[Status.REPORTED]
        counts = f"{prose.counted(reported, 'country')} reported, {row.counts[Status.DERIVED]} derived"
        label = f"{prose.period(row.quarter)}: {counts}"
        rows.append(bar(index + 0.12, index + 0.88, reported, colour, 1, label=label))
        rows.append(bar(index + 0.12, index + 0.88, row.known, colour, 0.3, label=label) | {"v2": reported})
        rows.append({"mark": "value", "t": index + 0.5, "v": row.known, "text": str(row.known)})
        rows.append(_tick(index, [f"Q{row.quarter.first}", str(row.quarter.year)]))
    rows.append(axis(len(quarters)))
    return [{"panel": 0, **row} for row in rows]


def ranking(ranked: Sequence[Ranked]) -> list[Row]:
    """A line for each country known in a quarter: requests above, users below."""
    rows: list[Row] = []
    for index, row in enumerate(ranked):
        name = row.profile.country.name
        rows.append(_tick(index, [name]))
        for start, measure in ((0.12, "requests"), (0.52, "users")):
            value, t = getattr(row.quarter, measure), index + start
            label = f"{name}: {prose.counted(value, measure[:-1])}"
            rows.append(bar(t, t + 0.34, value, COLOURS[measure], _opacity(row.quarter), label=label))
            rows.append({"mark": "value", "t": t + 0.17, "v": value, "text": prose.number(value)})
    rows.append(axis(len(ranked)))
    return [{"panel": 0, **row} for row in rows]


def title(measure: str, top: float) -> Row:
    """The title of a panel, above its highest value."""
    return {"mark": "title", "t": 0, "v": top, "text": TITLES[measure], "fill": COLOURS[measure]}


def axis(length: int) -> Row:
    """The line at 0 along a number of quarters, pairs or countries."""
    return {"mark": "line", "t": 0, "t2": length, "v": 0, "v2": 0, "dash": []}


def _tick(index: int, lines: Sequence[str]) -> Row:
    return {"mark": "tick", "t": index + 0.5, "v": 0, "text": list(lines)}


def _columns(quarters: Sequence[Resolved], measure: str) -> list[Row]:
    """The columns of all quarters with their numbers, then the outlines over several quarters."""
    rows = [row for index, resolved in enumerate(quarters) for row in _quarter(index, resolved, measure)]
    return [*rows, *_bounded(quarters, measure)]


def _highest(columns: Sequence[Row]) -> float:
    return max((row["v"] for row in columns if row["mark"] == "bar"), default=0) or 1


def _lines(value: Range) -> list[str]:
    """A range on two lines, as in ["5,826–", "6,272"]; a number on one."""
    return prose.number(value).replace("–", "–\n").split("\n")


def _has_two_lines(row: Row) -> bool:
    return row["mark"] == "value" and isinstance(row["text"], list) and len(row["text"]) > 1


def _quarter(index: int, resolved: Resolved, measure: str) -> Iterator[Row]:
    value = getattr(resolved, measure)
    middle = {"t": index + 0.5, "v": 0}
    if resolved.status is Status.MISSING:
        yield {"mark": "note", **middle, "text": "no report"}
    elif resolved.is_known and value is not None:
        count, status = prose.counted(value, measure[:-1]), prose.describe_status(resolved)
        label = f"{prose.period(resolved.period)}: {count}, {status}"
        yield bar(index + 0.12, index + 0.88, value, COLOURS[measure], _opacity(resolved), label=label)
        yield {"mark": "value", **middle, "v": value, "text": prose.number(value)}
    elif resolved.status is Status.BOUNDED and not resolved.span:
        yield from _limits(index, resolved, measure)


def _limits(index: int, resolved: Resolved, measure: str) -> Iterator[Row]:
    """A bounded quarter that is in no known total: each measure by itself.

    A column up to the lower bound, which is calculated, and a dashed outline from there to the upper bound. If the
    measure is known, only a column, drawn by whether a report states it; if nothing limits it, a note. A worked
    example: an article says that there were 50 requests in April-June, and a report that there were 90 users in the
    year. Requests have a full column of 50, users an outline from 0 to 90.
    """
    limit: Range = getattr(resolved, f"{measure}_range")
    if limit.upper is None:
        yield {"mark": "note", "t": index + 0.5, "v": 0, "text": "no figure"}
        return
    figures = [s.figure for s in resolved.statements if s.figure.period == resolved.period]
    is_stated = any(getattr(figure, measure) is not None for figure in figures)
    t, t2, colour = index + 0.12, index + 0.88, COLOURS[measure]
    label = f"{prose.period(resolved.period)}: {prose.describe_status(resolved)}"
    if limit.lower or limit.exact is not None:
        yield bar(t, t2, limit.lower, colour, 1 if is_stated else 0.3, label=label)
    if limit.exact is None:
        yield bar(t, t2, limit.upper, colour, 0, label=label, dash=[4, 3]) | {"v2": limit.lower}
    yield {"mark": "value", "t": index + 0.5, "v": limit.upper, "text": _lines(limit)}


def _opacity(resolved: Resolved) -> float:
    return 1 if resolved.status is Status.REPORTED else 0.3


def _bounded(quarters: Sequence[Resolved], measure: str) -> Iterator[Row]:
    """One dashed outline over the quarters of a span of which only the total is known.

    Its height is the mean of its quarters, so that its area is the total, as the areas of single columns are. A worked
    example: of January-September 2024 only 30 requests in total are known. The outline covers three quarters and is 10
    high: 3 x 10 = 30. At a height of 30 it would look like 90. If the first quarter is known to be 12, it has a column
    of its own, the ledger's span for the other two is April-September with 18, and their outline is 9 high.
    """
    spans = {r.span: r.span_value for r in quarters if r.span and r.span_value}
    index_of = {resolved.period: index for index, resolved in enumerate(quarters)}
    for span, value in spans.items():
        assert value is not None
        count = value[MEASURES.index(measure)]
        first, last = index_of[span.quarters[0]], index_of[span.quarters[-1]]
        mean = count / (last - first + 1)
        total = f"{prose.period(span)}: {prose.counted(count, measure[:-1])} in total"
        label = f"{total}; the figures for the single quarters are not known"
        yield bar(first + 0.12, last + 0.88, mean, COLOURS[measure], 0, label=label, dash=[4, 3])
        text = f"{prose.number(count)} in {prose.short(span)}"
        yield {"mark": "value", "t": (first + last + 1) / 2, "v": mean, "text": text}


def bar(
    t: float,
    t2: float,
    v: float,
    colour: str,
    opacity: float,
    *,
    label: str = "",
    dash: Sequence[int] = (),
    stroke: str = "",
) -> Row:
    """A column from 0 to `v`, from `t` to `t2`; its stroke has the same colour unless another is given."""
    style = {"fill": colour, "opacity": opacity, "stroke": stroke or colour, "dash": list(dash)}
    return {"mark": "bar", "t": round(t, 3), "t2": round(t2, 3), "v": v, "v2": 0, **style, "label": label}


def event_lines(events: Sequence[Event], quarters: Sequence[Period], top: float) -> Iterator[Row]:
    """A dotted line for each day with events; where two days are close, the first has its letters on the left."""
    by_day = [(date, list(group)) for date, group in itertools.groupby(lettered(events, quarters), _day_of)]
    positions = [round(_boundary_of(date) - quarters[0].opens, 3) for date, _ in by_day]
    for index, (position, (date, of_day)) in enumerate(zip(positions, by_day, strict=True)):
        is_crowded = index + 1 < len(positions) and positions[index + 1] - position < CROWDED
        label = "; ".join(f"{letter}: {event.title}" for letter, event in of_day) + f", {prose.day(date)}"
        yield {"mark": "line", "t": position, "t2": position, "v": 0, "v2": top, "dash": [1, 3], "label": label}
        side, text = "before-line" if is_crowded else "after-line", ", ".join(letter for letter, _ in of_day)
        yield {"mark": side, "t": position, "v": top, "text": text, "index": index}


def _day_of(marked: tuple[str, Event]) -> dt.date:
    return marked[1].date


def lettered(events: Sequence[Event], quarters: Sequence[Period]) -> list[tuple[str, Event]]:
    """The events within the quarters, each with the letter that marks it in charts and in the list below them."""
    within = [e for e in events if quarters and quarters[0].start <= e.date <= quarters[-1].end]
    return [(chr(ord("a") + index), event) for index, event in enumerate(within)]


def _boundary_of(date: dt.date) -> float:
    """A day on the line of boundaries: that of its quarter, plus the fraction of the quarter that is over."""
    quarter = Period.quarter_of_day(date)
    days = (quarter.end - quarter.start).days + 1
    return quarter.opens + (date - quarter.start).days / days
