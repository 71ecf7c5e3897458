"""Summary -> the rows of data that the specifications in site/charts draw.

A row says what is drawn (`mark`) and where: `t` and `t2` along time in quarters from the first, `v` and `v2` along the
value. The same rows serve the wide form (time runs to the right) and the narrow one (time runs down).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from atlas import prose
from atlas.ledger import Resolved
from atlas.model import MEASURES, Event, Period, Status
from atlas.summary import Coverage, Panel, Profile, Ranked

Row = dict[str, Any]

COLOURS = {"requests": "var(--requests)", "users": "var(--users)"}
TITLES = {"requests": "Fulfilled requests", "users": "Affected users"}
CROWDED = 0.25  # quarters; two events nearer than this are labelled on opposite sides


def country(profile: Profile, events: Sequence[Event]) -> list[Row]:
    """A panel for each measure: a column for each quarter, drawn by how it is known, and the events between."""
    rows = []
    quarters = [resolved.period for resolved in profile.quarters]
    for panel, measure in enumerate(MEASURES):
        top = _highest(profile.quarters, measure)
        found = [
            {"mark": "title", "t": 0, "v": top, "text": TITLES[measure], "fill": COLOURS[measure]},
            *_events(events, quarters, top),
            *(row for at, resolved in enumerate(profile.quarters) for row in _quarter(at, resolved, measure)),
            *_bounded(profile.quarters, measure),
            {"mark": "line", "t": 0, "t2": len(quarters), "v": 0, "v2": 0, "dash": []},
            *(_tick(at, quarter) for at, quarter in enumerate(quarters)),
        ]
        rows += [{"panel": panel, **row} for row in found]
    return rows


def sparkline(profile: Profile) -> list[Row]:
    """The requests of each quarter, without words."""
    bars = [
        row
        for at, resolved in enumerate(profile.quarters)
        for row in _quarter(at, resolved, "requests")
        if row["mark"] == "bar"
    ]
    bars += [row for row in _bounded(profile.quarters, "requests") if row["mark"] == "bar"]
    # An invisible bar over all quarters and up to the highest keeps every sparkline on the same time axis.
    ground = bar(0, len(profile.quarters), _highest(profile.quarters, "requests"), "none", 0)
    return [{key: value for key, value in row.items() if key != "label"} for row in (ground, *bars)]


def trend(panels: Sequence[Panel]) -> list[Row]:
    """A panel for each measure: for each pair of quarters a year apart, both totals of the countries known in both."""
    rows = []
    for panel, measure in enumerate(MEASURES):
        colour = COLOURS[measure]
        pairs = [(getattr(p.total_before, measure), getattr(p.total_after, measure)) for p in panels]
        top = max((max(pair) for pair in pairs), default=1) or 1
        found: list[Row] = [{"mark": "title", "t": 0, "v": top, "text": TITLES[measure], "fill": colour}]
        for at, (each, (before, after)) in enumerate(zip(panels, pairs, strict=True)):
            countries = prose.counted(len(each.countries), "country")
            for start, value, quarter, opacity in ((0.12, before, each.before, 0.4), (0.5, after, each.after, 1)):
                label = f"{prose.period(quarter)}: {prose.counted(value, measure[:-1])} in {countries}"
                found.append(bar(at + start, at + start + 0.36, value, colour, opacity, label=label, stroke="none"))
                found.append({"mark": "value", "t": at + start + 0.18, "v": value, "text": prose.number(value)})
            words = [
                f"Q{each.after.first} {each.before.year} → {each.after.year}",
                f"{prose.times(before, after)} in {len(each.countries)}",
            ]
            found.append({"mark": "tick", "t": at + 0.5, "v": 0, "text": words, "lines": True})
        found.append({"mark": "line", "t": 0, "t2": len(panels), "v": 0, "v2": 0, "dash": []})
        rows += [{"panel": panel, **row} for row in found]
    return rows


def coverage(rows: Sequence[Coverage]) -> list[Row]:
    """A column for each quarter: the countries known, those reported below those derived."""
    found: list[Row] = []
    top = max((each.known for each in rows), default=1) or 1
    found.append({"mark": "title", "t": 0, "v": top, "text": "Countries known", "fill": COLOURS["requests"]})
    for at, each in enumerate(rows):
        reported = each.counts[Status.REPORTED]
        counts = f"{prose.counted(reported, 'country')} reported, {each.known - reported} derived"
        label = f"{prose.period(each.quarter)}: {counts}"
        found.append(bar(at + 0.12, at + 0.88, reported, COLOURS["requests"], 1, label=label))
        found.append(bar(at + 0.12, at + 0.88, each.known, COLOURS["requests"], 0.3, label=label) | {"v2": reported})
        found.append({"mark": "value", "t": at + 0.5, "v": each.known, "text": prose.number(each.known)})
        found.append(_tick(at, each.quarter))
    found.append({"mark": "line", "t": 0, "t2": len(rows), "v": 0, "v2": 0, "dash": []})
    return [{"panel": 0, **row} for row in found]


def ranking(ranked: Sequence[Ranked]) -> list[Row]:
    """A line for each country known in a quarter: requests above, users below."""
    rows: list[Row] = []
    for at, each in enumerate(ranked):
        rows.append({"mark": "tick", "t": at + 0.5, "v": 0, "text": [each.profile.country.name]})
        for start, measure in ((0.12, "requests"), (0.52, "users")):
            value = getattr(each.quarter, measure)
            label = f"{each.profile.country.name}: {prose.counted(value, measure[:-1])}"
            colour = COLOURS[measure]
            rows.append(bar(at + start, at + start + 0.34, value, colour, _opacity(each.quarter), label=label))
            rows.append({"mark": "value", "t": at + start + 0.17, "v": value, "text": prose.number(value)})
    rows.append({"mark": "line", "t": 0, "t2": len(ranked), "v": 0, "v2": 0, "dash": []})
    return [{"panel": 0, **row} for row in rows]


def _highest(quarters: Sequence[Resolved], measure: str) -> float:
    heights = [getattr(resolved, measure) or 0 for resolved in quarters if resolved.is_known]
    heights += [row["v"] for row in _bounded(quarters, measure)]
    return max(heights, default=0) or 1


def _quarter(at: int, resolved: Resolved, measure: str) -> Iterator[Row]:
    value = getattr(resolved, measure)
    middle = {"t": at + 0.5, "v": 0}
    if resolved.status is Status.MISSING:
        yield {"mark": "note", **middle, "text": "no report"}
    elif resolved.is_known and value is not None:
        label = (
            f"{prose.period(resolved.period)}: {prose.counted(value, measure[:-1])}, {prose.describe_status(resolved)}"
        )
        yield bar(at + 0.12, at + 0.88, value, COLOURS[measure], _opacity(resolved), label=label)
        yield {"mark": "value", **middle, "v": value, "text": prose.number(value)}


def _opacity(resolved: Resolved) -> float:
    return 1 if resolved.status is Status.REPORTED else 0.3


def _bounded(quarters: Sequence[Resolved], measure: str) -> Iterator[Row]:
    """One dashed outline over the bounded quarters of a span, as high as their mean, so that its area is the sum."""
    spans = dict.fromkeys(
        (resolved.span, resolved.span_value) for resolved in quarters if resolved.span and resolved.span_value
    )
    at = {resolved.period: index for index, resolved in enumerate(quarters)}
    for span, value in spans:
        assert span is not None
        assert value is not None
        count = value[MEASURES.index(measure)]
        first, last = at[span.quarters[0]], at[span.quarters[-1]]
        mean = count / (last - first + 1)
        label = f"{prose.period(span)} together: {prose.counted(count, measure[:-1])}; how they divide is not known"
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
    """A column from 0 to `v`, from `t` to `t2`; the stroke is of the same colour if none is given."""
    look = {"fill": colour, "opacity": opacity, "stroke": stroke or colour, "dash": list(dash)}
    return {"mark": "bar", "t": round(t, 3), "t2": round(t2, 3), "v": v, "v2": 0, **look, "label": label}


def _tick(at: int, quarter: Period) -> Row:
    return {"mark": "tick", "t": at + 0.5, "v": 0, "text": [f"Q{quarter.first}", str(quarter.year)]}


def _events(events: Sequence[Event], quarters: Sequence[Period], top: float) -> Iterator[Row]:
    places = [(place, letter, event) for letter, event in lettered(events, quarters) if (place := _place(event.date))]
    first = quarters[0].opens if quarters else 0
    for index, (place, letter, event) in enumerate(places):
        at = round(place - first, 3)
        following = places[index + 1][0] if index + 1 < len(places) else None
        side = "before-line" if following is not None and following - place < CROWDED else "after-line"
        label = f"{letter}: {event.title}, {prose.day(event.date)}"
        yield {"mark": "line", "t": at, "t2": at, "v": 0, "v2": top, "dash": [1, 3], "label": label}
        yield {"mark": side, "t": at, "v": top, "text": letter, "index": index}


def lettered(events: Sequence[Event], quarters: Sequence[Period]) -> list[tuple[str, Event]]:
    """The events within the quarters, each with the letter that marks it in charts and in the list below them."""
    within = [e for e in events if quarters and quarters[0].start <= e.date <= quarters[-1].end]
    return [(chr(ord("a") + index), event) for index, event in enumerate(within)]


def _place(date: dt.date) -> float:
    """A day on the line of boundaries, as a fraction of its quarter."""
    quarter = Period(date.year, (date.month + 2) // 3, (date.month + 2) // 3)
    days = (quarter.end - quarter.start).days + 1
    return quarter.opens + (date - quarter.start).days / days
