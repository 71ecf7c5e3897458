"""The stated figures of one country -> which of them stand, and what those imply for every stretch of quarters.

Think of the boundaries between quarters as points on a line and of the count up to each of them as S, so that every
stated figure says S(closes) - S(opens) = value; and S never falls, since counts cannot be negative. These are
difference constraints. The tightest upper bounds on every S(b) - S(a) are shortest paths, kept up to date as figures
come in, and answer every question: a stretch is known exactly where its upper and lower bound meet, a new figure
contradicts the others where it lies outside its bounds, and the path that gives a bound is the formula that explains
it.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas.model import MEASURES, Figure, Kind, Period, Report

MINUS = "−"
KIND_ORDER = tuple(Kind)


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

    def between(self, opens: int, closes: int) -> tuple[float, float]:
        """The least and the greatest value that the stretch can have."""
        a, b = opens - self.low, closes - self.low
        return -self.upper[b][a], self.upper[a][b]

    def exact(self, opens: int, closes: int) -> int | None:
        """The value of the stretch, where there is only one that it can have."""
        least, greatest = self.between(opens, closes)
        return int(least) if least == greatest else None

    def is_tight(self, edge: Edge, start: int, goal: int) -> bool:
        """Whether a shortest path between two boundaries can lead over the edge."""
        start, goal, tail, head = (boundary - self.low for boundary in (start, goal, edge.tail, edge.head))
        return self.upper[start][tail] + edge.weight + self.upper[head][goal] == self.upper[start][goal]

    def state(self, opens: int, closes: int, value: int) -> None:
        """Add that the stretch has this value, which must lie within its bounds."""
        self._tighten(opens - self.low, closes - self.low, value)
        self._tighten(closes - self.low, opens - self.low, -value)

    def _tighten(self, tail: int, head: int, weight: int) -> None:
        if weight >= self.upper[tail][head]:
            return
        onward = tuple(self.upper[head])
        for row in self.upper:
            through = row[tail] + weight
            if through < math.inf:
                row[:] = [min(bound, through + rest) for bound, rest in zip(row, onward, strict=True)]


class Account:
    """The figures that stand, measure by measure, and what they imply."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.bounds = tuple(Bounds(low, high) for _ in MEASURES)
        self.standing: dict[Period, list[Statement]] = {}

    def outside(self, figure: Figure) -> tuple[int, bool] | None:
        """The first measure in which a figure lies outside its bounds, and whether above them; None if it fits."""
        for measure, bounds in enumerate(self.bounds):
            least, greatest = bounds.between(figure.period.opens, figure.period.closes)
            if not least <= figure.value[measure] <= greatest:
                return measure, figure.value[measure] > greatest
        return None

    def accept(self, statement: Statement) -> None:
        """Let a figure stand, or count it as a confirmation of one that stands."""
        figure = statement.figure
        if figure.period not in self.standing:
            for bounds, value in zip(self.bounds, figure.value, strict=True):
                bounds.state(figure.period.opens, figure.period.closes, value)
        self.standing.setdefault(figure.period, []).append(statement)

    def value(self, opens: int, closes: int) -> tuple[int | None, int | None]:
        """Both measures of a stretch, each None where it is not known exactly."""
        requests, users = (bounds.exact(opens, closes) for bounds in self.bounds)
        return requests, users

    def path(self, measure: int, start: int, goal: int) -> Path:
        """The fewest constraints whose sum is the upper bound between two boundaries; stated figures alone if they can.

        Any path of stated figures between two boundaries gives the same sum, since all that stand agree.
        """
        edges = self._edges(measure)
        stated = fewest([edge for edge in edges if edge.statement], start, goal)
        if stated is not None:
            return stated
        tight = [edge for edge in edges if self.bounds[measure].is_tight(edge, start, goal)]
        path = fewest(tight, start, goal)
        assert path is not None, "a finite bound has a path"
        return path

    def _edges(self, measure: int) -> list[Edge]:
        """The constraints of one measure, stated ones first."""
        found = []
        for period, statements in sorted(self.standing.items()):
            value = statements[0].figure.value[measure]
            found.append(Edge(period.opens, period.closes, value, statements[0]))
            found.append(Edge(period.closes, period.opens, -value, statements[0]))
        return found + [Edge(b + 1, b, 0, None) for b in range(self.low, self.high)]


def fewest(edges: Sequence[Edge], start: int, goal: int) -> Path | None:
    """The path with the fewest edges, or None; among several, the one whose edges come first."""
    paths: dict[int, Path] = {start: ()}
    queue = deque([start])
    while queue and goal not in paths:
        at = queue.popleft()
        for edge in edges:
            if edge.tail == at and edge.head not in paths:
                paths[edge.head] = (*paths[at], edge)
                queue.append(edge.head)
    return paths.get(goal)


def take_newest_first(reports: Iterable[Report], low: int, high: int) -> tuple[Account, list[Statement]]:
    """The account of what stands, and what does not stand, newest first; all within the boundaries `low` to `high`.

    Within a day the order is one of content alone: nearer to Telegram first, then by period and value.
    """
    statements = sorted(
        (Statement(figure, report) for report in reports for figure in report.figures),
        key=lambda s: (
            -s.report.observed.toordinal(),
            KIND_ORDER.index(s.report.kind),
            s.figure.period,
            s.figure.value,
            s.report.place,
        ),
    )
    account = Account(low, high)
    rejected = []
    for statement in statements:
        if account.outside(statement.figure):
            rejected.append(statement)
        else:
            account.accept(statement)
    return account, rejected


def formula(path: Path, period: Period, value: int | None) -> str:
    """How a value follows from stated figures: "2024 − 2024-Q1-Q3", or "2024-Q1-Q3 = 0" where they leave nothing."""
    text = terms(path, period)
    if all(edge.statement for edge in path):
        return text
    if value == 0:
        return f"{text} = 0"
    zeros = sorted(Period.quarter_from_boundary(edge.head) for edge in path if edge.statement is None)
    return text + "".join(f" {MINUS} {zero}" for zero in zeros)


def terms(path: Path, period: Period) -> str:
    """The stated figures of a path with their signs, those that add first; the path may lead either way."""
    is_backwards = bool(path) and path[0].tail == period.closes
    stated = [(edge.statement.figure.period, edge.head > edge.tail) for edge in path if edge.statement]
    adding = [str(each) for each, is_forward in sorted(stated) if is_forward is not is_backwards]
    subtracting = [str(each) for each, is_forward in sorted(stated) if is_forward is is_backwards]
    return f" {MINUS} ".join([" + ".join(adding), *subtracting])
