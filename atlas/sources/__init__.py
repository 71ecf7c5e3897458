"""Where the data come from, as data/LICENSE credits it, and the licences of tables that others made."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """A source of some tables; `title` says what comes from it, `type` is its class in schema.org."""

    title: str
    path: str
    type: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its identifier (Open Definition or SPDX), its title with the part that it covers, and its address."""

    name: str
    title: str
    path: str


_CONTENT = json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8"))

SOURCES = tuple(Source(**{**source, "tables": tuple(source["tables"])}) for source in _CONTENT["sources"])

LICENCES = {
    table: tuple(Licence(**licence) for licence in licences) for table, licences in _CONTENT["licences"].items()
}
"""The licences of the tables that have another one than the atlas, by table."""


def sources_of(table: str) -> tuple[Source, ...]:
    """The sources of a table; none if each of its rows names its own."""
    return tuple(source for source in SOURCES if table in source.tables)
