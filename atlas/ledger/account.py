"""The stated figures of one country -> which of them are accepted, and what those imply for every period.

Think of the boundaries between quarters as points on a line and of the count up to each of them as S, so that every
stated figure says S(closes) - S(opens) = value; and S never falls, since counts cannot be negative. These are
difference constraints (Cormen et al., Introduction to Algorithms, "Difference constraints and shortest paths"): each
says S(head) - S(tail) <= weight, which is an edge from tail to head. The tightest upper bounds on every S(b) - S(a) are
then shortest paths, kept up to date as figures come in, and answer every question: a period is known exactly where its
lower and upper bound meet, a new figure contradicts the others where it lies outside its bounds, and the path that
gives a bound is the formula that explains it.

A worked example. A country's bot stated 30 requests for January-September 2024 and 42 for the year. The boundaries are
0 (before Q1) to 4 (after Q4), and the figures become the edges

    0 --30--> 3     3 --(-30)--> 0     0 --42--> 4     4 --(-42)--> 0     and, since S never falls, b+1 --0--> b

For Q4, from 3 to 4, the shortest path is 3 --(-30)--> 0 --42--> 4: at most 12. From 4 to 3 it is 4 --(-42)--> 0 --30-->
3, which is -12: at least 12. The bounds meet, so Q4 is derived, and either path reads "2024 - 2024-Q1-Q3". For Q1, from
0 to 1, the path is 0 --30--> 3 --0--> 2 --0--> 1: at most 30; from 1 to 0 it is the edge of weight 0: at least 0.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from atlas.model import MEASURES, Effect, Figure, Period, Range, Report, Value


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure with the report that states it."""

    figure: Figure
    report: Report


@dataclass(frozen=True, slots=True)
class Edge:
    """S(head) - S(tail) <= weight; from a statement, or (None) because S never falls."""

    tail: int
    head: int
    weight: int
    statement: Statement | None


Path = tuple[Edge, ...]


class Bounds:
    """The tightest upper bounds on S(b) - S(a) for one measure, over the boundaries from `low` to `high`."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        points = range(high - low + 1)
        self.upper = [[0.0 if b <= a else math.inf for b in points] for a in points]

    def bounds(self, opens: int, closes: int) -> tuple[float, float]:
        """The lower and the upper bound of the count between two boundaries; the upper is infinite if none follows."""
        a, b = opens - self.low, closes - self.low
        return -self.upper[b][a], self.upper[a][b]

    def is_tight(self, edge: Edge, start: int, goal: int) -> bool:
        """Whether a shortest path between two boundaries can use the edge."""
        start, goal, tail, head = (boundary - self.low for boundary in (start, goal, edge.tail, edge.head))
        return self.upper[start][tail] + edge.weight + self.upper[head][goal] == self.upper[start][goal]

    def set_value(self, opens: int, closes: int, value: int) -> None:
        """Fix the count between two boundaries at a value, which must lie within its bounds."""
        self._tighten(opens - self.low, closes - self.low, value)
        self._tighten(closes - self.low, opens - self.low, -value)

    def _tighten(self, tail: int, head: int, weight: int) -> None:
        """Take in one edge: any path may now also run start -> tail -> head -> goal."""
        if weight >= self.upper[tail][head]:
            return
        from_head = tuple(self.upper[head])
        for row in self.upper:
            via_edge = row[tail] + weight
            if via_edge < math.inf:
                row[:] = [min(bound, via_edge + onward) for bound, onward in zip(row, from_head, strict=True)]


class Account:
    """The figures that are accepted, and what they imply for each measure.

    Figures must lie between the boundaries `low` and `high`; questions may be about any period.
    """

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.bounds = tuple(Bounds(low, high) for _ in MEASURES)
        self.accepted: dict[Period, list[Statement]] = {}
        self._edges: dict[int, tuple[Edge, ...]] = {}  # by measure, until another figure is accepted

    def outside(self, figure: Figure) -> tuple[int, bool] | None:
        """A measure in which a figure lies outside its bounds, and whether above them; None if the figure fits.

        Of both measures it is the one that others state for the same period, if only one is.
        """
        outside = [
            (measure, count > allowed.lower)
            for measure, (count, allowed) in enumerate(zip(figure.value, self.ranges(figure.period), strict=True))
            if count is not None and not allowed.includes(count)
        ]
        return min(outside, key=lambda pair: not self.statements(figure.period, pair[0]), default=None)

    def effect(self, figure: Figure) -> Effect:
        """What a newer figure does to what is known: new, confirms, revises or conflicts."""
        if outside := self.outside(figure):
            return Effect.REVISES if self.statements(figure.period, outside[0]) else Effect.CONFLICTS
        known = zip(figure.value, self.value(figure.period), strict=True)
        return Effect.CONFIRMS if all(count in (None, value) for count, value in known) else Effect.NEW

    def accept(self, statement: Statement) -> bool:
        """Accept a figure, as a confirmation if its value is known; False, and no change, if it does not fit."""
        figure = statement.figure
        if self.outside(figure):
            return False
        for bounds, count in zip(self.bounds, figure.value, strict=True):
            if count is not None:
                bounds.set_value(figure.period.opens, figure.period.closes, count)
        self.accepted.setdefault(figure.period, []).append(statement)
        self._edges.clear()
        return True

    def covers(self, opens: int, closes: int) -> bool:
        """Whether two boundaries lie between those of the account; of anything else nothing is known."""
        return self.low <= opens and closes <= self.high

    def ranges(self, period: Period) -> tuple[Range, Range]:
        """What each measure of any period can at least and at most be."""
        return self.ranges_between(period.opens, period.closes)

    def ranges_between(self, opens: int, closes: int) -> tuple[Range, Range]:
        """What each measure can at least and at most be between two boundaries, which may be of different years."""
        if not self.covers(opens, closes):
            return Range(0, None), Range(0, None)
        requests, users = (bounds.bounds(opens, closes) for bounds in self.bounds)
        return _as_range(*requests), _as_range(*users)

    def value(self, period: Period) -> Value:
        """Both measures of any period, each None where it is not known exactly."""
        requests, users = self.ranges(period)
        return requests.exact, users.exact

    def statements(self, period: Period, measure: int) -> tuple[Statement, ...]:
        """The accepted statements of exactly this period that state the measure."""
        return tuple(s for s in self.accepted.get(period, ()) if s.figure.value[measure] is not None)

    def contradiction(self, figure: Figure) -> tuple[Path, tuple[tuple[Statement, ...], ...]]:
        """The path of accepted figures that a figure contradicts, and the statements of each; both empty if it fits."""
        outside = self.outside(figure)
        if outside is None:
            return (), ()
        measure, is_above = outside
        start, goal = figure.period.opens, figure.period.closes
        path = self.path(measure, start, goal) if is_above else self.path(measure, goal, start)
        return path, tuple(self.statements(period, measure) for period in periods_of(path))

    def path(self, measure: int, start: int, goal: int) -> Path:
        """The fewest edges whose sum is the upper bound between two boundaries; stated figures alone if they suffice.

        Any path of stated figures between two boundaries has the same sum, since all accepted figures agree.
        """
        if measure not in self._edges:
            self._edges[measure] = self._make_edges(measure)
        edges = self._edges[measure]
        of_figures = shortest_path([edge for edge in edges if edge.statement], start, goal)
        if of_figures is not None:
            return of_figures
        tight = [edge for edge in edges if self.bounds[measure].is_tight(edge, start, goal)]
        path = shortest_path(tight, start, goal)
        assert path is not None, "a finite bound has a path"
        return path

    def _make_edges(self, measure: int) -> tuple[Edge, ...]:
        """The constraints of one measure, those of figures first."""
        edges = []
        for period in sorted(self.accepted):
            for statement in self.statements(period, measure)[:1]:
                count = statement.figure.value[measure] or 0
                edges.append(Edge(period.opens, period.closes, count, statement))
                edges.append(Edge(period.closes, period.opens, -count, statement))
        return *edges, *(Edge(boundary + 1, boundary, 0, None) for boundary in range(self.low, self.high))


def periods_of(path: Path) -> tuple[Period, ...]:
    """The periods of the stated figures on a path, in order."""
    return tuple(sorted(edge.statement.figure.period for edge in path if edge.statement))


def _as_range(lower: float, upper: float) -> Range:
    return Range(int(lower), None if upper == math.inf else int(upper))


def shortest_path(edges: Sequence[Edge], start: int, goal: int) -> Path | None:
    """The path with the fewest edges, or None; among several, the one whose edges come first (breadth-first search)."""
    paths: dict[int, Path] = {start: ()}
    queue = deque([start])
    while queue and goal not in paths:
        boundary = queue.popleft()
        for edge in edges:
            if edge.tail == boundary and edge.head not in paths:
                paths[edge.head] = (*paths[boundary], edge)
                queue.append(edge.head)
    return paths.get(goal)
