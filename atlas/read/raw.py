"""What reading returns: text with its location; nothing is typed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from atlas.model import Settings, Table
from atlas.problems import Location, Problem
from atlas.read.bot import RawBot


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row in the order of its table's fields, empty where there is no value, and their locations."""

    cells: tuple[str, ...]
    locations: tuple[Location, ...]

    @classmethod
    def on_line(cls, location: Location, cells: tuple[str, ...]) -> Self:
        """A row whose cells are all on the same line."""
        return cls(cells, (location,) * len(cells))


@dataclass(frozen=True, slots=True)
class Raw:
    """A repository as text: the rows of every input table, schemas, notes, data/bot.yaml, and the problems so far."""

    settings: Settings
    tables: Mapping[str, Table]
    rows: Mapping[str, tuple[Row, ...]]
    notes: Mapping[str, str]
    problems: tuple[Problem, ...]
    bot: RawBot
