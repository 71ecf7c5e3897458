"""data/bot.yaml -> its values, not yet checked. Maintainers write the file: YAML with its usual types."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from atlas.problems import Location, Problem, Unreadable
from atlas.read.project import LOADER

PATH = "data/bot.yaml"


@dataclass(frozen=True, slots=True)
class RawBot:
    """The mapping in the file, and the location of each country's aliases by its code."""

    values: Mapping[str, Any]
    alias_locations: Mapping[str, Location]


def read(root: Path) -> RawBot:
    """The content of the file. Unreadable if it is missing, invalid YAML or without aliases."""
    try:
        text = (root / PATH).read_text(encoding="utf-8")
        values = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader
        return RawBot(values, _alias_locations(yaml.compose(text, Loader=LOADER)))
    except (OSError, yaml.YAMLError, ValueError, AttributeError) as error:
        reason = " ".join(str(error).split())
        message = f"the file must exist, be valid YAML and list aliases: {reason}"
        raise Unreadable(Problem(Location(PATH), "bot", message)) from error


def _alias_locations(tree: yaml.Node | None) -> dict[str, Location]:
    """Where the aliases of each country are; ValueError if a country is listed twice, of which YAML drops one."""
    entries = tree.value if isinstance(tree, yaml.MappingNode) else []
    (aliases,) = [node for key, node in entries if key.value == "aliases"]
    lines: dict[str, int] = {}
    for key, _ in aliases.value:
        line = key.start_mark.line + 1
        if key.value in lines:
            raise ValueError(f"{key.value} is listed on lines {lines[key.value]} and {line}")
        lines[key.value] = line
    return {iso3: Location(PATH, line) for iso3, line in lines.items()}
